/* live_load.h - the whole picture under another model version: what live.c would have come to, had
 * all records arrived under it, worked out at once as `cantref link --model` does.
 *
 *   standing records ─► mentions ─► pairs, components, clusters, in memory
 *                    ─► nodes, blocks, mentions, edges of the version, in slices
 *
 * The version in use stands untouched beside it until the pointer to it is moved. */
#ifndef CANTREF_RECORD_LIVE_LOAD_H
#define CANTREF_RECORD_LIVE_LOAD_H

#include "entity_store.h"
#include "progress.h"
#include "standing.h"

/* struct membership_list - which mentions belong together. */
struct membership_list {
    struct entity_member *at;
    size_t count;
};

/* live_members - who would belong together under live's model; nothing is written.
 * In:     standing: mapped (standing_map with this model). It is put back as it was. db: for the
 *         decisions, while nobody writes.
 * Out:    *ret, to be freed with mem_free(ret->at).
 * Errors: ERR_LIMIT for a value that is too common for the model; ERR_MEMORY. Cost: that of
 *         run_link. */
int live_members(struct db *db, struct live *live, const struct standing *standing, int threads,
                 struct progress *progress, struct membership_list *ret, struct err *err);

/* live_load - the same, and the version's rows written. The version has none yet. Nobody else
 * writes meanwhile.
 * Errors: also those of the store. Cost: some 60 µs a record to write. */
int live_load(struct picture *picture, struct live *live, const struct standing *standing,
              int threads, struct progress *progress, struct membership_list *ret, struct err *err);

#endif
