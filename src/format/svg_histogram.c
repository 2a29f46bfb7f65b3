/* svg_histogram.c - axes, zones, bins. */
#include "svg_histogram.h"

#include <math.h>
#include <stdio.h>

/* Pixels. */
enum { WIDTH = 760, HEIGHT = 400, LEFT = 84, RIGHT = 744, TOP = 84, BOTTOM = 338 };

static double x_of(const struct svg_histogram *chart, double value)
{
    double share = (value - chart->first) / (chart->step * (double)chart->count);
    return LEFT + fmin(fmax(share, 0), 1) * (RIGHT - LEFT);
}

static double height_of(uint64_t count, uint64_t most)
{
    return log10(1 + (double)count) / log10(1 + (double)most) * (BOTTOM - TOP);
}

/* 1000000 as 1,000,000 */
static void power_text(int power, char *ret)
{
    size_t at = 0;
    for (int digit = power; digit >= 0; digit--) {
        ret[at++] = digit == power ? '1' : '0';
        if (digit > 0 && digit % 3 == 0) {
            ret[at++] = ',';
        }
    }
    ret[at] = '\0';
}

static void add_axes(const struct svg_histogram *chart, uint64_t most, struct buf *out)
{
    char text[48];
    uint64_t value = 1;
    for (int power = 0; value <= most && power < 18; power++, value *= 10) {
        double y = BOTTOM - height_of(value, most);
        power_text(power, text);
        svg_line(out, "g", LEFT, y, RIGHT, y);
        svg_text(out, "e s", LEFT - 8, y + 5, str_of(text));
    }
    double last = chart->first + chart->step * (double)chart->count;
    double step = (last - chart->first) / 10;
    step = step > 5 ? 10 : step > 2 ? 5 : step > 1 ? 2 : 1;
    for (double value_at = ceil(chart->first / step) * step; value_at <= last; value_at += step) {
        double x = x_of(chart, value_at);
        snprintf(text, sizeof text, value_at > 0 ? "+%.0f" : "%.0f", value_at + 0.0);
        svg_line(out, "k", x, BOTTOM, x, BOTTOM + 6);
        svg_text(out, "m s", x, BOTTOM + 22, str_of(value_at == 0 ? "0" : text));
    }
    svg_text(out, "m", (LEFT + RIGHT) / 2.0, HEIGHT - 14, chart->x_title);
}

static void add_zones(const struct svg_histogram *chart, struct buf *out)
{
    double from = LEFT;
    for (int z = 0; z < SVG_ZONES; z++) {
        double to = z + 1 < SVG_ZONES ? x_of(chart, chart->borders[z]) : RIGHT;
        if (z == 1) {
            svg_rectangle(out, "f", from, TOP - 26, to - from, BOTTOM - TOP + 26);
        }
        svg_text(out, "m w", (from + to) / 2, TOP - 32, chart->zones[z]);
        from = to;
    }
}

void svg_histogram_write(const struct svg_histogram *chart, struct buf *out)
{
    uint64_t most = 9;
    for (size_t i = 0; i < chart->count; i++) {
        most = chart->all[i] > most ? chart->all[i] : most;
    }
    svg_begin(&chart->frame, WIDTH, HEIGHT, out);
    svg_key(out, LEFT, 18, chart->series[0], chart->series[1]);
    add_zones(chart, out);
    add_axes(chart, most, out);
    for (size_t i = 0; i < chart->count; i++) {
        double x = x_of(chart, chart->first + (double)i * chart->step);
        double width = (RIGHT - LEFT) / (double)chart->count;
        double all = height_of(chart->all[i], most);
        double part = height_of(chart->part[i], most);
        svg_rectangle(out, "b", x + 1, BOTTOM - all, width - 2, all);
        svg_rectangle(out, "a", x + 1, BOTTOM - part, width - 2, part);
    }
    for (int z = 0; z + 1 < SVG_ZONES; z++) {
        double x = x_of(chart, chart->borders[z]);
        svg_line(out, "k", x, TOP - 26, x, BOTTOM);
    }
    svg_line(out, "k", LEFT, BOTTOM, RIGHT, BOTTOM);
    if (!isnan(chart->mark)) {
        double x = x_of(chart, chart->mark);
        svg_line(out, "d", x, TOP - 22, x, BOTTOM);
        double key = RIGHT - svg_text_width(chart->mark_label);
        svg_line(out, "d", key - 34, 13, key - 6, 13);
        svg_text(out, "", key, 18, chart->mark_label);
    }
    svg_end(out);
}
