/* session_store_test.c - sessions are begun, read, rotated and ended; after a kill they are there
 * or seem older; what they keep is sealed and goes with them; a form is done once. */
#include "picture_test.h"

#include "session_store.h"

#include <stdio.h>

#define CANARY "zzcanary-of-a-draft"

struct bench {
    struct test_picture home;
    struct session_store *store;
};

static const int64_t start = 1800000000;

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static void open_store(struct bench *b, int64_t now)
{
    struct err err = {0};
    must(session_store_open(&b->home.picture, &session_limits_default, now, &b->store, &err), &err);
}

static int enter(void **state)
{
    static struct bench b;
    test_picture_begin(&b.home);
    open_store(&b, start);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    session_store_close(b->store);
    test_picture_end(&b->home);
    return 0;
}

static void again(struct bench *b, int64_t now)
{
    session_store_close(b->store);
    test_picture_again(&b->home);
    open_store(b, now);
}

static struct session visitor_of(struct bench *b, const char *network, int64_t now)
{
    struct err err = {0};
    struct session s = {0};
    must(session_begin_visitor(b->store, str_of(network), now, &s, &err), &err);
    assert_int_equal(strlen(s.set_cookie), SESSION_TOKEN_TEXT - 1);
    assert_int_equal(strlen(s.csrf), SESSION_TOKEN_TEXT - 1);
    assert_string_not_equal(s.csrf, s.set_cookie);
    return s;
}

static struct session visitor(struct bench *b, int64_t now)
{
    return visitor_of(b, "192.0.2.1", now);
}

static struct session read_as(struct bench *b, const char *token, int64_t now)
{
    struct session s;
    session_read(b->store, str_of(token), now, &s);
    return s;
}

static struct session staff(struct bench *b, const char *login, int64_t now)
{
    struct err err = {0};
    struct session s = visitor(b, now);
    must(session_sign_in_staff(b->store, &s, str_of(login), STR(""), now, &err), &err);
    return s;
}

static int64_t rows(struct bench *b, const char *sql)
{
    struct err err = {0};
    int64_t count = -1;
    must(db_number_with(b->home.picture.db, sql, NULL, 0, &count, &err), &err);
    return count;
}

#define SESSIONS "SELECT COUNT(*) FROM web_session"

static void a_cookie_changes_with_signing_in(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct session s = visitor(b, start);
    const struct session before = s;
    assert_int_equal(rows(b, SESSIONS), 0); /* who only looks writes nothing */
    assert_int_equal(read_as(b, s.set_cookie, start).kind, SESSION_VISITOR);
    assert_string_equal(read_as(b, s.set_cookie, start).csrf, s.csrf);
    must(session_sign_in_staff(b->store, &s, STR("ann"), STR("clerk officer"), start, &err), &err);
    assert_string_not_equal(s.set_cookie, before.set_cookie);
    assert_string_not_equal(s.csrf, before.csrf);
    assert_int_equal(read_as(b, before.set_cookie, start).kind, SESSION_NONE);
    assert_false(read_as(b, before.set_cookie, start).ends);
    const struct session now = read_as(b, s.set_cookie, start + 5);
    assert_int_equal(now.kind, SESSION_STAFF);
    assert_string_equal(now.login, "ann");
    assert_int_equal(now.signed_in_at, start);
    assert_true(session_has_role(&now, STR("officer")));
    assert_false(session_has_role(&now, STR("office")));
    assert_int_equal(read_as(b, "", start).ends, false);
    assert_int_equal(read_as(b, "nonsense", start).kind, SESSION_NONE);
}

static void who_signs_in_over_another_ends_them(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    bool there = true;
    struct buf text = {0};
    struct session s = staff(b, "ann", start);
    const struct session ann = s;
    must(session_keep(b->store, &s, STR("draft"), STR(CANARY), &err), &err);
    must(session_sign_in_resident(b->store, &s, 7, 1, start, &err), &err);
    assert_int_equal(read_as(b, ann.set_cookie, start).kind, SESSION_NONE);
    assert_int_not_equal(s.number, ann.number);
    must(session_kept(b->store, &s, STR("draft"), &text, &there, &err), &err);
    assert_false(there);
    assert_int_equal(read_as(b, s.set_cookie, start).record, 7);
    assert_int_equal(rows(b, SESSIONS), 1);
    buf_free(&text);
}

static void a_session_ends_by_itself(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const struct session_limits *l = &session_limits_default;
    struct session s = staff(b, "ann", start);
    int64_t now = start;
    assert_int_equal(read_as(b, s.set_cookie, now + l->staff_idle_s - 1).kind, SESSION_STAFF);
    now += l->staff_idle_s - 1;
    assert_int_equal(read_as(b, s.set_cookie, now + l->staff_idle_s).kind, SESSION_NONE);
    while (now < start + l->staff_s - 600) { /* it is used all the time */
        now += 600;
        if (now < start + l->staff_s) {
            assert_int_equal(read_as(b, s.set_cookie, now).kind, SESSION_STAFF);
        }
    }
    assert_int_equal(read_as(b, s.set_cookie, start + l->staff_s).kind, SESSION_NONE);
    must(session_sweep(b->store, start + l->staff_s, &err), &err);
    assert_int_equal(rows(b, SESSIONS), 0);
    struct session r = visitor(b, start);
    must(session_sign_in_resident(b->store, &r, 3, 0, start, &err), &err);
    assert_int_equal(read_as(b, r.set_cookie, start + l->resident_idle_s - 1).kind,
                     SESSION_RESIDENT);
    assert_int_equal(read_as(b, r.set_cookie, start + 2 * l->resident_idle_s).kind, SESSION_NONE);
}

static void a_session_outlives_the_program(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct session s = staff(b, "ann", start);
    const struct session looked = visitor(b, start);
    (void)read_as(b, s.set_cookie, start + 1000);
    again(b, start + 1001);
    assert_int_equal(read_as(b, looked.set_cookie, start + 1002).kind, SESSION_NONE);
    const struct session now = read_as(b, s.set_cookie, start + 2000);
    assert_int_equal(now.kind, SESSION_STAFF); /* since it was used at 1000 */
    assert_int_equal(now.number, s.number);
    assert_string_equal(now.csrf, s.csrf);
    struct session ended = now;
    must(session_sign_out(b->store, &ended, &err), &err);
    assert_true(ended.ends);
    again(b, start + 2001);
    assert_int_equal(read_as(b, s.set_cookie, start + 2002).kind, SESSION_NONE);
    again(b, start + 2003);
    const struct session late = staff(b, "ann", start + 2003);
    again(b, start + 9999);
    assert_int_equal(read_as(b, late.set_cookie, start + 9999).kind, SESSION_NONE);
    assert_int_equal(rows(b, SESSIONS), 0);
}

static void all_sessions_of_one_end(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const struct session first = staff(b, "ann", start);
    const struct session second = staff(b, "ann", start);
    const struct session other = staff(b, "annie", start);
    must(session_end_login(b->store, STR("ann"), second.number, &err), &err);
    assert_int_equal(read_as(b, first.set_cookie, start).kind, SESSION_NONE);
    assert_int_equal(read_as(b, second.set_cookie, start).kind, SESSION_STAFF);
    must(session_end_login(b->store, STR("ann"), 0, &err), &err);
    assert_int_equal(read_as(b, second.set_cookie, start).kind, SESSION_NONE);
    assert_int_equal(read_as(b, other.set_cookie, start).kind, SESSION_STAFF);
    struct session r = visitor(b, start);
    must(session_sign_in_resident(b->store, &r, 3, 1, start, &err), &err);
    must(session_end_resident(b->store, 3, 0, 0, &err), &err);
    assert_int_equal(read_as(b, r.set_cookie, start).kind, SESSION_RESIDENT);
    must(session_end_resident(b->store, 3, 1, 0, &err), &err);
    assert_int_equal(read_as(b, r.set_cookie, start).kind, SESSION_NONE);
    assert_int_equal(rows(b, SESSIONS), 1);
}

static void visitors_who_did_nothing_give_way(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct session kept = visitor(b, start);
    const struct session oldest = visitor(b, start);
    const struct session signed_in = staff(b, "ann", start);
    must(session_keep(b->store, &kept, STR("draft"), STR("x"), &err), &err);
    for (int i = 0; i < SESSIONS_NETWORK_MAX; i++) {
        (void)visitor(b, start);
    }
    assert_int_equal(read_as(b, oldest.set_cookie, start).kind, SESSION_NONE);
    assert_int_equal(read_as(b, kept.set_cookie, start).kind, SESSION_VISITOR);
    assert_int_equal(read_as(b, signed_in.set_cookie, start).kind, SESSION_STAFF);
}

/* One network that begins as many as it can, and does something with each, takes its own places. */
static void one_network_pushes_out_nobody_else(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const struct session other = visitor_of(b, "2001:db8:0:1::/64", start);
    const struct session signed_in = staff(b, "ann", start);
    struct session first = visitor(b, start);
    must(session_keep(b->store, &first, STR("draft"), STR(CANARY), &err), &err);
    for (int i = 0; i < SESSIONS_NETWORK_MAX + 50; i++) {
        struct session s = visitor(b, start);
        if (i >= SESSIONS_NETWORK_MAX - 60) { /* all that stay, in the end; others needn't be */
            must(session_keep(b->store, &s, STR("draft"), STR("x"), &err), &err);
        }
    }
    assert_int_equal(read_as(b, first.set_cookie, start).kind, SESSION_VISITOR);
    assert_int_equal(read_as(b, other.set_cookie, start).kind, SESSION_VISITOR);
    assert_int_equal(read_as(b, signed_in.set_cookie, start).kind, SESSION_STAFF);
}

/* Where all have done something, the first goes, from the disk too. */
static void the_first_of_a_network_goes(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct session first = {0};
    struct session second = {0};
    for (int i = 0; i < SESSIONS_NETWORK_MAX; i++) {
        struct session s = visitor(b, start);
        must(session_keep(b->store, &s, STR("draft"), STR(CANARY), &err), &err);
        first = i == 0 ? s : first;
        second = i == 1 ? s : second;
    }
    (void)visitor(b, start);
    assert_int_equal(read_as(b, first.set_cookie, start).kind, SESSION_NONE);
    assert_int_equal(read_as(b, second.set_cookie, start).kind, SESSION_VISITOR);
    assert_int_equal(session_keep(b->store, &first, STR("draft"), STR("x"), &err), ERR_INPUT);
    must(session_sweep(b->store, start + SESSION_SWEEP_S, &err), &err);
    assert_int_equal(rows(b, SESSIONS), SESSIONS_NETWORK_MAX - 1);
    assert_int_equal(rows(b, "SELECT COUNT(*) FROM web_kept"), SESSIONS_NETWORK_MAX - 1);
}

/* Many networks that fill everything: those that have most give way, never who has few. */
static void many_networks_fill_everything(void **state)
{
    struct bench *b = *state;
    const struct session few = visitor_of(b, "192.0.2.200", start);
    const struct session signed_in = staff(b, "ann", start);
    for (int i = 0; i < SESSIONS_MAX + 1000; i++) {
        char network[32];
        snprintf(network, sizeof network, "198.51.100.%d", i % 40);
        (void)visitor_of(b, network, start);
    }
    assert_int_equal(read_as(b, few.set_cookie, start).kind, SESSION_VISITOR);
    assert_int_equal(read_as(b, signed_in.set_cookie, start).kind, SESSION_STAFF);
    const struct session late = staff(b, "ben", start);
    assert_int_equal(read_as(b, late.set_cookie, start).kind, SESSION_STAFF);
}

/* Is the text in any file of the folder? */
static bool folder_has(const char *folder, const char *text)
{
    char command[300];
    snprintf(command, sizeof command, "grep -rqF '%s' %s", text, folder);
    return system(command) == 0;
}

static void what_is_kept_is_sealed_and_goes(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct buf text = {0};
    bool there = false;
    struct session s = visitor(b, start);
    const struct session stranger = visitor(b, start);
    must(session_keep(b->store, &s, STR("draft"), STR(CANARY), &err), &err);
    must(session_keep(b->store, &s, STR("other"), STR("second"), &err), &err);
    must(session_keep(b->store, &s, STR("draft"), STR(CANARY "-2"), &err), &err);
    assert_false(folder_has(b->home.folder, CANARY));
    assert_false(folder_has(b->home.folder, s.set_cookie));
    assert_false(folder_has(b->home.folder, s.csrf));
    must(session_sign_in_resident(b->store, &s, 3, 1, start, &err), &err);
    must(session_kept(b->store, &s, STR("draft"), &text, &there, &err), &err);
    assert_true(there);
    assert_true(str_eq(buf_str(&text), STR(CANARY "-2")));
    text.len = 0;
    must(session_kept(b->store, &stranger, STR("draft"), &text, &there, &err), &err);
    assert_false(there);
    must(session_keep(b->store, &s, STR("other"), STR(""), &err), &err);
    must(session_kept(b->store, &s, STR("other"), &text, &there, &err), &err);
    assert_false(there);
    int64_t key = rows(b, "SELECT text_key FROM web_kept");
    size_t gone = 0;
    must(session_sign_out(b->store, &s, &err), &err);
    assert_int_equal(rows(b, "SELECT COUNT(*) FROM web_kept"), 0);
    must(seal_keys_gone(b->home.picture.seal, &key, 1, &gone, &err), &err);
    assert_int_equal(gone, 1);
    struct session none = {0};
    assert_int_equal(session_keep(b->store, &none, STR("draft"), STR("x"), &err), ERR_INPUT);
    buf_free(&text);
}

static enum submission_state begin(struct bench *b, const struct session *s, const char *key,
                                   const char *expected)
{
    struct err err = {0};
    struct arena arena = {0};
    struct str location = STR("");
    enum submission_state ret = SUBMISSION_NEW;
    must(submission_begin(b->store, s, str_of(key), start, &arena, &ret, &location, &err), &err);
    assert_true(str_eq(location, str_of(expected)));
    arena_free(&arena);
    return ret;
}

static void a_form_is_done_once(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct session s = visitor(b, start);
    const struct session other = visitor(b, start);
    assert_int_equal(begin(b, &s, "k1", ""), SUBMISSION_NEW);
    assert_int_equal(begin(b, &s, "k1", ""), SUBMISSION_UNDER_WAY);
    assert_int_equal(begin(b, &other, "k1", ""), SUBMISSION_NEW); /* another's */
    must(submission_failed(b->store, &s, STR("k1"), &err), &err);
    assert_int_equal(begin(b, &s, "k1", ""), SUBMISSION_NEW);
    must(submission_done(b->store, &s, STR("k1"), STR("/sent/e1"), &err), &err);
    assert_int_equal(begin(b, &s, "k1", "/sent/e1"), SUBMISSION_DONE);
    must(submission_failed(b->store, &s, STR("k1"), &err), &err); /* too late */
    assert_int_equal(begin(b, &s, "k1", "/sent/e1"), SUBMISSION_DONE);
    again(b, start + 10);
    assert_int_equal(begin(b, &s, "k1", "/sent/e1"), SUBMISSION_DONE);
    must(session_sign_in_staff(b->store, &s, STR("ann"), STR(""), start + 10, &err), &err);
    assert_int_equal(begin(b, &s, "k1", "/sent/e1"), SUBMISSION_DONE);
    must(session_sign_out(b->store, &s, &err), &err);
    assert_int_equal(rows(b, "SELECT COUNT(*) FROM web_submission"), 1);
    struct str location;
    enum submission_state now;
    struct arena arena = {0};
    assert_int_equal(
        submission_begin(b->store, &other, STR(""), start, &arena, &now, &location, &err),
        ERR_INPUT);
}

static bool comes_again(struct bench *b, const char *token, const char *form, int64_t now,
                        const struct session *as)
{
    struct arena arena = {0};
    struct session found = {0};
    struct str location = STR("");
    const bool is =
        session_again(b->store, str_of(token), str_of(form), now, &arena, &found, &location);
    if (is) {
        assert_true(str_eq(location, STR("/work")));
        assert_string_equal(found.set_cookie, as->set_cookie);
        assert_int_equal(found.number, as->number);
        assert_int_equal(found.kind, SESSION_STAFF);
    }
    arena_free(&arena);
    return is;
}

/* Whoever pressed twice is in, whichever answer was looked at; nobody else is. */
static void a_second_press_leads_in(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const struct session stranger = visitor(b, start);
    struct session before = visitor(b, start);
    struct session s = before;
    must(session_sign_in_staff(b->store, &s, STR("ann"), STR(""), start, &err), &err);
    assert_false(comes_again(b, before.set_cookie, "form", start, &s));
    session_remember(b->store, str_of(before.set_cookie), STR("form"), &s, STR("/work"), start);
    assert_true(comes_again(b, before.set_cookie, "form", start, &s));
    assert_true(comes_again(b, s.set_cookie, "form", start, &s));
    assert_true(comes_again(b, before.set_cookie, "form", start + SESSION_ENTRANCE_S - 1, &s));
    assert_false(comes_again(b, before.set_cookie, "form", start + SESSION_ENTRANCE_S, &s));
    assert_false(comes_again(b, before.set_cookie, "form2", start, &s));
    assert_false(comes_again(b, before.set_cookie, "", start, &s));
    assert_false(comes_again(b, stranger.set_cookie, "form", start, &s));
    assert_false(comes_again(b, "", "form", start, &s));
    for (int i = 0; i < SESSION_ENTRANCES - 1; i++) {
        session_remember(b->store, str_of(stranger.set_cookie), STR("other"), &s, STR("/"), start);
    }
    assert_true(comes_again(b, before.set_cookie, "form", start, &s));
    struct session out = read_as(b, s.set_cookie, start);
    must(session_sign_out(b->store, &out, &err), &err);
    assert_false(comes_again(b, before.set_cookie, "form", start, &s)); /* nor who comes next */
    must(session_sweep(b->store, start + 2 * SESSION_ENTRANCE_S, &err), &err);
    assert_false(comes_again(b, stranger.set_cookie, "other", start, &s));
}

/* Many threads read while one signs people in and out. */
struct reader {
    struct bench *b;
    char token[SESSION_TOKEN_TEXT];
    bool was_wrong;
};

static void *read_often(void *context)
{
    struct reader *r = context;
    for (int i = 0; i < 2000; i++) {
        struct session s;
        session_read(r->b->store, str_of(r->token), start + i % 60, &s);
        r->was_wrong |= s.kind != SESSION_STAFF || strcmp(s.login, "ann") != 0;
    }
    return NULL;
}

static void readers_and_one_who_writes(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct reader readers[4];
    pthread_t threads[4];
    const struct session ann = staff(b, "ann", start);
    for (int i = 0; i < 4; i++) {
        readers[i] = (struct reader){.b = b};
        memcpy(readers[i].token, ann.set_cookie, sizeof readers[i].token);
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &readers[i]), 0);
    }
    for (int i = 0; i < 50; i++) {
        struct session s = staff(b, "ben", start);
        must(session_sign_out(b->store, &s, &err), &err);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_false(readers[i].was_wrong);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_cookie_changes_with_signing_in),
        CASE(who_signs_in_over_another_ends_them),
        CASE(a_session_ends_by_itself),
        CASE(a_session_outlives_the_program),
        CASE(all_sessions_of_one_end),
        CASE(visitors_who_did_nothing_give_way),
        CASE(one_network_pushes_out_nobody_else),
        CASE(the_first_of_a_network_goes),
        CASE(many_networks_fill_everything),
        CASE(what_is_kept_is_sealed_and_goes),
        CASE(a_form_is_done_once),
        CASE(readers_and_one_who_writes),
        CASE(a_second_press_leads_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
