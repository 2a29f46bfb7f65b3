/* errors_text.c - the tables of errors as text. */
#include "errors_text.h"

#include "explain.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static double bits(int32_t weight)
{
    return (double)weight / WEIGHT_ONE;
}

/* Misses that no key brought, whose pattern would have been over the cut. */
static uint64_t unmet_over_cut(const struct labelled *in, const struct error_tables *t)
{
    uint64_t count = 0;
    for (size_t p = 0; p < t->pattern_count; p++) {
        const struct pattern_errors *e = &t->patterns[p];
        if (e->weight > in->model->cut) {
            count += e->by_cause[CAUSE_UNMET_ALONE] + e->by_cause[CAUSE_UNMET_PATH];
        }
    }
    return count;
}

static void write_causes(const struct labelled *in, const struct error_tables *t, FILE *out)
{
    uint64_t right = t->true_pairs - t->missed;
    double precision = right + t->merged ? share(right, right + t->merged) : 1;
    double recall = t->true_pairs ? share(right, t->true_pairs) : 1;
    fprintf(out, "True pairs %llu, missed %llu, false pairs %llu: precision %.4f, recall %.4f\n\n",
            (unsigned long long)t->true_pairs, (unsigned long long)t->missed,
            (unsigned long long)t->merged, precision, recall);
    for (int cause = CAUSE_RIGHT + 1; cause < PAIR_CAUSES; cause++) {
        uint64_t all = cause < CAUSE_FALSE_FIRST ? t->missed : t->merged;
        if (t->by_cause[cause] > 0) {
            fprintf(out, "  %-6s %-34s %9llu  %5.1f%%\n",
                    cause < CAUSE_FALSE_FIRST ? "missed" : "false",
                    pair_cause_name((enum pair_cause)cause), (unsigned long long)t->by_cause[cause],
                    100 * share(t->by_cause[cause], all));
        }
    }
    fprintf(out, "\nOf those never met, %llu are of a pattern that is over the cut.\n",
            (unsigned long long)unmet_over_cut(in, t));
    fprintf(out, "Candidate pairs with labels %llu: %.4f of the true pairs; with paths %.4f\n",
            (unsigned long long)t->candidate_pairs, share(t->met_true_pairs, t->true_pairs),
            share(t->path_true_pairs, t->true_pairs));
}

static void write_sources(const struct labelled *in, const struct error_tables *t, FILE *out)
{
    const struct mention_table *mentions = in->run->mentions;
    fprintf(out,
            "\nBy pair of sources                                true     missed      false\n");
    for (size_t a = 0; a < t->source_count; a++) {
        for (size_t b = a; b < t->source_count; b++) {
            const struct source_errors *s = &t->sources[a * t->source_count + b];
            if (s->true_pairs + s->merged > 0) {
                fprintf(out, "  %-20.*s %-20.*s %10llu %10llu %10llu\n",
                        PRI(mentions->source_names[a]), PRI(mentions->source_names[b]),
                        (unsigned long long)s->true_pairs, (unsigned long long)s->missed,
                        (unsigned long long)s->merged);
            }
        }
    }
}

static void write_hard_kinds(const struct error_tables *t, FILE *out)
{
    if (t->hard_kind_count > 0) {
        fprintf(out, "\nBy hard kind\n");
    }
    for (size_t k = 0; k < t->hard_kind_count; k++) {
        const struct hard_kind *kind = &t->hard_kinds[k];
        fprintf(out, "  %-20s %5llu of %5llu rightly %s (%.3f):", kind->name,
                (unsigned long long)kind->right, (unsigned long long)kind->pairs,
                kind->same ? "together" : "apart", share(kind->right, kind->pairs));
        for (int cause = CAUSE_RIGHT + 1; cause < PAIR_CAUSES; cause++) {
            if (kind->by_cause[cause] > 0) {
                fprintf(out, " %s %llu;", pair_cause_name((enum pair_cause)cause),
                        (unsigned long long)kind->by_cause[cause]);
            }
        }
        fprintf(out, "\n");
    }
}

static void write_calibration(const struct error_tables *t, FILE *out)
{
    fprintf(out, "\nCandidates by predicted probability       pairs  predicted   true\n");
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        const struct calibration_bin *bin = &t->calibration[b];
        fprintf(out, "  %.1f to %.1f                        %10llu     %.4f  %.4f\n",
                (double)b / CALIBRATION_BINS, (double)(b + 1) / CALIBRATION_BINS,
                (unsigned long long)bin->pairs,
                bin->pairs ? bin->predicted / (double)bin->pairs : 0, share(bin->same, bin->pairs));
    }
}

/* ---- patterns */

static int32_t *evidence_of(const struct labelled *in, const struct pattern_errors *p,
                            int32_t ret[FEATURES_MAX], int32_t *ret_total)
{
    *ret_total = 0;
    return estimate_explain(&in->model->estimate, &in->model->features, p->levels, ret_total,
                            ret) == 0
               ? ret
               : NULL;
}

static void write_pattern(const struct labelled *in, const struct pattern_errors *p, bool merged,
                          FILE *out)
{
    const struct mention_table *mentions = in->run->mentions;
    const struct feature_set *features = &in->model->features;
    const uint32_t *example = merged ? p->merged_example : p->missed_example;
    uint64_t count = merged ? p->merged : p->missed;
    int64_t rarity = merged ? p->merged_rarity : p->missed_rarity;
    int32_t evidence[FEATURES_MAX] = {0};
    int32_t total;
    evidence_of(in, p, evidence, &total);
    fprintf(out,
            "\n%llu %s, %+.1f bits, %+.1f for what is common; candidates alike: %llu true, %llu "
            "false;",
            (unsigned long long)count, merged ? "false" : "missed", bits(p->weight),
            (double)rarity / (double)count / RARITY_ONE, (unsigned long long)p->candidates.same,
            (unsigned long long)p->candidates.different);
    for (int cause = CAUSE_RIGHT + 1; cause < PAIR_CAUSES; cause++) {
        if (p->by_cause[cause] > 0 && (cause >= CAUSE_FALSE_FIRST) == merged) {
            fprintf(out, " %s %llu;", pair_cause_name((enum pair_cause)cause),
                    (unsigned long long)p->by_cause[cause]);
        }
    }
    fprintf(out, "\n");
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        char level[FEATURE_TEXT_MAX];
        char left[EXPLAIN_VALUE_MAX];
        char right[EXPLAIN_VALUE_MAX];
        struct str name = feature_name(feature, mentions);
        feature_level_text(feature, p->levels[f], level);
        feature_value_text(feature, mentions, example[0], left, sizeof left);
        feature_value_text(feature, mentions, example[1], right, sizeof right);
        fprintf(out, "  %-14.*s %+6.1f  %-60s | %-40s | %s\n", PRI(name), bits(evidence[f]), level,
                left, right);
    }
}

struct ranked {
    uint64_t count;
    size_t pattern;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return x->pattern < y->pattern ? -1 : x->pattern > y->pattern;
}

static void write_patterns(const struct labelled *in, const struct error_tables *t, size_t top,
                           bool merged, FILE *out)
{
    struct ranked *order = mem_must_array(t->pattern_count, sizeof *order);
    size_t count = 0;
    for (size_t p = 0; p < t->pattern_count; p++) {
        uint64_t errors = merged ? t->patterns[p].merged : t->patterns[p].missed;
        if (errors > 0) {
            order[count++] = (struct ranked){errors, p};
        }
    }
    if (count > 0) {
        qsort(order, count, sizeof *order, compare_ranked);
    }
    fprintf(out, "\n==== %s pairs: %zu comparison patterns, the largest first\n",
            merged ? "False" : "Missed", count);
    for (size_t i = 0; i < count && i < top; i++) {
        write_pattern(in, &t->patterns[order[i].pattern], merged, out);
    }
    mem_free(order);
}

static void write_oracles(const struct labelled *in, const struct oracle_outcome *oracles,
                          FILE *out)
{
    fprintf(out, "\nGiven by an oracle                     F1  precision  recall    cut  rarity\n");
    for (int o = 0; o < ORACLES; o++) {
        const struct truth_scores *s = &oracles[o].scores;
        fprintf(out, "  %-34s %.4f     %.4f  %.4f  %+5.1f  %6.1f\n", oracle_name((enum oracle)o),
                s->f1, s->precision, s->recall, oracles[o].cut, oracles[o].rarity);
    }
    fprintf(out, "  estimated without labels                  %.4f  %.4f\n", in->run->precision,
            in->run->recall);
}

void errors_text_write(const struct labelled *in, const struct error_tables *tables,
                       const struct oracle_outcome *oracles, size_t top, FILE *out)
{
    write_causes(in, tables, out);
    if (oracles != NULL) {
        write_oracles(in, oracles, out);
    }
    write_sources(in, tables, out);
    write_hard_kinds(tables, out);
    write_calibration(tables, out);
    write_patterns(in, tables, top, false, out);
    write_patterns(in, tables, top, true, out);
}
