/* estimate.c - EM over patterns with one non-match class a coincidence.
 *
 * The inner loops run over classes: tables are laid out [feature][level][class], so that a
 * pattern's log likelihoods for all classes are sums of short runs of floats. exp, which is taken
 * for every pattern, is our own polynomial; logs are taken of parameters only. */
#include "estimate.h"

#include "memory.h"
#include "parallel.h"
#include "processor.h"

#include <math.h>
#include <string.h>

/* Weight of a coincidence's seed, as a share of the pairs learnt from; of the floor under m, in
 * pairs. */
static const double SEED_SHARE = 0.01;
static const double SEED_PAIRS =
    30; /* and never less than about this: few pairs must not turn a coincidence into a match */
static const double MATCH_FLOOR = 0.05;
static const double AGREE_SHARE = 0.97; /* of a seed on the levels that its parts allow */

static const double CONVERGED_CHANGE = 1e-4; /* of any class's share in one step */

enum { STRIDE = CLASSES_MAX, LANES = 8 };
_Static_assert(STRIDE % LANES == 0, "rows of classes are whole lanes");
/* Inlined into a way for each kind of processor; the loops over classes are what it is for. All
 * numbers here are finite, and knowing so lets the compiler take several at once; sums are added in
 * lanes by hand, so that they come out the same on every processor. */
#define INLINED inline __attribute__((always_inline))
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3", "finite-math-only", "no-signed-zeros", "no-trapping-math")
#endif

static const float LN_2 = 0.69314718f;

/* The levels of all features, one row after another: those of feature f from first[f] on. */
struct estimate_tables {
    int first[FEATURES_MAX];
    int rows;
    float log_class[STRIDE];
    float (*log_share)[STRIDE];
    double (*odds)[STRIDE]; /* one over the share */
};

/* Patterns are shared out in so many pieces, whatever the number of threads, and what the pieces
 * come to is added in their order: sums of floating point depend on nothing else. */
enum { PIECES = 8 };

struct piece {
    double (*counts)[STRIDE]; /* by row */
    double sums[STRIDE];      /* posterior pairs of each class */
    double log_likelihood;
};

static void tables_free(struct estimate_tables *tables)
{
    mem_free(tables->log_share);
    mem_free(tables->odds);
    *tables = (struct estimate_tables){0};
}

static int tables_make(const struct feature_set *features, struct estimate_tables *ret)
{
    *ret = (struct estimate_tables){0};
    for (int f = 0; f < features->count; f++) {
        ret->first[f] = ret->rows;
        ret->rows += features->features[f].levels;
    }
    ret->log_share = mem_try_array((size_t)ret->rows + 1, sizeof *ret->log_share);
    ret->odds = mem_try_array((size_t)ret->rows + 1, sizeof *ret->odds);
    if (ret->log_share == NULL || ret->odds == NULL) {
        tables_free(ret);
        return ERR_MEMORY;
    }
    return 0;
}

/* exp(x) for x ≤ 0: 2^k times a polynomial on [-0.5, 0.5]; relative error under 2e-7; never less
 * than 2^-100, which is nothing beside 1 and, unlike 0, needs no branch: several are taken at once.
 */
static INLINED float exp_negative(float x)
{
    float bits = x * 1.44269504f;
    float t = bits < -100.0f ? -100.0f : bits;
    int k = (int)(t - 0.5f);
    float f = (t - (float)k) * 0.69314718f;
    float p =
        1.0f +
        f * (1.0f + f * (0.5f + f * (0.16666667f + f * (0.041666668f +
                                                        f * (0.0083333338f + f * 0.0013888889f)))));
    union {
        uint32_t bits;
        float value;
    } scale = {.bits = (uint32_t)(k + 127) << 23};
    return p * scale.value;
}

/* Share of a level among the levels with the same components missing: missing tells nothing. */
static void share_within_group(const struct feature *f, const float *share, float *ret)
{
    double sum[256] = {0};
    for (int level = 0; level < f->levels; level++) {
        sum[f->group[level]] += (double)share[level];
    }
    for (int level = 0; level < f->levels; level++) {
        double total = sum[f->group[level]];
        ret[level] = total > 0 ? (float)((double)share[level] / total) : 1.0f;
    }
}

void estimate_prior(const struct feature_set *features, const struct level_shares *random_pairs,
                    struct level_weights *ret)
{
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        float m[FEATURE_LEVELS_MAX];
        float u[FEATURE_LEVELS_MAX];
        for (int level = 0; level < feature->levels; level++) {
            m[level] = expf(5.0f * feature->goodness[level]);
        }
        share_within_group(feature, m, m);
        share_within_group(feature, random_pairs->share[f], u);
        for (int level = 0; level < feature->levels; level++) {
            float bits = log2f(m[level] / u[level]);
            ret->bits[f][level] = bits > 15 ? 15 : bits < -8 ? -8 : bits;
        }
    }
}

static void normalise(float *share, int levels)
{
    double sum = 0;
    for (int level = 0; level < levels; level++) {
        sum += (double)share[level];
    }
    for (int level = 0; level < levels; level++) {
        share[level] = (float)((double)share[level] / sum);
    }
}

/* A seed: the levels that the coincidence's parts allow, in the proportions of random pairs; all
 * else as random pairs. */
static void seed_coincidence(const struct feature_set *features, const struct level_shares *random,
                             const struct coincidence *c, struct level_shares *ret)
{
    *ret = *random;
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        bool allowed[FEATURE_LEVELS_MAX];
        bool touched = false;
        double sum = 0;
        int allowed_count = 0;
        for (int level = 0; level < feature->levels; level++) {
            allowed[level] = true;
            for (int p = 0; p < c->part_count; p++) {
                if (feature_of_part(features, c->parts[p]) == f) {
                    touched = true;
                    allowed[level] =
                        allowed[level] && feature_part_allows(feature, c->parts[p], level);
                }
            }
            allowed_count += allowed[level];
            sum += allowed[level] ? (double)random->share[f][level] : 0;
        }
        if (!touched || allowed_count == 0) {
            continue;
        }
        for (int level = 0; level < feature->levels; level++) {
            double agree = !allowed[level] ? 0 : (double)random->share[f][level] / sum;
            ret->share[f][level] =
                (float)(AGREE_SHARE * agree + (1 - AGREE_SHARE) * (double)random->share[f][level]);
        }
    }
}

void estimate_begin(const struct feature_set *features, const struct level_shares *random_pairs,
                    const struct coincidence *coincidences, int coincidence_count,
                    double lambda_start, struct estimate *ret)
{
    memset(ret, 0, sizeof *ret);
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        for (int level = 0; level < feature->levels; level++) {
            ret->classes[0].share[f][level] =
                feature->never[level] ? 0 : expf(4.0f * feature->goodness[level]);
        }
        normalise(ret->classes[0].share[f], feature->levels);
    }
    ret->class_count = 1;
    for (int c = 0; c < coincidence_count && ret->class_count < CLASSES_MAX; c++) {
        struct level_shares *seed = &ret->seeds[ret->class_count];
        seed_coincidence(features, random_pairs, &coincidences[c], seed);
        bool known = false;
        for (int other = 1; other < ret->class_count; other++) {
            known = known || memcmp(&ret->seeds[other], seed, sizeof *seed) == 0;
        }
        if (!known) {
            ret->coincidences[ret->class_count] = coincidences[c];
            ret->classes[ret->class_count++] = *seed;
        }
    }
    ret->share[0] = lambda_start;
    for (int c = 1; c < ret->class_count; c++) {
        ret->share[c] = (1 - lambda_start) / (ret->class_count - 1);
    }
}

void estimate_state(const struct feature_set *features, double odds_bits, struct estimate *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->class_count = 2;
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        for (int level = 0; level < feature->levels; level++) {
            ret->classes[0].share[f][level] =
                feature->never[level] ? 0 : expf(5.0f * feature->goodness[level]);
            ret->classes[1].share[f][level] = expf(-5.0f * feature->goodness[level]);
        }
        normalise(ret->classes[0].share[f], feature->levels);
        normalise(ret->classes[1].share[f], feature->levels);
        ret->seeds[1] = ret->classes[1];
    }
    double odds = exp2(odds_bits);
    ret->share[0] = odds / (1 + odds);
    ret->share[1] = 1 / (1 + odds);
}

static void fill_logs(const struct estimate *e, const struct feature_set *features,
                      struct estimate_tables *tables)
{
    for (int f = 0; f < features->count; f++) {
        for (int c = 0; c < e->class_count; c++) {
            float within[FEATURE_LEVELS_MAX];
            share_within_group(&features->features[f], e->classes[c].share[f], within);
            for (int level = 0; level < features->features[f].levels; level++) {
                int row = tables->first[f] + level;
                tables->log_share[row][c] = logf(within[level] + 1e-30f);
                tables->odds[row][c] = 1 / ((double)within[level] + 1e-30);
            }
        }
    }
}

/* Log likelihood of a pattern under each class, shares included. */
/* Classes, and some that are never likely, for the processor's sake. */
static INLINED int padded_count(const struct estimate *e)
{
    return (e->class_count + LANES - 1) / LANES * LANES;
}

static INLINED void pattern_logs(const struct estimate *e, const struct feature_set *features,
                                 const struct estimate_tables *tables, const float *log_class,
                                 const uint8_t *levels, float *ret)
{
    memcpy(ret, log_class, sizeof(float) * STRIDE);
    int padded = padded_count(e);
    for (int f = 0; f < features->count; f++) {
        const float *row = tables->log_share[tables->first[f] + levels[f]];
        for (int c = 0; c < padded; c++) {
            ret[c] += row[c];
        }
    }
}

static void class_logs(const struct estimate *e, float ret[STRIDE])
{
    for (int c = 0; c < STRIDE; c++) {
        ret[c] = c < e->class_count ? logf((float)e->share[c] + 1e-30f) : -1e30f;
    }
}

/* Lanes added in an order that no processor changes. */
static INLINED double lanes_sum(const double lane[LANES])
{
    return ((lane[0] + lane[4]) + (lane[1] + lane[5])) +
           ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

/* Logs of `padded` classes → their posteriors, in place; returns the log of their sum. */
static INLINED float posteriors(float *logs, int padded)
{
    float top = logs[0];
    double lane[LANES] = {0};
    for (int c = 0; c < padded; c++) {
        top = logs[c] > top ? logs[c] : top;
    }
    for (int c = 0; c < padded; c++) {
        logs[c] = exp_negative(logs[c] - top);
    }
    for (int from = 0; from < padded; from += LANES) {
        for (int l = 0; l < LANES; l++) {
            lane[l] += (double)logs[from + l];
        }
    }
    float sum = (float)lanes_sum(lane);
    for (int c = 0; c < padded; c++) {
        logs[c] /= sum;
    }
    return top + logf(sum);
}

static void shares_from_counts(struct estimate *e, const struct feature_set *features,
                               const struct estimate_tables *tables, const struct piece *all,
                               double total)
{
    double seed_pairs = SEED_SHARE * total + SEED_PAIRS;
    for (int c = 0; c < e->class_count; c++) {
        for (int f = 0; f < features->count; f++) {
            int levels = features->features[f].levels;
            for (int level = 0; level < levels; level++) {
                double prior =
                    c == 0 ? MATCH_FLOOR : (double)e->seeds[c].share[f][level] * seed_pairs;
                bool never = c == 0 && features->features[f].never[level];
                e->classes[c].share[f][level] =
                    never ? 0 : (float)(all->counts[tables->first[f] + level][c] + prior);
            }
            normalise(e->classes[c].share[f], levels);
        }
    }
}

static int source_feature(const struct feature_set *features)
{
    for (int f = 0; f < features->count; f++) {
        if (feature_is_source(&features->features[f])) {
            return f;
        }
    }
    return -1;
}

/* The match class's share of a pair were its sources not known. How often one source holds a person
 * twice is learnt from this: learnt from the posterior itself, a source whose second records have
 * little else to show would be taken to have none, and that would then prove itself. */
static INLINED double match_without(const struct estimate *e, const double *one_over_share,
                                    const float *posterior)
{
    double lane[LANES] = {0};
    int padded = padded_count(e);
    for (int from = 0; from < padded; from += LANES) {
        for (int l = 0; l < LANES; l++) {
            lane[l] += (double)posterior[from + l] * one_over_share[from + l];
        }
    }
    return (double)posterior[0] * one_over_share[0] / lanes_sum(lane);
}

/* Do people who agree on this live together, or stand to one another in some other way? */
static bool is_relation(const struct coincidence *coincidence)
{
    for (int p = 0; p < coincidence->part_count; p++) {
        int field = part_field(coincidence->parts[p]);
        if ((field >= FIELD_UPRN && field <= FIELD_EMAIL) || field == FIELD_STAY ||
            field == FIELD_COMPANION) {
            return true;
        }
    }
    return false;
}

struct stepping {
    const struct estimate *estimate;
    const struct feature_set *features;
    const struct patterns *patterns;
    const struct estimate_tables *tables;
    struct piece *pieces;
    float log_class[STRIDE];
    int source;           /* the source feature, or -1 */
    float chance[STRIDE]; /* 1: classes of strangers who agree by chance; 0: the others */
};

/* Posterior pairs of one pattern, all that is rare and common of it. */
struct pattern_sums {
    double pairs[STRIDE];
    double match_without; /* of the match class, were the sources not known */
    double log_likelihood;
};

/* What is shared as rare as the bin says: the classes of chance explain it so much less. */
static INLINED void add_bin(const struct stepping *s, const double *one_over_source, int bin,
                            double pairs, const float *usual, struct pattern_sums *sums)
{
    const struct estimate *e = s->estimate;
    float less = (float)(RARITY_BIN_FIRST + bin * RARITY_BIN_STEP) * LN_2;
    float logs[STRIDE] = {0};
    int padded = padded_count(e);
    for (int c = 0; c < padded; c++) {
        logs[c] = usual[c] - less * s->chance[c];
    }
    float log_sum = posteriors(logs, padded);
    sums->log_likelihood += pairs * (double)log_sum;
    for (int c = 0; c < padded; c++) {
        sums->pairs[c] += (double)logs[c] * pairs;
    }
    if (one_over_source != NULL) {
        sums->match_without += match_without(e, one_over_source, logs) * pairs;
    }
}

static INLINED void step_pattern(const struct stepping *s, size_t p, struct piece *piece)
{
    const struct estimate *e = s->estimate;
    const struct patterns *patterns = s->patterns;
    const uint8_t *levels = patterns->levels + p * (size_t)s->features->count;
    int padded = padded_count(e);
    int source = s->source >= 0 ? s->tables->first[s->source] + levels[s->source] : -1;
    struct pattern_sums sums = {0};
    float usual[STRIDE];
    pattern_logs(e, s->features, s->tables, s->log_class, levels, usual);
    for (int bin = 0; bin < RARITY_BINS; bin++) {
        double pairs = patterns->by_rarity != NULL ? patterns->by_rarity[p * RARITY_BINS + bin]
                       : bin == rarity_bin(0)      ? patterns->pairs[p]
                                                   : 0;
        if (pairs > 0) {
            add_bin(s, source < 0 ? NULL : s->tables->odds[source], bin, pairs, usual, &sums);
        }
    }
    for (int f = 0; f < s->features->count; f++) {
        double *row = piece->counts[s->tables->first[f] + levels[f]];
        for (int c = 0; c < padded; c++) {
            row[c] += sums.pairs[c];
        }
    }
    if (source >= 0) {
        piece->counts[source][0] += sums.match_without - sums.pairs[0];
    }
    for (int c = 0; c < padded; c++) {
        piece->sums[c] += sums.pairs[c];
    }
    piece->log_likelihood += sums.log_likelihood;
}

static INLINED void step_piece(const struct stepping *s, size_t i)
{
    struct piece *piece = &s->pieces[i];
    memset(piece->counts, 0, (size_t)s->tables->rows * sizeof *piece->counts);
    memset(piece->sums, 0, sizeof piece->sums);
    piece->log_likelihood = 0;
    size_t end = s->patterns->count * (i + 1) / PIECES;
    for (size_t p = s->patterns->count * i / PIECES; p < end; p++) {
        step_pattern(s, p, piece);
    }
}

#if HAVE_AVX2_CODE
static __attribute__((target("avx2"))) void step_piece_avx2(const struct stepping *s, size_t i)
{
    step_piece(s, i);
}
#endif

static int step_body(void *context, size_t from, size_t to, int thread)
{
    const struct stepping *s = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
#if HAVE_AVX2_CODE
        if (processor_kind() == PROCESSOR_AVX2) {
            step_piece_avx2(s, i);
            continue;
        }
#endif
        step_piece(s, i);
    }
    return 0;
}

/* One step over all patterns: what all pieces come to is in the first. */
static void step(struct estimate *e, const struct feature_set *features,
                 const struct patterns *patterns, int threads, struct estimate_tables *tables,
                 struct piece pieces[PIECES])
{
    struct stepping s = {e, features, patterns, tables, pieces, {0}, source_feature(features), {0}};
    for (int c = 1; c < e->class_count; c++) {
        s.chance[c] = is_relation(&e->coincidences[c]) ? 0 : 1;
    }
    class_logs(e, s.log_class);
    fill_logs(e, features, tables);
    parallel_for(threads, PIECES, 1, step_body, &s);
    for (int i = 1; i < PIECES; i++) {
        pieces[0].log_likelihood += pieces[i].log_likelihood;
        for (int c = 0; c < e->class_count; c++) {
            pieces[0].sums[c] += pieces[i].sums[c];
        }
        for (int row = 0; row < tables->rows; row++) {
            for (int c = 0; c < e->class_count; c++) {
                pieces[0].counts[row][c] += pieces[i].counts[row][c];
            }
        }
    }
    e->log_likelihood = pieces[0].log_likelihood;
}

static void learn(struct estimate *e, const struct feature_set *features,
                  const struct patterns *patterns, int iterations_max, int threads,
                  struct estimate_tables *tables, struct piece pieces[PIECES])
{
    double total = 0;
    for (size_t p = 0; p < patterns->count; p++) {
        total += patterns->pairs[p];
    }
    e->converged = false;
    for (e->iterations = 0; e->iterations < iterations_max && !e->converged; e->iterations++) {
        double change = 0;
        step(e, features, patterns, threads, tables, pieces);
        shares_from_counts(e, features, tables, &pieces[0], total);
        for (int c = 0; c < e->class_count; c++) {
            double share = (pieces[0].sums[c] + 1) / (total + e->class_count);
            change = fmax(change, fabs(share - e->share[c]));
            e->share[c] = share;
        }
        e->converged = change < CONVERGED_CHANGE;
    }
}

int estimate_learn(struct estimate *e, const struct feature_set *features,
                   const struct patterns *patterns, int iterations_max, int threads)
{
    struct estimate_tables tables;
    struct piece pieces[PIECES] = {0};
    int code = tables_make(features, &tables);
    if (code != 0) {
        return code;
    }
    for (int i = 0; i < PIECES; i++) {
        pieces[i].counts = mem_try_array((size_t)tables.rows + 1, sizeof *pieces[i].counts);
        code = pieces[i].counts == NULL ? ERR_MEMORY : code;
    }
    if (code == 0) {
        learn(e, features, patterns, iterations_max, threads, &tables, pieces);
    }
    for (int i = 0; i < PIECES; i++) {
        mem_free(pieces[i].counts);
    }
    tables_free(&tables);
    return code;
}

/* Log likelihoods by class → weight. logs[1 …] become the posteriors of the non-match classes. */
static int32_t weight_of(const struct estimate *e, float *logs)
{
    static const double LOG2_E = 1.4426950408889634;
    double match = (double)logs[0];
    logs[0] = -1e30f;
    double other = e->class_count > 1 ? (double)posteriors(logs, padded_count(e)) : -60;
    double bits = (match - other) * LOG2_E;
    bits = bits > 40 ? 40 : bits < -40 ? -40 : bits;
    return (int32_t)lrint(bits * WEIGHT_ONE);
}

/* posterior[1 …]: of the non-match classes, as weight_of leaves them. */
static int chance_of(const struct estimate *e, const float *posterior)
{
    double chance = 0;
    for (int c = 1; c < e->class_count; c++) {
        chance += is_relation(&e->coincidences[c]) ? 0 : (double)posterior[c];
    }
    return (int)lrint(chance * CHANCE_WHOLE);
}

/* The tables of an estimate as it stands. */
static int tables_fill(const struct estimate *e, const struct feature_set *features,
                       struct estimate_tables *ret)
{
    int code = tables_make(features, ret);
    if (code == 0) {
        class_logs(e, ret->log_class);
        fill_logs(e, features, ret);
    }
    return code;
}

int estimate_prepare(struct estimate *e, const struct feature_set *features)
{
    struct estimate_tables *tables = mem_try_array(1, sizeof *tables);
    int code = tables == NULL ? ERR_MEMORY : tables_fill(e, features, tables);
    if (code != 0) {
        mem_free(tables);
        return code;
    }
    estimate_release(e);
    e->tables = tables;
    return 0;
}

void estimate_release(struct estimate *e)
{
    if (e->tables != NULL) {
        tables_free(e->tables);
        mem_free(e->tables);
        e->tables = NULL;
    }
}

int estimate_weigh(const struct estimate *e, const struct feature_set *features,
                   const struct patterns *patterns, int32_t *ret_weights, uint8_t *ret_chance)
{
    struct estimate_tables own = {0};
    const struct estimate_tables *tables = e->tables != NULL ? e->tables : &own;
    int code = e->tables != NULL ? 0 : tables_fill(e, features, &own);
    for (size_t p = 0; code == 0 && p < patterns->count; p++) {
        float logs[STRIDE];
        pattern_logs(e, features, tables, tables->log_class,
                     patterns->levels + p * (size_t)features->count, logs);
        ret_weights[p] = weight_of(e, logs);
        if (ret_chance != NULL) {
            ret_chance[p] = (uint8_t)chance_of(e, logs);
        }
    }
    tables_free(&own);
    return code;
}

int estimate_explain(const struct estimate *e, const struct feature_set *features,
                     const uint8_t *levels, int32_t *ret_total, int32_t ret_weight[FEATURES_MAX],
                     int *ret_chance)
{
    static const double LOG2_E = 1.4426950408889634;
    float share[STRIDE];
    struct estimate_tables tables;
    int code = tables_fill(e, features, &tables);
    if (code != 0) {
        return code;
    }
    pattern_logs(e, features, &tables, tables.log_class, levels, share);
    *ret_total =
        weight_of(e, share); /* leaves in share how far each coincidence explains the pair */
    *ret_chance = chance_of(e, share);
    for (int f = 0; f < features->count; f++) {
        const float *row = tables.log_share[tables.first[f] + levels[f]];
        double other = 0;
        for (int c = 1; c < e->class_count; c++) {
            other += (double)share[c] * (double)row[c];
        }
        double bits = ((double)row[0] - other) * LOG2_E;
        bits = bits > 40 ? 40 : bits < -40 ? -40 : bits;
        ret_weight[f] = (int32_t)lrint(bits * WEIGHT_ONE);
    }
    tables_free(&tables);
    return 0;
}
