/* estimate_test.c - what is learnt from patterns drawn from known shares, and that nothing breaks
 * where there is nothing to learn from. */
#include "estimate.h"

#include "linkage_test.h"

#include <math.h>

/* Features with four levels each, a date, and the source. */
struct world {
    struct mention_table table;
    struct feature_set features;
    struct level_shares random_pairs;
    struct patterns patterns;
    struct estimate estimate;
};

static struct world *world_begin(void)
{
    struct world *w = mem_must_array(1, sizeof *w);
    made_begin(&w->table, 2, 0);
    made_add(&w->table, 0, 0, "birth=1980-01-02|phone=1|email=a|nhs=1|ni=1");
    made_add(&w->table, 1, 1, "birth=1980-01-02|phone=1|email=a|nhs=1|ni=1");
    feature_set_choose(&w->table, (uint32_t[]){0, 1}, 2, &w->features);
    assert_int_equal(w->features.count, 6);
    return w;
}

static void patterns_end(struct patterns *p)
{
    mem_free(p->levels);
    mem_free(p->pairs);
    mem_free(p->met_once);
    mem_free(p->met_twice);
    *p = (struct patterns){0};
}

static void world_end(struct world *w)
{
    patterns_end(&w->patterns);
    made_end(&w->table);
    mem_free(w);
}

/* Shares of levels: of pairs that match and of any two; missing as often in both. */
static double match_share(const struct feature *f, int level)
{
    int levels = f->levels;
    return level == 0            ? .1
           : level == levels - 1 ? .72
           : level == levels - 2 ? .12
           : level == 1          ? .06 - .001 * (levels - 4)
                                 : .001;
}

static double random_share(const struct feature *f, int level)
{
    int levels = f->levels;
    return level == 0            ? .1
           : level == levels - 1 ? .004
           : level == 1          ? .876 - .02 * (levels - 3)
                                 : .02;
}

static int draw_level(struct random *random, const struct feature *f,
                      double (*share)(const struct feature *, int))
{
    double sum = 0;
    double total = 0;
    for (int level = 0; level < f->levels; level++) {
        total += share(f, level);
    }
    double at = random_unit(random) * total;
    for (int level = 0; level < f->levels; level++) {
        sum += share(f, level);
        if (at < sum) {
            return level;
        }
    }
    return f->levels - 1;
}

static int by_levels(const void *a, const void *b)
{
    return memcmp(a, b, 6);
}

/* draw_patterns - pairs of which lambda are matches; each of the others agrees on one of the parts
 * by coincidence. */
static void draw_patterns(struct world *w, struct random *random, size_t pairs, double lambda,
                          const struct coincidence *coincidences, int coincidence_count)
{
    int last = w->features.count - 1; /* the source: always across */
    uint8_t(*drawn)[6] = mem_must_array(pairs, sizeof *drawn);
    for (int f = 0; f < last; f++) {
        for (int level = 0; level < w->features.features[f].levels; level++) {
            w->random_pairs.share[f][level] = (float)random_share(&w->features.features[f], level);
        }
    }
    for (int level = 0; level < w->features.features[last].levels; level++) {
        w->random_pairs.share[last][level] = level == SOURCE_ACROSS ? .99f : .003f;
    }
    for (size_t i = 0; i < pairs; i++) {
        bool match = random_unit(random) < lambda;
        for (int f = 0; f < last; f++) {
            drawn[i][f] = (uint8_t)draw_level(random, &w->features.features[f],
                                              match ? match_share : random_share);
        }
        drawn[i][last] = SOURCE_ACROSS;
        const struct coincidence *c =
            &coincidences[random_below(random, (uint64_t)coincidence_count)];
        for (int p = 0; !match && p < c->part_count; p++) {
            int f = feature_of_part(&w->features, c->parts[p]);
            drawn[i][f] = (uint8_t)(w->features.features[f].levels - 1);
        }
    }
    qsort(drawn, pairs, sizeof *drawn, by_levels);
    w->patterns.levels = mem_must_array(pairs, sizeof *drawn);
    w->patterns.pairs = mem_must_array(pairs, sizeof *w->patterns.pairs);
    w->patterns.met_once = mem_must_array(pairs, sizeof(double));
    w->patterns.met_twice = mem_must_array(pairs, sizeof(double));
    for (size_t i = 0; i < pairs; i++) {
        if (i == 0 || memcmp(drawn[i], drawn[i - 1], sizeof *drawn) != 0) {
            memcpy(w->patterns.levels + 6 * w->patterns.count++, drawn[i], sizeof *drawn);
        }
        w->patterns.pairs[w->patterns.count - 1]++;
        w->patterns.met_once[w->patterns.count - 1]++;
    }
    mem_free(drawn);
}

static bool all_finite(const struct estimate *e, const struct feature_set *features)
{
    for (int c = 0; c < e->class_count; c++) {
        double sum = e->share[c];
        for (int f = 0; f < features->count; f++) {
            double within = 0;
            for (int level = 0; level < features->features[f].levels; level++) {
                within += (double)e->classes[c].share[f][level];
            }
            sum += within;
            if (fabs(within - 1) > 1e-3) {
                return false;
            }
        }
        if (!isfinite(sum)) {
            return false;
        }
    }
    return true;
}

static const struct coincidence coincidence_list[] = {
    {1, {PART_PHONE}},      {1, {PART_EMAIL}},      {2, {PART_BIRTH_DATE, PART_PHONE}},
    {1, {PART_BIRTH_DATE}}, {1, {PART_NHS_NUMBER}},
};

static const struct {
    int coincidences;
    double lambda;
    double tolerance;
} lambda_cases[] = {{1, .3, .02}, {1, .05, .02}, {1, .8, .03},
                    {5, .3, .02}, {5, .02, .02}, {3, .6, .03}};

static void lambda_is_found(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lambda_cases); i++) {
        struct random random = random_seed(seed + i);
        struct world *w = world_begin();
        int count = lambda_cases[i].coincidences;
        draw_patterns(w, &random, 20000, lambda_cases[i].lambda, coincidence_list, count);
        estimate_begin(&w->features, &w->random_pairs, coincidence_list, count, .3, &w->estimate);
        double before = -INFINITY;
        for (int step = 0; step < 60; step++) {
            assert_int_equal(estimate_learn(&w->estimate, &w->features, &w->patterns, 1, 1), 0);
            double now = w->estimate.log_likelihood;
            /* Its seed pulls at a class: a little may be lost to that. */
            assert_true(now >= before - 2e-4 * fabs(now));
            before = now;
        }
        if (fabs(w->estimate.share[0] - lambda_cases[i].lambda) > lambda_cases[i].tolerance) {
            fail_msg("%d coincidences: lambda %.3f, drawn with %.3f", count, w->estimate.share[0],
                     lambda_cases[i].lambda);
        }
        assert_true(all_finite(&w->estimate, &w->features));
        /* m of the levels, missing left out. */
        for (int f = 0; f < w->features.count - 1 && lambda_cases[i].lambda > .1; f++) {
            const struct feature *feature = &w->features.features[f];
            const float *m = w->estimate.classes[0].share[f];
            double wanted = match_share(feature, feature->levels - 1);
            assert_true(fabs((double)m[feature->levels - 1] - wanted) < .06);
        }
        world_end(w);
    }
}

/* The weights tell matches from the rest, their explanation comes to the same, and the source that
 * can't be is out of the question. */
static void weights_follow(void **state)
{
    struct random random = random_seed(test_seed());
    struct world *w = world_begin();
    int32_t *weights;
    int32_t total;
    int32_t weight[FEATURES_MAX];
    int chance;
    (void)state;
    draw_patterns(w, &random, 20000, .3, coincidence_list, 5);
    estimate_begin(&w->features, &w->random_pairs, coincidence_list, 5, .3, &w->estimate);
    assert_int_equal(estimate_learn(&w->estimate, &w->features, &w->patterns, 60, 2), 0);
    weights = mem_must_array(w->patterns.count, sizeof *weights);
    assert_int_equal(estimate_weigh(&w->estimate, &w->features, &w->patterns, weights, NULL), 0);
    double expected = 0;
    for (size_t p = 0; p < w->patterns.count; p++) {
        assert_in_range(weights[p] + 40 * WEIGHT_ONE, 0, 80 * WEIGHT_ONE);
        expected += w->patterns.pairs[p] / (1 + exp2(-(double)weights[p] / WEIGHT_ONE));
    }
    assert_true(fabs(expected / 20000 - .3) < .02);
    for (size_t p = 0; p < w->patterns.count; p += 97) {
        uint8_t levels[6];
        memcpy(levels, w->patterns.levels + 6 * p, 6);
        assert_int_equal(
            estimate_explain(&w->estimate, &w->features, levels, &total, weight, &chance), 0);
        assert_int_equal(total, weights[p]);
        levels[5] = SOURCE_ROW_SAME;
        assert_int_equal(
            estimate_explain(&w->estimate, &w->features, levels, &total, weight, &chance), 0);
        assert_int_equal(total, -40 * WEIGHT_ONE);
    }
    mem_free(weights);
    world_end(w);
}

/* What is shared is common: chance explains more of it. Rare: the classes were told apart anyway.
 * All of it usual is the same as nothing told. */
static void rare_agreement_is_seldom_chance(void **state)
{
    struct random random = random_seed(test_seed());
    struct world *w = world_begin();
    struct patterns *p = &w->patterns;
    struct estimate *none = mem_must_array(1, sizeof *none);
    double lambda[3];
    (void)state;
    draw_patterns(w, &random, 20000, .3, coincidence_list, 5);
    estimate_begin(&w->features, &w->random_pairs, coincidence_list, 5, .3, none);
    assert_int_equal(estimate_learn(none, &w->features, p, 60, 2), 0);
    for (int i = 0; i < 3; i++) {
        static const int rarities[] = {-4 * 64, 0, 8 * 64};
        p->by_rarity = mem_must_array(p->count * RARITY_BINS, sizeof *p->by_rarity);
        for (size_t n = 0; n < p->count; n++) {
            p->by_rarity[n * RARITY_BINS + (size_t)rarity_bin(rarities[i])] = p->pairs[n];
        }
        estimate_begin(&w->features, &w->random_pairs, coincidence_list, 5, .3, &w->estimate);
        assert_int_equal(estimate_learn(&w->estimate, &w->features, p, 60, 2), 0);
        lambda[i] = w->estimate.share[0];
        assert_true(i != 1 || memcmp(&w->estimate, none, sizeof *none) == 0);
        mem_free(p->by_rarity);
        p->by_rarity = NULL;
    }
    if (!(lambda[0] < lambda[1] / 2 && fabs(lambda[2] - lambda[1]) < .01)) {
        fail_msg("lambda %.4f, %.4f, %.4f", lambda[0], lambda[1], lambda[2]);
    }
    assert_int_equal(rarity_bin(-10000), 0);
    assert_int_equal(rarity_bin(63), rarity_bin(-64));
    assert_int_equal(rarity_bin(64), rarity_bin(0) + 1);
    assert_int_equal(rarity_bin(10000), RARITY_BINS - 1);
    mem_free(none);
    world_end(w);
}

static void same_on_every_run(void **state)
{
    struct random random = random_seed(test_seed());
    struct world *w = world_begin();
    struct estimate *again = mem_must_array(1, sizeof *again);
    (void)state;
    draw_patterns(w, &random, 5000, .3, coincidence_list, 5);
    struct estimate *runs[] = {&w->estimate, again};
    for (int i = 0; i < 2; i++) {
        estimate_begin(&w->features, &w->random_pairs, coincidence_list, 5, .3, runs[i]);
        assert_int_equal(estimate_learn(runs[i], &w->features, &w->patterns, 60, 1 + 2 * i), 0);
    }
    assert_memory_equal(&w->estimate, again, sizeof *again);
    mem_free(again);
    world_end(w);
}

/* Too little, or nothing at all: numbers stay numbers. */
static void little_to_learn_from(void **state)
{
    static const uint8_t all_missing[6] = {0, 0, 0, 0, 0, SOURCE_ACROSS};
    static const uint8_t all_same[6] = {DATE_SAME,  PLAIN_SAME, PLAIN_SAME,
                                        PLAIN_SAME, PLAIN_SAME, SOURCE_ACROSS};
    const struct {
        const uint8_t *levels;
        double pairs;
    } cases[] = {{NULL, 0},     {all_missing, 1}, {all_missing, 1e6},
                 {all_same, 1}, {all_same, 1e6},  {all_same, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int coincidences = 0; coincidences <= 5; coincidences += 5) {
            struct random random = random_seed(1);
            struct world *w = world_begin();
            int32_t weight = 0;
            draw_patterns(w, &random, 1, 0, coincidence_list, 5); /* for the random pairs */
            w->patterns.count = cases[i].levels != NULL;
            w->patterns.pairs[0] = cases[i].pairs;
            if (cases[i].levels != NULL) {
                memcpy(w->patterns.levels, cases[i].levels, 6);
            }
            estimate_begin(&w->features, &w->random_pairs, coincidence_list, coincidences, .3,
                           &w->estimate);
            assert_int_equal(estimate_learn(&w->estimate, &w->features, &w->patterns, 20, 2), 0);
            assert_int_equal(
                estimate_weigh(&w->estimate, &w->features, &w->patterns, &weight, NULL), 0);
            if (!all_finite(&w->estimate, &w->features)) {
                fail_msg("case %zu with %d coincidences", i, coincidences);
            }
            assert_in_range(weight + 40 * WEIGHT_ONE, 0, 80 * WEIGHT_ONE);
            world_end(w);
        }
    }
}

/* Where nothing can be learnt, stated priors: better levels weigh more, and one that says the same
 * in everything is over even odds. */
static void stated_priors(void **state)
{
    struct world *w = world_begin();
    int32_t total;
    int32_t weight[FEATURES_MAX];
    int chance;
    uint8_t levels[6] = {DATE_SAME, PLAIN_SAME, PLAIN_SAME, PLAIN_SAME, PLAIN_SAME, SOURCE_ACROSS};
    int32_t before = INT32_MAX;
    (void)state;
    estimate_state(&w->features, -10, &w->estimate);
    assert_true(all_finite(&w->estimate, &w->features));
    for (int f = 0; f < 5; f++) {
        for (; levels[f] >= 1; levels[f]--) {
            assert_int_equal(
                estimate_explain(&w->estimate, &w->features, levels, &total, weight, &chance), 0);
            assert_true(total <= before);
            assert_true(before < INT32_MAX || total > 0);
            before = total;
        }
        levels[f] = 1;
    }
    assert_true(before < 0);
    memset(levels, 0, 5);
    assert_int_equal(estimate_explain(&w->estimate, &w->features, levels, &total, weight, &chance),
                     0);
    assert_in_range(total + 10 * WEIGHT_ONE, -20 + 20 * (total < 0), WEIGHT_ONE);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lambda_is_found),
        cmocka_unit_test(weights_follow),
        cmocka_unit_test(rare_agreement_is_seldom_chance),
        cmocka_unit_test(same_on_every_run),
        cmocka_unit_test(little_to_learn_from),
        cmocka_unit_test(stated_priors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
