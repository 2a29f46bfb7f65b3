/* pair_cause_test.c - a handmade linking in which each cause occurs; then crowds, linked, whose
 * errors by cause must add up to what the scores say. */
#include "findings.h"

#include "linkage_test.h"

enum { MENTIONS = 420, PAIRS_MAX = 600, CHAIN_FIRST = 30, CHAIN_LENGTH = 300, KEPT_EDGES = 2 };

/* Mention m is alone in node m; but node 7 has mention 29 as well, and 28 is of another kind. */
struct handmade {
    struct linking linking;
    struct kind_model model;
    uint32_t label[MENTIONS];
    int32_t weights[41]; /* -20 … 20 bits */
    uint32_t mention[MENTIONS], offset[MENTIONS + 1], member[MENTIONS + 1];
    uint32_t start[MENTIONS + 1], right[PAIRS_MAX], pattern[PAIRS_MAX];
    int16_t rarity[PAIRS_MAX], self_rarity[MENTIONS];
    uint32_t self[MENTIONS], cluster[MENTIONS];
};

static void add_pair(struct handmade *h, uint32_t left, uint32_t right, int bits)
{
    struct pair_list *pairs = &h->linking.pairs;
    h->right[pairs->count] = right;
    h->pattern[pairs->count++] = (uint32_t)(bits + 20);
    for (size_t n = left + 1; n <= MENTIONS; n++) {
        h->start[n] = (uint32_t)pairs->count;
    }
}

static void add_nodes(struct handmade *h)
{
    uint32_t at = 0;
    for (uint32_t n = 0; n < MENTIONS; n++) {
        h->offset[n] = at;
        h->mention[n] = n;
        h->self[n] = UINT32_MAX;
        h->cluster[n] = n;
        if (n != 28 && n != 29) {
            h->member[at++] = n;
        }
        if (n == 7) {
            h->member[at++] = 29;
        }
    }
    h->offset[MENTIONS] = at;
    h->self[7] = 19; /* -1 bit */
    for (int i = 0; i < 41; i++) {
        h->weights[i] = (i - 20) * WEIGHT_ONE;
    }
}

static struct handmade *handmade_begin(void)
{
    struct handmade *h = mem_must_array(1, sizeof *h);
    add_nodes(h);
    h->linking = (struct linking){.nodes = {.count = MENTIONS,
                                            .mention = h->mention,
                                            .offset = h->offset,
                                            .member = h->member},
                                  .pairs = {.node_count = MENTIONS,
                                            .start = h->start,
                                            .right = h->right,
                                            .pattern = h->pattern,
                                            .rarity = h->rarity},
                                  .self = h->self,
                                  .self_rarity = h->self_rarity,
                                  .weights = h->weights,
                                  .outcome = {.cluster = h->cluster}};
    h->model.k = KEPT_EDGES;
    add_pair(h, 0, 1, 5);
    add_pair(h, 4, 5, -3);
    add_pair(h, 5, 6, 0);
    add_pair(h, 7, 8, 3);
    add_pair(h, 9, 10, 9);
    add_pair(h, 9, 11, 8);
    add_pair(h, 9, 12, 4);
    add_pair(h, 13, 14, 2);
    add_pair(h, 15, 16, 4);
    add_pair(h, 15, 17, -2);
    for (uint32_t i = 0; i + 1 < CHAIN_LENGTH; i++) {
        add_pair(h, CHAIN_FIRST + i, CHAIN_FIRST + i + 1, 1);
    }
    static const struct {
        uint32_t first, last;
    } same[] = {{0, 1}, {2, 3}, {4, 6}, {7, 8}, {9, 12}, {13, 14}, {29, 29}};
    for (uint32_t m = 0; m < MENTIONS; m++) {
        h->label[m] = MENTIONS + m;
        for (size_t s = 0; s < COUNT_OF(same); s++) {
            if (m >= same[s].first && m <= same[s].last) {
                h->label[m] = same[s].first == 29 ? 8 : same[s].first + 1;
            }
        }
    }
    h->cluster[1] = 0;
    h->cluster[16] = h->cluster[17] = 15;
    return h;
}

static const struct {
    size_t left, right;
    bool same, together_otherwise;
    enum pair_cause cause;
} cases[] = {
    {0, 1, true, false, CAUSE_RIGHT},
    {0, 2, false, false, CAUSE_RIGHT},
    {2, 3, true, false, CAUSE_UNMET_ALONE},
    {4, 6, true, false, CAUSE_UNMET_PATH},
    {4, 5, true, false, CAUSE_SCORED_LOW},
    {5, 6, true, false, CAUSE_SCORED_LOW},  /* at the cut is not over it */
    {7, 29, true, false, CAUSE_SCORED_LOW}, /* identical rows, with one another */
    {7, 8, true, false, CAUSE_APART_IDENTICAL},
    {29, 8, true, false, CAUSE_APART_IDENTICAL},
    {9, 12, true, false, CAUSE_APART_EDGES}, /* 9 keeps two that are better */
    {9, 11, true, false, CAUSE_APART_AVERAGE},
    {13, 14, true, false, CAUSE_APART_AVERAGE},
    {CHAIN_FIRST, CHAIN_FIRST + 1, true, false, CAUSE_APART_COMPONENT},
    {15, 16, false, false, CAUSE_SCORED_HIGH},
    {17, 15, false, false, CAUSE_CHAINED_LOW},
    {16, 17, false, false, CAUSE_CHAINED_UNMET},
    {15, 17, true, false, CAUSE_RIGHT}, /* joined by others, and rightly */
    {0, SIZE_MAX, true, false, CAUSE_NOT_READ},
    {0, SIZE_MAX, false, false, CAUSE_RIGHT},
    {0, 28, true, false, CAUSE_OTHER_KIND},
    {0, 28, true, true, CAUSE_RIGHT},
    {0, 28, false, true, CAUSE_OTHER_KIND_JOINED},
};

static void test_each_cause(void **state)
{
    struct handmade *h = handmade_begin();
    struct pair_causes causes;
    bool seen[PAIR_CAUSES] = {false};
    (void)state;
    pair_causes_begin(&h->linking, &h->model, h->label, MENTIONS, &causes);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pair_verdict v = pair_cause_of(&causes, cases[i].left, cases[i].right, cases[i].same,
                                              cases[i].together_otherwise);
        if (v.cause != cases[i].cause) {
            fail_msg("%zu and %zu: %s, not %s", cases[i].left, cases[i].right,
                     pair_cause_name(v.cause), pair_cause_name(cases[i].cause));
        }
        seen[v.cause] = true;
    }
    for (int cause = 0; cause < PAIR_CAUSES; cause++) {
        assert_true(seen[cause]);
    }
    pair_causes_free(&causes);
    mem_free(h);
}

/* ---- crowds */

static uint64_t sum_of(const uint64_t by_cause[PAIR_CAUSES], int first, int end)
{
    uint64_t sum = 0;
    for (int cause = first; cause < end; cause++) {
        sum += by_cause[cause];
    }
    return sum;
}

static void check_sums(const struct findings *f)
{
    const struct error_tables *t = &f->tables;
    struct truth_scores scores;
    uint64_t missed = 0;
    uint64_t merged = 0;
    uint64_t binned = 0;
    uint64_t by_sources = 0;
    truth_count(f->in.things->label, f->in.things->found, f->in.things->count, &scores);
    assert_int_equal(t->true_pairs, scores.true_pairs);
    assert_int_equal(t->missed, scores.true_pairs - scores.right_pairs);
    assert_int_equal(t->merged, scores.found_pairs - scores.right_pairs);
    assert_int_equal(sum_of(t->by_cause, CAUSE_RIGHT + 1, CAUSE_FALSE_FIRST), t->missed);
    assert_int_equal(sum_of(t->by_cause, CAUSE_FALSE_FIRST, PAIR_CAUSES), t->merged);
    for (size_t p = 0; p < t->pattern_count; p++) {
        missed += t->patterns[p].missed;
        merged += t->patterns[p].merged;
    }
    assert_int_equal(missed,
                     t->missed - t->by_cause[CAUSE_NOT_READ] - t->by_cause[CAUSE_OTHER_KIND]);
    assert_int_equal(merged, t->merged - t->by_cause[CAUSE_OTHER_KIND_JOINED]);
    for (size_t s = 0; s < t->source_count * t->source_count; s++) {
        by_sources += sum_of(t->sources[s].by_cause, CAUSE_RIGHT + 1, PAIR_CAUSES);
    }
    assert_int_equal(by_sources, t->missed + t->merged);
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        binned += t->calibration[b].pairs;
    }
    assert_int_equal(binned, t->candidate_pairs);
    assert_true(t->path_true_pairs >= t->met_true_pairs);
    assert_int_equal(t->unmet_count,
                     t->by_cause[CAUSE_UNMET_ALONE] + t->by_cause[CAUSE_UNMET_PATH]);
    assert_int_equal(f->oracles[ORACLE_NOTHING].scores.right_pairs, scores.right_pairs);
    assert_true(f->oracles[ORACLE_CUT].scores.f1 >= scores.f1);
    assert_int_equal(f->oracles[ORACLE_CANDIDATES].scores.true_pairs, scores.true_pairs);
}

/* Labels drawn at random are wrong nearly everywhere: every kind of error, many times. */
static void test_sums(void **state)
{
    uint64_t seed = test_seed();
    struct random random = random_seed(seed);
    (void)state;
    for (int round = 0; round < 3; round++) {
        struct mention_table table;
        struct truth_labels things = {0};
        struct run *run = mem_must_array(1, sizeof *run);
        struct findings *f = mem_must_array(1, sizeof *f);
        struct pair_causes causes;
        struct err err;
        made_begin(&table, 3, 0);
        made_crowd(&table, &random, 600);
        for (size_t m = 0; m < table.count; m += 7) {
            table.places[m].kind = MENTION_ESTATE;
        }
        assert_int_equal(run_learn_and_link(&table, 2, NULL, run, &err), 0);
        things.count = table.count;
        things.label = mem_must_array(table.count, sizeof *things.label);
        things.found = mem_must_array(table.count, sizeof *things.found);
        things.mention = mem_must_array(table.count, sizeof *things.mention);
        for (size_t m = 0; m < table.count; m++) {
            things.label[m] = 1 + (uint32_t)random_below(&random, 300);
            things.found[m] = run->partition.entity[m];
            things.mention[m] = m;
        }
        f->in = (struct labelled){.run = run,
                                  .linking = &run->linkings[MENTION_PERSON],
                                  .model = &run->model.kinds[MENTION_PERSON],
                                  .things = &things,
                                  .label = things.label};
        pair_causes_begin(f->in.linking, f->in.model, things.label, table.count, &causes);
        assert_int_equal(error_tables_make(&f->in, &causes, &f->tables), 0);
        assert_int_equal(oracles_ask(&f->in, 2, f->oracles), 0);
        check_sums(f);
        oracles_free(f->oracles);
        pair_causes_free(&causes);
        error_tables_free(&f->tables);
        truth_labels_free(&things);
        run_free(run);
        made_end(&table);
        mem_free(run);
        mem_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_cause),
                                       cmocka_unit_test(test_sums)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
