/* safe_identifiers_test.c - every number within its ranges, none given twice, check digits right;
 * the same of addresses. */
#include "safe_identifiers.h"

#include "hash.h"
#include "memory.h"
#include "places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void assert_distinct(uint64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 1; i < count; i++) {
        assert_true(values[i] != values[i - 1]);
    }
}

static void test_numbers_are_safe_and_distinct(void **state)
{
    (void)state;
    enum { BLOCKS = 20, EACH = 2000 };
    uint64_t *values = mem_must_array(BLOCKS * EACH, sizeof *values);
    for (int kind = 0; kind < SAFE_KINDS; kind++) {
        size_t count = 0;
        for (uint64_t b = 0; b < BLOCKS; b++) {
            struct safe_share share = {.seed = 5, .block = b, .block_count = BLOCKS};
            for (int i = 0; i < EACH; i++) {
                char text[SAFE_TEXT_MAX];
                assert_true(safe_take(&share, (enum safe_kind)kind, text));
                assert_true(safe_contains((enum safe_kind)kind, text));
                values[count++] = hash_bytes(str_of(text));
            }
        }
        assert_distinct(values, count);
    }
    mem_free(values);
}

static void test_a_share_ends(void **state)
{
    (void)state;
    struct safe_share share = {.seed = 1, .block = 0, .block_count = 1000000};
    char text[SAFE_TEXT_MAX];
    assert_true(safe_take(&share, SAFE_NATIONAL_INSURANCE, text));
    assert_false(safe_take(&share, SAFE_NATIONAL_INSURANCE, text));
    assert_string_equal(text, "");
}

static void test_others_are_not_in_the_ranges(void **state)
{
    (void)state;
    static const struct {
        enum safe_kind kind;
        const char *text;
        bool safe;
    } cases[] = {
        {SAFE_LANDLINE, "01632 960123", true},
        {SAFE_LANDLINE, "029 2018 0999", true},
        {SAFE_LANDLINE, "029 2018 1000", false},
        {SAFE_LANDLINE, "01633 960123", false},
        {SAFE_LANDLINE, "01632 012345", false},
        {SAFE_MOBILE, "07700 900999", true},
        {SAFE_MOBILE, "07700 312345", false},
        {SAFE_MOBILE, "07700 123456", false},
        {SAFE_MOBILE, "07701 900123", false},
        {SAFE_NHS_NUMBER, "999 012 3456", true},
        {SAFE_NHS_NUMBER, "943 476 5919", false},
        {SAFE_NATIONAL_INSURANCE, "QQ 12 34 56 C", true},
        {SAFE_NATIONAL_INSURANCE, "AB123456C", false},
        {SAFE_MOBILE, "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (safe_contains(cases[i].kind, cases[i].text) != cases[i].safe) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static void test_check_digits(void **state)
{
    (void)state;
    struct safe_share share = {.seed = 9, .block = 0, .block_count = 1};
    for (int i = 0; i < 2000; i++) {
        char text[SAFE_TEXT_MAX];
        int sum = 0;
        assert_true(safe_take(&share, SAFE_NHS_NUMBER, text));
        assert_int_equal(strlen(text), 10);
        for (int k = 0; k < 10; k++) {
            sum += (text[k] - '0') * (10 - k);
        }
        assert_int_equal(sum % 11, 0);
    }
    char upn[SAFE_TEXT_MAX];
    /* 801200005001 gives B (stdnum.gb.upn); ours starts with 000. */
    safe_pupil_number(2000, 5, 1, upn);
    assert_string_equal(upn + 1, "000200005001");
    assert_int_equal(strlen(upn), 13);
}

static void test_scatter_is_a_bijection(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 2, 207, 1000, 2520, 16384, 100000};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        for (uint64_t seed = 0; seed < 4; seed++) {
            uint64_t *values = mem_must_array(sizes[s], sizeof *values);
            for (uint64_t i = 0; i < sizes[s]; i++) {
                values[i] = scatter(seed, i, sizes[s]);
                assert_true(values[i] < sizes[s]);
            }
            assert_distinct(values, sizes[s]);
            mem_free(values);
        }
    }
}

static void test_no_two_dwellings_share_an_address(void **state)
{
    (void)state;
    enum { LOCALITIES = 60, EACH = 950 };
    struct county county = county_make(4, LOCALITIES);
    struct random random = random_seed(4);
    static struct dwelling dwellings[EACH];
    uint64_t *values = mem_must_array(LOCALITIES * EACH, sizeof *values);
    size_t count = 0;
    for (uint32_t l = 0; l < LOCALITIES; l++) {
        dwellings_lay(&county, l, &random, l * EACH, dwellings, EACH);
        for (int i = 0; i < EACH; i++) {
            struct address_parts parts;
            char text[500];
            dwelling_address(&county, &dwellings[i], false, false, &parts);
            snprintf(text, sizeof text, "%s|%s|%s|%s|%s|%s|%s", parts.flat, parts.building,
                     parts.number, parts.street, parts.locality, parts.town, parts.postcode);
            assert_memory_equal(parts.postcode, "CY", 2);
            assert_true(parts.number[0] || parts.building[0]);
            values[count++] = hash_bytes(str_of(text));
        }
    }
    assert_distinct(values, count);
    mem_free(values);
}

static void test_a_damaged_postcode_stays_in_its_area(void **state)
{
    (void)state;
    struct random random = random_seed(2);
    for (int i = 0; i < 1000; i++) {
        char postcode[16] = "CY12 5AB";
        postcode_damage(&random, postcode);
        assert_memory_equal(postcode, "CY12 ", 5);
        assert_int_equal(strlen(postcode), 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_safe_and_distinct),
        cmocka_unit_test(test_a_share_ends),
        cmocka_unit_test(test_others_are_not_in_the_ranges),
        cmocka_unit_test(test_check_digits),
        cmocka_unit_test(test_scatter_is_a_bijection),
        cmocka_unit_test(test_no_two_dwellings_share_an_address),
        cmocka_unit_test(test_a_damaged_postcode_stays_in_its_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
