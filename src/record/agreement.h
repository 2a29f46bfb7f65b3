/* agreement.h - how far two people who answered the same questions agree, beyond what chance gives.
 *
 *                    second: same   different
 *     first: same            20           5      35 of 50 agreed; 25 would by chance:
 *            different       10          15      kappa 0.40, from 0.15 to 0.65 in 95 of 100
 */
#ifndef CANTREF_RECORD_AGREEMENT_H
#define CANTREF_RECORD_AGREEMENT_H

#include <stddef.h>

enum { AGREEMENT_KINDS_MAX = 8 };

/* struct agreement - kappa: 1 always, 0 as chance would, below 0 less than that. NaN: it can't be
 * told, as when all answers were of one kind. low, high: where it lies in 95 of 100 such samples,
 * for few answers a rough guide; NaN where the error of large samples tells nothing, as when all
 * were agreed on. */
struct agreement {
    size_t count, agreed;
    double kappa, low, high;
};

/* agreement_of - counts[first * kinds + second]: how often the first said the one and the second
 * the other.
 * Source: Cohen 1960; the large-sample error of Fleiss, Cohen, Everitt 1969. Pure. */
struct agreement agreement_of(const size_t *counts, size_t kinds);

#endif
