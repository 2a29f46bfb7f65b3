/* date_test.c - dates in every layout that the header names, and what is no date. */
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { LATEST = 2024 };

static const struct {
    const char *text;
    enum date_order order;
    const char *date; /* NULL: none */
} parse_cases[] = {
    {"06/11/2020", DATE_DAY_FIRST, "2020-11-06"},
    {"06/11/2020", DATE_MONTH_FIRST, "2020-06-11"},
    {"6.11.20", DATE_DAY_FIRST, "2020-11-06"},
    {"6/11/25", DATE_DAY_FIRST, "1925-11-06"},
    {"2020-11-06", DATE_DAY_FIRST, "2020-11-06"},
    {"2020/11/06", DATE_MONTH_FIRST, "2020-11-06"},
    {"20201106", DATE_DAY_FIRST, "2020-11-06"},
    {"06112020", DATE_DAY_FIRST, "2020-11-06"},
    {"06112020", DATE_MONTH_FIRST, "2020-06-11"},
    {"6112020", DATE_DAY_FIRST, "2020-11-06"},
    {"19081209", DATE_DAY_FIRST, "1908-12-09"},
    {"19451362", DATE_DAY_FIRST, "1945"},
    {"6-Nov-2020", DATE_DAY_FIRST, "2020-11-06"},
    {"6 November 2020", DATE_DAY_FIRST, "2020-11-06"},
    {"6th of November, 2020", DATE_DAY_FIRST, "2020-11-06"},
    {"Nov 6, 2020", DATE_DAY_FIRST, "2020-11-06"},
    {"November 6th 2020", DATE_DAY_FIRST, "2020-11-06"},
    {"Friday 6 November 2020", DATE_DAY_FIRST, "2020-11-06"},
    {"6 Tachwedd 2020", DATE_DAY_FIRST, "2020-11-06"},
    {"6ed Rhagfyr 2020", DATE_DAY_FIRST, "2020-12-06"},
    {"1af Ionawr 2020", DATE_DAY_FIRST, "2020-01-01"},
    {"6 août 2020", DATE_DAY_FIRST, "2020-08-06"},
    {"6. März 2020", DATE_DAY_FIRST, "2020-03-06"},
    {"06NOV2020", DATE_DAY_FIRST, "2020-11-06"},
    {"6-Nov-20", DATE_DAY_FIRST, "2020-11-06"},
    {"2020-Nov-06", DATE_DAY_FIRST, "2020-11-06"},
    {"2020-11", DATE_DAY_FIRST, "2020-11"},
    {"11/2020", DATE_DAY_FIRST, "2020-11"},
    {"Nov 2020", DATE_DAY_FIRST, "2020-11"},
    {"Nov-20", DATE_DAY_FIRST, "2020-11"},
    {"6 Nov", DATE_DAY_FIRST, "--11-06"},
    {"2020", DATE_DAY_FIRST, "2020"},
    {"c. 1850", DATE_DAY_FIRST, "1850"},
    {"2020-11-06T00:00:00Z", DATE_DAY_FIRST, "2020-11-06"},
    {"2020-11-06T12:30:00.000+01:00", DATE_DAY_FIRST, "2020-11-06"},
    {"2020-11-06 00:00:00", DATE_DAY_FIRST, "2020-11-06"},
    {"06/11/2020 00:00", DATE_DAY_FIRST, "2020-11-06"},
    {"06/11/2020 9:05 PM", DATE_DAY_FIRST, "2020-11-06"},
    {"20201106123000", DATE_DAY_FIRST, "2020-11-06"},
    {" 06 / 11 / 2020 ", DATE_DAY_FIRST, "2020-11-06"},
    {"11/25/2020", DATE_DAY_FIRST, "2020-11-25"}, /* swapped */
    {"25/11/2020", DATE_MONTH_FIRST, "2020-11-25"},
    {"2020-25-11", DATE_DAY_FIRST, "2020-11-25"},
    {"2020-13-31", DATE_DAY_FIRST, "2020"},
    {"31/02/2020", DATE_DAY_FIRST, "2020-02-31"}, /* the calendar is not enforced */
    {"45/11/2020", DATE_DAY_FIRST, "2020-11"},
    {"1945-00-00", DATE_DAY_FIRST, "1945"},
    {"00/00/1945", DATE_DAY_FIRST, "1945"},
    {"75-11-06", DATE_DAY_FIRST, "1975-11-06"},
    {"", DATE_DAY_FIRST, NULL},
    {"1900-01-01", DATE_DAY_FIRST, NULL},
    {"01/01/1900", DATE_DAY_FIRST, NULL},
    {"01/01/1900 00:00:00", DATE_DAY_FIRST, NULL},
    {"1753-01-01", DATE_DAY_FIRST, NULL},
    {"9999-12-31", DATE_DAY_FIRST, NULL},
    {"31/12/9999", DATE_DAY_FIRST, NULL},
    {"0001-01-01", DATE_DAY_FIRST, NULL},
    {"11/11/1111", DATE_DAY_FIRST, NULL},
    {"0000-00-00", DATE_DAY_FIRST, NULL},
    {"00/00/0000", DATE_DAY_FIRST, NULL},
    {"44141", DATE_DAY_FIRST,
     NULL}, /* a spreadsheet's day number is not told from any other number */
    {"061120", DATE_DAY_FIRST, NULL},
    {"12", DATE_DAY_FIRST, NULL},
    {"11/20", DATE_DAY_FIRST, NULL},
    {"12 Mill Street", DATE_DAY_FIRST, NULL},
    {"March", DATE_DAY_FIRST, NULL},
    {"May Evans", DATE_DAY_FIRST, NULL},
    {"SA15 1AA", DATE_DAY_FIRST, NULL},
    {"06/11/2020 Evans", DATE_DAY_FIRST, NULL},
    {"01632 960123", DATE_DAY_FIRST, NULL},
    {"999 999 9999", DATE_DAY_FIRST, NULL},
    {"1.2.3.4", DATE_DAY_FIRST, NULL},
    {"unknown", DATE_DAY_FIRST, NULL},
    {"12:30", DATE_DAY_FIRST, NULL},
    {"3949--62(51april362", DATE_DAY_FIRST, NULL}, /* a fourth token once had no place */
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(parse_cases); i++) {
        struct date date = {0};
        char text[DATE_TEXT_MAX] = "none";
        bool read = date_parse(str_of(parse_cases[i].text), parse_cases[i].order, LATEST, &date);
        if (read) {
            date_text(date, text);
        }
        if (strcmp(text, parse_cases[i].date ? parse_cases[i].date : "none") != 0) {
            fail_msg("%s: %s, not %s", parse_cases[i].text, text,
                     parse_cases[i].date ? parse_cases[i].date : "none");
        }
    }
}

/* Every month's name: one out of its place in the table would not be found. */
static void test_month_names(void **state)
{
    (void)state;
    static const char *const names[][12] = {
        {"January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"},
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
        {"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi",
         "Hydref", "Tachwedd", "Rhagfyr"},
        {"Ion", "Chwe", "Maw", "Ebr", "Mai", "Meh", "Gorff", "Awst", "Med", "Hyd", "Tach", "Rhag"},
        {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
         "Oktober", "November", "Dezember"},
        {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
         "octobre", "novembre", "décembre"},
        {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
         "octubre", "noviembre", "diciembre"},
    };
    for (size_t language = 0; language < COUNT(names); language++) {
        for (int month = 1; month <= 12; month++) {
            char text[64];
            struct date date;
            snprintf(text, sizeof(text), "6 %s 2020", names[language][month - 1]);
            assert_true(date_parse(str_of(text), DATE_DAY_FIRST, LATEST, &date));
            assert_int_equal(date.month, month);
            assert_int_equal(date.day, 6);
        }
    }
}

static void test_days(void **state)
{
    (void)state;
    static const struct {
        struct date date;
        int32_t days;
    } cases[] = {{{1970, 1, 1}, 0},     {{1969, 12, 31}, -1},   {{2000, 2, 29}, 11016},
                 {{2000, 3, 1}, 11017}, {{1900, 3, 1}, -25508}, {{2023, 2, 29}, 19417},
                 {{2023, 3, 1}, 19417}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(date_days(cases[i].date), cases[i].days);
    }
}

static void test_from_parts(void **state)
{
    (void)state;
    static const struct {
        const char *year, *month, *day, *date;
    } cases[] = {
        {"2020", "11", "6", "2020-11-06"},
        {"2020", "Nov", "06", "2020-11-06"},
        {"2020", "Tachwedd", "6", "2020-11-06"},
        {"20", "11", "6", "2020-11-06"},
        {"2020.0", "11.0", "6.0", "2020-11-06"},
        {"2020", "11", "", "2020-11"},
        {"2020", "", "", "2020"},
        {"2020", "25", "11", "2020-11-25"},
        {"", "11", "6", "--11-06"},
        {"2020", "", "6", "2020"},
        {"", "", "", "none"},
        {"", "11", "", "none"},
        {"1900", "1", "1", "none"},
        {"9999", "12", "31", "none"},
        {"x", "y", "z", "none"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date date;
        char text[DATE_TEXT_MAX] = "none";
        if (date_from_parts(str_of(cases[i].year), str_of(cases[i].month), str_of(cases[i].day),
                            LATEST, &date)) {
            date_text(date, text);
        }
        assert_string_equal(text, cases[i].date);
    }
}

static void test_order_evidence(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int sign;
    } cases[] = {
        {"25/11/2020", 1}, {"11/25/2020", -1}, {"06/11/2020", 0}, {"2020-11-25", 0},
        {"25112020", 1},   {"11252020", -1},   {"20201125", 0},   {"25-Nov-2020", 0},
        {"", 0},           {"25/11/20", 1},    {"11/25/20", -1},  {"45/11/2020", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int evidence = date_order_evidence(str_of(cases[i].text));
        assert_int_equal((evidence > 0) - (evidence < 0), cases[i].sign);
    }
}

/* Every date that date_text can write is read back; other text is not. */
static void test_text_and_back(void **state)
{
    (void)state;
    static const char *const no[] = {"",          "20",      "2020-",      "2020-1",
                                     "2020-11-6", "2020-13", "2020-11-32", "2020/11/06",
                                     "--13-01",   "0000",    "--",         "3000"};
    for (int year = 0; year <= 2999; year += year == 0 ? 1000 : 333) {
        for (int month = 0; month <= 12; month++) {
            for (int day = 0; day <= (month ? 31 : 0); day++) {
                struct date date = {(int16_t)year, (int8_t)month, (int8_t)day};
                struct date back = {0};
                char text[DATE_TEXT_MAX];
                size_t length = date_text(date, text);
                assert_int_equal(length, strlen(text));
                bool read = date_from_text(str_of(text), &back);
                assert_int_equal(read, year > 0 || month > 0);
                assert_true(!read || (back.year == year && back.month == month && back.day == day));
            }
        }
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        struct date date;
        assert_false(date_from_text(str_of(no[i]), &date));
    }
}

static void test_is_valid(void **state)
{
    (void)state;
    assert_true(date_is_valid((struct date){2020, 2, 29}));
    assert_true(date_is_valid((struct date){2000, 2, 29}));
    assert_false(date_is_valid((struct date){1900, 2, 29}));
    assert_false(date_is_valid((struct date){2021, 2, 29}));
    assert_false(date_is_valid((struct date){2020, 4, 31}));
    assert_false(date_is_valid((struct date){2020, 4, 0}));
    assert_false(date_is_valid((struct date){0, 4, 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),          cmocka_unit_test(test_month_names),
        cmocka_unit_test(test_days),           cmocka_unit_test(test_from_parts),
        cmocka_unit_test(test_order_evidence), cmocka_unit_test(test_text_and_back),
        cmocka_unit_test(test_is_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
