/* feel_temporal_test.c - dates, times, durations: what is read and printed, must-fail texts, order
 * across zones, sums; random days held against the C library's calendar. */
#include "feel_temporal.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { ROUNDS = 5000 };

static struct time_zones *set;
static struct feel_zones zones;

static int begin(void **state)
{
    (void)state;
    set = time_zones_open(NULL);
    zones = feel_zones_of(set);
    return 0;
}

static int end(void **state)
{
    (void)state;
    time_zones_close(set);
    return 0;
}

/* The five types by a letter each: d date, t time, w date and time (when), p days duration, m
 * months duration. */
static enum feel_fault read_and_print(char type, const char *text, char ret[FEEL_TEMPORAL_TEXT_MAX])
{
    struct feel_date date;
    struct feel_time clock;
    struct feel_date_time when;
    struct feel_days_duration days;
    struct feel_months_duration months;
    enum feel_fault fault = FEEL_FAULT_SYNTAX;
    ret[0] = '\0';
    switch (type) {
    case 'd':
        fault = feel_date_parse(str_of(text), &date);
        fault != FEEL_FAULT_NONE ? 0 : feel_date_format(date, ret);
        break;
    case 't':
        fault = feel_time_parse(&zones, str_of(text), &clock);
        fault != FEEL_FAULT_NONE ? 0 : feel_time_format(clock, ret);
        break;
    case 'w':
        fault = feel_date_time_parse(&zones, str_of(text), &when);
        fault != FEEL_FAULT_NONE ? 0 : feel_date_time_format(when, ret);
        break;
    case 'p':
        fault = feel_days_duration_parse(str_of(text), &days);
        fault != FEEL_FAULT_NONE ? 0 : feel_days_duration_format(days, ret);
        break;
    case 'm':
        fault = feel_months_duration_parse(str_of(text), &months);
        fault != FEEL_FAULT_NONE ? 0 : feel_months_duration_format(months, ret);
        break;
    default:
        fail();
    }
    return fault;
}

static const struct {
    char type;
    const char *text, *printed;
} readable[] = {
    {'d', "2024-02-29", "2024-02-29"},
    {'d', "-2018-12-06", "-2018-12-06"},
    {'d', "0000-01-01", "0000-01-01"},
    {'d', "999999999-12-31", "999999999-12-31"},
    {'d', "-999999999-01-01", "-999999999-01-01"},
    {'d', "12345-06-07", "12345-06-07"},
    {'d', "2000-02-29", "2000-02-29"},
    {'t', "01:02:03", "01:02:03"},
    {'t', "11:22:33.444", "11:22:33.444"},
    {'t', "11:22:33.100000000000", "11:22:33.1"},
    {'t', "11:22:33.1234567899", "11:22:33.123456789"},
    {'t', "23:59:00Z", "23:59:00Z"},
    {'t', "23:59:00z", "23:59:00Z"},
    {'t', "11:22:33-00:00", "11:22:33Z"},
    {'t', "13:20:00+02:00", "13:20:00+02:00"},
    {'t', "13:20:00-14:00", "13:20:00-14:00"},
    {'t', "11:59:45+02:45:55", "11:59:45+02:45:55"},
    {'t', "00:01:00@Etc/UTC", "00:01:00@Etc/UTC"},
    {'t', "00:01:00.5@Europe/Paris", "00:01:00.5@Europe/Paris"},
    {'t', "24:00:00", "00:00:00"},
    {'w', "2018-12-08T10:30:11", "2018-12-08T10:30:11"},
    {'w', "2018-12-08", "2018-12-08T00:00:00"},
    {'w', "2016-12-24T23:59:00-08:00", "2016-12-24T23:59:00-08:00"},
    {'w', "2018-12-08T10:30:11@Australia/Melbourne", "2018-12-08T10:30:11@Australia/Melbourne"},
    {'w', "2018-12-31T24:00:00Z", "2019-01-01T00:00:00Z"},
    {'w', "999999999-12-31T23:59:59.999999999@Europe/Paris",
     "999999999-12-31T23:59:59.999999999@Europe/Paris"},
    {'p', "P1D", "P1D"},
    {'p', "PT2H", "PT2H"},
    {'p', "PT0.999S", "PT0.999S"},
    {'p', "P1DT2H3M4.123456789S", "P1DT2H3M4.123456789S"},
    {'p', "PT0.S", "PT0S"},
    {'p', "P0D", "PT0S"},
    {'p', "-P0D", "PT0S"},
    {'p', "-PT0.5S", "-PT0.5S"},
    {'p', "-P1DT0.25S", "-P1DT0.25S"},
    {'p', "PT1000M0.999999999S", "PT16H40M0.999999999S"},
    {'p', "PT240H", "P10D"},
    {'p', "-PT1H2M", "-PT1H2M"},
    {'p', "PT9223372036854775807S", "P106751991167300DT15H30M7S"},
    {'m', "P1Y2M", "P1Y2M"},
    {'m', "P0Y", "P0M"},
    {'m', "-P0Y", "P0M"},
    {'m', "P26M", "P2Y2M"},
    {'m', "-P100M", "-P8Y4M"},
    {'m', "P999999999M", "P83333333Y3M"},
};

static const struct {
    char type;
    const char *text;
    enum feel_fault fault;
} unreadable[] = {
    {'d', "", FEEL_FAULT_SYNTAX},
    {'d', "2023-02-29", FEEL_FAULT_RANGE},
    {'d', "1900-02-29", FEEL_FAULT_RANGE},
    {'d', "2024-04-31", FEEL_FAULT_RANGE},
    {'d', "2024-00-10", FEEL_FAULT_RANGE},
    {'d', "2024-13-10", FEEL_FAULT_RANGE},
    {'d', "2024-12-00", FEEL_FAULT_RANGE},
    {'d', "1000000000-01-01", FEEL_FAULT_RANGE},
    {'d', "998-12-31", FEEL_FAULT_SYNTAX},
    {'d', "01211-12-31", FEEL_FAULT_SYNTAX},
    {'d', "+2012-12-02", FEEL_FAULT_SYNTAX},
    {'d', "2012-1-02", FEEL_FAULT_SYNTAX},
    {'d', "2012-12-02T", FEEL_FAULT_SYNTAX},
    {'d', "2012-12-02Z", FEEL_FAULT_SYNTAX},
    {'d', " 2012-12-02", FEEL_FAULT_SYNTAX},
    {'d', "20121202", FEEL_FAULT_SYNTAX},
    {'d', "2012/12/02", FEEL_FAULT_SYNTAX},
    {'d', "2012T-12-2511:00:00Z", FEEL_FAULT_SYNTAX},
    {'t', "23:59:60", FEEL_FAULT_RANGE},
    {'t', "24:00:01", FEEL_FAULT_RANGE},
    {'t', "24:00:00.1", FEEL_FAULT_RANGE},
    {'t', "25:00:00", FEEL_FAULT_RANGE},
    {'t', "00:60:00", FEEL_FAULT_RANGE},
    {'t', "7:00:00", FEEL_FAULT_SYNTAX},
    {'t', "07:1:00", FEEL_FAULT_SYNTAX},
    {'t', "07:01:2", FEEL_FAULT_SYNTAX},
    {'t', "07:20", FEEL_FAULT_SYNTAX},
    {'t', "07:20:00.", FEEL_FAULT_SYNTAX},
    {'t', "T07:20:00", FEEL_FAULT_SYNTAX},
    {'t', "11:30:00T", FEEL_FAULT_SYNTAX},
    {'t', "13:20:00@xyz/abc", FEEL_FAULT_UNKNOWN_ZONE},
    {'t', "13:20:00@", FEEL_FAULT_UNKNOWN_ZONE},
    {'t', "13:20:00+14:01", FEEL_FAULT_RANGE},
    {'t', "13:20:00+19:00", FEEL_FAULT_RANGE},
    {'t', "13:20:00+02:60", FEEL_FAULT_RANGE},
    {'t', "13:20:00+5:00", FEEL_FAULT_SYNTAX},
    {'t', "13:20:00+5", FEEL_FAULT_SYNTAX},
    {'t', "13:20:00+02:00@Europe/Paris", FEEL_FAULT_SYNTAX},
    {'t', "13:20:00ZZ", FEEL_FAULT_SYNTAX},
    {'w', "2018-12-08T", FEEL_FAULT_SYNTAX},
    {'w', "2018-12-08 10:30:11", FEEL_FAULT_SYNTAX},
    {'w', "2018-02-30T10:30:11", FEEL_FAULT_RANGE},
    {'w', "2018-12-08T10:30", FEEL_FAULT_SYNTAX},
    {'w', "2018-12-08Z", FEEL_FAULT_SYNTAX},
    {'w', "10:30:11", FEEL_FAULT_SYNTAX},
    {'w', "999999999-12-31T24:00:00", FEEL_FAULT_RANGE},
    {'p', "P", FEEL_FAULT_SYNTAX},
    {'p', "PT", FEEL_FAULT_SYNTAX},
    {'p', "P1DT", FEEL_FAULT_SYNTAX},
    {'p', "P0", FEEL_FAULT_SYNTAX},
    {'p', "1D", FEEL_FAULT_SYNTAX},
    {'p', "P1H", FEEL_FAULT_SYNTAX},
    {'p', "P1S", FEEL_FAULT_SYNTAX},
    {'p', "P1M", FEEL_FAULT_SYNTAX},
    {'p', "P1Y1D", FEEL_FAULT_SYNTAX},
    {'p', "PT.5S", FEEL_FAULT_SYNTAX},
    {'p', "PT1S1M", FEEL_FAULT_SYNTAX},
    {'p', "P-1D", FEEL_FAULT_SYNTAX},
    {'p', "+P1D", FEEL_FAULT_SYNTAX},
    {'p', "--P1D", FEEL_FAULT_SYNTAX},
    {'p', "P1.5D", FEEL_FAULT_SYNTAX},
    {'p', "P1W", FEEL_FAULT_SYNTAX},
    {'p', "p1d", FEEL_FAULT_SYNTAX},
    {'p', "PT9223372036854775808S", FEEL_FAULT_RANGE},
    {'p', "P106751991167301D", FEEL_FAULT_RANGE},
    {'p', "P99999999999999999999D", FEEL_FAULT_RANGE},
    {'m', "P", FEEL_FAULT_SYNTAX},
    {'m', "P1M1Y", FEEL_FAULT_SYNTAX},
    {'m', "P1D", FEEL_FAULT_SYNTAX},
    {'m', "1Y", FEEL_FAULT_SYNTAX},
    {'m', "P1YT", FEEL_FAULT_SYNTAX},
    {'m', "P1000000000000000000Y", FEEL_FAULT_RANGE},
};

static void test_text(void **state)
{
    (void)state;
    char text[FEEL_TEMPORAL_TEXT_MAX], again[FEEL_TEMPORAL_TEXT_MAX];
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++) {
        if (read_and_print(readable[i].type, readable[i].text, text) != FEEL_FAULT_NONE) {
            fail_msg("can't read %s", readable[i].text);
        }
        assert_string_equal(text, readable[i].printed);
        assert_int_equal(read_and_print(readable[i].type, text, again), FEEL_FAULT_NONE);
        assert_string_equal(text, again);
    }
    for (size_t i = 0; i < sizeof(unreadable) / sizeof(unreadable[0]); i++) {
        enum feel_fault fault = read_and_print(unreadable[i].type, unreadable[i].text, text);
        if (fault != unreadable[i].fault) {
            fail_msg("%c %s: fault %d, \"%s\"", unreadable[i].type, unreadable[i].text, fault,
                     text);
        }
    }
    struct feel_time clock;
    assert_int_equal(feel_time_parse(&(struct feel_zones){0}, STR("10:00:00@Europe/Paris"), &clock),
                     FEEL_FAULT_UNKNOWN_ZONE);
}

static struct feel_date date(const char *text)
{
    struct feel_date ret;
    assert_int_equal(feel_date_parse(str_of(text), &ret), FEEL_FAULT_NONE);
    return ret;
}

static struct feel_time clock_time(const char *text)
{
    struct feel_time ret;
    assert_int_equal(feel_time_parse(&zones, str_of(text), &ret), FEEL_FAULT_NONE);
    return ret;
}

static struct feel_date_time when(const char *text)
{
    struct feel_date_time ret;
    assert_int_equal(feel_date_time_parse(&zones, str_of(text), &ret), FEEL_FAULT_NONE);
    return ret;
}

static struct feel_days_duration days(const char *text)
{
    struct feel_days_duration ret;
    assert_int_equal(feel_days_duration_parse(str_of(text), &ret), FEEL_FAULT_NONE);
    return ret;
}

static struct feel_months_duration months(const char *text)
{
    struct feel_months_duration ret;
    assert_int_equal(feel_months_duration_parse(str_of(text), &ret), FEEL_FAULT_NONE);
    return ret;
}

static struct feel_decimal number(const char *text)
{
    struct feel_decimal ret;
    assert_int_equal(feel_decimal_parse(str_of(text), &ret), FEEL_FAULT_NONE);
    return ret;
}

/* order: what compare says; equal: what = says; is: what is() says. 9: neither, but a fault. */
static const struct {
    const char *a, *b;
    int order, equal, is;
} date_times[] = {
    {"2018-12-08T00:00:00", "2018-12-08", 0, 1, 1},
    {"2002-04-02T12:00:00-01:00", "2002-04-02T17:00:00+04:00", 0, 1, 0},
    {"2002-04-02T23:00:00-04:00", "2002-04-03T02:00:00-01:00", 0, 1, 0},
    {"2018-10-08T00:00:00+02:00", "2018-10-08T00:00:00@Europe/Paris", 0, 1, 0},
    {"2018-02-08T00:00:00+01:00", "2018-02-08T00:00:00@Europe/Paris", 0, 1, 0},
    {"2018-12-08T00:00:00@Europe/Paris", "2018-12-08T00:00:00@Asia/Dhaka", 1, 0, 0},
    {"2002-04-02T12:00:00@Australia/Melbourne", "2002-04-02T12:00:00@Australia/Sydney", 0, 1, 0},
    {"2018-12-08T00:00:00+00:00", "2018-12-08T00:00:00@Etc/UTC", 0, 1, 0},
    {"2018-12-08T00:00:00.0001", "2018-12-08T00:00:00.0000", 1, 1, 0},
    {"2018-12-08T00:00:00", "2018-12-08T00:00:00Z", 0, 0, 0},
    {"2018-12-08T00:00:00", "2018-12-08T01:00:00Z", -1, 0, 0},
    {"2018-12-08T00:00:00@Europe/Paris", "2018-12-08T00:30:00", -1, 0, 0},
    {"2018-12-07T23:59:59Z", "2018-12-08T00:00:00Z", -1, 0, 0},
    {"-0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", -1, 0, 0},
};

static const struct {
    const char *a, *b;
    int order, equal, is;
} times[] = {
    {"10:30:00", "10:30:00", 0, 1, 1},
    {"10:30:00.0001", "10:30:00.0002", -1, 1, 0},
    {"10:30:00Z", "10:30:00+00:00", 0, 1, 1},
    {"20:00:50+00:00", "21:00:50+01:00", 0, 1, 0},
    {"10:30:00", "10:30:00Z", 0, 0, 0},
    {"23:00:50@Etc/GMT", "23:00:50Z", 0, 1, 0},
    {"23:59:00@Europe/Paris", "23:59:00@Europe/Paris", 0, 1, 1},
    {"23:58:00@Europe/Paris", "23:59:00@Europe/Paris", -1, 0, 0},
    {"23:59:00@Europe/Paris", "23:59:00@Europe/London", 9, 9, 0},
    {"23:59:00@Europe/Paris", "23:59:00+01:00", 9, 9, 0},
    {"23:59:00@Europe/Paris", "23:58:00", 1, 0, 0},
    {"01:00:00+02:00", "00:00:00Z", -1, 0, 0},
};

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(date_times) / sizeof(date_times[0]); i++) {
        struct feel_date_time a = when(date_times[i].a), b = when(date_times[i].b);
        if (sign(feel_date_time_compare(a, b)) != date_times[i].order ||
            sign(feel_date_time_compare(b, a)) != -date_times[i].order ||
            feel_date_time_equal(a, b) != date_times[i].equal ||
            feel_date_time_is(a, b) != date_times[i].is) {
            fail_msg("%s and %s", date_times[i].a, date_times[i].b);
        }
    }
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct feel_time a = clock_time(times[i].a), b = clock_time(times[i].b);
        int order = 9;
        bool equal = false;
        enum feel_fault first = feel_time_compare(a, b, &order);
        enum feel_fault second = feel_time_equal(a, b, &equal);
        if (order != times[i].order || (first == FEEL_FAULT_NONE) != (order != 9) ||
            (second != FEEL_FAULT_NONE ? 9 : equal) != times[i].equal ||
            feel_time_is(a, b) != times[i].is) {
            fail_msg("%s and %s", times[i].a, times[i].b);
        }
    }
    assert_true(feel_date_compare(date("2024-01-31"), date("2024-02-01")) < 0);
    assert_true(feel_date_compare(date("-0002-01-01"), date("-0001-01-01")) < 0);
    assert_true(feel_days_duration_equal(days("P1D"), days("PT24H")));
    assert_true(feel_days_duration_compare(days("-PT0.5S"), days("-PT0.4S")) < 0);
    assert_true(feel_months_duration_equal(months("P1Y"), months("P12M")));
    assert_true(feel_months_duration_compare(months("-P1Y"), months("P1M")) < 0);
}

/* a + duration; NULL: past the calendar. */
static const struct {
    const char *a, *duration, *sum;
} sums[] = {
    {"2024-01-31T10:00:00", "P1M", "2024-02-29T10:00:00"},
    {"2023-01-31T10:00:00", "P1M", "2023-02-28T10:00:00"},
    {"2024-02-29T10:00:00", "P1Y", "2025-02-28T10:00:00"},
    {"2024-03-31T10:00:00", "-P1M", "2024-02-29T10:00:00"},
    {"2024-01-15T10:00:00", "-P13M", "2022-12-15T10:00:00"},
    {"2012-12-24T23:59:00", "PT1M", "2012-12-25T00:00:00"},
    {"2012-12-24T23:59:00", "-P366D", "2011-12-24T23:59:00"},
    {"2016-12-24T23:59:00-08:00", "PT0.5S", "2016-12-24T23:59:00.5-08:00"},
    {"2024-03-30T12:00:00@Europe/London", "P1D", "2024-03-31T13:00:00@Europe/London"},
    {"2024-03-30T12:00:00@Europe/London", "P1M", "2024-04-30T12:00:00@Europe/London"},
    {"2024-10-27T01:30:00@Europe/London", "PT1H", "2024-10-27T01:30:00@Europe/London"},
    {"0000-03-01T00:00:00Z", "-PT1S", "0000-02-29T23:59:59Z"},
    {"999999999-12-31T23:59:59Z", "PT1S", NULL},
    {"-999999999-01-01T00:00:00Z", "-PT1S", NULL},
    {"2024-01-01T00:00:00", "P99999999999Y", NULL},
    {"2024-01-01T00:00:00@Europe/Paris", "P99999999999999D", NULL},
};

static void test_sums(void **state)
{
    (void)state;
    char text[FEEL_TEMPORAL_TEXT_MAX];
    for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
        struct feel_months_duration m;
        struct feel_date_time a = when(sums[i].a);
        enum feel_fault fault =
            feel_months_duration_parse(str_of(sums[i].duration), &m) == FEEL_FAULT_NONE
                ? feel_date_time_add_months(a, m, &a)
                : feel_date_time_add_days(a, days(sums[i].duration), &a);
        assert_int_equal(fault, sums[i].sum != NULL ? FEEL_FAULT_NONE : FEEL_FAULT_RANGE);
        feel_date_time_format(a, text);
        assert_string_equal(text, sums[i].sum != NULL ? sums[i].sum : sums[i].a);
    }
    struct feel_date day = date("2024-02-28");
    assert_int_equal(feel_date_add_days(day, days("PT23H"), &day), FEEL_FAULT_NONE);
    assert_true(feel_date_equal(day, date("2024-02-28")));
    assert_int_equal(feel_date_add_days(day, days("-PT1H"), &day), FEEL_FAULT_NONE);
    assert_true(feel_date_equal(day, date("2024-02-27")));
    feel_time_format(feel_time_add_days(clock_time("23:59:00Z"), days("PT2M")), text);
    assert_string_equal(text, "00:01:00Z");
    feel_time_format(feel_time_add_days(clock_time("00:00:00.25"), days("-P9DT0.5S")), text);
    assert_string_equal(text, "23:59:59.75");
}

static void test_differences(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b, *difference; /* NULL: only one has a zone */
    } rows[] = {
        {"2012-12-24T23:59:00", "2012-12-22T03:45:00", "P2DT20H14M"},
        {"2016-12-24T23:59:00-08:00", "2015-12-24T00:00:01-01:00", "P367DT6H58M59S"},
        {"2024-03-31T12:00:00@Europe/London", "2024-03-30T12:00:00@Europe/London", "PT23H"},
        {"2024-01-01T00:00:00", "2024-01-01T00:00:00.5", "-PT0.5S"},
        {"2024-01-01T00:00:00", "2024-01-01T00:00:00Z", NULL},
    };
    char text[FEEL_TEMPORAL_TEXT_MAX];
    struct feel_days_duration d;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        enum feel_fault fault = feel_date_time_subtract(when(rows[i].a), when(rows[i].b), &d);
        assert_int_equal(fault, rows[i].difference ? FEEL_FAULT_NONE : FEEL_FAULT_ONE_ZONE_ONLY);
        if (rows[i].difference != NULL) {
            feel_days_duration_format(d, text);
            assert_string_equal(text, rows[i].difference);
        }
    }
    assert_int_equal(feel_date_subtract(date("2012-12-25"), date("2012-12-24"), &d),
                     FEEL_FAULT_NONE);
    assert_true(feel_days_duration_equal(d, days("P1D")));
    assert_int_equal(feel_date_subtract(date("999999999-12-31"), date("-999999999-01-01"), &d),
                     FEEL_FAULT_NONE);
    assert_int_equal(feel_time_subtract(clock_time("10:00:00+01:00"), clock_time("10:00:00Z"), &d),
                     FEEL_FAULT_NONE);
    assert_true(feel_days_duration_equal(d, days("-PT1H")));
    assert_int_equal(feel_time_subtract(clock_time("10:00:00"), clock_time("10:00:00Z"), &d),
                     FEEL_FAULT_ONE_ZONE_ONLY);
    static const struct {
        const char *from, *to, *between;
    } spans[] = {
        {"2011-12-22", "2013-08-24", "P1Y8M"}, {"2013-08-24", "2011-12-22", "-P1Y8M"},
        {"2011-12-22", "2012-12-21", "P11M"},  {"2024-01-31", "2024-02-29", "P0M"},
        {"2024-02-29", "2024-01-31", "P0M"},   {"2015-12-24", "2016-12-24", "P1Y"},
        {"-0001-06-01", "0001-06-01", "P2Y"},
    };
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        feel_months_duration_format(feel_months_between(date(spans[i].from), date(spans[i].to)),
                                    text);
        assert_string_equal(text, spans[i].between);
    }
}

static void test_products(void **state)
{
    (void)state;
    struct feel_days_duration d;
    struct feel_months_duration m;
    struct feel_decimal n;
    assert_int_equal(feel_days_duration_multiply(days("P1D"), number("1.5"), &d), 0);
    assert_true(feel_days_duration_equal(d, days("P1DT12H")));
    assert_int_equal(feel_days_duration_divide(days("-PT1S"), number("3"), &d), 0);
    assert_true(feel_days_duration_equal(d, days("-PT0.333333333S")));
    assert_int_equal(feel_days_duration_divide(days("P1D"), number("0"), &d),
                     FEEL_FAULT_ZERO_DIVISOR);
    assert_int_equal(feel_days_duration_multiply(days("P1D"), number("1e20"), &d),
                     FEEL_FAULT_RANGE);
    assert_int_equal(feel_days_duration_ratio(days("P1D"), days("PT8H"), &n), 0);
    assert_true(feel_decimal_equal(n, feel_decimal_of(3)));
    assert_int_equal(feel_days_duration_ratio(days("P1D"), days("PT0S"), &n),
                     FEEL_FAULT_ZERO_DIVISOR);
    assert_int_equal(feel_months_duration_multiply(months("P1Y"), number("0.35"), &m), 0);
    assert_true(feel_months_duration_equal(m, months("P4M")));
    assert_int_equal(feel_months_duration_divide(months("-P1Y"), number("5"), &m), 0);
    assert_true(feel_months_duration_equal(m, months("-P2M")));
    assert_int_equal(feel_months_duration_multiply(months("P1Y"), number("1e30"), &m),
                     FEEL_FAULT_RANGE);
    assert_int_equal(feel_months_duration_ratio(months("P1Y"), months("P5M"), &n), 0);
    assert_true(feel_decimal_equal(n, number("2.4")));
    assert_int_equal(feel_days_duration_add(days("PT9223372036854775807S"), days("PT1S"), &d),
                     FEEL_FAULT_RANGE);
    assert_int_equal(feel_months_duration_add(months("P9223372036854775807M"), months("P1M"), &m),
                     FEEL_FAULT_RANGE);
}

static void test_properties(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        int weekday, day_of_year, week;
        const char *day_name, *month_name;
    } rows[] = {
        {"2019-09-17", 2, 260, 38, "Tuesday", "September"},
        {"1970-01-01", 4, 1, 1, "Thursday", "January"},
        {"2020-12-31", 4, 366, 53, "Thursday", "December"},
        {"2021-01-03", 7, 3, 53, "Sunday", "January"},
        {"2003-12-29", 1, 363, 1, "Monday", "December"},
        {"2005-01-01", 6, 1, 53, "Saturday", "January"},
        {"2008-02-29", 5, 60, 9, "Friday", "February"},
        {"2024-05-01", 3, 122, 18, "Wednesday", "May"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct feel_date d = date(rows[i].date);
        assert_int_equal(feel_date_weekday(d), rows[i].weekday);
        assert_int_equal(feel_date_day_of_year(d), rows[i].day_of_year);
        assert_int_equal(feel_date_week_of_year(d), rows[i].week);
        assert_string_equal(feel_date_day_name(d), rows[i].day_name);
        assert_string_equal(feel_date_month_name(d), rows[i].month_name);
    }
    struct feel_days_duration offset;
    assert_false(feel_time_offset(clock_time("10:00:00"), &offset));
    assert_false(feel_time_offset(clock_time("10:00:00@Europe/Paris"), &offset));
    assert_true(feel_time_offset(clock_time("10:00:00-01:00"), &offset));
    assert_true(feel_days_duration_equal(offset, days("-PT1H")));
    assert_true(feel_date_time_offset(when("2024-07-01T10:00:00@Europe/London"), &offset));
    assert_true(feel_days_duration_equal(offset, days("PT1H")));
    assert_false(feel_date_time_offset(when("2024-07-01T10:00:00"), &offset));
    assert_true(str_eq(feel_time_zone(clock_time("10:00:00@Europe/Paris")), STR("Europe/Paris")));
    assert_int_equal(feel_time_zone(clock_time("10:00:00Z")).len, 0);
    assert_true(feel_decimal_equal(feel_time_second(clock_time("10:00:01.5")), number("1.5")));
    struct feel_days_parts parts = feel_days_duration_parts(days("-P1DT2H3M4.5S"));
    assert_true(parts.days == -1 && parts.hours == -2 && parts.minutes == -3 &&
                parts.seconds == -4 && parts.nanoseconds == -500000000);
    assert_true(feel_decimal_equal(feel_days_duration_second(days("-PT4.5S")), number("-4.5")));
}

static void test_making(void **state)
{
    (void)state;
    struct feel_date d;
    struct feel_time t;
    struct feel_date_time w;
    char text[FEEL_TEMPORAL_TEXT_MAX];
    assert_int_equal(feel_date_make(2024, 2, 30, &d), FEEL_FAULT_RANGE);
    assert_int_equal(feel_date_make(INT64_MAX, 1, 1, &d), FEEL_FAULT_RANGE);
    assert_int_equal(feel_date_make(2024, INT64_MIN, 1, &d), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_make(24, 59, number("45"), &t), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_make(-24, 59, number("45"), &t), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_make(23, 60, number("45"), &t), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_make(23, 59, number("60"), &t), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_make(23, 59, number("-1"), &t), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_make(12, 59, number("1.3"), &t), FEEL_FAULT_NONE);
    assert_int_equal(feel_time_set_offset(&t, days("-PT14H1S")), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_set_offset(&t, days("PT0.5S")), FEEL_FAULT_RANGE);
    assert_int_equal(feel_time_set_offset(&t, days("-PT1H")), FEEL_FAULT_NONE);
    feel_time_format(t, text);
    assert_string_equal(text, "12:59:01.3-01:00");
    assert_int_equal(feel_date_time_from_instant(1732774800, 5, &w), FEEL_FAULT_NONE);
    feel_date_time_format(w, text);
    assert_string_equal(text, "2024-11-28T06:20:00.000000005Z");
    assert_int_equal(feel_date_time_from_instant(INT64_MAX, 0, &w), FEEL_FAULT_RANGE);
    feel_date_time_format(feel_date_time_of_date(date("2024-02-29")), text);
    assert_string_equal(text, "2024-02-29T00:00:00Z");
}

/* Random instants, and what the C library says of them; sums undone. */
static void test_against_calendar(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int i = 0; i < ROUNDS; i++) {
        time_t at = (time_t)(random_next(&random) >> 11) - (time_t)(random_next(&random) >> 11);
        struct tm parts;
        struct feel_date_time a, b;
        assert_non_null(gmtime_r(&at, &parts));
        assert_int_equal(feel_date_time_from_instant(at, 7, &a), FEEL_FAULT_NONE);
        if (a.date.year != parts.tm_year + 1900 || a.date.month != parts.tm_mon + 1 ||
            a.date.day != parts.tm_mday || a.time.hour != parts.tm_hour ||
            a.time.minute != parts.tm_min || a.time.second != parts.tm_sec ||
            feel_date_weekday(a.date) % 7 != parts.tm_wday ||
            feel_date_day_of_year(a.date) != parts.tm_yday + 1) {
            fail_msg("%lld s", (long long)at);
        }
        char week[8];
        strftime(week, sizeof(week), "%V", &parts);
        assert_int_equal(feel_date_week_of_year(a.date), (week[0] - '0') * 10 + week[1] - '0');
        struct feel_days_duration d = {(int64_t)(random_next(&random) >> 24),
                                       (uint32_t)random_below(&random, 1000000000)};
        if (random_below(&random, 2) == 0) {
            d = feel_days_duration_negate(d);
        }
        if (feel_date_time_add_days(a, d, &b) == FEEL_FAULT_NONE) {
            struct feel_days_duration back;
            assert_int_equal(feel_date_time_subtract(b, a, &back), FEEL_FAULT_NONE);
            assert_true(feel_days_duration_equal(back, d));
            assert_int_equal(sign(feel_date_time_compare(b, a)), d.seconds < 0 ? -1 : 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),     cmocka_unit_test(test_order),
        cmocka_unit_test(test_sums),     cmocka_unit_test(test_differences),
        cmocka_unit_test(test_products), cmocka_unit_test(test_properties),
        cmocka_unit_test(test_making),   cmocka_unit_test(test_against_calendar),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
