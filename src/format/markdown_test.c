/* markdown_test.c - what the tree says of a text; that a value put in stays a value. */
#include "markdown.h"

#include "format_test.h"
#include "random.h"
#include "test_seed.h"

/* put_tree - a tree on one line: kinds, then what is in them in brackets. */
static void put_tree(struct buf *out, const struct markdown_block *block)
{
    static const char *const kinds[] = {"doc", "quote", "list", "item", "p", "h", "code", "rule"};
    buf_printf(out, "%s", kinds[block->kind]);
    if (block->kind == MARKDOWN_HEADING) {
        buf_printf(out, "%d", block->level);
    } else if (block->kind == MARKDOWN_ITEM) {
        buf_printf(out, "%d", block->number);
    } else if (block->kind == MARKDOWN_LIST && block->ordered) {
        buf_printf(out, "#");
    }
    if (block->text.len > 0) {
        buf_printf(out, "'%.*s'", PRI(block->text));
    }
    for (size_t i = 0; i < block->span_count; i++) {
        const struct markdown_span *span = &block->spans[i];
        buf_printf(out, "%c%zu-%zu", "ebl"[span->style], span -> from, span -> to);
        if (span->style == MARKDOWN_LINK) {
            buf_printf(out, "<%.*s>", PRI(span->url));
        }
    }
    if (block->first != NULL) {
        buf_printf(out, "[");
        for (const struct markdown_block *at = block->first; at != NULL; at = at->next) {
            put_tree(out, at);
            buf_printf(out, at->next != NULL ? " " : "]");
        }
    }
}

static void test_trees(void **state)
{
    (void)state;
    static const struct {
        const char *text, *tree;
    } cases[] = {
        {"", "doc"},
        {"one\ntwo\n\nthree", "doc[p'one two' p'three']"},
        {"one  \ntwo", "doc[p'one\ntwo']"},
        {"# A\n## B\n", "doc[h1'A' h2'B']"},
        {"- a\n- b\n", "doc[list[item0[p'a'] item1[p'b']]]"},
        {"3. a\n4. b\n   - c\n", "doc[list#[item3[p'a'] item4[p'b' list[item0[p'c']]]]]"},
        {"a **b** *c* `d`", "doc[p'a b c d'b2-3e4-5]"},
        {"***x***", "doc[p'x'e0-1b0-1]"},
        {"see [gov](https://www.gov.uk/a) now", "doc[p'see gov now'l4-7<https://www.gov.uk/a>]"},
        {"<https://gov.uk>", "doc[p'https://gov.uk'l0-14<https://gov.uk>]"},
        {"[x](javascript:alert(1)) [y](/z)", "doc[p'x y']"},
        {"[x](HTTPS://a) [](https://b)", "doc[p'x 'l0-1<HTTPS://a>]"},
        {"a <b>b</b>\n\n<div>c</div>\n\nd", "doc[p'a b' p'd']"},
        {"![a picture](https://x/y.png)", "doc[p'a picture']"},
        {"> q\n\n---\n\n    code\n    more", "doc[quote[p'q'] rule code'code\nmore']"},
        {"&amp; &eacute;", "doc[p'& é']"},
        {"a\xff"
         "b",
         "doc[p'a\xef\xbf\xbd"
         "b']"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct buf tree = {0};
        struct markdown_block *document = NULL;
        assert_int_equal(markdown_parse(&arena, str_of(cases[i].text), &document, NULL), 0);
        put_tree(&tree, document);
        assert_text(cases[i].text, buf_str(&tree), str_of(cases[i].tree));
        buf_free(&tree);
        arena_free(&arena);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf text = {0};
    struct markdown_block *document = NULL;
    struct err err = {0};
    for (size_t i = 0; i < MARKDOWN_DEPTH_MAX; i++) {
        buf_add_char(&text, '>');
    }
    assert_int_equal(markdown_parse(&arena, buf_str(&text), &document, &err), 0);
    buf_add(&text, STR("> deep"));
    document = NULL;
    assert_int_equal(markdown_parse(&arena, buf_str(&text), &document, &err), ERR_LIMIT);
    assert_null(document);
    text.len = 0;
    for (size_t i = 0; i <= MARKDOWN_BLOCKS_MAX; i++) {
        buf_add(&text, STR("a\n\n"));
    }
    assert_int_equal(markdown_parse(&arena, buf_str(&text), &document, &err), ERR_LIMIT);
    buf_free(&text);
    char *large = mem_must_array(MARKDOWN_BYTES_MAX + 1, 1);
    memset(large, 'a', MARKDOWN_BYTES_MAX + 1);
    assert_int_equal(
        markdown_parse(&arena, str_make(large, MARKDOWN_BYTES_MAX + 1), &document, &err),
        ERR_LIMIT);
    mem_free(large);
    arena_free(&arena);
}

/* said_of - what a value should be read as: runs of white space are one space. */
static struct str said_of(struct arena *arena, struct str value)
{
    char *to = arena_alloc(arena, value.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        bool space = value.ptr[i] == ' ' || value.ptr[i] == '\n' || value.ptr[i] == '\t';
        if (!space) {
            to[len++] = value.ptr[i];
        } else if (len == 0 || to[len - 1] != ' ') {
            to[len++] = ' ';
        }
    }
    return str_make(to, len);
}

/* Any value, anywhere in a line, is read as itself and makes nothing else of the line. */
static void test_plain_is_plain(void **state)
{
    (void)state;
    static const char letters[] = "ab1 2.)-+*_`#>[](){}<>!&;=~|\\/:\"'\n\t@$%^?,";
    uint64_t seed = test_seed();
    for (uint64_t run = 0; run < 20000; run++) {
        struct random random = random_seed(seed + run);
        struct arena arena = {0};
        struct buf value = {0}, text = {0}, tree = {0}, expected = {0};
        struct markdown_block *document = NULL;
        for (uint64_t left = 1 + random_below(&random, 12); left > 0; left--) {
            buf_add_char(&value, letters[random_below(&random, sizeof letters - 1)]);
        }
        buf_add(&text, STR("x "));
        markdown_add_plain(&text, buf_str(&value));
        buf_add(&text, STR(" y"));
        assert_int_equal(markdown_parse(&arena, buf_str(&text), &document, NULL), 0);
        put_tree(&tree, document);
        struct buf said = {0};
        buf_printf(&said, "x ");
        buf_add(&said, buf_str(&value));
        buf_printf(&said, " y");
        buf_printf(&expected, "doc[p'%.*s']", PRI(said_of(&arena, buf_str(&said))));
        struct str found = said_of(&arena, buf_str(&tree));
        assert_text("a value", found, buf_str(&expected));
        buf_free(&said);
        buf_free(&value);
        buf_free(&text);
        buf_free(&tree);
        buf_free(&expected);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_trees), cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_plain_is_plain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
