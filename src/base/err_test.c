/* err_test.c - messages fit, places are kept, and each code has its exit status. */
#include "err.h"

#include "err_list.h"

#include <string.h>
#include <sysexits.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_set_and_at(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(err_set(&err, ERR_INPUT, "row %d", 7), ERR_INPUT);
    assert_string_equal(err.message, "row 7");
    assert_string_equal(err.file, "");
    assert_int_equal(err.line, 0);
    assert_int_equal(err_at(&err, ERR_LIMIT, "a.csv", 3, 9, "too long"), ERR_LIMIT);
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.file, "a.csv");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 9);
    assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), ERR_IO);
    assert_int_equal(err_say(&err, ERR_DENIED, "You may not see %s", "it"), ERR_DENIED);
    assert_string_equal(err.message, "You may not see it");
    assert_true(err.is_said);
    err_set(&err, ERR_INPUT, "row %d", 7);
    assert_false(err.is_said);
    assert_int_equal(err_say(NULL, ERR_IO, "nobody listens"), ERR_IO);
}

static void test_message_may_quote_itself(void **state)
{
    (void)state;
    struct err err;
    err_set(&err, ERR_INPUT, "inner");
    err_set(&err, ERR_INPUT, "outer: %s", err.message);
    assert_string_equal(err.message, "outer: inner");
}

static void test_long_message_is_cut(void **state)
{
    (void)state;
    struct err err;
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    err_at(&err, ERR_INPUT, text, 1, 1, "%s", text);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_int_equal(strlen(err.file), sizeof err.file - 1);
}

static void test_exit_statuses(void **state)
{
    (void)state;
    static const int cases[][2] = {
        {0, 0},           {ERR_INPUT, 65}, {ERR_NOTFOUND, 66}, {ERR_CONFLICT, 73},
        {ERR_DENIED, 77}, {ERR_LIMIT, 65}, {ERR_IO, 71},       {ERR_DB, 74},
        {ERR_MEMORY, 71}, {ERR_USAGE, 64}, {ERR_CREATE, 73},   {-999, EX_SOFTWARE},
        {1, EX_SOFTWARE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(err_exit_status(cases[i][0]), cases[i][1]);
    }
}

static void test_lists(void **state)
{
    (void)state;
    struct err_list list = {0};
    struct err err = {0};
    assert_int_equal(err_list_first(&list, &err), 0);
    err_at(&err, ERR_LIMIT, "a", 1, 2, "first");
    assert_int_equal(err_list_add(&list, &err), ERR_LIMIT);
    for (int i = 0; i < ERR_LIST_MAX + 5; i++) {
        err_set(&err, ERR_INPUT, "number %d", i);
        err_list_add(&list, &err);
    }
    assert_int_equal(list.count, ERR_LIST_MAX + 6);
    assert_int_equal(list.kept, ERR_LIST_MAX);
    assert_string_equal(list.errors[ERR_LIST_MAX - 1].message, "number 998");
    assert_int_equal(err_list_first(&list, &err), ERR_LIMIT);
    assert_string_equal(err.message, "first");
    assert_int_equal(err_list_code(&list), ERR_LIMIT);
    err_list_free(&list);
    assert_int_equal(err_list_code(&list), 0);
    static const size_t places[][2] = {{9, 9}, {3, 1}, {2, 7}, {2, 5}, {3, 1}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        err_at(&err, ERR_INPUT, "a", places[i][0], places[i][1], "%zu", i);
        err_list_add(&list, &err);
    }
    err_list_sort(&list, 1);
    static const char order[] = "03214";
    for (size_t i = 0; i < list.kept; i++) {
        assert_int_equal(list.errors[i].message[0], order[i]);
    }
    err_list_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_at),
        cmocka_unit_test(test_message_may_quote_itself),
        cmocka_unit_test(test_long_message_is_cut),
        cmocka_unit_test(test_exit_statuses),
        cmocka_unit_test(test_lists),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
