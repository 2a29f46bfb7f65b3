/* svg_bars.c - where each bar stands. */
#include "svg_bars.h"

#include <math.h>

/* Pixels. */
enum { WIDTH = 600, VALUE_WIDTH = 84, BAR = 15, BAR_STEP = 19, LABEL = 20, GAP = 9, KEY = 28 };

static double largest(const struct svg_bars *chart)
{
    double most = chart->max;
    for (size_t i = 0; i < chart->count && chart->max <= 0; i++) {
        most = fmax(most, fmax(chart->bars[i].value[0], chart->bars[i].value[1]));
    }
    return most > 0 ? most : 1;
}

void svg_bars_write(const struct svg_bars *chart, struct buf *out)
{
    int series = chart->series[1].len > 0 ? 2 : 1;
    double label_height = chart->label_width > 0 ? 0 : LABEL;
    double step = label_height + series * BAR_STEP + GAP;
    double top = series > 1 ? KEY : 2;
    double all = chart->width > 0 ? chart->width : WIDTH;
    double left = chart->label_width > 0 ? chart->label_width : 1;
    double scale = (all - VALUE_WIDTH - left) / largest(chart);
    svg_begin(&chart->frame, all, top + (double)chart->count * step, out);
    if (series > 1) {
        svg_key(out, left, 16, chart->series[0], chart->series[1]);
    }
    for (size_t i = 0; i < chart->count; i++) {
        const struct svg_bar *bar = &chart->bars[i];
        double y = top + (double)i * step;
        if (chart->label_width > 0) {
            svg_text(out, "e", left - 10, y + BAR_STEP * series / 2.0 + 4, bar->label);
        } else {
            svg_text(out, "", 0, y + 14, bar->label);
        }
        for (int s = 0; s < series; s++) {
            double bar_top = y + label_height + s * BAR_STEP;
            double width = fmin(fmax(isnan(bar->value[s]) ? 0 : bar->value[s] * scale, 0),
                                all - VALUE_WIDTH - left);
            svg_rectangle(out, s == 0 ? "a" : "b", left, bar_top + 1,
                          bar->value[s] > 0 ? fmax(width, 1) : 0, BAR);
            svg_text(out, "s", left + width + 7, bar_top + 13, bar->text[s]);
        }
        svg_line(out, "k", left, y + label_height, left, y + label_height + series * BAR_STEP);
    }
    svg_end(out);
}
