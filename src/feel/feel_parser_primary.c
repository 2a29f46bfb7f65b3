/* feel_parser_primary.c - literals, names, lists, contexts, ranges, functions, the forms that
 * begin with a word, and what follows any of them directly (DMN 1.5 §10.3.1.2, rules 18 to 48, 52
 * to 66). */
#include "feel_parser.h"

#include "feel_builtin.h"
#include "feel_convert.h"

/* ---- names ---- */

struct str parse_words(struct parser *p)
{
    size_t from = p->token.from, to = from;
    while ((p->token.kind == FEEL_TOKEN_WORD &&
            (to == from || !feel_is_keyword(str_slice(p->text, p->token.from, p->token.to)))) ||
           (p->token.kind == FEEL_TOKEN_NUMBER && to > from)) {
        to = p->token.to;
        parser_next(p);
    }
    return feel_name_normal(p->arena, str_slice(p->text, from, to));
}

/* Do words go on after `to`, so that a name ending there is only the beginning of another? */
static bool words_go_on(const struct parser *p, size_t to)
{
    struct feel_token token = feel_lex(p->text, to);
    return token.kind == FEEL_TOKEN_WORD &&
           !feel_is_keyword(str_slice(p->text, token.from, token.to));
}

/* A name with symbols in it that could also be read as an operation on two names. */
static bool splits_into_names(const struct parser *p, struct str name)
{
    for (size_t i = 1; i + 1 < name.len; i++) {
        struct str found;
        struct str left = str_trim(str_slice(name, 0, i));
        struct str right = str_trim(str_slice(name, i + 1, name.len));
        if (strchr("+-*/", name.ptr[i]) != NULL &&
            feel_scope_match(p->scope, left, 0, &found) == left.len &&
            feel_scope_match(p->scope, right, 0, &found) == right.len) {
            return true;
        }
    }
    return false;
}

static const struct feel_node *parse_name(struct parser *p)
{
    size_t from = p->token.from;
    struct str name;
    size_t length = feel_scope_match(p->scope, p->text, from, &name);
    if (length == 0 || words_go_on(p, from + length)) {
        name = parse_words(p);
    } else {
        if (p->options.checked && splits_into_names(p, name)) {
            return parser_fail(p, from,
                               "this can be read in two ways: as the name \"%.*s\", or as an "
                               "operation on two other names; rename one of them",
                               (int)(name.len > 80 ? 80 : name.len), name.ptr);
        }
        p->end = from + length;
        p->token = feel_lex(p->text, p->end);
    }
    return parser_place(p, feel_node_name(p->arena, p->scope, name), from);
}

/* A name up to one of the characters in `ends`, with any symbols: an entry's, an argument's.
 * Nothing is taken when no such name stands here. */
static bool parse_name_before(struct parser *p, const char *ends, struct str *ret)
{
    size_t from = p->token.from, at = from;
    if (feel_name_start_at(p->text, from) == 0) {
        return false;
    }
    while (at < p->text.len && strchr(ends, p->text.ptr[at]) == NULL) {
        size_t space = feel_space_at(p->text, at), part = feel_name_part_at(p->text, at);
        if (space == 0 && part == 0 && !feel_name_symbol(p->text.ptr[at])) {
            return false;
        }
        at += space > 0 ? space : part > 0 ? part : 1;
    }
    if (at >= p->text.len) {
        return false;
    }
    *ret = feel_name_normal(p->arena, str_slice(p->text, from, at));
    p->end = at;
    p->token = feel_lex(p->text, at);
    return true;
}

/* A name up to the word `in`: a variable's. */
static bool parse_variable(struct parser *p, struct str *ret)
{
    size_t from = p->token.from, to = from;
    while (!parser_is_word(p, "in") &&
           (p->token.kind == FEEL_TOKEN_WORD ||
            (to > from && (p->token.kind == FEEL_TOKEN_NUMBER ||
                           feel_name_symbol(p->text.ptr[p->token.from]))))) {
        to = p->token.to;
        parser_next(p);
    }
    *ret = feel_name_normal(p->arena, str_slice(p->text, from, to));
    if (to == from) {
        parser_fail_found(p, "the name of a variable");
    }
    return p->code == 0;
}

/* ---- literals ---- */

/* The code point of `digits` hexadecimal digits at `at`; false when they are not there. */
static bool hexadecimal(struct str text, size_t at, size_t digits, uint32_t *ret)
{
    uint32_t value = 0;
    for (size_t i = at; i < at + digits; i++) {
        char c = i < text.len ? ascii_lower(text.ptr[i]) : ' ';
        if (!ascii_is_digit(c) && (c < 'a' || c > 'f')) {
            return false;
        }
        value = value * 16 + (uint32_t)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *ret = value;
    return true;
}

static size_t put_character(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; c >>= 6) {
        out[i] = (char)(0x80 | (c & 0x3F));
    }
    out[0] = (char)((0xF00 >> length) | c);
    return length;
}

/* \u and four digits, two of those for what is beyond them, or \U and six; 0: it is none. */
static size_t unescape_unicode(struct str inner, size_t at, char *out, size_t *length)
{
    uint32_t c, second;
    size_t digits = inner.ptr[at + 1] == 'U' ? 6 : 4, taken = 2 + digits;
    if (!hexadecimal(inner, at + 2, digits, &c)) {
        return 0;
    }
    if (c >= 0xD800 && c < 0xDC00 && at + 8 < inner.len && inner.ptr[at + 6] == '\\' &&
        inner.ptr[at + 7] == 'u' && hexadecimal(inner, at + 8, 4, &second) && second >= 0xDC00 &&
        second < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00);
        taken = 12;
    }
    c = (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF ? 0xFFFD : c; /* half a pair */
    *length += put_character(out + *length, c);
    return taken;
}

struct str unescape(struct arena *arena, struct str quoted)
{
    struct str inner = str_slice(quoted, 1, quoted.len - 1);
    char *out = arena_alloc(arena, inner.len + 1);
    size_t length = 0;
    for (size_t i = 0; i < inner.len;) {
        static const char escapes[] = "\"'\\nrt", characters[] = "\"'\\\n\r\t";
        char next = i + 1 < inner.len ? inner.ptr[i + 1] : '\0';
        const char *found = inner.ptr[i] == '\\' && next != '\0' ? strchr(escapes, next) : NULL;
        size_t taken = 0;
        if (found != NULL) {
            out[length++] = characters[found - escapes];
            taken = 2;
        } else if (inner.ptr[i] == '\\' && (next == 'u' || next == 'U')) {
            taken = unescape_unicode(inner, i, out, &length);
        }
        if (taken == 0) { /* \d of a pattern stays as it is */
            out[length++] = inner.ptr[i];
            taken = 1;
        }
        i += taken;
    }
    return (struct str){out, length};
}

static const struct feel_node *place_constant(struct parser *p, struct feel_value value,
                                              size_t from)
{
    struct feel_node *node = feel_node_constant(p->arena, value);
    const struct feel_node *placed = parser_place(p, node, from);
    if (value.kind == FEEL_NULL && value.cause != NULL) { /* it says where */
        struct feel_cause *cause = arena_alloc(p->arena, sizeof *cause);
        *cause = *value.cause;
        cause->line = node->line;
        cause->column = node->column;
        cause->text = node->text;
        node->constant.cause = cause;
    }
    return placed;
}

static const struct feel_node *parse_number(struct parser *p)
{
    static const struct feel_cause too_large = {.code = FEEL_CAUSE_CONVERSION};
    size_t from = p->token.from;
    struct feel_decimal number;
    bool fits =
        feel_decimal_parse(str_slice(p->text, from, p->token.to), &number) == FEEL_FAULT_NONE;
    if (!fits && p->options.checked) {
        return parser_fail(p, from, "a number beyond 34 digits and 6,144 places");
    }
    parser_next(p);
    return place_constant(p, fits ? feel_number(number) : feel_null(&too_large), from);
}

static const struct feel_node *parse_string(struct parser *p)
{
    size_t from = p->token.from;
    struct str text = unescape(p->arena, str_slice(p->text, from, p->token.to));
    parser_next(p);
    return place_constant(p, feel_string(text), from);
}

static const struct feel_node *parse_at_literal(struct parser *p)
{
    static const struct feel_cause no_moment = {.code = FEEL_CAUSE_CONVERSION};
    size_t from = p->token.from;
    parser_next(p);
    if (p->token.kind != FEEL_TOKEN_STRING) {
        return parser_fail_found(p, "a date, time or duration in quotes");
    }
    struct str text = unescape(p->arena, str_slice(p->text, p->token.from, p->token.to));
    struct feel_value value = feel_null(&no_moment);
    if (!feel_temporal_of_text(&p->options.zones, text, &value) && p->options.checked) {
        return parser_fail(p, from, "this is no date, time, date and time, or duration");
    }
    parser_next(p);
    return place_constant(p, value, from);
}

/* ---- ranges, lists, parentheses ---- */

static const struct feel_node *place_range(struct parser *p, const struct feel_node *low,
                                           bool low_included, const struct feel_node *high,
                                           bool high_included, size_t from)
{
    return parser_place(p, feel_node_range(p->arena, low, low_included, high, high_included), from);
}

const struct feel_node *parse_range_rest(struct parser *p, const struct feel_node *low,
                                         bool low_included, size_t from)
{
    bool outer = p->endpoint;
    parser_next(p);
    p->endpoint = true;
    const struct feel_node *high = parse_operation(p, PRECEDENCE_SUM);
    p->endpoint = outer;
    if (high == NULL) {
        return NULL;
    }
    bool included = p->token.kind == FEEL_TOKEN_RIGHT_BRACKET;
    if (!included && p->token.kind != FEEL_TOKEN_RIGHT_PARENTHESIS &&
        p->token.kind != FEEL_TOKEN_LEFT_BRACKET) {
        return parser_fail_found(p, "the end of the range: \"]\", \")\" or \"[\"");
    }
    parser_next(p);
    return place_range(p, low, low_included, high, included, from);
}

/* `< 5` as a value: all that is below 5. */
static const struct feel_node *parse_open_range(struct parser *p)
{
    size_t from = p->token.from;
    enum feel_node_kind comparison = comparison_of(p->token.kind);
    parser_next(p);
    const struct feel_node *end = parse_operation(p, PRECEDENCE_SUM);
    if (end == NULL) {
        return NULL;
    }
    bool below = comparison == FEEL_NODE_LESS || comparison == FEEL_NODE_LESS_OR_EQUAL;
    bool above = comparison == FEEL_NODE_GREATER || comparison == FEEL_NODE_GREATER_OR_EQUAL;
    struct feel_node *node =
        feel_node_range(p->arena, below ? NULL : end, !below && comparison != FEEL_NODE_GREATER,
                        below ? end : NULL, !above && comparison != FEEL_NODE_LESS);
    node->test = (uint8_t)comparison;
    return parser_place(p, node, from);
}

static const struct feel_node *parse_parenthesis(struct parser *p)
{
    size_t from = p->token.from;
    parser_next(p);
    const struct feel_node *inner = parse_expression(p);
    if (inner == NULL) {
        return NULL;
    }
    if (p->token.kind == FEEL_TOKEN_DOTS) {
        return parse_range_rest(p, inner, false, from);
    }
    if (!parser_want(p, FEEL_TOKEN_RIGHT_PARENTHESIS, "an operator or \")\"")) {
        return NULL;
    }
    struct feel_node *node = arena_alloc(p->arena, sizeof *node);
    *node = *inner;
    node->parenthesised = true;
    return node;
}

static const struct feel_node *parse_list(struct parser *p)
{
    size_t from = p->token.from;
    struct node_list items = {0};
    parser_next(p);
    if (!parser_take(p, FEEL_TOKEN_RIGHT_BRACKET)) {
        do {
            const struct feel_node *item = parse_expression(p);
            if (item == NULL) {
                return NULL;
            }
            if (items.count == 0 && p->token.kind == FEEL_TOKEN_DOTS) {
                return parse_range_rest(p, item, true, from);
            }
            node_list_add(p, &items, item);
        } while (parser_take(p, FEEL_TOKEN_COMMA));
        if (!parser_want(p, FEEL_TOKEN_RIGHT_BRACKET, "\",\", \"..\" or \"]\"")) {
            return NULL;
        }
    }
    return parser_place(p, feel_node_many(p->arena, FEEL_NODE_LIST, items.items, items.count),
                        from);
}

static const struct feel_node *parse_outward_range(struct parser *p) /* ]1..5] */
{
    size_t from = p->token.from;
    parser_next(p);
    const struct feel_node *low = parse_operation(p, PRECEDENCE_SUM);
    if (low == NULL || p->token.kind != FEEL_TOKEN_DOTS) {
        return low == NULL ? NULL : parser_fail_found(p, "\"..\" of a range");
    }
    return parse_range_rest(p, low, false, from);
}

/* may_call_itself - is the entry of a context that comes next a function, and its name not another
 * one's? Then it is in scope in its own body, as engines have it that look names up when they call.
 * A pack has no use for it. */
static bool may_call_itself(const struct parser *p, const struct feel_scope *scope, struct str name)
{
    return !p->options.checked && parser_is_word(p, "function") &&
           feel_node_name(p->arena, scope, name)->kind == FEEL_NODE_UNKNOWN;
}

static const struct feel_node *parse_context(struct parser *p)
{
    size_t from = p->token.from;
    const struct feel_scope *outer = p->scope;
    struct feel_scope *scope = feel_scope_new(p->arena, outer, FEEL_SCOPE_CONTEXT);
    struct node_list values = {0};
    parser_next(p);
    p->scope = scope;
    bool more = !parser_take(p, FEEL_TOKEN_RIGHT_BRACE);
    while (more && p->code == 0) {
        struct str name;
        size_t at = p->token.from;
        bool quoted = p->token.kind == FEEL_TOKEN_STRING;
        if (quoted) {
            name = unescape(p->arena, str_slice(p->text, at, p->token.to));
            parser_next(p);
        } else if (!parse_name_before(p, ":", &name)) {
            parser_fail_found(p, "the name of an entry and \":\"");
            break;
        }
        for (uint32_t i = 0; i < scope->count; i++) {
            if (str_eq(scope->names[i].name, name)) {
                parser_fail(p, at, "this entry is there twice");
            }
        }
        if (!parser_want(p, FEEL_TOKEN_COLON, "\":\"")) {
            break;
        }
        bool first = may_call_itself(p, scope, name);
        uint32_t slot =
            first ? feel_scope_add(scope, name, feel_type_simple(FEEL_ANY)) : scope->count;
        const struct feel_node *value = parse_expression(p);
        if (value == NULL) {
            break;
        }
        node_list_add(p, &values, value);
        if (first) {
            scope->names[slot].type = value->type;
        } else {
            feel_scope_add(scope, name, value->type);
        }
        if (quoted) {
            scope->names[slot].name = name; /* spaces and all */
        }
        more = parser_take(p, FEEL_TOKEN_COMMA);
        if (!more) {
            parser_want(p, FEEL_TOKEN_RIGHT_BRACE, "\",\" or \"}\"");
        }
    }
    p->scope = outer;
    return p->code != 0
               ? NULL
               : parser_place(
                     p, feel_node_context(p->arena, scope, values.items, values.count, NULL), from);
}

/* ---- forms that begin with a word ---- */

static const struct feel_node *parse_if(struct parser *p)
{
    size_t from = p->token.from;
    const struct feel_node *parts[3];
    parser_next(p);
    if ((parts[0] = parse_expression(p)) == NULL || !parser_want_word(p, "then", "\"then\"") ||
        (parts[1] = parse_expression(p)) == NULL || !parser_want_word(p, "else", "\"else\"") ||
        (parts[2] = parse_expression(p)) == NULL) {
        return NULL;
    }
    return parser_place(p, feel_node_many(p->arena, FEEL_NODE_IF, parts, 3), from);
}

enum { ITERATORS_MAX = 32 };

/* `x in …`, each of which may use those before it. */
static bool parse_iterators(struct parser *p, struct feel_scope *scope,
                            struct feel_iterator iterators[ITERATORS_MAX], uint32_t *ret_count)
{
    uint32_t count = 0;
    do {
        struct str name;
        if (count == ITERATORS_MAX) {
            parser_fail(p, p->token.from, "more than %d variables", ITERATORS_MAX);
            return false;
        }
        if (!parse_variable(p, &name) || !parser_want_word(p, "in", "\"in\"")) {
            return false;
        }
        struct feel_iterator iterator = {.in = parse_expression(p)};
        if (iterator.in != NULL && parser_take(p, FEEL_TOKEN_DOTS)) {
            iterator.to = parse_expression(p);
        }
        if (p->code != 0) {
            return false;
        }
        iterators[count++] = iterator;
        feel_scope_add(scope, name,
                       iterator.to != NULL ? iterator.in->type : feel_item_type(iterator.in));
    } while (parser_take(p, FEEL_TOKEN_COMMA));
    *ret_count = count;
    return true;
}

static const struct feel_node *parse_loop(struct parser *p, enum feel_node_kind kind)
{
    size_t from = p->token.from;
    const struct feel_scope *outer = p->scope;
    struct feel_scope *scope = feel_scope_new(p->arena, outer, FEEL_SCOPE_LOOP);
    struct feel_iterator iterators[ITERATORS_MAX];
    const struct feel_node *body = NULL;
    uint32_t count = 0;
    parser_next(p);
    p->scope = scope;
    if (parse_iterators(p, scope, iterators, &count)) {
        if (kind == FEEL_NODE_FOR) {
            feel_scope_add(scope, STR("partial"), feel_type_simple(FEEL_LIST));
        }
        bool said = kind == FEEL_NODE_FOR
                        ? parser_want_word(p, "return", "\",\" or \"return\"")
                        : parser_want_word(p, "satisfies", "\",\" or \"satisfies\"");
        body = said ? parse_expression(p) : NULL;
    }
    p->scope = outer;
    return body == NULL
               ? NULL
               : parser_place(p, feel_node_loop(p->arena, kind, scope, iterators, count, body),
                              from);
}

static bool parse_parameters(struct parser *p, struct feel_scope *scope)
{
    if (!parser_want(p, FEEL_TOKEN_LEFT_PARENTHESIS, "\"(\" and parameters")) {
        return false;
    }
    if (parser_take(p, FEEL_TOKEN_RIGHT_PARENTHESIS)) {
        return true;
    }
    do {
        struct str name;
        const struct feel_type *type = feel_type_simple(FEEL_ANY);
        if (!parse_name_before(p, ":,)", &name)) {
            parser_fail_found(p, "the name of a parameter");
            return false;
        }
        if (parser_take(p, FEEL_TOKEN_COLON) && (type = parse_type(p)) == NULL) {
            return false;
        }
        feel_scope_add(scope, name, type);
    } while (parser_take(p, FEEL_TOKEN_COMMA));
    return parser_want(p, FEEL_TOKEN_RIGHT_PARENTHESIS, "\",\" or \")\"");
}

static const struct feel_node *parse_function(struct parser *p)
{
    static const struct feel_cause external = {.code = FEEL_CAUSE_MISSING_NAME,
                                               .about = STR_INIT("external")};
    size_t from = p->token.from;
    const struct feel_scope *outer = p->scope;
    struct feel_scope *scope = feel_scope_new(p->arena, outer, FEEL_SCOPE_FUNCTION);
    const struct feel_node *body = NULL;
    parser_next(p);
    if (parse_parameters(p, scope)) {
        p->scope = scope;
        bool is_external = parser_is_word(p, "external");
        size_t at = p->token.from;
        if (is_external) { /* code outside of the language, which is not run */
            parser_next(p);
        }
        body = parse_expression(p);
        if (body != NULL && is_external) {
            body = place_constant(p, feel_null(&external), at);
        }
        p->scope = outer;
    }
    return body == NULL ? NULL
                        : parser_place(p, feel_node_function(p->arena, scope, body, NULL), from);
}

/* ---- types ---- */

static const struct feel_type *parse_fields(struct parser *p, bool named,
                                            struct feel_field **ret_fields, uint32_t *ret_count)
{
    enum { FIELDS_MAX = 256 };
    struct feel_field *fields = arena_alloc(p->arena, FIELDS_MAX * sizeof *fields);
    uint32_t count = 0;
    if (!parser_take(p, FEEL_TOKEN_GREATER)) {
        do {
            if (count == FIELDS_MAX) {
                return parser_fail(p, p->token.from, "more than %d of them", FIELDS_MAX);
            }
            if (named && (!parse_name_before(p, ":", &fields[count].name) ||
                          !parser_want(p, FEEL_TOKEN_COLON, "\":\""))) {
                return parser_fail_found(p, "the name of an entry and \":\"");
            }
            if ((fields[count++].type = parse_type(p)) == NULL) {
                return NULL;
            }
        } while (parser_take(p, FEEL_TOKEN_COMMA));
        if (!parser_want(p, FEEL_TOKEN_GREATER, "\",\" or \">\"")) {
            return NULL;
        }
    }
    *ret_fields = fields;
    *ret_count = count;
    return feel_type_simple(FEEL_ANY);
}

/* list<…>, range<…>, context<…>, function<…>->…; the word and `<` are taken. */
static const struct feel_type *parse_type_of(struct parser *p, enum feel_kind kind)
{
    struct feel_field *fields = NULL;
    uint32_t count = 0;
    if (kind == FEEL_LIST || kind == FEEL_RANGE) {
        const struct feel_type *element = parse_type(p);
        if (element == NULL || !parser_want(p, FEEL_TOKEN_GREATER, "\">\"")) {
            return NULL;
        }
        return kind == FEEL_LIST ? feel_type_list(p->arena, element)
                                 : feel_type_range(p->arena, element);
    }
    if (parse_fields(p, kind == FEEL_CONTEXT, &fields, &count) == NULL) {
        return NULL;
    }
    if (kind == FEEL_CONTEXT) {
        return feel_type_context(p->arena, fields, count);
    }
    const struct feel_type *result =
        parser_want(p, FEEL_TOKEN_ARROW, "\"->\" and a type") ? parse_type(p) : NULL;
    return result == NULL ? NULL : feel_type_function(p->arena, fields, count, result);
}

/* The longest name of a type here. */
static const struct feel_type *match_type(struct parser *p, size_t *ret_length)
{
    const struct feel_type *found = NULL;
    size_t longest = 0, at = p->token.from;
    for (const struct feel_scope *scope = p->scope; scope != NULL; scope = scope->outer) {
        for (uint32_t i = 0; i < scope->type_count; i++) {
            size_t length = feel_name_match(p->text, at, scope->types[i].name);
            if (length > longest) {
                longest = length;
                found = scope->types[i].type;
            }
        }
    }
    for (int kind = FEEL_NULL; kind < FEEL_KINDS; kind++) {
        size_t length = feel_name_match(p->text, at, str_of(feel_kind_name(kind)));
        if (length > longest) {
            longest = length;
            found = feel_type_simple(kind);
        }
    }
    *ret_length = longest;
    return found;
}

const struct feel_type *parse_type(struct parser *p)
{
    size_t length;
    if (!parser_enter(p)) {
        return NULL;
    }
    const struct feel_type *type = match_type(p, &length);
    if (type == NULL) {
        parser_fail_found(p, "the name of a type");
    } else {
        p->end = p->token.from + length;
        p->token = feel_lex(p->text, p->end);
        if (type->name.len == 0 && type->kind >= FEEL_LIST && type->kind <= FEEL_FUNCTION &&
            type == feel_type_simple(type->kind) && parser_take(p, FEEL_TOKEN_LESS)) {
            type = parse_type_of(p, type->kind);
        }
    }
    p->nesting--;
    return type;
}

/* ---- what follows directly ---- */

static const struct feel_node *parse_path(struct parser *p, const struct feel_node *from_node,
                                          size_t from)
{
    struct str name = {"", 0};
    size_t longest = 0;
    parser_next(p);
    const struct feel_type *type = feel_item_type(from_node);
    for (uint32_t i = 0; type->kind == FEEL_CONTEXT && i < type->field_count; i++) {
        size_t length = feel_name_match(p->text, p->token.from, type->fields[i].name);
        if (length > longest) {
            longest = length;
            name = type->fields[i].name;
        }
    }
    if (longest > 0) {
        p->end = p->token.from + longest;
        p->token = feel_lex(p->text, p->end);
    } else {
        name = parse_words(p);
    }
    if (name.len == 0) {
        return parser_fail_found(p, "a name");
    }
    return parser_place(p, feel_node_path(p->arena, from_node, name), from);
}

static const struct feel_node *parse_filter(struct parser *p, const struct feel_node *list,
                                            size_t from)
{
    const struct feel_scope *outer = p->scope;
    struct feel_scope *scope = feel_scope_of_filter(p->arena, outer, feel_item_type(list));
    bool endpoint = p->endpoint;
    parser_next(p);
    p->scope = scope;
    p->endpoint = false;
    const struct feel_node *condition = parse_expression(p);
    p->scope = outer;
    p->endpoint = endpoint;
    if (condition == NULL || !parser_want(p, FEEL_TOKEN_RIGHT_BRACKET, "an operator or \"]\"")) {
        return NULL;
    }
    return parser_place(p, feel_node_filter(p->arena, scope, list, condition), from);
}

/* as_literal - date("2026-04-01") and the like are worked out once, here, when they come to
 * something; else the call stays, and says where and why not whenever it is asked. */
static struct feel_node *as_literal(struct parser *p, struct feel_node *call)
{
    struct feel_evaluation evaluation = {
        .arena = p->arena, .limits = feel_limits, .zones = p->options.zones};
    struct feel_value value;
    struct err ignored;
    bool literal =
        call->kind == FEEL_NODE_CALL_BUILTIN && call->count == 1 && call->items[0] != NULL &&
        call->items[0]->kind == FEEL_NODE_CONSTANT &&
        call->items[0]->constant.kind == FEEL_STRING &&
        (call->builtin->call == feel_call_date || call->builtin->call == feel_call_time ||
         call->builtin->call == feel_call_date_time || call->builtin->call == feel_call_duration);
    if (!literal || feel_evaluate(&evaluation, call, NULL, &value, &ignored) != 0 ||
        value.kind == FEEL_NULL || value.cause != NULL) {
        return call;
    }
    return feel_node_constant(p->arena, value);
}

static const struct feel_node *parse_call(struct parser *p, const struct feel_node *function,
                                          size_t from)
{
    struct node_list arguments = {0};
    struct str *names = NULL;
    size_t capacity = 0;
    parser_next(p);
    if (!parser_take(p, FEEL_TOKEN_RIGHT_PARENTHESIS)) {
        do {
            struct str name = {"", 0};
            size_t at = p->token.from;
            bool named = parse_name_before(p, ":", &name);
            if (arguments.count > 0 && named != (names != NULL)) {
                return parser_fail(p, at, "either all arguments are named or none is");
            }
            if (named && arguments.count == capacity) {
                capacity = capacity == 0 ? 4 : capacity * 2;
                struct str *larger = arena_alloc(p->arena, capacity * sizeof *larger);
                for (uint32_t i = 0; i < arguments.count; i++) {
                    larger[i] = names[i];
                }
                names = larger;
            }
            if (named) {
                names[arguments.count] = name;
                parser_next(p); /* the colon */
            }
            const struct feel_node *argument = parse_expression(p);
            if (argument == NULL) {
                return NULL;
            }
            node_list_add(p, &arguments, argument);
        } while (parser_take(p, FEEL_TOKEN_COMMA));
        if (!parser_want(p, FEEL_TOKEN_RIGHT_PARENTHESIS, "\",\" or \")\"")) {
            return NULL;
        }
    }
    struct feel_node *call =
        feel_node_call(p->arena, function, arguments.items, names, arguments.count);
    return parser_place(p, as_literal(p, call), from);
}

/* Does this bracket close a range that ends outwards, `[1..5[`, rather than open a filter? */
static bool closes_range(const struct parser *p)
{
    if (!p->endpoint) {
        return false;
    }
    struct feel_token next = feel_lex(p->text, p->token.to);
    return next.kind == FEEL_TOKEN_END || next.kind == FEEL_TOKEN_COMMA ||
           next.kind == FEEL_TOKEN_RIGHT_PARENTHESIS || next.kind == FEEL_TOKEN_RIGHT_BRACKET ||
           next.kind == FEEL_TOKEN_RIGHT_BRACE || next.kind == FEEL_TOKEN_DOT ||
           comparison_of(next.kind) != 0 ||
           (next.kind == FEEL_TOKEN_WORD &&
            feel_is_keyword(str_slice(p->text, next.from, next.to)));
}

const struct feel_node *parse_postfix(struct parser *p, const struct feel_node *node, size_t from)
{
    while (node != NULL) {
        if (p->token.kind == FEEL_TOKEN_DOT) {
            node = parse_path(p, node, from);
        } else if (p->token.kind == FEEL_TOKEN_LEFT_BRACKET && !closes_range(p)) {
            node = parse_filter(p, node, from);
        } else if (p->token.kind == FEEL_TOKEN_LEFT_PARENTHESIS) {
            node = parse_call(p, node, from);
        } else {
            return node;
        }
    }
    return NULL;
}

static const struct feel_node *parse_word(struct parser *p)
{
    struct str name, word = str_slice(p->text, p->token.from, p->token.to);
    size_t from = p->token.from;
    if (feel_scope_match(p->scope, p->text, from, &name) > word.len) {
        return parse_name(p); /* it only begins like one of these */
    }
    static const struct {
        struct str word;
        enum feel_node_kind kind;
    } forms[] = {
        {STR_INIT("if"), FEEL_NODE_IF},
        {STR_INIT("for"), FEEL_NODE_FOR},
        {STR_INIT("some"), FEEL_NODE_SOME},
        {STR_INIT("every"), FEEL_NODE_EVERY},
        {STR_INIT("function"), FEEL_NODE_FUNCTION},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (str_eq(word, forms[i].word)) {
            return forms[i].kind == FEEL_NODE_IF         ? parse_if(p)
                   : forms[i].kind == FEEL_NODE_FUNCTION ? parse_function(p)
                                                         : parse_loop(p, forms[i].kind);
        }
    }
    bool truth = str_eq(word, STR("true"));
    if (truth || str_eq(word, STR("false")) || str_eq(word, STR("null"))) {
        parser_next(p);
        return place_constant(p, str_eq(word, STR("null")) ? feel_null(NULL) : feel_boolean(truth),
                              from);
    }
    return feel_is_keyword(word) ? parser_fail_found(p, "a value") : parse_name(p);
}

static const struct feel_node *parse_alone(struct parser *p)
{
    switch (p->token.kind) {
    case FEEL_TOKEN_NUMBER:
        return parse_number(p);
    case FEEL_TOKEN_STRING:
        return parse_string(p);
    case FEEL_TOKEN_AT:
        return parse_at_literal(p);
    case FEEL_TOKEN_WORD:
        return parse_word(p);
    case FEEL_TOKEN_LEFT_PARENTHESIS:
        return parse_parenthesis(p);
    case FEEL_TOKEN_LEFT_BRACKET:
        return parse_list(p);
    case FEEL_TOKEN_RIGHT_BRACKET:
        return parse_outward_range(p);
    case FEEL_TOKEN_LEFT_BRACE:
        return parse_context(p);
    default:
        return comparison_of(p->token.kind) != 0 ? parse_open_range(p)
                                                 : parser_fail_found(p, "a value");
    }
}

const struct feel_node *parse_primary(struct parser *p)
{
    size_t from = p->token.from;
    bool endpoint = p->endpoint;
    p->endpoint = endpoint && p->token.kind != FEEL_TOKEN_LEFT_PARENTHESIS &&
                  p->token.kind != FEEL_TOKEN_LEFT_BRACKET &&
                  p->token.kind != FEEL_TOKEN_LEFT_BRACE;
    const struct feel_node *node = parse_alone(p);
    p->endpoint = endpoint;
    return parse_postfix(p, node, from);
}
