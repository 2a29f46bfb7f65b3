/* pair_cause.h - why the answer has a pair of mentions together or apart, and where it went wrong.
 *
 *   true pair, apart    ──► not read · not people · never met (path, no path) · scored low
 *                           · resolved apart (identical rows, best edges, component, average)
 *   false pair, together ─► not people · scored high · chained (met, never met)
 */
#ifndef CANTREF_BENCH_PAIR_CAUSE_H
#define CANTREF_BENCH_PAIR_CAUSE_H

#include "partition.h"

enum pair_cause {
    CAUSE_RIGHT, /* rightly together, or rightly apart */
    /* a true pair that is apart */
    CAUSE_NOT_READ,        /* the answer has no such mention: a rejected row, a name not found */
    CAUSE_OTHER_KIND,      /* one is no person in the answer: an organisation, an estate, unknown */
    CAUSE_UNMET_ALONE,     /* no key brought it, and no chain of candidates of the true entity */
    CAUSE_UNMET_PATH,      /* no key brought it, but candidates within the true entity lead there */
    CAUSE_SCORED_LOW,      /* met, its own weight not over the cut */
    CAUSE_APART_IDENTICAL, /* over the cut, but one stands for identical rows that are kept apart */
    CAUSE_APART_EDGES,     /* over the cut, not among the best edges of both */
    CAUSE_APART_COMPONENT, /* in one component that was over its limit */
    CAUSE_APART_AVERAGE,   /* in one component: the average over all pairs kept them apart */
    /* a false pair that is together */
    CAUSE_OTHER_KIND_JOINED, /* the same */
    CAUSE_SCORED_HIGH,       /* its own weight is over the cut */
    CAUSE_CHAINED_LOW,       /* its own weight is not: others joined them */
    CAUSE_CHAINED_UNMET,     /* never met: others joined them */
    PAIR_CAUSES,
    CAUSE_FALSE_FIRST = CAUSE_OTHER_KIND_JOINED
};

/* struct pair_verdict - a pair and what became of it. */
struct pair_verdict {
    enum pair_cause cause;
    bool met;         /* a candidate, or two of one node */
    bool together;    /* in one entity */
    uint32_t pattern; /* of pairs that met */
    int rarity;       /* 1/64 bits */
    int32_t weight;   /* 1/1024 bits */
};

/* struct pair_causes - what is worked out once for all pairs of a kind. */
struct pair_causes {
    const struct linking *linking;
    const struct kind_model *model;
    size_t mention_count;
    uint32_t *node; /* by mention; UINT32_MAX: of another kind */
    uint32_t *path; /* by mention: a root shared by those that candidates within a label join */
    uint32_t *component;      /* by node: a root shared by those that mutual best edges join */
    uint32_t *component_size; /* by root */
    size_t *edge_start;       /* by node: its best edges, edge_start[n] … edge_start[n + 1] */
    uint32_t *edges;          /* the other node; ascending within a node */
};

/* pair_causes_begin - from a finished linking whose pairs are still there.
 * In: label[mention_count], 0: nobody knows. Owns: nothing of the linking, which must outlive it.
 * Cost: O(pairs). Memory is had by mem_must_*. */
void pair_causes_begin(const struct linking *linking, const struct kind_model *model,
                       const uint32_t *label, size_t mention_count, struct pair_causes *ret);
void pair_causes_free(struct pair_causes *causes);

/* pair_cause_of - two mentions, SIZE_MAX for one that the answer has not; same: are they truly one?
 * together_otherwise: what the answer says of mentions of other kinds. Cost: O(log candidates). */
struct pair_verdict pair_cause_of(const struct pair_causes *causes, size_t left, size_t right,
                                  bool same, bool together_otherwise);

/* pair_cause_name - for tables: "resolved apart: average link". pair_cause_group - the coarser
 * cause: "resolved apart". */
const char *pair_cause_name(enum pair_cause cause);
const char *pair_cause_group(enum pair_cause cause);

#endif
