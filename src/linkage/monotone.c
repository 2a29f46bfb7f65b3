/* monotone.c - pooling adjacent violators along every component of every feature. */
#include "monotone.h"

enum { AXES_MAX = 3, SWEEPS = 12 };

/* Under this share a level stands for nothing that was seen. */
static const double SHARE_LEAST = 1e-12;

/* The components whose combinations a feature's levels are, slowest first (feature.h). */
struct axes {
    int count;
    int sizes[AXES_MAX];
};

static struct axes axes_of(const struct feature *feature)
{
    if (feature->levels == WORDS_LEVELS * GIVEN_LEVELS * FAMILY_LEVELS) {
        return (struct axes){3, {WORDS_LEVELS, GIVEN_LEVELS, FAMILY_LEVELS}};
    }
    if (feature->levels == PLACE_LEVELS * PLAIN_LEVELS * PLAIN_LEVELS) {
        return (struct axes){3, {PLACE_LEVELS, PLAIN_LEVELS, PLAIN_LEVELS}};
    }
    return (struct axes){1, {feature->levels}};
}

void monotone_pool(const double *u, double *m, int count)
{
    struct block {
        double u, m;
        int end;
    } blocks[FEATURE_LEVELS_MAX];
    int block_count = 0;
    for (int i = 0; i < count; i++) {
        struct block block = {u[i], m[i], i + 1};
        while (block_count > 0 &&
               blocks[block_count - 1].m * block.u > block.m * blocks[block_count - 1].u) {
            block.u += blocks[--block_count].u;
            block.m += blocks[block_count].m;
        }
        blocks[block_count++] = block;
    }
    for (int b = 0, i = 0; b < block_count; b++) {
        int from = i;
        for (; i < blocks[b].end; i++) {
            m[i] = blocks[b].end == from + 1 ? blocks[b].m : blocks[b].m / blocks[b].u * u[i];
        }
    }
}

/* Levels from, from + stride, … of one axis: each stretch of one group by itself. */
static void pool_line(const struct feature *feature, const double *u, double *m, int from,
                      int stride, int size)
{
    double line_u[FEATURE_LEVELS_MAX];
    double line_m[FEATURE_LEVELS_MAX];
    for (int first = 0, end; first < size; first = end) {
        int group = feature->group[from + first * stride];
        for (end = first; end < size && feature->group[from + end * stride] == group; end++) {
            line_u[end - first] = u[from + end * stride];
            line_m[end - first] = m[from + end * stride];
        }
        monotone_pool(line_u, line_m, end - first);
        for (int i = first; i < end; i++) {
            m[from + i * stride] = line_m[i - first];
        }
    }
}

static void pool_axis(const struct feature *feature, const double *u, double *m, int size,
                      int stride)
{
    for (int level = 0; level < feature->levels; level++) {
        if (level / stride % size == 0) {
            pool_line(feature, u, m, level, stride, size);
        }
    }
}

void monotone_mend(const struct feature_set *features, const struct level_shares *random_pairs,
                   struct estimate *estimate)
{
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        struct axes axes = axes_of(feature);
        float *share = estimate->classes[0].share[f];
        double u[FEATURE_LEVELS_MAX];
        double m[FEATURE_LEVELS_MAX];
        if (feature_is_source(feature)) {
            continue;
        }
        for (int level = 0; level < feature->levels; level++) {
            double random = (double)random_pairs->share[f][level];
            u[level] = random > SHARE_LEAST ? random : SHARE_LEAST;
            m[level] = (double)share[level];
        }
        for (int sweep = 0; sweep < (axes.count > 1 ? SWEEPS : 1); sweep++) {
            int stride = feature->levels;
            for (int a = 0; a < axes.count; a++) {
                stride /= axes.sizes[a];
                pool_axis(feature, u, m, axes.sizes[a], stride);
            }
        }
        for (int level = 0; level < feature->levels; level++) {
            share[level] = (float)m[level];
        }
    }
}
