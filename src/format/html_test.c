/* html_test.c - nothing gets out of its element or attribute. */
#include "html.h"

#include "format_test.h"

static void test_escape(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *escaped;
    } cases[] = {
        {"", ""},
        {"Siân & Co", "Siân &amp; Co"},
        {"<script>alert(\"x\")</script>", "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"},
        {"O'Neill", "O&#39;Neill"},
        {"&amp;", "&amp;amp;"},
        {"a\tb\r\n", "a\tb\r\n"},
        {"\x01\x7f", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"a\xff<\xe2\x80", "a\xef\xbf\xbd&lt;\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        assert_int_equal(html_escape(&out, str_of(cases[i].text)), 0);
        assert_text(cases[i].text, buf_str(&out), str_of(cases[i].escaped));
        buf_free(&out);
    }
    struct buf full = {.max = 3};
    assert_int_equal(html_escape(&full, STR("<")), ERR_LIMIT);
    buf_free(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_escape)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
