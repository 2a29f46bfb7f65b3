/* cloud_event_fuzz.c - any bytes as an HTTP message: an error in words, or events that are valid
 * and that, written and read again, are the same. The first byte says whether the headers are those
 * of structured mode or of a batch, or stand in the bytes. */
#include "cloud_event.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_event(struct arena *arena, const struct cloud_event *event)
{
    struct cloud_event again = {0};
    struct buf out = {0};
    struct err err = {0};
    assert(cloud_event_check(event, &err) == 0);
    int code = cloud_event_write(event, &out, &err);
    if (code == 0) {
        code = cloud_event_read_text(arena, buf_str(&out), &again, &err);
        assert(code == 0);
        assert(str_eq(again.id, event->id) && str_eq(again.source, event->source) &&
               str_eq(again.type, event->type) && str_eq(again.subject, event->subject) &&
               str_eq(again.time, event->time) && again.at == event->at &&
               again.extension_count == event->extension_count);
        assert(again.data_kind == event->data_kind && str_eq(again.data, event->data));
    } else {
        assert(code == ERR_LIMIT); /* what is escaped, and base64, takes more room */
    }
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"application/cloudevents+json",
                                        "application/cloudevents-batch+json"};
    struct arena arena = {0};
    struct http_header header = {STR("content-type"), STR("")};
    struct http_message message = {&header, 1, STR("")};
    const struct cloud_event *events = NULL;
    size_t count = 0;
    struct err err = {0};
    int code = 0;
    if (size == 0) {
        return 0;
    }
    struct str rest = str_make((const char *)data + 1, size - 1);
    if (data[0] % 3 < 2) {
        header.value = str_of(types[data[0] % 3]);
        message.body = rest;
    } else {
        code = http_message_read(&arena, rest, NULL, &message, &err);
    }
    code = code ? code : cloud_event_read(&arena, &message, &events, &count, &err);
    assert(code == 0 || (err.code == code && err.message[0] != '\0'));
    for (size_t i = 0; i < count; i++) {
        check_event(&arena, &events[i]);
    }
    arena_free(&arena);
    return 0;
}
