/* component.h - which nodes may be one entity at all: candidate pairs, kept only where they are
 * among the best of both ends, joined up.
 *
 * Plain connected components chain strangers together, so only mutual best edges count, and a
 * component that would still pass COMPONENT_MAX nodes is built from its strongest edges first.
 * Components depend on the pairs and their weights alone. */
#ifndef CANTREF_LINKAGE_COMPONENT_H
#define CANTREF_LINKAGE_COMPONENT_H

#include "constraint.h"
#include "pairs.h"

/* Nodes; larger components let their weakest edges go first. All pairs of smaller ones are worth
 * comparing. */
enum { COMPONENT_MAX = 256, COMPONENT_COMPARED_MAX = 24 };

/* struct weighing - candidate pairs and what they weigh, as all that resolves them sees them. */
struct weighing {
    const struct node_set *nodes;
    const struct pair_list *pairs;
    const int32_t *weights;     /* by pattern */
    const uint32_t *self;       /* by node: pattern with itself, UINT32_MAX if it has one member */
    const int16_t *self_rarity; /* by node */
    const struct constraint_list *constraints; /* NULL: none */
};

/* weighing_score, weighing_self_score - of a pair of the list; of a node's members with each other.
 * 1/1024 bits. */
static inline int32_t weighing_score(const struct weighing *w, size_t pair)
{
    return pair_score(w->pairs, w->weights, pair);
}

static inline int32_t weighing_self_score(const struct weighing *w, size_t node)
{
    return w->weights[w->self[node]] + w->self_rarity[node] * (WEIGHT_ONE / RARITY_ONE);
}

/* weighing_apart - does the cut keep a node's identical mentions apart? Two rows that say only
 * "J Smith" are not thereby one person. */
static inline bool weighing_apart(const struct weighing *w, int32_t cut, size_t node)
{
    return w->self[node] != UINT32_MAX && weighing_self_score(w, node) <= cut;
}

/* struct components - those of two nodes or more; members ascend within each. */
struct components {
    size_t count;
    uint32_t *start; /* members of component c: member[start[c] … start[c+1]) */
    uint32_t *member;
    uint32_t *root;  /* by node: the lowest of its component */
    uint32_t *local; /* by node: its place among the members; UINT32_MAX: in none */
    uint32_t *whole; /* by node: the lowest of its component before any were split */
    size_t largest;  /* before any were split */
    size_t split;    /* so large that their weakest edges were let go first */
};

/* components_find - from edges over the cut at both ends, the best k of each node. Nodes that the
 * cut keeps apart have no edges. Nodes that somebody decided to be the same are in one component,
 * whatever they weigh, and whether or not the decision holds.
 * Errors: ERR_MEMORY. ret starts zeroed; free it in any case. The same for any number of threads.
 * Cost: O(pairs + nodes × k log k). */
int components_find(const struct weighing *weighing, int32_t cut, int k, int threads,
                    struct components *ret);
void components_free(struct components *components);

/* struct component_edge - between two nodes, among the best of both, as weighty as `score`. */
struct component_edge {
    int32_t score;
    uint32_t left, right; /* left < right */
};

/* The score of an edge that a decision makes: it is never let go. */
#define EDGE_DECIDED INT32_MAX

/* components_join - the components of edges that are known to be over the cut and among the best of
 * both ends, or decided, each there once. edges are put in another order.
 * Errors: ERR_MEMORY. ret starts zeroed; free it in any case. Cost: O(nodes + edges). */
int components_join(struct component_edge *edges, size_t count, size_t nodes,
                    struct components *ret);

/* components_unmet - the pairs of nodes that stand in one component, of at most
 * COMPONENT_COMPARED_MAX nodes, and are not in the list: blocking did not bring them, others lead
 * from one to the other.
 * Out: (*ret_pairs)[*ret_count], to be freed: left << 32 | right, left < right, ascending.
 * Errors: ERR_MEMORY. Cost: O(pairs + those returned). */
int components_unmet(const struct components *components, const struct pair_list *pairs,
                     uint64_t **ret_pairs, size_t *ret_count);

#endif
