/* feel_builtin_temporal.c - functions of dates, times and durations, and what @"…" stands for (DMN
 * 1.5 §10.3.4.1, .6). */
#include "feel_convert.h"
#include "feel_machine.h"

/* ---- from text ---- */

bool feel_duration_of_text(struct str text, struct feel_value *ret)
{
    struct feel_value value = {.kind = FEEL_NULL};
    if (feel_days_duration_parse(text, &value.days_duration) == FEEL_FAULT_NONE) {
        value.kind = FEEL_DAYS_DURATION;
    } else if (feel_months_duration_parse(text, &value.months_duration) == FEEL_FAULT_NONE) {
        value.kind = FEEL_MONTHS_DURATION;
    } else {
        return false;
    }
    *ret = value;
    return true;
}

bool feel_temporal_of_text(const struct feel_zones *zones, struct str text, struct feel_value *ret)
{
    struct feel_value value = {.kind = FEEL_NULL};
    if (feel_date_parse(text, &value.date) == FEEL_FAULT_NONE) {
        value.kind = FEEL_DATE;
    } else if (feel_date_time_parse(zones, text, &value.date_time) == FEEL_FAULT_NONE) {
        value.kind = FEEL_DATE_TIME;
    } else if (feel_time_parse(zones, text, &value.time) == FEEL_FAULT_NONE) {
        value.kind = FEEL_TIME;
    } else {
        return feel_duration_of_text(text, ret);
    }
    *ret = value;
    return true;
}

/* ---- conversions ---- */

/* A value of `kind` that is already in *value, or null because of the fault. */
static void answer(const struct feel_invocation *call, enum feel_kind kind, enum feel_fault fault,
                   struct feel_value *value, struct feel_value *ret)
{
    if (fault != FEEL_FAULT_NONE) {
        feel_refuse_fault(call, fault, ret);
        return;
    }
    value->kind = (uint8_t)kind;
    *ret = *value;
}

void feel_call_date(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *from = &call->arguments[0];
    struct feel_value value = {.date = from->date};
    enum feel_fault fault = FEEL_FAULT_NONE;
    if (from->kind == FEEL_STRING) {
        fault = feel_date_parse(from->string, &value.date);
    } else if (from->kind == FEEL_DATE_TIME) {
        value.date = from->date_time.date;
    }
    answer(call, FEEL_DATE, fault, &value, ret);
}

/* Whole numbers of arguments, one after another. */
static bool whole_numbers(const struct feel_invocation *call, size_t count, int64_t *ret)
{
    for (size_t i = 0; i < count; i++) {
        if (!feel_decimal_to_int64(call->arguments[i].number, &ret[i])) {
            return false;
        }
    }
    return true;
}

void feel_call_date_of_parts(const struct feel_invocation *call, struct feel_value *ret)
{
    int64_t parts[3] = {0, 0, 0};
    struct feel_value value = {.kind = FEEL_NULL};
    enum feel_fault fault = whole_numbers(call, 3, parts)
                                ? feel_date_make(parts[0], parts[1], parts[2], &value.date)
                                : FEEL_FAULT_RANGE;
    answer(call, FEEL_DATE, fault, &value, ret);
}

void feel_call_date_time(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *from = &call->arguments[0];
    struct feel_value value = *from;
    enum feel_fault fault = FEEL_FAULT_NONE;
    if (from->kind == FEEL_STRING) {
        fault = feel_date_time_parse(&call->evaluation->zones, from->string, &value.date_time);
    } else if (from->kind == FEEL_DATE) {
        value.date_time = feel_date_time_of_date(from->date);
    }
    value.cause = NULL;
    answer(call, FEEL_DATE_TIME, fault, &value, ret);
}

void feel_call_date_time_of_parts(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *date = &call->arguments[0];
    struct feel_value value = {.kind = FEEL_DATE_TIME};
    value.date_time.date = date->kind == FEEL_DATE ? date->date : date->date_time.date;
    value.date_time.time = call->arguments[1].time;
    *ret = value;
}

void feel_call_time(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *from = &call->arguments[0];
    struct feel_value value = *from;
    enum feel_fault fault = FEEL_FAULT_NONE;
    value.cause = NULL;
    if (from->kind == FEEL_STRING) {
        fault = feel_time_parse(&call->evaluation->zones, from->string, &value.time);
    } else if (from->kind == FEEL_DATE_TIME) {
        value.time = from->date_time.time;
    } else if (from->kind == FEEL_DATE) {
        value.time = feel_date_time_of_date(from->date).time;
    }
    answer(call, FEEL_TIME, fault, &value, ret);
}

void feel_call_time_of_parts(const struct feel_invocation *call, struct feel_value *ret)
{
    int64_t parts[2] = {0, 0};
    struct feel_value value = {.kind = FEEL_NULL};
    enum feel_fault fault =
        whole_numbers(call, 2, parts)
            ? feel_time_make(parts[0], parts[1], call->arguments[2].number, &value.time)
            : FEEL_FAULT_RANGE;
    if (fault == FEEL_FAULT_NONE && call->arguments[3].kind == FEEL_DAYS_DURATION) {
        fault = feel_time_set_offset(&value.time, call->arguments[3].days_duration);
    }
    answer(call, FEEL_TIME, fault, &value, ret);
}

void feel_call_duration(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *from = &call->arguments[0];
    *ret = *from;
    if (from->kind == FEEL_STRING && !feel_duration_of_text(from->string, ret)) {
        feel_refuse(call, FEEL_CAUSE_CONVERSION, ret);
    }
}

/* ---- the calendar ---- */

static struct feel_date day_of(const struct feel_value *value)
{
    return value->kind == FEEL_DATE ? value->date : value->date_time.date;
}

void feel_call_months_between(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = (struct feel_value){.kind = FEEL_MONTHS_DURATION};
    ret->months_duration =
        feel_months_between(day_of(&call->arguments[0]), day_of(&call->arguments[1]));
}

void feel_call_day_of_year(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_integer(feel_date_day_of_year(day_of(&call->arguments[0])));
}

void feel_call_week_of_year(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_integer(feel_date_week_of_year(day_of(&call->arguments[0])));
}

void feel_call_day_of_week(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_string(str_of(feel_date_day_name(day_of(&call->arguments[0]))));
}

void feel_call_month_of_year(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_string(str_of(feel_date_month_name(day_of(&call->arguments[0]))));
}

void feel_call_now(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = call->evaluation->now;
    if (ret->kind != FEEL_DATE_TIME) {
        feel_refuse(call, FEEL_CAUSE_NOT_KNOWN, ret);
    }
}

void feel_call_today(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = call->evaluation->today;
    if (ret->kind == FEEL_DATE) {
        return;
    }
    if (call->evaluation->now.kind != FEEL_DATE_TIME) {
        feel_refuse(call, FEEL_CAUSE_NOT_KNOWN, ret);
        return;
    }
    *ret = (struct feel_value){.kind = FEEL_DATE};
    ret->date = call->evaluation->now.date_time.date;
}

void feel_call_is(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_boolean(feel_same(&call->arguments[0], &call->arguments[1]));
}
