/* feel_evaluate.c - the value of a tree. Each kind of node is one case; those that need more than
 * a few lines are in feel_operator.c, feel_loop.c and feel_invoke.c. */
#include "feel_machine.h"

const struct feel_limits feel_limits = {1000000, 1500, (size_t)16 * 1024 * 1024};

enum { STEPS_DEFAULT = 100000000, DEPTH_DEFAULT = 2000, MEMORY_DEFAULT = 64 * 1024 * 1024 };

static const struct feel_cause limit_passed = {.code = FEEL_CAUSE_LIMIT};

/* ---- limits ---- */

void feel_stop(struct feel_evaluation *e, struct feel_value *ret)
{
    e->stopped = true;
    *ret = feel_null(&limit_passed);
}

void *feel_take(struct feel_evaluation *e, size_t size)
{
    size_t used = e->arena->total - e->memory_begin;
    if (size > e->limits.memory_max || used > e->limits.memory_max - size) {
        e->stopped = true;
        return NULL;
    }
    return arena_alloc(e->arena, size);
}

bool feel_step(struct feel_evaluation *e, const struct feel_node *at, struct feel_value *ret)
{
    (void)at;
    if (e->stopped || ++e->steps > e->limits.steps_max) {
        feel_stop(e, ret);
        return false;
    }
    return true;
}

void feel_fail(struct feel_evaluation *e, const struct feel_node *at, enum feel_cause_code code,
               struct str about, const struct feel_cause *because, struct feel_value *ret)
{
    struct feel_cause *cause = feel_take(e, sizeof *cause);
    if (cause == NULL) {
        feel_stop(e, ret);
        return;
    }
    *cause = (struct feel_cause){.code = code, .about = about, .because = because};
    if (at != NULL) {
        cause->line = at->line;
        cause->column = at->column;
        cause->text = at->text;
    }
    *ret = feel_null(cause);
}

void feel_lost(struct feel_evaluation *e, const struct feel_node *at, enum feel_cause_code code,
               const struct feel_value *a, const struct feel_value *b, struct feel_value *ret)
{
    if (a->kind == FEEL_NULL && a->cause != NULL) {
        *ret = feel_null(a->cause);
    } else if (b != NULL && b->kind == FEEL_NULL && b->cause != NULL) {
        *ret = feel_null(b->cause);
    } else {
        feel_fail(e, at, code, STR(""), NULL, ret);
    }
}

/* ---- truth ---- */

static void take_doubt(struct feel_truth *truth, const struct feel_value *value)
{
    if (truth->doubt == NULL) {
        truth->doubt = value->cause;
    }
}

void feel_truth_and(struct feel_truth *truth, const struct feel_value *value)
{
    take_doubt(truth, value);
    if (value->kind != FEEL_BOOLEAN) {
        truth->unknown = true;
    } else if (value->boolean) {
        truth->yes = true;
    } else {
        truth->no = true;
        truth->decided = value->cause == NULL;
    }
}

void feel_truth_or(struct feel_truth *truth, const struct feel_value *value)
{
    take_doubt(truth, value);
    if (value->kind != FEEL_BOOLEAN) {
        truth->unknown = true;
    } else if (!value->boolean) {
        truth->no = true;
    } else {
        truth->yes = true;
        truth->decided = value->cause == NULL;
    }
}

void feel_truth_value(struct feel_evaluation *e, const struct feel_node *at,
                      const struct feel_truth *truth, bool conjunction, struct feel_value *ret)
{
    bool settled = conjunction ? truth->no : truth->yes;
    if (truth->unknown && !settled) {
        if (truth->doubt != NULL) {
            *ret = feel_null(truth->doubt);
        } else {
            feel_fail(e, at, FEEL_CAUSE_WRONG_TYPE, STR(""), NULL, ret);
        }
        return;
    }
    *ret = feel_boolean(conjunction ? !settled : settled);
    ret->cause = truth->decided ? NULL : truth->doubt;
}

static void evaluate_junction(struct feel_evaluation *e, const struct feel_node *node,
                              const struct feel_frame *frame, struct feel_value *ret)
{
    bool conjunction = node->kind == FEEL_NODE_AND;
    struct feel_truth truth = {0};
    struct feel_value item;
    for (uint32_t i = 0; i < node->count && !truth.decided; i++) {
        feel_operand(e, node->items[i], frame, &item);
        if (conjunction) {
            feel_truth_and(&truth, &item);
        } else {
            feel_truth_or(&truth, &item);
        }
    }
    feel_truth_value(e, node, &truth, conjunction, ret);
}

/* ---- names ---- */

/* What the caller gave, and did not know. */
static void not_known(struct feel_evaluation *e, const struct feel_node *node,
                      struct feel_value *ret)
{
    feel_fail(e, node, FEEL_CAUSE_NOT_KNOWN, node->name, NULL, ret);
}

void feel_evaluate_name(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret)
{
    for (uint32_t i = node->frames; i > 0; i--) {
        if (frame->outer == NULL) { /* allowed values stand alone: no scope is around them */
            feel_fail(e, node, FEEL_CAUSE_MISSING_NAME, node->name, NULL, ret);
            return;
        }
        frame = frame->outer;
    }
    *ret = frame->slots[node->slot];
    if (ret->kind == FEEL_NULL && ret->cause == NULL && frame->outer == NULL) {
        not_known(e, node, ret);
    }
}

static void evaluate_item_name(struct feel_evaluation *e, const struct feel_node *node,
                               const struct feel_frame *frame, struct feel_value *ret)
{
    const struct feel_frame *filter = frame;
    for (uint32_t i = node->frames; i > 0; i--) {
        filter = filter->outer;
    }
    const struct feel_value *item = &filter->slots[0];
    const struct feel_value *entry =
        item->kind == FEEL_CONTEXT ? feel_context_get(item->context, node->name) : NULL;
    if (entry == NULL) {
        feel_evaluate_node(e, node->otherwise, frame, ret);
        return;
    }
    *ret = *entry;
    if (ret->kind == FEEL_NULL && ret->cause == NULL) {
        not_known(e, node, ret);
    }
}

/* ---- comparisons ---- */

static bool literal_null(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_CONSTANT && node->constant.kind == FEEL_NULL &&
           node->constant.cause == NULL;
}

static void evaluate_comparison(struct feel_evaluation *e, const struct feel_node *node,
                                const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value left, right;
    const struct feel_value *a = feel_see(e, node->left, frame, &left);
    const struct feel_value *b = feel_see(e, node->right, frame, &right);
    feel_charge(e, a);
    int holds = feel_relate(node->kind, a, b);
    if (holds < 0) {
        feel_lost(e, node, FEEL_CAUSE_NOT_COMPARABLE, a, b, ret);
        return;
    }
    ret->kind = FEEL_BOOLEAN;
    ret->boolean = holds > 0;
    ret->cause = a->cause != NULL ? a->cause : b->cause;
    if (ret->cause == NULL && a->kind >= FEEL_LIST) {
        ret->cause = feel_doubt(a);
        ret->cause = ret->cause != NULL ? ret->cause : feel_doubt(b);
    }
    if (ret->cause != NULL && (literal_null(node->left) || literal_null(node->right)) &&
        (a->kind == FEEL_NULL && b->kind == FEEL_NULL)) {
        ret->cause = NULL; /* whether it is known was the question */
    }
}

static void evaluate_between(struct feel_evaluation *e, const struct feel_node *node,
                             const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value value, low, high;
    feel_operand(e, node->items[0], frame, &value);
    feel_operand(e, node->items[1], frame, &low);
    feel_operand(e, node->items[2], frame, &high);
    int above = feel_relate(FEEL_NODE_GREATER_OR_EQUAL, &value, &low);
    int below = feel_relate(FEEL_NODE_LESS_OR_EQUAL, &value, &high);
    if (above < 0 || below < 0) {
        feel_lost(e, node, FEEL_CAUSE_NOT_COMPARABLE, &value, above < 0 ? &low : &high, ret);
        return;
    }
    *ret = feel_boolean(above && below);
    ret->cause = value.cause ? value.cause : low.cause ? low.cause : high.cause;
}

/* ---- values of parts ---- */

static void evaluate_arithmetic(struct feel_evaluation *e, const struct feel_node *node,
                                const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value left, right = {.kind = FEEL_NULL};
    const struct feel_value *a = feel_see(e, node->left, frame, &left), *b = &right;
    if (node->right != NULL) {
        b = feel_see(e, node->right, frame, &right);
    }
    feel_arithmetic(e, node, a, b, ret);
}

static void evaluate_if(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value condition;
    feel_operand(e, node->items[0], frame, &condition);
    bool holds = condition.kind == FEEL_BOOLEAN && condition.boolean;
    const struct feel_cause *doubt = condition.cause;
    if (condition.kind != FEEL_BOOLEAN) {
        feel_lost(e, node->items[0], FEEL_CAUSE_WRONG_TYPE, &condition, NULL, ret);
        if (condition.kind != FEEL_NULL && node->boxed) {
            return;
        }
        doubt = ret->cause;
    }
    feel_operand(e, holds ? node->items[1] : node->items[2], frame, ret);
    ret->cause = ret->cause != NULL ? ret->cause : doubt;
}

static void evaluate_list(struct feel_evaluation *e, const struct feel_node *node,
                          const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_gathering items = {0};
    for (uint32_t i = 0; i < node->count; i++) {
        struct feel_value item;
        feel_operand(e, node->items[i], frame, &item);
        if (!feel_gather(e, &items, &item)) {
            feel_stop(e, ret);
            return;
        }
    }
    feel_gathered(e, &items, ret);
}

static void evaluate_context(struct feel_evaluation *e, const struct feel_node *node,
                             const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_context *context = feel_take(e, sizeof *context);
    struct feel_value *values = feel_take(e, (node->count + 1) * sizeof *values);
    struct str *names = feel_take(e, (node->count + 1) * sizeof *names);
    struct feel_frame *inner = feel_take(e, sizeof *inner);
    if (context == NULL || values == NULL || names == NULL || inner == NULL) {
        feel_stop(e, ret);
        return;
    }
    *inner = (struct feel_frame){frame, values};
    struct feel_extent extent = {1, 1};
    for (uint32_t i = 0; i < node->count; i++) {
        struct feel_value value;
        feel_operand(e, node->items[i], inner, &value);
        values[i] = value;
        names[i] = node->scope->names[i].name;
        if (!feel_extent_add(&extent, &value)) {
            feel_stop(e, ret);
            return;
        }
    }
    if (node->left != NULL) {
        feel_operand(e, node->left, inner, ret);
        return;
    }
    *context = (struct feel_context){node->count, names, values, extent};
    *ret = (struct feel_value){.kind = FEEL_CONTEXT, .context = context};
}

static bool orderable(const struct feel_value *value)
{
    return value->kind >= FEEL_NUMBER && value->kind <= FEEL_MONTHS_DURATION;
}

static void evaluate_range(struct feel_evaluation *e, const struct feel_node *node,
                           const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_range range = {.low_included = node->low_included,
                               .high_included = node->high_included,
                               .comparison = node->test,
                               .extent = {1, 1}};
    if (node->left != NULL) {
        feel_operand(e, node->left, frame, &range.low);
    }
    if (node->right != NULL) {
        feel_operand(e, node->right, frame, &range.high);
    }
    bool equality = node->test == FEEL_NODE_EQUAL || node->test == FEEL_NODE_NOT_EQUAL;
    if (equality) { /* the tree has it once: it is both ends */
        range.high = range.low;
    }
    bool fits = equality || ((orderable(&range.low) || range.low.kind == FEEL_NULL) &&
                             (orderable(&range.high) || range.high.kind == FEEL_NULL));
    if (range.low.kind != FEEL_NULL && range.high.kind != FEEL_NULL) {
        fits = fits && range.low.kind == range.high.kind;
    }
    struct feel_range *kept = feel_take(e, sizeof *kept);
    if (kept == NULL || !feel_extent_add(&range.extent, &range.low) ||
        !feel_extent_add(&range.extent, &range.high)) {
        feel_stop(e, ret);
    } else if (!fits) {
        feel_lost(e, node, FEEL_CAUSE_WRONG_TYPE, &range.low, &range.high, ret);
    } else {
        *kept = range;
        *ret = (struct feel_value){.kind = FEEL_RANGE, .range = kept};
        ret->cause = range.low.cause != NULL ? range.low.cause : range.high.cause;
    }
}

static void evaluate_instance_of(struct feel_evaluation *e, const struct feel_node *node,
                                 const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value value;
    if (node->target->kind >= FEEL_LIST && node->target == feel_type_simple(node->target->kind) &&
        node->target->kind != FEEL_ANY) { /* `list` alone is no type: of what? */
        feel_fail(e, node, FEEL_CAUSE_WRONG_TYPE, STR(""), NULL, ret);
        return;
    }
    feel_operand(e, node->left, frame, &value);
    *ret = feel_boolean(feel_value_is(&value, node->target));
    ret->cause = feel_doubt(&value);
}

/* ---- the walk ---- */

static void evaluate_kind(struct feel_evaluation *e, const struct feel_node *node,
                          const struct feel_frame *frame, struct feel_value *ret)
{
    static feel_evaluator *const evaluators[FEEL_NODE_KINDS] = {
        [FEEL_NODE_NAME] = feel_evaluate_name,
        [FEEL_NODE_ITEM_NAME] = evaluate_item_name,
        [FEEL_NODE_BUILTIN] = feel_evaluate_function,
        [FEEL_NODE_NEGATE] = evaluate_arithmetic,
        [FEEL_NODE_ADD] = evaluate_arithmetic,
        [FEEL_NODE_SUBTRACT] = evaluate_arithmetic,
        [FEEL_NODE_MULTIPLY] = evaluate_arithmetic,
        [FEEL_NODE_DIVIDE] = evaluate_arithmetic,
        [FEEL_NODE_POWER] = evaluate_arithmetic,
        [FEEL_NODE_EQUAL] = evaluate_comparison,
        [FEEL_NODE_NOT_EQUAL] = evaluate_comparison,
        [FEEL_NODE_LESS] = evaluate_comparison,
        [FEEL_NODE_LESS_OR_EQUAL] = evaluate_comparison,
        [FEEL_NODE_GREATER] = evaluate_comparison,
        [FEEL_NODE_GREATER_OR_EQUAL] = evaluate_comparison,
        [FEEL_NODE_AND] = evaluate_junction,
        [FEEL_NODE_OR] = evaluate_junction,
        [FEEL_NODE_BETWEEN] = evaluate_between,
        [FEEL_NODE_IN] = feel_evaluate_in,
        [FEEL_NODE_NOT_IN] = feel_evaluate_in,
        [FEEL_NODE_IF] = evaluate_if,
        [FEEL_NODE_FOR] = feel_evaluate_for,
        [FEEL_NODE_SOME] = feel_evaluate_some,
        [FEEL_NODE_EVERY] = feel_evaluate_some,
        [FEEL_NODE_LIST] = evaluate_list,
        [FEEL_NODE_CONTEXT] = evaluate_context,
        [FEEL_NODE_RANGE] = evaluate_range,
        [FEEL_NODE_FILTER] = feel_evaluate_filter,
        [FEEL_NODE_PATH] = feel_evaluate_path,
        [FEEL_NODE_CALL] = feel_evaluate_call,
        [FEEL_NODE_CALL_BUILTIN] = feel_evaluate_call_builtin,
        [FEEL_NODE_FUNCTION] = feel_evaluate_function,
        [FEEL_NODE_INSTANCE_OF] = evaluate_instance_of,
    };
    switch (node->kind) {
    case FEEL_NODE_CONSTANT:
        *ret = node->constant;
        return;
    case FEEL_NODE_NATIVE:
        *ret = feel_null(NULL);
        node->native(node->context, e, frame, ret);
        return;
    case FEEL_NODE_CONFORM: {
        struct feel_value value;
        feel_operand(e, node->left, frame, &value);
        feel_conform(e, &value, node->target, ret);
        if (ret->kind == FEEL_NULL && value.kind != FEEL_NULL) {
            feel_fail(e, node, FEEL_CAUSE_CONFORMANCE, node->target->name, value.cause, ret);
        }
        return;
    }
    default:
        if (evaluators[node->kind] != NULL) {
            evaluators[node->kind](e, node, frame, ret);
        } else { /* a name of nothing, a test outside of `in` */
            feel_fail(e, node, FEEL_CAUSE_MISSING_NAME, node->name, NULL, ret);
        }
    }
}

void feel_evaluate_node(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret)
{
    if (e->stopped || ++e->steps > e->limits.steps_max || e->depth >= e->limits.depth_max) {
        feel_stop(e, ret);
        return;
    }
    e->depth++;
    evaluate_kind(e, node, frame, ret);
    e->depth--;
}

int feel_evaluate(struct feel_evaluation *e, const struct feel_node *node,
                  const struct feel_value *values, struct feel_value *ret, struct err *err)
{
    struct feel_frame local = {NULL, values}, *frame = &local;
    e->steps = 0;
    e->depth = 0;
    e->stopped = false;
    e->memory_begin = e->arena->total;
    e->limits.steps_max = e->limits.steps_max > 0 ? e->limits.steps_max : STEPS_DEFAULT;
    e->limits.depth_max = e->limits.depth_max > 0 ? e->limits.depth_max : DEPTH_DEFAULT;
    e->limits.memory_max = e->limits.memory_max > 0 ? e->limits.memory_max : MEMORY_DEFAULT;
    if (node->defines) { /* and a function may outlive this */
        frame = arena_alloc(e->arena, sizeof *frame);
        *frame = local;
    }
    feel_evaluate_node(e, node, frame, ret);
    if (!e->stopped) {
        return 0;
    }
    *ret = feel_null(&limit_passed);
    return err_set(
        err, ERR_LIMIT, "the expression took more than %llu steps, %u levels or %zu bytes",
        (unsigned long long)e->limits.steps_max, e->limits.depth_max, e->limits.memory_max);
}
