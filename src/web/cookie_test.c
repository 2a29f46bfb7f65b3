/* cookie_test.c - which session a Cookie header means; what is sent back. */
#include "cookie.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_9"

static void a_session_is_found_or_none(void **state)
{
    static const struct {
        const char *header, *expected;
    } cases[] = {
        {"__Host-cantref=" TOKEN, TOKEN},
        {"a=b; __Host-cantref=" TOKEN "; c=d", TOKEN},
        {"a=b;__Host-cantref=" TOKEN, TOKEN},
        {" ;; =; x; __Host-cantref=" TOKEN, TOKEN},
        {"", ""},
        {"__Host-cantref", ""},
        {"__Host-cantref=", ""},
        {"__host-cantref=" TOKEN, ""},                                      /* names have case */
        {"x__Host-cantref=" TOKEN, ""},                                     /* another */
        {"__Host-cantref =" TOKEN, ""},                                     /* another */
        {"__Host-cantref=" TOKEN "; __Host-cantref=" TOKEN, ""},            /* twice */
        {"__Host-cantref=short; __Host-cantref=" TOKEN, ""},                /* twice */
        {"__Host-cantref=" TOKEN "x", ""},                                  /* too long */
        {"__Host-cantref=\"" TOKEN "\"", ""},                               /* in quotes */
        {"__Host-cantref=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_+", ""}, /* other base64 */
        {"a=__Host-cantref=" TOKEN, ""},                                    /* a value */
        {"__Host-cantref=" TOKEN "=", ""},                                  /* padded */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct str got = cookie_session(str_of(cases[i].header));
        if (!str_eq(got, str_of(cases[i].expected))) {
            fail_msg("%s: \"%.*s\"", cases[i].header, PRI(got));
        }
    }
}

static void a_header_without_end_is_none(void **state)
{
    static char header[COOKIE_HEADER_MAX + 2];
    (void)state;
    memset(header, ';', sizeof header - 1);
    memcpy(header, "__Host-cantref=" TOKEN, sizeof "__Host-cantref=" TOKEN - 1);
    assert_int_equal(cookie_session(str_make(header, COOKIE_HEADER_MAX)).len, 43);
    assert_int_equal(cookie_session(str_make(header, COOKIE_HEADER_MAX + 1)).len, 0);
}

static void what_is_sent_back(void **state)
{
    char text[COOKIE_TEXT_MAX];
    struct session session = {.set_cookie = TOKEN};
    (void)state;
    assert_string_equal(cookie_set_text(&session, text),
                        "__Host-cantref=" TOKEN "; Path=/; Secure; HttpOnly; SameSite=Lax");
    session = (struct session){.ends = true};
    assert_string_equal(cookie_set_text(&session, text),
                        "__Host-cantref=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    session = (struct session){.kind = SESSION_STAFF};
    assert_string_equal(cookie_set_text(&session, text), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_found_or_none),
        cmocka_unit_test(a_header_without_end_is_none),
        cmocka_unit_test(what_is_sent_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
