/* decision_check.c - see decision_check.h. */
#include "decision_check.h"
#include "decision_sample.h"

enum {
    STEPS_MAX = 200000, /* combinations of samples looked at: for gaps, and for all else */
    GAPS_MAX = 20,
    CELLS_MAX = 4000000, /* rules × samples, over all inputs */
    CHECKED_RULES_MAX = 2000,
};

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
    size_t *places; /* for `priority`, by rule and output: in the order; NOT_CONSTANT */
};

static const size_t NOT_CONSTANT = SIZE_MAX;

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
    size_t steps_left, gaps, gaps_max;
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
    size_t *lefts = mem_must_array(2 * count, sizeof(*lefts)); /* of this sample, and the last */
    size_t counts[2] = {0};
    for (size_t sample = 0; sample < column->count && !covering->stopped; sample++) {
        size_t *left = &lefts[sample % 2 * count], *last = &lefts[(sample + 1) % 2 * count];
        size_t found = left_at(column, rules, count, sample, left);
        bool as_before = sample > 0 && is_inside(covering, column, sample - 1) &&
                         counts[(sample + 1) % 2] == found &&
                         memcmp(last, left, found * sizeof(*left)) == 0;
        counts[sample % 2] = found;
        if (as_before || !is_inside(covering, column, sample)) {
            continue;
        }
        if (covering->steps_left == 0) {
            covering->stopped = true;
        } else {
            covering->steps_left--;
            covering->samples[at] = (ptrdiff_t)sample;
            cover(covering, at + 1, left, found);
        }
    }
    covering->samples[at] = -1;
    mem_free(lefts);
}

static struct covering covering_of(struct checking *checking, ptrdiff_t *samples, size_t gaps_max,
                                   size_t steps_left)
{
    for (size_t at = 0; at < checking->table->ninputs; at++) {
        samples[at] = -1;
    }
    return (struct covering){
        .checking = checking, .samples = samples, .steps_left = steps_left, .gaps_max = gaps_max};
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

/* find_places - of the outputs that are constants, in the order of the output values. */
static void find_places(struct checking *checking)
{
    const struct decision_table *table = checking->table;
    const struct feel_frame none = {0};
    checking->places =
        arena_alloc(checking->arena, (table->nrules * table->noutputs + 1) * sizeof(size_t));
    for (size_t column = 0; column < table->noutputs; column++) {
        struct decision_order order = decision_order_of(checking->arena, &table->outputs[column]);
        for (size_t rule = 0; rule < table->nrules; rule++) {
            struct feel_value value = {0};
            bool constant = constant_of(table->rules[rule].outputs[column], &value);
            checking->places[rule * table->noutputs + column] =
                constant ? decision_order_place(&order, checking->evaluation, &none, &value)
                         : NOT_CONSTANT;
        }
    }
}

/* goes_before - for `priority`: are the outputs of rule a before those of rule b in the order of
 * the output values, whatever the inputs are? */
static bool goes_before(const struct checking *checking, size_t a, size_t b)
{
    size_t columns = checking->table->noutputs;
    for (size_t at = 0; at < columns; at++) {
        size_t left = checking->places[a * columns + at];
        size_t right = checking->places[b * columns + at];
        if (left == NOT_CONSTANT || right == NOT_CONSTANT || left != right) {
            return left != NOT_CONSTANT && right != NOT_CONSTANT && left < right;
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

/* is_covered - do the rules, of which there are some, match wherever this one does? */
static bool is_covered(struct checking *checking, size_t rule, const size_t *rules, size_t count,
                       ptrdiff_t *samples, size_t *steps_left)
{
    struct covering covering = covering_of(checking, samples, 1, *steps_left);
    covering.inside = &rule;
    cover(&covering, 0, rules, count);
    *steps_left = covering.steps_left;
    return covering.gaps == 0 && !covering.stopped;
}

static void find_unreachable(struct checking *checking, ptrdiff_t *samples)
{
    const struct decision_table *table = checking->table;
    size_t *rules = mem_must_array(table->nrules + 1, sizeof(*rules));
    size_t steps_left = STEPS_MAX;
    if (table->hit_policy == HIT_PRIORITY) {
        find_places(checking);
    }
    for (size_t rule = 0; rule < table->nrules; rule++) {
        size_t input = 0, count = others_before(checking, rule, rules);
        if (is_impossible(checking, rule, &input)) {
            find(checking, DECISION_UNREACHABLE, rule, rule,
                 arena_printf(checking->arena, "rule %zu never matches: no %.*s passes %.*s",
                              rule + 1, PRI(table->inputs[input].name),
                              PRI(table->rules[rule].tests[input]->text)));
        } else if (count > 0 && is_covered(checking, rule, rules, count, samples, &steps_left)) {
            find(checking, DECISION_UNREACHABLE, rule, rules[0],
                 arena_printf(checking->arena,
                              "rule %zu never decides: wherever it matches, others go before it",
                              rule + 1));
        }
    }
    if (steps_left == 0) {
        find(checking, DECISION_UNCHECKED, 0, 0,
             STR("there may be more rules that never decide: the table has too many to look at"));
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
    struct covering covering = covering_of(checking, samples, GAPS_MAX, STEPS_MAX);
    cover(&covering, 0, rules, table->nrules);
    if (covering.stopped) {
        find(checking, DECISION_UNCHECKED, 0, 0,
             STR("there may be more cases that no rule covers: the table has too many to look "
                 "at"));
    }
    mem_free(rules);
}

/* take_samples - of every input; false, and a finding, where that would be too many. */
static bool take_samples(struct checking *checking)
{
    const struct decision_table *table = checking->table;
    bool few = table->nrules <= CHECKED_RULES_MAX;
    size_t cells_left = CELLS_MAX;
    for (size_t at = 0; few && at < table->ninputs; at++) {
        size_t cells = decision_samples_of(checking->evaluation, table, at, cells_left,
                                           &checking->columns[at]) *
                       table->nrules;
        few = cells <= cells_left;
        cells_left -= few ? cells : 0;
    }
    if (!few) {
        find(checking, DECISION_UNCHECKED, 0, 0,
             STR("the table has too many rules to be checked: split it"));
    }
    return few;
}

size_t decision_table_check(struct arena *arena, const struct decision_table *table,
                            struct feel_zones zones, const struct decision_finding **ret_findings)
{
    struct feel_evaluation evaluation = {.arena = arena, .limits = check_limits, .zones = zones};
    struct checking checking = {.arena = arena, .table = table, .evaluation = &evaluation};
    checking.columns = arena_alloc(arena, (table->ninputs + 1) * sizeof(*checking.columns));
    checking.findings = arena_alloc(arena, DECISION_FINDINGS_MAX * sizeof(*checking.findings));
    ptrdiff_t *samples = arena_alloc(arena, (table->ninputs + 1) * sizeof(*samples));
    if (take_samples(&checking)) {
        find_overlaps(&checking, samples);
        find_unreachable(&checking, samples);
        find_gaps(&checking, samples);
    }
    *ret_findings = checking.findings;
    return checking.count;
}
