/* svg_waterfall.c - where each bar, line and text of a waterfall stands. */
#include "svg_waterfall.h"

#include "html.h"

#include <math.h>

/* In pixels at the size at which it is shown first. */
enum {
    WIDTH = 960,
    BARS_LEFT = 480, /* labels to the left of this */
    BARS_RIGHT = 870,
    VALUE_RIGHT = 944,
    TOP = 84, /* title and the labels of marks above this */
    STEP_HEIGHT = 60,
    BAR_HEIGHT = 22,
    MARGIN = 16
};

struct axis {
    double low, high;
};

/* How texts look, as attributes: the picture stands in pages that allow no styles of their own. */
#define TITLE "font-size=\"20\" font-weight=\"700\""
#define LABEL "font-weight=\"700\""
#define DETAIL "font-size=\"13\" fill=\"#383f43\""
#define VALUE "text-anchor=\"end\" font-weight=\"700\""
#define MARK "text-anchor=\"middle\" font-size=\"13\""
#define UP "fill=\"#1d70b8\" stroke=\"#0b0c0c\""
#define DOWN "fill=\"url(#waterfall-hatch)\" stroke=\"#b94700\" stroke-width=\"2\""

static void add_text(struct buf *out, const char *look, double x, double y, struct str text)
{
    if (text.len > 0) {
        buf_printf(out, "<text %s x=\"%.1f\" y=\"%.1f\">", look, x, y);
        html_escape(out, text);
        buf_add(out, STR("</text>\n"));
    }
}

static void widen(struct axis *axis, double value)
{
    axis->low = fmin(axis->low, value);
    axis->high = fmax(axis->high, value);
}

static struct axis axis_of(const struct svg_waterfall *chart)
{
    struct axis axis = {0, 0};
    for (size_t i = 0; i < chart->step_count; i++) {
        widen(&axis, chart->steps[i].from);
        widen(&axis, chart->steps[i].to);
    }
    for (size_t i = 0; i < chart->mark_count; i++) {
        widen(&axis, chart->marks[i].at);
    }
    axis.high = axis.high > axis.low ? axis.high : axis.low + 1;
    return axis;
}

static double x_of(const struct axis *axis, double value)
{
    return BARS_LEFT + (value - axis->low) / (axis->high - axis->low) * (BARS_RIGHT - BARS_LEFT);
}

static void begin(const struct svg_waterfall *chart, double height, struct buf *out)
{
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"%s\" role=\"img\" "
               "aria-labelledby=\"waterfall-title waterfall-description\" width=\"%d\" "
               "height=\"%.0f\" viewBox=\"0 0 %d %.0f\" font-size=\"15\" fill=\"#0b0c0c\" "
               "font-family=\"Arial,Helvetica,sans-serif\">\n<title id=\"waterfall-title\">",
               chart->language, WIDTH, height, WIDTH, height);
    html_escape(out, chart->title);
    buf_add(out, STR("</title>\n<desc id=\"waterfall-description\">"));
    html_escape(out, chart->description);
    buf_add(out, STR("</desc>\n"
                     "<defs><pattern id=\"waterfall-hatch\" width=\"6\" height=\"6\" "
                     "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                     "<rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
                     "<rect width=\"2.5\" height=\"6\" fill=\"#b94700\"/></pattern></defs>\n"));
    buf_printf(out, "<rect width=\"%d\" height=\"%.0f\" fill=\"#fff\"/>\n", WIDTH, height);
    add_text(out, TITLE, MARGIN, 32, chart->title);
}

/* Labels of marks that are close stand on two lines. */
static void add_marks(const struct svg_waterfall *chart, const struct axis *axis, double bottom,
                      struct buf *out)
{
    for (size_t i = 0; i < chart->mark_count; i++) {
        double x = x_of(axis, chart->marks[i].at);
        buf_printf(out,
                   "<line stroke=\"#0b0c0c\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%.1f\"%s/>\n",
                   x, TOP - 8, x, bottom, i == 0 ? "" : " stroke-dasharray=\"6 3\"");
        add_text(out, MARK, x, TOP - 14 - (double)(i % 2) * 16, chart->marks[i].label);
    }
}

static void add_step(const struct svg_waterfall_step *step, const struct axis *axis, double top,
                     bool is_last, struct buf *out)
{
    double from = x_of(axis, step->from);
    double to = x_of(axis, step->to);
    double bar_top = top + 8;
    add_text(out, LABEL, MARGIN, top + 18, step->label);
    add_text(out, DETAIL, MARGIN, top + 35, step->detail[0]);
    add_text(out, DETAIL, MARGIN, top + 51, step->detail[1]);
    buf_printf(out, "<rect %s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n",
               to >= from ? UP : DOWN, fmin(from, to), bar_top, fmax(fabs(to - from), 1),
               BAR_HEIGHT);
    if (!is_last) {
        buf_printf(
            out,
            "<line stroke=\"#383f43\" stroke-dasharray=\"2 2\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            to, bar_top + BAR_HEIGHT, to, bar_top + STEP_HEIGHT);
    }
    add_text(out, VALUE, VALUE_RIGHT, top + 24, step->value);
    buf_printf(out, "<line stroke=\"#b1b4b6\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
               MARGIN, top + STEP_HEIGHT - 2, VALUE_RIGHT, top + STEP_HEIGHT - 2);
}

void svg_waterfall_write(const struct svg_waterfall *chart, struct buf *out)
{
    struct axis axis = axis_of(chart);
    double bottom = TOP + (double)chart->step_count * STEP_HEIGHT;
    begin(chart, bottom + MARGIN, out);
    add_marks(chart, &axis, bottom, out);
    for (size_t i = 0; i < chart->step_count; i++) {
        /* no line joins bars that each begin anew */
        bool is_last = i + 1 == chart->step_count || chart->steps[i + 1].from != chart->steps[i].to;
        add_step(&chart->steps[i], &axis, TOP + (double)i * STEP_HEIGHT, is_last, out);
    }
    buf_add(out, STR("</svg>\n"));
}
