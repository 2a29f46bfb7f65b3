/* json_writer.c - commas, escapes, indentation. */
#include "json_writer.h"

#include "encoding.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void add(struct json_writer *json, struct str s)
{
    if (json->code == 0) {
        json->code = buf_add(json->out, s);
    }
}

static void new_line(struct json_writer *json)
{
    if (json->indent == 0) {
        return;
    }
    add(json, STR("\n"));
    for (int i = 0; i < json->indent * json->depth; i++) {
        add(json, STR(" "));
    }
}

/* member - what stands before a key, or before a value that has none. */
static void member(struct json_writer *json)
{
    if (json->has_members[json->depth]) {
        assert(json->depth > 0); /* one value only at the top */
        add(json, json->indent ? STR(",") : STR(", "));
    }
    json->has_members[json->depth] = true;
    if (json->depth > 0) {
        new_line(json);
    }
}

static void value(struct json_writer *json, struct str s)
{
    assert(json->keyed == json->is_object[json->depth]);
    if (!json->keyed) {
        member(json);
    }
    json->keyed = false;
    add(json, s);
}

static void begin(struct json_writer *json, bool is_object)
{
    value(json, is_object ? STR("{") : STR("["));
    assert(json->depth < JSON_WRITER_DEPTH_MAX);
    json->depth++;
    json->is_object[json->depth] = is_object;
    json->has_members[json->depth] = false;
}

void json_write_object(struct json_writer *json)
{
    begin(json, true);
}

void json_write_array(struct json_writer *json)
{
    begin(json, false);
}

void json_write_close(struct json_writer *json)
{
    assert(json->depth > 0 && !json->keyed);
    bool is_object = json->is_object[json->depth];
    bool has_members = json->has_members[json->depth];
    json->depth--;
    if (has_members) {
        new_line(json);
    }
    add(json, is_object ? STR("}") : STR("]"));
}

static void escape_one(struct json_writer *json, unsigned char c)
{
    static const char shorts[] =
        "\"\"\\\\\nn\tt\rr"; /* pairs: character, letter after the backslash */
    for (size_t i = 0; i + 1 < sizeof shorts; i += 2) {
        if ((unsigned char)shorts[i] == c) {
            char text[2] = {'\\', shorts[i + 1]};
            add(json, str_make(text, 2));
            return;
        }
    }
    char text[8];
    snprintf(text, sizeof text, "\\u%04x", c);
    add(json, str_of(text));
}

/* U+2028 and U+2029 are escaped because JSON is also put into scripts; so is '<', that it may stand
 * inside HTML. */
static void quoted(struct json_writer *json, struct str text)
{
    add(json, STR("\""));
    size_t plain = 0;
    for (size_t at = 0; at < text.len;) {
        size_t len = utf8_sequence(str_slice(text, at, text.len));
        unsigned char c = (unsigned char)text.ptr[at];
        bool separator = len == 3 && (str_eq(str_slice(text, at, at + 3), STR("\u2028")) ||
                                      str_eq(str_slice(text, at, at + 3), STR("\u2029")));
        bool special = len == 1 && (c < 32 || c == 127 || c == '"' || c == '\\' || c == '<');
        size_t next = at + (len ? len : 1);
        if (len == 0 || separator || special) {
            add(json, str_slice(text, plain, at));
            plain = next;
        }
        if (len == 0) {
            add(json, UTF8_REPLACEMENT);
        } else if (separator) {
            add(json, text.ptr[at + 2] == '\xa8' ? STR("\\u2028") : STR("\\u2029"));
        } else if (special) {
            escape_one(json, c);
        }
        at = next;
    }
    add(json, str_slice(text, plain, text.len));
    add(json, STR("\""));
}

void json_write_key(struct json_writer *json, struct str key)
{
    assert(json->is_object[json->depth] && !json->keyed);
    member(json);
    quoted(json, key);
    add(json, STR(": "));
    json->keyed = true;
}

void json_write_text(struct json_writer *json, struct str text)
{
    value(json, STR(""));
    quoted(json, text);
}

void json_write_whole(struct json_writer *json, int64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, number);
    value(json, str_of(text));
}

void json_write_decimal(struct json_writer *json, double number, int decimals)
{
    assert(decimals >= 0 && decimals <= 17);
    if (!isfinite(number)) {
        json_write_nothing(json);
        return;
    }
    char text[352]; /* DBL_MAX has 309 digits */
    snprintf(text, sizeof text, "%.*f", decimals, number);
    struct str s = str_of(text);
    if (s.ptr[0] == '-' && strspn(s.ptr + 1, "0.") == s.len - 1) {
        s = str_slice(s, 1, s.len);
    }
    value(json, s);
}

void json_write_exact(struct json_writer *json, double number, int digits)
{
    assert(digits >= 1 && digits <= 17);
    if (!isfinite(number)) {
        json_write_nothing(json);
        return;
    }
    char text[32];
    snprintf(text, sizeof text, "%.*g", digits, number);
    value(json, str_of(text));
}

void json_write_digits(struct json_writer *json, struct str digits)
{
    assert(digits.len > 0);
    for (size_t i = 0; i < digits.len; i++) {
        assert(ascii_is_digit(digits.ptr[i]) || memchr("+-.eE", digits.ptr[i], 5) != NULL);
    }
    value(json, digits);
}

void json_write_bool(struct json_writer *json, bool truth)
{
    value(json, truth ? STR("true") : STR("false"));
}

void json_write_nothing(struct json_writer *json)
{
    value(json, STR("null"));
}

void json_put_text(struct json_writer *json, const char *key, struct str text)
{
    json_write_key(json, str_of(key));
    json_write_text(json, text);
}

void json_put_whole(struct json_writer *json, const char *key, int64_t value)
{
    json_write_key(json, str_of(key));
    json_write_whole(json, value);
}

void json_put_bool(struct json_writer *json, const char *key, bool value)
{
    json_write_key(json, str_of(key));
    json_write_bool(json, value);
}
