/* window.c - the growing window. */
#include "window.h"

#include "memory.h"

#include <assert.h>

void window_open(struct window *window, struct byte_source source, size_t capacity)
{
    assert(capacity > 0);
    *window = (struct window){.source = source, .capacity = capacity};
    window->ptr = mem_must_array(capacity + 1, 1);
    window->ptr[0] = '\n';
}

static void grow(struct window *window)
{
    size_t capacity = window->capacity * 2;
    char *ptr = mem_must_array(capacity + 1, 1);
    memcpy(ptr, window->ptr, window->to);
    mem_free(window->ptr);
    window->ptr = ptr;
    window->capacity = capacity;
}

int window_more(struct window *window, struct err *err)
{
    struct str unread = window_unread(window);
    if (unread.len >= ROW_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "a row is longer than %d MiB; is this a table?",
                       ROW_BYTES_MAX >> 20);
    }
    memmove(window->ptr, unread.ptr, unread.len);
    window->from = 0;
    window->to = unread.len;
    /* Half full already: double, so that a long row is not scanned anew for every little that
     * comes. */
    if (unread.len > window->capacity / 2 || unread.len == window->capacity) {
        grow(window);
    }
    size_t room = window->capacity - window->to;
    size_t got = 0;
    int code = byte_source_fill(window->source, window->ptr + window->to, room, &got, err);
    if (code == 0) {
        window->to += got;
        window->ended = got < room;
    }
    window->ptr[window->to] = '\n';
    return code;
}

void window_free(struct window *window)
{
    mem_free(window->ptr);
    *window = (struct window){0};
}
