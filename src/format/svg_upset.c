/* svg_upset.c - where the bars and dots stand. */
#include "svg_upset.h"

#include <math.h>

/* Pixels. */
enum {
    LABEL_RIGHT = 160,
    SIZE_LEFT = 172,
    SIZE_WIDTH = 90, /* of the longest bar; its figure stands after it */
    FIRST = 350,     /* middle of the first column */
    STEP = 48,
    TOP = 24,
    HEIGHT = 180, /* of the highest column */
    MATRIX = TOP + HEIGHT + 22,
    ROW = 30,
    DOT = 8
};

static double y_of(size_t set)
{
    return MATRIX + (double)set * ROW;
}

static void add_sets(const struct svg_upset *chart, size_t sets, double right, struct buf *out)
{
    uint64_t most = 1;
    for (size_t s = 0; s < sets; s++) {
        most = chart->sets[s].size > most ? chart->sets[s].size : most;
    }
    for (size_t s = 0; s < sets; s++) {
        double width = (double)chart->sets[s].size / (double)most * SIZE_WIDTH;
        if (s % 2 == 0) {
            svg_rectangle(out, "f", 0, y_of(s) - ROW / 2.0, right, ROW);
        }
        svg_text(out, "e", LABEL_RIGHT, y_of(s) + 5, chart->sets[s].label);
        svg_rectangle(out, "a", SIZE_LEFT, y_of(s) - 7, width, 14);
        svg_text(out, "s", SIZE_LEFT + width + 6, y_of(s) + 5, chart->sets[s].text);
    }
}

static void add_column(const struct svg_upset_column *column, size_t sets, double x, double height,
                       struct buf *out)
{
    size_t first = sets;
    size_t last = 0;
    svg_rectangle(out, "a", x - 14, TOP + HEIGHT - height, 28, height);
    svg_text(out, "m s", x, TOP + HEIGHT - height - 6, column->text);
    for (size_t s = 0; s < sets; s++) {
        if (column->sets >> s & 1) {
            first = first == sets ? s : first;
            last = s;
        }
    }
    if (first < last) {
        svg_line(out, "j", x, y_of(first), x, y_of(last));
    }
    for (size_t s = 0; s < sets; s++) {
        bool in = column->sets >> s & 1;
        buf_printf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n", in ? "a" : "o",
                   x, y_of(s), in ? DOT : DOT - 3);
    }
}

void svg_upset_write(const struct svg_upset *chart, struct buf *out)
{
    size_t sets = chart->set_count < SVG_UPSET_SETS ? chart->set_count : SVG_UPSET_SETS;
    size_t columns =
        chart->column_count < SVG_UPSET_COLUMNS ? chart->column_count : SVG_UPSET_COLUMNS;
    double right = FIRST + (double)(columns > 0 ? columns : 1) * STEP - STEP / 2.0 + 6;
    uint64_t most = 1;
    for (size_t c = 0; c < columns; c++) {
        most = chart->columns[c].count > most ? chart->columns[c].count : most;
    }
    svg_begin(&chart->frame, right, y_of(sets) - ROW / 2.0 + 4, out);
    add_sets(chart, sets, right, out);
    svg_line(out, "k", FIRST - STEP / 2.0, TOP + HEIGHT, right, TOP + HEIGHT);
    for (size_t c = 0; c < columns; c++) {
        double height = (double)chart->columns[c].count / (double)most * HEIGHT;
        add_column(&chart->columns[c], sets, FIRST + (double)c * STEP,
                   fmax(height, chart->columns[c].count > 0 ? 1 : 0), out);
    }
    svg_end(out);
}
