/* str_test.c - slices: cases by table, edges included. */
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_cmp_is_bytewise_and_prefix_first(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int sign;
    } cases[] = {
        {"", "", 0},    {"", "a", -1},   {"a", "", 1},   {"a", "a", 0},  {"a", "b", -1},
        {"ab", "a", 1}, {"a", "ab", -1}, {"b", "ab", 1}, {"Z", "a", -1}, {"\xc5\xb4", "z", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int order = str_cmp(str_of(cases[i].a), str_of(cases[i].b));
        assert_int_equal((order > 0) - (order < 0), cases[i].sign);
        assert_int_equal(str_eq(str_of(cases[i].a), str_of(cases[i].b)), cases[i].sign == 0);
    }
}

static void test_slice_is_clamped(void **state)
{
    (void)state;
    struct str s = STR("cantref");
    assert_true(str_eq(str_slice(s, 0, 4), STR("cant")));
    assert_true(str_eq(str_slice(s, 4, 99), STR("ref")));
    assert_true(str_eq(str_slice(s, 99, 100), STR("")));
    assert_true(str_eq(str_slice(s, 5, 2), STR("")));
    assert_true(str_eq(str_slice((struct str){NULL, 0}, 0, 3), STR("")));
}

static void test_trim(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {" ", ""},
        {"a", "a"},
        {"  a b\t\r\n", "a b"},
        {"\va\f", "a"},
        {" \t \n", ""},
        {"\xc2\xa0x", "\xc2\xa0x"}, /* only ASCII space */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(str_eq(str_trim(str_of(cases[i][0])), str_of(cases[i][1])));
    }
}

static void test_starts_and_ends(void **state)
{
    (void)state;
    assert_true(str_starts(STR("abc"), STR("")));
    assert_true(str_starts(STR("abc"), STR("abc")));
    assert_false(str_starts(STR("abc"), STR("abcd")));
    assert_false(str_starts(STR("abc"), STR("b")));
    assert_true(str_ends(STR("abc"), STR("")));
    assert_true(str_ends(STR("abc"), STR("bc")));
    assert_false(str_ends(STR("abc"), STR("ab")));
    assert_false(str_ends(STR("bc"), STR("abc")));
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *s, *needle;
        ptrdiff_t at;
    } cases[] = {
        {"", "", 0},      {"", "a", -1},       {"abc", "", 0},      {"abc", "c", 2},
        {"aab", "ab", 1}, {"abc", "abcd", -1}, {"abcabc", "bc", 1}, {"abc", "ac", -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(str_find(str_of(cases[i].s), str_of(cases[i].needle)), cases[i].at);
    }
}

static void test_eq_nocase_is_ascii_only(void **state)
{
    (void)state;
    assert_true(str_eq_nocase(STR("Enw"), STR("eNW")));
    assert_false(str_eq_nocase(STR("Enw"), STR("Enwau")));
    assert_false(str_eq_nocase(STR("\xc5\xb4"), STR("\xc5\xb5"))); /* Ŵ ŵ: not its business */
    assert_false(str_eq_nocase(STR("@"), STR("`")));               /* 0x20 apart but no letters */
}

static void test_to_uint(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t max;
        bool good;
        uint64_t value;
    } cases[] = {
        {"0", 0, true, 0},
        {"007", 10, true, 7},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999999", UINT64_MAX, false, 0},
        {"11", 10, false, 0},
        {"", 10, false, 0},
        {"-1", 10, false, 0},
        {"+1", 10, false, 0},
        {" 1", 10, false, 0},
        {"1 ", 10, false, 0},
        {"1.0", 10, false, 0},
        {"0x1", 10, false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t value = 12345;
        assert_int_equal(str_to_uint(str_of(cases[i].text), cases[i].max, &value), cases[i].good);
        assert_int_equal(value, cases[i].good ? cases[i].value : 12345);
    }
}

static void test_next_token(void **state)
{
    (void)state;
    struct str rest = STR("  ap  Gwilym ");
    struct str token;
    assert_true(str_next_token(&rest, ' ', &token));
    assert_true(str_eq(token, STR("ap")));
    assert_true(str_next_token(&rest, ' ', &token));
    assert_true(str_eq(token, STR("Gwilym")));
    assert_false(str_next_token(&rest, ' ', &token));
    assert_false(str_next_token(&rest, ' ', &token));
    rest = STR("");
    assert_false(str_next_token(&rest, ' ', &token));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cmp_is_bytewise_and_prefix_first),
        cmocka_unit_test(test_slice_is_clamped),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_starts_and_ends),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_eq_nocase_is_ascii_only),
        cmocka_unit_test(test_to_uint),
        cmocka_unit_test(test_next_token),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
