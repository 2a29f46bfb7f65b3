/* union_find.h - disjoint sets as a forest: parent[i] of each thing, itself for a root. Whatever
 * the order of unions, a set's root is its lowest member. Not for several threads at once. Source:
 * Tarjan & van Leeuwen 1984 (path halving). */
#ifndef CANTREF_BASE_UNION_FIND_H
#define CANTREF_BASE_UNION_FIND_H

#include <stdint.h>

/* union_find_root - the lowest member of a thing's set; shortens the way there. */
static inline uint32_t union_find_root(uint32_t *parent, uint32_t thing)
{
    while (parent[thing] != thing) {
        parent[thing] = parent[parent[thing]];
        thing = parent[thing];
    }
    return thing;
}

/* union_find_unite - the sets of two things become one. */
static inline void union_find_unite(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = union_find_root(parent, a);
    b = union_find_root(parent, b);
    parent[a < b ? b : a] = a < b ? a : b;
}

#endif
