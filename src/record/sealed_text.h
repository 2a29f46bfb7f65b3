/* sealed_text.h - a text of a row, sealed under a key of its own, in two columns: the key's number
 * and the bytes. For reasons, details, outcomes. */
#ifndef CANTREF_RECORD_SEALED_TEXT_H
#define CANTREF_RECORD_SEALED_TEXT_H

#include "db.h"
#include "seal.h"

/* sealed_text_put - sql has $1 the row, $2 the key, $3 the bytes. place: what it is sealed for.
 * Errors: those of seal_key_new, seal_value and the store. */
int sealed_text_put(struct db *db, struct seal *seal, const char *sql, const char *place,
                    int64_t number, struct str text, struct err *err);

/* sealed_text_take - the text whose key and bytes begin at a column of a row, whose number is in
 * column 0, in place of what ret has; "": none, or its key is gone. */
int sealed_text_take(struct db_query *q, struct seal *seal, const char *place, int column,
                     struct buf *ret, struct err *err);

#endif
