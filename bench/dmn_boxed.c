/* dmn_boxed.c - see dmn_boxed.h. Scopes are opened as FEEL's own parser opens them
 * (feel_syntax.h): a name is added after what stands before it was made. */
#include "dmn_boxed.h"
#include "dmn_types.h"

/* wrong - null in the place of what can't be read. */
static const struct feel_node *wrong(struct dmn_boxing *boxing, const char *message)
{
    struct feel_cause *cause = arena_alloc(boxing->arena, sizeof(*cause));
    cause->code = FEEL_CAUSE_CONVERSION;
    cause->about = arena_str(boxing->arena, str_of(message));
    boxing->nwrong++;
    return feel_node_constant(boxing->arena, feel_null(cause));
}

static const struct feel_node *null_node(struct dmn_boxing *boxing)
{
    return feel_node_constant(boxing->arena, feel_null(NULL));
}

/* is_external - does a function whose body is not FEEL stand in it? The parser leaves null there,
 * with "external" as what it is about. As deep as the tree. */
static bool is_external(const struct feel_node *node)
{
    if (!node) {
        return false;
    }
    if (node->kind == FEEL_NODE_CONSTANT && node->constant.cause &&
        str_eq(node->constant.cause->about, STR("external"))) {
        return true;
    }
    for (uint32_t at = 0; node->items && at < node->count; at++) {
        if (is_external(node->items[at])) {
            return true;
        }
    }
    return is_external(node->left) || is_external(node->right) || is_external(node->otherwise);
}

static const struct feel_node *text_node(struct dmn_boxing *boxing, struct str text, size_t line,
                                         const struct feel_scope *scope)
{
    struct feel_parse_options options = {
        .file = boxing->file, .line = line, .zones = boxing->zones};
    const struct feel_node *node = NULL;
    struct err err = {0};
    if (text.len == 0) {
        return null_node(boxing);
    }
    if (feel_parse(boxing->arena, text, scope, &options, &node, &err) != 0) {
        return wrong(boxing, err.message);
    }
    boxing->external |= str_find(text, STR("external")) >= 0 && is_external(node);
    return node;
}

static const struct feel_type *type_named(struct dmn_boxing *boxing, struct str type_ref)
{
    return dmn_type(boxing->arena, boxing->types, type_ref);
}

/* conforming - the node made to conform to a typeRef, where that says something. Some models give
 * a function the type of its result: that is left alone. */
static const struct feel_node *conforming(struct dmn_boxing *boxing, const struct feel_node *node,
                                          struct str type_ref)
{
    const struct feel_type *type = type_named(boxing, type_ref);
    bool of_result = node->kind == FEEL_NODE_FUNCTION && type->kind != FEEL_FUNCTION;
    return type->kind == FEEL_ANY || of_result ? node
                                               : feel_node_conform(boxing->arena, node, type);
}

/* Decision tables. */

/* tests_node - unary tests on a value of that type; NULL: any. */
static const struct feel_node *tests_node(struct dmn_boxing *boxing, struct str text,
                                          const struct feel_scope *scope,
                                          const struct feel_type *type)
{
    if (text.len == 0 || str_eq(text, STR("-"))) {
        return NULL;
    }
    struct feel_parse_options options = {.file = boxing->file, .zones = boxing->zones};
    struct feel_scope *inner = feel_scope_of_input(boxing->arena, scope, type);
    const struct feel_node *node = NULL;
    struct err err = {0};
    return feel_parse_unary_tests(boxing->arena, text, inner, &options, &node, &err) == 0
               ? node
               : wrong(boxing, err.message);
}

static struct decision_input *inputs_of(struct dmn_boxing *boxing, const struct dmn_table *table,
                                        size_t line, const struct feel_scope *scope)
{
    struct decision_input *inputs =
        arena_alloc(boxing->arena, (table->ninputs + 1) * sizeof(*inputs));
    for (size_t at = 0; at < table->ninputs; at++) {
        const struct dmn_input_clause *clause = &table->inputs[at];
        inputs[at].name = clause->expression.name;
        inputs[at].expression = text_node(boxing, clause->expression.name, line, scope);
        const struct feel_type *type = type_named(boxing, clause->expression.type);
        if (type->kind == FEEL_ANY) {
            type = inputs[at].expression->type;
        }
        inputs[at].values = tests_node(boxing, clause->values, scope, type);
    }
    return inputs;
}

static struct decision_output *outputs_of(struct dmn_boxing *boxing, const struct dmn_table *table,
                                          size_t line, const struct feel_scope *scope)
{
    struct decision_output *outputs =
        arena_alloc(boxing->arena, (table->noutputs + 1) * sizeof(*outputs));
    for (size_t at = 0; at < table->noutputs; at++) {
        const struct dmn_output_clause *clause = &table->outputs[at];
        const struct feel_type *type = type_named(boxing, clause->variable.type);
        outputs[at].name = clause->variable.name;
        outputs[at].type = type->kind == FEEL_ANY ? NULL : type;
        outputs[at].values = tests_node(boxing, clause->values, scope, type);
        if (clause->otherwise.len > 0) {
            outputs[at].otherwise = text_node(boxing, clause->otherwise, line, scope);
        }
    }
    return outputs;
}

static struct decision_rule *rules_of(struct dmn_boxing *boxing, const struct dmn_table *table,
                                      size_t line, const struct decision_input *inputs,
                                      const struct feel_scope *scope)
{
    struct decision_rule *rules = arena_alloc(boxing->arena, (table->nrules + 1) * sizeof(*rules));
    for (size_t at = 0; at < table->nrules; at++) {
        const struct feel_node **tests =
            arena_alloc(boxing->arena, (table->ninputs + 1) * sizeof(*tests));
        const struct feel_node **outputs =
            arena_alloc(boxing->arena, table->noutputs * sizeof(*outputs));
        for (size_t column = 0; column < table->ninputs; column++) {
            const struct feel_type *type =
                type_named(boxing, table->inputs[column].expression.type);
            if (type->kind == FEEL_ANY) {
                type = inputs[column].expression->type;
            }
            tests[column] = tests_node(boxing, table->rules[at].tests[column], scope, type);
        }
        for (size_t column = 0; column < table->noutputs; column++) {
            outputs[column] = text_node(boxing, table->rules[at].outputs[column], line, scope);
        }
        rules[at] = (struct decision_rule){tests, outputs, line};
    }
    return rules;
}

static const struct feel_node *table_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                          const struct feel_scope *scope)
{
    const struct dmn_table *table = boxed->table;
    if (table->invalid) {
        return wrong(boxing, "an invalid decision table");
    }
    struct decision_table *made = arena_alloc(boxing->arena, sizeof(*made));
    struct decision_input *inputs = inputs_of(boxing, table, boxed->line, scope);
    *made = (struct decision_table){.hit_policy = table->hit_policy,
                                    .collect = table->collect,
                                    .ninputs = table->ninputs,
                                    .noutputs = table->noutputs,
                                    .nrules = table->nrules,
                                    .inputs = inputs,
                                    .outputs = outputs_of(boxing, table, boxed->line, scope),
                                    .rules = rules_of(boxing, table, boxed->line, inputs, scope)};
    const struct feel_node *node = NULL;
    struct err err = {0};
    return decision_table_node(boxing->arena, made, &node, &err) == 0 ? node
                                                                      : wrong(boxing, err.message);
}

/* The other kinds. */

/* may_call_itself - is an entry of a context written as a function, and its name not another one's?
 * Then it is in scope in its own body, as in FEEL's contexts. */
static bool may_call_itself(struct dmn_boxing *boxing, const struct dmn_part *part,
                            const struct feel_scope *scope)
{
    const struct dmn_boxed *boxed = part->boxed;
    bool function =
        boxed && (boxed->kind == DMN_FUNCTION ||
                  (boxed->kind == DMN_LITERAL && str_starts(boxed->text, STR("function"))));
    return function && part->variable.name.len > 0 &&
           feel_node_name(boxing->arena, scope, part->variable.name)->kind == FEEL_NODE_UNKNOWN;
}

static const struct feel_node *context_node(struct dmn_boxing *boxing,
                                            const struct dmn_boxed *boxed,
                                            const struct feel_scope *scope)
{
    struct feel_scope *inner = feel_scope_new(boxing->arena, scope, FEEL_SCOPE_CONTEXT);
    const struct feel_node **values =
        arena_alloc(boxing->arena, (boxed->nparts + 1) * sizeof(*values));
    const struct feel_node *result = NULL;
    uint32_t count = 0;
    for (size_t at = 0; at < boxed->nparts; at++) {
        const struct dmn_part *part = &boxed->parts[at];
        bool named = part->variable.name.len > 0, first = may_call_itself(boxing, part, inner);
        if (first) {
            feel_scope_add(inner, part->variable.name, feel_type_simple(FEEL_ANY));
        }
        const struct feel_node *value = dmn_boxed_node(boxing, part->boxed, inner);
        value = conforming(boxing, value, part->variable.type);
        if (!named) {
            result = value;
            continue;
        }
        values[count++] = value;
        if (first) {
            inner->names[inner->count - 1].type = value->type;
        } else {
            feel_scope_add(inner, part->variable.name, value->type);
        }
    }
    return feel_node_context(boxing->arena, inner, values, count, result);
}

static const struct feel_node *invocation_node(struct dmn_boxing *boxing,
                                               const struct dmn_boxed *boxed,
                                               const struct feel_scope *scope)
{
    const struct feel_node *function = dmn_boxed_node(boxing, boxed->first, scope);
    const struct feel_node **arguments =
        arena_alloc(boxing->arena, (boxed->nparts + 1) * sizeof(*arguments));
    struct str *names = arena_alloc(boxing->arena, (boxed->nparts + 1) * sizeof(*names));
    for (size_t at = 0; at < boxed->nparts; at++) {
        const struct dmn_part *part = &boxed->parts[at];
        arguments[at] = dmn_boxed_node(boxing, part->boxed, scope);
        arguments[at] = conforming(boxing, arguments[at], part->variable.type);
        names[at] = part->variable.name;
    }
    return feel_node_call(boxing->arena, function, arguments, boxed->nparts > 0 ? names : NULL,
                          (uint32_t)boxed->nparts);
}

const struct feel_node *dmn_boxed_function(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                           const struct feel_scope *scope,
                                           const struct feel_type *result)
{
    struct feel_scope *inner = feel_scope_new(boxing->arena, scope, FEEL_SCOPE_FUNCTION);
    for (size_t at = 0; at < boxed->nparts; at++) {
        const struct dmn_variable *parameter = &boxed->parts[at].variable;
        feel_scope_add(inner, parameter->name, type_named(boxing, parameter->type));
    }
    if (boxed->kind == DMN_EXTERNAL) {
        boxing->external = true;
        return null_node(boxing);
    }
    const struct feel_node *body = dmn_boxed_node(boxing, boxed->first, inner);
    return feel_node_function(boxing->arena, inner, body, result);
}

/* relation_node - a list of contexts, one a row. Cells do not see each other: they are made before
 * the columns have names. */
static const struct feel_node *relation_node(struct dmn_boxing *boxing,
                                             const struct dmn_boxed *boxed,
                                             const struct feel_scope *scope)
{
    const struct feel_node **rows = arena_alloc(boxing->arena, (boxed->nrows + 1) * sizeof(*rows));
    for (size_t row = 0; row < boxed->nrows; row++) {
        struct feel_scope *inner = feel_scope_new(boxing->arena, scope, FEEL_SCOPE_CONTEXT);
        const struct dmn_boxed *cells = boxed->rows[row];
        const struct feel_node **values =
            arena_alloc(boxing->arena, (boxed->nparts + 1) * sizeof(*values));
        for (size_t at = 0; at < boxed->nparts; at++) {
            const struct dmn_boxed *cell = at < cells->nparts ? cells->parts[at].boxed : NULL;
            values[at] = dmn_boxed_node(boxing, cell, inner);
            values[at] = conforming(boxing, values[at], boxed->parts[at].variable.type);
        }
        for (size_t at = 0; at < boxed->nparts; at++) {
            feel_scope_add(inner, boxed->parts[at].variable.name, values[at]->type);
        }
        rows[row] = feel_node_context(boxing->arena, inner, values, (uint32_t)boxed->nparts, NULL);
    }
    return feel_node_many(boxing->arena, FEEL_NODE_LIST, rows, (uint32_t)boxed->nrows);
}

static const struct feel_node *list_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                         const struct feel_scope *scope)
{
    const struct feel_node **items =
        arena_alloc(boxing->arena, (boxed->nparts + 1) * sizeof(*items));
    for (size_t at = 0; at < boxed->nparts; at++) {
        items[at] = dmn_boxed_node(boxing, boxed->parts[at].boxed, scope);
    }
    return feel_node_many(boxing->arena, FEEL_NODE_LIST, items, (uint32_t)boxed->nparts);
}

static const struct feel_node *conditional_node(struct dmn_boxing *boxing,
                                                const struct dmn_boxed *boxed,
                                                const struct feel_scope *scope)
{
    const struct feel_node *items[3] = {dmn_boxed_node(boxing, boxed->first, scope),
                                        dmn_boxed_node(boxing, boxed->second, scope),
                                        dmn_boxed_node(boxing, boxed->third, scope)};
    struct feel_node *node = feel_node_many(boxing->arena, FEEL_NODE_IF, items, 3);
    node->boxed = true;
    return node;
}

static const struct feel_node *filter_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                           const struct feel_scope *scope)
{
    const struct feel_node *list = dmn_boxed_node(boxing, boxed->first, scope);
    struct feel_scope *inner = feel_scope_of_filter(boxing->arena, scope, feel_item_type(list));
    const struct feel_node *condition = dmn_boxed_node(boxing, boxed->second, inner);
    return feel_node_filter(boxing->arena, inner, list, condition);
}

static const struct feel_node *loop_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                         const struct feel_scope *scope)
{
    enum feel_node_kind kind = boxed->kind == DMN_FOR    ? FEEL_NODE_FOR
                               : boxed->kind == DMN_SOME ? FEEL_NODE_SOME
                                                         : FEEL_NODE_EVERY;
    struct feel_scope *inner = feel_scope_new(boxing->arena, scope, FEEL_SCOPE_LOOP);
    struct feel_iterator iterator = {.in = dmn_boxed_node(boxing, boxed->first, inner)};
    feel_scope_add(inner, boxed->iterator, feel_item_type(iterator.in));
    if (kind == FEEL_NODE_FOR) {
        feel_scope_add(inner, STR("partial"), feel_type_simple(FEEL_LIST));
    }
    const struct feel_node *body = dmn_boxed_node(boxing, boxed->second, inner);
    return feel_node_loop(boxing->arena, kind, inner, &iterator, 1, body);
}

static const struct feel_node *bare_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                         const struct feel_scope *scope)
{
    switch (boxed->kind) {
    case DMN_LITERAL:
        return text_node(boxing, boxed->text, boxed->line, scope);
    case DMN_TABLE:
        return table_node(boxing, boxed, scope);
    case DMN_CONTEXT:
        return context_node(boxing, boxed, scope);
    case DMN_INVOCATION:
        return invocation_node(boxing, boxed, scope);
    case DMN_FUNCTION:
        return dmn_boxed_function(boxing, boxed, scope, NULL);
    case DMN_RELATION:
        return relation_node(boxing, boxed, scope);
    case DMN_LIST:
        return list_node(boxing, boxed, scope);
    case DMN_CONDITIONAL:
        return conditional_node(boxing, boxed, scope);
    case DMN_FILTER:
        return filter_node(boxing, boxed, scope);
    case DMN_FOR:
    case DMN_SOME:
    case DMN_EVERY:
        return loop_node(boxing, boxed, scope);
    case DMN_EXTERNAL:
        boxing->external = true;
        return null_node(boxing);
    }
    return null_node(boxing);
}

const struct feel_node *dmn_boxed_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                       const struct feel_scope *scope)
{
    if (!boxed) {
        return null_node(boxing);
    }
    const struct feel_node *node = bare_node(boxing, boxed, scope);
    return conforming(boxing, node, boxed->type);
}
