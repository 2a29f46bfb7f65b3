/* phonetic_test.c - names that are heard alike share a code, others don't. */
#include "phonetic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool sounds_alike(const char *a, const char *b)
{
    char code_a[PHONETIC_MAX];
    char code_b[PHONETIC_MAX];
    phonetic_code(str_of(a), code_a);
    phonetic_code(str_of(b), code_b);
    if (strcmp(code_a, code_b) != 0) {
        return false;
    }
    return code_a[0] != '\0';
}

static void test_alike(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"smith", "smyth"},         {"lloyd", "loyd"},
        {"davies", "davis"},        {"griffiths", "griffith"},
        {"griffith", "gruffydd"},   {"philip", "phillip"},
        {"rhys", "rees"},           {"pritchard", "prichard"},
        {"catherine", "katherine"}, {"catherine", "kathryn"},
        {"stephen", "steven"},      {"sian", "shan"},
        {"thomas", "tomas"},        {"thompson", "thomson"},
        {"geoffrey", "jeffrey"},    {"maccarthy", "mccarthy"},
        {"wright", "right"},        {"hugh", "huw"},
        {"nicholas", "nicolas"},    {"knight", "night"},
        {"ellis", "elis"},          {"schmidt", "schmit"},
        {"williams", "william"},    {"iestyn", "yestyn"},
        {"vaughan", "vaughn"},      {"zoe", "zoe"},
        {"clark", "clarke"},        {"reid", "read"},
        {"jonathan", "jonathon"},   {"иванов", "иванов"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (!sounds_alike(pairs[i][0], pairs[i][1])) {
            fail_msg("%s and %s must be alike", pairs[i][0], pairs[i][1]);
        }
    }
}

static void test_different(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"smith", "jones"}, {"evans", "owens"}, {"davies", "davidson"}, {"thomas", "matthews"},
        {"rhys", "rhodri"}, {"mary", "maud"},   {"john", "jack"},       {"morgan", "morris"},
        {"hall", "wall"},   {"price", "bryce"}, {"lee", "ray"},         {"иванов", "петров"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (sounds_alike(pairs[i][0], pairs[i][1])) {
            fail_msg("%s and %s must differ", pairs[i][0], pairs[i][1]);
        }
    }
}

static void test_edges(void **state)
{
    (void)state;
    char code[PHONETIC_MAX];
    phonetic_code(STR(""), code);
    assert_string_equal(code, "");
    phonetic_code(STR("123 456"), code);
    assert_string_equal(code, "");
    phonetic_code(STR("12 evans jones"), code);
    char evans[PHONETIC_MAX];
    phonetic_code(STR("evans"), evans);
    assert_string_equal(code, evans);
    phonetic_code(STR("bcdfgklmnprstbcdfgklmnprst"), code);
    assert_int_equal(strlen(code), PHONETIC_MAX - 1);
    phonetic_code(STR("山田太郎山田太郎"), code);
    assert_string_equal(code, "山田太");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_different),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
