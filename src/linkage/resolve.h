/* resolve.h - clusters from scored pairs: average linkage within components (component.h).
 *
 *   pairs ──► components ──► agglomeration, best average first ──► a tree:
 *
 *        height 12 bits   a ── b
 *        height  3 bits   (a b) ── c          cut at 0: one cluster; at 4: (a b), c; at 13: a, b, c
 *
 * Of two clusters that merge, the lower node stands for both, so a node has at most one node above
 * it. One agglomeration answers for every cut: averages never rise as clusters grow (Lance &
 * Williams 1967). The average is over ALL pairs between two clusters: those that weigh little and
 * those never met (as `unmet`) too, which is what keeps strangers from being chained. One row never
 * names a person twice, so clusters that hold two mentions of one row never merge, however good the
 * average. What people decided outranks the weights (constraint.h): those that are the same merge
 * before all else, at the greatest height, so that every cut leaves them together; clusters that
 * hold two that are different never merge. Ties go to the lower nodes, and nodes are in the order
 * of their content, so that the tree is a function of the mentions, the decisions and the weights.
 * Source: average linkage (Sokal & Michener
 * 1958); mutual nearest neighbours against chaining (Gowda & Krishna 1978). */
#ifndef CANTREF_LINKAGE_RESOLVE_H
#define CANTREF_LINKAGE_RESOLVE_H

#include "component.h"

struct resolve_options {
    int32_t cut;   /* the least there may be, 1/1024 bits: averages not over it never merge */
    int32_t unmet; /* what a pair counts that no key brought and nobody compared */
    int threads;
    const struct mention_place *places; /* of the mention table; NULL: rows are not looked at */
};

/* struct resolution - the tree, by node. */
struct resolution {
    uint32_t *up;    /* the lower node that it merged into; itself: none */
    int32_t *height; /* the average at which it did; never higher further up. INT32_MIN: none */
};

/* resolve - the tree of every component.
 * Errors: ERR_MEMORY. ret starts zeroed; free it in any case. The same for any number of threads
 * and any order of rows. Cost: O(pairs in components + Σ members²) and O(members²) memory a thread.
 */
int resolve(const struct weighing *weighing, const struct components *components,
            const struct resolve_options *options, struct resolution *ret);
void resolution_free(struct resolution *resolution);

/* resolution_cut - the clusters at a cut, not lower than the least: merges over it stand. A node
 * whose identical mentions the cut keeps apart is alone.
 * Out: (*ret_cluster)[nodes], to be freed: the lowest node of each node's cluster.
 * Errors: ERR_MEMORY. Cost: O(nodes). */
int resolution_cut(const struct resolution *resolution, const struct weighing *weighing,
                   int32_t cut, uint32_t **ret_cluster);

#endif
