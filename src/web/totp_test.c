/* totp_test.c - the RFC's own passwords; a step is good once; clocks that are off. */
#include "totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t secret[] = "12345678901234567890"; /* RFC 6238, Appendix B */

static void the_rfcs_passwords(void **state)
{
    static const struct {
        int64_t at;
        const char *code; /* the last six of the RFC's eight digits */
    } cases[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char code[TOTP_DIGITS + 1];
        totp_code(secret, TOTP_SECRET_BYTES, cases[i].at / TOTP_STEP_S, code);
        assert_string_equal(code, cases[i].code);
        assert_int_equal(totp_check(secret, str_of(cases[i].code), cases[i].at, 0),
                         cases[i].at / TOTP_STEP_S);
    }
}

static void a_password_is_good_for_a_while_once(void **state)
{
    const struct str code = STR("005924"); /* of 1234567890 */
    const int64_t at = 1234567890;
    const int64_t step = at / TOTP_STEP_S;
    (void)state;
    assert_int_equal(totp_check(secret, code, at + 30, 0), step);
    assert_int_equal(totp_check(secret, code, at - 30, 0), step);
    assert_int_equal(totp_check(secret, code, at + 60, 0), -1);
    assert_int_equal(totp_check(secret, code, at - 60, 0), -1);
    assert_int_equal(totp_check(secret, code, at, step - 1), step);
    assert_int_equal(totp_check(secret, code, at, step), -1); /* used */
    assert_int_equal(totp_check(secret, code, at, step + 1), -1);
    assert_int_equal(totp_check(secret, STR("005 924"), at, 0), step);
    assert_int_equal(totp_check(secret, STR("00592"), at, 0), -1);
    assert_int_equal(totp_check(secret, STR("0059240"), at, 0), -1);
    assert_int_equal(totp_check(secret, STR("00592x"), at, 0), -1);
    assert_int_equal(totp_check(secret, STR(""), at, 0), -1);
}

static void a_secret_as_text(void **state)
{
    char text[TOTP_SECRET_TEXT_MAX];
    struct arena arena = {0};
    (void)state;
    totp_secret_text(secret, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    const struct str uri = totp_uri(&arena, secret, STR("Cyngor Môn"), STR("ann"));
    assert_true(str_eq(uri, STR("otpauth://totp/Cyngor%20M%C3%B4n:ann?secret="
                                "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Cyngor%20M%C3%B4n")));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rfcs_passwords),
        cmocka_unit_test(a_password_is_good_for_a_while_once),
        cmocka_unit_test(a_secret_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
