/* measure_csv_test.c - a table as CSV: no cell is a formula, what isn't shown says so; months by
 * their names. */
#include "case_measures.h"
#include "measure_csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void formulas_are_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"=1+1", "'=1+1"}, {"+1", "'+1"},     {"-1", "'-1"},        {"@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "'\tx"},   {"\r=1", "'\r=1"}, {"Castle", "Castle"}, {"", ""},
        {"12", "12"},      {"a=b", "a=b"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = measure_csv_cell(&arena, str_of(cases[i][0]));
        assert_true(str_eq(got, str_of(cases[i][1])));
    }
    arena_free(&arena);
}

static const char table[] =
    "{\"id\": \"t\", \"within\": \"\", \"by\": \"place\", \"columns\": ["
    "{\"id\": \"told\", \"title\": {\"en\": \"Told, by us\", \"cy\": \"D\"}},"
    "{\"id\": \"detected\", \"title\": {\"en\": \"Detected\", \"cy\": \"C\"}}], \"rows\": ["
    "{\"id\": \"a\", \"title\": {\"en\": \"=A\", \"cy\": \"A\"}, \"cells\": [null, null],"
    " \"all\": 25, \"at_least\": 20, \"at_least_of\": \"told\", \"days\": null}],"
    " \"all\": {\"cells\": [7, null], \"all\": 32, \"at_least\": null, \"at_least_of\": null,"
    " \"days\": null}}";

static void a_table_is_written(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf text = {0};
    struct err err;
    struct json_node *node = NULL;
    assert_int_equal(json_tree_read(&arena, str_of(table), "table", &node, &err), 0);
    assert_int_equal(measure_csv(node, ACCESS_ENGLISH, &text), 0);
    assert_true(str_eq(buf_str(&text), STR("\xef\xbb\xbf,\"Told, by us\",Detected,All\r\n"
                                           "'=A,at least 20,not shown,25\r\n"
                                           "All,7,not shown,32\r\n")));
    text.len = 0;
    assert_int_equal(measure_csv(node, ACCESS_WELSH, &text), 0);
    assert_true(str_find(buf_str(&text), STR("A,o leiaf 20,ni ddangosir,25\r\n")) > 0);
    buf_free(&text);
    arena_free(&arena);
}

static void months_are_london_s(void **state)
{
    (void)state;
    static const struct {
        const char *text, *next;
        int64_t from, to; /* 0: it is no month */
    } cases[] = {
        {"2026-10", "2026-11", 1790809200, 1793491200}, /* begins in summer time, ends without */
        {"2026-12", "2027-01", 1796083200, 1798761600},
        {"2027-02", "2027-03", 1801440000, 1803859200},
        {"2026-13", "", 0, 0},
        {"2026-00", "", 0, 0},
        {"2026-1", "", 0, 0},
        {"26-10-1", "", 0, 0},
        {"2026/10", "", 0, 0},
        {"1969-12", "", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct measure_month month;
        char text[MEASURE_MONTH_TEXT];
        bool right = measure_month_of(str_of(cases[i].text), &month);
        assert_int_equal(right, cases[i].to != 0);
        if (right) {
            assert_int_equal(month.from, cases[i].from);
            assert_int_equal(month.to, cases[i].to);
            struct measure_month next = measure_month_near(&month, 1);
            assert_string_equal(measure_month_text(&next, text), cases[i].next);
            assert_int_equal(next.from, month.to);
            next = measure_month_at(month.last);
            assert_int_equal(next.from, month.from);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_are_text),
        cmocka_unit_test(a_table_is_written),
        cmocka_unit_test(months_are_london_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
