/* sign_on_store_test.c - a sign-on leads to the mention that it was bound to last, and no other's
 * does; what a subject is can't be read from the home. */
#include "picture_test.h"

#include "sign_on_store.h"

static const int64_t start = 1800000000;

static void subjects_are_of_their_issuer(void **state)
{
    static const struct {
        const char *issuer, *subject;
    } cases[] = {
        {"https://a.example", "s1"},  {"https://a.example", "s2"},  {"https://b.example", "s1"},
        {"https://a.example/", "s1"}, {"https://a.example", ""},    {"https://a.examples", "1"},
        {"", "https://a.example"},    {"https://a.example", "s1 "},
    };
    enum { COUNT = sizeof cases / sizeof *cases };
    uint8_t found[COUNT][SIGN_ON_SUBJECT_BYTES], again[SIGN_ON_SUBJECT_BYTES];
    struct test_picture t;
    (void)state;
    test_picture_begin(&t);
    for (size_t i = 0; i < COUNT; i++) {
        const struct str issuer = str_of(cases[i].issuer);
        sign_on_subject(t.picture.seal, issuer, str_of(cases[i].subject), found[i]);
        sign_on_subject(t.picture.seal, issuer, str_of(cases[i].subject), again);
        assert_memory_equal(found[i], again, sizeof again);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(found[i], found[k], sizeof again);
        }
    }
    test_picture_end(&t);
}

static void bound_to_the_last(void **state)
{
    struct test_picture t;
    struct err err = {0};
    uint8_t one[SIGN_ON_SUBJECT_BYTES], other[SIGN_ON_SUBJECT_BYTES];
    int64_t record = -1;
    int mention = -1;
    (void)state;
    test_picture_begin(&t);
    sign_on_subject(t.picture.seal, STR("https://a.example"), STR("zzcanary-subject"), one);
    sign_on_subject(t.picture.seal, STR("https://a.example"), STR("other"), other);
    assert_int_equal(sign_on_bound(&t.picture, one, &record, &mention, &err), 0);
    assert_int_equal(record, 0);
    assert_int_equal(sign_on_bind(&t.picture, one, 7, 1, start, &err), 0);
    assert_int_equal(sign_on_bound(&t.picture, one, &record, &mention, &err), 0);
    assert_true(record == 7 && mention == 1);
    assert_int_equal(sign_on_bound(&t.picture, other, &record, &mention, &err), 0);
    assert_int_equal(record, 0);
    assert_int_equal(sign_on_bind(&t.picture, one, 8, 0, start + 1, &err), 0);
    assert_int_equal(sign_on_bind(&t.picture, other, 7, 1, start + 1, &err), 0);
    test_picture_again(&t);
    assert_int_equal(sign_on_bound(&t.picture, one, &record, &mention, &err), 0);
    assert_true(record == 8 && mention == 0);
    assert_int_equal(sign_on_bound(&t.picture, other, &record, &mention, &err), 0);
    assert_true(record == 7 && mention == 1); /* one person may have two sign-ons */
    char command[200];
    snprintf(command, sizeof command, "grep -rqF zzcanary-subject %s", t.folder);
    assert_true(system(command) != 0);
    test_picture_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_are_of_their_issuer),
        cmocka_unit_test(bound_to_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
