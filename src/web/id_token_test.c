/* id_token_test.c - tokens signed by keys that are made here: which are good, and for each thing
 * that is wrong with one that it is refused. */
#define _GNU_SOURCE /* asprintf */
#include "id_token.h"

#include <jose/jose.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const int64_t now = 1800000000;

#define CLAIMS(iss, aud, exp, iat, nonce, more)                                                    \
    "{\"iss\":" iss ",\"aud\":" aud ",\"exp\":" exp ",\"iat\":" iat ",\"nonce\":" nonce            \
    ",\"sub\":\"s1\"" more "}"
#define ISS "\"https://issuer.example\""
#define AUD "\"cantref\""
#define EXP "1800000300"
#define IAT "1800000000"
#define NONCE "\"n1\""
#define GOOD CLAIMS(ISS, AUD, EXP, IAT, NONCE, "")

/* Keys that sign, and the JWKS that the issuer has: the public parts of the first three. */
enum key { RSA, EC, NO_KID, STRANGER, KEYS };
static json_t *keys[KEYS];
static char *jwks;

static json_t *make_key(const char *template)
{
    json_t *key = json_loads(template, 0, NULL);
    assert_non_null(key);
    assert_true(jose_jwk_gen(NULL, key));
    return key;
}

static int make_keys(void **state)
{
    (void)state;
    keys[RSA] = make_key("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"bits\":2048}");
    keys[EC] = make_key("{\"alg\":\"ES256\",\"kid\":\"ec\"}");
    keys[NO_KID] = make_key("{\"alg\":\"ES256\"}");
    keys[STRANGER] = make_key("{\"alg\":\"ES256\",\"kid\":\"ec\"}");
    json_t *list = json_array();
    for (int i = 0; i < STRANGER; i++) {
        json_t *copy = json_deep_copy(keys[i]);
        assert_true(jose_jwk_pub(NULL, copy));
        json_object_del(copy, "key_ops");
        assert_int_equal(json_array_append_new(list, copy), 0);
    }
    json_t *set = json_pack("{s:o}", "keys", list);
    jwks = json_dumps(set, JSON_COMPACT);
    json_decref(set);
    return 0;
}

static int free_keys(void **state)
{
    (void)state;
    for (int i = 0; i < KEYS; i++) {
        json_decref(keys[i]);
    }
    free(jwks);
    return 0;
}

/* A token: header and claims as they are, signed by the key. */
static char *make_token(const char *header, const char *claims, enum key key)
{
    json_t *jws = json_pack("{s:o}", "payload", jose_b64_enc(claims, strlen(claims)));
    json_t *signature = json_pack("{s:o}", "protected", json_loads(header, 0, NULL));
    const char *protected = NULL, *payload = NULL, *made = NULL;
    char *token = NULL;
    assert_true(jose_jws_sig(NULL, jws, signature, keys[key]));
    assert_int_equal(json_unpack(jws, "{s:s,s:s,s:s}", "protected", &protected, "payload", &payload,
                                 "signature", &made),
                     0);
    assert_true(asprintf(&token, "%s.%s.%s", protected, payload, made) > 0);
    json_decref(jws);
    json_decref(signature);
    return token;
}

static enum id_token_state check_by(const char *token, const char *by, const char **ret_why)
{
    static const struct id_token_expected expected = {.issuer = STR_INIT("https://issuer.example"),
                                                      .client = STR_INIT("cantref"),
                                                      .nonce = STR_INIT("n1"),
                                                      .now = now};
    struct arena arena = {0};
    struct str claims = STR("");
    *ret_why = NULL;
    const enum id_token_state found =
        id_token_check(&arena, str_of(token), str_of(by), &expected, &claims, ret_why);
    assert_true((found == ID_TOKEN_GOOD) == (claims.len > 0));
    assert_true((found == ID_TOKEN_GOOD) == (*ret_why == NULL));
    arena_free(&arena);
    return found;
}

static void expect(const char *name, const char *token, enum id_token_state expected)
{
    const char *why = NULL;
    const enum id_token_state found = check_by(token, jwks, &why);
    if (found != expected) {
        fail_msg("%s: %d, not %d (%s)", name, found, expected, why);
    }
}

static void who_signed(void **state)
{
    static const struct {
        const char *name, *header;
        enum key key;
        enum id_token_state expected;
    } cases[] = {
        {"RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", RSA, ID_TOKEN_GOOD},
        {"ES256", "{\"alg\":\"ES256\",\"kid\":\"ec\"}", EC, ID_TOKEN_GOOD},
        {"no kid: all that fit", "{\"alg\":\"ES256\"}", NO_KID, ID_TOKEN_GOOD},
        {"no kid, by the other", "{\"alg\":\"ES256\"}", EC, ID_TOKEN_GOOD},
        {"a stranger with a kid of ours", "{\"alg\":\"ES256\",\"kid\":\"ec\"}", STRANGER,
         ID_TOKEN_BAD},
        {"a stranger without a kid", "{\"alg\":\"ES256\"}", STRANGER, ID_TOKEN_BAD},
        {"a kid that is nowhere", "{\"alg\":\"ES256\",\"kid\":\"new\"}", STRANGER, ID_TOKEN_NO_KEY},
        {"a kid of another type", "{\"alg\":\"ES256\",\"kid\":\"rsa\"}", STRANGER, ID_TOKEN_NO_KEY},
        {"a critical header", "{\"alg\":\"ES256\",\"kid\":\"ec\",\"crit\":[\"exp\"],\"exp\":1}", EC,
         ID_TOKEN_BAD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *token = make_token(cases[i].header, GOOD, cases[i].key);
        expect(cases[i].name, token, cases[i].expected);
        free(token);
    }
}

/* The key that a token brings along is nobody's. */
static void a_key_in_the_header(void **state)
{
    char *header = NULL;
    json_t *own = json_deep_copy(keys[STRANGER]);
    (void)state;
    assert_true(jose_jwk_pub(NULL, own));
    char *text = json_dumps(own, JSON_COMPACT);
    assert_true(asprintf(&header, "{\"alg\":\"ES256\",\"jwk\":%s}", text) > 0);
    char *token = make_token(header, GOOD, STRANGER);
    expect("its own key", token, ID_TOKEN_BAD);
    json_decref(own);
    free(text);
    free(header);
    free(token);
}

static void what_it_says(void **state)
{
    static const struct {
        const char *name, *claims;
        bool is_good;
    } cases[] = {
        {"as it should be", GOOD, true},
        {"a list of us", CLAIMS(ISS, "[\"cantref\"]", EXP, IAT, NONCE, ""), true},
        {"several, asked by us",
         CLAIMS(ISS, "[\"x\",\"cantref\"]", EXP, IAT, NONCE, ",\"azp\":\"cantref\""), true},
        {"within the skew", CLAIMS(ISS, AUD, "1799999941", "1800000060", NONCE, ""), true},
        {"as old as may be", CLAIMS(ISS, AUD, EXP, "1799999400", NONCE, ""), true},
        {"good since now", CLAIMS(ISS, AUD, EXP, IAT, NONCE, ",\"nbf\":1800000060"), true},
        {"another issuer", CLAIMS("\"https://issuer.example/\"", AUD, EXP, IAT, NONCE, ""), false},
        {"an issuer that is no text", CLAIMS("1", AUD, EXP, IAT, NONCE, ""), false},
        {"another audience", CLAIMS(ISS, "\"cantref2\"", EXP, IAT, NONCE, ""), false},
        {"no audience", CLAIMS(ISS, "[]", EXP, IAT, NONCE, ""), false},
        {"several, nobody said by whom", CLAIMS(ISS, "[\"x\",\"cantref\"]", EXP, IAT, NONCE, ""),
         false},
        {"asked by another", CLAIMS(ISS, AUD, EXP, IAT, NONCE, ",\"azp\":\"x\""), false},
        {"asked by no text", CLAIMS(ISS, AUD, EXP, IAT, NONCE, ",\"azp\":[\"cantref\"]"), false},
        {"expired", CLAIMS(ISS, AUD, "1799999940", IAT, NONCE, ""), false},
        {"never expires", CLAIMS(ISS, AUD, "null", IAT, NONCE, ""), false},
        {"expires at a text", CLAIMS(ISS, AUD, "\"1800000300\"", IAT, NONCE, ""), false},
        {"expires before 1970", CLAIMS(ISS, AUD, "-1", IAT, NONCE, ""), false},
        {"issued later", CLAIMS(ISS, AUD, EXP, "1800000061", NONCE, ""), false},
        {"issued long ago", CLAIMS(ISS, AUD, EXP, "1799999399", NONCE, ""), false},
        {"issued never", CLAIMS(ISS, AUD, EXP, "null", NONCE, ""), false},
        {"not good yet", CLAIMS(ISS, AUD, EXP, IAT, NONCE, ",\"nbf\":1800000061"), false},
        {"good since a text", CLAIMS(ISS, AUD, EXP, IAT, NONCE, ",\"nbf\":\"1\""), false},
        {"another nonce", CLAIMS(ISS, AUD, EXP, IAT, "\"n2\"", ""), false},
        {"no nonce", CLAIMS(ISS, AUD, EXP, IAT, "\"\"", ""), false},
        {"a longer nonce", CLAIMS(ISS, AUD, EXP, IAT, "\"n11\"", ""), false},
        {"of nobody",
         "{\"iss\":" ISS ",\"aud\":" AUD ",\"exp\":" EXP ",\"iat\":" IAT ",\"nonce\":" NONCE "}",
         false},
        {"no object", "[]", false},
        {"nothing", "x", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *token = make_token("{\"alg\":\"ES256\",\"kid\":\"ec\"}", cases[i].claims, EC);
        expect(cases[i].name, token, cases[i].is_good ? ID_TOKEN_GOOD : ID_TOKEN_BAD);
        free(token);
    }
}

/* What was signed, with anything about it changed. */
static void what_was_changed(void **state)
{
    static const char *const nobody[] = {
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "e30.e30.",
        "e30.e30.AA",
        /* {"alg":"none"} */
        "eyJhbGciOiJub25lIn0.e30.AA",
        /* {"alg":"HS256","kid":"ec"} */
        "eyJhbGciOiJIUzI1NiIsImtpZCI6ImVjIn0.e30.AA",
    };
    (void)state;
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        expect(nobody[i], nobody[i], ID_TOKEN_BAD);
    }
    char *token = make_token("{\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD, EC);
    const size_t len = strlen(token);
    for (size_t i = 0; i + 2 < len; i += 3) { /* the last bits of the last character are none */
        const char before = token[i];
        const char *why = NULL;
        token[i] = before == 'A' ? 'B' : 'A';
        if (check_by(token, jwks, &why) == ID_TOKEN_GOOD) {
            fail_msg("changed at %zu, and good", i);
        }
        token[i] = before;
    }
    char longer[64];
    snprintf(longer, sizeof longer, "%.40s.x", token);
    expect("cut off", longer, ID_TOKEN_BAD);
    free(token);
}

static void keys_that_are_none(void **state)
{
    static const struct {
        const char *keys;
        enum id_token_state expected;
    } cases[] = {
        {"", ID_TOKEN_BAD},
        {"[]", ID_TOKEN_BAD},
        {"{", ID_TOKEN_BAD},
        {"{}", ID_TOKEN_NO_KEY},
        {"{\"keys\":[]}", ID_TOKEN_NO_KEY},
        {"{\"keys\":[1,\"x\",{}]}", ID_TOKEN_NO_KEY},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"kid\":\"ec\"}]}", ID_TOKEN_NO_KEY},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"use\":\"enc\"}]}",
         ID_TOKEN_NO_KEY},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"alg\":\"ES512\"}]}",
         ID_TOKEN_NO_KEY},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\"}]}", ID_TOKEN_BAD},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"x\":\"AA\",\"y\":\"AA\"}]}",
         ID_TOKEN_BAD},
    };
    char *token = make_token("{\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD, EC);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *why = NULL;
        if (check_by(token, cases[i].keys, &why) != cases[i].expected) {
            fail_msg("%s: %s", cases[i].keys, why);
        }
    }
    free(token);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_signed),         cmocka_unit_test(a_key_in_the_header),
        cmocka_unit_test(what_it_says),       cmocka_unit_test(what_was_changed),
        cmocka_unit_test(keys_that_are_none),
    };
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
