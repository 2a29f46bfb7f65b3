/* markdown_page_test.c - Markdown becomes the HTML that is meant, and nothing that is written in it
 * becomes a tag. */
#include "markdown_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define P(text) "<p class=\"govuk-body\">" text "</p>\n"

static const struct {
    const char *text, *html;
} cases[] = {
    {"", ""},
    {"One.\n\nTwo.", P("One.") P("Two.")},
    {"a **b *c* d** e", P("a <strong>b <em>c</em> d</strong> e")},
    {"***x***", P("<em><strong>x</strong></em>")},
    {"[call *us*](tel:123)", P("<a class=\"govuk-link\" href=\"tel:123\">call <em>us</em></a>")},
    {"[x](javascript:alert(1))", P("x")},
    {"[x](https://a.example/?a=1&b=\"2\")",
     P("<a class=\"govuk-link\" href=\"https://a.example/?a=1&amp;b=&quot;2&quot;\">x</a>")},
    {"<script>alert(1)</script>", ""},
    {"a <b>c</b> & \"d\"", P("a c &amp; &quot;d&quot;")},
    {"# T\n\n## U", "<h3 class=\"govuk-heading-s\">T</h3>\n<h4 class=\"govuk-heading-s\">U</h4>\n"},
    {"- a\n- b", "<ul class=\"govuk-list govuk-list--bullet\">\n<li>a</li>\n<li>b</li>\n</ul>\n"},
    {"1. a\n2. b", "<ol class=\"govuk-list govuk-list--number\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct buf out = {0};
        struct err err = {0};
        assert_int_equal(markdown_page(&arena, str_of(cases[i].text), 3, &out, &err), 0);
        if (!str_eq(buf_str(&out), str_of(cases[i].html))) {
            fail_msg("%s: %.*s", cases[i].text, PRI(buf_str(&out)));
        }
        buf_free(&out);
        arena_free(&arena);
    }
}

static void test_limit(void **state)
{
    struct arena arena = {0};
    struct buf out = {.max = 8};
    struct err err = {0};
    (void)state;
    assert_int_equal(markdown_page(&arena, STR("One, and two."), 3, &out, &err), ERR_LIMIT);
    buf_free(&out);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
