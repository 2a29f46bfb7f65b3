/* plan.h - which keys to block on: the planner measures, on a sample, what each candidate key costs
 * in pairs and brings in likely matches.
 * Source: greedy weighted coverage, as learnable blocking does it (Bilenko, Kamath & Mooney 2006),
 *         without labels: the likelihood of a match
 * comes from stated levels and from random pairs. */
#ifndef CANTREF_LINKAGE_PLAN_H
#define CANTREF_LINKAGE_PLAN_H

#include "candidates.h"
#include "estimate.h"
#include "frequency.h"

/* Pairs beside those of each node: small tables can afford more. */
enum { PLAN_PAIRS_SPARE = 400000 };

struct plan_options {
    double pairs_per_node; /* the budget: 5 … 15, and PLAN_PAIRS_SPARE in all */
    uint32_t block_max;
    int threads;
    const struct frequency *frequency; /* of the nodes: a rare name makes a match likelier. NULL:
                                          not considered */
};

/* plan_make - choose keys for the nodes and gather their pairs.
 * In:     prior: log2 likelihood ratios of levels before anything was learnt (estimate_prior).
 * Out:    *ret the plan; *ret_candidates, which starts zeroed; ret_key_pairs[KEYS_MAX] as blocks
 *         count them.
 * Errors: ERR_MEMORY. Cost: O(candidate keys × nodes / sampling + chosen keys × nodes). */
int plan_make(const struct lexicon *lexicon, const struct node_set *nodes,
              const struct feature_set *features, const struct level_weights *prior,
              const struct plan_options *options, struct plan *ret,
              struct candidates *ret_candidates, uint64_t ret_key_pairs[KEYS_MAX]);

#endif
