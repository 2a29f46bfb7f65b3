/* linking.c - learning and resolving one kind of mention. */
#include "linking.h"

#include "doubt.h"
#include "memory.h"
#include "monotone.h"
#include "pairs_complete.h"
#include "progress.h"
#include "quality.h"

#include <math.h>

struct linking_options linking_defaults(void)
{
    return (struct linking_options){.threads = 1, .pairs_per_node = 6, .block_max = 20};
}

/* Under these there is too little to learn from: stated priors stand. */
enum { LEARN_NODES_MIN = 60, LEARN_PAIRS_MIN = 100, LEARN_STEPS_MAX = 60 };

/* Cuts, in bits: posterior log2 odds of an average pair between two clusters. */
static const double CUT_USUAL = -2; /* averages resist single errors */
static const double CUT_LEAST =
    -4; /* where pairs that nobody compared begin to join: for those who would
                                       rather have wrong links than miss some */
static const double CUT_FINE_TO = 6; /* every half bit so far, then every bit */
static const double CUT_MOST = 18;
/* Estimates are good to about a hundredth: the usual cut gives way only to one that is better by
 * more. */
static const double CLEARLY_BETTER = 0.01;
static const double UNMET_BITS = -4; /* of a pair that no key brought together */
static const int BEST_EDGES = 16;    /* that a node keeps */
static const double lambda_starts[] = {
    0.3, 0.8, 0.03}; /* shares of matches among candidates, to begin with */
static const double STATED_ODDS_BITS =
    -10; /* when nothing could be learnt: a namesake is likelier than a second record */

static const double STATED_ODDS_BITS_ORGANISATION = -2; /* one name, one organisation */

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
    {4, {PART_FAMILY, PART_POSTCODE, PART_PREMISE, PART_BIRTH_DATE}}, /* twins */
};

/* Does it agree on the whole name and on something else that is a person's own? Such pairs are
 * matches but for a few, and a class for the few would draw the others in. */
static bool is_near_match(const struct coincidence *c)
{
    static const int own[] = {
        PART_BIRTH_DATE, PART_POSTCODE,   PART_UPRN,       PART_PHONE,
        PART_EMAIL,      PART_EMAIL_USER, PART_NHS_NUMBER, PART_NATIONAL_INSURANCE};
    bool given = false;
    bool family = false;
    bool more = false;
    for (int i = 0; i < c->part_count; i++) {
        int part = c->parts[i];
        bool whole = part == PART_NAME || part == PART_NAME_WORD_PAIR;
        given = given || whole || (part_field(part) == FIELD_GIVEN);
        family = family || whole || (part_field(part) == FIELD_FAMILY);
        for (size_t o = 0; o < sizeof own / sizeof own[0]; o++) {
            more = more || part == own[o];
        }
    }
    return given && family && more;
}

static bool usable(const struct feature_set *features, const struct lexicon *l,
                   const struct coincidence *c)
{
    for (int i = 0; i < c->part_count; i++) {
        if (l->parts[c->parts[i]].hash == NULL || feature_of_part(features, c->parts[i]) < 0) {
            return false;
        }
    }
    return c->part_count > 0 && !is_near_match(c);
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
    int code = node_set_build(lexicon->mentions, mentions, count, attribute_seed, lexicon->threads,
                              &ret->nodes);
    return code ? code : constraints_build(lexicon->mentions, &ret->nodes, &ret->constraints);
}

static int count_and_freeze(const struct mention_table *table, int threads,
                            struct kind_model *model, struct linking *l)
{
    int code = frequency_count(table, &l->nodes, threads, &l->frequency);
    return code ? code
                : frequency_freeze(&l->frequency, table, &l->nodes, threads, &model->frequency);
}

static int compare(struct linking *l, const struct kind_model *model, int threads,
                   struct progress *progress)
{
    const struct mention_table *table = l->lexicon->mentions;
    l->self = mem_try_array(l->nodes.count, sizeof *l->self);
    l->self_rarity = mem_try_array(l->nodes.count, sizeof *l->self_rarity);
    if (l->self == NULL || l->self_rarity == NULL) {
        return ERR_MEMORY;
    }
    int code = pairs_compare(l->lexicon, &l->nodes, &model->features, &l->frequency, &l->candidates,
                             threads, &l->pairs, &l->patterns, l->self, progress);
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
    l->chance = mem_try_array(l->patterns.count, sizeof *l->chance);
    return l->weights == NULL || l->chance == NULL ? ERR_MEMORY : 0;
}

/* The adjustments of pairs become what they are worth under the weights that now stand. */
static int feel_rarities(struct linking *l, int threads)
{
    int code = rarities_felt(l->pairs.pattern, l->chance, l->pairs.count, threads, l->pairs.rarity);
    return code ? code : rarities_felt(l->self, l->chance, l->nodes.count, threads, l->self_rarity);
}

static int32_t bits(double value)
{
    return (int32_t)lrint(value * WEIGHT_ONE);
}

/* What steps tell of their work: bytes of memory read and written at least, were each touched
 * once. */
static uint64_t row_bytes(const struct linking *l)
{
    return l->lexicon->mentions->row_width * sizeof *l->lexicon->mentions->rows;
}

static void tell_grouping(const struct linking *l, struct progress *progress)
{
    uint64_t mentions = l->nodes.count > 0 ? l->nodes.offset[l->nodes.count] : 0;
    progress_work(progress, mentions, "mentions", mentions * (row_bytes(l) + 40));
}

/* A key sorts a word of 8 bytes a node, and leaves its place and its members. */
static void tell_gathering(const struct linking *l, const struct plan *plan,
                           struct progress *progress)
{
    uint64_t met = 0;
    uint64_t sorted = (uint64_t)plan->key_count * l->nodes.count * 24;
    for (int k = 0; k < plan->key_count; k++) {
        met += l->key_pairs[k];
    }
    progress_work(progress, met, "pairs met under keys", sorted + met * 5);
}

static void tell_comparing(const struct linking *l, struct progress *progress)
{
    progress_work(progress, l->pairs.count, "pairs",
                  l->pairs.count * (row_bytes(l) + sizeof(struct mention_place) + 10));
}

static void tell_learning(const struct linking *l, const struct kind_model *model,
                          struct progress *progress)
{
    uint64_t steps = (uint64_t)model->estimate.iterations * l->patterns.count;
    progress_work(progress, steps, "patterns, each time round",
                  steps * ((uint64_t)model->features.count + RARITY_BINS * sizeof(double)));
}

/* Compare what blocking left out within components. */
static int complete_pairs(struct linking *l, const struct kind_model *model,
                          const struct components *components, int threads, double *ret_likely)
{
    uint64_t *unmet = NULL;
    size_t count = 0;
    int code = components_unmet(components, &l->pairs, &unmet, &count);
    if (code == 0 && count > 0) {
        code = pairs_complete(l->lexicon, &l->nodes, &model->features, &l->frequency,
                              &model->estimate, unmet, count, threads, &l->pairs, &l->patterns,
                              l->self, &l->weights, &l->chance, ret_likely);
    }
    mem_free(unmet);
    return code;
}

/* The cuts to tell of: from the least by half bits, then by whole ones; and the model's own. */
static void trade_begin(struct trade *trade, double least, int32_t own)
{
    bool has_own = false;
    *trade = (struct trade){0};
    for (double cut = least; cut <= CUT_MOST; cut += cut < CUT_FINE_TO ? 0.5 : 1) {
        int32_t next = bits(cut);
        if (!has_own && own > bits(least) && own < next) {
            trade->points[trade->count++].cut = own;
        }
        has_own = has_own || own <= next;
        trade->points[trade->count++].cut = next;
    }
    if (!has_own) {
        trade->points[trade->count++].cut = own;
    }
}

static double f1_of(const struct trade_point *point)
{
    double sum = point->precision + point->recall;
    return sum > 0 ? 2 * point->precision * point->recall / sum : 0; /* NaN: 0 */
}

/* The least cut that gives the precision that was asked for, or else the most precise. */
static const struct trade_point *most_precise(const struct trade *trade, double precision)
{
    const struct trade_point *best = &trade->points[0];
    for (size_t q = 0; q < trade->count && !(best->precision >= precision); q++) {
        const struct trade_point *point = &trade->points[q];
        best = point->precision > best->precision || isnan(best->precision) ? point : best;
    }
    return best;
}

/* The usual cut, the first, unless another is clearly better by the F1 that is told of it. */
static const struct trade_point *best_point(const struct trade *trade)
{
    const struct trade_point *usual = &trade->points[0];
    const struct trade_point *best = usual;
    for (size_t q = 1; q < trade->count; q++) {
        best = f1_of(&trade->points[q]) > f1_of(best) ? &trade->points[q] : best;
    }
    return f1_of(best) > f1_of(usual) + CLEARLY_BETTER ? best : usual;
}

static const struct trade_point *point_at(const struct trade *trade, int32_t cut)
{
    const struct trade_point *at = &trade->points[0];
    for (size_t q = 0; q < trade->count; q++) {
        at = trade->points[q].cut == cut ? &trade->points[q] : at;
    }
    return at;
}

/* Components at a least cut, completed, their trees, and how good each cut would be. */
struct attempt {
    struct components components;
    struct resolution resolution;
    struct trade trade;
};

static void attempt_free(struct attempt *attempt)
{
    resolution_free(&attempt->resolution);
    components_free(&attempt->components);
}

/* ret starts zeroed; attempt_free it in any case. *never_met adds up what is completed. */
static int attempt_make(struct linking *l, const struct kind_model *model, double least,
                        const struct linking_options *options, struct never_met *never_met,
                        struct attempt *ret)
{
    struct resolve_options resolving = {bits(least), model->unmet, options->threads,
                                        l->lexicon->mentions->places};
    struct weighing weighing = linking_weighing(l);
    double completed = 0;
    progress_step(options->progress, "Finding components");
    int code =
        components_find(&weighing, resolving.cut, model->k, options->threads, &ret->components);
    code = code ? code : complete_pairs(l, model, &ret->components, options->threads, &completed);
    never_met->completed += completed;
    progress_work(options->progress, l->pairs.count, "pairs", l->pairs.count * 10);
    progress_step(options->progress, "Resolving");
    weighing = linking_weighing(l);
    code = code ? code : resolve(&weighing, &ret->components, &resolving, &ret->resolution);
    progress_work(options->progress, ret->components.count, "components", 0);
    progress_step(options->progress, "Telling how good it is");
    if (code == 0) {
        never_met->bound = quality_never_met(&l->patterns, l->weights, model->plan.key_count);
        trade_begin(&ret->trade, least, model->cut);
        code = quality_tell(&weighing, &ret->components, &ret->resolution, *never_met,
                            options->threads, &ret->trade);
    }
    progress_work(options->progress, l->pairs.count, "pairs", l->pairs.count * 10);
    return code;
}

static int settle(struct linking *l, struct kind_model *model, const struct attempt *attempt,
                  const struct trade_point *point)
{
    struct weighing weighing = linking_weighing(l);
    model->cut = point->cut;
    model->precision = point->precision;
    model->recall = point->recall;
    l->trade = attempt->trade;
    l->outcome.split_components = attempt->components.split;
    l->outcome.largest_component = attempt->components.largest;
    return resolution_cut(&attempt->resolution, &weighing, model->cut, &l->outcome.cluster);
}

/* Pairs that weigh something → clusters, at the model's cut or, if there is a choice, at the best.
 * Cuts under the usual one have components of their own, found after those of the usual one: they
 * join more strangers, so that nobody else should have them. */
static int resolve_pairs(struct linking *l, struct kind_model *model, bool choose,
                         const struct linking_options *options)
{
    struct attempt usual = {0};
    struct attempt lower = {0};
    struct never_met never_met = {0, 0};
    bool asked = choose && options->precision > 0;
    model->cut = choose ? bits(CUT_USUAL) : model->cut;
    int code = attempt_make(l, model, CUT_USUAL, options, &never_met, &usual);
    bool may_be_lower =
        asked ? usual.trade.points[0].precision > options->precision : model->cut < bits(CUT_USUAL);
    if (code == 0 && may_be_lower) {
        code = attempt_make(l, model, CUT_LEAST, options, &never_met, &lower);
    }
    if (code == 0) {
        const struct attempt *taken = may_be_lower ? &lower : &usual;
        const struct trade_point *point = !choose ? point_at(&taken->trade, model->cut)
                                          : asked ? most_precise(&taken->trade, options->precision)
                                                  : best_point(&taken->trade);
        if (asked && may_be_lower && point->cut >= bits(CUT_USUAL)) {
            taken = &usual;
            point = &usual.trade.points[0];
        }
        code = settle(l, model, taken, point);
    }
    attempt_free(&usual);
    attempt_free(&lower);
    return code;
}

/* How rare what two records share is tells who of the alike are the same; it makes no matches. A
 * fit with it that finds this many times more of them than one without has drawn strangers in. */
static const double RARITY_MATCHES_MOST = 1.1;

/* EM from a share of matches, with rarity if that leaves the share as it is without. */
static int learn_classes(struct linking *l, struct kind_model *model, double lambda_start,
                         struct estimate *plain, int threads)
{
    struct coincidence coincidences[CLASSES_MAX];
    int coincidence_count = coincidences_of(model, l->lexicon, coincidences);
    struct patterns patterns = l->patterns;
    patterns.by_rarity = NULL;
    estimate_begin(&model->features, &model->random_pairs, coincidences, coincidence_count,
                   lambda_start, plain);
    model->estimate = *plain;
    int code = estimate_learn(plain, &model->features, &patterns, LEARN_STEPS_MAX, threads);
    code = code ? code
                : estimate_learn(&model->estimate, &model->features, &l->patterns, LEARN_STEPS_MAX,
                                 threads);
    if (code == 0 && model->estimate.share[0] > RARITY_MATCHES_MOST * plain->share[0]) {
        model->estimate = *plain;
    }
    return code;
}

static int learn_from(struct linking *l, struct kind_model *model, double lambda_start, int threads)
{
    struct estimate *plain = mem_try_array(1, sizeof *plain);
    int code = plain == NULL ? ERR_MEMORY : learn_classes(l, model, lambda_start, plain, threads);
    mem_free(plain);
    monotone_mend(&model->features, &model->random_pairs, &model->estimate);
    return code ? code
                : estimate_weigh(&model->estimate, &model->features, &l->patterns, l->weights,
                                 l->chance);
}

/* Does everything that can be compared agree, three features at least, the source apart? */
static bool agrees_in_all(const struct feature_set *features, const uint8_t *levels)
{
    int agreeing = 0;
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        if (feature_is_source(feature) || feature->goodness[levels[f]] == 0) {
            continue;
        }
        if (feature->goodness[levels[f]] < 1) {
            return false;
        }
        agreeing++;
    }
    return agreeing >= 3;
}

/* Are most of the pairs that agree in all held for matches? Where they aren't, some coincidence has
 * drawn the matches in and the class of matches has gone astray; so it has where it holds
 * relatives. */
static bool is_credible(const struct linking *l, const struct kind_model *model)
{
    double agreeing = 0;
    double believed = 0;
    for (size_t p = 0; p < l->patterns.count; p++) {
        if (agrees_in_all(&model->features,
                          l->patterns.levels + p * (size_t)model->features.count)) {
            agreeing += l->patterns.pairs[p];
            believed += l->weights[p] > 0 ? l->patterns.pairs[p] : 0;
        }
    }
    return believed >= agreeing / 2 && !doubt_is_astray(&model->features, &model->estimate);
}

static int state(struct linking *l, struct kind_model *model, double odds_bits)
{
    model->learnt = false;
    estimate_state(&model->features, odds_bits, &model->estimate);
    return estimate_weigh(&model->estimate, &model->features, &l->patterns, l->weights, l->chance);
}

/* Weights for the patterns: learnt, from a second start if the first went astray, or stated where
 * there is too little to learn from or neither start can be believed. */
static int find_weights(struct linking *l, struct kind_model *model, bool organisations,
                        int threads)
{
    double stated = fmin(STATED_ODDS_BITS, -log2((double)l->nodes.count + 1));
    if (organisations) {
        return state(l, model, STATED_ODDS_BITS_ORGANISATION);
    }
    if (l->nodes.count < LEARN_NODES_MIN || l->pairs.count < LEARN_PAIRS_MIN) {
        return state(l, model, stated);
    }
    model->learnt = true;
    for (size_t start = 0; start < sizeof lambda_starts / sizeof lambda_starts[0]; start++) {
        int code = learn_from(l, model, lambda_starts[start], threads);
        if (code != 0 || is_credible(l, model)) {
            return code;
        }
    }
    return state(l, model, stated);
}

int linking_learn(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *model,
                  struct linking *ret)
{
    progress_step(options->progress, "Grouping what is the same");
    struct plan_options plan_options = {options->pairs_per_node, options->block_max,
                                        options->threads, &ret->frequency};
    struct level_weights *prior = mem_try_array(1, sizeof *prior);
    int code = prior == NULL ? ERR_MEMORY : prepare(lexicon, mentions, count, attribute_seed, ret);
    code = code ? code : count_and_freeze(lexicon->mentions, options->threads, model, ret);
    model->unmet = bits(UNMET_BITS);
    model->k = BEST_EDGES;
    if (code == 0) {
        feature_set_choose(lexicon->mentions, mentions, count, &model->features);
        code = random_pair_levels(lexicon, &ret->nodes, &model->features, options->threads,
                                  &model->random_pairs);
    }
    if (code == 0) {
        tell_grouping(ret, options->progress);
    }
    progress_step(options->progress, "Choosing what to compare");
    if (code == 0) {
        estimate_prior(&model->features, &model->random_pairs, prior);
        code = plan_make(lexicon, &ret->nodes, &model->features, prior, &plan_options, &model->plan,
                         &ret->candidates, ret->key_pairs);
    }
    mem_free(prior);
    if (code != 0) {
        return code;
    }
    tell_gathering(ret, &model->plan, options->progress);
    progress_step(options->progress, "Comparing");
    code = compare(ret, model, options->threads, options->progress);
    if (code != 0) {
        return code;
    }
    tell_comparing(ret, options->progress);
    progress_step(options->progress, "Learning");
    bool organisations = count > 0 && mention_is_organisation(lexicon->mentions, mentions[0]);
    code = find_weights(ret, model, organisations, options->threads);
    code = code ? code : feel_rarities(ret, options->threads);
    tell_learning(ret, model, options->progress);
    model->cut = 0;
    return code ? code : resolve_pairs(ret, model, model->learnt, options);
}

/* Candidates become pairs with their weights. */
static int score_candidates(struct linking *l, const struct kind_model *model, int threads,
                            struct progress *progress)
{
    progress_step(progress, "Comparing");
    int code = compare(l, model, threads, progress);
    if (code == 0) {
        tell_comparing(l, progress);
    }
    code = code ? code
                : estimate_weigh(&model->estimate, &model->features, &l->patterns, l->weights,
                                 l->chance);
    return code ? code : feel_rarities(l, threads);
}

int linking_score(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *model,
                  struct linking *ret, int *ret_key)
{
    progress_step(options->progress, "Grouping what is the same");
    int code = prepare(lexicon, mentions, count, attribute_seed, ret);
    if (code == 0) {
        tell_grouping(ret, options->progress);
        progress_step(options->progress, "Gathering pairs");
        code = frequency_thaw(&model->frequency, lexicon->mentions, &ret->nodes, &ret->frequency);
    }
    for (int k = 0; code == 0 && k < model->plan.key_count; k++) {
        *ret_key = k;
        struct blocks blocks = {0};
        code = block_build(lexicon, &ret->nodes, &model->plan, k, false, options->threads, &blocks);
        if (code == 0) {
            code = candidates_add(&blocks, ret->nodes.count, options->threads, &ret->candidates);
        }
        ret->key_pairs[k] = blocks.pairs;
        blocks_free(&blocks);
    }
    if (code != 0) {
        return code;
    }
    *ret_key = -1;
    tell_gathering(ret, &model->plan, options->progress);
    return score_candidates(ret, model, options->threads, options->progress);
}

int linking_score_component(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                            const uint64_t attribute_seed[ATTRIBUTES_MAX],
                            const struct kind_model *model, struct linking *ret)
{
    int code = prepare(lexicon, mentions, count, attribute_seed, ret);
    code = code
               ? code
               : frequency_thaw(&model->frequency, lexicon->mentions, &ret->nodes, &ret->frequency);
    code = code ? code : candidates_all(ret->nodes.count, &ret->candidates);
    return code ? code : score_candidates(ret, model, 1, NULL);
}

int linking_apply(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *model,
                  struct linking *ret, int *ret_key)
{
    int code =
        linking_score(lexicon, mentions, count, attribute_seed, options, model, ret, ret_key);
    return code ? code : resolve_pairs(ret, model, false, options);
}

int32_t linking_edge_cut(void)
{
    return bits(CUT_USUAL);
}

int linking_resolve(struct linking *l, const struct kind_model *model,
                    const struct components *components, int threads)
{
    if (model->cut < bits(CUT_USUAL)) {
        return ERR_INPUT;
    }
    struct resolve_options resolving = {bits(CUT_USUAL), model->unmet, threads,
                                        l->lexicon->mentions->places};
    struct resolution resolution = {0};
    double completed = 0;
    int code = complete_pairs(l, model, components, threads, &completed);
    struct weighing weighing = linking_weighing(l);
    code = code ? code : resolve(&weighing, components, &resolving, &resolution);
    code = code ? code : resolution_cut(&resolution, &weighing, model->cut, &l->outcome.cluster);
    resolution_free(&resolution);
    return code;
}

void linking_free(struct linking *l)
{
    node_set_free(&l->nodes);
    constraints_free(&l->constraints);
    frequency_free(&l->frequency);
    candidates_free(&l->candidates);
    pair_list_free(&l->pairs);
    patterns_free(&l->patterns);
    mem_free(l->self);
    mem_free(l->self_rarity);
    mem_free(l->weights);
    mem_free(l->chance);
    mem_free(l->outcome.cluster);
    *l = (struct linking){0};
}

void kind_model_free(struct kind_model *model)
{
    plan_free(&model->plan);
    estimate_release(&model->estimate);
    frozen_frequency_free(&model->frequency);
    *model = (struct kind_model){0};
}
