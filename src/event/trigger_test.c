/* trigger_test.c - triggers are read strictly, and see the fields of their purpose alone; groups
 * too small to be said are not, nor what follows from others; dates have their day. */
#include "trigger.h"

#include "anniversary.h"
#include "random.h"
#include "test_seed.h"
#include "trigger_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "trigger: moved\ntitle: {en: A, cy: B}\nevent: move\npurpose: billing\n"                       \
    "confidence: 0.8\nreason: {en: R, cy: S}\nthen: {task: tax}\n"                                 \
    "register: {description: d, owner: o, alternatives: a, human_oversight: h, risks: r, "         \
    "impact_assessment: i}\n"
#define ON_RECORD "on: record\nsources: [council_tax]\n"

/* Shows names and addresses in full, ages as bands, dates as years. */
static struct purpose purpose_of(void)
{
    struct purpose p = {.id = STR("billing")};
    p.level[RELATION_SELF][CATEGORY_NAME] = DETAIL_FULL;
    p.level[RELATION_SELF][CATEGORY_ADDRESS] = DETAIL_FULL;
    p.level[RELATION_SELF][CATEGORY_BIRTH_DATE] = DETAIL_AGE_BAND;
    p.level[RELATION_SELF][CATEGORY_DATES] = DETAIL_FULL;
    return p;
}

static int parse(const char *text, struct trigger *ret, struct err_list *errors)
{
    struct purpose purpose = purpose_of();
    return trigger_parse(str_of(text), "moved.yaml", STR("moved"), STR("move"), &purpose, ret,
                         errors);
}

static void test_read(void **state)
{
    struct trigger t = {0};
    struct err_list errors = {0};
    (void)state;
    int code = parse(HEAD ON_RECORD
                     "condition: record.address != before.address and "
                     "record.birth_date = \"18-24\"\ndate: record.since\n",
                     &t, &errors);
    if (code != 0) {
        fail_msg("%zu: %s", errors.errors[0].line, errors.errors[0].message);
    }
    assert_true(t.on == TRIGGER_RECORD && t.confidence == 800 && !t.offers);
    assert_true(str_eq(t.then, STR("tax")) && t.condition.tree != NULL && t.date.tree != NULL);
    struct trigger other = {0};
    code = parse(HEAD ON_RECORD
                 "condition: record.address != before.address and "
                 "record.birth_date = \"18-24\" # as before\n"
                 "date:   record.since\n",
                 &other, &errors);
    assert_int_equal(code, 0);
    assert_memory_equal(t.content, other.content, CONTENT_HASH_BYTES);
    trigger_free(&other);
    trigger_free(&t);
    code = parse(HEAD "on: day\nday: {of: since, plus: 6 months}\ncondition: person.age > 17\n", &t,
                 &errors);
    assert_int_equal(code, 0);
    assert_true(t.on == TRIGGER_DAY && t.plus_months == 6 && t.plus_days == 0);
    trigger_free(&t);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {HEAD ON_RECORD "condition: record.phone = null\n", "phone"},  /* not of the purpose */
        {HEAD ON_RECORD "condition: record.birth_date < today\n", ""}, /* a band here */
        {HEAD ON_RECORD "condition: answers.help\n", "help"},
        {HEAD ON_RECORD "condition: event.known < today\n", "known"},
        {HEAD ON_RECORD "condition: today\n", "boolean is wanted"},
        {HEAD ON_RECORD "condition: true\ndate: record.name\n", "date is wanted"},
        {HEAD ON_RECORD "condition: true\nday: {of: since, plus: 1 day}\n", "on: day alone"},
        {HEAD "on: day\ncondition: true\n", "which date"},
        {HEAD "on: day\nday: {of: birth_date, plus: 18 years}\ncondition: true\n", "in full"},
        {HEAD "on: day\nday: {of: since, plus: 18}\ncondition: true\n", "18 years"},
        {HEAD "on: day\nday: {of: since, plus: 1 years}\ncondition: true\n", "18 years"},
        {HEAD "on: entity\ncondition: record.address = null\n", "address"},
        {HEAD "on: whenever\ncondition: true\n", "whenever"},
        {"trigger: other\n" ON_RECORD "condition: true\n", "moved.yaml"},
        {HEAD ON_RECORD, "\"condition\" is missing"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct trigger t = {0};
        struct err_list errors = {0};
        bool found = false;
        if (parse(rows[i].text, &t, &errors) != ERR_INPUT) {
            fail_msg("row %zu was taken", i);
        }
        for (size_t e = 0; e < errors.kept; e++) {
            found = found || strstr(errors.errors[e].message, rows[i].message) != NULL;
        }
        if (!found) {
            fail_msg("row %zu: %s", i, errors.errors[0].message);
        }
        err_list_free(&errors);
    }
}

/* ---- dates that have their day ---- */

static void test_days(void **state)
{
    static const struct {
        const char *date;
        int months, days;
        const char *reached; /* NULL: none */
    } rows[] = {
        {"2008-11-28", 18 * 12, 0, "2026-11-28"},
        {"2008-02-29", 18 * 12, 0, "2026-03-01"},
        {"2008-02-29", 20 * 12, 0, "2028-02-29"},
        {"2026-01-31", 1, 0, "2026-02-28"},
        {"2026-08-31", 6, 0, "2027-02-28"},
        {"2026-12-31", 0, 1, "2027-01-01"},
        {"2026-11-28", 0, 0, "2026-11-28"},
        {"2026-11", 1, 0, NULL},
        {"2026", 1, 0, NULL},
        {"", 1, 0, NULL},
        {"2999-11-28", 12, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t day = 0;
        char text[CALENDAR_TEXT_MAX];
        bool found = anniversary_day(str_of(rows[i].date), rows[i].months, rows[i].days, &day);
        if (found != (rows[i].reached != NULL) ||
            (found && strcmp(calendar_text(day, text), rows[i].reached) != 0)) {
            fail_msg("%s: %s", rows[i].date, found ? text : "none");
        }
    }
}

/* ---- what is not said ---- */

static void test_suppressed(void **state)
{
    struct trial_count counts[] = {
        {GROUP_AGE_BAND, "0-4", 3}, {GROUP_AGE_BAND, "5-15", 12}, {GROUP_AGE_BAND, "85+", 7},
        {GROUP_SEX, "female", 10},  {GROUP_SEX, "male", 12},      {GROUP_WARD, "a", 1},
        {GROUP_WARD, "b", 2},       {GROUP_WARD, "c", 30},        {GROUP_LANGUAGE, "", 4},
    };
    static const int64_t said[] = {-1, 12, -1, 10, 12, -1, -1, 30, -1};
    (void)state;
    trial_suppress(counts, sizeof counts / sizeof counts[0]);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        assert_int_equal(counts[i].proposed, said[i]);
    }
}

/* Whatever the counts: none below the least is said, and none follows from the whole. */
static void test_suppressed_any(void **state)
{
    struct random random = random_seed(test_seed());
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct trial_count counts[6] = {0};
        int64_t was[6];
        size_t count = 2 + random_below(&random, 5);
        size_t hidden = 0;
        for (size_t i = 0; i < count; i++) {
            was[i] = counts[i].proposed = (int64_t)random_below(&random, 12);
            snprintf(counts[i].value, sizeof counts[i].value, "%zu", i);
        }
        trial_suppress(counts, count);
        bool others = false; /* somebody is left whose count is said */
        for (size_t i = 0; i < count; i++) {
            assert_true(counts[i].proposed == was[i] || counts[i].proposed == -1);
            assert_true(counts[i].proposed <= 0 || counts[i].proposed >= TRIAL_SMALLEST);
            hidden += counts[i].proposed < 0;
            others = others || counts[i].proposed > 0;
        }
        assert_true(hidden != 1 || !others);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),           cmocka_unit_test(test_refused),
        cmocka_unit_test(test_days),           cmocka_unit_test(test_suppressed),
        cmocka_unit_test(test_suppressed_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
