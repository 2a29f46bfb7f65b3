/* summary.c - counts in sentences. */
#include "summary.h"

#include "truth.h"
#include "wording.h"

#include <math.h>

enum { SOURCES_NAMED = 6 };

static void add_rows(const struct report *r, uint64_t count, struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    buf_printf(out, say_count(r, count, "%s row", "%s rows"), figure_text(count, text));
}

static void add_systems(const struct report *r, uint64_t count, struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    buf_printf(out, say_count(r, count, "%s system", "%s systems"), figure_text(count, text));
}

static void write_read(const struct report *r, const struct overview *o, struct buf *out)
{
    const struct report_input *in = r->in;
    char text[FIGURE_TEXT_MAX];
    struct buf rows = {0};
    struct buf systems = {0};
    add_rows(r, o->rows, &rows);
    add_systems(r, in->table_count, &systems);
    buf_printf(out, say(r, "Read %.*s from %.*s"), PRI(buf_str(&rows)), PRI(buf_str(&systems)));
    for (size_t t = 0; t < in->table_count && t < SOURCES_NAMED; t++) {
        buf_add(out, t == 0 ? STR(": ") : STR(", "));
        words_add(out, in->tables[t].name, 40);
        buf_printf(out, " %s", figure_text(in->tables[t].row_count, text));
    }
    buf_add(out, in->table_count > SOURCES_NAMED ? STR(" …\n") : STR("\n"));
    if (o->rejected > 0) {
        buf_printf(out,
                   say_count(r, o->rejected, "%s row was rejected: rejected.csv says why.",
                             "%s rows were rejected: rejected.csv says why."),
                   figure_text(o->rejected, text));
        buf_add_char(out, '\n');
    }
    buf_free(&rows);
    buf_free(&systems);
}

static void write_found(const struct report *r, const struct overview *o, struct buf *out)
{
    static const int others[] = {MENTION_ORGANISATION, MENTION_ESTATE, MENTION_UNKNOWN};
    int kind = r->main_kind;
    char text[FIGURE_TEXT_MAX];
    buf_printf(out, "\n%s\n  ", say(r, "They speak of"));
    report_kind_count(r, o->entities[kind], kind, out);
    buf_add(out, STR("\n"));
    if (r->in->table_count > 1) {
        buf_add(out, STR("    "));
        buf_printf(out, say(r, "%s known to more than one system"),
                   figure_text(o->in_several_sources, text));
        buf_add(out, STR("\n"));
    }
    buf_add(out, STR("    "));
    buf_printf(out, say(r, "%s held more than once inside one system"),
               figure_text(o->twice_in_a_source, text));
    buf_add(out, STR("\n"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        uint64_t nobody = others[i] == MENTION_UNKNOWN ? o->entities[MENTION_NOBODY] : 0;
        if (others[i] != kind && o->entities[others[i]] + nobody > 0) {
            uint64_t rows = o->mentions[others[i]] + nobody;
            buf_add(out, STR("  "));
            if (others[i] == MENTION_UNKNOWN) {
                buf_printf(
                    out, say_count(r, rows, "%s row that names nobody", "%s rows that name nobody"),
                    figure_text(rows, text));
            } else {
                report_kind_count(r, o->entities[others[i]], others[i], out);
            }
            buf_add(out, STR("\n"));
        }
    }
    if (o->entities[MENTION_PROPERTY] > 0) {
        buf_add(out, STR("  "));
        report_kind_count(r, o->entities[MENTION_PROPERTY], MENTION_PROPERTY, out);
        buf_add(out, STR(", "));
        buf_printf(out, say_count(r, o->households, "with %s household", "with %s households"),
                   figure_text(o->households, text));
        buf_add(out, STR("\n"));
    }
}

void sureness_write(const struct report *r, struct buf *out)
{
    const struct run *run = r->in->run;
    char precision[FIGURE_TEXT_MAX];
    char recall[FIGURE_TEXT_MAX];
    if (isnan(run->precision) || isnan(run->recall)) {
        buf_printf(out, say(r, "How sure this is can't be told: %s."),
                   say(r, report_cannot_tell(r)));
    } else {
        buf_printf(out,
                   say(r,
                       "An estimated %s of the links are right, and %s of those there are were "
                       "found."),
                   percent_text(run->precision, precision), percent_text(run->recall, recall));
        if (run->doubt != NULL) {
            buf_add_char(out, ' ');
            buf_printf(out, say(r, "The estimate may be off: %s."), say(r, run->doubt));
        }
    }
}

/* Whether the links are as sure as was asked for. */
static void write_wanted(const struct report *r, struct buf *out)
{
    const struct run *run = r->in->run;
    char text[FIGURE_TEXT_MAX];
    if (run->wanted_precision <= 0) {
        return;
    }
    share_text(run->wanted_precision, text);
    buf_printf(
        out,
        isnan(run->precision) ? say(r, "Whether %s are right, as was asked for, can't be told.")
        : run->precision >= run->wanted_precision
            ? say(r, "At least %s were asked to be right: the line was drawn for that.")
            : say(r, "At least %s were asked to be right: no line that was tried gives that."),
        text);
    buf_add_char(out, '\n');
}

static void write_truth(const struct report *r, const struct truth_scores *s, struct buf *out)
{
    char a[FIGURE_TEXT_MAX];
    char b[FIGURE_TEXT_MAX];
    buf_printf(out,
               say(r,
                   "Against the known answers: %s of the links are right, %s of the true ones "
                   "found"),
               percent_text(s->precision, a), percent_text(s->recall, b));
    buf_add(out, STR(" ("));
    buf_printf(out, say(r, "F1 %.3f, B-cubed %.3f, %s exact"), s->f1, s->b3_f1,
               percent_text(s->exact, a));
    buf_add(out, STR(").\n"));
}

static void write_next(const struct report *r, const struct overview *o, struct buf *out)
{
    const struct report_input *in = r->in;
    const char *folder = in->folder ? in->folder : "linked";
    buf_printf(out, "\n%s\n", say(r, "Next"));
    buf_printf(out, say(r, "  open %s/report.html\n"), folder);
    if (o->reviews > 0) {
        buf_printf(out, say(r, "  open %s/review.csv and say which pairs are the same\n"), folder);
    }
    buf_printf(out, say(r, "  use  %s/entities.csv: who is who, row by row\n"), folder);
    if (in->mentions->count > 0) {
        size_t m = in->run->partition.link_count > 0 ? in->run->partition.links[0].left : 0;
        if (in->from_home) {
            buf_add(out, str_of(say(r, "  try  cantref entity explain ")));
        } else {
            buf_printf(out, say(r, "  try  cantref explain %s "), folder);
        }
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
        struct buf key = {0};
        say_made(r, str_of(key_text(&most->key, r->in->mentions, text)), &key);
        buf_printf(out,
                   say(r,
                       "%s records share a %.*s so common, and so little else, that they were "
                       "not all compared.\n"),
                   figure_text(most->closed_nodes, count), PRI(buf_str(&key)));
        buf_free(&key);
    }
}

void reviews_write(const struct report *r, const struct overview *o, struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    figure_text(o->reviews, text);
    if (o->reviews == 0) {
        buf_add(out, str_of(say(r, "No pair is in doubt.")));
    } else if (o->reviews >= REVIEWS_MAX) {
        buf_printf(out, say(r, "At least %s pairs are worth asking a person about."), text);
    } else {
        buf_printf(out,
                   say_count(r, o->reviews, "%s pair is worth asking a person about.",
                             "%s pairs are worth asking a person about."),
                   text);
    }
}

void summary_write(const struct report *r, const struct overview *o, struct buf *out)
{
    write_read(r, o, out);
    write_found(r, o, out);
    buf_add(out, STR("\n"));
    if (r->in->truth != NULL) {
        write_truth(r, r->in->truth, out);
    }
    sureness_write(r, out);
    buf_add(out, STR("\n"));
    write_wanted(r, out);
    write_closed(r, out);
    if (o->reviews > 0) {
        reviews_write(r, o, out);
        buf_add_char(out, '\n');
    }
    write_next(r, o, out);
}
