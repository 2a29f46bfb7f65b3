/* quality.h - how good the links would be at each cut, told without labels. */
#ifndef CANTREF_LINKAGE_QUALITY_H
#define CANTREF_LINKAGE_QUALITY_H

#include "resolve.h"

/* struct trade - what each cut would give, by rising cut: estimated pairwise precision and recall
 * after resolving, 0 … 1; NaN where there is nothing to tell from. */
enum { TRADE_MAX = 40 };

struct trade {
    struct trade_point {
        int32_t cut; /* 1/1024 bits */
        double precision, recall;
    } points[TRADE_MAX];
    size_t count;
};

/* struct never_met - what tells how many matches no key brought. */
struct never_met {
    double bound;     /* as found again and again by keys: quality_never_met */
    double completed; /* pairs that components brought and that are likelier matches than not */
};

/* quality_never_met - the bound: matches that no key brought and no entity closes, from how many of
 * those that keys did bring were brought by one only, and by two: the fewer are found again, the
 * more there are that nobody found (capture and recapture: Chao 1987). A part of them is taken to
 * be closed by way of other records. 0 where a single key tells nothing; never more than were found
 * once.
 * weights: by pattern. Pure. Cost: O(patterns). */
double quality_never_met(const struct patterns *patterns, const int32_t *weights, int keys);

/* quality_tell - fill in the shares of every point of *trade, whose cuts are given, ascending and
 * not lower than the least of the resolution.
 * A pair within an entity has two witnesses, its own score and the best third record that agrees
 * with both ends (one or the other is enough); against it stand the other entities that its ends
 * might belong to. Matches that a cut leaves apart are the candidate pairs between entities, each
 * competing with the other candidates of its two ends: a record with five likely namesakes is one
 * of them at most.
 * Matches that never met are told in two ways. Keys that are picked to bring what others leave out
 * find little twice, so that capture and recapture tell too many. And of the pairs in entities of
 * three records or more some were brought by no key but by way of a third: for three of those two
 * more are taken to be left apart. The lower of the two stands.
 * Errors: ERR_MEMORY. The same for any number of threads: sums are of whole numbers. Cost: O(pairs
 * + cuts at which a component changes × (its pairs + its clusters' members³)).
 * Source: competing links, Fortini, Liseo, Nuccitelli & Scanu 2001, Sadinle 2017. */
int quality_tell(const struct weighing *weighing, const struct components *components,
                 const struct resolution *resolution, struct never_met never_met, int threads,
                 struct trade *trade);

#endif
