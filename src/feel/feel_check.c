/* feel_check.c - what must hold of a pack's expression: see the header. It walks a tree after it
 * was parsed; types were inferred as it was made, and what is of no known type is left alone. */
#include "feel_check.h"

#include <stdarg.h>
#include <stdio.h>

#include "feel_builtin.h"
#include "feel_convert.h"
#include "feel_pattern.h"

struct checker {
    struct arena *arena;
    const struct feel_parse_options *options;
    struct err *err;
    int code;
};

static void refuse(struct checker *c, const struct feel_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct checker *c, const struct feel_node *at, const char *format, ...)
{
    char message[sizeof c->err->message];
    if (c->code != 0) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    c->code = err_at(c->err, ERR_INPUT, c->options->file ? c->options->file : "", at->line,
                     at->column, "%s", message);
}

/* ---- two readings ---- */

static bool is_comparison(enum feel_node_kind kind)
{
    return (kind >= FEEL_NODE_EQUAL && kind <= FEEL_NODE_GREATER_OR_EQUAL) ||
           kind == FEEL_NODE_IN || kind == FEEL_NODE_BETWEEN;
}

const char *feel_check_reading(const struct feel_node *left, enum feel_node_kind next)
{
    if (left->parenthesised) {
        return NULL;
    }
    bool junction = next == FEEL_NODE_AND || next == FEEL_NODE_OR;
    if (left->kind == FEEL_NODE_IN && (junction || is_comparison(next))) {
        return "one test after \"in\" that goes on to the end";
    }
    if (is_comparison(left->kind) && is_comparison(next)) {
        return "a comparison of three values at once";
    }
    bool negative = left->kind == FEEL_NODE_NEGATE ||
                    (left->kind == FEEL_NODE_CONSTANT && left->constant.kind == FEEL_NUMBER &&
                     str_starts(left->text, STR("-")));
    return negative && next == FEEL_NODE_POWER ? "the negative of a power" : NULL;
}

/* ---- names ---- */

enum { NAME_COMPARED_MAX = 64 };

/* How many characters are added, left out or changed between two names; case counts half of
 * nothing: not at all. */
static size_t distance(struct str a, struct str b)
{
    size_t row[NAME_COMPARED_MAX + 1];
    if (a.len > NAME_COMPARED_MAX || b.len > NAME_COMPARED_MAX) {
        return NAME_COMPARED_MAX;
    }
    for (size_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t changed = diagonal + (ascii_lower(a.ptr[i - 1]) != ascii_lower(b.ptr[j - 1]));
            size_t shorter = row[j - 1] < row[j] ? row[j - 1] : row[j];
            diagonal = row[j];
            row[j] = changed < shorter + 1 ? changed : shorter + 1;
        }
    }
    return row[b.len];
}

struct nearest {
    struct str wanted, name;
    size_t distance;
};

static void consider(struct nearest *nearest, struct str name)
{
    size_t apart = distance(nearest->wanted, name);
    if (apart < nearest->distance) {
        nearest->distance = apart;
        nearest->name = name;
    }
}

static struct nearest nearest_begin(struct str wanted)
{
    return (struct nearest){wanted, {"", 0}, wanted.len / 3 + 2};
}

static void consider_fields(struct nearest *nearest, const struct feel_type *type)
{
    for (uint32_t i = 0; type->kind == FEEL_CONTEXT && i < type->field_count; i++) {
        consider(nearest, type->fields[i].name);
    }
}

static void refuse_name(struct checker *c, const struct feel_node *at, const char *what,
                        const struct nearest *nearest)
{
    if (nearest->name.len > 0) {
        refuse(c, at, "there is no %s \"%.*s\"; did you mean \"%.*s\"?", what, PRI(nearest->wanted),
               PRI(nearest->name));
    } else {
        refuse(c, at, "there is no %s \"%.*s\"", what, PRI(nearest->wanted));
    }
}

static void check_unknown(struct checker *c, const struct feel_node *node)
{
    struct nearest nearest = nearest_begin(node->name);
    for (const struct feel_scope *scope = node->scope; scope != NULL; scope = scope->outer) {
        for (uint32_t i = 0; i < scope->count; i++) {
            consider(&nearest, scope->names[i].name);
        }
        if (scope->kind == FEEL_SCOPE_FILTER && scope->count > 0) {
            consider_fields(&nearest, scope->names[0].type);
        }
    }
    for (size_t i = 0; i < feel_builtin_count; i++) {
        consider(&nearest, feel_builtins[i].name);
    }
    refuse_name(c, node, "name", &nearest);
}

/* In a filter: of items whose entries are declared the name must be one, or be known outside. */
static void check_item_name(struct checker *c, const struct feel_node *node)
{
    const struct feel_node *last = node;
    while (last->kind == FEEL_NODE_ITEM_NAME) {
        last = last->otherwise;
    }
    if (last->kind != FEEL_NODE_UNKNOWN || node->type->kind != FEEL_ANY) {
        return;
    }
    for (const struct feel_scope *scope = node->scope; scope != NULL; scope = scope->outer) {
        if (scope->kind == FEEL_SCOPE_FILTER && scope->count > 0 &&
            (scope->names[0].type->kind == FEEL_ANY ||
             feel_type_field(scope->names[0].type, node->name) != NULL)) {
            return;
        }
    }
    check_unknown(c, node);
}

static void check_path(struct checker *c, const struct feel_node *node)
{
    static const char *const properties[FEEL_KINDS] = {
        [FEEL_DATE] = "|year|month|day|weekday|",
        [FEEL_TIME] = "|hour|minute|second|time offset|timezone|",
        [FEEL_DATE_TIME] = "|year|month|day|weekday|hour|minute|second|time offset|timezone|",
        [FEEL_DAYS_DURATION] = "|days|hours|minutes|seconds|",
        [FEEL_MONTHS_DURATION] = "|years|months|",
        [FEEL_RANGE] = "|start|end|start included|end included|",
    };
    const struct feel_type *of = node->left->type;
    of = of->kind == FEEL_LIST ? of->element : of;
    if (of->kind == FEEL_ANY || (of->kind == FEEL_CONTEXT && of->field_count == 0) ||
        feel_type_field(of, node->name) != NULL) {
        return;
    }
    struct nearest nearest = nearest_begin(node->name);
    struct str all = str_of(properties[of->kind] != NULL ? properties[of->kind] : ""), one;
    while (str_next_token(&all, '|', &one)) {
        if (str_eq(one, node->name)) {
            return;
        }
        consider(&nearest, one);
    }
    consider_fields(&nearest, of);
    if (of->kind == FEEL_CONTEXT || properties[of->kind] != NULL) {
        refuse_name(c, node, "entry", &nearest);
    } else {
        refuse(c, node, "a %s has no entries: \"%.*s\" is none", feel_kind_name(of->kind),
               PRI(node->name));
    }
}

/* ---- types ---- */

static bool known(const struct feel_type *type)
{
    return type->kind != FEEL_ANY && type->kind != FEEL_NULL;
}

static const char *said(struct checker *c, const struct feel_type *type)
{
    struct str text = feel_type_text(c->arena, type);
    return text.len > 0 ? text.ptr : "value";
}

static bool is_moment(enum feel_kind kind)
{
    return kind >= FEEL_DATE && kind <= FEEL_MONTHS_DURATION;
}

/* Two values that are compared: of one type, and what is a date is written as one. */
static void check_pair(struct checker *c, const struct feel_node *at, const struct feel_node *a,
                       const struct feel_node *b, const struct feel_type *b_type)
{
    const struct feel_type *a_type = a->type;
    if (!known(a_type) || !known(b_type) || a_type->kind == b_type->kind) {
        return;
    }
    bool a_text = a_type->kind == FEEL_STRING, b_text = b_type->kind == FEEL_STRING;
    const struct feel_node *text = a_text ? a : b;
    if ((a_text && is_moment(b_type->kind)) || (b_text && is_moment(a_type->kind))) {
        bool literal = text->kind == FEEL_NODE_CONSTANT && text->constant.kind == FEEL_STRING;
        refuse(c, text,
               literal ? "a %s can't be compared with a string; write @%.*s"
                       : "a %s can't be compared with a string: %.*s",
               said(c, a_text ? b_type : a_type), PRI(text->text));
        return;
    }
    refuse(c, at, "a %s can't be compared with a %s: it would never be equal, less or more",
           said(c, a_type), said(c, b_type));
}

/* Is the constant one of the values that the other side may have? */
static void check_allowed(struct checker *c, const struct feel_node *value,
                          const struct feel_node *constant)
{
    if (value->type->allowed == NULL || constant->kind != FEEL_NODE_CONSTANT ||
        constant->constant.kind != value->type->kind) {
        return;
    }
    struct arena scratch = {0};
    struct feel_evaluation evaluation = {.arena = &scratch, .limits = feel_limits};
    struct feel_value passes;
    struct err ignored;
    int code =
        feel_evaluate(&evaluation, value->type->allowed, &constant->constant, &passes, &ignored);
    bool never = code == 0 && passes.kind == FEEL_BOOLEAN && !passes.boolean;
    arena_free(&scratch);
    if (never) {
        refuse(c, constant, "%.*s is none of the values that \"%.*s\" may have",
               PRI(constant->text), PRI(value->text));
    }
}

static void check_comparison(struct checker *c, const struct feel_node *node)
{
    bool ordered = node->kind != FEEL_NODE_EQUAL && node->kind != FEEL_NODE_NOT_EQUAL;
    const struct feel_node *sides[2] = {node->left, node->right};
    check_pair(c, node, node->left, node->right, node->right->type);
    check_allowed(c, node->left, node->right);
    check_allowed(c, node->right, node->left);
    for (size_t i = 0; ordered && i < 2; i++) {
        enum feel_kind kind = sides[i]->type->kind;
        if (kind != FEEL_ANY && (kind < FEEL_NUMBER || kind > FEEL_MONTHS_DURATION)) {
            refuse(c, sides[i], "a %s is neither less nor more than anything",
                   said(c, sides[i]->type));
        }
    }
}

static void check_test(struct checker *c, const struct feel_node *value,
                       const struct feel_node *test)
{
    const struct feel_node *part = test->kind == FEEL_NODE_TEST ? test->left : test;
    const struct feel_type *type = part->type;
    if (part->uses_input || (type->kind == FEEL_BOOLEAN && part->kind != FEEL_NODE_CONSTANT)) {
        return;
    }
    while ((type->kind == FEEL_RANGE || type->kind == FEEL_LIST) &&
           type->kind != value->type->kind) {
        type = type->element;
    }
    check_pair(c, test, value, part, type);
    check_allowed(c, value, part);
}

static void want_condition(struct checker *c, const struct feel_node *node)
{
    if (node->type->kind != FEEL_BOOLEAN && node->type->kind != FEEL_ANY) {
        refuse(c, node, "a condition is wanted here, and this is a %s", said(c, node->type));
    }
}

static void check_arithmetic(struct checker *c, const struct feel_node *node)
{
    static const char *const verbs[] = {[FEEL_NODE_ADD] = "added to",
                                        [FEEL_NODE_SUBTRACT] = "subtracted from",
                                        [FEEL_NODE_MULTIPLY] = "multiplied by",
                                        [FEEL_NODE_DIVIDE] = "divided by",
                                        [FEEL_NODE_POWER] = "a power of"};
    const struct feel_type *a = node->left->type;
    if (node->kind == FEEL_NODE_NEGATE) {
        if (known(a) && a->kind != FEEL_NUMBER && a->kind != FEEL_DAYS_DURATION &&
            a->kind != FEEL_MONTHS_DURATION) {
            refuse(c, node, "a %s has no negative", said(c, a));
        }
        return;
    }
    const struct feel_type *b = node->right->type;
    bool numbers = a->kind == FEEL_NUMBER && b->kind == FEEL_NUMBER;
    bool fails = node->type->kind == FEEL_ANY || (node->kind == FEEL_NODE_POWER && !numbers);
    if (fails && known(a) && known(b)) {
        bool turned = node->kind == FEEL_NODE_SUBTRACT || node->kind == FEEL_NODE_ADD;
        refuse(c, node, "a %s can't be %s a %s", said(c, turned ? b : a), verbs[node->kind],
               said(c, turned ? a : b));
    }
}

static void check_loop(struct checker *c, const struct feel_node *node)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const struct feel_node *in = node->iterators[i].in, *to = node->iterators[i].to;
        const struct feel_type *type = in->type;
        if (to == NULL && known(type) && type->kind != FEEL_LIST && type->kind != FEEL_RANGE) {
            refuse(c, in, "a list is wanted here, and this is a %s", said(c, type));
        } else if (to != NULL && known(type) && type->kind != FEEL_NUMBER &&
                   type->kind != FEEL_DATE) {
            refuse(c, in, "from here to there one goes by numbers or dates, and this is a %s",
                   said(c, type));
        }
    }
    if (node->kind != FEEL_NODE_FOR) {
        want_condition(c, node->left);
    }
}

/* A range whose ends are known can be made. */
static void check_range(struct checker *c, const struct feel_node *node)
{
    const struct feel_node *low = node->left, *high = node->right;
    int order = 0;
    if (low != NULL && high != NULL && known(low->type) && known(high->type) &&
        low->type->kind != high->type->kind) {
        refuse(c, node, "a range from a %s to a %s has nothing in it", said(c, low->type),
               said(c, high->type));
    } else if (low != NULL && high != NULL && low->kind == FEEL_NODE_CONSTANT &&
               high->kind == FEEL_NODE_CONSTANT &&
               feel_compare(&low->constant, &high->constant, &order) && order > 0) {
        refuse(c, node, "this range ends before it begins");
    }
}

static void check_filter(struct checker *c, const struct feel_node *node)
{
    enum feel_kind kind = node->right->type->kind;
    if (kind != FEEL_BOOLEAN && kind != FEEL_NUMBER && kind != FEEL_ANY) {
        refuse(c, node->right, "a condition or a position is wanted here, and this is a %s",
               said(c, node->right->type));
    }
}

/* ---- calls ---- */

static void refuse_arguments(struct checker *c, const struct feel_node *node,
                             const struct feel_builtin *builtin)
{
    struct buf text = {.max = 400};
    for (uint32_t i = 0; i < builtin->count; i++) {
        (void)buf_printf(&text, "%s%.*s%s", i > 0 ? ", " : "", PRI(builtin->parameters[i].name),
                         (builtin->parameters[i].flags & FEEL_OPTIONAL) != 0 ? "?" : "");
    }
    refuse(c, node, "the arguments do not fit: write %.*s(%.*s)", PRI(builtin->name),
           PRI(buf_str(&text)));
    buf_free(&text);
}

static void check_call(struct checker *c, const struct feel_node *node)
{
    const struct feel_type *type = node->left->type;
    if (node->left->kind == FEEL_NODE_BUILTIN) {
        refuse_arguments(c, node, node->left->builtin);
        return;
    }
    if (type->kind != FEEL_FUNCTION) {
        if (known(type)) {
            refuse(c, node, "a %s is no function", said(c, type));
        }
        return;
    }
    if (type == feel_type_simple(FEEL_FUNCTION)) {
        return; /* of parameters that nobody declared */
    }
    if (type->field_count != node->count) {
        refuse(c, node, "the function has %u parameters, and is given %u", type->field_count,
               node->count);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const struct feel_type *wanted = type->fields[i].type;
        for (uint32_t k = 0; node->names != NULL && k < node->count; k++) {
            wanted = str_eq(type->fields[k].name, node->names[i]) ? type->fields[k].type : wanted;
        }
        const struct feel_type *given = node->items[i]->type;
        if (known(given) && known(wanted) && given->kind != wanted->kind) {
            refuse(c, node->items[i], "a %s is wanted here, and this is a %s", said(c, wanted),
                   said(c, given));
        }
    }
}

/* A call whose arguments are all known can be made: null would be null always. */
static void check_constant_call(struct checker *c, const struct feel_node *node)
{
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->items[i] != NULL && node->items[i]->kind != FEEL_NODE_CONSTANT) {
            return;
        }
    }
    struct arena scratch = {0};
    struct feel_evaluation evaluation = {
        .arena = &scratch, .limits = feel_limits, .zones = c->options->zones};
    struct feel_value value;
    struct err ignored;
    int code = feel_evaluate(&evaluation, node, NULL, &value, &ignored);
    bool fails = code != 0 || (value.kind == FEEL_NULL && value.cause != NULL &&
                               value.cause->code != FEEL_CAUSE_NOT_KNOWN);
    arena_free(&scratch);
    if (fails) {
        refuse(c, node, "this gives nothing: \"%.*s\" can't take what it is given",
               PRI(node->builtin->name));
    }
}

static void check_pattern(struct checker *c, const struct feel_node *node)
{
    feel_builtin_call *call = node->builtin->call;
    if (call != feel_call_matches && call != feel_call_replace && call != feel_call_split) {
        return;
    }
    const struct feel_node *pattern = node->items[1], *flags = NULL;
    if (call != feel_call_split) {
        flags = node->items[call == feel_call_matches ? 2 : 3];
    }
    bool literal = pattern->kind == FEEL_NODE_CONSTANT && pattern->constant.kind == FEEL_STRING &&
                   (flags == NULL ||
                    (flags->kind == FEEL_NODE_CONSTANT && flags->constant.kind == FEEL_STRING));
    if (!literal) {
        return;
    }
    struct feel_pattern *made = feel_pattern_new(pattern->constant.string,
                                                 flags != NULL ? flags->constant.string : STR(""));
    if (made == NULL) {
        refuse(c, pattern, "this is no regular expression, or its flags are not of s, m, i, x, q");
    }
    feel_pattern_free(made);
}

static void check_builtin_call(struct checker *c, const struct feel_node *node)
{
    const struct feel_builtin *builtin = node->builtin;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct feel_node *argument = node->items[i];
        unsigned accepts = builtin->parameters[i].accepts;
        if (argument == NULL || argument->type->kind == FEEL_ANY ||
            (accepts & FEEL_BIT(argument->type->kind)) != 0 ||
            (accepts == FEEL_BIT(FEEL_LIST) && known(argument->type))) {
            continue;
        }
        refuse(c, argument, "\"%.*s\" does not take a %s as its %.*s", PRI(builtin->name),
               said(c, argument->type), PRI(builtin->parameters[i].name));
    }
    if (c->code == 0) {
        check_constant_call(c, node);
        check_pattern(c, node);
    }
}

/* ---- the walk ---- */

static void check_node(struct checker *c, const struct feel_node *node)
{
    switch (node->kind) {
    case FEEL_NODE_UNKNOWN:
        check_unknown(c, node);
        return;
    case FEEL_NODE_ITEM_NAME:
        check_item_name(c, node);
        return;
    case FEEL_NODE_PATH:
        check_path(c, node);
        return;
    case FEEL_NODE_NEGATE:
    case FEEL_NODE_ADD:
    case FEEL_NODE_SUBTRACT:
    case FEEL_NODE_MULTIPLY:
    case FEEL_NODE_DIVIDE:
    case FEEL_NODE_POWER:
        check_arithmetic(c, node);
        return;
    case FEEL_NODE_AND:
    case FEEL_NODE_OR:
        for (uint32_t i = 0; i < node->count; i++) {
            want_condition(c, node->items[i]);
        }
        return;
    case FEEL_NODE_IF:
        want_condition(c, node->items[0]);
        return;
    case FEEL_NODE_BETWEEN:
        check_pair(c, node, node->items[0], node->items[1], node->items[1]->type);
        check_pair(c, node, node->items[0], node->items[2], node->items[2]->type);
        return;
    case FEEL_NODE_IN:
    case FEEL_NODE_NOT_IN:
        for (uint32_t i = 0; i < node->count; i++) {
            check_test(c, node->left, node->items[i]);
        }
        return;
    case FEEL_NODE_FOR:
    case FEEL_NODE_SOME:
    case FEEL_NODE_EVERY:
        check_loop(c, node);
        return;
    case FEEL_NODE_RANGE:
        check_range(c, node);
        return;
    case FEEL_NODE_INSTANCE_OF:
        if (node->target->kind >= FEEL_LIST && node->target->kind < FEEL_ANY &&
            node->target == feel_type_simple(node->target->kind)) {
            refuse(c, node, "say of what: %s<…>", feel_kind_name(node->target->kind));
        }
        return;
    case FEEL_NODE_FILTER:
        check_filter(c, node);
        return;
    case FEEL_NODE_CALL:
        check_call(c, node);
        return;
    case FEEL_NODE_CALL_BUILTIN:
        check_builtin_call(c, node);
        return;
    default:
        if (is_comparison(node->kind)) {
            check_comparison(c, node);
        }
    }
}

/* The parts first: what is wrong in one is told there. As deep as trees are. */
static void walk(struct checker *c, const struct feel_node *node)
{
    if (node == NULL || c->code != 0) {
        return;
    }
    walk(c, node->left);
    walk(c, node->right);
    for (uint32_t i = 0; node->items != NULL && i < node->count; i++) {
        walk(c, node->items[i]);
    }
    for (uint32_t i = 0; node->iterators != NULL && i < node->count; i++) {
        walk(c, node->iterators[i].in);
        walk(c, node->iterators[i].to);
    }
    if (c->code == 0) {
        check_node(c, node);
    }
}

int feel_check(struct arena *arena, const struct feel_node *node,
               const struct feel_parse_options *options, struct err *err)
{
    struct checker c = {arena, options, err, 0};
    walk(&c, node);
    const struct feel_type *wanted = options->wanted;
    if (c.code == 0 && wanted != NULL && known(node->type) && wanted->kind != FEEL_ANY &&
        !feel_type_conforms(node->type, wanted)) {
        refuse(&c, node, "a %s is wanted, and this gives a %s", said(&c, wanted),
               said(&c, node->type));
    }
    return c.code;
}
