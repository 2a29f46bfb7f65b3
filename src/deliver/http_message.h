/* http_message.h - one HTTP message that has arrived: its headers and its body.
 *
 *     POST /events HTTP/1.1       may be there; not looked at
 *     Content-Type: application/json
 *     webhook-id: msg_1
 *
 *     {"…": …}
 *
 * Whoever took it from the network (nginx, serve) has ended its transfer: the body is all there.
 * Nothing is believed of headers but what is asked for by name, and what comes twice is refused:
 * two readers could each believe another one. Source: RFC 9110 §5, RFC 9112 §2, §5. */
#ifndef CANTREF_DELIVER_HTTP_MESSAGE_H
#define CANTREF_DELIVER_HTTP_MESSAGE_H

#include "memory.h"

enum { HTTP_HEADERS_MAX = 100, HTTP_HEADER_LINE_BYTES_MAX = 16384, HTTP_HEADERS_BYTES_MAX = 65536 };

struct http_header {
    struct str name, value; /* value: without white space around it */
};

struct http_message {
    const struct http_header *headers;
    size_t header_count;
    struct str body;
};

/* http_message_read - headers, an empty line, body. headers: lines that end in LF or CRLF, and
 * what begins with no name is an error; body: NULL: what follows the empty line in `headers`.
 * Out:    slices of what was given; the list in arena.
 * Errors: ERR_INPUT with the line; ERR_LIMIT: too many, too long. */
int http_message_read(struct arena *arena, struct str headers, const struct str *body,
                      struct http_message *ret, struct err *err);

/* http_header - the value under a name, in any case; "" when it isn't there.
 * Errors: ERR_INPUT when it is there twice. */
int http_header(const struct http_message *message, struct str name, struct str *ret,
                struct err *err);

/* http_has_header - is it there? */
bool http_has_header(const struct http_message *message, struct str name);

#endif
