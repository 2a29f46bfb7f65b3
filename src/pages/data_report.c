/* data_report.c - how well records are linked now: the figures of the link report (html_report.h)
 * over the home as it stands, and how good each model since was said to be. Counts alone: nobody is
 * shown. It takes as long as linking all records. */
#include "data_pages.h"

#include "data_look.h"
#include "model_history.h"
#include "model_store.h"
#include "overview.h"
#include "page_component.h"
#include "source_quality.h"
#include "summary.h"
#include "suspects.h"

#include <math.h>

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
    struct json_node *table = component_table(r, translate(r, "What each source shares"));
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
    struct json_node *table = component_table(r, translate(r, "How many records one has"));
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

/* Each model, the oldest first: how good it was said to be when it was trained. */
static int quality_table(struct request *r, struct json_node *model, struct err *err)
{
    struct json_node *table = component_table(r, translate(r, "Link quality over time"));
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
    mem_free(versions);
    json_tree_put_bool(&r->arena, model, STR("has_quality"), any);
    json_tree_put(model, STR("quality"), table);
    return code;
}

int data_report(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct data_look look = {0};
    int code = data_joined(r, err);
    code = code ? code : quality_table(r, model, err);
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
