/* svg_waterfall.h - a waterfall as a picture: steps under one another, each a bar from where the
 * total stood to where it stands.
 *
 *     label, in bold                        ┊  0       ┊ line
 *     detail under it                       ┊ ████     ┊              +4.2
 *     another                               ┊     ▨▨   ┊              -2.0
 *
 * What a bar shows stands beside it as text; steps down are hatched and steps up are full, so that
 * nothing is told by colour alone. The picture needs no script, no style and no other file, so that
 * it can stand in a page of a strict content security policy: one a page, whose ids begin with
 * "waterfall-". */
#ifndef CANTREF_FORMAT_SVG_WATERFALL_H
#define CANTREF_FORMAT_SVG_WATERFALL_H

#include "memory.h"

enum { SVG_WATERFALL_LABEL_CHARACTERS = 44, SVG_WATERFALL_DETAIL_CHARACTERS = 62 };

struct svg_waterfall_step {
    struct str label;     /* as much as fits: LABEL_CHARACTERS */
    struct str detail[2]; /* lines under it, DETAIL_CHARACTERS each; "": none */
    double from, to;
    struct str value; /* what the bar is worth, as text */
};

struct svg_waterfall_mark {
    double at;
    struct str label;
};

struct svg_waterfall {
    const char *language;          /* of the texts: "en-GB" */
    struct str title, description; /* read aloud in place of the picture; the title is shown, too */
    const struct svg_waterfall_step *steps;
    size_t step_count;
    const struct svg_waterfall_mark *marks; /* upright lines, as at zero */
    size_t mark_count;
};

/* svg_waterfall_write - the picture, a whole SVG file in UTF-8, added to out. Texts are escaped.
 * Cost: O(steps × marks). */
void svg_waterfall_write(const struct svg_waterfall *chart, struct buf *out);

#endif
