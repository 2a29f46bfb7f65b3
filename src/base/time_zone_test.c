/* time_zone_test.c - zones made here, hours shown twice and never; the system's, held against what
 * the C library makes of the same files; files cut short and altered anywhere. */
#include "time_zone.h"

#include "calendar.h"
#include "parallel.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { ROUNDS = 2000 };

static void add_number(struct buf *buf, uint64_t value, int bytes)
{
    while (bytes-- > 0) {
        uint64_t byte = bytes < 8 ? value >> (8 * bytes) & 0xff : 0;
        assert_int_equal(buf_add_char(buf, (char)byte), 0);
    }
}

static void add_header(struct buf *buf, size_t times, size_t types)
{
    assert_int_equal(buf_add(buf, STR("TZif2")), 0);
    add_number(buf, 0, 15);
    add_number(buf, 0, 4);
    add_number(buf, 0, 4);
    add_number(buf, 0, 4);
    add_number(buf, times, 4);
    add_number(buf, types, 4);
    add_number(buf, 4, 4); /* one name, "ABC" */
}

/* made_zone - types 0 and 1 at two offsets, changing between them at each of `at`. */
static struct buf made_zone(const int64_t *at, size_t count, int32_t offset_0, int32_t offset_1,
                            const char *rule)
{
    struct buf buf = {0};
    add_header(&buf, 0, 1);
    add_number(&buf, 0, 6);
    assert_int_equal(buf_add(&buf, str_make("ABC", 4)), 0);
    add_header(&buf, count, 2);
    for (size_t i = 0; i < count; i++) {
        add_number(&buf, (uint64_t)at[i], 8);
    }
    for (size_t i = 0; i < count; i++) {
        add_number(&buf, i % 2 == 0, 1);
    }
    add_number(&buf, (uint32_t)offset_0, 4);
    add_number(&buf, 0, 2);
    add_number(&buf, (uint32_t)offset_1, 4);
    add_number(&buf, 0, 2);
    assert_int_equal(buf_add(&buf, str_make("ABC", 4)), 0);
    assert_int_equal(buf_printf(&buf, "\n%s\n", rule), 0);
    return buf;
}

/* An hour forward at 1000000, back at 2000000, then as it is. */
static const int64_t changes[] = {1000000, 2000000};

static void test_made(void **state)
{
    (void)state;
    struct buf bytes = made_zone(changes, 2, 3600, 7200, "<+01>-1");
    struct arena arena = {0};
    const struct time_zone *zone;
    struct err err;
    assert_int_equal(time_zone_parse(&arena, STR("Made"), buf_str(&bytes), &zone, &err), 0);
    assert_true(str_eq(time_zone_name(zone), STR("Made")));
    assert_false(time_zone_is_fixed(zone));
    static const struct {
        int64_t when;
        int32_t offset, offset_local;
    } rows[] = {
        {INT32_MIN, 3600, 3600},      {999999, 3600, 3600},           {1000000, 7200, 3600},
        {1000000 + 3599, 7200, 3600}, {1000000 + 3600, 7200, 3600}, /* skipped from here */
        {1000000 + 7199, 7200, 3600},                               /* to here */
        {1000000 + 7200, 7200, 7200}, {1999999, 7200, 7200},          {2000000, 3600, 7200},
        {2000000 + 3600, 3600, 7200}, /* shown twice from here */
        {2000000 + 7199, 3600, 7200}, /* to here: the first time */
        {2000000 + 7200, 3600, 3600}, {INT64_C(1) << 55, 3600, 3600},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(time_zone_offset(zone, rows[i].when), rows[i].offset);
        if (time_zone_offset_local(zone, rows[i].when) != rows[i].offset_local) {
            fail_msg("local %lld: %d", (long long)rows[i].when,
                     (int)time_zone_offset_local(zone, rows[i].when));
        }
    }
    arena_free(&arena);
    buf_free(&bytes);
}

static void test_rules(void **state)
{
    (void)state;
    /* What a rule says of two days of 2030: 15 January and 15 July, at noon UTC. */
    static const struct {
        const char *rule;
        int32_t january, july; /* 1: the rule is none */
    } rows[] = {
        {"GMT0BST,M3.5.0/1,M10.5.0", 0, 3600},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", 39600, 36000},
        {"<-03>3", -10800, -10800},
        {"<+0330>-3:30", 12600, 12600},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7200, -3600},
        {"IST-2IDT,M3.4.4/26,M10.5.0", 7200, 10800},
        {"XXX3YYY2:30,J60/0,J300/0", -10800, -9000},
        {"XXX3YYY,59/0,299", -10800, -7200},
        {"XXX3EDT4,0/0,J365/23", -14400, -14400}, /* daylight time all year, RFC 8536 §3.3.1 */
        {"", 3600, 3600},
        {"GMT", 1, 1},
        {"GM0", 1, 1},
        {"GMT0BST", 1, 1},
        {"GMT0BST,M3.5.0", 1, 1},
        {"GMT0BST,M13.5.0,M10.5.0", 1, 1},
        {"GMT0BST,M3.6.0,M10.5.0", 1, 1},
        {"GMT0BST,M3.5.7,M10.5.0", 1, 1},
        {"GMT0BST,M3.5.0/168,M10.5.0", 1, 1},
        {"GMT0BST,J0,J366", 1, 1},
        {"GMT25", 1, 1},
        {"<GMT0", 1, 1},
        {"GMT0BST,M3.5.0,M10.5.0,", 1, 1},
        {"GMT0\n", 1, 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf bytes = made_zone(changes, 2, 3600, 7200, rows[i].rule);
        struct arena arena = {0};
        const struct time_zone *zone;
        struct err err;
        int code = time_zone_parse(&arena, STR("Made"), buf_str(&bytes), &zone, &err);
        assert_int_equal(code, rows[i].january == 1 ? ERR_INPUT : 0);
        if (code == 0) {
            int64_t noon = 43200, day = CALENDAR_DAY_SECONDS;
            int32_t january = time_zone_offset(zone, calendar_day_number(2030, 1, 15) * day + noon);
            int32_t july = time_zone_offset(zone, calendar_day_number(2030, 7, 15) * day + noon);
            if (january != rows[i].january || july != rows[i].july) {
                fail_msg("%s: %d in January, %d in July", rows[i].rule, january, july);
            }
        }
        arena_free(&arena);
        buf_free(&bytes);
    }
}

static void test_hostile(void **state)
{
    (void)state;
    struct buf bytes = made_zone(changes, 2, 3600, 7200, "GMT0BST,M3.5.0/1,M10.5.0");
    struct arena arena = {0};
    const struct time_zone *zone;
    struct err err;
    for (size_t length = 0; length < bytes.len; length++) {
        char *copy = mem_must_array(length + 1, 1); /* so that a sanitizer sees what is past it */
        memcpy(copy, bytes.ptr, length);
        assert_int_equal(time_zone_parse(&arena, STR("x"), str_make(copy, length), &zone, &err),
                         ERR_INPUT);
        mem_free(copy);
    }
    for (size_t at = 0; at < bytes.len; at++) {
        for (int value = 0; value < 256; value += 17) {
            char kept = bytes.ptr[at];
            bytes.ptr[at] = (char)value;
            if (time_zone_parse(&arena, STR("x"), buf_str(&bytes), &zone, &err) == 0) {
                time_zone_offset(zone, 1500000);
                time_zone_offset_local(zone, INT64_C(1) << 56);
            }
            bytes.ptr[at] = kept;
        }
    }
    static const int64_t backwards[] = {2000000, 1000000}, far[] = {-(INT64_C(1) << 60), 1};
    struct buf wrong[] = {made_zone(backwards, 2, 0, 3600, ""), made_zone(far, 2, 0, 3600, ""),
                          made_zone(changes, 2, 0, 100000, "")};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(time_zone_parse(&arena, STR("x"), buf_str(&wrong[i]), &zone, &err),
                         ERR_INPUT);
    }
    for (size_t i = 0; i < 3; i++) {
        buf_free(&wrong[i]);
    }
    arena_free(&arena);
    buf_free(&bytes);
}

static void test_names(void **state)
{
    (void)state;
    static const char *const none[] = {"",
                                       "Europe/Atlantis",
                                       "../passwd",
                                       "/etc/passwd",
                                       "Europe/../Europe/London",
                                       "right/Europe/London",
                                       "posix/Europe/London",
                                       "europe/london",
                                       "Europe",
                                       "zone.tab",
                                       "Europe/London/",
                                       "Europe//London",
                                       "tzdata.zi",
                                       "leapseconds"};
    struct time_zones *zones = time_zones_open(NULL);
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        if (time_zones_find(zones, str_of(none[i])) != NULL) {
            fail_msg("\"%s\" is a time zone", none[i]);
        }
    }
    const struct time_zone *london = time_zones_find(zones, STR("Europe/London"));
    assert_non_null(london);
    assert_ptr_equal(london, time_zones_find(zones, STR("Europe/London")));
    assert_false(time_zone_is_fixed(london));
    assert_true(time_zone_is_fixed(time_zones_find(zones, STR("Etc/UTC"))));
    assert_int_equal(time_zone_offset(time_zones_find(zones, STR("Etc/GMT+5")), 0), -5 * 3600);
    time_zones_close(zones);
    zones = time_zones_open("/nowhere");
    assert_null(time_zones_find(zones, STR("Europe/London")));
    time_zones_close(zones);
    time_zones_close(NULL);
}

static const char *const places[] = {
    "Europe/London",     "Europe/Dublin",    "Europe/Paris",       "America/New_York",
    "America/St_Johns",  "Asia/Kolkata",     "Asia/Kathmandu",     "Australia/Lord_Howe",
    "Africa/Casablanca", "Pacific/Apia",     "America/Nuuk",       "Asia/Gaza",
    "America/Sao_Paulo", "Antarctica/Troll", "Pacific/Kiritimati", "Etc/UTC"};

static void test_system(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct time_zones *zones = time_zones_open(NULL);
    for (size_t place = 0; place < sizeof(places) / sizeof(places[0]); place++) {
        const struct time_zone *zone = time_zones_find(zones, str_of(places[place]));
        assert_non_null(zone);
        assert_int_equal(setenv("TZ", places[place], 1), 0);
        tzset();
        for (int i = 0; i < ROUNDS; i++) {
            /* 1970 to 2370; the C library has its own idea of times before the first change */
            time_t when = (time_t)random_below(&random, UINT64_C(400) * 31556952);
            struct tm local;
            assert_non_null(localtime_r(&when, &local));
            int32_t offset = time_zone_offset(zone, when);
            if (offset != local.tm_gmtoff) {
                fail_msg("%s at %lld: %d, not %ld", places[place], (long long)when, (int)offset,
                         local.tm_gmtoff);
            }
            /* Back from what clocks show: the same instant, or the first of two. */
            int32_t back = time_zone_offset_local(zone, when + offset);
            assert_true(back == offset || time_zone_offset(zone, when + offset - back) == back);
            assert_true(back >= offset);
        }
    }
    time_zones_close(zones);
}

static int find_some(void *context, size_t from, size_t to, int thread)
{
    (void)thread;
    for (size_t i = from; i < to; i++) {
        size_t place = i % (sizeof(places) / sizeof(places[0]));
        if (time_zones_find(context, str_of(places[place])) == NULL) {
            return ERR_NOTFOUND;
        }
    }
    return 0;
}

static void test_threads(void **state)
{
    (void)state;
    struct time_zones *zones = time_zones_open(NULL);
    assert_int_equal(parallel_for(8, 4000, 7, find_some, zones), 0);
    time_zones_close(zones);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made),  cmocka_unit_test(test_rules),  cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_names), cmocka_unit_test(test_system), cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
