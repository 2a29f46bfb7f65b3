/* explanation.c - explanations as text. */
#include "explanation.h"

#include "wording.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- naming a mention */

static uint32_t source_named(const struct report *r, struct str name)
{
    uint32_t t = 0;
    while (t < r->in->table_count && !str_eq(r->in->tables[t].name, name)) {
        t++;
    }
    return t;
}

static ptrdiff_t last_colon(struct str s)
{
    ptrdiff_t at = (ptrdiff_t)s.len - 1;
    while (at >= 0 && s.ptr[at] != ':') {
        at--;
    }
    return at;
}

/* Cut ":123" off the end. False when there is none. */
static bool cut_number(struct str *name, uint64_t *ret)
{
    ptrdiff_t colon = last_colon(*name);
    if (colon <= 0 ||
        !str_to_uint(str_slice(*name, (size_t)colon + 1, name->len), UINT32_MAX, ret) ||
        *ret == 0) {
        return false;
    }
    *name = str_slice(*name, 0, (size_t)colon);
    return true;
}

/* The mention of that number in a row, or the one that stands for the row when number is 0. */
static int find_in_row(const struct report *r, uint32_t source, uint64_t row, uint64_t number,
                       uint32_t *ret, struct err *err)
{
    const struct mention_table *t = r->in->mentions;
    size_t found = SIZE_MAX;
    bool any = false;
    for (size_t m = 0; m < t->count; m++) {
        if (t->places[m].source != source || report_row_number(r, m) != row) {
            continue;
        }
        any = true;
        bool person = t->places[m].kind == MENTION_PERSON;
        if (number == 0 ? found == SIZE_MAX || (person && t->places[found].kind != MENTION_PERSON)
                        : r->number[m] == number) {
            found = m;
        } else if (number != 0 && r->property_number[m] == number) {
            return err_set(err, ERR_NOTFOUND,
                           "mention %llu of that row is its property; properties go by address "
                           "alone: see properties.csv",
                           (unsigned long long)number);
        }
    }
    if (!any) {
        return err_set(err, ERR_NOTFOUND,
                       "there is no row %llu in that source, or it was rejected; rows count from 1 "
                       "below the header",
                       (unsigned long long)row);
    }
    if (found == SIZE_MAX) {
        return err_set(err, ERR_NOTFOUND, "row %llu has no mention %llu", (unsigned long long)row,
                       (unsigned long long)number);
    }
    *ret = (uint32_t)found;
    return 0;
}

int mention_find(const struct report *r, struct str name, uint32_t *ret, struct err *err)
{
    struct str source_name = name;
    uint64_t row = 0;
    uint64_t number = 0;
    if (!cut_number(&source_name, &row)) {
        return err_set(err, ERR_USAGE,
                       "write SOURCE:ROW or SOURCE:ROW:MENTION, as people:17 or people:17:2");
    }
    uint32_t source = source_named(r, source_name);
    uint64_t before;
    if (source == r->in->table_count && cut_number(&source_name, &before)) {
        number = row;
        row = before;
        source = source_named(r, source_name);
    }
    if (source == r->in->table_count) {
        return err_set(err, ERR_NOTFOUND,
                       "no source of that name was linked; the names are in entities.csv and "
                       "manifest.json");
    }
    return find_in_row(r, source, row, number, ret, err);
}

/* ---- pieces */

static void add_place(const struct report *r, uint32_t m, struct buf *out)
{
    words_add(out, report_source_name(r, m), SIZE_MAX);
    buf_printf(out, ":%u", report_row_number(r, m));
    if (r->number[m] > 1) {
        buf_printf(out, ":%u", r->number[m]);
    }
}

/* Name, date of birth and address of a mention, as the source has them. */
static void add_person(const struct report *r, uint32_t m, struct buf *out)
{
    size_t from = out->len;
    report_name(r, m, out);
    if (out->len == from) {
        buf_add(out, STR("(no name)"));
    }
    if (mention_value(r->in->mentions, m, FIELD_BIRTH_DATE) != 0) {
        buf_add(out, STR(", born "));
        report_value(r, m, FIELD_BIRTH_DATE, out);
    }
    size_t before = out->len;
    buf_add(out, STR(", "));
    size_t address = out->len;
    report_address(r, m, out);
    out->len = out->len == address ? before : out->len;
}

static void add_member_line(const struct report *r, uint32_t m, size_t width, struct buf *out)
{
    struct buf line = {0};
    add_place(r, m, &line);
    size_t place = words_width(buf_str(&line));
    words_padded(out, buf_str(&line), place < 20 ? 20 : place);
    buf_add(out, STR("  "));
    line.len = 0;
    add_person(r, m, &line);
    size_t used = (place < 20 ? 20 : place) + 4;
    words_add(out, buf_str(&line), width > used + 10 ? width - used : 10);
    buf_add(out, STR("\n"));
    buf_free(&line);
}

static void add_coloured(const struct explanation_style *style, int32_t weight, struct str text,
                         struct buf *out)
{
    const char *colour = weight > 0 ? "\x1b[32m" : weight < 0 ? "\x1b[31m" : "";
    bool use = style->colour && weight != 0;
    buf_add(out, str_of(use ? colour : ""));
    buf_add(out, text);
    buf_add(out, use ? STR("\x1b[0m") : STR(""));
}

static void add_repeated(struct str piece, size_t times, struct buf *out)
{
    for (size_t i = 0; i < times; i++) {
        buf_add(out, piece);
    }
}

/* ---- the bar of the running total */

struct scale {
    int32_t low, high; /* 1/1024 bits; low ≤ 0 ≤ high, low < high */
    size_t cells;
};

static struct scale scale_of(const struct explanation *e, size_t cells)
{
    struct scale s = {.low = -WEIGHT_ONE, .high = WEIGHT_ONE, .cells = cells};
    int32_t running = e->start;
    for (int i = 0; i <= e->row_count; i++) {
        s.low = running < s.low ? running : s.low;
        s.high = running > s.high ? running : s.high;
        running += i < e->row_count ? e->rows[i].weight : 0;
    }
    return s;
}

static size_t cell_of(const struct scale *s, int32_t value)
{
    int64_t along = (int64_t)(value - s->low) * (int64_t)s->cells;
    return (size_t)(along / ((int64_t)s->high - s->low));
}

/* From zero, marked |, to where the total stands. */
static void add_bar(const struct explanation_style *style, const struct scale *s, int32_t running,
                    struct buf *out)
{
    size_t zero = cell_of(s, 0);
    size_t end = cell_of(s, running);
    struct str against = style->ascii ? STR("-") : STR("▒");
    struct str towards = style->ascii ? STR("#") : STR("█");
    struct buf bar = {0};
    add_repeated(STR(" "), end < zero ? end : zero, out);
    add_repeated(against, end < zero ? zero - end : 0, &bar);
    add_coloured(style, -1, buf_str(&bar), out);
    buf_add(out, style->ascii ? STR("|") : STR("│"));
    bar.len = 0;
    add_repeated(towards, end > zero ? end - zero : 0, &bar);
    if (bar.len > 0) {
        add_coloured(style, 1, buf_str(&bar), out);
    }
    buf_free(&bar);
}

/* ---- a pair */

enum { LABEL_WIDTH = 16, WEIGHT_WIDTH = 7, BAR_MIN = 12 };

static void add_weight(const struct explanation_style *style, int32_t weight, struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    char padded[FIGURE_TEXT_MAX];
    snprintf(padded, sizeof padded, "%*s", WEIGHT_WIDTH, bits_text(weight, text));
    add_coloured(style, weight, str_of(padded), out);
}

/* Two lines: what the two say; how that agrees, what it weighs, where the total then stands. */
static void add_row(const struct explanation_style *style, const struct explanation_row *row,
                    int32_t running, const struct scale *scale, struct buf *out)
{
    size_t side = (style->width - LABEL_WIDTH - 3) / 2;
    size_t level = style->width - LABEL_WIDTH - WEIGHT_WIDTH - 3 - scale->cells;
    words_padded(out, str_of(row->feature), LABEL_WIDTH);
    if (row->left[0] != '\0' || row->right[0] != '\0') {
        words_padded(out, row->left[0] ? str_of(row->left) : STR("–"), side);
        buf_add(out, style->ascii ? STR(" | ") : STR(" │ "));
        words_add(out, row->right[0] ? str_of(row->right) : STR("–"), side);
        buf_add(out, STR("\n"));
        add_repeated(STR(" "), LABEL_WIDTH, out);
    }
    struct str agreement = str_of(row->level);
    if (words_width(agreement) > level) {
        words_add(out, agreement, style->width - LABEL_WIDTH);
        buf_add(out, STR("\n"));
        add_repeated(STR(" "), LABEL_WIDTH, out);
        agreement = STR("");
    }
    words_padded(out, agreement, level);
    add_weight(style, row->weight, out);
    buf_add(out, STR("  "));
    add_bar(style, scale, running, out);
    buf_add(out, STR("\n"));
}

static void add_verdict(const struct explanation *e, struct buf *out)
{
    char total[FIGURE_TEXT_MAX];
    char cut[FIGURE_TEXT_MAX];
    char odds[FIGURE_TEXT_MAX];
    buf_printf(out, "Together %s bits; the line is at %s. ", bits_text(e->total, total),
               bits_text(e->cut, cut));
    buf_printf(out, "That this pair is the same: %s.\n", odds_text((double)e->probability, odds));
    if (!e->candidate) {
        buf_add(out, STR("Nothing brought the two together to be compared: they share no key.\n"));
    } else {
        buf_printf(out, "They were compared because they share %s.\n", e->key);
    }
    if (e->same_entity) {
        buf_add(out, e->direct ? STR("Verdict: LINKED, by this pair itself.\n")
                               : STR("Verdict: LINKED, but through others, not by this pair.\n"));
    } else {
        buf_add(out, e->direct
                         ? STR("Verdict: NOT LINKED. The pair alone would do; the others that each "
                               "belongs with speak against it.\n")
                         : STR("Verdict: NOT LINKED.\n"));
    }
}

static void add_sides(const struct report *r, uint32_t left, uint32_t right, size_t width,
                      struct buf *out)
{
    add_member_line(r, left, width, out);
    add_member_line(r, right, width, out);
    buf_add(out, STR("\n"));
}

void explanation_write(const struct report *r, uint32_t left, uint32_t right,
                       const struct explanation *e, const struct explanation_style *given,
                       struct buf *out)
{
    struct explanation_style style = *given;
    style.width = style.width < EXPLANATION_WIDTH_MIN ? EXPLANATION_WIDTH_MIN : style.width;
    add_sides(r, left, right, style.width, out);
    if (left == right) {
        buf_add(out, STR("These are one and the same mention.\n"));
        return;
    }
    if (!e->comparable) {
        buf_add(out, STR("Verdict: NOT LINKED. "));
        buf_add(out, str_of(e->change));
        buf_add(out, STR("\n"));
        return;
    }
    size_t cells = style.width / 4 > BAR_MIN ? style.width / 4 : BAR_MIN;
    struct scale scale = scale_of(e, cells - 1);
    struct explanation_row start = {.weight = e->start};
    int32_t running = e->start;
    snprintf(start.feature, sizeof start.feature, "to begin with");
    snprintf(start.level, sizeof start.level, "before any evidence");
    add_row(&style, &start, running, &scale, out);
    for (int i = 0; i < e->row_count; i++) {
        running += e->rows[i].weight;
        add_row(&style, &e->rows[i], running, &scale, out);
    }
    buf_add(out, STR("\n"));
    add_verdict(e, out);
    buf_add(out, str_of(e->change));
    buf_add(out, STR("\n"));
}

/* ---- an entity */

static int compare_links(const void *a, const void *b)
{
    const struct scored_pair *x = a;
    const struct scored_pair *y = b;
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    if (x->left != y->left) {
        return x->left < y->left ? -1 : 1;
    }
    return x->right < y->right ? -1 : x->right > y->right;
}

size_t entity_links(const struct report *r, uint32_t entity, struct scored_pair **ret,
                    size_t *capacity)
{
    const struct partition *p = &r->in->run->partition;
    void *links = *ret;
    size_t count = 0;
    mem_must_grow(&links, capacity, 1, sizeof **ret);
    for (size_t i = 0; i < p->link_count; i++) {
        if (p->entity[p->links[i].left] == entity && p->entity[p->links[i].right] == entity) {
            mem_must_grow(&links, capacity, count + 1, sizeof **ret);
            ((struct scored_pair *)links)[count++] = p->links[i];
        }
    }
    qsort(links, count, sizeof **ret, compare_links);
    *ret = links;
    return count;
}

enum { MEMBERS_SHOWN = 60 };

static void add_links(const struct report *r, const struct scored_pair *links, size_t count,
                      struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    buf_add(out, STR("\nHeld together by\n"));
    for (size_t i = 0; i < count && i < MEMBERS_SHOWN; i++) {
        buf_add(out, STR("  "));
        add_place(r, links[i].left, out);
        buf_add(out, STR(" and "));
        add_place(r, links[i].right, out);
        buf_printf(out, ": %s bits, ", bits_text(links[i].weight, text));
        buf_add(out, str_of(odds_text((double)links[i].probability, text)));
        buf_add(out, STR(" to be the same\n"));
    }
    if (count > MEMBERS_SHOWN) {
        buf_printf(out, "  … and %s more\n", figure_text(count - MEMBERS_SHOWN, text));
    }
}

void entity_explanation_write(const struct report *r, uint32_t mention,
                              const struct explanation_style *style, struct buf *out)
{
    const struct partition *p = &r->in->run->partition;
    uint32_t entity = p->entity[mention];
    const uint32_t *members = r->entities.member + r->entities.offset[entity];
    size_t count = grouping_size(&r->entities, entity);
    struct scored_pair *links = NULL;
    size_t capacity = 0;
    char id[ENTITY_ID_TEXT_MAX];
    char text[FIGURE_TEXT_MAX];
    size_t width = style->width < EXPLANATION_WIDTH_MIN ? EXPLANATION_WIDTH_MIN : style->width;
    buf_printf(out, "%s, %s, in %s %s\n\n", report_entity_id(r, entity, id),
               report_kind_text(p->entity_kind[entity]), figure_text(count, text),
               count == 1 ? "mention" : "mentions");
    for (size_t i = 0; i < count && i < MEMBERS_SHOWN; i++) {
        buf_add(out, STR("  "));
        add_member_line(r, members[i], width - 2, out);
    }
    if (count > MEMBERS_SHOWN) {
        buf_printf(out, "  … and %s more: entities.csv has them all\n",
                   figure_text(count - MEMBERS_SHOWN, text));
    }
    size_t link_count = entity_links(r, entity, &links, &capacity);
    if (link_count > 0) {
        add_links(r, links, link_count, out);
        buf_add(out, STR("\nTo see why two of them are the same: cantref explain "));
        words_add(out, str_of(r->in->folder ? r->in->folder : "linked"), SIZE_MAX);
        buf_add(out, STR(" "));
        add_place(r, links[link_count - 1].left, out);
        buf_add(out, STR(" "));
        add_place(r, links[link_count - 1].right, out);
        buf_add(out, STR("\n"));
    } else {
        buf_printf(out, "\nNothing else was found that is the same. That it stands alone: %s.\n",
                   odds_text((double)p->confidence[mention], text));
    }
    mem_free(links);
}
