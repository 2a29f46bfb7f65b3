/* pairs.h - every candidate pair, compared once: its pattern and its term-frequency adjustment.
 *
 *   left node ──► start[left] … start[left+1]:  right[], pattern[], rarity[]      10 bytes a pair
 */
#ifndef CANTREF_LINKAGE_PAIRS_H
#define CANTREF_LINKAGE_PAIRS_H

#include "candidates.h"
#include "estimate.h"
#include "frequency.h"

struct pair_list {
    size_t node_count;
    size_t count;
    uint32_t *start;
    uint32_t *right;
    uint32_t *pattern;
    int16_t *rarity; /* 1/64 bits to add to the pattern's weight */
};

struct progress;

/* pairs_compare - compare all candidate pairs, which go as they become pairs of the list.
 * Out: *ret_pairs, and *ret_patterns with counts of mentions' pairs (identical mentions counted as
 *      often as they are, up to a limit).
 * The pattern of a node with itself is among the patterns: ret_self[node], UINT32_MAX where the
 * node has one member.
 * progress: drawn by the calling thread, or NULL.
 * Errors: ERR_MEMORY, ERR_LIMIT (2^32 pairs). Deterministic for any number of threads. Cost:
 *         O(pairs). */
int pairs_compare(const struct lexicon *lexicon, const struct node_set *nodes,
                  const struct feature_set *features, const struct frequency *frequency,
                  struct candidates *candidates, int threads, struct pair_list *ret_pairs,
                  struct patterns *ret_patterns, uint32_t *ret_self, struct progress *progress);
void pair_list_free(struct pair_list *pairs);
void patterns_free(struct patterns *patterns);

/* pair_score - weight of a pair in 1/1024 bits. */
static inline int32_t pair_score(const struct pair_list *pairs, const int32_t *weights, size_t i)
{
    return weights[pairs->pattern[i]] + pairs->rarity[i] * (WEIGHT_ONE / 64);
}

/* node_pair_times - how many pairs of mentions a pair of nodes stands for, when learning: the
 * product of their sizes, bounded so that a thousand identical rows don't outvote all else. */
static inline double node_pair_times(const struct node_set *nodes, size_t left, size_t right)
{
    uint32_t a = node_size(nodes, left);
    uint32_t b = node_size(nodes, right);
    a = a > 16 ? 16 : a;
    b = b > 16 ? 16 : b;
    return left == right ? (double)a * (a - 1) / 2 : (double)a * b;
}

/* random_pair_levels - how often random pairs of nodes are at each level (with half a pair added to
 * every level). The pairs are picked by a fixed sequence over the nodes' order, so by content.
 * Errors: ERR_MEMORY. */
int random_pair_levels(const struct lexicon *lexicon, const struct node_set *nodes,
                       const struct feature_set *features, int threads, struct level_shares *ret);

#endif
