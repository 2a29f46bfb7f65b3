/* json_tree_test.c - what is built is printed as JSON, what is read is printed as it was. */
#include "json_tree.h"

#include "format_test.h"

#include <math.h>

static struct str printed(const struct json_node *node, struct buf *out)
{
    struct json_writer json = {.out = out};
    out->len = 0;
    json_tree_write(node, &json);
    assert_int_equal(json.code, 0);
    return buf_str(out);
}

static void test_built(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf out = {0};
    struct json_node *page = json_tree_object(&arena);
    struct json_node *rows = json_tree_list(&arena);
    char name[] = "Siân";
    json_tree_put_text(&arena, page, STR("name"), str_of(name));
    name[0] = 'X'; /* it was copied */
    json_tree_put(page, STR("rows"), rows);
    json_tree_append(rows, json_tree_whole(&arena, INT64_MIN));
    json_tree_append(rows, json_tree_decimal(&arena, 0.1));
    json_tree_append(rows, json_tree_decimal(&arena, -1e300));
    json_tree_append(rows, json_tree_decimal(&arena, NAN));
    json_tree_append(rows, json_tree_nothing(&arena));
    json_tree_append(rows, json_tree_object(&arena));
    json_tree_put_bool(&arena, page, STR("late"), false);
    json_tree_put_whole(&arena, page, STR("count"), 6);
    assert_text("built", printed(page, &out),
                STR("{\"name\": \"Siân\", \"rows\": [-9223372036854775808, 0.1, -1e+300, null, "
                    "null, {}], \"late\": false, \"count\": 6}"));
    assert_ptr_equal(json_tree_get(page, STR("rows"), json_tree_print(STR("rows"))), rows);
    assert_null(json_tree_get(page, STR("rowz"), json_tree_print(STR("rowz"))));
    assert_null(json_tree_get(page, STR(""), json_tree_print(STR(""))));
    assert_null(json_tree_get(rows, STR("rows"), json_tree_print(STR("rows"))));
    assert_int_equal(rows->count, 6);
    buf_free(&out);
    arena_free(&arena);
}

static void test_read(void **state)
{
    (void)state;
    static const char *const same[] = {
        "null",
        "true",
        "\"\"",
        "\"a\\u0000b\\u003c/script>\"",
        "-12",
        "1.21",
        "0.30000000000000004",
        "{}",
        "[]",
        "[[], {\"a\": [{\"b\": null}]}]",
        "{\"\": 1, \"a b\": 2}",
    };
    struct arena arena = {0};
    struct buf out = {0};
    struct err err = {0};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct json_node *root;
        assert_int_equal(json_tree_read(&arena, str_of(same[i]), "x", &root, &err), 0);
        assert_text(same[i], printed(root, &out), str_of(same[i]));
    }
    buf_free(&out);
    arena_free(&arena);
}

static void repeated(struct buf *text, const char *piece, int count)
{
    for (int i = 0; i < count; i++) {
        buf_add(text, str_of(piece));
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {
        {"", 1}, {"{\n\"a\": }", 2}, {"{\"a\": 1, \"a\": 2}", 1}, {"[1] 2", 1}, {"\"\xff\"", 1}};
    struct arena arena = {0};
    struct err err = {0};
    struct json_node *root = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(json_tree_read(&arena, str_of(cases[i].text), "x.json", &root, &err),
                         ERR_INPUT);
        assert_string_equal(err.file, "x.json");
        assert_int_equal(err.line, cases[i].line);
    }
    struct buf text = {0};
    repeated(&text, "[", JSON_WRITER_DEPTH_MAX);
    repeated(&text, "]", JSON_WRITER_DEPTH_MAX);
    assert_int_equal(json_tree_read(&arena, buf_str(&text), "x", &root, &err), 0);
    struct buf out = {0};
    assert_text("as deep as may be", printed(root, &out), buf_str(&text));
    root = NULL;
    text.len = 0;
    repeated(&text, "[", JSON_WRITER_DEPTH_MAX + 1);
    repeated(&text, "]", JSON_WRITER_DEPTH_MAX + 1);
    assert_int_equal(json_tree_read(&arena, buf_str(&text), "x", &root, &err), ERR_LIMIT);
    text.len = 0;
    for (int i = 0; i <= JSON_TREE_MEMBERS_MAX; i++) {
        buf_printf(&text, "%s\"%d\": 1", i > 0 ? ", " : "{", i);
    }
    buf_add(&text, STR("}"));
    assert_int_equal(json_tree_read(&arena, buf_str(&text), "x", &root, &err), ERR_LIMIT);
    assert_null(root);
    buf_free(&out);
    buf_free(&text);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_built),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
