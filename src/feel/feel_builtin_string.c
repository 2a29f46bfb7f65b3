/* feel_builtin_string.c - string functions, which count characters, not bytes; string() (DMN 1.5
 * §10.3.4.1, .3). */
#include <utf8proc.h>

#include "feel_machine.h"
#include "feel_pattern.h"

/* ---- characters ---- */

static bool begins_character(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

static size_t character_count(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += begins_character(text.ptr[i]);
    }
    return count;
}

/* The byte at which character `index` begins, from 0; the length of text beyond. */
static size_t character_byte(struct str text, size_t index)
{
    size_t at = 0;
    while (at < text.len && index > 0) {
        at++;
        index -= at == text.len || begins_character(text.ptr[at]);
    }
    return at;
}

/* A number without what is after its point; false when that is over what a string could have. */
static bool whole_of(struct feel_decimal number, int64_t *ret)
{
    struct feel_decimal whole;
    return feel_decimal_round(number, 0, FEEL_ROUND_DOWN, &whole) == FEEL_FAULT_NONE &&
           feel_decimal_to_int64(whole, ret);
}

void feel_call_string_length(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_integer((int64_t)character_count(call->arguments[0].string));
}

/* A length that reaches beyond the end gives what is there, as in XPath and the engines in use: the
 * standard (table 76) doesn't say. */
void feel_call_substring(const struct feel_invocation *call, struct feel_value *ret)
{
    struct str text = call->arguments[0].string;
    int64_t start, length = INT64_MAX, count = (int64_t)character_count(text);
    bool has_length = (call->given & 4) != 0;
    if (!whole_of(call->arguments[1].number, &start) || start == 0 || start > count ||
        start < -count ||
        (has_length && (!whole_of(call->arguments[2].number, &length) || length < 1))) {
        feel_refuse(call, FEEL_CAUSE_OUT_OF_RANGE, ret);
        return;
    }
    int64_t first = start > 0 ? start - 1 : count + start;
    int64_t last = has_length && length < count - first ? first + length : count;
    *ret = feel_string(
        str_slice(text, character_byte(text, (size_t)first), character_byte(text, (size_t)last)));
}

static void change_case(const struct feel_invocation *call,
                        utf8proc_int32_t (*change)(utf8proc_int32_t), struct feel_value *ret)
{
    struct str text = call->arguments[0].string;
    char *out = feel_take(call->evaluation, text.len * 4 + 1);
    if (out == NULL) {
        return;
    }
    size_t length = 0;
    for (size_t i = 0; i < text.len;) {
        utf8proc_int32_t character;
        utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + i,
                                                  (utf8proc_ssize_t)(text.len - i), &character);
        if (taken <= 0) {
            out[length++] = text.ptr[i++];
            continue;
        }
        length += (size_t)utf8proc_encode_char(change(character), (utf8proc_uint8_t *)out + length);
        i += (size_t)taken;
    }
    *ret = feel_string(str_make(out, length));
}

void feel_call_upper_case(const struct feel_invocation *call, struct feel_value *ret)
{
    change_case(call, utf8proc_toupper, ret);
}

void feel_call_lower_case(const struct feel_invocation *call, struct feel_value *ret)
{
    change_case(call, utf8proc_tolower, ret);
}

/* ---- strings in strings ---- */

void feel_call_substring_before(const struct feel_invocation *call, struct feel_value *ret)
{
    struct str text = call->arguments[0].string;
    ptrdiff_t at = str_find(text, call->arguments[1].string);
    *ret = feel_string(str_slice(text, 0, at < 0 ? 0 : (size_t)at));
}

void feel_call_substring_after(const struct feel_invocation *call, struct feel_value *ret)
{
    struct str text = call->arguments[0].string, match = call->arguments[1].string;
    ptrdiff_t at = str_find(text, match);
    *ret = feel_string(str_slice(text, at < 0 ? text.len : (size_t)at + match.len, text.len));
}

void feel_call_contains(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_boolean(str_find(call->arguments[0].string, call->arguments[1].string) >= 0);
}

void feel_call_starts_with(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_boolean(str_starts(call->arguments[0].string, call->arguments[1].string));
}

void feel_call_ends_with(const struct feel_invocation *call, struct feel_value *ret)
{
    *ret = feel_boolean(str_ends(call->arguments[0].string, call->arguments[1].string));
}

void feel_call_string(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *from = &call->arguments[0];
    *ret = from->kind == FEEL_STRING ? feel_string(from->string)
                                     : feel_string(feel_value_text(call->evaluation->arena, from));
}

/* Keep what was written, within the limits. */
static void answer(const struct feel_invocation *call, struct buf *out, struct feel_value *ret)
{
    char *text = feel_take(call->evaluation, out->len + 1);
    if (text != NULL) {
        struct str written = buf_str(out);
        memcpy(text, written.ptr, written.len);
        *ret = feel_string(str_make(text, written.len));
    }
    buf_free(out);
}

void feel_call_string_join(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *list = call->arguments[0].list;
    struct str delimiter = {"", 0};
    struct buf out = {.max = call->evaluation->limits.memory_max};
    size_t joined = 0;
    if (call->arguments[1].kind == FEEL_STRING) {
        delimiter = call->arguments[1].string;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct feel_value *item = &list->items[i];
        if (item->kind == FEEL_NULL) {
            continue;
        }
        if (item->kind != FEEL_STRING || (joined++ > 0 && buf_add(&out, delimiter) != 0) ||
            buf_add(&out, item->string) != 0) {
            buf_free(&out);
            feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
            return;
        }
    }
    answer(call, &out, ret);
}

/* ---- patterns ---- */

/* What making a pattern, and one match, are worth in steps. */
enum { PATTERN_STEPS = 2000, MATCH_STEPS = 200 };

/* The pattern of argument 1 with the flags of another; NULL, and null in *ret: it is none. */
static struct feel_pattern *pattern_of(const struct feel_invocation *call, size_t flags_at,
                                       struct feel_value *ret)
{
    struct str flags = {"", 0};
    if (flags_at > 0 && call->arguments[flags_at].kind == FEEL_STRING) {
        flags = call->arguments[flags_at].string;
    }
    struct feel_pattern *pattern = feel_pattern_new(call->arguments[1].string, flags);
    call->evaluation->steps += PATTERN_STEPS;
    if (pattern == NULL) {
        feel_refuse(call, FEEL_CAUSE_PATTERN, ret);
    }
    return pattern;
}

void feel_call_matches(const struct feel_invocation *call, struct feel_value *ret)
{
    struct feel_pattern *pattern = pattern_of(call, 2, ret);
    if (pattern == NULL) {
        return;
    }
    int found = feel_pattern_match(pattern, call->arguments[0].string, 0);
    if (found < 0) {
        feel_refuse(call, FEEL_CAUSE_LIMIT, ret);
    } else {
        *ret = feel_boolean(found > 0);
    }
    feel_pattern_free(pattern);
}

/* What $1 and the like, \$ and \\ stand for; false: something else. Groups that there are not are
 * empty; of two digits both count when there are so many groups. */
static bool add_replacement(struct buf *out, const struct feel_pattern *pattern, struct str text,
                            struct str with)
{
    for (size_t i = 0; i < with.len; i++) {
        char c = with.ptr[i], next = i + 1 < with.len ? with.ptr[i + 1] : '\0';
        if (c == '\\' && (next == '\\' || next == '$')) {
            i++;
            c = next;
        } else if (c == '\\') {
            return false;
        } else if (c == '$') {
            if (!ascii_is_digit(next)) {
                return false;
            }
            size_t group = (size_t)(next - '0'), from, to;
            i++;
            while (i + 1 < with.len && ascii_is_digit(with.ptr[i + 1]) &&
                   group * 10 + (size_t)(with.ptr[i + 1] - '0') <= feel_pattern_groups(pattern)) {
                group = group * 10 + (size_t)(with.ptr[++i] - '0');
            }
            feel_pattern_group(pattern, group, &from, &to);
            if (buf_add(out, str_slice(text, from, to)) != 0) {
                return false;
            }
            continue;
        }
        if (buf_add_char(out, c) != 0) {
            return false;
        }
    }
    return true;
}

/* One more match; false: the evaluation has stopped. */
static bool match_step(const struct feel_invocation *call)
{
    struct feel_value ignored;
    call->evaluation->steps += MATCH_STEPS;
    return feel_step(call->evaluation, call->at, &ignored);
}

/* The text with each match replaced. 0, or the code of why not. */
static int replace_all(const struct feel_invocation *call, struct feel_pattern *pattern,
                       bool literal, struct buf *out)
{
    struct str text = call->arguments[0].string, with = call->arguments[2].string;
    size_t at = 0;
    int found;
    if (feel_pattern_match(pattern, STR(""), 0) != 0) {
        return FEEL_CAUSE_PATTERN; /* one that matches nothing has no end (FORX0003) */
    }
    while ((found = feel_pattern_match(pattern, text, at)) > 0) {
        size_t from, to;
        feel_pattern_group(pattern, 0, &from, &to);
        if (to == from) { /* at a place, like ^ */
            return FEEL_CAUSE_PATTERN;
        }
        if (!match_step(call)) {
            return FEEL_CAUSE_LIMIT;
        }
        int fits = buf_add(out, str_slice(text, at, from));
        if (fits != 0 ||
            (literal ? buf_add(out, with) != 0 : !add_replacement(out, pattern, text, with))) {
            return FEEL_CAUSE_PATTERN;
        }
        at = to;
    }
    if (found < 0) {
        return FEEL_CAUSE_LIMIT;
    }
    return buf_add(out, str_slice(text, at, text.len)) == 0 ? 0 : FEEL_CAUSE_LIMIT;
}

void feel_call_replace(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *flags = &call->arguments[3];
    struct feel_pattern *pattern = pattern_of(call, 3, ret);
    if (pattern == NULL) {
        return;
    }
    struct buf out = {.max = call->evaluation->limits.memory_max};
    bool literal = flags->kind == FEEL_STRING && flags->string.len > 0 &&
                   memchr(flags->string.ptr, 'q', flags->string.len) != NULL;
    int code = replace_all(call, pattern, literal, &out);
    feel_pattern_free(pattern);
    if (code != 0) {
        buf_free(&out);
        feel_refuse(call, code, ret);
        return;
    }
    answer(call, &out, ret);
}

void feel_call_split(const struct feel_invocation *call, struct feel_value *ret)
{
    struct str text = call->arguments[0].string;
    struct feel_pattern *pattern = pattern_of(call, 0, ret);
    struct feel_gathering parts = {0};
    size_t at = 0, search = 0;
    int found = 0;
    if (pattern == NULL) {
        return;
    }
    if (feel_pattern_match(pattern, STR(""), 0) != 0) { /* as in replace (FORX0003) */
        feel_pattern_free(pattern);
        feel_refuse(call, FEEL_CAUSE_PATTERN, ret);
        return;
    }
    while (search <= text.len && match_step(call) &&
           (found = feel_pattern_match(pattern, text, search)) > 0) {
        size_t from, to;
        feel_pattern_group(pattern, 0, &from, &to);
        if (to == from) { /* a place between two characters */
            search = from + 1;
            while (search < text.len && !begins_character(text.ptr[search])) {
                search++;
            }
            continue;
        }
        search = to;
        struct feel_value part = feel_string(str_slice(text, at, from));
        at = to;
        if (!feel_gather(call->evaluation, &parts, &part)) {
            break;
        }
    }
    struct feel_value rest = feel_string(str_slice(text, at, text.len));
    feel_pattern_free(pattern);
    if (found < 0) {
        feel_refuse(call, FEEL_CAUSE_LIMIT, ret);
    } else if (!call->evaluation->stopped && feel_gather(call->evaluation, &parts, &rest)) {
        feel_gathered(call->evaluation, &parts, ret);
    }
}
