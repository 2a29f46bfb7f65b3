/* attempt_test.c - waiting grows with failures, to a bound, and is forgotten; whoever fails has a
 * count of their own. */
#include "picture_test.h"

#include "attempt.h"

static const int64_t start = 1800000000;

static void waiting_grows_to_a_bound(void **state)
{
    static const struct {
        int64_t failures, wait;
    } cases[] = {{0, 0},   {5, 0},    {6, 30},   {7, 60},    {8, 120},
                 {9, 240}, {10, 480}, {11, 900}, {500, 900}, {INT64_MAX, 900}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(attempt_wait_s(cases[i].failures, 5), cases[i].wait);
    }
}

struct trial {
    struct seal *seal;
};

static int64_t wait_of(struct db *db, struct seal *seal, const char *name, int64_t now)
{
    struct err err = {0};
    int64_t wait = -1;
    assert_int_equal(attempt_wait(db, seal, "account", str_of(name), 5, now, &wait, &err), 0);
    return wait;
}

static int failures_in_turn(struct db *db, void *context, struct err *err)
{
    struct trial *t = context;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(wait_of(db, t->seal, "ann", start), 0);
        assert_int_equal(attempt_failed(db, t->seal, "account", STR("ann"), start, err), 0);
    }
    assert_int_equal(wait_of(db, t->seal, "ann", start), 30);
    assert_int_equal(wait_of(db, t->seal, "ann", start + 29), 1);
    assert_int_equal(wait_of(db, t->seal, "ann", start + 30), 0);
    assert_int_equal(wait_of(db, t->seal, "anna", start), 0);
    assert_int_equal(attempt_failed(db, t->seal, "account", STR("ann"), start + 40, err), 0);
    assert_int_equal(wait_of(db, t->seal, "ann", start + 40), 60);
    assert_int_equal(attempt_cleared(db, t->seal, "account", STR("ann"), err), 0);
    assert_int_equal(wait_of(db, t->seal, "ann", start + 40), 0);
    for (int i = 0; i < 9; i++) {
        assert_int_equal(attempt_failed(db, t->seal, "account", STR("ann"), start, err), 0);
    }
    assert_int_equal(wait_of(db, t->seal, "ann", start), 240);
    assert_int_equal(wait_of(db, t->seal, "ann", start + ATTEMPT_FORGET_S), 0);
    assert_int_equal(
        attempt_failed(db, t->seal, "account", STR("ann"), start + ATTEMPT_FORGET_S, err), 0);
    assert_int_equal(wait_of(db, t->seal, "ann", start + ATTEMPT_FORGET_S), 0); /* one alone */
    assert_int_equal(attempt_sweep(db, start + 2 * ATTEMPT_FORGET_S, err), 0);
    return 0;
}

static void each_has_a_count(void **state)
{
    struct test_picture t;
    struct err err = {0};
    (void)state;
    test_picture_begin(&t);
    struct trial trial = {t.picture.seal};
    assert_int_equal(picture_do(&t.picture, failures_in_turn, &trial, &err), 0);
    test_picture_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_grows_to_a_bound),
        cmocka_unit_test(each_has_a_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
