/* explanation.c - explanations as text. */
#include "explanation.h"

#include "story.h"
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
        buf_add(out, str_of(say(r, "(no name)")));
    }
    if (mention_value(r->in->mentions, m, FIELD_BIRTH_DATE) != 0) {
        buf_add(out, STR(", "));
        buf_add(out, str_of(say(r, "born")));
        buf_add_char(out, ' ');
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
static void add_row(const struct report *r, const struct explanation_style *style,
                    const struct explanation_row *row, int32_t running, const struct scale *scale,
                    struct buf *out)
{
    struct buf made = {0};
    size_t side = (style->width - LABEL_WIDTH - 3) / 2;
    size_t level = style->width - LABEL_WIDTH - WEIGHT_WIDTH - 3 - scale->cells;
    say_made(r, str_of(row->feature), &made);
    words_padded(out, buf_str(&made), LABEL_WIDTH - 1);
    buf_add_char(out, ' ');
    made.len = 0;
    say_made(r, str_of(row->level), &made);
    if (row->left[0] != '\0' || row->right[0] != '\0') {
        words_padded(out, row->left[0] ? str_of(row->left) : STR("–"), side);
        buf_add(out, style->ascii ? STR(" | ") : STR(" │ "));
        words_add(out, row->right[0] ? str_of(row->right) : STR("–"), side);
        buf_add(out, STR("\n"));
        add_repeated(STR(" "), LABEL_WIDTH, out);
    }
    struct str agreement = buf_str(&made);
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
    buf_free(&made);
}

void explanation_verdict(const struct report *r, const struct explanation *e, struct buf *out)
{
    char total[FIGURE_TEXT_MAX];
    char cut[FIGURE_TEXT_MAX];
    char odds[FIGURE_TEXT_MAX];
    struct buf key = {0};
    buf_printf(out, say(r, "Together %s bits; the line is at %s. That this pair is the same: %s."),
               bits_text(e->total, total), bits_text(e->cut, cut),
               say(r, odds_text((double)e->probability, odds)));
    buf_add_char(out, '\n');
    if (!e->candidate) {
        buf_add(out, str_of(say(r,
                                "Nothing brought the two together to be compared: they share "
                                "no key.")));
    } else {
        say_made(r, str_of(e->key), &key);
        buf_printf(out, say(r, "They were compared because they share %.*s."), PRI(buf_str(&key)));
    }
    buf_add_char(out, '\n');
    if (e->same_entity) {
        buf_add(out, str_of(e->direct ? say(r, "Verdict: LINKED, by this pair itself.")
                                      : say(r,
                                            "Verdict: LINKED, but through others, not by this "
                                            "pair.")));
    } else {
        buf_add(out, str_of(e->direct ? say(r,
                                            "Verdict: NOT LINKED. The pair alone would do; the "
                                            "others that each belongs with speak against it.")
                                      : say(r, "Verdict: NOT LINKED.")));
    }
    buf_add_char(out, '\n');
    say_made(r, str_of(e->change), out);
    buf_add_char(out, '\n');
    buf_free(&key);
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
        buf_add(out, str_of(say(r, "These are one and the same mention.")));
        buf_add_char(out, '\n');
        return;
    }
    if (!e->comparable) {
        buf_add(out, str_of(say(r, "Verdict: NOT LINKED.")));
        buf_add_char(out, ' ');
        say_made(r, str_of(e->change), out);
        buf_add_char(out, '\n');
        return;
    }
    size_t cells = style.width / 4 > BAR_MIN ? style.width / 4 : BAR_MIN;
    struct scale scale = scale_of(e, cells - 1);
    struct explanation_row start = {.weight = e->start};
    int32_t running = e->start;
    snprintf(start.feature, sizeof start.feature, TO_SAY("to begin with"));
    snprintf(start.level, sizeof start.level, TO_SAY("before any evidence"));
    add_row(r, &style, &start, running, &scale, out);
    for (int i = 0; i < e->row_count; i++) {
        running += e->rows[i].weight;
        add_row(r, &style, &e->rows[i], running, &scale, out);
    }
    buf_add(out, STR("\n"));
    explanation_verdict(r, e, out);
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

/* Words of a text on lines of at most width columns, each after indent spaces. */
static void add_wrapped(struct str text, size_t indent, size_t width, struct buf *out)
{
    struct str word;
    size_t used = 0;
    while (str_next_token(&text, ' ', &word)) {
        size_t room = width > indent + 1 ? width - indent : 1;
        size_t len = words_width(word) < room ? words_width(word) : room;
        if (used > 0 && used + 1 + len > room) {
            buf_add_char(out, '\n');
            used = 0;
        }
        add_repeated(STR(" "), used == 0 ? indent : 1, out);
        used += (used > 0) + words_add(out, word, room);
    }
    buf_add_char(out, '\n');
}

static void add_evidence(const struct report *r, const struct explanation_row *row, struct buf *out)
{
    char bits[FIGURE_TEXT_MAX];
    say_made(r, str_of(row->feature), out);
    buf_printf(out, " %s (", bits_text(row->weight, bits));
    say_made(r, str_of(row->level), out);
    buf_add_char(out, ')');
}

void story_evidence(const struct report *r, const struct story_step *step, struct buf *out)
{
    for (int i = 0; i < step->evidence_count; i++) {
        buf_add(out, i > 0 ? STR(", ") : STR(""));
        add_evidence(r, &step->evidence[i], out);
    }
}

void story_joining(const struct report *r, const struct story_step *step, struct buf *out)
{
    char bits[FIGURE_TEXT_MAX];
    char odds[FIGURE_TEXT_MAX];
    struct buf place = {0};
    if (step->with == NO_MENTION) {
        buf_add(out, str_of(say(r, "No pair that was compared ties this to the rest.")));
        return;
    }
    add_place(r, step->with, &place);
    buf_printf(out, say(r, "Joined %.*s by %s bits; that the two are the same: %s."),
               PRI(buf_str(&place)), bits_text(step->weight, bits),
               say(r, odds_text((double)step->probability, odds)));
    buf_free(&place);
}

void story_doubt_text(const struct report *r, const struct story_doubt *doubt, struct buf *out)
{
    char bits[FIGURE_TEXT_MAX];
    char odds[FIGURE_TEXT_MAX];
    struct buf one = {0};
    struct buf other = {0};
    add_place(r, doubt->mention, &one);
    add_place(r, doubt->other, &other);
    bits_text(doubt->weight, bits);
    const char *said = say(r, odds_text((double)doubt->probability, odds));
    switch (doubt->kind) {
    case DOUBT_WEAK_STEP:
        buf_printf(out, say(r, "%.*s hangs on %.*s: %s to be the same (%s bits)."),
                   PRI(buf_str(&one)), PRI(buf_str(&other)), said, bits);
        break;
    case DOUBT_INSIDE:
        buf_printf(out,
                   say(r,
                       "%.*s and %.*s are both here, though by themselves they would not be "
                       "linked: %s to be the same (%s bits)."),
                   PRI(buf_str(&one)), PRI(buf_str(&other)), said, bits);
        break;
    case DOUBT_KEPT_APART:
        buf_printf(out,
                   say(r,
                       "%.*s and %.*s were kept apart, and a person should say: %s to be the "
                       "same (%s bits)."),
                   PRI(buf_str(&one)), PRI(buf_str(&other)), said, bits);
        break;
    case DOUBT_SEVERAL_VALUES:
        buf_printf(out, say(r, "%.*s: %u different values where a person has one."),
                   PRI(report_field_label(r, doubt->field)), doubt->values);
        break;
    }
    buf_free(&one);
    buf_free(&other);
}

void story_title(const struct report *r, const struct story *story, struct buf *out)
{
    char id[ENTITY_ID_TEXT_MAX];
    char text[FIGURE_TEXT_MAX];
    int kind = r->in->run->partition.entity_kind[story->entity];
    buf_printf(out, "%s: %s, ", report_entity_id(r, story->entity, id),
               say(r, report_kind_text(kind)));
    buf_printf(out, say_count(r, story->mention_count, "%s mention", "%s mentions"),
               figure_text(story->mention_count, text));
    buf_add(out, STR(", "));
    buf_printf(out, say_count(r, story->source_count, "%s system", "%s systems"),
               figure_text(story->source_count, text));
}

static void add_step(const struct report *r, const struct story *story, size_t number, size_t width,
                     struct buf *out)
{
    const struct story_step *step = &story->steps[number];
    struct buf text = {0};
    buf_printf(out, "%2zu  ", number + 1);
    add_member_line(r, step->mention, width - 4, out);
    if (number > 0) {
        story_joining(r, step, &text);
        add_wrapped(buf_str(&text), 4, width, out);
    }
    text.len = 0;
    if (step->evidence_count > 0) {
        buf_add(&text, str_of(say(r, "For:")));
        buf_add_char(&text, ' ');
        story_evidence(r, step, &text);
        add_wrapped(buf_str(&text), 4, width, out);
    }
    text.len = 0;
    if (step->has_against) {
        buf_add(&text, str_of(say(r, "Against:")));
        buf_add_char(&text, ' ');
        add_evidence(r, &step->against, &text);
        add_wrapped(buf_str(&text), 4, width, out);
    }
    buf_free(&text);
}

static void add_doubts(const struct report *r, const struct story *story, size_t width,
                       struct buf *out)
{
    struct buf text = {0};
    buf_add_char(out, '\n');
    if (story->doubt_count > 0) {
        buf_add(out, str_of(say(r, "What is doubtful")));
        buf_add_char(out, '\n');
    } else {
        add_wrapped(str_of(say(r, "Nothing about this is doubtful.")), 0, width, out);
    }
    for (size_t i = 0; i < story->doubt_count; i++) {
        text.len = 0;
        story_doubt_text(r, &story->doubts[i], &text);
        add_wrapped(buf_str(&text), 2, width, out);
    }
    buf_free(&text);
}

/* The pair to look at next: the worst doubt, else the last to join. */
static void add_next(const struct report *r, const struct story *story, struct buf *out)
{
    uint32_t left = story->steps[story->step_count - 1].mention;
    uint32_t right = story->steps[story->step_count - 1].with;
    if (story->doubt_count > 0 && story->doubts[0].kind != DOUBT_SEVERAL_VALUES) {
        left = story->doubts[0].mention;
        right = story->doubts[0].other;
    }
    if (right == NO_MENTION) {
        return;
    }
    buf_add_char(out, '\n');
    buf_add(out, str_of(say(r, "To see a pair in full: ")));
    if (r->in->from_home) {
        buf_add(out, STR("cantref entity explain "));
    } else {
        buf_add(out, STR("cantref explain "));
        words_add(out, str_of(r->in->folder ? r->in->folder : "linked"), SIZE_MAX);
        buf_add_char(out, ' ');
    }
    add_place(r, left, out);
    buf_add_char(out, ' ');
    add_place(r, right, out);
    buf_add_char(out, '\n');
}

void entity_explanation_write(const struct report *r, uint32_t mention,
                              const struct explanation_style *style, struct buf *out)
{
    size_t width = style->width < EXPLANATION_WIDTH_MIN ? EXPLANATION_WIDTH_MIN : style->width;
    char text[FIGURE_TEXT_MAX];
    struct buf line = {0};
    struct story story;
    story_make(r, mention, &story);
    story_title(r, &story, &line);
    add_wrapped(buf_str(&line), 0, width, out);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < story.step_count; i++) {
        add_step(r, &story, i, width, out);
    }
    line.len = 0;
    if (story.mention_count > story.step_count) {
        buf_printf(&line, say(r, "… and %s more: entities.csv has them all."),
                   figure_text(story.mention_count - story.step_count, text));
        add_wrapped(buf_str(&line), 4, width, out);
    } else if (story.mention_count == 1) {
        buf_printf(&line,
                   say(r, "Nothing else was found that is the same. That it stands alone: %s."),
                   say(r, odds_text((double)r->in->run->partition.confidence[mention], text)));
        add_wrapped(buf_str(&line), 4, width, out);
    }
    add_doubts(r, &story, width, out);
    add_next(r, &story, out);
    story_free(&story);
    buf_free(&line);
}
