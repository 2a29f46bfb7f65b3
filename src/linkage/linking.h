/* linking.h - one kind of mention from mentions to entities: learn a model and use it, or use one
 * that is there.
 *
 *   mentions of a kind ──► nodes ──► plan, blocks ──► pairs, patterns ──► estimate
 *                      ──► components, completed ──► tree ──► quality at each cut ──► clusters
 *
 * struct kind_model is what is frozen; struct linking is the work on one data set, and what
 * explaining and reporting read.
 */
#ifndef CANTREF_LINKAGE_LINKING_H
#define CANTREF_LINKAGE_LINKING_H

#include "component.h"
#include "plan.h"
#include "quality.h"

struct linking_options {
    int threads;
    struct progress *progress; /* NULL: none */
    double pairs_per_node;     /* budget of the blocking plan */
    uint32_t block_max;
    double precision; /* the least that is wanted, as estimated: 0 … 1; 0: the best F1 is */
};

/* struct kind_model - frozen: with it, candidate(a, b) and score(a, b) depend on a and b alone. */
struct kind_model {
    struct feature_set features;
    struct plan plan;
    struct frozen_frequency frequency;
    struct level_shares random_pairs;
    struct estimate estimate;
    int32_t cut;   /* 1/1024 bits */
    int32_t unmet; /* weight of a pair never met, 1/1024 bits */
    int k;
    bool learnt;      /* false: too little to learn from, stated priors stand */
    double precision; /* estimated after resolving, without labels; NaN: can't tell */
    double recall;
};

/* struct resolve_outcome - which nodes are one entity. */
struct resolve_outcome {
    uint32_t *cluster;       /* by node: the lowest node of its cluster */
    size_t split_components; /* components so large that their weakest edges were let go first */
    size_t largest_component;
};

struct linking {
    const struct lexicon *lexicon;
    struct node_set nodes;
    struct constraint_list constraints;
    struct frequency frequency;
    struct candidates candidates; /* until they are compared */
    uint64_t key_pairs[KEYS_MAX]; /* that each key of the plan brought */
    struct pair_list pairs;
    struct patterns patterns;
    uint32_t *self; /* by node: its pattern with itself, UINT32_MAX if it has one member */
    int16_t *self_rarity;
    int32_t *weights; /* by pattern */
    uint8_t *chance;  /* by pattern, as estimate_weigh tells it */
    struct resolve_outcome outcome;
    struct trade trade;
};

struct linking_options linking_defaults(void);

/* linking_weighing - its pairs and their weights, for those that resolve them. */
static inline struct weighing linking_weighing(const struct linking *l)
{
    return (struct weighing){&l->nodes, &l->pairs,      l->weights,
                             l->self,   l->self_rarity, &l->constraints};
}

/* linking_learn - learn *ret_model from mentions[count] of one kind and resolve them.
 * Errors: ERR_MEMORY, ERR_LIMIT. Both outputs start zeroed; free them in any case. */
int linking_learn(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *ret_model,
                  struct linking *ret);

/* linking_apply - resolve mentions with a model that is there. ret_key: the key whose block outgrew
 * its limit, with ERR_LIMIT.
 * Errors: ERR_MEMORY, ERR_LIMIT. */
int linking_apply(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *model,
                  struct linking *ret, int *ret_key);

/* linking_apply in two steps, for a part of a larger set that is kept elsewhere (live linking):
 *
 * linking_score - nodes, candidate pairs and their weights. As linking_apply.
 * linking_score_component - the same of mentions of one component of COMPONENT_COMPARED_MAX nodes
 *     or less, all of whose pairs linking_resolve wants: none is looked for by keys.
 * linking_edge_cut - the weight, in 1/1024 bits, over which a pair is an edge of a component.
 * linking_resolve - clusters (ret->outcome.cluster) within components that are known, all of whose
 *     nodes are among those scored. Exactly those of linking_apply on the whole set, but for models
 *     whose cut is under linking_edge_cut, which are refused: ERR_INPUT.
 * Errors: ERR_MEMORY, ERR_LIMIT. */
int linking_score(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                  const uint64_t attribute_seed[ATTRIBUTES_MAX],
                  const struct linking_options *options, struct kind_model *model,
                  struct linking *ret, int *ret_key);
int linking_score_component(const struct lexicon *lexicon, const uint32_t *mentions, size_t count,
                            const uint64_t attribute_seed[ATTRIBUTES_MAX],
                            const struct kind_model *model, struct linking *ret);
int32_t linking_edge_cut(void);
int linking_resolve(struct linking *linking, const struct kind_model *model,
                    const struct components *components, int threads);
void linking_free(struct linking *linking);
void kind_model_free(struct kind_model *model);

#endif
