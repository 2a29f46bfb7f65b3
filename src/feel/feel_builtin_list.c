/* feel_builtin_list.c - list functions (DMN 1.5 §10.3.4.4) and sort (§10.3.4.8). What compares
 * every item with every other counts each comparison as a step. */
#include "feel_machine.h"

static const struct feel_list *list_of(const struct feel_invocation *call)
{
    return call->arguments[0].list;
}

static bool step(const struct feel_invocation *call, struct feel_value *ret)
{
    return feel_step(call->evaluation, call->at, ret);
}

/* Items from..to of a list at the end of what is gathered. */
static bool gather_items(const struct feel_invocation *call, struct feel_gathering *gathering,
                         const struct feel_list *list, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < list->count; i++) {
        struct feel_value ignored;
        if (!step(call, &ignored) || !feel_gather(call->evaluation, gathering, &list->items[i])) {
            return false;
        }
    }
    return true;
}

/* ---- looking ---- */

void feel_call_list_contains(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    const struct feel_cause *doubt = NULL;
    bool found = false;
    for (size_t i = 0; i < list->count; i++) {
        if (!step(call, ret)) {
            return;
        }
        const struct feel_cause *item_doubt = feel_doubt(&list->items[i]);
        doubt = doubt != NULL ? doubt : item_doubt;
        feel_charge(call->evaluation, &call->arguments[1]);
        if (feel_equal(&list->items[i], &call->arguments[1]) == 1) {
            found = true;
            if (item_doubt == NULL) {
                *ret = feel_boolean(true);
                return;
            }
        }
    }
    *ret = feel_boolean(found);
    ret->cause = doubt;
}

void feel_call_count(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_integer((int64_t)list_of(call)->count);
}

void feel_call_index_of(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_gathering found = {0};
    for (size_t i = 0; i < list->count; i++) {
        struct feel_value index = feel_integer((int64_t)i + 1);
        if (!step(call, ret)) {
            return;
        }
        feel_charge(call->evaluation, &call->arguments[1]);
        if (feel_equal(&list->items[i], &call->arguments[1]) == 1 &&
            !feel_gather(call->evaluation, &found, &index)) {
            return;
        }
    }
    feel_gathered(call->evaluation, &found, ret);
}

static void junction(const struct feel_invocation *call, bool conjunction, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_truth truth = {0};
    for (size_t i = 0; i < list->count && !truth.decided; i++) {
        if (conjunction) {
            feel_truth_and(&truth, &list->items[i]);
        } else {
            feel_truth_or(&truth, &list->items[i]);
        }
    }
    feel_truth_value(call->evaluation, call->at, &truth, conjunction, ret);
}

void feel_call_all(const struct feel_invocation *call, struct feel_value *ret)
{
    junction(call, true, ret);
}

void feel_call_any(const struct feel_invocation *call, struct feel_value *ret)
{
    junction(call, false, ret);
}

static void extreme(const struct feel_invocation *call, int sign, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    const struct feel_cause *doubt = NULL;
    size_t best = 0;
    int order = 0;
    for (size_t i = 0; i < list->count; i++) {
        doubt = doubt != NULL ? doubt : list->items[i].cause;
        if (!feel_compare(&list->items[i], &list->items[best], &order)) {
            feel_refuse(call, FEEL_CAUSE_NOT_COMPARABLE, ret);
            return;
        }
        best = order * sign > 0 ? i : best;
    }
    if (list->count == 0) {
        feel_refuse(call, FEEL_CAUSE_DOMAIN, ret);
        return;
    }
    *ret = list->items[best];
    ret->cause = doubt;
}

void feel_call_min(const struct feel_invocation *call, struct feel_value *ret)
{
    extreme(call, -1, ret);
}

void feel_call_max(const struct feel_invocation *call, struct feel_value *ret)
{
    extreme(call, 1, ret);
}

/* ---- numbers ---- */

typedef enum feel_fault decimal_operation(struct feel_decimal a, struct feel_decimal b,
                                          struct feel_decimal *ret);

static void doubt_of_items(const struct feel_list *list, struct feel_value *ret)
{
    for (size_t i = 0; i < list->count && ret->cause == NULL; i++) {
        ret->cause = list->items[i].cause;
    }
}

/* All items by one operation, and how it went; false: one is no number, or there is none. */
static bool folded(const struct feel_invocation *call, decimal_operation *operation,
                   struct feel_decimal *ret_number, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != FEEL_NUMBER) {
            feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
            return false;
        }
        struct feel_decimal number = list->items[i].number;
        enum feel_fault fault = i == 0 ? FEEL_FAULT_NONE : operation(*ret_number, number, &number);
        if (fault != FEEL_FAULT_NONE) {
            feel_refuse_fault(call, fault, ret);
            return false;
        }
        *ret_number = number;
    }
    if (list->count == 0) {
        feel_refuse(call, FEEL_CAUSE_DOMAIN, ret);
        return false;
    }
    return true;
}

static void answer(const struct feel_invocation *call, enum feel_fault fault,
                   struct feel_decimal number, struct feel_value *ret)
{
    if (fault != FEEL_FAULT_NONE) {
        feel_refuse_fault(call, fault, ret);
        return;
    }
    *ret = feel_number(number);
    doubt_of_items(list_of(call), ret);
}

void feel_call_sum(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal sum = {0};
    if (folded(call, feel_decimal_add, &sum, ret)) {
        answer(call, FEEL_FAULT_NONE, sum, ret);
    }
}

void feel_call_product(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal product = {0};
    if (folded(call, feel_decimal_multiply, &product, ret)) {
        answer(call, FEEL_FAULT_NONE, product, ret);
    }
}

void feel_call_mean(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_decimal mean = {0};
    if (folded(call, feel_decimal_add, &mean, ret)) {
        enum feel_fault fault =
            feel_decimal_divide(mean, feel_decimal_of((int64_t)list_of(call)->count), &mean);
        answer(call, fault, mean, ret);
    }
}

void feel_call_stddev(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_decimal mean = {0}, squares = {0}, deviation = {0};
    int64_t count = (int64_t)list->count;
    if (!folded(call, feel_decimal_add, &mean, ret)) {
        return;
    }
    if (count < 2) {
        feel_refuse(call, FEEL_CAUSE_DOMAIN, ret);
        return;
    }
    enum feel_fault fault = feel_decimal_divide(mean, feel_decimal_of(count), &mean);
    for (size_t i = 0; i < list->count && fault == FEEL_FAULT_NONE; i++) {
        fault = feel_decimal_subtract(list->items[i].number, mean, &deviation);
        fault = fault ? fault : feel_decimal_multiply(deviation, deviation, &deviation);
        fault = fault ? fault : feel_decimal_add(squares, deviation, &squares);
    }
    fault = fault ? fault : feel_decimal_divide(squares, feel_decimal_of(count - 1), &squares);
    fault = fault ? fault : feel_decimal_sqrt(squares, &squares);
    answer(call, fault, squares, ret);
}

/* ---- sorting ---- */

/* Does b come before a? -1: it can't be said. */
typedef int precedes(const struct feel_invocation *call, const struct feel_value *b,
                     const struct feel_value *a, const struct feel_cause **doubt);

static int by_value(const struct feel_invocation *call, const struct feel_value *b,
                    const struct feel_value *a, const struct feel_cause **doubt)
{
    int order;
    (void)call;
    (void)doubt;
    return feel_compare(b, a, &order) ? order < 0 : -1;
}

static int by_function(const struct feel_invocation *call, const struct feel_value *b,
                       const struct feel_value *a, const struct feel_cause **doubt)
{
    struct feel_value pair[2] = {*b, *a}, before;
    feel_call(call->evaluation, &call->arguments[1], pair, 2, &before);
    *doubt = *doubt != NULL ? *doubt : before.cause;
    return before.kind == FEEL_BOOLEAN ? before.boolean : -1;
}

/* Merge sort, in place of `items`; equal ones stay in their order. False, and null in *ret: two
 * items can't be compared. Cost: O(n log n) comparisons. */
static bool sort_items(const struct feel_invocation *call, struct feel_value *items, size_t count,
                       precedes *before, const struct feel_cause **doubt, struct feel_value *ret)
{
    struct feel_value *from = items;
    struct feel_value *to = feel_take(call->evaluation, (count + 1) * sizeof *to);
    if (to == NULL) {
        return false;
    }
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = middle + width < count ? middle + width : count;
            size_t left = low, right = middle;
            for (size_t i = low; i < high; i++) {
                int second = right >= high ? 0 : left >= middle ? 1 : 2;
                if (second == 2 &&
                    (!step(call, ret) ||
                     (second = before(call, &from[right], &from[left], doubt)) < 0)) {
                    feel_refuse(call, FEEL_CAUSE_NOT_COMPARABLE, ret);
                    return false;
                }
                to[i] = second ? from[right++] : from[left++];
            }
        }
        struct feel_value *other = from;
        from = to;
        to = other;
    }
    if (from != items && count > 0) {
        memcpy(items, from, count * sizeof *items);
    }
    return true;
}

/* A copy of the list's items, sorted; NULL: see *ret. */
static struct feel_value *sorted_items(const struct feel_invocation *call, precedes *before,
                                       const struct feel_cause **doubt, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_value *items = feel_take(call->evaluation, (list->count + 1) * sizeof *items);
    if (items == NULL) {
        return NULL;
    }
    if (list->count > 0) {
        memcpy(items, list->items, list->count * sizeof *items);
    }
    return sort_items(call, items, list->count, before, doubt, ret) ? items : NULL;
}

void feel_call_sort(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_cause *doubt = NULL;
    struct feel_value *items = sorted_items(call, by_function, &doubt, ret);
    if (items != NULL) {
        struct feel_gathering sorted = {items, list_of(call)->count, list_of(call)->count,
                                        list_of(call)->extent};
        feel_gathered(call->evaluation, &sorted, ret);
        ret->cause = doubt;
    }
}

static bool all_numbers(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != FEEL_NUMBER) {
            feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
            return false;
        }
    }
    return true;
}

void feel_call_median(const struct feel_invocation *call, struct feel_value *ret)
{
    size_t count = list_of(call)->count;
    if (!all_numbers(call, ret)) {
        return;
    }
    if (count == 0) {
        feel_refuse(call, FEEL_CAUSE_DOMAIN, ret);
        return;
    }
    const struct feel_cause *none = NULL;
    struct feel_value *items = sorted_items(call, by_value, &none, ret);
    if (items == NULL) {
        return;
    }
    struct feel_decimal middle = items[count / 2].number;
    enum feel_fault fault = FEEL_FAULT_NONE;
    if (count % 2 == 0) {
        fault = feel_decimal_add(items[count / 2 - 1].number, middle, &middle);
        fault = fault ? fault : feel_decimal_divide(middle, feel_decimal_of(2), &middle);
    }
    answer(call, fault, middle, ret);
}

void feel_call_mode(const struct feel_invocation *call, struct feel_value *ret)
{
    size_t count = list_of(call)->count, most = 0;
    const struct feel_cause *none = NULL;
    struct feel_value *items =
        all_numbers(call, ret) ? sorted_items(call, by_value, &none, ret) : NULL;
    struct feel_gathering modes = {0};
    if (items == NULL) {
        return;
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && feel_equal(&items[i], &items[end]) == 1; end++) {
        }
        if (end - i > most) {
            most = end - i;
            modes.count = 0;
        }
        if (end - i == most && !feel_gather(call->evaluation, &modes, &items[i])) {
            return;
        }
    }
    feel_gathered(call->evaluation, &modes, ret);
    doubt_of_items(list_of(call), ret);
}

/* ---- new lists ---- */

/* A position, from 1 or from the end by -1, as an index; false: there is none in the list. */
static bool index_of_position(const struct feel_list *list, const struct feel_value *position,
                              size_t *ret)
{
    int64_t at;
    int64_t count = (int64_t)list->count;
    if (!feel_decimal_to_int64(position->number, &at) || at == 0 || at > count || at < -count) {
        return false;
    }
    *ret = (size_t)(at > 0 ? at - 1 : count + at);
    return true;
}

void feel_call_sublist(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_gathering part = {0};
    size_t from = 0;
    int64_t length = 0;
    bool has_length = (call->given & 4) != 0;
    if (!index_of_position(list, &call->arguments[1], &from) ||
        (has_length && (!feel_decimal_to_int64(call->arguments[2].number, &length) || length < 1 ||
                        length > (int64_t)(list->count - from)))) {
        feel_refuse(call, FEEL_CAUSE_OUT_OF_RANGE, ret);
        return;
    }
    if (gather_items(call, &part, list, from, has_length ? from + (size_t)length : list->count)) {
        feel_gathered(call->evaluation, &part, ret);
    }
}

void feel_call_append(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_gathering all = {0};
    const struct feel_list *items = call->arguments[1].list;
    if (gather_items(call, &all, list_of(call), 0, list_of(call)->count) &&
        gather_items(call, &all, items, 0, items->count)) {
        feel_gathered(call->evaluation, &all, ret);
    }
}

/* All items of all arguments; an argument that is no list is one item. */
static bool gather_lists(const struct feel_invocation *call, struct feel_gathering *all,
                         struct feel_value *ret)
{
    const struct feel_list *lists = list_of(call);
    for (size_t i = 0; i < lists->count; i++) {
        const struct feel_value *list = &lists->items[i];
        if (list->kind == FEEL_NULL) {
            feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
            return false;
        }
        if (list->kind == FEEL_LIST ? !gather_items(call, all, list->list, 0, list->list->count)
                                    : !feel_gather(call->evaluation, all, list)) {
            return false;
        }
    }
    return true;
}

void feel_call_concatenate(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_gathering all = {0};
    if (gather_lists(call, &all, ret)) {
        feel_gathered(call->evaluation, &all, ret);
    }
}

/* Each value once, where it came first. */
static void distinct(const struct feel_invocation *call, const struct feel_value *items,
                     size_t count, struct feel_value *ret)
{
    struct feel_gathering kept = {0};
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        for (size_t k = 0; k < kept.count && !there; k++) {
            if (!step(call, ret)) {
                return;
            }
            feel_charge(call->evaluation, &items[i]);
            there = feel_equal(&kept.items[k], &items[i]) == 1;
        }
        if (!there && !feel_gather(call->evaluation, &kept, &items[i])) {
            return;
        }
    }
    feel_gathered(call->evaluation, &kept, ret);
}

void feel_call_union(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_gathering all = {0};
    if (gather_lists(call, &all, ret)) {
        distinct(call, all.items, all.count, ret);
    }
}

void feel_call_distinct_values(const struct feel_invocation *call, struct feel_value *ret)
{
    distinct(call, list_of(call)->items, list_of(call)->count, ret);
}

void feel_call_insert_before(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_gathering all = {0};
    size_t at = 0;
    if (!index_of_position(list, &call->arguments[1], &at)) {
        feel_refuse(call, FEEL_CAUSE_OUT_OF_RANGE, ret);
    } else if (gather_items(call, &all, list, 0, at) &&
               feel_gather(call->evaluation, &all, &call->arguments[2]) &&
               gather_items(call, &all, list, at, list->count)) {
        feel_gathered(call->evaluation, &all, ret);
    }
}

void feel_call_remove(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_gathering rest = {0};
    size_t at = 0;
    if (!index_of_position(list, &call->arguments[1], &at)) {
        feel_refuse(call, FEEL_CAUSE_OUT_OF_RANGE, ret);
    } else if (gather_items(call, &rest, list, 0, at) &&
               gather_items(call, &rest, list, at + 1, list->count)) {
        feel_gathered(call->evaluation, &rest, ret);
    }
}

void feel_call_reverse(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    struct feel_gathering reversed = {0};
    for (size_t i = list->count; i-- > 0;) {
        if (!step(call, ret) || !feel_gather(call->evaluation, &reversed, &list->items[i])) {
            return;
        }
    }
    feel_gathered(call->evaluation, &reversed, ret);
}

/* Lists in lists, as deep as they go: no deeper than FEEL_NESTING_MAX. */
static bool gather_flat(const struct feel_invocation *call, struct feel_gathering *flat,
                        const struct feel_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct feel_value ignored;
        const struct feel_value *item = &list->items[i];
        if (!step(call, &ignored) ||
            (item->kind == FEEL_LIST ? !gather_flat(call, flat, item->list)
                                     : !feel_gather(call->evaluation, flat, item))) {
            return false;
        }
    }
    return true;
}

void feel_call_flatten(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_gathering flat = {0};
    if (gather_flat(call, &flat, list_of(call))) {
        feel_gathered(call->evaluation, &flat, ret);
    }
}

void feel_call_list_replace(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = list_of(call);
    const struct feel_value *which = &call->arguments[1], *with = &call->arguments[2];
    struct feel_gathering all = {0};
    const struct feel_cause *doubt = NULL;
    size_t at = 0;
    if (which->kind == FEEL_NUMBER && !index_of_position(list, which, &at)) {
        feel_refuse(call, FEEL_CAUSE_OUT_OF_RANGE, ret);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        bool replaced = which->kind == FEEL_NUMBER && i == at;
        if (which->kind == FEEL_FUNCTION) {
            struct feel_value pair[2] = {list->items[i], *with}, match;
            feel_call(call->evaluation, which, pair, 2, &match);
            if (match.kind != FEEL_BOOLEAN) {
                feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
                return;
            }
            replaced = match.boolean;
            doubt = doubt != NULL ? doubt : match.cause;
        }
        if (!step(call, ret) ||
            !feel_gather(call->evaluation, &all, replaced ? with : &list->items[i])) {
            return;
        }
    }
    feel_gathered(call->evaluation, &all, ret);
    ret->cause = doubt;
}
