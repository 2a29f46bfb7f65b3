/* svg_curves.c - axes, curves, the mark. */
#include "svg_curves.h"

#include <math.h>
#include <stdio.h>

/* Pixels. */
enum { WIDTH = 640, HEIGHT = 380, LEFT = 62, RIGHT = 620, TOP = 66, BOTTOM = 316 };

struct scale {
    double x_least, x_most, y_least, y_step;
};

static double x_of(const struct scale *s, double x)
{
    return LEFT + (x - s->x_least) / (s->x_most - s->x_least) * (RIGHT - LEFT);
}

static double y_of(const struct scale *s, double share)
{
    return BOTTOM - (share - s->y_least) / (1 - s->y_least) * (BOTTOM - TOP);
}

/* From a round share under the least to 1; all of x, the mark included. */
static struct scale scale_of(const struct svg_curves *chart)
{
    static const double steps[] = {.002, .01, .02, .05, .1, .2};
    struct scale s = {INFINITY, -INFINITY, 1, steps[0]};
    for (size_t i = 0; i < chart->count; i++) {
        s.x_least = fmin(s.x_least, chart->points[i].x);
        s.x_most = fmax(s.x_most, chart->points[i].x);
        for (int c = 0; c < 2; c++) {
            s.y_least = fmin(s.y_least, chart->points[i].share[c]); /* passes over NaN */
        }
    }
    s.x_least = fmin(s.x_least, chart->mark);
    s.x_most = fmax(s.x_most, chart->mark);
    if (!(s.x_least < s.x_most)) {
        s.x_least = isfinite(s.x_least) ? s.x_least - 1 : 0;
        s.x_most = s.x_least + 2;
    }
    double least = fmax(s.y_least, 0);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && (1 - least) / s.y_step > 6; i++) {
        s.y_step = steps[i];
    }
    s.y_least = fmax(0, 1 - ceil((1 - least) / s.y_step - 1e-9) * s.y_step);
    s.y_least = s.y_least < 1 ? s.y_least : 1 - s.y_step;
    return s;
}

static void add_axes(const struct svg_curves *chart, const struct scale *s, struct buf *out)
{
    char text[32];
    int lines = (int)lround((1 - s->y_least) / s->y_step);
    for (int i = 0; i <= lines; i++) {
        double share = 1 - i * s->y_step;
        double y = y_of(s, share);
        snprintf(text, sizeof text, s->y_step < .01 ? "%.1f%%" : "%.0f%%", share * 100);
        svg_line(out, "g", LEFT, y, RIGHT, y);
        svg_text(out, "e s", LEFT - 8, y + 5, str_of(text));
    }
    double span = s->x_most - s->x_least;
    double step = span <= 12 ? 1 : span <= 24 ? 2 : span <= 60 ? 5 : ceil(span / 10);
    for (double x = ceil(s->x_least / step) * step; x <= s->x_most + 1e-9; x += step) {
        snprintf(text, sizeof text, "%.0f", x + 0.0);
        svg_line(out, "k", x_of(s, x), BOTTOM, x_of(s, x), BOTTOM + 6);
        svg_text(out, "m s", x_of(s, x), BOTTOM + 22, str_of(x == 0 ? "0" : text));
    }
    svg_line(out, "k", LEFT, BOTTOM, RIGHT, BOTTOM);
    svg_text(out, "m", (LEFT + RIGHT) / 2.0, HEIGHT - 14, chart->x_title);
}

static void add_curve(const struct svg_curves *chart, const struct scale *s, int c, struct buf *out)
{
    const char *class = c == 0 ? "a" : "b";
    bool drawing = false;
    buf_printf(out, "<path class=\"%s\" d=\"", class);
    for (size_t i = 0; i < chart->count; i++) {
        double share = chart->points[i].share[c];
        if (!isnan(share)) {
            buf_printf(out, "%c%.1f %.1f", drawing ? 'L' : 'M', x_of(s, chart->points[i].x),
                       y_of(s, share));
        }
        drawing = !isnan(share);
    }
    buf_add(out, STR("\"/>\n"));
    for (size_t i = 0; i < chart->count; i++) {
        double share = chart->points[i].share[c];
        if (!isnan(share) && c == 0) {
            buf_printf(out, "<circle class=\"a\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n",
                       x_of(s, chart->points[i].x), y_of(s, share));
        } else if (!isnan(share)) {
            svg_rectangle(out, class, x_of(s, chart->points[i].x) - 4, y_of(s, share) - 4, 8, 8);
        }
    }
}

void svg_curves_write(const struct svg_curves *chart, struct buf *out)
{
    struct scale s = scale_of(chart);
    svg_begin(&chart->frame, WIDTH, HEIGHT, out);
    svg_key(out, LEFT, 18, chart->curves[0], chart->curves[1]);
    add_axes(chart, &s, out);
    if (!isnan(chart->mark)) {
        double x = x_of(&s, chart->mark);
        svg_line(out, "d", x, TOP - 14, x, BOTTOM);
        svg_text(out, x > (LEFT + RIGHT) / 2.0 ? "e w" : "w",
                 x > (LEFT + RIGHT) / 2.0 ? x - 7 : x + 7, TOP - 12, chart->mark_label);
    }
    for (int c = chart->curves[1].len > 0 ? 1 : 0; c >= 0; c--) {
        add_curve(chart, &s, c, out);
    }
    svg_end(out);
}
