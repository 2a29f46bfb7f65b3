/* home_turn.c - a queue of those who wait; whoever gives the turn hands it to the first. */
#define _GNU_SOURCE /* pthread_cond_clockwait */
#include "home_turn.h"

#include <errno.h>
#include <stddef.h>

/* struct turn_waiting - is_served, under the turn's lock: it was given to this one. */
struct turn_waiting {
    pthread_cond_t served;
    bool is_served;
    struct turn_waiting *next;
};

static void put(struct home_turn *turn, struct turn_waiting *waiting)
{
    if (turn->first == NULL) {
        turn->first = waiting;
    } else {
        turn->last->next = waiting;
    }
    turn->last = waiting;
}

static void leave(struct home_turn *turn, const struct turn_waiting *waiting)
{
    struct turn_waiting *before = NULL;
    for (struct turn_waiting *w = turn->first; w != waiting; w = w->next) {
        before = w;
    }
    if (before == NULL) {
        turn->first = waiting->next;
    } else {
        before->next = waiting->next;
    }
    turn->last = turn->last == waiting ? before : turn->last;
}

bool home_turn_take(struct home_turn *turn, const struct timespec *until)
{
    struct turn_waiting self = {0};
    int waited = 0;
    pthread_mutex_lock(&turn->lock);
    if (!turn->is_taken) {
        turn->is_taken = true;
        pthread_mutex_unlock(&turn->lock);
        return true;
    }
    pthread_cond_init(&self.served, NULL);
    put(turn, &self);
    while (!self.is_served && waited != ETIMEDOUT) {
        waited = until == NULL
                     ? pthread_cond_wait(&self.served, &turn->lock)
                     : pthread_cond_clockwait(&self.served, &turn->lock, CLOCK_MONOTONIC, until);
    }
    if (!self.is_served) {
        leave(turn, &self);
    }
    pthread_mutex_unlock(&turn->lock);
    pthread_cond_destroy(&self.served);
    return self.is_served;
}

/* To whoever waits longest, so that nobody who comes now is before them. */
void home_turn_give(struct home_turn *turn)
{
    pthread_mutex_lock(&turn->lock);
    struct turn_waiting *next = turn->first;
    if (next == NULL) {
        turn->is_taken = false;
    } else {
        turn->first = next->next;
        next->is_served = true;
        pthread_cond_signal(&next->served);
    }
    pthread_mutex_unlock(&turn->lock);
}

void home_turn_begin(struct home_turn *turn)
{
    *turn = (struct home_turn){0};
    pthread_mutex_init(&turn->lock, NULL);
}

void home_turn_end(struct home_turn *turn)
{
    pthread_mutex_destroy(&turn->lock);
}
