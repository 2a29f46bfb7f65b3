/* audit_tree.c - hashes of the log's tree, its right edge, inclusion proofs. */
#include "audit_tree.h"

#include "memory.h"

#include <assert.h>
#include <sodium.h>

struct audit_hash audit_leaf_hash(struct str leaf)
{
    struct audit_hash hash;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t[]){0}, 1);
    crypto_hash_sha256_update(&state, (const uint8_t *)leaf.ptr, leaf.len);
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

struct audit_hash audit_node_hash(const struct audit_hash *left, const struct audit_hash *right)
{
    struct audit_hash hash;
    uint8_t bytes[1 + 2 * AUDIT_HASH_BYTES] = {1};
    memcpy(bytes + 1, left->bytes, AUDIT_HASH_BYTES);
    memcpy(bytes + 1 + AUDIT_HASH_BYTES, right->bytes, AUDIT_HASH_BYTES);
    crypto_hash_sha256(hash.bytes, bytes, sizeof bytes);
    return hash;
}

struct audit_hash audit_empty_hash(void)
{
    struct audit_hash hash;
    crypto_hash_sha256(hash.bytes, NULL, 0);
    return hash;
}

/* ── the right edge ──────────────────────────────────────────────────────────────────────────── */

void audit_edge_free(struct audit_edge *edge)
{
    for (int level = 0; level < AUDIT_LEVELS; level++) {
        mem_free(edge->levels[level].at);
    }
    *edge = (struct audit_edge){0};
}

static void level_add(struct audit_level *level, const struct audit_hash *hash)
{
    void *at = level->at;
    mem_must_grow(&at, &level->capacity, level->count + 1, sizeof *level->at);
    level->at = at;
    level->at[level->count++] = *hash;
}

void audit_edge_add(struct audit_edge *edge, const struct audit_hash *leaf)
{
    struct audit_hash hash = *leaf;
    int height = 0;
    assert(edge->size >> (AUDIT_SIZE_BITS - 1) == 0);
    level_add(&edge->levels[0], &hash);
    for (; edge->size >> height & 1; height++) {
        hash = audit_node_hash(&edge->perfect[height], &hash);
        if ((height + 1) % AUDIT_TILE_BITS == 0 && (height + 1) / AUDIT_TILE_BITS < AUDIT_LEVELS) {
            level_add(&edge->levels[(height + 1) / AUDIT_TILE_BITS], &hash);
        }
    }
    edge->perfect[height] = hash;
    edge->size++;
}

struct audit_hash audit_edge_root(const struct audit_edge *edge)
{
    struct audit_hash hash = audit_empty_hash();
    bool has_any = false;
    for (int height = 0; height < AUDIT_SIZE_BITS; height++) {
        if (edge->size >> height & 1) {
            hash = has_any ? audit_node_hash(&edge->perfect[height], &hash) : edge->perfect[height];
            has_any = true;
        }
    }
    return hash;
}

void audit_edge_cut(struct audit_edge *edge, uint64_t size,
                    const struct audit_hash perfect[AUDIT_SIZE_BITS])
{
    for (int i = 0; i < AUDIT_LEVELS; i++) {
        struct audit_level *level = &edge->levels[i];
        uint64_t count = size >> (i * AUDIT_TILE_BITS);
        assert(count >= level->first && count - level->first <= level->count);
        level->count = (size_t)(count - level->first);
    }
    memcpy(edge->perfect, perfect, sizeof edge->perfect);
    edge->size = size;
}

void audit_edge_drop(struct audit_edge *edge, uint64_t size)
{
    for (int i = 0; i < AUDIT_LEVELS; i++) {
        struct audit_level *level = &edge->levels[i];
        uint64_t first = size >> (i * AUDIT_TILE_BITS) & ~(uint64_t)(AUDIT_TILE_WIDTH - 1);
        assert(first >= level->first && first - level->first <= level->count);
        size_t gone = (size_t)(first - level->first);
        level->count -= gone;
        level->first = first;
        if (gone > 0) {
            memmove(level->at, level->at + gone, level->count * sizeof *level->at);
        }
    }
}

/* perfect_of - the root of 2^bits hashes that stand side by side. */
static struct audit_hash perfect_of(const struct audit_hash *hashes, int bits)
{
    struct audit_hash row[AUDIT_TILE_WIDTH];
    assert(bits <= AUDIT_TILE_BITS);
    memcpy(row, hashes, sizeof *row << bits);
    for (size_t count = (size_t)1 << bits; count > 1; count /= 2) {
        for (size_t i = 0; i < count / 2; i++) {
            row[i] = audit_node_hash(&row[2 * i], &row[2 * i + 1]);
        }
    }
    return row[0];
}

void audit_edge_load(struct audit_edge *edge, uint64_t size,
                     const struct audit_hash *const hashes[AUDIT_LEVELS])
{
    assert(edge->size == 0 && size >> AUDIT_SIZE_BITS == 0);
    edge->size = size;
    for (int i = 0; i < AUDIT_LEVELS; i++) {
        uint64_t count = size >> (i * AUDIT_TILE_BITS);
        size_t width = (size_t)(count % AUDIT_TILE_WIDTH), done = 0;
        edge->levels[i].first = count - width;
        for (size_t j = 0; j < width; j++) {
            level_add(&edge->levels[i], &hashes[i][j]);
        }
        for (int bits = AUDIT_TILE_BITS - 1; bits >= 0; bits--) {
            if (width >> bits & 1) {
                edge->perfect[i * AUDIT_TILE_BITS + bits] = perfect_of(hashes[i] + done, bits);
                done += (size_t)1 << bits;
            }
        }
    }
}

/* ── proofs ──────────────────────────────────────────────────────────────────────────────────── */

struct reader {
    audit_hash_read *read;
    void *context;
};

/* range_root - of leaves [from, to): a perfect subtree is read, another is split as RFC 9162 does.
 */
static int range_root(const struct reader *reader, uint64_t from, uint64_t to,
                      struct audit_hash *ret, struct err *err)
{
    int height = 63 - __builtin_clzll(to - from);
    uint64_t span = (uint64_t)1 << height;
    if (to - from == span) {
        struct audit_hash row[AUDIT_TILE_WIDTH];
        int level = height / AUDIT_TILE_BITS, bits = height % AUDIT_TILE_BITS;
        int code = reader->read(reader->context, level, from >> (level * AUDIT_TILE_BITS),
                                (size_t)1 << bits, row, err);
        if (code == 0) {
            *ret = perfect_of(row, bits);
        }
        return code;
    }
    struct audit_hash left, right;
    int code = range_root(reader, from, from + span, &left, err);
    code = code ? code : range_root(reader, from + span, to, &right, err);
    if (code == 0) {
        *ret = audit_node_hash(&left, &right);
    }
    return code;
}

int audit_tree_prove(uint64_t leaf, uint64_t size, audit_hash_read *read, void *context,
                     struct audit_hash *ret, size_t *ret_count, struct err *err)
{
    if (leaf >= size) {
        return err_set(err, ERR_NOTFOUND, "the log has no leaf %llu", (unsigned long long)leaf);
    }
    struct reader reader = {read, context};
    struct audit_hash down[AUDIT_PROOF_HASHES_MAX];
    size_t count = 0;
    int code = 0;
    uint64_t from = 0, to = size;
    while (code == 0 && to - from > 1) {
        uint64_t middle = from + ((uint64_t)1 << (63 - __builtin_clzll(to - from - 1)));
        if (leaf < middle) {
            code = range_root(&reader, middle, to, &down[count], err);
            to = middle;
        } else {
            code = range_root(&reader, from, middle, &down[count], err);
            from = middle;
        }
        count++;
    }
    if (code == 0) {
        for (size_t i = 0; i < count; i++) {
            ret[i] = down[count - 1 - i];
        }
        *ret_count = count;
    }
    return code;
}

bool audit_proof_check(uint64_t leaf, uint64_t size, const struct audit_hash *hash,
                       const struct audit_hash *path, size_t count, const struct audit_hash *root)
{
    if (leaf >= size) {
        return false;
    }
    uint64_t place = leaf, last = size - 1;
    struct audit_hash found = *hash;
    for (size_t i = 0; i < count; i++) {
        if (last == 0) {
            return false;
        }
        if ((place & 1) != 0 || place == last) {
            found = audit_node_hash(&path[i], &found);
            while ((place & 1) == 0 && place != 0) {
                place >>= 1;
                last >>= 1;
            }
        } else {
            found = audit_node_hash(&found, &path[i]);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && audit_hash_eq(&found, root);
}
