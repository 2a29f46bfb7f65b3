/* live_waiting.h - records that wait for the next version of the model.
 *
 * The blocks of a plan are frozen with it. One that has LIVE_BLOCK_NODES(plan) nodes takes no more:
 * a new record whose mentions would bring another one waits, all of it, each mention an entity by
 * itself as without a model, and is listed (table waiting). All others are linked as if it weren't
 * there. It leaves the list when it is withdrawn or says something else, which may be linked; and
 * when another version is adopted.
 *
 * Who waits depends on who came first. A change is tried without asking whether a block is full;
 * only when one is, it is undone and tried again with care. For live.c alone. */
#ifndef CANTREF_RECORD_LIVE_WAITING_H
#define CANTREF_RECORD_LIVE_WAITING_H

#include "live_excerpt.h"

/* As block_build.c: times the plan's block_max. */
#define LIVE_BLOCK_NODES(plan) ((size_t)(plan)->block_max * 16)

/* waiting_find - which rows of the change wait: w->waits, by row; they are listed. part: their
 * mentions, those of a row one after another. Errors: ERR_MEMORY, those of the store. Cost: reads
 * the blocks of all nodes that are new. */
int waiting_find(struct change_work *w, const struct excerpt *part);

static inline bool row_waits(const struct change_work *w, size_t row)
{
    return w->waits != NULL && w->waits[row];
}

/* waiting_end - the record waits no longer, if it did. */
int waiting_end(struct change_work *w, int64_t record);

#endif
