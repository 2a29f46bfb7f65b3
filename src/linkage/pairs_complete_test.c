/* pairs_complete_test.c - what keys left out within components is found, compared and put in its
 * place; nothing else changes. */
#include "pairs_complete.h"

#include "component.h"
#include "linking_test.h"

enum { PEOPLE = 3000 };

static bool is_listed(const struct pair_list *pairs, uint32_t left, uint32_t right, size_t *ret)
{
    for (uint32_t i = pairs->start[left]; i < pairs->start[left + 1]; i++) {
        if (pairs->right[i] == right) {
            *ret = i;
            return true;
        }
    }
    return false;
}

/* A list with stated weights, and what is unmet in its components. */
struct work {
    struct mention_table table;
    struct prepared *p;
    struct estimate estimate;
    int32_t *weights;
    uint8_t *chance;
    int16_t *self_rarity;
    struct components components;
    uint64_t *unmet;
    size_t unmet_count;
};

static struct weighing weighing_of(const struct work *w)
{
    return (struct weighing){&w->p->nodes, &w->p->pairs,   w->weights,
                             w->p->self,   w->self_rarity, NULL};
}

static struct work *work_begin(struct random *random)
{
    struct work *w = mem_must_array(1, sizeof *w);
    made_begin(&w->table, 3, 0);
    made_crowd(&w->table, random, PEOPLE);
    w->p = prepared_begin(&w->table, 2, 2);
    prepared_compare(w->p, 2);
    w->weights = mem_must_array(w->p->patterns.count, sizeof *w->weights);
    w->chance = mem_must_array(w->p->patterns.count, sizeof *w->chance);
    w->self_rarity = mem_must_array(w->p->nodes.count, sizeof *w->self_rarity);
    estimate_state(&w->p->features, -6, &w->estimate);
    assert_int_equal(
        estimate_weigh(&w->estimate, &w->p->features, &w->p->patterns, w->weights, w->chance), 0);
    struct weighing weighing = weighing_of(w);
    assert_int_equal(components_find(&weighing, 0, 16, 2, &w->components), 0);
    assert_int_equal(components_unmet(&w->components, &w->p->pairs, &w->unmet, &w->unmet_count), 0);
    return w;
}

static void work_end(struct work *w)
{
    mem_free(w->weights);
    mem_free(w->chance);
    mem_free(w->self_rarity);
    components_free(&w->components);
    mem_free(w->unmet);
    prepared_end(w->p);
    made_end(&w->table);
    mem_free(w);
}

/* Against all pairs of nodes. */
static void unmet_are_all_that_is_missing(void **state)
{
    struct random random = random_seed(test_seed());
    struct work *w = work_begin(&random);
    size_t found = 0;
    size_t small = 0;
    (void)state;
    for (uint32_t a = 0; a < w->p->nodes.count; a++) {
        for (uint32_t b = a + 1; b < w->p->nodes.count; b++) {
            size_t at;
            if (w->components.root[a] != w->components.root[b]) {
                continue;
            }
            uint32_t size = 0;
            for (uint32_t n = 0; n < w->p->nodes.count; n++) {
                size += w->components.root[n] == w->components.root[a];
            }
            small += size <= COMPONENT_COMPARED_MAX;
            if (size <= COMPONENT_COMPARED_MAX && !is_listed(&w->p->pairs, a, b, &at)) {
                assert_true(found < w->unmet_count);
                assert_true(w->unmet[found++] == ((uint64_t)a << 32 | b));
            }
        }
    }
    assert_int_equal(found, w->unmet_count);
    assert_true(small > found && found > 0);
    work_end(w);
}

static void check_added(const struct work *w, const struct pair_list *before)
{
    const struct prepared *p = w->p;
    size_t features = (size_t)p->features.count;
    assert_int_equal(p->pairs.count, before->count + w->unmet_count);
    assert_int_equal(p->pairs.start[p->nodes.count], p->pairs.count);
    for (uint32_t left = 0; left < p->nodes.count; left++) {
        for (uint32_t i = p->pairs.start[left]; i < p->pairs.start[left + 1]; i++) {
            uint8_t levels[FEATURES_MAX];
            node_compare(&p->features, &p->lexicon, &p->nodes, left, p->pairs.right[i], levels);
            assert_memory_equal(levels, p->patterns.levels + p->pairs.pattern[i] * features,
                                features);
        }
        for (uint32_t i = before->start[left]; i < before->start[left + 1]; i++) {
            size_t at;
            assert_true(is_listed(&p->pairs, left, before->right[i], &at));
            assert_int_equal(p->pairs.rarity[at], before->rarity[i]);
        }
    }
    for (size_t i = 0; i < w->unmet_count; i++) {
        size_t at;
        assert_true(
            is_listed(&p->pairs, (uint32_t)(w->unmet[i] >> 32), (uint32_t)w->unmet[i], &at));
    }
}

/* For any number of threads; what was there stays, and weighs the same. */
static void added_in_their_place(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int threads = 1; threads <= 5; threads += 4) {
        struct random random = random_seed(seed);
        struct work *w = work_begin(&random);
        struct prepared *p = w->p;
        struct pair_list before = {.count = p->pairs.count};
        size_t nodes = p->nodes.count;
        before.start = mem_must_array(nodes + 1, sizeof *before.start);
        before.right = mem_must_array(before.count, sizeof *before.right);
        before.rarity = mem_must_array(before.count, sizeof *before.rarity);
        double likely = -1;
        int32_t *scores = mem_must_array(before.count, sizeof *scores);
        memcpy(before.start, p->pairs.start, (nodes + 1) * sizeof *before.start);
        memcpy(before.right, p->pairs.right, before.count * sizeof *before.right);
        memcpy(before.rarity, p->pairs.rarity, before.count * sizeof *before.rarity);
        for (size_t i = 0; i < before.count; i++) {
            scores[i] = pair_score(&p->pairs, w->weights, i);
        }
        assert_int_equal(pairs_complete(&p->lexicon, &p->nodes, &p->features, &p->frequency,
                                        &w->estimate, w->unmet, w->unmet_count, threads, &p->pairs,
                                        &p->patterns, p->self, &w->weights, &w->chance, &likely),
                         0);
        for (size_t i = 0; i < w->unmet_count; i++) {
            size_t at = 0;
            uint32_t right = (uint32_t)w->unmet[i];
            assert_true(is_listed(&p->pairs, (uint32_t)(w->unmet[i] >> 32), right, &at));
            likely -= pair_score(&p->pairs, w->weights, at) > 0
                          ? node_pair_times(&p->nodes, w->unmet[i] >> 32, right)
                          : 0;
        }
        assert_true(likely == 0);
        check_added(w, &before);
        for (uint32_t left = 0; left < nodes; left++) {
            for (uint32_t i = before.start[left]; i < before.start[left + 1]; i++) {
                size_t at = 0;
                assert_true(is_listed(&p->pairs, left, before.right[i], &at));
                assert_int_equal(pair_score(&p->pairs, w->weights, at), scores[i]);
            }
        }
        pair_list_free(&before);
        mem_free(scores);
        work_end(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unmet_are_all_that_is_missing),
        cmocka_unit_test(added_in_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
