/* html_pairs.c - two mentions side by side, their differences marked: the most doubtful pairs, and
 * examples of each zone. */
#include "html_sections.h"

#include "explain.h"
#include "text.h"
#include "wording.h"

#include <math.h>

/* "2015-08-04/2021-07-02" as people write it. */
static void stay_text(const struct report *r, size_t m, struct buf *ret)
{
    struct str stay = mention_text(r->in->mentions, m, FIELD_STAY);
    ptrdiff_t slash = str_find(stay, STR("/"));
    if (slash < 0) {
        buf_add(ret, stay);
        return;
    }
    struct str from = str_slice(stay, 0, (size_t)slash);
    struct str to = str_slice(stay, (size_t)slash + 1, stay.len);
    buf_add(ret, from);
    buf_add(ret, STR(" – "));
    buf_add(ret, to);
}

/* "catherine brown;jacob brown" as people write it. */
static void companion_text(const struct report *r, size_t m, struct buf *ret)
{
    struct str rest = mention_text(r->in->mentions, m, FIELD_COMPANION);
    struct str name;
    size_t from = ret->len;
    while (str_next_token(&rest, ';', &name)) {
        buf_add(ret, ret->len > from ? STR(", ") : STR(""));
        report_capitals(FIELD_NAME, str_trim(name), ret);
    }
}

void pair_value(const struct report *r, size_t m, int field, struct buf *ret)
{
    if (field == FIELD_NAME) {
        report_name(r, m, ret);
    } else if (field == FIELD_STAY) {
        stay_text(r, m, ret);
    } else if (field == FIELD_COMPANION) {
        companion_text(r, m, ret);
    } else if (field == FIELD_POSTCODE) {
        report_address(r, m, ret);
    } else {
        report_value(r, m, field, ret);
    }
}

void place_text(const struct report *r, size_t m, struct buf *ret)
{
    buf_add(ret, report_source_name(r, m));
    buf_add_char(ret, ' ');
    buf_printf(ret, say(r, "row %u"), report_row_number(r, m));
    if (r->number[m] > 1) {
        buf_add(ret, STR(", "));
        buf_printf(ret, say(r, "mention %u"), r->number[m]);
    }
}

/* ---- doubtful pairs */

static bool has_word(struct str text, struct str wanted)
{
    struct str word;
    while (str_next_token(&text, ' ', &word)) {
        if (str_eq(word, wanted)) {
            return true;
        }
    }
    return false;
}

/* The same of a list with commas. */
static bool has_word_bare(struct str text, struct str wanted)
{
    struct str part;
    while (str_next_token(&text, ',', &part)) {
        if (has_word(part, wanted)) {
            return true;
        }
    }
    return false;
}

/* Words of a name that are among its standardised ones, titles are not, and that the other side
 * lacks are marked. */
static void marked_name(struct page *page, const struct report *r, const uint32_t side[2],
                        struct str shown)
{
    struct str mine = mention_text(r->in->mentions, side[0], FIELD_NAME);
    struct str other = mention_text(r->in->mentions, side[1], FIELD_NAME);
    struct str word;
    struct text folded;
    bool first = true;
    bool inside = false;
    while (str_next_token(&shown, ' ', &word)) {
        text_fold(word, &folded);
        struct str key = text_str(&folded);
        inside = inside || word.ptr[0] == '('; /* the whole cell, behind one of its people */
        bool differs = !inside && key.len > 0 && has_word(mine, key) && !has_word(other, key);
        page_html(page, first ? "" : " ");
        page_html(page, differs ? "<mark>" : "");
        page_text(page, word);
        page_html(page, differs ? "</mark>" : "");
        first = false;
    }
}

/* Parts of an address that are not the same once standardised are marked. */
static void marked_address(struct page *page, const struct report *r, const uint32_t side[2])
{
    static const int parts[] = {FIELD_PREMISE, FIELD_STREET, FIELD_TOWN, FIELD_POSTCODE};
    const struct mention_table *t = r->in->mentions;
    struct buf text = {0};
    bool first = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint32_t mine = mention_value(t, side[0], parts[i]);
        uint32_t other = mention_value(t, side[1], parts[i]);
        if (mine == 0) {
            continue;
        }
        text.len = 0;
        report_value(r, side[0], parts[i], &text);
        bool differs = other != 0 && mine != other;
        page_html(page, first ? "" : parts[i] == FIELD_STREET ? " " : ", ");
        page_html(page, differs ? "<mark>" : "");
        page_text(page, buf_str(&text));
        page_html(page, differs ? "</mark>" : "");
        first = false;
    }
    buf_free(&text);
}

static bool is_inside_character(struct str s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80;
}

/* All but the same beginning and the same end is marked. */
static void marked_middle(struct page *page, struct str mine, struct str other)
{
    size_t least = mine.len < other.len ? mine.len : other.len;
    size_t from = 0;
    size_t end = 0;
    while (from < least && ascii_lower(mine.ptr[from]) == ascii_lower(other.ptr[from])) {
        from++;
    }
    while (is_inside_character(mine, from)) {
        from--;
    }
    while (end < least - from && ascii_lower(mine.ptr[mine.len - 1 - end]) ==
                                     ascii_lower(other.ptr[other.len - 1 - end])) {
        end++;
    }
    while (end > 0 && is_inside_character(mine, mine.len - end)) {
        end--;
    }
    page_text(page, str_slice(mine, 0, from));
    if (mine.len - end > from) {
        page_html(page, "<mark>");
        page_text(page, str_slice(mine, from, mine.len - end));
        page_html(page, "</mark>");
    }
    page_text(page, str_slice(mine, mine.len - end, mine.len));
}

/* Words that the other lacks are marked. */
static void marked_words(struct page *page, struct str mine, struct str other)
{
    struct str word;
    bool first = true;
    while (str_next_token(&mine, ' ', &word)) {
        bool comma = word.ptr[word.len - 1] == ',';
        struct str bare = str_slice(word, 0, word.len - comma);
        bool differs = !has_word_bare(other, bare);
        page_html(page, first ? "" : " ");
        page_html(page, differs ? "<mark>" : "");
        page_text(page, bare);
        page_html(page, differs ? "</mark>" : "");
        page_html(page, comma ? "," : "");
        first = false;
    }
}

/* side[0] is the mention whose value it is, side[1] the other. */
static void marked_value(struct page *page, const struct report *r, const uint32_t side[2],
                         int field, struct str mine, struct str other)
{
    const struct mention_table *t = r->in->mentions;
    if (field == FIELD_NAME) {
        marked_name(page, r, side, mine);
    } else if (field == FIELD_POSTCODE) {
        marked_address(page, r, side);
    } else if (other.len > 0 && (field == FIELD_STAY || field == FIELD_COMPANION)) {
        marked_words(page, mine, other);
    } else if (other.len == 0 ||
               mention_value(t, side[0], field) == mention_value(t, side[1], field)) {
        page_text(page, mine);
    } else {
        marked_middle(page, mine, other);
    }
}

static void marked_cell(struct page *page, const struct report *r, const uint32_t side[2],
                        int field, struct str mine, struct str other)
{
    page_cell_begin(page);
    marked_value(page, r, side, field, mine, other);
    page_html(page, "</td>");
}

static struct str feature_label(const struct report *r, int field)
{
    return field == FIELD_POSTCODE ? str_of(say(r, "Address")) : report_field_label(r, field);
}

/* A row where both sides say something; otherwise the field is added to *one_sided. */
static void pair_row(struct page *page, const struct report *r, const uint32_t side[2], int field,
                     const char *level, struct buf *one_sided)
{
    const uint32_t turned[2] = {side[1], side[0]};
    struct buf left = {0};
    struct buf right = {0};
    pair_value(r, side[0], field, &left);
    pair_value(r, side[1], field, &right);
    if (left.len > 0 && right.len > 0) {
        page_row(page);
        page_row_head(page, feature_label(r, field));
        marked_cell(page, r, side, field, buf_str(&left), buf_str(&right));
        marked_cell(page, r, turned, field, buf_str(&right), buf_str(&left));
        struct buf agreement = {0};
        if (strcmp(level, "missing") != 0) {
            say_made(r, str_of(level), &agreement);
        } else { /* both are there, but linking let them say nothing */
            buf_add(&agreement,
                    str_of(field == FIELD_POSTCODE
                               ? say(r, "not counted: one had left by the time of the other")
                               : say(r, "not counted")));
        }
        page_cell(page, buf_str(&agreement));
        buf_free(&agreement);
        page_row_end(page);
    } else if (left.len + right.len > 0) {
        buf_add(one_sided, one_sided->len > 0 ? STR(", ") : STR(""));
        struct str label = feature_label(r, field);
        bool initials = label.len > 1 && label.ptr[1] >= 'A' && label.ptr[1] <= 'Z';
        buf_add_char(one_sided, initials || field == FIELD_NATIONAL_INSURANCE
                                    ? label.ptr[0]
                                    : ascii_lower(label.ptr[0]));
        buf_add(one_sided, str_slice(label, 1, label.len));
    }
    buf_free(&left);
    buf_free(&right);
}

static void doubtful_pair(struct page *page, const struct report *r, size_t rank)
{
    const struct run *run = r->in->run;
    const struct scored_pair *pair = &run->partition.reviews[rank];
    uint32_t side[2] = {pair->left < pair->right ? pair->left : pair->right,
                        pair->left < pair->right ? pair->right : pair->left};
    const struct feature_set *features =
        &run->model.kinds[run->mentions->places[side[0]].kind].features;
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf text[2] = {{0}, {0}};
    struct buf one_sided = {0};
    char odds[FIGURE_TEXT_MAX];
    if (explain_pair(run, side[0], side[1], e) != 0) {
        mem_exhausted();
    }
    for (int s = 0; s < 2; s++) {
        place_text(r, side[s], &text[s]);
        buf_add_char(&text[s], '\0');
    }
    const char *headings[] = {TO_SAY("Field"), text[0].ptr, text[1].ptr, TO_SAY("How they agree"),
                              NULL};
    page_html(page, say(r, "<div class=\"pair\">\n<h3>Pair %zu</h3>\n"), rank + 1);
    page_html(page,
              e->same_entity ? say(r, "<p>That they are the same: %s. They were linked.</p>\n")
                             : say(r, "<p>That they are the same: %s. They were kept apart.</p>\n"),
              say(r, odds_text((double)pair->probability, odds)));
    char caption[64];
    snprintf(caption, sizeof caption, say(r, "Pair %zu side by side"), rank + 1);
    page->stacked = true;
    page_table_begin(page, str_of(caption), headings);
    for (int f = 0; f < features->count && f < e->row_count; f++) {
        if (features->features[f].field >= 0) {
            pair_row(page, r, side, features->features[f].field, e->rows[f].level, &one_sided);
        }
    }
    page_table_end(page);
    page->stacked = false;
    if (one_sided.len > 0) {
        page_html(page, say(r, "<p>Only one of the two gives: "));
        page_text(page, buf_str(&one_sided));
        page_html(page, ".</p>\n");
    }
    page_html(page, "</div>\n");
    buf_free(&one_sided);
    buf_free(&text[0]);
    buf_free(&text[1]);
    mem_free(e);
}

void section_doubtful(struct page *page, const struct report *r, const struct overview *o)
{
    (void)o;
    size_t count = r->in->run->partition.review_count;
    if (count == 0) {
        page_html(page,
                  say(r, "<p>No pair is near the line between the same and not the same.</p>\n"));
        return;
    }
    page_html(page, say(r,
                        "<p>Where a person’s answer is worth most. Differences are "
                        "<mark>marked</mark>. More are in review.csv.</p>\n"));
    for (size_t i = 0; i < count && i < DOUBTFUL_SHOWN; i++) {
        doubtful_pair(page, r, i);
    }
}

/* ---- compact rows */

/* What a pair is known by, in a compact row. */
static const int compact_fields[] = {FIELD_NAME,  FIELD_BIRTH_DATE, FIELD_POSTCODE,
                                     FIELD_PHONE, FIELD_NHS_NUMBER, FIELD_NATIONAL_INSURANCE};

void pair_rows_begin(struct page *page, struct str caption)
{
    static const char *const headings[] = {TO_SAY("Pair"), TO_SAY("One"), TO_SAY("The other"),
                                           TO_SAY("Outcome"), NULL};
    page->stacked = true;
    page_table_begin(page, caption, headings);
}

void pair_rows_end(struct page *page)
{
    page_table_end(page);
    page->stacked = false;
}

static void compact_cell(struct page *page, const struct report *r, const uint32_t side[2])
{
    struct buf mine = {0};
    struct buf other = {0};
    page_cell_begin(page);
    for (size_t i = 0; i < sizeof compact_fields / sizeof *compact_fields; i++) {
        mine.len = other.len = 0;
        pair_value(r, side[0], compact_fields[i], &mine);
        pair_value(r, side[1], compact_fields[i], &other);
        if (mine.len > 0) {
            page_html(page, "<span class=\"said\">");
            marked_value(page, r, side, compact_fields[i], buf_str(&mine), buf_str(&other));
            page_html(page, "</span>");
        }
    }
    mine.len = 0;
    place_text(r, side[0], &mine);
    page_html(page, "<span class=\"where\">");
    page_text(page, buf_str(&mine));
    page_html(page, "</span></td>");
    buf_free(&mine);
    buf_free(&other);
}

void pair_row_compact(struct page *page, const struct report *r, struct str heading, uint32_t left,
                      uint32_t right, struct str remark)
{
    const uint32_t side[2] = {left < right ? left : right, left < right ? right : left};
    const uint32_t turned[2] = {side[1], side[0]};
    page_row(page);
    page_row_head(page, heading);
    compact_cell(page, r, side);
    compact_cell(page, r, turned);
    page_cell(page, remark);
    page_row_end(page);
}

/* ---- examples of each zone */

static void zone_examples(struct page *page, const struct report *r, int zone)
{
    static const char *const titles[ZONES] = {TO_SAY("Not to link"), TO_SAY("To ask"),
                                              TO_SAY("To link")};
    static const char *const folds[ZONES] = {TO_SAY("Show pairs that are not to link"),
                                             TO_SAY("Show pairs to ask about"),
                                             TO_SAY("Show pairs to link")};
    static const char *const captions[ZONES] = {TO_SAY("Pairs that are not to link"),
                                                TO_SAY("Pairs to ask about"),
                                                TO_SAY("Pairs to link")};
    const struct zones *z = &r->in->run->zones[r->main_kind];
    page_heading(page, 3, NULL, say(r, titles[zone]));
    if (z->example_count[zone] == 0) {
        page_html(page, say(r, "<p>There are none.</p>\n"));
        return;
    }
    page_fold_begin(page, say(r, folds[zone]));
    pair_rows_begin(page, str_of(say(r, captions[zone])));
    for (size_t i = 0; i < z->example_count[zone]; i++) {
        const struct zone_pair *pair = &z->examples[zone][i];
        char bits[FIGURE_TEXT_MAX];
        char odds[FIGURE_TEXT_MAX];
        struct buf heading = {0};
        buf_printf(&heading, say(r, "%s bits"), bits_text(pair->weight, bits));
        struct buf remark = {0};
        double probability = 1 / (1 + exp2(-(double)pair->weight / WEIGHT_ONE));
        buf_printf(&remark,
                   pair->linked ? say(r, "one and the same (the pair by itself: %s)")
                                : say(r, "kept apart (the pair by itself: %s)"),
                   say(r, odds_text(probability, odds)));
        pair_row_compact(page, r, buf_str(&heading), pair->left, pair->right, buf_str(&remark));
        buf_free(&heading);
        buf_free(&remark);
    }
    pair_rows_end(page);
    page_fold_end(page);
}

void section_zone_examples(struct page *page, const struct report *r, const struct overview *o)
{
    (void)o;
    page_html(page,
              say(r,
                  "<p>Picked by chance from all over each zone, the surest first, and the same on "
                  "every run. Count those that you would have answered otherwise: that is the "
                  "quickest check of all on this page.</p>\n"));
    for (int zone = ZONES - 1; zone >= 0; zone--) {
        zone_examples(page, r, zone);
    }
}
