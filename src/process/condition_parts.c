/* condition_parts.c - reading conditions, evaluating them, taking them apart. */
#include "condition_parts.h"

#include <assert.h>

/* Of days that clocks may run from. */
enum { YEAR_FIRST = 1000, YEAR_LAST = 2999 };

/* ---- reading ---- */

int condition_read_checked(struct settings *settings, const struct yaml_node *node,
                           const struct feel_scope *scope, enum feel_kind kind,
                           struct condition *ret, struct err *err)
{
    struct condition condition = {0};
    int code = condition_read(settings, node, &condition, err);
    code = code ? code
                : condition_check(settings->arena, &condition, settings->file, scope, kind, err);
    *ret = code == 0 ? condition : *ret;
    return code;
}

/* ---- evaluating ---- */

static struct feel_evaluation begin(struct arena *scratch, const struct condition_facts *facts)
{
    struct feel_evaluation evaluation = {.arena = scratch, .limits = feel_limits};
    struct feel_date today;
    if (feel_date_from_day_number(facts->today, &today) == FEEL_FAULT_NONE) {
        evaluation.today = (struct feel_value){.kind = FEEL_DATE, .date = today};
    }
    return evaluation;
}

static void evaluate(struct arena *scratch, const struct feel_node *node,
                     const struct condition_facts *facts, struct feel_value *ret)
{
    struct feel_evaluation evaluation = begin(scratch, facts);
    struct err err;
    /* What goes over a limit is null with its cause: it can't be told. */
    (void)feel_evaluate(&evaluation, node, facts->values, ret, &err);
}

enum feel_verdict condition_value(struct arena *scratch, const struct condition *condition,
                                  const struct condition_facts *facts, struct feel_value *ret)
{
    assert(condition->tree != NULL);
    evaluate(scratch, condition->tree, facts, ret);
    return feel_verdict(ret);
}

enum feel_verdict condition_node_verdict(struct arena *scratch, const struct feel_node *node,
                                         const struct condition_facts *facts)
{
    struct feel_value value;
    evaluate(scratch, node, facts, &value);
    return feel_verdict(&value);
}

/* after_because - "…, because: why" without what stands before why: that is the finding's state. */
static struct str after_because(struct str sentence)
{
    ptrdiff_t colon = str_find(sentence, STR(": "));
    return colon < 0 ? sentence : str_slice(sentence, (size_t)colon + 2, sentence.len);
}

struct bilingual condition_because(struct arena *arena, const struct condition *condition,
                                   const struct condition_facts *facts,
                                   const struct fact_labels *labels)
{
    static const enum language languages[ACCESS_LANGUAGES] = {LANGUAGE_ENGLISH, LANGUAGE_WELSH};
    struct bilingual because = {{STR(""), STR("")}};
    for (int i = 0; i < ACCESS_LANGUAGES; i++) {
        struct feel_evaluation evaluation = begin(arena, facts);
        struct feel_explain_options options = {languages[i], labels->at, labels->count};
        struct feel_explanation explanation;
        struct err err;
        if (feel_explain(&evaluation, condition->tree, facts->values, &options, &explanation,
                         &err) == 0) {
            because.text[i] = after_because(explanation.sentence);
        }
    }
    return because;
}

bool condition_day(struct arena *scratch, const struct condition *condition,
                   const struct condition_facts *facts, int32_t *ret)
{
    struct feel_value value;
    evaluate(scratch, condition->tree, facts, &value);
    if (value.kind != FEEL_DATE || value.cause != NULL) {
        return false;
    }
    if (value.date.year < YEAR_FIRST || value.date.year > YEAR_LAST) {
        return false; /* no clock runs from there */
    }
    *ret = (int32_t)feel_date_day_number(value.date);
    return true;
}

/* ---- parts ---- */

static bool is_not(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_CALL_BUILTIN && str_eq(node->name, STR("not")) &&
           node->count == 1;
}

/* puts_together - is its verdict made of those of its items alone? */
static bool puts_together(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_AND || node->kind == FEEL_NODE_OR ||
           node->kind == FEEL_NODE_IF || is_not(node);
}

static size_t visit_parts(const struct feel_node *node, size_t number, condition_part_visit *visit,
                          void *context)
{
    if (!puts_together(node)) {
        visit(context, number, node);
        return number + 1;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        number = visit_parts(node->items[i], number, visit, context);
    }
    return number;
}

static void visit_nothing(void *context, size_t number, const struct feel_node *part)
{
    (void)context, (void)number, (void)part;
}

size_t condition_parts(const struct condition *condition, condition_part_visit *visit,
                       void *context)
{
    return condition->tree == NULL
               ? 0
               : visit_parts(condition->tree, 0, visit != NULL ? visit : visit_nothing, context);
}

/* ---- names of facts ---- */

/* path_name - the dotted name when node is a path from a name of the pack's scope; else "". */
static struct str path_name(struct arena *arena, const struct feel_node *node)
{
    if (node->kind == FEEL_NODE_NAME) {
        return node->name;
    }
    if (node->kind != FEEL_NODE_PATH || node->left == NULL) {
        return STR("");
    }
    struct str from = path_name(arena, node->left);
    return from.len == 0 ? from : arena_printf(arena, "%.*s.%.*s", PRI(from), PRI(node->name));
}

static void visit_names(struct arena *arena, const struct feel_node *node,
                        condition_name_visit *visit, void *context)
{
    if (node == NULL) {
        return;
    }
    struct str name = path_name(arena, node);
    if (name.len > 0) {
        visit(context, name, node);
        return;
    }
    visit_names(arena, node->left, visit, context);
    visit_names(arena, node->right, visit, context);
    visit_names(arena, node->otherwise, visit, context);
    for (uint32_t i = 0; i < node->count && node->items != NULL; i++) {
        visit_names(arena, node->items[i], visit, context);
    }
    for (uint32_t i = 0; i < node->count && node->iterators != NULL; i++) {
        visit_names(arena, node->iterators[i].in, visit, context);
        visit_names(arena, node->iterators[i].to, visit, context);
    }
}

void condition_names(struct arena *scratch, const struct condition *condition,
                     condition_name_visit *visit, void *context)
{
    visit_names(scratch, condition->tree, visit, context);
}

void fact_names_add(struct fact_names *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (str_eq(names->at[i], name)) {
            return;
        }
    }
    if (names->count < FACT_NAMES_MAX) {
        names->at[names->count++] = name;
    }
}

/* ---- what is missing ---- */

struct missing {
    struct arena *arena;
    const struct condition_facts *facts;
    struct fact_names *names;
};

static void add_unknown(void *context, struct str name, const struct feel_node *node)
{
    struct missing *missing = context;
    const struct feel_node *root = node;
    struct feel_value value;
    while (root->kind == FEEL_NODE_PATH) {
        root = root->left;
    }
    if (root->kind != FEEL_NODE_NAME || root->frames != 0) {
        return; /* of a loop or a filter: the list that it goes over is named by itself */
    }
    evaluate(missing->arena, node, missing->facts, &value);
    if (value.kind == FEEL_NULL) {
        fact_names_add(missing->names, name);
    }
}

static void visit_missing(struct missing *missing, const struct feel_node *node)
{
    struct feel_value value;
    evaluate(missing->arena, node, missing->facts, &value);
    if (feel_verdict(&value) != FEEL_CANT_TELL && value.kind == FEEL_BOOLEAN) {
        return;
    }
    if (!puts_together(node)) {
        visit_names(missing->arena, node, add_unknown, missing);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        visit_missing(missing, node->items[i]);
    }
}

void condition_missing(struct arena *arena, const struct condition *condition,
                       const struct condition_facts *facts, struct fact_names *ret)
{
    struct missing missing = {arena, facts, ret};
    if (condition->tree != NULL) {
        visit_missing(&missing, condition->tree);
    }
}
