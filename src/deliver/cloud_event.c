/* cloud_event.c - what is valid, and structured mode written. */
#include "cloud_event.h"

#include "encoding.h"
#include "json_slice.h"
#include "json_writer.h"
#include "rfc3339_time.h"

#include <sodium.h>

/* ---- texts ---- */

/* no_controls - U+0000 … 1F, 7F … 9F, and what Unicode will never give a character to
 * (CloudEvents §2, String). */
static bool no_controls(struct str text)
{
    if (!utf8_valid(text)) {
        return false;
    }
    for (size_t at = 0; at < text.len;) {
        const unsigned char *p = (const unsigned char *)text.ptr + at;
        size_t length = utf8_sequence(str_slice(text, at, text.len));
        uint32_t c = length == 1   ? p[0]
                     : length == 2 ? (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu)
                     : length == 3 ? (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu)
                                   : (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
                                         (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
        if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xfdd0 && c <= 0xfdef) ||
            (c & 0xfffe) == 0xfffe) {
            return false;
        }
        at += length;
    }
    return true;
}

static bool is_one_of(char c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

/* ---- URIs, RFC 3986 ---- */

/* scheme_length - with its colon; 0: there is none. */
static size_t scheme_length(struct str uri)
{
    size_t at = 0;
    while (at < uri.len &&
           (ascii_is_alpha(uri.ptr[at]) ||
            (at > 0 && (ascii_is_digit(uri.ptr[at]) || is_one_of(uri.ptr[at], "+-."))))) {
        at++;
    }
    return at > 0 && at < uri.len && uri.ptr[at] == ':' ? at + 1 : 0;
}

static bool is_hex(char c)
{
    return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* Appendix A: which characters there are; "#" once, "[" and "]" in an authority alone. */
static bool has_uri_characters(struct str rest, bool authority)
{
    bool fragment = false;
    for (size_t at = 0; at < rest.len; at++) {
        char c = rest.ptr[at];
        if (c == '%') {
            if (at + 2 >= rest.len || !is_hex(rest.ptr[at + 1]) || !is_hex(rest.ptr[at + 2])) {
                return false;
            }
            at += 2;
        } else if (c == '#') {
            if (fragment) {
                return false;
            }
            fragment = true;
        } else if (is_one_of(c, "[]")) {
            if (!authority) {
                return false;
            }
        } else if (!ascii_is_alpha(c) && !ascii_is_digit(c) &&
                   !is_one_of(c, "-._~:/?@!$&'()*+,;=")) {
            return false;
        }
    }
    return true;
}

static bool is_uri_reference(struct str uri)
{
    size_t from = scheme_length(uri);
    struct str rest = str_slice(uri, from, uri.len);
    size_t end = 2;
    if (str_starts(rest, STR("//"))) {
        while (end < rest.len && !is_one_of(rest.ptr[end], "/?#")) {
            end++;
        }
        return has_uri_characters(str_slice(rest, 2, end), true) &&
               has_uri_characters(str_slice(rest, end, rest.len), false);
    }
    if (from == 0) { /* a colon in the first segment would make a scheme of it */
        for (size_t at = 0; at < rest.len && !is_one_of(rest.ptr[at], "/?#"); at++) {
            if (rest.ptr[at] == ':') {
                return false;
            }
        }
    }
    return has_uri_characters(rest, false);
}

/* ---- media types, RFC 2045 §5.1 ---- */

static struct str take_token(struct str *rest)
{
    size_t at = 0;
    while (at < rest->len && rest->ptr[at] > ' ' && rest->ptr[at] < 0x7f &&
           !is_one_of(rest->ptr[at], "()<>@,;:\\\"/[]?=")) {
        at++;
    }
    struct str token = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at, rest->len);
    return token;
}

static bool take(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool take_quoted(struct str *rest)
{
    if (!take(rest, '"')) {
        return false;
    }
    while (rest->len > 0 && !take(rest, '"')) {
        bool escaped = take(rest, '\\');
        if (escaped && rest->len == 0) {
            return false;
        }
        *rest = str_slice(*rest, 1, rest->len);
        if (rest->len == 0) {
            return false;
        }
    }
    return true;
}

static bool take_parameter(struct str *rest)
{
    if (take_token(rest).len == 0 || !take(rest, '=')) {
        return false;
    }
    return take_token(rest).len > 0 || take_quoted(rest);
}

/* *ret_subtype is untouched when it is no media type. */
static bool media_type_parse(struct str text, struct str *ret_subtype)
{
    struct str rest = text;
    if (take_token(&rest).len == 0 || !take(&rest, '/')) {
        return false;
    }
    struct str subtype = take_token(&rest);
    if (subtype.len == 0) {
        return false;
    }
    for (rest = str_trim(rest); rest.len > 0; rest = str_trim(rest)) {
        if (!take(&rest, ';')) {
            return false;
        }
        rest = str_trim(rest);
        if (rest.len > 0 && !take_parameter(&rest)) {
            return false;
        }
    }
    *ret_subtype = subtype;
    return true;
}

bool media_type_is_json(struct str media_type)
{
    struct str subtype = STR("");
    if (!media_type_parse(media_type, &subtype)) {
        return false;
    }
    return str_eq_nocase(subtype, STR("json")) ||
           (subtype.len > 5 &&
            str_eq_nocase(str_slice(subtype, subtype.len - 5, subtype.len), STR("+json")));
}

/* ---- an event ---- */

static bool is_anything(struct str text)
{
    (void)text;
    return true;
}

static bool is_uri(struct str text)
{
    return scheme_length(text) > 0 && is_uri_reference(text);
}

static bool is_time(struct str text)
{
    int64_t at = 0;
    return rfc3339_parse(text, &at);
}

static bool is_media_type(struct str text)
{
    struct str subtype;
    return media_type_parse(text, &subtype);
}

static int check_text(struct str name, struct str text, struct err *err)
{
    if (text.len > CLOUD_EVENT_ATTRIBUTE_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "the attribute %.*s has more than %d bytes", PRI(name),
                       CLOUD_EVENT_ATTRIBUTE_BYTES_MAX); /* not personal: a name */
    }
    return no_controls(text) ? 0
                             : err_set(err, ERR_INPUT,
                                       "the attribute %.*s has control characters, or bytes that "
                                       "aren't UTF-8",
                                       PRI(name)); /* not personal: a name */
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!ascii_is_digit(c) && (c < 'a' || c > 'z')) {
            return false;
        }
    }
    return name.len > 0 && name.len <= CLOUD_EVENT_NAME_BYTES_MAX;
}

static bool is_known_name(struct str name)
{
    const char *const known[] = {"specversion", "id",   "source",          "type",       "subject",
                                 "time",        "data", "datacontenttype", "dataschema", NULL};
    size_t i = 0;
    while (known[i] != NULL && !str_eq(name, str_of(known[i]))) {
        i++;
    }
    return known[i] != NULL;
}

static bool is_whole(struct str text)
{
    uint64_t value = 0;
    bool negative = str_starts(text, STR("-"));
    struct str digits = str_slice(text, negative, text.len);
    return (digits.len == 1 || !str_starts(digits, STR("0"))) && digits.len <= 10 &&
           str_to_uint(digits, (uint64_t)INT32_MAX + negative, &value) && !(negative && value == 0);
}

static int check_extension(const struct cloud_event *event, size_t number, struct err *err)
{
    const struct cloud_event_extension *e = &event->extensions[number];
    if (!is_name(e->name) || is_known_name(e->name)) {
        return err_set(err, ERR_INPUT,
                       "the name of an attribute isn't 1 to %d letters a-z and digits, or is one "
                       "that CloudEvents itself uses",
                       CLOUD_EVENT_NAME_BYTES_MAX);
    }
    for (size_t i = 0; i < number; i++) {
        if (str_eq(event->extensions[i].name, e->name)) {
            return err_set(err, ERR_INPUT, "the attribute %.*s is there twice",
                           PRI(e->name)); /* not personal: a name */
        }
    }
    if ((e->kind == CLOUD_EVENT_WHOLE && !is_whole(e->text)) ||
        (e->kind == CLOUD_EVENT_TRUTH && !str_eq(e->text, STR("true")) &&
         !str_eq(e->text, STR("false")))) {
        return err_set(err, ERR_INPUT,
                       "the attribute %.*s isn't a whole number of 32 bits, true or false",
                       PRI(e->name)); /* not personal: a name */
    }
    return check_text(e->name, e->text, err);
}

static int check_data(const struct cloud_event *event, struct err *err)
{
    bool says_json = event->datacontenttype.len == 0 || media_type_is_json(event->datacontenttype);
    if (event->data_kind == CLOUD_EVENT_DATA_JSON && !says_json) {
        return err_set(err, ERR_INPUT,
                       "the data is a JSON value, but datacontenttype says otherwise");
    }
    if (event->data_kind == CLOUD_EVENT_DATA_TEXT && says_json) {
        return err_set(err, ERR_INPUT,
                       "the data is text: datacontenttype must be there, and not of JSON");
    }
    return 0;
}

int cloud_event_check(const struct cloud_event *event, struct err *err)
{
    const struct {
        struct str name, text;
        bool (*is)(struct str text);
        const char *what;
        bool needed;
    } rows[] = {
        {STR("id"), event->id, is_anything, "", true},
        {STR("source"), event->source, is_uri_reference, "a URI or a reference to one", true},
        {STR("type"), event->type, is_anything, "", true},
        {STR("subject"), event->subject, is_anything, "", false},
        {STR("time"), event->time, is_time, "a time of RFC 3339: 2026-11-28T09:30:00Z", false},
        {STR("datacontenttype"), event->datacontenttype, is_media_type, "a media type", false},
        {STR("dataschema"), event->dataschema, is_uri, "a URI with its scheme", false},
    };
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].needed && rows[i].text.len == 0) {
            return err_set(err, ERR_INPUT, "the attribute %.*s is missing or empty",
                           PRI(rows[i].name)); /* not personal: a name */
        }
        code = check_text(rows[i].name, rows[i].text, err);
        if (code == 0 && rows[i].text.len > 0 && !rows[i].is(rows[i].text)) {
            return err_set(err, ERR_INPUT, "the attribute %.*s isn't %s", PRI(rows[i].name),
                           rows[i].what); /* not personal: a name */
        }
    }
    if (code == 0 && event->extension_count > CLOUD_EVENT_EXTENSIONS_MAX) {
        return err_set(err, ERR_LIMIT, "there are more than %d extension attributes",
                       CLOUD_EVENT_EXTENSIONS_MAX);
    }
    for (size_t i = 0; code == 0 && i < event->extension_count; i++) {
        code = check_extension(event, i, err);
    }
    return code ? code : check_data(event, err);
}

/* ---- writing ---- */

static void put_given(struct json_writer *json, const char *key, struct str text)
{
    if (text.len > 0) {
        json_put_text(json, key, text);
    }
}

static void put_extension(struct json_writer *json, const struct cloud_event_extension *e)
{
    json_write_key(json, e->name);
    if (e->kind == CLOUD_EVENT_TEXT) {
        json_write_text(json, e->text);
    } else if (e->kind == CLOUD_EVENT_TRUTH) {
        json_write_bool(json, str_eq(e->text, STR("true")));
    } else {
        uint64_t value = 0;
        bool negative = str_starts(e->text, STR("-"));
        str_to_uint(str_slice(e->text, negative, e->text.len), (uint64_t)INT32_MAX + 1, &value);
        json_write_whole(json, negative ? -(int64_t)value : (int64_t)value);
    }
}

static void put_bytes(struct json_writer *json, struct str data)
{
    size_t size = sodium_base64_ENCODED_LEN(data.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_must_array(size, 1);
    sodium_bin2base64(text, size, (const uint8_t *)data.ptr, data.len,
                      sodium_base64_VARIANT_ORIGINAL);
    json_put_text(json, "data_base64", str_of(text));
    mem_free(text);
}

/* put_json - the value as it is, in place of the closing bracket. */
static int put_json(struct buf *out, struct str data)
{
    out->len--;
    int code = buf_add(out, STR(", \"data\": "));
    code = code ? code : buf_add(out, data);
    return code ? code : buf_add_char(out, '}');
}

static int check_written_data(const struct cloud_event *event, struct err *err)
{
    if (event->data_kind == CLOUD_EVENT_DATA_JSON) {
        return json_slice_check(event->data, CLOUD_EVENT_DEPTH_MAX, err);
    }
    return event->data_kind == CLOUD_EVENT_DATA_TEXT && !utf8_valid(event->data)
               ? err_set(err, ERR_INPUT, "the data isn't UTF-8")
               : 0;
}

int cloud_event_write(const struct cloud_event *event, struct buf *out, struct err *err)
{
    size_t before = out->len;
    int code = cloud_event_check(event, err);
    code = code ? code : check_written_data(event, err);
    if (code != 0) {
        return code;
    }
    struct json_writer json = {.out = out};
    json_write_object(&json);
    json_put_text(&json, "specversion", STR("1.0"));
    json_put_text(&json, "id", event->id);
    json_put_text(&json, "source", event->source);
    json_put_text(&json, "type", event->type);
    put_given(&json, "subject", event->subject);
    put_given(&json, "time", event->time);
    put_given(&json, "datacontenttype", event->datacontenttype);
    put_given(&json, "dataschema", event->dataschema);
    for (size_t i = 0; i < event->extension_count; i++) {
        put_extension(&json, &event->extensions[i]);
    }
    if (event->data_kind == CLOUD_EVENT_DATA_TEXT) {
        json_put_text(&json, "data", event->data);
    } else if (event->data_kind == CLOUD_EVENT_DATA_BYTES) {
        put_bytes(&json, event->data);
    }
    json_write_close(&json);
    code = json.code;
    if (code == 0 && event->data_kind == CLOUD_EVENT_DATA_JSON) {
        code = put_json(out, event->data);
    }
    if (code != 0 || out->len - before > CLOUD_EVENT_BYTES_MAX) {
        out->len = before;
        return err_set(err, ERR_LIMIT, "a CloudEvent would have more than %d bytes",
                       CLOUD_EVENT_BYTES_MAX);
    }
    return 0;
}
