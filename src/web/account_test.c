/* account_test.c - a local account from its enrolment code to its use, reset and end: a code is
 * good once, in time, for its own login; a step of the app once; what is reset is gone. */
#include "picture_test.h"

#include "account.h"

static const int64_t start = 1800000000;
enum { DAY_S = 24 * 3600 };

static const uint8_t app[TOTP_SECRET_BYTES] = "zzcanary-of-an-app-";
#define CANARY "zzcanary-of-an-app-"

struct bench {
    struct test_picture home;
    struct arena arena;
};

static int enter(void **state)
{
    static struct bench b;
    b = (struct bench){0};
    test_picture_begin(&b.home);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    arena_free(&b->arena);
    test_picture_end(&b->home);
    return 0;
}

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static struct account read_account(struct bench *b, const char *login)
{
    struct err err = {0};
    struct account a = {.number = -1};
    must(account_read(&b->home.picture, str_of(login), &b->arena, &a, &err), &err);
    return a;
}

static void add(struct bench *b, const char *login, int64_t now, char ret[ACCOUNT_CODE_TEXT_MAX])
{
    struct err err = {0};
    must(account_add(&b->home.picture, str_of(login), now, ret, &err), &err);
}

static bool may_enrol(struct bench *b, const char *login, const char *code, int64_t now)
{
    struct err err = {0};
    bool may = false;
    must(account_may_enrol(&b->home.picture, str_of(login), str_of(code), now, &may, &err), &err);
    return may;
}

static bool enrol(struct bench *b, const char *login, int64_t step, int64_t now)
{
    struct err err = {0};
    bool done = false;
    must(account_enrol(&b->home.picture, str_of(login), STR("a hash"), app, step, now, &done, &err),
         &err);
    return done;
}

static bool use_step(struct bench *b, int64_t number, int64_t step)
{
    struct err err = {0};
    bool fresh = false;
    must(account_use_step(&b->home.picture, number, step, &fresh, &err), &err);
    return fresh;
}

static void who_may_enrol(void **state)
{
    struct bench *b = *state;
    char code[ACCOUNT_CODE_TEXT_MAX], other[ACCOUNT_CODE_TEXT_MAX];
    add(b, "ann", start, code);
    add(b, "bob", start, other);
    char upper[ACCOUNT_CODE_TEXT_MAX], bare[ACCOUNT_CODE_TEXT_MAX] = {0}, wrong[sizeof code];
    size_t len = 0;
    for (size_t i = 0; i < sizeof code; i++) {
        upper[i] = ascii_upper(code[i]);
        if (code[i] != '-' && code[i] != '\0') {
            bare[len++] = code[i];
        }
    }
    memcpy(wrong, code, sizeof code);
    wrong[0] = code[0] == '2' ? '3' : '2';
    const int64_t last = start + (int64_t)ACCOUNT_ENROL_DAYS * DAY_S;
    const struct {
        const char *name, *login, *code;
        int64_t now;
        bool may;
    } cases[] = {
        {"as it was told", "ann", code, start, true},
        {"in capitals", "ann", upper, start, true},
        {"without hyphens", "ann", bare, start, true},
        {"on the last day", "ann", code, last - 1, true},
        {"too late", "ann", code, last, false},
        {"of another", "ann", other, start, false},
        {"by another", "bob", code, start, false},
        {"by nobody", "eve", code, start, false},
        {"a slip", "ann", wrong, start, false},
        {"nothing", "ann", "", start, false},
        {"longer", "ann", "00000-00000-00000-00000-00000-00000", start, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (may_enrol(b, cases[i].login, cases[i].code, cases[i].now) != cases[i].may) {
            fail_msg("%s", cases[i].name);
        }
    }
}

static void an_account_from_its_code_to_its_end(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct picture *p = &b->home.picture;
    char code[ACCOUNT_CODE_TEXT_MAX], again[ACCOUNT_CODE_TEXT_MAX];
    assert_int_equal(read_account(b, "ann").number, 0);
    assert_int_equal(account_reset(p, STR("ann"), start, code, &err), ERR_NOTFOUND);
    assert_int_equal(account_disable(p, STR("ann"), &err), ERR_NOTFOUND);
    assert_false(enrol(b, "ann", 5, start));
    add(b, "ann", start, code);
    assert_int_equal(account_add(p, STR("ann"), start, again, &err), ERR_CONFLICT);
    struct account a = read_account(b, "ann");
    assert_true(a.waits && !a.has_secret && a.password.len == 0 && !a.is_disabled);
    assert_false(enrol(b, "ann", 5, start + (int64_t)ACCOUNT_ENROL_DAYS * DAY_S));
    assert_true(enrol(b, "ann", 5, start));
    assert_false(enrol(b, "ann", 6, start)); /* its code is used up */
    assert_false(may_enrol(b, "ann", code, start));
    a = read_account(b, "ann");
    assert_true(!a.waits && a.has_secret && str_eq(a.password, STR("a hash")) && a.step == 5);
    assert_memory_equal(a.secret, app, sizeof app);

    must(account_reset(p, STR("ann"), start + 1, again, &err), &err);
    a = read_account(b, "ann");
    assert_true(a.waits && !a.has_secret && a.password.len == 0);
    assert_false(may_enrol(b, "ann", code, start + 1));
    assert_true(may_enrol(b, "ann", again, start + 1));
    must(account_disable(p, STR("ann"), &err), &err);
    assert_true(read_account(b, "ann").is_disabled);
    assert_false(may_enrol(b, "ann", again, start + 1));
    assert_false(enrol(b, "ann", 7, start + 1));
    must(account_reset(p, STR("ann"), start + 2, again, &err), &err);
    assert_true(may_enrol(b, "ann", again, start + 2) && enrol(b, "ann", 7, start + 2));
}

static void a_step_is_good_once(void **state)
{
    struct bench *b = *state;
    char code[ACCOUNT_CODE_TEXT_MAX];
    static const struct {
        int64_t step;
        bool is_fresh;
    } cases[] = {{5, false}, {4, false}, {6, true}, {6, false}, {5, false}, {9, true}, {8, false}};
    add(b, "ann", start, code);
    assert_true(enrol(b, "ann", 5, start)); /* by the first */
    const int64_t number = read_account(b, "ann").number;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(use_step(b, number, cases[i].step), cases[i].is_fresh);
    }
    assert_false(use_step(b, number + 1, 100)); /* nobody's */
}

static bool folder_has(const char *folder, const char *text)
{
    char command[300];
    snprintf(command, sizeof command, "grep -rqF '%s' %s", text, folder);
    return system(command) == 0;
}

static void what_is_secret_is_not_at_rest(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    char code[ACCOUNT_CODE_TEXT_MAX], again[ACCOUNT_CODE_TEXT_MAX];
    int64_t key = 0;
    size_t gone = 0;
    add(b, "ann", start, code);
    assert_true(enrol(b, "ann", 5, start));
    must(db_number_with(b->home.picture.db, "SELECT secret_key FROM web_account", NULL, 0, &key,
                        &err),
         &err);
    assert_false(folder_has(b->home.folder, CANARY));
    assert_false(folder_has(b->home.folder, code));
    must(account_reset(&b->home.picture, STR("ann"), start, again, &err), &err);
    must(seal_keys_gone(b->home.picture.seal, &key, 1, &gone, &err), &err);
    assert_int_equal(gone, 1);
}

static void all_are_listed_by_login(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct account *all = NULL;
    size_t count = 9;
    char code[ACCOUNT_CODE_TEXT_MAX];
    must(accounts_read(&b->home.picture, &b->arena, &all, &count, &err), &err);
    assert_int_equal(count, 0);
    add(b, "bob", start, code);
    add(b, "ann", start + 1, code);
    must(accounts_read(&b->home.picture, &b->arena, &all, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_true(str_eq(all[0].login, STR("ann")) && str_eq(all[1].login, STR("bob")));
    assert_int_equal(all[0].made, start + 1);
    assert_int_equal(read_account(b, "").number, 0); /* which isn't all */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(who_may_enrol),           CASE(an_account_from_its_code_to_its_end),
        CASE(a_step_is_good_once),     CASE(what_is_secret_is_not_at_rest),
        CASE(all_are_listed_by_login),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
