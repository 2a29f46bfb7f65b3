/* error_tables.c - one walk over candidates, one over true entities, one over found ones. */
#include "error_tables.h"

#include "memory.h"
#include "radix.h"

#include <math.h>
#include <stdio.h>

struct walk {
    const struct labelled *in;
    const struct pair_causes *causes;
    struct error_tables *tables;
    size_t capacity;       /* of tables->patterns */
    size_t unmet_capacity; /* of tables->unmet */
};

/* ---- patterns */

static int pattern_named(struct walk *w, const uint8_t *levels, size_t *ret)
{
    struct error_tables *t = w->tables;
    uint32_t id;
    struct str text = str_make((const char *)levels, (size_t)w->in->model->features.count);
    int code = dictionary_add(&t->levels, text, &id);
    if (code != 0) {
        return code;
    }
    if (id > t->pattern_count) {
        void *patterns = t->patterns;
        mem_must_grow(&patterns, &w->capacity, id, sizeof *t->patterns);
        t->patterns = patterns;
        t->pattern_count = id;
    }
    *ret = id - 1;
    return 0;
}

static void calibrate(struct walk *w, int32_t weight, struct pair_counts counts)
{
    double probability = 1 / (1 + exp2(-(double)weight / WEIGHT_ONE));
    int bin = (int)(probability * CALIBRATION_BINS);
    struct calibration_bin *b =
        &w->tables->calibration[bin < CALIBRATION_BINS ? bin : CALIBRATION_BINS - 1];
    b->pairs += counts.same + counts.different;
    b->same += counts.same;
    b->predicted += probability * (double)(counts.same + counts.different);
}

static void count_candidate(struct walk *w, size_t left, size_t right, uint32_t pattern, int rarity)
{
    struct pair_counts counts = labelled_count(w->in, left, right);
    struct pattern_errors *p = &w->tables->patterns[pattern];
    p->candidates.same += counts.same;
    p->candidates.different += counts.different;
    w->tables->candidate_pairs += counts.same + counts.different;
    w->tables->met_true_pairs += counts.same;
    calibrate(w, w->in->linking->weights[pattern] + rarity * (WEIGHT_ONE / 64), counts);
}

/* The patterns of candidates take the first places, in their order. */
static int count_candidates(struct walk *w)
{
    const struct linking *l = w->in->linking;
    size_t features = (size_t)w->in->model->features.count;
    for (size_t p = 0; p < l->patterns.count; p++) {
        size_t at;
        int code = pattern_named(w, l->patterns.levels + p * features, &at);
        if (code != 0) {
            return code;
        }
        w->tables->patterns[at].met = true;
        w->tables->patterns[at].weight = l->weights[p];
    }
    for (size_t a = 0; a < l->nodes.count; a++) {
        if (l->self[a] != UINT32_MAX) {
            count_candidate(w, a, a, l->self[a], l->self_rarity[a]);
        }
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            count_candidate(w, a, l->pairs.right[i], l->pairs.pattern[i], l->pairs.rarity[i]);
        }
    }
    return 0;
}

/* What comparing a pair that never met would have given. */
static int compare_unmet(struct walk *w, uint32_t left, uint32_t right, size_t *ret_pattern,
                         int *ret_rarity)
{
    const struct linking *l = w->in->linking;
    const struct feature_set *features = &w->in->model->features;
    uint8_t levels[FEATURES_MAX];
    node_compare(features, l->lexicon, &l->nodes, left, right, levels);
    *ret_rarity = frequency_adjust(&l->frequency, l->lexicon->mentions, features, &l->nodes, levels,
                                   left, right);
    return pattern_named(w, levels, ret_pattern);
}

static void list_unmet(struct walk *w, size_t left, size_t right)
{
    struct error_tables *t = w->tables;
    void *unmet = t->unmet;
    mem_must_grow(&unmet, &w->unmet_capacity, t->unmet_count + 1, sizeof *t->unmet);
    t->unmet = unmet;
    t->unmet[t->unmet_count][0] = (uint32_t)left;
    t->unmet[t->unmet_count++][1] = (uint32_t)right;
}

/* An error that can be compared, to its pattern. */
static int count_error(struct walk *w, size_t left, size_t right, const struct pair_verdict *v)
{
    size_t pattern = v->pattern;
    int rarity = v->rarity;
    if (!v->met) {
        int code =
            compare_unmet(w, w->causes->node[left], w->causes->node[right], &pattern, &rarity);
        if (code != 0) {
            return code;
        }
    }
    struct pattern_errors *p = &w->tables->patterns[pattern];
    bool merged = v->cause >= CAUSE_FALSE_FIRST;
    uint32_t *example = merged ? p->merged_example : p->missed_example;
    if ((merged ? p->merged : p->missed) == 0) {
        example[0] = (uint32_t)left;
        example[1] = (uint32_t)right;
    }
    if (!v->met && !merged) {
        list_unmet(w, left, right);
    }
    p->by_cause[v->cause]++;
    p->merged += merged;
    p->missed += !merged;
    *(merged ? &p->merged_rarity : &p->missed_rarity) += rarity;
    return 0;
}

/* ---- pairs of things */

static struct source_errors *sources_of(struct walk *w, size_t left, size_t right)
{
    static struct source_errors nowhere;
    const struct mention_place *places = w->in->linking->lexicon->mentions->places;
    if (left == SIZE_MAX || right == SIZE_MAX) {
        return &nowhere;
    }
    size_t a = places[left].source;
    size_t b = places[right].source;
    return &w->tables->sources[(a < b ? a : b) * w->tables->source_count + (a < b ? b : a)];
}

static int judge_pair(struct walk *w, size_t thing, size_t other, bool same)
{
    const struct truth_labels *things = w->in->things;
    struct error_tables *t = w->tables;
    size_t left = things->mention[thing];
    size_t right = things->mention[other];
    struct pair_verdict v =
        pair_cause_of(w->causes, left, right, same, things->found[thing] == things->found[other]);
    struct source_errors *sources = sources_of(w, left, right);
    t->true_pairs += same;
    sources->true_pairs += same;
    t->path_true_pairs += same && left != SIZE_MAX && right != SIZE_MAX &&
                          w->causes->path[left] == w->causes->path[right];
    if (v.cause == CAUSE_RIGHT) {
        return 0;
    }
    t->by_cause[v.cause]++;
    t->missed += same;
    t->merged += !same;
    sources->by_cause[v.cause]++;
    sources->missed += same;
    sources->merged += !same;
    bool comparable = v.cause != CAUSE_NOT_READ && v.cause != CAUSE_OTHER_KIND &&
                      v.cause != CAUSE_OTHER_KIND_JOINED;
    return comparable ? count_error(w, left, right, &v) : 0;
}

/* Visit the pairs within each group of things: those of one label, or those of one found entity
 * that have two labels. */
static int judge_groups(struct walk *w, const uint32_t *group, bool same)
{
    const struct truth_labels *things = w->in->things;
    uint64_t *order = mem_must_array(things->count, sizeof *order);
    uint64_t *scratch = mem_must_array(things->count, sizeof *scratch);
    int code = 0;
    for (size_t i = 0; i < things->count; i++) {
        order[i] = (uint64_t)group[i] << 32 | i;
    }
    radix_sort(order, scratch, things->count, 32, 64);
    for (size_t from = 0, to; code == 0 && from < things->count; from = to) {
        for (to = from + 1; to < things->count && order[to] >> 32 == order[from] >> 32; to++) {
        }
        for (size_t i = from; code == 0 && i < to; i++) {
            for (size_t j = i + 1; code == 0 && j < to; j++) {
                size_t a = (uint32_t)order[i];
                size_t b = (uint32_t)order[j];
                if (same || things->label[a] != things->label[b]) {
                    code = judge_pair(w, a, b, same);
                }
            }
        }
    }
    mem_free(order);
    mem_free(scratch);
    return code;
}

/* Weights for the patterns that no candidate has. */
static int weigh_unmet(struct walk *w)
{
    struct error_tables *t = w->tables;
    const struct kind_model *model = w->in->model;
    size_t first = w->in->linking->patterns.count;
    size_t count = t->pattern_count - first;
    size_t features = (size_t)model->features.count;
    struct patterns unmet = {.count = count, .levels = mem_must_array(count * features, 1)};
    int32_t *weights = mem_must_array(count, sizeof *weights);
    for (size_t p = 0; p < t->pattern_count; p++) {
        t->patterns[p].levels = (const uint8_t *)dictionary_text(&t->levels, (uint32_t)p + 1).ptr;
        if (p >= first) {
            memcpy(unmet.levels + (p - first) * features, t->patterns[p].levels, features);
        }
    }
    int code = estimate_weigh(&model->estimate, &model->features, &unmet, weights, NULL);
    for (size_t p = first; code == 0 && p < t->pattern_count; p++) {
        t->patterns[p].weight = weights[p - first];
    }
    mem_free(unmet.levels);
    mem_free(weights);
    return code;
}

int error_tables_make(const struct labelled *in, const struct pair_causes *causes,
                      struct error_tables *ret)
{
    struct walk w = {.in = in, .causes = causes, .tables = ret};
    *ret = (struct error_tables){.source_count = in->linking->lexicon->mentions->source_count};
    ret->sources = mem_must_array(ret->source_count * ret->source_count, sizeof *ret->sources);
    int code = count_candidates(&w);
    code = code ? code : judge_groups(&w, in->things->label, true);
    code = code ? code : judge_groups(&w, in->things->found, false);
    return code ? code : weigh_unmet(&w);
}

void error_tables_free(struct error_tables *t)
{
    dictionary_free(&t->levels);
    mem_free(t->patterns);
    mem_free(t->sources);
    mem_free(t->unmet);
    *t = (struct error_tables){0};
}

/* ---- hard kinds */

enum {
    CASE_KIND,
    CASE_SOURCE_A,
    CASE_ROW_A,
    CASE_MENTION_A,
    CASE_SOURCE_B,
    CASE_ROW_B,
    CASE_MENTION_B,
    CASE_SAME,
    CASE_COLUMNS
};
static const char *const case_columns[CASE_COLUMNS] = {
    "kind", "source_a", "row_a", "mention_a", "source_b", "row_b", "mention_b", "same"};

static int find_case_columns(const struct table *cases, size_t at[CASE_COLUMNS], struct err *err)
{
    for (int i = 0; i < CASE_COLUMNS; i++) {
        at[i] = SIZE_MAX;
        for (size_t c = 0; c < cases->column_count; c++) {
            if (str_eq(cases->columns[c].header, str_of(case_columns[i]))) {
                at[i] = c;
            }
        }
        if (at[i] == SIZE_MAX) {
            return err_set(err, ERR_INPUT, "cases.csv has no column \"%s\"", case_columns[i]);
        }
    }
    return 0;
}

static struct hard_kind *hard_kind_named(struct error_tables *t, struct str name, bool same)
{
    for (size_t k = 0; k < t->hard_kind_count; k++) {
        if (str_eq(str_of(t->hard_kinds[k].name), name)) {
            return &t->hard_kinds[k];
        }
    }
    if (t->hard_kind_count == HARD_KINDS_MAX) {
        return NULL;
    }
    struct hard_kind *kind = &t->hard_kinds[t->hard_kind_count++];
    snprintf(kind->name, sizeof kind->name, "%.*s", PRI(name));
    kind->same = same;
    return kind;
}

static size_t case_mention(const struct report *report, const struct table *cases, size_t row,
                           const size_t *at)
{
    uint64_t number = 0;
    uint64_t mention = 0;
    if (!str_to_uint(table_cell(cases, row, at[1]), UINT32_MAX, &number) ||
        !str_to_uint(table_cell(cases, row, at[2]), UINT32_MAX, &mention)) {
        return SIZE_MAX;
    }
    return truth_mention(report, table_cell(cases, row, at[0]), number, mention);
}

static void count_oracles(const struct oracle_outcome oracles[ORACLES], size_t left, size_t right,
                          bool same, struct hard_kind *kind)
{
    for (int o = 0; o < ORACLES; o++) {
        const uint32_t *entity = oracles[o].entity;
        if (entity != NULL) {
            bool together = left != SIZE_MAX && right != SIZE_MAX && entity[left] != UINT32_MAX &&
                            entity[left] == entity[right];
            kind->right_by_oracle[o] += together == same;
        }
    }
}

int error_tables_add_hard(const struct labelled *in, const struct pair_causes *causes,
                          const struct report *report, const struct table *cases,
                          const struct oracle_outcome oracles[ORACLES], struct error_tables *tables,
                          struct err *err)
{
    const uint32_t *entity = in->run->partition.entity;
    size_t at[CASE_COLUMNS];
    int code = find_case_columns(cases, at, err);
    for (size_t row = 0; code == 0 && row < cases->row_count; row++) {
        bool same = str_eq(table_cell(cases, row, at[CASE_SAME]), STR("1"));
        struct hard_kind *kind =
            hard_kind_named(tables, table_cell(cases, row, at[CASE_KIND]), same);
        if (kind == NULL) {
            return err_set(err, ERR_LIMIT, "cases.csv has more than %d kinds", HARD_KINDS_MAX);
        }
        size_t left = case_mention(report, cases, row, &at[CASE_SOURCE_A]);
        size_t right = case_mention(report, cases, row, &at[CASE_SOURCE_B]);
        bool together = left != SIZE_MAX && right != SIZE_MAX && entity[left] == entity[right];
        struct pair_verdict v = pair_cause_of(causes, left, right, same, together);
        kind->pairs++;
        kind->right += v.cause == CAUSE_RIGHT;
        kind->by_cause[v.cause]++;
        count_oracles(oracles, left, right, same, kind);
    }
    return code;
}
