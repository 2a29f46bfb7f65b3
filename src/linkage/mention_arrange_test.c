/* mention_arrange_test.c - attributes moved to where a model expects them. */
#include "mention_arrange.h"

#include "infer.h"
#include "mention_build.h"
#include "table_test.h"

#include <string.h>

enum { COLUMNS = 4, ROWS = 3 };

static void build(const char *const *names, struct mention_table *ret)
{
    struct arena arena = {0};
    const char *lines[] = {"a|b|c|d", "1|2||4", "5||7|8", "|10|11|12"};
    struct table table = table_of_lines("things", lines, ROWS + 1, &arena);
    struct mapping mapping;
    struct err err = {0};
    assert_int_equal(infer_mappings(&table, 1, &mapping, &err), 0);
    for (size_t c = 0; c < COLUMNS; c++) {
        mapping.columns[c].role = names[c] != NULL ? ROLE_ATTRIBUTE : ROLE_IGNORE;
        mapping.columns[c].subject = STR("");
        mapping.columns[c].attribute = names[c] != NULL ? str_of(names[c]) : STR("");
    }
    assert_int_equal(mention_table_build(&table, &mapping, 1, 1, ret, &err), 0);
    mapping_free(&mapping);
    table_end(&table);
    arena_free(&arena);
}

/* The attributes of each row, in order, with the model's names before the table's own. */
static const struct {
    const char *columns[COLUMNS];
    const char *model; /* names, separated by spaces */
    const char *names; /* after */
    const char *rows[ROWS];
} cases[] = {
    {{"a", "b", "c", "d"}, "a b c d", "a b c d ", {"1,2,,4,", "5,,7,8,", ",10,11,12,"}},
    {{"a", "b", "c", "d"}, "d b", "d b a c ", {"4,2,1,,", "8,,5,7,", "12,10,,11,"}},
    {{"a", "b", NULL, NULL}, "x b y", "x b y a ", {",2,,1,", ",,,5,", ",10,,,"}},
    {{"a", NULL, NULL, NULL}, "", "a ", {"1,", "5,", ","}},
    {{NULL, NULL, NULL, NULL}, "x", "x ", {",", ",", ","}},
    /* no room: b, c and d are left over */
    {{"a", "b", "c", "d"},
     "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
     "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 a ",
     {",,,,,,,,,,,,,,,1,", ",,,,,,,,,,,,,,,5,", ",,,,,,,,,,,,,,,,"}},
};

static void test_arranged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mention_table t;
        struct str names[ATTRIBUTES_MAX];
        size_t count = 0;
        struct str rest = str_of(cases[i].model);
        char text[400] = "";
        while (str_next_token(&rest, ' ', &names[count])) {
            count++;
        }
        build(cases[i].columns, &t);
        assert_int_equal(mention_table_arrange(&t, names, count), 0);
        assert_int_equal(t.field_count, FIELD_ATTRIBUTE + t.attribute_count);
        for (size_t a = 0; a < t.attribute_count; a++) {
            snprintf(text + strlen(text), sizeof text - strlen(text), "%.*s ",
                     PRI(t.attribute_name[a]));
        }
        assert_string_equal(text, cases[i].names);
        assert_true(str_eq(t.source_names[0], STR("things")));
        for (size_t m = 0; m < t.count; m++) {
            text[0] = '\0';
            for (size_t a = 0; a < t.attribute_count; a++) {
                snprintf(text + strlen(text), sizeof text - strlen(text), "%.*s,",
                         PRI(mention_text(&t, m, FIELD_ATTRIBUTE + (int)a)));
            }
            assert_string_equal(text, cases[i].rows[t.places[m].row]);
        }
        mention_table_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arranged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
