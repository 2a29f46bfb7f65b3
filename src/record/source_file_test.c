/* source_file_test.c - files as councils export them, and files that are none. Each is written to a
 * temporary folder. */
#include "source_file.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/source_file_test-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

/* read_bytes - a file of these bytes, read as `name`; the file is gone afterwards. */
static int read_bytes(const char *name, struct str bytes, const struct source_options *options,
                      struct source_file *ret, struct err *err)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
    int code = source_file_read(str_of(path), options, ret, err);
    unlink(path);
    return code;
}

/* table_text - "h|h/" and then row_number:cell|cell/ for every row. */
static void table_text(const struct source_file *file, struct buf *out)
{
    const struct table *table = &file->table;
    for (size_t c = 0; c < table->column_count; c++) {
        buf_printf(out, "%s%.*s", c ? "|" : "", PRI(table->columns[c].header));
    }
    buf_add_char(out, '/');
    for (size_t r = 0; r < table->row_count; r++) {
        buf_printf(out, "%u:", table->row_number[r]);
        for (size_t c = 0; c < table->column_count; c++) {
            buf_printf(out, "%s%.*s", c ? "|" : "", PRI(table_cell(table, r, c)));
        }
        buf_add_char(out, '/');
    }
    for (size_t i = 0; i < file->rejected_count; i++) {
        const struct rejected_row *row = &file->rejected[i];
        buf_printf(out, "!%u@%zu %.*s <%.*s>", row->row_number, row->line, PRI(row->reason),
                   PRI(row->raw));
    }
}

static const struct source_options any_rejected = {.reject_max = 1};

static void test_tables(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        const char *table;
    } cases[] = {
        {"id,name\n1,Evans\n2, Jones \n", "id|name/1:1|Evans/2:2|Jones/"},
        {"id;name\r\n1;Evans, J\r\n", "id|name/1:1|Evans, J/"},
        {"id\tname\n\n1\tA\n\n\n2\tB\n", "id|name/1:1|A/2:2|B/"},
        {"id,name\n", "id|name/"},
        {"name", "name/"},
        {"name\nAnn\n\"\"\nBob\n \n", "name/1:Ann/2:/3:Bob/4:/"},
        {"id,name\n1,A\n,\n2,B\n", "id|name/1:1|A/2:|/3:2|B/"},
        {"id,name,town\n1,A\n2\n", "id|name|town/1:1|A|/2:2||/"},
        {"id,name\n1,A,,\n2,B,  ,\"\"\n", "id|name/1:1|A/2:2|B/"},
        {"id,name\n1,A\n2,B,C\n3,D\n",
         "id|name/1:1|A/3:3|D/!2@3 has 3 cells where the table has 2 columns <2,B,C>"},
        {"id,name\n1,A\n2,\"B\n3,C\n",
         "id|name/1:1|A/3:3|C/!2@3 a quote opens here and never closes <2,\"B>"},
        {"id,name\n1,\xc5\xb5\n2,\xff\n3,C\n", "id|name/1:1|ŵ/3:3|C/!2@3 not valid UTF-8 <2,\xff>"},
        {"id,name\n1,Si\xe2n\n2,\x81\n",
         "id|name/1:1|Siân/!2@3 has a byte that is no character in Windows-1252 <2,\xff>"},
        {"id,name,,name,name,name (2)\n1,a,b,c,d,e\n",
         "id|name|column 3|name (2)|name (3)|name (2) (2)/1:1|a|b|c|d|e/"},
        /* no header */
        {"1,Evans,1980-01-02\n2,Jones,1990-03-04\n",
         "column 1|column 2|column 3/1:1|Evans|1980-01-02/2:2|Jones|1990-03-04/"},
        {"Evans,SA1 1AA\nJones,SA2 2BB,x\nHughes,SA3 3CC\n",
         "column 1|column 2/1:Evans|SA1 1AA/3:Hughes|SA3 3CC/"
         "!2@2 has 3 cells where the table has 2 columns <Jones,SA2 2BB,x>"},
        {"\xc2\xa0id\xc2\xa0,\xe2\x80\x8bname\n\xe3\x80\x80 1,A\xc2\xa0\n", "id|name/1:1|A/"},
        /* JSON Lines */
        {"{\"id\":1,\"n\":\" A \"}\n\n{\"id\":2,\"t\":[\"x\",\"y\"]}\n",
         "id|n|t/1:1|A|/2:2||x; y/"},
        {"{\"id\":1}\n{\"id\":\n{\"id\":3,\"late\":true}\n",
         "id|late/1:1|/3:3|true/!2@2 ends before its JSON does <{\"id\":>"},
        {"{\"a\":1,\"a \":2,\"\":3}\n", "a|a (2)|(no name)/1:1|2|3/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct source_file file;
        struct err err = {0};
        struct buf got = {0};
        if (read_bytes("t.csv", str_of(cases[i].file), &any_rejected, &file, &err) != 0) {
            fail_msg("%s: %s", cases[i].file, err.message);
        }
        table_text(&file, &got);
        if (!str_eq(buf_str(&got), str_of(cases[i].table))) {
            fail_msg("%s\n wanted %s\n got %.*s", cases[i].file, cases[i].table,
                     PRI(buf_str(&got)));
        }
        assert_string_equal(file.table.name.ptr, "t");
        buf_free(&got);
        source_file_free(&file);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
        int code;
        const char *says;
    } cases[] = {
        {{"", 0}, ERR_INPUT, "empty"},
        {{"\n\n \n", 4}, ERR_INPUT, "empty"},
        {{"\xef\xbb\xbf", 3}, ERR_INPUT, "empty"},
        {{"PK\x03\x04rest", 8}, ERR_INPUT, "save it as CSV"},
        {{"%PDF-1.7", 8}, ERR_INPUT, "CSV"},
        {{"<!DOCTYPE html><p>", 18}, ERR_INPUT, "web page"},
        {{" <html>", 7}, ERR_INPUT, "web page"},
        {{"\x7f"
          "ELF\x02\x01\x01\0\0\0\0\0",
          12},
         ERR_INPUT,
         "not a table"},
        {{"[{\"a\":1}]", 9}, ERR_INPUT, "JSON Lines"},
        {{"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10}, ERR_INPUT, "cut off"},
        {{"\x28\xb5\x2f\xfd", 4}, ERR_INPUT, "cut off"},
        {{"id,\"name\n1,2\n", 13}, ERR_INPUT, "first row"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct source_file file;
        struct err err = {0};
        int code = read_bytes("t.csv", cases[i].bytes, NULL, &file, &err);
        if (code != cases[i].code || strstr(err.message, cases[i].says) == NULL ||
            strstr(err.file, "/t.csv") == NULL) {
            fail_msg("%s: %d %s: %s", cases[i].bytes.ptr, code, err.file, err.message);
        }
    }
}

static void test_no_file(void **state)
{
    (void)state;
    struct source_file file;
    struct err err = {0};
    assert_int_equal(source_file_read(STR("/nowhere/x.csv"), NULL, &file, &err), ERR_NOTFOUND);
    assert_string_equal(err.file, "/nowhere/x.csv");
    assert_non_null(strstr(err.message, "No such file"));
    assert_int_equal(source_file_read(str_of(folder), NULL, &file, &err), ERR_NOTFOUND);
    assert_non_null(strstr(err.message, "folder"));
}

/* Too many columns: one clear line, whatever else is in the row. */
static void test_columns(void **state)
{
    (void)state;
    struct buf bytes = {0};
    struct source_file file;
    struct err err = {0};
    for (int i = 0; i < 100000; i++) {
        buf_printf(&bytes, "%sc%d", i ? "," : "", i);
    }
    buf_add_char(&bytes, '\n');
    assert_int_equal(read_bytes("t.csv", buf_str(&bytes), NULL, &file, &err), ERR_LIMIT);
    assert_int_equal(err.line, 1);
    bytes.len = 0;
    for (int i = 0; i <= COLUMNS_MAX; i++) {
        buf_printf(&bytes, "{\"c%d\":1}\n", i);
    }
    assert_int_equal(read_bytes("t.csv", buf_str(&bytes), NULL, &file, &err), ERR_LIMIT);
    buf_free(&bytes);
}

static void test_reject_max(void **state)
{
    (void)state;
    struct buf bytes = {0};
    struct source_file file;
    struct err err = {0};
    buf_add(&bytes, STR("id,name\n"));
    for (int i = 1; i <= 200; i++) {
        buf_printf(&bytes, i == 50 || i == 60 ? "%d,x,y\n" : "%d,x\n", i);
    }
    /* 2 of 200 are 1%, which is allowed; a third is not. */
    assert_int_equal(read_bytes("t.csv", buf_str(&bytes), NULL, &file, &err), 0);
    assert_int_equal(file.rejected_count, 2);
    assert_int_equal(file.rejected[0].row_number, 50);
    assert_int_equal(file.rejected[0].line, 51);
    assert_int_equal(file.table.row_count, 198);
    assert_int_equal(file.table.row_number[49], 51);
    source_file_free(&file);
    buf_add(&bytes, STR("201,Secret,y\n"));
    assert_int_equal(read_bytes("t.csv", buf_str(&bytes), NULL, &file, &err), ERR_INPUT);
    assert_int_equal(err.line, 51);
    assert_non_null(strstr(err.message, "3 rows in 201"));
    assert_non_null(strstr(err.message, "--reject-max"));
    assert_null(strstr(err.message, "Secret"));
    struct source_options none = {.reject_max = 0};
    bytes.len = 0;
    buf_add(&bytes, STR("id,name\n1,x\n2,x,y\n"));
    assert_int_equal(read_bytes("t.csv", buf_str(&bytes), &none, &file, &err), ERR_INPUT);
    /* Nothing but bad rows ends early and does not fill memory with them. */
    bytes.len = 0;
    buf_add(&bytes, STR("id,name\n"));
    for (int i = 1; i <= 12000; i++) {
        buf_add(&bytes, STR("1,x,y\n"));
    }
    assert_int_equal(read_bytes("t.csv", buf_str(&bytes), NULL, &file, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "10000 rows in 10000"));
    buf_free(&bytes);
}

static void test_facts(void **state)
{
    (void)state;
    struct source_file file;
    struct err err = {0};
    /* UTF-16 with its mark, semicolons */
    static const char utf16[] =
        "\xff\xfei\0d\0;\0n\0\n\0"
        "1\0;\0\xe2\0\n";
    assert_int_equal(read_bytes("two.words.CSV", str_make(utf16, sizeof utf16), NULL, &file, &err),
                     0);
    assert_int_equal(file.encoding, ENCODING_UTF16LE);
    assert_int_equal(file.delimiter, ';');
    assert_int_equal(file.format, SOURCE_CSV);
    assert_string_equal(file.table.name.ptr, "two.words");
    assert_true(str_eq(table_cell(&file.table, 0, 1), STR("â")));
    source_file_free(&file);
    /* SHA-256 of "id\n1\n" by another program */
    assert_int_equal(read_bytes("s.txt", STR("id\n1\n"), NULL, &file, &err), 0);
    assert_string_equal(file.sha256,
                        "7cde7fb64fd82bd152710cf238e017b9ab46c0592483edc067ba4f6c75fac108");
    assert_int_equal(file.bytes, 5);
    assert_int_equal(file.encoding, ENCODING_ASCII);
    assert_int_equal(file.compression, DECOMPRESS_NONE);
    source_file_free(&file);
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        const char *name;
        const char *path;
    } cases[] = {
        {"people.csv", "people", "people.csv"},
        {"/a/b/people.csv.gz", "people", "/a/b/people.csv.gz"},
        {"people.2020.TSV", "people.2020", "people.2020.TSV"},
        {"x.jsonl.zst", "x", "x.jsonl.zst"},
        {"x.data", "x.data", "x.data"},
        {".csv", ".csv", ".csv"},
        {"-", "stdin", "-"},
        {"tax=-", "tax", "-"},
        {"tax=/a/b.csv", "tax", "/a/b.csv"},
        {"tax=a=b.csv", "tax", "a=b.csv"},
        {"/a=b/c.csv", "c", "/a=b/c.csv"},
        {"=x.csv", "=x", "=x.csv"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str path;
        struct str name = source_file_name(str_of(cases[i].spec), &path);
        if (!str_eq(name, str_of(cases[i].name)) || !str_eq(path, str_of(cases[i].path))) {
            fail_msg("%s: %.*s, %.*s", cases[i].spec, PRI(name), PRI(path));
        }
    }
}

/* Many rows: every cell, its frequency and every number are there, over windows and growing
 * arrays. */
static void test_many(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    enum { ROWS = 60000 };
    struct buf bytes = {0};
    uint16_t *value = mem_must_array(ROWS, sizeof *value);
    buf_add(&bytes, STR("id,v,note\n"));
    for (int i = 0; i < ROWS; i++) {
        value[i] = (uint16_t)random_below(&random, 1000);
        buf_printf(&bytes, "%d,v%d,\"a, \"\"b\"\"\nc\"\n", i, value[i]);
        if (i % 7 == 0) {
            buf_add_char(&bytes, '\n');
        }
    }
    struct source_file file;
    struct err err = {0};
    assert_int_equal(read_bytes("many.csv", buf_str(&bytes), NULL, &file, &err), 0);
    assert_int_equal(file.table.row_count, ROWS);
    for (size_t r = 0; r < ROWS; r++) {
        char text[20];
        snprintf(text, sizeof text, "v%d", value[r]);
        assert_true(str_eq(table_cell(&file.table, r, 1), str_of(text)));
        assert_int_equal(file.table.row_number[r], r + 1);
    }
    assert_int_equal(file.table.columns[0].values.count, ROWS + 1);
    assert_true(str_eq(table_cell(&file.table, ROWS - 1, 2), STR("a, \"b\"\nc")));
    source_file_free(&file);
    mem_free(value);
    buf_free(&bytes);
}

/* A column that first appears far down is missing before. */
static void test_late_column(void **state)
{
    (void)state;
    struct buf bytes = {0};
    struct source_file file;
    for (int i = 1; i <= 2000; i++) {
        buf_printf(&bytes, i >= 900 ? "{\"id\":%d,\"late\":\"x\"}\n" : "{\"id\":%d}\n", i);
    }
    assert_int_equal(read_bytes("l.jsonl", buf_str(&bytes), NULL, &file, NULL), 0);
    assert_int_equal(file.format, SOURCE_JSON_LINES);
    assert_int_equal(file.table.column_count, 2);
    for (size_t r = 0; r < 2000; r++) {
        assert_int_equal(table_cell(&file.table, r, 1).len, r + 1 >= 900);
    }
    source_file_free(&file);
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_file),     cmocka_unit_test(test_columns),
        cmocka_unit_test(test_facts),       cmocka_unit_test(test_reject_max),
        cmocka_unit_test(test_names),       cmocka_unit_test(test_many),
        cmocka_unit_test(test_late_column),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
