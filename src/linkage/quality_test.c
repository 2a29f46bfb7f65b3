/* quality_test.c - what is told of links without labels: the arithmetic on graphs that can be added
 * up by hand. */
#include "quality.h"

#include "linkage_test.h"

#include <math.h>

/* Nodes 0 … 3; pairs with the same odds within {0, 1}, {2, 3} and across 1–2. */
struct small {
    struct linking linking;
    struct kind_model model;
    uint32_t offset[5], start[5], right[3], pattern[3], self[4], cluster[4];
    int16_t rarity[3], self_rarity[4];
    int32_t weights[3];
};

static void small_begin(struct small *s, int within, int across)
{
    *s = (struct small){.offset = {0, 1, 2, 3, 4},
                        .start = {0, 1, 2, 3, 3},
                        .right = {1, 2, 3},
                        .pattern = {0, 1, 0},
                        .self = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
                        .cluster = {0, 0, 2, 2},
                        .weights = {within * WEIGHT_ONE, across * WEIGHT_ONE, 0}};
    s->linking.nodes = (struct node_set){.count = 4, .offset = s->offset};
    s->linking.pairs = (struct pair_list){.node_count = 4,
                                          .count = 3,
                                          .start = s->start,
                                          .right = s->right,
                                          .pattern = s->pattern,
                                          .rarity = s->rarity};
    s->linking.self = s->self;
    s->linking.self_rarity = s->self_rarity;
    s->linking.weights = s->weights;
    s->linking.outcome.cluster = s->cluster;
    s->model.unmet = -2 * WEIGHT_ONE;
}

static double chance(double bits)
{
    return 1 / (1 + exp2(-bits));
}

static void added_up_by_hand(void **state)
{
    static const int odds[][2] = {{10, -10}, {3, -3}, {0, 0}, {40, -40}, {-2, 5}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(odds); i++) {
        struct small s;
        double precision, recall;
        small_begin(&s, odds[i][0], odds[i][1]);
        assert_int_equal(quality_tell(&s.linking, &s.model, &precision, &recall), 0);
        double right = 2 * chance(odds[i][0]);
        assert_true(fabs(precision - right / 2) < 1e-9);
        assert_true(fabs(recall - right / (right + chance(odds[i][1]))) < 1e-9);
    }
}

/* Identical mentions count among themselves, unless they are kept apart. */
static void identical_mentions_count(void **state)
{
    struct small s;
    double precision, recall;
    (void)state;
    small_begin(&s, 3, -40);
    for (int n = 1; n <= 4; n++) {
        s.offset[n] += 2; /* the first node has three */
    }
    s.self[0] = 2; /* even odds */
    s.model.cut = -WEIGHT_ONE;
    assert_int_equal(quality_tell(&s.linking, &s.model, &precision, &recall), 0);
    double right = (3 + 1) * chance(3) + 3 * chance(0);
    assert_true(fabs(precision - right / 7) < 1e-9);
    s.model.cut = WEIGHT_ONE; /* apart: not linked */
    assert_int_equal(quality_tell(&s.linking, &s.model, &precision, &recall), 0);
    assert_true(fabs(precision - chance(3)) < 1e-9);
}

/* Three of an entity of whom two never met: told by what they have to do with the rest. */
static void pairs_never_met_count(void **state)
{
    struct small s;
    double precision, recall;
    (void)state;
    small_begin(&s, 6, 6);
    s.cluster[2] = 0;
    s.cluster[3] = 3;
    assert_int_equal(quality_tell(&s.linking, &s.model, &precision, &recall), 0);
    /* 0 and 2 never met: each stands at (6 - 2) / 2 bits on average. */
    assert_true(fabs(precision - (2 * chance(6) + chance(2)) / 3) < 1e-9);
    assert_true(recall > 0 && recall < 1);
}

static void nothing_to_tell_from(void **state)
{
    struct small s;
    double precision, recall;
    (void)state;
    small_begin(&s, 0, 0);
    s.linking.nodes.count = 0;
    assert_int_equal(quality_tell(&s.linking, &s.model, &precision, &recall), 0);
    assert_true(isnan(precision) && isnan(recall));
    small_begin(&s, -3, -3);
    for (uint32_t n = 0; n < 4; n++) {
        s.cluster[n] = n;
    }
    assert_int_equal(quality_tell(&s.linking, &s.model, &precision, &recall), 0);
    assert_true(isnan(precision) && recall == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(added_up_by_hand),
        cmocka_unit_test(identical_mentions_count),
        cmocka_unit_test(pairs_never_met_count),
        cmocka_unit_test(nothing_to_tell_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
