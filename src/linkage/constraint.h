/* constraint.h - people's decisions as constraints between nodes, and which of them hold where they
 * contradict each other.
 *
 *   3  a is not c     ──► holds: the newest
 *   2  b is c         ──► holds
 *   1  a is b         ──► doesn't: with 2 it would make a and c the same
 *
 * From the newest to the oldest, each that can be kept along with those newer than it holds. "Same"
 * carries over (a is b, b is c: a is c); "different" is of the two. No two mentions of a row are
 * ever the same, so that a decision that would lead to it doesn't hold either, however new it is.
 *
 * A decision is between mentions, each of which is a node by itself (mention_decide.h). One of two
 * mentions that are not of one kind constrains nothing. */
#ifndef CANTREF_LINKAGE_CONSTRAINT_H
#define CANTREF_LINKAGE_CONSTRAINT_H

#include "node.h"

struct constraint {
    uint32_t left, right; /* nodes, left < right */
    bool same;
    bool holds;
    int64_t number; /* of the decision */
};

struct constraint_list {
    struct constraint *at; /* the oldest first */
    size_t count;
};

/* constraints_build - from the decisions of the table, those between two of the nodes.
 * Errors: ERR_MEMORY. ret starts zeroed; free it in any case.
 * Cost: O(mentions) if there are decisions; decisions × different ones + (nodes decided to be
 *       one)² to see which hold. */
int constraints_build(const struct mention_table *table, const struct node_set *nodes,
                      struct constraint_list *ret);
void constraints_free(struct constraint_list *constraints);

#endif
