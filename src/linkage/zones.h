/* zones.h - how the weights of all compared pairs lie, and some pairs of each zone to look at; kept
 * from before the pairs are let go of.
 *
 *        don't link     │    ask    │     link
 *     ──────────────────┼─────┼─────┼──────────────────►  weight, bits
 *                      -4     0    +4
 *
 * The zones are of the pair by itself. What becomes of it is decided with the rest of its entity,
 * so in every zone some pairs are of one entity and some are not; the counts tell both. */
#ifndef CANTREF_LINKAGE_ZONES_H
#define CANTREF_LINKAGE_ZONES_H

#include "linking.h"

enum zone { ZONE_APART, ZONE_ASK, ZONE_LINK, ZONES };
enum {
    ZONE_REACH = 4,   /* bits: how far from even a pair is worth asking about */
    ZONE_WEIGHT = 40, /* bits: weights beyond count with those at ±ZONE_WEIGHT */
    ZONE_BINS = 2 * ZONE_WEIGHT,
    ZONE_BANDS = 4, /* of a zone, from which examples are taken in turn */
    ZONE_EXAMPLES = 20
};

struct zone_pair {
    uint64_t order;       /* from content: the lowest are taken */
    uint32_t left, right; /* mentions */
    int32_t weight;       /* 1/1024 bits */
    bool linked;          /* of one entity */
};

struct zones {
    uint64_t all[ZONE_BINS], linked[ZONE_BINS]; /* bin b: weights from b - ZONE_WEIGHT bits on, of
                                                   one bit */
    uint64_t pairs[ZONES], linked_pairs[ZONES];
    size_t example_count[ZONES];
    struct zone_pair examples[ZONES][ZONE_EXAMPLES]; /* by falling weight */
};

/* zone_of - of a weight in 1/1024 bits. */
enum zone zone_of(int32_t weight);

/* zones_gather - of the compared and resolved pairs of one kind. Examples depend on content alone
 * and are spread over the bands of their zone.
 * Out: *ret. Errors: ERR_MEMORY. Cost: O(pairs), a few nanoseconds each. */
int zones_gather(const struct linking *linking, struct zones *ret);

#endif
