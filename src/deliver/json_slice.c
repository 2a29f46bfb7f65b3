/* json_slice.c - jansson says whether it is JSON; then finding the parts is a matter of quotes and
 * brackets. */
#include "json_slice.h"

#include "json_lines.h"

#include <jansson.h>

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.len && ascii_is_space(s.ptr[at])) {
        at++;
    }
    return at;
}

/* text_end - after the closing quote of the text that begins at `at`. */
static size_t text_end(struct str s, size_t at)
{
    for (at++; at < s.len; at++) {
        if (s.ptr[at] == '\\') {
            at++;
        } else if (s.ptr[at] == '"') {
            return at + 1;
        }
    }
    return s.len;
}

/* value_end - after the value that begins at `at`. */
static size_t value_end(struct str s, size_t at)
{
    size_t depth = 0;
    while (at < s.len) {
        char c = s.ptr[at];
        if (c == '"') {
            at = text_end(s, at);
        } else if (c == '{' || c == '[') {
            depth++;
            at++;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            depth--;
            at++;
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || ascii_is_space(c))) {
            break;
        } else {
            at++;
            if (depth == 0) {
                continue; /* a number, true, false, null */
            }
        }
        if (depth == 0) {
            break;
        }
    }
    return at;
}

static int check_depth(struct str text, int depth_max, struct err *err)
{
    int depth = 0;
    for (size_t at = 0; at < text.len;) {
        char c = text.ptr[at];
        if (c == '"') {
            at = text_end(text, at);
            continue;
        }
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth > depth_max) {
            return err_set(err, ERR_LIMIT, "its JSON is nested more than %d deep", depth_max);
        }
        at++;
    }
    return 0;
}

/* In our words: jansson's own quote the text, which is somebody's data. */
static const char *what_is_wrong(enum json_error_code code)
{
    switch (code) {
    case json_error_premature_end_of_input:
        return "the JSON ends too early";
    case json_error_end_of_input_expected:
        return "something follows the JSON value";
    case json_error_invalid_utf8:
        return "there is text that isn't UTF-8";
    case json_error_duplicate_key:
        return "an object has a name twice";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "there is a zero character";
    default:
        return "it is no JSON";
    }
}

int json_slice_check(struct str text, int depth_max, struct err *err)
{
    json_error_t wrong = {0};
    struct buf quoted = {0};
    int code = check_depth(text, depth_max, err);
    if (code != 0) {
        return code;
    }
    json_quote_numbers(text, &quoted);
    json_t *value = json_loadb(buf_str(&quoted).ptr, quoted.len,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
    buf_free(&quoted);
    if (value == NULL) {
        return err_at(err, ERR_INPUT, "", wrong.line > 0 ? (size_t)wrong.line : 1, 0, "%s",
                      what_is_wrong(json_error_code(&wrong)));
    }
    json_decref(value);
    return 0;
}

enum json_slice_type json_slice_kind(struct str value)
{
    switch (value.len > 0 ? value.ptr[0] : 0) {
    case '{':
        return JSON_SLICE_OBJECT;
    case '[':
        return JSON_SLICE_ARRAY;
    case '"':
        return JSON_SLICE_TEXT;
    case 't':
    case 'f':
        return JSON_SLICE_TRUTH;
    case 'n':
    case 0:
        return JSON_SLICE_NULL;
    default:
        return JSON_SLICE_NUMBER;
    }
}

struct str json_slice_text(struct arena *arena, struct str value)
{
    struct str inner = value.len >= 2 ? str_slice(value, 1, value.len - 1) : STR("");
    if (inner.len == 0 || memchr(inner.ptr, '\\', inner.len) == NULL) {
        return inner;
    }
    json_t *text = json_loadb(value.ptr, value.len, JSON_DECODE_ANY, NULL);
    struct str ret = arena_str(
        arena, json_is_string(text) ? str_make(json_string_value(text), json_string_length(text))
                                    : STR(""));
    json_decref(text);
    return ret;
}

/* next_part - *rest to where the next part begins: after the opening bracket or a comma. */
static bool next_part(struct str *rest, char open)
{
    size_t at = skip_space(*rest, 0);
    if (at == rest->len || (rest->ptr[at] != open && rest->ptr[at] != ',')) {
        return false;
    }
    at = skip_space(*rest, at + 1);
    *rest = str_slice(*rest, at, rest->len);
    return rest->len > 0 && rest->ptr[0] != ']' && rest->ptr[0] != '}';
}

bool json_next_item(struct str *rest, struct str *ret_value)
{
    if (!next_part(rest, '[')) {
        return false;
    }
    size_t end = value_end(*rest, 0);
    *ret_value = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return true;
}

bool json_next_member(struct arena *arena, struct str *rest, struct str *ret_name,
                      struct str *ret_value)
{
    if (!next_part(rest, '{')) {
        return false;
    }
    size_t end = text_end(*rest, 0);
    size_t from = skip_space(*rest, skip_space(*rest, end) + 1); /* after the colon */
    size_t to = value_end(*rest, from);
    *ret_name = json_slice_text(arena, str_slice(*rest, 0, end));
    *ret_value = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return true;
}

struct str json_member(struct arena *arena, struct str object, struct str name)
{
    struct str member;
    struct str value;
    while (json_next_member(arena, &object, &member, &value)) {
        if (str_eq(member, name)) {
            return value;
        }
    }
    return (struct str){0};
}
