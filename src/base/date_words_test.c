/* date_words_test.c - dates as people write them. */
#include "date_words.h"

#include "calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_written(void **state)
{
    (void)state;
    static const struct {
        int year, month, day;
        const char *english, *welsh;
    } cases[] = {
        {2026, 11, 28, "28 November 2026", "28 Tachwedd 2026"},
        {1970, 1, 1, "1 January 1970", "1 Ionawr 1970"},
        {2028, 2, 29, "29 February 2028", "29 Chwefror 2028"},
        {1944, 6, 6, "6 June 1944", "6 Mehefin 1944"},
        {2038, 1, 19, "19 January 2038", "19 Ionawr 2038"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[DATE_WORDS_MAX];
        int64_t day = calendar_day_number(cases[i].year, cases[i].month, cases[i].day);
        assert_string_equal(date_written(day, false, text), cases[i].english);
        assert_string_equal(date_written(day, true, text), cases[i].welsh);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
