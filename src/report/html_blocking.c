/* html_blocking.c - which pairs were compared out of all that there are, and how many that are the
 * same may never have been. */
#include "html_sections.h"

#include "svg_bars.h"
#include "wording.h"

#include <math.h>
#include <stdio.h>

/* Estimated matches met by exactly two keys, under which nothing is told from them; and keys. */
enum { MET_TWICE_MIN = 10, KEYS_MIN = 3 };

/* struct missed - matches by how often keys met them, each pair counted by its probability. */
struct missed {
    double met, once, twice;
    double never; /* at least; NaN: can't be told */
};

/* Chao's lower bound from captures and recaptures: once² / (2 × twice). A. Chao, Biometrics 43,
 * 1987. */
static struct missed missed_of(const struct linking *l, const struct kind_model *m)
{
    struct missed ret = {0, 0, 0, NAN};
    for (size_t p = 0; p < l->patterns.count; p++) {
        double probability = 1 / (1 + exp2(-(double)l->weights[p] / WEIGHT_ONE));
        ret.met += l->patterns.pairs[p] * probability;
        ret.once += l->patterns.met_once[p] * probability;
        ret.twice += l->patterns.met_twice[p] * probability;
    }
    if (ret.twice >= MET_TWICE_MIN && m->plan.key_count >= KEYS_MIN) {
        ret.never = ret.once * ret.once / (2 * ret.twice);
    }
    return ret;
}

/* ---- keys */

struct key_line {
    int key;
    uint64_t pairs;
};

/* Most pairs first; of equals the one planned first. */
static int keys_by_pairs(const struct report *r, int kind, struct key_line ret[KEYS_MAX])
{
    int count = r->in->run->model.kinds[kind].plan.key_count;
    for (int k = 0; k < count; k++) {
        struct key_line line = {k, r->in->run->linkings[kind].key_pairs[k]};
        int at = k;
        for (; at > 0 && ret[at - 1].pairs < line.pairs; at--) {
            ret[at] = ret[at - 1];
        }
        ret[at] = line;
    }
    return count;
}

static void key_said(const struct report *r, int kind, int key, struct buf *ret)
{
    char text[KEY_TEXT_MAX];
    const struct plan *plan = &r->in->run->model.kinds[kind].plan;
    say_made(r, str_of(key_text(&plan->keys[key].key, r->in->mentions, text)), ret);
}

static void keys_table(struct page *page, const struct report *r, int kind)
{
    static const char *const headings[] = {TO_SAY("Two mentions that share"), "#" TO_SAY("Pairs"),
                                           NULL};
    struct key_line lines[KEYS_MAX];
    int count = keys_by_pairs(r, kind, lines);
    char caption[120];
    snprintf(caption, sizeof caption, say(r, "What made two mentions worth comparing: %s"),
             say(r, report_kind_text(kind)));
    page_table_begin(page, str_of(caption), headings);
    for (int k = 0; k < count; k++) {
        struct buf key = {0};
        key_said(r, kind, lines[k].key, &key);
        page_row(page);
        page_row_head(page, buf_str(&key));
        page_figure(page, lines[k].pairs);
        page_row_end(page);
        buf_free(&key);
    }
    page_table_end(page);
}

static const char *kind_fold(int kind)
{
    return kind == MENTION_PERSON         ? TO_SAY("Show the keys for people")
           : kind == MENTION_ORGANISATION ? TO_SAY("Show the keys for organisations")
           : kind == MENTION_ESTATE       ? TO_SAY("Show the keys for estates")
                                          : TO_SAY("Show the keys for all else");
}

static void draw_keys(struct page *page, const struct report *r, int kind)
{
    struct svg_bar bars[KEYS_MAX] = {{{0}, {0, 0}, {{0}, {0}}}};
    struct key_line lines[KEYS_MAX];
    struct arena texts = {0};
    int count = keys_by_pairs(r, kind, lines);
    for (int k = 0; k < count; k++) {
        char figure[FIGURE_TEXT_MAX];
        struct buf label = {0};
        key_said(r, kind, lines[k].key, &label);
        bars[k].label = arena_str(&texts, buf_str(&label));
        bars[k].value[0] = (double)lines[k].pairs;
        bars[k].text[0] = arena_str(&texts, str_of(figure_text(lines[k].pairs, figure)));
        buf_free(&label);
    }
    struct svg_bars chart = {
        page_chart_begin(page, str_of(say(r, "Pairs that each key brought together")),
                         str_of(say(r, "A bar for each key, as in the table."))),
        bars,
        (size_t)count,
        {STR(""), STR("")},
        0,
        0};
    svg_bars_write(&chart, &page->out);
    page_chart_end(page);
    arena_free(&texts);
}

/* What there was to compare, and what was. */
static void write_cost(struct page *page, const struct report *r, int kind)
{
    const struct linking *l = &r->in->run->linkings[kind];
    const struct kind_model *m = &r->in->run->model.kinds[kind];
    double nodes = (double)l->nodes.count;
    double possible = nodes * (nodes - 1) / 2;
    char a[FIGURE_TEXT_MAX];
    char b[FIGURE_TEXT_MAX];
    char c[FIGURE_TEXT_MAX];
    char d[FIGURE_TEXT_MAX];
    figure_text(l->nodes.count, a);
    figure_text((uint64_t)possible, b);
    figure_text(l->pairs.count, c);
    figure_text(l->pairs.count > 0 ? (uint64_t)llround(possible / (double)l->pairs.count) : 0, d);
    page_html(
        page,
        say(r,
            "<p>%s different mentions make %s possible pairs. Those that share a key, such as "
            "one name and one year of birth, were compared, each once: %s, or 1 in %s.</p>\n"),
        a, b, c, d);
    page_html(page,
              say(r,
                  "<p>An estimated %s of the compared pairs are the same. %s Mentions were linked "
                  "while the average weight between all of one and all of the other stayed over %s "
                  "bits.</p>\n"),
              percent_text(m->estimate.share[0], b),
              !m->learnt
                  ? say(r, "There was too little to learn from, so stated weights were used.")
              : m->estimate.converged
                  ? say(r, "Learning settled.")
                  : say(r, "Learning did not fully settle; treat the figures with care."),
              bits_text(m->cut, c));
}

static void write_missed(struct page *page, const struct report *r, int kind)
{
    const struct missed missed =
        missed_of(&r->in->run->linkings[kind], &r->in->run->model.kinds[kind]);
    char a[FIGURE_TEXT_MAX];
    char b[FIGURE_TEXT_MAX];
    char c[FIGURE_TEXT_MAX];
    char d[FIGURE_TEXT_MAX];
    uint64_t closed = 0;
    const struct plan *plan = &r->in->run->model.kinds[kind].plan;
    for (int k = 0; k < plan->key_count; k++) {
        closed = plan->keys[k].closed_nodes > closed ? plan->keys[k].closed_nodes : closed;
    }
    page_heading(page, 3, NULL, say(r, "What may have been missed"));
    if (isnan(missed.never)) {
        page_html(page,
                  say(r,
                      "<p>How many pairs that are the same were never compared can’t be told: too "
                      "few were met by more keys than one.</p>\n"));
    } else {
        page_html(page,
                  say(r,
                      "<p>Of the pairs that are the same, about %s were met by one key alone and "
                      "%s by exactly two. From that, at least %s were never met, %s of all that "
                      "there are.</p>\n"),
                  figure_text((uint64_t)llround(missed.once), a),
                  figure_text((uint64_t)llround(missed.twice), b),
                  figure_text((uint64_t)llround(missed.never), c),
                  percent_text(missed.never / (missed.never + missed.met), d));
        page_html(page,
                  say(r,
                      "<p>This is how animals are counted by capture and recapture: the more that "
                      "are met only once, the more are met never (Chao 1987). It takes for granted "
                      "that keys meet pairs independently of one another. They don’t quite: who "
                      "has moved and married is hard for all of them. So it is the least, not the "
                      "likeliest. Some of these are linked all the same, through a third "
                      "mention.</p>\n"));
    }
    if (closed > 0) {
        page_html(page,
                  say(r,
                      "<p>%s mentions share a value so common, and so little else, that they were "
                      "not all compared by it.</p>\n"),
                  figure_text(closed, a));
    }
}

void section_blocking(struct page *page, const struct report *r, const struct overview *o)
{
    const struct run *run = r->in->run;
    (void)o;
    if (run->linkings[r->main_kind].pairs.count == 0) {
        page_html(page, say(r, "<p>No two mentions were alike enough to be compared.</p>\n"));
        return;
    }
    write_cost(page, r, r->main_kind);
    page_beside_begin(page);
    draw_keys(page, r, r->main_kind);
    keys_table(page, r, r->main_kind);
    page_beside_end(page);
    write_missed(page, r, r->main_kind);
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        if (kind != r->main_kind && run->linkings[kind].pairs.count > 0) {
            page_fold_begin(page, say(r, kind_fold(kind)));
            keys_table(page, r, kind);
            page_fold_end(page);
        }
    }
}
