/* long_work.h - requests that take as long as linking the home: one thread does them, one at a
 * time. Whoever asked waits some seconds, and is else told where the answer will be.
 *
 *     request ─► long_work_do ─┬─► answered in time: as any other
 *                              └─► 303 to its number ─► long_work_find ─► still, or the answer
 *
 * Answers are in memory alone, for the session that asked, for minutes: what was asked can be asked
 * again. */
#ifndef CANTREF_WEB_LONG_WORK_H
#define CANTREF_WEB_LONG_WORK_H

#include "err.h"
#include "session.h"
#include "str.h"

struct long_work; /* safe to use from any thread */
struct route;

/* struct long_task - what is to be done, and for whom. run: adds the answer's bytes to out; end:
 * context is let go of. Both by the thread. */
struct long_task {
    void *context;
    void (*run)(void *context, struct buf *out);
    void (*end)(void *context);
    const struct route *route;
    struct session session;
    int64_t number; /* of long_work_number */
};

/* long_work_open - wait_ms: how long whoever asks is kept waiting. long_work_close - what is under
 * way is done, what waits is let go of undone; NULL is nothing.
 * Errors: ERR_IO the thread can't be started. */
int long_work_open(int wait_ms, struct long_work **ret, struct err *err);
void long_work_close(struct long_work *work);

/* long_work_number - what the next task may be called; never the same again. */
int64_t long_work_number(struct long_work *work);

/* long_work_do - LONG_DONE: the answer is in out. LONG_GOES_ON: it is done later; the context is no
 * more the caller's in either case. LONG_FULL: so much waits that it was not taken. */
enum long_outcome { LONG_DONE, LONG_GOES_ON, LONG_FULL };
enum long_outcome long_work_do(struct long_work *work, const struct long_task *task,
                               struct buf *out);

/* struct long_found - of a task that the session asked for. */
struct long_found {
    const struct route *route;
    int64_t began; /* seconds since 1970: when it was asked */
    bool is_done;  /* the answer was added to out */
};

/* long_work_find - false: there is none of this number, or it is another session's. */
bool long_work_find(struct long_work *work, const struct session *session, int64_t number,
                    struct long_found *ret, struct buf *out);

#endif
