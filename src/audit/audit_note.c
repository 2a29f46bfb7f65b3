/* audit_note.c - checkpoints and keys to text and back. */
#include "audit_note.h"

#include "text.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

enum {
    KEY_ID_BYTES = 4,
    SIGNED_BYTES = KEY_ID_BYTES + crypto_sign_BYTES,
    TYPED_KEY_BYTES = 1 + AUDIT_PUBLIC_KEY_BYTES, /* a seed has as many */
    ED25519 = 1,                                  /* signature type of C2SP signed-note */
    BASE64_BYTES = 128                            /* of the longest here, and its NUL */
};

static const struct str private_head = STR_INIT("PRIVATE+KEY+");
static const struct str signature_head = STR_INIT("\n\xe2\x80\x94 "); /* an em dash */

/* ── small texts ─────────────────────────────────────────────────────────────────────────────── */

bool audit_name_fits(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_mark = c == '.' || c == '/' || c == '-';
        if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) &&
            !(is_mark && i > 0 && i + 1 < name.len)) {
            return false;
        }
    }
    return name.len > 0 && name.len <= AUDIT_NAME_BYTES_MAX;
}

void audit_name_make(struct str council, char ret[AUDIT_NAME_BYTES_MAX + 1])
{
    static const struct str head = STR_INIT("cantref/");
    struct text folded;
    text_fold(council, &folded);
    memcpy(ret, head.ptr, head.len);
    size_t len = head.len;
    for (size_t i = 0; i < folded.len && len < AUDIT_NAME_BYTES_MAX; i++) {
        char c = folded.ptr[i];
        if ((c >= 'a' && c <= 'z') || ascii_is_digit(c)) {
            ret[len++] = c;
        } else if (len > head.len && ret[len - 1] != '-') {
            ret[len++] = '-';
        }
    }
    len -= len > head.len && ret[len - 1] == '-';
    ret[len] = '\0';
    if (len == head.len) { /* in letters that are not Latin */
        snprintf(ret, AUDIT_NAME_BYTES_MAX + 1, "%scouncil", head.ptr);
    }
}

static void add_base64(struct buf *out, const uint8_t *bytes, size_t len)
{
    char text[BASE64_BYTES];
    assert(sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL) <= sizeof text);
    sodium_bin2base64(text, sizeof text, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    buf_add(out, str_of(text));
    sodium_memzero(text, sizeof text);
}

/* base64_bytes - is text the one way of writing some `len` bytes? */
static bool base64_bytes(struct str text, uint8_t *ret, size_t len)
{
    size_t got = 0;
    return sodium_base642bin(ret, len, text.ptr, text.len, NULL, &got, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == len &&
           sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL) ==
               text.len + 1; /* libsodium refuses stray bits and odd padding */
}

/* key_id - which key of that name. Source: C2SP signed-note. */
static void key_id(const struct audit_public *key, uint8_t ret[KEY_ID_BYTES])
{
    static const uint8_t between[] = {'\n', ED25519};
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)key->name, strlen(key->name));
    crypto_hash_sha256_update(&state, between, sizeof between);
    crypto_hash_sha256_update(&state, key->key, sizeof key->key);
    crypto_hash_sha256_final(&state, hash);
    memcpy(ret, hash, KEY_ID_BYTES);
}

/* ── keys ────────────────────────────────────────────────────────────────────────────────────── */

/* add_key - name, key's number, and bytes with their type before them. */
static void add_key(struct buf *out, const struct audit_public *key, const uint8_t *bytes)
{
    uint8_t id[KEY_ID_BYTES], typed[TYPED_KEY_BYTES] = {ED25519};
    char hex[2 * KEY_ID_BYTES + 1];
    key_id(key, id);
    sodium_bin2hex(hex, sizeof hex, id, sizeof id);
    memcpy(typed + 1, bytes, sizeof typed - 1);
    buf_printf(out, "%s+%s+", key->name, hex);
    add_base64(out, typed, sizeof typed);
    buf_add_char(out, '\n');
    sodium_memzero(typed, sizeof typed);
}

/* struct key_text - the three parts of a key's line. */
struct key_text {
    struct str name, id;
    uint8_t bytes[TYPED_KEY_BYTES];
};

static bool split_key(struct str text, struct key_text *ret)
{
    if (!str_ends(text, STR("\n"))) {
        return false;
    }
    text = str_slice(text, 0, text.len - 1);
    ptrdiff_t first = str_find(text, STR("+"));
    struct str rest = first < 0 ? text : str_slice(text, (size_t)first + 1, text.len);
    ptrdiff_t second = str_find(rest, STR("+"));
    if (first < 0 || second < 0) {
        return false;
    }
    ret->name = str_slice(text, 0, (size_t)first);
    ret->id = str_slice(rest, 0, (size_t)second);
    struct str base64 = str_slice(rest, (size_t)second + 1, rest.len);
    return audit_name_fits(ret->name) && base64_bytes(base64, ret->bytes, sizeof ret->bytes) &&
           ret->bytes[0] == ED25519;
}

/* id_fits - is this the number, in hexadecimal, of that key? */
static bool id_fits(const struct audit_public *key, struct str text)
{
    uint8_t id[KEY_ID_BYTES];
    char hex[2 * KEY_ID_BYTES + 1];
    key_id(key, id);
    sodium_bin2hex(hex, sizeof hex, id, sizeof id);
    return str_eq(text, str_of(hex));
}

void audit_public_write(const struct audit_public *key, struct buf *out)
{
    add_key(out, key, key->key);
}

int audit_public_parse(struct str text, const char *file, struct audit_public *ret, struct err *err)
{
    struct key_text parts;
    struct audit_public key = {0};
    if (split_key(text, &parts)) {
        memcpy(key.name, parts.name.ptr, parts.name.len);
        memcpy(key.key, parts.bytes + 1, sizeof key.key);
        if (id_fits(&key, parts.id)) {
            *ret = key;
            return 0;
        }
    }
    return err_at(err, ERR_INPUT, file, 1, 0,
                  "this is no public key of a log: name+number+base64 in one line");
}

static void keys_of_seed(const uint8_t seed[AUDIT_SEED_BYTES], struct audit_public *ret,
                         uint8_t ret_secret[AUDIT_SECRET_KEY_BYTES])
{
    crypto_sign_seed_keypair(ret->key, ret_secret, seed);
}

void audit_private_write(const char *name, const uint8_t seed[AUDIT_SEED_BYTES], struct buf *out)
{
    struct audit_public key = {0};
    uint8_t secret[AUDIT_SECRET_KEY_BYTES];
    snprintf(key.name, sizeof key.name, "%s", name);
    keys_of_seed(seed, &key, secret);
    sodium_memzero(secret, sizeof secret);
    buf_add(out, private_head);
    add_key(out, &key, seed);
}

int audit_private_parse(struct str text, const char *file, struct audit_public *ret,
                        uint8_t ret_secret[AUDIT_SECRET_KEY_BYTES], struct err *err)
{
    struct key_text parts = {0};
    struct audit_public key = {0};
    bool fits = str_starts(text, private_head) &&
                split_key(str_slice(text, private_head.len, text.len), &parts);
    if (fits) {
        uint8_t secret[AUDIT_SECRET_KEY_BYTES];
        memcpy(key.name, parts.name.ptr, parts.name.len);
        keys_of_seed(parts.bytes + 1, &key, secret);
        fits = id_fits(&key, parts.id);
        if (fits) {
            *ret = key;
            memcpy(ret_secret, secret, sizeof secret);
        }
        sodium_memzero(secret, sizeof secret);
    }
    sodium_memzero(&parts, sizeof parts);
    return fits ? 0
                : err_at(err, ERR_INPUT, file, 1, 0,
                         "this is no private key of a log, or it is damaged: restore it from the "
                         "copy that was kept");
}

/* ── checkpoints ─────────────────────────────────────────────────────────────────────────────── */

void audit_checkpoint_write(const struct audit_checkpoint *checkpoint,
                            const struct audit_public *key,
                            const uint8_t secret[AUDIT_SECRET_KEY_BYTES], struct buf *out)
{
    uint8_t signature[SIGNED_BYTES];
    size_t from = out->len;
    buf_printf(out, "%s\n%llu\n", key->name, (unsigned long long)checkpoint->size);
    add_base64(out, checkpoint->root.bytes, AUDIT_HASH_BYTES);
    buf_add_char(out, '\n');
    key_id(key, signature);
    crypto_sign_detached(signature + KEY_ID_BYTES, NULL, (const uint8_t *)out->ptr + from,
                         out->len - from, secret);
    buf_add(out, signature_head);
    buf_printf(out, "%s ", key->name);
    add_base64(out, signature, sizeof signature);
    buf_add_char(out, '\n');
}

/* next_line - cut off *rest, without its line feed. */
static bool next_line(struct str *rest, struct str *ret)
{
    ptrdiff_t end = str_find(*rest, STR("\n"));
    if (end < 0) {
        return false;
    }
    *ret = str_slice(*rest, 0, (size_t)end);
    *rest = str_slice(*rest, (size_t)end + 1, rest->len);
    return true;
}

/* whole_number - without leading zeros. */
static bool whole_number(struct str text, uint64_t *ret)
{
    return str_to_uint(text, ((uint64_t)1 << AUDIT_SIZE_BITS) - 1, ret) &&
           (text.len == 1 || text.ptr[0] != '0');
}

bool audit_checkpoint_parse(struct str text, const struct audit_public *key,
                            struct audit_checkpoint *ret)
{
    struct audit_checkpoint found = {0};
    uint8_t signature[SIGNED_BYTES], id[KEY_ID_BYTES];
    struct str rest = text, line;
    struct str name = str_of(key->name);
    if (!next_line(&rest, &line) || !str_eq(line, name) || !next_line(&rest, &line) ||
        !whole_number(line, &found.size) || !next_line(&rest, &line) ||
        !base64_bytes(line, found.root.bytes, AUDIT_HASH_BYTES)) {
        return false;
    }
    size_t signed_bytes = text.len - rest.len;
    if (!str_starts(rest, signature_head) ||
        !str_starts(rest = str_slice(rest, signature_head.len, rest.len), name) ||
        !str_starts(rest = str_slice(rest, name.len, rest.len), STR(" "))) {
        return false;
    }
    rest = str_slice(rest, 1, rest.len);
    key_id(key, id);
    if (!next_line(&rest, &line) || rest.len != 0 ||
        !base64_bytes(line, signature, sizeof signature) ||
        memcmp(signature, id, KEY_ID_BYTES) != 0 ||
        crypto_sign_verify_detached(signature + KEY_ID_BYTES, (const uint8_t *)text.ptr,
                                    signed_bytes, key->key) != 0) {
        return false;
    }
    *ret = found;
    return true;
}
