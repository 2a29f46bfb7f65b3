/* svg_histogram.h - how many there are of each value, and of them how many of a part, with upright
 * lines between zones.
 *
 *          don't link   ┊   ask   ┊   link
 *     1,000 ┤   ▭▭      ┊         ┊
 *       100 ┤ ▭▭▭▭▭▭    ┊▭        ┊    ███
 *        10 ┤▭▭▭▭▭▭▭▭▭▭▭┊▭▭▭▭█████┊████████
 *           └──┬────┬────┬────┬────┬────┬──
 *
 * Heights are by the logarithm, or the few in the middle, about which the picture is, would not be
 * seen beside the many at the ends. */
#ifndef CANTREF_FORMAT_SVG_HISTOGRAM_H
#define CANTREF_FORMAT_SVG_HISTOGRAM_H

#include "svg_frame.h"

enum { SVG_ZONES = 3 };

struct svg_histogram {
    struct svg_frame frame;
    double first, step;            /* bin i is of [first + i × step, first + (i + 1) × step) */
    const uint64_t *all, *part;    /* by bin: part ≤ all, drawn over it */
    size_t count;                  /* ≥ 1 */
    struct str series[2];          /* what the part is, and the rest */
    struct str zones[SVG_ZONES];   /* their names, from left to right */
    double borders[SVG_ZONES - 1]; /* rising */
    double mark;                   /* NaN: none */
    struct str mark_label, x_title;
};

/* svg_histogram_write - added to out. Cost: O(bins). */
void svg_histogram_write(const struct svg_histogram *chart, struct buf *out);

#endif
