/* home_turn.h - what one thread at a time has: given on in the order in which they came; those who
 * wait may give up. */
#ifndef CANTREF_WEB_HOME_TURN_H
#define CANTREF_WEB_HOME_TURN_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

struct turn_waiting; /* on the stack of who waits */

struct home_turn {
    pthread_mutex_t lock;
    bool is_taken;                     /* under lock, as is what follows */
    struct turn_waiting *first, *last; /* none while nobody has it */
    atomic_int queue;                  /* requests that have it, wait for it or are about to */
    int queue_max;                     /* web_join_queue */
};

/* home_turn_begin, home_turn_end - while nobody has it or waits. */
void home_turn_begin(struct home_turn *turn);
void home_turn_end(struct home_turn *turn);

/* home_turn_take - until home_turn_give it is this thread's; not to be taken twice by one thread.
 * In:  until: by clock_monotonic_in, when to give up; NULL: never.
 * Returns false when it was not to be had until then. */
bool home_turn_take(struct home_turn *turn, const struct timespec *until);
void home_turn_give(struct home_turn *turn);

#endif
