/* cloud_event_read.c - the three modes of the HTTP binding, read. */
#include "cloud_event.h"
#include "encoding.h"
#include "json_slice.h"
#include "rfc3339_time.h"

#include <sodium.h>

/* struct reading - one event as it grows. */
struct reading {
    struct arena *arena;
    struct cloud_event event;
    struct cloud_event_extension *extensions; /* room for CLOUD_EVENT_EXTENSIONS_MAX */
    struct str version;
};

static void reading_begin(struct arena *arena, struct reading *r)
{
    *r = (struct reading){.arena = arena};
    r->extensions = arena_alloc(arena, CLOUD_EVENT_EXTENSIONS_MAX * sizeof *r->extensions);
    r->event.extensions = r->extensions;
}

/* place_of - where the attribute of that name goes; NULL: it is an extension. */
static struct str *place_of(struct reading *r, struct str name)
{
    const struct {
        struct str name;
        struct str *place;
    } rows[] = {
        {STR("specversion"), &r->version},
        {STR("id"), &r->event.id},
        {STR("source"), &r->event.source},
        {STR("type"), &r->event.type},
        {STR("subject"), &r->event.subject},
        {STR("time"), &r->event.time},
        {STR("datacontenttype"), &r->event.datacontenttype},
        {STR("dataschema"), &r->event.dataschema},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (str_eq(rows[i].name, name)) {
            return rows[i].place;
        }
    }
    return NULL;
}

static int add_attribute(struct reading *r, struct str name, struct str text,
                         enum cloud_event_value kind, struct err *err)
{
    struct str *place = place_of(r, name);
    if (place != NULL) {
        if (kind != CLOUD_EVENT_TEXT || text.len == 0) {
            return err_set(err, ERR_INPUT,
                           "the attribute %.*s isn't a text of one character or "
                           "more",
                           PRI(name)); /* not personal: a name */
        }
        *place = text;
        return 0;
    }
    if (r->event.extension_count == CLOUD_EVENT_EXTENSIONS_MAX) {
        return err_set(err, ERR_LIMIT, "there are more than %d extension attributes",
                       CLOUD_EVENT_EXTENSIONS_MAX);
    }
    r->extensions[r->event.extension_count++] = (struct cloud_event_extension){name, text, kind};
    return 0;
}

static int reading_end(struct reading *r, struct cloud_event *ret, struct err *err)
{
    if (!str_eq(r->version, STR("1.0"))) {
        return err_set(err, ERR_INPUT,
                       r->version.len == 0 ? "the attribute specversion is missing"
                                           : "its specversion isn't 1.0, the only one read here");
    }
    int code = cloud_event_check(&r->event, err);
    if (code == 0) {
        if (r->event.time.len > 0) {
            rfc3339_parse(r->event.time, &r->event.at);
        }
        *ret = r->event;
    }
    return code;
}

/* ---- structured ---- */

static int read_base64(struct reading *r, struct str value, struct err *err)
{
    struct str text = json_slice_text(r->arena, value);
    uint8_t *bytes = arena_alloc(r->arena, text.len / 4 * 3 + 3);
    size_t length = 0;
    if (json_slice_kind(value) != JSON_SLICE_TEXT ||
        sodium_base642bin(bytes, text.len / 4 * 3 + 3, text.ptr, text.len, NULL, &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return err_set(err, ERR_INPUT, "data_base64 isn't base64 of RFC 4648 §4");
    }
    r->event.data_kind = CLOUD_EVENT_DATA_BYTES;
    r->event.data = str_make((const char *)bytes, length);
    return 0;
}

/* take_data - when datacontenttype, which may stand after it, is known. */
static int take_data(struct reading *r, struct str data, struct str base64, struct err *err)
{
    if (data.ptr != NULL && base64.ptr != NULL) {
        return err_set(err, ERR_INPUT, "there are both data and data_base64");
    }
    if (base64.ptr != NULL) {
        return read_base64(r, base64, err);
    }
    if (data.ptr == NULL) {
        return 0;
    }
    bool json = r->event.datacontenttype.len == 0 || media_type_is_json(r->event.datacontenttype);
    if (!json && json_slice_kind(data) != JSON_SLICE_TEXT) {
        return err_set(err, ERR_INPUT,
                       "the data isn't a text, though datacontenttype is not of JSON");
    }
    r->event.data_kind = json ? CLOUD_EVENT_DATA_JSON : CLOUD_EVENT_DATA_TEXT;
    r->event.data = json ? data : json_slice_text(r->arena, data);
    return 0;
}

static int read_member(struct reading *r, struct str name, struct str value, struct err *err)
{
    switch (json_slice_kind(value)) {
    case JSON_SLICE_NULL: /* as if it weren't there */
        return 0;
    case JSON_SLICE_TEXT:
        return add_attribute(r, name, json_slice_text(r->arena, value), CLOUD_EVENT_TEXT, err);
    case JSON_SLICE_NUMBER:
        return add_attribute(r, name, value, CLOUD_EVENT_WHOLE, err);
    case JSON_SLICE_TRUTH:
        return add_attribute(r, name, value, CLOUD_EVENT_TRUTH, err);
    default:
        return err_set(err, ERR_INPUT,
                       "an attribute is an object or an array: only data may be one");
    }
}

/* read_object - of JSON that has been checked. */
static int read_object(struct arena *arena, struct str text, struct cloud_event *ret,
                       struct err *err)
{
    struct reading r;
    struct str rest = text;
    struct str name;
    struct str value;
    struct str data = {0};
    struct str base64 = {0};
    int code = 0;
    if (json_slice_kind(str_trim(text)) != JSON_SLICE_OBJECT) {
        return err_set(err, ERR_INPUT, "an event is a JSON object");
    }
    if (text.len > CLOUD_EVENT_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "an event has more than %d bytes", CLOUD_EVENT_BYTES_MAX);
    }
    reading_begin(arena, &r);
    while (code == 0 && json_next_member(arena, &rest, &name, &value)) {
        if (str_eq(name, STR("data"))) {
            data = value;
        } else if (str_eq(name, STR("data_base64"))) {
            if (json_slice_kind(value) != JSON_SLICE_NULL) {
                base64 = value;
            }
        } else {
            code = read_member(&r, name, value, err);
        }
    }
    code = code ? code : take_data(&r, data, base64, err);
    return code ? code : reading_end(&r, ret, err);
}

int cloud_event_read_text(struct arena *arena, struct str text, struct cloud_event *ret,
                          struct err *err)
{
    if (text.len > CLOUD_EVENT_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "an event has more than %d bytes", CLOUD_EVENT_BYTES_MAX);
    }
    int code = json_slice_check(text, CLOUD_EVENT_DEPTH_MAX, err);
    return code ? code : read_object(arena, text, ret, err);
}

/* ---- batch ---- */

static int read_batch(struct arena *arena, struct str text, const struct cloud_event **ret,
                      size_t *ret_count, struct err *err)
{
    struct cloud_event *events = arena_alloc(arena, CLOUD_EVENT_BATCH_MAX * sizeof *events);
    struct str rest = text;
    struct str item;
    size_t count = 0;
    int code = json_slice_check(text, CLOUD_EVENT_DEPTH_MAX + 1, err);
    if (code == 0 && json_slice_kind(str_trim(text)) != JSON_SLICE_ARRAY) {
        return err_set(err, ERR_INPUT, "a batch is a JSON array");
    }
    while (code == 0 && json_next_item(&rest, &item)) {
        struct err wrong = {0};
        if (count == CLOUD_EVENT_BATCH_MAX) {
            return err_set(err, ERR_LIMIT, "a batch has more than %d events",
                           CLOUD_EVENT_BATCH_MAX);
        }
        code = read_object(arena, item, &events[count], &wrong);
        count++;
        if (code != 0) {
            return err_set(err, code, "event %zu of the batch: %s", count, wrong.message);
        }
    }
    if (code == 0) {
        *ret = events;
        *ret_count = count;
    }
    return code;
}

/* ---- binary ---- */

static int hex_digit(char c)
{
    if (ascii_is_digit(c)) {
        return c - '0';
    }
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* header_text - quotes taken off, then "%e2%82%ac" turned into what it stands for, once (§3.1.3.2).
 * A "%" that two digits don't follow is refused: what the sender meant can't be known. */
static int header_text(struct arena *arena, struct str name, struct str value, struct str *ret,
                       struct err *err)
{
    bool quoted = value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"';
    struct str inner = quoted ? str_slice(value, 1, value.len - 1) : value;
    char *text = arena_alloc(arena, inner.len + 1);
    size_t length = 0;
    for (size_t at = 0; at < inner.len; at++) {
        char c = inner.ptr[at];
        if (quoted && c == '\\' && at + 1 < inner.len) {
            c = inner.ptr[++at];
        } else if (c == '"') {
            return err_set(err, ERR_INPUT, "the header ce-%.*s has a quote in its midst",
                           PRI(name)); /* not personal: a name */
        }
        text[length++] = c;
    }
    size_t to = 0;
    for (size_t at = 0; at < length; at++) {
        if (text[at] != '%') {
            text[to++] = text[at];
            continue;
        }
        int high = at + 2 < length ? hex_digit(text[at + 1]) : -1;
        int low = at + 2 < length ? hex_digit(text[at + 2]) : -1;
        if (high < 0 || low < 0) {
            return err_set(err, ERR_INPUT, "the header ce-%.*s has a %% without two digits",
                           PRI(name)); /* not personal: a name */
        }
        text[to++] = (char)(high * 16 + low);
        at += 2;
    }
    *ret = str_make(text, to);
    return 0;
}

static int read_event_header(struct reading *r, const struct http_header *header, struct err *err)
{
    struct str text;
    char *lower = arena_alloc(r->arena, header->name.len + 1);
    for (size_t i = 0; i < header->name.len; i++) {
        lower[i] = ascii_lower(header->name.ptr[i]);
    }
    struct str name = str_slice(str_make(lower, header->name.len), 3, header->name.len);
    if (str_eq(name, STR("datacontenttype"))) {
        return err_set(err, ERR_INPUT, "there is a header ce-datacontenttype: Content-Type is it");
    }
    struct str *place = place_of(r, name);
    if (place != NULL && place->len > 0) {
        return err_set(err, ERR_INPUT, "the header ce-%.*s is there twice",
                       PRI(name)); /* not personal: a name */
    }
    int code = header_text(r->arena, name, header->value, &text, err);
    return code ? code : add_attribute(r, name, text, CLOUD_EVENT_TEXT, err);
}

static int read_binary(struct arena *arena, const struct http_message *message,
                       const struct cloud_event **ret, size_t *ret_count, struct err *err)
{
    struct cloud_event *event = arena_alloc(arena, sizeof *event);
    struct reading r;
    reading_begin(arena, &r);
    int code = http_header(message, STR("Content-Type"), &r.event.datacontenttype, err);
    for (size_t i = 0; code == 0 && i < message->header_count; i++) {
        struct str name = message->headers[i].name;
        if (name.len > 3 && str_eq_nocase(str_slice(name, 0, 3), STR("ce-"))) {
            code = read_event_header(&r, &message->headers[i], err);
        }
    }
    if (code == 0 && message->body.len > CLOUD_EVENT_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "an event has more than %d bytes", CLOUD_EVENT_BYTES_MAX);
    }
    if (code == 0 && message->body.len > 0) {
        bool json = media_type_is_json(r.event.datacontenttype);
        r.event.data_kind = json ? CLOUD_EVENT_DATA_JSON : CLOUD_EVENT_DATA_BYTES;
        r.event.data = json ? str_trim(message->body) : message->body;
        code = json ? json_slice_check(message->body, CLOUD_EVENT_DEPTH_MAX, err) : 0;
    }
    code = code ? code : reading_end(&r, event, err);
    if (code == 0) {
        *ret = event;
        *ret_count = 1;
    }
    return code;
}

/* ---- all ---- */

static bool starts_nocase(struct str text, struct str prefix)
{
    return str_eq_nocase(str_slice(text, 0, prefix.len), prefix);
}

enum cloud_event_mode cloud_event_mode_of(const struct http_message *message)
{
    struct str type = STR("");
    struct err ignored;
    if (http_header(message, STR("Content-Type"), &type, &ignored) != 0) {
        return CLOUD_EVENT_NONE;
    }
    const struct str batch = STR("application/cloudevents-batch");
    const struct str one = STR("application/cloudevents");
    if (starts_nocase(type, batch)) {
        return media_type_is_json(type) ? CLOUD_EVENT_BATCH : CLOUD_EVENT_OTHER_FORMAT;
    }
    if (starts_nocase(type, one)) {
        return media_type_is_json(type) ? CLOUD_EVENT_STRUCTURED : CLOUD_EVENT_OTHER_FORMAT;
    }
    return http_has_header(message, STR("ce-specversion")) ? CLOUD_EVENT_BINARY : CLOUD_EVENT_NONE;
}

int cloud_event_read(struct arena *arena, const struct http_message *message,
                     const struct cloud_event **ret, size_t *ret_count, struct err *err)
{
    struct cloud_event *event;
    int code;
    if (message->body.len > CLOUD_EVENT_MESSAGE_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "the message has more than %d bytes",
                       CLOUD_EVENT_MESSAGE_BYTES_MAX);
    }
    switch (cloud_event_mode_of(message)) {
    case CLOUD_EVENT_BINARY:
        return read_binary(arena, message, ret, ret_count, err);
    case CLOUD_EVENT_BATCH:
        return read_batch(arena, message->body, ret, ret_count, err);
    case CLOUD_EVENT_STRUCTURED:
        event = arena_alloc(arena, sizeof *event);
        code = cloud_event_read_text(arena, message->body, event, err);
        if (code == 0) {
            *ret = event;
            *ret_count = 1;
        }
        return code;
    case CLOUD_EVENT_OTHER_FORMAT:
        return err_set(err, ERR_INPUT,
                       "CloudEvents are read as JSON alone: application/cloudevents+json");
    default:
        return err_set(err, ERR_INPUT,
                       "it is no CloudEvent: there is neither a Content-Type of CloudEvents nor a "
                       "header ce-specversion, or Content-Type is there twice");
    }
}
