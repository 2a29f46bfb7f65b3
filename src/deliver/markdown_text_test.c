/* markdown_text_test.c - Markdown as plain text and as HTML. */
#include "markdown_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *markdown, *text, *html;
} cases[] = {
    {"", "", "<div></div>\n"},
    {"One\ntwo", "One two\n", "<div><p>One two</p>\n</div>\n"},
    {"a\n\nb", "a\n\nb\n", "<div><p>a</p>\n<p>b</p>\n</div>\n"},
    {"# Tŷ\n\nx", "Tŷ\n--\n\nx\n", "<div><h1>Tŷ</h1>\n<p>x</p>\n</div>\n"},
    {"- a\n- b", "- a\n- b\n",
     "<div><ul><li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n</div>\n"},
    {"9. a\n10. b\n\n    c", "9. a\n10. b\n\n    c\n",
     "<div><ol><li><p>a</p>\n</li>\n<li><p>b</p>\n<p>c</p>\n</li>\n</ol>\n</div>\n"},
    {"- a\n  - b\n    - c", "- a\n\n  - b\n\n    - c\n",
     "<div><ul><li><p>a</p>\n<ul><li><p>b</p>\n<ul><li><p>c</p>\n</li>\n</ul>\n</li>\n</ul>\n</li>\n"
     "</ul>\n</div>\n"},
    {"> a\n> b", "    a b\n", "<div><blockquote><p>a b</p>\n</blockquote>\n</div>\n"},
    {"**a *b* c**", "a b c\n", "<div><p><strong>a <em>b</em> c</strong></p>\n</div>\n"},
    {"***a***", "a\n", NULL},
    {"[a](https://x.gov.uk/?b=1&c=2)", "a (https://x.gov.uk/?b=1&c=2)\n",
     "<div><p><a href=\"https://x.gov.uk/?b=1&amp;c=2\">a</a></p>\n</div>\n"},
    {"<https://x.gov.uk>", "https://x.gov.uk\n",
     "<div><p><a href=\"https://x.gov.uk\">https://x.gov.uk</a></p>\n</div>\n"},
    {"[01632 960000](tel:01632960000) or", "01632 960000 (tel:01632960000) or\n", NULL},
    {"[a](javascript:alert(1))", "a\n", "<div><p>a</p>\n</div>\n"},
    {"a <b>c</b> & \"d\"", "a c & \"d\"\n", NULL},
    {"<script>alert(1)</script>", "", NULL},
    {"![who](https://t.example/x.png)", "who\n", "<div><p>who</p>\n</div>\n"},
    {"\\*a\\* \\<b\\>", "*a* <b>\n", "<div><p>*a* &lt;b&gt;</p>\n</div>\n"},
    {"a\n\n---\n\nb", "a\n\n----\n\nb\n", "<div><p>a</p>\n<hr>\n<p>b</p>\n</div>\n"},
    {"a\\\nb", "a\nb\n", NULL},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct buf text = {0}, html = {0};
        struct markdown_block *document;
        struct err err;
        assert_int_equal(markdown_parse(&arena, str_of(cases[i].markdown), &document, &err), 0);
        assert_int_equal(markdown_text(document, &text), 0);
        assert_int_equal(markdown_html(document, &html), 0);
        buf_add_char(&text, '\0');
        buf_add_char(&html, '\0');
        assert_string_equal(text.ptr, cases[i].text);
        if (cases[i].html != NULL) {
            assert_string_equal(html.ptr, cases[i].html);
        }
        assert_null(strstr(html.ptr, "<script"));
        assert_null(strstr(html.ptr, "<img"));
        buf_free(&text);
        buf_free(&html);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
