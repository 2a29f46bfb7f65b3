/* duty_clock_test.c - lengths, deadlines, pauses; which clock is never later. */
#include "duty_clock.h"

#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int32_t day(const char *text)
{
    struct date date;
    assert_true(date_from_text(str_of(text), &date));
    return date_days(date);
}

static struct clock_rule rule_of(const char *within, bool start_counts, enum last_day last_day)
{
    struct clock_rule rule = {.start_counts = start_counts, .last_day = last_day};
    assert_true(length_parse(str_of(within), &rule.within));
    return rule;
}

static void test_lengths(void **state)
{
    (void)state;
    static const char *const right[] = {"1 day",   "28 days",  "10 working days", "1 working day",
                                        "6 weeks", "2 months", "9999 days"};
    static const char *const wrong[] = {
        "",          "28",      "days",     "28days",    "28  days", "0 days",
        "1 days",    "28 day",  "-1 days",  "+2 days",   "028 days", "10000 days",
        "2.5 weeks", "28 Days", "28 days ", "two weeks", "1 year"};
    struct length length;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        char text[LENGTH_TEXT_MAX];
        assert_true(length_parse(str_of(right[i]), &length));
        assert_string_equal(length_text(length, false, text), right[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (length_parse(str_of(wrong[i]), &length)) {
            fail_msg("\"%s\" was read", wrong[i]);
        }
    }
}

static const struct {
    const char *start, *within;
    bool start_counts;
    enum last_day last_day;
    const char *deadline;
} cases[] = {
    {"2026-12-01", "28 days", false, LAST_DAY_STAYS, "2026-12-29"},
    {"2026-12-01", "28 days", true, LAST_DAY_STAYS, "2026-12-28"},
    {"2026-11-28", "28 days", false, LAST_DAY_NEXT, "2026-12-29"}, /* Boxing Day, weekend, Monday */
    {"2026-11-28", "28 days", false, LAST_DAY_PREVIOUS, "2026-12-24"},
    {"2026-12-23", "5 working days", false, LAST_DAY_STAYS, "2027-01-04"},
    {"2026-12-23", "5 working days", true, LAST_DAY_STAYS, "2026-12-31"},
    {"2026-12-26", "1 working day", true, LAST_DAY_STAYS, "2026-12-29"},
    {"2026-11-28", "6 weeks", false, LAST_DAY_STAYS, "2027-01-09"},
    {"2026-08-31", "1 month", false, LAST_DAY_STAYS, "2026-09-30"},
    {"2026-08-31", "6 months", false, LAST_DAY_STAYS, "2027-02-28"},
    {"2027-08-31", "6 months", false, LAST_DAY_STAYS, "2028-02-29"}, /* a leap day */
    {"2026-08-15", "2 months", true, LAST_DAY_STAYS, "2026-10-14"},
    {"2037-12-20", "1 month", false, LAST_DAY_STAYS, "2038-01-20"}, /* past 2^31 seconds */
    {"2022-09-12", "5 working days", false, LAST_DAY_STAYS,
     "2022-09-20"}, /* a funeral proclaimed */
};

static void test_deadlines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct clock_rule rule = rule_of(cases[i].within, cases[i].start_counts, cases[i].last_day);
        int32_t deadline =
            clock_deadline(&rule, HOLIDAYS_ENGLAND_AND_WALES, day(cases[i].start), NULL, 0);
        if (deadline != day(cases[i].deadline)) {
            fail_msg("%s from %s is %d days off", cases[i].within, cases[i].start,
                     (int)(deadline - day(cases[i].deadline)));
        }
    }
}

static void test_pauses(void **state)
{
    (void)state;
    struct clock_rule rule = rule_of("10 days", false, LAST_DAY_STAYS);
    int32_t start = day("2026-06-01"), plain = day("2026-06-11");
    struct clock_pause one[] = {{day("2026-06-05"), day("2026-06-08")}};
    struct clock_pause overlapping[] = {{day("2026-06-05"), day("2026-06-08")},
                                        {day("2026-06-07"), day("2026-06-10")},
                                        {day("2026-06-09"), day("2026-06-09")},
                                        {day("2026-06-10"), day("2026-06-02")}};
    struct clock_pause outside[] = {{day("2026-05-01"), day("2026-06-02")},
                                    {day("2026-06-12"), day("2026-06-30")}};
    struct clock_pause last[] = {{day("2026-06-11"), day("2026-06-12")}};
    enum holiday_calendar ew = HOLIDAYS_ENGLAND_AND_WALES;
    assert_int_equal(clock_deadline(&rule, ew, start, NULL, 0), plain);
    assert_int_equal(clock_deadline(&rule, ew, start, one, 1), plain + 3);
    assert_int_equal(clock_deadline(&rule, ew, start, overlapping, 4), plain + 5);
    assert_int_equal(clock_deadline(&rule, ew, start, outside, 2), plain);
    assert_int_equal(clock_deadline(&rule, ew, start, last, 1), plain + 1);
    /* Of working days, those alone are put off: the 5th is a Friday, the 8th a Monday. */
    rule = rule_of("5 working days", false, LAST_DAY_STAYS);
    assert_int_equal(clock_deadline(&rule, ew, start, NULL, 0), day("2026-06-08"));
    assert_int_equal(clock_deadline(&rule, ew, start, one, 1), day("2026-06-09"));
    /* Months by calendar days. */
    rule = rule_of("1 month", false, LAST_DAY_STAYS);
    assert_int_equal(clock_deadline(&rule, ew, start, one, 1), day("2026-07-04"));
}

/* Each line: the first is never later than the second; the other way round it is, unless equal. */
static const struct {
    const char *a, *b;
    bool a_never_later, b_never_later;
} orders[] = {
    {"28 days", "28 days", true, true},
    {"27 days", "28 days", true, false},
    {"4 weeks", "28 days", true, true},
    {"5 working days", "7 days", false, false}, /* a bank holiday makes it later; else the same */
    {"5 days", "5 working days", true, false},
    {"1 month", "31 days", true, false},
    {"28 days", "1 month", true, false},
    {"30 days", "1 month", false, false},
    {"9999 days", "9998 days", false, true},
    {"9999 working days", "9999 days", false, false}, /* too long to try */
};

static void test_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct clock_rule a = rule_of(orders[i].a, false, LAST_DAY_STAYS);
        struct clock_rule b = rule_of(orders[i].b, false, LAST_DAY_STAYS);
        if (clock_never_later(&a, &b, HOLIDAYS_ENGLAND_AND_WALES, false) !=
                orders[i].a_never_later ||
            clock_never_later(&b, &a, HOLIDAYS_ENGLAND_AND_WALES, false) !=
                orders[i].b_never_later) {
            fail_msg("%s and %s", orders[i].a, orders[i].b);
        }
    }
    struct clock_rule stays = rule_of("28 days", false, LAST_DAY_STAYS);
    struct clock_rule next = rule_of("28 days", false, LAST_DAY_NEXT);
    struct clock_rule same = rule_of("29 days", true, LAST_DAY_STAYS);
    assert_false(clock_never_later(&next, &stays, HOLIDAYS_ENGLAND_AND_WALES, false));
    assert_true(clock_never_later(&stays, &next, HOLIDAYS_ENGLAND_AND_WALES, false));
    assert_true(clock_never_later(&same, &stays, HOLIDAYS_ENGLAND_AND_WALES, false));
}

/* What is said to be never later is never later, whatever is paused: random pauses over pairs of
 * rules, of which some are in order only as long as nothing is. */
static void test_orders_with_pauses(void **state)
{
    static const char *const lengths[] = {"3 days",  "5 days",         "14 days",
                                          "2 weeks", "3 working days", "1 month",
                                          "28 days", "10 working days"};
    enum { LENGTHS = sizeof lengths / sizeof lengths[0], DRAWS = 400 };
    const enum holiday_calendar ew = HOLIDAYS_ENGLAND_AND_WALES;
    struct random random = random_seed(20261128);
    size_t ordered = 0;
    (void)state;
    for (size_t i = 0; i < (size_t)LENGTHS * LENGTHS; i++) {
        struct clock_rule a = rule_of(lengths[i / LENGTHS], false, LAST_DAY_STAYS);
        struct clock_rule b = rule_of(lengths[i % LENGTHS], false, LAST_DAY_STAYS);
        bool never = clock_never_later(&a, &b, ew, true);
        ordered += never;
        for (int draw = 0; never && draw < DRAWS; draw++) {
            int32_t start = day("2026-01-01") + (int32_t)random_below(&random, 800);
            struct clock_pause pauses[2];
            for (int p = 0; p < 2; p++) {
                pauses[p].begins = start + (int32_t)random_below(&random, 20);
                pauses[p].ends = pauses[p].begins + (int32_t)random_below(&random, 9);
            }
            if (clock_deadline(&a, ew, start, pauses, 2) >
                clock_deadline(&b, ew, start, pauses, 2)) {
                fail_msg("%s and %s from %d", lengths[i / LENGTHS], lengths[i % LENGTHS], start);
            }
        }
    }
    assert_true(ordered > LENGTHS);
    struct clock_rule calendar = rule_of("12 days", false, LAST_DAY_STAYS);
    struct clock_rule working = rule_of("10 working days", false, LAST_DAY_STAYS);
    assert_true(clock_never_later(&calendar, &working, ew, false));
    assert_false(clock_never_later(&calendar, &working, ew, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_orders_with_pauses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
