/* decision_sample.c - see decision_sample.h. */
#include "decision_sample.h"

/* The constants of a column, and whether anything asks for their order. */
struct gathering {
    struct feel_evaluation *evaluation;
    struct feel_value *constants;
    size_t count, capacity;
    bool opaque, ordered;
};

static void add(struct gathering *gathering, const struct feel_value *value)
{
    if (gathering->count == gathering->capacity) {
        size_t capacity = gathering->capacity ? 2 * gathering->capacity : 16;
        struct feel_value *grown =
            arena_alloc(gathering->evaluation->arena, capacity * sizeof(*grown));
        if (gathering->count > 0) {
            memcpy(grown, gathering->constants, gathering->count * sizeof(*grown));
        }
        gathering->constants = grown;
        gathering->capacity = capacity;
    }
    gathering->constants[gathering->count++] = *value;
}

/* add_constant - a value, the ends of a range, the items of a list. */
static void add_constant(struct gathering *gathering, const struct feel_value *value)
{
    switch ((enum feel_kind)value->kind) {
    case FEEL_RANGE:
        gathering->ordered = true;
        if (value->range->low.kind != FEEL_NULL) {
            add(gathering, &value->range->low);
        }
        if (value->range->high.kind != FEEL_NULL) {
            add(gathering, &value->range->high);
        }
        return;
    case FEEL_LIST:
        for (size_t at = 0; at < value->list->count; at++) {
            add_constant(gathering, &value->list->items[at]);
        }
        return;
    case FEEL_CONTEXT:
    case FEEL_FUNCTION:
        gathering->opaque = true;
        return;
    case FEEL_NULL:
        gathering->opaque |= value->cause != NULL;
        add(gathering, value);
        return;
    default:
        add(gathering, value);
        return;
    }
}

static bool is_input(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_NAME && node->frames == 0 && node->slot == 0;
}

/* is_constant - made of constants and built-in functions alone? */
static bool is_constant(const struct feel_node *node)
{
    if (!node) {
        return true;
    }
    switch ((enum feel_node_kind)node->kind) {
    case FEEL_NODE_CONSTANT:
        return true;
    case FEEL_NODE_NEGATE:
    case FEEL_NODE_ADD:
    case FEEL_NODE_SUBTRACT:
    case FEEL_NODE_MULTIPLY:
    case FEEL_NODE_DIVIDE:
    case FEEL_NODE_POWER:
    case FEEL_NODE_RANGE:
    case FEEL_NODE_LIST:
    case FEEL_NODE_CALL_BUILTIN:
        break;
    default:
        return false;
    }
    for (uint32_t at = 0; node->items && at < node->count; at++) {
        if (!is_constant(node->items[at])) {
            return false;
        }
    }
    return is_constant(node->left) && is_constant(node->right);
}

/* gather - the constants of a test, and whether its answer depends on them and the input alone. As
 * deep as the tree. */
static void gather(struct gathering *gathering, const struct feel_node *node)
{
    if (!node || is_input(node)) {
        return;
    }
    if (is_constant(node)) {
        struct feel_value value = {0};
        feel_evaluate_node(gathering->evaluation, node, &(struct feel_frame){0}, &value);
        add_constant(gathering, &value);
        return;
    }
    switch ((enum feel_node_kind)node->kind) {
    case FEEL_NODE_TEST:
        gathering->ordered |= node->test != FEEL_NODE_EQUAL && node->test != FEEL_NODE_NOT_EQUAL;
        break;
    case FEEL_NODE_LESS:
    case FEEL_NODE_LESS_OR_EQUAL:
    case FEEL_NODE_GREATER:
    case FEEL_NODE_GREATER_OR_EQUAL:
    case FEEL_NODE_BETWEEN:
        gathering->ordered = true;
        break;
    case FEEL_NODE_EQUAL:
    case FEEL_NODE_NOT_EQUAL:
    case FEEL_NODE_AND:
    case FEEL_NODE_OR:
    case FEEL_NODE_IN:
    case FEEL_NODE_NOT_IN:
        break;
    default:
        gathering->opaque = true;
        return;
    }
    gather(gathering, node->left);
    gather(gathering, node->right);
    for (uint32_t at = 0; node->items && at < node->count; at++) {
        gather(gathering, node->items[at]);
    }
}

/* Values beside the constants. Each returns false where there is none. */

static struct feel_days_duration half_of(struct feel_days_duration duration)
{
    struct feel_days_duration half = {0};
    return feel_days_duration_divide(duration, feel_decimal_of(2), &half) == FEEL_FAULT_NONE
               ? half
               : (struct feel_days_duration){0};
}

static bool number_between(struct feel_decimal low, struct feel_decimal high, bool whole,
                           struct feel_decimal *ret)
{
    if (whole) {
        return feel_decimal_round(low, 0, FEEL_ROUND_FLOOR, ret) == FEEL_FAULT_NONE &&
               feel_decimal_add(*ret, feel_decimal_of(1), ret) == FEEL_FAULT_NONE;
    }
    return feel_decimal_add(low, high, ret) == FEEL_FAULT_NONE &&
           feel_decimal_divide(*ret, feel_decimal_of(2), ret) == FEEL_FAULT_NONE;
}

static bool between(struct feel_evaluation *evaluation, const struct feel_value *low,
                    const struct feel_value *high, bool whole, struct feel_value *ret)
{
    struct feel_days_duration apart = {0};
    struct feel_value middle = *low;
    bool made = false;
    switch ((enum feel_kind)low->kind) {
    case FEEL_NUMBER:
        made = number_between(low->number, high->number, whole, &middle.number);
        break;
    case FEEL_STRING:
        middle.string = arena_printf(evaluation->arena, "%.*sa", PRI(low->string));
        made = true;
        break;
    case FEEL_DATE:
        made = feel_date_from_day_number(feel_date_day_number(low->date) + 1, &middle.date) ==
               FEEL_FAULT_NONE;
        break;
    case FEEL_TIME:
        made = feel_time_subtract(high->time, low->time, &apart) == FEEL_FAULT_NONE;
        middle.time = feel_time_add_days(low->time, half_of(apart));
        break;
    case FEEL_DATE_TIME:
        made =
            feel_date_time_subtract(high->date_time, low->date_time, &apart) == FEEL_FAULT_NONE &&
            feel_date_time_add_days(low->date_time, half_of(apart), &middle.date_time) ==
                FEEL_FAULT_NONE;
        break;
    case FEEL_DAYS_DURATION:
        made = feel_days_duration_add(low->days_duration, high->days_duration, &apart) ==
               FEEL_FAULT_NONE;
        middle.days_duration = half_of(apart);
        break;
    case FEEL_MONTHS_DURATION:
        middle.months_duration.months++;
        made = true;
        break;
    default:
        break;
    }
    int after = 0, before = 0;
    made = made && feel_compare(&middle, low, &after) && feel_compare(&middle, high, &before) &&
           after > 0 && before < 0;
    if (made) {
        *ret = middle;
    }
    return made;
}

/* beside - a value further out: below the least, above the greatest. */
static bool beside(struct feel_evaluation *evaluation, const struct feel_value *value, int step,
                   struct feel_value *ret)
{
    struct feel_value found = *value;
    bool made = false;
    struct feel_days_duration day = {.seconds = 86400 * (int64_t)step};
    switch ((enum feel_kind)value->kind) {
    case FEEL_NUMBER:
        made = feel_decimal_add(value->number, feel_decimal_of(step), &found.number) ==
               FEEL_FAULT_NONE;
        break;
    case FEEL_STRING:
        found.string =
            step < 0 ? STR("") : arena_printf(evaluation->arena, "%.*sa", PRI(value->string));
        made = true;
        break;
    case FEEL_DATE:
        made = feel_date_from_day_number(feel_date_day_number(value->date) + step, &found.date) ==
               FEEL_FAULT_NONE;
        break;
    case FEEL_TIME:
        found.time.hour = step < 0 ? 0 : 23;
        found.time.minute = found.time.second = step < 0 ? 0 : 59;
        found.time.nanosecond = 0;
        made = true;
        break;
    case FEEL_DATE_TIME:
        made = feel_date_time_add_days(value->date_time, day, &found.date_time) == FEEL_FAULT_NONE;
        break;
    case FEEL_DAYS_DURATION:
        made = feel_days_duration_add(value->days_duration, day, &found.days_duration) ==
               FEEL_FAULT_NONE;
        break;
    case FEEL_MONTHS_DURATION:
        found.months_duration.months += step;
        made = true;
        break;
    default:
        break;
    }
    int order = 0;
    made = made && feel_compare(&found, value, &order) && order == step;
    if (made) {
        *ret = found;
    }
    return made;
}

/* sort_kind - the constants of a kind, distinct, in order, at the front of `ret`; how many. By
 * insertion: a column has few. */
static size_t sort_kind(const struct gathering *gathering, enum feel_kind kind,
                        struct feel_value *ret)
{
    size_t count = 0;
    for (size_t at = 0; at < gathering->count; at++) {
        const struct feel_value *value = &gathering->constants[at];
        size_t to = count;
        int order = 1;
        while (value->kind == kind && to > 0 &&
               (!feel_compare(value, &ret[to - 1], &order) || order < 0)) {
            to--;
        }
        if (value->kind != kind || (to > 0 && order == 0)) {
            continue;
        }
        memmove(&ret[to + 1], &ret[to], (count - to) * sizeof(*ret));
        ret[to] = *value;
        count++;
    }
    return count;
}

static size_t other_string(struct gathering *gathering, const struct feel_value *sorted,
                           size_t count, struct feel_value *ret)
{
    size_t made = 0;
    while (made < count) {
        ret[made] = sorted[made];
        made++;
    }
    size_t longest = 0;
    for (size_t at = 0; at < count; at++) {
        longest = sorted[at].string.len > sorted[longest].string.len ? at : longest;
    }
    ret[made++] = feel_string(
        arena_printf(gathering->evaluation->arena, "not %.*s", PRI(sorted[longest].string)));
    return made;
}

/* samples_of_kind - into ret, which has room for 2 × constants + 2; how many. */
static size_t samples_of_kind(struct gathering *gathering, enum feel_kind kind, bool whole,
                              struct feel_value *ret)
{
    struct feel_evaluation *evaluation = gathering->evaluation;
    struct feel_value *sorted =
        arena_alloc(evaluation->arena, (gathering->count + 1) * sizeof(*sorted));
    size_t count = sort_kind(gathering, kind, sorted), made = 0;
    if (count == 0) {
        return 0;
    }
    if (kind == FEEL_STRING && !gathering->ordered) {
        return other_string(gathering, sorted, count, ret);
    }
    made += beside(evaluation, &sorted[0], -1, &ret[made]);
    for (size_t at = 0; at < count; at++) {
        ret[made++] = sorted[at];
        made +=
            at + 1 < count && between(evaluation, &sorted[at], &sorted[at + 1], whole, &ret[made]);
    }
    made += beside(evaluation, &sorted[count - 1], 1, &ret[made]);
    return made;
}

static bool has_kind(const struct gathering *gathering, enum feel_kind kind)
{
    for (size_t at = 0; at < gathering->count; at++) {
        if (gathering->constants[at].kind == kind) {
            return true;
        }
    }
    return false;
}

/* something - any value of the type but null, where tests only ask whether it is. */
static struct feel_value something(const struct feel_type *type)
{
    switch (type->kind) {
    case FEEL_NUMBER:
        return feel_integer(0);
    case FEEL_STRING:
        return feel_string(STR("something"));
    default:
        return feel_boolean(true);
    }
}

/* make_values - the samples, before the input's own values are asked. */
static void make_values(struct gathering *gathering, const struct decision_input *input,
                        struct decision_samples *samples)
{
    struct arena *arena = gathering->evaluation->arena;
    samples->values =
        arena_alloc(arena, (2 * gathering->count + 4 * FEEL_KINDS) * sizeof(*samples->values));
    static const enum feel_kind ordered[] = {
        FEEL_NUMBER,    FEEL_STRING,        FEEL_DATE,           FEEL_TIME,
        FEEL_DATE_TIME, FEEL_DAYS_DURATION, FEEL_MONTHS_DURATION};
    for (size_t at = 0; at < sizeof(ordered) / sizeof(*ordered); at++) {
        samples->count +=
            samples_of_kind(gathering, ordered[at], input->whole, &samples->values[samples->count]);
    }
    if (has_kind(gathering, FEEL_BOOLEAN)) {
        samples->values[samples->count++] = feel_boolean(true);
        samples->values[samples->count++] = feel_boolean(false);
    }
    if (has_kind(gathering, FEEL_NULL)) {
        if (samples->count == 0) {
            samples->values[samples->count++] = something(input->expression->type);
        }
        samples->values[samples->count++] = feel_null(NULL);
    }
    if (samples->count == 0) { /* no test asks anything */
        samples->values[samples->count++] = feel_null(NULL);
    }
}

static bool test_holds(struct feel_evaluation *evaluation, const struct feel_node *test,
                       const struct feel_value *value)
{
    struct feel_value answer = {0};
    feel_evaluate_node(evaluation, test, &(struct feel_frame){.slots = value}, &answer);
    return answer.kind == FEEL_BOOLEAN && answer.boolean;
}

/* keep_allowed - of the samples, those that pass the values of the input. */
static void keep_allowed(struct feel_evaluation *evaluation, const struct decision_input *input,
                         struct decision_samples *samples)
{
    size_t kept = 0;
    for (size_t at = 0; input->values && at < samples->count; at++) {
        if (test_holds(evaluation, input->values, &samples->values[at])) {
            samples->values[kept++] = samples->values[at];
        }
    }
    samples->count = input->values ? kept : samples->count;
}

/* use_texts - each test that is written differently is a sample of its own. */
static void use_texts(struct arena *arena, const struct decision_table *table, size_t column,
                      struct decision_samples *samples)
{
    samples->opaque = true;
    samples->values = arena_alloc(arena, (table->nrules + 1) * sizeof(*samples->values));
    for (size_t rule = 0; rule < table->nrules; rule++) {
        const struct feel_node *test = table->rules[rule].tests[column];
        size_t at = 0;
        while (test && at < samples->count && !str_eq(samples->values[at].string, test->text)) {
            at++;
        }
        if (test && at == samples->count) {
            samples->values[samples->count++] = feel_string(test->text);
        }
    }
    if (samples->count == 0) {
        samples->values[samples->count++] = feel_string(STR(""));
    }
}

/* holds_for - the test of a rule for a sample. */
static bool holds_for(struct feel_evaluation *evaluation, const struct feel_node *test,
                      const struct decision_samples *samples, size_t at)
{
    if (!test) {
        return true;
    }
    return samples->opaque ? str_eq(test->text, samples->values[at].string)
                           : test_holds(evaluation, test, &samples->values[at]);
}

size_t decision_samples_of(struct feel_evaluation *evaluation, const struct decision_table *table,
                           size_t column, size_t cells_max, struct decision_samples *ret)
{
    struct decision_samples samples = {0};
    struct gathering gathering = {.evaluation = evaluation};
    const struct decision_input *input = &table->inputs[column];
    gather(&gathering, input->values);
    for (size_t rule = 0; rule < table->nrules; rule++) {
        gather(&gathering, table->rules[rule].tests[column]);
    }
    if (gathering.opaque) {
        use_texts(evaluation->arena, table, column, &samples);
    } else {
        make_values(&gathering, input, &samples);
        keep_allowed(evaluation, input, &samples);
    }
    *ret = samples;
    if (table->nrules > 0 && samples.count > cells_max / table->nrules) {
        return samples.count;
    }
    ret->holds = arena_alloc(evaluation->arena, (table->nrules + 1) * sizeof(*ret->holds));
    for (size_t rule = 0; rule < table->nrules; rule++) {
        ret->holds[rule] = arena_alloc(evaluation->arena, samples.count + 1);
        for (size_t at = 0; at < samples.count; at++) {
            ret->holds[rule][at] =
                holds_for(evaluation, table->rules[rule].tests[column], &samples, at);
        }
    }
    return samples.count;
}
