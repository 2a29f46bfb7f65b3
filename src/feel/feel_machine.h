/* feel_machine.h - what the parts of the evaluator share. It walks the tree; how deep is counted,
 * as steps and memory are. Private to the evaluator and the built-in functions. */
#ifndef CANTREF_FEEL_FEEL_MACHINE_H
#define CANTREF_FEEL_FEEL_MACHINE_H

#include "feel_builtin.h"

/* feel_take - memory for a result, or NULL when the limit was passed: the evaluation has stopped.
 * */
void *feel_take(struct feel_evaluation *evaluation, size_t size);

/* feel_step - count one step. Returns false, and null in *ret, when the evaluation has stopped. */
bool feel_step(struct feel_evaluation *evaluation, const struct feel_node *at,
               struct feel_value *ret);

/* feel_cost - the steps that looking at all of a value is worth; feel_charge - count them, for one
 * that is about to be compared, searched or printed. */
static inline uint64_t feel_cost(const struct feel_value *value)
{
    switch (value->kind) {
    case FEEL_STRING:
        return value->string.len / 32;
    case FEEL_LIST:
        return value->list->extent.weight / 4;
    case FEEL_CONTEXT:
        return value->context->extent.weight / 4;
    case FEEL_RANGE:
        return value->range->extent.weight / 4;
    default:
        return 0;
    }
}
static inline void feel_charge(struct feel_evaluation *evaluation, const struct feel_value *value)
{
    evaluation->steps += feel_cost(value);
}

/* feel_stop - pass a limit: null in *ret, and everything from here on. */
void feel_stop(struct feel_evaluation *evaluation, struct feel_value *ret);

/* The parts of feel_evaluate_node, by kind of node. */
typedef void feel_evaluator(struct feel_evaluation *evaluation, const struct feel_node *node,
                            const struct feel_frame *frame, struct feel_value *ret);
feel_evaluator feel_evaluate_in, feel_evaluate_path, feel_evaluate_for, feel_evaluate_some,
    feel_evaluate_filter, feel_evaluate_call, feel_evaluate_call_builtin, feel_evaluate_function;

/* feel_operand - as feel_evaluate_node, the two commonest kinds at once. */
void feel_evaluate_name(struct feel_evaluation *evaluation, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret);
static inline void feel_operand(struct feel_evaluation *evaluation, const struct feel_node *node,
                                const struct feel_frame *frame, struct feel_value *ret)
{
    if (node->kind == FEEL_NODE_CONSTANT) {
        *ret = node->constant;
    } else if (node->kind == FEEL_NODE_NAME) {
        feel_evaluate_name(evaluation, node, frame, ret);
    } else {
        feel_evaluate_node(evaluation, node, frame, ret);
    }
}

/* feel_see - the value where it lies, when it lies somewhere; else worked out into *room. Valid
 * for as long as the frame and room are. */
static inline const struct feel_value *feel_see(struct feel_evaluation *evaluation,
                                                const struct feel_node *node,
                                                const struct feel_frame *frame,
                                                struct feel_value *room)
{
    if (node->kind == FEEL_NODE_CONSTANT) {
        return &node->constant;
    }
    if (node->kind == FEEL_NODE_NAME) {
        const struct feel_frame *there = frame;
        for (uint32_t i = node->frames; i > 0 && there != NULL; i--) {
            there = there->outer;
        }
        if (there != NULL && there->slots[node->slot].kind != FEEL_NULL) {
            return &there->slots[node->slot];
        }
    }
    feel_operand(evaluation, node, frame, room);
    return room;
}

/* feel_arithmetic - + - * / ** and negation (b: not looked at) of two values. */
void feel_arithmetic(struct feel_evaluation *evaluation, const struct feel_node *node,
                     const struct feel_value *a, const struct feel_value *b,
                     struct feel_value *ret);

/* feel_relate - = != < <= > >= : 1, 0, or -1 when they can't be compared. */
int feel_relate(enum feel_node_kind comparison, const struct feel_value *a,
                const struct feel_value *b);

/* feel_range_holds - is the value in the range? -1: they can't be compared. */
int feel_range_holds(const struct feel_range *range, const struct feel_value *value);

/* feel_lost - null because of operands: the cause that one of them brings, else `code` at the
 * node. */
void feel_lost(struct feel_evaluation *evaluation, const struct feel_node *at,
               enum feel_cause_code code, const struct feel_value *a, const struct feel_value *b,
               struct feel_value *ret);

/* A truth value, or null, of several: and, or, some, every, in. Start from {0}. */
struct feel_truth {
    bool decided; /* nothing that follows can change it */
    bool yes, no, unknown;
    const struct feel_cause *doubt;
};

/* feel_truth_and, feel_truth_or - take one more. feel_truth_value - what they give together. */
void feel_truth_and(struct feel_truth *truth, const struct feel_value *value);
void feel_truth_or(struct feel_truth *truth, const struct feel_value *value);
void feel_truth_value(struct feel_evaluation *evaluation, const struct feel_node *at,
                      const struct feel_truth *truth, bool conjunction, struct feel_value *ret);

/* Values that are gathered into a list. Start from {0}. feel_gather returns false when a limit was
 * passed. feel_gathered - the list. */
struct feel_gathering {
    struct feel_value *items;
    size_t count, capacity;
    struct feel_extent extent;
};
bool feel_gather(struct feel_evaluation *evaluation, struct feel_gathering *gathering,
                 const struct feel_value *value);
void feel_gathered(struct feel_evaluation *evaluation, const struct feel_gathering *gathering,
                   struct feel_value *ret);

/* feel_invoke - a function value with its arguments, by position or by name. */
void feel_invoke(struct feel_evaluation *evaluation, const struct feel_node *at,
                 const struct feel_value *function, const struct feel_value *arguments,
                 const struct str *names, size_t count, struct feel_value *ret);

#endif
