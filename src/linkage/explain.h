/* explain.h - why two mentions are, or are not, the same: field by field. */
#ifndef CANTREF_LINKAGE_EXPLAIN_H
#define CANTREF_LINKAGE_EXPLAIN_H

#include "partition.h"

enum { EXPLAIN_VALUE_MAX = 200 };

/* struct explanation_row - one feature. Values are the standardised texts of its fields, joined by
 * spaces; "" missing. */
struct explanation_row {
    char feature[48];
    char left[EXPLAIN_VALUE_MAX];
    char right[EXPLAIN_VALUE_MAX];
    char level[FEATURE_TEXT_MAX]; /* "given name close, family name same" */
    int32_t weight;               /* what this feature adds, 1/1024 bits */
};

struct explanation {
    bool comparable;        /* false: of different kinds, or nobody: never the same */
    bool candidate;         /* did a key bring them together? */
    char key[KEY_TEXT_MAX]; /* one that did */
    bool same_entity;
    bool
        direct; /* true: the pair by itself is over the cut; false with same_entity: joined through others */
    int32_t
        start; /* weight before any evidence: the share of matches among candidates, and what the kinds of coincidence explain */
    int row_count;
    struct explanation_row
        rows[FEATURES_MAX + 1]; /* the last is how common the shared values are, if that counts */
    int32_t total;              /* start and rows summed: the pair's weight */
    int32_t cut;
    float probability;
    char change
        [400]; /* what would change the answer, in plain English: "If the birth dates agreed, they would be linked." */
};

/* explain_pair - of two mentions of a finished run, in either order. Errors: ERR_MEMORY. Cost:
 * under a millisecond. */
int explain_pair(const struct run *run, uint32_t left, uint32_t right, struct explanation *ret);

#endif
