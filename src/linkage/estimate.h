/* estimate.h - m and u without labels, by EM over counts of comparison patterns.
 *
 *   pairs ──► patterns (a level for each feature) with counts ──► classes: 0 = match;
 *                                                         1, 2 … = each kind of coincidence
 *
 * A pair is a candidate because it agrees on something. Pairs that are no match agree on it by
 * chance or because people live together, each in its own way: same name; same family name and
 * address; same birth date. One class for all of them would have to call families "half matches".
 * So each key of the blocking plan (and each usual household coincidence) is a class of its own,
 * seeded as "agrees on these parts; everything else as random pairs", and learnt with the seed as a
 * Dirichlet prior worth a hundredth of the pairs.
 *
 * Strangers who share a name share a common one; a match may have any. So within a pattern, pairs
 * that share something rare are less likely to be of a class of chance (what is shared has
 * probability 2^-rarity of the usual), which is what tells people who moved from their namesakes.
 *
 * Sources: Fellegi & Sunter 1969; Winkler 1988 (EM); Dempster, Laird & Rubin 1977; Larsen & Rubin
 *          2001 (several classes).
 */
#ifndef CANTREF_LINKAGE_ESTIMATE_H
#define CANTREF_LINKAGE_ESTIMATE_H

#include "feature.h"

enum { CLASSES_MAX = 40, WEIGHT_ONE = 1024 }; /* weights are whole 1/1024 bits */

/* struct level_weights - log2 likelihood ratio of each level of each feature. */
struct level_weights {
    float bits[FEATURES_MAX][FEATURE_LEVELS_MAX];
};

/* struct level_shares - a probability for each level of each feature; within a feature they sum to
 * 1. */
struct level_shares {
    float share[FEATURES_MAX][FEATURE_LEVELS_MAX];
};

/* struct coincidence - a way in which two different people may agree: the parts they share. */
struct coincidence {
    int part_count;
    int parts[4];
};

/* How rare what two mentions share is (frequency.h), in steps of two bits: -4 or less, -2, 0, … 14
 * or more. */
enum { RARITY_BINS = 10, RARITY_BIN_FIRST = -4, RARITY_BIN_STEP = 2 };

/* rarity_bin - of an adjustment in 1/64 bits. */
static inline int rarity_bin(int rarity)
{
    int step = RARITY_BIN_STEP * 64;
    int above = rarity - RARITY_BIN_FIRST * 64 + step / 2;
    int bin = above < 0 ? 0 : above / step;
    return bin < RARITY_BINS ? bin : RARITY_BINS - 1;
}

/* struct patterns - distinct comparison results, sorted by code, with how many pairs have each. */
struct patterns {
    size_t count;
    uint8_t *levels;              /* levels[p * features + f] */
    double *pairs;                /* pairs with this pattern */
    double *by_rarity;            /* of them, by_rarity[p * RARITY_BINS + bin]; NULL: all at 0 */
    double *met_once, *met_twice; /* of them, brought by exactly one key, by exactly two */
};

struct estimate {
    int class_count;
    double share[CLASSES_MAX]; /* of candidate pairs; [0] is lambda, the share of matches */
    struct level_shares classes[CLASSES_MAX];
    struct level_shares seeds[CLASSES_MAX];       /* [0] unused */
    struct coincidence coincidences[CLASSES_MAX]; /* [0] unused */
    int iterations;
    bool converged;
    double log_likelihood;          /* nats, of the last step */
    struct estimate_tables *tables; /* estimate_prepare; NULL: each weighing makes its own */
};

/* estimate_prior - weights from stated levels (goodness) against random pairs. */
void estimate_prior(const struct feature_set *features, const struct level_shares *random_pairs,
                    struct level_weights *ret);

/* estimate_begin - classes and their seeds; lambda_start in (0, 1). */
void estimate_begin(const struct feature_set *features, const struct level_shares *random_pairs,
                    const struct coincidence *coincidences, int coincidence_count,
                    double lambda_start, struct estimate *ret);

/* estimate_state - two classes from stated levels, where there is too little to learn from;
 * odds_bits: log2 odds that a candidate is a match. */
void estimate_state(const struct feature_set *features, double odds_bits, struct estimate *ret);

/* estimate_learn - EM from where the estimate stands, up to iterations_max steps.
 * Errors: ERR_MEMORY. The same for any number of threads: patterns are added up in fixed pieces.
 * Cost: O(iterations × patterns × features × classes). */
int estimate_learn(struct estimate *estimate, const struct feature_set *features,
                   const struct patterns *patterns, int iterations_max, int threads);

/* estimate_prepare - take the logs of all shares now, for many weighings of few patterns: they are
 * most of the work of these. For an estimate that is not changed any more. estimate_release - let
 * go of them. Errors: ERR_MEMORY. Cost: under a millisecond. */
int estimate_prepare(struct estimate *estimate, const struct feature_set *features);
void estimate_release(struct estimate *estimate);

/* estimate_weigh - the match weight of every pattern, in 1/1024 bits: log2 of (lambda × m) / (share
 * × non-match), clipped to ±40 bits. ret_chance[pattern], in 1/CHANCE_WHOLE: how much of what else
 * could explain the pair is chance (two strangers of one name, of one birth date), the rest being
 * that the two are related (one home, one phone); NULL: not wanted. Errors: ERR_MEMORY. */
enum { CHANCE_WHOLE = 32 };
int estimate_weigh(const struct estimate *estimate, const struct feature_set *features,
                   const struct patterns *patterns, int32_t *ret_weights, uint8_t *ret_chance);

/* estimate_explain - the weight of one comparison, taken apart: ret_total is what estimate_weigh
 * gives its pattern; ret_weight[f] what feature f adds to it, log2 of m to the u of the
 * coincidences that would explain the pair, each as far as it would; the rest, ret_total less their
 * sum, stands before any evidence. The order of features doesn't matter (the bound of EM, exact at
 * the posterior: Neal & Hinton 1998). 1/1024 bits. Errors: ERR_MEMORY. Cost: under a millisecond,
 * most of it filling tables. */
int estimate_explain(const struct estimate *estimate, const struct feature_set *features,
                     const uint8_t *levels, int32_t *ret_total, int32_t ret_weight[FEATURES_MAX],
                     int *ret_chance);

#endif
