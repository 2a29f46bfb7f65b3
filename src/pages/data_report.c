/* data_report.c - how well records are linked now: the figures of the link report (html_report.h)
 * over the home as it stands, and how good each model since was said to be. Counts alone: nobody is
 * shown. It takes as long as linking all records. */
#include "data_pages.h"

#include "data_look.h"
#include "link_chart.h"
#include "model_history.h"
#include "model_store.h"
#include "overview.h"
#include "page_component.h"
#include "source_quality.h"
#include "summary.h"
#include "suspects.h"
#include "svg_bars.h"
#include "wording.h"

#include <math.h>

enum { CHART_WIDTH = 360, BARS_MAX = 64 };

/* struct charts - of a page; each has the figures of the table that follows it. */
struct charts {
    struct request *r;
    struct json_node *model;
    int count;
};

static struct svg_frame frame_of(struct charts *c, const char *title)
{
    return (struct svg_frame){
        .number = ++c->count,
        .title = str_of(title),
        .description = str_of(translate(c->r, "The table that follows has the same figures.")),
        .is_bare = true};
}

/* put_bars - a chart of bars under that key; "" where there is none to draw. */
static void put_bars(struct charts *c, const char *key, const char *title, struct svg_bars chart)
{
    struct buf text = {0};
    if (chart.count > 0) {
        chart.frame = frame_of(c, title);
        chart.width = CHART_WIDTH;
        svg_bars_write(&chart, &text);
    }
    data_put(c->r, c->model, key, &text);
    buf_free(&text);
}

static struct str figure_of(struct request *r, uint64_t value)
{
    char text[FIGURE_TEXT_MAX];
    return arena_str(&r->arena, str_of(figure_text(value, text)));
}

static void put_sentences(struct request *r, const struct report *report,
                          const struct overview *overview, struct json_node *model)
{
    struct buf text = {0};
    sureness_write(report, &text);
    data_put(r, model, "sureness", &text);
    reviews_write(report, overview, &text);
    data_put(r, model, "reviews", &text);
    buf_free(&text);
}

/* What records speak of, and how many of each there are. */
static struct json_node *kind_table(struct request *r, const struct overview *overview)
{
    struct json_node *table = component_table(r, translate(r, "Who and what records speak of"));
    component_table_head(r, table, translate(r, "Kind"), false);
    component_table_head(r, table, translate(r, "Times mentioned"), true);
    component_table_head(r, table, translate(r, "How many they are"), true);
    for (int kind = 0; kind < MENTION_KINDS; kind++) {
        if (overview->mentions[kind] > 0) {
            struct json_node *row = component_table_row(r, table);
            component_cell(r, row, language_say(data_language(r), report_kind_text(kind)));
            component_cell_number(r, row, (int64_t)overview->mentions[kind]);
            component_cell_number(r, row, (int64_t)overview->entities[kind]);
        }
    }
    return table;
}

static struct json_node *source_table(struct request *r, const struct data_look *look,
                                      const struct overview *o)
{
    struct json_node *table = component_table_headed(r, translate(r, "What each source shares"));
    component_table_head(r, table, translate(r, "Source"), false);
    component_table_head(r, table, translate(r, "It has"), true);
    component_table_head(r, table, translate(r, "No other has"), true);
    component_table_head(r, table, translate(r, "It has more than once"), true);
    for (size_t s = 0; s < o->source_count; s++) {
        struct json_node *row = component_table_row(r, table);
        struct str name = look->input.tables[s].name;
        component_cell_link(r, row, arena_str(&r->arena, name).ptr,
                            request_href(r, "/data/sources/%.*s", PRI(name)));
        component_cell_number(r, row, (int64_t)o->shared[s * o->source_count + s]);
        component_cell_number(r, row, (int64_t)o->only[s]);
        component_cell_number(r, row, (int64_t)o->twice[s]);
    }
    return table;
}

static struct json_node *size_table(struct request *r, const struct overview *o)
{
    struct json_node *table = component_table_headed(r, translate(r, "How many records one has"));
    component_table_head(r, table, translate(r, "Records"), true);
    component_table_head(r, table, translate(r, "How many have so many"), true);
    for (int size = 1; size <= SIZES_SHOWN; size++) {
        if (o->sizes[size] > 0) {
            struct json_node *row = component_table_row(r, table);
            component_cell_number(r, row, size);
            component_cell_number(r, row, (int64_t)o->sizes[size]);
        }
    }
    return table;
}

static void put_source_chart(struct charts *c, const struct data_look *look,
                             const struct overview *o)
{
    struct svg_bar bars[BARS_MAX] = {{{0}, {0, 0}, {{0}, {0}}}};
    size_t count = o->source_count < BARS_MAX ? o->source_count : BARS_MAX;
    for (size_t s = 0; s < count; s++) {
        const uint64_t figures[2] = {o->shared[s * o->source_count + s], o->only[s]};
        bars[s].label = look->input.tables[s].name;
        for (int i = 0; i < 2; i++) {
            bars[s].value[i] = (double)figures[i];
            bars[s].text[i] = figure_of(c->r, figures[i]);
        }
    }
    put_bars(c, "sources_html", translate(c->r, "What each source shares"),
             (struct svg_bars){.bars = bars,
                               .count = count,
                               .series = {str_of(translate(c->r, "It has")),
                                          str_of(translate(c->r, "No other has"))}});
}

static void put_size_chart(struct charts *c, const struct overview *o)
{
    struct svg_bar bars[SIZES_SHOWN] = {{{0}, {0, 0}, {{0}, {0}}}};
    size_t count = 0;
    for (int size = 1; size <= SIZES_SHOWN; size++) {
        if (o->sizes[size] > 0) {
            bars[count].label = figure_of(c->r, (uint64_t)size);
            bars[count].value[0] = (double)o->sizes[size];
            bars[count++].text[0] = figure_of(c->r, o->sizes[size]);
        }
    }
    put_bars(c, "sizes_html", translate(c->r, "How many records one has"),
             (struct svg_bars){.bars = bars, .count = count, .label_width = 60});
}

/* ---- where the line is drawn */

static struct json_node *trade_table(struct request *r, const struct report *report)
{
    const struct run *run = report->in->run;
    const struct trade *trade = &run->linkings[report->main_kind].trade;
    struct json_node *table =
        component_table_headed(r, translate(r, "What another line would give, as estimated"));
    component_table_head(r, table, translate(r, "Least weight to link, in bits"), false);
    component_table_head(r, table, translate(r, "Links that are right, in 100"), false);
    component_table_head(r, table, translate(r, "Links that are found, in 100"), false);
    for (size_t i = 0; i < trade->count; i++) {
        const struct trade_point *point = &trade->points[i];
        const double shares[2] = {point->precision, point->recall};
        char bits[FIGURE_TEXT_MAX];
        struct json_node *row = component_table_row(r, table);
        bool today = point->cut == run->model.kinds[report->main_kind].cut;
        bits_text(point->cut, bits);
        component_cell(r, row,
                       today ? arena_printf(&r->arena, translate(r, "%s (today)"), bits).ptr
                             : arena_str(&r->arena, str_of(bits)).ptr);
        for (int s = 0; s < 2; s++) {
            component_cell(r, row,
                           isnan(shares[s]) ? "–"
                                            : arena_printf(&r->arena, "%.1f", 100 * shares[s]).ptr);
        }
    }
    return table;
}

static struct json_node *zones_table(struct request *r, const struct zones *z)
{
    const char *const names[ZONES] = {translate(r, "Don’t link: less than −4 bits"),
                                      translate(r, "Ask: between"),
                                      translate(r, "Link: 4 bits or more")};
    struct json_node *table = component_table_headed(r, translate(r, "How much speaks for pairs"));
    component_table_head(r, table, translate(r, "Weight of the pair"), false);
    component_table_head(r, table, translate(r, "Pairs"), true);
    component_table_head(r, table, translate(r, "Of one entity"), true);
    component_table_head(r, table, translate(r, "Kept apart"), true);
    for (int zone = ZONES - 1; zone >= 0; zone--) {
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, names[zone]);
        component_cell_number(r, row, (int64_t)z->pairs[zone]);
        component_cell_number(r, row, (int64_t)z->linked_pairs[zone]);
        component_cell_number(r, row, (int64_t)(z->pairs[zone] - z->linked_pairs[zone]));
    }
    return table;
}

/* put_line - what the line between links and others gives, where it is known. */
static void put_line(struct charts *c, const struct report *report)
{
    struct request *r = c->r;
    const struct run *run = report->in->run;
    const struct zones *z = &run->zones[report->main_kind];
    struct buf text = {0};
    bool told = !isnan(run->precision) && link_trade_is_told(report);
    bool compared = z->pairs[ZONE_APART] + z->pairs[ZONE_ASK] + z->pairs[ZONE_LINK] > 0;
    if (told) {
        link_trade_chart(
            report, frame_of(c, translate(r, "What another line would give, as estimated")), &text);
    }
    data_put(r, c->model, "trade_html", &text);
    json_tree_put(c->model, STR("trade"),
                  told ? trade_table(r, report) : json_tree_nothing(&r->arena));
    if (compared) {
        link_zones_chart(report, frame_of(c, translate(r, "How much speaks for pairs")), &text);
    }
    data_put(r, c->model, "zones_html", &text);
    json_tree_put(c->model, STR("zones"),
                  compared ? zones_table(r, z) : json_tree_nothing(&r->arena));
    buf_free(&text);
}

static struct svg_bar quality_bar(struct request *r, const char *name,
                                  const struct model_quality *q)
{
    const double shares[2] = {q->right_share, q->found_share};
    struct svg_bar bar = {.label = arena_str(&r->arena, str_of(name))};
    for (int i = 0; i < 2; i++) {
        bar.value[i] = 100 * shares[i];
        bar.text[i] = isnan(shares[i]) ? STR("–") : arena_printf(&r->arena, "%.1f", bar.value[i]);
    }
    return bar;
}

/* Each model, the oldest first: how good it was said to be when it was trained. */
static int quality_table(struct charts *c, struct err *err)
{
    struct request *r = c->r;
    struct json_node *model = c->model;
    struct svg_bar bars[BARS_MAX] = {{{0}, {0, 0}, {{0}, {0}}}};
    size_t bar_count = 0;
    struct json_node *table = component_table_headed(r, translate(r, "Link quality over time"));
    struct model_version *versions = NULL;
    size_t count = 0;
    bool any = false;
    component_table_head(r, table, translate(r, "Model"), false);
    component_table_head(r, table, translate(r, "Records"), true);
    component_table_head(r, table, translate(r, "Links that are right, in 100"), false);
    component_table_head(r, table, translate(r, "Links that are found, in 100"), false);
    int code = model_list(r->inquiry->picture.db, &versions, &count, err);
    for (size_t i = count; code == 0 && i > 0; i--) {
        struct model_quality q;
        code = model_quality_of(r->inquiry->picture.db, versions[i - 1].number, &q, err);
        if (code == 0 && q.is_there) {
            struct json_node *row = component_table_row(r, table);
            any = true;
            if (bar_count < BARS_MAX) {
                bars[bar_count++] = quality_bar(r, versions[i - 1].name, &q);
            }
            component_cell(r, row, versions[i - 1].name);
            component_cell_number(r, row, q.records);
            component_cell(r, row,
                           isnan(q.right_share)
                               ? "–"
                               : arena_printf(&r->arena, "%.1f", 100 * q.right_share).ptr);
            component_cell(r, row,
                           isnan(q.found_share)
                               ? "–"
                               : arena_printf(&r->arena, "%.1f", 100 * q.found_share).ptr);
        }
    }
    put_bars(
        c, "quality_html", translate(r, "Link quality over time"),
        (struct svg_bars){.bars = bars,
                          .count = bar_count,
                          .series = {str_of(translate(r, "Right")), str_of(translate(r, "Found"))},
                          .max = 100});
    mem_free(versions);
    json_tree_put_bool(&r->arena, model, STR("has_quality"), any);
    json_tree_put(model, STR("quality"), table);
    return code;
}

int data_report(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct data_look look = {0};
    struct charts charts = {.r = r, .model = model};
    int code = data_joined(r, err);
    code = code ? code : quality_table(&charts, err);
    code = code ? code : data_look_all(r, &look, err);
    if (code == 0) {
        struct overview *overview = mem_must_array(1, sizeof *overview);
        struct suspects *suspects = mem_must_array(1, sizeof *suspects);
        overview_make(&look.report, overview);
        suspects_find(&look.report, suspects);
        request_put(r, model, "title", translate(r, "Link quality"));
        put_sentences(r, &look.report, overview, model);
        json_tree_put(model, STR("kinds"), kind_table(r, overview));
        json_tree_put(model, STR("sources"), source_table(r, &look, overview));
        json_tree_put(model, STR("sizes"), size_table(r, overview));
        put_source_chart(&charts, &look, overview);
        put_size_chart(&charts, overview);
        put_line(&charts, &look.report);
        json_tree_put_whole(&r->arena, model, STR("in_several"),
                            (int64_t)overview->in_several_sources);
        json_tree_put_whole(&r->arena, model, STR("merged"), (int64_t)suspects->merged);
        json_tree_put_whole(&r->arena, model, STR("split"), (int64_t)suspects->split);
        overview_free(overview);
        mem_free(overview);
        mem_free(suspects);
        reply_page(r, "data/report", model);
    }
    data_look_close(&look);
    return code;
}
