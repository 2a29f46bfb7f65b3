/* sign_known_test.c - whom a sign-on knows and the council not yet may say for ten minutes that it
 * was they: no second more, no longer when the clock is set back, in their own session alone. */
#include "picture_test.h"

#include "session_store.h"
#include "sign_parts.h"

static const int64_t start = 1800000000;
static const uint8_t subject[SIGN_ON_SUBJECT_BYTES] = "0123456789abcde";

/* struct bench - a visitor's request to a home without anybody in it. */
struct bench {
    struct test_picture home;
    struct web web;
    struct request request;
};

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static int enter(void **state)
{
    static struct bench b;
    struct err err = {0};
    b = (struct bench){0};
    test_picture_begin(&b.home);
    must(session_store_open(&b.home.picture, &session_limits_default, start, &b.web.sessions, &err),
         &err);
    b.request.web = &b.web;
    b.request.now = start;
    must(session_begin_visitor(b.web.sessions, STR("192.0.2.1"), start, &b.request.session, &err),
         &err);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    arena_free(&b->request.arena);
    session_store_close(b->web.sessions);
    test_picture_end(&b->home);
    return 0;
}

static struct sign_known read_at(struct bench *b, int64_t now)
{
    struct sign_known known;
    struct err err = {0};
    b->request.now = now;
    must(sign_known_read(&b->request, &known, &err), &err);
    return known;
}

static void keep_at(struct bench *b, int64_t now)
{
    struct err err = {0};
    b->request.now = now;
    must(sign_known_keep(&b->request, subject, STR("id.example"), STR("Siân"), &err), &err);
}

static void ten_minutes_by_the_clock(void **state)
{
    static const struct {
        const char *name;
        int64_t at;
        bool there;
    } cases[] = {
        {"at once", 0, true},
        {"just inside", SIGN_KNOWN_S - 1, true},
        {"just after", SIGN_KNOWN_S, false},
        {"long after", (int64_t)40 * 365 * 86400, false},
        {"a clock set back by a second", -1, false},
        {"a clock set back by a day", -86400, false},
        {"a clock set right again", 1, true},
    };
    struct bench *b = *state;
    assert_false(read_at(b, start).is_kept);
    keep_at(b, start);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sign_known known = read_at(b, start + cases[i].at);
        if (known.there != cases[i].there) {
            fail_msg("%s: %d", cases[i].name, known.there);
        }
        assert_true(known.is_kept);
        assert_int_equal(known.at, start);
        assert_true(str_eq(known.name, known.there ? STR("Siân") : STR("")));
        assert_memory_equal(known.subject, subject, sizeof subject);
    }
    keep_at(b, start + SIGN_KNOWN_S); /* who signs on again has ten minutes anew */
    assert_true(read_at(b, start + 2 * SIGN_KNOWN_S - 1).there);
    assert_false(read_at(b, start + 2 * SIGN_KNOWN_S).there);
}

static void of_its_session_alone(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    keep_at(b, start);
    const struct session own = b->request.session;
    must(session_begin_visitor(b->web.sessions, STR("192.0.2.1"), start, &b->request.session, &err),
         &err);
    assert_false(read_at(b, start).is_kept);
    must(sign_known_forget(&b->request, &err), &err);
    b->request.session = own;
    assert_true(read_at(b, start).there);
    must(sign_known_forget(&b->request, &err), &err);
    assert_false(read_at(b, start).is_kept);
}

static void how_long_things_last(void **state)
{
    static const struct {
        int64_t since, now, seconds;
        bool lasts;
    } cases[] = {
        {start, start, 1, true},          {start, start + 1, 1, false},
        {start, start, 0, false},         {start, start + 599, 600, true},
        {start, start + 600, 600, false}, {start, start - 1, 600, false},
        {0, INT64_MAX, 600, false},       {INT64_MAX, 0, 600, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(sign_lasts(cases[i].since, cases[i].now, cases[i].seconds),
                         cases[i].lasts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ten_minutes_by_the_clock, enter, leave),
        cmocka_unit_test_setup_teardown(of_its_session_alone, enter, leave),
        cmocka_unit_test(how_long_things_last),
    };
    return cmocka_run_group_tests_name("sign_known", tests, NULL, NULL);
}
