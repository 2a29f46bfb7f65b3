/* audit_index.h - which leaves name a mention: tokens to numbers of leaves, in a database beside
 * the log.
 *
 * It follows from the log and its keys, may lag behind, and is made anew when it is lost, damaged
 * or of another log. A token is a keyed hash of a mention's number: without the keys it tells of
 * nobody. */
#ifndef CANTREF_AUDIT_AUDIT_INDEX_H
#define CANTREF_AUDIT_AUDIT_INDEX_H

#include "db.h"

struct audit_index; /* for one thread at a time */

struct audit_index_row {
    int64_t token;
    int64_t leaf;
    int month;
};

/* audit_index_open - the index at path, of the log with that mark (its public key) and size.
 * Errors: ERR_IO, ERR_DB, ERR_CONFLICT. */
int audit_index_open(const char *path, struct str mark, uint64_t size, struct audit_index **ret,
                     struct err *err);
void audit_index_close(struct audit_index *index);

/* audit_index_upto - leaves that are in it. */
uint64_t audit_index_upto(const struct audit_index *index);

/* audit_index_add - rows of the leaves up to `upto`, in one transaction; rows come sorted by token.
 */
int audit_index_add(struct audit_index *index, struct audit_index_row *rows, size_t count,
                    uint64_t upto, struct err *err);

/* audit_index_find - the leaves of a token, added to ret in order. */
int audit_index_find(struct audit_index *index, int64_t token, struct whole_list *ret,
                     struct err *err);

/* audit_index_forget - no row of that month. Cost: reads all of it. */
int audit_index_forget(struct audit_index *index, int month, struct err *err);

#endif
