/* linking.c - learning and resolving one kind of mention. */
#include "linking.h"

#include "memory.h"
#include "quality.h"

#include <math.h>

struct linking_options linking_defaults(void)
{
    return (struct linking_options){.threads = 1, .pairs_per_node = 20, .block_max = 30, .rounds = 6};
}

/* Under these there is too little to learn from: stated priors stand. */
enum { LEARN_NODES_MIN = 60, LEARN_PAIRS_MIN = 100, LEARN_STEPS_MAX = 60 };

static const double CUT_BITS = -2;   /* posterior log2 odds of an average pair between two clusters: averages resist single errors */
static const double UNMET_BITS = -2; /* of a pair that no key brought together, below the cut */
static const int BEST_EDGES = 16;    /* that a node keeps */
static const double STATED_ODDS_BITS = -10; /* when nothing could be learnt: a namesake is likelier than a second record */

/* Household coincidences that no single key may stand for. */
static const struct coincidence usual_coincidences[] = {
    {2, {PART_GIVEN, PART_FAMILY}},
    {1, {PART_FAMILY}},
    {1, {PART_GIVEN}},
    {3, {PART_FAMILY, PART_POSTCODE, PART_PREMISE}},
    {2, {PART_POSTCODE, PART_PREMISE}},
    {2, {PART_FAMILY, PART_TOWN}},
    {3, {PART_GIVEN, PART_POSTCODE, PART_PREMISE}},
    {1, {PART_BIRTH_DATE}},
};

static bool usable(const struct feature_set *features, const struct lexicon *l,
                   const struct coincidence *c)
{
    for (int i = 0; i < c->part_count; i++) {
        if (l->parts[c->parts[i]].hash == NULL || feature_of_part(features, c->parts[i]) < 0) {
            return false;
        }
    }
    return c->part_count > 0;
}

static int coincidences_of(const struct kind_model *model, const struct lexicon *l,
                           struct coincidence ret[CLASSES_MAX])
{
    int count = 0;
    for (size_t i = 0; i < sizeof usual_coincidences / sizeof usual_coincidences[0]; i++) {
        if (usable(&model->features, l, &usual_coincidences[i])) {
            ret[count++] = usual_coincidences[i];
        }
    }
    for (int k = 0; k < model->plan.key_count && count < CLASSES_MAX - 1; k++) {
        const struct key *key = &model->plan.keys[k].key;
        struct coincidence c = {.part_count = key->part_count};
        memcpy(c.parts, key->parts, sizeof key->parts);
        if (usable(&model->features, l, &c)) {
            ret[count++] = c;
        }
    }
    return count;
}

static int prepare(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                   const uint64_t *attribute_seed, struct linking *ret)
{
    ret->lexicon = lexicon;
    int code = node_set_build(lexicon->mentions, mentions, count, attribute_seed, &ret->nodes);
    if (code == 0) {
        code = frequency_count(lexicon->mentions, &ret->nodes, &ret->frequency);
    }
    return code;
}

static int compare(struct linking *l, const struct kind_model *model, int threads)
{
    const struct mention_table *table = l->lexicon->mentions;
    l->self = mem_try_array(l->nodes.count, sizeof *l->self);
    l->self_rarity = mem_try_array(l->nodes.count, sizeof *l->self_rarity);
    if (l->self == NULL || l->self_rarity == NULL) {
        return ERR_MEMORY;
    }
    int code = pairs_compare(l->lexicon, &l->nodes, &model->features, &l->frequency, l->blocks,
                             model->plan.key_count, threads, &l->pairs, &l->patterns, l->self);
    if (code != 0) {
        return code;
    }
    for (size_t n = 0; n < l->nodes.count; n++) {
        if (l->self[n] != UINT32_MAX) {
            const uint8_t *levels =
                l->patterns.levels + (size_t)l->self[n] * (size_t)model->features.count;
            l->self_rarity[n] = (int16_t)frequency_adjust(&l->frequency, table, &model->features,
                                                          &l->nodes, levels, n, n);
        }
    }
    l->weights = mem_try_array(l->patterns.count, sizeof *l->weights);
    return l->weights == NULL ? ERR_MEMORY : 0;
}

/* Pairs of each pattern that lie within clusters. */
static void count_within(const struct linking *l, const struct kind_model *model, double *ret)
{
    const uint32_t *cluster = l->outcome.cluster;
    memset(ret, 0, l->patterns.count * sizeof *ret);
    for (size_t left = 0; left < l->nodes.count; left++) {
        for (uint32_t i = l->pairs.start[left]; i < l->pairs.start[left + 1]; i++) {
            uint32_t right = l->pairs.right[i];
            if (cluster[left] == cluster[right]) {
                ret[l->pairs.pattern[i]] += node_pair_times(&l->nodes, left, right);
            }
        }
        if (l->self[left] != UINT32_MAX &&
            !resolve_is_apart(l->weights, l->self, l->self_rarity, model->cut, left)) {
            ret[l->self[left]] += node_pair_times(&l->nodes, left, left);
        }
    }
}

/* Weigh the patterns and resolve. */
static int linking_resolve(struct linking *l, const struct kind_model *model, int threads)
{
    int code = estimate_weigh(&model->estimate, &model->features, &l->patterns, l->weights);
    if (code != 0) {
        return code;
    }
    struct resolve_options options = {model->cut, model->unmet, model->k, threads};
    mem_free(l->outcome.cluster);
    l->outcome = (struct resolve_outcome){0};
    return resolve(&l->nodes, &l->pairs, l->weights, l->self, l->self_rarity, &options,
                   &l->outcome);
}

static int learn(struct linking *l, struct kind_model *model,
                 const struct linking_options *options)
{
    struct coincidence coincidences[CLASSES_MAX];
    int coincidence_count = coincidences_of(model, l->lexicon, coincidences);
    double *within = mem_try_array(l->patterns.count, sizeof *within);
    if (within == NULL) {
        return ERR_MEMORY;
    }
    estimate_begin(&model->features, &model->random_pairs, coincidences, coincidence_count, 0.3,
                   &model->estimate);
    int code = estimate_learn(&model->estimate, &model->features, &l->patterns, l->patterns.pairs,
                              false, LEARN_STEPS_MAX);
    for (int round = 0; code == 0 && round < options->rounds; round++) {
        code = linking_resolve(l, model, options->threads);
        if (code == 0) {
            count_within(l, model, within);
            code = estimate_relearn(&model->estimate, &model->features, &l->patterns, within);
        }
    }
    mem_free(within);
    return code;
}

int linking_learn(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *model,
                  struct linking *ret)
{
    struct plan_options plan_options = {options->pairs_per_node, options->block_max,
                                        options->threads};
    struct level_weights *prior = mem_try_array(1, sizeof *prior);
    int code = prior == NULL ? ERR_MEMORY : prepare(lexicon, mentions, count, attribute_seed, ret);
    model->cut = (int32_t)(CUT_BITS * WEIGHT_ONE);
    model->unmet = (int32_t)(UNMET_BITS * WEIGHT_ONE);
    model->k = BEST_EDGES;
    if (code == 0) {
        feature_set_choose(lexicon->mentions, mentions, count, &model->features);
        random_pair_levels(lexicon, &ret->nodes, &model->features, options->threads,
                           &model->random_pairs);
        estimate_prior(&model->features, &model->random_pairs, prior);
        code = plan_make(lexicon, &ret->nodes, &model->features, prior, &plan_options,
                         &model->plan, ret->blocks);
    }
    mem_free(prior);
    code = code ? code : compare(ret, model, options->threads);
    if (code != 0) {
        return code;
    }
    model->learnt = ret->nodes.count >= LEARN_NODES_MIN && ret->pairs.count >= LEARN_PAIRS_MIN;
    if (model->learnt) {
        code = learn(ret, model, options);
    } else {
        double size_bits = -log2((double)ret->nodes.count + 1);
        estimate_state(&model->features, fmin(STATED_ODDS_BITS, size_bits), &model->estimate);
    }
    code = code ? code : linking_resolve(ret, model, options->threads);
    return code ? code : quality_tell(ret, model, &model->precision, &model->recall);
}

int linking_apply(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX], int threads,
                  struct kind_model *model, struct linking *ret, int *ret_key)
{
    int code = prepare(lexicon, mentions, count, attribute_seed, ret);
    for (int k = 0; code == 0 && k < model->plan.key_count; k++) {
        *ret_key = k;
        code = block_build(lexicon, &ret->nodes, &model->plan, k, false, &ret->blocks[k]);
    }
    if (code != 0) {
        return code;
    }
    *ret_key = -1;
    code = compare(ret, model, threads);
    code = code ? code : linking_resolve(ret, model, threads);
    return code ? code : quality_tell(ret, model, &model->precision, &model->recall);
}

void linking_free(struct linking *l)
{
    node_set_free(&l->nodes);
    frequency_free(&l->frequency);
    for (int k = 0; k < KEYS_MAX; k++) {
        blocks_free(&l->blocks[k]);
    }
    pair_list_free(&l->pairs);
    patterns_free(&l->patterns);
    mem_free(l->self);
    mem_free(l->self_rarity);
    mem_free(l->weights);
    mem_free(l->outcome.cluster);
    *l = (struct linking){0};
}

void kind_model_free(struct kind_model *model)
{
    plan_free(&model->plan);
    *model = (struct kind_model){0};
}
