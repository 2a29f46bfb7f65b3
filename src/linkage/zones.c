/* zones.c - choosing examples. */
#include "zones.h"

#include <stdlib.h>

static bool is_before(const struct zone_pair *a, const struct zone_pair *b)
{
    return a->order != b->order ? a->order < b->order
           : a->left != b->left ? a->left < b->left
                                : a->right < b->right;
}

void zones_offer(struct zone_band *band, const struct zone_pair *pair)
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
    if (band->count == ZONE_EXAMPLES) {
        band->room = UINT64_MAX - band->lowest[band->worst].order;
    }
}

void zones_join(struct zone_gathering *g, const struct zone_gathering *other)
{
    for (int bin = 0; bin < ZONE_BINS; bin++) {
        g->counts[bin][0] += other->counts[bin][0];
        g->counts[bin][1] += other->counts[bin][1];
    }
    for (int z = 0; z < ZONES; z++) {
        for (int b = 0; b < ZONE_BANDS; b++) {
            const struct zone_band *band = &other->bands[z][b];
            for (size_t i = 0; i < band->count; i++) {
                zones_offer(&g->bands[z][b], &band->lowest[i]);
            }
        }
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
static size_t choose(struct zone_band bands[ZONE_BANDS], struct zone_pair ret[ZONE_EXAMPLES])
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

void zones_choose(struct zone_gathering *g, struct zones *ret)
{
    *ret = (struct zones){.pairs = {0}};
    for (int bin = 0; bin < ZONE_BINS; bin++) {
        enum zone zone = zone_of((bin - ZONE_WEIGHT) * WEIGHT_ONE);
        ret->linked[bin] = g->counts[bin][1];
        ret->all[bin] = g->counts[bin][0] + g->counts[bin][1];
        ret->linked_pairs[zone] += ret->linked[bin];
        ret->pairs[zone] += ret->all[bin];
    }
    for (int z = 0; z < ZONES; z++) {
        ret->example_count[z] = choose(g->bands[z], ret->examples[z]);
    }
}
