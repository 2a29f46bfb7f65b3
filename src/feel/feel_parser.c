/* feel_parser.c - expressions and unary tests: operators by precedence (DMN 1.5 §10.3.1.2, rules 1
 * to 17, 49 to 51). Literals, names and forms with words are in feel_parser_primary.c. */
#include "feel_parser.h"

#include <stdarg.h>
#include <stdio.h>

#include "feel_check.h"

enum { PARSE_MEMORY_MAX = 512 * 1024 * 1024 }; /* of a tree: FEEL_TEXT_MAX, a node each few bytes */

/* ---- tokens and errors ---- */

void parser_next(struct parser *p)
{
    p->end = p->token.to;
    p->token = feel_lex(p->text, p->token.to);
}

void parser_back(struct parser *p, size_t from)
{
    p->token = feel_lex(p->text, from);
}

bool parser_is_word(const struct parser *p, const char *word)
{
    return p->token.kind == FEEL_TOKEN_WORD &&
           str_eq(str_slice(p->text, p->token.from, p->token.to), str_of(word));
}

bool parser_take(struct parser *p, enum feel_token_kind kind)
{
    if (p->token.kind != kind) {
        return false;
    }
    parser_next(p);
    return true;
}

bool parser_want(struct parser *p, enum feel_token_kind kind, const char *what)
{
    if (p->code == 0 && !parser_take(p, kind)) {
        parser_fail_found(p, what);
    }
    return p->code == 0;
}

bool parser_want_word(struct parser *p, const char *word, const char *what)
{
    if (p->code == 0 && !parser_is_word(p, word)) {
        parser_fail_found(p, what);
    } else if (p->code == 0) {
        parser_next(p);
    }
    return p->code == 0;
}

static void find_lines(struct parser *p)
{
    size_t count = 1;
    for (size_t i = 0; i < p->text.len; i++) {
        count += p->text.ptr[i] == '\n';
    }
    p->lines = arena_alloc(p->arena, count * sizeof *p->lines);
    for (size_t i = 0; i < p->text.len; i++) {
        if (p->text.ptr[i] == '\n') {
            p->lines[++p->line_count] = i + 1;
        }
    }
    p->line_count++;
}

static void place_of(const struct parser *p, size_t at, size_t *ret_line, size_t *ret_column)
{
    size_t low = 0, high = p->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (p->lines[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *ret_line = low + (p->options.line > 0 ? p->options.line : 1);
    *ret_column = at - p->lines[low] + 1;
    if (low == 0 && p->options.column > 0) {
        *ret_column += p->options.column - 1;
    }
}

void *parser_fail(struct parser *p, size_t at, const char *format, ...)
{
    if (p->code != 0) {
        return NULL;
    }
    char message[sizeof p->err->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    size_t line, column;
    place_of(p, at, &line, &column);
    p->code = err_at(p->err, ERR_INPUT, p->options.file ? p->options.file : "", line, column, "%s",
                     message);
    return NULL;
}

void *parser_fail_found(struct parser *p, const char *what)
{
    struct str found = str_slice(p->text, p->token.from, p->token.to);
    switch (p->token.kind) {
    case FEEL_TOKEN_END:
        return parser_fail(p, p->token.from, "the expression ends where %s is wanted", what);
    case FEEL_TOKEN_OPEN_STRING:
        return parser_fail(p, p->token.from, "this string has no end: close it with \"");
    case FEEL_TOKEN_STRING:
        return parser_fail(p, p->token.from, "a string stands where %s is wanted", what);
    default:
        return parser_fail(p, p->token.from, "\"%.*s\" stands where %s is wanted",
                           (int)(found.len > 40 ? 40 : found.len), found.ptr, what);
    }
}

const struct feel_node *parser_place(struct parser *p, struct feel_node *node, size_t from)
{
    if (node->kind == FEEL_NODE_CONSTANT && node->constant.cause != NULL &&
        node->constant.cause->code == FEEL_CAUSE_LIMIT) {
        if (p->code == 0) {
            parser_fail(p, from, "this is nested more than %d deep: name parts of it",
                        FEEL_DEPTH_MAX);
            p->code = ERR_LIMIT;
        }
        return NULL;
    }
    if (p->arena->total - p->memory_begin > PARSE_MEMORY_MAX) {
        parser_fail(p, from, "this takes more than %d bytes: name parts of it", PARSE_MEMORY_MAX);
        p->code = ERR_LIMIT;
        return NULL;
    }
    size_t line, column;
    place_of(p, from, &line, &column);
    node->line = (uint32_t)line;
    node->column = (uint32_t)column;
    node->text = str_slice(p->text, from, p->end);
    return node;
}

void node_list_add(struct parser *p, struct node_list *list, const struct feel_node *node)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        const struct feel_node **larger =
            arena_alloc(p->arena, list->capacity * sizeof(const struct feel_node *));
        if (list->count > 0) {
            memcpy(larger, list->items, list->count * sizeof *larger);
        }
        list->items = larger;
    }
    list->items[list->count++] = node;
}

/* ---- operators ---- */

enum feel_node_kind comparison_of(enum feel_token_kind kind)
{
    switch (kind) {
    case FEEL_TOKEN_EQUAL:
        return FEEL_NODE_EQUAL;
    case FEEL_TOKEN_NOT_EQUAL:
        return FEEL_NODE_NOT_EQUAL;
    case FEEL_TOKEN_LESS:
        return FEEL_NODE_LESS;
    case FEEL_TOKEN_LESS_OR_EQUAL:
        return FEEL_NODE_LESS_OR_EQUAL;
    case FEEL_TOKEN_GREATER:
        return FEEL_NODE_GREATER;
    case FEEL_TOKEN_GREATER_OR_EQUAL:
        return FEEL_NODE_GREATER_OR_EQUAL;
    default:
        return 0;
    }
}

static const struct feel_node *go_on(struct parser *p, const struct feel_node *left, size_t from,
                                     enum precedence least);

/* The operator that the next token is; its kind of node in *ret. */
static enum precedence operator_next(const struct parser *p, enum feel_node_kind *ret)
{
    static const struct {
        const char *word;
        enum precedence precedence;
        enum feel_node_kind kind;
    } words[] = {
        {"and", PRECEDENCE_AND, FEEL_NODE_AND},
        {"or", PRECEDENCE_OR, FEEL_NODE_OR},
        {"in", PRECEDENCE_COMPARISON, FEEL_NODE_IN},
        {"between", PRECEDENCE_COMPARISON, FEEL_NODE_BETWEEN},
        {"instance", PRECEDENCE_INSTANCE_OF, FEEL_NODE_INSTANCE_OF},
    };
    switch (p->token.kind) {
    case FEEL_TOKEN_WORD:
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (parser_is_word(p, words[i].word)) {
                *ret = words[i].kind;
                return words[i].precedence;
            }
        }
        return PRECEDENCE_NONE;
    case FEEL_TOKEN_PLUS:
        *ret = FEEL_NODE_ADD;
        return PRECEDENCE_SUM;
    case FEEL_TOKEN_MINUS:
        *ret = FEEL_NODE_SUBTRACT;
        return PRECEDENCE_SUM;
    case FEEL_TOKEN_ASTERISK:
        *ret = FEEL_NODE_MULTIPLY;
        return PRECEDENCE_PRODUCT;
    case FEEL_TOKEN_SLASH:
        *ret = FEEL_NODE_DIVIDE;
        return PRECEDENCE_PRODUCT;
    case FEEL_TOKEN_POWER:
        *ret = FEEL_NODE_POWER;
        return PRECEDENCE_POWER;
    default:
        *ret = comparison_of(p->token.kind);
        return *ret != 0 ? PRECEDENCE_COMPARISON : PRECEDENCE_NONE;
    }
}

const struct feel_node *parse_test(struct parser *p, enum precedence least)
{
    size_t from = p->token.from;
    enum feel_node_kind operation = comparison_of(p->token.kind);
    if (operation == 0) {
        return parse_operation(p, least);
    }
    parser_next(p);
    const struct feel_node *value = parse_operation(p, PRECEDENCE_SUM);
    return value == NULL ? NULL : parser_place(p, feel_node_test(p->arena, operation, value), from);
}

/* Tests up to a closing parenthesis, which is taken. */
static bool parse_tests(struct parser *p, struct node_list *tests)
{
    do {
        const struct feel_node *test = parse_test(p, PRECEDENCE_OR);
        if (test == NULL) {
            return false;
        }
        node_list_add(p, tests, test);
    } while (parser_take(p, FEEL_TOKEN_COMMA));
    return parser_want(p, FEEL_TOKEN_RIGHT_PARENTHESIS, "\",\" or \")\"");
}

/* What follows a parenthesis that does not end there: `(a + b) * 2`. */
static bool goes_on(const struct parser *p)
{
    enum feel_node_kind kind;
    return operator_next(p, &kind) >= PRECEDENCE_SUM || p->token.kind == FEEL_TOKEN_DOT ||
           p->token.kind == FEEL_TOKEN_LEFT_BRACKET || p->token.kind == FEEL_TOKEN_LEFT_PARENTHESIS;
}

/* After `in (`: tests; but it may turn out to have opened a range, or an expression, which is then
 * the only test. */
static bool parse_in_parenthesis(struct parser *p, struct node_list *tests, bool *ret_tests)
{
    size_t from = p->token.from;
    parser_next(p);
    const struct feel_node *first = parse_test(p, PRECEDENCE_OR);
    if (first == NULL) {
        return false;
    }
    if (p->token.kind == FEEL_TOKEN_DOTS) {
        *ret_tests = false;
        first = parse_range_rest(p, first, false, from);
        node_list_add(p, tests, first);
        return first != NULL;
    }
    node_list_add(p, tests, first);
    if (parser_take(p, FEEL_TOKEN_COMMA)) {
        return parse_tests(p, tests);
    }
    if (!parser_want(p, FEEL_TOKEN_RIGHT_PARENTHESIS, "\",\", \")\" or \"..\"")) {
        return false;
    }
    if (goes_on(p)) {
        *ret_tests = false;
        first = parse_postfix(p, first, from);
        tests->items[0] = first == NULL ? NULL : go_on(p, first, from, PRECEDENCE_SUM);
    }
    return p->code == 0;
}

static const struct feel_node *parse_in(struct parser *p, const struct feel_node *left, size_t from)
{
    struct node_list tests = {0};
    bool parenthesised = p->token.kind == FEEL_TOKEN_LEFT_PARENTHESIS;
    if (parenthesised) {
        if (!parse_in_parenthesis(p, &tests, &parenthesised)) {
            return NULL;
        }
    } else {
        const struct feel_node *test = parse_test(p, PRECEDENCE_SUM);
        if (test == NULL) {
            return NULL;
        }
        node_list_add(p, &tests, test);
    }
    struct feel_node *node = feel_node_in(p->arena, FEEL_NODE_IN, left, tests.items, tests.count);
    node->parenthesised = parenthesised; /* its tests are */
    return parser_place(p, node, from);
}

static const struct feel_node *parse_between(struct parser *p, const struct feel_node *left,
                                             size_t from)
{
    const struct feel_node *items[3] = {left};
    if ((items[1] = parse_operation(p, PRECEDENCE_SUM)) == NULL ||
        !parser_want_word(p, "and", "\"and\", and the high end of between") ||
        (items[2] = parse_operation(p, PRECEDENCE_SUM)) == NULL) {
        return NULL;
    }
    return parser_place(p, feel_node_many(p->arena, FEEL_NODE_BETWEEN, items, 3), from);
}

/* All of `a and b and c` is one node. */
static const struct feel_node *parse_junction(struct parser *p, const struct feel_node *left,
                                              size_t from, enum feel_node_kind kind,
                                              enum precedence precedence)
{
    struct node_list items = {0};
    enum feel_node_kind next = kind;
    node_list_add(p, &items, left);
    while (next == kind) {
        const struct feel_node *item = parse_operation(p, precedence + 1);
        if (item == NULL) {
            return NULL;
        }
        node_list_add(p, &items, item);
        next = 0;
        (void)operator_next(p, &next);
        if (next == kind) {
            parser_next(p);
        }
    }
    return parser_place(p, feel_node_many(p->arena, kind, items.items, items.count), from);
}

/* The operator is taken; what stands on its right, and both together. */
static const struct feel_node *parse_right(struct parser *p, const struct feel_node *left,
                                           size_t from, enum feel_node_kind kind,
                                           enum precedence precedence)
{
    if (kind == FEEL_NODE_IN) {
        return parse_in(p, left, from);
    }
    if (kind == FEEL_NODE_BETWEEN) {
        return parse_between(p, left, from);
    }
    if (kind == FEEL_NODE_AND || kind == FEEL_NODE_OR) {
        return parse_junction(p, left, from, kind, precedence);
    }
    if (kind == FEEL_NODE_INSTANCE_OF) {
        const struct feel_type *type =
            parser_want_word(p, "of", "\"of\" and a type") ? parse_type(p) : NULL;
        return type == NULL ? NULL
                            : parser_place(p, feel_node_instance_of(p->arena, left, type), from);
    }
    const struct feel_node *right = parse_operation(p, precedence + 1);
    return right == NULL ? NULL
                         : parser_place(p, feel_node_binary(p->arena, kind, left, right), from);
}

/* A form that people read in two ways is refused, for packs. */
static bool one_reading(struct parser *p, const struct feel_node *left, enum feel_node_kind kind,
                        size_t at)
{
    if (!p->options.checked) {
        return true;
    }
    const char *other = feel_check_reading(left, kind);
    if (other != NULL) {
        struct str text = left->text, sign = str_slice(p->text, p->token.from, p->token.to);
        parser_fail(p, at,
                    "this can be read in two ways: as (%.*s) %.*s …, or as %s; put parentheses "
                    "around the part that is meant",
                    (int)(text.len > 80 ? 80 : text.len), text.ptr, (int)sign.len, sign.ptr, other);
    }
    return p->code == 0;
}

bool parser_enter(struct parser *p)
{
    if (++p->nesting > NESTING_MAX && p->code == 0) {
        parser_fail(p, p->token.from, "this is nested more than %d deep: name parts of it",
                    NESTING_MAX);
        p->code = ERR_LIMIT;
    }
    return p->code == 0;
}

static const struct feel_node *parse_signed(struct parser *p)
{
    size_t from = p->token.from;
    if (p->token.kind != FEEL_TOKEN_MINUS) {
        return parse_primary(p);
    }
    if (!parser_enter(p)) {
        return NULL;
    }
    parser_next(p);
    const struct feel_node *node = parse_signed(p);
    p->nesting--;
    if (node == NULL) {
        return NULL;
    }
    struct feel_node *negated = feel_node_unary(p->arena, FEEL_NODE_NEGATE, node);
    if (node->kind == FEEL_NODE_CONSTANT && node->constant.kind == FEEL_NUMBER) {
        struct feel_value value = node->constant;
        value.number = feel_decimal_negate(value.number);
        negated = feel_node_constant(p->arena, value);
    }
    return parser_place(p, negated, from);
}

/* The operators that follow `left`, and what they join to it. */
static const struct feel_node *go_on(struct parser *p, const struct feel_node *left, size_t from,
                                     enum precedence least)
{
    while (left != NULL) {
        enum feel_node_kind kind = 0;
        enum precedence precedence = operator_next(p, &kind);
        if (precedence == PRECEDENCE_NONE || precedence < least ||
            !one_reading(p, left, kind, from)) {
            break;
        }
        parser_next(p);
        left = parse_right(p, left, from, kind, precedence);
    }
    return p->code == 0 ? left : NULL;
}

const struct feel_node *parse_operation(struct parser *p, enum precedence least)
{
    size_t from = p->token.from;
    if (!parser_enter(p)) {
        return NULL;
    }
    const struct feel_node *node = go_on(p, parse_signed(p), from, least);
    p->nesting--;
    return node;
}

const struct feel_node *parse_expression(struct parser *p)
{
    return parse_operation(p, PRECEDENCE_OR);
}

/* ---- the whole ---- */

static int parser_begin(struct parser *p, struct arena *arena, struct str text,
                        const struct feel_scope *scope, const struct feel_parse_options *options,
                        struct err *err)
{
    *p = (struct parser){.arena = arena, .scope = scope, .err = err};
    if (options != NULL) {
        p->options = *options;
    }
    if (text.len > FEEL_TEXT_MAX) {
        return err_at(err, ERR_LIMIT, p->options.file ? p->options.file : "", p->options.line, 0,
                      "an expression of more than %d bytes", FEEL_TEXT_MAX);
    }
    p->memory_begin = arena->total;
    p->text = arena_str(arena, text);
    find_lines(p);
    p->token = feel_lex(p->text, 0);
    return 0;
}

/* Nothing may follow; then it is checked, if that is wanted. */
static int parser_finish(struct parser *p, const struct feel_node *node,
                         const struct feel_node **ret)
{
    if (p->code == 0 && p->token.kind != FEEL_TOKEN_END) {
        parser_fail_found(p, "an operator or the end");
    }
    if (p->code == 0 && p->options.checked) {
        p->code = feel_check(p->arena, node, &p->options, p->err);
    }
    if (p->code == 0) {
        *ret = node;
    }
    return p->code;
}

int feel_parse(struct arena *arena, struct str text, const struct feel_scope *scope,
               const struct feel_parse_options *options, const struct feel_node **ret,
               struct err *err)
{
    struct parser p;
    int code = parser_begin(&p, arena, text, scope, options, err);
    if (code != 0) {
        return code;
    }
    return parser_finish(&p, parse_expression(&p), ret);
}

/* `not(…)` as the whole: its tests, negated. */
static bool parse_negated(struct parser *p, struct node_list *tests)
{
    struct parser ahead = *p;
    struct err ignored;
    ahead.err = &ignored;
    parser_next(&ahead);
    if (!parser_take(&ahead, FEEL_TOKEN_LEFT_PARENTHESIS) || !parse_tests(&ahead, tests) ||
        ahead.token.kind != FEEL_TOKEN_END) {
        tests->count = 0;
        return false;
    }
    ahead.err = p->err;
    *p = ahead;
    return true;
}

int feel_parse_unary_tests(struct arena *arena, struct str text, const struct feel_scope *scope,
                           const struct feel_parse_options *options, const struct feel_node **ret,
                           struct err *err)
{
    struct parser p;
    int code = parser_begin(&p, arena, text, scope, options, err);
    if (code != 0) {
        return code;
    }
    if (p.token.kind == FEEL_TOKEN_MINUS && feel_lex(p.text, p.token.to).kind == FEEL_TOKEN_END) {
        parser_next(&p);
        return parser_finish(&p, parser_place(&p, feel_node_constant(arena, feel_boolean(true)), 0),
                             ret);
    }
    struct node_list tests = {0};
    bool negated = parser_is_word(&p, "not") && parse_negated(&p, &tests);
    while (!negated) {
        const struct feel_node *test = parse_test(&p, PRECEDENCE_OR);
        if (test == NULL) {
            return p.code;
        }
        node_list_add(&p, &tests, test);
        if (!parser_take(&p, FEEL_TOKEN_COMMA)) {
            break;
        }
    }
    const struct feel_node *input = feel_node_name(arena, scope, STR("?"));
    struct feel_node *node = feel_node_in(arena, negated ? FEEL_NODE_NOT_IN : FEEL_NODE_IN, input,
                                          tests.items, tests.count);
    node->parenthesised = true;
    return parser_finish(&p, parser_place(&p, node, 0), ret);
}

int feel_parse_type(struct arena *arena, struct str text, const struct feel_scope *scope,
                    const struct feel_type **ret, struct err *err)
{
    struct parser p;
    int code = parser_begin(&p, arena, text, scope, NULL, err);
    if (code != 0) {
        return code;
    }
    const struct feel_type *type = parse_type(&p);
    if (type != NULL && p.token.kind != FEEL_TOKEN_END) {
        parser_fail_found(&p, "the end of the type");
    }
    if (p.code == 0) {
        *ret = type;
    }
    return p.code;
}
