/* decision_table.c - see decision_table.h. */
#include "decision_table.h"

const char *const hit_policy_names[HIT_POLICIES + 1] = {
    "unique", "any", "priority", "first", "output order", "rule order", "collect", NULL};

/* A table with what is worked out once. */
struct prepared_table {
    const struct decision_table *table;
    struct decision_order *orders; /* by output */
};

/* The rules that match, in their order, and what they give. */
struct hits {
    size_t count;
    size_t *rules;
    struct feel_value *rows;        /* by hit: the value, or the context of the outputs */
    struct feel_value *outputs;     /* by hit and output */
    const struct feel_cause *doubt; /* of the first rule in doubt, or NULL */
};

/* test_of - what a unary test gives for that value of `?`, in a table in that frame. */
static struct feel_value test_of(struct feel_evaluation *evaluation, const struct feel_node *test,
                                 const struct feel_frame *frame, const struct feel_value *value)
{
    struct feel_frame inner = {.outer = frame, .slots = value};
    struct feel_value result = {0};
    feel_evaluate_node(evaluation, test, &inner, &result);
    return result;
}

static bool is_true(struct feel_value value)
{
    return value.kind == FEEL_BOOLEAN && value.boolean;
}

/* fail - null because of the table. what: which rules, for those who mend it. */
static void fail(const struct decision_table *table, struct feel_evaluation *evaluation,
                 struct str what, const struct feel_cause *because, struct feel_value *ret)
{
    const struct feel_node place = {.text = what};
    feel_fail(evaluation, &place, FEEL_CAUSE_DECISION, table->name, because, ret);
}

/* is_allowed - is it one of those values? Of a list, each item may be instead. */
static bool is_allowed(struct feel_evaluation *evaluation, const struct feel_node *values,
                       const struct feel_frame *frame, const struct feel_value *value)
{
    if (is_true(test_of(evaluation, values, frame, value))) {
        return true;
    }
    size_t allowed = 0, count = value->kind == FEEL_LIST ? value->list->count : 0;
    while (allowed < count &&
           is_true(test_of(evaluation, values, frame, &value->list->items[allowed]))) {
        allowed++;
    }
    return count > 0 && allowed == count;
}

/* Inputs, and the rules that match. */

static bool evaluate_inputs(const struct decision_table *table, struct feel_evaluation *evaluation,
                            const struct feel_frame *frame, struct feel_value *values,
                            struct feel_value *ret_failure)
{
    for (size_t at = 0; at < table->ninputs; at++) {
        const struct decision_input *input = &table->inputs[at];
        feel_evaluate_node(evaluation, input->expression, frame, &values[at]);
        if (!input->values || is_allowed(evaluation, input->values, frame, &values[at])) {
            continue;
        }
        feel_fail(evaluation, input->expression, FEEL_CAUSE_CONFORMANCE, input->name,
                  values[at].cause, ret_failure);
        return false;
    }
    return true;
}

static struct decision_match match_rule(const struct decision_table *table,
                                        const struct decision_rule *rule,
                                        struct feel_evaluation *evaluation,
                                        const struct feel_frame *frame,
                                        const struct feel_value *inputs)
{
    struct decision_match match = {.matches = true};
    for (size_t at = 0; at < table->ninputs; at++) {
        if (!rule->tests[at]) {
            continue;
        }
        struct feel_value result = test_of(evaluation, rule->tests[at], frame, &inputs[at]);
        if (!is_true(result) && !result.cause) {
            return (struct decision_match){0};
        }
        match.matches &= is_true(result);
        match.cause = match.cause ? match.cause : result.cause;
    }
    return match;
}

bool decision_table_matches(const struct decision_table *table, struct feel_evaluation *evaluation,
                            const struct feel_frame *frame, struct decision_match *matches,
                            struct feel_value *ret_failure)
{
    struct feel_value *inputs =
        arena_alloc(evaluation->arena, (table->ninputs + 1) * sizeof(*inputs));
    if (!evaluate_inputs(table, evaluation, frame, inputs, ret_failure)) {
        return false;
    }
    bool decided = false;
    for (size_t at = 0; at < table->nrules; at++) {
        matches[at] = (struct decision_match){0};
        if (!decided) {
            matches[at] = match_rule(table, &table->rules[at], evaluation, frame, inputs);
            decided = table->hit_policy == HIT_FIRST && matches[at].matches && !matches[at].cause;
        }
    }
    return true;
}

/* Outputs. */

static bool gives_list(const struct decision_table *table)
{
    return table->hit_policy == HIT_OUTPUT_ORDER || table->hit_policy == HIT_RULE_ORDER ||
           (table->hit_policy == HIT_COLLECT && table->collect == COLLECT_LIST);
}

/* output_value - one output, made to conform and checked. */
static struct feel_value output_value(const struct decision_output *output,
                                      const struct feel_node *node,
                                      struct feel_evaluation *evaluation,
                                      const struct feel_frame *frame)
{
    struct feel_value value = {0};
    if (node) {
        feel_evaluate_node(evaluation, node, frame, &value);
    }
    if (value.kind != FEEL_NULL && output->type) {
        struct feel_value conforming = {0};
        feel_conform(evaluation, &value, output->type, &conforming);
        value = conforming;
    }
    if (value.kind != FEEL_NULL && output->values &&
        !is_allowed(evaluation, output->values, frame, &value)) {
        feel_fail(evaluation, node, FEEL_CAUSE_CONFORMANCE, output->name, value.cause, &value);
    }
    return value;
}

static struct feel_value row_of(const struct decision_table *table,
                                struct feel_evaluation *evaluation,
                                const struct feel_value *outputs)
{
    if (table->noutputs == 1) {
        return outputs[0];
    }
    struct str *names = arena_alloc(evaluation->arena, table->noutputs * sizeof(*names));
    const struct feel_cause *cause = NULL;
    for (size_t at = 0; at < table->noutputs; at++) {
        names[at] = table->outputs[at].name;
        cause = cause ? cause : outputs[at].cause;
    }
    struct feel_value row = feel_context_of(evaluation->arena, names, outputs, table->noutputs);
    row.cause = cause;
    return row;
}

static void evaluate_hits(const struct decision_table *table, struct feel_evaluation *evaluation,
                          const struct feel_frame *frame, const struct decision_match *matches,
                          struct hits *hits)
{
    for (size_t at = 0; at < table->nrules; at++) {
        hits->doubt = hits->doubt ? hits->doubt : matches[at].cause;
        hits->count += matches[at].matches;
    }
    struct arena *arena = evaluation->arena;
    hits->rules = arena_alloc(arena, (hits->count + 1) * sizeof(*hits->rules));
    hits->rows = arena_alloc(arena, (hits->count + 1) * sizeof(*hits->rows));
    hits->outputs =
        arena_alloc(arena, (hits->count + 1) * table->noutputs * sizeof(*hits->outputs));
    size_t hit = 0;
    for (size_t at = 0; at < table->nrules; at++) {
        if (!matches[at].matches) {
            continue;
        }
        struct feel_value *outputs = &hits->outputs[hit * table->noutputs];
        for (size_t column = 0; column < table->noutputs; column++) {
            outputs[column] = output_value(&table->outputs[column],
                                           table->rules[at].outputs[column], evaluation, frame);
        }
        hits->rules[hit] = at;
        hits->rows[hit] = row_of(table, evaluation, outputs);
        hit++;
    }
}

/* evaluate_otherwise - what the table gives when no rule matches. */
static void evaluate_otherwise(const struct decision_table *table,
                               struct feel_evaluation *evaluation, const struct feel_frame *frame,
                               struct feel_value *ret)
{
    struct feel_value *outputs = arena_alloc(evaluation->arena, table->noutputs * sizeof(*outputs));
    bool given = false;
    for (size_t column = 0; column < table->noutputs; column++) {
        const struct decision_output *output = &table->outputs[column];
        given |= output->otherwise != NULL;
        outputs[column] = output_value(output, output->otherwise, evaluation, frame);
    }
    if (given) {
        struct feel_value row = row_of(table, evaluation, outputs);
        *ret = gives_list(table) ? feel_list_of(evaluation->arena, &row, 1) : row;
        ret->cause = row.cause;
    } else if (table->hit_policy == HIT_COLLECT && table->collect == COLLECT_COUNT) {
        *ret = feel_integer(0);
    } else {
        fail(table, evaluation, STR("no rule matches"), NULL, ret);
    }
}

/* The order of outputs: the place of a value in its list, row by row. */

size_t decision_order_place(const struct decision_order *order, struct feel_evaluation *evaluation,
                            const struct feel_frame *frame, const struct feel_value *value)
{
    size_t place = 0;
    while (place < order->count &&
           !is_true(test_of(evaluation, order->tests[place], frame, value))) {
        place++;
    }
    return place;
}

/* sort_hits - into the order of the output values; equals stay in the order of the rules. By
 * insertion: few rules match at once. */
static void sort_hits(const struct prepared_table *prepared, struct feel_evaluation *evaluation,
                      const struct feel_frame *frame, struct hits *hits)
{
    size_t columns = prepared->table->noutputs;
    size_t *places = arena_alloc(evaluation->arena, (hits->count + 1) * columns * sizeof(*places));
    size_t *moving = arena_alloc(evaluation->arena, columns * sizeof(*moving));
    for (size_t hit = 0; hit < hits->count; hit++) {
        for (size_t column = 0; column < columns; column++) {
            moving[column] = decision_order_place(&prepared->orders[column], evaluation, frame,
                                                  &hits->outputs[hit * columns + column]);
        }
        struct feel_value row = hits->rows[hit];
        size_t to = hit;
        for (; to > 0; to--) {
            const size_t *before = &places[(to - 1) * columns];
            size_t column = 0;
            while (column < columns && before[column] == moving[column]) {
                column++;
            }
            if (column == columns || before[column] < moving[column]) {
                break;
            }
            memcpy(&places[to * columns], before, columns * sizeof(*places));
            hits->rows[to] = hits->rows[to - 1];
        }
        memcpy(&places[to * columns], moving, columns * sizeof(*places));
        hits->rows[to] = row;
    }
}

/* What the hits come to. */

static void one_of_agreeing(const struct decision_table *table, struct feel_evaluation *evaluation,
                            const struct hits *hits, struct feel_value *ret)
{
    for (size_t hit = 1; hit < hits->count; hit++) {
        if (feel_equal(&hits->rows[0], &hits->rows[hit]) != 1) {
            struct str what =
                arena_printf(evaluation->arena, "rules %zu and %zu match and do not agree",
                             hits->rules[0] + 1, hits->rules[hit] + 1);
            fail(table, evaluation, what, NULL, ret);
            return;
        }
    }
    *ret = hits->rows[0];
}

static void the_only_one(const struct decision_table *table, struct feel_evaluation *evaluation,
                         const struct hits *hits, struct feel_value *ret)
{
    if (hits->count == 1) {
        *ret = hits->rows[0];
        return;
    }
    struct str what = arena_printf(evaluation->arena, "rules %zu and %zu both match",
                                   hits->rules[0] + 1, hits->rules[1] + 1);
    fail(table, evaluation, what, NULL, ret);
}

static void sum(const struct decision_table *table, struct feel_evaluation *evaluation,
                const struct hits *hits, struct feel_value *ret)
{
    struct feel_decimal total = feel_decimal_of(0);
    const struct feel_cause *cause = NULL;
    for (size_t hit = 0; hit < hits->count; hit++) {
        const struct feel_value *row = &hits->rows[hit];
        if (row->kind != FEEL_NUMBER ||
            feel_decimal_add(total, row->number, &total) != FEEL_FAULT_NONE) {
            fail(table, evaluation, STR("what is to be added up is no number, or too large"),
                 row->cause, ret);
            return;
        }
        cause = cause ? cause : row->cause;
    }
    *ret = feel_number(total);
    ret->cause = cause;
}

static void extreme(const struct decision_table *table, struct feel_evaluation *evaluation,
                    const struct hits *hits, struct feel_value *ret)
{
    size_t best = 0;
    const struct feel_cause *cause = NULL;
    for (size_t hit = 0; hit < hits->count; hit++) {
        int order = 0;
        if (!feel_compare(&hits->rows[hit], &hits->rows[best], &order)) {
            fail(table, evaluation, STR("the outputs have no order"), hits->rows[hit].cause, ret);
            return;
        }
        best = (table->collect == COLLECT_MIN ? order < 0 : order > 0) ? hit : best;
        cause = cause ? cause : hits->rows[hit].cause;
    }
    *ret = hits->rows[best];
    ret->cause = cause;
}

static void whole_list(struct feel_evaluation *evaluation, const struct hits *hits,
                       struct feel_value *ret)
{
    *ret = feel_list_of(evaluation->arena, hits->rows, hits->count);
    for (size_t hit = 0; hit < hits->count && !ret->cause; hit++) {
        ret->cause = hits->rows[hit].cause;
    }
}

static void collect(const struct decision_table *table, struct feel_evaluation *evaluation,
                    const struct hits *hits, struct feel_value *ret)
{
    switch (table->collect) {
    case COLLECT_SUM:
        sum(table, evaluation, hits, ret);
        return;
    case COLLECT_MIN:
    case COLLECT_MAX:
        extreme(table, evaluation, hits, ret);
        return;
    case COLLECT_COUNT:
        *ret = feel_integer((int64_t)hits->count);
        return;
    case COLLECT_LIST:
    case COLLECT_OPERATORS:
        whole_list(evaluation, hits, ret);
        return;
    }
}

static void conclude(const struct prepared_table *prepared, struct feel_evaluation *evaluation,
                     const struct feel_frame *frame, struct hits *hits, struct feel_value *ret)
{
    const struct decision_table *table = prepared->table;
    switch (table->hit_policy) {
    case HIT_UNIQUE:
        the_only_one(table, evaluation, hits, ret);
        return;
    case HIT_ANY:
        one_of_agreeing(table, evaluation, hits, ret);
        return;
    case HIT_PRIORITY:
        sort_hits(prepared, evaluation, frame, hits);
        *ret = hits->rows[0];
        return;
    case HIT_OUTPUT_ORDER:
        sort_hits(prepared, evaluation, frame, hits);
        whole_list(evaluation, hits, ret);
        return;
    case HIT_RULE_ORDER:
        whole_list(evaluation, hits, ret);
        return;
    case HIT_COLLECT:
        collect(table, evaluation, hits, ret);
        return;
    case HIT_FIRST:
    case HIT_POLICIES:
        *ret = hits->rows[0];
        return;
    }
}

static void evaluate_table(const void *context, struct feel_evaluation *evaluation,
                           const struct feel_frame *frame, struct feel_value *ret)
{
    const struct prepared_table *prepared = context;
    const struct decision_table *table = prepared->table;
    struct decision_match *matches =
        arena_alloc(evaluation->arena, (table->nrules + 1) * sizeof(*matches));
    struct feel_value result = {0};
    if (!decision_table_matches(table, evaluation, frame, matches, &result)) {
        *ret = result;
        return;
    }
    struct hits hits = {0};
    evaluate_hits(table, evaluation, frame, matches, &hits);
    if (hits.count > 0) {
        conclude(prepared, evaluation, frame, &hits, &result);
    } else {
        evaluate_otherwise(table, evaluation, frame, &result);
    }
    if (hits.doubt && (!result.cause || result.cause->code == FEEL_CAUSE_DECISION)) {
        result.cause = hits.doubt;
    }
    *ret = result;
}

/* Making the node. */

struct decision_order decision_order_of(struct arena *arena, const struct decision_output *output)
{
    const struct feel_node *values = output->values;
    if (!values && output->type) {
        values = output->type->allowed;
    }
    if (!values) {
        return (struct decision_order){0};
    }
    bool several = values->kind == FEEL_NODE_IN;
    size_t count = several ? values->count : 1;
    const struct feel_node **tests = arena_alloc(arena, count * sizeof(*tests));
    tests[0] = values;
    for (size_t at = 0; several && at < count; at++) {
        tests[at] = feel_node_in(arena, FEEL_NODE_IN, values->left, &values->items[at], 1);
    }
    return (struct decision_order){tests, count};
}

static int check_outputs(const struct decision_table *table, struct err *err)
{
    if (table->noutputs == 0) {
        return err_set(err, ERR_INPUT, "a decision table needs an output");
    }
    for (size_t at = 0; table->noutputs > 1 && at < table->noutputs; at++) {
        if (table->outputs[at].name.len == 0) {
            return err_set(err, ERR_INPUT, "output %zu needs a name: there are several", at + 1);
        }
        for (size_t before = 0; before < at; before++) {
            if (str_eq(table->outputs[before].name, table->outputs[at].name)) {
                return err_set(err, ERR_INPUT, "two outputs are called \"%.*s\"",
                               PRI(table->outputs[at].name)); /* not personal: a name in a pack */
            }
        }
    }
    bool aggregates = table->collect != COLLECT_LIST;
    if (aggregates && table->hit_policy != HIT_COLLECT) {
        return err_set(err, ERR_INPUT, "only the hit policy \"collect\" takes an operator");
    }
    if (aggregates && table->noutputs > 1) {
        return err_set(err, ERR_INPUT, "an operator collects one output; there are %zu",
                       table->noutputs);
    }
    return 0;
}

static int check_table(const struct decision_table *table, struct err *err)
{
    if (table->ninputs > DECISION_INPUTS_MAX || table->noutputs > DECISION_OUTPUTS_MAX ||
        table->nrules > DECISION_RULES_MAX) {
        return err_set(err, ERR_LIMIT, "more than %d inputs, %d outputs or %d rules",
                       DECISION_INPUTS_MAX, DECISION_OUTPUTS_MAX, DECISION_RULES_MAX);
    }
    return check_outputs(table, err);
}

/* column_type - of what an output gives: as declared, else what all rules give alike. */
static const struct feel_type *column_type(const struct decision_table *table, size_t column)
{
    const struct feel_type *type = table->outputs[column].type;
    for (size_t at = 0; !table->outputs[column].type && at < table->nrules; at++) {
        const struct feel_node *node = table->rules[at].outputs[column];
        if (!node || !node->type || (type && !feel_type_equal(type, node->type))) {
            return feel_type_simple(FEEL_ANY);
        }
        type = node->type;
    }
    return type ? type : feel_type_simple(FEEL_ANY);
}

static const struct feel_type *type_of(struct arena *arena, const struct decision_table *table)
{
    if (table->collect == COLLECT_COUNT) {
        return feel_type_simple(FEEL_NUMBER);
    }
    const struct feel_type *row = NULL;
    if (table->noutputs == 1) {
        row = column_type(table, 0);
    } else {
        struct feel_field *fields = arena_alloc(arena, table->noutputs * sizeof(*fields));
        for (size_t at = 0; at < table->noutputs; at++) {
            fields[at] = (struct feel_field){table->outputs[at].name, column_type(table, at)};
        }
        row = feel_type_context(arena, fields, (uint32_t)table->noutputs);
    }
    return gives_list(table) ? feel_type_list(arena, row) : row;
}

static bool defines(const struct feel_node *node)
{
    return node && node->defines;
}

/* defines_function - may an output be a function, which keeps the frame in which it was made? */
static bool defines_function(const struct decision_table *table)
{
    for (size_t column = 0; column < table->noutputs; column++) {
        bool found = defines(table->outputs[column].otherwise);
        for (size_t at = 0; !found && at < table->nrules; at++) {
            found = defines(table->rules[at].outputs[column]);
        }
        if (found) {
            return true;
        }
    }
    return false;
}

int decision_table_node(struct arena *arena, const struct decision_table *table,
                        const struct feel_node **ret, struct err *err)
{
    int result = check_table(table, err);
    if (result != 0) {
        return result;
    }
    struct prepared_table *prepared = arena_alloc(arena, sizeof(*prepared));
    prepared->table = table;
    prepared->orders = arena_alloc(arena, table->noutputs * sizeof(*prepared->orders));
    size_t ordered = 0;
    for (size_t at = 0; at < table->noutputs; at++) {
        prepared->orders[at] = decision_order_of(arena, &table->outputs[at]);
        ordered += prepared->orders[at].count > 0;
    }
    bool by_order = table->hit_policy == HIT_PRIORITY || table->hit_policy == HIT_OUTPUT_ORDER;
    if (by_order && ordered == 0) {
        return err_set(err, ERR_INPUT,
                       "the hit policy \"%s\" needs the values of an output, the "
                       "foremost first",
                       hit_policy_names[table->hit_policy]);
    }
    struct feel_node *node =
        feel_node_of_program(arena, evaluate_table, prepared, type_of(arena, table));
    node->defines = defines_function(table);
    *ret = node;
    return 0;
}
