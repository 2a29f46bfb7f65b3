/* feel_builtin_number.c - numeric functions, number() and not() (DMN 1.5 §10.3.4.1, .2, .5). */
#include "feel_machine.h"

/* A number, or null because of the fault. */
static void answer(const struct feel_invocation *call, enum feel_fault fault,
                   struct feel_decimal number, struct feel_value *ret)
{
    if (fault != FEEL_FAULT_NONE) {
        feel_refuse_fault(call, fault, ret);
    } else {
        *ret = feel_number(number);
    }
}

static void rounded(const struct feel_invocation *call, enum feel_rounding how,
                    struct feel_value *ret)
{
    int64_t scale = 0;
    struct feel_decimal whole, number = {0};
    if ((call->given & 2) != 0 && (feel_decimal_round(call->arguments[1].number, 0, FEEL_ROUND_DOWN,
                                                      &whole) != FEEL_FAULT_NONE ||
                                   !feel_decimal_to_int64(whole, &scale))) {
        feel_refuse(call, FEEL_CAUSE_OUT_OF_RANGE, ret);
        return;
    }
    enum feel_fault fault = feel_decimal_round(call->arguments[0].number, scale, how, &number);
    answer(call, fault, number, ret);
}

void feel_call_decimal(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_HALF_EVEN, ret);
}

void feel_call_floor(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_FLOOR, ret);
}

void feel_call_ceiling(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_CEILING, ret);
}

void feel_call_round_up(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_UP, ret);
}

void feel_call_round_down(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_DOWN, ret);
}

void feel_call_round_half_up(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_HALF_UP, ret);
}

void feel_call_round_half_down(const struct feel_invocation *call, struct feel_value *ret)
{
    rounded(call, FEEL_ROUND_HALF_DOWN, ret);
}

void feel_call_abs(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *n = &call->arguments[0];
    *ret = *n;
    if (n->kind == FEEL_NUMBER) {
        ret->number = feel_decimal_absolute(n->number);
    } else if (n->kind == FEEL_DAYS_DURATION && n->days_duration.seconds < 0) {
        ret->days_duration = feel_days_duration_negate(n->days_duration);
    } else if (n->kind == FEEL_MONTHS_DURATION && n->months_duration.months < 0) {
        ret->months_duration = feel_months_duration_negate(n->months_duration);
    }
}

void feel_call_modulo(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal number = {0};
    enum feel_fault fault =
        feel_decimal_modulo(call->arguments[0].number, call->arguments[1].number, &number);
    answer(call, fault, number, ret);
}

void feel_call_sqrt(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal number = {0};
    enum feel_fault fault = feel_decimal_sqrt(call->arguments[0].number, &number);
    answer(call, fault, number, ret);
}

void feel_call_log(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal number = {0};
    enum feel_fault fault = feel_decimal_log(call->arguments[0].number, &number);
    answer(call, fault, number, ret);
}

void feel_call_exp(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal number = {0};
    enum feel_fault fault = feel_decimal_exp(call->arguments[0].number, &number);
    answer(call, fault, number, ret);
}

void feel_call_odd(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_boolean(feel_decimal_is_odd(call->arguments[0].number));
}

void feel_call_even(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal number = call->arguments[0].number;
    *ret = feel_boolean(feel_decimal_is_whole(number) && !feel_decimal_is_odd(number));
}

void feel_call_not(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_boolean(!call->arguments[0].boolean);
}

/* The text without `grouping` and with `point` as a point, in `out`; false: another separator is
 * in it. */
static bool plain_number(struct str text, char grouping, char point, char *out, size_t *ret_length)
{
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (grouping != '\0' && c == grouping) {
            continue;
        }
        if (c == point) {
            c = '.';
        } else if (c == '.' || c == ',' || c == ' ') {
            return false;
        }
        out[length++] = c;
    }
    *ret_length = length;
    return true;
}

void feel_call_number(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *grouping = &call->arguments[1], *point = &call->arguments[2];
    struct str from = call->arguments[0].string;
    bool grouped = grouping->kind == FEEL_STRING, pointed = point->kind == FEEL_STRING;
    bool known =
        (!grouped ||
         (grouping->string.len == 1 && memchr(" ,.", grouping->string.ptr[0], 3) != NULL)) &&
        (!pointed || (point->string.len == 1 && memchr(",.", point->string.ptr[0], 2) != NULL));
    char by_group = grouped && known ? grouping->string.ptr[0] : '\0';
    char by_point = pointed && known ? point->string.ptr[0] : '.';
    char *text = feel_take(call->evaluation, from.len + 1);
    size_t length = 0;
    struct feel_decimal number;
    if (text == NULL || !known || by_group == by_point ||
        !plain_number(from, by_group, by_point, text, &length) ||
        feel_decimal_parse(str_make(text, length), &number) != FEEL_FAULT_NONE) {
        feel_refuse(call, FEEL_CAUSE_CONVERSION, ret);
        return;
    }
    *ret = feel_number(number);
}
