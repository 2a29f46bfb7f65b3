/* attempt_test.c - waiting grows with tries, to a bound, and is forgotten; whoever tries has a
 * count of their own, and nobody elsewhere keeps out who is known here. */
#include "picture_test.h"

#include "attempt.h"

static const int64_t start = 1800000000;

static void waiting_grows_to_a_bound(void **state)
{
    static const struct {
        int64_t tries, wait;
    } cases[] = {{0, 0},   {5, 0},    {6, 30},   {7, 60},    {8, 120},
                 {9, 240}, {10, 480}, {11, 900}, {500, 900}, {INT64_MAX, 900}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(attempt_wait_s(cases[i].tries, 5), cases[i].wait);
    }
}

/* struct trial - what a test does in a job of the writer. */
struct trial {
    struct db *db;
    struct seal *seal;
    void (*test)(const struct trial *);
};

static struct attempt attempt(const char *name, const char *network, int64_t now)
{
    return (struct attempt){"account", str_of(name), str_of(network), now, true};
}

static int64_t try(const struct trial *t, struct attempt a)
{
    struct err err = {0};
    int64_t wait = -1;
    assert_int_equal(attempt_begin(t->db, t->seal, &a, &wait, &err), 0);
    return wait;
}

static void succeed(const struct trial *t, struct attempt a)
{
    struct err err = {0};
    assert_int_equal(attempt_succeeded(t->db, t->seal, &a, &err), 0);
}

static void fail_times(const struct trial *t, const char *name, const char *network, int times,
                       int64_t now)
{
    for (int i = 0; i < times; i++) {
        assert_int_equal(try(t, attempt(name, network, now)), 0);
    }
}

static void each_try_counts(const struct trial *t)
{
    fail_times(t, "ann", "192.0.2.1", 6, start); /* side by side: none waits for another's end */
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start)), 30);
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start + 29)), 1);
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start - 5)),
                     30); /* a clock that went back */
    assert_int_equal(try(t, attempt("anna", "192.0.2.1", start)), 0);
    assert_int_equal(try(t, attempt("ann", "192.0.2.2", start)), 0);
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start + 30)), 0); /* which counts, too */
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start + 30)), 60);
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start + 30 + ATTEMPT_FORGET_S)), 0);
    fail_times(t, "ann", "192.0.2.1", 5, start + 30 + ATTEMPT_FORGET_S); /* it began anew */
}

static void what_was_right_counts_nothing(const struct trial *t)
{
    for (int i = 0; i < 100; i++) { /* an office signs in: the network has no tries left of it */
        char name[16];
        snprintf(name, sizeof name, "ann%d", i);
        assert_int_equal(try(t, attempt(name, "192.0.2.1", start)), 0);
        succeed(t, attempt(name, "192.0.2.1", start));
    }
    fail_times(t, "bob", "192.0.2.1", 6, start);
    assert_int_equal(try(t, attempt("bob", "192.0.2.1", start + 30)), 0);
    succeed(t, attempt("bob", "192.0.2.1", start + 30));
    fail_times(t, "bob", "192.0.2.1", 6, start + 30);
}

static void what_was_not_tried_counts_nothing(const struct trial *t)
{
    struct err err = {0};
    const struct attempt a = attempt("ann", "192.0.2.1", start);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(try(t, a), 0);
        assert_int_equal(attempt_untried(t->db, t->seal, &a, &err), 0);
    }
    fail_times(t, "ann", "192.0.2.1", 6, start);
    assert_int_equal(try(t, a), 30);
}

/* From many places at one name, and from one at many names. */
static void many_places_and_many_names(const struct trial *t)
{
    for (int i = 0; i < ATTEMPT_FREE_NAME + 1; i++) {
        char network[32];
        snprintf(network, sizeof network, "192.0.2.%d", i);
        assert_int_equal(try(t, attempt("ann", network, start)), 0);
    }
    assert_int_equal(try(t, attempt("ann", "198.51.100.1", start)), 30);
    for (int i = 0; i < ATTEMPT_FREE_NETWORK + 1; i++) {
        char name[32];
        snprintf(name, sizeof name, "nobody%d", i);
        assert_int_equal(try(t, attempt(name, "203.0.113.1", start)), 0);
    }
    assert_int_equal(try(t, attempt("bob", "203.0.113.1", start)), 30);
    struct attempt code = attempt("K7QM", "198.51.100.2", start);
    code.everywhere = false;
    for (int i = 0; i < 3 * ATTEMPT_FREE_NAME; i++) { /* which has few tries of its own */
        char network[32];
        snprintf(network, sizeof network, "198.51.100.%d", i);
        code.network = str_of(network);
        assert_int_equal(try(t, code), 0);
    }
}

static void who_is_known_is_not_kept_out(const struct trial *t)
{
    struct err err = {0};
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start)), 0);
    succeed(t, attempt("ann", "192.0.2.1", start));
    for (int i = 0; i < 200; i++) { /* whoever else, from everywhere, as soon as it may be tried */
        char network[32];
        snprintf(network, sizeof network, "198.51.100.%d", i);
        try(t, attempt("ann", network, start + 900 * (int64_t)i / 10));
    }
    const int64_t later = start + 900 * (int64_t)20;
    assert_true(try(t, attempt("ann", "203.0.113.1", later)) > 0);
    for (int i = 0; i < ATTEMPT_FREE_NETWORK + 10; i++) { /* and in the same office */
        char name[32];
        snprintf(name, sizeof name, "nobody%d", i);
        try(t, attempt(name, "192.0.2.1", later));
    }
    assert_true(try(t, attempt("nobody", "192.0.2.1", later)) > 0);
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", later)), 0);
    fail_times(t, "ann", "192.0.2.1", 5, later); /* who has a count of her own there, though */
    assert_true(try(t, attempt("ann", "192.0.2.1", later)) > 0);
    assert_int_equal(attempt_sweep(t->db, later + ATTEMPT_FORGET_S, &err), 0);
    fail_times(t, "ann", "192.0.2.9", 1, start + ATTEMPT_KNOWN_S);
    for (int i = 0; i < ATTEMPT_FREE_NAME; i++) {
        char network[32];
        snprintf(network, sizeof network, "198.51.100.%d", i);
        try(t, attempt("ann", network, start + ATTEMPT_KNOWN_S));
    }
    assert_int_equal(try(t, attempt("ann", "192.0.2.1", start + ATTEMPT_KNOWN_S - 1)), 0);
    assert_true(try(t, attempt("ann", "192.0.2.1", start + ATTEMPT_KNOWN_S)) > 0); /* no more */
}

static int run_trial(struct db *db, void *context, struct err *err)
{
    struct trial *t = context;
    (void)err;
    t->db = db;
    t->test(t);
    return 0;
}

static void run(void (*test)(const struct trial *))
{
    struct test_picture p;
    struct err err = {0};
    test_picture_begin(&p);
    struct trial trial = {.seal = p.picture.seal, .test = test};
    assert_int_equal(picture_do(&p.picture, run_trial, &trial, &err), 0);
    test_picture_end(&p);
}

#define TRIAL(name)                                                                                \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        run(name);                                                                                 \
    }
TRIAL(each_try_counts)
TRIAL(what_was_right_counts_nothing)
TRIAL(what_was_not_tried_counts_nothing)
TRIAL(many_places_and_many_names)
TRIAL(who_is_known_is_not_kept_out)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_grows_to_a_bound),
        cmocka_unit_test(test_each_try_counts),
        cmocka_unit_test(test_what_was_right_counts_nothing),
        cmocka_unit_test(test_what_was_not_tried_counts_nothing),
        cmocka_unit_test(test_many_places_and_many_names),
        cmocka_unit_test(test_who_is_known_is_not_kept_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
