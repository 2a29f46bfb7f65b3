/* union_find_test.c - sets against labels painted over, and the lowest of each as its root. */
#include "union_find.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { THINGS = 60 };

static void same_as_painting_over(void **state)
{
    struct random random = random_seed(test_seed());
    (void)state;
    for (int round = 0; round < 200; round++) {
        uint32_t parent[THINGS];
        uint32_t label[THINGS];
        for (uint32_t i = 0; i < THINGS; i++) {
            parent[i] = label[i] = i;
        }
        for (int step = 0; step < 50; step++) {
            uint32_t a = (uint32_t)random_below(&random, THINGS);
            uint32_t b = (uint32_t)random_below(&random, THINGS);
            uint32_t low = label[a] < label[b] ? label[a] : label[b];
            uint32_t high = label[a] < label[b] ? label[b] : label[a];
            union_find_unite(parent, a, b);
            for (uint32_t i = 0; i < THINGS; i++) {
                label[i] = label[i] == high ? low : label[i];
            }
            uint32_t any = (uint32_t)random_below(&random, THINGS);
            assert_int_equal(union_find_root(parent, any), label[any]);
        }
        for (uint32_t i = 0; i < THINGS; i++) {
            assert_int_equal(union_find_root(parent, i), label[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_as_painting_over)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
