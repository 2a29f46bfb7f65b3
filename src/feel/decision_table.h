/* decision_table.h - decision tables (DMN 1.5 chapter 8): built once, evaluated often, anywhere in
 * a tree of FEEL.
 *
 *     age      band     │ discount  reason       inputs │ outputs
 *     >= 65    -        │ 25        "age"        rules: a test for each input, `-` always holds,
 *     -        "A","B"  │ 10        "band"              and a value for each output
 *
 * A rule matches when each of its tests is true. What the table gives then follows from its hit
 * policy:
 *
 *     unique        the one rule that matches; more than one is an error
 *     any           one of those that match, which must agree
 *     priority      the one whose outputs come first in the order of the output values
 *     first         the first of those that match
 *     output order  all of them, in the order of the output values
 *     rule order    all of them, in the order of the rules
 *     collect       all of them, or their number, sum, least or greatest
 *
 * One output gives its value, several a context by name. When no rule matches, the default
 * outputs; where there are none, null (the number of none is 0).
 *
 * Errors are null with FEEL_CAUSE_DECISION, about the table's name; its text says which rules. A
 * test that is not true because something failed or is not known leaves its rule in doubt: the
 * standard goes on without it, and what the table gives carries the cause (feel_value.h). Under
 * `first`, rules after one that matches for certain are not asked, and bring no doubt.
 *
 * Annotations of rules are for people and not kept here. */
#ifndef CANTREF_FEEL_DECISION_TABLE_H
#define CANTREF_FEEL_DECISION_TABLE_H

#include "feel.h"

enum {
    DECISION_INPUTS_MAX = 200,
    DECISION_OUTPUTS_MAX = 200,
    DECISION_RULES_MAX = 10000,
};

enum hit_policy {
    HIT_UNIQUE,
    HIT_ANY,
    HIT_PRIORITY,
    HIT_FIRST,
    HIT_OUTPUT_ORDER,
    HIT_RULE_ORDER,
    HIT_COLLECT,
    HIT_POLICIES
};
extern const char *const hit_policy_names[HIT_POLICIES + 1]; /* as above: "output order"; NULL */

enum collect_operator {
    COLLECT_LIST,
    COLLECT_SUM,
    COLLECT_MIN,
    COLLECT_MAX,
    COLLECT_COUNT,
    COLLECT_OPERATORS
};

struct decision_input {
    struct str name;                    /* as people call it, for messages */
    const struct feel_node *expression; /* in the scope of the table */
    const struct feel_node *values;     /* unary tests that its value, or each item of a list that
                                           it is, must pass; NULL: any value */
    bool whole;                         /* a number without a fraction: for decision_check.h */
};

struct decision_output {
    struct str name;                   /* may be "" when it is the only one */
    const struct feel_type *type;      /* what its values are made to conform to; NULL: anything */
    const struct feel_node *values;    /* likewise, the foremost first: the order of outputs */
    const struct feel_node *otherwise; /* when no rule matches; NULL: null */
};

struct decision_rule {
    const struct feel_node *const *tests;   /* ninputs, in feel_scope_of_input; NULL: `-` */
    const struct feel_node *const *outputs; /* noutputs, in the scope of the table; NULL: null */
    size_t line;                            /* where it is written, for messages */
};

struct decision_table {
    struct str name;
    enum hit_policy hit_policy;
    enum collect_operator collect; /* HIT_COLLECT only */
    size_t ninputs, noutputs, nrules;
    const struct decision_input *inputs;
    const struct decision_output *outputs;
    const struct decision_rule *rules;
};

/* decision_table_node - the table as a node, to be evaluated where its scope is.
 * In:     table: in arena, with all that it points to; not changed any more.
 * Errors: ERR_INPUT, saying what is wrong with the table: no output, outputs without a name, an
 *         operator on more than one output, an order of outputs that none gives. ERR_LIMIT.
 * Cost of an evaluation: O(tests) until each rule fails, and the outputs of those that match. */
int decision_table_node(struct arena *arena, const struct decision_table *table,
                        const struct feel_node **ret, struct err *err);

/* decision_table_matches - which rules match, in the frame of the table's scope.
 * Out: matches[nrules]. Returns false, with *ret_failure null and its cause, when an input is not
 *      one of its values; matches then say nothing. */
struct decision_match {
    bool matches;                   /* by the standard */
    const struct feel_cause *cause; /* NULL: certain */
};
bool decision_table_matches(const struct decision_table *table, struct feel_evaluation *evaluation,
                            const struct feel_frame *frame, struct decision_match *matches,
                            struct feel_value *ret_failure);

/* The order of an output: its values as tests, each alone, the foremost first. */
struct decision_order {
    const struct feel_node *const *tests;
    size_t count; /* 0: it has none, and does not count */
};

/* decision_order_of - that of the output's values, else of its type's allowed values. In arena. */
struct decision_order decision_order_of(struct arena *arena, const struct decision_output *output);

/* decision_order_place - the place of a value, from 0; behind all others when it is not there. */
size_t decision_order_place(const struct decision_order *order, struct feel_evaluation *evaluation,
                            const struct feel_frame *frame, const struct feel_value *value);

#endif
