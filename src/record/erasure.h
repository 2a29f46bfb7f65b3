/* erasure.h - a person erased from the picture, for good.
 *
 *   one transaction   records that speak of nobody else keep no cells, in any version
 *                     records that speak of others too keep the columns that are theirs, and
 *                       places; earlier versions keep nothing
 *                     mentions, blocks, memberships go; the entity's id stays, empty
 *                     what must not come back is listed (suppression.h), in keyed hashes
 *                     keys to be forgotten are listed (erasure_key)
 *   then              the list goes to values.db, keys are forgotten there, the write-ahead log is
 *                     emptied; the erasure has ended
 *
 * A crash between the two leaves an erasure that has not ended: the next opening of the home ends
 * it. After an older backup was put back the keys are gone and values.db has the list (mend.h).
 *
 * A cell that names the erased person and somebody else is emptied, and so is everything that the
 * row says of that somebody else in the erased person's columns. */
#ifndef CANTREF_RECORD_ERASURE_H
#define CANTREF_RECORD_ERASURE_H

#include "picture.h"

struct erasure_summary {
    int64_t records;   /* that keep nothing */
    int64_t shared;    /* that speak of others too, and keep what is theirs */
    int64_t with_them; /* mentions of others that went too, named in the same cells */
    int64_t keys;      /* forgotten */
};

/* entity_erase - by its id. Errors: ERR_NOTFOUND no such entity; ERR_CONFLICT it was merged into
 * another (which is named), or is already empty; those of the store, of live_apply and of
 * stored_row_read: nothing was done then. When the message says that it was begun, opening the home
 * again ends it. */
int entity_erase(struct picture *picture, struct str id, struct erasure_summary *ret,
                 struct err *err);

/* erasures_all - when each began and ended (0: its keys are yet to be forgotten), the newest
 * first, at most `most` of them; of whom, nobody keeps. A row stands open while visit is called: it
 * must have no job done (writer.h). Errors: those of the store, and of visit. */
typedef int erasure_visit(void *context, int64_t begun, int64_t ended, struct err *err);
int erasures_all(struct db *db, size_t most, erasure_visit *visit, void *context, struct err *err);

/* erasures_finish - end what was begun. For whoever has the connection, nobody else writing; no
 * transaction begun. Cost: a sync each, and a checkpoint, if there are any. */
int erasures_finish(struct db *db, struct seal *seal, struct err *err);

#endif
