/* mapping_file_test.c - mapping files: written, read back, corrected, and every mistake told with
 * its place. */
#include "mapping_file.h"

#include "infer.h"
#include "mention_build.h"
#include "table_test.h"

static const char *const people[] = {"id|Forename|Surname|DOB|Phone|Home Phone|Band|Parent Name",
                                     "1|Siân|Evans|03/02/2012|01632 960001|01632 960002|A|J Evans",
                                     "2|John|Rees|04/05/2011|01632 960003||B|",
                                     "3|Ann|Jones|06/07/2010|||A|Mary: # Jones"};
enum { PEOPLE_LINES = sizeof people / sizeof *people };

static void test_round_trip(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table tables[2] = {table_of_lines("people", people, PEOPLE_LINES, &arena),
                              table_of_lines("a \"b\": #c", people, PEOPLE_LINES, &arena)};
    struct mapping before[2], after[2];
    struct err err = {0};
    assert_int_equal(infer_mappings(tables, 2, before, &err), 0);
    struct buf text = {0};
    assert_int_equal(mapping_file_write(&text, before, 2), 0);
    if (mapping_file_parse(buf_str(&text), "m.yaml", tables, 2, after, &err) != 0) {
        fail_msg("%zu:%zu: %s\n%.*s", err.line, err.column, err.message, PRI(buf_str(&text)));
    }
    for (int t = 0; t < 2; t++) {
        assert_int_equal(before[t].kind, after[t].kind);
        assert_int_equal(before[t].latest_year, after[t].latest_year);
        for (size_t c = 0; c < before[t].column_count; c++) {
            const struct mapping_column *a = &before[t].columns[c];
            const struct mapping_column *b = &after[t].columns[c];
            assert_int_equal(a->role, b->role);
            assert_int_equal(a->date_order, b->date_order);
            assert_int_equal(a->name_order, b->name_order);
            assert_true(str_eq(a->subject, b->subject));
            assert_true(str_eq(a->attribute, b->attribute));
            assert_int_equal(a->identifies, b->identifies);
            assert_true(a->line == b->line || a->role == ROLE_ATTRIBUTE);
        }
        mapping_free(&before[t]);
        mapping_free(&after[t]);
    }
    buf_free(&text);
    table_end(&tables[0]);
    table_end(&tables[1]);
    arena_free(&arena);
}

#define HEAD "sources:\n  - source: people\n    columns:\n"
#define COLUMN(name, role) "      - column: " name "\n        role: " role "\n"

static const struct {
    const char *text;
    size_t line, column;
    const char *said; /* part of the message */
} mistakes[] = {
    {"", 1, 1, "sources"},
    {"columns: []\n", 1, 1, "sources"},
    {"sources: 5\n", 1, 10, ""},
    {"sources:\n  - columns: []\n", 2, 5, "its name"},
    {"sources:\n  - source: people\n", 2, 5, "columns"},
    {"sources:\n  - source: other\n    columns: []\n", 2, 13, "no input is called \"other\""},
    {HEAD COLUMN("Forename", "given_name") "  - source: people\n    columns: []\n", 6, 13, "twice"},
    {HEAD COLUMN("Forename", "first_name"), 5, 15, "roles are ignore, title, given_name"},
    {HEAD COLUMN("Vorname", "given_name"), 4, 17, "no column \"Vorname\""},
    {HEAD COLUMN("DOB", "ignore") COLUMN("DOB", "birth_date"), 6, 17, "twice"},
    {HEAD COLUMN("DOB", "birth_date") COLUMN("Band", "birth_date"), 7, 15, "second column"},
    {HEAD "      - column: DOB\n", 4, 9, "needs"},
    {HEAD "      - role: ignore\n", 4, 9, "needs"},
    {HEAD COLUMN("DOB", "birth_date") "        order: month\n", 6, 16, "day_first or month_first"},
    {HEAD COLUMN("Forename", "given_name") "        order: day_first\n", 6, 16, "only dates"},
    {HEAD COLUMN("Phone", "phone") "        line: 0\n", 6, 15, ""},
    {HEAD COLUMN("Phone", "phone") "        attribute: x\n", 6, 20,
     "only a column of role attribute"},
    {HEAD COLUMN("Phone", "phone") "        identifies: true\n", 6, 21,
     "only a column of role attribute"},
    {HEAD COLUMN("Phone", "attribute") "        identifies: perhaps\n", 6, 21, "true"},
    {HEAD COLUMN("Phone", "phone") "        rôle: x\n", 6, 9, ""},
    {"sources:\n  - source: people\n    kind: person\n    columns: []\n", 3, 11,
     "people, organisations"},
    {"sources:\n  - source: people\n    latest_year: 26\n    columns: []\n", 3, 18, ""},
};

static void test_mistakes(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table table = table_of_lines("people", people, PEOPLE_LINES, &arena);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct mapping mapping;
        struct err err = {0};
        int code =
            mapping_file_parse(str_of(mistakes[i].text), "m.yaml", &table, 1, &mapping, &err);
        bool right = code == ERR_INPUT && strcmp(err.file, "m.yaml") == 0 &&
                     err.line == mistakes[i].line && err.column == mistakes[i].column &&
                     strstr(err.message, mistakes[i].said) != NULL;
        if (!right) {
            fail_msg("case %zu:\n%s\nwanted %zu:%zu \"%s\"\ngot code %d %zu:%zu \"%s\"", i,
                     mistakes[i].text, mistakes[i].line, mistakes[i].column, mistakes[i].said, code,
                     err.line, err.column, err.message);
        }
    }
    table_end(&table);
    arena_free(&arena);
}

/* A corrected file decides: what it names is used, what it leaves out is not; sources it leaves out
 * are inferred. */
static void test_corrected(void **state)
{
    (void)state;
    static const char text[] = HEAD COLUMN("Surname", "given_name")
        COLUMN("Forename", "family_name") COLUMN("Home Phone", "phone") "        line: 1\n" COLUMN(
            "Phone",
            "phone") "        line: 2\n" COLUMN("Band",
                                                "attribute") "        attribute: tax band\n";
    struct arena arena = {0};
    struct table tables[2] = {table_of_lines("people", people, PEOPLE_LINES, &arena),
                              table_of_lines("others", people, PEOPLE_LINES, &arena)};
    struct mapping mappings[2];
    struct mention_table mentions;
    struct err err = {0};
    assert_int_equal(mapping_file_read("/nonexistent/m.yaml", tables, 2, mappings, &err),
                     ERR_NOTFOUND);
    assert_int_equal(mapping_file_parse(STR(text), "m.yaml", tables, 2, mappings, &err), 0);
    assert_int_equal(mention_table_build(tables, mappings, 2, 1, &mentions, &err), 0);
    assert_true(str_eq(mention_text(&mentions, 0, FIELD_GIVEN), STR("evans")));
    assert_true(str_eq(mention_text(&mentions, 0, FIELD_FAMILY), STR("sian")));
    assert_true(str_eq(mention_text(&mentions, 0, FIELD_PHONE), STR("+441632960002")));
    assert_true(str_eq(mention_text(&mentions, 0, FIELD_BIRTH_DATE), STR("")));
    assert_true(str_eq(mentions.attribute_name[0], STR("tax band")));
    assert_int_equal(mappings[1].columns[1].role, ROLE_GIVEN_NAME);
    mention_table_free(&mentions);
    for (int t = 0; t < 2; t++) {
        mapping_free(&mappings[t]);
        table_end(&tables[t]);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_corrected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
