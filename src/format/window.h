/* window.h - a stretch of a byte source in memory, which moves forward and grows when one row needs
 * more.
 *
 *   ptr ──► │ done with │ from … unread … to │ '\n' │ room │
 *
 * ptr[to] is always a newline, so that a scan for line ends stops there without asking for the end
 * at each byte. */
#ifndef CANTREF_FORMAT_WINDOW_H
#define CANTREF_FORMAT_WINDOW_H

#include "byte_source.h"

enum {
    WINDOW_BYTES = 1 << 20, /* usual size */
    ROW_BYTES_MAX =
        64 << 20, /* a longer row is refused: no table has one, and memory stays bounded */
};

struct window {
    struct byte_source source;
    char *ptr;
    size_t from;
    size_t to;
    size_t capacity; /* without the byte for the newline */
    bool ended;      /* nothing follows `to` */
};

/* window_open - an empty window of `capacity` > 0 bytes over source; window_free ends it. Aborts
 * when out of memory. */
void window_open(struct window *window, struct byte_source source, size_t capacity);

/* window_more - read on, keeping the unread bytes: afterwards there are more of them or `ended` is
 * set. Everything that pointed into the window is void. It reads until the window is full, so what
 * it holds does not depend on how the source cuts its bytes. Errors: those of the source; ERR_LIMIT
 * when the unread bytes have reached ROW_BYTES_MAX. */
int window_more(struct window *window, struct err *err);

static inline struct str window_unread(const struct window *window)
{
    return (struct str){window->ptr + window->from, window->to - window->from};
}

void window_free(struct window *window);

#endif
