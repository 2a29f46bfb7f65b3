/* zones.h - how the weights of all compared pairs lie, and some pairs of each zone to look at; kept
 * from before the pairs are let go of.
 *
 *        don't link     │    ask    │     link
 *     ──────────────────┼─────┼─────┼──────────►  weight, bits
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

/* struct zone_gathering - zones in the making: large, for the heap. */
struct zone_gathering {
    uint64_t counts[ZONE_BINS][2]; /* of those kept apart, of those linked */
    /* The lowest by `order` of each band, in no order; worst is the highest of them. */
    struct zone_band {
        uint64_t room; /* once full, UINT64_MAX less the order of the worst */
        size_t count, worst;
        struct zone_pair lowest[ZONE_EXAMPLES];
    } bands[ZONES][ZONE_BANDS];
};

/* zone_of - of a weight in 1/1024 bits. zone_band_of - the band of its zone: of four bits, of two
 * in the zone of doubt; the last takes all beyond. */
static inline enum zone zone_of(int32_t weight)
{
    return weight >= ZONE_REACH * WEIGHT_ONE    ? ZONE_LINK
           : weight >= -ZONE_REACH * WEIGHT_ONE ? ZONE_ASK
                                                : ZONE_APART;
}

static inline int zone_band_of(enum zone zone, int32_t weight)
{
    int32_t beyond = (zone == ZONE_APART ? -weight : weight) / WEIGHT_ONE;
    int band = zone == ZONE_ASK ? (beyond + ZONE_REACH) / 2 : (beyond - ZONE_REACH) / 4;
    return band < ZONE_BANDS ? band : ZONE_BANDS - 1;
}

/* zones_offer - a pair that may be among the examples of its band. */
void zones_offer(struct zone_band *band, const struct zone_pair *pair);

/* zones_add - count a compared pair of two nodes of one kind, after resolving, with its weight, in
 * a gathering that began zeroed; in any order. Nodes are numbered by content, so which become
 * examples depends on content alone. Inline for those who go through all pairs anyway. */
static inline void zones_add(struct zone_gathering *g, const struct linking *linking, size_t a,
                             size_t b, int32_t weight)
{
    enum zone zone = zone_of(weight);
    bool linked = linking->outcome.cluster[a] == linking->outcome.cluster[b];
    int bin = (weight >> 10) + ZONE_WEIGHT; /* rounded down */
    bin = bin < 0 ? 0 : bin >= ZONE_BINS ? ZONE_BINS - 1 : bin;
    g->counts[bin][linked]++;
    struct zone_band *band = &g->bands[zone][zone_band_of(zone, weight)];
    uint64_t order = hash_mix((uint64_t)a << 32 | b);
    if (order <= UINT64_MAX - band->room) {
        zones_offer(band, &(struct zone_pair){order, linking->nodes.mention[a],
                                              linking->nodes.mention[b], weight, linked});
    }
}

/* zones_join - add what another gathering of the same kind's pairs has, in any order. */
void zones_join(struct zone_gathering *g, const struct zone_gathering *other);

/* zones_choose - once all pairs are counted: the zones, with examples spread over the bands of
 * each. */
void zones_choose(struct zone_gathering *g, struct zones *ret);

#endif
