/* sign_code_test.c - codes as people type them; found, tried, used once; nothing of them at
 * rest. */
#include "picture_test.h"

#include "sign_code.h"

static const int64_t start = 1800000000;
enum { DAY = 24 * 3600 };

static int enter(void **state)
{
    static struct test_picture t;
    test_picture_begin(&t);
    *state = &t;
    return 0;
}

static int leave(void **state)
{
    test_picture_end(*state);
    return 0;
}

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static void codes_as_people_type_them(void **state)
{
    char made[SIGN_CODE_TEXT_MAX];
    char read[SIGN_CODE_CHARACTERS + 1];
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char typed[40];
        sign_code_make(made);
        assert_int_equal(strlen(made), SIGN_CODE_TEXT_MAX - 1);
        assert_true(sign_code_read(str_of(made), read));
        size_t len = 0;
        for (size_t k = 0; read[k] != '\0'; k++) { /* as it may be written down */
            typed[len++] = read[k] == '0' ? 'o' : read[k] == '1' ? 'l' : ascii_lower(read[k]);
            typed[len++] = ' ';
        }
        char again[SIGN_CODE_CHARACTERS + 1];
        assert_true(sign_code_read(str_make(typed, len), again));
        assert_string_equal(again, read);
        for (size_t k = 0; k < SIGN_CODE_CHARACTERS; k++) { /* one slip is noticed */
            char slipped[SIGN_CODE_CHARACTERS + 1];
            memcpy(slipped, read, sizeof slipped);
            slipped[k] = read[k] == '7' ? '8' : '7';
            assert_false(sign_code_read(str_of(slipped), again));
        }
    }
    assert_false(sign_code_read(STR(""), read));
    assert_false(sign_code_read(STR("0000-0000-000"), read));
    assert_true(sign_code_read(STR("0000-0000-0000"), read));
    assert_false(sign_code_read(STR("0000-0000-0000-0"), read));
    assert_false(sign_code_read(STR("0000-0000-000U"), read));
    assert_false(sign_code_read(STR("0000-0000-000\xc3\xa9"), read));
}

static void issue(struct test_picture *t, int64_t record, int64_t now,
                  char ret[SIGN_CODE_CHARACTERS + 1])
{
    struct err err = {0};
    char text[SIGN_CODE_TEXT_MAX];
    must(sign_code_issue(&t->picture, record, 2, STR("ann"), now, text, &err), &err);
    assert_true(sign_code_read(str_of(text), ret));
}

static bool find(struct test_picture *t, const char *text, int64_t now, struct sign_code *ret)
{
    struct err err = {0};
    bool there = false;
    must(sign_code_find(&t->picture, text, now, ret, &there, &err), &err);
    return there;
}

static bool use(struct test_picture *t, const struct sign_code *code)
{
    struct err err = {0};
    bool fresh = false;
    must(sign_code_use(&t->picture, code, start, &fresh, &err), &err);
    return fresh;
}

static void a_code_lets_in_once(void **state)
{
    struct test_picture *t = *state;
    struct sign_code found = {0};
    char text[SIGN_CODE_CHARACTERS + 1];
    issue(t, 7, start, text);
    assert_true(find(t, text, start, &found));
    assert_int_equal(found.record, 7);
    assert_int_equal(found.mention, 2);
    test_picture_again(t);
    assert_true(find(t, text, start + SIGN_CODE_DAYS * DAY - 1, &found));
    assert_false(find(t, text, start + SIGN_CODE_DAYS * DAY, &found));
    assert_true(find(t, text, start, &found));
    assert_true(use(t, &found));
    assert_false(use(t, &found));
    assert_false(find(t, text, start, &found));
}

static void a_new_code_ends_the_one_before(void **state)
{
    struct test_picture *t = *state;
    struct sign_code found = {0};
    char first[SIGN_CODE_CHARACTERS + 1];
    char second[SIGN_CODE_CHARACTERS + 1];
    char other[SIGN_CODE_CHARACTERS + 1];
    issue(t, 7, start, first);
    issue(t, 8, start, other);
    issue(t, 7, start, second);
    assert_false(find(t, first, start, &found));
    assert_true(find(t, second, start, &found));
    assert_true(find(t, other, start, &found));
}

/* wrong_beside - another code of the same reference, whose check is right. */
static void wrong_beside(const char *text, char ret[SIGN_CODE_CHARACTERS + 1])
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char changed[SIGN_CODE_CHARACTERS + 1];
    memcpy(changed, text, sizeof changed);
    changed[6] = text[6] == '7' ? '8' : '7';
    for (size_t i = 0; alphabet[i] != '\0'; i++) {
        changed[SIGN_CODE_CHARACTERS - 1] = alphabet[i];
        if (sign_code_read(str_of(changed), ret)) {
            return;
        }
    }
    fail();
}

static void five_wrong_tries_end_it(void **state)
{
    struct test_picture *t = *state;
    struct err err = {0};
    struct sign_code found = {0};
    char text[SIGN_CODE_CHARACTERS + 1];
    char wrong[SIGN_CODE_CHARACTERS + 1];
    issue(t, 7, start, text);
    wrong_beside(text, wrong);
    for (int i = 0; i < SIGN_CODE_TRIES_MAX - 2; i++) {
        assert_false(find(t, wrong, start, &found));
    }
    assert_true(find(t, text, start, &found));
    must(sign_code_failed(&t->picture, &found, &err), &err); /* the other factor was wrong */
    assert_true(find(t, text, start, &found));
    assert_false(find(t, wrong, start, &found));
    assert_false(find(t, text, start, &found));
}

static void nothing_of_a_code_is_at_rest(void **state)
{
    struct test_picture *t = *state;
    char text[SIGN_CODE_CHARACTERS + 1];
    char command[200];
    issue(t, 7, start, text);
    snprintf(command, sizeof command, "grep -rqaF '%s' %s", text + SIGN_CODE_REFERENCE, t->folder);
    assert_int_not_equal(system(command), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_as_people_type_them), CASE(a_code_lets_in_once),
        CASE(a_new_code_ends_the_one_before),        CASE(five_wrong_tries_end_it),
        CASE(nothing_of_a_code_is_at_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
