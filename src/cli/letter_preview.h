/* letter_preview.h - cantref letter preview: how a letter of a pack will look. */
#ifndef CANTREF_CLI_LETTER_PREVIEW_H
#define CANTREF_CLI_LETTER_PREVIEW_H

#include <stdbool.h>
#include <stdint.h>

/* struct letter_words - what was asked. */
struct letter_words {
    const char *home, *output, *overlay; /* NULL: none */
    uint64_t language;
    bool large;
};

/* letter_preview - the letter of a pack, by their names, as a PDF. Prints its errors, and returns
 * an exit status. */
int letter_preview(const char *pack, const char *letter, const struct letter_words *words);

#endif
