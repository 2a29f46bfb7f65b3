/* monotone.h - better agreement never counts for less: m/u made monotone over the ordered levels of
 * each feature.
 *
 *   learnt    different 1/30 · near 9 · one digit 7 · same 400
 *   mended    different 1/30 · near 8 · one digit 8 · same 400      neighbours out of order are
 *   pooled
 *
 * Levels are ordered as in feature.h. In the joint features (name, address) each component is
 * ordered while the others stand still. Levels with other components missing are no neighbours; the
 * source has no order.
 *
 * Source: pooling adjacent violators (Ayer, Brunk, Ewing, Reid & Silverman 1955). Where the ratio
 *         of two distributions has to ascend, a block's pooled ratio is
 * the ratio of its sums, which is the likeliest m for the given u and leaves the sum of m as it was
 * (Dykstra, Kochar & Robertson 1995).
 */
#ifndef CANTREF_LINKAGE_MONOTONE_H
#define CANTREF_LINKAGE_MONOTONE_H

#include "estimate.h"

/* monotone_pool - change m[count] so that m[i] / u[i] never descends; the sum of m stays. u[i] > 0.
 * count ≤ FEATURE_LEVELS_MAX. Pure. Cost: O(count). */
void monotone_pool(const double *u, double *m, int count);

/* monotone_mend - class 0 of an estimate against random pairs. (Candidates that are no match were
 * picked for what they agree on: against them full agreement may well say less than near agreement,
 * and rightly so.) Joint features are swept a few times, component after component, and end all but
 * monotone. Cost: some microseconds. */
void monotone_mend(const struct feature_set *features, const struct level_shares *random_pairs,
                   struct estimate *estimate);

#endif
