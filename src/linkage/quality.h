/* quality.h - how good the links would be at each cut, told without labels. */
#ifndef CANTREF_LINKAGE_QUALITY_H
#define CANTREF_LINKAGE_QUALITY_H

#include "resolve.h"

/* struct trade - what each cut would give, by rising cut: estimated pairwise precision and recall
 * after resolving, 0 … 1; NaN where there is nothing to tell from. */
enum { TRADE_MAX = 32 };

struct trade {
    struct trade_point {
        int32_t cut; /* 1/1024 bits */
        double precision, recall;
    } points[TRADE_MAX];
    size_t count;
};

/* quality_tell - fill in the shares of every point of *trade, whose cuts are given, ascending and
 * not lower than the least of the resolution. A pair within an entity is believed by the better of
 * two witnesses: its own score, and how well its two ends agree with the rest of the entity on
 * average. Matches that a cut leaves apart are the probabilities of the candidate pairs between
 * entities. Pairs that no key brought together and no component closes are not counted: recall is
 * of what blocking reaches. unmet: what a pair never met counts, in 1/1024 bits. Errors:
 * ERR_MEMORY. The same for any number of threads: sums are of whole 2^-20 of a pair. Cost: O(pairs
 * + cuts at which a component changes × its pairs). */
int quality_tell(const struct weighing *weighing, const struct components *components,
                 const struct resolution *resolution, int32_t unmet, int threads,
                 struct trade *trade);

#endif
