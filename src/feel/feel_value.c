/* feel_value.c - values made, compared and told apart. What recurses here goes as deep as values
 * do, FEEL_NESTING_MAX at most. */
#include "feel_value.h"

#include "feel_syntax.h"

struct feel_value feel_null(const struct feel_cause *cause)
{
    return (struct feel_value){.kind = FEEL_NULL, .cause = cause};
}

struct feel_value feel_boolean(bool truth)
{
    return (struct feel_value){.kind = FEEL_BOOLEAN, .boolean = truth};
}

struct feel_value feel_number(struct feel_decimal number)
{
    return (struct feel_value){.kind = FEEL_NUMBER, .number = number};
}

struct feel_value feel_integer(int64_t number)
{
    return feel_number(feel_decimal_of(number));
}

struct feel_value feel_string(struct str string)
{
    return (struct feel_value){.kind = FEEL_STRING, .string = string};
}

struct feel_value feel_not_known(struct arena *arena, struct str name)
{
    struct feel_cause *cause = arena_alloc(arena, sizeof *cause);
    cause->code = FEEL_CAUSE_NOT_KNOWN;
    cause->about = name;
    return feel_null(cause);
}

bool feel_extent_add(struct feel_extent *extent, const struct feel_value *value)
{
    struct feel_extent part = {0, 0};
    if (value->kind == FEEL_LIST) {
        part = value->list->extent;
    } else if (value->kind == FEEL_CONTEXT) {
        part = value->context->extent;
    } else if (value->kind == FEEL_RANGE) {
        part = value->range->extent;
    }
    extent->nesting = part.nesting >= extent->nesting ? part.nesting + 1 : extent->nesting;
    extent->weight += part.weight + 1;
    return extent->nesting <= FEEL_NESTING_MAX && extent->weight <= FEEL_WEIGHT_MAX;
}

static bool extent_of(const struct feel_value *values, size_t count, struct feel_extent *ret)
{
    *ret = (struct feel_extent){1, 1};
    for (size_t i = 0; i < count; i++) {
        if (!feel_extent_add(ret, &values[i])) {
            return false;
        }
    }
    return true;
}

static const struct feel_cause too_large = {.code = FEEL_CAUSE_LIMIT};

static struct feel_value *copy_values(struct arena *arena, const struct feel_value *values,
                                      size_t count)
{
    struct feel_value *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    if (count > 0) {
        memcpy(copy, values, count * sizeof *copy);
    }
    return copy;
}

struct feel_value feel_list_of(struct arena *arena, const struct feel_value *items, size_t count)
{
    struct feel_extent extent;
    if (!extent_of(items, count, &extent)) {
        return feel_null(&too_large);
    }
    struct feel_list *list = arena_alloc(arena, sizeof *list);
    *list = (struct feel_list){count, copy_values(arena, items, count), extent};
    return (struct feel_value){.kind = FEEL_LIST, .list = list};
}

struct feel_value feel_context_of(struct arena *arena, const struct str *names,
                                  const struct feel_value *values, size_t count)
{
    struct feel_extent extent;
    if (!extent_of(values, count, &extent)) {
        return feel_null(&too_large);
    }
    struct str *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    if (count > 0) {
        memcpy(copy, names, count * sizeof *copy);
    }
    struct feel_context *context = arena_alloc(arena, sizeof *context);
    *context = (struct feel_context){count, copy, copy_values(arena, values, count), extent};
    return (struct feel_value){.kind = FEEL_CONTEXT, .context = context};
}

const struct feel_value *feel_context_get(const struct feel_context *context, struct str name)
{
    for (size_t i = 0; i < context->count; i++) {
        if (str_eq(context->names[i], name)) {
            return &context->values[i];
        }
    }
    return NULL;
}

static const struct feel_cause *doubt_of_any(const struct feel_value *values, size_t count)
{
    const struct feel_cause *doubt = NULL;
    for (size_t i = 0; i < count && doubt == NULL; i++) {
        doubt = feel_doubt(&values[i]);
    }
    return doubt;
}

const struct feel_cause *feel_doubt(const struct feel_value *value)
{
    if (value->cause != NULL) {
        return value->cause;
    }
    if (value->kind == FEEL_LIST) {
        return doubt_of_any(value->list->items, value->list->count);
    }
    if (value->kind == FEEL_CONTEXT) {
        return doubt_of_any(value->context->values, value->context->count);
    }
    if (value->kind == FEEL_RANGE) {
        const struct feel_cause *low = feel_doubt(&value->range->low);
        return low != NULL ? low : feel_doubt(&value->range->high);
    }
    return NULL;
}

enum feel_verdict feel_verdict(const struct feel_value *value)
{
    if (value->kind != FEEL_BOOLEAN || value->cause != NULL) {
        return FEEL_CANT_TELL;
    }
    return value->boolean ? FEEL_HOLDS : FEEL_DOES_NOT_HOLD;
}

/* ---- equality ---- */

static bool lists_equal(const struct feel_list *a, const struct feel_list *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        if (feel_equal(&a->items[i], &b->items[i]) != 1) {
            return false;
        }
    }
    return a->count == b->count;
}

static bool contexts_equal(const struct feel_context *a, const struct feel_context *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct feel_value *other = feel_context_get(b, a->names[i]);
        if (other == NULL || feel_equal(&a->values[i], other) != 1) {
            return false;
        }
    }
    return a->count == b->count;
}

static bool ranges_equal(const struct feel_range *a, const struct feel_range *b)
{
    return a->comparison == b->comparison && a->low_included == b->low_included &&
           a->high_included == b->high_included && feel_equal(&a->low, &b->low) == 1 &&
           feel_equal(&a->high, &b->high) == 1;
}

static int times_equal(struct feel_time a, struct feel_time b)
{
    bool equal;
    return feel_time_equal(a, b, &equal) == FEEL_FAULT_NONE ? equal : -1;
}

int feel_equal(const struct feel_value *a, const struct feel_value *b)
{
    if (a->kind != b->kind) {
        return a->kind == FEEL_NULL || b->kind == FEEL_NULL ? 0 : -1;
    }
    switch ((enum feel_kind)a->kind) {
    case FEEL_NULL:
        return 1;
    case FEEL_BOOLEAN:
        return a->boolean == b->boolean;
    case FEEL_NUMBER:
        return feel_decimal_equal(a->number, b->number);
    case FEEL_STRING:
        return str_eq(a->string, b->string);
    case FEEL_DATE:
        return feel_date_equal(a->date, b->date);
    case FEEL_TIME:
        return times_equal(a->time, b->time);
    case FEEL_DATE_TIME:
        return feel_date_time_equal(a->date_time, b->date_time);
    case FEEL_DAYS_DURATION:
        return feel_days_duration_equal(a->days_duration, b->days_duration);
    case FEEL_MONTHS_DURATION:
        return feel_months_duration_equal(a->months_duration, b->months_duration);
    case FEEL_LIST:
        return lists_equal(a->list, b->list);
    case FEEL_CONTEXT:
        return contexts_equal(a->context, b->context);
    case FEEL_RANGE:
        return ranges_equal(a->range, b->range);
    case FEEL_FUNCTION:
        return a->function == b->function;
    default:
        return -1;
    }
}

bool feel_same(const struct feel_value *a, const struct feel_value *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    if (a->kind == FEEL_TIME) {
        return feel_time_is(a->time, b->time);
    }
    if (a->kind == FEEL_DATE_TIME) {
        return feel_date_time_is(a->date_time, b->date_time);
    }
    return feel_equal(a, b) == 1;
}

bool feel_compare(const struct feel_value *a, const struct feel_value *b, int *ret)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case FEEL_NUMBER:
        *ret = feel_decimal_compare(a->number, b->number);
        return true;
    case FEEL_STRING:
        *ret = str_cmp(a->string, b->string);
        return true;
    case FEEL_DATE:
        *ret = feel_date_compare(a->date, b->date);
        return true;
    case FEEL_TIME:
        return feel_time_compare(a->time, b->time, ret) == FEEL_FAULT_NONE;
    case FEEL_DATE_TIME:
        *ret = feel_date_time_compare(a->date_time, b->date_time);
        return true;
    case FEEL_DAYS_DURATION:
        *ret = feel_days_duration_compare(a->days_duration, b->days_duration);
        return true;
    case FEEL_MONTHS_DURATION:
        *ret = feel_months_duration_compare(a->months_duration, b->months_duration);
        return true;
    default:
        return false;
    }
}

/* ---- types ---- */

static bool item_is(const struct feel_value *value, const struct feel_type *type)
{
    return value->kind == FEEL_NULL || feel_value_is(value, type);
}

static bool list_is(const struct feel_list *list, const struct feel_type *element)
{
    for (size_t i = 0; element->kind != FEEL_ANY && i < list->count; i++) {
        if (!item_is(&list->items[i], element)) {
            return false;
        }
    }
    return true;
}

static bool context_is(const struct feel_context *context, const struct feel_type *type)
{
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct feel_value *value = feel_context_get(context, type->fields[i].name);
        if (value == NULL || !item_is(value, type->fields[i].type)) {
            return false;
        }
    }
    return true;
}

bool feel_value_is(const struct feel_value *value, const struct feel_type *type)
{
    if (type->kind == FEEL_ANY) {
        return value->kind != FEEL_NULL;
    }
    if (value->kind != type->kind) {
        return false;
    }
    switch (value->kind) {
    case FEEL_LIST:
        return list_is(value->list, type->element);
    case FEEL_CONTEXT:
        return context_is(value->context, type);
    case FEEL_RANGE:
        return item_is(&value->range->low, type->element) &&
               item_is(&value->range->high, type->element);
    case FEEL_FUNCTION:
        return feel_type_conforms(value->function->type, type);
    default:
        return true;
    }
}
