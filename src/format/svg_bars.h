/* svg_bars.h - bars that lie one under another, of one or two series.
 *
 *     given name same, family name same
 *     ██████████████████████████ 81.0%
 *     ▭▭▭ 7.2%
 *     given name close, family name same
 *     ████ 9.1%
 */
#ifndef CANTREF_FORMAT_SVG_BARS_H
#define CANTREF_FORMAT_SVG_BARS_H

#include "svg_frame.h"

struct svg_bar {
    struct str label;
    double value[2];    /* ≥ 0; NaN is drawn as none */
    struct str text[2]; /* the value as text; "" for none */
};

struct svg_bars {
    struct svg_frame frame;
    const struct svg_bar *bars;
    size_t count;
    struct str series[2]; /* what they are; the second "": there is one, and no key is needed */
    double max;   /* the value of the longest bar that there can be; 0: the largest there is */
    double width; /* of all, in pixels; 0: 600 */
    double label_width; /* pixels to the left of the bars for the labels; 0: they stand above */
};

/* svg_bars_write - added to out. Cost: O(bars). */
void svg_bars_write(const struct svg_bars *chart, struct buf *out);

#endif
