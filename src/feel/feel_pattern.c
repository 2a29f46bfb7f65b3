/* feel_pattern.c - regular expressions of XPath as those of PCRE2.
 *
 * What differs is written out: \d \w \s \i \c as the sets that XML Schema gives them, `.` as all
 * but the two line ends, [a-z-[aeiou]] as a look-ahead that refuses the second set before the
 * first, blocks like \p{IsBasicLatin} as ranges. What XPath has not is refused: other escapes,
 * references to groups that are not closed, look-around, possessive quantifiers. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel_pattern.h"

#include <pcre2.h>
#include <stdio.h>

#include "memory.h"

enum {
    PATTERN_BYTES_MAX = 16 * 1024,
    TRANSLATED_BYTES_MAX = 256 * 1024,
    GROUPS_MAX = 99,
    CLASS_NESTING_MAX = 8,
    MATCH_STEPS_MAX = 200000,
    HEAP_KIB_MAX = 20 * 1024
};

struct feel_pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    size_t groups;
};

struct translation {
    struct str in;
    size_t at;
    struct buf out;
    unsigned groups, open[GROUPS_MAX], open_count; /* opened so far; those not yet closed */
    bool dot_all;
};

/* Blocks of Unicode by the names that XML Schema gives them; those a pattern is likely to name. */
static const struct {
    struct str name;
    const char *range;
} blocks[] = {
    {STR_INIT("BasicLatin"), "\\x{00}-\\x{7F}"},
    {STR_INIT("Latin-1Supplement"), "\\x{80}-\\x{FF}"},
    {STR_INIT("LatinExtended-A"), "\\x{100}-\\x{17F}"},
    {STR_INIT("LatinExtended-B"), "\\x{180}-\\x{24F}"},
    {STR_INIT("IPAExtensions"), "\\x{250}-\\x{2AF}"},
    {STR_INIT("SpacingModifierLetters"), "\\x{2B0}-\\x{2FF}"},
    {STR_INIT("CombiningDiacriticalMarks"), "\\x{300}-\\x{36F}"},
    {STR_INIT("Greek"), "\\x{370}-\\x{3FF}"},
    {STR_INIT("GreekandCoptic"), "\\x{370}-\\x{3FF}"},
    {STR_INIT("Cyrillic"), "\\x{400}-\\x{4FF}"},
    {STR_INIT("Armenian"), "\\x{530}-\\x{58F}"},
    {STR_INIT("Hebrew"), "\\x{590}-\\x{5FF}"},
    {STR_INIT("Arabic"), "\\x{600}-\\x{6FF}"},
    {STR_INIT("Devanagari"), "\\x{900}-\\x{97F}"},
    {STR_INIT("Bengali"), "\\x{980}-\\x{9FF}"},
    {STR_INIT("Thai"), "\\x{E00}-\\x{E7F}"},
    {STR_INIT("LatinExtendedAdditional"), "\\x{1E00}-\\x{1EFF}"},
    {STR_INIT("GreekExtended"), "\\x{1F00}-\\x{1FFF}"},
    {STR_INIT("GeneralPunctuation"), "\\x{2000}-\\x{206F}"},
    {STR_INIT("CurrencySymbols"), "\\x{20A0}-\\x{20CF}"},
    {STR_INIT("LetterlikeSymbols"), "\\x{2100}-\\x{214F}"},
    {STR_INIT("NumberForms"), "\\x{2150}-\\x{218F}"},
    {STR_INIT("Arrows"), "\\x{2190}-\\x{21FF}"},
    {STR_INIT("MathematicalOperators"), "\\x{2200}-\\x{22FF}"},
    {STR_INIT("Hiragana"), "\\x{3040}-\\x{309F}"},
    {STR_INIT("Katakana"), "\\x{30A0}-\\x{30FF}"},
    {STR_INIT("CJKUnifiedIdeographs"), "\\x{4E00}-\\x{9FFF}"},
    {STR_INIT("HangulSyllables"), "\\x{AC00}-\\x{D7AF}"},
};

static bool more(const struct translation *t)
{
    return t->at < t->in.len;
}

static char peek(const struct translation *t)
{
    return more(t) ? t->in.ptr[t->at] : '\0';
}

static void put(struct translation *t, const char *text)
{
    (void)buf_add(&t->out, str_of(text));
}

/* One character as it is, whatever it means to PCRE2. */
static void put_literal(struct translation *t, char c)
{
    if ((unsigned char)c < 0x80 && !ascii_is_digit(c) && !ascii_is_alpha(c)) {
        (void)buf_add_char(&t->out, '\\');
    }
    (void)buf_add_char(&t->out, c);
}

/* \p{…} and \P{…}, after the letter. */
static bool property(struct translation *t, bool negated, bool in_class)
{
    static const char categories[] =
        "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po "
        "Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn ";
    ptrdiff_t end = str_find(str_slice(t->in, t->at, t->in.len), STR("}"));
    if (peek(t) != '{' || end < 2) {
        return false;
    }
    struct str name = str_slice(t->in, t->at + 1, t->at + (size_t)end);
    t->at += (size_t)end + 1;
    if (str_starts(name, STR("Is"))) {
        name = str_slice(name, 2, name.len);
        for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
            if (str_eq(name, blocks[i].name) && !(negated && in_class)) {
                (void)buf_printf(&t->out, in_class ? "%s%s" : "[%s%s]", negated ? "^" : "",
                                 blocks[i].range);
                return true;
            }
        }
        return false;
    }
    char wanted[4];
    (void)snprintf(wanted, sizeof wanted, "%.*s ", name.len > 2 ? 0 : (int)name.len, name.ptr);
    const char *found = name.len > 2 ? NULL : strstr(categories, wanted);
    if (found == NULL || (found != categories && found[-1] != ' ')) {
        return false;
    }
    (void)buf_printf(&t->out, "\\%c{%.*s}", negated ? 'P' : 'p', PRI(name));
    return true;
}

/* The sets that a letter stands for, as what can be in a class. */
static const char *set_of(char letter)
{
    switch (letter) {
    case 'd':
        return "\\p{Nd}";
    case 'D':
        return "\\P{Nd}";
    case 's':
        return " \\t\\n\\r";
    case 'S':
        return "\\x{00}-\\x{08}\\x{0B}\\x{0C}\\x{0E}-\\x{1F}\\x{21}-\\x{10FFFF}";
    case 'w':
        return "\\p{L}\\p{M}\\p{N}\\p{S}";
    case 'W':
        return "\\p{P}\\p{Z}\\p{C}";
    case 'i':
        return "\\p{L}_:";
    case 'c':
        return "\\p{L}\\p{M}\\p{Nd}._:\\-\\x{B7}";
    default:
        return NULL;
    }
}

/* A reference to a group that is closed; two digits when there are so many groups. */
static bool reference(struct translation *t, char digit)
{
    unsigned group = (unsigned)(digit - '0');
    if (ascii_is_digit(peek(t)) && group * 10 + (unsigned)(peek(t) - '0') <= t->groups) {
        group = group * 10 + (unsigned)(peek(t) - '0');
        t->at++;
    }
    for (unsigned i = 0; i < t->open_count; i++) {
        if (t->open[i] == group) {
            return false;
        }
    }
    (void)buf_printf(&t->out, "\\g{%u}", group);
    return group > 0 && group <= t->groups;
}

static bool escape(struct translation *t, bool in_class)
{
    t->at++;
    if (!more(t)) {
        return false;
    }
    char c = t->in.ptr[t->at++];
    const char *set = set_of(c);
    if (set != NULL) {
        (void)buf_printf(&t->out, in_class ? "%s" : "[%s]", set);
        return true;
    }
    if (c == 'p' || c == 'P') {
        return property(t, c == 'P', in_class);
    }
    if (c == 'n' || c == 'r' || c == 't') {
        (void)buf_printf(&t->out, "\\%c", c);
        return true;
    }
    if (!in_class && (c == 'I' || c == 'C')) {
        (void)buf_printf(&t->out, "[^%s]", set_of(c == 'I' ? 'i' : 'c'));
        return true;
    }
    if (ascii_is_digit(c)) {
        return !in_class && reference(t, c);
    }
    if (c == '\0' || strchr("\\|.-^?*+{}()[]$", c) == NULL) {
        return false;
    }
    put_literal(t, c);
    return true;
}

static bool character_class(struct translation *t, unsigned nesting);

/* The members of a class up to its end; what is subtracted goes to `without`, as a class. */
static bool members(struct translation *t, unsigned nesting, struct buf *without)
{
    bool first = true;
    while (more(t)) {
        char c = peek(t);
        if (c == ']') {
            t->at++;
            return !first;
        }
        if (c == '-' && t->at + 1 < t->in.len && t->in.ptr[t->at + 1] == '[') {
            struct buf outer = t->out;
            t->out = (struct buf){.max = TRANSLATED_BYTES_MAX};
            t->at++;
            bool fine = character_class(t, nesting + 1);
            *without = t->out;
            t->out = outer;
            if (!fine || peek(t) != ']') {
                return false;
            }
            t->at++;
            return !first;
        }
        if (c == '[') {
            return false;
        }
        if (c == '\\') {
            if (!escape(t, true)) {
                return false;
            }
        } else {
            bool range = c == '-' && !first && t->at + 1 < t->in.len && t->in.ptr[t->at + 1] != ']';
            if (range) {
                put(t, "-");
            } else {
                put_literal(t, c);
            }
            t->at++;
        }
        first = false;
    }
    return false;
}

static bool character_class(struct translation *t, unsigned nesting)
{
    if (nesting > CLASS_NESTING_MAX) {
        return false;
    }
    struct buf without = {.max = TRANSLATED_BYTES_MAX}, outer = t->out;
    t->out = (struct buf){.max = TRANSLATED_BYTES_MAX};
    t->at++;
    bool negated = peek(t) == '^';
    t->at += negated;
    bool fine = members(t, nesting, &without);
    struct buf inner = t->out;
    t->out = outer;
    if (fine && without.len > 0) {
        (void)buf_printf(&t->out, "(?:(?!%.*s)[%s%.*s])", PRI(buf_str(&without)),
                         negated ? "^" : "", PRI(buf_str(&inner)));
    } else if (fine) {
        (void)buf_printf(&t->out, "[%s%.*s]", negated ? "^" : "", PRI(buf_str(&inner)));
    }
    buf_free(&inner);
    buf_free(&without);
    return fine;
}

static bool open_group(struct translation *t)
{
    put(t, "(");
    t->at++;
    unsigned number = 0; /* of one that does not capture */
    if (peek(t) == '?') {
        if (t->at + 1 >= t->in.len || t->in.ptr[t->at + 1] != ':') {
            return false;
        }
        t->at += 2;
        put(t, "?:");
    } else {
        number = ++t->groups;
    }
    if (t->groups > GROUPS_MAX || t->open_count == GROUPS_MAX) {
        return false;
    }
    t->open[t->open_count++] = number;
    return true;
}

/* {n}, {n,}, {n,m} */
static bool braces(struct translation *t)
{
    size_t from = t->at++;
    bool digits = ascii_is_digit(peek(t));
    while (ascii_is_digit(peek(t)) || peek(t) == ',') {
        t->at++;
    }
    if (!digits || peek(t) != '}') {
        return false;
    }
    t->at++;
    return buf_add(&t->out, str_slice(t->in, from, t->at)) == 0;
}

static bool quantifier(struct translation *t)
{
    if (peek(t) == '{') {
        if (!braces(t)) {
            return false;
        }
    } else {
        (void)buf_add_char(&t->out, t->in.ptr[t->at++]);
    }
    if (peek(t) == '?') {
        put(t, "?");
        t->at++;
    }
    char next = peek(t);
    return next != '*' && next != '+' && next != '?' && next != '{';
}

/* One part of the pattern. */
static bool part(struct translation *t)
{
    char c = peek(t);
    switch (c) {
    case '\\':
        return escape(t, false);
    case '[':
        return character_class(t, 0);
    case '(':
        return open_group(t);
    case ')':
        if (t->open_count == 0) {
            return false;
        }
        t->open_count--;
        break;
    case '*':
    case '+':
    case '?':
    case '{':
        return quantifier(t);
    case ']':
    case '}':
        return false;
    case '.':
        put(t, t->dot_all ? "(?s:.)" : "[^\\n\\r]");
        t->at++;
        return true;
    case '|':
    case '^':
    case '$':
        break;
    default:
        put_literal(t, c);
        t->at++;
        return true;
    }
    (void)buf_add_char(&t->out, c);
    t->at++;
    return true;
}

/* Without white space outside of classes: the flag x. */
static void strip_space(struct str in, struct buf *out)
{
    unsigned depth = 0;
    for (size_t i = 0; i < in.len; i++) {
        char c = in.ptr[i];
        bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (depth == 0 && space) {
            continue;
        }
        (void)buf_add_char(out, c);
        if (c == '\\' && i + 1 < in.len && (depth > 0 || !ascii_is_space(in.ptr[i + 1]))) {
            (void)buf_add_char(out, in.ptr[++i]);
        } else if (c == '[') {
            depth++;
        } else if (c == ']' && depth > 0) {
            depth--;
        }
    }
}

static bool translate(struct str pattern, bool dot_all, struct buf *ret)
{
    struct translation t = {
        .in = pattern, .out = {.max = TRANSLATED_BYTES_MAX}, .dot_all = dot_all};
    bool fine = true;
    while (fine && more(&t)) {
        fine = part(&t);
    }
    *ret = t.out;
    return fine && t.open_count == 0;
}

static struct feel_pattern *compile(struct str pattern, uint32_t options)
{
    int code;
    size_t at;
    options |= PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &at, NULL);
    if (compiled == NULL) {
        return NULL;
    }
    struct feel_pattern *ret = mem_must_array(1, sizeof *ret);
    uint32_t groups = 0;
    (void)pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &groups);
    ret->code = compiled;
    ret->groups = groups;
    ret->match = pcre2_match_data_create_from_pattern(compiled, NULL);
    ret->context = pcre2_match_context_create(NULL);
    if (ret->match == NULL || ret->context == NULL) {
        mem_exhausted();
    }
    pcre2_set_match_limit(ret->context, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(ret->context, MATCH_STEPS_MAX);
    pcre2_set_heap_limit(ret->context, HEAP_KIB_MAX);
    return ret;
}

struct feel_pattern *feel_pattern_new(struct str pattern, struct str flags)
{
    uint32_t options = 0;
    bool dot_all = false, literal = false, extended = false;
    for (size_t i = 0; i < flags.len; i++) {
        switch (flags.ptr[i]) {
        case 's':
            dot_all = true;
            break;
        case 'm':
            options |= PCRE2_MULTILINE;
            break;
        case 'i':
            options |= PCRE2_CASELESS;
            break;
        case 'x':
            extended = true;
            break;
        case 'q':
            literal = true;
            break;
        default:
            return NULL;
        }
    }
    if (pattern.len > PATTERN_BYTES_MAX || memchr(pattern.ptr, '\0', pattern.len) != NULL) {
        return NULL;
    }
    struct buf stripped = {.max = TRANSLATED_BYTES_MAX}, translated = {.max = TRANSLATED_BYTES_MAX};
    struct feel_pattern *ret = NULL;
    if (literal) {
        for (size_t i = 0; i < pattern.len; i++) {
            struct translation t = {.out = translated};
            put_literal(&t, pattern.ptr[i]);
            translated = t.out;
        }
        ret = compile(buf_str(&translated), options & ~(uint32_t)PCRE2_MULTILINE);
    } else {
        if (extended) {
            strip_space(pattern, &stripped);
            pattern = buf_str(&stripped);
        }
        if (translate(pattern, dot_all, &translated)) {
            ret = compile(buf_str(&translated), options);
        }
    }
    buf_free(&stripped);
    buf_free(&translated);
    return ret;
}

void feel_pattern_free(struct feel_pattern *pattern)
{
    if (pattern != NULL) {
        pcre2_match_context_free(pattern->context);
        pcre2_match_data_free(pattern->match);
        pcre2_code_free(pattern->code);
        mem_free(pattern);
    }
}

int feel_pattern_match(struct feel_pattern *pattern, struct str text, size_t from)
{
    int count = pcre2_match(pattern->code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len, from,
                            0, pattern->match, pattern->context);
    return count > 0 ? 1 : count == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

void feel_pattern_group(const struct feel_pattern *pattern, size_t group, size_t *ret_from,
                        size_t *ret_to)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(pattern->match);
    bool there = group < pcre2_get_ovector_count(pattern->match) &&
                 places[2 * group] != PCRE2_UNSET && places[2 * group] <= places[2 * group + 1];
    *ret_from = there ? places[2 * group] : 0;
    *ret_to = there ? places[2 * group + 1] : 0;
}

size_t feel_pattern_groups(const struct feel_pattern *pattern)
{
    return pattern->groups;
}
