/* council_file_test.c - council.yaml: written, read back, and every mistake told with its place. */
#include "council_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_round_trip(void **state)
{
    (void)state;
    static const struct council cases[] = {
        {.name = STR_INIT("Example Council"),
         .language_count = 1,
         .languages = {COUNCIL_ENGLISH},
         .retention_days = 1},
        {.name = STR_INIT("Shire"),
         .nation = NATION_ENGLAND,
         .language_count = 1,
         .languages = {COUNCIL_ENGLISH},
         .retention_days = 1},
        {.name = STR_INIT("Ynys \"Môn\": #1"),
         .name_welsh = STR_INIT("Cyngor Ŵ"),
         .code = STR_INIT("W06000001"),
         .nation = NATION_WALES,
         .language_count = 2,
         .languages = {COUNCIL_WELSH, COUNCIL_ENGLISH},
         .retention_days = RETENTION_DAYS_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = {0};
        struct council got;
        struct err_list errors = {0};
        assert_int_equal(council_file_write(&text, &cases[i]), 0);
        assert_int_equal(council_file_parse(buf_str(&text), "council.yaml", &got, &errors), 0);
        assert_true(str_eq(got.name, cases[i].name));
        assert_true(str_eq(got.name_welsh, cases[i].name_welsh));
        assert_true(str_eq(got.code, cases[i].code));
        assert_int_equal(got.nation, cases[i].nation);
        assert_int_equal(got.language_count, cases[i].language_count);
        assert_memory_equal(got.languages, cases[i].languages, sizeof got.languages);
        assert_int_equal(got.retention_days, cases[i].retention_days);
        assert_int_equal(got.log_retention_months, LOG_RETENTION_MONTHS_DEFAULT);
        assert_int_equal(got.sealed_review_months, SEALED_REVIEW_MONTHS_DEFAULT);
        council_free(&got);
        err_list_free(&errors);
        buf_free(&text);
    }
}

#define NAME "name: X\n"
#define LANGUAGES "languages: [en]\n"
#define ZONE "time_zone: Europe/London\n"
#define DAYS "retention_days: 30\n"

static const struct {
    const char *text;
    size_t count, line, column; /* of mistakes; place of the first */
    const char *said;
} mistakes[] = {
    {"", 4, 1, 1, "\"name\" is missing: add it"},
    {"[]", 1, 1, 1, "a map"},
    {NAME "name: Y\n", 1, 2, 1, "twice"},
    {NAME LANGUAGES ZONE "retention_days: 30 days\n", 1, 4, 17, "a whole number from 1 to 36525"},
    {NAME LANGUAGES ZONE "retention_days: '30'\n", 1, 4, 17, "a whole number"},
    {NAME LANGUAGES ZONE "retention_days: 0\n", 1, 4, 17, "a whole number"},
    {NAME LANGUAGES ZONE DAYS "log_retention_months: 0\n", 1, 5, 23, "from 1 to 1200"},
    {NAME LANGUAGES ZONE DAYS "sealed_review_months: 121\n", 1, 5, 23, "from 1 to 120"},
    {NAME LANGUAGES ZONE "retention: 30\n", 2, 1, 1, "\"retention_days\" is missing"},
    {"name: \n" LANGUAGES ZONE DAYS, 1, 1, 6, "empty"},
    {"name: [X]\n" LANGUAGES ZONE DAYS, 1, 1, 7, "text is wanted"},
    {"name: \"a\\nb\"\n" LANGUAGES ZONE DAYS, 1, 1, 7, "on one line"},
    {NAME "languages: en\n" ZONE DAYS, 1, 2, 12, "a list"},
    {NAME "languages: []\n" ZONE DAYS, 1, 2, 12, "no language"},
    {NAME "languages: [en, fr]\n" ZONE DAYS, 1, 2, 17, "\"fr\" is not known here: write en or cy"},
    {NAME "languages: [cy, cy]\n" ZONE DAYS, 1, 2, 17, "twice"},
    {NAME "languages: [en, cy, en]\n" ZONE DAYS, 1, 2, 21, "twice"},
    {NAME LANGUAGES "time_zone: UTC\n" DAYS, 1, 3, 12, "write Europe/London"},
    {NAME LANGUAGES ZONE DAYS "code: 06000010\n", 1, 5, 7, "such as W06000010"},
    {NAME LANGUAGES ZONE DAYS "nation: scotland\n", 1, 5, 9, "write england or wales"},
    {NAME LANGUAGES ZONE DAYS "code: W06000001\nnation: england\n", 1, 6, 9, "another nation"},
    {NAME LANGUAGES ZONE DAYS "code: W0600001O\n", 1, 5, 7, "such as W06000010"},
    {NAME LANGUAGES ZONE DAYS "code: F06000010\n", 1, 5, 7, "such as W06000010"},
    {NAME LANGUAGES ZONE "code: x\nretention_days: 1.5\nother: 1\n", 3, 4, 7,
     "no code of a council"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct council council = {.language_count = 77};
        struct err_list errors = {0};
        int code = council_file_parse(str_of(mistakes[i].text), "council.yaml", &council, &errors);
        const struct err *first = errors.kept > 0 ? &errors.errors[0] : &(struct err){0};
        if (code != ERR_INPUT || errors.count != mistakes[i].count ||
            first->line != mistakes[i].line || first->column != mistakes[i].column ||
            strstr(first->message, mistakes[i].said) == NULL ||
            strcmp(first->file, "council.yaml") != 0 || council.language_count != 77) {
            fail_msg("case %zu:\n%s\ngot %d, %zu mistakes, %zu:%zu \"%s\"", i, mistakes[i].text,
                     code, errors.count, first->line, first->column, first->message);
        }
        err_list_free(&errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
