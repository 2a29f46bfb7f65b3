/* same_origin_test.c - who may send a form: a table of what browsers and others say. */
#include "same_origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OWN "https://council.example"

static void where_a_form_came_from(void **state)
{
    static const struct {
        const char *origin, *site, *referer;
        bool expected;
    } cases[] = {
        /* browsers of today */
        {OWN, "same-origin", OWN "/en/find", true},
        {OWN, "same-origin", "", true},
        {"null", "same-origin", "", true}, /* no referrer */
        {"https://evil.example", "cross-site", "", false},
        {"https://other.council.example", "same-site", "", false},
        {"null", "cross-site", "", false}, /* a sandboxed frame */
        {OWN, "cross-site", "", false},
        {"https://evil.example", "same-origin", "", false},
        {OWN, "none", "", true}, /* sent again by the person, as by reload */
        {"null", "none", "", false},
        {OWN, "SAME-ORIGIN", "", false}, /* nothing writes it so */
        {OWN, "anything", "", false},
        /* older: no Sec-Fetch-Site */
        {OWN, "", "", true},
        {"null", "", "", false},
        {"http://council.example", "", "", false}, /* another scheme */
        {"https://council.example:8443", "", "", false},
        {"https://council.example.evil.example", "", "", false},
        {"https://council.exampl", "", "", false},
        {"HTTPS://COUNCIL.EXAMPLE", "", "", false},
        {OWN "/", "", "", false},
        /* older still: a Referer */
        {"", "", OWN "/en/find", true},
        {"", "", OWN, true},
        {"", "", OWN "?q", true},
        {"", "", "https://evil.example/" OWN, false},
        {"", "", "https://council.example.evil.example/", false},
        {"", "", "https://council.example@evil.example/", false},
        {"", "", "council.example", false},
        {"", "same-origin", "https://evil.example/", false},
        /* nothing said: the token decides */
        {"", "", "", true},
        {"", "same-origin", "", true},
        {"", "cross-site", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct request_origin from = {.origin = str_of(cases[i].origin),
                                            .fetch_site = str_of(cases[i].site),
                                            .referer = str_of(cases[i].referer)};
        if (request_is_same_origin(&from, STR(OWN)) != cases[i].expected) {
            fail_msg("Origin \"%s\", Sec-Fetch-Site \"%s\", Referer \"%s\"", cases[i].origin,
                     cases[i].site, cases[i].referer);
        }
    }
}

static void a_token_is_the_sessions_or_not(void **state)
{
    struct session session = {.kind = SESSION_VISITOR,
                              .csrf = "0123456789012345678901234567890123456789012"};
    (void)state;
    assert_true(csrf_matches(&session, STR("0123456789012345678901234567890123456789012")));
    assert_false(csrf_matches(&session, STR("0123456789012345678901234567890123456789013")));
    assert_false(csrf_matches(&session, STR("012345678901234567890123456789012345678901")));
    assert_false(csrf_matches(&session, STR("")));
    session.kind = SESSION_NONE;
    assert_false(csrf_matches(&session, STR("0123456789012345678901234567890123456789012")));
    session = (struct session){.kind = SESSION_STAFF};
    assert_false(csrf_matches(&session, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_a_form_came_from),
        cmocka_unit_test(a_token_is_the_sessions_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
