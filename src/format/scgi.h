/* scgi.h - one request as the front passes it on over a socket, in SCGI: a netstring of headers,
 * then the body.
 *
 *     70:CONTENT_LENGTH 0 27 0 SCGI 0 1 0 REQUEST_METHOD 0 POST 0 … , 27 bytes     (0: a NUL)
 *     │  └ always first        └ always there; no name twice          └ body, as long as that says
 *     └ of the headers, in bytes
 *
 * The front is believed in nothing that two readers could take in two ways. Refused: a length with
 * anything but digits, or longer than it need be; headers that do not fill their netstring; a name
 * twice, or one that the rules do not know (so neither Transfer-Encoding nor a second length comes
 * through); a control character in a value; a path with a NUL, a slash or a backslash in it as
 * %00, %2F, %5C, with a percent sign that says nothing, with an empty segment, . or .., or with a
 * backslash; bytes after the body.
 * Source: SCGI (Schemenauer 2008); RFC 3986 §2.1, §3.3; RFC 9110 §5.6.2.
 *
 * Bytes are taken as they come, in pieces of any size. After the headers the reader waits to be
 * told how long a body may be here:
 *
 *     LENGTH ─► HEADERS ─► scgi_allow ─► BODY ─► WHOLE
 *
 *     while (reader.stage != SCGI_WHOLE && piece.len > 0) {
 *         code = scgi_take(&reader, &piece, err);
 *         if (code == 0 && reader.stage == SCGI_WAITS)
 *             code = scgi_allow(&reader, bytes_max_of_this_route, err);
 *     }
 *
 * After an error a reader is of no more use. One reader belongs to one thread at a time. */
#ifndef CANTREF_FORMAT_SCGI_H
#define CANTREF_FORMAT_SCGI_H

#include "memory.h"

enum { SCGI_NAMES_MAX = 64, SCGI_HEADERS_BYTES_MAX = 65536 };

/* struct scgi_rules - what the front is set up to pass on; one table for both. Outlives readers. */
struct scgi_rules {
    const struct str *names;  /* other than CONTENT_LENGTH, SCGI, REQUEST_METHOD, REQUEST_URI */
    size_t name_count;        /* up to SCGI_NAMES_MAX */
    size_t headers_bytes_max; /* up to SCGI_HEADERS_BYTES_MAX */
};

enum scgi_stage { SCGI_LENGTH, SCGI_HEADERS, SCGI_WAITS, SCGI_BODY, SCGI_WHOLE };

struct scgi_reader {
    const struct scgi_rules *rules;
    enum scgi_stage stage;
    size_t headers_len; /* of the netstring, as it says */
    size_t digits;      /* of that length, so far */
    struct buf headers;
    struct buf body; /* WHOLE: all of it */
    /* from WAITS on: */
    uint64_t content_length;
    struct str method; /* a token: GET */
    struct str target; /* REQUEST_URI, as it was sent: /path?query */
    struct str path, query;
    struct str values[SCGI_NAMES_MAX]; /* by the rules' names; ptr NULL: not there */
};

/* scgi_begin - ready for the first byte. scgi_free in any case; it frees what values point to. */
void scgi_begin(struct scgi_reader *reader, const struct scgi_rules *rules);
void scgi_free(struct scgi_reader *reader);

/* scgi_take - bytes that came, up to the end of the stage at most; *bytes is what is left of them.
 * Errors: ERR_INPUT it is no request as above, or there are bytes after its body; ERR_LIMIT the
 *         headers are longer than the rules allow. Nothing that was sent is in the message. Nothing
 *         is allocated before its length is known to be allowed. */
int scgi_take(struct scgi_reader *reader, struct str *bytes, struct err *err)
    __attribute__((warn_unused_result));

/* scgi_allow - at SCGI_WAITS: the body may be so long.
 * Errors: ERR_LIMIT it says that it is longer. */
int scgi_allow(struct scgi_reader *reader, size_t body_bytes_max, struct err *err)
    __attribute__((warn_unused_result));

/* scgi_end - no more bytes come. Errors: ERR_INPUT the request is not whole. */
int scgi_end(const struct scgi_reader *reader, struct err *err) __attribute__((warn_unused_result));

#endif
