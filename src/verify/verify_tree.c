/* verify_tree.c - hashes of RFC 9162 2.1: 0x00 before a leaf, 0x01 before two hashes. */
#include "verify.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

bool hash_same(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

struct hash hash_leaf(const uint8_t *leaf, size_t len)
{
    static const uint8_t zero = 0;
    struct hash ret;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &zero, 1);
    crypto_hash_sha256_update(&state, leaf, len);
    crypto_hash_sha256_final(&state, ret.bytes);
    return ret;
}

struct hash hash_pair(const struct hash *left, const struct hash *right)
{
    static const uint8_t one = 1;
    struct hash ret;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &one, 1);
    crypto_hash_sha256_update(&state, left->bytes, HASH_BYTES);
    crypto_hash_sha256_update(&state, right->bytes, HASH_BYTES);
    crypto_hash_sha256_final(&state, ret.bytes);
    return ret;
}

struct hash hash_nothing(void)
{
    struct hash ret;
    crypto_hash_sha256(ret.bytes, NULL, 0);
    return ret;
}

struct hash hash_row(const struct hash *row, size_t count)
{
    assert(count > 0);
    if (count == 1) {
        return row[0];
    }
    size_t half = 1; /* the largest power of two below count */
    while (half * 2 < count) {
        half *= 2;
    }
    struct hash left = hash_row(row, half), right = hash_row(row + half, count - half);
    return hash_pair(&left, &right);
}

void growing_add(struct growing *tree, const struct hash *leaf)
{
    struct hash sum = *leaf;
    int height = 0;
    for (; tree->size >> height & 1; height++) {
        sum = hash_pair(&tree->perfect[height], &sum);
    }
    tree->perfect[height] = sum;
    tree->size++;
}

struct hash growing_root(const struct growing *tree)
{
    struct hash sum = hash_nothing();
    bool is_first = true;
    for (int height = 0; height < 64; height++) {
        if (tree->size >> height & 1) {
            sum = is_first ? tree->perfect[height] : hash_pair(&tree->perfect[height], &sum);
            is_first = false;
        }
    }
    return sum;
}
