/* catalogue_test.c - what a .po file may say, what it may not, with which line it is refused. */
#include "catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char good[] =
    "# a file\n"
    "msgid \"\"\n"
    "msgstr \"\"\n"
    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
    "\n"
    "#. draft\n"
    "#: templates/x.mustache:3\n"
    "#, c-format\n"
    "msgid \"Hello, %s\"\n"
    "msgstr \"Helo, %s\"\n"
    "msgid \"One \\\"word\\\"\"\n"
    "\" and\\tmore\\\\\\n\"\n"
    "msgstr \"Un \"\n"
    "\"gair\"\n"
    "\n"
    "\n"
    "msgid \"{{name}} – Siân\"\n"
    "msgstr \"{{name}} – ŵyr\""; /* without a newline at its end */

static void texts_are_found(void **state)
{
    (void)state;
    struct catalogue *c = catalogue_new();
    struct err err = {0};
    assert_int_equal(0, catalogue_count(c));
    assert_null(catalogue_find(c, STR("Hello, %s")));
    assert_int_equal(0, catalogue_add(c, str_of(good), "good.po", &err));
    assert_int_equal(3, catalogue_count(c));
    assert_string_equal("Helo, %s", catalogue_find(c, STR("Hello, %s")));
    assert_string_equal("Un gair", catalogue_find(c, STR("One \"word\" and\tmore\\\n")));
    assert_string_equal("{{name}} – ŵyr", catalogue_find(c, STR("{{name}} – Siân")));
    assert_null(catalogue_find(c, STR("Hello")));
    assert_null(catalogue_find(c, STR("")));
    /* again, with the same meaning */
    assert_int_equal(0, catalogue_add(c, str_of(good), "again.po", &err));
    assert_int_equal(3, catalogue_count(c));
    assert_int_equal(0, catalogue_add(c, STR(""), "empty.po", &err));
    catalogue_free(c);
    catalogue_free(NULL);
}

#define HELLO "msgid \"Hello\"\n"

static const struct {
    const char *text;
    int code;
    size_t line;
} bad[] = {
    {HELLO, ERR_INPUT, 1},
    {HELLO "\nmsgstr \"Helo\"\n", ERR_INPUT, 1},
    {HELLO "# so\nmsgstr \"Helo\"\n", ERR_INPUT, 2},
    {HELLO "msgstr \"\"\n", ERR_INPUT, 1},
    {HELLO "msgstr \"Helo\"\nmsgstr \"Helo\"\n", ERR_INPUT, 3},
    {"msgstr \"Helo\"\n", ERR_INPUT, 1},
    {"\"Hello\"\n", ERR_INPUT, 1},
    {HELLO "msgstr \"Helo\n", ERR_INPUT, 2},
    {HELLO "msgstr Helo\n", ERR_INPUT, 2},
    {HELLO "msgstr \"Helo\" \n", ERR_INPUT, 2},
    {HELLO "msgstr \"He\"lo\"\n", ERR_INPUT, 2},
    {HELLO "msgstr \"Helo\\\"\n", ERR_INPUT, 2},
    {HELLO "msgstr \"He\\lo\"\n", ERR_INPUT, 2},
    {HELLO "msgstr \"He\tlo\"\n", ERR_INPUT, 2},
    {HELLO "msgstr \"Helo\"\n\n#~ msgid \"Old\"\n", ERR_INPUT, 4},
    {"#, fuzzy\n" HELLO "msgstr \"Helo\"\n", ERR_INPUT, 1},
    {"msgctxt \"menu\"\n" HELLO "msgstr \"Helo\"\n", ERR_INPUT, 1},
    {HELLO "msgid_plural \"Hellos\"\nmsgstr[0] \"Helo\"\n", ERR_INPUT, 2},
    {HELLO "msgstr \"Helo\"\n" HELLO "msgstr \"Shwmae\"\n", ERR_CONFLICT, 3},
    {HELLO "msgstr \"Helo\"\nmsgid \"\"\nmsgstr \"charset=UTF-8\"\n", ERR_INPUT, 3},
    {"msgid \"\"\nmsgstr \"charset=ISO-8859-14\"\n", ERR_INPUT, 1},
    {HELLO "msgstr \"Hel\xff\"\n", ERR_INPUT, 0},
    {"hello\n", ERR_INPUT, 1},
    {" " HELLO, ERR_INPUT, 1},
};

static void what_is_not_so_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct catalogue *c = catalogue_new();
        struct err err = {0};
        int code = catalogue_add(c, str_of(bad[i].text), "bad.po", &err);
        if (code != bad[i].code || err.line != bad[i].line) {
            fail_msg("%s: %d at line %zu: %s", bad[i].text, code, err.line, err.message);
        }
        assert_string_equal("bad.po", err.file);
        catalogue_free(c);
    }
}

static void a_text_has_a_limit(void **state)
{
    (void)state;
    struct catalogue *c = catalogue_new();
    struct buf text = {0};
    struct err err = {0};
    buf_add(&text, STR("msgid \"a\"\nmsgstr \""));
    for (int i = 0; i <= CATALOGUE_TEXT_BYTES_MAX; i++) {
        buf_add_char(&text, 'a');
    }
    buf_add(&text, STR("\"\n"));
    assert_int_equal(ERR_LIMIT, catalogue_add(c, buf_str(&text), "long.po", &err));
    assert_int_equal(2, err.line);
    buf_free(&text);
    catalogue_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found),
        cmocka_unit_test(what_is_not_so_is_refused_with_its_line),
        cmocka_unit_test(a_text_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
