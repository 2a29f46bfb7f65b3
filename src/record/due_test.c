/* due_test.c - when schedules fall, over the days on which the clock is changed, too. */
#include "due.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* British time, told to the C library without its tables. */
static const char zone[] = "GMT0BST,M3.5.0/1,M10.5.0/2";

static int64_t at(const char *text)
{
    struct tm utc = {0};
    int fields = sscanf(text, "%d-%d-%d %d:%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                        &utc.tm_hour, &utc.tm_min);
    assert_int_equal(fields, 5);
    utc.tm_year -= 1900;
    utc.tm_mon--;
    return (int64_t)timegm(&utc);
}

static const struct {
    struct source_schedule schedule;
    const char *now, *fell, *next; /* UTC */
} moments[] = {
    {{SCHEDULE_HOURLY, 0, 0, 0}, "2026-11-28 13:20", "2026-11-28 13:00", "2026-11-28 14:00"},
    {{SCHEDULE_HOURLY, 0, 0, 0}, "2026-11-28 13:00", "2026-11-28 13:00", "2026-11-28 14:00"},
    {{SCHEDULE_DAILY, 0, 2, 30}, "2026-11-28 02:29", "2026-11-27 02:30", "2026-11-28 02:30"},
    {{SCHEDULE_DAILY, 0, 2, 30}, "2026-11-28 02:30", "2026-11-28 02:30", "2026-11-29 02:30"},
    {{SCHEDULE_DAILY, 0, 2, 30}, "2026-12-31 23:59", "2026-12-31 02:30", "2027-01-01 02:30"},
    {{SCHEDULE_DAILY, 0, 0, 0}, "2028-02-29 00:00", "2028-02-29 00:00", "2028-03-01 00:00"},
    /* In summer half past two is half past one of Greenwich. */
    {{SCHEDULE_DAILY, 0, 2, 30}, "2026-07-01 12:00", "2026-07-01 01:30", "2026-07-02 01:30"},
    /* 29 March 2026: one o'clock becomes two. 25 October 2026: two becomes one. */
    {{SCHEDULE_DAILY, 0, 2, 30}, "2026-03-29 00:30", "2026-03-28 02:30", "2026-03-29 01:30"},
    {{SCHEDULE_DAILY, 0, 2, 30}, "2026-10-25 00:30", "2026-10-24 01:30", "2026-10-25 02:30"},
    {{SCHEDULE_WEEKLY, 0, 6, 0}, "2026-11-28 12:00", "2026-11-23 06:00", "2026-11-30 06:00"},
    {{SCHEDULE_WEEKLY, 5, 6, 0}, "2026-11-28 12:00", "2026-11-28 06:00", "2026-12-05 06:00"},
    {{SCHEDULE_WEEKLY, 5, 18, 0}, "2026-11-28 12:00", "2026-11-21 18:00", "2026-11-28 18:00"},
    {{SCHEDULE_WEEKLY, 6, 6, 0}, "2026-11-28 12:00", "2026-11-22 06:00", "2026-11-29 06:00"},
};

static void test_moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        int64_t now = at(moments[i].now);
        int64_t fell = schedule_fell(&moments[i].schedule, now);
        int64_t next = schedule_next(&moments[i].schedule, now);
        if (fell != at(moments[i].fell) || next != at(moments[i].next)) {
            fail_msg("row %zu: fell %lld, next %lld", i, (long long)(fell - now),
                     (long long)(next - now));
        }
    }
    struct source_schedule by_hand = {SCHEDULE_BY_HAND, 0, 0, 0};
    assert_int_equal(schedule_fell(&by_hand, at(moments[0].now)), 0);
    assert_int_equal(schedule_next(&by_hand, at(moments[0].now)), 0);
}

/* At any moment: it fell before, falls after, and never between the two. */
static void test_any_moment(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int i = 0; i < 20000; i++) {
        struct source_schedule s = {.kind = SCHEDULE_HOURLY +
                                            (enum schedule_kind)random_below(&random, 3),
                                    .weekday = (int)random_below(&random, 7),
                                    .hour = (int)random_below(&random, 24),
                                    .minute = (int)random_below(&random, 60)};
        int64_t now = at("2020-01-01 00:00") + (int64_t)random_below(&random, 20LL * 366 * 86400);
        int64_t fell = schedule_fell(&s, now), next = schedule_next(&s, now);
        int64_t between = fell + (int64_t)random_below(&random, (uint64_t)(next - fell));
        if (fell > now || next <= now || schedule_fell(&s, between) != fell ||
            schedule_next(&s, between) != next) {
            fail_msg("kind %d, %02d:%02d, now %lld: fell %lld, next %lld, at %lld", (int)s.kind,
                     s.hour, s.minute, (long long)now, (long long)fell, (long long)next,
                     (long long)between);
        }
    }
}

static const struct {
    const char *succeeded, *now, *since; /* "": never; not due */
    bool is_late;
} tellings[] = {
    {"2026-11-28 02:30", "2026-11-28 12:00", "", false},
    {"2026-11-28 02:29", "2026-11-28 02:45", "2026-11-28 02:30", false},
    {"2026-11-27 02:31", "2026-11-28 02:30", "2026-11-28 02:30", false},
    {"2026-11-27 02:31", "2026-11-28 02:29", "", false},
    {"2026-11-27 02:31", "2026-11-28 04:00", "2026-11-28 02:30", true},
    {"2026-11-20 02:31", "2026-11-28 12:00", "2026-11-21 02:30", true},
};

static void test_tell(void **state)
{
    (void)state;
    struct source_schedule daily = {SCHEDULE_DAILY, 0, 2, 30};
    for (size_t i = 0; i < sizeof tellings / sizeof tellings[0]; i++) {
        int64_t since = tellings[i].since[0] != '\0' ? at(tellings[i].since) : 0;
        struct due due = due_tell(&daily, at(tellings[i].succeeded), at(tellings[i].now));
        assert_int_equal(due.since, since);
        assert_int_equal(due.is_due, since != 0);
        assert_int_equal(due.is_late, tellings[i].is_late);
        assert_true(due.next > at(tellings[i].now));
    }
    struct due never = due_tell(&daily, 0, at("2026-11-28 12:00"));
    assert_true(never.is_due && !never.is_late && never.since == 0);
    /* The clock was set wrong when it last succeeded. */
    assert_true(due_tell(&daily, at("2036-11-28 12:00"), at("2026-11-28 12:00")).is_due);
    struct source_schedule by_hand = {SCHEDULE_BY_HAND, 0, 0, 0};
    assert_false(due_tell(&by_hand, 0, at("2026-11-28 12:00")).is_due);
}

static int set_up(void **state)
{
    (void)state;
    setenv("TZ", zone, 1);
    tzset();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_any_moment),
        cmocka_unit_test(test_tell),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
