/* webhook_signature.c - HMAC-SHA256 of libsodium. */
#include "webhook_signature.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

enum {
    TIMESTAMP_DIGITS_MAX = 12, /* until the year 33658 */
    SIGNATURE_TEXT_MAX = 48    /* 44 characters of base64 */
};

int webhook_secret_read(struct str text, struct webhook_secret *ret, struct err *err)
{
    const struct str prefix = STR("whsec_");
    struct webhook_secret secret = {.len = 0};
    text = str_trim(text);
    if (!str_starts(text, prefix)) {
        return err_set(err, ERR_INPUT, "a secret of webhooks begins with \"whsec_\"");
    }
    text = str_slice(text, prefix.len, text.len);
    if (sodium_base642bin(secret.bytes, sizeof secret.bytes, text.ptr, text.len, NULL, &secret.len,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        secret.len < WEBHOOK_SECRET_BYTES_MIN) {
        webhook_secret_wipe(&secret);
        return err_set(err, ERR_INPUT,
                       "a secret of webhooks is \"whsec_\" and the base64 of %d to %d bytes",
                       WEBHOOK_SECRET_BYTES_MIN, WEBHOOK_SECRET_BYTES_MAX);
    }
    *ret = secret;
    webhook_secret_wipe(&secret);
    return 0;
}

void webhook_secret_wipe(struct webhook_secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

/* A point in the id would let one signed text be read as two messages. */
static bool is_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        if (id.ptr[i] <= ' ' || id.ptr[i] > '~' || id.ptr[i] == '.') {
            return false;
        }
    }
    return id.len > 0 && id.len <= WEBHOOK_ID_BYTES_MAX;
}

static void sign(const struct webhook_secret *secret, struct str id, struct str timestamp,
                 struct str body, uint8_t ret[WEBHOOK_SIGNATURE_BYTES])
{
    const struct str parts[] = {id, STR("."), timestamp, STR("."), body};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, secret->bytes, secret->len);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        crypto_auth_hmacsha256_update(&state, (const uint8_t *)parts[i].ptr, parts[i].len);
    }
    crypto_auth_hmacsha256_final(&state, ret);
    sodium_memzero(&state, sizeof state);
}

int webhook_sign(const struct webhook_secret *secrets, size_t count, struct str id,
                 int64_t timestamp, struct str body, struct buf *out, struct err *err)
{
    if (!is_id(id) || timestamp < 0) {
        return err_set(err, ERR_INPUT,
                       "the id of a message is 1 to %d printable characters without \".\"",
                       WEBHOOK_ID_BYTES_MAX);
    }
    char time[24];
    int length = snprintf(time, sizeof time, "%" PRId64, timestamp);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        uint8_t bytes[WEBHOOK_SIGNATURE_BYTES];
        char text[SIGNATURE_TEXT_MAX];
        sign(&secrets[i], id, str_make(time, (size_t)length), body, bytes);
        sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
        code = buf_add(out, i > 0 ? STR(" v1,") : STR("v1,"));
        code = code ? code : buf_add(out, str_of(text));
    }
    return code ? err_set(err, code, "there is no room for the signatures") : 0;
}

/* is_signed - every secret against every signature, whether one fitted before or not. */
static bool is_signed(const struct webhook_secret *secrets, size_t count, struct str id,
                      struct str timestamp, struct str signatures, struct str body)
{
    uint8_t expected[WEBHOOK_SECRETS_MAX][WEBHOOK_SIGNATURE_BYTES];
    struct str token;
    bool fits = false;
    for (size_t i = 0; i < count; i++) {
        sign(&secrets[i], id, timestamp, body, expected[i]);
    }
    for (int n = 0; n < WEBHOOK_SIGNATURES_MAX && str_next_token(&signatures, ' ', &token); n++) {
        uint8_t given[WEBHOOK_SIGNATURE_BYTES];
        size_t length = 0;
        if (!str_starts(token, STR("v1,"))) {
            continue;
        }
        token = str_slice(token, 3, token.len);
        if (sodium_base642bin(given, sizeof given, token.ptr, token.len, NULL, &length, NULL,
                              sodium_base64_VARIANT_ORIGINAL) != 0 ||
            length != sizeof given) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            fits |= sodium_memcmp(given, expected[i], sizeof given) == 0;
        }
    }
    sodium_memzero(expected, sizeof expected);
    return fits;
}

int webhook_verify(const struct webhook_secret *secrets, size_t count, struct str id,
                   struct str timestamp, struct str signatures, struct str body, int64_t now,
                   int64_t tolerance_s, int64_t *ret_timestamp, struct err *err)
{
    uint64_t time = 0;
    if (!is_id(id)) {
        return err_set(err, ERR_INPUT,
                       "webhook-id is missing or isn't 1 to %d printable characters without \".\"",
                       WEBHOOK_ID_BYTES_MAX);
    }
    if (timestamp.len > TIMESTAMP_DIGITS_MAX || !str_to_uint(timestamp, INT64_MAX, &time)) {
        return err_set(err, ERR_INPUT,
                       "webhook-timestamp is missing or isn't a number of seconds since 1970");
    }
    if (signatures.len == 0) {
        return err_set(err, ERR_INPUT, "webhook-signature is missing");
    }
    count = count > WEBHOOK_SECRETS_MAX ? WEBHOOK_SECRETS_MAX : count;
    if (!is_signed(secrets, count, id, timestamp, signatures, body)) {
        return err_set(err, ERR_DENIED,
                       "webhook-signature has no signature (v1) that this sender's secret gives");
    }
    int64_t apart = (int64_t)time - now;
    if (apart > tolerance_s || apart < -tolerance_s) {
        return err_set(err, ERR_LIMIT,
                       "webhook-timestamp is more than %lld s from this clock: sign each try "
                       "anew, and see whether both clocks are right",
                       (long long)tolerance_s);
    }
    *ret_timestamp = (int64_t)time;
    return 0;
}
