/* html_overlap.c - what was read and found, and which systems know the same people. */
#include "html_sections.h"

#include "svg_upset.h"
#include "truth.h"
#include "wording.h"

#include <math.h>
#include <stdlib.h>

enum { COMBINATIONS_LISTED = 64 };

/* ---- counts */

const char *kind_heading(int kind)
{
    static const char *const names[MENTION_KINDS] = {
        TO_SAY("People"),     TO_SAY("Organisations"),         TO_SAY("Estates of people who died"),
        TO_SAY("Properties"), TO_SAY("Of no recognised kind"), TO_SAY("Nobody (the occupier)")};
    return names[kind];
}

void section_counts(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("System"), "#" TO_SAY("Rows"),
                                           "#" TO_SAY("Rejected"), TO_SAY("Each row was taken for"),
                                           NULL};
    static const char *const kinds[] = {TO_SAY("Kind"), "#" TO_SAY("Mentions in rows"),
                                        "#" TO_SAY("Different ones"), NULL};
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
            page_row_head(page, str_of(say(r, kind_heading(kind))));
            page_figure(page, o->mentions[kind]);
            page_figure(page, o->entities[kind]);
            page_row_end(page);
        }
    }
    page_table_end(page);
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

/* ---- combinations */

struct combination {
    uint64_t sets, count;
};

/* Most first; of equals the one of fewer systems, then by them. */
static int compare_combinations(const void *a, const void *b)
{
    const struct combination *x = a;
    const struct combination *y = b;
    int by_sets = __builtin_popcountll(x->sets) - __builtin_popcountll(y->sets);
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return by_sets != 0 ? by_sets : x->sets < y->sets ? -1 : x->sets > y->sets;
}

static size_t combinations_of(const struct overview *o, struct combination **ret)
{
    size_t count = 0;
    size_t systems = o->source_count < COMBINED_MAX ? o->source_count : COMBINED_MAX;
    *ret = mem_must_array((size_t)1 << systems, sizeof **ret);
    for (size_t sets = 1; sets < (size_t)1 << systems; sets++) {
        if (o->combined[sets] > 0) {
            (*ret)[count++] = (struct combination){sets, o->combined[sets]};
        }
    }
    qsort(*ret, count, sizeof **ret, compare_combinations);
    return count;
}

static void combination_names(const struct report *r, uint64_t sets, struct buf *out)
{
    for (size_t t = 0; t < r->in->table_count && t < COMBINED_MAX; t++) {
        if (sets >> t & 1) {
            buf_add(out, out->len > 0 ? STR(" + ") : STR(""));
            buf_add(out, r->in->tables[t].name);
        }
    }
}

static struct str figure_kept(struct arena *arena, uint64_t value)
{
    char text[FIGURE_TEXT_MAX];
    return arena_str(arena, str_of(figure_text(value, text)));
}

static void draw_upset(struct page *page, const struct report *r, const struct overview *o,
                       const struct combination *combinations, size_t count)
{
    struct arena texts = {0};
    size_t systems = o->source_count < COMBINED_MAX ? o->source_count : COMBINED_MAX;
    size_t columns = count < SVG_UPSET_COLUMNS ? count : SVG_UPSET_COLUMNS;
    struct svg_upset_set sets[COMBINED_MAX] = {{{0}, 0, {0}}};
    struct svg_upset_column shown[SVG_UPSET_COLUMNS] = {{0, 0, {0}}};
    for (size_t t = 0; t < systems; t++) {
        struct buf label = {0};
        words_add(&label, r->in->tables[t].name, SVG_UPSET_LABEL_CHARACTERS);
        uint64_t size = o->shared[t * o->source_count + t];
        sets[t] = (struct svg_upset_set){arena_str(&texts, buf_str(&label)), size,
                                         figure_kept(&texts, size)};
        buf_free(&label);
    }
    for (size_t c = 0; c < columns; c++) {
        shown[c] = (struct svg_upset_column){combinations[c].sets, combinations[c].count,
                                             figure_kept(&texts, combinations[c].count)};
    }
    struct str caption = str_of(
        columns < count
            ? say(r, "How many are known to exactly these systems: the commonest combinations")
            : say(r, "How many are known to exactly these systems"));
    struct buf first = {0};
    combination_names(r, combinations[0].sets, &first);
    struct str description =
        arena_printf(&texts, say(r, "The commonest combination is %.*s, with %.*s."),
                     PRI(buf_str(&first)), PRI(shown[0].text));
    struct svg_upset chart = {page_chart_begin(page, caption, description), sets, systems, shown,
                              columns};
    svg_upset_write(&chart, &page->out);
    page_chart_end(page);
    buf_free(&first);
    arena_free(&texts);
}

static void combinations_table(struct page *page, const struct report *r,
                               const struct combination *combinations, size_t count)
{
    static const char *const headings[] = {TO_SAY("Known to exactly"), "#" TO_SAY("How many"),
                                           "#" TO_SAY("Share"), NULL};
    struct buf names = {0};
    uint64_t all = 0;
    for (size_t c = 0; c < count; c++) {
        all += combinations[c].count;
    }
    page_table_begin(page, str_of(say(r, "How many are known to exactly these systems")), headings);
    for (size_t c = 0; c < count && c < COMBINATIONS_LISTED; c++) {
        names.len = 0;
        combination_names(r, combinations[c].sets, &names);
        page_row(page);
        page_row_head(page, buf_str(&names));
        page_figure(page, combinations[c].count);
        page_share(page, (double)combinations[c].count / (double)all);
        page_row_end(page);
    }
    page_table_end(page);
    buf_free(&names);
}

static void both_systems_table(struct page *page, const struct report *r, const struct overview *o)
{
    size_t shown = o->source_count < OVERLAP_SHOWN ? o->source_count : OVERLAP_SHOWN;
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

void section_overlap(struct page *page, const struct report *r, const struct overview *o)
{
    struct combination *combinations = NULL;
    size_t count = combinations_of(o, &combinations);
    if (o->source_count > 1 && count > 0) {
        page_html(page,
                  say(r,
                      "<p>Each column is of those whom exactly the systems with a full dot know, "
                      "and no other; so all columns together are everybody. The bars on the left "
                      "are all whom a system knows.</p>\n"));
        draw_upset(page, r, o, combinations, count);
        if (o->source_count > COMBINED_MAX) {
            page_html(page, say(r, "<p>Of the first %d systems.</p>\n"), COMBINED_MAX);
        }
        page_fold_begin(page, say(r, "Show every combination as a table"));
        combinations_table(page, r, combinations, count);
        page_fold_end(page);
    }
    overlap_bars(page, r, o);
    if (o->source_count > 1) {
        page_fold_begin(page, say(r, "Show how many each two systems share"));
        both_systems_table(page, r, o);
        page_fold_end(page);
    }
    mem_free(combinations);
}
