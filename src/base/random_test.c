/* random_test.c - the published sequences, ranges that hold, and hashes that may never change:
 * model files and entity ids hold them. */
#include "random.h"

#include "hash.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The first numbers of xoshiro256** from the state 1, 2, 3, 4, as its authors' C code gives
 * them. */
static void test_xoshiro_sequence(void **state)
{
    (void)state;
    static const uint64_t expected[] = {
        11520, 0, 1509978240, 1215971899390074240u, 1216172134540287360u, 607988272756665600u};
    struct random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(random_next(&random), expected[i]);
    }
}

static void test_hashes_are_frozen(void **state)
{
    (void)state;
    assert_int_equal(hash_bytes(STR("")), 0x2d06800538d394c2u);
    assert_int_equal(hash_bytes(STR("abc")), 0x78af5f94892f3950u);
    assert_int_equal(hash_mix(0x9e3779b97f4a7c15u), 0xe220a8397b1dcdafu); /* splitmix64, seed 0 */
    uint64_t ab = hash_join(hash_join(0, 1), 2);
    assert_true(ab != hash_join(hash_join(0, 2), 1));
}

static void test_same_seed_same_numbers(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct random a = random_seed(seed), b = random_seed(seed), c = random_seed(seed + 1);
    int same = 0;
    for (int i = 0; i < 100; i++) {
        uint64_t next = random_next(&a);
        assert_int_equal(next, random_next(&b));
        same += next == random_next(&c);
    }
    assert_true(same < 2);
}

static void test_below_and_unit_stay_in_range(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static const uint64_t bounds[] = {1, 2, 3, 7, 1000, UINT32_MAX, UINT64_MAX};
    double sum = 0;
    for (int i = 0; i < 20000; i++) {
        uint64_t bound = bounds[(size_t)i % (sizeof bounds / sizeof bounds[0])];
        assert_true(random_below(&random, bound) < bound);
        double unit = random_unit(&random);
        assert_true(unit >= 0 && unit < 1);
        sum += unit;
    }
    /* The mean of 20,000 has a deviation of 0.002: ten of them. */
    assert_true(sum / 20000 > 0.48 && sum / 20000 < 0.52);
}

static void test_below_is_even(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    size_t drawn[6] = {0};
    for (int i = 0; i < 60000; i++) {
        drawn[random_below(&random, 6)]++;
    }
    for (size_t i = 0; i < 6; i++) {
        assert_in_range(drawn[i], 9000, 11000); /* eleven deviations */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xoshiro_sequence),
        cmocka_unit_test(test_hashes_are_frozen),
        cmocka_unit_test(test_same_seed_same_numbers),
        cmocka_unit_test(test_below_and_unit_stay_in_range),
        cmocka_unit_test(test_below_is_even),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
