/* cloud_event.h - CloudEvents 1.0.2: what systems tell each other of, written and read.
 *
 *     structured   Content-Type: application/cloudevents+json; all of it is one JSON object
 *     batch        application/cloudevents-batch+json; an array of such objects
 *     binary       any other type, which is the data's; attributes are headers: ce-id, ce-type …
 *
 *     id, source, type     needed; (source, id) is one event, however often it comes
 *     subject, time, datacontenttype, dataschema     may be there
 *     extensions           names of a-z and 0-9; text, whole number, true or false
 *     data                 a JSON value, text, or bytes (data_base64)
 *
 * Texts are slices of what was read or copies in the arena. JSON data stays the bytes that came:
 * long numbers keep their digits.
 *
 * Source: CloudEvents 1.0.2; its JSON Event Format 1.0.2 and HTTP Protocol Binding 1.0.2. */
#ifndef CANTREF_DELIVER_CLOUD_EVENT_H
#define CANTREF_DELIVER_CLOUD_EVENT_H

#include "http_message.h"

enum {
    CLOUD_EVENT_MESSAGE_BYTES_MAX = 1 << 20,
    CLOUD_EVENT_BYTES_MAX = 262144, /* of one, as written in structured mode */
    CLOUD_EVENT_ATTRIBUTE_BYTES_MAX = 2048,
    CLOUD_EVENT_NAME_BYTES_MAX = 40, /* the standard would have names of at most 20 */
    CLOUD_EVENT_EXTENSIONS_MAX = 20,
    CLOUD_EVENT_BATCH_MAX = 100,
    CLOUD_EVENT_DEPTH_MAX = 32
};

#define CLOUD_EVENT_TYPE_STRUCTURED "application/cloudevents+json; charset=utf-8"

enum cloud_event_value { CLOUD_EVENT_TEXT, CLOUD_EVENT_WHOLE, CLOUD_EVENT_TRUTH };

struct cloud_event_extension {
    struct str name, text; /* text: "12", "true" */
    enum cloud_event_value kind;
};

enum cloud_event_data {
    CLOUD_EVENT_NO_DATA,
    CLOUD_EVENT_DATA_JSON, /* data: a JSON value, which may be null */
    CLOUD_EVENT_DATA_TEXT,
    CLOUD_EVENT_DATA_BYTES
};

struct cloud_event {
    struct str id, source, type;
    struct str subject, time, datacontenttype, dataschema; /* "": not there */
    int64_t at;                                            /* time, in seconds since 1970 */
    const struct cloud_event_extension *extensions;
    size_t extension_count;
    enum cloud_event_data data_kind;
    struct str data;
};

/* cloud_event_check - is it valid? The JSON of its data is not looked into.
 * Errors: ERR_INPUT naming the attribute, never its value. Pure. */
int cloud_event_check(const struct cloud_event *event, struct err *err);

/* cloud_event_write - one in structured mode, on one line, added to out. Its `at` is not used.
 * In:     data_kind JSON: data is one JSON value.
 * Errors: those of cloud_event_check; ERR_INPUT for data that is not what data_kind says; ERR_LIMIT
 *         for more than CLOUD_EVENT_BYTES_MAX, or at out's maximum: out is as it was then. */
int cloud_event_write(const struct cloud_event *event, struct buf *out, struct err *err);

enum cloud_event_mode {
    CLOUD_EVENT_BINARY,
    CLOUD_EVENT_STRUCTURED,
    CLOUD_EVENT_BATCH,
    CLOUD_EVENT_OTHER_FORMAT, /* of CloudEvents, but not JSON */
    CLOUD_EVENT_NONE          /* there is no ce-specversion, and so no event */
};

/* cloud_event_mode_of - what the headers say that it is. Pure. */
enum cloud_event_mode cloud_event_mode_of(const struct http_message *message);

/* cloud_event_read - the events of a message, in any mode.
 * In:     message outlives *ret.
 * Out:    *ret[*ret_count] in arena, each valid. A batch may have none.
 * Errors: ERR_INPUT: what is wrong, and with which of a batch; also a version that is not 1.0, and
 *         modes OTHER_FORMAT and NONE. ERR_LIMIT: too large, too deep, too many. One wrong event of
 *         a batch is an error of all. Messages never quote what came.
 * Cost:   linear. Threads: safe with one arena each. */
int cloud_event_read(struct arena *arena, const struct http_message *message,
                     const struct cloud_event **ret, size_t *ret_count, struct err *err);

/* cloud_event_read_text - one event in structured mode from its JSON. Otherwise as
 * cloud_event_read. */
int cloud_event_read_text(struct arena *arena, struct str text, struct cloud_event *ret,
                          struct err *err);

/* media_type_is_json - "application/json", "…+json", in any case, with or without parameters. */
bool media_type_is_json(struct str media_type);

#endif
