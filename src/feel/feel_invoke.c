/* feel_invoke.c - functions made and called; values made to conform to a type (DMN 1.5
 * §10.3.2.9.4, §10.3.2.11.4). */
#include "feel_machine.h"

enum { ARGUMENTS_FEW = 4 };

/* ---- conforming ---- */

static bool allowed(struct feel_evaluation *e, const struct feel_value *value,
                    const struct feel_type *type)
{
    if (type->allowed == NULL || value->kind == FEEL_NULL) {
        return true;
    }
    struct feel_value passes;
    struct feel_frame frame = {NULL, value};
    feel_evaluate_node(e, type->allowed, &frame, &passes);
    return passes.kind == FEEL_BOOLEAN && passes.boolean;
}

static bool conform(struct feel_evaluation *e, const struct feel_value *value,
                    const struct feel_type *type, unsigned nesting, struct feel_value *ret);

static bool conform_list(struct feel_evaluation *e, const struct feel_value *value,
                         const struct feel_type *type, unsigned nesting, struct feel_value *ret)
{
    struct feel_gathering items = {0};
    *ret = *value;
    if (type->element->kind == FEEL_ANY && type->element->allowed == NULL) {
        return true;
    }
    for (size_t i = 0; i < value->list->count; i++) {
        struct feel_value item;
        if (!feel_step(e, NULL, ret) ||
            !conform(e, &value->list->items[i], type->element, nesting + 1, &item) ||
            !feel_gather(e, &items, &item)) {
            return false;
        }
    }
    feel_gathered(e, &items, ret);
    ret->cause = value->cause;
    return true;
}

static bool conform_context(struct feel_evaluation *e, const struct feel_value *value,
                            const struct feel_type *type, unsigned nesting, struct feel_value *ret)
{
    const struct feel_context *from = value->context;
    struct feel_context *to = feel_take(e, sizeof *to);
    struct feel_value *values = feel_take(e, (from->count + 1) * sizeof *values);
    if (to == NULL || values == NULL) {
        return false;
    }
    *to = (struct feel_context){from->count, from->names, values, {1, 1}};
    for (size_t i = 0; i < from->count; i++) {
        const struct feel_type *field = feel_type_field(type, from->names[i]);
        values[i] = from->values[i];
        if ((field != NULL && !conform(e, &from->values[i], field, nesting + 1, &values[i])) ||
            !feel_extent_add(&to->extent, &values[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (feel_context_get(from, type->fields[i].name) == NULL) {
            return false;
        }
    }
    *ret = *value;
    ret->context = to;
    return true;
}

/* The conversions, tried when the kinds differ. */
static bool convert(struct feel_evaluation *e, const struct feel_value *value,
                    const struct feel_type *type, unsigned nesting, struct feel_value *ret)
{
    if (value->kind == FEEL_DATE && type->kind == FEEL_DATE_TIME) {
        *ret = *value;
        ret->kind = FEEL_DATE_TIME;
        ret->date_time = feel_date_time_of_date(value->date);
        return true;
    }
    if (value->kind == FEEL_LIST && value->list->count == 1) {
        /* one conversion, not one after another: [[10]] is no number */
        return value->list->items[0].kind == type->kind &&
               conform(e, &value->list->items[0], type, nesting + 1, ret);
    }
    if (type->kind == FEEL_LIST && value->kind != FEEL_LIST) {
        struct feel_value list;
        struct feel_gathering one = {0};
        if (!feel_gather(e, &one, value)) {
            return false;
        }
        feel_gathered(e, &one, &list);
        return conform(e, &list, type, nesting + 1, ret);
    }
    return false;
}

static bool conform(struct feel_evaluation *e, const struct feel_value *value,
                    const struct feel_type *type, unsigned nesting, struct feel_value *ret)
{
    if (nesting > FEEL_NESTING_MAX) {
        return false;
    }
    if (value->kind == FEEL_NULL) {
        *ret = *value;
        return true;
    }
    bool fits = true;
    if (type->kind == FEEL_ANY) {
        *ret = *value;
    } else if (value->kind != type->kind) {
        fits = convert(e, value, type, nesting, ret);
    } else if (value->kind == FEEL_LIST) {
        fits = conform_list(e, value, type, nesting, ret);
    } else if (value->kind == FEEL_CONTEXT && type->field_count > 0) {
        fits = conform_context(e, value, type, nesting, ret);
    } else {
        fits = feel_value_is(value, type);
        *ret = *value;
    }
    return fits && allowed(e, ret, type);
}

void feel_conform(struct feel_evaluation *e, const struct feel_value *value,
                  const struct feel_type *type, struct feel_value *ret)
{
    struct feel_value conforming;
    if (type->kind == FEEL_ANY && type->allowed == NULL) {
        *ret = *value;
    } else if (conform(e, value, type, 0, &conforming)) {
        *ret = conforming;
    } else {
        feel_fail(e, NULL, FEEL_CAUSE_CONFORMANCE, type->name, value->cause, ret);
    }
}

/* ---- functions ---- */

void feel_evaluate_function(struct feel_evaluation *e, const struct feel_node *node,
                            const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_function *function = feel_take(e, sizeof *function);
    if (function == NULL) {
        feel_stop(e, ret);
        return;
    }
    *function = (struct feel_function){.name = node->name, .type = node->type};
    if (node->kind == FEEL_NODE_BUILTIN) {
        function->builtin = node->builtin;
    } else {
        function->body = node;
        function->frame = frame;
    }
    *ret = (struct feel_value){.kind = FEEL_FUNCTION, .function = function};
}

/* The body, with the arguments in a frame of their own: one that lasts when a function in it may.
 * */
static void run_body(struct feel_evaluation *e, const struct feel_function *function,
                     const struct feel_value *arguments, struct feel_value *ret)
{
    const struct feel_node *definition = function->body;
    struct feel_frame local = {function->frame, arguments}, *frame = &local;
    uint32_t count = definition->scope->count;
    if (*definition->scope->captured) {
        struct feel_value *slots = feel_take(e, (count + 1) * sizeof *slots);
        frame = feel_take(e, sizeof *frame);
        if (slots == NULL || frame == NULL) {
            feel_stop(e, ret);
            return;
        }
        memcpy(slots, arguments, count * sizeof *slots);
        *frame = (struct feel_frame){function->frame, slots};
    }
    feel_evaluate_node(e, definition->left, frame, ret);
}

/* The index of the argument that a parameter gets; count: none. */
static size_t argument_of(struct str parameter, const struct str *names, size_t count, size_t at)
{
    if (names == NULL) {
        return at;
    }
    size_t k = 0;
    while (k < count && !str_eq(names[k], parameter)) {
        k++;
    }
    return k;
}

/* Each parameter's argument, made to conform. Those that are not named are null. False, and null
 * in *ret: they do not fit. */
static bool bind(struct feel_evaluation *e, const struct feel_node *at,
                 const struct feel_function *function, const struct feel_value *arguments,
                 const struct str *names, size_t count, struct feel_value *bound,
                 struct feel_value *ret)
{
    const struct feel_type *type = function->type;
    size_t used = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        size_t from = argument_of(type->fields[i].name, names, count, i);
        if (from >= count) {
            bound[i] = feel_null(NULL);
            continue;
        }
        used++;
        feel_conform(e, &arguments[from], type->fields[i].type, &bound[i]);
        if (bound[i].kind == FEEL_NULL && arguments[from].kind != FEEL_NULL) {
            feel_fail(e, at, FEEL_CAUSE_CONFORMANCE, type->fields[i].name, NULL, ret);
            return false;
        }
    }
    if (used != count || (names == NULL && count != type->field_count)) {
        feel_fail(e, at, FEEL_CAUSE_ARGUMENTS, function->name, NULL, ret);
        return false;
    }
    return true;
}

void feel_invoke(struct feel_evaluation *e, const struct feel_node *at,
                 const struct feel_value *value, const struct feel_value *arguments,
                 const struct str *names, size_t count, struct feel_value *ret)
{
    if (value->kind != FEEL_FUNCTION) {
        feel_lost(e, at, FEEL_CAUSE_WRONG_TYPE, value, NULL, ret);
        return;
    }
    const struct feel_function *function = value->function;
    if (function->builtin != NULL) {
        feel_builtin_call_with(e, at, function->builtin, arguments, names, count, ret);
        return;
    }
    struct feel_value few[ARGUMENTS_FEW], *bound = few;
    size_t parameters = function->type->field_count;
    if (parameters > ARGUMENTS_FEW && (bound = feel_take(e, parameters * sizeof *bound)) == NULL) {
        feel_stop(e, ret);
        return;
    }
    if (e->stopped || !bind(e, at, function, arguments, names, count, bound, ret)) {
        return;
    }
    if (function->body == NULL) {
        *ret = feel_null(NULL);
        function->native(function->context, e, bound, ret);
        return;
    }
    run_body(e, function, bound, ret);
    if (function->body->target != NULL) {
        struct feel_value result = *ret;
        feel_conform(e, &result, function->body->target, ret);
    }
}

void feel_call(struct feel_evaluation *e, const struct feel_value *function,
               const struct feel_value *arguments, size_t count, struct feel_value *ret)
{
    if (feel_step(e, NULL, ret)) {
        feel_invoke(e, NULL, function, arguments, NULL, count, ret);
    }
}

void feel_evaluate_call(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value function, few[ARGUMENTS_FEW], *arguments = few;
    feel_operand(e, node->left, frame, &function);
    if (node->count > ARGUMENTS_FEW &&
        (arguments = feel_take(e, node->count * sizeof *arguments)) == NULL) {
        feel_stop(e, ret);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        feel_operand(e, node->items[i], frame, &arguments[i]);
    }
    feel_invoke(e, node, &function, arguments, node->names, node->count, ret);
}

void feel_evaluate_call_builtin(struct feel_evaluation *e, const struct feel_node *node,
                                const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value arguments[FEEL_PARAMETERS_MAX] = {{.kind = FEEL_NULL}};
    uint32_t given = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->items[i] != NULL) {
            feel_operand(e, node->items[i], frame, &arguments[i]);
            given |= 1u << i;
        }
    }
    feel_builtin_run(e, node, node->builtin, arguments, given, ret);
}
