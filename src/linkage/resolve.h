/* resolve.h - from scored pairs to entities.
 *
 *   pairs over the cut ──► keep those among the best k of both ends ──► components
 *                      ──► average linkage within each
 *
 * Connected components alone chain strangers together. So within a component clusters merge while
 * the average over ALL pairs between them, those scored below the cut and those never met included
 * (at a default), stays over the cut; the best average first. Each component is resolved from its
 * own pairs, ties go to the lower nodes, and nodes are in the order of their content, so the answer
 * is a function of the mentions and the weights. One row never names a person twice, so clusters
 * that hold two mentions of one row never merge, however good the average. Identical mentions that,
 * scored with one another, fall under the cut ("J Smith" and "J Smith") are entities of their own:
 * no evidence joins them or tells them apart.
 * Source: average linkage (Sokal & Michener 1958); mutual nearest neighbours against chaining
 *         (Gowda & Krishna 1978).
 */
#ifndef CANTREF_LINKAGE_RESOLVE_H
#define CANTREF_LINKAGE_RESOLVE_H

#include "pairs.h"

/* Nodes; larger components let their weakest edges go first. All pairs of smaller ones are worth
 * comparing. */
enum { COMPONENT_MAX = 256, COMPONENT_COMPARED_MAX = 24 };

struct resolve_options {
    int32_t cut;   /* 1/1024 bits */
    int32_t unmet; /* weight of a pair that blocking did not bring, relative to the cut; negative */
    int k;         /* best edges a node keeps */
    int threads;
    const struct mention_place *
        places; /* of the mention table: mentions of one row are never in one cluster. NULL: rows don't matter */
};

struct resolve_outcome {
    uint32_t *cluster;       /* by node: the lowest node of its cluster */
    size_t split_components; /* components so large that their weakest edges were let go first */
    size_t largest_component;
};

/* resolve - self[node]: pattern of a node with itself (UINT32_MAX: one member only).
 * Out: ret->cluster[nodes], allocated here. Errors: ERR_MEMORY. ret starts zeroed.
 * Cost: O(pairs + sum over components of size²), a component being COMPONENT_MAX at most. */
int resolve(const struct node_set *nodes, const struct pair_list *pairs, const int32_t *weights,
            const uint32_t *self, const int16_t *self_rarity, const struct resolve_options *options,
            struct resolve_outcome *ret);

/* resolve_unmet - the pairs of nodes that stand in one component, of at most COMPONENT_COMPARED_MAX
 * nodes, and are not in the list: blocking did not bring them, others lead from one to the other.
 * Out: (*ret_pairs)[*ret_count], to be freed: left << 32 | right, left < right, ascending.
 * Errors: ERR_MEMORY. Cost: O(pairs + those returned). */
int resolve_unmet(const struct node_set *nodes, const struct pair_list *pairs,
                  const int32_t *weights, const uint32_t *self, const int16_t *self_rarity,
                  const struct resolve_options *options, uint64_t **ret_pairs, size_t *ret_count);

/* resolve_is_apart - are a node's identical mentions kept apart? */
static inline bool resolve_is_apart(const int32_t *weights, const uint32_t *self,
                                    const int16_t *self_rarity, int32_t cut, size_t node)
{
    return self[node] != UINT32_MAX &&
           weights[self[node]] + self_rarity[node] * (WEIGHT_ONE / 64) <= cut;
}

#endif
