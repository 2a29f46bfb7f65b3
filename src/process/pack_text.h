/* pack_text.h - the wording of a pack: letters/NAME.en.md and guidance/NAME.en.md, each with its
 * Welsh twin.
 *
 *     ---
 *     title: Your Council Tax after a death
 *     says_what_happened: true       left out: false; it says, or lets one guess, what the event is
 *     safe_because: a sealed reply   left out: no message (e-mail, SMS) may carry it if it says so
 *     ---
 *     Dear {{recipient.name}}, …
 *
 * A text is read for its head and its fields, {{…}}; what becomes of the Markdown is another
 * layer's. HTML is refused. */
#ifndef CANTREF_PROCESS_PACK_TEXT_H
#define CANTREF_PROCESS_PACK_TEXT_H

#include "definition.h"
#include "pack_folder.h"

enum { TEXT_FIELDS_MAX = 64, PACK_TEXT_BYTES_MAX = 65536 };

struct text_field {
    struct str name;
    size_t line, column; /* in its file */
};

struct pack_text {
    struct str name;
    bool letter; /* else guidance */
    enum access_language language;
    struct str title, safe_because;
    bool says_what_happened;
    struct str body;
    struct text_field *fields;
    size_t field_count;
    const char *file;
};

struct pack_text_list {
    struct pack_text *at;
    size_t count;
};

/* pack_text_read - the text of a file of letters/ or guidance/.
 * Out:    *ret, in arena but for the file's own text; untouched on failure.
 * Errors: ERR_INPUT, ERR_LIMIT into errors; returns false then. */
bool pack_text_read(struct arena *arena, const struct pack_file *file, struct pack_text *ret,
                    struct err_list *errors);

/* pack_text_find - by name, of letters or guidance, in a language; NULL. */
const struct pack_text *pack_text_find(const struct pack_text_list *texts, struct str name,
                                       bool letter, enum access_language language);

/* pack_text_twins - both languages are there and have the same fields; each lack is an error. */
void pack_text_twins(const struct pack_text_list *texts, struct err_list *errors);

#endif
