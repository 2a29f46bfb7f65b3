/* disclosure_control.h - figures by place that tell nothing of single people: counts under a
 * threshold are never shown, nor can they be worked out from those that are.
 *
 *              SA1   SA2   SA3   all            "·": not shown
 *     phone      ·    12     ·    21            SA1 has 3, SA3 has 6: 21 − 12 leaves 9 for the two
 *
 * Each row of figures is of one kind, its cells are of different people, its total is their sum:
 * the one sum from which a cell could be worked out. Where a cell is left out for being small, more
 * are left out beside it, the smallest first, until what is left out is two cells at least and
 * could be, in each of them, the threshold or more; where that can't be had, the total goes, too.
 * Zero counts as small. What is small and what is left out beside it look alike.
 *
 * No rows are summed here: people are in several. Nor is a figure of today safe from comparison
 * with one of yesterday: who publishes figures publishes them seldom (decision 0029).
 * Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4 (primary and
 * secondary suppression). */
#ifndef CANTREF_ENGINE_DISCLOSURE_CONTROL_H
#define CANTREF_ENGINE_DISCLOSURE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DISCLOSURE_THRESHOLD = 5 };

/* disclosure_control - which cells of a row, and whether its total, may be shown.
 * In:     cells[count]: counts of different people.
 * Out:    ret_shown[count], *ret_total_shown. Pure. Cost: O(count²) at the most. */
void disclosure_control(const uint64_t *cells, size_t count, bool *ret_shown,
                        bool *ret_total_shown);

#endif
