/* svg_frame.h - what the charts of a page have in common: how they are named to a screen reader,
 * their styles, their text.
 *
 * A chart is an <svg> that stands inside a page, which must hold svg_frame_style in a <style> once.
 * One of two series is full and the other is an outline, and figures stand beside their marks, so
 * that nothing is told by colour alone and print in black keeps it all. */
#ifndef CANTREF_FORMAT_SVG_FRAME_H
#define CANTREF_FORMAT_SVG_FRAME_H

#include "memory.h"

struct svg_frame {
    int number;                    /* of the chart on its page: makes its ids unique */
    struct str title, description; /* read aloud in place of the picture */
    bool is_bare; /* no style of its own, which a page's policy may forbid: its sheet has all */
};

extern const char svg_frame_style[];

/* svg_begin - the opening of a chart of that size, in pixels as first shown; it shrinks with its
 * surroundings, but never so far that it can't be read. svg_end closes it. */
void svg_begin(const struct svg_frame *frame, double width, double height, struct buf *out);
void svg_end(struct buf *out);

/* svg_text - text at a point, escaped; nothing for "". class: "" from there on, "e" up to there,
 * "m" around it; "s" small, "w" bold, or several with spaces between. */
void svg_text(struct buf *out, const char *class, double x, double y, struct str text);

/* svg_rectangle, svg_line - by class: "a" full, "b" an outline; "g" a fine line, "k" a strong one,
 * "d" strong and dashed. A rectangle without a size isn't drawn. */
void svg_rectangle(struct buf *out, const char *class, double x, double y, double width,
                   double height);
void svg_line(struct buf *out, const char *class, double x1, double y1, double x2, double y2);

/* svg_key - what the series "a" and "b" are, on one line from x on; an empty label leaves one out.
 */
void svg_key(struct buf *out, double x, double y, struct str a, struct str b);

/* svg_text_width - about how wide a text is drawn, in pixels, for one that is as large as others.
 */
double svg_text_width(struct str text);

#endif
