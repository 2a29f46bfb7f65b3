/* staff_test.c - staff read, every mistake told with its place; nobody administers everything. */
#include "staff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define ROLES "roles: [r, information_governance]\n"
#define TWO                                                                                        \
    "departments:\n"                                                                               \
    "  - {department: a, title: {en: A, cy: A}, administrators: [ann], teams: [x, y],\n"           \
    "     sources: [housing], purposes: {p: [x, z]}}\n"                                            \
    "  - {department: b, title: {en: B, cy: B}, administrators: [bob], teams: [z]}\n"
#define ANN "  - {login: ann, name: Ann, department: a, teams: [x], roles: [r]}\n"

static const struct {
    const char *text;
    size_t count, line, column; /* of mistakes; place of the first */
    const char *said;
} mistakes[] = {
    {"", 3, 1, 1, "\"roles\" is missing"},
    {ROLES "departments: []\npeople: []\n", 1, 2, 14, "2 to 64 departments"},
    {ROLES "departments:\n  - {department: a, title: {en: A, cy: A}, teams: [x]}\npeople: []\n", 1,
     3, 3, "would administer everything"},
    {ROLES "departments:\n"
           "  - {department: a, title: {en: A, cy: A}, administrators: [ann, bob], teams: [x]}\n"
           "  - {department: b, title: {en: B, cy: B}, administrators: [bob], teams: [z]}\n"
           "people: []\n",
     1, 3, 3, "one person would administer every department"},
    {ROLES "departments:\n"
           "  - {department: a, title: {en: A, cy: A}, teams: [x]}\n"
           "  - {department: a, title: {en: B, cy: B}, teams: [z]}\n"
           "people: []\n",
     1, 4, 5, "there is a department of that name"},
    {ROLES "departments:\n"
           "  - {department: a, title: {en: A, cy: A}, teams: [x]}\n"
           "  - {department: b, title: {en: B, cy: B}, teams: [z, x]}\n"
           "people: []\n",
     1, 4, 51, "another department's too"},
    {ROLES "departments:\n"
           "  - {department: a, title: {en: A, cy: A}, teams: [x], purposes: {p: [x]}}\n"
           "  - {department: b, title: {en: B, cy: B}, teams: [z], purposes: {p: [z]}}\n"
           "people: []\n",
     1, 4, 66, "one answers for it"},
    {ROLES "departments:\n"
           "  - {department: a, title: {en: A, cy: A}, teams: [x], purposes: {p: [w]}}\n"
           "  - {department: b, title: {en: B, cy: B}, teams: [z]}\n"
           "people: []\n",
     1, 3, 71, "no department has a team"},
    {ROLES TWO "people:\n  - {login: a b, name: A, department: a, teams: [x], roles: [r]}\n", 1, 7,
     13, "this is no login"},
    {ROLES TWO "people:\n  - {login: ann, name: A, department: c, teams: [x], roles: [r]}\n", 1, 7,
     39, "no department of that name"},
    {ROLES TWO "people:\n  - {login: ann, name: A, department: a, teams: [w], roles: [s]}\n", 2, 7,
     50, "no department has a team"},
    {ROLES TWO "people:\n" ANN ANN, 1, 7, 3, "two people here have one login"},
    {ROLES TWO "people:\n  - {login: ann, name: A, department: a, teams: [x], roles: [r],\n"
               "     from: 2026-02-01, until: 2026-01-01}\n",
     1, 7, 5, "before \"from\""},
    {ROLES TWO "people:\n  - {login: ann, name: A, department: a, teams: [x], roles: [r],\n"
               "     records: [\"tax:R1\", \"R2\"]}\n",
     1, 8, 26, "source and its key"},
    {ROLES "titles: {wizard: {en: W, cy: W}}\n" TWO "people: []\n", 1, 2, 18,
     "no role or team of that name"},
    {ROLES "titles: {r: {en: W}}\n" TWO "people: []\n", 1, 2, 13, "\"cy\" is missing"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct staff staff;
        struct err_list errors = {0};
        assert_int_not_equal(staff_parse(str_of(mistakes[i].text), "staff.yaml", &staff, &errors),
                             0);
        const struct err *first = &errors.errors[0];
        if (errors.count != mistakes[i].count || first->line != mistakes[i].line ||
            first->column != mistakes[i].column ||
            str_find(str_of(first->message), str_of(mistakes[i].said)) < 0) {
            fail_msg("case %zu: %zu mistakes, %zu:%zu: %s", i, errors.count, first->line,
                     first->column, first->message);
        }
        err_list_free(&errors);
    }
}

static void test_looking_up(void **state)
{
    (void)state;
    struct staff staff;
    struct err_list errors = {0};
    const struct department *department;
    static const char text[] =
        ROLES TWO "people:\n" ANN
                  "  - {login: cat, name: C, department: b, teams: [z], roles: [r], until: "
                  "2026-01-01, records: [\"tax:R:1\"]}\n"
                  "  - {login: dee, name: D, department: b, teams: [z], roles: "
                  "[information_governance]}\n";
    assert_int_equal(staff_parse(str_of(text), "staff.yaml", &staff, &errors), 0);
    const struct staff_member *ann = staff_find(&staff, STR("ann"));
    const struct staff_member *cat = staff_find(&staff, STR("cat"));
    assert_non_null(ann);
    assert_int_equal(ann->records.count, 0);
    assert_int_equal(cat->records.count, 1);
    assert_true(str_eq(cat->records.at[0].source, STR("tax")) &&
                str_eq(cat->records.at[0].key, STR("R:1")));
    assert_null(staff_find(&staff, STR("eve")));
    assert_true(staff_is_here(ann, 30000) && staff_is_here(cat, 20454));
    assert_false(staff_is_here(cat, 20455));
    assert_true(staff_may_approve(&staff, ann)); /* administers a */
    assert_false(staff_may_approve(&staff, cat));
    assert_true(staff_may_approve(&staff, staff_find(&staff, STR("dee"))));
    const struct purpose_users *users = staff_users(&staff, STR("p"), &department);
    assert_true(users != NULL && names_have(&users->teams, STR("z")) &&
                str_eq(department->id, STR("a")));
    assert_null(staff_users(&staff, STR("q"), &department));
    assert_null(department);
    staff_free(&staff);
}

/* Whatever the environment says, who asks is who runs this. */
static void test_asker(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str before = STR(""), after = STR("");
    struct err err = {0};
    int code = staff_asker(&arena, &before, &err);
    if (code != 0) {
        assert_int_equal(code, ERR_DENIED);
        skip(); /* whoever runs the tests has no login */
    }
    setenv("USER", "mallory", 1);
    setenv("LOGNAME", "mallory", 1);
    setenv("SUDO_USER", "mallory", 1);
    setenv("HOME", "/tmp/mallory", 1);
    assert_int_equal(staff_asker(&arena, &after, &err), 0);
    assert_true(str_eq(before, after) && !str_eq(after, STR("mallory")));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_looking_up),
        cmocka_unit_test(test_asker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
