/* detail_test.c - values at each level of detail; never more than the level says. */
#include "detail.h"

#include "date.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    enum field_category category;
    enum detail_level level;
    const char *text, *ward, *today, *shown;
} cases[] = {
    {CATEGORY_NAME, DETAIL_FULL, "Siân Évans", "", "2026-06-01", "Siân Évans"},
    {CATEGORY_NAME, DETAIL_YES_NO, "Siân", "", "2026-06-01", "yes"},
    {CATEGORY_NAME, DETAIL_YES_NO, "", "", "2026-06-01", "no"},
    {CATEGORY_NAME, DETAIL_NONE, "Siân", "", "2026-06-01", ""},
    {CATEGORY_NAME, DETAIL_YEAR, "1994-03-14", "", "2026-06-01", ""},
    {CATEGORY_NAME, DETAIL_WARD, "Siân", "Elli", "2026-06-01", ""},
    {CATEGORY_PHONE, DETAIL_AGE_BAND, "1994-03-14", "", "2026-06-01", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_FULL, "1994-03-14", "", "2026-06-01", "1994-03-14"},
    {CATEGORY_BIRTH_DATE, DETAIL_YEAR, "1994-03-14", "", "2026-06-01", "1994"},
    {CATEGORY_BIRTH_DATE, DETAIL_YEAR, "--03-14", "", "2026-06-01", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_YEAR, "March", "", "2026-06-01", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "1994-03-14", "", "2026-06-01", "25-34"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008-06-02", "", "2026-06-01", "16-17"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008-06-01", "", "2026-06-01", "18-24"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2026-06-01", "", "2026-06-01", "0-4"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2026-06-02", "", "2026-06-01", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "1920-01-01", "", "2026-06-01", "85+"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008-02-29", "", "2026-02-28", "16-17"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008-02-29", "", "2026-03-01", "18-24"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "1990", "", "2026-06-01", "35-44"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008", "", "2026-06-01", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008-05", "", "2026-06-01", "18-24"},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "2008-06", "", "2026-06-15", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "--05-12", "", "2026-06-15", ""},
    {CATEGORY_BIRTH_DATE, DETAIL_WARD, "1994-03-14", "Elli", "2026-06-01", ""},
    {CATEGORY_ADDRESS, DETAIL_WARD, "12 Mill Street, SA15 1AA", "Elli", "2026-06-01", "Elli"},
    {CATEGORY_ADDRESS, DETAIL_WARD, "12 Mill Street, SA15 1AA", "", "2026-06-01", ""},
    {CATEGORY_ADDRESS, DETAIL_OUTWARD_POSTCODE, "12 Mill Street, SA15 1AA", "", "2026-06-01",
     "SA15"},
    {CATEGORY_ADDRESS, DETAIL_OUTWARD_POSTCODE, "12 Mill Street", "", "2026-06-01", ""},
    {CATEGORY_ADDRESS, DETAIL_OUTWARD_POSTCODE, "sa151aa", "", "2026-06-01", "SA15"},
    {CATEGORY_ADDRESS, DETAIL_AGE_BAND, "1994-03-14", "", "2026-06-01", ""},
    {CATEGORY_DATES, DETAIL_YEAR, "2019-04-01", "", "2026-06-01", "2019"},
    {CATEGORY_DATES, DETAIL_AGE_BAND, "2019-04-01", "", "2026-06-01", ""},
    {CATEGORY_NHS_NUMBER, DETAIL_YES_NO, "9434765919", "", "2026-06-01", "yes"},
};

static int32_t day(const char *text)
{
    struct date date;
    assert_true(date_from_text(str_of(text), &date));
    return date_days(date);
}

static void test_cases(void **state)
{
    (void)state;
    char made[DETAIL_TEXT_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct detail_value value = {str_of(cases[i].text), str_of(cases[i].ward)};
        struct str shown = detail_of(cases[i].category, cases[i].level, value, day(cases[i].today),
                                     ACCESS_ENGLISH, made);
        if (!str_eq(shown, str_of(cases[i].shown))) {
            fail_msg("case %zu: \"%.*s\", not \"%s\"", i, PRI(shown), cases[i].shown);
        }
    }
}

static void test_welsh(void **state)
{
    (void)state;
    char made[DETAIL_TEXT_MAX];
    struct detail_value some = {STR("x"), STR("")}, none = {STR(""), STR("")};
    assert_true(
        str_eq(detail_of(CATEGORY_SEX, DETAIL_YES_NO, some, 0, ACCESS_WELSH, made), STR("oes")));
    assert_true(str_eq(detail_of(CATEGORY_SEX, DETAIL_YES_NO, none, 0, ACCESS_WELSH, made),
                       STR("nac oes")));
}

/* Every level of every category has a name and titles, and two values that are the same at a level
 * are shown the same: a birthday moved within its year changes nothing at the level of years, and
 * nothing of it at an age band is in the text. */
static void test_no_more_than_the_level(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int i = 0; i < 20000; i++) {
        char a[DATE_TEXT_MAX], b[DATE_TEXT_MAX], made_a[DETAIL_TEXT_MAX], made_b[DETAIL_TEXT_MAX];
        struct date date = {(int16_t)(1900 + random_below(&random, 126)),
                            (int8_t)(1 + random_below(&random, 12)),
                            (int8_t)(1 + random_below(&random, 28))};
        date_text(date, a);
        date.month = (int8_t)(1 + random_below(&random, 12));
        date.day = (int8_t)(1 + random_below(&random, 28));
        date_text(date, b);
        struct detail_value value_a = {str_of(a), STR("")}, value_b = {str_of(b), STR("")};
        assert_true(str_eq(
            detail_of(CATEGORY_BIRTH_DATE, DETAIL_YEAR, value_a, 20000, ACCESS_ENGLISH, made_a),
            detail_of(CATEGORY_BIRTH_DATE, DETAIL_YEAR, value_b, 20000, ACCESS_ENGLISH, made_b)));
        struct str band =
            detail_of(CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, value_a, 20000, ACCESS_ENGLISH, made_a);
        assert_true(band.len <= 5);
    }
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        assert_non_null(field_category_names[c]);
        for (int l = 0; l < DETAIL_LEVELS; l++) {
            for (int language = 0; language < ACCESS_LANGUAGES; language++) {
                assert_true(field_category_title((enum field_category)c,
                                                 (enum access_language)language)[0] != '\0');
                assert_true(detail_level_title((enum detail_level)l,
                                               (enum access_language)language)[0] != '\0');
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_welsh),
        cmocka_unit_test(test_no_more_than_the_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
