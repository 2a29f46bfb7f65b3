/* entities_file.c - entities.csv, links.csv and review.csv: mentions one by one and in pairs. */
#include "line_writer.h"
#include "mention_original.h"
#include "report_files.h"

/* ---- entities.csv */

static void entity_line(struct line_writer *w, const struct report *r, size_t mention,
                        unsigned number, int kind, const char *entity, double confidence)
{
    const struct mention_place *place = &r->in->mentions->places[mention];
    line_cell(w, r->in->tables[place->source].name);
    line_whole(w, report_row_number(r, mention));
    line_whole(w, number);
    line_plain(w, str_of(report_kind_text(kind)));
    line_cell(w, mention_record_id(r->in->tables, r->in->mappings, place));
    line_plain(w, str_of(entity));
    line_share(w, confidence);
    line_end(w);
}

static void mention_line(struct line_writer *w, const struct report *r, size_t m)
{
    const struct partition *p = &r->in->run->partition;
    const struct mention_place *place = &r->in->mentions->places[m];
    char id[ENTITY_ID_TEXT_MAX];
    bool property = place->kind == MENTION_PROPERTY && p->property[m] != NO_ENTITY;
    const char *text = property ? report_property_id(r, p->property[m], id)
                                : report_entity_id(r, p->entity[m], id);
    entity_line(w, r, m, r->number[m], place->kind, text, (double)p->confidence[m]);
}

/* The property that a mention carries. That the address is the one that it gives is certain. */
static void property_line(struct line_writer *w, const struct report *r, size_t m)
{
    const struct partition *p = &r->in->run->partition;
    char id[ENTITY_ID_TEXT_MAX];
    if (p->property[m] != NO_ENTITY) {
        report_property_id(r, p->property[m], id);
        entity_line(w, r, m, r->property_number[m], MENTION_PROPERTY, id, 1);
    }
}

static bool same_row(const struct mention_place *a, const struct mention_place *b)
{
    return a->row == b->row && a->source == b->source;
}

/* One row's mentions, in the order of their numbers, for the first of them. */
static void row_body(const void *context, struct line_writer *w, size_t from)
{
    const struct report *r = context;
    const struct mention_table *t = r->in->mentions;
    const struct mention_place *places = t->places;
    if (from > 0 && same_row(&places[from - 1], &places[from])) {
        return;
    }
    size_t to = from + 1;
    while (to < t->count && same_row(&places[from], &places[to])) {
        to++;
    }
    for (size_t m = from; m < to; m++) {
        if (places[m].kind < MENTION_PROPERTY) {
            mention_line(w, r, m);
        }
    }
    for (size_t m = from; m < to; m++) {
        if (places[m].carries_property) {
            property_line(w, r, m);
        }
        if (places[m].kind == MENTION_PROPERTY) {
            mention_line(w, r, m);
        }
    }
    for (size_t m = from; m < to; m++) {
        if (places[m].kind > MENTION_PROPERTY) {
            mention_line(w, r, m);
        }
    }
}

void entities_write(const struct report *report, FILE *stream)
{
    struct line_writer header = line_writer_begin(stream);
    line_header(&header, "source,row,mention,kind,record_id,entity,confidence");
    line_writer_end(&header);
    lines_write(stream, report->in->threads, report->in->mentions->count, row_body, report);
}

/* ---- pairs */

static void pair_sides(struct line_writer *w, const struct report *r, const uint32_t side[2])
{
    for (int i = 0; i < 2; i++) {
        line_cell(w, report_source_name(r, side[i]));
        line_whole(w, report_row_number(r, side[i]));
        line_whole(w, r->number[side[i]]);
    }
}

/* Mentions are in the order of sources and rows, so the lower one comes first in the input. */
static void order_sides(const struct scored_pair *pair, uint32_t side[2])
{
    side[0] = pair->left < pair->right ? pair->left : pair->right;
    side[1] = pair->left < pair->right ? pair->right : pair->left;
}

/* Links follow one another by weight, so that their mentions lie anywhere. */
static void ask_ahead(const struct report *r, size_t link)
{
    enum { FAR = 24, NEAR = 12 };
    const struct partition *p = &r->in->run->partition;
    const struct mention_place *places = r->in->mentions->places;
    for (int side = 0; side < 2 && link + FAR < p->link_count; side++) {
        const struct scored_pair *far = &p->links[link + FAR];
        const struct scored_pair *near = &p->links[link + NEAR];
        uint32_t m = side == 0 ? near->left : near->right;
        __builtin_prefetch(&places[side == 0 ? far->left : far->right]);
        __builtin_prefetch(&r->number[m]);
        __builtin_prefetch(&r->in->tables[places[m].source].row_number[places[m].row]);
    }
}

static void link_body(const void *context, struct line_writer *w, size_t item)
{
    const struct report *r = context;
    const struct scored_pair *link = &r->in->run->partition.links[item];
    uint32_t side[2];
    ask_ahead(r, item);
    order_sides(link, side);
    pair_sides(w, r, side);
    line_weight(w, link->weight);
    line_share(w, (double)link->probability);
    line_end(w);
}

void links_write(const struct report *report, FILE *stream)
{
    struct line_writer header = line_writer_begin(stream);
    line_header(&header,
                "left_source,left_row,left_mention,right_source,right_row,right_mention,"
                "weight,probability");
    line_writer_end(&header);
    lines_write(stream, report->in->threads, report->in->run->partition.link_count, link_body,
                report);
}

/* Parts of a name are shown as one name. */
static bool review_shows(const struct report *report, int field)
{
    return report->field_used[field] && (field > FIELD_NAME || field == FIELD_FORMER_FAMILY);
}

static void review_header(struct line_writer *w, const struct report *report)
{
    static const char *const sides[] = {"left_", "right_"};
    static const char *const first[] = {"rank",          "left_source",  "left_row",
                                        "left_mention",  "right_source", "right_row",
                                        "right_mention", "weight",       "probability",
                                        "linked",        "left_name",    "right_name"};
    struct buf name = {0};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        line_plain(w, str_of(first[i]));
    }
    for (int field = 0; field < (int)report->in->mentions->field_count; field++) {
        for (int side = 0; side < 2 && review_shows(report, field); side++) {
            name.len = 0;
            buf_add(&name, str_of(sides[side]));
            buf_add(&name, report_field_column(report, field));
            line_cell(w, buf_str(&name));
        }
    }
    line_end(w);
    buf_free(&name);
}

void review_write(const struct report *report, FILE *stream)
{
    const struct partition *p = &report->in->run->partition;
    struct line_writer w = line_writer_begin(stream);
    struct buf value = {0};
    review_header(&w, report);
    for (size_t i = 0; i < p->review_count; i++) {
        uint32_t side[2];
        order_sides(&p->reviews[i], side);
        line_whole(&w, i + 1);
        pair_sides(&w, report, side);
        line_weight(&w, p->reviews[i].weight);
        line_share(&w, (double)p->reviews[i].probability);
        line_plain(&w, p->entity[side[0]] == p->entity[side[1]] ? STR("yes") : STR("no"));
        for (int s = 0; s < 2; s++) {
            value.len = 0;
            report_name(report, side[s], &value);
            line_value(&w, buf_str(&value));
        }
        for (int field = 0; field < (int)report->in->mentions->field_count; field++) {
            for (int s = 0; s < 2 && review_shows(report, field); s++) {
                value.len = 0;
                report_value(report, side[s], field, &value);
                line_value(&w, buf_str(&value));
            }
        }
        line_end(&w);
    }
    line_writer_end(&w);
    buf_free(&value);
}
