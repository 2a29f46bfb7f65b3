/* retry_after_test.c - seconds, dates in the three forms of HTTP, and what is neither. */
#include "egress.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { NOW = 1795858570, DAY = 86400 }; /* 2026-11-28T09:36:10Z */

static void test_cases(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t wait_s;
    } cases[] = {
        {"", 0},
        {"0", 0},
        {"120", 120},
        {"  120 ", 120},
        {"86400", DAY},
        {"86401", DAY},
        {"99999999999999999999999999", DAY},
        {"-5", 0},
        {"+5", 0},
        {"5.5", 0},
        {"1e9", 0},
        {"0x10", 0},
        {"soon", 0},
        {"Sat, 28 Nov 2026 09:38:10 GMT", 120},
        {"Saturday, 28-Nov-26 09:38:10 GMT", 120},
        {"Sat Nov 28 09:38:10 2026", 120},
        {"Sat, 28 Nov 2026 09:36:10 GMT", 0},
        {"Sat, 28 Nov 2020 09:38:10 GMT", 0},
        {"Fri, 01 Jan 2100 00:00:00 GMT", DAY},
        {"Sat, 28 Nov 99999 09:38:10 GMT", DAY},
        {"Sat, 28 Nov 2026 09:38:10 GMT and much more than a date is long", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t wait_s = retry_after_s(str_of(cases[i].text), NOW, DAY);
        if (wait_s != cases[i].wait_s) {
            fail_msg("\"%s\" is %lld s, not %lld", cases[i].text, (long long)wait_s,
                     (long long)cases[i].wait_s);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
