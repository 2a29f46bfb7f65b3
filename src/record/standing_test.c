/* standing_test.c - records that stand, read as tables: whatever columns their extracts had, each
 * value is under its name, and the picture stays the one that linking these tables gives. */
#include "standing.h"

#include "model_store.h"
#include "picture_test.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char rules[] = "key: Ref\nreject_max: 0\nshrink_max: 1\n";
static const char columns[] = "Ref: record_id\nName: full_name\nBorn: birth_date\n";
static const char changes[] = "key: Ref\ndelivery: changes\n";

static void take(struct test_picture *t, const char *name, const char *csv)
{
    if (test_picture_take(t, name, csv, -1) != 0) {
        fail_msg("%s", t->err.message);
    }
}

/* The cells of a table as "header=value" in the order of records, rows by bars. */
static void write_table(const struct table *table, struct buf *out)
{
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            struct str cell = table_cell(table, r, c);
            if (cell.len > 0) {
                buf_printf(out, "%.*s=%.*s ", PRI(table->columns[c].header), PRI(cell));
            }
        }
        buf_printf(out, "@%u|", table->row_number[r]);
    }
}

static void check_standing(struct test_picture *t, size_t table, size_t tables, const char *wanted)
{
    struct standing standing = {0};
    struct buf text = {0};
    assert_int_equal(
        standing_read(&t->picture, t->picture.db, STANDING_ALL, NULL, &standing, &t->err), 0);
    assert_int_equal(standing.count, tables);
    write_table(&standing.tables[table], &text);
    if (!str_eq(buf_str(&text), str_of(wanted))) {
        fail_msg("\n  wanted: %s\n  got:    %.*s", wanted, PRI(buf_str(&text)));
    }
    for (size_t r = 1; r < standing.tables[table].row_count; r++) {
        assert_true(standing.records[table][r] != standing.records[table][r - 1]);
    }
    assert_int_equal(standing_map(&t->picture, NULL, &standing, &t->err), 0);
    buf_free(&text);
    standing_free(&standing);
}

/* struct reading - extracts of changes, and what stands then; records of newer headers come first.
 */
static const struct reading {
    const char *what, *extracts[3], *wanted;
} readings[] = {
    {"one header",
     {"Ref,Name,Born\n1,Ann,1980-01-02\n2,Bob,\n"},
     "Ref=1 Name=Ann Born=1980-01-02 @1|Ref=2 Name=Bob @2|"},
    {"columns in another order",
     {"Ref,Name,Born\n1,Ann,1980-01-02\n2,Bob,\n", "Born,Ref,Name\n1981-01-02,3,Cat\n"},
     "Born=1981-01-02 Ref=3 Name=Cat @1|Born=1980-01-02 Ref=1 Name=Ann @1|Ref=2 Name=Bob @2|"},
    {"a column more, then another instead",
     {"Ref,Name,Born\n1,Ann,\n", "Ref,Name,Born,Band\n2,Bob,,C\n",
      "Ref,Name,Born,Room\n3,Cat,,4\n2,Bob,,7\n"},
     "Ref=2 Name=Bob Room=7 @2|Ref=3 Name=Cat Room=4 @1|Ref=1 Name=Ann @1|"},
    {"two columns of one name",
     {"Ref,Name,Born,Note,Note\n1,Ann,,a,b\n2,Bob,,,d\n", "Note,Ref,Note,Name,Born\ne,3,f,Cat,\n",
      "Ref,Name,Born,Note\n4,Dai,,g\n"},
     "Ref=4 Name=Dai Note=g @1|Ref=3 Name=Cat Note=e Note (2)=f @1|"
     "Ref=1 Name=Ann Note=a Note (2)=b @1|Ref=2 Name=Bob Note (2)=d @2|"},
    {"values with delimiters, line ends and letters of two bytes",
     {"Ref,Name,Born\n1,\"Ann, of \"\"Tŷ\nGwyn\"\"\",\n"},
     "Ref=1 Name=Ann, of \"Tŷ\nGwyn\" @1|"},
};

static void test_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(readings); i++) {
        struct test_picture t;
        test_picture_begin(&t);
        test_picture_source(&t, "s", changes, columns);
        for (size_t e = 0; e < COUNT(readings[i].extracts) && readings[i].extracts[e] != NULL;
             e++) {
            take(&t, "s", readings[i].extracts[e]);
        }
        check_standing(&t, 0, 1, readings[i].wanted);
        test_picture_end(&t);
    }
}

/* A source that nothing stands of is left out; the others keep their places. */
static void test_empty_sources(void **state)
{
    (void)state;
    struct test_picture t;
    struct standing standing = {0};
    test_picture_begin(&t);
    assert_int_equal(standing_read(&t.picture, t.picture.db, STANDING_ALL, NULL, &standing, &t.err),
                     0);
    assert_int_equal(standing.count, 0);
    standing_free(&standing);
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char csv[100];
        test_picture_source(&t, names[i], rules, columns);
        snprintf(csv, sizeof csv, "Ref,Name,Born\n%zu,%s,\n", i, names[i]);
        take(&t, names[i], csv);
    }
    take(&t, "a", "Ref,Name,Born\n");
    take(&t, "c", "Ref,Name,Born\n");
    check_standing(&t, 0, 2, "Ref=1 Name=b @1|");
    check_standing(&t, 1, 2, "Ref=3 Name=d @1|");
    test_picture_end(&t);
}

/* Many rows under many headers: growing while columns come. */
static void test_many(void **state)
{
    (void)state;
    struct test_picture t;
    struct standing standing = {0};
    test_picture_begin(&t);
    test_picture_source(&t, "s", changes, columns);
    for (int e = 0; e < 6; e++) {
        struct buf csv = {0};
        buf_printf(&csv, "Ref,Name,X%d,Born\n", e);
        for (int r = 0; r < 300; r++) {
            buf_printf(&csv, "%d,N,%d,\n", e * 300 + r, e * 1000 + r);
        }
        buf_add_char(&csv, '\0');
        take(&t, "s", csv.ptr);
        buf_free(&csv);
    }
    assert_int_equal(standing_read(&t.picture, t.picture.db, STANDING_ALL, NULL, &standing, &t.err),
                     0);
    const struct table *table = &standing.tables[0];
    assert_int_equal(table->row_count, 1800);
    assert_int_equal(table->column_count, 9);
    size_t filled = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            struct str cell = table_cell(table, r, c);
            bool own = str_starts(table->columns[c].header, STR("X")) && cell.len > 0;
            uint64_t ref, value;
            if (own) {
                filled++;
                assert_true(str_to_uint(table_cell(table, r, 0), 10000, &ref));
                assert_true(str_to_uint(cell, 10000, &value));
                assert_int_equal(value, ref / 300 * 1000 + ref % 300);
            }
        }
    }
    assert_int_equal(filled, 1800);
    standing_free(&standing);
    test_picture_end(&t);
}

/* Rows of Ref 0 to count - 1. */
static void take_rows(struct test_picture *t, const char *name, int count)
{
    struct buf csv = {0};
    buf_printf(&csv, "Ref,Name,Born\n");
    for (int r = 0; r < count; r++) {
        buf_printf(&csv, "%d,N,\n", r);
    }
    buf_add_char(&csv, '\0');
    take(t, name, csv.ptr);
    buf_free(&csv);
}

/* Of the source alone, what stands and is not hidden; fewer are the first of more. */
static void test_sample(void **state)
{
    enum { ROWS = 30, STAND = 20, FEW = 5 };
    (void)state;
    struct test_picture t;
    struct whole_list all = {0}, few = {0};
    test_picture_begin(&t);
    test_picture_source(&t, "other", rules, columns);
    test_picture_source(&t, "s", rules, columns);
    take_rows(&t, "other", ROWS);
    take_rows(&t, "s", ROWS);
    take_rows(&t, "s", STAND);
    int64_t source = test_picture_ask(&t, "SELECT source FROM source WHERE name = 's'");
    int64_t hidden = test_picture_ask(&t,
                                      "SELECT min(record) FROM record r JOIN source s ON "
                                      "s.source = r.source WHERE s.name = 's'");
    assert_int_equal(
        db_run(t.picture.db,
               "INSERT INTO hidden_record (record) SELECT min(record) FROM record r JOIN source s "
               "ON s.source = r.source WHERE s.name = 's'",
               &t.err),
        0);
    assert_int_equal(standing_sample(t.picture.db, source, ROWS, &all, &t.err), 0);
    assert_int_equal(all.count, STAND - 1);
    assert_false(whole_list_has(&all, hidden));
    assert_int_equal(standing_sample(t.picture.db, source, FEW, &few, &t.err), 0);
    assert_int_equal(few.count, FEW);
    for (size_t i = 0; i < all.count; i++) {
        struct standing standing = {0};
        assert_int_equal(
            standing_read_some(&t.picture, t.picture.db, &all.at[i], 1, &standing, &t.err), 0);
        assert_int_equal(standing.count, 1);
        assert_int_equal(standing.sources[0], source);
        assert_true(i >= FEW || few.at[i] == all.at[i]);
        standing_free(&standing);
    }
    whole_list_free(&all);
    whole_list_free(&few);
    test_picture_end(&t);
}

/* Live = batch, though headers change under a model. */
static void test_live_under_other_headers(void **state)
{
    (void)state;
    static const char *const extracts[] = {
        "Ref,Name,Born\n1,Ann Evans,1980-02-03\n2,Ann Evans,1980-02-03\n3,Bob Rees,1971-11-30\n",
        "Born,Name,Ref\n1971-11-30,Bob Rees,4\n1980-02-03,Ann Evans,5\n",
        "Band,Born,Name,Ref\nC,1971-11-30,Bob Rees,6\n,1980-02-03,Ann Evans,2\n",
        "Ref,Band,Name,Room,Born\n7,C,Ann Evans,2,1980-02-03\n1,D,Anna Evans,,1980-02-03\n",
        "Ref,Name,Born\n6,Bob Rees,1971-11-30\n8,Ann Evans,1980-02-03\n"};
    struct test_picture t;
    struct model_training training;
    struct model_comparison c;
    test_picture_begin(&t);
    test_picture_source(&t, "s", changes, columns);
    struct buf many = {0};
    buf_printf(&many, "Ref,Name,Born\n");
    for (int i = 0; i < 120; i++) { /* what a model can be learnt from */
        buf_printf(&many, "m%d,%s %s,19%02d-0%d-1%d\n", i, i % 6 < 3 ? "Ann" : "Owen",
                   i % 2 != 0 ? "Evans" : "Price", 20 + i / 2, i % 9 + 1, i % 7);
    }
    buf_add_char(&many, '\0');
    take(&t, "s", many.ptr);
    buf_free(&many);
    take(&t, "s", extracts[0]);
    assert_int_equal(model_train(&t.picture, 1, NULL, &training, &t.err), 0);
    assert_int_equal(model_adopt(&t.picture, NULL, 1, NULL, NULL, &t.err), 0);
    for (size_t i = 1; i < COUNT(extracts); i++) {
        take(&t, "s", extracts[i]);
        assert_int_equal(model_compare(&t.picture, NULL, 1, NULL, &c, &t.err), 0);
        assert_int_equal(c.merges + c.splits + c.moved, 0);
        assert_int_equal(c.mentions, test_picture_ask(&t, "SELECT count(*) FROM membership"));
    }
    test_picture_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_empty_sources),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_live_under_other_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
