/* picture_pool.h - pictures beside one (picture_open_beside) for many threads that read: a few, as
 * many as there are cores, which whoever reads takes and lets go.
 *
 *   callers, many ──► in turn ──► pictures, one a core ──► let go before anything is waited for
 *
 * More at work at once than there are cores would only take the processor from each other in the
 * midst of a reading; and what one picture has kept of the store, the next caller finds warm. */
#ifndef CANTREF_RECORD_PICTURE_POOL_H
#define CANTREF_RECORD_PICTURE_POOL_H

#include "picture.h"

struct picture_pool; /* safe to use from any thread */

/* picture_pool_open - count pictures (1 to PICTURE_POOL_MAX) beside `of`, which must outlive it.
 * Errors: those of picture_open_beside. picture_pool_close - when all have been let go; NULL is
 * nothing. */
enum { PICTURE_POOL_MAX = 64 };
int picture_pool_open(struct picture *of, size_t count, struct picture_pool **ret, struct err *err);
void picture_pool_close(struct picture_pool *pool);

/* picture_take - the one that was let go last; waits when none is free, and whoever came first is
 * served first. picture_let_go - nothing of it is begun. */
struct picture *picture_take(struct picture_pool *pool);
void picture_let_go(struct picture_pool *pool, struct picture *picture);

#endif
