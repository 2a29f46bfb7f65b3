/* feel_explain.h - a condition in plain words: which of its parts held, and with which values.
 *
 *     not applicable, because: the person's age is 61, and the rule asks for 65 or more
 *     can't tell, because: the person's birth date is not known
 *
 * A condition is taken apart at `and`, `or`, `not` and `if`; some and every are told by the items
 * that decide. What is left are parts: comparisons, `in`, `between`, names that are yes or no, and
 * anything else as it was written, with the values that went in. The sentence has those parts that
 * decided: of a conjunction that fails those that fail, of one that holds all; when it can't be
 * told, those that can't be, with the reason why.
 *
 * What an input is called in English and Welsh is the caller's to say: "the person's age", or the
 * question that was asked, "How old is the person?"; without that it is its name in quotes. Pure,
 * as evaluating is. What is said holds personal data when the inputs do. */
#ifndef CANTREF_FEEL_EXPLAIN_H
#define CANTREF_FEEL_EXPLAIN_H

#include "feel.h"
#include "language.h"

/* What an input is called: "the person's age", "oed y person". name: as conditions have it, with
 * its path: "person.age"; of what the items of a list have: "children[].age". */
struct feel_label {
    struct str name;
    struct str en, cy; /* cy "": as in English */
};

struct feel_explain_options {
    enum language language;
    const struct feel_label *labels;
    size_t label_count;
};

/* One part of a condition. */
struct feel_part {
    enum feel_verdict verdict; /* of the part as it stands in the condition: under a not, turned */
    bool decided;              /* it is among those that the sentence gives */
    struct str words;
    struct str expression; /* as written */
    uint32_t line, column;
    uint32_t depth; /* 1 of what is decided by an item of a list, 2 within that … */
};

enum { FEEL_PARTS_MAX = 200, FEEL_ITEMS_TOLD_MAX = 5 };

struct feel_explanation {
    struct feel_value value; /* of the whole condition */
    enum feel_verdict verdict;
    struct str sentence; /* the verdict, and why */
    struct str reason;   /* why alone */
    const struct feel_part *parts;
    size_t part_count;
    bool cut; /* there are more parts than that */
};

/* feel_explain - evaluate a condition, and say why it came out so.
 * In:     evaluation, node, values: as for feel_evaluate.
 * Out:    *ret lives as long as the evaluation's arena, values and the tree.
 * Errors: ERR_LIMIT, as feel_evaluate: the explanation's own steps count too.
 * Threads: safe with one evaluation each. Cost: a few times that of evaluating. */
int feel_explain(struct feel_evaluation *evaluation, const struct feel_node *node,
                 const struct feel_value *values, const struct feel_explain_options *options,
                 struct feel_explanation *ret, struct err *err);

#endif
