/* feel_builtin_range.c - how points and ranges lie to each other (DMN 1.5 §10.3.4.7, table 78),
 * and range(). A point is taken for the range from it to it, both ends included: then each
 * function is one relation of two ranges. */
#include "feel_machine.h"

/* One end: a value, or beyond all values. */
struct end {
    const struct feel_value *value;
    int infinite; /* -1: below everything, 1: above */
    bool included;
};

struct span {
    struct end start, end;
};

static bool span_of(const struct feel_value *value, struct span *ret)
{
    if (value->kind != FEEL_RANGE) {
        *ret = (struct span){{value, 0, true}, {value, 0, true}};
        return true;
    }
    const struct feel_range *range = value->range;
    bool open = range->comparison != 0;
    *ret = (struct span){{&range->low, 0, range->low_included},
                         {&range->high, 0, range->high_included}};
    if (range->low.kind == FEEL_NULL) {
        ret->start.infinite = -1;
    }
    if (range->high.kind == FEEL_NULL) {
        ret->end.infinite = 1;
    }
    return range->comparison != FEEL_NODE_NOT_EQUAL &&
           (open || (ret->start.infinite == 0 && ret->end.infinite == 0));
}

/* Two spans and whether all their ends could be compared. */
struct pair {
    struct span a, b;
    bool failed;
};

static int order(struct pair *pair, const struct end *a, const struct end *b)
{
    int ret = 0;
    if (a->infinite != 0 || b->infinite != 0) {
        return (a->infinite > b->infinite) - (a->infinite < b->infinite);
    }
    if (!feel_compare(a->value, b->value, &ret)) {
        pair->failed = true;
    }
    return ret;
}

static bool meet(const struct end *a, const struct end *b)
{
    return a->included && b->included;
}

static bool before(struct pair *p, const struct span *a, const struct span *b)
{
    int gap = order(p, &a->end, &b->start);
    return gap < 0 || (gap == 0 && !meet(&a->end, &b->start));
}

static bool meets(struct pair *p, const struct span *a, const struct span *b)
{
    return meet(&a->end, &b->start) && order(p, &a->end, &b->start) == 0;
}

/* Does `a` begin no later than `b`, and end no earlier? */
static bool begins_first(struct pair *p, const struct span *a, const struct span *b)
{
    int starts = order(p, &a->start, &b->start);
    return starts < 0 || (starts == 0 && (a->start.included || !b->start.included));
}

static bool ends_last(struct pair *p, const struct span *a, const struct span *b)
{
    int ends = order(p, &a->end, &b->end);
    return ends > 0 || (ends == 0 && (a->end.included || !b->end.included));
}

static bool overlaps(struct pair *p, const struct span *a, const struct span *b)
{
    return !before(p, a, b) && !before(p, b, a);
}

static bool overlaps_before(struct pair *p, const struct span *a, const struct span *b)
{
    int starts = order(p, &a->start, &b->start);
    bool first = starts < 0 || (starts == 0 && a->start.included && !b->start.included);
    return first && !before(p, a, b) && ends_last(p, b, a);
}

static bool overlaps_after(struct pair *p, const struct span *a, const struct span *b)
{
    int starts = order(p, &b->start, &a->start);
    bool later = starts < 0 || (starts == 0 && b->start.included && !a->start.included);
    int ends = order(p, &b->end, &a->end);
    return later && !before(p, b, a) &&
           (ends < 0 || (ends == 0 && (!b->end.included || a->end.included)));
}

static bool finishes(struct pair *p, const struct span *a, const struct span *b)
{
    return a->end.included == b->end.included && order(p, &a->end, &b->end) == 0 &&
           begins_first(p, b, a);
}

static bool starts(struct pair *p, const struct span *a, const struct span *b)
{
    return a->start.included == b->start.included && order(p, &a->start, &b->start) == 0 &&
           ends_last(p, b, a);
}

static bool includes(struct pair *p, const struct span *a, const struct span *b)
{
    return begins_first(p, a, b) && ends_last(p, a, b);
}

static bool coincides(struct pair *p, const struct span *a, const struct span *b)
{
    return a->start.included == b->start.included && a->end.included == b->end.included &&
           order(p, &a->start, &b->start) == 0 && order(p, &a->end, &b->end) == 0;
}

typedef bool relation(struct pair *p, const struct span *a, const struct span *b);

static void relate(const struct feel_invocation *call, relation *holds, bool turned,
                   struct feel_value *ret)
{
    struct pair pair = {.failed = false};
    if (!span_of(&call->arguments[turned], &pair.a) ||
        !span_of(&call->arguments[!turned], &pair.b)) {
        feel_refuse(call, FEEL_CAUSE_NOT_COMPARABLE, ret);
        return;
    }
    *ret = feel_boolean(holds(&pair, &pair.a, &pair.b));
    if (pair.failed) {
        feel_refuse(call, FEEL_CAUSE_NOT_COMPARABLE, ret);
    }
}

#define RELATION(name, holds, turned)                                                              \
    void feel_call_##name(const struct feel_invocation *call, struct feel_value *ret)              \
    {                                                                                              \
        relate(call, holds, turned, ret);                                                          \
    }
RELATION(before, before, false)
RELATION(after, before, true)
RELATION(meets, meets, false)
RELATION(met_by, meets, true)
RELATION(overlaps, overlaps, false)
RELATION(overlaps_before, overlaps_before, false)
RELATION(overlaps_after, overlaps_after, false)
RELATION(finishes, finishes, false)
RELATION(finished_by, finishes, true)
RELATION(includes, includes, false)
RELATION(during, includes, true)
RELATION(starts, starts, false)
RELATION(started_by, starts, true)
RELATION(coincides, coincides, false)

/* ---- range() ---- */

enum { RANGE_TEXT_MAX = 1024 };

/* An end that range() allows: a literal, or date("…") and the like of one. */
static bool literal_end(const struct feel_node *node)
{
    if (node == NULL || node->kind == FEEL_NODE_CONSTANT) {
        return node != NULL && node->constant.kind != FEEL_NULL;
    }
    if (node->kind == FEEL_NODE_NEGATE) {
        return literal_end(node->left);
    }
    return node->kind == FEEL_NODE_CALL_BUILTIN && node->count == 1 &&
           node->type->kind != FEEL_STRING && node->items[0] != NULL &&
           node->items[0]->kind == FEEL_NODE_CONSTANT &&
           node->items[0]->constant.kind == FEEL_STRING;
}

void feel_call_range(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_evaluation *e = call->evaluation;
    struct str text = call->arguments[0].string;
    struct feel_parse_options options = {.zones = e->zones};
    const struct feel_node *node = NULL;
    struct err ignored;
    int order = 0;
    bool fits = text.len <= RANGE_TEXT_MAX &&
                feel_parse(e->arena, text, NULL, &options, &node, &ignored) == 0 &&
                node->kind == FEEL_NODE_RANGE && node->test == 0 && literal_end(node->left) &&
                literal_end(node->right);
    if (fits) {
        struct feel_frame frame = {NULL, NULL};
        feel_evaluate_node(e, node, &frame, ret);
        fits = ret->kind == FEEL_RANGE &&
               feel_compare(&ret->range->low, &ret->range->high, &order) && order <= 0;
    }
    if (!fits) {
        feel_refuse(call, FEEL_CAUSE_CONVERSION, ret);
    }
}
