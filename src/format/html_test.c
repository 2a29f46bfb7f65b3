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

/* Each byte among others that are plain, at each place of a word, comes out as it does alone. */
static void test_places(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t place = 0; place < 20; place++) {
            char text[20];
            struct buf alone = {0}, out = {0}, wanted = {0};
            memset(text, "~ Az"[place % 4], sizeof text);
            buf_add(&wanted, str_make(text, place));
            text[place] = (char)byte;
            assert_int_equal(html_escape(&alone, str_make(text + place, 1)), 0);
            buf_add(&wanted, buf_str(&alone));
            buf_add(&wanted, str_make(text + place + 1, sizeof text - place - 1));
            assert_int_equal(html_escape(&out, str_make(text, sizeof text)), 0);
            assert_text("among others", buf_str(&out), buf_str(&wanted));
            buf_free(&alone);
            buf_free(&out);
            buf_free(&wanted);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_escape),
                                       cmocka_unit_test(test_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
