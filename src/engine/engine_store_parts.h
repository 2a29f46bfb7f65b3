/* engine_store_parts.h - what engine_store.c (a home's engine, its packs) and engine_rows.c
 * (statements) share. Not for others. */
#ifndef CANTREF_ENGINE_ENGINE_STORE_PARTS_H
#define CANTREF_ENGINE_ENGINE_STORE_PARTS_H

#include "engine_store.h"

#include <pthread.h>
#include <stdatomic.h>

/* struct current_process - the one that the job that runs has read or written last, so that what
 * it needs again is not read again. process 0: none. */
struct current_process {
    int64_t process, event, kept, state_key;
};

/* struct kept_plans - those in use, which stay; under lock. */
struct kept_plans {
    pthread_mutex_t lock;
    struct kept_plan **at;
    size_t count, capacity;
};

/* struct engine_home - current, last_action, woke and the buffers are the writer's thread's. */
struct engine_home {
    struct picture *picture;
    struct engine_home_options options;
    struct engine engine;
    struct engine_store store;
    struct engine_rows rows;
    struct kept_plans plans;
    struct current_process current;
    int64_t last_action;       /* its number; one that was erased is not given again */
    bool woke;                 /* the job that runs left something for a worker */
    _Atomic int64_t last_leaf; /* the number that was given last; the writer's thread gives them */
    struct buf text, sealed;
    pthread_mutex_t turn_lock;
    pthread_cond_t turned;
    uint64_t turn; /* under turn_lock */
};

/* engine_home_now - seconds since 1970. */
int64_t engine_home_now(const struct engine_home *home);

/* engine_home_last_leaf - of those that the database has, or had, or will. engine_home_leaf_after
 * - none is given up to that one, which the audit log has. */
int64_t engine_home_last_leaf(const struct engine_home *home);
void engine_home_leaf_after(struct engine_home *home, int64_t leaf);

/* engine_rows_of - a home's. engine_rows_begin - before each job. engine_rows_last_leaf - the
 * highest number that was given, also to one that has gone into the log. Errors: those of the
 * store. */
struct engine_rows engine_rows_of(struct engine_home *home);
void engine_rows_begin(struct engine_home *home);
int engine_rows_last_leaf(struct db *db, int64_t *ret, struct err *err);

/* struct process_log_place - which leaves have gone into the audit log: those up to this number;
 * and how long the log was then. process_log_place_get - what the database says; all 0: nothing
 * yet.
 * Errors: those of the store; ERR_DB. */
struct process_log_place {
    int64_t leaf;
    uint64_t size;
};
int process_log_place_get(struct db *db, struct process_log_place *ret, struct err *err);
int process_log_place_put(struct db *db, const struct process_log_place *place, struct err *err);

#endif
