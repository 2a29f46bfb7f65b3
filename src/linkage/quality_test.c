/* quality_test.c - what is told of links without labels: the arithmetic on graphs that can be added
 * up by hand. */
#include "quality.h"

#include "linkage_test.h"

#include <math.h>

/* Nodes 0 … 3; pairs with the same odds within {0, 1}, {2, 3} and across 1–2. All are of one
 * component; the tree joins 1 to 0 and 3 to 2. */
struct small {
    struct node_set nodes;
    struct pair_list pairs;
    struct weighing weighing;
    struct components components;
    struct resolution resolution;
    struct never_met never_met;
    uint32_t offset[5], start[5], right[3], pattern[3], self[4];
    uint32_t component_start[2], member[4], root[4], local[4], up[4];
    int16_t rarity[3], self_rarity[4];
    int32_t weights[3], height[4];
};

static void small_begin(struct small *s, int within, int across)
{
    *s = (struct small){.offset = {0, 1, 2, 3, 4},
                        .start = {0, 1, 2, 3, 3},
                        .right = {1, 2, 3},
                        .pattern = {0, 1, 0},
                        .self = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
                        .component_start = {0, 4},
                        .member = {0, 1, 2, 3},
                        .local = {0, 1, 2, 3},
                        .up = {0, 0, 2, 2},
                        .height = {INT32_MIN, INT32_MAX, INT32_MIN, INT32_MAX},
                        .weights = {within * WEIGHT_ONE, across * WEIGHT_ONE, 0}};
    s->nodes = (struct node_set){.count = 4, .offset = s->offset};
    s->pairs = (struct pair_list){.node_count = 4,
                                  .count = 3,
                                  .start = s->start,
                                  .right = s->right,
                                  .pattern = s->pattern,
                                  .rarity = s->rarity};
    s->weighing =
        (struct weighing){&s->nodes, &s->pairs, s->weights, s->self, s->self_rarity, NULL};
    s->components = (struct components){.count = 1,
                                        .start = s->component_start,
                                        .member = s->member,
                                        .root = s->root,
                                        .local = s->local};
    s->resolution = (struct resolution){s->up, s->height};
}

static struct trade_point tell(const struct small *s, int32_t cut)
{
    struct trade trade = {.points = {{.cut = cut}}, .count = 1};
    assert_int_equal(
        quality_tell(&s->weighing, &s->components, &s->resolution, s->never_met, 2, &trade), 0);
    return trade.points[0];
}

static double chance(double bits)
{
    return 1 / (1 + exp2(-bits));
}

/* Odds of a pair between entities count for 128 at most. */
static double capped(double bits)
{
    return fmin(exp2(bits), 128) / (1 + fmin(exp2(bits), 128));
}

/* A pair within an entity, whose ends might be somebody else's by so much. */
static double against(double bits, double rivals)
{
    return exp2(bits) / (1 + exp2(bits) + rivals);
}

static void added_up_by_hand(void **state)
{
    static const int odds[][2] = {{10, -10}, {3, -3}, {0, 0}, {40, -40}, {-2, 5}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(odds); i++) {
        struct small s;
        small_begin(&s, odds[i][0], odds[i][1]);
        struct trade_point told = tell(&s, 0);
        /* the pair across is the only rival, at one end of either pair within */
        double apart = capped(odds[i][1]);
        double right = 2 * against(odds[i][0], apart / 2);
        assert_true(fabs(told.precision - right / 2) < 2e-3);
        assert_true(fabs(told.recall - right / (right + apart)) < 2e-3);
    }
}

/* Identical mentions count among themselves, unless they are kept apart. */
static void identical_mentions_count(void **state)
{
    struct small s;
    (void)state;
    small_begin(&s, 3, -40);
    for (int n = 1; n <= 4; n++) {
        s.offset[n] += 2; /* the first node has three */
    }
    s.self[0] = 2;                                      /* even odds */
    double right = (3 + 1) * chance(3) + 3 * chance(0); /* nobody rivals those that are identical */
    assert_true(fabs(tell(&s, -WEIGHT_ONE).precision - right / 7) < 1e-5);
    /* apart: not linked */
    assert_true(fabs(tell(&s, WEIGHT_ONE).precision - chance(3)) < 1e-5);
    for (uint32_t n = 0; n < 4; n++) { /* the same of a node that has nothing to do with others */
        s.local[n] = UINT32_MAX;
        s.root[n] = n;
    }
    s.components.count = 0;
    assert_true(fabs(tell(&s, -WEIGHT_ONE).precision - chance(0)) < 1e-5);
    assert_true(isnan(tell(&s, WEIGHT_ONE).precision));
}

/* Three of an entity of whom two never met: told by what they have to do with the rest. */
static void pairs_never_met_count(void **state)
{
    struct small s;
    (void)state;
    small_begin(&s, 6, 6);
    s.up[2] = 1;
    s.up[1] = 0;
    s.height[2] = INT32_MAX;
    s.height[3] = INT32_MIN;
    struct trade_point told = tell(&s, 0);
    double rival = capped(6) / 2; /* node 3 claims 2 */
    double path = chance(6) * chance(6);
    double odds = path / (1 - path);
    double right = against(6, 0) + against(6, rival) + odds / (1 + odds + rival);
    assert_true(fabs(told.precision - right / 3) < 1e-5);
    assert_true(fabs(told.recall - right / (right + capped(6))) < 1e-4);
    /* One pair of three was closed by way of others, so two for three of those are left apart;
     * fewer if capture and recapture say so. */
    s.never_met.bound = 100;
    told = tell(&s, 0);
    assert_true(fabs(told.recall - right / (right * (1 + 2.0 / 3 / 3) + capped(6))) < 1e-4);
    s.never_met.completed = 0.5;
    told = tell(&s, 0);
    assert_true(fabs(told.recall - right / (right * (1 + 2.0 / 3 / 2) + capped(6))) < 1e-4);
    s.never_met.bound = 0.1;
    told = tell(&s, 0);
    assert_true(fabs(told.recall - right / (right + 0.1 + capped(6))) < 1e-4);
}

/* A record with three likely namesakes is one of them at most. */
static void namesakes_compete(void **state)
{
    struct small s;
    (void)state;
    small_begin(&s, 3, 3);
    s.start[1] = s.start[2] = s.start[3] = s.start[4] = 3; /* 0 with 1, with 2, with 3 */
    for (uint32_t n = 0; n < 4; n++) { /* at one remove, in components of their own, or in one */
        s.up[n] = n;
        s.height[n] = INT32_MIN;
    }
    struct trade trade = {.points = {{.cut = 0}}, .count = 1};
    for (int together = 0; together < 2; together++) {
        for (uint32_t n = 0; n < 4 && !together; n++) {
            s.root[n] = n;
            s.local[n] = UINT32_MAX;
        }
        s.components.count = (size_t)together;
        for (uint32_t n = 0; n < 4 && together; n++) {
            s.root[n] = 0;
            s.local[n] = n;
        }
        assert_int_equal(quality_tell(&s.weighing, &s.components, &s.resolution,
                                      (struct never_met){1.5, 0}, 1, &trade),
                         0);
        assert_true(isnan(trade.points[0].precision) && trade.points[0].recall == 0);
    }
    /* with a firm home for 0 and 1 the two others are what is missed */
    s.up[1] = 0;
    s.height[1] = INT32_MAX;
    assert_int_equal(
        quality_tell(&s.weighing, &s.components, &s.resolution, s.never_met, 1, &trade), 0);
    double apart = 2 * 8.0 / (1 + 2 * 8.0);
    double right = against(3, apart / 2);
    assert_true(fabs(trade.points[0].precision - right) < 2e-3);
    assert_true(fabs(trade.points[0].recall - right / (right + apart)) < 2e-3);
}

/* Found once and twice tell of those never found; one key tells nothing. */
static void never_met_is_told(void **state)
{
    double once[] = {40, 1000};
    double twice[] = {99, 1000};
    int32_t weights[] = {1, -1};
    struct patterns patterns = {.count = 2, .met_once = once, .met_twice = twice};
    (void)state;
    double told = quality_never_met(&patterns, weights, 2);
    assert_true(told > 0 && told < 40.0 * 40 / 2 / 100 / 2 + 1e-9);
    assert_true(quality_never_met(&patterns, weights, 20) > told);
    assert_true(quality_never_met(&patterns, weights, 1) == 0);
    twice[0] = 0;
    assert_true(quality_never_met(&patterns, weights, 2) <= 40);
}

static void nothing_to_tell_from(void **state)
{
    struct small s;
    (void)state;
    small_begin(&s, 0, 0);
    s.nodes.count = 0;
    s.components.count = 0;
    struct trade_point told = tell(&s, 0);
    assert_true(isnan(told.precision) && isnan(told.recall));
    small_begin(&s, -3, -3);
    s.height[1] = s.height[3] = INT32_MIN;
    told = tell(&s, 0);
    assert_true(isnan(told.precision) && told.recall == 0);
}

/* Cut by cut the same as one by one; merges over a cut alone stand. */
static void every_cut_by_itself(void **state)
{
    struct trade trade = {.count = 3};
    struct small s;
    (void)state;
    small_begin(&s, 3, 1);
    s.height[1] = 5 * WEIGHT_ONE;
    s.height[3] = 2 * WEIGHT_ONE;
    for (int q = 0; q < 3; q++) {
        trade.points[q].cut = (1 + 2 * q) * WEIGHT_ONE; /* 1, 3, 5 */
    }
    assert_int_equal(
        quality_tell(&s.weighing, &s.components, &s.resolution, s.never_met, 1, &trade), 0);
    for (int q = 0; q < 2; q++) {
        struct trade_point told = tell(&s, trade.points[q].cut);
        assert_true(told.precision == trade.points[q].precision);
        assert_true(told.recall == trade.points[q].recall);
    }
    assert_true(trade.points[0].recall > trade.points[1].recall && trade.points[1].recall > 0);
    assert_true(isnan(trade.points[2].precision) && trade.points[2].recall == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(added_up_by_hand),      cmocka_unit_test(identical_mentions_count),
        cmocka_unit_test(pairs_never_met_count), cmocka_unit_test(nothing_to_tell_from),
        cmocka_unit_test(every_cut_by_itself),   cmocka_unit_test(namesakes_compete),
        cmocka_unit_test(never_met_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
