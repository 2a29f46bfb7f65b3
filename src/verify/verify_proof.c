/* verify_proof.c - one leaf and the proof that the log holds it, in a file of its own: C2SP
 * tlog-proof.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra BASE64           1; length and bytes of the leaf; how many of its commitments are
 *     index 17               opened; each: its number, length and bytes of salt and value. Numbers
 *     BASE64 …               are seven bits a byte, the lowest first, the eighth bit: more follow
 *
 *     the signed checkpoint
 *
 * Sources: RFC 9162 2.1.3.2; C2SP tlog-proof. */
#include "verify.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HEAD_BYTES = 28, ROW_BYTES = 33, SALT_BYTES = 16, PATH_MAX_HASHES = 48, LAYOUT = 1 };

/* struct piece - bytes that are yet to be read. */
struct piece {
    const uint8_t *at;
    size_t len;
};

static bool take_number(struct piece *rest, uint64_t *ret)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 63 && rest->len > 0; shift += 7) {
        uint8_t byte = *rest->at++;
        rest->len--;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            *ret = value;
            return byte != 0 || shift == 0; /* one way of writing it */
        }
    }
    return false;
}

static bool take_text(struct piece *rest, struct piece *ret)
{
    uint64_t len;
    if (!take_number(rest, &len) || len > rest->len) {
        return false;
    }
    *ret = (struct piece){rest->at, (size_t)len};
    rest->at += len;
    rest->len -= len;
    return true;
}

/* take_line - without its line feed. */
static bool take_line(struct piece *rest, struct piece *ret)
{
    const uint8_t *end = rest->len > 0 ? memchr(rest->at, '\n', rest->len) : NULL;
    if (end == NULL) {
        return false;
    }
    *ret = (struct piece){rest->at, (size_t)(end - rest->at)};
    rest->len -= ret->len + 1;
    rest->at = end + 1;
    return true;
}

static bool starts(struct piece *line, const char *word)
{
    size_t len = strlen(word);
    if (line->len < len || memcmp(line->at, word, len) != 0) {
        return false;
    }
    line->at += len;
    line->len -= len;
    return true;
}

/* ── the path ────────────────────────────────────────────────────────────────────────────────── */

/* path_holds - RFC 9162 2.1.3.2. */
static bool path_holds(const struct proof *proof, struct hash hash, const struct hash *path,
                       size_t count, const struct hash *root)
{
    uint64_t node = proof->index, last = proof->checkpoint.size - 1;
    for (size_t i = 0; i < count; i++) {
        if (last == 0) {
            return false;
        }
        if ((node & 1) == 1 || node == last) {
            hash = hash_pair(&path[i], &hash);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = hash_pair(&hash, &path[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_same(&hash, root);
}

/* ── what is opened ──────────────────────────────────────────────────────────────────────────── */

static bool is_committed_to(struct piece leaf, uint64_t number, struct piece salt,
                            struct piece value)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    const uint8_t *row = leaf.at + HEAD_BYTES + number * ROW_BYTES;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, salt.at, salt.len);
    crypto_hash_sha256_update(&state, row, 1);
    crypto_hash_sha256_update(&state, value.at, value.len);
    crypto_hash_sha256_final(&state, hash);
    return memcmp(hash, row + 1, sizeof hash) == 0;
}

static void add(struct proof *ret, const char *before, struct piece text)
{
    size_t used = strlen(ret->says);
    if (used + strlen(before) + text.len + 1 > sizeof ret->says) {
        return;
    }
    used += (size_t)snprintf(ret->says + used, sizeof ret->says - used, "%s", before);
    for (size_t i = 0; i < text.len; i++) { /* nothing that moves a cursor */
        ret->says[used++] = (char)(text.at[i] < 0x20 || text.at[i] == 0x7f ? '?' : text.at[i]);
    }
    ret->says[used] = '\0';
}

/* say_subject - entity; mentions; the names of the fields, and how many and 1. */
static bool say_subject(struct piece value, struct proof *ret)
{
    struct piece entity, field;
    uint64_t count, mention;
    if (!take_text(&value, &entity) || !take_number(&value, &count)) {
        return false;
    }
    for (uint64_t i = 0; i < count; i++) {
        if (!take_number(&value, &mention)) {
            return false;
        }
    }
    add(ret, entity.len > 0 ? "\nabout " : "\nabout everybody", entity);
    if (!take_number(&value, &count) || count == 0) {
        return false;
    }
    for (uint64_t i = 1; i < count; i++) {
        if (!take_text(&value, &field)) {
            return false;
        }
        add(ret, i == 1 ? ": " : ", ", field);
    }
    return value.len == 0;
}

static const char *read_extra(struct piece extra, struct proof *ret, struct piece *ret_leaf)
{
    uint64_t layout, count;
    struct summary ignored = {.name = ""};
    if (!take_number(&extra, &layout) || layout != LAYOUT || !take_text(&extra, ret_leaf) ||
        !take_number(&extra, &count)) {
        return "it doesn't hold a leaf as it should";
    }
    if (leaf_check(ret_leaf->at, ret_leaf->len, &ignored) != NULL) {
        return "what it proves is no leaf";
    }
    ret->kind = ret_leaf->at[8];
    ret->time_ms = ignored.first_ms;
    size_t rows = (size_t)ret_leaf->at[26] * 256 + ret_leaf->at[27];
    for (uint64_t i = 0; i < count; i++) {
        uint64_t number;
        struct piece salt, value;
        if (!take_number(&extra, &number) || !take_text(&extra, &salt) ||
            !take_text(&extra, &value) || number >= rows || salt.len != SALT_BYTES) {
            return "what it opens of the leaf can't be read";
        }
        if (!is_committed_to(*ret_leaf, number, salt, value)) {
            return "it says of the leaf what the leaf does not";
        }
        if (number == 1) {
            add(ret, "\nfor ", value);
        } else if (number >= 3 && !say_subject(value, ret)) {
            return "what it opens of the leaf can't be read";
        }
    }
    return extra.len == 0 ? NULL : "something is behind what it opens";
}

/* ── the file ────────────────────────────────────────────────────────────────────────────────── */

/* read_base64 - as many bytes as there are; the text must be the one that they are written as. */
static uint8_t *read_base64(struct piece line, size_t *ret_len)
{
    size_t room = line.len / 4 * 3 + 3;
    size_t again_room = sodium_base64_encoded_len(room, sodium_base64_VARIANT_ORIGINAL);
    uint8_t *bytes = NULL;
    char *again = NULL;
    size_t ignored = 0;
    bytes = must_grow(bytes, &ignored, room, 1);
    ignored = 0;
    again = must_grow(again, &ignored, again_room, 1);
    bool fits = sodium_base642bin(bytes, room, (const char *)line.at, line.len, NULL, ret_len, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0;
    if (fits) {
        sodium_bin2base64(again, again_room, bytes, *ret_len, sodium_base64_VARIANT_ORIGINAL);
        fits = strlen(again) == line.len && memcmp(again, line.at, line.len) == 0;
    }
    free(again);
    if (!fits) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

static const char *read_path(struct piece *rest, struct hash path[PATH_MAX_HASHES],
                             size_t *ret_count)
{
    struct piece line;
    *ret_count = 0;
    while (take_line(rest, &line)) {
        size_t len;
        if (line.len == 0) {
            return NULL;
        }
        uint8_t *hash = read_base64(line, &len);
        bool fits = hash != NULL && len == HASH_BYTES && *ret_count < PATH_MAX_HASHES;
        if (fits) {
            memcpy(path[(*ret_count)++].bytes, hash, HASH_BYTES);
        }
        free(hash);
        if (!fits) {
            return "a line after its index is no hash in base64";
        }
    }
    return "the empty line before its checkpoint is missing";
}

static const char *check(struct piece rest, struct piece extra, const struct verify_key *key,
                         struct proof *ret)
{
    struct piece line, leaf;
    struct hash path[PATH_MAX_HASHES];
    size_t count;
    const char *why = read_extra(extra, ret, &leaf);
    if (why != NULL) {
        return why;
    }
    if (!take_line(&rest, &line) || !starts(&line, "index ") ||
        !number_parse((const char *)line.at, line.len, &ret->index)) {
        return "its third line is not an index";
    }
    why = read_path(&rest, path, &count);
    why = why != NULL ? why : checkpoint_parse(rest.at, rest.len, key, true, &ret->checkpoint);
    if (why != NULL) {
        return why;
    }
    if (ret->index >= ret->checkpoint.size) {
        return "the log that was signed has no leaf of that number";
    }
    return path_holds(ret, hash_leaf(leaf.at, leaf.len), path, count, &ret->checkpoint.root)
               ? NULL
               : "the log that was signed does not hold this leaf at this place";
}

const char *proof_check(const uint8_t *bytes, size_t len, const struct verify_key *key,
                        struct proof *ret)
{
    struct piece rest = {bytes, len}, line;
    size_t extra_len;
    *ret = (struct proof){.says = ""};
    if (!take_line(&rest, &line) || !starts(&line, "c2sp.org/tlog-proof@v1") || line.len != 0) {
        return "its first line is not c2sp.org/tlog-proof@v1";
    }
    if (!take_line(&rest, &line) || !starts(&line, "extra ")) {
        return "its second line does not hold the leaf";
    }
    uint8_t *extra = read_base64(line, &extra_len);
    if (extra == NULL) {
        return "its second line is not base64 as it should be";
    }
    const char *why = check(rest, (struct piece){extra, extra_len}, key, ret);
    free(extra);
    return why;
}
