/* summary.c - counts in sentences. */
#include "summary.h"

#include "truth.h"
#include "wording.h"

#include <math.h>

enum { SOURCES_NAMED = 6 };

/* "1,234 people", "1 person" */
static void add_count(struct buf *out, uint64_t count, const char *one, const char *several)
{
    char text[FIGURE_TEXT_MAX];
    buf_printf(out, "%s %s", figure_text(count, text), count == 1 ? one : several);
}

static void add_kind(struct buf *out, uint64_t count, int kind)
{
    add_count(out, count, report_kind_people(kind, false), report_kind_people(kind, true));
}

static void write_read(const struct report *r, const struct overview *o, struct buf *out)
{
    const struct report_input *in = r->in;
    char text[FIGURE_TEXT_MAX];
    buf_add(out, STR("Read "));
    add_count(out, o->rows, "row", "rows");
    buf_add(out, STR(" from "));
    add_count(out, in->table_count, "system", "systems");
    for (size_t t = 0; t < in->table_count && t < SOURCES_NAMED; t++) {
        buf_add(out, t == 0 ? STR(": ") : STR(", "));
        words_add(out, in->tables[t].name, 40);
        buf_printf(out, " %s", figure_text(in->tables[t].row_count, text));
    }
    buf_add(out, in->table_count > SOURCES_NAMED ? STR(" …\n") : STR("\n"));
    if (o->rejected > 0) {
        add_count(out, o->rejected, "row was", "rows were");
        buf_add(out, STR(" rejected: rejected.csv says why.\n"));
    }
}

static void write_found(const struct report *r, const struct overview *o, struct buf *out)
{
    static const int others[] = {MENTION_ORGANISATION, MENTION_ESTATE, MENTION_UNKNOWN};
    int kind = r->main_kind;
    char text[FIGURE_TEXT_MAX];
    buf_add(out, STR("\nThey speak of\n  "));
    add_kind(out, o->entities[kind], kind);
    buf_add(out, STR("\n"));
    if (r->in->table_count > 1) {
        buf_printf(out, "    %s known to more than one system\n",
                   figure_text(o->in_several_sources, text));
    }
    buf_printf(out, "    %s held more than once inside one system\n",
               figure_text(o->twice_in_a_source, text));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        uint64_t nobody = others[i] == MENTION_UNKNOWN ? o->entities[MENTION_NOBODY] : 0;
        if (others[i] != kind && o->entities[others[i]] + nobody > 0) {
            buf_add(out, STR("  "));
            if (others[i] == MENTION_UNKNOWN) {
                add_count(out, o->mentions[others[i]] + nobody, "row that names nobody",
                          "rows that name nobody");
            } else {
                add_kind(out, o->entities[others[i]], others[i]);
            }
            buf_add(out, STR("\n"));
        }
    }
    if (o->entities[MENTION_PROPERTY] > 0) {
        buf_add(out, STR("  "));
        add_kind(out, o->entities[MENTION_PROPERTY], MENTION_PROPERTY);
        buf_add(out, STR(", with "));
        add_count(out, o->households, "household", "households");
        buf_add(out, STR("\n"));
    }
}

void sureness_write(const struct report *r, struct buf *out)
{
    const struct run *run = r->in->run;
    char precision[FIGURE_TEXT_MAX];
    char recall[FIGURE_TEXT_MAX];
    if (isnan(run->precision) || isnan(run->recall)) {
        buf_printf(out, "How sure this is can't be told: %s.", report_cannot_tell(r));
    } else {
        buf_printf(out,
                   "An estimated %s of the links are right, and %s of those there are were found.",
                   percent_text(run->precision, precision), percent_text(run->recall, recall));
    }
}

static void write_truth(const struct truth_scores *s, struct buf *out)
{
    char a[FIGURE_TEXT_MAX];
    char b[FIGURE_TEXT_MAX];
    buf_printf(out,
               "Against the known answers: %s of the links are right, %s of the true ones found",
               percent_text(s->precision, a), percent_text(s->recall, b));
    buf_printf(out, " (F1 %.3f, B-cubed %.3f, %s exact).\n", s->f1, s->b3_f1,
               percent_text(s->exact, a));
}

static void write_next(const struct report *r, const struct overview *o, struct buf *out)
{
    const struct report_input *in = r->in;
    const char *folder = in->folder ? in->folder : "linked";
    buf_add(out, STR("\nNext\n"));
    buf_printf(out, "  open %s/report.html\n", folder);
    if (o->reviews > 0) {
        buf_printf(out, "  open %s/review.csv and say which pairs are the same\n", folder);
    }
    buf_printf(out, "  use  %s/entities.csv: who is who, row by row\n", folder);
    if (in->mentions->count > 0) {
        size_t m = in->run->partition.link_count > 0 ? in->run->partition.links[0].left : 0;
        buf_printf(out, "  try  cantref explain %s ", folder);
        words_add(out, report_source_name(r, m), SIZE_MAX);
        buf_printf(out, ":%u\n", report_row_number(r, m));
    }
}

/* A value so common that nothing could divide those who share it: they were not compared by it. */
static void write_closed(const struct report *r, struct buf *out)
{
    const struct plan *plan = &r->in->run->model.kinds[r->main_kind].plan;
    const struct planned_key *most = NULL;
    for (int k = 0; k < plan->key_count; k++) {
        const struct planned_key *key = &plan->keys[k];
        most = key->closed_nodes > (most ? most->closed_nodes : 0) ? key : most;
    }
    if (most != NULL) {
        char count[FIGURE_TEXT_MAX];
        char text[KEY_TEXT_MAX];
        buf_printf(out,
                   "%s records share a %s so common, and so little else, that they were not all "
                   "compared.\n",
                   figure_text(most->closed_nodes, count),
                   key_text(&most->key, r->in->mentions, text));
    }
}

void summary_write(const struct report *r, const struct overview *o, struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    write_read(r, o, out);
    write_found(r, o, out);
    buf_add(out, STR("\n"));
    if (r->in->truth != NULL) {
        write_truth(r->in->truth, out);
    }
    sureness_write(r, out);
    buf_add(out, STR("\n"));
    write_closed(r, out);
    if (o->reviews > 0) {
        buf_printf(out, "%s%s %s worth asking a person about.\n",
                   o->reviews >= REVIEWS_MAX ? "At least " : "", figure_text(o->reviews, text),
                   o->reviews == 1 ? "pair is" : "pairs are");
    }
    write_next(r, o, out);
}
