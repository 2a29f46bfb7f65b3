/* parallel.c - a range shared out over pthreads by one atomic counter. */
#define _GNU_SOURCE
#include "parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct team {
    size_t count;
    size_t grain;
    parallel_body *body;
    void *context;
    atomic_size_t next;
    atomic_int code;
};

struct member {
    struct team *team;
    int thread;
};

static void *member_run(void *arg)
{
    struct member *member = arg;
    struct team *team = member->team;
    while (atomic_load_explicit(&team->code, memory_order_relaxed) == 0) {
        size_t from = atomic_fetch_add(&team->next, team->grain);
        if (from >= team->count) {
            break;
        }
        size_t to = team->count - from < team->grain ? team->count : from + team->grain;
        int code = team->body(team->context, from, to, member->thread);
        if (code != 0) {
            atomic_store(&team->code, code);
        }
    }
    return NULL;
}

int parallel_for(int threads, size_t count, size_t grain, parallel_body *body, void *context)
{
    struct team team = {
        .count = count, .grain = grain ? grain : 1, .body = body, .context = context};
    struct member members[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    int started = 1;
    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    for (int i = 0; i < THREADS_MAX; i++) {
        members[i] = (struct member){&team, i};
    }
    while (started < threads && (size_t)started * team.grain < count &&
           pthread_create(&ids[started], NULL, member_run, &members[started]) == 0) {
        started++;
    }
    member_run(&members[0]);
    for (int i = 1; i < started; i++) {
        pthread_join(ids[i], NULL);
    }
    return atomic_load(&team.code);
}

int parallel_cores(void)
{
    cpu_set_t set;
    int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : cores;
}
