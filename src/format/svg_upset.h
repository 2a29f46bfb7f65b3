/* svg_upset.h - how sets overlap, as an UpSet picture: a column for each combination.
 *
 *                               █
 *                               █   █
 *                               █   █   ▄
 *     housing     ▬▬▬▬          ●   ○   ●
 *     schools     ▬▬▬▬▬▬▬       │   ●   ●
 *     council tax ▬▬▬▬▬▬▬▬▬     ●   ○   ○
 *
 * A full dot: in that set; so the heights of all columns add up to all there are.
 * Source: Lex, Gehlenborg, Strobelt, Vuillemot & Pfister 2014. */
#ifndef CANTREF_FORMAT_SVG_UPSET_H
#define CANTREF_FORMAT_SVG_UPSET_H

#include "svg_frame.h"

enum { SVG_UPSET_LABEL_CHARACTERS = 20, SVG_UPSET_COLUMNS = 14, SVG_UPSET_SETS = 12 };

struct svg_upset_set {
    struct str label; /* as much as fits: LABEL_CHARACTERS */
    uint64_t size;
    struct str text; /* the size as text */
};

struct svg_upset_column {
    uint64_t sets; /* bit s: in set s */
    uint64_t count;
    struct str text; /* the count as text */
};

struct svg_upset {
    struct svg_frame frame;
    const struct svg_upset_set *sets;
    size_t set_count; /* ≤ SVG_UPSET_SETS, or the rest is left out */
    const struct svg_upset_column *columns;
    size_t column_count; /* ≤ SVG_UPSET_COLUMNS, or the rest is left out */
};

/* svg_upset_write - added to out. Cost: O(sets × columns). */
void svg_upset_write(const struct svg_upset *chart, struct buf *out);

#endif
