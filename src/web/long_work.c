/* long_work.c - tasks in the order in which they came; those that are done stay a while. */
#define _GNU_SOURCE /* pthread_cond_clockwait */
#include "long_work.h"

#include "clock.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

enum {
    TASKS_MAX = 16,   /* done or not */
    WAITING_MAX = 4,  /* not done */
    KEPT_S = 15 * 60, /* an answer */
    ANSWER_BYTES_MAX = 16 << 20
};

enum stage { NO_TASK, WAITS, IS_DONE };

/* struct entry - of one who still waits for it (is_awaited), the place is not given to another. */
struct entry {
    enum stage stage;
    bool is_awaited;
    struct long_task task;
    int64_t began;
    double done_s;
    struct buf answer;
};

struct long_work {
    pthread_mutex_t lock;
    pthread_cond_t came, done;
    struct entry entries[TASKS_MAX]; /* under lock, as is what follows */
    int64_t next_number;
    bool is_over;
    int wait_ms;
    pthread_t thread;
    bool has_thread;
};

static bool is_of(const struct long_task *task, const struct session *session)
{
    return task->session.kind == session->kind && task->session.number == session->number;
}

static void clear(struct entry *e)
{
    buf_free(&e->answer);
    *e = (struct entry){0};
}

/* The one that waits longest; NULL: none. */
static struct entry *first_waiting(struct long_work *work)
{
    struct entry *first = NULL;
    for (size_t i = 0; i < TASKS_MAX; i++) {
        struct entry *e = &work->entries[i];
        bool waits = e->stage == WAITS;
        first = waits && (first == NULL || e->task.number < first->task.number) ? e : first;
    }
    return first;
}

static void *work_on(void *context)
{
    struct long_work *work = context;
    pthread_mutex_lock(&work->lock);
    for (;;) {
        struct entry *e = first_waiting(work);
        if (work->is_over) {
            break;
        }
        if (e == NULL) {
            pthread_cond_wait(&work->came, &work->lock);
            continue;
        }
        struct buf answer = {.max = ANSWER_BYTES_MAX};
        pthread_mutex_unlock(&work->lock);
        e->task.run(e->task.context, &answer); /* nobody clears one that waits */
        e->task.end(e->task.context);
        pthread_mutex_lock(&work->lock);
        e->answer = answer;
        e->done_s = clock_monotonic_s();
        e->stage = IS_DONE;
        pthread_cond_broadcast(&work->done);
    }
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

int long_work_open(int wait_ms, struct long_work **ret, struct err *err)
{
    struct long_work *work = mem_must_array(1, sizeof *work);
    work->wait_ms = wait_ms;
    work->next_number = (int64_t)time(NULL); /* none of an earlier run */
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->came, NULL);
    pthread_cond_init(&work->done, NULL);
    work->has_thread = pthread_create(&work->thread, NULL, work_on, work) == 0;
    if (!work->has_thread) {
        long_work_close(work);
        return err_set(err, ERR_IO, "a thread could not be started");
    }
    *ret = work;
    return 0;
}

void long_work_close(struct long_work *work)
{
    if (work == NULL) {
        return;
    }
    pthread_mutex_lock(&work->lock);
    work->is_over = true;
    pthread_cond_broadcast(&work->came);
    pthread_mutex_unlock(&work->lock);
    if (work->has_thread) {
        pthread_join(work->thread, NULL);
    }
    for (size_t i = 0; i < TASKS_MAX; i++) {
        struct entry *e = &work->entries[i];
        if (e->stage == WAITS) {
            e->task.end(e->task.context);
        }
        clear(e);
    }
    pthread_cond_destroy(&work->done);
    pthread_cond_destroy(&work->came);
    pthread_mutex_destroy(&work->lock);
    mem_free(work);
}

int64_t long_work_number(struct long_work *work)
{
    pthread_mutex_lock(&work->lock);
    int64_t number = work->next_number++;
    pthread_mutex_unlock(&work->lock);
    return number;
}

/* free_place - one that is free, or whose answer was kept longest; NULL: so many wait already. */
static struct entry *free_place(struct long_work *work)
{
    struct entry *found = NULL;
    size_t waiting = 0;
    for (size_t i = 0; i < TASKS_MAX; i++) {
        struct entry *e = &work->entries[i];
        waiting += e->stage == WAITS;
        if (e->stage == WAITS || e->is_awaited) {
            continue;
        }
        bool better = found == NULL || e->stage == NO_TASK ||
                      (found->stage == IS_DONE && e->done_s < found->done_s);
        found = better ? e : found;
    }
    return waiting < WAITING_MAX ? found : NULL;
}

static void let_old_go(struct long_work *work)
{
    double now_s = clock_monotonic_s();
    for (size_t i = 0; i < TASKS_MAX; i++) {
        struct entry *e = &work->entries[i];
        if (e->stage == IS_DONE && !e->is_awaited && now_s - e->done_s > KEPT_S) {
            clear(e);
        }
    }
}

enum long_outcome long_work_do(struct long_work *work, const struct long_task *task,
                               struct buf *out)
{
    struct timespec until = clock_monotonic_in(work->wait_ms);
    int waited = 0;
    pthread_mutex_lock(&work->lock);
    let_old_go(work);
    struct entry *e = free_place(work);
    if (e == NULL) {
        pthread_mutex_unlock(&work->lock);
        return LONG_FULL;
    }
    clear(e);
    *e = (struct entry){
        .stage = WAITS, .is_awaited = true, .task = *task, .began = (int64_t)time(NULL)};
    pthread_cond_signal(&work->came);
    while (e->stage != IS_DONE && waited != ETIMEDOUT) {
        waited = pthread_cond_clockwait(&work->done, &work->lock, CLOCK_MONOTONIC, &until);
    }
    bool is_done = e->stage == IS_DONE;
    e->is_awaited = false;
    if (is_done) {
        buf_add(out, buf_str(&e->answer));
        clear(e);
    }
    pthread_mutex_unlock(&work->lock);
    return is_done ? LONG_DONE : LONG_GOES_ON;
}

bool long_work_find(struct long_work *work, const struct session *session, int64_t number,
                    struct long_found *ret, struct buf *out)
{
    bool found = false;
    pthread_mutex_lock(&work->lock);
    let_old_go(work);
    for (size_t i = 0; i < TASKS_MAX; i++) {
        const struct entry *e = &work->entries[i];
        if (e->stage != NO_TASK && e->task.number == number && is_of(&e->task, session)) {
            found = true;
            *ret = (struct long_found){
                .route = e->task.route, .began = e->began, .is_done = e->stage == IS_DONE};
            if (ret->is_done) {
                buf_add(out, buf_str(&e->answer));
            }
        }
    }
    pthread_mutex_unlock(&work->lock);
    return found;
}
