/* watch_file_test.c - watch.yaml: read, with defaults; every mistake with its place. */
#include "watch_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_read(void **state)
{
    (void)state;
    struct watch_settings w;
    struct err_list errors = {0};
    assert_int_equal(watch_settings_parse(STR(""), "watch.yaml", &w, &errors), 0);
    assert_int_equal(w.window_days, 30);
    assert_int_equal(w.famous_count, 0);
    watch_settings_free(&w);
    const struct str text = STR("bulk_people: 12\nfamous: [\"council_tax:CT 17:b\", 7K3Q-9M2X]\n");
    assert_int_equal(watch_settings_parse(text, "watch.yaml", &w, &errors), 0);
    assert_int_equal(w.bulk_people, 12);
    assert_int_equal(w.bulk_times, 3);
    assert_int_equal(w.famous_count, 2);
    assert_true(str_eq(w.famous[0].source, STR("council_tax")));
    assert_true(str_eq(w.famous[0].key, STR("CT 17:b")));
    assert_true(w.famous[1].source.len == 0 && str_eq(w.famous[1].key, STR("7K3Q-9M2X")));
    watch_settings_free(&w);
    err_list_free(&errors);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count, line, column;
        const char *says;
    } cases[] = {
        {"window_days: 0\n", 1, 1, 14, "a whole number from 1 to 366"},
        {"window_days: a month\nbulk: 3\n", 2, 1, 14, "a whole number"},
        {"famous_staff: 1\n", 1, 1, 15, "a whole number from 2"},
        {"famous: CT1\n", 1, 1, 9, "list"},
        {"famous: [\":CT1\"]\n", 1, 1, 10, "a record is named by its source"},
        {"famous: [\"tax:\"]\n", 1, 1, 10, "a record is named by its source"},
        {"day_begins: 21\n", 1, 1, 13, "the day ends before it begins"},
        {"one_in: 1\n", 1, 1, 9, "a whole number from 2"},
        {"one_in: 5\none_in: 6\n", 1, 2, 1, "stands here twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct watch_settings w;
        struct err_list errors = {0};
        assert_true(watch_settings_parse(str_of(cases[i].text), "w", &w, &errors) != 0);
        const struct err *first = &errors.errors[0];
        if (errors.count != cases[i].count || first->line != cases[i].line ||
            first->column != cases[i].column || strstr(first->message, cases[i].says) == NULL) {
            fail_msg("case %zu: %zu at %zu:%zu: %s", i, errors.count, first->line, first->column,
                     first->message);
        }
        err_list_free(&errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
