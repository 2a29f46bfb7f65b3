/* html_weights.c - m and u: how often each agreement is met among those that are the same, and
 * among others, and what it weighs for that. */
#include "html_sections.h"

#include "svg_bars.h"
#include "wording.h"

#include <math.h>
#include <stdlib.h>

struct level_line {
    int level;
    double pairs;        /* candidates at this level */
    double match, other; /* its share among those that are the same, and among the rest */
    double bits;
};

/* Shares within the level's group: levels with the same parts missing are compared with one
 * another. */
static struct level_line level_line_of(const struct kind_model *m, int f, int level)
{
    const struct feature *feature = &m->features.features[f];
    const struct estimate *e = &m->estimate;
    struct level_line line = {.level = level};
    double match_group = 0;
    double other_group = 0;
    for (int i = 0; i < feature->levels; i++) {
        double other = 0;
        for (int c = 1; c < e->class_count; c++) {
            other += e->share[c] * (double)e->classes[c].share[f][i];
        }
        if (feature->group[i] == feature->group[level]) {
            match_group += (double)e->classes[0].share[f][i];
            other_group += other;
        }
        line.other = i == level ? other : line.other;
    }
    line.match = match_group > 0 ? (double)e->classes[0].share[f][level] / match_group : 0;
    line.other = other_group > 0 ? line.other / other_group : 0;
    line.bits = line.match > 0 && line.other > 0 ? log2(line.match / line.other) : 0;
    return line;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct level_line *x = a;
    const struct level_line *y = b;
    return x->pairs != y->pairs ? (x->pairs > y->pairs ? -1 : 1) : x->level - y->level;
}

static int compare_bits(const void *a, const void *b)
{
    const struct level_line *x = a;
    const struct level_line *y = b;
    return x->bits != y->bits ? (x->bits > y->bits ? -1 : 1) : x->level - y->level;
}

/* The commonest levels of a feature, those that speak most for a match first. */
static int choose_levels(const struct kind_model *m, const struct patterns *patterns, int f,
                         struct level_line ret[FEATURE_LEVELS_MAX])
{
    int features = m->features.count;
    int count = 0;
    double pairs[FEATURE_LEVELS_MAX] = {0};
    for (size_t p = 0; p < patterns->count; p++) {
        pairs[patterns->levels[p * (size_t)features + (size_t)f]] += patterns->pairs[p];
    }
    for (int level = 1; level < m->features.features[f].levels; level++) {
        if (pairs[level] > 0) {
            ret[count] = level_line_of(m, f, level);
            ret[count++].pairs = pairs[level];
        }
    }
    qsort(ret, (size_t)count, sizeof *ret, compare_pairs);
    count = count < LEVELS_SHOWN ? count : LEVELS_SHOWN;
    qsort(ret, (size_t)count, sizeof *ret, compare_bits);
    return count;
}

/* What a level says; of two mentions in one source, which source. */
static void level_text(const struct report *r, const struct feature *feature, int level,
                       struct buf *ret)
{
    char text[FEATURE_TEXT_MAX];
    say_made(r, str_of(feature_level_text(feature, level, text)), ret);
    size_t source = (size_t)(level - SOURCE_ROW_SAME - 1);
    if (feature->field < 0 && level > SOURCE_ROW_SAME && source < r->in->table_count) {
        buf_add(ret, STR(": "));
        buf_add(ret, r->in->tables[source].name);
    }
}

static void draw_levels(struct page *page, const struct report *r, const struct feature *feature,
                        const struct level_line *lines, int count, struct str caption)
{
    struct svg_bar bars[LEVELS_SHOWN] = {{{0}, {0, 0}, {{0}, {0}}}};
    struct arena texts = {0};
    for (int i = 0; i < count; i++) {
        const double shares[2] = {lines[i].match, lines[i].other};
        struct buf label = {0};
        level_text(r, feature, lines[i].level, &label);
        bars[i].label = arena_str(&texts, buf_str(&label));
        for (int s = 0; s < 2; s++) {
            char text[FIGURE_TEXT_MAX];
            bars[i].value[s] = shares[s];
            bars[i].text[s] = arena_str(&texts, str_of(percent_text(shares[s], text)));
        }
        buf_free(&label);
    }
    struct svg_bars chart = {
        page_chart_begin(
            page, caption,
            str_of(say(r,
                       "For each level two bars: its share of pairs that are the same, "
                       "and of pairs that are not."))),
        bars,
        (size_t)count,
        {str_of(say(r, "of the same")), str_of(say(r, "of others"))},
        1,
        0};
    svg_bars_write(&chart, &page->out);
    page_chart_end(page);
    arena_free(&texts);
}

static void levels_table(struct page *page, const struct report *r, const struct feature *feature,
                         const struct level_line *lines, int count, struct str caption)
{
    static const char *const headings[] = {TO_SAY("Level"),
                                           "#" TO_SAY("Pairs compared"),
                                           "#" TO_SAY("Of the same"),
                                           "#" TO_SAY("Of others"),
                                           "#" TO_SAY("Weight, bits"),
                                           TO_SAY("Against ◂ ▸ for"),
                                           NULL};
    double most = 10;
    for (int i = 0; i < count; i++) {
        most = fmax(most, fabs(lines[i].bits));
    }
    page_table_begin(page, caption, headings);
    for (int i = 0; i < count; i++) {
        char bits[FIGURE_TEXT_MAX];
        struct buf head = {0};
        page_row(page);
        level_text(r, feature, lines[i].level, &head);
        page_row_head(page, buf_str(&head));
        buf_free(&head);
        page_figure(page, (uint64_t)llround(lines[i].pairs));
        page_share(page, lines[i].match);
        page_share(page, lines[i].other);
        bool never = lines[i].match <= 0 && lines[i].other > 0;
        page_html(page, "<td class=\"n\">%s</td>",
                  never ? say(r, "never the same")
                        : bits_text((int32_t)lround(lines[i].bits * WEIGHT_ONE), bits));
        page_bar_signed(page, never ? -most : lines[i].bits, most);
        page_row_end(page);
    }
    page_table_end(page);
}

static void feature_weights(struct page *page, const struct report *r, int kind, int f)
{
    const struct kind_model *m = &r->in->run->model.kinds[kind];
    const struct feature *feature = &m->features.features[f];
    struct level_line *lines = mem_must_array(FEATURE_LEVELS_MAX, sizeof *lines);
    int count = choose_levels(m, &r->in->run->linkings[kind].patterns, f, lines);
    struct buf caption = {0};
    say_made(r, feature_name(feature, r->in->mentions), &caption);
    if (caption.len > 0) {
        caption.ptr[0] = ascii_upper(caption.ptr[0]);
    }
    if (count > 0) {
        page_html(page, "<div>\n");
        draw_levels(page, r, feature, lines, count, buf_str(&caption));
        page_fold_begin(page, say(r, "Show this as a table, with weights"));
        levels_table(page, r, feature, lines, count, buf_str(&caption));
        page_fold_end(page);
        page_html(page, "</div>\n");
    }
    buf_free(&caption);
    mem_free(lines);
}

void section_weights(struct page *page, const struct report *r, const struct overview *o)
{
    (void)o;
    const struct kind_model *m = &r->in->run->model.kinds[r->main_kind];
    if (m->features.count == 0 || r->in->run->linkings[r->main_kind].pairs.count == 0) {
        page_html(page, say(r, "<p>No two mentions were alike enough to be compared.</p>\n"));
        return;
    }
    page_html(page,
              say(r,
                  "<p>Agreement speaks for two mentions being the same by as much as it is "
                  "commoner among those that are than among those that are not: the full bar "
                  "against the outlined one. Each bit doubles the odds; a minus halves them. "
                  "%s</p>\n"),
              m->learnt ? say(r, "These weights were learnt from this data, without known answers.")
                        : say(r,
                              "There was too little data to learn from: these are stated in "
                              "advance."));
    page_html(page, "<div class=\"twos\">\n");
    for (int f = 0; f < m->features.count; f++) {
        feature_weights(page, r, r->main_kind, f);
    }
    page_html(page, "</div>\n");
}
