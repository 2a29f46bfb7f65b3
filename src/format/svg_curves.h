/* svg_curves.h - one or two shares as they change along an axis, with an upright line where one
 * stands today.
 *
 *     100% ┤━━━━━━┓     ┊ first
 *      95% ┤- - - ╲-    ┊
 *      90% ┤        ╲   ┊ second
 *          └──┬───┬───┬─┊─
 *            -2   0   2  today
 */
#ifndef CANTREF_FORMAT_SVG_CURVES_H
#define CANTREF_FORMAT_SVG_CURVES_H

#include "svg_frame.h"

struct svg_curve_point {
    double x;
    double share[2]; /* 0 … 1; NaN: not known, the curve has a gap */
};

struct svg_curves {
    struct svg_frame frame;
    const struct svg_curve_point *points; /* by rising x */
    size_t count;
    struct str curves[2]; /* what they are; the second "": there is one */
    struct str x_title;
    double mark; /* NaN: none */
    struct str mark_label;
};

/* svg_curves_write - added to out. Cost: O(points). */
void svg_curves_write(const struct svg_curves *chart, struct buf *out);

#endif
