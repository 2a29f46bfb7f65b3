/* seal.c - values sealed and unsealed, and tokens. */
#include "seal_parts.h"

#include <assert.h>
#include <sodium.h>

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    TOKEN_BYTES = 16
};
_Static_assert(NONCE_BYTES + TAG_BYTES == SEAL_OVERHEAD, "seal.h says how much longer it gets");
_Static_assert(SECRET_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
                   SECRET_BYTES == crypto_generichash_blake2b_KEYBYTES,
               "one length fits all keys");
_Static_assert(SEAL_USE_BYTES_MAX ==
                   crypto_generichash_blake2b_SALTBYTES + crypto_generichash_blake2b_PERSONALBYTES,
               "a use goes into BLAKE2b's own fields for that");

/* ── bytes under a key ───────────────────────────────────────────────────────────────────────── */

/* The same on every machine, since databases and backups travel. */
static void put_whole(uint8_t ret[8], int64_t value)
{
    for (int i = 0; i < 8; i++) {
        ret[i] = (uint8_t)((uint64_t)value >> (8 * i));
    }
}

struct seal_context seal_context(enum seal_kind kind, const char *place, int64_t row, int64_t key)
{
    struct seal_context context;
    size_t len = strlen(place);
    assert(len <= SEAL_PLACE_BYTES_MAX);
    context.bytes[0] = (uint8_t)kind;
    context.bytes[1] = (uint8_t)len;
    memcpy(context.bytes + 2, place, len);
    put_whole(context.bytes + 2 + len, row);
    put_whole(context.bytes + 10 + len, key);
    context.len = 18 + len;
    return context;
}

/* seal_bytes - from `text`, which may be where ret's text is to be, to ret: nonce · tag · text. */
static void seal_bytes(const uint8_t *key, const struct seal_context *context, const void *text,
                       size_t len, uint8_t *ret)
{
    randombytes_buf(ret, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(ret + SEAL_OVERHEAD, ret + NONCE_BYTES,
                                                        NULL, text, len, context->bytes,
                                                        context->len, NULL, ret, key);
}

/* unseal_bytes - len: of the text. ret may be where the text is; it holds nothing of it after
 * false. */
static bool unseal_bytes(const uint8_t *key, const struct seal_context *context,
                         const uint8_t *nonce_and_tag, const void *text, size_t len, void *ret)
{
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
               ret, NULL, text, len, nonce_and_tag + NONCE_BYTES, context->bytes, context->len,
               nonce_and_tag, key) == 0;
}

void secret_wrap(const uint8_t *key, const struct seal_context *context,
                 const uint8_t secret[SECRET_BYTES], uint8_t ret[WRAPPED_BYTES])
{
    seal_bytes(key, context, secret, SECRET_BYTES, ret);
}

bool secret_unwrap(const uint8_t *key, const struct seal_context *context, struct str wrapped,
                   uint8_t ret[SECRET_BYTES])
{
    const uint8_t *bytes = (const uint8_t *)wrapped.ptr;
    return wrapped.len == WRAPPED_BYTES &&
           unseal_bytes(key, context, bytes, bytes + SEAL_OVERHEAD, SECRET_BYTES, ret);
}

/* ── values ──────────────────────────────────────────────────────────────────────────────────── */

static int too_long(struct err *err)
{
    return err_set(err, ERR_LIMIT, "a value is longer than may be kept");
}

/* The room for nonce and tag comes first: when the buffer moves to grow, no text is left behind. */
static int seal_into(const uint8_t *key, const struct seal_context *context, struct str text,
                     struct buf *out, struct err *err)
{
    static const char room[SEAL_OVERHEAD];
    size_t start = out->len;
    int code = buf_add(out, str_make(room, sizeof room));
    code = code ? code : buf_add(out, text);
    if (code != 0) {
        out->len = start;
        return too_long(err);
    }
    uint8_t *sealed = (uint8_t *)out->ptr + start;
    seal_bytes(key, context, sealed + SEAL_OVERHEAD, text.len, sealed);
    return 0;
}

static int unseal_into(const uint8_t *key, const struct seal_context *context, struct str sealed,
                       struct buf *out, struct err *err)
{
    size_t start = out->len;
    const uint8_t *head = (const uint8_t *)sealed.ptr;
    bool good = sealed.len >= SEAL_OVERHEAD;
    struct str text = str_slice(sealed, SEAL_OVERHEAD, sealed.len);
    if (good && buf_add(out, text) != 0) {
        return too_long(err);
    }
    uint8_t none = 0;
    uint8_t *place = text.len > 0 ? (uint8_t *)out->ptr + start : &none;
    if (!good || !unseal_bytes(key, context, head, place, text.len, place)) {
        out->len = start;
        return err_set(err, ERR_INPUT,
                       "a sealed value of \"%.*s\" is damaged, was moved from where it belongs, or "
                       "is another home's: restore the database from a backup",
                       context->bytes[1], /* not personal: a literal of the program */
                       (const char *)context->bytes + 2);
    }
    return 0;
}

int seal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str text,
               struct buf *out, struct err *err)
{
    uint8_t secret[SECRET_BYTES];
    struct seal_context context = seal_context(SEAL_OF_VALUE, place, row, key);
    int code = seal_key_copy(seal, key, secret, err);
    code = code ? code : seal_into(secret, &context, text, out, err);
    sodium_memzero(secret, sizeof secret);
    return code;
}

int unseal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str sealed,
                 struct buf *out, struct err *err)
{
    uint8_t secret[SECRET_BYTES];
    struct seal_context context = seal_context(SEAL_OF_VALUE, place, row, key);
    int code = seal_key_copy(seal, key, secret, err);
    code = code ? code : unseal_into(secret, &context, sealed, out, err);
    sodium_memzero(secret, sizeof secret);
    return code;
}

int seal_council_value(struct seal *seal, const char *place, struct str text, struct buf *out,
                       struct err *err)
{
    struct seal_context context = seal_context(SEAL_OF_COUNCIL, place, 0, 0);
    return seal_into(seal->secrets->council_value, &context, text, out, err);
}

int unseal_council_value(struct seal *seal, const char *place, struct str sealed, struct buf *out,
                         struct err *err)
{
    struct seal_context context = seal_context(SEAL_OF_COUNCIL, place, 0, 0);
    return unseal_into(seal->secrets->council_value, &context, sealed, out, err);
}

/* ── is this database of this home? ──────────────────────────────────────────────────────────── */

enum { CHECK_HEX_BYTES = 2 * TOKEN_BYTES + 1 };

static void check_text(const struct seal *seal, char ret[CHECK_HEX_BYTES])
{
    static const char said[] = "a database of this home";
    uint8_t hash[TOKEN_BYTES];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)said, sizeof said - 1,
                       seal->secrets->check, SECRET_BYTES);
    sodium_bin2hex(ret, CHECK_HEX_BYTES, hash, sizeof hash);
}

int seal_check_text(struct seal *seal, struct buf *out, struct err *err)
{
    char text[CHECK_HEX_BYTES];
    check_text(seal, text);
    return buf_add(out, str_of(text)) == 0 ? 0 : too_long(err);
}

int seal_check(struct seal *seal, struct str text, struct err *err)
{
    char ours[CHECK_HEX_BYTES];
    check_text(seal, ours);
    return text.len == sizeof ours - 1 && sodium_memcmp(text.ptr, ours, text.len) == 0
               ? 0
               : err_set(err, ERR_INPUT,
                         "wrong keys: the database was sealed with those of another home");
}

/* ── tokens ──────────────────────────────────────────────────────────────────────────────────── */

void seal_token_wide(const struct seal *seal, const char *use, struct str text, uint8_t ret[16])
{
    uint8_t fields[SEAL_USE_BYTES_MAX] = {0};
    size_t len = strlen(use);
    assert(len > 0 && len <= sizeof fields);
    memcpy(fields, use, len);
    crypto_generichash_blake2b_salt_personal(ret, TOKEN_BYTES, (const uint8_t *)text.ptr, text.len,
                                             seal->secrets->token, SECRET_BYTES, fields,
                                             fields + crypto_generichash_blake2b_SALTBYTES);
}

int64_t seal_token(const struct seal *seal, const char *use, struct str text)
{
    uint8_t wide[TOKEN_BYTES];
    uint64_t token = 0;
    seal_token_wide(seal, use, text, wide);
    for (int i = 0; i < 8; i++) {
        token |= (uint64_t)wide[i] << (8 * i);
    }
    token >>= 1;
    return token != 0 ? (int64_t)token : 1;
}
