/* yaml_tree_test.c - what is read, what is refused and where, what is written is read back. */
#include "yaml_tree.h"

#include "format_test.h"
#include "random.h"
#include "test_seed.h"

static void node_text(const struct yaml_node *node, struct buf *out)
{
    if (node->kind == YAML_TEXT) {
        buf_printf(out, node->quoted ? "'%.*s'" : "%.*s", PRI(node->text));
        return;
    }
    buf_add_char(out, node->kind == YAML_MAP ? '{' : '[');
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        if (node->kind == YAML_MAP) {
            buf_printf(out, "%.*s:", PRI(member->key));
        }
        node_text(member, out);
        buf_add(out, member->next ? STR(",") : STR(""));
    }
    buf_add_char(out, node->kind == YAML_MAP ? '}' : ']');
}

static void test_trees(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        const char *tree;
    } cases[] = {
        {"", "{}"},
        {"# only a comment\n", "{}"},
        {"a: 1\nb: x y\n", "{a:1,b:x y}"},
        {"\xef\xbb\xbf"
         "a: 1\n",
         "{a:1}"},
        {"---\na: 1\n...\n", "{a:1}"},
        {"a:\nb: \"\"\n", "{a:,b:''}"},
        {"list:\n  - a\n  - {b: 1}\n  - [c, 'd']\n", "{list:[a,{b:1},[c,'d']]}"},
        {"a: |\n  one\n  two\n", "{a:'one\ntwo\n'}"},
        {"a: 007\nb: yes\nc: ~\n", "{a:007,b:yes,c:~}"},
        {"'a b': Siân # why\n", "{a b:Siân}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct buf got = {0};
        struct err err = {0};
        struct yaml_node *root;
        if (yaml_tree_parse(&arena, str_of(cases[i].yaml), "m.yaml", &root, &err) != 0) {
            fail_msg("%s: %s", cases[i].yaml, err.message);
        }
        node_text(root, &got);
        assert_text(cases[i].yaml, buf_str(&got), str_of(cases[i].tree));
        buf_free(&got);
        arena_free(&arena);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        size_t line;
        size_t column;
        const char *says;
    } cases[] = {
        {"a: 1\nb: &x 2\n", 2, 4, "&"},
        {"a: *x\n", 1, 4, "&"},
        {"a: &x [1]\n", 1, 4, "&"},
        {"a: !!int 3\n", 1, 4, "!"},
        {"a: !secret {b: 1}\n", 1, 4, "!"},
        {"a: 1\nb: 2\na: 3\n", 3, 1, "twice"},
        {"x:\n  - {a: 1, a: 2}\n", 2, 12, "twice"},
        {"? [a]\n: 1\n", 1, 3, "text"},
        {"\"\": 1\n", 1, 1, "empty"},
        {"a: 1\n---\nb: 2\n", 2, 1, "second document"},
        {"a: 1\n b: 2\n", 2, 3, "not YAML"},
        {"a: [1\n", 2, 1, "not YAML"},
        {"\ta: 1\n", 1, 1, "not YAML"},
        {"a: 'x\n", 2, 1, "not YAML"},
        {"%TAG ! tag:x,2000:\n---\na: 1\n", 1, 1, "%TAG"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct err err = {0};
        struct yaml_node *root = NULL;
        int code = yaml_tree_parse(&arena, str_of(cases[i].yaml), "m.yaml", &root, &err);
        if (code != ERR_INPUT || root != NULL || err.line != cases[i].line ||
            err.column != cases[i].column || strstr(err.message, cases[i].says) == NULL ||
            strcmp(err.file, "m.yaml") != 0) {
            fail_msg("%s: %d %zu:%zu %s", cases[i].yaml, code, err.line, err.column, err.message);
        }
        arena_free(&arena);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf text = {0};
    struct yaml_node *root;
    for (int depth = YAML_DEPTH_MAX - 1; depth <= YAML_DEPTH_MAX + 1; depth += 2) {
        text.len = 0;
        for (int i = 0; i < depth; i++) {
            buf_add_char(&text, '[');
        }
        for (int i = 0; i < depth; i++) {
            buf_add_char(&text, ']');
        }
        int code = yaml_tree_parse(&arena, buf_str(&text), "m", &root, NULL);
        assert_int_equal(code, depth < YAML_DEPTH_MAX ? 0 : ERR_LIMIT);
    }
    text.len = 0;
    for (int i = 0; i < 100000; i++) {
        buf_add_char(&text, '[');
    }
    assert_int_equal(yaml_tree_parse(&arena, buf_str(&text), "m", &root, NULL), ERR_LIMIT);
    text.len = 0;
    for (int i = 0; i <= YAML_BYTES_MAX >> 3; i++) {
        buf_add(&text, STR("#comment"));
    }
    assert_int_equal(yaml_tree_parse(&arena, buf_str(&text), "m", &root, NULL), ERR_LIMIT);
    buf_free(&text);
    arena_free(&arena);
}

static void test_getters(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int whole; /* wanted return codes */
        int64_t value;
        int truth;
    } cases[] = {
        {"n", 0, 30, ERR_INPUT},
        {"minus", 0, -5, ERR_INPUT},
        {"days", ERR_INPUT, 0, ERR_INPUT},
        {"quoted", ERR_INPUT, 0, ERR_INPUT},
        {"large", ERR_INPUT, 0, ERR_INPUT},
        {"huge", ERR_INPUT, 0, ERR_INPUT},
        {"yes", ERR_INPUT, 0, ERR_INPUT},
        {"true", ERR_INPUT, 0, 0},
        {"list", ERR_INPUT, 0, ERR_INPUT},
        {"none", ERR_INPUT, 0, ERR_INPUT},
    };
    static const char yaml[] =
        "n: 30\nminus: -5\ndays: 30 days\nquoted: '30'\nlarge: 101\n"
        "huge: 99999999999999999999\nyes: yes\ntrue: true\nlist: [1]\nnone:\n";
    struct arena arena = {0};
    struct yaml_node *root;
    assert_int_equal(yaml_tree_parse(&arena, str_of(yaml), "m.yaml", &root, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct yaml_node *node = yaml_map_get(root, str_of(cases[i].key));
        struct err err = {0};
        int64_t value = 0;
        bool truth = false;
        assert_non_null(node);
        assert_int_equal(yaml_get_whole(node, "m.yaml", -10, 100, &value, &err), cases[i].whole);
        assert_int_equal(value, cases[i].value);
        assert_true(cases[i].whole == 0 || err.line == i + 1);
        assert_int_equal(yaml_get_bool(node, "m.yaml", &truth, NULL), cases[i].truth);
    }
    struct str text;
    const struct yaml_node *first;
    struct err err = {0};
    const struct yaml_node *list = yaml_map_get(root, STR("list"));
    assert_null(yaml_map_get(root, STR("absent")));
    assert_null(yaml_map_get(list, STR("n")));
    assert_null(yaml_map_get(NULL, STR("n")));
    assert_int_equal(yaml_get_text(list, "m", &text, NULL), ERR_INPUT);
    assert_int_equal(yaml_get_text(list->first, "m", &text, NULL), 0);
    assert_int_equal(yaml_get_list(list, "m", &first, NULL), 0);
    assert_int_equal(yaml_get_list(root, "m", &first, NULL), ERR_INPUT);
    struct str keys[] = {STR("n"), STR("minus")};
    assert_int_equal(yaml_map_check(root, "m.yaml", keys, 2, &err), ERR_INPUT);
    assert_int_equal(err.line, 3);
    assert_non_null(strstr(err.message, "known are: n, minus"));
    assert_int_equal(yaml_map_check(list, "m.yaml", keys, 2, NULL), ERR_INPUT);
    arena_free(&arena);
}

static void test_shares(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        int code;
        double share;
    } cases[] = {
        {"0", 0, 0},
        {"1", 0, 1},
        {"0.2", 0, .2},
        {".2", 0, .2},
        {"1.000", 0, 1},
        {"1.001", ERR_INPUT, 0},
        {"20%", ERR_INPUT, 0},
        {"'0.2'", ERR_INPUT, 0},
        {"-0.2", ERR_INPUT, 0},
        {"1e-2", ERR_INPUT, 0},
        {"0.2 of it", ERR_INPUT, 0},
        {"0.2.1", ERR_INPUT, 0},
        {".", ERR_INPUT, 0},
        {"nan", ERR_INPUT, 0},
        {"[0.2]", ERR_INPUT, 0},
        {"", ERR_INPUT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct yaml_node *root;
        double share = 0;
        struct str yaml = arena_printf(&arena, "share: %s\n", cases[i].yaml);
        assert_int_equal(yaml_tree_parse(&arena, yaml, "m.yaml", &root, NULL), 0);
        int code = yaml_get_share(root->first, "m.yaml", &share, NULL);
        if (code != cases[i].code || share != cases[i].share) {
            fail_msg("%s: %d %g", cases[i].yaml, code, share);
        }
        arena_free(&arena);
    }
}

/* Any text written as a scalar is read back, as a value, as a key and inside a list; valid text
 * unchanged. */
static void test_write_random(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",      "B7", " ",    "-",    ":", "#", "\"",   "'",    "\\",       "\n",
        "ŵ",      "\t", "1",    "~",    "{", "]", ",",    "&",    "*",        "!",
        "%",      "@",  "`",    ".",    "/", "_", "\x01", "\x7f", "\xc2\x85", "\u2028",
        "\ufeff", "😀",  "true", "null", "?", "|", ">"};
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 3000; round++) {
        struct buf text = {0};
        struct buf yaml = {0};
        struct arena arena = {0};
        struct yaml_node *root;
        struct err err = {0};
        for (uint64_t i = random_below(&random, 6); i > 0; i--) {
            buf_add(&text, str_of(pieces[random_below(&random, sizeof pieces / sizeof pieces[0])]));
        }
        buf_add(&yaml, STR("v: "));
        assert_int_equal(yaml_write_scalar(&yaml, buf_str(&text)), 0);
        buf_add(&yaml, STR("\nl: ["));
        assert_int_equal(yaml_write_scalar(&yaml, buf_str(&text)), 0);
        buf_add(&yaml, STR(", x]\n"));
        if (yaml_tree_parse(&arena, buf_str(&yaml), "m", &root, &err) != 0) {
            fail_msg("%.*s: %s", PRI(buf_str(&yaml)), err.message);
        }
        assert_text("value", yaml_map_get(root, STR("v"))->text, buf_str(&text));
        assert_text("in a list", yaml_map_get(root, STR("l"))->first->text, buf_str(&text));
        arena_free(&arena);
        buf_free(&text);
        buf_free(&yaml);
    }
}

static void test_write(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *written;
    } cases[] = {
        {"", "\"\""},
        {"birth date", "birth date"},
        {"true", "\"true\""},
        {"No", "\"No\""},
        {"30", "\"30\""},
        {"a: b", "\"a: b\""},
        {"a ", "\"a \""},
        {"ŵ", "\"ŵ\""},
        {"a\xff", "\"a\xef\xbf\xbd\""},
        {"a/b.c-d_e", "a/b.c-d_e"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        assert_int_equal(yaml_write_scalar(&out, str_of(cases[i].text)), 0);
        assert_text(cases[i].text, buf_str(&out), str_of(cases[i].written));
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits), cmocka_unit_test(test_getters),
        cmocka_unit_test(test_shares), cmocka_unit_test(test_write_random),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
