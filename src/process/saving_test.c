/* saving_test.c - savings.yaml: what is read, and every mistake with its line. */
#include "saving.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN "savings:\n  - saving: told_once\n    title: {en: A, cy: B}\n    pack: bereavement\n"
#define END "    basis: {en: C, cy: D}\n"

static void savings_are_read(void **state)
{
    (void)state;
    struct saving_list list = {0};
    struct err_list errors = {0};
    struct str text = STR(BEGIN "    of: {event: told}\n    hours_each: 3.5\n" END
                                "  - saving: stamps\n    title: {en: A, cy: B}\n    pack: care\n"
                                "    of: {step: tell}\n    pounds_each: 1.05\n" END);
    assert_int_equal(saving_list_parse(text, "savings.yaml", &list, &errors), 0);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.at[0].counted.of, MEASURE_OF_EVENT);
    assert_true(list.at[0].each == 3.5 && list.at[0].unit == SAVING_HOURS);
    assert_true(list.at[1].each == 1.05 && list.at[1].unit == SAVING_POUNDS);
    assert_true(str_eq(list.at[1].counted.name, STR("tell")));
    assert_true(str_eq(list.at[1].basis.text[ACCESS_WELSH], STR("D")));
    saving_list_free(&list);
    err_list_free(&errors);
}

static const struct mistake {
    const char *text;
    size_t line;
    const char *says;
} mistakes[] = {
    {"{}\n", 1, "savings"},
    {BEGIN "    of: {event: told}\n" END, 2, "one of hours_each"},
    {BEGIN "    of: {event: told}\n    hours_each: 1\n    pounds_each: 1\n" END, 2, "one of"},
    {BEGIN "    of: {event: seen}\n    hours_each: 1\n" END, 5, "told"},
    {BEGIN "    of: {event: told}\n    hours_each: 0\n" END, 6, "more than nothing"},
    {BEGIN "    of: {event: told}\n    hours_each: 1.255\n" END, 6, "amount"},
    {BEGIN "    of: {event: told}\n    hours_each: many\n" END, 6, "amount"},
    {BEGIN "    of: {event: told}\n    hours_each: 1\n", 2, "basis"},
    {BEGIN "    of: {event: told}\n    days_each: 1\n    hours_each: 1\n" END, 6, "days_each"},
};

static void mistakes_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct saving_list list = {0};
        struct err_list errors = {0};
        assert_int_not_equal(
            saving_list_parse(str_of(mistakes[i].text), "savings.yaml", &list, &errors), 0);
        if (errors.count == 0 || errors.errors[0].line != mistakes[i].line ||
            strstr(errors.errors[0].message, mistakes[i].says) == NULL) {
            fail_msg("case %zu: line %zu: %s", i, errors.errors[0].line, errors.errors[0].message);
        }
        saving_list_free(&list);
        err_list_free(&errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(savings_are_read),
        cmocka_unit_test(mistakes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
