/* mention_decide.h - what people decided of two mentions: that they are the same, or that they are
 * not.
 *
 *   mentions that say the same      node 4: a b c          one node, whatever it becomes of
 *   decided: b and x are the same   node 4: a c    node 5: b
 *
 * A mention that somebody decided about is a node by itself, so that no decision speaks of a
 * mention that says the same by chance: of two hundred rows with nothing but "J Smith", one can be
 * known to be the John Smith of Mill Street. What it is told apart by is the number of the oldest
 * decision that names it, so that the order of nodes is a function of the mentions and the
 * decisions. This holds as long as the decision does, also when the other mention is not in the
 * table (its record has been withdrawn, or is of a source that isn't read). */
#ifndef CANTREF_LINKAGE_MENTION_DECIDE_H
#define CANTREF_LINKAGE_MENTION_DECIDE_H

#include "mention.h"

#define NO_MENTION UINT32_MAX

struct mention_decision {
    int64_t number;       /* the newer, the higher; each once */
    uint32_t left, right; /* NO_MENTION: not in the table. Never the same, never of one row when
                             they are decided to be the same */
    bool same;
};

/* mention_table_decide - the decisions that stand, in any order; they are copied. Once a table.
 * Errors: ERR_MEMORY; ERR_INPUT for a mention and itself, or two of one row that are to be the
 *         same (*ret_wrong: its place in decisions). The table is as it was then.
 * Cost: O(mentions + decisions × log(decisions)); nothing when there are none. */
int mention_table_decide(struct mention_table *table, const struct mention_decision *decisions,
                         size_t count, size_t *ret_wrong) __attribute__((warn_unused_result));

#endif
