/* catalogue.h - what pages say, from English into Welsh: gettext's .po files, the strict part of
 * them that we need.
 *
 *     #. draft                         a comment; this one: a translator has yet to check it
 *     msgid "Enter your name"          the English, as it stands in a template or in translate()
 *     msgstr "Rhowch eich enw"         the Welsh; texts may go on over several lines in quotes
 *
 *     locale/cy/AREA.po ─► catalogue_add ─► catalogue_find
 *
 * No contexts, no plurals, nothing fuzzy or obsolete: each of these is an error, and so is an entry
 * without Welsh. The same text may stand in several files, but not with two meanings. That nothing
 * is missing, and nothing too many, is looked at when the program is built (locale/check.py). */
#ifndef CANTREF_WEB_CATALOGUE_H
#define CANTREF_WEB_CATALOGUE_H

#include "err.h"
#include "memory.h"

enum {
    CATALOGUE_FILE_BYTES_MAX = 4 << 20,
    CATALOGUE_TEXT_BYTES_MAX = 16 << 10, /* of one text */
    CATALOGUE_TEXTS_MAX = 100000
};

struct catalogue;

/* catalogue_new - an empty one. Aborts when out of memory. */
struct catalogue *catalogue_new(void);
void catalogue_free(struct catalogue *catalogue);

/* catalogue_add - all of a file's texts.
 * In:     text, UTF-8, copied; file, for messages.
 * Errors: ERR_INPUT with file:line it is not as above; ERR_CONFLICT a text is there with another
 *         Welsh; ERR_LIMIT. What was added before the error stays. Cost: linear. */
int catalogue_add(struct catalogue *catalogue, struct str text, const char *file, struct err *err)
    __attribute__((warn_unused_result));

/* catalogue_find - the Welsh of a text, with a NUL after its end; NULL: there is none. Any number
 * of threads, after the last catalogue_add. Cost: O(1). */
const char *catalogue_find(const struct catalogue *catalogue, struct str english);
size_t catalogue_count(const struct catalogue *catalogue);

#endif
