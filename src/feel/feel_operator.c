/* feel_operator.c - arithmetic, comparisons, `in`, and what values have by name (DMN 1.5 §10.3.2.5
 * to .8, tables 50 to 66). */
#include "feel_machine.h"

/* ---- arithmetic ---- */

static enum feel_cause_code code_of(enum feel_fault fault)
{
    static const enum feel_cause_code codes[FEEL_FAULTS] = {
        [FEEL_FAULT_SYNTAX] = FEEL_CAUSE_CONVERSION,
        [FEEL_FAULT_RANGE] = FEEL_CAUSE_OUT_OF_RANGE,
        [FEEL_FAULT_ZERO_DIVISOR] = FEEL_CAUSE_DIVISION,
        [FEEL_FAULT_NOT_REAL] = FEEL_CAUSE_DOMAIN,
        [FEEL_FAULT_UNKNOWN_ZONE] = FEEL_CAUSE_CONVERSION,
        [FEEL_FAULT_ONE_ZONE_ONLY] = FEEL_CAUSE_NOT_COMPARABLE,
        [FEEL_FAULT_ZONE_NO_DATE] = FEEL_CAUSE_NOT_COMPARABLE,
    };
    return codes[fault];
}

void feel_refuse_fault(const struct feel_invocation *call, enum feel_fault fault,
                       struct feel_value *ret)
{
    feel_refuse(call, code_of(fault), ret);
}

/* What an operation on two kinds came to: kind set and no fault, or wrong types. */
struct outcome {
    enum feel_fault fault;
    bool typed; /* the types fit */
};

static struct outcome done(struct feel_value *ret, enum feel_kind kind, enum feel_fault fault)
{
    ret->kind = (uint8_t)kind;
    return (struct outcome){fault, true};
}

static const struct outcome wrong_types = {FEEL_FAULT_NONE, false};

static struct outcome on_numbers(enum feel_node_kind kind, struct feel_decimal a,
                                 struct feel_decimal b, struct feel_value *ret)
{
    switch (kind) {
    case FEEL_NODE_ADD:
        return done(ret, FEEL_NUMBER, feel_decimal_add(a, b, &ret->number));
    case FEEL_NODE_SUBTRACT:
        return done(ret, FEEL_NUMBER, feel_decimal_subtract(a, b, &ret->number));
    case FEEL_NODE_MULTIPLY:
        return done(ret, FEEL_NUMBER, feel_decimal_multiply(a, b, &ret->number));
    case FEEL_NODE_DIVIDE:
        return done(ret, FEEL_NUMBER, feel_decimal_divide(a, b, &ret->number));
    case FEEL_NODE_POWER:
        return done(ret, FEEL_NUMBER, feel_decimal_power(a, b, &ret->number));
    default:
        return wrong_types;
    }
}

/* A moment and a duration. */
static struct outcome moved(const struct feel_value *a, const struct feel_value *b,
                            struct feel_value *ret)
{
    bool days = b->kind == FEEL_DAYS_DURATION;
    switch (a->kind) {
    case FEEL_DATE:
        return done(ret, FEEL_DATE,
                    days ? feel_date_add_days(a->date, b->days_duration, &ret->date)
                         : feel_date_add_months(a->date, b->months_duration, &ret->date));
    case FEEL_DATE_TIME:
        return done(
            ret, FEEL_DATE_TIME,
            days ? feel_date_time_add_days(a->date_time, b->days_duration, &ret->date_time)
                 : feel_date_time_add_months(a->date_time, b->months_duration, &ret->date_time));
    case FEEL_TIME:
        if (!days) {
            return wrong_types;
        }
        ret->time = feel_time_add_days(a->time, b->days_duration);
        return done(ret, FEEL_TIME, FEEL_FAULT_NONE);
    default:
        return wrong_types;
    }
}

static bool is_duration(const struct feel_value *value)
{
    return value->kind == FEEL_DAYS_DURATION || value->kind == FEEL_MONTHS_DURATION;
}

static bool is_moment(const struct feel_value *value)
{
    return value->kind >= FEEL_DATE && value->kind <= FEEL_DATE_TIME;
}

static struct feel_value negated(const struct feel_value *value)
{
    struct feel_value ret = *value;
    if (value->kind == FEEL_NUMBER) {
        ret.number = feel_decimal_negate(value->number);
    } else if (value->kind == FEEL_DAYS_DURATION) {
        ret.days_duration = feel_days_duration_negate(value->days_duration);
    } else {
        ret.months_duration = feel_months_duration_negate(value->months_duration);
    }
    return ret;
}

static struct outcome added(const struct feel_value *a, const struct feel_value *b,
                            struct feel_value *ret)
{
    if (is_duration(a) && a->kind == b->kind) {
        return a->kind == FEEL_DAYS_DURATION
                   ? done(ret, FEEL_DAYS_DURATION,
                          feel_days_duration_add(a->days_duration, b->days_duration,
                                                 &ret->days_duration))
                   : done(ret, FEEL_MONTHS_DURATION,
                          feel_months_duration_add(a->months_duration, b->months_duration,
                                                   &ret->months_duration));
    }
    if (is_duration(b)) {
        return moved(a, b, ret);
    }
    return is_duration(a) ? moved(b, a, ret) : wrong_types;
}

static struct outcome subtracted(const struct feel_value *a, const struct feel_value *b,
                                 struct feel_value *ret)
{
    if (is_duration(b)) {
        struct feel_value minus = negated(b);
        return is_moment(a) || is_duration(a) ? added(a, &minus, ret) : wrong_types;
    }
    if (a->kind == FEEL_TIME && b->kind == FEEL_TIME) {
        return done(ret, FEEL_DAYS_DURATION,
                    feel_time_subtract(a->time, b->time, &ret->days_duration));
    }
    if (a->kind == FEEL_DATE && b->kind == FEEL_DATE) {
        return done(ret, FEEL_DAYS_DURATION,
                    feel_date_subtract(a->date, b->date, &ret->days_duration));
    }
    if (!is_moment(a) || !is_moment(b) || a->kind == FEEL_TIME || b->kind == FEEL_TIME) {
        return wrong_types;
    }
    struct feel_date_time from =
        a->kind == FEEL_DATE ? feel_date_time_of_date(a->date) : a->date_time;
    struct feel_date_time to =
        b->kind == FEEL_DATE ? feel_date_time_of_date(b->date) : b->date_time;
    return done(ret, FEEL_DAYS_DURATION, feel_date_time_subtract(from, to, &ret->days_duration));
}

static struct outcome multiplied(const struct feel_value *a, const struct feel_value *b,
                                 struct feel_value *ret)
{
    if (a->kind == FEEL_NUMBER) {
        return b->kind == FEEL_NUMBER ? wrong_types : multiplied(b, a, ret);
    }
    if (b->kind != FEEL_NUMBER || !is_duration(a)) {
        return wrong_types;
    }
    return a->kind == FEEL_DAYS_DURATION
               ? done(ret, FEEL_DAYS_DURATION,
                      feel_days_duration_multiply(a->days_duration, b->number, &ret->days_duration))
               : done(ret, FEEL_MONTHS_DURATION,
                      feel_months_duration_multiply(a->months_duration, b->number,
                                                    &ret->months_duration));
}

static struct outcome divided(const struct feel_value *a, const struct feel_value *b,
                              struct feel_value *ret)
{
    bool days = a->kind == FEEL_DAYS_DURATION;
    if (is_duration(a) && b->kind == FEEL_NUMBER) {
        return days ? done(ret, FEEL_DAYS_DURATION,
                           feel_days_duration_divide(a->days_duration, b->number,
                                                     &ret->days_duration))
                    : done(ret, FEEL_MONTHS_DURATION,
                           feel_months_duration_divide(a->months_duration, b->number,
                                                       &ret->months_duration));
    }
    if (!is_duration(a) || a->kind != b->kind) {
        return wrong_types;
    }
    return done(
        ret, FEEL_NUMBER,
        days ? feel_days_duration_ratio(a->days_duration, b->days_duration, &ret->number)
             : feel_months_duration_ratio(a->months_duration, b->months_duration, &ret->number));
}

static struct outcome on_others(enum feel_node_kind kind, const struct feel_value *a,
                                const struct feel_value *b, struct feel_value *ret)
{
    switch (kind) {
    case FEEL_NODE_ADD:
        return added(a, b, ret);
    case FEEL_NODE_SUBTRACT:
        return subtracted(a, b, ret);
    case FEEL_NODE_MULTIPLY:
        return multiplied(a, b, ret);
    case FEEL_NODE_DIVIDE:
        return divided(a, b, ret);
    case FEEL_NODE_NEGATE:
        if (a->kind == FEEL_NUMBER || is_duration(a)) {
            *ret = negated(a);
            return (struct outcome){FEEL_FAULT_NONE, true};
        }
        return wrong_types;
    default:
        return wrong_types;
    }
}

static void joined(struct feel_evaluation *e, struct str a, struct str b, struct feel_value *ret)
{
    char *text = feel_take(e, a.len + b.len + 1);
    if (text == NULL) {
        feel_stop(e, ret);
        return;
    }
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, b.ptr, b.len);
    *ret = feel_string((struct str){text, a.len + b.len});
}

void feel_arithmetic(struct feel_evaluation *e, const struct feel_node *node,
                     const struct feel_value *a, const struct feel_value *b, struct feel_value *ret)
{
    struct outcome outcome;
    ret->cause = NULL;
    if (a->kind == FEEL_NUMBER && b->kind == FEEL_NUMBER) {
        outcome = on_numbers(node->kind, a->number, b->number, ret);
    } else if (a->kind == FEEL_STRING && b->kind == FEEL_STRING && node->kind == FEEL_NODE_ADD) {
        joined(e, a->string, b->string, ret);
        outcome = (struct outcome){FEEL_FAULT_NONE, true};
    } else {
        outcome = on_others(node->kind, a, b, ret);
    }
    if (!outcome.typed) {
        feel_lost(e, node, FEEL_CAUSE_WRONG_TYPE, a, b, ret);
    } else if (outcome.fault != FEEL_FAULT_NONE) {
        feel_fail(e, node, code_of(outcome.fault), STR(""), NULL, ret);
    } else if (ret->cause == NULL) {
        ret->cause = a->cause != NULL ? a->cause : b->cause;
    }
}

/* ---- comparisons ---- */

static bool holds_for(enum feel_node_kind comparison, int order)
{
    switch (comparison) {
    case FEEL_NODE_EQUAL:
        return order == 0;
    case FEEL_NODE_NOT_EQUAL:
        return order != 0;
    case FEEL_NODE_LESS:
        return order < 0;
    case FEEL_NODE_LESS_OR_EQUAL:
        return order <= 0;
    case FEEL_NODE_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

int feel_relate(enum feel_node_kind comparison, const struct feel_value *a,
                const struct feel_value *b)
{
    int order;
    if (a->kind == FEEL_NUMBER && b->kind == FEEL_NUMBER) {
        order = feel_decimal_compare(a->number, b->number);
        return holds_for(comparison, order);
    }
    if (comparison == FEEL_NODE_EQUAL || comparison == FEEL_NODE_NOT_EQUAL) {
        int equal = feel_equal(a, b);
        return equal < 0 || comparison == FEEL_NODE_EQUAL ? equal : !equal;
    }
    return feel_compare(a, b, &order) ? holds_for(comparison, order) : -1;
}

int feel_range_holds(const struct feel_range *range, const struct feel_value *value)
{
    if (range->comparison != 0) {
        bool low = range->low.kind != FEEL_NULL;
        return feel_relate(range->comparison, value, low ? &range->low : &range->high);
    }
    int low = feel_relate(range->low_included ? FEEL_NODE_GREATER_OR_EQUAL : FEEL_NODE_GREATER,
                          value, &range->low);
    int high = feel_relate(range->high_included ? FEEL_NODE_LESS_OR_EQUAL : FEEL_NODE_LESS, value,
                           &range->high);
    return low < 0 || high < 0 ? -1 : low && high;
}

/* ---- in ---- */

/* Is the value one of the list's items, or in a range or list that is one? Two levels, as the
 * grammar has them. */
static int in_list(const struct feel_list *list, const struct feel_value *value,
                   const struct feel_cause **doubt)
{
    int ret = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct feel_value *item = &list->items[i];
        int holds = item->kind == FEEL_RANGE && value->kind != FEEL_RANGE
                        ? feel_range_holds(item->range, value)
                        : feel_equal(item, value);
        const struct feel_cause *item_doubt = feel_doubt(item);
        if (holds == 1 && item_doubt == NULL) {
            *doubt = NULL;
            return 1;
        }
        ret = holds == 1 ? 1 : ret;
        *doubt = *doubt != NULL ? *doubt : item_doubt;
    }
    return ret;
}

/* Does the value pass a test that came to `test`? -1: null. */
static int passes(const struct feel_node *node, const struct feel_value *value,
                  const struct feel_value *test, const struct feel_cause **doubt)
{
    if (node->uses_input || (test->kind == FEEL_BOOLEAN && value->kind != FEEL_BOOLEAN &&
                             node->kind != FEEL_NODE_CONSTANT)) {
        return test->kind == FEEL_BOOLEAN ? test->boolean : -1;
    }
    if (test->kind == FEEL_RANGE && value->kind != FEEL_RANGE) {
        return feel_range_holds(test->range, value);
    }
    if (test->kind == FEEL_LIST) {
        bool whole = value->kind == FEEL_LIST && feel_equal(value, test) == 1;
        return whole ? 1 : in_list(test->list, value, doubt);
    }
    return feel_equal(value, test);
}

static void evaluate_test(struct feel_evaluation *e, const struct feel_node *test,
                          const struct feel_frame *frame, const struct feel_value *value,
                          struct feel_value *ret)
{
    struct feel_value room;
    const struct feel_cause *doubt = NULL; /* of an item of the operand */
    const struct feel_node *part = test->kind == FEEL_NODE_TEST ? test->left : test;
    const struct feel_value *operand = feel_see(e, part, frame, &room);
    feel_charge(e, operand);
    int holds = test->kind == FEEL_NODE_TEST ? feel_relate(test->test, value, operand)
                                             : passes(test, value, operand, &doubt);
    bool asks_null = part->kind == FEEL_NODE_CONSTANT && operand->kind == FEEL_NULL &&
                     operand->cause == NULL && value->kind == FEEL_NULL;
    if (holds < 0) {
        feel_lost(e, test, FEEL_CAUSE_NOT_COMPARABLE, value, operand, ret);
        return;
    }
    *ret = feel_boolean(holds > 0);
    ret->cause = asks_null || part->uses_input ? operand->cause
                 : value->cause != NULL        ? value->cause
                 : operand->cause != NULL      ? operand->cause
                                               : doubt;
}

void feel_evaluate_in(struct feel_evaluation *e, const struct feel_node *node,
                      const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value room, one;
    struct feel_truth truth = {0};
    const struct feel_value *value = feel_see(e, node->left, frame, &room);
    for (uint32_t i = 0; i < node->count && !truth.decided; i++) {
        evaluate_test(e, node->items[i], frame, value, &one);
        feel_truth_or(&truth, &one);
    }
    feel_truth_value(e, node, &truth, false, ret);
    if (node->kind == FEEL_NODE_NOT_IN && ret->kind == FEEL_BOOLEAN) {
        ret->boolean = !ret->boolean;
    }
}

/* ---- paths ---- */

static bool time_property(struct feel_time time, struct str name, struct feel_value *ret)
{
    if (str_eq(name, STR("hour"))) {
        *ret = feel_integer(time.hour);
    } else if (str_eq(name, STR("minute"))) {
        *ret = feel_integer(time.minute);
    } else if (str_eq(name, STR("second"))) {
        *ret = feel_number(feel_time_second(time));
    } else if (str_eq(name, STR("timezone"))) {
        struct str zone = feel_time_zone(time);
        *ret = zone.len > 0 ? feel_string(zone) : feel_null(NULL);
    } else {
        return false;
    }
    return true;
}

static bool date_property(struct feel_date date, struct str name, struct feel_value *ret)
{
    if (str_eq(name, STR("year"))) {
        *ret = feel_integer(date.year);
    } else if (str_eq(name, STR("month"))) {
        *ret = feel_integer(date.month);
    } else if (str_eq(name, STR("day"))) {
        *ret = feel_integer(date.day);
    } else if (str_eq(name, STR("weekday"))) {
        *ret = feel_integer(feel_date_weekday(date));
    } else {
        return false;
    }
    return true;
}

static bool offset_property(const struct feel_value *from, struct str name, struct feel_value *ret)
{
    if (!str_eq(name, STR("time offset"))) {
        return false;
    }
    struct feel_days_duration offset;
    bool there = from->kind == FEEL_TIME ? feel_time_offset(from->time, &offset)
                                         : feel_date_time_offset(from->date_time, &offset);
    *ret = feel_null(NULL);
    if (there) {
        *ret = (struct feel_value){.kind = FEEL_DAYS_DURATION, .days_duration = offset};
    }
    return true;
}

static bool duration_property(const struct feel_value *from, struct str name,
                              struct feel_value *ret)
{
    if (from->kind == FEEL_MONTHS_DURATION) {
        bool years = str_eq(name, STR("years"));
        *ret = feel_integer(years ? from->months_duration.months / 12
                                  : from->months_duration.months % 12);
        return years || str_eq(name, STR("months"));
    }
    struct feel_days_parts parts = feel_days_duration_parts(from->days_duration);
    if (str_eq(name, STR("days"))) {
        *ret = feel_integer(parts.days);
    } else if (str_eq(name, STR("hours"))) {
        *ret = feel_integer(parts.hours);
    } else if (str_eq(name, STR("minutes"))) {
        *ret = feel_integer(parts.minutes);
    } else if (str_eq(name, STR("seconds"))) {
        *ret = feel_number(feel_days_duration_second(from->days_duration));
    } else {
        return false;
    }
    return true;
}

static bool range_property(const struct feel_range *range, struct str name, struct feel_value *ret)
{
    if (range->comparison == FEEL_NODE_NOT_EQUAL) {
        return false;
    }
    if (str_eq(name, STR("start"))) {
        *ret = range->low;
    } else if (str_eq(name, STR("end"))) {
        *ret = range->high;
    } else if (str_eq(name, STR("start included"))) {
        *ret = feel_boolean(range->low_included);
    } else if (str_eq(name, STR("end included"))) {
        *ret = feel_boolean(range->high_included);
    } else {
        return false;
    }
    return true;
}

/* What a value other than a list has under that name; false: nothing. */
static bool property(const struct feel_value *from, struct str name, struct feel_value *ret)
{
    const struct feel_value *entry;
    switch (from->kind) {
    case FEEL_CONTEXT:
        entry = feel_context_get(from->context, name);
        *ret = entry != NULL ? *entry : feel_null(NULL);
        return entry != NULL;
    case FEEL_DATE:
        return date_property(from->date, name, ret);
    case FEEL_TIME:
        return time_property(from->time, name, ret) || offset_property(from, name, ret);
    case FEEL_DATE_TIME:
        return date_property(from->date_time.date, name, ret) ||
               time_property(from->date_time.time, name, ret) || offset_property(from, name, ret);
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return duration_property(from, name, ret);
    case FEEL_RANGE:
        return range_property(from->range, name, ret);
    default:
        return false;
    }
}

static void path_of_one(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_value *from, struct feel_value *ret)
{
    if (!property(from, node->name, ret)) {
        bool lost = from->kind == FEEL_NULL && from->cause != NULL;
        if (lost) {
            *ret = feel_null(from->cause);
        } else {
            feel_fail(e, node, FEEL_CAUSE_MISSING_NAME, node->name, NULL, ret);
        }
    } else if (ret->kind == FEEL_NULL && ret->cause == NULL && from->kind != FEEL_RANGE) {
        feel_fail(e, node, FEEL_CAUSE_NOT_KNOWN, node->name, NULL, ret);
    } else if (ret->cause == NULL) {
        ret->cause = from->cause;
    }
}

void feel_evaluate_path(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value from;
    feel_operand(e, node->left, frame, &from);
    if (from.kind != FEEL_LIST) {
        path_of_one(e, node, &from, ret);
        return;
    }
    struct feel_gathering items = {0};
    for (size_t i = 0; i < from.list->count; i++) {
        struct feel_value item;
        if (!feel_step(e, node, ret)) {
            return;
        }
        path_of_one(e, node, &from.list->items[i], &item);
        if (!feel_gather(e, &items, &item)) {
            feel_stop(e, ret);
            return;
        }
    }
    feel_gathered(e, &items, ret);
    ret->cause = ret->cause != NULL ? ret->cause : from.cause;
}
