/* level_truth.c - levels counted over labelled candidates, beside m and u of the estimate. */
#include "level_truth.h"

#include "memory.h"

#include <math.h>
#include <stdlib.h>

static const double FLOOR = 0.5; /* pairs added to each level */

struct level_counts {
    double same[FEATURES_MAX][FEATURE_LEVELS_MAX];
    double different[FEATURES_MAX][FEATURE_LEVELS_MAX];
};

static void count_pair(const struct labelled *in, size_t left, size_t right, uint32_t pattern,
                       struct level_counts *counts)
{
    int features = in->model->features.count;
    const uint8_t *levels = in->linking->patterns.levels + (size_t)pattern * (size_t)features;
    struct pair_counts pairs = labelled_count(in, left, right);
    for (int f = 0; f < features; f++) {
        counts->same[f][levels[f]] += (double)pairs.same;
        counts->different[f][levels[f]] += (double)pairs.different;
    }
}

static void count_levels(const struct labelled *in, struct level_counts *counts)
{
    const struct linking *l = in->linking;
    for (size_t a = 0; a < l->nodes.count; a++) {
        if (l->self[a] != UINT32_MAX) {
            count_pair(in, a, a, l->self[a], counts);
        }
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            count_pair(in, a, l->pairs.right[i], l->pairs.pattern[i], counts);
        }
    }
}

/* log2 of m to u of a level, each as a share of the levels of its group. */
static double bits_of(const struct feature *feature, const double *m, const double *u, double floor,
                      int level)
{
    double m_sum = 0;
    double u_sum = 0;
    for (int other = 0; other < feature->levels; other++) {
        if (feature->group[other] == feature->group[level]) {
            m_sum += m[other] + floor;
            u_sum += u[other] + floor;
        }
    }
    return log2((m[level] + floor) / m_sum * u_sum / (u[level] + floor));
}

static void learnt_shares(const struct estimate *e, const struct feature *feature, int f, double *m,
                          double *u)
{
    for (int level = 0; level < feature->levels; level++) {
        m[level] = (double)e->classes[0].share[f][level];
        u[level] = 0;
        for (int c = 1; c < e->class_count; c++) {
            u[level] += e->share[c] * (double)e->classes[c].share[f][level];
        }
    }
}

static double sum_of(const double *counts, int levels)
{
    double sum = 0;
    for (int level = 0; level < levels; level++) {
        sum += counts[level];
    }
    return sum > 0 ? sum : 1;
}

static int compare_harm(const void *a, const void *b)
{
    const struct level_truth *x = a;
    const struct level_truth *y = b;
    if (x->harm != y->harm) {
        return x->harm > y->harm ? -1 : 1;
    }
    return x->feature != y->feature ? x->feature - y->feature : x->level - y->level;
}

size_t level_truth_make(const struct labelled *in, struct level_truth **ret)
{
    const struct feature_set *features = &in->model->features;
    struct level_counts *counts = mem_must_array(1, sizeof *counts);
    size_t count = 0;
    count_levels(in, counts);
    *ret = mem_must_array((size_t)features->count * FEATURE_LEVELS_MAX, sizeof **ret);
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        double m[FEATURE_LEVELS_MAX];
        double u[FEATURE_LEVELS_MAX];
        learnt_shares(&in->model->estimate, feature, f, m, u);
        double all_same = sum_of(counts->same[f], feature->levels);
        double all_different = sum_of(counts->different[f], feature->levels);
        for (int level = 0; level < feature->levels; level++) {
            double same = counts->same[f][level];
            double different = counts->different[f][level];
            if (same + different > 0 && !feature->never[level]) {
                struct level_truth *t = &(*ret)[count++];
                t->feature = f;
                t->level = level;
                t->pairs = (struct pair_counts){(uint64_t)same, (uint64_t)different};
                t->learnt_bits = bits_of(feature, m, u, 1e-12, level);
                t->true_bits =
                    bits_of(feature, counts->same[f], counts->different[f], FLOOR, level);
                t->harm = fabs(t->learnt_bits - t->true_bits) *
                          (same / all_same + different / all_different);
            }
        }
    }
    if (count > 0) {
        qsort(*ret, count, sizeof **ret, compare_harm);
    }
    mem_free(counts);
    return count;
}
