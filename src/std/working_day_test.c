/* working_day_test.c - the rules held against published lists of whole years; counting. */
#include "working_day.h"

#include "str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define EW HOLIDAYS_ENGLAND_AND_WALES
#define SC HOLIDAYS_SCOTLAND
#define NI HOLIDAYS_NORTHERN_IRELAND

static int32_t day(const char *text)
{
    struct date date;
    assert_true(date_from_text(str_of(text), &date));
    return date_days(date);
}

/* gov.uk/bank-holidays: all holidays of each of these years. */
static const struct {
    enum holiday_calendar calendar;
    int year;
    const char *days;
} published[] = {
    {EW, 2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"},
    {EW, 2013, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"},
    {EW, 2014, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
    {EW, 2015, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
    {EW, 2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"},
    {EW, 2017, "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26"},
    {EW, 2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"},
    {EW, 2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"},
    {EW, 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
    {EW, 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"},
    {EW, 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
    {EW, 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
    {EW, 2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"},
    {EW, 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
    {EW, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
    {SC, 2012, "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26"},
    {SC, 2017, "01-02 01-03 04-14 05-01 05-29 08-07 11-30 12-25 12-26"},
    {SC, 2018, "01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26"},
    {SC, 2019, "01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26"},
    {SC, 2020, "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28"},
    {SC, 2021, "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28"},
    {SC, 2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"},
    {SC, 2023, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"},
    {SC, 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"},
    {NI, 2017, "01-02 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26"},
    {NI, 2018, "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26"},
    {NI, 2019, "01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26"},
    {NI, 2020, "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28"},
    {NI, 2021, "01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28"},
    {NI, 2022, "01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27"},
    {NI, 2023, "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26"},
    {NI, 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"},
};

static void test_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        int year = published[i].year;
        int32_t end = date_days((struct date){(int16_t)(year + 1), 1, 1});
        for (int32_t at = date_days((struct date){(int16_t)year, 1, 1}); at < end; at++) {
            char text[DATE_TEXT_MAX];
            date_text(date_of_days(at), text);
            bool weekend = working_day_weekday(at) >= 5;
            bool listed = strstr(published[i].days, text + 5) != NULL;
            if (working_day_is(published[i].calendar, at) != (!weekend && !listed)) {
                fail_msg("calendar %d: %s should %sbe a working day", (int)published[i].calendar,
                         text, listed ? "not " : "");
            }
        }
    }
}

/* By rule and by law, where no list of the whole year was at hand. */
static const struct {
    enum holiday_calendar calendar;
    const char *day;
    bool working;
} days[] = {
    {EW, "1973-01-01", true},  {EW, "1974-01-01", false}, {SC, "1973-01-02", false},
    {EW, "1977-05-02", true},  {EW, "1978-05-01", false}, {EW, "1977-06-06", false},
    {EW, "1977-06-07", false}, {EW, "1977-05-30", true},  {EW, "1981-07-29", false},
    {EW, "1995-05-01", true},  {EW, "1995-05-08", false}, {EW, "1999-12-31", false},
    {EW, "2002-05-27", true},  {EW, "2002-06-03", false}, {EW, "2002-06-04", false},
    {EW, "2011-04-29", false}, {EW, "2011-01-03", false}, {EW, "2011-12-27", false},
    {SC, "2006-11-30", true},  {SC, "2007-11-30", false}, {EW, "2026-06-15", true},
    {NI, "2026-06-15", true},  {SC, "2026-04-06", true},  {SC, "2026-08-31", true},
    {EW, "2026-08-03", true},  {EW, "2028-01-03", false}, {EW, "2028-01-04", true},
    {SC, "2028-01-04", false}, {SC, "2028-01-05", true},  {EW, "2038-01-01", false},
    {EW, "2027-12-27", false}, {EW, "2027-12-28", false}, {EW, "2027-12-29", true},
};

static void test_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        if (working_day_is(days[i].calendar, day(days[i].day)) != days[i].working) {
            fail_msg("calendar %d, %s", (int)days[i].calendar, days[i].day);
        }
    }
}

/* Easter Sundays, early and late ones among them. */
static void test_easter(void **state)
{
    (void)state;
    static const char *const easters[] = {"1943-04-25", "1961-04-02", "1974-04-14", "2000-04-23",
                                          "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05",
                                          "2038-04-25", "2049-04-18", "2285-03-22"};
    for (size_t i = 0; i < sizeof easters / sizeof easters[0]; i++) {
        struct date date;
        assert_true(date_from_text(str_of(easters[i]), &date));
        assert_int_equal(working_day_easter(date.year), date_days(date));
    }
}

static void test_counting(void **state)
{
    (void)state;
    assert_int_equal(working_day_add(EW, day("2026-11-27"), 1), day("2026-11-30"));
    assert_int_equal(working_day_add(EW, day("2026-11-28"), 1), day("2026-11-30"));
    assert_int_equal(working_day_add(EW, day("2026-12-23"), 5), day("2027-01-04"));
    assert_int_equal(working_day_add(SC, day("2026-12-23"), 5), day("2027-01-05"));
    assert_int_equal(working_day_add(EW, day("2026-11-28"), 0), day("2026-11-28"));
    assert_int_equal(working_day_from(EW, day("2026-12-25")), day("2026-12-29"));
    assert_int_equal(working_day_until(EW, day("2026-12-28")), day("2026-12-24"));
    assert_int_equal(working_day_count(EW, day("2026-12-21"), day("2026-12-29")), 4);
    assert_int_equal(working_day_count(EW, day("2026-12-29"), day("2026-12-21")), 0);
    assert_int_equal(calendar_months_add(day("2024-01-31"), 1), day("2024-02-29"));
    assert_int_equal(calendar_months_add(day("2025-01-31"), 1), day("2025-02-28"));
    assert_int_equal(calendar_months_add(day("2026-11-28"), 2), day("2027-01-28"));
    assert_int_equal(calendar_months_add(day("2026-03-31"), -1), day("2026-02-28"));
    assert_int_equal(calendar_months_add(day("2026-01-15"), -1), day("2025-12-15"));
    assert_int_equal(calendar_months_add(day("2024-02-29"), 12), day("2025-02-28"));
}

/* For a year of each kind that there is, 400 years: each calendar gives as many days on weekdays as
 * it has holidays; what is added can be counted again; the day of a date has that date. */
static void test_every_year(void **state)
{
    (void)state;
    static const int wanted[HOLIDAY_CALENDARS] = {8, 9, 10};
    for (int calendar = 0; calendar < HOLIDAY_CALENDARS; calendar++) {
        int32_t at = day("2027-01-01");
        for (int year = 2027; year < 2427; year++) {
            int32_t end = date_days((struct date){(int16_t)(year + 1), 1, 1});
            int count = 0;
            for (; at < end; at++) {
                struct date date = date_of_days(at);
                assert_int_equal(date_days(date), at);
                count += working_day_weekday(at) < 5 &&
                         working_day_is_holiday((enum holiday_calendar)calendar, at);
            }
            if (count != wanted[calendar]) {
                fail_msg("calendar %d has %d holidays on weekdays of %d", calendar, count, year);
            }
        }
        for (int n = 1; n < 400; n++) {
            int32_t from = day("2026-11-28");
            int32_t to = working_day_add((enum holiday_calendar)calendar, from, n);
            assert_int_equal(working_day_count((enum holiday_calendar)calendar, from + 1, to + 1),
                             n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published),  cmocka_unit_test(test_days),
        cmocka_unit_test(test_easter),     cmocka_unit_test(test_counting),
        cmocka_unit_test(test_every_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
