/* csv_test.c - what is read from tables as systems write them, whatever the size of the window. */
#include "csv.h"

#include "format_test.h"
#include "random.h"
#include "test_seed.h"

#include <jansson.h>

/* rows_text - every row as line[cell][cell]…, a bad one as line!raw; then the error if there is
 * one. */
static void rows_text(struct str input, struct pieces pieces, char delimiter, struct buf *out)
{
    struct byte_memory memory = {.rest = input, .step = pieces.step};
    struct window window;
    struct csv_reader reader;
    struct err err = {0};
    window_open(&window, byte_source_memory(&memory), pieces.window);
    csv_open(&reader, window, delimiter);
    for (bool found = true; found;) {
        struct csv_row row;
        int code = csv_next(&reader, &row, &found, &err);
        if (code != 0) {
            buf_printf(out, "error %d at %zu", code, err.line);
            break;
        }
        if (!found) {
            break;
        }
        buf_printf(out, "%zu", row.line);
        for (size_t c = 0; c < row.count; c++) {
            buf_printf(out, "[%.*s]", PRI(row.cells[c]));
        }
        if (row.bad != NULL) {
            buf_printf(out, "!%.*s", PRI(row.raw));
        }
    }
    csv_free(&reader);
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *rows;
    } cases[] = {
        {"", ""},
        {"a", "1[a]"},
        {"a,b\n1,2\n", "1[a][b]2[1][2]"},
        {"a,b\r\n1,2\r\n", "1[a][b]2[1][2]"},
        {"a,b\r1,2\r", "1[a][b]2[1][2]"},
        {"a\n\r\n\rb\r\n", "1[a]4[b]"},
        {"a,\n,b\n,\n", "1[a][]2[][b]3[][]"},
        {"\n\na\n\n\nb", "3[a]6[b]"},
        {" \n\"\"\n", "1[ ]2[]"},
        {"\"a,b\",\"c\nd\",e\nf\n", "1[a,b][c\nd][e]3[f]"},
        {"\"a\r\nb\r\",c\nd\n", "1[a\r\nb\r][c]4[d]"},
        {"\"say \"\"hi\"\"\",\"\"\"\"\n", "1[say \"hi\"][\"]"},
        {"6\" pipe,a\"b\"\n", "1[6\" pipe][a\"b\"]"},
        {"\"a\"b,\"c\"  ,\"d\"\"e\"f\"g\n", "1[ab][c][d\"ef\"g]"},
        {"1, \"Smith, J\" , x\n", "1[1][Smith, J][ x]"},
        {"1, \"Smith, J\nx\n", "1[1][ \"Smith][ J]2[x]"},
        {" \"a\" b\n", "1[ \"a\" b]"},
        {" \"a\"", "1[a]"},
        {"\"a\"", "1[a]"},
        {"\"a\"\"", "1!\"a\"\""},
        /* a quote that never closes: its row is bad, the next are not */
        {"a,b\n\"1,2\n3,4\n", "1[a][b]2!\"1,23[3][4]"},
        {"a,b\n1,\"2\r\n3,4\r\n", "1[a][b]2!1,\"23[3][4]"},
        {"a,b\n1,\"2\n3,\"x\"\n5,6\n", "1[a][b]2!1,\"23[3][x]4[5][6]"},
        {"\"a\nb\",\"c\nd\n", "2!\"a\nb\",\"c3[d]"},
        {"a,b,c,d,e\n1,\"2,3,4,5\n1,2,3,4,5\n1,2,3,4,5\n1,2\",3,4,5\n1,2,3,4,5\n",
         "1[a][b][c][d][e]2!1,\"2,3,4,53[1][2][3][4][5]4[1][2][3][4][5]5[1][2\"][3][4][5]"
         "6[1][2][3][4][5]"},
        /* … but a letter in a cell is no swallowed table */
        {"a,b,c\n1,\"Dear J,\n\nI, who, wrote\nagain, yours\",2\n",
         "1[a][b][c]2[1][Dear J,\n\nI, who, wrote\nagain, yours][2]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t p = 0; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            rows_text(str_of(cases[i].input), all_pieces[p], ',', &got);
            assert_text(cases[i].input, buf_str(&got), str_of(cases[i].rows));
            buf_free(&got);
        }
    }
}

static void test_one_column(void **state)
{
    (void)state;
    struct buf got = {0};
    rows_text(STR("12 High St, Town\n\"a\nb\"\n"), all_pieces[1], 0, &got);
    assert_text("no delimiter", buf_str(&got), STR("1[12 High St, Town]2[a\nb]"));
    buf_free(&got);
}

static void test_delimiter(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        char delimiter;
    } cases[] = {
        {"", 0},
        {"name\nSmith\nEvans\n", 0},
        {"a,b\n1,2\n", ','},
        {"a;b\n1;2\n", ';'},
        {"a|b\n1|2\n", '|'},
        {"a\tb\n1\t2\n", '\t'},
        {"a;b;c\n1,5;2,5;x\n2,5;3,5;y\n", ';'},
        {"1,5;2,5;x\n2,5;3,5;y\n", ';'},
        {"name;address\nJ;1 High St, Town, Wales\nS;2, Low St\n", ';'},
        {"a,b,c\n1,x|y,2\n1,x|y,2\n", ','},
        {"a;b\n\"1,2,3\";\"x\ny,z\"\n4;5\n", ';'},
        {"a,b,c\n1,2\n1,2,3\n1,2,3,4\n", ','},
        {"a,\"b\nc\"\n1,2", ','},
        {"address\n1 High St, Town\n2, Low St, Town, Wales\nThe Oaks\n4 Road\n5 Road, X\n", 0},
        {"My extract\nid,name\n1,x\n2,y\n3,z\n4,z\n",
         ','}, /* a title above: refused later, not one column */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char got = csv_delimiter(str_of(cases[i].input), true);
        if (got != cases[i].delimiter) {
            fail_msg("%s: %d instead of %d", cases[i].input, got, cases[i].delimiter);
        }
    }
}

/* shape_row - `columns` cells "x". */
static void add_wide_row(struct buf *buf, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        buf_add(buf, c ? STR(",x") : STR("x"));
    }
    buf_add_char(buf, '\n');
}

static void test_limits(void **state)
{
    (void)state;
    struct buf input = {0};
    struct buf got = {0};
    add_wide_row(&input, CSV_COLUMNS_MAX);
    size_t fits = input.len;
    rows_text(buf_str(&input), all_pieces[0], ',', &got);
    assert_true(str_ends(buf_str(&got), STR("[x][x]")));
    buf_free(&got);
    add_wide_row(&input, CSV_COLUMNS_MAX + 1);
    rows_text(buf_str(&input), all_pieces[4], ',', &got);
    assert_true(str_ends(buf_str(&got), STR("error -5 at 2")));
    buf_free(&got);
    /* Columns that an unclosed quote has gathered are no reason to stop. */
    input.len = fits;
    buf_add(&input, STR("a,\"b\nc,\","));
    add_wide_row(&input, CSV_COLUMNS_MAX - 1);
    rows_text(buf_str(&input), all_pieces[0], ',', &got);
    assert_true(str_find(buf_str(&got), STR("2!a,\"b3[c][,x,")) < 0);
    assert_true(str_find(buf_str(&got), STR("2!a,\"b")) > 0);
    buf_free(&got);
    /* A row that is too long, and an unclosed quote in a file that is longer than a row may be. */
    input.len = 0;
    buf_add(&input, STR("a,b\n1,"));
    for (size_t i = 0; i < (ROW_BYTES_MAX >> 3) + 8; i++) {
        buf_add(&input, STR("abcdefgh"));
    }
    rows_text(buf_str(&input), all_pieces[0], ',', &got);
    assert_text("long row", buf_str(&got), STR("1[a][b]error -5 at 2"));
    got.len = 0;
    memcpy(input.ptr + 4, "\"\n", 2);
    rows_text(buf_str(&input), all_pieces[0], ',', &got);
    assert_text("long cell", str_slice(buf_str(&got), 0, 10), STR("1[a][b]2!\""));
    buf_free(&got);
    buf_free(&input);
}

/* test_pieces_random - any bytes, cut in any way, give the same rows. */
static void test_pieces_random(void **state)
{
    (void)state;
    static const char alphabet[] = "ab,,\"\"\"\n\n\r ;";
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 3000; round++) {
        char input[64];
        size_t len = random_below(&random, sizeof input);
        for (size_t i = 0; i < len; i++) {
            input[i] = alphabet[random_below(&random, sizeof alphabet - 1)];
        }
        struct buf whole = {0};
        rows_text(str_make(input, len), all_pieces[0], ',', &whole);
        for (size_t p = 1; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            rows_text(str_make(input, len), all_pieces[p], ',', &got);
            assert_text("cut differently", buf_str(&got), buf_str(&whole));
            buf_free(&got);
        }
        buf_free(&whole);
    }
}

/* test_write_random - what is written is read back. */
static void test_write_random(void **state)
{
    (void)state;
    static const char alphabet[] = "ab,\"\n\r ;\t";
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 2000; round++) {
        char text[5][8];
        struct str cells[5];
        size_t count = 1 + random_below(&random, 5);
        struct buf out = {0};
        struct buf wanted = {0};
        buf_add_char(&wanted, '1');
        for (size_t c = 0; c < count; c++) {
            size_t len = random_below(&random, sizeof text[c]);
            for (size_t i = 0; i < len; i++) {
                text[c][i] = alphabet[random_below(&random, sizeof alphabet - 1)];
            }
            cells[c] = str_make(text[c], len);
            buf_printf(&wanted, "[%.*s]", PRI(cells[c]));
        }
        assert_int_equal(csv_write_row(&out, cells, count), 0);
        struct buf got = {0};
        rows_text(buf_str(&out), all_pieces[round % PIECES_COUNT], ',', &got);
        assert_text("written", buf_str(&got), buf_str(&wanted));
        buf_free(&got);
        buf_free(&out);
        buf_free(&wanted);
    }
}

static void test_write(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        const char *written;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"a b", "a b"},
        {" a", "\" a\""},
        {"a ", "\"a \""},
        {"a,b", "\"a,b\""},
        {"a;b", "a;b"},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {"a\rb", "\"a\rb\""},
        {"\"", "\"\"\"\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        assert_int_equal(csv_write_cell(&out, str_of(cases[i].cell)), 0);
        assert_text(cases[i].cell, buf_str(&out), str_of(cases[i].written));
        buf_free(&out);
    }
    struct buf full = {.max = 3};
    assert_int_equal(csv_write_cell(&full, STR("a\"b")), ERR_LIMIT);
    buf_free(&full);
}

/* The public suite csv-spectrum: each file and what it holds as JSON. Objects are compared by their
 * values in order. */
static void test_spectrum(void **state)
{
    (void)state;
    static const char *const names[] = {
        "comma_in_quotes", "empty",  "empty_crlf",          "escaped_quotes", "json", "newlines",
        "newlines_crlf",   "simple", "quotes_and_newlines", "simple_crlf",    "utf8"};
    const char *shared = getenv("CANTREF_SHARED");
    shared = shared != NULL ? shared : "../shared";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/suites/csv/csvs/%s.csv", shared, names[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            printf("# skipped: %s is not there\n", path);
            skip();
        }
        char input[8192];
        size_t len = fread(input, 1, sizeof input, file);
        fclose(file);
        snprintf(path, sizeof path, "%s/suites/csv/json/%s.json", shared, names[i]);
        json_t *rows = json_load_file(path, 0, NULL);
        assert_non_null(rows);
        struct byte_memory memory = {.rest = str_make(input, len)};
        struct window window;
        struct csv_reader reader;
        struct csv_row row;
        bool found;
        window_open(&window, byte_source_memory(&memory), 8);
        csv_open(&reader, window, csv_delimiter(str_make(input, len), true));
        assert_int_equal(csv_next(&reader, &row, &found, NULL), 0); /* the header */
        for (size_t r = 0; r < json_array_size(rows); r++) {
            assert_int_equal(csv_next(&reader, &row, &found, NULL), 0);
            assert_true(found && row.bad == NULL);
            size_t c = 0;
            const char *key;
            json_t *value;
            json_object_foreach(json_array_get(rows, r), key, value)
            {
                assert_true(c < row.count);
                assert_text(names[i], row.cells[c++], str_of(json_string_value(value)));
            }
            assert_int_equal(c, row.count);
        }
        assert_int_equal(csv_next(&reader, &row, &found, NULL), 0);
        assert_false(found);
        csv_free(&reader);
        json_decref(rows);
    }
}

/* Held against the rule itself, with bytes that differ from those that matter by a bit or a carry.
 */
static void test_plain_random(void **state)
{
    static const char letters[] = "ab ,\"\n\r-#!\x0b\x0c\x0e\xac\xa2\x8d";
    struct random random = random_seed(test_seed());
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[40];
        size_t len = (size_t)random_below(&random, sizeof text);
        bool plain = true;
        for (size_t i = 0; i < len; i++) {
            text[i] = random_below(&random, 20) ? 'x' : letters[random_below(&random, 16)];
            plain = plain && strchr(",\"\n\r", text[i]) == NULL;
        }
        plain = plain && (len == 0 || (text[0] != ' ' && text[len - 1] != ' '));
        assert_int_equal(csv_is_plain(str_make(text, len)), plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_one_column),
        cmocka_unit_test(test_delimiter),     cmocka_unit_test(test_limits),
        cmocka_unit_test(test_pieces_random), cmocka_unit_test(test_write_random),
        cmocka_unit_test(test_write),         cmocka_unit_test(test_spectrum),
        cmocka_unit_test(test_plain_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
