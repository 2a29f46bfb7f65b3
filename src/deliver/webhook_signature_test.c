/* webhook_signature_test.c - the vector of Standard Webhooks, and what must not pass. */
#include "webhook_signature.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SECRET STR("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
#define OTHER STR("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
#define ID STR("msg_p5jXN8AQM9LWM0D4loKWxJek")
#define BODY STR("{\"test\": 2432232314}")
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
enum { TIME = 1614265330 };

static struct webhook_secret secret_of(struct str text)
{
    struct webhook_secret secret;
    struct err err = {0};
    assert_int_equal(webhook_secret_read(text, &secret, &err), 0);
    return secret;
}

static void test_vector(void **state)
{
    (void)state;
    struct webhook_secret secrets[] = {secret_of(SECRET), secret_of(OTHER)};
    struct buf out = {0};
    struct err err = {0};
    int64_t at = 0;
    assert_int_equal(webhook_sign(secrets, 1, ID, TIME, BODY, &out, &err), 0);
    assert_int_equal(out.len, strlen(SIGNATURE));
    assert_memory_equal(out.ptr, SIGNATURE, out.len);

    out.len = 0;
    assert_int_equal(webhook_sign(secrets, 2, ID, TIME, BODY, &out, &err), 0);
    for (size_t i = 0; i < 2; i++) { /* whoever has either secret can check it */
        assert_int_equal(webhook_verify(&secrets[i], 1, ID, STR("1614265330"), buf_str(&out), BODY,
                                        TIME + 10, WEBHOOK_TOLERANCE_S, &at, &err),
                         0);
        assert_int_equal(at, TIME);
    }
    buf_free(&out);
}

static void test_verify(void **state)
{
    (void)state;
    static const struct {
        const char *id, *timestamp, *signatures, *body;
        int64_t now;
        int code;
    } cases[] = {
        {"msg_1", "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_DENIED},
        {NULL, "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME, 0},
        {NULL, "1614265330", SIGNATURE, "{\"test\": 2432232315}", TIME, ERR_DENIED},
        {NULL, "1614265331", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_DENIED},
        {NULL, "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME + 300, 0},
        {NULL, "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME + 301, ERR_LIMIT},
        {NULL, "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME - 300, 0},
        {NULL, "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME - 301, ERR_LIMIT},
        {NULL, "1614265330", "v1a,AAAA v2,BBBB v1,CCCC " SIGNATURE, "{\"test\": 2432232314}", TIME,
         0},
        {NULL, "1614265330", "v1a,AAAA v1,CCCC v1, v1", "{\"test\": 2432232314}", TIME, ERR_DENIED},
        /* the right bytes under another version are no signature of ours */
        {NULL, "1614265330", "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
         "{\"test\": 2432232314}", TIME, ERR_DENIED},
        {NULL, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
         "{\"test\": 2432232314}", TIME, ERR_DENIED},
        {NULL, "1614265330", "", "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {NULL, "", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {NULL, "-5", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {NULL, "1614265330.0", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {NULL, "18446744073709551617", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {"", "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {"msg.1", "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
        {"msg 1", "1614265330", SIGNATURE, "{\"test\": 2432232314}", TIME, ERR_INPUT},
    };
    struct webhook_secret secret = secret_of(SECRET);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        int64_t at = -1;
        int code =
            webhook_verify(&secret, 1, cases[i].id ? str_of(cases[i].id) : ID,
                           str_of(cases[i].timestamp), str_of(cases[i].signatures),
                           str_of(cases[i].body), cases[i].now, WEBHOOK_TOLERANCE_S, &at, &err);
        if (code != cases[i].code) {
            fail_msg("case %zu: %d instead of %d: %s", i, code, cases[i].code, err.message);
        }
        assert_int_equal(at, code == 0 ? TIME : -1);
    }
}

/* Signatures beyond those looked at don't count, so that a header can't be made to cost much. */
static void test_many(void **state)
{
    (void)state;
    struct webhook_secret secret = secret_of(SECRET);
    struct buf many = {0};
    struct err err = {0};
    int64_t at = 0;
    for (int i = 0; i < WEBHOOK_SIGNATURES_MAX; i++) {
        buf_add(&many, STR("v1,AAAA "));
    }
    buf_add(&many, STR(SIGNATURE));
    assert_int_equal(webhook_verify(&secret, 1, ID, STR("1614265330"), buf_str(&many), BODY, TIME,
                                    WEBHOOK_TOLERANCE_S, &at, &err),
                     ERR_DENIED);
    buf_free(&many);
}

static void test_secret(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len; /* 0: refused */
    } cases[] = {
        {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 24},
        {" whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 24},
        {"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", 32},
        {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 0},
        {"whsec_", 0},
        {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa", 0},
        {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", 0},
        {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2L$LaSw", 0},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
         "AAAAAAAA",
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct webhook_secret secret = {.len = 0};
        struct err err = {0};
        int code = webhook_secret_read(str_of(cases[i].text), &secret, &err);
        assert_int_equal(code, cases[i].len > 0 ? 0 : ERR_INPUT);
        assert_int_equal(secret.len, cases[i].len);
        assert_null(strstr(err.message, "MfKQ"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vector),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
