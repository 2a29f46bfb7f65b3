/* golden.c - golden.csv: the best value of each field among an entity's mentions.
 *
 *   entity,kind,mentions,sources,            given_name,family_name,…,value_sources
 *   P…,    person,     3,council_tax;schools,      Siân,      Evans,…,ba…
 *                                   b: from schools ┘             a: from council_tax
 */
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

/* The id that all who have the field share; 0 when none has it; UINT32_MAX when they differ. */
static uint32_t shared_value(const struct mention_table *t, const uint32_t *members, size_t count,
                             int field)
{
    uint32_t shared = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t id = mention_value(t, members[i], field);
        if (id != 0 && shared != 0 && id != shared) {
            return UINT32_MAX;
        }
        shared = id != 0 ? id : shared;
    }
    return shared;
}

/* The id of the best value; 0 when none has one. */
static uint32_t best_value(const struct report *r, const uint32_t *members, size_t count, int field)
{
    const struct mention_table *t = r->in->mentions;
    uint32_t shared = shared_value(t, members, count, field);
    if (shared != UINT32_MAX) {
        return shared;
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

/* Few are many: most entities have two or three mentions. */
static void sort_spellings(struct spelling *all, size_t count)
{
    if (count > 16) {
        qsort(all, count, sizeof *all, compare_spellings);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct spelling moved = all[i];
        size_t at = i;
        for (; at > 0 && compare_spellings(&all[at - 1], &moved) > 0; at--) {
            all[at] = all[at - 1];
        }
        all[at] = moved;
    }
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
        sort_spellings(all, filled);
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
    line_plain(w, STR("entity"));
    line_plain(w, STR("kind"));
    line_plain(w, STR("mentions"));
    line_plain(w, STR("sources"));
    for (int field = 0; field < (int)report->in->mentions->field_count; field++) {
        if (golden_shows(report, field)) {
            line_cell(w, report_field_column(report, field));
        }
    }
    line_plain(w, STR("value_sources"));
    line_end(w);
}

/* struct golden - an entity's best values while its line is made. */
struct golden {
    struct buf text; /* all values, one behind the other */
    size_t from[FIELDS_MAX], to[FIELDS_MAX];
    int source[FIELDS_MAX]; /* that has it; -1: none */
};

static struct str golden_text(const struct golden *g, int field)
{
    return str_slice(buf_str(&g->text), g->from[field], g->to[field]);
}

/* Does the given name as it is written, "Sian Mair", hold the middle name already? */
static bool given_holds_middle(const struct golden *g)
{
    struct str given = golden_text(g, FIELD_GIVEN);
    struct str middle = golden_text(g, FIELD_MIDDLE);
    size_t before = given.len - middle.len;
    return middle.len > 0 && middle.len < given.len && given.ptr[before - 1] == ' ' &&
           str_eq_nocase(str_slice(given, before, given.len), middle);
}

/* "Sian Mair Evans" of the parts' best values, which are there; the source is the last part's. */
static int join_name(struct golden *g)
{
    static const int parts[] = {FIELD_GIVEN, FIELD_MIDDLE, FIELD_FAMILY};
    size_t from = g->text.len;
    int source = -1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bool again = parts[i] == FIELD_MIDDLE && given_holds_middle(g);
        if (g->source[parts[i]] >= 0 && !again) {
            buf_add(&g->text, g->text.len > from ? STR(" ") : STR(""));
            buf_add(&g->text, golden_text(g, parts[i]));
            source = g->source[parts[i]];
        }
    }
    return source;
}

/* The sources of members, each once; they are in the order of sources. */
static void add_sources(const struct report *r, const uint32_t *members, size_t count,
                        struct buf *ret)
{
    const struct mention_place *places = r->in->mentions->places;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || places[members[i]].source != places[members[i - 1]].source) {
            buf_add(ret, i > 0 ? STR(";") : STR(""));
            buf_add(ret, report_source_name(r, members[i]));
        }
    }
}

/* Which of the sources that add_sources wrote has a value: a to z; * for those after; . for no
 * value. No spreadsheet takes such a text for a number or a formula. */
static char source_code(const struct report *r, const uint32_t *members, size_t count, int source)
{
    const struct mention_place *places = r->in->mentions->places;
    size_t place = 0;
    for (size_t i = 0; source >= 0 && i < count && places[members[i]].source != source; i++) {
        place += i + 1 < count && places[members[i + 1]].source != places[members[i]].source;
    }
    return source < 0 ? '.' : place < 26 ? (char)('a' + (int)place) : '*';
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
static void golden_values(const struct report *r, int kind, const uint32_t *members, size_t count,
                          struct golden *ret)
{
    uint32_t few[16];
    uint32_t *address = count <= 16 ? few : mem_must_array(count, sizeof *address);
    size_t address_count = same_address(r, members, count, address);
    bool person = kind == MENTION_PERSON || kind == MENTION_ESTATE;
    ret->text.len = 0;
    for (int field = 0; field < (int)r->in->mentions->field_count; field++) {
        bool place = field >= FIELD_UPRN && field <= FIELD_POSTCODE;
        int source = -1;
        ret->from[field] = ret->text.len;
        if (kind == MENTION_PROPERTY) {
            source = place ? golden_field(r, members, count, field, &ret->text) : -1;
        } else if (golden_shows(r, field)) {
            source = field == FIELD_NAME && person ? join_name(ret) : -1;
            source = source >= 0 ? source
                     : place     ? golden_field(r, address, address_count, field, &ret->text)
                                 : golden_field(r, members, count, field, &ret->text);
        }
        ret->source[field] = source;
        ret->to[field] = ret->text.len;
    }
    if (address != few) {
        mem_free(address);
    }
}

void golden_each(const struct report *r, uint32_t entity, golden_visit *visit, void *context)
{
    const uint32_t *members = r->entities.member + r->entities.offset[entity];
    struct golden g = {0};
    golden_values(r, r->in->run->partition.entity_kind[entity], members,
                  grouping_size(&r->entities, entity), &g);
    for (int field = 0; field < (int)r->in->mentions->field_count; field++) {
        if (g.source[field] >= 0) {
            visit(context, field, golden_text(&g, field), g.source[field]);
        }
    }
    buf_free(&g.text);
}

static void golden_line(const struct report *r, struct line_writer *w, const char *id, int kind,
                        const uint32_t *members, size_t count)
{
    struct golden g = {.text = w->scratch};
    char codes[FIELDS_MAX];
    size_t used = 0;
    line_plain(w, str_of(id));
    line_plain(w, str_of(report_kind_text(kind)));
    line_whole(w, count);
    g.text.len = 0;
    add_sources(r, members, count, &g.text);
    line_cell(w, buf_str(&g.text));
    golden_values(r, kind, members, count, &g);
    for (int field = 0; field < (int)r->in->mentions->field_count; field++) {
        if (golden_shows(r, field)) {
            line_value(w, golden_text(&g, field));
            codes[used++] = source_code(r, members, count, g.source[field]);
        }
    }
    line_plain(w, str_make(codes, used));
    line_end(w);
    w->scratch = g.text;
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
