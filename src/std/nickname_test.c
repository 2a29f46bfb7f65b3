/* nickname_test.c - names used for one another; the table can be searched. */
#include "nickname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_same(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"bill", "will"},    {"bill", "william"}, {"liam", "william"},      {"gwilym", "william"},
        {"sian", "jane"},    {"sian", "jean"},    {"dafydd", "david"},      {"dai", "dave"},
        {"ifan", "evan"},    {"rhys", "rees"},    {"sioned", "janet"},      {"mair", "mary"},
        {"marged", "meg"},   {"peggy", "maggie"}, {"catrin", "kate"},       {"cathy", "kathryn"},
        {"ieuan", "evan"},   {"evan", "john"},    {"jack", "john"},         {"bob", "robert"},
        {"dick", "richard"}, {"ted", "edward"},   {"liz", "elizabeth"},     {"twm", "thomas"},
        {"huw", "hugh"},     {"pedr", "peter"},   {"mohammed", "muhammad"}, {"sean", "john"},
        {"harry", "henry"},  {"sian", "sian"},
    };
    static const char *const different[][2] = {
        {"bill", "bob"}, {"john", "james"}, {"mary", "jane"},     {"sian", "mair"},
        {"x", "x"},      {"", ""},          {"will", "wilfreda"}, {"evans", "jones"},
    };
    for (size_t i = 0; i < COUNT(same); i++) {
        if (!nickname_same(str_of(same[i][0]), str_of(same[i][1])) ||
            !nickname_same(str_of(same[i][1]), str_of(same[i][0]))) {
            fail_msg("%s and %s are used for one another", same[i][0], same[i][1]);
        }
    }
    for (size_t i = 0; i < COUNT(different); i++) {
        assert_false(nickname_same(str_of(different[i][0]), str_of(different[i][1])));
    }
}

static void test_groups_end(void **state)
{
    (void)state;
    assert_true(nickname_table_is_sorted());
    assert_int_equal(nickname_group(STR("zzz"), 0), 0);
    assert_int_equal(nickname_group(STR("bob"), -1), 0);
    for (int nth = 0; nickname_of_group(nickname_group(STR("sian"), 0), nth).len > 0; nth++) {
        assert_true(
            nickname_same(nickname_of_group(nickname_group(STR("sian"), 0), nth), STR("sian")));
        assert_true(nth < 100);
    }
    assert_true(nickname_of_group(nickname_group(STR("sian"), 0), 1).len > 0);
    assert_int_equal(nickname_of_group(0, 0).len, 0);
    int count = 0;
    while (nickname_group(STR("bert"), count) > 0) {
        count++;
    }
    assert_true(count >= 3); /* albert, herbert, robert */
    assert_int_equal(nickname_group(STR("zoey"), 1), 0);
    assert_int_equal(nickname_group(STR("zoey"), 1000000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same),
                                       cmocka_unit_test(test_groups_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
