/* radix_test.c - sorted, stable and whole, over any range of bits. */
#include "radix.h"

#include "hash.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MOST = 5000 };

static uint64_t digits(uint64_t word, int bit_from, int bit_to)
{
    int width = bit_to - bit_from;
    return word >> bit_from & (width == 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1);
}

/* Words whose top or bottom bits hold their first place, so that stability can be seen. */
static void test_sorts_stably_by_a_range_of_bits(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static uint64_t words[MOST], scratch[MOST];
    for (int round = 0; round < 200; round++) {
        size_t count = (size_t)random_below(&random, round < 20 ? 4 : MOST);
        int bit_from = 13 + (int)random_below(&random, 51);
        int bit_to = bit_from + 1 + (int)random_below(&random, (uint64_t)(64 - bit_from));
        uint64_t spread = random_below(&random, 2) ? UINT64_MAX : 0x7fffffff;
        uint64_t sum = 0;
        for (size_t i = 0; i < count; i++) {
            words[i] = ((random_next(&random) & spread) & ~(uint64_t)0x1fff) | i;
            sum += words[i];
        }
        radix_sort(words, scratch, count, bit_from, bit_to);
        for (size_t i = 0; i < count; i++) {
            sum -= words[i];
            if (i > 0) {
                uint64_t left = digits(words[i - 1], bit_from, bit_to);
                uint64_t right = digits(words[i], bit_from, bit_to);
                assert_true(left <= right);
                assert_true(left != right || (words[i - 1] & 0x1fff) < (words[i] & 0x1fff));
            }
        }
        assert_int_equal(sum, 0);
    }
}

static void test_whole_words(void **state)
{
    (void)state;
    uint64_t words[] = {UINT64_MAX, 0, 1, (uint64_t)1 << 63, 42, 42, 0};
    uint64_t sorted[] = {0, 0, 1, 42, 42, (uint64_t)1 << 63, UINT64_MAX};
    uint64_t scratch[7];
    radix_sort(words, scratch, 7, 0, 64);
    assert_memory_equal(words, sorted, sizeof words);
    radix_sort(words, scratch, 7, 5, 5); /* no bits: nothing moves */
    assert_memory_equal(words, sorted, sizeof words);
    radix_sort(words, scratch, 0, 0, 64);
    radix_sort(words, scratch, 1, 0, 64);
}

static void test_pairs_go_along_stably(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static uint64_t keys[MOST], key_scratch[MOST], first[MOST];
    static uint32_t values[MOST], value_scratch[MOST];
    for (int round = 0; round < 60; round++) {
        size_t count = (size_t)random_below(&random, MOST);
        uint64_t distinct = 1 + random_below(&random, MOST);
        for (size_t i = 0; i < count; i++) {
            uint64_t one = random_below(&random, distinct);
            /* As hashes are; small numbers; many runs that share their first bits. */
            first[i] = keys[i] = round % 3 == 0   ? one * 0x9e3779b97f4a7c15u
                                 : round % 3 == 1 ? one
                                                  : (one % 40) << 58 | hash_mix(one) >> 40;
            values[i] = (uint32_t)i;
        }
        radix_sort_pairs(keys, values, key_scratch, value_scratch, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(keys[i], first[values[i]]);
            if (i > 0) {
                assert_true(keys[i - 1] < keys[i] ||
                            (keys[i - 1] == keys[i] && values[i - 1] < values[i]));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorts_stably_by_a_range_of_bits),
        cmocka_unit_test(test_whole_words),
        cmocka_unit_test(test_pairs_go_along_stably),
    };
    return cmocka_run_group_tests_name("radix", tests, NULL, NULL);
}
