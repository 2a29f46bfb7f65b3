/* frequency.h - agreeing on Jones says less than agreeing on Pritchard-Bowen: term frequencies.
 * A pair that agrees on a value of share f is adjusted by log2(a / f), where a = sum of f² over all values is the chance that two
 * random mentions agree: commoner than the average agreement lowers, rarer raises (Winkler 1989; Fellegi & Sunter 1969 §3.3).
 * Names are taken as given and family name together where both agree, addresses as premise and postcode. Frozen with the model. */
#ifndef CANTREF_LINKAGE_FREQUENCY_H
#define CANTREF_LINKAGE_FREQUENCY_H

#include "feature.h"
#include "node.h"

enum { RARITY_ONE = 64 }; /* 1/64 bits */

struct frequency {
    int16_t *value[FIELDS_MAX]; /* adjustment by value id; NULL: none */
    int16_t *whole_name;        /* by node: given and family name together */
    int16_t *whole_address;     /* by node: premise and postcode (or street) together */
};

/* frequency_count - from the nodes of one kind. Errors: ERR_MEMORY. ret starts zeroed. Cost: O(nodes × fields). */
int frequency_count(const struct mention_table *table, const struct node_set *nodes,
                    struct frequency *ret);
void frequency_free(struct frequency *frequency);

/* frequency_adjust - the adjustment of a compared pair of nodes, in 1/64 bits. Pure. */
int frequency_adjust(const struct frequency *frequency, const struct mention_table *table,
                     const struct feature_set *features, const struct node_set *nodes,
                     const uint8_t *levels, size_t left, size_t right);

#endif
