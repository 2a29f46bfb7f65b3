/* feel_loop.c - for, some, every and filters; lists that are gathered (DMN 1.5 §10.3.2.14, .16 to
 * .18). */
#include "feel_machine.h"

/* ---- gathering ---- */

bool feel_gather(struct feel_evaluation *e, struct feel_gathering *gathering,
                 const struct feel_value *value)
{
    if (gathering->count == 0) {
        gathering->extent = (struct feel_extent){1, 1};
    }
    if (gathering->count == gathering->capacity) {
        size_t capacity = gathering->capacity == 0 ? 4 : gathering->capacity * 2;
        struct feel_value *larger = feel_take(e, capacity * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        if (gathering->count > 0) {
            memcpy(larger, gathering->items, gathering->count * sizeof *larger);
        }
        gathering->items = larger;
        gathering->capacity = capacity;
    }
    gathering->items[gathering->count++] = *value;
    if (!feel_extent_add(&gathering->extent, value)) {
        e->stopped = true;
    }
    return !e->stopped;
}

void feel_gathered(struct feel_evaluation *e, const struct feel_gathering *gathering,
                   struct feel_value *ret)
{
    struct feel_list *list = feel_take(e, sizeof *list);
    if (list == NULL) {
        feel_stop(e, ret);
        return;
    }
    *list = (struct feel_list){gathering->count, gathering->items, gathering->extent};
    if (list->count == 0) {
        list->extent = (struct feel_extent){1, 1};
    }
    *ret = (struct feel_value){.kind = FEEL_LIST, .list = list};
}

/* ---- what is gone over ---- */

/* A list, one value as a list, or whole numbers or dates from first to last. */
struct domain {
    const struct feel_value *items; /* NULL: numbers or days */
    size_t count;
    int64_t first;
    bool descending, days;
    struct feel_value single;
};

static bool bounds_of(const struct feel_value *low, const struct feel_value *high, int64_t *first,
                      int64_t *last, bool *days)
{
    *days = low->kind == FEEL_DATE && high->kind == FEEL_DATE;
    if (*days) {
        *first = feel_date_day_number(low->date);
        *last = feel_date_day_number(high->date);
        return true;
    }
    return low->kind == FEEL_NUMBER && high->kind == FEEL_NUMBER &&
           feel_decimal_to_int64(low->number, first) && feel_decimal_to_int64(high->number, last) &&
           *first > INT64_MIN / 4 && *first < INT64_MAX / 4 && *last > INT64_MIN / 4 &&
           *last < INT64_MAX / 4;
}

static bool domain_of_range(const struct feel_range *range, struct domain *ret)
{
    int64_t last;
    if (range->comparison != 0 ||
        !bounds_of(&range->low, &range->high, &ret->first, &last, &ret->days) ||
        ret->first > last) {
        return false;
    }
    ret->first += !range->low_included;
    last -= !range->high_included;
    ret->count = last < ret->first ? 0 : (size_t)(last - ret->first) + 1;
    return true;
}

static void domain_at(const struct domain *domain, size_t index, struct feel_value *ret)
{
    if (domain->items != NULL) {
        *ret = domain->items[index];
        return;
    }
    int64_t number = domain->first + (domain->descending ? -(int64_t)index : (int64_t)index);
    *ret = feel_integer(number);
    if (domain->days) {
        struct feel_date date;
        bool there = feel_date_from_day_number(number, &date) == FEEL_FAULT_NONE;
        *ret = (struct feel_value){.kind = there ? FEEL_DATE : FEEL_NULL};
        ret->date = there ? date : ret->date;
    }
}

/* What an iterator goes over; false, and null in *ret: nothing that can be gone over. */
static bool domain_find(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_iterator *iterator, const struct feel_frame *frame,
                        struct domain *ret_domain, const struct feel_cause **doubt,
                        struct feel_value *ret)
{
    struct feel_value in, to;
    *ret_domain = (struct domain){.items = NULL};
    feel_operand(e, iterator->in, frame, &in);
    *doubt = *doubt != NULL ? *doubt : in.cause;
    if (iterator->to != NULL) {
        int64_t last;
        feel_operand(e, iterator->to, frame, &to);
        *doubt = *doubt != NULL ? *doubt : to.cause;
        if (!bounds_of(&in, &to, &ret_domain->first, &last, &ret_domain->days)) {
            feel_lost(e, node, FEEL_CAUSE_WRONG_TYPE, &in, &to, ret);
            return false;
        }
        ret_domain->descending = last < ret_domain->first;
        int64_t distance = last - ret_domain->first;
        ret_domain->count = (size_t)(distance < 0 ? -distance : distance) + 1;
        return true;
    }
    if (in.kind == FEEL_LIST) {
        ret_domain->items = in.list->items != NULL ? in.list->items : &ret_domain->single;
        ret_domain->count = in.list->count;
        return true;
    }
    if (in.kind == FEEL_NULL || (in.kind == FEEL_RANGE && !domain_of_range(in.range, ret_domain))) {
        feel_lost(e, node, FEEL_CAUSE_WRONG_TYPE, &in, NULL, ret);
        return false;
    }
    if (in.kind != FEEL_RANGE) { /* one value stands for a list of it */
        ret_domain->single = in;
        ret_domain->items = &ret_domain->single;
        ret_domain->count = 1;
    }
    return true;
}

/* ---- for, some, every ---- */

struct loop {
    struct feel_evaluation *evaluation;
    const struct feel_node *node;
    struct feel_frame *frame;
    struct feel_value *slots;
    struct feel_gathering returned;
    struct feel_truth truth;
    const struct feel_cause *doubt; /* of what is gone over */
    bool failed;                    /* null, because of `failure` */
    struct feel_value failure;
};

/* A frame that a function keeps must be its own, each time round. */
static bool renew_frame(struct loop *loop)
{
    if (!*loop->node->scope->captured) {
        return true;
    }
    struct feel_evaluation *e = loop->evaluation;
    size_t bytes = loop->node->scope->count * sizeof *loop->slots;
    struct feel_value *slots = feel_take(e, bytes);
    struct feel_frame *frame = feel_take(e, sizeof *frame);
    if (slots == NULL || frame == NULL) {
        return false;
    }
    memcpy(slots, loop->slots, bytes);
    *frame = (struct feel_frame){loop->frame->outer, slots};
    loop->frame = frame;
    loop->slots = slots;
    return true;
}

/* One time round: what `for` returns, what the condition says. False: enough. */
static bool visit(struct loop *loop)
{
    struct feel_evaluation *e = loop->evaluation;
    const struct feel_node *node = loop->node;
    struct feel_value value;
    if (node->kind == FEEL_NODE_FOR && *node->scope->partial) {
        feel_gathered(e, &loop->returned, &loop->slots[node->count]);
    }
    feel_operand(e, node->left, loop->frame, &value);
    if (node->kind == FEEL_NODE_FOR) {
        return feel_gather(e, &loop->returned, &value);
    }
    if (node->kind == FEEL_NODE_SOME) {
        feel_truth_or(&loop->truth, &value);
    } else {
        feel_truth_and(&loop->truth, &value);
    }
    return !loop->truth.decided && !e->stopped;
}

/* Variable `index` over all it goes over, and the later ones within. False: enough. At most as
 * deep as there are variables. */
static bool go_over(struct loop *loop, uint32_t index)
{
    struct domain domain;
    if (!domain_find(loop->evaluation, loop->node, &loop->node->iterators[index], loop->frame,
                     &domain, &loop->doubt, &loop->failure)) {
        loop->failed = true;
        return false;
    }
    for (size_t i = 0; i < domain.count; i++) {
        if (!feel_step(loop->evaluation, loop->node, &loop->failure) || !renew_frame(loop)) {
            return false;
        }
        domain_at(&domain, i, &loop->slots[index]);
        if (index + 1 < loop->node->count ? !go_over(loop, index + 1) : !visit(loop)) {
            return false;
        }
    }
    return true;
}

/* Room for the variables: on the stack when there are few and no function keeps them. */
enum { SLOTS_FEW = 3 };

static void run_loop(struct loop *loop, const struct feel_frame *outer, struct feel_frame *frame,
                     struct feel_value *few)
{
    const struct feel_scope *scope = loop->node->scope;
    loop->slots = few;
    loop->frame = frame;
    if (scope->count > SLOTS_FEW) {
        loop->slots = feel_take(loop->evaluation, scope->count * sizeof *loop->slots);
    }
    if (loop->slots != NULL) {
        *frame = (struct feel_frame){outer, loop->slots};
        (void)go_over(loop, 0);
    }
}

void feel_evaluate_for(struct feel_evaluation *e, const struct feel_node *node,
                       const struct feel_frame *frame, struct feel_value *ret)
{
    struct loop loop = {.evaluation = e, .node = node};
    struct feel_value few[SLOTS_FEW] = {{.kind = FEEL_NULL}};
    struct feel_frame inner;
    run_loop(&loop, frame, &inner, few);
    if (e->stopped) {
        feel_stop(e, ret);
    } else if (loop.failed) {
        *ret = loop.failure;
    } else {
        feel_gathered(e, &loop.returned, ret);
        ret->cause = loop.doubt;
    }
}

void feel_evaluate_some(struct feel_evaluation *e, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret)
{
    struct loop loop = {.evaluation = e, .node = node};
    struct feel_value few[SLOTS_FEW] = {{.kind = FEEL_NULL}};
    struct feel_frame inner;
    run_loop(&loop, frame, &inner, few);
    if (e->stopped) {
        feel_stop(e, ret);
    } else if (loop.failed) {
        *ret = loop.failure;
    } else {
        feel_truth_value(e, node, &loop.truth, node->kind == FEEL_NODE_EVERY, ret);
        ret->cause = ret->cause != NULL ? ret->cause : loop.doubt;
    }
}

/* ---- filters ---- */

/* The condition for one item. */
static void condition_of(struct feel_evaluation *e, const struct feel_node *node,
                         const struct feel_frame *outer, const struct feel_value *item,
                         struct feel_value *ret)
{
    struct feel_frame local = {outer, item}, *frame = &local;
    if (*node->scope->captured) {
        struct feel_value *slot = feel_take(e, sizeof *slot);
        frame = feel_take(e, sizeof *frame);
        if (slot == NULL || frame == NULL) {
            feel_stop(e, ret);
            return;
        }
        *slot = *item;
        *frame = (struct feel_frame){outer, slot};
    }
    feel_operand(e, node->right, frame, ret);
}

static void item_at(struct feel_evaluation *e, const struct feel_node *node,
                    const struct feel_value *items, size_t count, const struct feel_value *index,
                    struct feel_value *ret)
{
    int64_t at;
    bool there = feel_decimal_to_int64(index->number, &at) && at != 0 && at <= (int64_t)count &&
                 at >= -(int64_t)count;
    if (!there) {
        feel_fail(e, node, FEEL_CAUSE_OUT_OF_RANGE, STR(""), NULL, ret);
        return;
    }
    *ret = items[at > 0 ? (size_t)at - 1 : count - (size_t)-at];
    ret->cause = ret->cause != NULL ? ret->cause : index->cause;
}

/* What is kept of the items, whose first has been asked already; doubt when of some it isn't
 * known; null when the condition is none. */
static void keep(struct feel_evaluation *e, const struct feel_node *node,
                 const struct feel_frame *frame, const struct feel_value *items, size_t count,
                 struct feel_value *condition, struct feel_value *ret)
{
    struct feel_gathering kept = {0};
    const struct feel_cause *doubt = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            if (!feel_step(e, node, ret)) {
                return;
            }
            condition_of(e, node, frame, &items[i], condition);
        }
        if (condition->kind != FEEL_BOOLEAN && condition->kind != FEEL_NULL) {
            feel_fail(e, node->right, FEEL_CAUSE_WRONG_TYPE, STR(""), condition->cause, ret);
            return;
        }
        if (condition->kind == FEEL_NULL && condition->cause == NULL) {
            feel_fail(e, node->right, FEEL_CAUSE_WRONG_TYPE, STR(""), NULL, condition);
        }
        doubt = doubt != NULL ? doubt : condition->cause;
        if (condition->kind == FEEL_BOOLEAN && condition->boolean &&
            !feel_gather(e, &kept, &items[i])) {
            feel_stop(e, ret);
            return;
        }
    }
    feel_gathered(e, &kept, ret);
    ret->cause = doubt;
}

void feel_evaluate_filter(struct feel_evaluation *e, const struct feel_node *node,
                          const struct feel_frame *frame, struct feel_value *ret)
{
    struct feel_value list, condition;
    static const struct feel_value nothing = {.kind = FEEL_NULL};
    feel_operand(e, node->left, frame, &list);
    if (list.kind == FEEL_NULL) {
        feel_lost(e, node, FEEL_CAUSE_WRONG_TYPE, &list, NULL, ret);
        return;
    }
    const struct feel_value *items = list.kind == FEEL_LIST ? list.list->items : &list;
    size_t count = list.kind == FEEL_LIST ? list.list->count : 1;
    condition_of(e, node, frame, count > 0 ? items : &nothing, &condition);
    if (condition.kind == FEEL_NUMBER) {
        item_at(e, node, items, count, &condition, ret);
    } else if (node->right->type->kind == FEEL_NUMBER) { /* an index that came to nothing */
        feel_lost(e, node, FEEL_CAUSE_WRONG_TYPE, &condition, NULL, ret);
    } else {
        keep(e, node, frame, items, count, &condition, ret);
    }
    if (list.cause != NULL && ret->cause == NULL) {
        ret->cause = list.cause;
    }
}
