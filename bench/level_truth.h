/* level_truth.h - what was learnt of each level of each feature, beside the truth. */
#ifndef CANTREF_BENCH_LEVEL_TRUTH_H
#define CANTREF_BENCH_LEVEL_TRUTH_H

#include "labelled.h"

/* struct level_truth - one level, among candidates with labels. Bits are log2 of m to u, within the
 * levels that miss the same components; u over all kinds of coincidence together. */
struct level_truth {
    int feature, level;
    struct pair_counts pairs;
    double learnt_bits, true_bits;
    double
        harm; /* bits that the learnt ones are off, times the share of true pairs that are at this
                    level and that of false pairs: what to look at first */
};

/* level_truth_make - every level that a labelled candidate is at, those at which nothing can match
 * apart, the most harm first. Out:
 * ret[0 … returned), to be freed with mem_free. Cost: O(pairs + patterns × features). */
size_t level_truth_make(const struct labelled *in, struct level_truth **ret);

#endif
