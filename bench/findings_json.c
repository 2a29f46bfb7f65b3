/* findings_json.c - what was found out, as one JSON object without values. */
#include "findings.h"

#include "json_writer.h"

static void write_number(struct json_writer *json, const char *key, uint64_t value)
{
    json_write_key(json, str_of(key));
    json_write_whole(json, (int64_t)value);
}

static void write_decimal(struct json_writer *json, const char *key, double value)
{
    json_write_key(json, str_of(key));
    json_write_decimal(json, value, 6);
}

static void write_string(struct json_writer *json, const char *key, struct str value)
{
    json_write_key(json, str_of(key));
    json_write_text(json, value);
}

static void begin_list(struct json_writer *json, const char *key)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
}

static void write_scores(struct json_writer *json, const struct truth_scores *s)
{
    write_decimal(json, "f1", s->f1);
    write_decimal(json, "precision", s->precision);
    write_decimal(json, "recall", s->recall);
}

static void write_causes(struct json_writer *json, const uint64_t by_cause[PAIR_CAUSES])
{
    begin_list(json, "causes");
    for (int cause = CAUSE_RIGHT + 1; cause < PAIR_CAUSES; cause++) {
        if (by_cause[cause] > 0) {
            json_write_object(json);
            json_write_key(json, STR("false"));
            json_write_bool(json, cause >= CAUSE_FALSE_FIRST);
            write_number(json, "place", (uint64_t)cause);
            write_string(json, "group", str_of(pair_cause_group((enum pair_cause)cause)));
            write_string(json, "name", str_of(pair_cause_name((enum pair_cause)cause)));
            write_number(json, "pairs", by_cause[cause]);
            json_write_close(json);
        }
    }
    json_write_close(json);
}

static void write_oracles(struct json_writer *json, const struct findings *f)
{
    begin_list(json, "oracles");
    for (int o = 0; f->oracles_asked && o < ORACLES; o++) {
        json_write_object(json);
        write_string(json, "given", str_of(oracle_name((enum oracle)o)));
        write_scores(json, &f->oracles[o].scores);
        write_decimal(json, "cut", f->oracles[o].cut);
        write_decimal(json, "rarity", f->oracles[o].rarity);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_keys(struct json_writer *json, const struct findings *f)
{
    char text[SHARED_TEXT_MAX];
    const struct plan *plan = &f->in.model->plan;
    begin_list(json, "keys");
    for (int k = 0; k < plan->key_count; k++) {
        const struct key_yield *y = &f->keys.yields[k];
        json_write_object(json);
        write_string(json, "key", str_of(key_text(&plan->keys[k].key, f->in.run->mentions, text)));
        write_number(json, "true", y->brought.same);
        write_number(json, "false", y->brought.different);
        write_number(json, "true_alone", y->alone.same);
        write_number(json, "false_alone", y->alone.different);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_blocking(struct json_writer *json, const struct findings *f, size_t top)
{
    char text[SHARED_TEXT_MAX];
    const struct error_tables *t = &f->tables;
    json_write_key(json, STR("blocking"));
    json_write_object(json);
    write_number(json, "candidates", t->candidate_pairs);
    write_number(json, "true_met", t->met_true_pairs);
    write_number(json, "true_with_paths", t->path_true_pairs);
    write_number(json, "missed", f->keys.pairs);
    write_number(json, "missed_over_cut", findings_unmet_over_cut(f));
    write_number(json, "missed_in_big_block", f->keys.in_big_block);
    write_keys(json, f);
    begin_list(json, "missed_sharing");
    for (size_t i = 0; i < f->keys.shared_count && i < top; i++) {
        json_write_object(json);
        write_string(json, "parts",
                     str_of(missed_keys_parts(f->keys.shared[i].parts, f->in.run->mentions, text)));
        write_number(json, "pairs", f->keys.shared[i].pairs);
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

static void write_sources(struct json_writer *json, const struct findings *f)
{
    const struct error_tables *t = &f->tables;
    const struct str *names = f->in.run->mentions->source_names;
    begin_list(json, "sources");
    for (size_t a = 0; a < t->source_count; a++) {
        for (size_t b = a; b < t->source_count; b++) {
            const struct source_errors *s = &t->sources[a * t->source_count + b];
            if (s->true_pairs + s->merged > 0) {
                json_write_object(json);
                write_string(json, "a", names[a]);
                write_string(json, "b", names[b]);
                write_number(json, "true", s->true_pairs);
                write_number(json, "missed", s->missed);
                write_number(json, "merged", s->merged);
                write_causes(json, s->by_cause);
                json_write_close(json);
            }
        }
    }
    json_write_close(json);
}

static void write_hard_kinds(struct json_writer *json, const struct findings *f)
{
    const struct error_tables *t = &f->tables;
    begin_list(json, "hard_kinds");
    for (size_t k = 0; k < t->hard_kind_count; k++) {
        const struct hard_kind *kind = &t->hard_kinds[k];
        json_write_object(json);
        write_string(json, "kind", str_of(kind->name));
        json_write_key(json, STR("same"));
        json_write_bool(json, kind->same);
        write_number(json, "pairs", kind->pairs);
        write_number(json, "right", kind->right);
        begin_list(json, "right_by_oracle"); /* in the order of oracles, the first left out */
        for (int o = ORACLE_NOTHING + 1; f->oracles_asked && o < ORACLES; o++) {
            json_write_whole(json, (int64_t)kind->right_by_oracle[o]);
        }
        json_write_close(json);
        write_causes(json, kind->by_cause);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_calibration(struct json_writer *json, const struct error_tables *t)
{
    begin_list(json, "calibration");
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        const struct calibration_bin *bin = &t->calibration[b];
        json_write_object(json);
        write_decimal(json, "from", (double)b / CALIBRATION_BINS);
        write_decimal(json, "to", (double)(b + 1) / CALIBRATION_BINS);
        write_number(json, "pairs", bin->pairs);
        write_number(json, "true", bin->same);
        write_decimal(json, "predicted", bin->predicted);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_levels(struct json_writer *json, const struct findings *f, size_t top)
{
    begin_list(json, "levels");
    for (size_t i = 0; i < f->level_count && i < top; i++) {
        const struct level_truth *t = &f->levels[i];
        const struct feature *feature = &f->in.model->features.features[t->feature];
        char text[FEATURE_TEXT_MAX];
        json_write_object(json);
        write_string(json, "feature", feature_name(feature, f->in.run->mentions));
        write_string(json, "level", str_of(findings_level_text(f, feature, t->level, text)));
        write_number(json, "true", t->pairs.same);
        write_number(json, "false", t->pairs.different);
        write_decimal(json, "learnt_bits", t->learnt_bits);
        write_decimal(json, "true_bits", t->true_bits);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_pattern(struct json_writer *json, const struct findings *f,
                          const struct pattern_errors *p, bool merged)
{
    const struct feature_set *features = &f->in.model->features;
    uint64_t pairs = merged ? p->merged : p->missed;
    int64_t rarity = merged ? p->merged_rarity : p->missed_rarity;
    json_write_object(json);
    write_number(json, "pairs", pairs);
    write_decimal(json, "bits", (double)p->weight / WEIGHT_ONE);
    write_decimal(json, "rarity_bits", (double)rarity / (double)pairs / RARITY_ONE);
    write_number(json, "candidates_true", p->candidates.same);
    write_number(json, "candidates_false", p->candidates.different);
    write_causes(json, p->by_cause);
    json_write_key(json, STR("levels"));
    json_write_object(json);
    for (int i = 0; i < features->count; i++) {
        const struct feature *feature = &features->features[i];
        char text[FEATURE_TEXT_MAX];
        json_write_key(json, feature_name(feature, f->in.run->mentions));
        json_write_text(json, str_of(findings_level_text(f, feature, p->levels[i], text)));
    }
    json_write_close(json);
    json_write_close(json);
}

static void write_patterns(struct json_writer *json, const struct findings *f, bool merged,
                           size_t top)
{
    const struct pattern_errors **order;
    size_t count = findings_rank(f, merged, &order);
    write_number(json, merged ? "merged_pattern_count" : "missed_pattern_count", count);
    begin_list(json, merged ? "merged_patterns" : "missed_patterns");
    for (size_t i = 0; i < count && i < top; i++) {
        write_pattern(json, f, order[i], merged);
    }
    json_write_close(json);
    mem_free(order);
}

void findings_write_json(const struct findings *f, size_t top, FILE *out)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    struct truth_scores scores;
    truth_count(f->in.things->label, f->in.things->found, f->in.things->count, &scores);
    json_write_object(&json);
    write_number(&json, "labelled", scores.labelled);
    write_number(&json, "true_pairs", f->tables.true_pairs);
    write_number(&json, "missed", f->tables.missed);
    write_number(&json, "merged", f->tables.merged);
    write_scores(&json, &scores);
    json_write_key(&json, STR("estimated"));
    json_write_object(&json);
    write_decimal(&json, "precision", f->in.run->precision);
    write_decimal(&json, "recall", f->in.run->recall);
    json_write_close(&json);
    write_causes(&json, f->tables.by_cause);
    write_oracles(&json, f);
    write_blocking(&json, f, top);
    write_sources(&json, f);
    write_hard_kinds(&json, f);
    write_calibration(&json, &f->tables);
    write_levels(&json, f, top);
    write_patterns(&json, f, false, top);
    write_patterns(&json, f, true, top);
    json_write_close(&json);
    fprintf(out, "%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}
