/* oracle.h - how good the same candidates, features and resolving could be, were the truth known.
 *
 * What is given            What it tells
 * the cut                  what choosing the cut without labels costs
 * m, u and the cut         what estimating without labels costs; u for one class of non-matches,
 *                          and for as many kinds of coincidence as the product has
 * each pattern, the cut    what the independence of features costs: log odds by whole comparison
 *                          pattern, learnt on one half of the entities and used on the other
 * each candidate           what blocking and resolving lose
 */
#ifndef CANTREF_BENCH_ORACLE_H
#define CANTREF_BENCH_ORACLE_H

#include "labelled.h"

enum oracle {
    ORACLE_NOTHING, /* the product's own answer */
    ORACLE_CUT,
    ORACLE_ONE_CLASS,
    ORACLE_CLASSES,
    ORACLE_PATTERNS,
    ORACLE_CANDIDATES,
    ORACLES
};

struct oracle_outcome {
    double cut;    /* bits: the best of those tried */
    double rarity; /* how much of the term frequencies' adjustment counted: the best of 0, ½, 1 */
    struct truth_scores scores;
    uint32_t
        *entity; /* by mention: any number; UINT32_MAX: not of people. NULL of ORACLE_NOTHING */
};

/* oracles_ask - all of them, resolved by the product's resolve. ret starts zeroed; oracles_free it
 * in any case. Memory is had by mem_must_*.
 * Errors: ERR_MEMORY. Cost: some 150 times resolving. */
int oracles_ask(const struct labelled *in, int threads, struct oracle_outcome ret[ORACLES]);

void oracles_free(struct oracle_outcome oracles[ORACLES]);

/* oracle_name - for tables. */
const char *oracle_name(enum oracle oracle);

#endif
