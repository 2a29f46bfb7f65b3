/* html_trade.c - where the line is drawn: what other lines would give, and how pairs lie around it.
 */
#include "html_sections.h"

#include "link_chart.h"
#include "wording.h"

#include <math.h>

/* ---- precision against recall */

static void draw_trade(struct page *page, const struct report *r)
{
    link_trade_chart(r,
                     page_chart_begin(page,
                                      str_of(say(r, "What each line would give, as estimated")),
                                      str_of(say(r,
                                                 "Two curves over the line that is drawn, in bits: "
                                                 "the higher it is, the more links are right and "
                                                 "the fewer of those there are are found. The "
                                                 "figures are in the table."))),
                     &page->out);
    page_chart_end(page);
}

static void trade_table(struct page *page, const struct report *r, const struct trade *trade,
                        int32_t cut)
{
    static const char *const headings[] = {TO_SAY("Line, bits"), "#" TO_SAY("Right"),
                                           "#" TO_SAY("Found"), NULL};
    page_table_begin(page, str_of(say(r, "What each line would give, as estimated")), headings);
    for (size_t i = 0; i < trade->count; i++) {
        const struct trade_point *point = &trade->points[i];
        char bits[FIGURE_TEXT_MAX];
        struct buf head = {0};
        buf_add(&head, str_of(bits_text(point->cut, bits)));
        if (point->cut == cut) {
            buf_add(&head, STR(" "));
            buf_add(&head, str_of(say(r, "(today)")));
        }
        page_row(page);
        page_row_head(page, buf_str(&head));
        page_share(page, point->precision);
        page_share(page, point->recall);
        page_row_end(page);
        buf_free(&head);
    }
    page_table_end(page);
}

static void write_wanted(struct page *page, const struct report *r)
{
    const struct run *run = r->in->run;
    char text[FIGURE_TEXT_MAX];
    if (run->wanted_precision > 0) {
        page_html(page, say(r, "<p>This run was asked for at least %s right.</p>\n"),
                  share_text(run->wanted_precision, text));
    }
    page_html(page,
              say(r,
                  "<p>Whoever sends bills by these links wants hardly any to be wrong; whoever "
                  "looks for people to help wants few to be missed. Link again with "
                  "<code>--precision .999</code> and the line is drawn where at least that share "
                  "of the links is estimated to be right, with as many as can be found so; with "
                  "<code>--precision .9</code> more are found and more are wrong. Without it the "
                  "line is where both together are best.</p>\n"));
}

void section_trade(struct page *page, const struct report *r, const struct overview *o)
{
    const struct run *run = r->in->run;
    const struct trade *trade = &run->linkings[r->main_kind].trade;
    int32_t cut = run->model.kinds[r->main_kind].cut;
    (void)o;
    if (isnan(run->precision)) {
        page_html(page, say(r, "<p>What another line would give can’t be told here: "));
        page_text(page, str_of(say(r, report_cannot_tell(r))));
        page_html(page, ".</p>\n");
    } else if (!link_trade_is_told(r)) {
        page_html(page, say(r, "<p>No other line was tried: this is the model’s.</p>\n"));
    } else {
        page_beside_begin(page);
        draw_trade(page, r);
        page_html(page, "<div>\n");
        write_wanted(page, r);
        page_html(page, "</div>\n");
        page_beside_end(page);
        page_fold_begin(page, say(r, "Show every line as a table"));
        trade_table(page, r, trade, cut);
        page_fold_end(page);
        return;
    }
    write_wanted(page, r);
}

/* ---- zones */

static void draw_zones(struct page *page, const struct report *r)
{
    link_zones_chart(
        r,
        page_chart_begin(
            page, str_of(say(r, "How many pairs have which weight")),
            str_of(say(r,
                       "A column for each bit of weight, of all compared pairs, on a scale where "
                       "each line is ten times the one below. The zones are in the table."))),
        &page->out);
    page_chart_end(page);
}

static void zones_table(struct page *page, const struct report *r, const struct zones *z)
{
    static const char *const headings[] = {TO_SAY("Zone"),           TO_SAY("Weight of the pair"),
                                           "#" TO_SAY("Pairs"),      "#" TO_SAY("Of one entity"),
                                           "#" TO_SAY("Kept apart"), NULL};
    static const char *const names[ZONES] = {TO_SAY("don’t link"), TO_SAY("ask"), TO_SAY("link")};
    static const char *const weights[ZONES] = {
        TO_SAY("less than −4 bits: 1 in 17 or fewer the same"), TO_SAY("between"),
        TO_SAY("+4 bits or more: 16 in 17 or more the same")};
    page_table_begin(page, str_of(say(r, "Pairs by zone")), headings);
    for (int zone = ZONES - 1; zone >= 0; zone--) {
        page_row(page);
        page_row_head(page, str_of(say(r, names[zone])));
        page_cell(page, str_of(say(r, weights[zone])));
        page_figure(page, z->pairs[zone]);
        page_figure(page, z->linked_pairs[zone]);
        page_figure(page, z->pairs[zone] - z->linked_pairs[zone]);
        page_row_end(page);
    }
    page_table_end(page);
}

void section_zones(struct page *page, const struct report *r, const struct overview *o)
{
    const struct zones *z = &r->in->run->zones[r->main_kind];
    (void)o;
    if (z->pairs[ZONE_APART] + z->pairs[ZONE_ASK] + z->pairs[ZONE_LINK] == 0) {
        page_html(page, say(r, "<p>No two mentions were alike enough to be compared.</p>\n"));
        return;
    }
    page_html(page,
              say(r,
                  "<p>A pair’s weight is how much speaks for its two mentions being the same: at 0 "
                  "both answers are as likely, and each bit doubles the odds. A pair by itself "
                  "does not decide: a mention goes where it agrees best with all of an entity, so "
                  "some pairs of little weight are joined through others, and some of much are "
                  "kept apart. Those in the middle that would change something are in "
                  "review.csv.</p>\n"));
    draw_zones(page, r);
    zones_table(page, r, z);
}
