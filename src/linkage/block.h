/* block.h - candidate pairs: mentions that share a key of one to three parts.
 *
 *   key (family name + birth year)   node ──► hash of its parts ──► block: nodes of that hash
 *       block of more than `block_max` nodes ──► refined by the next part of the refinement order
 *                                                (initial, district, …),
 *                                                again and again; what no part can divide is
 *                                                closed: listed, not compared
 *
 * Which hashes are refined or closed is fixed when the plan is made and kept with the model, so
 * whether a pair is a candidate depends on the two mentions and the model alone. With a fixed plan
 * a block that outgrows its limit is an error that names the key, never a silent cut.
 *
 * In memory a key is two arrays, 8 bytes a node in a block of two or more:
 *
 *   position[node] ──► member[]:  3  17  90*│ 4  8*│ …      (* top bit: last of its block;
 *                                                              nodes ascend within a block)
 *
 * so that the later neighbours of a node are read off by walking on from its own position. A pair
 * that several keys bring is counted once (candidates.h). */
#ifndef CANTREF_LINKAGE_BLOCK_H
#define CANTREF_LINKAGE_BLOCK_H

#include "hash.h"
#include "lexicon.h"
#include "node.h"

enum { KEY_PARTS_MAX = 3, KEYS_MAX = 28, REFINEMENTS_MAX = 12 };

struct key {
    int part_count;
    int parts[KEY_PARTS_MAX]; /* at most one of them gives several hashes */
};

/* struct hash_list - a set of 32-bit hashes, ascending. */
struct hash_list {
    size_t count, capacity;
    uint32_t *hashes;
};

struct planned_key {
    struct key key;
    struct hash_list refined; /* hashes (at any depth) whose block is divided further */
    struct hash_list closed;  /* hashes whose block could not be divided */
    size_t closed_nodes;      /* when the plan was made */
};

/* struct plan - what makes a pair a candidate. Frozen with the model. */
struct plan {
    int key_count;
    struct planned_key keys[KEYS_MAX];
    int refinement_count;
    int refinements[REFINEMENTS_MAX];
    uint32_t block_max;
};

/* struct blocks - the nodes of one data set under one key. */
struct blocks {
    /* NULL: one position a node; else positions of n: position[offset[n] … offset[n+1]) */
    uint32_t *offset;
    uint32_t *position; /* into member; UINT32_MAX: alone */
    uint32_t *member;
    size_t member_count;
    uint64_t pairs; /* counted with repetition where a key gives several hashes */
};

/* Marks the last member of its block. */
#define BLOCK_LAST (1u << 31)

/* block_build - the blocks of nodes under plan->keys[k].
 * freeze: true while the plan is made (fills refined and closed); false afterwards: a block over 16
 *         × block_max gives ERR_LIMIT.
 * Errors: ERR_MEMORY, ERR_LIMIT. ret starts zeroed. The same for any number of threads.
 * Cost: O(nodes × hashes), and 16 bytes a hash while at work. */
int block_build(const struct lexicon *lexicon, const struct node_set *nodes, struct plan *plan,
                int k, bool freeze, int threads, struct blocks *ret);
void blocks_free(struct blocks *blocks);

/* key_blocks - the blocks of a mention, whose values these are, under plan->keys[k], from the
 * frozen plan alone: their number, ≤ PART_HASHES_MAX. Mentions with an equal number in ret, never
 * 0, share a block of the key; closed blocks are left out. Numbers of different keys differ. Pure.
 * Cost: O(hashes × refinements × log(refined)). */
int key_blocks(const struct lexicon *lexicon, const struct plan *plan, int k, const uint32_t *row,
               uint64_t ret[PART_HASHES_MAX]);

/* key_brings - do two mentions, whose values these are, share a block under plan->keys[k]? From the
 * frozen plan alone. Pure. Cost: that of key_blocks, and O(hashes²). */
bool key_brings(const struct lexicon *lexicon, const struct plan *plan, int k, const uint32_t *left,
                const uint32_t *right);

/* block_share - are two nodes in one block? The same as key_brings, but for hashes that collide. */
bool block_share(const struct blocks *blocks, uint32_t left, uint32_t right);

/* key_join - hash of a sequence of parts, never 0. */
static inline uint32_t key_join(uint32_t seed, uint32_t next)
{
    uint32_t h = (uint32_t)(hash_join(seed, next) >> 32);
    return h ? h : 1;
}

/* key_hashes - hashes of one mention under a key, before refinement: their number, ≤
 * PART_HASHES_MAX. */
int key_hashes(const struct lexicon *lexicon, const uint32_t *row, const struct key *key,
               uint32_t ret[PART_HASHES_MAX]);

/* key_ask_ahead - ask memory for what key_hashes will read of a mention: first (depth 0) where its
 * hashes are, later (depth 1) the hashes. */
void key_ask_ahead(const struct lexicon *lexicon, const uint32_t *row, const struct key *key,
                   int depth);

/* key_is_several - may a mention have several hashes under the key? */
bool key_is_several(const struct lexicon *lexicon, const struct key *key);

/* key_hash_batch - key_hashes of count ≤ KEY_BATCH_MAX mentions under a key that is not several,
 * part by part, so that no load waits for another. ret[i]: 0 where there is none. */
enum { KEY_BATCH_MAX = 128 };
void key_hash_batch(const struct lexicon *lexicon, const uint32_t *const *rows, size_t count,
                    const struct key *key, uint32_t *ret);

/* key_holds - is the part one of the key's? key_refined - hash of a mention in a block that is
 * divided by the part; mentions without it share that. */
bool key_holds(const struct key *key, int part);
uint32_t key_refined(const struct lexicon *lexicon, uint32_t hash, const uint32_t *row, int part);

/* key_text - "family name + birth year" into ret; returns ret. */
enum { KEY_TEXT_MAX = 120 };
const char *key_text(const struct key *key, const struct mention_table *table,
                     char ret[KEY_TEXT_MAX]);

/* hash_list_add - append; ERR_MEMORY with the list untouched. hash_list_sort - put in ascending
 * order, as hash_list_has needs it. hash_list_has - is the hash in a sorted list? O(log count). */
int hash_list_add(struct hash_list *list, uint32_t hash);
void hash_list_sort(struct hash_list *list);
bool hash_list_has(const struct hash_list *list, uint32_t hash);
void plan_free(struct plan *plan);

#endif
