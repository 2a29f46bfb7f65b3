/* dmn_value.c - see dmn_value.h. Recursion is as deep as the document, which xml_parse bounds. */
#include "dmn_value.h"

/* How XML Schema calls the kinds. */
static const struct {
    const char *name;
    enum feel_kind kind;
} schema_types[] = {
    {"string", FEEL_STRING},
    {"boolean", FEEL_BOOLEAN},
    {"decimal", FEEL_NUMBER},
    {"double", FEEL_NUMBER},
    {"float", FEEL_NUMBER},
    {"integer", FEEL_NUMBER},
    {"int", FEEL_NUMBER},
    {"long", FEEL_NUMBER},
    {"short", FEEL_NUMBER},
    {"byte", FEEL_NUMBER},
    {"date", FEEL_DATE},
    {"time", FEEL_TIME},
    {"dateTime", FEEL_DATE_TIME},
    {"duration", FEEL_DAYS_DURATION},
    {"dayTimeDuration", FEEL_DAYS_DURATION},
    {"yearMonthDuration", FEEL_MONTHS_DURATION},
};

static enum feel_kind kind_of(const struct dmn_written *written, const struct feel_type *type)
{
    for (size_t at = 0; at < sizeof(schema_types) / sizeof(*schema_types); at++) {
        if (str_eq(written->type, str_of(schema_types[at].name))) {
            return schema_types[at].kind;
        }
    }
    bool scalar = type && type->kind > FEEL_NULL && type->kind <= FEEL_MONTHS_DURATION;
    return scalar ? type->kind : FEEL_STRING;
}

static struct feel_value number_of(struct str text)
{
    struct feel_value value = {.kind = FEEL_NUMBER};
    text = str_starts(text, STR("+")) ? str_slice(text, 1, text.len) : text;
    return feel_decimal_parse(text, &value.number) == FEEL_FAULT_NONE ? value : feel_null(NULL);
}

static struct feel_value duration_of(struct str text)
{
    struct feel_value value = {.kind = FEEL_DAYS_DURATION};
    if (feel_days_duration_parse(text, &value.days_duration) == FEEL_FAULT_NONE) {
        return value;
    }
    value.kind = FEEL_MONTHS_DURATION;
    return feel_months_duration_parse(text, &value.months_duration) == FEEL_FAULT_NONE
               ? value
               : feel_null(NULL);
}

static struct feel_value scalar_of(struct feel_zones zones, const struct dmn_written *written,
                                   const struct feel_type *type)
{
    struct str text = str_trim(written->text);
    struct feel_value value = {.kind = (uint8_t)kind_of(written, type)};
    enum feel_fault fault = FEEL_FAULT_NONE;
    switch ((enum feel_kind)value.kind) {
    case FEEL_BOOLEAN:
        return feel_boolean(str_eq(text, STR("true")) || str_eq(text, STR("1")));
    case FEEL_NUMBER:
        return number_of(text);
    case FEEL_DATE:
        fault = feel_date_parse(text, &value.date);
        break;
    case FEEL_TIME:
        fault = feel_time_parse(&zones, text, &value.time);
        break;
    case FEEL_DATE_TIME:
        fault = feel_date_time_parse(&zones, text, &value.date_time);
        break;
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return duration_of(text);
    default:
        return feel_string(written->text);
    }
    return fault == FEEL_FAULT_NONE ? value : feel_null(NULL);
}

/* part_type - what the model says of an item or a component. */
static const struct feel_type *part_type(const struct feel_type *type,
                                         const struct dmn_written *part, bool item)
{
    if (!type) {
        return NULL;
    }
    if (item) {
        return type->kind == FEEL_LIST ? type->element : type;
    }
    return type->kind == FEEL_CONTEXT ? feel_type_field(type, part->name) : NULL;
}

struct feel_value dmn_value_of(struct arena *arena, struct feel_zones zones,
                               const struct dmn_written *written, const struct feel_type *type)
{
    if (written->form == DMN_WRITTEN_NIL) {
        return feel_null(NULL);
    }
    if (written->form == DMN_WRITTEN_SCALAR) {
        return scalar_of(zones, written, type);
    }
    bool list = written->form == DMN_WRITTEN_LIST;
    struct feel_value *values = arena_alloc(arena, (written->nparts + 1) * sizeof(*values));
    struct str *names = arena_alloc(arena, (written->nparts + 1) * sizeof(*names));
    for (size_t at = 0; at < written->nparts; at++) {
        const struct dmn_written *part = &written->parts[at];
        values[at] = dmn_value_of(arena, zones, part, part_type(type, part, list));
        names[at] = part->name;
    }
    return list ? feel_list_of(arena, values, written->nparts)
                : feel_context_of(arena, names, values, written->nparts);
}

static bool numbers_same(struct feel_decimal a, struct feel_decimal b)
{
    struct feel_decimal difference;
    if (feel_decimal_subtract(a, b, &difference) != FEEL_FAULT_NONE) {
        return false;
    }
    return feel_decimal_compare(feel_decimal_absolute(difference), feel_decimal_scaled(1, -8)) < 0;
}

static bool lists_same(struct arena *arena, const struct feel_list *a, const struct feel_list *b)
{
    for (size_t at = 0; a->count == b->count && at < a->count; at++) {
        if (!dmn_value_same(arena, &a->items[at], &b->items[at])) {
            return false;
        }
    }
    return a->count == b->count;
}

static bool contexts_same(struct arena *arena, const struct feel_context *a,
                          const struct feel_context *b)
{
    for (size_t at = 0; a->count == b->count && at < a->count; at++) {
        const struct feel_value *other = feel_context_get(b, a->names[at]);
        if (!other || !dmn_value_same(arena, &a->values[at], other)) {
            return false;
        }
    }
    return a->count == b->count;
}

bool dmn_value_same(struct arena *arena, const struct feel_value *expected,
                    const struct feel_value *actual)
{
    if (expected->kind != actual->kind) {
        return false;
    }
    switch ((enum feel_kind)expected->kind) {
    case FEEL_NULL:
        return true;
    case FEEL_NUMBER:
        return numbers_same(expected->number, actual->number);
    case FEEL_LIST:
        return lists_same(arena, expected->list, actual->list);
    case FEEL_CONTEXT:
        return contexts_same(arena, expected->context, actual->context);
    case FEEL_TIME:
    case FEEL_DATE_TIME: /* the same in every part: offset, zone and fraction of the second too */
        return str_eq(feel_value_text(arena, expected), feel_value_text(arena, actual));
    default:
        return feel_equal(expected, actual) == 1;
    }
}
