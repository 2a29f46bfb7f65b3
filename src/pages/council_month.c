/* council_month.c - a month's figures as a page: tables, each with a chart where it helps. */
#include "council.h"

#include "date_words.h"
#include "svg_bars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS_SHOWN = 24, CHART_WIDTH = 360, CHART_LABEL_MAX = 44, SVG_BYTES_MAX = 256 << 10 };

/* struct showing - a page being made. */
struct showing {
    struct request *r;
    const struct measure_month *month;
    const struct json_node *figures;
    int charts;
};

/* ---- which month ---- */

int council_month(struct request *r, struct measure_month *ret, struct err *err)
{
    struct str text = form_text(&r->form, "month");
    struct measure_month now = measure_month_at(r->today);
    struct measure_month month = r->web->is_example ? now : measure_month_near(&now, -1);
    if (text.len > 0 && !measure_month_of(text, &month)) {
        return err_say(err, ERR_INPUT, "%s", translate(r, "A month is written as 2026-10."));
    }
    if (!case_measures_told(r->cases, &month)) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "A month is told when it is over."));
    }
    *ret = month;
    return 0;
}

int council_read(struct request *r, const struct measure_month *month, struct json_node **ret,
                 struct err *err)
{
    int code = inquiry_act(r->inquiry, "", ACT_MEASURES, err);
    code = code ? code : inquiry_tell_everybody(r->inquiry, 0, err);
    return code ? code : case_measures_read(&r->arena, r->cases, month, ret, err);
}

static const char *month_words(struct request *r, const struct measure_month *month)
{
    return arena_printf(&r->arena, "%s %d",
                        date_month_name(month->month, r->language == ACCESS_WELSH), month->year)
        .ptr;
}

static struct json_node *month_list(struct showing *s)
{
    struct request *r = s->r;
    struct json_node *list = json_tree_list(&r->arena);
    struct measure_month month = measure_month_at(r->today);
    for (int i = 0; i < MONTHS_SHOWN; i++, month = measure_month_near(&month, -1)) {
        if (case_measures_told(r->cases, &month)) {
            char text[MEASURE_MONTH_TEXT];
            struct json_node *node = json_tree_object(&r->arena);
            request_put(r, node, "value", measure_month_text(&month, text));
            request_put(r, node, "text", month_words(r, &month));
            json_tree_put_bool(&r->arena, node, STR("selected"), month.from == s->month->from);
            json_tree_append(list, node);
        }
    }
    return list;
}

/* ---- values ---- */

static const struct json_node *members_of(const struct json_node *object, const char *name)
{
    const struct json_node *list = measure_member(object, name);
    return list != NULL ? list->first : NULL;
}

static bool is_shown(const struct json_node *node)
{
    return node != NULL && node->kind == JSON_NODE_NUMBER;
}

static double number_of(const struct json_node *node)
{
    return is_shown(node) ? strtod(node->text.ptr, NULL) : NAN;
}

static struct str text_of(const struct showing *s, const struct json_node *node, const char *name)
{
    return measure_text(node, name, s->r->language);
}

/* append_figure - of a cell: its text, or that it is that at the least, or that it isn't shown. */
static void append_figure(struct showing *s, struct json_node *cells, const struct json_node *node,
                          const struct json_node *at_least)
{
    struct request *r = s->r;
    struct json_node *cell = json_tree_object(&r->arena);
    struct str text = is_shown(node)     ? node->text
                      : at_least != NULL ? arena_printf(&r->arena, translate(r, "at least %.*s"),
                                                        PRI(at_least->text))
                                         : STR("");
    json_tree_put_bool(&r->arena, cell, STR("shown"), text.len > 0);
    json_tree_put_text(&r->arena, cell, STR("text"), text);
    json_tree_append(cells, cell);
}

/* ---- charts ---- */

/* label_of - short enough for the chart; the table has all of it. */
static struct str label_of(struct showing *s, struct str text)
{
    size_t at = 0, characters = 0;
    while (at < text.len && characters < CHART_LABEL_MAX) {
        at++;
        characters += at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
    }
    return at == text.len ? text : arena_printf(&s->r->arena, "%.*s…", PRI(str_slice(text, 0, at)));
}

static void set_bar(struct showing *s, struct svg_bar *bar, int series,
                    const struct json_node *node, const struct json_node *at_least)
{
    const struct json_node *told = is_shown(node) ? node : at_least;
    bar->value[series] = number_of(told);
    bar->text[series] = is_shown(node)     ? node->text
                        : at_least != NULL ? arena_printf(&s->r->arena, "%.*s+", PRI(told->text))
                                           : str_of(translate(s->r, "not shown"));
}

/* chart_of - of a table's rows: one or two of its columns, or (column -1) the sums. "": nothing is
 * shown of it. */
static struct str chart_of(struct showing *s, const struct json_node *table, const int columns[2],
                           struct str title)
{
    struct request *r = s->r;
    const struct json_node *rows = measure_member(table, "rows");
    struct svg_bar *bars = arena_alloc(&r->arena, (rows->count + 1) * sizeof *bars);
    struct svg_bars chart = {.bars = bars, .width = CHART_WIDTH};
    struct buf text = {.max = SVG_BYTES_MAX};
    bool any = false;
    for (const struct json_node *row = rows->first; row != NULL; row = row->next) {
        struct svg_bar *bar = &bars[chart.count++];
        bar->label = label_of(s, text_of(s, row, "title"));
        for (int i = 0; i < 2 && (i == 0 || columns[1] >= 0); i++) {
            const struct json_node *cell = members_of(row, "cells");
            const struct json_node *column = members_of(table, "columns");
            for (int c = 0; cell != NULL && c < columns[i]; c++) {
                cell = cell->next;
                column = column->next;
            }
            bool sums = columns[i] < 0;
            set_bar(s, bar, i, sums ? measure_member(row, "all") : cell,
                    sums ? NULL : measure_floor(row, column));
            any = any || !isnan(bar->value[i]);
        }
    }
    for (int i = 0; columns[1] >= 0 && i < 2; i++) {
        const struct json_node *column = members_of(table, "columns");
        for (int c = 0; column != NULL && c < columns[i]; c++) {
            column = column->next;
        }
        chart.series[i] = text_of(s, column, "title");
    }
    if (!any) {
        return STR("");
    }
    chart.frame = (struct svg_frame){
        .number = ++s->charts,
        .title = title,
        .description = str_of(translate(r, "The table that follows has the same figures.")),
        .is_bare = true};
    svg_bars_write(&chart, &text);
    struct str made = arena_str(&r->arena, buf_str(&text));
    buf_free(&text);
    return made;
}

/* ---- tables ---- */

static struct json_node *row_model(struct showing *s, const struct json_node *table,
                                   struct str title, const struct json_node *row)
{
    struct request *r = s->r;
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *cells = json_tree_list(&r->arena);
    const struct json_node *days = measure_member(row, "days");
    const struct json_node *column = members_of(table, "columns");
    json_tree_put_text(&r->arena, node, STR("title"), title);
    for (const struct json_node *c = members_of(row, "cells"); c != NULL; c = c->next) {
        append_figure(s, cells, c, measure_floor(row, column));
        column = column->next;
    }
    append_figure(s, cells, measure_member(row, "all"), NULL);
    json_tree_put(node, STR("cells"), cells);
    json_tree_put_text(&r->arena, node, STR("days"), is_shown(days) ? days->text : STR(""));
    return node;
}

/* table_model - one table with its chart. columns: of the chart; -2: it has none. */
static struct json_node *table_model(struct showing *s, const char *id, struct str within,
                                     const char *title, const int columns[2])
{
    struct request *r = s->r;
    const struct json_node *table = measure_table_of(s->figures, str_of(id), within);
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *heads = json_tree_list(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    char month[MEASURE_MONTH_TEXT];
    bool there = table != NULL && measure_member(table, "rows")->count > 0;
    request_put(r, node, "title", title);
    request_put(r, node, "id", id);
    json_tree_put_bool(&r->arena, node, STR("there"), there);
    json_tree_put_text(&r->arena, node, STR("chart_html"),
                       there && columns[0] > -2 ? chart_of(s, table, columns, str_of(title))
                                                : STR(""));
    for (const struct json_node *c = there ? members_of(table, "columns") : NULL; c != NULL;
         c = c->next) {
        json_tree_append(heads, json_tree_text(&r->arena, text_of(s, c, "title")));
    }
    for (const struct json_node *row = there ? members_of(table, "rows") : NULL; row != NULL;
         row = row->next) {
        json_tree_append(rows, row_model(s, table, text_of(s, row, "title"), row));
    }
    if (there) {
        json_tree_append(
            rows, row_model(s, table, str_of(translate(r, "All")), measure_member(table, "all")));
    }
    json_tree_put(node, STR("heads"), heads);
    json_tree_put(node, STR("rows"), rows);
    request_put(r, node, "csv",
                request_href(r, "/council/csv/%s?month=%s%s%.*s", id,
                             measure_month_text(s->month, month), within.len > 0 ? "&of=" : "",
                             PRI(within)));
    return node;
}

static void put_tables(struct showing *s, struct json_node *model)
{
    struct request *r = s->r;
    static const int two[2] = {0, 1}, sums[2] = {-1, -1}, none[2] = {-2, -1};
    const struct section {
        const char *list, *id, *title;
        const int *columns;
    } sections[] = {
        {"events", "events_by_source", translate(r, "Told to us, and detected"), two},
        {"events", "events_by_place", translate(r, "Where it happened"), sums},
        {"events", "events_by_status", translate(r, "What became of them"), none},
        {"events", "events_by_channel", translate(r, "How we were told"), sums},
        {"duties", "duties_ended", translate(r, "Duties kept in time, by life event"), two},
        {"duties", "duties_by_team", translate(r, "Duties kept in time, by team"), two},
        {"duties", "duties_by_place", translate(r, "Duties kept in time, by place"), two},
        {"duties", "duties_found", translate(r, "What a first look found"), none},
        {"steps", "steps_by_kind", translate(r, "Letters, calls, messages and other steps"), sums},
        {"steps", "steps_by_channel", translate(r, "Steps by the way they went"), sums},
        {"steps", "steps_by_type", translate(r, "Steps done in time, by life event"), two},
    };
    struct json_node *list = NULL;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (i == 0 || strcmp(sections[i].list, sections[i - 1].list) != 0) {
            list = json_tree_list(&r->arena);
            json_tree_put(model, str_of(sections[i].list), list);
        }
        json_tree_append(
            list, table_model(s, sections[i].id, STR(""), sections[i].title, sections[i].columns));
    }
}

/* ---- packs' measures, savings ---- */

/* behind_href - where the cases behind a measure or saving are: of a duty that has a time, those of
 * whom it ended. */
static const char *behind_href(struct showing *s, const struct json_node *node)
{
    char month[MEASURE_MONTH_TEXT];
    struct str of = measure_text(node, "of", ACCESS_ENGLISH);
    struct str counts = measure_text(node, "counts", ACCESS_ENGLISH);
    bool ended = str_eq(of, STR("duty")) &&
                 (str_eq(counts, STR("share_in_time")) || str_eq(counts, STR("days_to_done")));
    return request_href(
        s->r, "/council/behind?month=%s&pack=%.*s&of=%.*s&name=%.*s",
        measure_month_text(s->month, month), PRI(measure_text(node, "pack", ACCESS_ENGLISH)),
        PRI(ended ? STR("ended") : of), PRI(measure_text(node, "name", ACCESS_ENGLISH)));
}

/* value_text - "94%", "at least 91%", "12 days", "240". "": it isn't shown. */
static struct str value_text(struct showing *s, const struct json_node *measure)
{
    struct request *r = s->r;
    const struct json_node *value = measure_member(measure, "value");
    struct str counts = measure_text(measure, "counts", ACCESS_ENGLISH);
    bool at_least = measure_member(measure, "at_least")->truth;
    if (!is_shown(value)) {
        return STR("");
    }
    if (str_eq(counts, STR("count"))) {
        return at_least ? arena_printf(&r->arena, translate(r, "at least %.*s"), PRI(value->text))
                        : value->text;
    }
    if (str_eq(counts, STR("days_to_done"))) {
        return arena_printf(&r->arena, translate(r, "days, in the middle: %d"),
                            (int)number_of(value));
    }
    /* what is shown as a whole number is rounded to what holds */
    int percent = (int)(at_least ? floor(number_of(value) * 100) : round(number_of(value) * 100));
    return at_least ? arena_printf(&r->arena, translate(r, "at least %d%%"), percent)
                    : arena_printf(&r->arena, "%d%%", percent);
}

static void put_measures(struct showing *s, struct json_node *model)
{
    struct request *r = s->r;
    struct json_node *packs = json_tree_list(&r->arena);
    struct json_node *list = NULL;
    struct str last = STR("");
    for (const struct json_node *m = members_of(s->figures, "measures"); m != NULL; m = m->next) {
        struct json_node *node = json_tree_object(&r->arena);
        struct str pack = measure_text(m, "pack", ACCESS_ENGLISH);
        const struct json_node *target = measure_member(m, "target");
        if (list == NULL || !str_eq(pack, last)) {
            struct json_node *of = json_tree_object(&r->arena);
            list = json_tree_list(&r->arena);
            json_tree_put_text(&r->arena, of, STR("title"), text_of(s, m, "pack_title"));
            json_tree_put(of, STR("measures"), list);
            json_tree_append(packs, of);
            last = pack;
        }
        json_tree_put_text(&r->arena, node, STR("title"), text_of(s, m, "title"));
        json_tree_put_text(&r->arena, node, STR("value"), value_text(s, m));
        if (is_shown(target)) {
            request_put_format(r, node, "target", "%d%%", (int)round(number_of(target) * 100));
        } else {
            request_put(r, node, "target", "");
        }
        request_put(r, node, "behind", behind_href(s, m));
        json_tree_append(list, node);
    }
    json_tree_put(model, STR("packs"), packs);
}

static struct str amount(struct showing *s, const struct json_node *saving, const char *name)
{
    const struct json_node *node = measure_member(saving, name);
    bool pounds = str_eq(measure_text(saving, "unit", ACCESS_ENGLISH), STR("pounds"));
    return !is_shown(node) ? STR("")
           : pounds        ? arena_printf(&s->r->arena, "£%.2f", number_of(node))
                    : arena_printf(&s->r->arena, translate(s->r, "%.1f hours"), number_of(node));
}

static void put_savings(struct showing *s, struct json_node *model)
{
    struct request *r = s->r;
    struct json_node *savings = json_tree_list(&r->arena);
    struct json_node *not_given = json_tree_list(&r->arena);
    for (const struct json_node *n = members_of(s->figures, "savings"); n != NULL; n = n->next) {
        struct json_node *node = json_tree_object(&r->arena);
        const struct json_node *cases = measure_member(n, "cases");
        json_tree_put_text(&r->arena, node, STR("title"), text_of(s, n, "title"));
        json_tree_put_text(&r->arena, node, STR("basis"), text_of(s, n, "basis"));
        struct str saved = amount(s, n, "saved");
        bool at_least = measure_member(n, "at_least")->truth;
        json_tree_put_text(&r->arena, node, STR("saved"),
                           at_least && saved.len > 0
                               ? arena_printf(&r->arena, translate(r, "at least %.*s"), PRI(saved))
                               : saved);
        json_tree_put_text(&r->arena, node, STR("each"), amount(s, n, "each"));
        json_tree_put_text(&r->arena, node, STR("cases"), is_shown(cases) ? cases->text : STR(""));
        request_put(r, node, "behind", behind_href(s, n));
        json_tree_append(savings, node);
    }
    for (const struct json_node *n = members_of(s->figures, "savings_not_given"); n != NULL;
         n = n->next) {
        json_tree_append(not_given, json_tree_text(&r->arena, text_of(s, n, "title")));
    }
    json_tree_put_bool(&r->arena, model, STR("has_savings"), savings->count > 0);
    json_tree_put(model, STR("savings"), savings);
    json_tree_put_bool(&r->arena, model, STR("has_not_given"), not_given->count > 0);
    json_tree_put(model, STR("not_given"), not_given);
}

/* ---- how people are reached, fairness ---- */

static void put_reach(struct showing *s, struct json_node *model)
{
    struct request *r = s->r;
    const struct json_node *reach = measure_member(s->figures, "reach");
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *heads = json_tree_list(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    for (const struct json_node *p = members_of(reach, "places"); p != NULL; p = p->next) {
        json_tree_append(heads, json_tree_text(&r->arena, text_of(s, p, "title")));
    }
    for (const struct json_node *m = members_of(reach, "rows"); m != NULL; m = m->next) {
        struct json_node *row = json_tree_object(&r->arena);
        struct json_node *cells = json_tree_list(&r->arena);
        bool cannot = str_eq(measure_text(m, "said", ACCESS_ENGLISH), STR("cannot"));
        struct str channel = text_of(s, m, "title");
        json_tree_put_text(
            &r->arena, row, STR("title"),
            arena_printf(&r->arena,
                         cannot ? translate(r, "can’t: %.*s") : translate(r, "won’t: %.*s"),
                         PRI(channel)));
        for (const struct json_node *c = members_of(m, "cells"); c != NULL; c = c->next) {
            append_figure(s, cells, c, NULL);
        }
        json_tree_put(row, STR("cells"), cells);
        json_tree_append(rows, row);
    }
    json_tree_put_bool(&r->arena, node, STR("there"), heads->count > 0);
    json_tree_put(node, STR("heads"), heads);
    json_tree_put(node, STR("rows"), rows);
    json_tree_put(model, STR("reach"), node);
}

static void put_triggers(struct showing *s, struct json_node *model)
{
    struct request *r = s->r;
    struct json_node *list = json_tree_list(&r->arena);
    for (const struct json_node *t = members_of(s->figures, "triggers"); t != NULL; t = t->next) {
        struct json_node *node = json_tree_object(&r->arena);
        struct json_node *cells = json_tree_list(&r->arena);
        struct str state = measure_text(t, "state", ACCESS_ENGLISH);
        json_tree_put_text(&r->arena, node, STR("id"), measure_text(t, "id", ACCESS_ENGLISH));
        request_put(r, node, "state",
                    str_eq(state, STR("on"))       ? translate(r, "on")
                    : str_eq(state, STR("shadow")) ? translate(r, "in shadow: nothing comes of it")
                                                   : translate(r, "off"));
        json_tree_put_bool(&r->arena, node, STR("tried"), measure_member(t, "tried")->truth);
        append_figure(s, cells, measure_member(t, "looked_at"), NULL);
        append_figure(s, cells, measure_member(t, "proposed"), NULL);
        json_tree_put(node, STR("cells"), cells);
        json_tree_append(list, node);
    }
    json_tree_put_bool(&r->arena, model, STR("has_triggers"), list->count > 0);
    json_tree_put(model, STR("triggers"), list);
}

/* ---- the page ---- */

int council_show(struct request *r, struct err *err)
{
    struct measure_month month;
    struct json_node *figures = NULL;
    struct json_node *model = json_tree_object(&r->arena);
    int code = council_month(r, &month, err);
    code = code ? code : council_read(r, &month, &figures, err);
    if (code != 0) {
        return code;
    }
    struct showing s = {.r = r, .month = &month, .figures = figures};
    request_put_format(r, model, "title", translate(r, "How we are doing: %s"),
                       month_words(r, &month));
    json_tree_put_bool(&r->arena, model, STR("running"), measure_member(figures, "running")->truth);
    json_tree_put_whole(&r->arena, model, STR("threshold"), DISCLOSURE_THRESHOLD);
    json_tree_put_bool(&r->arena, model, STR("wards"),
                       str_eq(measure_text(figures, "places", ACCESS_ENGLISH), STR("wards")));
    request_put(r, model, "action", request_href(r, "/council"));
    json_tree_put(model, STR("months"), month_list(&s));
    put_tables(&s, model);
    put_measures(&s, model);
    put_savings(&s, model);
    put_reach(&s, model);
    put_triggers(&s, model);
    return reply_page(r, "council/month", model);
}

int council_csv(struct request *r, struct err *err)
{
    struct measure_month month;
    struct json_node *figures = NULL;
    struct buf text = {0};
    char name[MEASURE_MONTH_TEXT];
    struct str of = form_text(&r->form, "of");
    int code = council_month(r, &month, err);
    code = code ? code : council_read(r, &month, &figures, err);
    if (code != 0) {
        return code;
    }
    const struct json_node *table = measure_table_of(figures, str_of(request_parameter(r, 0)), of);
    if (table == NULL) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "The month has no such table."));
    }
    code = measure_csv(table, r->language, &text);
    code = code ? err_say(err, code, "%s", translate(r, "The table is too long."))
                : reply_file(r, "text/csv; charset=utf-8",
                             arena_printf(&r->arena, "%s-%s.csv", request_parameter(r, 0),
                                          measure_month_text(&month, name))
                                 .ptr,
                             buf_str(&text));
    buf_free(&text);
    return code;
}
