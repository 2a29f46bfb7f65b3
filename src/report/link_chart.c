/* link_chart.c - see link_chart.h. */
#include "link_chart.h"

#include "svg_curves.h"
#include "svg_histogram.h"
#include "wording.h"

#include <math.h>

/* ---- precision against recall */

bool link_trade_is_told(const struct report *r)
{
    const struct trade *trade = &r->in->run->linkings[r->main_kind].trade;
    bool told = false;
    for (size_t i = 0; i < trade->count; i++) {
        told = told || !isnan(trade->points[i].precision) || !isnan(trade->points[i].recall);
    }
    return told;
}

/* Lines that find less than this aren't drawn, or those that somebody would choose between would be
 * too close to tell apart; the table has them. */
static const double LEAST_DRAWN = .5;

void link_trade_chart(const struct report *r, struct svg_frame frame, struct buf *out)
{
    const struct trade *trade = &r->in->run->linkings[r->main_kind].trade;
    int32_t cut = r->in->run->model.kinds[r->main_kind].cut;
    struct svg_curve_point points[TRADE_MAX];
    char bits[FIGURE_TEXT_MAX];
    struct buf mark = {0};
    size_t count = 0;
    for (size_t i = 0; i < trade->count; i++) {
        const struct trade_point *point = &trade->points[i];
        if (point->cut <= cut || !(point->recall < LEAST_DRAWN)) {
            points[count++] = (struct svg_curve_point){(double)point->cut / WEIGHT_ONE,
                                                       {point->precision, point->recall}};
        }
    }
    buf_printf(&mark, say(r, "today: %s bits"), bits_text(cut, bits));
    struct svg_curves chart = {
        frame,
        points,
        count,
        {str_of(say(r, "links that are right")), str_of(say(r, "links found of those there are"))},
        str_of(say(r, "the line: least average weight to link, in bits")),
        (double)cut / WEIGHT_ONE,
        buf_str(&mark)};
    svg_curves_write(&chart, out);
    buf_free(&mark);
}

/* ---- zones */

void link_zones_chart(const struct report *r, struct svg_frame frame, struct buf *out)
{
    const struct zones *z = &r->in->run->zones[r->main_kind];
    int32_t cut = r->in->run->model.kinds[r->main_kind].cut;
    int first = 0;
    int last = ZONE_BINS - 1;
    char bits[FIGURE_TEXT_MAX];
    struct buf mark = {0};
    while (first < ZONE_WEIGHT - 8 && z->all[first] == 0) {
        first++;
    }
    while (last > ZONE_WEIGHT + 8 && z->all[last] == 0) {
        last--;
    }
    buf_printf(&mark, say(r, "today: %s bits"), bits_text(cut, bits));
    struct svg_histogram chart = {
        .frame = frame,
        .first = first - ZONE_WEIGHT,
        .step = 1,
        .all = z->all + first,
        .part = z->linked + first,
        .count = (size_t)(last - first + 1),
        .series = {str_of(say(r, "pairs of one entity")), str_of(say(r, "all pairs"))},
        .zones = {str_of(say(r, "don’t link")), str_of(say(r, "ask")), str_of(say(r, "link"))},
        .borders = {-ZONE_REACH, ZONE_REACH},
        .mark = (double)cut / WEIGHT_ONE,
        .mark_label = buf_str(&mark),
        .x_title = str_of(say(r, "weight of the pair by itself, in bits"))};
    svg_histogram_write(&chart, out);
    buf_free(&mark);
}
