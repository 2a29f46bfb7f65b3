/* contact_preference_test.c - what may be said of how somebody is reached, and whose word
 * stands. */
#include "contact_preference.h"

#include "random.h"
#include "test_seed.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TODAY = 20000, ROUNDS = 2000, STATEMENTS = 8 }; /* 2024-10-04 */

/* ---- values ---- */

static const struct {
    enum contact_item item;
    const char *text;
    const char *kept; /* NULL: refused */
} values[] = {
    {CONTACT_PREFERRED, "phone", "phone"},
    {CONTACT_PREFERRED, " visit ", "visit"},
    {CONTACT_PREFERRED, "", ""},
    {CONTACT_PREFERRED, "preferred", NULL},
    {CONTACT_PREFERRED, "fax", NULL},
    {CONTACT_PREFERRED, "Phone", NULL},
    {CONTACT_SPOKEN, "cy", "cy"},
    {CONTACT_SPOKEN, "bfi", "bfi"},
    {CONTACT_WRITTEN, "zh-Hant", "zh-Hant"},
    {CONTACT_WRITTEN, "Welsh", NULL},
    {CONTACT_WRITTEN, "c", NULL},
    {CONTACT_WRITTEN, "cy-", NULL},
    {CONTACT_WRITTEN, "cy--x", NULL},
    {CONTACT_WRITTEN, "cy GB", NULL},
    {CONTACT_FORMAT, "large_print", "large_print"},
    {CONTACT_FORMAT, "huge", NULL},
    {CONTACT_EMAIL, "can", "can"},
    {CONTACT_EMAIL, "can 2030-01-01", NULL},
    {CONTACT_EMAIL, "cannot no_device", "cannot no_device 2025-10-04"},
    {CONTACT_EMAIL, "cannot  no_device  2030-01-31", "cannot no_device 2030-01-31"},
    {CONTACT_EMAIL, "cannot", NULL},
    {CONTACT_EMAIL, "cannot laziness", NULL},
    {CONTACT_EMAIL, "cannot 2030-01-31", NULL},
    {CONTACT_EMAIL, "cannot sight 2024-10-04", NULL}, /* today */
    {CONTACT_EMAIL, "cannot sight 2030-02-30", NULL},
    {CONTACT_EMAIL, "cannot sight 2030-01-31 x", NULL},
    {CONTACT_VISIT, "will_not", "will_not"},
    {CONTACT_VISIT, "will_not 2030-01-31", "will_not 2030-01-31"},
    {CONTACT_VISIT, "will_not no_device", NULL},
    {CONTACT_VISIT, "maybe", NULL},
    {CONTACT_POST_VALUE, "1 Heol Fawr, Abertawe, SA1 1AA", "1 Heol Fawr, Abertawe, SA1 1AA"},
    {CONTACT_POST_VALUE, "a,b,c,d,e,f,g,h", NULL},
    {CONTACT_POST_VALUE, "a\nb", NULL},
    {CONTACT_POST_VALUE, "\xff", NULL},
    {CONTACT_EMAIL_VALUE, "Ann@Example.org", "ann@example.org"},
    {CONTACT_EMAIL_VALUE, "none@none", NULL},
    {CONTACT_PHONE_VALUE, "01632 960123", "+441632960123"},
    {CONTACT_PHONE_VALUE, "0000000000", NULL},
};

static void values_read(void **state)
{
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct err err = {0};
        struct str kept = STR("untouched");
        struct str again;
        int code =
            contact_value_read(&arena, values[i].item, str_of(values[i].text), TODAY, &kept, &err);
        if ((code == 0) != (values[i].kept != NULL) ||
            !str_eq(kept, str_of(code == 0 ? values[i].kept : "untouched"))) {
            fail_msg("\"%s\" is kept as \"%.*s\" (%s)", values[i].text, PRI(kept), err.message);
        }
        assert_true(code == 0 || err.message[0] != '\0');
        if (code == 0) { /* what is kept may be said again */
            assert_int_equal(contact_value_read(&arena, values[i].item, kept, TODAY, &again, &err),
                             0);
            assert_true(str_eq(kept, again));
        }
    }
    arena_free(&arena);
}

static void long_values(void **state)
{
    struct arena arena = {0};
    struct err err = {0};
    struct str kept;
    char text[CONTACT_VALUE_BYTES_MAX + 1];
    (void)state;
    memset(text, 'a', sizeof text);
    assert_int_equal(contact_value_read(&arena, CONTACT_POST_VALUE, str_make(text, sizeof text),
                                        TODAY, &kept, &err),
                     ERR_USAGE);
    assert_int_equal(contact_value_read(&arena, CONTACT_POST_VALUE, str_make(text, sizeof text - 1),
                                        TODAY, &kept, &err),
                     0);
    assert_int_equal(
        contact_value_read(&arena, CONTACT_SPOKEN, str_make(text, 36), TODAY, &kept, &err),
        ERR_USAGE);
    arena_free(&arena);
}

static void values_for_people(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_true(str_eq(contact_value_text(&arena, CONTACT_EMAIL, STR("cannot no_device 2025-10-04"),
                                          ACCESS_ENGLISH),
                       STR("can't: no device; to be asked again from 2025-10-04")));
    assert_true(str_eq(contact_value_text(&arena, CONTACT_PREFERRED, STR("sms"), ACCESS_WELSH),
                       STR("neges destun")));
    assert_true(str_eq(contact_value_text(&arena, CONTACT_POST_VALUE, STR("can"), ACCESS_WELSH),
                       STR("can")));
    arena_free(&arena);
}

/* ---- whose word stands ---- */

#define SAID(number_, sayer_, said_, value_)                                                       \
    {                                                                                              \
        .number = (number_), .sayer = (sayer_), .said = (said_),                                   \
        .values = {[CONTACT_PREFERRED] = STR_INIT(value_)}, .has = {                               \
            [CONTACT_PREFERRED] = true                                                             \
        }                                                                                          \
    }

static int64_t stands(struct contact_statement *at, size_t count)
{
    const struct contact_statements all = {at, count};
    const struct contact_statement *s = contact_stands(&all, CONTACT_PREFERRED);
    return s != NULL ? s->number : 0;
}

static void whose_word(void **state)
{
    (void)state;
    struct contact_statement newer[] = {SAID(1, SAID_BY_SELF, 10, "phone"),
                                        SAID(2, SAID_BY_SELF, 11, "post")};
    assert_int_equal(stands(newer, 2), 2);
    assert_int_equal(stands(newer, 1), 1);
    assert_int_equal(stands(newer, 0), 0);
    /* typed later, said earlier */
    struct contact_statement late[] = {SAID(1, SAID_BY_SELF, 11, "phone"),
                                       SAID(2, SAID_BY_SELF, 10, "post")};
    assert_int_equal(stands(late, 2), 1);
    /* said the same day: what was typed later */
    struct contact_statement same[] = {SAID(1, SAID_BY_SELF, 10, "phone"),
                                       SAID(2, SAID_BY_SELF, 10, "post")};
    assert_int_equal(stands(same, 2), 2);
    /* their own word before another's, whoever acts for them by law as themselves */
    struct contact_statement other[] = {SAID(1, SAID_BY_SELF, 10, "phone"),
                                        SAID(2, SAID_BY_OTHER, 99, "post")};
    assert_int_equal(stands(other, 2), 1);
    struct contact_statement acts[] = {SAID(1, SAID_BY_SELF, 10, "phone"),
                                       SAID(2, SAID_BY_REPRESENTATIVE, 11, "post")};
    assert_int_equal(stands(acts, 2), 2);
    struct contact_statement alone[] = {SAID(1, SAID_BY_OTHER, 10, "phone")};
    assert_int_equal(stands(alone, 1), 1);
    /* taken back: nothing of it stands, another's word neither */
    struct contact_statement back[] = {SAID(1, SAID_BY_SELF, 10, "phone"),
                                       SAID(2, SAID_BY_SELF, 11, ""),
                                       SAID(3, SAID_BY_OTHER, 12, "post")};
    assert_int_equal(stands(back, 3), 0);
    /* an item that was not said leaves what there was */
    struct contact_statement silent[] = {SAID(1, SAID_BY_SELF, 10, "phone"),
                                         {.number = 2, .said = 11}};
    assert_int_equal(stands(silent, 2), 1);
}

/* In whatever order statements come, one stands: of their own the newest, if there is any. */
static void any_order(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < ROUNDS; round++) {
        struct contact_statement at[STATEMENTS];
        bool own = false;
        for (int i = 0; i < STATEMENTS; i++) {
            at[i] = (struct contact_statement)SAID(
                i + 1, (enum contact_sayer)random_below(&random, CONTACT_SAYERS),
                (int32_t)random_below(&random, 4), "phone");
            own = own || at[i].sayer != SAID_BY_OTHER;
        }
        int64_t before = stands(at, STATEMENTS);
        for (int i = STATEMENTS - 1; i > 0; i--) {
            size_t j = (size_t)random_below(&random, (uint64_t)i + 1);
            struct contact_statement swap = at[i];
            at[i] = at[j];
            at[j] = swap;
        }
        assert_int_equal(stands(at, STATEMENTS), before);
        for (int i = 0; i < STATEMENTS; i++) {
            if (at[i].number == before) {
                assert_true(!own || at[i].sayer != SAID_BY_OTHER);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_read),       cmocka_unit_test(long_values),
        cmocka_unit_test(values_for_people), cmocka_unit_test(whose_word),
        cmocka_unit_test(any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
