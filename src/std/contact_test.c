/* contact_test.c - telephone numbers and e-mail addresses by table. */
#include "contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_phone(void **state)
{
    (void)state;
    static const struct {
        const char *text, *phone; /* NULL: none */
    } cases[] = {
        {"01632 960123", "+441632960123"},
        {"+44 (0)1632 960 123", "+441632960123"},
        {"+44 1632 960123", "+441632960123"},
        {"0044 1632 960123", "+441632960123"},
        {"44 1632 960123", "+441632960123"},
        {"1632960123", "+441632960123"},
        {"1.632960123E9", "+441632960123"},
        {"1.632960123e+09", "+441632960123"},
        {"(01632) 960-123", "+441632960123"},
        {"01632.960.123", "+441632960123"},
        {"01632 960123 ext 12", "+441632960123"},
        {"01632 960123 x12", "+441632960123"},
        {"07700 900123", "+447700900123"},
        {"7700900123", "+447700900123"},
        {"Mob: 07700 900123", "+447700900123"},
        {"07700 900123 / 01632 960123", "+447700900123"},
        {"029 2018 0123", "+442920180123"},
        {"0800 123456", "+44800123456"},
        {"+33 1 23 45 67 89", "+33123456789"},
        {"0033123456789", "+33123456789"},
        {"+1 (202) 555-0123", "+12025550123"},
        {"960123", "960123"},
        {"555-0123", "5550123"},
        {"000000", NULL},
        {"99999999999", NULL},
        {"123456", NULL},
        {"0123456789", NULL},
        {"01234567890", NULL},
        {"07777777777", NULL},
        {"01632 000000", NULL},
        {"", NULL},
        {"n/a", NULL},
        {"12345", NULL},
        {"4.47E+11", NULL},
        {"none", NULL},
        {"12345678901234567890", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char ret[PHONE_MAX] = "none";
        phone_parse(str_of(cases[i].text), ret);
        if (strcmp(ret, cases[i].phone ? cases[i].phone : "none") != 0) {
            fail_msg("%s: %s", cases[i].text, ret);
        }
    }
}

static void test_email(void **state)
{
    (void)state;
    static const struct {
        const char *text, *email;
    } cases[] = {
        {"Sian@Example.ORG", "sian@example.org"},
        {" mailto:sian@example.org ", "sian@example.org"},
        {"Sian Evans <sian.evans@example.org>", "sian.evans@example.org"},
        {"sian@example.org; john@example.org", "sian@example.org"},
        {"Write to sian@example.org.", "sian@example.org"},
        {"siân@example.org", "siân@example.org"},
        {"a.b+c_d-e@sub.example.co.uk", "a.b+c_d-e@sub.example.co.uk"},
        {"none@none.com", NULL},
        {"noemail@example.org", NULL},
        {"no.email@example.org", NULL},
        {"test@test.com", NULL},
        {"test@example.org", "test@example.org"},
        {"sian@example", NULL},
        {"@example.org", NULL},
        {"sian@", NULL},
        {"sian.example.org", NULL},
        {"sian@@example.org", NULL},
        {"sian@example..org", NULL},
        {".sian@example.org", NULL},
        {"", NULL},
        {"n/a", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char ret[EMAIL_MAX] = "none";
        email_parse(str_of(cases[i].text), ret);
        if (strcmp(ret, cases[i].email ? cases[i].email : "none") != 0) {
            fail_msg("%s: %s", cases[i].text, ret);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_phone), cmocka_unit_test(test_email)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
