/* zones_test.c - pairs counted by weight, and examples from all over each zone. */
#include "zones.h"

#include "memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NODES = 200, STEPS = 161 };

/* Node 0 with each other: pattern p weighs (p - 80) / 2 bits. */
struct world {
    struct linking linking;
    uint32_t start[NODES + 1], right[NODES], pattern[NODES], mention[NODES], cluster[NODES];
    int16_t rarity[NODES];
    int32_t weights[STEPS];
};

static void world_make(struct world *w, size_t pairs)
{
    *w = (struct world){0};
    for (uint32_t n = 0; n < NODES; n++) {
        w->start[n + 1] = (uint32_t)pairs;
        w->mention[n] = 1000 + n;
        w->cluster[n] = n % 5 == 0 ? 0 : n;
    }
    for (uint32_t i = 0; i < pairs; i++) {
        w->right[i] = i + 1;
        w->pattern[i] = i % STEPS;
    }
    for (int p = 0; p < STEPS; p++) {
        w->weights[p] = (p - 80) * WEIGHT_ONE / 2;
    }
    w->linking.nodes = (struct node_set){.count = NODES, .mention = w->mention};
    w->linking.pairs = (struct pair_list){.node_count = NODES,
                                          .count = pairs,
                                          .start = w->start,
                                          .right = w->right,
                                          .pattern = w->pattern,
                                          .rarity = w->rarity};
    w->linking.weights = w->weights;
    w->linking.outcome.cluster = w->cluster;
}

static void gather(const struct linking *l, struct zones *ret)
{
    struct zone_gathering *g = mem_must_array(2, sizeof *g); /* in two parts, to be joined */
    for (uint32_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            zones_add(&g[i % 2], l, a, l->pairs.right[i], pair_score(&l->pairs, l->weights, i));
        }
    }
    zones_join(&g[0], &g[1]);
    zones_choose(g, ret);
    mem_free(g);
}

static void test_borders(void **state)
{
    (void)state;
    assert_int_equal(zone_of(4 * WEIGHT_ONE), ZONE_LINK);
    assert_int_equal(zone_of(4 * WEIGHT_ONE - 1), ZONE_ASK);
    assert_int_equal(zone_of(-4 * WEIGHT_ONE), ZONE_ASK);
    assert_int_equal(zone_of(-4 * WEIGHT_ONE - 1), ZONE_APART);
}

static void test_counts(void **state)
{
    (void)state;
    struct world *w = mem_must_array(1, sizeof *w);
    struct zones *z = mem_must_array(1, sizeof *z);
    world_make(w, STEPS);
    w->rarity[100] = 64; /* +1 bit: from +10 to +11 */
    gather(&w->linking, z);
    assert_int_equal(z->pairs[ZONE_APART], 72);
    assert_int_equal(z->pairs[ZONE_ASK], 16);
    assert_int_equal(z->pairs[ZONE_LINK], 73);
    assert_int_equal(z->all[0], 2);
    assert_int_equal(z->all[ZONE_WEIGHT], 2);      /* 0 and +0.5 */
    assert_int_equal(z->all[ZONE_WEIGHT - 1], 2);  /* -1 and -0.5 */
    assert_int_equal(z->all[ZONE_BINS - 1], 3);    /* +39, +39.5, and +40, which is beyond */
    assert_int_equal(z->all[ZONE_WEIGHT + 10], 1); /* the rarer one left */
    assert_int_equal(z->all[ZONE_WEIGHT + 11], 3);
    uint64_t linked = 0;
    for (int zone = 0; zone < ZONES; zone++) {
        linked += z->linked_pairs[zone];
    }
    assert_int_equal(linked, 32); /* nodes 5, 10 … 160 */
    mem_free(w);
    mem_free(z);
}

static void test_examples(void **state)
{
    (void)state;
    struct world *w = mem_must_array(1, sizeof *w);
    struct zones *z = mem_must_array(1, sizeof *z);
    for (size_t pairs = 0; pairs < NODES; pairs += 33) {
        world_make(w, pairs);
        gather(&w->linking, z);
        for (int zone = 0; zone < ZONES; zone++) {
            size_t wanted = z->pairs[zone] < ZONE_EXAMPLES ? z->pairs[zone] : ZONE_EXAMPLES;
            int bands[ZONE_BANDS] = {0};
            assert_int_equal(z->example_count[zone], wanted);
            for (size_t i = 0; i < wanted; i++) {
                const struct zone_pair *pair = &z->examples[zone][i];
                assert_int_equal(zone_of(pair->weight), zone);
                assert_true(i == 0 || pair[-1].weight >= pair->weight);
                assert_int_equal(pair->left, 1000);
                assert_int_equal(pair->weight, w->weights[w->pattern[pair->right - 1001]]);
                assert_int_equal(pair->linked, pair->right % 5 == 0);
                int band = (abs(pair->weight) / WEIGHT_ONE - ZONE_REACH) / 4;
                bands[zone == ZONE_ASK ? 0 : band < ZONE_BANDS ? band : ZONE_BANDS - 1]++;
            }
            for (int b = 0; b < ZONE_BANDS && pairs > STEPS && zone != ZONE_ASK; b++) {
                assert_int_equal(bands[b], ZONE_EXAMPLES / ZONE_BANDS);
            }
        }
    }
    mem_free(w);
    mem_free(z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_borders),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
