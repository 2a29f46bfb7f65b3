/* json_web_token_test.c - the vector of RFC 7515, appendix A.1, and one as GOV.UK Notify wants it
 * (its signature was worked out with Python's hmac). */
#include "json_web_token.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The key of A.1, from its base64url. */
static const unsigned char rfc_key[] = {
    0x03, 0x23, 0x35, 0x4b, 0x2b, 0x0f, 0xa5, 0xbc, 0x83, 0x7e, 0x06, 0x65, 0x77, 0x7b, 0xa6, 0x8f,
    0x5a, 0xb3, 0x28, 0xe6, 0xf0, 0x54, 0xc9, 0x28, 0xa9, 0x0f, 0x84, 0xb2, 0xd2, 0x50, 0x2e, 0xbf,
    0xd3, 0xfb, 0x5a, 0x92, 0xd2, 0x06, 0x47, 0xef, 0x96, 0x8a, 0xb4, 0xc3, 0x77, 0x62, 0x3d, 0x22,
    0x3d, 0x2e, 0x21, 0x72, 0x05, 0x2e, 0x4f, 0x08, 0xc0, 0xcd, 0x9a, 0xf5, 0x67, 0xd0, 0x80, 0xa3};

static void check(struct str header, struct str claims, struct str secret, const char *expected)
{
    struct buf out = {0};
    assert_int_equal(json_web_token_add(&out, header, claims, secret), 0);
    buf_add_char(&out, '\0');
    assert_string_equal(out.ptr, expected);
    buf_free(&out);
}

static void test_vectors(void **state)
{
    (void)state;
    check(STR("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}"),
          STR("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
              "\"http://example.com/is_root\":true}"),
          str_make((const char *)rfc_key, sizeof rfc_key),
          "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
          "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
          "cnVlfQ."
          "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    check(
        STR("{\"typ\":\"JWT\",\"alg\":\"HS256\"}"),
        STR("{\"iss\": \"26785a09-ab16-4eb0-8407-a37497a57506\", \"iat\": 1568818578}"),
        STR("3d844edf-8d35-48ac-975b-e847b4f122b0"),
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiAiMjY3ODVhMDktYWIxNi00ZWIwLTg0MDctYTM3NDk3YTU3NTA2IiwgImlhdCI6IDE1Njg4MTg1Nzh9."
        "Mvj4xUB8ZY9l3mn3VFAP0T6zzgJ4WD7dgNG179pTPiI");
}

static void test_bound(void **state)
{
    (void)state;
    struct buf out = {.max = 20};
    assert_int_equal(json_web_token_add(&out, STR("{}"), STR("{}"), STR("key")), ERR_LIMIT);
    assert_int_equal(out.len, 0);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors),
                                       cmocka_unit_test(test_bound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
