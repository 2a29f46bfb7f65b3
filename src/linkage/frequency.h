/* frequency.h - agreeing on Jones says less than agreeing on Pritchard-Bowen: term frequencies.
 * A pair that agrees on a value of share f is adjusted by log2(a / f), where a = sum of f² over all
 * values is the chance that two random mentions agree: commoner than the average agreement lowers,
 * rarer raises (Winkler 1989; Fellegi & Sunter 1969 §3.3). Names are taken as given and family name
 * together where both agree, addresses as premise and postcode.
 *
 *   nodes ─ count ─► struct frequency ─ freeze ─► struct frozen_frequency ─ thaw ─► of other data
 *                      by value id, by node            by hash of content; with the model
 *
 * A value met once or never is worth the same, `rarest`; only values whose adjustment differs are
 * listed when frozen. They are listed as unkeyed hashes: who has a list of names can find out which
 * of them are common here. Until a store seals it, a model is to be kept as the data it was learnt
 * from is kept. */
#ifndef CANTREF_LINKAGE_FREQUENCY_H
#define CANTREF_LINKAGE_FREQUENCY_H

#include "feature.h"
#include "node.h"

/* Adjustments are in 1/64 bits, none further from 0 than RARITY_MOST; of a pair, all
 * together, than RARITY_SUM_MOST. */
enum { RARITY_ONE = 64, RARITY_MOST = 8 * RARITY_ONE, RARITY_SUM_MOST = 16 * RARITY_ONE };

struct rarities {
    int16_t *bits; /* NULL: all are 0 */
    int16_t rarest;
    double chance; /* that two random mentions agree */
};

struct frequency {
    struct rarities value[FIELDS_MAX]; /* by value id */
    struct rarities whole_name;        /* by node: given and family name together */
    struct rarities whole_address;     /* by node: premise and postcode (or street) together */
};

struct frozen_rarities {
    int16_t rarest;
    size_t count;
    uint64_t *hash; /* of content, ascending */
    int16_t *bits;  /* not `rarest` */
};

struct frozen_frequency {
    struct frozen_rarities value[FIELDS_MAX];
    struct frozen_rarities whole_name;
    struct frozen_rarities whole_address;
};

/* frequency_count - from the nodes of one kind. The same for any number of threads.
 * Errors: ERR_MEMORY. ret starts zeroed. Cost: O(nodes × fields). */
int frequency_count(const struct mention_table *table, const struct node_set *nodes, int threads,
                    struct frequency *ret);
void frequency_free(struct frequency *frequency);

/* frequency_freeze - what was counted, apart from the data set. Depends on contents alone, not on
 * the order of rows or threads.
 * Errors: ERR_MEMORY. ret starts zeroed; free it in any case. Cost: O(values + nodes). */
int frequency_freeze(const struct frequency *frequency, const struct mention_table *table,
                     const struct node_set *nodes, int threads, struct frozen_frequency *ret);

/* frequency_thaw - adjustments for the values and nodes of another data set. Thawed for the one it
 * was counted from, it adjusts as what was counted. Errors: ERR_MEMORY. ret starts zeroed. Cost:
 * O((values + nodes) × log(frozen values)). */
int frequency_thaw(const struct frozen_frequency *frozen, const struct mention_table *table,
                   const struct node_set *nodes, struct frequency *ret);
void frozen_frequency_free(struct frozen_frequency *frozen);

/* rarity_felt - what an adjustment is worth where only `chance` of CHANCE_WHOLE of what else could
 * explain the pair is chance: people who share a home share a rare family name as easily as a
 * common one. log2 of 1 / (c × 2^-rarity + 1 - c), in 1/64 bits. Pure. */
int rarity_felt(int rarity, int chance);

/* rarities_felt - the same for every pair of a list, in place; chance by pattern. */
int rarities_felt(const uint32_t *pattern, const uint8_t *chance, size_t count, int threads,
                  int16_t *rarity);

/* frequency_adjust - the adjustment of a compared pair of nodes, in 1/64 bits: the sum over what
 * they agree on, less a third, as rare names run in families. Pure. */
int frequency_adjust(const struct frequency *frequency, const struct mention_table *table,
                     const struct feature_set *features, const struct node_set *nodes,
                     const uint8_t *levels, size_t left, size_t right);

#endif
