/* html_report.c - the page: its opening, the doubtful pairs, the counts. */
#include "html_report.h"

#include "explain.h"
#include "html_sections.h"
#include "summary.h"
#include "text.h"
#include "truth.h"
#include "wording.h"

#include <math.h>

/* ---- shared pieces */

void pair_value(const struct report *r, size_t m, int field, struct buf *ret)
{
    if (field == FIELD_NAME) {
        report_name(r, m, ret);
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

/* ---- three sentences */

static void opening(struct page *page, const struct report *r, const struct overview *o)
{
    char text[FIGURE_TEXT_MAX];
    struct buf people = {0};
    struct buf line = {0};
    size_t systems = r->in->table_count;
    report_kind_count(r, o->entities[r->main_kind], r->main_kind, &people);
    if (systems == 1) {
        buf_printf(&line, say(r, "In your system there are %.*s."), PRI(buf_str(&people)));
    } else {
        buf_printf(&line, say(r, "In your %s systems there are %.*s."), figure_text(systems, text),
                   PRI(buf_str(&people)));
    }
    buf_add_char(&line, ' ');
    if (systems > 1) {
        buf_printf(&line,
                   say_count(r, o->in_several_sources, "%s is in two systems or more.",
                             "%s are in two systems or more."),
                   figure_text(o->in_several_sources, text));
    } else {
        buf_printf(&line,
                   say_count(r, o->twice_in_a_source, "%s is held more than once.",
                             "%s are held more than once."),
                   figure_text(o->twice_in_a_source, text));
    }
    buf_add_char(&line, ' ');
    sureness_write(r, &line);
    buf_add_char(&line, ' ');
    reviews_write(r, o, &line);
    page_html(page, "<p class=\"lead\">");
    page_text(page, buf_str(&line));
    page_html(page, "</p>\n");
    page_html(page, "<p class=\"note\">%s</p>\n",
              say(r,
                  "This page shows people’s details. Keep it as you would keep the systems "
                  "that they came from."));
    buf_free(&people);
    buf_free(&line);
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
    while (str_next_token(&shown, ' ', &word)) {
        text_fold(word, &folded);
        struct str key = text_str(&folded);
        bool differs = key.len > 0 && has_word(mine, key) && !has_word(other, key);
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

/* One side's cell; side[0] is its mention, side[1] the other. */
static void marked_cell(struct page *page, const struct report *r, const uint32_t side[2],
                        int field, struct str mine, struct str other)
{
    const struct mention_table *t = r->in->mentions;
    page_cell_begin(page);
    if (field == FIELD_NAME) {
        marked_name(page, r, side, mine);
    } else if (field == FIELD_POSTCODE) {
        marked_address(page, r, side);
    } else if (mention_value(t, side[0], field) == mention_value(t, side[1], field)) {
        page_text(page, mine);
    } else {
        marked_middle(page, mine, other);
    }
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
        say_made(r, str_of(level), &agreement);
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

static void section_doubtful(struct page *page, const struct report *r, const struct overview *o)
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

/* ---- counts */

static void section_counts(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("System"), "#" TO_SAY("Rows"),
                                           "#" TO_SAY("Rejected"), TO_SAY("Each row was taken for"),
                                           NULL};
    static const char *const kinds[] = {TO_SAY("Kind"), "#" TO_SAY("Mentions in rows"),
                                        "#" TO_SAY("Different ones"), NULL};
    static const char *const names[MENTION_KINDS] = {
        TO_SAY("People"),     TO_SAY("Organisations"),         TO_SAY("Estates of people who died"),
        TO_SAY("Properties"), TO_SAY("Of no recognised kind"), TO_SAY("Nobody (the occupier)")};
    static const char *const taken_for[MAPPING_KINDS] = {TO_SAY("people"), TO_SAY("organisations"),
                                                         TO_SAY("properties"), TO_SAY("things")};
    page_table_begin(page, str_of(say(r, "Systems that were read")), headings);
    for (size_t t = 0; t < r->in->table_count; t++) {
        page_row(page);
        page_row_head(page, r->in->tables[t].name);
        page_figure(page, r->in->tables[t].row_count);
        page_figure(page, r->in->sources ? r->in->sources[t].rejected : 0);
        page_cell(page, str_of(say(r, taken_for[r->in->mappings[t].kind])));
        page_row_end(page);
    }
    page_table_end(page);
    page_table_begin(page, str_of(say(r, "Whom and what the rows speak of")), kinds);
    for (int kind = 0; kind < MENTION_KINDS; kind++) {
        if (o->mentions[kind] > 0) {
            page_row(page);
            page_row_head(page, str_of(say(r, names[kind])));
            page_figure(page, o->mentions[kind]);
            page_figure(page, o->entities[kind]);
            page_row_end(page);
        }
    }
    page_table_end(page);
    if (o->entities[MENTION_PROPERTY] > 0) {
        char text[FIGURE_TEXT_MAX];
        page_html(page,
                  say(r,
                      "<p>%s of the properties have people. Who is together at one is in "
                      "households.csv.</p>\n"),
                  figure_text(o->households, text));
    }
    if (r->in->truth != NULL) {
        char a[FIGURE_TEXT_MAX];
        char b[FIGURE_TEXT_MAX];
        const struct truth_scores *s = r->in->truth;
        page_html(page,
                  say(r,
                      "<p>Against the known answers: %s of the links are right and %s of the "
                      "true ones were found (F1 %.3f, B-cubed F1 %.3f).</p>\n"),
                  percent_text(s->precision, a), percent_text(s->recall, b), s->f1, s->b3_f1);
    }
}

/* ---- overlap */

static void overlap_bars(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("System"),
                                           "#" TO_SAY("Knows"),
                                           "#" TO_SAY("Also known elsewhere"),
                                           "#" TO_SAY("Share"),
                                           TO_SAY("Dark: known elsewhere, too"),
                                           NULL};
    uint64_t most = 0;
    for (size_t t = 0; t < o->source_count; t++) {
        uint64_t knows = o->shared[t * o->source_count + t];
        most = knows > most ? knows : most;
    }
    page_table_begin(page, str_of(say(r, "How many each system knows")), headings);
    for (size_t t = 0; t < o->source_count; t++) {
        uint64_t knows = o->shared[t * o->source_count + t];
        uint64_t also = knows - o->only[t];
        page_row(page);
        page_row_head(page, r->in->tables[t].name);
        page_figure(page, knows);
        page_figure(page, also);
        page_share(page, knows ? (double)also / (double)knows : NAN);
        page_bar(page, (double)also, (double)knows, (double)most);
        page_row_end(page);
    }
    page_table_end(page);
}

static void section_overlap(struct page *page, const struct report *r, const struct overview *o)
{
    overlap_bars(page, r, o);
    size_t shown = o->source_count < OVERLAP_SHOWN ? o->source_count : OVERLAP_SHOWN;
    if (shown < 2) {
        return;
    }
    const char *headings[OVERLAP_SHOWN + 2] = {TO_SAY("System")};
    struct buf names[OVERLAP_SHOWN] = {{0}};
    for (size_t t = 0; t < shown; t++) {
        buf_add_char(&names[t], '#');
        buf_add(&names[t], r->in->tables[t].name);
        buf_add_char(&names[t], '\0');
        headings[t + 1] = names[t].ptr;
    }
    page_table_begin(page,
                     str_of(o->source_count > shown
                                ? say(r, "How many both systems know, of the first systems")
                                : say(r, "How many both systems know")),
                     headings);
    for (size_t a = 0; a < shown; a++) {
        page_row(page);
        page_row_head(page, r->in->tables[a].name);
        for (size_t b = 0; b < shown; b++) {
            page_figure(page, o->shared[a * o->source_count + b]);
        }
        page_row_end(page);
        buf_free(&names[a]);
    }
    page_table_end(page);
}

/* ---- the page */

static const struct {
    const char *id, *title;
    page_section *write;
} sections[] = {
    {"doubtful", TO_SAY("The most doubtful pairs"), section_doubtful},
    {"counts", TO_SAY("What was read and found"), section_counts},
    {"overlap", TO_SAY("Who is known to which system"), section_overlap},
    {"columns", TO_SAY("What was understood of each column"), section_columns},
    {"weights", TO_SAY("What the evidence weighs"), section_weights},
    {"sizes", TO_SAY("How often somebody is mentioned"), section_sizes},
    {"examples", TO_SAY("Three examples"), section_examples},
    {"method", TO_SAY("How it was done"), section_method},
    {"settings", TO_SAY("Settings"), section_settings},
    {"limits", TO_SAY("Limits"), section_limits},
};
enum { SECTION_COUNT = sizeof sections / sizeof sections[0] };

static void contents(struct page *page)
{
    page_html(page, "<nav aria-labelledby=\"contents\">\n");
    page_heading(page, 2, "contents", say(page->report, "More on this page"));
    page_html(page, "<ul>\n");
    for (size_t i = 1; i < SECTION_COUNT; i++) {
        page_html(page, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                  say(page->report, sections[i].title));
    }
    page_html(page, "</ul>\n</nav>\n");
}

static void closing(struct page *page, const struct report_input *in)
{
    page_html(page, "</main>\n<footer>");
    page_html(page, "<p>");
    page_html(page, say(page->report, "Made by Cantref %s"), in->version ? in->version : "");
    if (in->finished != NULL) {
        page_html(page, ", <time datetime=\"%s\">", in->finished);
        page_html(page, say(page->report, "finished %.10s at %.5s UTC"), in->finished,
                  in->finished + 11);
        page_html(page, "</time>");
    }
    page_html(page, ".</p></footer>\n");
}

void html_report_write(const struct report *r, const struct overview *o, FILE *stream)
{
    struct page page = {0};
    page_begin(&page, r, say(r, "What was linked, and how sure that is"));
    opening(&page, r, o);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        page_heading(&page, 2, sections[i].id, say(r, sections[i].title));
        sections[i].write(&page, r, o);
        if (i == 0) {
            contents(&page);
        }
    }
    closing(&page, r->in);
    page_end(&page);
    fwrite(page.out.ptr, 1, page.out.len, stream);
    buf_free(&page.out);
}
