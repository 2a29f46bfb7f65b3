/* feel_node.c - trees, one node at a time, with the type that follows from their parts. */
#include "feel_syntax.h"

#include "feel_builtin.h"

static const struct feel_type *type_of(const struct feel_node *node)
{
    return node == NULL ? feel_type_simple(FEEL_ANY) : node->type;
}

static struct feel_node *node_new(struct arena *arena, enum feel_node_kind kind,
                                  const struct feel_type *type)
{
    struct feel_node *node = arena_alloc(arena, sizeof *node);
    node->kind = (uint8_t)kind;
    node->depth = 1;
    node->type = type;
    return node;
}

/* A part of a node: how deep it is, whether it uses `?`, and, of the first, where it stands. */
static void take_part(struct feel_node *node, const struct feel_node *part)
{
    if (part == NULL) {
        return;
    }
    node->depth = part->depth >= node->depth ? part->depth + 1 : node->depth;
    node->uses_input = node->uses_input || part->uses_input;
    node->defines = node->defines || part->defines;
    if (node->line == 0) {
        node->line = part->line;
        node->column = part->column;
    }
}

/* What is too deep is not kept: whoever evaluates or walks a tree may recurse. */
static struct feel_node *finish(struct arena *arena, struct feel_node *node)
{
    if (node->depth <= FEEL_DEPTH_MAX) {
        return node;
    }
    static const struct feel_cause too_deep = {.code = FEEL_CAUSE_LIMIT};
    return feel_node_constant(arena, feel_null(&too_deep));
}

static const struct feel_node *const *take_parts(struct arena *arena, struct feel_node *node,
                                                 const struct feel_node *const *items,
                                                 uint32_t count)
{
    const struct feel_node **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (uint32_t i = 0; i < count; i++) {
        copy[i] = items[i];
        take_part(node, items[i]);
    }
    node->items = copy;
    node->count = count;
    return copy;
}

/* What the types have in common: one of them, or Any. */
static const struct feel_type *common_type(const struct feel_type *a, const struct feel_type *b)
{
    if (a->kind == FEEL_NULL || (feel_type_conforms(a, b) && b->kind != FEEL_NULL)) {
        return b;
    }
    return feel_type_conforms(b, a) ? a : feel_type_simple(FEEL_ANY);
}

/* ---- leaves ---- */

static const struct feel_type *type_of_value(struct arena *arena, const struct feel_value *value)
{
    if (value->kind == FEEL_RANGE) {
        const struct feel_value *end =
            value->range->low.kind != FEEL_NULL ? &value->range->low : &value->range->high;
        return feel_type_range(arena, feel_type_simple(end->kind));
    }
    return feel_type_simple(value->kind);
}

struct feel_node *feel_node_constant(struct arena *arena, struct feel_value value)
{
    struct feel_node *node = node_new(arena, FEEL_NODE_CONSTANT, type_of_value(arena, &value));
    node->constant = value;
    return node;
}

/* The name as `scope` and those around it have it; frames: from here to where it is used. */
static struct feel_node *resolve(struct arena *arena, const struct feel_scope *scope,
                                 struct str name, uint32_t frames)
{
    for (; scope != NULL; scope = scope->outer, frames++) {
        for (uint32_t i = scope->count; i-- > 0;) {
            if (str_eq(scope->names[i].name, name)) {
                struct feel_node *node = node_new(arena, FEEL_NODE_NAME, scope->names[i].type);
                node->name = scope->names[i].name;
                node->frames = frames;
                node->slot = i;
                node->uses_input = str_eq(name, STR("?"));
                *scope->partial = *scope->partial || str_eq(name, STR("partial"));
                return node;
            }
        }
        const struct feel_type *item =
            scope->kind == FEEL_SCOPE_FILTER && scope->count > 0 ? scope->names[0].type : NULL;
        if (item == NULL || (item->kind != FEEL_ANY && item->kind != FEEL_CONTEXT)) {
            continue;
        }
        const struct feel_type *field = feel_type_field(item, name);
        struct feel_node *otherwise = resolve(arena, scope->outer, name, frames + 1);
        if (field == NULL && otherwise->kind == FEEL_NODE_BUILTIN) {
            return otherwise;
        }
        struct feel_node *node =
            node_new(arena, FEEL_NODE_ITEM_NAME, field ? field : feel_type_simple(FEEL_ANY));
        node->name = name;
        node->frames = frames;
        node->otherwise = otherwise;
        node->uses_input = otherwise->uses_input;
        take_part(node, otherwise);
        return finish(arena, node);
    }
    const struct feel_builtin *builtin = feel_builtin_find(name);
    struct feel_node *node = node_new(arena, builtin ? FEEL_NODE_BUILTIN : FEEL_NODE_UNKNOWN,
                                      feel_type_simple(builtin ? FEEL_FUNCTION : FEEL_ANY));
    node->name = name;
    node->builtin = builtin;
    return node;
}

struct feel_node *feel_node_name(struct arena *arena, const struct feel_scope *scope,
                                 struct str name)
{
    struct feel_node *node = resolve(arena, scope, feel_name_normal(arena, name), 0);
    node->scope = scope;
    return node;
}

/* ---- operators ---- */

static const struct feel_type *sum_type(enum feel_node_kind kind, enum feel_kind a,
                                        enum feel_kind b)
{
    bool duration = b == FEEL_DAYS_DURATION || b == FEEL_MONTHS_DURATION;
    bool moment =
        a == FEEL_DATE || a == FEEL_DATE_TIME || (a == FEEL_TIME && b != FEEL_MONTHS_DURATION);
    if (a == b && (a == FEEL_NUMBER || duration || (a == FEEL_STRING && kind == FEEL_NODE_ADD))) {
        return feel_type_simple(a);
    }
    if (moment && duration) {
        return feel_type_simple(a);
    }
    if (kind == FEEL_NODE_SUBTRACT && moment && a == b) {
        return feel_type_simple(FEEL_DAYS_DURATION);
    }
    bool second = b == FEEL_DATE || b == FEEL_DATE_TIME || b == FEEL_TIME;
    bool first = a == FEEL_DAYS_DURATION || a == FEEL_MONTHS_DURATION;
    return kind == FEEL_NODE_ADD && first && second ? feel_type_simple(b)
                                                    : feel_type_simple(FEEL_ANY);
}

static const struct feel_type *product_type(enum feel_node_kind kind, enum feel_kind a,
                                            enum feel_kind b)
{
    bool duration = a == FEEL_DAYS_DURATION || a == FEEL_MONTHS_DURATION;
    if (a == FEEL_NUMBER && b == FEEL_NUMBER) {
        return feel_type_simple(FEEL_NUMBER);
    }
    if (duration && b == FEEL_NUMBER) {
        return feel_type_simple(a);
    }
    if (duration && a == b && kind == FEEL_NODE_DIVIDE) {
        return feel_type_simple(FEEL_NUMBER);
    }
    bool second = b == FEEL_DAYS_DURATION || b == FEEL_MONTHS_DURATION;
    return a == FEEL_NUMBER && second && kind == FEEL_NODE_MULTIPLY ? feel_type_simple(b)
                                                                    : feel_type_simple(FEEL_ANY);
}

struct feel_node *feel_node_unary(struct arena *arena, enum feel_node_kind kind,
                                  const struct feel_node *operand)
{
    struct feel_node *node = node_new(arena, kind, type_of(operand));
    node->left = operand;
    take_part(node, operand);
    return finish(arena, node);
}

struct feel_node *feel_node_binary(struct arena *arena, enum feel_node_kind kind,
                                   const struct feel_node *left, const struct feel_node *right)
{
    enum feel_kind a = type_of(left)->kind, b = type_of(right)->kind;
    const struct feel_type *type = feel_type_simple(FEEL_BOOLEAN);
    if (kind == FEEL_NODE_ADD || kind == FEEL_NODE_SUBTRACT) {
        type = sum_type(kind, a, b);
    } else if (kind == FEEL_NODE_MULTIPLY || kind == FEEL_NODE_DIVIDE) {
        type = product_type(kind, a, b);
    } else if (kind == FEEL_NODE_POWER) {
        type = feel_type_simple(FEEL_NUMBER);
    }
    struct feel_node *node = node_new(arena, kind, type);
    node->left = left;
    node->right = right;
    take_part(node, left);
    take_part(node, right);
    return finish(arena, node);
}

/* A list of constants is one. */
static struct feel_node *fold_list(struct arena *arena, struct feel_node *list)
{
    struct feel_value *values = arena_alloc(arena, (list->count + 1) * sizeof *values);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind != FEEL_NODE_CONSTANT || list->items[i]->constant.cause != NULL) {
            return list;
        }
        values[i] = list->items[i]->constant;
    }
    struct feel_node *node = feel_node_constant(arena, feel_list_of(arena, values, list->count));
    node->type = list->type;
    node->line = list->line;
    node->column = list->column;
    return node;
}

struct feel_node *feel_node_many(struct arena *arena, enum feel_node_kind kind,
                                 const struct feel_node *const *items, uint32_t count)
{
    struct feel_node *node = node_new(arena, kind, feel_type_simple(FEEL_BOOLEAN));
    take_parts(arena, node, items, count);
    if (kind == FEEL_NODE_IF && count == 3) {
        node->type = common_type(type_of(items[1]), type_of(items[2]));
    } else if (kind == FEEL_NODE_LIST) {
        const struct feel_type *element =
            count > 0 ? type_of(items[0]) : feel_type_simple(FEEL_ANY);
        for (uint32_t i = 1; i < count; i++) {
            element = common_type(element, type_of(items[i]));
        }
        node->type = feel_type_list(arena, element);
        return finish(arena, fold_list(arena, node));
    }
    return finish(arena, node);
}

struct feel_node *feel_node_test(struct arena *arena, enum feel_node_kind operation,
                                 const struct feel_node *value)
{
    struct feel_node *node = node_new(arena, FEEL_NODE_TEST, feel_type_simple(FEEL_ANY));
    node->test = (uint8_t)operation;
    node->left = value;
    take_part(node, value);
    return finish(arena, node);
}

struct feel_node *feel_node_in(struct arena *arena, enum feel_node_kind kind,
                               const struct feel_node *value, const struct feel_node *const *tests,
                               uint32_t count)
{
    struct feel_node *node = node_new(arena, kind, feel_type_simple(FEEL_BOOLEAN));
    node->left = value;
    take_part(node, value);
    take_parts(arena, node, tests, count);
    return finish(arena, node);
}

/* ---- what has a scope ---- */

const struct feel_type *feel_item_type(const struct feel_node *node)
{
    const struct feel_type *type = type_of(node);
    return type->kind == FEEL_LIST || type->kind == FEEL_RANGE ? type->element : type;
}

struct feel_node *feel_node_loop(struct arena *arena, enum feel_node_kind kind,
                                 const struct feel_scope *scope,
                                 const struct feel_iterator *iterators, uint32_t count,
                                 const struct feel_node *body)
{
    struct feel_node *node = node_new(arena, kind, feel_type_simple(FEEL_BOOLEAN));
    if (kind == FEEL_NODE_FOR) {
        node->type = feel_type_list(arena, type_of(body));
    }
    struct feel_iterator *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (uint32_t i = 0; i < count; i++) {
        copy[i] = iterators[i];
        take_part(node, copy[i].in);
        take_part(node, copy[i].to);
    }
    node->iterators = copy;
    node->count = count;
    node->scope = scope;
    node->left = body;
    take_part(node, body);
    return finish(arena, node);
}

struct feel_node *feel_node_context(struct arena *arena, const struct feel_scope *scope,
                                    const struct feel_node *const *values, uint32_t count,
                                    const struct feel_node *result)
{
    struct feel_field *fields = arena_alloc(arena, (count + 1) * sizeof *fields);
    for (uint32_t i = 0; i < count && i < scope->count; i++) {
        fields[i] = (struct feel_field){scope->names[i].name, type_of(values[i])};
    }
    struct feel_type *type = feel_type_context(arena, fields, count);
    struct feel_node *node = node_new(arena, FEEL_NODE_CONTEXT, result ? result->type : type);
    take_parts(arena, node, values, count);
    node->scope = scope;
    node->left = result;
    take_part(node, result);
    return finish(arena, node);
}

struct feel_node *feel_node_filter(struct arena *arena, const struct feel_scope *scope,
                                   const struct feel_node *list, const struct feel_node *condition)
{
    const struct feel_type *type = feel_type_simple(FEEL_ANY), *item = feel_item_type(list);
    if (condition != NULL && condition->type->kind == FEEL_NUMBER) {
        type = item;
    } else if (condition != NULL && condition->type->kind == FEEL_BOOLEAN) {
        type = feel_type_list(arena, item);
    }
    struct feel_node *node = node_new(arena, FEEL_NODE_FILTER, type);
    node->scope = scope;
    node->left = list;
    node->right = condition;
    take_part(node, list);
    take_part(node, condition);
    return finish(arena, node);
}

struct feel_node *feel_node_function(struct arena *arena, struct feel_scope *scope,
                                     const struct feel_node *body, const struct feel_type *result)
{
    struct feel_field *parameters = arena_alloc(arena, (scope->count + 1) * sizeof *parameters);
    for (uint32_t i = 0; i < scope->count; i++) {
        parameters[i] = (struct feel_field){scope->names[i].name, scope->names[i].type};
    }
    for (const struct feel_scope *outer = scope->outer; outer != NULL; outer = outer->outer) {
        *outer->captured = true;
    }
    struct feel_type *type =
        feel_type_function(arena, parameters, scope->count, result ? result : type_of(body));
    struct feel_node *node = node_new(arena, FEEL_NODE_FUNCTION, type);
    node->scope = scope;
    node->left = body;
    node->target = result;
    node->defines = true;
    take_part(node, body);
    return finish(arena, node);
}

/* ---- the rest ---- */

struct feel_node *feel_node_range(struct arena *arena, const struct feel_node *low,
                                  bool low_included, const struct feel_node *high,
                                  bool high_included)
{
    struct feel_node *node = node_new(arena, FEEL_NODE_RANGE, NULL);
    node->type = feel_type_range(arena, type_of(low != NULL ? low : high));
    node->left = low;
    node->right = high;
    node->low_included = low_included;
    node->high_included = high_included;
    take_part(node, low);
    take_part(node, high);
    return finish(arena, node);
}

/* What a value that is no context has by name: of a date, its year. */
static const struct feel_type *property_type(const struct feel_type *of, struct str name)
{
    if (of->kind == FEEL_RANGE) {
        bool included = str_ends(name, STR("included"));
        return included ? feel_type_simple(FEEL_BOOLEAN) : of->element;
    }
    if (str_eq(name, STR("time offset"))) {
        return feel_type_simple(FEEL_DAYS_DURATION);
    }
    if (str_eq(name, STR("timezone"))) {
        return feel_type_simple(FEEL_STRING);
    }
    bool moment = of->kind >= FEEL_DATE && of->kind <= FEEL_MONTHS_DURATION;
    return feel_type_simple(moment ? FEEL_NUMBER : FEEL_ANY);
}

struct feel_node *feel_node_path(struct arena *arena, const struct feel_node *from, struct str name)
{
    struct str normal = feel_name_normal(arena, name);
    const struct feel_type *of = type_of(from), *item = feel_item_type(from), *type = NULL;
    if (of->kind == FEEL_LIST) {
        type = feel_type_field(item, normal);
        type = type == NULL ? feel_type_simple(FEEL_ANY) : feel_type_list(arena, type);
    } else {
        type = feel_type_field(of, normal);
        type = type == NULL ? property_type(of, normal) : type;
    }
    struct feel_node *node = node_new(arena, FEEL_NODE_PATH, type);
    node->left = from;
    node->name = normal;
    take_part(node, from);
    return finish(arena, node);
}

static const struct feel_type *builtin_type(struct arena *arena, const struct feel_builtin *builtin,
                                            const struct feel_node *first)
{
    if (builtin->result != FEEL_LIST) {
        return feel_type_simple(builtin->result);
    }
    bool list = first != NULL && first->type->kind == FEEL_LIST && builtin->count > 0 &&
                (builtin->parameters[0].accepts & FEEL_BIT(FEEL_LIST)) != 0 &&
                !str_eq(builtin->name, STR("flatten")) && !str_eq(builtin->name, STR("index of"));
    return list ? first->type : feel_type_list(arena, feel_type_simple(FEEL_ANY));
}

static struct feel_node *call_builtin(struct arena *arena, const struct feel_node *function,
                                      const struct feel_node *const *arguments,
                                      const struct str *names, uint32_t count)
{
    int order[FEEL_PARAMETERS_MAX];
    const struct feel_builtin *builtin =
        feel_builtin_arrange(function->builtin, names, count, order);
    if (builtin == NULL) {
        return NULL;
    }
    struct feel_node *node = node_new(arena, FEEL_NODE_CALL_BUILTIN, NULL);
    const struct feel_node *ordered[FEEL_PARAMETERS_MAX] = {NULL};
    uint32_t parameters = builtin->count;
    for (uint32_t i = 0; i < parameters; i++) {
        ordered[i] = order[i] < 0 ? NULL : arguments[order[i]];
        uint32_t from = order[i] < 0 ? count : (uint32_t)order[i];
        uint8_t flags = builtin->parameters[i].flags;
        if (names == NULL && from < count &&
            ((flags & FEEL_REST) != 0 || ((flags & FEEL_VARIADIC) != 0 && from + 1 < count))) {
            ordered[i] = feel_node_many(arena, FEEL_NODE_LIST, arguments + from, count - from);
        }
    }
    take_parts(arena, node, ordered, parameters);
    node->builtin = builtin;
    node->type = builtin_type(arena, builtin, ordered[0]);
    node->name = builtin->name;
    return node;
}

struct feel_node *feel_node_call(struct arena *arena, const struct feel_node *function,
                                 const struct feel_node *const *arguments, const struct str *names,
                                 uint32_t count)
{
    struct feel_node *node = NULL;
    bool no_function =
        (function->kind == FEEL_NODE_NAME || function->kind == FEEL_NODE_ITEM_NAME) &&
        function->type->kind != FEEL_FUNCTION && function->type->kind != FEEL_ANY;
    const struct feel_builtin *builtin = no_function ? feel_builtin_find(function->name) : NULL;
    if (builtin != NULL) { /* `date("…")` where there is a date called date */
        struct feel_node *called =
            node_new(arena, FEEL_NODE_BUILTIN, feel_type_simple(FEEL_FUNCTION));
        called->name = function->name;
        called->builtin = builtin;
        called->line = function->line;
        called->column = function->column;
        function = called;
    }
    if (function->kind == FEEL_NODE_BUILTIN) {
        node = call_builtin(arena, function, arguments, names, count);
    }
    if (node == NULL) {
        const struct feel_type *type = type_of(function);
        node = node_new(arena, FEEL_NODE_CALL,
                        type->kind == FEEL_FUNCTION && type->result ? type->result
                                                                    : feel_type_simple(FEEL_ANY));
        node->left = function;
        take_part(node, function);
        take_parts(arena, node, arguments, count);
        if (names != NULL) {
            struct str *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
            for (uint32_t i = 0; i < count; i++) {
                copy[i] = feel_name_normal(arena, names[i]);
            }
            node->names = copy;
        }
    }
    node->line = function->line != 0 ? function->line : node->line;
    node->column = function->line != 0 ? function->column : node->column;
    return finish(arena, node);
}

struct feel_node *feel_node_instance_of(struct arena *arena, const struct feel_node *value,
                                        const struct feel_type *target)
{
    struct feel_node *node = node_new(arena, FEEL_NODE_INSTANCE_OF, feel_type_simple(FEEL_BOOLEAN));
    node->left = value;
    node->target = target;
    take_part(node, value);
    return finish(arena, node);
}

struct feel_node *feel_node_conform(struct arena *arena, const struct feel_node *value,
                                    const struct feel_type *target)
{
    struct feel_node *node = node_new(arena, FEEL_NODE_CONFORM, target);
    node->left = value;
    node->target = target;
    take_part(node, value);
    return finish(arena, node);
}

struct feel_node *feel_node_of_program(struct arena *arena, feel_node_native *native,
                                       const void *context, const struct feel_type *type)
{
    struct feel_node *node = node_new(arena, FEEL_NODE_NATIVE, type);
    node->native = native;
    node->context = context;
    return node;
}
