/* findings_text.c - what was found out, as text. */
#include "findings.h"

#include "explain.h"
#include "memory.h"

enum { SHARED_SHOWN = 12, LEVELS_SHOWN = 30 };

typedef unsigned long long count_t;

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static double bits(int32_t weight)
{
    return (double)weight / WEIGHT_ONE;
}

static void write_causes(const struct error_tables *t, FILE *out)
{
    uint64_t right = t->true_pairs - t->missed;
    fprintf(out, "True pairs %llu, missed %llu, false pairs %llu: precision %.4f, recall %.4f\n\n",
            (count_t)t->true_pairs, (count_t)t->missed, (count_t)t->merged,
            right + t->merged ? share(right, right + t->merged) : 1,
            t->true_pairs ? share(right, t->true_pairs) : 1);
    for (int cause = CAUSE_RIGHT + 1; cause < PAIR_CAUSES; cause++) {
        uint64_t all = cause < CAUSE_FALSE_FIRST ? t->missed : t->merged;
        if (t->by_cause[cause] > 0) {
            fprintf(out, "  %-6s %-42s %9llu  %5.1f%%\n",
                    cause < CAUSE_FALSE_FIRST ? "missed" : "false",
                    pair_cause_name((enum pair_cause)cause), (count_t)t->by_cause[cause],
                    100 * share(t->by_cause[cause], all));
        }
    }
}

static void write_oracles(const struct findings *f, FILE *out)
{
    fprintf(out, "\nGiven by an oracle                     F1  precision  recall    cut  rarity\n");
    for (int o = 0; o < ORACLES; o++) {
        const struct truth_scores *s = &f->oracles[o].scores;
        fprintf(out, "  %-34s %.4f     %.4f  %.4f  %+5.1f  %6.1f\n", oracle_name((enum oracle)o),
                s->f1, s->precision, s->recall, f->oracles[o].cut, f->oracles[o].rarity);
    }
    fprintf(out, "  estimated without labels                  %.4f  %.4f\n", f->in.run->precision,
            f->in.run->recall);
}

static void write_blocking(const struct findings *f, FILE *out)
{
    const struct error_tables *t = &f->tables;
    const struct missed_keys *keys = &f->keys;
    const struct plan *plan = &f->in.model->plan;
    char text[SHARED_TEXT_MAX];
    fprintf(out, "\nBlocking: %llu labelled candidates; %.4f of the true pairs, %.4f with paths\n",
            (count_t)t->candidate_pairs, share(t->met_true_pairs, t->true_pairs),
            share(t->path_true_pairs, t->true_pairs));
    fprintf(out, "  %-50s %9s %9s %10s %10s\n", "key", "true", "false", "only true", "only false");
    for (int k = 0; k < plan->key_count; k++) {
        const struct key_yield *y = &keys->yields[k];
        fprintf(out, "  %-50s %9llu %9llu %10llu %10llu\n",
                key_text(&plan->keys[k].key, f->in.run->mentions, text), (count_t)y->brought.same,
                (count_t)y->brought.different, (count_t)y->alone.same, (count_t)y->alone.different);
    }
    fprintf(out,
            "Missed and never met: %llu; %llu would have been over the cut; %llu share a key whose "
            "block was too large\n",
            (count_t)keys->pairs, (count_t)findings_unmet_over_cut(f), (count_t)keys->in_big_block);
    for (size_t i = 0; i < keys->shared_count && i < SHARED_SHOWN; i++) {
        fprintf(out, "  %9llu share %s\n", (count_t)keys->shared[i].pairs,
                missed_keys_parts(keys->shared[i].parts, f->in.run->mentions, text));
    }
}

/* " scored low 12; …" of the misses, of the false pairs, or of both. */
static void write_cause_list(const uint64_t by_cause[PAIR_CAUSES], bool missed, bool merged,
                             FILE *out)
{
    for (int cause = CAUSE_RIGHT + 1; cause < PAIR_CAUSES; cause++) {
        bool wanted = cause < CAUSE_FALSE_FIRST ? missed : merged;
        if (wanted && by_cause[cause] > 0) {
            fprintf(out, " %s %llu;", pair_cause_name((enum pair_cause)cause),
                    (count_t)by_cause[cause]);
        }
    }
    fprintf(out, "\n");
}

static void write_sources(const struct findings *f, FILE *out)
{
    const struct error_tables *t = &f->tables;
    const struct str *names = f->in.run->mentions->source_names;
    fprintf(out,
            "\nBy pair of sources                                true     missed      false\n");
    for (size_t a = 0; a < t->source_count; a++) {
        for (size_t b = a; b < t->source_count; b++) {
            const struct source_errors *s = &t->sources[a * t->source_count + b];
            if (s->true_pairs + s->merged > 0) {
                fprintf(out, "  %-20.*s %-20.*s %10llu %10llu %10llu ", PRI(names[a]),
                        PRI(names[b]), (count_t)s->true_pairs, (count_t)s->missed,
                        (count_t)s->merged);
                write_cause_list(s->by_cause, true, true, out);
            }
        }
    }
}

static void write_hard_kinds(const struct findings *f, FILE *out)
{
    const struct error_tables *t = &f->tables;
    if (t->hard_kind_count > 0) {
        fprintf(out, "\nBy hard kind\n");
    }
    for (size_t k = 0; k < t->hard_kind_count; k++) {
        const struct hard_kind *kind = &t->hard_kinds[k];
        fprintf(out, "  %-20s %5llu of %5llu rightly %s (%.3f):", kind->name, (count_t)kind->right,
                (count_t)kind->pairs, kind->same ? "together" : "apart",
                share(kind->right, kind->pairs));
        if (f->oracles_asked) {
            fprintf(out, " with true m, u %.3f, with every candidate %.3f;",
                    share(kind->right_by_oracle[ORACLE_CLASSES], kind->pairs),
                    share(kind->right_by_oracle[ORACLE_CANDIDATES], kind->pairs));
        }
        write_cause_list(kind->by_cause, true, true, out);
    }
}

static void write_calibration(const struct error_tables *t, FILE *out)
{
    fprintf(out, "\nCandidates by predicted probability       pairs  predicted   true\n");
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        const struct calibration_bin *bin = &t->calibration[b];
        fprintf(out, "  %.1f to %.1f                        %10llu     %.4f  %.4f\n",
                (double)b / CALIBRATION_BINS, (double)(b + 1) / CALIBRATION_BINS,
                (count_t)bin->pairs, bin->pairs ? bin->predicted / (double)bin->pairs : 0,
                share(bin->same, bin->pairs));
    }
}

static void write_levels(const struct findings *f, FILE *out)
{
    fprintf(
        out,
        "\nLevels whose weights are furthest off    true pairs  false pairs   learnt     true\n");
    for (size_t i = 0; i < f->level_count && i < LEVELS_SHOWN; i++) {
        const struct level_truth *t = &f->levels[i];
        const struct feature *feature = &f->in.model->features.features[t->feature];
        char text[FEATURE_TEXT_MAX];
        fprintf(out, "  %-14.*s %-70s %10llu %11llu %+8.1f %+8.1f\n",
                PRI(feature_name(feature, f->in.run->mentions)),
                findings_level_text(f, feature, t->level, text), (count_t)t->pairs.same,
                (count_t)t->pairs.different, t->learnt_bits, t->true_bits);
    }
}

/* One line a feature: what it weighs, its level, and the values of the example. */
static void write_evidence(const struct findings *f, const struct pattern_errors *p,
                           const uint32_t *example, FILE *out)
{
    const struct mention_table *mentions = f->in.run->mentions;
    const struct feature_set *features = &f->in.model->features;
    int32_t evidence[FEATURES_MAX] = {0};
    int32_t total = 0;
    int chance = 0;
    if (estimate_explain(&f->in.model->estimate, features, p->levels, &total, evidence, &chance) !=
        0) {
        mem_exhausted();
    }
    for (int i = 0; i < features->count; i++) {
        const struct feature *feature = &features->features[i];
        char level[FEATURE_TEXT_MAX];
        char left[EXPLAIN_VALUE_MAX];
        char right[EXPLAIN_VALUE_MAX];
        findings_level_text(f, feature, p->levels[i], level);
        feature_value_text(feature, mentions, example[0], left, sizeof left);
        feature_value_text(feature, mentions, example[1], right, sizeof right);
        if (left[0] != '\0' || right[0] != '\0') {
            fprintf(out, "  %-14.*s %+6.1f  %-60s | %-40s | %s\n",
                    PRI(feature_name(feature, mentions)), bits(evidence[i]), level, left, right);
        }
    }
}

static void write_pattern(const struct findings *f, const struct pattern_errors *p, bool merged,
                          FILE *out)
{
    uint64_t count = merged ? p->merged : p->missed;
    int64_t rarity = merged ? p->merged_rarity : p->missed_rarity;
    fprintf(out,
            "\n%llu %s, %+.1f bits, %+.1f for what is rare; candidates alike: %llu true, %llu "
            "false;",
            (count_t)count, merged ? "false" : "missed", bits(p->weight),
            (double)rarity / (double)count / RARITY_ONE, (count_t)p->candidates.same,
            (count_t)p->candidates.different);
    write_cause_list(p->by_cause, !merged, merged, out);
    write_evidence(f, p, merged ? p->merged_example : p->missed_example, out);
}

static void write_patterns(const struct findings *f, size_t top, bool merged, FILE *out)
{
    const struct pattern_errors **order;
    size_t count = findings_rank(f, merged, &order);
    fprintf(out, "\n==== %s pairs: %zu comparison patterns, the largest first\n",
            merged ? "False" : "Missed", count);
    for (size_t i = 0; i < count && i < top; i++) {
        write_pattern(f, order[i], merged, out);
    }
    mem_free(order);
}

void findings_write_text(const struct findings *f, size_t top, FILE *out)
{
    write_causes(&f->tables, out);
    if (f->oracles_asked) {
        write_oracles(f, out);
    }
    write_blocking(f, out);
    write_sources(f, out);
    write_hard_kinds(f, out);
    write_calibration(&f->tables, out);
    write_levels(f, out);
    write_patterns(f, top, false, out);
    write_patterns(f, top, true, out);
}
