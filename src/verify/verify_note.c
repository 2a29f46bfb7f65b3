/* verify_note.c - the log's public key and its signed checkpoints, as C2SP signed-note has them. Of
 * each there is one way of writing it; any other is refused. */
#include "verify.h"

#include <sodium.h>
#include <string.h>

enum { ED25519 = 1, SIGNATURE_BYTES = 4 + crypto_sign_BYTES, LINES_MAX = 64 };

/* struct text - a piece of the file. */
struct text {
    const char *at;
    size_t len;
};

static bool is_text(struct text text, const char *other)
{
    return text.len == strlen(other) && memcmp(text.at, other, text.len) == 0;
}

/* cut - what stands before the mark, off the front of *rest, and the mark with it. */
static bool cut(struct text *rest, char mark, struct text *ret)
{
    const char *end = rest->len > 0 ? memchr(rest->at, mark, rest->len) : NULL;
    if (end == NULL) {
        return false;
    }
    *ret = (struct text){rest->at, (size_t)(end - rest->at)};
    rest->len -= ret->len + 1;
    rest->at = end + 1;
    return true;
}

bool number_parse(const char *text, size_t len, uint64_t *ret)
{
    uint64_t value = 0;
    if (len == 0 || len > 18 || (len > 1 && text[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(text[i] - '0');
    }
    *ret = value;
    return true;
}

/* base64_parse - exactly `len` bytes. What they are written as again must be the same text. */
static bool base64_parse(struct text text, uint8_t *ret, size_t len)
{
    char again[160];
    size_t got = 0;
    if (text.len >= sizeof again ||
        sodium_base642bin(ret, len, text.at, text.len, NULL, &got, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        got != len) {
        return false;
    }
    sodium_bin2base64(again, sizeof again, ret, len, sodium_base64_VARIANT_ORIGINAL);
    return is_text(text, again);
}

const char *key_parse(const uint8_t *bytes, size_t len, struct verify_key *ret)
{
    struct verify_key key = {.name = ""};
    struct text rest = {(const char *)bytes, len}, line, name, id;
    uint8_t typed[1 + sizeof key.key];
    char hex[2 * sizeof key.id + 1];
    if (!cut(&rest, '\n', &line) || rest.len != 0) {
        return "it is not one line with a line feed after it";
    }
    if (!cut(&line, '+', &name) || !cut(&line, '+', &id)) {
        return "it is not name+number+base64";
    }
    if (name.len == 0 || name.len > NAME_MAX_BYTES || memchr(name.at, ' ', name.len) != NULL ||
        memchr(name.at, '\0', name.len) != NULL) {
        return "its name is none";
    }
    memcpy(key.name, name.at, name.len);
    if (!base64_parse(line, typed, sizeof typed) || typed[0] != ED25519) {
        return "what follows its number is not an Ed25519 key in base64";
    }
    memcpy(key.key, typed + 1, sizeof key.key);

    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)key.name, name.len);
    crypto_hash_sha256_update(&state, (const uint8_t *)"\n", 1);
    crypto_hash_sha256_update(&state, typed, sizeof typed);
    crypto_hash_sha256_final(&state, hash);
    memcpy(key.id, hash, sizeof key.id);
    sodium_bin2hex(hex, sizeof hex, key.id, sizeof key.id);
    if (!is_text(id, hex)) {
        return "its number is not that of its name and key";
    }
    *ret = key;
    return NULL;
}

/* signature_parse - a line "— name base64", without its line feed. */
static bool signature_parse(struct text line, struct text *ret_name, struct text *ret_base64)
{
    static const char dash[] = "\xe2\x80\x94 ";
    size_t len = sizeof dash - 1;
    if (line.len <= len || memcmp(line.at, dash, len) != 0) {
        return false;
    }
    *ret_base64 = (struct text){line.at + len, line.len - len};
    return cut(ret_base64, ' ', ret_name) && ret_name->len > 0 && ret_base64->len > 0;
}

/* signatures_check - all lines after the empty one. */
static const char *signatures_check(struct text rest, struct text body,
                                    const struct verify_key *key, bool others_may_sign)
{
    struct text line, name, base64;
    uint8_t signature[SIGNATURE_BYTES];
    int own = 0;
    while (rest.len > 0) {
        if (!cut(&rest, '\n', &line) || !signature_parse(line, &name, &base64)) {
            return "a line after the empty one is no signature";
        }
        if (!is_text(name, key->name)) {
            if (!others_may_sign) {
                return "it is signed by somebody else too, or under another name";
            }
            continue;
        }
        if (own++ > 0) {
            return "it is signed twice";
        }
        if (!base64_parse(base64, signature, sizeof signature)) {
            return "its signature is not base64 as it should be";
        }
        if (memcmp(signature, key->id, sizeof key->id) != 0) {
            return "its signature is by another key";
        }
        if (crypto_sign_verify_detached(signature + sizeof key->id, (const uint8_t *)body.at,
                                        body.len, key->key) != 0) {
            return "the key did not sign this";
        }
    }
    return own == 1 ? NULL : "it is not signed";
}

const char *checkpoint_parse(const uint8_t *bytes, size_t len, const struct verify_key *key,
                             bool others_may_sign, struct checkpoint *ret)
{
    struct checkpoint found;
    struct text rest = {(const char *)bytes, len}, line;
    if (!cut(&rest, '\n', &line) || !is_text(line, key->name)) {
        return "its first line is not the name of the key";
    }
    if (!cut(&rest, '\n', &line) || !number_parse(line.at, line.len, &found.size) ||
        found.size >> 48 != 0) {
        return "its second line is not a number of leaves";
    }
    if (!cut(&rest, '\n', &line) || !base64_parse(line, found.root.bytes, HASH_BYTES)) {
        return "its third line is not a hash in base64";
    }
    struct text body = {(const char *)bytes, len - rest.len};
    if (!cut(&rest, '\n', &line) || line.len != 0) {
        return "its fourth line is not empty";
    }
    const char *why = signatures_check(rest, body, key, others_may_sign);
    if (why == NULL) {
        *ret = found;
    }
    return why;
}
