/* page_templates_test.c - texts of a template in its language; and manifests of assets. */
#include "page_templates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char po[] =
    "msgid \"Hello, {{name}}\"\nmsgstr \"Helo, {{name}}\"\n"
    "msgid \"Two words\"\nmsgstr \"Dau air\"\n";

static const struct {
    const char *template, *english, *welsh; /* NULL: refused */
    size_t line;
} cases[] = {
    {"", "", "", 0},
    {"<p>[[Two words]]</p>", "<p>Two words</p>", "<p>Dau air</p>", 0},
    {"[[Hello, {{name}}]][[Two words]]", "Hello, {{name}}Two words", "Helo, {{name}}Dau air", 0},
    {"a\n[[ Two\n\t  words\n]]\nb", "a\nTwo words\nb", "a\nDau air\nb", 0},
    {"[one] [ [two] ]", "[one] [ [two] ]", "[one] [ [two] ]", 0},
    {"a\nb [[Three words]]", "a\nb Three words", NULL, 2},
    {"a\n\n[[]]", NULL, NULL, 3},
    {"[[ \n ]]", NULL, NULL, 1},
    {"[[Two words", NULL, NULL, 1},
};

static void texts_are_in_their_language(void **state)
{
    (void)state;
    struct catalogue *welsh = catalogue_new();
    struct err err = {0};
    assert_int_equal(0, catalogue_add(welsh, str_of(po), "po", &err));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int language = 0; language < ACCESS_LANGUAGES; language++) {
            bool in_welsh = language == ACCESS_WELSH;
            const char *expected = in_welsh ? cases[i].welsh : cases[i].english;
            struct buf out = {0};
            int code = page_template_text(str_of(cases[i].template), "t", in_welsh ? welsh : NULL,
                                          &out, &err);
            assert_true((code == 0) == (expected != NULL));
            if (code == 0) {
                assert_true(str_eq(buf_str(&out), str_of(expected)));
            } else {
                assert_string_equal("t", err.file);
                assert_int_equal(cases[i].line, err.line);
            }
            buf_free(&out);
        }
    }
    catalogue_free(welsh);
}

static void what_the_program_carries_can_be_loaded(void **state)
{
    (void)state;
    struct catalogue *welsh = NULL;
    struct mustache *set = NULL;
    struct err err = {0};
    assert_int_equal(0, page_catalogue_load(&welsh, &err));
    assert_int_equal(page_welsh_checked, catalogue_count(welsh));
    assert_int_equal(0, page_templates_load(welsh, &set, &err));
    mustache_free(set);
    assert_int_equal(0, page_templates_load(NULL, &set, &err));
    mustache_free(set);
    catalogue_free(welsh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_in_their_language),
        cmocka_unit_test(what_the_program_carries_can_be_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
