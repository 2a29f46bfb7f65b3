/* role_category_test.c - every role has the category that it should, and every category a role. */
#include "role_category.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A role that was added and forgotten in the table would be a name, which most purposes open. */
static void test_names(void **state)
{
    (void)state;
    static const enum role names[] = {ROLE_TITLE, ROLE_GIVEN_NAME, ROLE_MIDDLE_NAME,
                                      ROLE_FAMILY_NAME, ROLE_FULL_NAME};
    bool seen[FIELD_CATEGORIES] = {false};
    for (int r = 0; r < ROLES; r++) {
        bool is_name = false;
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
            is_name = is_name || names[n] == (enum role)r;
        }
        assert_int_equal(role_category((enum role)r) == CATEGORY_NAME, is_name);
        seen[role_category((enum role)r)] = true;
    }
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        assert_true(seen[c]);
    }
}

/* Roles whose name is a category's are of that category. */
static void test_same_names(void **state)
{
    (void)state;
    size_t same = 0;
    for (int r = 0; r < ROLES; r++) {
        for (int c = 0; c < FIELD_CATEGORIES; c++) {
            if (strcmp(role_table[r].name, field_category_names[c]) == 0) {
                assert_int_equal(role_category((enum role)r), c);
                same++;
            }
        }
    }
    assert_true(same >= 9);
    assert_int_equal(role_category(ROLE_IGNORE), CATEGORY_OTHER);
    assert_int_equal(role_category(ROLE_POSTCODE), CATEGORY_ADDRESS);
    assert_int_equal(role_category(ROLE_RECORD_ID), CATEGORY_REFERENCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_same_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
