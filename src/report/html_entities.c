/* html_entities.c - entities in general and in particular: how large they are, the largest, the
 * least certain, three in full. */
#include "html_sections.h"

#include "explain.h"
#include "explanation.h"
#include "svg_bars.h"
#include "wording.h"

#include <math.h>
#include <stdlib.h>

/* ---- sizes */

enum { SIZE_BARS_MAX = 16, ENTITIES_LISTED = 5 };

void counts_by_size(struct page *page, const struct report *r, struct str caption,
                    const char *heading, const uint64_t *counts, int from, int last)
{
    const char *const headings[] = {heading, "#" TO_SAY("How many"), "#" TO_SAY("Share"), NULL};
    struct svg_bar bars[SIZE_BARS_MAX] = {{{0}, {0, 0}, {{0}, {0}}}};
    struct arena texts = {0};
    uint64_t all = 0;
    size_t count = 0;
    for (int size = from; size <= last; size++) {
        all += counts[size];
    }
    for (int size = from; size <= last && count < SIZE_BARS_MAX; size++) {
        char text[FIGURE_TEXT_MAX];
        snprintf(text, sizeof text, size == last ? say(r, "%d or more") : "%d", size);
        bars[count].label = arena_str(&texts, str_of(text));
        bars[count].value[0] = (double)counts[size];
        bars[count++].text[0] = arena_str(&texts, str_of(figure_text(counts[size], text)));
    }
    page_beside_begin(page);
    struct svg_bars chart = {
        page_chart_begin(page, caption, str_of(say(r, "A bar for each size, as in the table."))),
        bars,
        count,
        {STR(""), STR("")},
        0,
        90};
    svg_bars_write(&chart, &page->out);
    page_chart_end(page);
    page_table_begin(page, caption, headings);
    for (size_t i = 0; i < count; i++) {
        page_row(page);
        page_row_head(page, bars[i].label);
        page_figure(page, counts[from + (int)i]);
        page_share(page, all > 0 ? bars[i].value[0] / (double)all : NAN);
        page_row_end(page);
    }
    page_table_end(page);
    page_beside_end(page);
    arena_free(&texts);
}

/* ---- the largest, the least certain */

enum { NAMES_LOOKED_AT = 16 };

/* The longest of its names, but one that stands in a cell with others. */
void entity_shown(const struct report *r, uint32_t entity, struct buf *ret)
{
    char id[ENTITY_ID_TEXT_MAX];
    struct buf best = {0};
    struct buf name = {0};
    for (uint32_t i = r->entities.offset[entity];
         i < r->entities.offset[entity + 1] && i < r->entities.offset[entity] + NAMES_LOOKED_AT;
         i++) {
        name.len = 0;
        report_name(r, r->entities.member[i], &name);
        bool shared = str_find(buf_str(&name), STR("(")) >= 0;
        if (best.len == 0 ||
            (!shared && (name.len > best.len || str_find(buf_str(&best), STR("(")) >= 0))) {
            best.len = 0;
            buf_add(&best, buf_str(&name));
        }
    }
    buf_add(ret, buf_str(&best));
    buf_add(ret, best.len > 0 ? STR(", ") : STR(""));
    buf_add(ret, str_of(report_entity_id(r, entity, id)));
    buf_free(&best);
    buf_free(&name);
}

struct listed {
    uint32_t entity;
    double merit; /* higher is better */
};

/* Ties go by id, so by content. */
static void list(const struct report *r, struct listed *best, size_t *count, uint32_t entity,
                 double merit)
{
    const uint64_t *id = r->in->run->partition.entity_id;
    size_t at = *count;
    while (at > 0 && (best[at - 1].merit < merit ||
                      (best[at - 1].merit == merit && id[entity] < id[best[at - 1].entity]))) {
        at--;
    }
    if (at == ENTITIES_LISTED) {
        return;
    }
    *count += *count < ENTITIES_LISTED;
    for (size_t i = *count - 1; i > at; i--) {
        best[i] = best[i - 1];
    }
    best[at] = (struct listed){entity, merit};
}

static double least_sure(const struct report *r, uint32_t entity)
{
    double least = 1;
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        least = fmin(least, (double)r->in->run->partition.confidence[r->entities.member[i]]);
    }
    return least;
}

enum { VALUES_COUNTED = 64 };

/* Different values of a field among the mentions of an entity; for UPRN, different properties. */
static uint64_t values_of(const struct report *r, uint32_t entity, int field)
{
    uint32_t seen[VALUES_COUNTED];
    size_t count = 0;
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        uint32_t m = r->entities.member[i];
        uint32_t value = field == FIELD_UPRN ? r->in->run->partition.property[m]
                                             : mention_value(r->in->mentions, m, field);
        bool again = value == (field == FIELD_UPRN ? NO_ENTITY : 0);
        for (size_t k = 0; k < count; k++) {
            again = again || seen[k] == value;
        }
        if (!again && count < VALUES_COUNTED) {
            seen[count++] = value;
        }
    }
    return count;
}

static size_t sources_of(const struct report *r, uint32_t entity)
{
    size_t sources = 0;
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        uint16_t source = r->in->mentions->places[r->entities.member[i]].source;
        sources += i == r->entities.offset[entity] ||
                   source != r->in->mentions->places[r->entities.member[i - 1]].source;
    }
    return sources;
}

static void entities_table(struct page *page, const struct report *r, struct str caption,
                           const struct listed *listed, size_t count)
{
    static const char *const headings[] = {TO_SAY("Who"),
                                           "#" TO_SAY("Mentions"),
                                           "#" TO_SAY("Systems"),
                                           "#" TO_SAY("Names"),
                                           "#" TO_SAY("Dates of birth"),
                                           "#" TO_SAY("Addresses"),
                                           "#" TO_SAY("Least sure mention"),
                                           NULL};
    page_table_begin(page, caption, headings);
    for (size_t i = 0; i < count; i++) {
        struct buf who = {0};
        uint32_t entity = listed[i].entity;
        entity_shown(r, entity, &who);
        page_row(page);
        page_row_head(page, buf_str(&who));
        page_figure(page, grouping_size(&r->entities, entity));
        page_figure(page, sources_of(r, entity));
        page_figure(page, values_of(r, entity, FIELD_NAME));
        page_figure(page, values_of(r, entity, FIELD_BIRTH_DATE));
        page_figure(page, values_of(r, entity, FIELD_UPRN));
        page_share(page, least_sure(r, entity));
        page_row_end(page);
        buf_free(&who);
    }
    page_table_end(page);
}

void section_entities(struct page *page, const struct report *r, const struct overview *o)
{
    const struct partition *p = &r->in->run->partition;
    struct listed largest[ENTITIES_LISTED] = {{0, 0}};
    struct listed least[ENTITIES_LISTED] = {{0, 0}};
    size_t largest_count = 0;
    size_t least_count = 0;
    counts_by_size(page, r, str_of(say(r, "How many have that many mentions")), TO_SAY("Mentions"),
                   o->sizes, 1, SIZES_SHOWN);
    for (uint32_t e = 0; e < p->entity_count; e++) {
        size_t size = grouping_size(&r->entities, e);
        if (p->entity_kind[e] == r->main_kind && size > 1) {
            list(r, largest, &largest_count, e, (double)size);
            list(r, least, &least_count, e, -least_sure(r, e));
        }
    }
    if (largest_count == 0) {
        return;
    }
    page_html(page,
              say(r,
                  "<p>An entity that has many names or dates of birth may be more people than one. "
                  "<code>cantref explain</code> with one of its rows says how it came "
                  "together.</p>\n"));
    entities_table(page, r, str_of(say(r, "The largest")), largest, largest_count);
    entities_table(page, r, str_of(say(r, "The least certain")), least, least_count);
}

/* ---- examples */

enum { EXAMPLES = 3, EXAMPLE_SIZE_MAX = 8 };

/* Which entities to show depends on their content alone: of equals the one with the lowest id. */
struct example_choice {
    uint32_t entity;
    double merit; /* higher is better */
};

static void consider(struct example_choice *best, const struct report *r, uint32_t entity,
                     double merit)
{
    const uint64_t *id = r->in->run->partition.entity_id;
    if (best->entity == NO_ENTITY || merit > best->merit ||
        (merit == best->merit && id[entity] < id[best->entity])) {
        *best = (struct example_choice){entity, merit};
    }
}

/* An ordinary one, the one that most systems know, the one held together by the weakest link. */
static int choose_examples(const struct report *r, const struct overview *o, uint32_t ret[EXAMPLES])
{
    const struct partition *p = &r->in->run->partition;
    struct example_choice best[EXAMPLES] = {{NO_ENTITY, 0}, {NO_ENTITY, 0}, {NO_ENTITY, 0}};
    size_t usual = 2;
    for (size_t size = 3; size <= EXAMPLE_SIZE_MAX; size++) {
        usual = o->sizes[size] > o->sizes[usual] ? size : usual;
    }
    for (uint32_t e = 0; e < p->entity_count; e++) {
        size_t size = grouping_size(&r->entities, e);
        if (p->entity_kind[e] == r->main_kind && size > 1 && size <= EXAMPLE_SIZE_MAX) {
            if (size == usual) {
                consider(&best[0], r, e, 0);
            }
            if ((double)size >= best[1].merit) { /* it has no more sources than mentions */
                consider(&best[1], r, e, (double)sources_of(r, e));
            }
        }
    }
    for (size_t i = 0; i < p->link_count; i++) {
        if (best[2].entity != NO_ENTITY && -(double)p->links[i].weight < best[2].merit) {
            continue;
        }
        uint32_t e = p->entity[p->links[i].left];
        if (p->entity_kind[e] == r->main_kind &&
            grouping_size(&r->entities, e) <= EXAMPLE_SIZE_MAX) {
            consider(&best[2], r, e, -(double)p->links[i].weight);
        }
    }
    int count = 0;
    for (int i = 0; i < EXAMPLES; i++) {
        bool again = best[i].entity == NO_ENTITY;
        for (int k = 0; k < count; k++) {
            again = again || ret[k] == best[i].entity;
        }
        if (!again) {
            ret[count++] = best[i].entity;
        }
    }
    return count;
}

/* Fields in the order in which they are shown; names and addresses whole. */
static int example_fields(const struct report *r, const uint32_t *members, size_t count,
                          int ret[FIELDS_MAX])
{
    int shown = 0;
    for (int field = FIELD_NAME; field < (int)r->in->mentions->field_count; field++) {
        bool part = field >= FIELD_UPRN && field <= FIELD_TOWN;
        bool filled = field == FIELD_NAME;
        for (size_t i = 0; i < count; i++) {
            filled = filled || mention_value(r->in->mentions, members[i], field) != 0;
            for (int f = FIELD_PREMISE; field == FIELD_POSTCODE && f <= FIELD_TOWN; f++) {
                filled = filled || mention_value(r->in->mentions, members[i], f) != 0;
            }
        }
        if (filled && !part) {
            ret[shown++] = field;
        }
    }
    return shown;
}

static void example_table(struct page *page, const struct report *r, uint32_t entity)
{
    const uint32_t *members = r->entities.member + r->entities.offset[entity];
    size_t count = grouping_size(&r->entities, entity);
    int fields[FIELDS_MAX];
    int field_count = example_fields(r, members, count, fields);
    const char *headings[FIELDS_MAX + 2] = {TO_SAY("Where")};
    struct arena texts = {0};
    struct buf value = {0};
    char id[ENTITY_ID_TEXT_MAX];
    for (int f = 0; f < field_count; f++) {
        struct str label = fields[f] == FIELD_POSTCODE ? str_of(say(r, "Address"))
                                                       : report_field_label(r, fields[f]);
        headings[f + 1] = arena_str(&texts, label).ptr;
    }
    page_table_begin(
        page, arena_printf(&texts, say(r, "Mentions of %s"), report_entity_id(r, entity, id)),
        headings);
    for (size_t i = 0; i < count; i++) {
        value.len = 0;
        place_text(r, members[i], &value);
        page_row(page);
        page_row_head(page, buf_str(&value));
        for (int f = 0; f < field_count; f++) {
            value.len = 0;
            pair_value(r, members[i], fields[f], &value);
            page_cell(page, buf_str(&value));
        }
        page_row_end(page);
    }
    page_table_end(page);
    buf_free(&value);
    arena_free(&texts);
}

static void example_links(struct page *page, const struct report *r, uint32_t entity)
{
    struct scored_pair *links = NULL;
    size_t capacity = 0;
    size_t count = entity_links(r, entity, &links, &capacity);
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf text = {0};
    page_html(page, say(r, "<p>Why they are linked:</p>\n<ul>\n"));
    for (size_t i = 0; i < count; i++) {
        char bits[FIGURE_TEXT_MAX];
        if (explain_pair(r->in->run, links[i].left, links[i].right, e) != 0) {
            mem_exhausted();
        }
        text.len = 0;
        place_text(r, links[i].left, &text);
        buf_add(&text, STR(" – "));
        place_text(r, links[i].right, &text);
        buf_add(&text, STR(": "));
        buf_printf(&text, say(r, "%s bits"), bits_text(links[i].weight, bits));
        buf_add(&text, STR(" ("));
        bool first = true;
        for (int k = 0; k < e->row_count; k++) {
            if (labs(e->rows[k].weight) >= WEIGHT_ONE / 2) {
                buf_add(&text, first ? STR("") : STR("; "));
                say_made(r, str_of(e->rows[k].feature), &text);
                buf_printf(&text, " %s", bits_text(e->rows[k].weight, bits));
                first = false;
            }
        }
        buf_add(&text, STR(")"));
        page_html(page, "<li>");
        page_text(page, buf_str(&text));
        page_html(page, "</li>\n");
    }
    page_html(page, "</ul>\n");
    mem_free(links);
    mem_free(e);
    buf_free(&text);
}

void section_examples(struct page *page, const struct report *r, const struct overview *o)
{
    uint32_t entities[EXAMPLES] = {0};
    int count = choose_examples(r, o, entities);
    if (count == 0) {
        page_html(page, say(r, "<p>No two mentions were linked.</p>\n"));
    }
    for (int i = 0; i < count; i++) {
        char title[32];
        snprintf(title, sizeof title, say(r, "Example %d"), i + 1);
        page_heading(page, 3, NULL, title);
        example_table(page, r, entities[i]);
        example_links(page, r, entities[i]);
    }
}
