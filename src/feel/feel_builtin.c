/* feel_builtin.c - the table of built-in functions, and how one is called. */
#include "feel_builtin.h"

#include "feel_machine.h"

enum {
    NUMBER = FEEL_BIT(FEEL_NUMBER),
    STRING = FEEL_BIT(FEEL_STRING),
    TRUTH = FEEL_BIT(FEEL_BOOLEAN),
    LIST = FEEL_BIT(FEEL_LIST),
    CONTEXT = FEEL_BIT(FEEL_CONTEXT),
    FUNCTION = FEEL_BIT(FEEL_FUNCTION),
    RANGE = FEEL_BIT(FEEL_RANGE),
    DATE = FEEL_BIT(FEEL_DATE),
    DATE_TIME = FEEL_BIT(FEEL_DATE_TIME),
    DAY = FEEL_BIT(FEEL_DATE) | FEEL_BIT(FEEL_DATE_TIME),
    TIME = FEEL_BIT(FEEL_TIME),
    DAYS = FEEL_BIT(FEEL_DAYS_DURATION),
    MONTHS = FEEL_BIT(FEEL_MONTHS_DURATION),
    NONE = FEEL_BIT(FEEL_NULL),
    ANYTHING = FEEL_EVERY_KIND,
    POINT = NUMBER | STRING | DAY | TIME | DAYS | MONTHS,
    ENDS = POINT | RANGE,
};

#define P(name, accepts, flags)                                                                    \
    {                                                                                              \
        STR_INIT(name), (uint16_t)(accepts), flags                                                 \
    }
#define ROW0(name, call, result)                                                                   \
    {                                                                                              \
        STR_INIT(name), call, FEEL_##result, 0,                                                    \
        {                                                                                          \
            {                                                                                      \
                STR_INIT(""), 0, 0                                                                 \
            }                                                                                      \
        }                                                                                          \
    }
#define ROW1(name, call, result, a)                                                                \
    {                                                                                              \
        STR_INIT(name), call, FEEL_##result, 1,                                                    \
        {                                                                                          \
            a                                                                                      \
        }                                                                                          \
    }
#define ROW2(name, call, result, a, b)                                                             \
    {                                                                                              \
        STR_INIT(name), call, FEEL_##result, 2,                                                    \
        {                                                                                          \
            a, b                                                                                   \
        }                                                                                          \
    }
#define ROW3(name, call, result, a, b, c)                                                          \
    {                                                                                              \
        STR_INIT(name), call, FEEL_##result, 3,                                                    \
        {                                                                                          \
            a, b, c                                                                                \
        }                                                                                          \
    }
#define ROW4(name, call, result, a, b, c, d)                                                       \
    {                                                                                              \
        STR_INIT(name), call, FEEL_##result, 4,                                                    \
        {                                                                                          \
            a, b, c, d                                                                             \
        }                                                                                          \
    }
/* A rounding function; a function of two ranges; of a point and a range in either place. */
#define ROUNDING(name, call) ROW2(name, call, NUMBER, P("n", NUMBER, 0), P("scale", NUMBER, 0))
#define ROUNDING_WHOLE(name, call)                                                                 \
    ROW2(name, call, NUMBER, P("n", NUMBER, 0), P("scale", NUMBER, FEEL_OPTIONAL))
#define RANGES(name, call) ROW2(name, call, BOOLEAN, P("range1", RANGE, 0), P("range2", RANGE, 0))
#define POINT_RANGE(name, call, first)                                                             \
    ROW2(name, call, BOOLEAN, P("point", first, 0), P("range", RANGE, 0)),                         \
        ROW2(name, call, BOOLEAN, P("range1", RANGE, 0), P("range2", RANGE, 0))
#define RANGE_POINT(name, call, second)                                                            \
    ROW2(name, call, BOOLEAN, P("range", RANGE, 0), P("point", second, 0)),                        \
        ROW2(name, call, BOOLEAN, P("range1", RANGE, 0), P("range2", RANGE, 0))
#define POINTS(name, call)                                                                         \
    ROW2(name, call, BOOLEAN, P("point1", ENDS, 0), P("point2", ENDS, 0)),                         \
        ROW2(name, call, BOOLEAN, P("range1", RANGE, 0), P("range2", RANGE, 0))
#define POINTS_RANGES(name, call)                                                                  \
    POINTS(name, call), ROW2(name, call, BOOLEAN, P("point", POINT, 0), P("range", RANGE, 0)),     \
        ROW2(name, call, BOOLEAN, P("range", RANGE, 0), P("point", POINT, 0))
#define OF_LIST(name, call, result) ROW1(name, call, result, P("list", LIST, FEEL_VARIADIC))
#define OF_NUMBER(name, call, result) ROW1(name, call, result, P("number", NUMBER, 0))
#define OF_STRING(name, call, result) ROW1(name, call, result, P("string", STRING, 0))
#define STRING_MATCH(name, call, result)                                                           \
    ROW2(name, call, result, P("string", STRING, 0), P("match", STRING, 0))
#define OF_DAY(name, call, result) ROW1(name, call, result, P("date", DAY, 0))

const struct feel_builtin feel_builtins[] = {
    /* conversion, §10.3.4.1 */
    ROW1("date", feel_call_date, DATE, P("from", STRING | DAY, 0)),
    ROW3("date", feel_call_date_of_parts, DATE, P("year", NUMBER, 0), P("month", NUMBER, 0),
         P("day", NUMBER, 0)),
    ROW1("date and time", feel_call_date_time, DATE_TIME, P("from", STRING | DAY, 0)),
    ROW2("date and time", feel_call_date_time_of_parts, DATE_TIME, P("date", DAY, 0),
         P("time", TIME, 0)),
    ROW1("time", feel_call_time, TIME, P("from", STRING | DAY | TIME, 0)),
    ROW4("time", feel_call_time_of_parts, TIME, P("hour", NUMBER, 0), P("minute", NUMBER, 0),
         P("second", NUMBER, 0), P("offset", DAYS | NONE, FEEL_OPTIONAL)),
    ROW3("number", feel_call_number, NUMBER, P("from", STRING, 0),
         P("grouping separator", STRING | NONE, 0), P("decimal separator", STRING | NONE, 0)),
    ROW1("string", feel_call_string, STRING, P("from", ANYTHING & ~NONE, 0)),
    ROW1("duration", feel_call_duration, ANY, P("from", STRING | DAYS | MONTHS, 0)),
    ROW2("years and months duration", feel_call_months_between, MONTHS_DURATION, P("from", DAY, 0),
         P("to", DAY, 0)),
    /* boolean, §10.3.4.2 */
    ROW1("not", feel_call_not, BOOLEAN, P("negand", TRUTH, 0)),
    /* string, §10.3.4.3 */
    ROW3("substring", feel_call_substring, STRING, P("string", STRING, 0),
         P("start position", NUMBER, 0), P("length", NUMBER, FEEL_OPTIONAL)),
    OF_STRING("string length", feel_call_string_length, NUMBER),
    OF_STRING("upper case", feel_call_upper_case, STRING),
    OF_STRING("lower case", feel_call_lower_case, STRING),
    STRING_MATCH("substring before", feel_call_substring_before, STRING),
    STRING_MATCH("substring after", feel_call_substring_after, STRING),
    ROW4("replace", feel_call_replace, STRING, P("input", STRING, 0), P("pattern", STRING, 0),
         P("replacement", STRING, 0), P("flags", STRING | NONE, FEEL_OPTIONAL)),
    STRING_MATCH("contains", feel_call_contains, BOOLEAN),
    STRING_MATCH("starts with", feel_call_starts_with, BOOLEAN),
    STRING_MATCH("ends with", feel_call_ends_with, BOOLEAN),
    ROW3("matches", feel_call_matches, BOOLEAN, P("input", STRING, 0), P("pattern", STRING, 0),
         P("flags", STRING | NONE, FEEL_OPTIONAL)),
    ROW2("split", feel_call_split, LIST, P("string", STRING, 0), P("delimiter", STRING, 0)),
    ROW2("string join", feel_call_string_join, STRING, P("list", LIST, 0),
         P("delimiter", STRING | NONE, FEEL_OPTIONAL)),
    /* list, §10.3.4.4 */
    ROW2("list contains", feel_call_list_contains, BOOLEAN, P("list", LIST, 0),
         P("element", ANYTHING, 0)),
    ROW1("count", feel_call_count, NUMBER, P("list", LIST, 0)),
    OF_LIST("min", feel_call_min, ANY),
    OF_LIST("max", feel_call_max, ANY),
    OF_LIST("sum", feel_call_sum, NUMBER),
    OF_LIST("mean", feel_call_mean, NUMBER),
    OF_LIST("all", feel_call_all, BOOLEAN),
    OF_LIST("any", feel_call_any, BOOLEAN),
    ROW3("sublist", feel_call_sublist, LIST, P("list", LIST, 0), P("start position", NUMBER, 0),
         P("length", NUMBER, FEEL_OPTIONAL)),
    ROW2("append", feel_call_append, LIST, P("list", LIST, 0), P("item", LIST, FEEL_REST)),
    ROW1("concatenate", feel_call_concatenate, LIST, P("list", LIST, FEEL_REST)),
    ROW3("insert before", feel_call_insert_before, LIST, P("list", LIST, 0),
         P("position", NUMBER, 0), P("newItem", ANYTHING, 0)),
    ROW2("remove", feel_call_remove, LIST, P("list", LIST, 0), P("position", NUMBER, 0)),
    ROW3("list replace", feel_call_list_replace, LIST, P("list", LIST, 0),
         P("position", NUMBER | FUNCTION, 0), P("newItem", ANYTHING, 0)),
    ROW3("list replace", feel_call_list_replace, LIST, P("list", LIST, 0), P("match", FUNCTION, 0),
         P("newItem", ANYTHING, 0)),
    ROW1("reverse", feel_call_reverse, LIST, P("list", LIST, 0)),
    ROW2("index of", feel_call_index_of, LIST, P("list", LIST, 0), P("match", ANYTHING, 0)),
    ROW1("union", feel_call_union, LIST, P("list", LIST, FEEL_REST)),
    ROW1("distinct values", feel_call_distinct_values, LIST, P("list", LIST, 0)),
    ROW1("flatten", feel_call_flatten, LIST, P("list", LIST, 0)),
    OF_LIST("product", feel_call_product, NUMBER),
    OF_LIST("median", feel_call_median, NUMBER),
    OF_LIST("stddev", feel_call_stddev, NUMBER),
    OF_LIST("mode", feel_call_mode, LIST),
    /* numeric, §10.3.4.5 */
    ROUNDING("decimal", feel_call_decimal),
    ROUNDING_WHOLE("floor", feel_call_floor),
    ROUNDING_WHOLE("ceiling", feel_call_ceiling),
    ROUNDING("round up", feel_call_round_up),
    ROUNDING("round down", feel_call_round_down),
    ROUNDING("round half up", feel_call_round_half_up),
    ROUNDING("round half down", feel_call_round_half_down),
    ROW1("abs", feel_call_abs, ANY, P("n", NUMBER | DAYS | MONTHS, 0)),
    ROW2("modulo", feel_call_modulo, NUMBER, P("dividend", NUMBER, 0), P("divisor", NUMBER, 0)),
    OF_NUMBER("sqrt", feel_call_sqrt, NUMBER),
    OF_NUMBER("log", feel_call_log, NUMBER),
    OF_NUMBER("exp", feel_call_exp, NUMBER),
    OF_NUMBER("odd", feel_call_odd, BOOLEAN),
    OF_NUMBER("even", feel_call_even, BOOLEAN),
    /* date and time, §10.3.4.6 */
    ROW2("is", feel_call_is, BOOLEAN, P("value1", ANYTHING, FEEL_OPTIONAL),
         P("value2", ANYTHING, FEEL_OPTIONAL)),
    ROW0("now", feel_call_now, DATE_TIME),
    ROW0("today", feel_call_today, DATE),
    OF_DAY("day of year", feel_call_day_of_year, NUMBER),
    OF_DAY("day of week", feel_call_day_of_week, STRING),
    OF_DAY("month of year", feel_call_month_of_year, STRING),
    OF_DAY("week of year", feel_call_week_of_year, NUMBER),
    /* ranges, §10.3.4.7, and range() */
    POINTS_RANGES("before", feel_call_before),
    POINTS_RANGES("after", feel_call_after),
    RANGES("meets", feel_call_meets),
    RANGES("met by", feel_call_met_by),
    RANGES("overlaps", feel_call_overlaps),
    RANGES("overlaps before", feel_call_overlaps_before),
    RANGES("overlaps after", feel_call_overlaps_after),
    POINT_RANGE("finishes", feel_call_finishes, ENDS),
    RANGE_POINT("finished by", feel_call_finished_by, ENDS),
    RANGE_POINT("includes", feel_call_includes, ENDS),
    POINT_RANGE("during", feel_call_during, ENDS),
    POINT_RANGE("starts", feel_call_starts, ENDS),
    RANGE_POINT("started by", feel_call_started_by, ENDS),
    POINTS("coincides", feel_call_coincides),
    ROW1("range", feel_call_range, RANGE, P("from", STRING, 0)),
    /* sort, §10.3.4.8 */
    ROW2("sort", feel_call_sort, LIST, P("list", LIST, 0), P("precedes", FUNCTION, 0)),
    /* context, §10.3.4.10 */
    ROW2("get value", feel_call_get_value, ANY, P("m", CONTEXT, 0), P("key", STRING, 0)),
    ROW1("get entries", feel_call_get_entries, LIST, P("m", CONTEXT, 0)),
    ROW1("context", feel_call_context, CONTEXT, P("entries", LIST, 0)),
    /* by position the first, whichever key it is */
    ROW3("context put", feel_call_context_put, CONTEXT, P("context", CONTEXT, 0),
         P("keys", STRING | LIST, 0), P("value", ANYTHING, 0)),
    ROW3("context put", feel_call_context_put, CONTEXT, P("context", CONTEXT, 0),
         P("key", STRING, 0), P("value", ANYTHING, 0)),
    ROW1("context merge", feel_call_context_merge, CONTEXT, P("contexts", LIST, 0)),
};
const size_t feel_builtin_count = sizeof feel_builtins / sizeof feel_builtins[0];

const struct feel_builtin *feel_builtin_find(struct str name)
{
    for (size_t i = 0; i < feel_builtin_count; i++) {
        if (str_eq(feel_builtins[i].name, name)) {
            return &feel_builtins[i];
        }
    }
    return NULL;
}

/* ---- arranging ---- */

static bool arrange_by_position(const struct feel_builtin *row, size_t count,
                                int order[FEEL_PARAMETERS_MAX])
{
    for (size_t i = 0; i < row->count; i++) {
        order[i] = i < count ? (int)i : -1;
        if (i >= count && (row->parameters[i].flags & FEEL_OPTIONAL) == 0) {
            return false;
        }
    }
    bool open = row->count > 0 &&
                (row->parameters[row->count - 1].flags & (FEEL_VARIADIC | FEEL_REST)) != 0;
    return count <= row->count || open;
}

static bool arrange_by_name(const struct feel_builtin *row, const struct str *names, size_t count,
                            int order[FEEL_PARAMETERS_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < row->count; i++) {
        order[i] = -1;
        for (size_t k = 0; k < count && order[i] < 0; k++) {
            order[i] = str_eq(names[k], row->parameters[i].name) ? (int)k : -1;
        }
        found += order[i] >= 0;
        bool may_be_null = (row->parameters[i].accepts & NONE) != 0; /* not named: null */
        if (order[i] < 0 && (row->parameters[i].flags & FEEL_OPTIONAL) == 0 && !may_be_null) {
            return false;
        }
    }
    return found == count;
}

const struct feel_builtin *feel_builtin_arrange(const struct feel_builtin *first,
                                                const struct str *names, size_t count,
                                                int ret_order[FEEL_PARAMETERS_MAX])
{
    const struct feel_builtin *end = feel_builtins + feel_builtin_count;
    for (const struct feel_builtin *row = first; row < end && str_eq(row->name, first->name);
         row++) {
        if (names == NULL ? arrange_by_position(row, count, ret_order)
                          : arrange_by_name(row, names, count, ret_order)) {
            return row;
        }
    }
    return NULL;
}

/* ---- calling ---- */

void feel_refuse(const struct feel_invocation *call, enum feel_cause_code code,
                 struct feel_value *ret)
{
    for (size_t i = 0; i < call->builtin->count; i++) {
        const struct feel_value *argument = &call->arguments[i];
        const struct feel_cause *cause = argument->kind == FEEL_NULL ? argument->cause : NULL;
        for (size_t k = 0;
             argument->kind == FEEL_LIST && cause == NULL && k < argument->list->count; k++) {
            const struct feel_value *item = &argument->list->items[k];
            cause = item->kind == FEEL_NULL ? item->cause : NULL;
        }
        if (cause != NULL) {
            *ret = feel_null(cause);
            return;
        }
    }
    feel_fail(call->evaluation, call->at, code, call->builtin->name, NULL, ret);
}

static bool accepts(const struct feel_parameter *parameter, const struct feel_value *value)
{
    return (parameter->accepts & FEEL_BIT(value->kind)) != 0;
}

/* The argument as the parameter wants it (§10.3.2.9.4); false: it can't be. */
static bool fit(struct feel_evaluation *e, const struct feel_parameter *parameter,
                struct feel_value *value)
{
    if (accepts(parameter, value)) {
        return true;
    }
    if (value->kind == FEEL_LIST && value->list->count == 1 &&
        accepts(parameter, &value->list->items[0]) && value->list->items[0].kind != FEEL_NULL) {
        *value = value->list->items[0];
        return true;
    }
    if (parameter->accepts == FEEL_BIT(FEEL_LIST) && value->kind != FEEL_NULL) {
        struct feel_gathering one = {0};
        struct feel_value item = *value;
        if (feel_gather(e, &one, &item)) {
            feel_gathered(e, &one, value);
        }
        return value->kind == FEEL_LIST;
    }
    return false;
}

/* Does what it gives hold items of its arguments as they are, each with its own doubt, or tell by
 * itself which matter? */
static bool keeps_doubts_apart(feel_builtin_call *call)
{
    static feel_builtin_call *const calls[] = {
        feel_call_count,       feel_call_list_contains, feel_call_all,
        feel_call_any,         feel_call_append,        feel_call_concatenate,
        feel_call_sublist,     feel_call_insert_before, feel_call_remove,
        feel_call_reverse,     feel_call_flatten,       feel_call_get_value,
        feel_call_get_entries, feel_call_context_put,   feel_call_context_merge,
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (calls[i] == call) {
            return true;
        }
    }
    return false;
}

void feel_builtin_run(struct feel_evaluation *e, const struct feel_node *at,
                      const struct feel_builtin *builtin, struct feel_value *arguments,
                      uint32_t given, struct feel_value *ret)
{
    struct feel_invocation call = {e, at, builtin, arguments, given};
    const struct feel_cause *doubt = NULL;
    for (uint32_t i = 0; i < builtin->count; i++) {
        if ((given & 1u << i) == 0) {
            continue;
        }
        feel_charge(e, &arguments[i]);
        doubt = doubt != NULL ? doubt : arguments[i].cause;
        if (doubt == NULL && arguments[i].kind >= FEEL_LIST && !keeps_doubts_apart(builtin->call)) {
            doubt = feel_doubt(&arguments[i]);
        }
        if (!fit(e, &builtin->parameters[i], &arguments[i])) {
            feel_refuse(&call, FEEL_CAUSE_WRONG_TYPE, ret);
            return;
        }
    }
    *ret = feel_null(NULL);
    builtin->call(&call, ret);
    if (e->stopped) {
        feel_stop(e, ret);
    } else if (ret->cause == NULL) {
        ret->cause = doubt;
    }
}

/* All arguments from `from` on as one list. */
static void rest_of(struct feel_evaluation *e, const struct feel_value *arguments, size_t from,
                    size_t count, struct feel_value *ret)
{
    struct feel_gathering rest = {0};
    for (size_t i = from; i < count; i++) {
        if (!feel_gather(e, &rest, &arguments[i])) {
            feel_stop(e, ret);
            return;
        }
    }
    feel_gathered(e, &rest, ret);
}

void feel_builtin_call_with(struct feel_evaluation *e, const struct feel_node *at,
                            const struct feel_builtin *first, const struct feel_value *arguments,
                            const struct str *names, size_t count, struct feel_value *ret)
{
    int order[FEEL_PARAMETERS_MAX];
    const struct feel_builtin *row = feel_builtin_arrange(first, names, count, order);
    if (row == NULL) {
        feel_fail(e, at, FEEL_CAUSE_ARGUMENTS, first->name, NULL, ret);
        return;
    }
    struct feel_value arranged[FEEL_PARAMETERS_MAX] = {{.kind = FEEL_NULL}};
    uint32_t given = 0;
    for (size_t i = 0; i < row->count; i++) {
        uint8_t flags = row->parameters[i].flags;
        if (order[i] < 0) {
            continue;
        }
        given |= 1u << i;
        arranged[i] = arguments[order[i]];
        if (names == NULL &&
            ((flags & FEEL_REST) != 0 || ((flags & FEEL_VARIADIC) != 0 && i + 1 < count))) {
            rest_of(e, arguments, i, count, &arranged[i]);
        }
    }
    feel_builtin_run(e, at, row, arranged, given, ret);
}
