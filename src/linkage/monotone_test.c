/* monotone_test.c - pooling against published and random cases; no better level with a lower
 * ratio. */
#include "monotone.h"

#include "linkage_test.h"

#include <math.h>

static const struct {
    double u[5], m[5], wanted[5];
    int count;
} pool_cases[] = {
    {{1, 1, 1}, {1, 2, 3}, {1, 2, 3}, 3},              /* in order */
    {{1, 1, 1}, {3, 2, 1}, {2, 2, 2}, 3},              /* all pooled */
    {{1, 1, 1, 1}, {1, 3, 2, 4}, {1, 2.5, 2.5, 4}, 4}, /* two in the middle */
    {{2, 1, 1}, {2, 3, 0}, {2, 1.5, 1.5}, 3},
    {{1, 3, 1}, {4, 3, 8}, {1.75, 5.25, 8}, 3}, /* a block's ratio is that of its sums */
    {{1}, {5}, {5}, 1},
};

static void pooled_as_stated(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pool_cases); i++) {
        double m[5];
        memcpy(m, pool_cases[i].m, sizeof m);
        monotone_pool(pool_cases[i].u, m, pool_cases[i].count);
        for (int level = 0; level < pool_cases[i].count; level++) {
            assert_true(fabs(m[level] - pool_cases[i].wanted[level]) < 1e-12);
        }
    }
}

/* The greatest convex minorant of the sums of u and m, found by trying all chords: slope at level i
 * = the largest over from ≤ i of the least over to > i. */
static double slope_at(const double *u, const double *m, int count, int i)
{
    double best = 0;
    for (int from = 0; from <= i; from++) {
        double least = INFINITY;
        for (int to = i; to < count; to++) {
            double sum_u = 0;
            double sum_m = 0;
            for (int j = from; j <= to; j++) {
                sum_u += u[j];
                sum_m += m[j];
            }
            least = fmin(least, sum_m / sum_u);
        }
        best = fmax(best, least);
    }
    return best;
}

static void pooled_as_the_minorant(void **state)
{
    struct random random = random_seed(test_seed());
    (void)state;
    for (int round = 0; round < 2000; round++) {
        double u[9];
        double m[9];
        double pooled[9];
        int count = 1 + (int)random_below(&random, 9);
        for (int i = 0; i < count; i++) {
            u[i] = .01 + random_unit(&random);
            pooled[i] = m[i] = random_below(&random, 4) ? random_unit(&random) : 0;
        }
        monotone_pool(u, pooled, count);
        for (int i = 0; i < count; i++) {
            assert_true(fabs(pooled[i] / u[i] - slope_at(u, m, count, i)) < 1e-9 * (1 + 1 / u[i]));
        }
    }
}

static double ratio(const struct estimate *e, const struct level_shares *random_pairs, int f,
                    int level)
{
    return (double)e->classes[0].share[f][level] / (double)random_pairs->share[f][level];
}

/* Random shares of every feature: what is missing keeps its share, sums stay, and no better level
 * of a plain feature weighs less. */
static void estimates_are_mended(void **state)
{
    struct random random = random_seed(test_seed());
    struct mention_table table;
    struct feature_set features;
    struct estimate *e = mem_must_array(1, sizeof *e);
    struct estimate *before = mem_must_array(1, sizeof *e);
    struct level_shares *random_pairs = mem_must_array(1, sizeof *random_pairs);
    (void)state;
    made_begin(&table, 2, 1);
    made_add(&table, 0, 0,
             "given=s|family=evans|birth=1980-01-02|phone=1|sex=f|postcode=SA1 1AA|a0=x");
    made_add(&table, 1, 1,
             "given=s|family=evans|birth=1980-01-02|phone=1|sex=f|postcode=SA1 1AA|a0=x");
    feature_set_choose(&table, (uint32_t[]){0, 1}, 2, &features);
    for (int f = 0; f < features.count; f++) {
        for (int level = 0; level < features.features[f].levels; level++) {
            e->classes[0].share[f][level] =
                (float)random_unit(&random) / (float)features.features[f].levels;
            random_pairs->share[f][level] =
                (float)(.001 + random_unit(&random)) / (float)features.features[f].levels;
        }
    }
    e->class_count = 1;
    *before = *e;
    monotone_mend(&features, random_pairs, e);
    for (int f = 0; f < features.count; f++) {
        const struct feature *feature = &features.features[f];
        const float *then = before->classes[0].share[f];
        const float *now = e->classes[0].share[f];
        double sums[2] = {0, 0};
        for (int level = 0; level < feature->levels; level++) {
            sums[0] += (double)then[level];
            sums[1] += (double)now[level];
            assert_true(now[level] >= 0);
            if (feature_is_source(feature) || level == 0) {
                assert_true(then[level] == now[level]);
            } else if (feature->levels <= DATE_LEVELS && level > 1) {
                assert_true(ratio(e, random_pairs, f, level) >=
                            ratio(e, random_pairs, f, level - 1) * .99999);
            }
        }
        assert_true(fabs(sums[0] - sums[1]) < 1e-5);
        if (feature->levels > DATE_LEVELS && !feature_is_source(feature)) {
            double worst = ratio(e, random_pairs, f, feature_worst_level(feature));
            assert_true(ratio(e, random_pairs, f, feature_best_level(feature)) >= worst);
        }
    }
    mem_free(e);
    mem_free(before);
    mem_free(random_pairs);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pooled_as_stated),
        cmocka_unit_test(pooled_as_the_minorant),
        cmocka_unit_test(estimates_are_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
