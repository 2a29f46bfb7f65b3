/* letter_example.h - a letter of a pack with example values in its fields, which nobody can take
 * for anybody's: for whoever writes packs. */
#ifndef CANTREF_CLI_LETTER_EXAMPLE_H
#define CANTREF_CLI_LETTER_EXAMPLE_H

#include "delivery.h"
#include "event_pack.h"

/* letter_example - the letter as a delivery by post.
 * In:     text: a letter of the pack. council: its name in the letter's language.
 * Out:    *ret, its texts in arena; untouched on failure. Always the same, the date too.
 * Errors: ERR_LIMIT the letter is too long. */
int letter_example(struct arena *arena, const struct event_pack *pack, const struct pack_text *text,
                   struct str council, struct delivery *ret, struct err *err);

#endif
