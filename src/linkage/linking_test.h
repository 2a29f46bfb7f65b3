/* linking_test.h - a mention table linked up to its pairs and patterns, for tests of the steps in
 * between. For tests only. */
#ifndef CANTREF_LINKAGE_LINKING_TEST_H
#define CANTREF_LINKAGE_LINKING_TEST_H

#include "linkage_test.h"
#include "pairs.h"
#include "plan.h"

struct prepared {
    struct lexicon lexicon;
    struct node_set nodes;
    struct feature_set features;
    struct frequency frequency;
    struct level_shares random_pairs;
    struct plan plan;
    struct candidates candidates; /* of the plan, made again for each comparison */
    uint64_t key_pairs[KEYS_MAX];
    struct pair_list pairs;
    struct patterns patterns;
    uint32_t *self;
};

/* prepared_begin - everything up to the plan; prepared_compare - and the pairs. */
static inline struct prepared *prepared_begin(const struct mention_table *table, int threads,
                                              double pairs_per_node)
{
    struct prepared *p = mem_must_array(1, sizeof *p);
    struct level_weights *prior = mem_must_array(1, sizeof *prior);
    struct plan_options options = {pairs_per_node, 30, threads};
    uint32_t *all = made_all(table);
    assert_int_equal(lexicon_build(table, &p->lexicon), 0);
    made_nodes(table, &p->nodes);
    feature_set_choose(table, all, table->count, &p->features);
    assert_int_equal(frequency_count(table, &p->nodes, 2, &p->frequency), 0);
    assert_int_equal(
        random_pair_levels(&p->lexicon, &p->nodes, &p->features, threads, &p->random_pairs), 0);
    estimate_prior(&p->features, &p->random_pairs, prior);
    assert_int_equal(plan_make(&p->lexicon, &p->nodes, &p->features, prior, &options, &p->plan,
                               &p->candidates, p->key_pairs),
                     0);
    mem_free(prior);
    free(all);
    return p;
}

static inline void prepared_compare(struct prepared *p, int threads)
{
    p->self = mem_must_array(p->nodes.count, sizeof *p->self);
    candidates_free(&p->candidates);
    for (int k = 0; k < p->plan.key_count; k++) {
        struct blocks blocks = {0};
        assert_int_equal(block_build(&p->lexicon, &p->nodes, &p->plan, k, false, threads, &blocks),
                         0);
        assert_int_equal(blocks.pairs, p->key_pairs[k]);
        assert_int_equal(candidates_add(&blocks, p->nodes.count, threads, &p->candidates), 0);
        blocks_free(&blocks);
    }
    assert_int_equal(pairs_compare(&p->lexicon, &p->nodes, &p->features, &p->frequency,
                                   &p->candidates, threads, &p->pairs, &p->patterns, p->self, NULL),
                     0);
    candidates_free(&p->candidates);
}

static inline void prepared_end(struct prepared *p)
{
    mem_free(p->self);
    pair_list_free(&p->pairs);
    patterns_free(&p->patterns);
    candidates_free(&p->candidates);
    plan_free(&p->plan);
    frequency_free(&p->frequency);
    node_set_free(&p->nodes);
    lexicon_free(&p->lexicon);
    mem_free(p);
}

#endif
