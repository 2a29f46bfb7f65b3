/* zones.c - one pass over all pairs. */
#include "zones.h"

#include "memory.h"

#include <stdlib.h>

/* The lowest of a band, in no order; worst is the highest of them. */
struct band {
    size_t count, worst;
    struct zone_pair lowest[ZONE_EXAMPLES];
};

enum zone zone_of(int32_t weight)
{
    return weight >= ZONE_REACH * WEIGHT_ONE   ? ZONE_LINK
           : weight > -ZONE_REACH * WEIGHT_ONE ? ZONE_ASK
                                               : ZONE_APART;
}

/* Bands are of four bits beside the zone of doubt, of two in it; the last takes all beyond. */
static int band_of(enum zone zone, int32_t weight)
{
    int bits =
        zone == ZONE_ASK ? weight / WEIGHT_ONE + ZONE_REACH : abs(weight) / WEIGHT_ONE - ZONE_REACH;
    int band = bits / (zone == ZONE_ASK ? 2 : 4);
    return band < ZONE_BANDS ? band : ZONE_BANDS - 1;
}

static bool is_before(const struct zone_pair *a, const struct zone_pair *b)
{
    return a->order != b->order ? a->order < b->order
           : a->left != b->left ? a->left < b->left
                                : a->right < b->right;
}

static void band_offer(struct band *band, const struct zone_pair *pair)
{
    if (band->count < ZONE_EXAMPLES) {
        band->lowest[band->count++] = *pair;
    } else if (is_before(pair, &band->lowest[band->worst])) {
        band->lowest[band->worst] = *pair;
    } else {
        return;
    }
    for (size_t i = 0; i < band->count; i++) {
        band->worst = is_before(&band->lowest[band->worst], &band->lowest[i]) ? i : band->worst;
    }
}

static int compare_order(const void *a, const void *b)
{
    return is_before(a, b) ? -1 : is_before(b, a);
}

static int compare_weight(const void *a, const void *b)
{
    const struct zone_pair *x = a;
    const struct zone_pair *y = b;
    return x->weight != y->weight ? (x->weight > y->weight ? -1 : 1) : compare_order(a, b);
}

/* One of each band in turn, so that a full band makes up for an empty one. */
static size_t choose(struct band bands[ZONE_BANDS], struct zone_pair ret[ZONE_EXAMPLES])
{
    size_t count = 0;
    for (int b = 0; b < ZONE_BANDS; b++) {
        qsort(bands[b].lowest, bands[b].count, sizeof *ret, compare_order);
    }
    for (size_t round = 0; round < ZONE_EXAMPLES; round++) {
        for (int b = 0; b < ZONE_BANDS && count < ZONE_EXAMPLES; b++) {
            if (round < bands[b].count) {
                ret[count++] = bands[b].lowest[round];
            }
        }
    }
    qsort(ret, count, sizeof *ret, compare_weight);
    return count;
}

int zones_gather(const struct linking *l, struct zones *ret)
{
    struct band(*bands)[ZONE_BANDS] = mem_try_array(ZONES, sizeof *bands);
    const uint32_t *cluster = l->outcome.cluster;
    if (bands == NULL) {
        return ERR_MEMORY;
    }
    *ret = (struct zones){0};
    for (uint32_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            uint32_t b = l->pairs.right[i];
            int32_t weight = pair_score(&l->pairs, l->weights, i);
            bool linked = cluster[a] == cluster[b];
            enum zone zone = zone_of(weight);
            int bin = (weight >> 10) + ZONE_WEIGHT; /* rounded down */
            bin = bin < 0 ? 0 : bin >= ZONE_BINS ? ZONE_BINS - 1 : bin;
            ret->all[bin]++;
            ret->linked[bin] += linked;
            ret->pairs[zone]++;
            ret->linked_pairs[zone] += linked;
            /* nodes are numbered by content, so this is content, too */
            struct band *band = &bands[zone][band_of(zone, weight)];
            uint64_t order = hash_join(hash_join(0x2020, a), b);
            if (band->count < ZONE_EXAMPLES || order <= band->lowest[band->worst].order) {
                band_offer(band, &(struct zone_pair){order, l->nodes.mention[a],
                                                     l->nodes.mention[b], weight, linked});
            }
        }
    }
    for (int z = 0; z < ZONES; z++) {
        ret->example_count[z] = choose(bands[z], ret->examples[z]);
    }
    mem_free(bands);
    return 0;
}
