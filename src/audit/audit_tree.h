/* audit_tree.h - the Merkle tree of the log: hashes of RFC 9162, the right edge of a tree that
 * grows, proofs that a leaf is in it.
 *
 *   level 2                                  ●         one hash stands for 256 of the level below
 *   level 1      ●●●●… 256 … ●●●●   ●●●                cut in tiles of 256, the last one partial
 *   level 0      ●●●●… 65,536 … ●●●●●●●●●●●●●●●●●●●    hashes of leaves
 *
 * A tile holds each eighth level of the tree: the levels between follow from it. All but the last
 * tile of a level are full, and a full one never changes. So what is kept in memory of a log of any
 * size is its right edge: the hashes from the first tile on that isn't on disk whole.
 *
 * Sources: RFC 9162 2.1; C2SP tlog-tiles. Nothing here reads or writes files. */
#ifndef CANTREF_AUDIT_TREE_H
#define CANTREF_AUDIT_TREE_H

#include "err.h"
#include "str.h"

enum {
    AUDIT_HASH_BYTES = 32,
    AUDIT_TILE_WIDTH = 256,
    AUDIT_TILE_BITS = 8,
    AUDIT_LEVELS = 6,     /* of tiles: enough for */
    AUDIT_SIZE_BITS = 48, /* leaves: a million a second for nine years */
    AUDIT_PROOF_HASHES_MAX = AUDIT_SIZE_BITS,
};

struct audit_hash {
    uint8_t bytes[AUDIT_HASH_BYTES];
};

/* audit_leaf_hash - SHA-256(0x00 ‖ leaf). audit_node_hash - SHA-256(0x01 ‖ left ‖ right).
 * audit_empty_hash - the root of no leaves: SHA-256 of nothing. Pure. 0.4 µs for a node. */
struct audit_hash audit_leaf_hash(struct str leaf);
struct audit_hash audit_node_hash(const struct audit_hash *left, const struct audit_hash *right);
struct audit_hash audit_empty_hash(void);

static inline bool audit_hash_eq(const struct audit_hash *a, const struct audit_hash *b)
{
    return memcmp(a->bytes, b->bytes, AUDIT_HASH_BYTES) == 0;
}

/* struct audit_level - hashes of one level, from number `first` (a multiple of 256) on. */
struct audit_level {
    uint64_t first;
    size_t count, capacity;
    struct audit_hash *at;
};

/* struct audit_edge - start from {0}: a tree without leaves; end with audit_edge_free.
 * perfect[h] is the root of the perfect subtree of 2^h leaves, when bit h of size is set. */
struct audit_edge {
    uint64_t size;
    struct audit_hash perfect[AUDIT_SIZE_BITS];
    struct audit_level levels[AUDIT_LEVELS];
};

void audit_edge_free(struct audit_edge *edge);

/* audit_edge_add - one leaf more. Aborts when out of memory. Cost: amortised one node's hash. */
void audit_edge_add(struct audit_edge *edge, const struct audit_hash *leaf);

/* audit_edge_root - the root of the tree. Cost: a node's hash for each bit that is set in size. */
struct audit_hash audit_edge_root(const struct audit_edge *edge);

/* audit_edge_cut - back to a size that it had (no level's first hash beyond it), whose perfect
 * subtrees are given: what was added since is forgotten. */
void audit_edge_cut(struct audit_edge *edge, uint64_t size,
                    const struct audit_hash perfect[AUDIT_SIZE_BITS]);

/* audit_edge_drop - of each level, forget the tiles that are full in a tree of `size` leaves. */
void audit_edge_drop(struct audit_edge *edge, uint64_t size);

/* audit_edge_load - begin from the right edge's tiles of a tree of `size` leaves, as they are on
 * disk: hashes[l] holds size / 256^l mod 256 hashes of level l. */
void audit_edge_load(struct audit_edge *edge, uint64_t size,
                     const struct audit_hash *const hashes[AUDIT_LEVELS]);

/* audit_hash_read - hashes number … number + count - 1 of a level, all in one tile, into ret.
 * Returns 0 or an ERR_ code. */
typedef int audit_hash_read(void *context, int level, uint64_t number, size_t count,
                            struct audit_hash *ret, struct err *err);

/* audit_tree_prove - the path of a leaf in the tree of `size` leaves, from the leaf up.
 * Out:    ret[AUDIT_PROOF_HASHES_MAX], *ret_count.
 * Errors: ERR_NOTFOUND when there is no such leaf; those of read.
 * Cost:   reads a tile a level, some 600 nodes' hashes. Source: RFC 9162 2.1.3.1. */
int audit_tree_prove(uint64_t leaf, uint64_t size, audit_hash_read *read, void *context,
                     struct audit_hash *ret, size_t *ret_count, struct err *err);

/* audit_proof_check - does the path show that the leaf with this hash is number `leaf` of the tree
 * of that size and root? Pure. Source: RFC 9162 2.1.3.2. */
bool audit_proof_check(uint64_t leaf, uint64_t size, const struct audit_hash *hash,
                       const struct audit_hash *path, size_t count, const struct audit_hash *root);

#endif
