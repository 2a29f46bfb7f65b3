/* standing_run.h - `cantref link --model` over the records of a home's store: the same engine, and
 * what it finds held against what the store says. What exports and explanations begin with.
 *
 *   standing records ─► mentions ─► run_link ─► partition ─┐
 *   membership ────────────────────────────────────────────┴► equal, or an error
 */
#ifndef CANTREF_RECORD_STANDING_RUN_H
#define CANTREF_RECORD_STANDING_RUN_H

#include "progress.h"
#include "standing.h"

/* struct standing_run - megabytes: too large for a stack. */
struct standing_run {
    struct standing standing;
    struct mention_table mentions;
    struct run run;
    struct buf model; /* model.json */
    int64_t *entity;  /* by mention: its entity in the store; 0: none, as of a property; below 0:
                         one of the sources that are shown (standing_run_call) */
    char (*names)[ENTITY_ID_TEXT_MAX]; /* by entity of the partition, for a report; NULL: by ids */
};

/* standing_run_make - all records that stand, or those of count in records, under the model in use,
 * with what people decided.
 * Records that wait for another model are left out of all, as the model leaves them.
 * Of some, groups are those of the store where whole components are among them.
 * In:     nobody writes meanwhile. progress may be NULL. Out: ret starts zeroed; standing_run_free
 *         it in any case.
 * Errors: ERR_NOTFOUND no model is in use; those of standing_read, standing_map, run_link,
 *         model_check_adopted. Cost: that of run_link. */
int standing_run_make(struct picture *picture, const int64_t *records, size_t count, int threads,
                      struct progress *progress, struct standing_run *ret, struct err *err);
void standing_run_free(struct standing_run *run);

/* standing_run_name - of a run over all records: its partition must be that of the store; its
 * entities have the store's ids from then on.
 * Errors: ERR_CONFLICT when a mention stands elsewhere in the store, saying how many do; those of
 *         the store. */
int standing_run_name(struct standing_run *run, struct db *db, struct err *err);

/* standing_run_name_one - of a run over some: the same for one entity of the store. Out:
 * *ret_mention, its first. Errors: also ERR_NOTFOUND when nobody is left of it, ERR_CONFLICT when
 * its record waits for another model. */
int standing_run_name_one(struct standing_run *run, struct db *db, int64_t entity,
                          uint32_t *ret_mention, struct err *err);

/* standing_run_call - of a run over the sources that whoever asks may know of (picture->shown),
 * whose groups are not the store's: each has its own number below 0 as its entity, and in names the
 * id of its purpose (entity_shown.h). standing_run_group - the number of a group.
 * Errors: those of the store. Cost: a look-up a record. */
int standing_run_call(struct standing_run *run, const struct picture *picture, struct err *err);
static inline int64_t standing_run_group(uint32_t group)
{
    return -1 - (int64_t)group;
}

#endif
