/* json_lines_test.c - rows of objects, and lines that are none. */
#include "json_lines.h"

#include "format_test.h"

/* rows_text - every row as line{name=text}…, a bad one as line:column!reason. */
static void rows_text(struct str input, struct pieces pieces, struct buf *out)
{
    struct byte_memory memory = {.rest = input, .step = pieces.step};
    struct window window;
    struct json_lines_reader reader;
    window_open(&window, byte_source_memory(&memory), pieces.window);
    json_lines_open(&reader, window);
    for (;;) {
        struct json_lines_row row;
        bool found;
        struct err err = {0};
        int code = json_lines_next(&reader, &row, &found, &err);
        if (code != 0) {
            buf_printf(out, "error %d at %zu", code, err.line);
            break;
        }
        if (!found) {
            break;
        }
        buf_printf(out, "%zu", row.line);
        for (size_t i = 0; i < row.count; i++) {
            buf_printf(out, "{%.*s=%.*s}", PRI(buf_str(&row.cells[i].name)),
                       PRI(buf_str(&row.cells[i].text)));
        }
        if (row.bad != NULL) {
            buf_printf(out, ":%zu!%s", row.column, row.bad);
        }
    }
    json_lines_free(&reader);
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *rows;
    } cases[] = {
        {"", ""},
        {"{}", "1"},
        {"{\"a\":\"x\",\"b\":\"y\"}\n{\"b\":\"z\"}\r\n", "1{a=x}{b=y}2{b=z}"},
        {"\n \n{\"a\":\"x\"}\n\n", "3{a=x}"},
        {"{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\"}", "1{z=1}{a=2}{m=3}"},
        {"{\"n\":1,\"l\":123456789012345678901234567890,\"d\":1.10,\"e\":-1e-3}",
         "1{n=1}{l=123456789012345678901234567890}{d=1.10}{e=-1e-3}"},
        {"{ \"a\" : 7 , \"b\" : [ 1 , 2.50 ] }", "1{a=7}{b=1; 2.50}"},
        {"{\"s\":\"007\",\"t\":\"1, 2: [3]\",\"q\":\"\\\"4\"}", "1{s=007}{t=1, 2: [3]}{q=\"4}"},
        {"{\"a\":true,\"b\":false,\"c\":null}", "1{a=true}{b=false}{c=}"},
        {"{\"a\":{\"b\":\"x\",\"c\":{\"d\":1}}}", "1{a.b=x}{a.c.d=1}"},
        {"{\"a\":[\"x\",null,\"y\",[\"z\"]],\"b\":[],\"c\":{}}", "1{a=x; y; z}"},
        {"{\"p\":[{\"n\":\"A\",\"t\":1},{\"n\":\"B\"}]}", "1{p.n=A; B}{p.t=1}"},
        {"{\"w\":\"\\u0175yn \xc5\xb5\"}", "1{w=ŵyn ŵ}"},
        /* bad lines; the next ones are read */
        {"{\"a\":1\n{\"a\":2}", "1:6!ends before its JSON does2{a=2}"},
        {"{\"a\":01}", "1:6!is not JSON from here on"},
        {"{\"a\":1,\"b\":2,\"c\":x}", "1:18!is not JSON from here on"},
        {"{\"a\":1,\"a\":2}", "1:10!has a key twice"},
        {"{1:2}", "1:2!is not JSON from here on"},
        {"{\"a\":1,2:3}", "1:8!is not JSON from here on"},
        {"{\"a\":1} 2", "1:9!has something after its JSON object"},
        {"[1]", "1:1!is not a JSON object"},
        {"12", "1:1!is not a JSON object"},
        {"\"x\"", "1:1!is not a JSON object"},
        {"{\"a\":\"\\u0000\"}", "1:13!has a zero character"},
        {"{\"a\":-}", "1:6!is not JSON from here on"},
        {"{\"a\":\"x\xff\"}", "1:7!has text that is not UTF-8"},
        {"nothing", "1:7!is not JSON from here on"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t p = 0; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            rows_text(str_of(cases[i].input), all_pieces[p], &got);
            assert_text(cases[i].input, buf_str(&got), str_of(cases[i].rows));
            buf_free(&got);
        }
    }
}

static void nested(struct buf *input, int depth)
{
    for (int i = 0; i < depth; i++) {
        buf_add(input, STR("{\"a\":"));
    }
    buf_add_char(input, '1');
    for (int i = 0; i < depth; i++) {
        buf_add_char(input, '}');
    }
    buf_add_char(input, '\n');
}

static void test_limits(void **state)
{
    (void)state;
    struct buf input = {0};
    struct buf got = {0};
    nested(&input, JSON_LINES_DEPTH_MAX);
    nested(&input, JSON_LINES_DEPTH_MAX + 1);
    nested(&input, 100000); /* deeper than any stack */
    buf_add_char(&input, '{');
    for (int i = 0; i <= JSON_LINES_COLUMNS_MAX; i++) {
        buf_printf(&input, "%s\"k%d\":1", i ? "," : "", i);
    }
    buf_add(&input, STR("}\n{\"a\":1}\n"));
    rows_text(buf_str(&input), all_pieces[0], &got);
    assert_true(str_starts(buf_str(&got), STR("1{a.a.a")));
    assert_true(str_find(buf_str(&got), STR("2:1!is nested too deep3")) > 0);
    assert_true(str_ends(
        buf_str(&got), STR("!is nested too deep4:1!has more columns than a table may have5{a=1}")));
    buf_free(&input);
    buf_free(&got);
}

static void test_looks_like(void **state)
{
    (void)state;
    assert_true(json_lines_looks_like(STR(" {\"a\":1}")));
    assert_true(json_lines_looks_like(STR("{}")));
    assert_true(json_lines_looks_like(STR("{\n \"a\"")));
    assert_false(json_lines_looks_like(STR("")));
    assert_false(json_lines_looks_like(STR("{id},name\n")));
    assert_false(json_lines_looks_like(STR("[{\"a\":1}]")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_looks_like),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
