/* home_turn_test.c - one at a time, in order; who gives up is passed over. */
#include "home_turn.h"

#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { THREADS = 8, ROUNDS = 2000, GIVE_UP_MS = 20 };

struct shared {
    struct home_turn turn;
    int inside, most, done;
    int order[THREADS];
    int came;
};

static void *count(void *context)
{
    struct shared *s = context;
    for (int i = 0; i < ROUNDS; i++) {
        struct timespec soon = clock_monotonic_in(i % 3 == 0 ? 0 : 60000);
        if (home_turn_take(&s->turn, i % 3 == 1 ? NULL : &soon)) {
            s->inside++;
            s->most = s->inside > s->most ? s->inside : s->most;
            s->done++;
            s->inside--;
            home_turn_give(&s->turn);
        }
    }
    return NULL;
}

/* Whatever is given up, nobody meets another, nobody waits for good, and it is free at the end. */
static void one_at_a_time(void **state)
{
    (void)state;
    struct shared s = {0};
    pthread_t threads[THREADS];
    home_turn_begin(&s.turn);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count, &s), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(s.most, 1);
    assert_in_range(s.done, THREADS * (ROUNDS / 3 * 2 - 1), THREADS * ROUNDS);
    struct timespec now = clock_monotonic_in(0);
    assert_true(home_turn_take(&s.turn, &now));
    home_turn_give(&s.turn);
    assert_false(s.turn.is_taken);
    assert_null(s.turn.first);
    home_turn_end(&s.turn);
}

struct comer {
    struct shared *shared;
    int number, wait_ms;
    bool had;
};

static void *come(void *context)
{
    struct comer *c = context;
    struct timespec until = clock_monotonic_in(c->wait_ms);
    c->had = home_turn_take(&c->shared->turn, c->wait_ms > 0 ? &until : NULL);
    if (c->had) {
        c->shared->order[c->shared->came++] = c->number;
        home_turn_give(&c->shared->turn);
    }
    return NULL;
}

/* Who waits, by looking: the n-th has come when the last of the queue is another than before. */
static void let_come(struct shared *s, struct comer *c, pthread_t *thread)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    pthread_mutex_lock(&s->turn.lock);
    const void *before = s->turn.last;
    const void *first = s->turn.first;
    pthread_mutex_unlock(&s->turn.lock);
    assert_int_equal(pthread_create(thread, NULL, come, c), 0);
    for (bool there = false; !there;) {
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&s->turn.lock);
        there = s->turn.first != NULL && (first == NULL || s->turn.last != before);
        pthread_mutex_unlock(&s->turn.lock);
    }
}

static void in_order_less_those_who_gave_up(void **state)
{
    static const int gives_up[][3] = {{0}, {0, 1}, {2, 3}, {4}, {0, 4}, {1, 2, 3}};
    static const size_t counts[] = {0, 2, 2, 1, 2, 3}; /* first, middle, last */
    (void)state;
    for (size_t which = 0; which < sizeof counts / sizeof *counts; which++) {
        enum { COMERS = 5 };
        struct shared s = {0};
        struct comer comers[COMERS];
        pthread_t threads[COMERS];
        home_turn_begin(&s.turn);
        assert_true(home_turn_take(&s.turn, NULL));
        for (int i = 0; i < COMERS; i++) {
            comers[i] = (struct comer){.shared = &s, .number = i};
            for (size_t g = 0; g < counts[which]; g++) {
                comers[i].wait_ms = gives_up[which][g] == i ? GIVE_UP_MS * 20 : comers[i].wait_ms;
            }
            let_come(&s, &comers[i], &threads[i]);
        }
        for (size_t g = 0; g < counts[which]; g++) {
            pthread_join(threads[gives_up[which][g]], NULL);
            assert_false(comers[gives_up[which][g]].had);
        }
        home_turn_give(&s.turn);
        for (int i = 0, place = 0; i < COMERS; i++) {
            if (comers[i].wait_ms == 0) {
                pthread_join(threads[i], NULL);
                assert_true(comers[i].had);
                assert_int_equal(s.order[place++], i);
            }
        }
        assert_false(s.turn.is_taken);
        home_turn_end(&s.turn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_at_a_time),
                                       cmocka_unit_test(in_order_less_those_who_gave_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
