/* statutory_clock_test.c - months of unequal length, weekends, holidays, held against published
 * dates. */
#include "statutory_clock.h"

#include "date.h"
#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int32_t day(const char *text)
{
    struct date date;
    assert_true(date_from_text(str_of(text), &date));
    return date_days(date);
}

static const struct {
    const char *received;
    int months;
    const char *due;
} cases[] = {
    {"2018-09-03", 1, "2018-10-03"}, /* the Commissioner's example */
    {"2019-03-31", 1, "2019-04-30"}, /* no 31st */
    {"2025-01-30", 1, "2025-02-28"}, {"2024-01-31", 1, "2024-02-29"},
    {"2025-11-25", 1, "2025-12-29"}, /* Christmas, Boxing Day, a weekend */
    {"2026-03-03", 1, "2026-04-07"}, /* Good Friday, the weekend, Easter Monday */
    {"2025-12-01", 1, "2026-01-02"}, /* New Year's Day; the year goes over */
    {"2026-11-28", 1, "2026-12-29"}, /* a Monday that stands for Boxing Day */
    {"2026-11-28", 3, "2027-03-01"}, /* 28 February is a Sunday */
    {"2025-10-31", 3, "2026-02-02"}, /* 31 January is a Saturday */
    {"2024-11-29", 3, "2025-02-28"}, {"2026-06-01", 1, "2026-07-01"},
};

static void test_due(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t due = statutory_due(day(cases[i].received), cases[i].months);
        if (due != day(cases[i].due)) {
            fail_msg("%s: %d days from the wanted %s", cases[i].received,
                     (int)(due - day(cases[i].due)), cases[i].due);
        }
    }
}

/* gov.uk/bank-holidays, England and Wales: all holidays of these years. */
static const char *const holidays[] = {
    "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03",
    "2022-08-29", "2022-09-19", "2022-12-26", "2022-12-27", "2025-01-01", "2025-04-18",
    "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26",
    "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31",
    "2026-12-25", "2026-12-28"};

static bool is_listed(int32_t at)
{
    for (size_t i = 0; i < sizeof holidays / sizeof holidays[0]; i++) {
        if (day(holidays[i]) == at) {
            return true;
        }
    }
    return false;
}

static void test_holidays(void **state)
{
    (void)state;
    static const char *const years[][2] = {{"2022-01-01", "2022-12-31"},
                                           {"2025-01-01", "2026-12-31"}};
    for (size_t y = 0; y < 2; y++) {
        for (int32_t at = day(years[y][0]); at <= day(years[y][1]); at++) {
            bool weekend = (at + 3) % 7 >= 5;
            if (statutory_is_working_day(at) != (!weekend && !is_listed(at))) {
                fail_msg("day %d of %s", (int)(at - day(years[y][0])) + 1, years[y][0]);
            }
        }
    }
}

/* Whatever the day: at least 28 days, at most a month and the longest run of days off. */
static void test_never_short(void **state)
{
    (void)state;
    for (int32_t at = day("1990-01-01"); at < day("2090-01-01"); at++) {
        int32_t due = statutory_due(at, STATUTORY_MONTHS);
        assert_true(due - at >= 28 && due - at <= 31 + 5);
        assert_true(statutory_is_working_day(due));
        assert_true(statutory_due(at + 1, STATUTORY_MONTHS) >= due);
        assert_true(statutory_due(at, STATUTORY_MONTHS_EXTENDED) > due);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_due), cmocka_unit_test(test_holidays),
                                       cmocka_unit_test(test_never_short)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
