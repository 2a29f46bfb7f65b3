/* oracle.c - weights from the truth, and the best cut with the truth at hand. */
#include "oracle.h"

#include "hash.h"
#include "memory.h"

#include <math.h>

enum { CUT_STEP = 2, CUT_LEAST = -12, CUT_MOST = 16, LEARN_STEPS = 60 };
static const double MATCH_FLOOR = 0.05; /* pairs added to each level of m and u */
static const double PATTERN_PRIOR = 10; /* pairs that features taken as independent are worth */
static const double CERTAIN_BITS = 20;

static const char *const oracle_names[ORACLES] = {
    [ORACLE_NOTHING] = "nothing: cantref link",
    [ORACLE_CUT] = "the cut",
    [ORACLE_ONE_CLASS] = "m, u of one class, the cut",
    [ORACLE_CLASSES] = "m, u of each coincidence, the cut",
    [ORACLE_PATTERNS] = "odds of each pattern, the cut",
    [ORACLE_CANDIDATES] = "every candidate",
};

const char *oracle_name(enum oracle oracle)
{
    return oracle_names[oracle];
}

/* ---- resolving and scoring */

/* Candidates and what they weigh, as resolve takes them. */
struct reweighing {
    struct pair_list pairs; /* its pattern and rarity are its own */
    int32_t *weights;
    uint32_t *self;
    int16_t *self_rarity;
};

static void weighing_begin(const struct linking *l, size_t pattern_count, struct reweighing *ret)
{
    ret->pairs = l->pairs;
    ret->pairs.pattern = mem_must_array(l->pairs.count, sizeof *ret->pairs.pattern);
    ret->pairs.rarity = mem_must_array(l->pairs.count, sizeof *ret->pairs.rarity);
    ret->weights = mem_must_array(pattern_count, sizeof *ret->weights);
    ret->self = mem_must_array(l->nodes.count, sizeof *ret->self);
    ret->self_rarity = mem_must_array(l->nodes.count, sizeof *ret->self_rarity);
    memcpy(ret->pairs.pattern, l->pairs.pattern, l->pairs.count * sizeof *ret->pairs.pattern);
    memcpy(ret->self, l->self, l->nodes.count * sizeof *ret->self);
}

static void weighing_free(struct reweighing *w)
{
    mem_free(w->pairs.pattern);
    mem_free(w->pairs.rarity);
    mem_free(w->weights);
    mem_free(w->self);
    mem_free(w->self_rarity);
}

static void set_rarity(const struct linking *l, double strength, struct reweighing *w)
{
    for (size_t i = 0; i < l->pairs.count; i++) {
        w->pairs.rarity[i] = (int16_t)lrint(l->pairs.rarity[i] * strength);
    }
    for (size_t n = 0; n < l->nodes.count; n++) {
        w->self_rarity[n] = (int16_t)lrint(l->self_rarity[n] * strength);
    }
}

/* Things by found entity: nodes and mentions have numbers under those of things that are no people.
 * Returns the entities by mention. */
static uint32_t *score(const struct labelled *in, const struct reweighing *w,
                       const uint32_t *cluster, int32_t cut, struct truth_scores *ret)
{
    const struct node_set *nodes = &in->linking->nodes;
    size_t mentions = in->run->mentions->count;
    uint32_t *by_mention = mem_must_array(mentions, sizeof *by_mention);
    uint32_t *found = mem_must_array(in->things->count, sizeof *found);
    memset(by_mention, 0xff, mentions * sizeof *by_mention);
    struct weighing weighing = {nodes, &w->pairs, w->weights, w->self, w->self_rarity, NULL};
    for (uint32_t n = 0; n < nodes->count; n++) {
        bool apart = weighing_apart(&weighing, cut, n);
        for (uint32_t m = nodes->offset[n]; m < nodes->offset[n + 1]; m++) {
            uint32_t mention = nodes->member[m];
            by_mention[mention] = apart ? (uint32_t)nodes->count + mention : cluster[n];
        }
    }
    for (size_t i = 0; i < in->things->count; i++) {
        size_t m = in->things->mention[i];
        bool person = m != SIZE_MAX && by_mention[m] != UINT32_MAX;
        found[i] =
            person ? by_mention[m] : (uint32_t)(nodes->count + mentions) + in->things->found[i];
    }
    truth_count(in->things->label, found, in->things->count, ret);
    mem_free(found);
    return by_mention;
}

/* The better of two outcomes stays, the other is freed. */
static void keep_better(struct oracle_outcome *best, struct oracle_outcome other)
{
    bool better = best->entity == NULL || other.scores.f1 > best->scores.f1;
    mem_free(better ? best->entity : other.entity);
    *best = better ? other : *best;
}

/* Resolve at a cut; keep what came of it if it is the best so far. */
static int try_cut(const struct labelled *in, const struct reweighing *w, double cut, double rarity,
                   int threads, struct oracle_outcome *best)
{
    const struct linking *l = in->linking;
    struct weighing weighing = {&l->nodes, &w->pairs, w->weights, w->self, w->self_rarity, NULL};
    int32_t least = (int32_t)lrint(cut * WEIGHT_ONE);
    int32_t unmet = least - 2 * WEIGHT_ONE;
    struct resolve_options options = {least, unmet < in->model->unmet ? unmet : in->model->unmet,
                                      threads, l->lexicon->mentions->places};
    struct components components = {0};
    struct resolution resolution = {0};
    uint32_t *cluster = NULL;
    int code = components_find(&weighing, least, in->model->k, threads, &components);
    code = code ? code : resolve(&weighing, &components, &options, &resolution);
    code = code ? code : resolution_cut(&resolution, &weighing, least, &cluster);
    if (code == 0) {
        struct oracle_outcome tried = {.cut = cut, .rarity = rarity};
        tried.entity = score(in, w, cluster, least, &tried.scores);
        keep_better(best, tried);
    }
    mem_free(cluster);
    resolution_free(&resolution);
    components_free(&components);
    return code;
}

/* The product's own cut and cuts two bits apart, then finer about the best. */
static int find_best(const struct labelled *in, struct reweighing *w, int threads,
                     struct oracle_outcome *best)
{
    static const double strengths[] = {1, 0.5, 0};
    double own = (double)in->model->cut / WEIGHT_ONE;
    int code = 0;
    for (size_t s = 0; code == 0 && s < sizeof strengths / sizeof strengths[0]; s++) {
        struct oracle_outcome found = {0};
        set_rarity(in->linking, strengths[s], w);
        code = try_cut(in, w, own, strengths[s], threads, &found);
        for (int cut = CUT_LEAST; code == 0 && cut <= CUT_MOST; cut += CUT_STEP) {
            code = try_cut(in, w, cut, strengths[s], threads, &found);
        }
        for (double step = CUT_STEP / 2.0; code == 0 && step >= 0.5; step /= 2) {
            double middle = found.cut;
            code = try_cut(in, w, middle - step, strengths[s], threads, &found);
            code = code ? code : try_cut(in, w, middle + step, strengths[s], threads, &found);
        }
        if (found.entity != NULL) {
            keep_better(best, found);
        }
    }
    return code;
}

/* ---- what the truth says of patterns */

/* Labelled pairs by pattern, as numbers. */
struct pattern_truth {
    double *same, *different;
    double same_sum, different_sum;
};

/* One of two halves for each true entity, and for each two of them. */
static uint32_t half_of(const struct labelled *in, size_t left, size_t right)
{
    const struct node_set *nodes = &in->linking->nodes;
    uint64_t a = in->label[nodes->mention[left]];
    uint64_t b = in->label[nodes->mention[right]];
    uint64_t mixed = a == b ? hash_mix(a) : hash_join(a < b ? a : b, a < b ? b : a);
    return (uint32_t)(mixed >> 63);
}

static void count_pair(const struct labelled *in, uint32_t halves, size_t left, size_t right,
                       uint32_t pattern, struct pattern_truth *ret)
{
    if ((halves >> half_of(in, left, right) & 1) != 0) {
        struct pair_counts counts = labelled_count(in, left, right);
        ret->same[pattern] += (double)counts.same;
        ret->different[pattern] += (double)counts.different;
        ret->same_sum += (double)counts.same;
        ret->different_sum += (double)counts.different;
    }
}

/* halves: bit h set: of half h. */
static void pattern_truth_count(const struct labelled *in, uint32_t halves,
                                struct pattern_truth *ret)
{
    const struct linking *l = in->linking;
    ret->same = mem_must_array(l->patterns.count, sizeof *ret->same);
    ret->different = mem_must_array(l->patterns.count, sizeof *ret->different);
    ret->same_sum = ret->different_sum = 0;
    for (size_t a = 0; a < l->nodes.count; a++) {
        if (l->self[a] != UINT32_MAX) {
            count_pair(in, halves, a, a, l->self[a], ret);
        }
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            count_pair(in, halves, a, l->pairs.right[i], l->pairs.pattern[i], ret);
        }
    }
}

static void pattern_truth_free(struct pattern_truth *t)
{
    mem_free(t->same);
    mem_free(t->different);
}

/* Shares of levels among pairs[pattern]. */
static void shares_of(const struct labelled *in, const double *pairs, bool matches,
                      struct level_shares *ret)
{
    const struct feature_set *features = &in->model->features;
    const struct patterns *patterns = &in->linking->patterns;
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        double count[FEATURE_LEVELS_MAX];
        double sum = 0;
        for (int level = 0; level < feature->levels; level++) {
            count[level] = matches && feature->never[level] ? 0 : MATCH_FLOOR;
            sum += count[level];
        }
        for (size_t p = 0; p < patterns->count; p++) {
            count[patterns->levels[p * (size_t)features->count + (size_t)f]] += pairs[p];
            sum += pairs[p];
        }
        for (int level = 0; level < feature->levels; level++) {
            bool never = matches && feature->never[level];
            ret->share[f][level] = never ? 0 : (float)(count[level] / sum);
        }
    }
}

/* The classes of non-matches fitted to the true non-matches, from where the product's stand. */
static int fit_coincidences(const struct labelled *in, const struct pattern_truth *truth,
                            struct estimate *e)
{
    struct patterns different = in->linking->patterns;
    *e = in->model->estimate;
    different.pairs = truth->different;
    e->share[0] = 0;
    int code = estimate_learn(e, &in->model->features, &different, LEARN_STEPS, 1);
    e->share[0] = 0;
    return code;
}

/* Weights of patterns from m and u as the truth has them. */
static int weigh_by_features(const struct labelled *in, const struct pattern_truth *truth,
                             bool classes, int32_t *ret_weights)
{
    struct estimate *e = mem_must_array(1, sizeof *e);
    double lambda = (truth->same_sum + 1) / (truth->same_sum + truth->different_sum + 2);
    double others = 0;
    int code = 0;
    if (classes) {
        code = fit_coincidences(in, truth, e);
    } else {
        e->class_count = 2;
        e->share[1] = 1;
        shares_of(in, truth->different, false, &e->classes[1]);
    }
    shares_of(in, truth->same, true, &e->classes[0]);
    for (int c = 1; c < e->class_count; c++) {
        others += e->share[c];
    }
    for (int c = 1; c < e->class_count; c++) {
        e->share[c] *= (1 - lambda) / others;
    }
    e->share[0] = lambda;
    code = code
               ? code
               : estimate_weigh(e, &in->model->features, &in->linking->patterns, ret_weights, NULL);
    mem_free(e);
    return code;
}

/* Log odds of whole patterns; where few pairs have one, as features taken as independent say. */
static int weigh_by_patterns(const struct labelled *in, const struct pattern_truth *truth,
                             int32_t *ret_weights)
{
    int code = weigh_by_features(in, truth, true, ret_weights);
    for (size_t p = 0; code == 0 && p < in->linking->patterns.count; p++) {
        double prior = 1 / (1 + exp2(-(double)ret_weights[p] / WEIGHT_ONE));
        double same = truth->same[p] + PATTERN_PRIOR * prior;
        double different = truth->different[p] + PATTERN_PRIOR * (1 - prior);
        double bits = log2((same + 1e-9) / (different + 1e-9));
        ret_weights[p] = (int32_t)lrint(bits * WEIGHT_ONE);
    }
    return code;
}

/* ---- the oracles */

static int ask_features(const struct labelled *in, bool classes, int threads,
                        struct oracle_outcome *ret)
{
    struct reweighing w;
    struct pattern_truth truth;
    pattern_truth_count(in, 3, &truth);
    weighing_begin(in->linking, in->linking->patterns.count, &w);
    int code = weigh_by_features(in, &truth, classes, w.weights);
    code = code ? code : find_best(in, &w, threads, ret);
    weighing_free(&w);
    pattern_truth_free(&truth);
    return code;
}

/* Patterns of the two halves are told apart: 2p + half. */
static void split_patterns(const struct labelled *in, struct reweighing *w)
{
    const struct linking *l = in->linking;
    for (size_t a = 0; a < l->nodes.count; a++) {
        if (l->self[a] != UINT32_MAX) {
            w->self[a] = 2 * l->self[a] + half_of(in, a, a);
        }
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            w->pairs.pattern[i] = 2 * l->pairs.pattern[i] + half_of(in, a, l->pairs.right[i]);
        }
    }
}

static int ask_patterns(const struct labelled *in, int threads, struct oracle_outcome *ret)
{
    size_t count = in->linking->patterns.count;
    struct reweighing w;
    int32_t *weights = mem_must_array(count, sizeof *weights);
    int code = 0;
    weighing_begin(in->linking, 2 * count, &w);
    split_patterns(in, &w);
    for (uint32_t half = 0; code == 0 && half < 2; half++) {
        struct pattern_truth truth;
        pattern_truth_count(in, half == 0 ? 2 : 1, &truth);
        code = weigh_by_patterns(in, &truth, weights);
        for (size_t p = 0; p < count; p++) {
            w.weights[2 * p + half] = weights[p];
        }
        pattern_truth_free(&truth);
    }
    code = code ? code : find_best(in, &w, threads, ret);
    mem_free(weights);
    weighing_free(&w);
    return code;
}

static uint32_t is_match(const struct labelled *in, size_t left, size_t right)
{
    struct pair_counts counts = labelled_count(in, left, right);
    return counts.same > counts.different;
}

static int ask_candidates(const struct labelled *in, int threads, struct oracle_outcome *ret)
{
    const struct linking *l = in->linking;
    struct reweighing w;
    weighing_begin(l, 2, &w);
    w.weights[0] = (int32_t)(-CERTAIN_BITS * WEIGHT_ONE);
    w.weights[1] = (int32_t)(CERTAIN_BITS * WEIGHT_ONE);
    for (size_t a = 0; a < l->nodes.count; a++) {
        if (l->self[a] != UINT32_MAX) {
            w.self[a] = is_match(in, a, a);
        }
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            w.pairs.pattern[i] = is_match(in, a, l->pairs.right[i]);
        }
    }
    set_rarity(l, 0, &w);
    int code = try_cut(in, &w, 0, 0, threads, ret);
    weighing_free(&w);
    return code;
}

/* The product's weights. */
static int ask_cut(const struct labelled *in, int threads, struct oracle_outcome *ret)
{
    const struct linking *l = in->linking;
    struct reweighing w;
    weighing_begin(l, l->patterns.count, &w);
    memcpy(w.weights, l->weights, l->patterns.count * sizeof *w.weights);
    int code = find_best(in, &w, threads, ret);
    weighing_free(&w);
    return code;
}

int oracles_ask(const struct labelled *in, int threads, struct oracle_outcome ret[ORACLES])
{
    ret[ORACLE_NOTHING].cut = (double)in->model->cut / WEIGHT_ONE;
    ret[ORACLE_NOTHING].rarity = 1;
    truth_count(in->things->label, in->things->found, in->things->count,
                &ret[ORACLE_NOTHING].scores);
    int code = ask_cut(in, threads, &ret[ORACLE_CUT]);
    code = code ? code : ask_features(in, false, threads, &ret[ORACLE_ONE_CLASS]);
    code = code ? code : ask_features(in, true, threads, &ret[ORACLE_CLASSES]);
    code = code ? code : ask_patterns(in, threads, &ret[ORACLE_PATTERNS]);
    return code ? code : ask_candidates(in, threads, &ret[ORACLE_CANDIDATES]);
}

void oracles_free(struct oracle_outcome oracles[ORACLES])
{
    for (int o = 0; o < ORACLES; o++) {
        mem_free(oracles[o].entity);
        oracles[o].entity = NULL;
    }
}
