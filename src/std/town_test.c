/* town_test.c - both names of a town are one; the table can be searched. */
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_both_names(void **state)
{
    (void)state;
    static const char *const same[][2] = {{"swansea", "abertawe"},
                                          {"neath", "castell nedd"},
                                          {"abergavenny", "y fenni"},
                                          {"abergavenny", "fenni"},
                                          {"tenby", "dinbych y pysgod"}};
    static const char *const none[] = {
        "",        "llanelli",    "fen",
        "castell", "tenby tenby", "a text that is longer than any row of the table can hold"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_true(town_number(str_of(same[i][0])) > 0);
        assert_int_equal(town_number(str_of(same[i][0])), town_number(str_of(same[i][1])));
    }
    assert_int_not_equal(town_number(STR("denbigh")), town_number(STR("tenby")));
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(town_number(str_of(none[i])), 0);
    }
    assert_true(town_table_is_sorted());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
