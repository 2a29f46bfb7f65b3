/* report_json.c - manifest and summary: sections, each an object under a key. */
#include "report_json.h"

#include "json_writer.h"
#include "truth.h"

#include <math.h>

static void put_text(struct json_writer *json, const char *key, struct str value)
{
    json_write_key(json, str_of(key));
    json_write_text(json, value);
}

static void put_words(struct json_writer *json, const char *key, const char *value)
{
    put_text(json, key, str_of(value ? value : ""));
}

static void put_whole(struct json_writer *json, const char *key, uint64_t value)
{
    json_write_key(json, str_of(key));
    json_write_whole(json, (int64_t)value);
}

static void put_decimal(struct json_writer *json, const char *key, double value, int decimals)
{
    json_write_key(json, str_of(key));
    json_write_decimal(json, value, decimals);
}

static void put_bool(struct json_writer *json, const char *key, bool value)
{
    json_write_key(json, str_of(key));
    json_write_bool(json, value);
}

static void open_object(struct json_writer *json, const char *key)
{
    json_write_key(json, str_of(key));
    json_write_object(json);
}

static void open_array(struct json_writer *json, const char *key)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
}

static void write_inputs(struct json_writer *json, const struct report_input *in)
{
    open_array(json, "inputs");
    for (size_t t = 0; t < in->table_count; t++) {
        const struct table *table = &in->tables[t];
        json_write_object(json);
        put_text(json, "name", table->name);
        put_text(json, "path", table->path);
        put_whole(json, "rows", table->row_count);
        put_whole(json, "columns", table->column_count);
        put_bool(json, "header", table->has_header);
        if (in->sources != NULL) {
            const struct report_source *s = &in->sources[t];
            put_whole(json, "rejected", s->rejected);
            put_whole(json, "bytes", s->bytes);
            put_words(json, "sha256", s->sha256);
            put_words(json, "format", s->format);
            put_words(json, "encoding", s->encoding);
            put_words(json, "compression", s->compression);
            put_text(json, "delimiter", str_make(&s->delimiter, s->delimiter != 0));
        }
        put_words(json, "taken_for", mapping_kind_name(in->mappings[t].kind));
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_kinds(struct json_writer *json, const char *key,
                        const uint64_t counts[MENTION_KINDS])
{
    open_object(json, key);
    for (int kind = 0; kind < MENTION_NOBODY; kind++) {
        uint64_t nobody = kind == MENTION_UNKNOWN ? counts[MENTION_NOBODY] : 0;
        put_whole(json, report_kind_text(kind), counts[kind] + nobody);
    }
    put_whole(json, "nobody_among_unknown", counts[MENTION_NOBODY]);
    json_write_close(json);
}

static void write_counts(struct json_writer *json, const struct report *report,
                         const struct overview *o)
{
    put_whole(json, "rows", o->rows);
    put_whole(json, "rejected", o->rejected);
    write_kinds(json, "mentions", o->mentions);
    write_kinds(json, "entities", o->entities);
    put_words(json, "about", report_kind_text(report->main_kind));
    put_whole(json, "in_several_sources", o->in_several_sources);
    put_whole(json, "twice_in_a_source", o->twice_in_a_source);
    put_whole(json, "spare_mentions", o->spare_mentions);
    put_whole(json, "largest_entity", o->largest);
    put_whole(json, "properties", report->in->run->partition.property_count);
    put_whole(json, "households", o->households);
    put_whole(json, "links", o->links);
    put_whole(json, "reviews", o->reviews);
}

static void write_estimated(struct json_writer *json, const struct report *r)
{
    const struct run *run = r->in->run;
    open_object(json, "estimated");
    put_decimal(json, "precision", run->precision, 4);
    put_decimal(json, "recall", run->recall, 4);
    json_write_key(json, STR("why"));
    if (isnan(run->precision) || isnan(run->recall)) {
        json_write_text(json, str_of(report_cannot_tell(r)));
    } else {
        json_write_nothing(json);
    }
    json_write_key(json, STR("doubt"));
    if (run->doubt != NULL) {
        json_write_text(json, str_of(run->doubt));
    } else {
        json_write_nothing(json);
    }
    json_write_close(json);
}

static void write_settings(struct json_writer *json, const struct report_input *in)
{
    open_object(json, "settings");
    for (size_t i = 0; i < in->setting_count; i++) {
        const struct report_setting *s = &in->settings[i];
        if (s->kind == SETTING_TEXT) {
            put_words(json, s->name, s->text);
        } else if (s->kind == SETTING_FLAG) {
            put_bool(json, s->name, s->number != 0);
        } else if (s->number == floor(s->number) && fabs(s->number) < 1e15) {
            json_write_key(json, str_of(s->name));
            json_write_whole(json, (int64_t)s->number);
        } else {
            put_decimal(json, s->name, s->number, 6);
        }
    }
    json_write_close(json);
}

static void write_time(struct json_writer *json, const struct report_input *in)
{
    put_decimal(json, "seconds", in->seconds, 3);
    open_array(json, "steps");
    for (size_t i = 0; i < in->step_count; i++) {
        const struct step *step = &in->steps[i];
        json_write_object(json);
        put_words(json, "name", step->what);
        put_decimal(json, "seconds", step->seconds, 3);
        put_decimal(json, "processor_seconds", step->processor_s, 3);
        if (step->count > 0) {
            put_whole(json, "count", step->count);
            put_words(json, "unit", step->unit);
            put_whole(json, "bytes", step->bytes);
        }
        json_write_close(json);
    }
    json_write_close(json);
    put_whole(json, "peak_memory_bytes", in->peak_memory_bytes);
}

static void write_overlap(struct json_writer *json, const struct report_input *in,
                          const struct overview *o)
{
    open_object(json, "overlap");
    open_array(json, "sources");
    for (size_t t = 0; t < in->table_count; t++) {
        json_write_text(json, in->tables[t].name);
    }
    json_write_close(json);
    open_array(json, "entities");
    for (size_t a = 0; a < o->source_count; a++) {
        json_write_array(json);
        for (size_t b = 0; b < o->source_count; b++) {
            json_write_whole(json, (int64_t)o->shared[a * o->source_count + b]);
        }
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

static void write_keys(struct json_writer *json, const struct report_input *in, int kind)
{
    const struct plan *plan = &in->run->model.kinds[kind].plan;
    open_array(json, "keys");
    for (int k = 0; k < plan->key_count; k++) {
        char text[KEY_TEXT_MAX];
        json_write_object(json);
        put_words(json, "key", key_text(&plan->keys[k].key, in->mentions, text));
        put_whole(json, "pairs", in->run->linkings[kind].key_pairs[k]);
        put_whole(json, "nodes_in_closed_blocks", plan->keys[k].closed_nodes);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_models(struct json_writer *json, const struct report_input *in)
{
    open_array(json, "models");
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        const struct kind_model *m = &in->run->model.kinds[kind];
        const struct linking *l = &in->run->linkings[kind];
        if (l->nodes.count == 0) {
            continue;
        }
        json_write_object(json);
        put_words(json, "kind", report_kind_text(kind));
        put_bool(json, "learnt", m->learnt);
        put_bool(json, "converged", m->estimate.converged);
        put_whole(json, "iterations", (uint64_t)m->estimate.iterations);
        put_decimal(json, "share_of_matches", m->estimate.share[0], 6);
        put_decimal(json, "cut", (double)m->cut / WEIGHT_ONE, 3);
        put_whole(json, "distinct_mentions", l->nodes.count);
        put_whole(json, "candidate_pairs", l->pairs.count);
        put_whole(json, "patterns", l->patterns.count);
        put_whole(json, "largest_component", l->outcome.largest_component);
        put_whole(json, "split_components", l->outcome.split_components);
        put_decimal(json, "precision", m->learnt ? m->precision : NAN, 4);
        put_decimal(json, "recall", m->learnt ? m->recall : NAN, 4);
        write_keys(json, in, kind);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_scores(struct json_writer *json, const struct truth_scores *s)
{
    put_words(json, "by", s->by_mention ? "mention" : "row");
    put_whole(json, "labelled", s->labelled);
    put_whole(json, "unlabelled", s->unlabelled);
    put_whole(json, "not_found", s->not_found);
    put_whole(json, "true_pairs", s->true_pairs);
    put_whole(json, "found_pairs", s->found_pairs);
    put_whole(json, "right_pairs", s->right_pairs);
    put_decimal(json, "precision", s->precision, 6);
    put_decimal(json, "recall", s->recall, 6);
    put_decimal(json, "f1", s->f1, 6);
    put_decimal(json, "b3_precision", s->b3_precision, 6);
    put_decimal(json, "b3_recall", s->b3_recall, 6);
    put_decimal(json, "b3_f1", s->b3_f1, 6);
    put_decimal(json, "exact_clusters", s->exact, 6);
    put_whole(json, "clusters_true", s->clusters_true);
    put_whole(json, "clusters_found", s->clusters_found);
    put_whole(json, "clusters_exact", s->clusters_exact);
}

static void write_truth(struct json_writer *json, const struct report_input *in)
{
    open_object(json, "truth");
    write_scores(json, in->truth);
    if (in->truth_people != NULL && in->truth_people->labelled > 0) {
        open_object(json, "people");
        write_scores(json, in->truth_people);
        json_write_close(json);
    }
    json_write_close(json);
}

static void write_beginning(struct json_writer *json, const struct report_input *in)
{
    json_write_object(json);
    put_words(json, "program", "cantref");
    put_words(json, "version", in->version);
    put_words(json, "started", in->started);
    put_words(json, "finished", in->finished);
}

static void write_end(struct json_writer *json, struct buf *out)
{
    json_write_close(json);
    buf_add_char(out, '\n');
}

void manifest_write(const struct report *report, const struct overview *o, struct buf *out)
{
    const struct report_input *in = report->in;
    struct json_writer json = {.out = out, .indent = 2};
    write_beginning(&json, in);
    write_inputs(&json, in);
    open_object(&json, "counts");
    write_counts(&json, report, o);
    json_write_close(&json);
    write_settings(&json, in);
    write_time(&json, in);
    open_object(&json, "versions");
    for (size_t i = 0; i < in->version_count; i++) {
        put_words(&json, in->versions[i].name, in->versions[i].version);
    }
    json_write_close(&json);
    write_end(&json, out);
}

void summary_json_write(const struct report *report, const struct overview *o, struct buf *out)
{
    const struct report_input *in = report->in;
    struct json_writer json = {.out = out, .indent = 2};
    write_beginning(&json, in);
    put_words(&json, "folder", in->folder);
    write_inputs(&json, in);
    write_counts(&json, report, o);
    write_estimated(&json, report);
    write_overlap(&json, in, o);
    write_models(&json, in);
    write_settings(&json, in);
    write_time(&json, in);
    if (in->truth != NULL) {
        write_truth(&json, in);
    }
    write_end(&json, out);
}
