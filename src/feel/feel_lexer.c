/* feel_lexer.c - tokens (DMN 1.5 §10.3.1.2, rules 22 to 38, 61, 62). */
#include "feel_lexer.h"

/* The character at `at`, its length in *ret_length. Bytes that are no UTF-8 count one by one. */
static uint32_t character_at(struct str text, size_t at, size_t *ret_length)
{
    const unsigned char *p = (const unsigned char *)text.ptr + at;
    size_t left = text.len - at;
    *ret_length = 1;
    if (p[0] < 0x80) {
        return p[0];
    }
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || length > left) {
        return 0xFFFFFFFF;
    }
    uint32_t character = p[0] & (0x7F >> length);
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0xFFFFFFFF;
        }
        character = character << 6 | (p[i] & 0x3F);
    }
    *ret_length = length;
    return character;
}

size_t feel_space_at(struct str text, size_t at)
{
    if (at >= text.len) {
        return 0;
    }
    size_t length;
    uint32_t c = character_at(text, at, &length);
    bool space = c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                 c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
                 c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
    return space ? length : 0;
}

size_t feel_name_start_at(struct str text, size_t at)
{
    if (at >= text.len) {
        return 0;
    }
    size_t length;
    uint32_t c = character_at(text, at, &length);
    if (c < 0x80) {
        return ascii_is_alpha((char)c) || c == '_' || c == '?';
    }
    bool name = c >= 0xC0 && c != 0xD7 && c != 0xF7 && c <= 0x10FFFF && !feel_space_at(text, at) &&
                !(c >= 0x2010 && c <= 0x206F) && !(c >= 0xD800 && c <= 0xDFFF);
    return name ? length : 0;
}

size_t feel_name_part_at(struct str text, size_t at)
{
    size_t length = feel_name_start_at(text, at);
    if (length > 0 || at >= text.len) {
        return length;
    }
    uint32_t c = character_at(text, at, &length);
    bool part = (c < 0x80 && ascii_is_digit((char)c)) || c == 0xB7 || c == 0x203F || c == 0x2040;
    return part ? length : 0;
}

bool feel_name_symbol(char c)
{
    return c != '\0' && strchr("./-'+*", c) != NULL;
}

size_t feel_skip_space(struct str text, size_t at)
{
    for (;;) {
        size_t space = feel_space_at(text, at);
        if (space > 0) {
            at += space;
            continue;
        }
        if (at + 1 >= text.len || text.ptr[at] != '/') {
            return at;
        }
        if (text.ptr[at + 1] == '/') {
            while (at < text.len && text.ptr[at] != '\n') {
                at++;
            }
        } else if (text.ptr[at + 1] == '*') {
            ptrdiff_t end = str_find(str_slice(text, at + 2, text.len), STR("*/"));
            if (end < 0) {
                return at;
            }
            at += 4 + (size_t)end;
        } else {
            return at;
        }
    }
}

static size_t digits_from(struct str text, size_t at)
{
    while (at < text.len && ascii_is_digit(text.ptr[at])) {
        at++;
    }
    return at;
}

static bool digit_at(struct str text, size_t at)
{
    return at < text.len && ascii_is_digit(text.ptr[at]);
}

static size_t number_from(struct str text, size_t at)
{
    at = digits_from(text, at);
    if (at < text.len && text.ptr[at] == '.' && digit_at(text, at + 1)) {
        at = digits_from(text, at + 1);
    }
    if (at < text.len && ascii_lower(text.ptr[at]) == 'e') {
        size_t sign =
            at + 1 < text.len && (text.ptr[at + 1] == '+' || text.ptr[at + 1] == '-') ? 1 : 0;
        if (digit_at(text, at + 1 + sign)) {
            at = digits_from(text, at + 1 + sign);
        }
    }
    return at;
}

static struct feel_token string_from(struct str text, size_t from)
{
    for (size_t at = from + 1; at < text.len; at++) {
        if (text.ptr[at] == '\\') {
            at++;
        } else if (text.ptr[at] == '"') {
            return (struct feel_token){FEEL_TOKEN_STRING, from, at + 1};
        }
    }
    return (struct feel_token){FEEL_TOKEN_OPEN_STRING, from, text.len};
}

struct feel_token feel_lex(struct str text, size_t at)
{
    static const struct {
        struct str text;
        enum feel_token_kind kind;
    } symbols[] = {
        /* the longer first */
        {STR_INIT(".."), FEEL_TOKEN_DOTS},
        {STR_INIT("**"), FEEL_TOKEN_POWER},
        {STR_INIT("!="), FEEL_TOKEN_NOT_EQUAL},
        {STR_INIT("<="), FEEL_TOKEN_LESS_OR_EQUAL},
        {STR_INIT(">="), FEEL_TOKEN_GREATER_OR_EQUAL},
        {STR_INIT("->"), FEEL_TOKEN_ARROW},
        {STR_INIT("("), FEEL_TOKEN_LEFT_PARENTHESIS},
        {STR_INIT(")"), FEEL_TOKEN_RIGHT_PARENTHESIS},
        {STR_INIT("["), FEEL_TOKEN_LEFT_BRACKET},
        {STR_INIT("]"), FEEL_TOKEN_RIGHT_BRACKET},
        {STR_INIT("{"), FEEL_TOKEN_LEFT_BRACE},
        {STR_INIT("}"), FEEL_TOKEN_RIGHT_BRACE},
        {STR_INIT(","), FEEL_TOKEN_COMMA},
        {STR_INIT(":"), FEEL_TOKEN_COLON},
        {STR_INIT("."), FEEL_TOKEN_DOT},
        {STR_INIT("+"), FEEL_TOKEN_PLUS},
        {STR_INIT("-"), FEEL_TOKEN_MINUS},
        {STR_INIT("*"), FEEL_TOKEN_ASTERISK},
        {STR_INIT("/"), FEEL_TOKEN_SLASH},
        {STR_INIT("="), FEEL_TOKEN_EQUAL},
        {STR_INIT("<"), FEEL_TOKEN_LESS},
        {STR_INIT(">"), FEEL_TOKEN_GREATER},
        {STR_INIT("@"), FEEL_TOKEN_AT},
    };
    size_t from = feel_skip_space(text, at);
    if (from >= text.len) {
        return (struct feel_token){FEEL_TOKEN_END, text.len, text.len};
    }
    if (text.ptr[from] == '"') {
        return string_from(text, from);
    }
    if (digit_at(text, from) || (text.ptr[from] == '.' && digit_at(text, from + 1))) {
        return (struct feel_token){FEEL_TOKEN_NUMBER, from, number_from(text, from)};
    }
    size_t to = from, length = feel_name_start_at(text, from);
    while (length > 0) {
        to += length;
        length = feel_name_part_at(text, to);
    }
    if (to > from) {
        return (struct feel_token){FEEL_TOKEN_WORD, from, to};
    }
    struct str rest = str_slice(text, from, text.len);
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (str_starts(rest, symbols[i].text) && !str_starts(rest, STR("/*"))) {
            return (struct feel_token){symbols[i].kind, from, from + symbols[i].text.len};
        }
    }
    (void)character_at(text, from, &length);
    return (struct feel_token){FEEL_TOKEN_BAD, from, from + length};
}

bool feel_is_keyword(struct str word)
{
    static const struct str keywords[] = {
        STR_INIT("and"),     STR_INIT("or"),       STR_INIT("in"),
        STR_INIT("between"), STR_INIT("instance"), STR_INIT("then"),
        STR_INIT("else"),    STR_INIT("return"),   STR_INIT("satisfies"),
    };
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (str_eq(word, keywords[i])) {
            return true;
        }
    }
    return false;
}
