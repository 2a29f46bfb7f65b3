/* decision_check.c - see decision_check.h. */
#include "decision_check.h"
#include "decision_sample.h"

enum { STEPS_MAX = 1000000, GAPS_MAX = 20 };

/* For the evaluation of samples: many small ones. */
static const struct feel_limits check_limits = {
    .steps_max = UINT64_MAX / 2, .depth_max = 2000, .memory_max = (size_t)1 << 30};

struct checking {
    struct arena *arena;
    const struct decision_table *table;
    struct decision_samples *columns; /* by input */
    struct feel_evaluation *evaluation;
    struct decision_finding *findings;
    size_t count;
};

static void find(struct checking *checking, enum decision_finding_kind kind, size_t rule,
                 size_t other, struct str text)
{
    if (checking->count < DECISION_FINDINGS_MAX) {
        checking->findings[checking->count++] = (struct decision_finding){kind, rule, other, text};
    }
}

/* asks_nothing - does no test of the input ask anything? */
static bool asks_nothing(const struct decision_samples *column)
{
    return !column->opaque && column->count == 1 && column->values[0].kind == FEEL_NULL;
}

/* case_text - "age is 65 and band is \"A\"": the inputs that matter; samples[i] < 0: any value. */
static struct str case_text(const struct checking *checking, const ptrdiff_t *samples)
{
    struct str text = STR("");
    for (size_t at = 0; at < checking->table->ninputs; at++) {
        const struct decision_samples *column = &checking->columns[at];
        if (samples[at] < 0 || asks_nothing(column)) {
            continue;
        }
        const struct feel_value *value = &column->values[samples[at]];
        struct str shown = column->opaque ? value->string : feel_value_text(checking->arena, value);
        const char *quote = !column->opaque && value->kind == FEEL_STRING ? "\"" : "";
        text = arena_printf(checking->arena, "%.*s%s%.*s %s %s%.*s%s", PRI(text),
                            text.len > 0 ? " and " : "", PRI(checking->table->inputs[at].name),
                            column->opaque ? "passes" : "is", quote, PRI(shown), quote);
    }
    return text.len > 0 ? text : STR("whatever the inputs are");
}

/* Overlaps. */

/* meet - do two rules both match somewhere? The first such case into ret_case. */
static bool meet(const struct checking *checking, size_t a, size_t b, ptrdiff_t *ret_case)
{
    for (size_t at = 0; at < checking->table->ninputs; at++) {
        const struct decision_samples *column = &checking->columns[at];
        size_t sample = 0;
        while (sample < column->count && !(column->holds[a][sample] && column->holds[b][sample])) {
            sample++;
        }
        if (sample == column->count) {
            return false;
        }
        ret_case[at] = (ptrdiff_t)sample;
    }
    return true;
}

/* constant_of - what an output always gives; false where that depends on something. */
static bool constant_of(const struct feel_node *node, struct feel_value *ret)
{
    if (node && node->kind != FEEL_NODE_CONSTANT) {
        return false;
    }
    *ret = node ? node->constant : feel_null(NULL);
    return true;
}

/* may_disagree - for `any`: are the outputs of two rules constants that differ? */
static bool may_disagree(const struct checking *checking, size_t a, size_t b)
{
    for (size_t at = 0; at < checking->table->noutputs; at++) {
        struct feel_value left = {0}, right = {0};
        if (constant_of(checking->table->rules[a].outputs[at], &left) &&
            constant_of(checking->table->rules[b].outputs[at], &right) &&
            feel_equal(&left, &right) != 1) {
            return true;
        }
    }
    return false;
}

static void find_overlaps(struct checking *checking, ptrdiff_t *samples)
{
    const struct decision_table *table = checking->table;
    bool any = table->hit_policy == HIT_ANY;
    if (table->hit_policy != HIT_UNIQUE && !any) {
        return;
    }
    for (size_t a = 0; a < table->nrules; a++) {
        for (size_t b = a + 1; b < table->nrules; b++) {
            if (meet(checking, a, b, samples) && (!any || may_disagree(checking, a, b))) {
                struct str text = arena_printf(
                    checking->arena, "rules %zu and %zu both match%s when %.*s", a + 1, b + 1,
                    any ? ", with different outputs," : "", PRI(case_text(checking, samples)));
                find(checking, DECISION_OVERLAP, a, b, text);
            }
        }
    }
}

/* Coverage: is there a case that none of some rules match? Input by input; neighbouring samples
 * for which the same rules are left are one. */

struct covering {
    struct checking *checking;
    const size_t *inside; /* a rule: only the samples for which it holds; NULL: all */
    ptrdiff_t *samples;
    size_t steps, gaps, gaps_max;
    bool stopped;
};

static void take_gap(struct covering *covering)
{
    covering->gaps++;
    if (covering->gaps_max > 1) {
        struct str text = arena_printf(covering->checking->arena, "no rule matches when %.*s",
                                       PRI(case_text(covering->checking, covering->samples)));
        find(covering->checking, DECISION_GAP, 0, 0, text);
    }
    covering->stopped |= covering->gaps >= covering->gaps_max;
}

/* left_at - of the rules, those that hold for a sample; how many. */
static size_t left_at(const struct decision_samples *column, const size_t *rules, size_t count,
                      size_t sample, size_t *ret)
{
    size_t left = 0;
    for (size_t at = 0; at < count; at++) {
        if (column->holds[rules[at]][sample]) {
            ret[left++] = rules[at];
        }
    }
    return left;
}

static bool is_inside(const struct covering *covering, const struct decision_samples *column,
                      size_t sample)
{
    return !covering->inside || column->holds[*covering->inside][sample];
}

/* cover - from input `at` on, with these rules left. As deep as there are inputs. */
static void cover(struct covering *covering, size_t at, const size_t *rules, size_t count)
{
    struct checking *checking = covering->checking;
    if (count == 0 || at == checking->table->ninputs) {
        if (count == 0) {
            take_gap(covering);
        }
        return;
    }
    const struct decision_samples *column = &checking->columns[at];
    size_t *lefts = mem_must_array(column->count * count + 1, sizeof(*lefts));
    size_t *counts = mem_must_array(column->count + 1, sizeof(*counts));
    for (size_t sample = 0; sample < column->count && !covering->stopped; sample++) {
        size_t *left = &lefts[sample * count];
        counts[sample] = left_at(column, rules, count, sample, left);
        bool as_before = sample > 0 && is_inside(covering, column, sample - 1) &&
                         counts[sample - 1] == counts[sample] &&
                         memcmp(left - count, left, counts[sample] * sizeof(*left)) == 0;
        if (as_before || !is_inside(covering, column, sample)) {
            continue;
        }
        covering->stopped |= ++covering->steps > STEPS_MAX;
        covering->samples[at] = (ptrdiff_t)sample;
        cover(covering, at + 1, left, counts[sample]);
    }
    covering->samples[at] = -1;
    mem_free(lefts);
    mem_free(counts);
}

static struct covering covering_of(struct checking *checking, ptrdiff_t *samples, size_t gaps_max)
{
    for (size_t at = 0; at < checking->table->ninputs; at++) {
        samples[at] = -1;
    }
    return (struct covering){.checking = checking, .samples = samples, .gaps_max = gaps_max};
}

/* Rules that never decide. */

static bool is_impossible(const struct checking *checking, size_t rule, size_t *ret_input)
{
    for (size_t at = 0; at < checking->table->ninputs; at++) {
        const struct decision_samples *column = &checking->columns[at];
        size_t sample = 0;
        while (sample < column->count && !column->holds[rule][sample]) {
            sample++;
        }
        if (sample == column->count) {
            *ret_input = at;
            return true;
        }
    }
    return false;
}

/* goes_before - for `priority`: are the outputs of rule a before those of rule b in the order of
 * the output values, whatever the inputs are? */
static bool goes_before(struct checking *checking, size_t a, size_t b)
{
    const struct decision_table *table = checking->table;
    for (size_t at = 0; at < table->noutputs; at++) {
        struct feel_value left = {0}, right = {0};
        if (!constant_of(table->rules[a].outputs[at], &left) ||
            !constant_of(table->rules[b].outputs[at], &right)) {
            return false;
        }
        struct decision_order order = decision_order_of(checking->arena, &table->outputs[at]);
        const struct feel_frame none = {0};
        size_t left_place = decision_order_place(&order, checking->evaluation, &none, &left);
        size_t right_place = decision_order_place(&order, checking->evaluation, &none, &right);
        if (left_place != right_place) {
            return left_place < right_place;
        }
    }
    return false;
}

/* others_before - the rules that decide wherever both they and this one match; how many. */
static size_t others_before(struct checking *checking, size_t rule, size_t *ret)
{
    size_t count = 0;
    for (size_t other = 0; other < checking->table->nrules; other++) {
        bool before = checking->table->hit_policy == HIT_FIRST
                          ? other < rule
                          : checking->table->hit_policy == HIT_PRIORITY && other != rule &&
                                goes_before(checking, other, rule);
        if (before) {
            ret[count++] = other;
        }
    }
    return count;
}

static void find_unreachable(struct checking *checking, ptrdiff_t *samples)
{
    const struct decision_table *table = checking->table;
    size_t *rules = mem_must_array(table->nrules + 1, sizeof(*rules));
    for (size_t rule = 0; rule < table->nrules; rule++) {
        size_t input = 0;
        if (is_impossible(checking, rule, &input)) {
            find(checking, DECISION_UNREACHABLE, rule, rule,
                 arena_printf(checking->arena, "rule %zu never matches: no %.*s passes %.*s",
                              rule + 1, PRI(table->inputs[input].name),
                              PRI(table->rules[rule].tests[input]->text)));
            continue;
        }
        size_t count = others_before(checking, rule, rules);
        struct covering covering = covering_of(checking, samples, 1);
        covering.inside = &rule;
        if (count > 0) {
            cover(&covering, 0, rules, count);
        }
        if (count > 0 && covering.gaps == 0 && !covering.stopped) {
            find(checking, DECISION_UNREACHABLE, rule, rules[0],
                 arena_printf(checking->arena,
                              "rule %zu never decides: wherever it matches, others go before it",
                              rule + 1));
        }
    }
    mem_free(rules);
}

static void find_gaps(struct checking *checking, ptrdiff_t *samples)
{
    const struct decision_table *table = checking->table;
    for (size_t at = 0; at < table->noutputs; at++) {
        if (table->outputs[at].otherwise) {
            return;
        }
    }
    for (size_t at = 0; at < table->ninputs; at++) {
        if (checking->columns[at].opaque) {
            find(checking, DECISION_UNCHECKED, 0, 0,
                 arena_printf(checking->arena,
                              "cases that no rule covers can't be looked for: tests of %.*s "
                              "depend on more than that",
                              PRI(table->inputs[at].name)));
            return;
        }
    }
    size_t *rules = mem_must_array(table->nrules + 1, sizeof(*rules));
    for (size_t rule = 0; rule < table->nrules; rule++) {
        rules[rule] = rule;
    }
    struct covering covering = covering_of(checking, samples, GAPS_MAX);
    cover(&covering, 0, rules, table->nrules);
    if (covering.stopped) {
        find(checking, DECISION_UNCHECKED, 0, 0,
             STR("there may be more cases that no rule covers: the table has too many to look "
                 "at"));
    }
    mem_free(rules);
}

size_t decision_table_check(struct arena *arena, const struct decision_table *table,
                            struct feel_zones zones, const struct decision_finding **ret_findings)
{
    struct feel_evaluation evaluation = {.arena = arena, .limits = check_limits, .zones = zones};
    struct checking checking = {.arena = arena, .table = table, .evaluation = &evaluation};
    checking.columns = arena_alloc(arena, (table->ninputs + 1) * sizeof(*checking.columns));
    checking.findings = arena_alloc(arena, DECISION_FINDINGS_MAX * sizeof(*checking.findings));
    for (size_t at = 0; at < table->ninputs; at++) {
        checking.columns[at] = decision_samples_of(&evaluation, table, at);
    }
    ptrdiff_t *samples = arena_alloc(arena, (table->ninputs + 1) * sizeof(*samples));
    find_overlaps(&checking, samples);
    find_unreachable(&checking, samples);
    find_gaps(&checking, samples);
    *ret_findings = checking.findings;
    return checking.count;
}
