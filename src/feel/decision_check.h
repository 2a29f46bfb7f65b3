/* decision_check.h - what is wrong with a decision table that can be seen before it is used: rules
 * that overlap though one alone may match, rules that can't be reached, cases that no rule covers.
 *
 * For each input the constants with which its tests compare it cut its values into regions, in
 * each of which no test changes its answer; a sample of each stands for all of it:
 *
 *     tests      < 18        [18..65)         >= 65
 *     samples       17    18     41.5     65     66
 *
 * A rule is then a set of samples for each input, and overlaps, gaps and what covers what follow
 * exactly. A test that depends on anything but its input and constants stands for itself: what it
 * holds for is not known, except that it is the same as another that is written alike. Then gaps
 * can't be looked for. */
#ifndef CANTREF_FEEL_DECISION_CHECK_H
#define CANTREF_FEEL_DECISION_CHECK_H

#include "decision_table.h"

enum decision_finding_kind {
    DECISION_OVERLAP, /* rule and other both match, and may not: unique; any, with other values */
    DECISION_UNREACHABLE, /* rule never decides: no value passes, or others are always before it */
    DECISION_GAP,         /* no rule matches, and there is no default */
    DECISION_UNCHECKED,   /* something could not be looked for: the text says what, and why */
};

struct decision_finding {
    enum decision_finding_kind kind;
    size_t rule, other; /* from 0 */
    struct str text;    /* "rules 2 and 4 both match when age is 65 and band is \"A\"" */
};

enum { DECISION_FINDINGS_MAX = 100 }; /* of a table; more are not looked for */

/* decision_table_check - the findings of a table that decision_table_node takes.
 * In:     zones: for the dates with named zones in its tests.
 * Out:    *ret_findings in arena; returns how many: overlaps, then what can't be reached,
 *         then gaps.
 * Cost:   O(rules² × samples), and at most 400,000 combinations of samples. Over 4 million rules
 *         × samples, or 2,000 rules, that is the one finding. */
size_t decision_table_check(struct arena *arena, const struct decision_table *table,
                            struct feel_zones zones, const struct decision_finding **ret_findings);

#endif
