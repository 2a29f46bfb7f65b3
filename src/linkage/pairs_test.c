/* pairs_test.c - each candidate compared once, counted in its pattern; threads change nothing. */
#include "pairs.h"

#include "linking_test.h"

/* Recount everything from single comparisons. */
static void check_counts(const struct prepared *p)
{
    const struct patterns *patterns = &p->patterns;
    size_t features = (size_t)p->features.count;
    double *pairs = mem_must_array(patterns->count, sizeof *pairs);
    assert_int_equal(p->pairs.start[p->nodes.count], p->pairs.count);
    for (uint32_t left = 0; left < p->nodes.count; left++) {
        for (uint32_t i = p->pairs.start[left]; i < p->pairs.start[left + 1]; i++) {
            uint8_t levels[FEATURES_MAX];
            uint32_t right = p->pairs.right[i];
            bool ascending = i == p->pairs.start[left] || p->pairs.right[i - 1] < right;
            assert_true(right > left && ascending);
            node_compare(&p->features, &p->lexicon, &p->nodes, left, right, levels);
            assert_memory_equal(levels, patterns->levels + p->pairs.pattern[i] * features,
                                features);
            assert_int_equal(p->pairs.rarity[i],
                             frequency_adjust(&p->frequency, p->lexicon.mentions, &p->features,
                                              &p->nodes, levels, left, right));
            pairs[p->pairs.pattern[i]] += node_pair_times(&p->nodes, left, right);
        }
        assert_int_equal(p->self[left] == UINT32_MAX, node_size(&p->nodes, left) < 2);
        if (p->self[left] != UINT32_MAX) {
            pairs[p->self[left]] += node_pair_times(&p->nodes, left, left);
        }
    }
    for (size_t i = 0; i < patterns->count; i++) {
        assert_true(pairs[i] > 0 && pairs[i] == patterns->pairs[i]);
        assert_true(patterns->met_once[i] + patterns->met_twice[i] <= patterns->pairs[i]);
        double by_rarity = 0;
        for (int bin = 0; bin < RARITY_BINS; bin++) {
            by_rarity += patterns->by_rarity[i * RARITY_BINS + (size_t)bin];
        }
        assert_true(by_rarity == patterns->pairs[i]);
        assert_true(i == 0 || memcmp(patterns->levels + (i - 1) * features,
                                     patterns->levels + i * features, features) < 0);
    }
    mem_free(pairs);
}

static void counted_once_for_any_threads(void **state)
{
    static const int thread_counts[] = {1, 2, 5};
    struct random random = random_seed(test_seed());
    struct mention_table table;
    (void)state;
    made_begin(&table, 3, 0);
    made_crowd(&table, &random, 9000); /* more than two pieces of work */
    struct prepared *a = prepared_begin(&table, 2, 6);
    prepared_compare(a, thread_counts[0]);
    check_counts(a);
    for (size_t i = 1; i < COUNT_OF(thread_counts); i++) {
        struct prepared again = *a;
        struct prepared *b = &again;
        again.pairs = (struct pair_list){0};
        again.patterns = (struct patterns){0};
        prepared_compare(b, thread_counts[i]);
        size_t pairs = a->pairs.count;
        size_t patterns = a->patterns.count;
        assert_int_equal(b->pairs.count, pairs);
        assert_int_equal(b->patterns.count, patterns);
        assert_memory_equal(a->pairs.right, b->pairs.right, pairs * sizeof *a->pairs.right);
        assert_memory_equal(a->pairs.pattern, b->pairs.pattern, pairs * sizeof *a->pairs.pattern);
        assert_memory_equal(a->pairs.rarity, b->pairs.rarity, pairs * sizeof *a->pairs.rarity);
        assert_memory_equal(a->pairs.start, b->pairs.start,
                            (a->nodes.count + 1) * sizeof *a->pairs.start);
        assert_memory_equal(a->patterns.pairs, b->patterns.pairs,
                            patterns * sizeof *a->patterns.pairs);
        assert_memory_equal(a->patterns.met_once, b->patterns.met_once,
                            patterns * sizeof *a->patterns.met_once);
        assert_memory_equal(a->self, b->self, a->nodes.count * sizeof *a->self);
        mem_free(b->self);
        pair_list_free(&b->pairs);
        patterns_free(&b->patterns);
    }
    prepared_end(a);
    made_end(&table);
}

/* All features there can be: patterns come back from their codes whole. */
static void widest_pattern(void **state)
{
    struct random random = random_seed(test_seed());
    struct mention_table table;
    (void)state;
    made_begin(&table, 5, ATTRIBUTES_MAX);
    for (uint32_t row = 0; row < 60; row++) {
        static char before[900];
        char text[900];
        if (row % 2) { /* most of what the last one said */
            before[strlen(before) - 1] = 'x';
            made_add(&table, 0, row, before);
            continue;
        }
        made_person(&random, text, 600);
        for (size_t a = 0; a < ATTRIBUTES_MAX + 2; a++) {
            const char *name = a < ATTRIBUTES_MAX    ? table.attribute_name[a].ptr
                               : a == ATTRIBUTES_MAX ? "nhs"
                                                     : "ni";
            size_t len = strlen(text);
            snprintf(text + len, sizeof text - len, "%s%s=%d", len ? "|" : "", name,
                     (int)random_below(&random, 3));
        }
        made_add(&table, (int)random_below(&random, 5), row, text);
        memcpy(before, text, sizeof before);
    }
    struct prepared *p = prepared_begin(&table, 1, 20);
    prepared_compare(p, 1);
    assert_true(p->pairs.count > 0);
    check_counts(p);
    prepared_end(p);
    made_end(&table);
}

static void identical_rows_are_bounded(void **state)
{
    struct mention_table table;
    (void)state;
    made_begin(&table, 1, 0);
    for (uint32_t row = 0; row < 1000; row++) {
        made_add(&table, 0, row, "given=sian|family=evans");
    }
    struct prepared *p = prepared_begin(&table, 1, 20);
    prepared_compare(p, 1);
    assert_int_equal(p->nodes.count, 1);
    assert_int_equal(p->pairs.count, 0);
    assert_int_equal(p->patterns.count, 1);
    assert_true(p->patterns.pairs[0] == 16 * 15 / 2);
    prepared_end(p);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counted_once_for_any_threads),
        cmocka_unit_test(widest_pattern),
        cmocka_unit_test(identical_rows_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
