/* retention.h - records go for good when they have been gone for as long as they are kept.
 *
 *   version ended ──── days (the source's retention_days, else the council's) ────► it goes
 *
 *   a version that has gone      its cells, and its key, with those of what its mentions sealed
 *   a record without any left    goes too: its identity, to whom it belonged, what people decided
 *                                of it. The feed of changes says "record deleted"
 *   an entity without any left   keeps its id alone
 *
 * What stands is never touched, nor a version that ended less long ago, whatever the clock said in
 * between: one that is set back makes everything wait longer. A version whose end the clock put
 * before its beginning is kept as if it had ended when it began.
 *
 * In slices, each one transaction, in which retention_run counts what went; a run that was stopped
 * has done some, and the next goes on. Keys are listed there too (retention_key), and forgotten
 * after the last slice, or when the home is next opened. */
#ifndef CANTREF_RECORD_RETENTION_H
#define CANTREF_RECORD_RETENTION_H

#include "picture.h"

struct retention_source {
    int64_t source;
    char name[SOURCE_NAME_MAX + 1];
    int64_t days;
    bool own;         /* the rule is in the source's file; else the council's */
    int64_t records;  /* that went, or would go */
    int64_t versions; /* likewise, those of such records among them */
};

/* struct retention - end with retention_free. */
struct retention {
    struct retention_source *sources; /* those that ever brought records */
    size_t count;
    int64_t keys; /* forgotten */
};

/* retention_apply - to all sources. dry_run: only count; nothing is written.
 * Errors: those of home_council and home_sources (a rule that can't be read is no rule: nothing
 *         goes); ERR_CONFLICT while an adoption of a model is unfinished; those of the store and of
 *         live_apply: what slices before it did stands. *ret is to be freed in any case.
 * Cost: O(records × sources), and some 0.1 ms a record that goes. */
int retention_apply(struct picture *picture, bool dry_run, struct retention *ret, struct err *err);
void retention_free(struct retention *retention);

/* retention_finish - forget the keys that are listed. For whoever has the connection, nobody else
 * writing; no transaction begun. *ret_keys: how many. Cost: a sync each, and a checkpoint, if there
 * are any. */
int retention_finish(struct db *db, struct seal *seal, int64_t *ret_keys, struct err *err);

#endif
