/* golden.c - golden.csv: the best value of each field among an entity's mentions. */
#include "line_writer.h"
#include "report_files.h"

#include <stdlib.h>

/* ---- the best standardised value */

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Is value x, which count_x mentions have, better than y? */
static bool is_better(int field, struct str x, size_t count_x, struct str y, size_t count_y)
{
    bool initial_x = field == FIELD_GIVEN && x.len == 1;
    bool initial_y = field == FIELD_GIVEN && y.len == 1;
    if (initial_x != initial_y) {
        return initial_y;
    }
    if (count_x != count_y) {
        return count_x > count_y;
    }
    if (x.len != y.len) {
        return x.len > y.len;
    }
    return str_cmp(x, y) < 0;
}

/* The id of the best value; 0 when none has one. */
static uint32_t best_value(const struct report *r, const uint32_t *members, size_t count, int field)
{
    const struct mention_table *t = r->in->mentions;
    if (count == 1) {
        return mention_value(t, members[0], field);
    }
    uint32_t few[16];
    uint32_t *ids = count <= 16 ? few : mem_must_array(count, sizeof *ids);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t id = mention_value(t, members[i], field);
        ids[filled] = id;
        filled += id != 0;
    }
    qsort(ids, filled, sizeof *ids, compare_ids);
    uint32_t best = 0;
    size_t best_count = 0;
    for (size_t from = 0, to; from < filled; from = to) {
        for (to = from + 1; to < filled && ids[to] == ids[from]; to++) {
        }
        if (best == 0 ||
            is_better(field, dictionary_text(&t->dictionaries[field], ids[from]), to - from,
                      dictionary_text(&t->dictionaries[field], best), best_count)) {
            best = ids[from];
            best_count = to - from;
        }
    }
    if (ids != few) {
        mem_free(ids);
    }
    return best;
}

/* ---- how it is written */

struct spelling {
    struct str text; /* "": only the standardised text is known */
    struct str source_name;
    int source;
};

static int compare_spellings(const void *a, const void *b)
{
    const struct spelling *x = a;
    const struct spelling *y = b;
    int order = str_cmp(x->text, y->text);
    return order ? order : str_cmp(x->source_name, y->source_name);
}

/* "Siân" rather than "SIAN" or "sian". */
static bool has_both_cases(struct str s)
{
    bool upper = false;
    bool lower = false;
    for (size_t i = 0; i < s.len; i++) {
        upper = upper || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z');
        lower = lower || (s.ptr[i] >= 'a' && s.ptr[i] <= 'z');
    }
    return upper && lower;
}

/* What a source wrote goes before what we would write; then the commonest; then both cases; then,
 * as accents sort last, the last in byte order. */
static bool is_better_spelling(struct str x, size_t count_x, struct str y, size_t count_y)
{
    if ((x.len > 0) != (y.len > 0)) {
        return x.len > 0;
    }
    if (count_x != count_y) {
        return count_x > count_y;
    }
    if (has_both_cases(x) != has_both_cases(y)) {
        return has_both_cases(x);
    }
    return str_cmp(x, y) > 0;
}

static struct spelling best_spelling(const struct report *r, const uint32_t *members, size_t count,
                                     int field, uint32_t value)
{
    const struct mention_table *t = r->in->mentions;
    if (count == 1) {
        return (struct spelling){report_original(r, members[0], field), STR(""),
                                 t->places[members[0]].source};
    }
    struct spelling few[16];
    struct spelling *all = count <= 16 ? few : mem_must_array(count, sizeof *all);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (mention_value(t, members[i], field) == value) {
            all[filled++] =
                (struct spelling){report_original(r, members[i], field),
                                  report_source_name(r, members[i]), t->places[members[i]].source};
        }
    }
    if (filled > 1) {
        qsort(all, filled, sizeof *all, compare_spellings);
    }
    struct spelling best = {.text = STR(""), .source = -1};
    size_t best_count = 0;
    for (size_t from = 0, to; from < filled; from = to) {
        for (to = from + 1; to < filled && str_eq(all[to].text, all[from].text); to++) {
        }
        if (best_count == 0 ||
            is_better_spelling(all[from].text, to - from, best.text, best_count)) {
            best = all[from]; /* the first of its sources by name */
            best_count = to - from;
        }
    }
    if (all != few) {
        mem_free(all);
    }
    return best;
}

int golden_field(const struct report *r, const uint32_t *members, size_t count, int field,
                 struct buf *ret)
{
    uint32_t value = best_value(r, members, count, field);
    if (value == 0) {
        return -1;
    }
    struct spelling best = best_spelling(r, members, count, field, value);
    if (best.text.len > 0) {
        buf_add(ret, best.text);
    } else {
        report_capitals(field, dictionary_text(&r->in->mentions->dictionaries[field], value), ret);
    }
    return best.source;
}

/* ---- golden.csv */

/* From when to when and beside whom is a row's to say, not the person's. */
static bool golden_shows(const struct report *report, int field)
{
    return report->field_used[field] && field != FIELD_STAY && field != FIELD_COMPANION;
}

static void golden_header(struct line_writer *w, const struct report *report)
{
    struct buf name = {0};
    line_plain(w, STR("entity"));
    line_plain(w, STR("kind"));
    line_plain(w, STR("mentions"));
    line_plain(w, STR("sources"));
    for (int field = 0; field < (int)report->in->mentions->field_count; field++) {
        if (golden_shows(report, field)) {
            line_cell(w, report_field_column(report, field));
            name.len = 0;
            buf_add(&name, report_field_column(report, field));
            buf_add(&name, STR("_source"));
            line_cell(w, buf_str(&name));
        }
    }
    line_end(w);
    buf_free(&name);
}

/* "Sian Mair Evans" of the parts' best values; the source is the family name's. */
static int golden_person_name(const struct report *r, const uint32_t *members, size_t count,
                              struct buf *ret)
{
    static const int parts[] = {FIELD_GIVEN, FIELD_MIDDLE, FIELD_FAMILY};
    int source = -1;
    size_t from = ret->len;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t before = ret->len;
        if (before > from) {
            buf_add_char(ret, ' ');
        }
        int found = golden_field(r, members, count, parts[i], ret);
        ret->len = found < 0 ? before : ret->len;
        source = found < 0 ? source : found;
    }
    return ret->len > from ? source : golden_field(r, members, count, FIELD_NAME, ret);
}

static size_t count_sources(const struct report *r, const uint32_t *members, size_t count)
{
    size_t sources = 0; /* members are in the order of sources */
    for (size_t i = 0; i < count; i++) {
        sources += i == 0 || r->in->mentions->places[members[i]].source !=
                                 r->in->mentions->places[members[i - 1]].source;
    }
    return sources;
}

/* An address is taken whole: of somebody who moved, not the house of one and the street of the
 * other. Those of members whose postcode (or, without one, street or town) is the best one, into
 * ret; returns their number. */
static size_t same_address(const struct report *r, const uint32_t *members, size_t count,
                           uint32_t *ret)
{
    static const int anchors[] = {FIELD_POSTCODE, FIELD_STREET, FIELD_TOWN};
    uint32_t value = 0;
    int anchor = 0;
    for (size_t i = 0; i < sizeof anchors / sizeof *anchors && value == 0; i++) {
        anchor = anchors[i];
        value = best_value(r, members, count, anchor);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (mention_value(r->in->mentions, members[i], anchor) == value) {
            ret[kept++] = members[i];
        }
    }
    return kept;
}

/* A person's whole name is made of its parts: a cell that names two people is the name of neither.
 */
static int golden_value(const struct report *r, int kind, const uint32_t *members, size_t count,
                        const uint32_t *address, size_t address_count, int field, struct buf *ret)
{
    bool place = field >= FIELD_UPRN && field <= FIELD_POSTCODE;
    if (kind == MENTION_PROPERTY) {
        return place ? golden_field(r, members, count, field, ret) : -1;
    }
    if (field == FIELD_NAME && (kind == MENTION_PERSON || kind == MENTION_ESTATE)) {
        return golden_person_name(r, members, count, ret);
    }
    return place ? golden_field(r, address, address_count, field, ret)
                 : golden_field(r, members, count, field, ret);
}

static void golden_line(const struct report *r, struct line_writer *w, const char *id, int kind,
                        const uint32_t *members, size_t count)
{
    uint32_t few[16];
    uint32_t *address = count <= 16 ? few : mem_must_array(count, sizeof *address);
    size_t address_count = same_address(r, members, count, address);
    line_plain(w, str_of(id));
    line_plain(w, str_of(report_kind_text(kind)));
    line_whole(w, count);
    line_whole(w, count_sources(r, members, count));
    for (int field = 0; field < (int)r->in->mentions->field_count; field++) {
        if (golden_shows(r, field)) {
            w->scratch.len = 0;
            int source =
                golden_value(r, kind, members, count, address, address_count, field, &w->scratch);
            line_value(w, buf_str(&w->scratch));
            line_cell(w, source < 0 ? STR("") : r->in->tables[source].name);
        }
    }
    line_end(w);
    if (address != few) {
        mem_free(address);
    }
}

static void entity_body(const void *context, struct line_writer *w, size_t entity)
{
    const struct report *r = context;
    const struct partition *p = &r->in->run->partition;
    const uint32_t *members = r->entities.member + r->entities.offset[entity];
    char id[ENTITY_ID_TEXT_MAX];
    if (p->entity_kind[entity] != MENTION_PROPERTY || p->property[members[0]] == NO_ENTITY) {
        golden_line(r, w, report_entity_id(r, (uint32_t)entity, id), p->entity_kind[entity],
                    members, grouping_size(&r->entities, entity));
    }
}

/* Of a property's mentions those that stand for it count. */
static void property_body(const void *context, struct line_writer *w, size_t property)
{
    const struct report *r = context;
    const struct grouping *g = &r->properties;
    size_t size = grouping_size(g, property);
    uint32_t *lines = mem_must_array(size, sizeof *lines);
    size_t count = 0;
    char id[ENTITY_ID_TEXT_MAX];
    for (uint32_t i = g->offset[property]; i < g->offset[property + 1]; i++) {
        if (report_carries(r, g->member[i])) {
            lines[count++] = g->member[i];
        }
    }
    golden_line(r, w, report_property_id(r, (uint32_t)property, id), MENTION_PROPERTY, lines,
                count);
    mem_free(lines);
}

void golden_write(const struct report *r, FILE *stream)
{
    const struct partition *p = &r->in->run->partition;
    struct line_writer header = line_writer_begin(stream);
    golden_header(&header, r);
    line_writer_end(&header);
    lines_write(stream, r->in->threads, p->entity_count, entity_body, r);
    lines_write(stream, r->in->threads, p->property_count, property_body, r);
}
