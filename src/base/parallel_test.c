/* parallel_test.c - each number is visited once, whatever the threads and the grain; failures stop
 * it. */
#include "parallel.h"

#include "err.h"

#include <stdatomic.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NUMBERS = 10000 };

struct visit {
    unsigned char seen[NUMBERS];
    size_t sum[THREADS_MAX];
    size_t grain;
    int threads;
};

static int visit_body(void *context, size_t from, size_t to, int thread)
{
    struct visit *visit = context;
    if (thread < 0 || thread >= visit->threads || from >= to || to - from > visit->grain) {
        return ERR_LIMIT;
    }
    for (size_t i = from; i < to; i++) {
        visit->seen[i]++;
        visit->sum[thread] += i;
    }
    return 0;
}

static void test_each_number_once(void **state)
{
    (void)state;
    static const struct {
        int threads;
        size_t count, grain;
    } cases[] = {
        {1, NUMBERS, 7}, {2, NUMBERS, 1}, {3, NUMBERS, 999},          {8, NUMBERS, NUMBERS},
        {4, 0, 5},       {64, 3, 1},      {4, NUMBERS, SIZE_MAX / 2}, {5, 17, 4},
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        static struct visit visit;
        visit = (struct visit){.grain = cases[c].grain, .threads = cases[c].threads};
        assert_int_equal(
            parallel_for(cases[c].threads, cases[c].count, cases[c].grain, visit_body, &visit), 0);
        size_t sum = 0, expected = 0;
        for (size_t i = 0; i < NUMBERS; i++) {
            assert_int_equal(visit.seen[i], i < cases[c].count);
            expected += i < cases[c].count ? i : 0;
        }
        for (int t = 0; t < THREADS_MAX; t++) {
            sum += visit.sum[t];
        }
        assert_int_equal(sum, expected);
    }
}

static void test_threads_beyond_the_most_are_cut(void **state)
{
    (void)state;
    static struct visit visit;
    visit = (struct visit){.grain = 1, .threads = THREADS_MAX};
    assert_int_equal(parallel_for(1000, NUMBERS, 1, visit_body, &visit), 0);
}

struct failing {
    atomic_size_t calls;
    size_t bad;
};

static int failing_body(void *context, size_t from, size_t to, int thread)
{
    struct failing *failing = context;
    (void)thread;
    atomic_fetch_add(&failing->calls, 1);
    return from <= failing->bad && failing->bad < to ? ERR_MEMORY : 0;
}

static void test_failure_comes_back_and_stops_the_rest(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct failing failing = {.bad = 10};
        assert_int_equal(parallel_for(threads, 1000000, 1, failing_body, &failing), ERR_MEMORY);
        assert_true(atomic_load(&failing.calls) < 1000000);
    }
}

static void test_cores(void **state)
{
    (void)state;
    assert_in_range(parallel_cores(), 1, THREADS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_number_once),
        cmocka_unit_test(test_threads_beyond_the_most_are_cut),
        cmocka_unit_test(test_failure_comes_back_and_stops_the_rest),
        cmocka_unit_test(test_cores),
    };
    return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
