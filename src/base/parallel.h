/* parallel.h - the same work over a range of numbers, on several threads.
 * Results may never depend on how the range was cut or on the thread: a body writes only what
 * belongs to its own numbers, or to slot[thread], which the caller combines by a rule that has no
 * order (sums of integers, a sort). */
#ifndef CANTREF_BASE_PARALLEL_H
#define CANTREF_BASE_PARALLEL_H

#include <stddef.h>

enum { THREADS_MAX = 64 };

/* parallel_body - work on [from, to) as thread number `thread` (0 … threads-1). Returns 0 or an
 * ERR_ code. */
typedef int parallel_body(void *context, size_t from, size_t to, int thread);

/* parallel_for - cut [0, count) into pieces of `grain` and run body over all of them on up to
 * `threads` threads (1 … THREADS_MAX), the caller's among them. After a failure no new piece
 * begins. Returns 0 or a failure of a body. A thread that can't be started only makes it slower. */
int parallel_for(int threads, size_t count, size_t grain, parallel_body *body, void *context);

/* parallel_cores - cores that this process may use, 1 … THREADS_MAX. */
int parallel_cores(void);

#endif
