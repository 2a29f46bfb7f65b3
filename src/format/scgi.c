/* scgi.c - scgi.h. */
#include "scgi.h"

#include <assert.h>

static int refuse(struct err *err, const char *message)
{
    return err_set(err, ERR_INPUT, "not an SCGI request: %s", message);
}

void scgi_begin(struct scgi_reader *reader, const struct scgi_rules *rules)
{
    assert(rules->name_count <= SCGI_NAMES_MAX);
    assert(rules->headers_bytes_max <= SCGI_HEADERS_BYTES_MAX);
    *reader = (struct scgi_reader){.rules = rules};
}

void scgi_free(struct scgi_reader *reader)
{
    buf_free(&reader->headers);
    buf_free(&reader->body);
    *reader = (struct scgi_reader){0};
}

/* take_length - "70:". */
static int take_length(struct scgi_reader *reader, struct str *bytes, struct err *err)
{
    while (bytes->len > 0) {
        char c = bytes->ptr[0];
        *bytes = str_slice(*bytes, 1, bytes->len);
        if (c == ':' && reader->digits > 0) {
            reader->headers.max = reader->headers_len + 1; /* and the comma */
            reader->stage = SCGI_HEADERS;
            return 0;
        }
        if (!ascii_is_digit(c)) {
            return refuse(err, "it begins with no length");
        }
        if (reader->digits > 0 && reader->headers_len == 0) {
            return refuse(err, "the length of its headers begins with 0");
        }
        reader->headers_len = reader->headers_len * 10 + (size_t)(c - '0');
        reader->digits++;
        if (reader->headers_len > reader->rules->headers_bytes_max) {
            return err_set(err, ERR_LIMIT, "the headers are longer than %zu bytes",
                           reader->rules->headers_bytes_max);
        }
    }
    return 0;
}

/* next_text - the text up to the next NUL of the headers; false: there is none. */
static bool next_text(struct str *rest, struct str *ret)
{
    const char *end = rest->len > 0 ? memchr(rest->ptr, 0, rest->len) : NULL;
    if (end == NULL) {
        return false;
    }
    size_t len = (size_t)(end - rest->ptr);
    *ret = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len + 1, rest->len);
    return true;
}

static bool is_token_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) ||
           (c != 0 && memchr("!#$%&'*+-.^_`|~", c, 15) != NULL);
}

static bool is_token(struct str text)
{
    bool good = text.len > 0;
    for (size_t i = 0; i < text.len; i++) {
        good = good && is_token_byte(text.ptr[i]);
    }
    return good;
}

static int hex_digit(char c)
{
    c = ascii_lower(c);
    return ascii_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* decoded - the byte at the start of a path, its percent sign resolved; -1: it has none that is
 * right. *ret_len: how many bytes it took. */
static int decoded(struct str path, size_t *ret_len)
{
    *ret_len = 1;
    if (path.ptr[0] != '%') {
        return (unsigned char)path.ptr[0];
    }
    int high = path.len > 2 ? hex_digit(path.ptr[1]) : -1;
    int low = path.len > 2 ? hex_digit(path.ptr[2]) : -1;
    *ret_len = 3;
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* path_trouble - what is wrong with a path, NULL: nothing. Segments are looked at with their
 * percent signs resolved once, as whoever uses them does. */
static const char *path_trouble(struct str path)
{
    size_t segment = 0, dots = 0; /* bytes of the segment so far, and how many of them are dots */
    if (path.len == 0 || path.ptr[0] != '/') {
        return "its path does not begin with a slash";
    }
    for (size_t at = 0, len; at <= path.len; at += len) {
        bool ends = at == path.len || path.ptr[at] == '/';
        int byte = at == path.len ? '/' : decoded(str_slice(path, at, path.len), &len);
        len = ends ? 1 : len;
        if (ends && segment == dots && (segment == 1 || segment == 2)) {
            return "its path has a segment . or ..";
        }
        if (ends && segment == 0 && at > 0 && at < path.len) {
            return "its path has two slashes together";
        }
        if (byte < 0) {
            return "its path has a percent sign without two digits";
        }
        if (!ends && (byte == '/' || byte == '\\' || byte < 32 || byte == 127)) {
            return "its path hides a slash, a backslash or a control character";
        }
        segment = ends ? 0 : segment + 1;
        dots = ends ? 0 : dots + (byte == '.');
    }
    return NULL;
}

/* target_trouble - RFC 3986 has ASCII without spaces, and no # is sent to a server. */
static const char *target_trouble(struct str target)
{
    for (size_t i = 0; i < target.len; i++) {
        if (target.ptr[i] <= ' ' || target.ptr[i] > '~' || target.ptr[i] == '#') {
            return "its address has a byte that no address has";
        }
    }
    return NULL;
}

static int read_target(struct scgi_reader *reader, struct err *err)
{
    ptrdiff_t mark = str_find(reader->target, STR("?"));
    size_t end = mark < 0 ? reader->target.len : (size_t)mark;
    reader->path = str_slice(reader->target, 0, end);
    reader->query = str_slice(reader->target, end + (mark >= 0), reader->target.len);
    const char *trouble = target_trouble(reader->target);
    trouble = trouble ? trouble : path_trouble(reader->path);
    return trouble ? refuse(err, trouble) : 0;
}

static bool is_value(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 32 && c != '\t') || c == 127) {
            return false;
        }
    }
    return true;
}

/* place_of - where the value under a name belongs; NULL: the rules don't know the name. */
static struct str *place_of(struct scgi_reader *reader, struct str name, struct str *scgi)
{
    if (str_eq(name, STR("SCGI"))) {
        return scgi;
    }
    if (str_eq(name, STR("REQUEST_METHOD"))) {
        return &reader->method;
    }
    if (str_eq(name, STR("REQUEST_URI"))) {
        return &reader->target;
    }
    for (size_t i = 0; i < reader->rules->name_count; i++) {
        if (str_eq(name, reader->rules->names[i])) {
            return &reader->values[i];
        }
    }
    return NULL;
}

static int read_content_length(struct scgi_reader *reader, struct str *rest, struct err *err)
{
    struct str name, value;
    if (!next_text(rest, &name) || !next_text(rest, &value) ||
        !str_eq(name, STR("CONTENT_LENGTH"))) {
        return refuse(err, "CONTENT_LENGTH is not first");
    }
    if (!str_to_uint(value, INT64_MAX, &reader->content_length) ||
        (value.len > 1 && value.ptr[0] == '0')) {
        return refuse(err, "CONTENT_LENGTH is not a length in digits");
    }
    return 0;
}

/* read_headers - name NUL value NUL, to the end of the netstring. */
static int read_headers(struct scgi_reader *reader, struct err *err)
{
    struct str rest = buf_str(&reader->headers), name, value, scgi = {0};
    if (rest.ptr[rest.len - 1] != ',') {
        return refuse(err, "its headers are not as long as it says");
    }
    rest = str_slice(rest, 0, rest.len - 1);
    int code = read_content_length(reader, &rest, err);
    while (code == 0 && rest.len > 0) {
        if (!next_text(&rest, &name) || !next_text(&rest, &value)) {
            return refuse(err, "its last header has no end");
        }
        if (str_eq(name, STR("CONTENT_LENGTH"))) {
            return refuse(err, "CONTENT_LENGTH is there twice");
        }
        struct str *place = place_of(reader, name, &scgi);
        if (place == NULL) {
            return refuse(err, "it has a header that is not passed on");
        }
        if (place->ptr != NULL) {
            return refuse(err, "it has a header twice");
        }
        if (!is_value(value)) {
            return refuse(err, "a control character is in a header");
        }
        *place = value;
    }
    if (code == 0 && !str_eq(scgi, STR("1"))) {
        return refuse(err, "SCGI is not 1");
    }
    if (code == 0 && !is_token(reader->method)) {
        return refuse(err, "it has no method");
    }
    return code ? code : read_target(reader, err);
}

/* take_into - what is missing to a buffer's maximum; returns whether that is reached. */
static bool take_into(struct buf *buf, struct str *bytes)
{
    struct str piece = str_slice(*bytes, 0, buf->max - buf->len);
    int code = buf_add(buf, piece);
    assert(code == 0);
    *bytes = str_slice(*bytes, piece.len, bytes->len);
    return buf->len == buf->max;
}

int scgi_take(struct scgi_reader *reader, struct str *bytes, struct err *err)
{
    assert(reader->stage != SCGI_WAITS); /* scgi_allow comes first */
    switch (reader->stage) {
    case SCGI_LENGTH:
        return take_length(reader, bytes, err);
    case SCGI_HEADERS:
        if (take_into(&reader->headers, bytes)) {
            reader->stage = SCGI_WAITS;
            return read_headers(reader, err);
        }
        return 0;
    case SCGI_BODY:
        if (take_into(&reader->body, bytes)) {
            reader->stage = SCGI_WHOLE;
        }
        return 0;
    case SCGI_WAITS:
    case SCGI_WHOLE:
        break;
    }
    return bytes->len > 0 ? refuse(err, "more bytes come than it says") : 0;
}

int scgi_allow(struct scgi_reader *reader, size_t body_bytes_max, struct err *err)
{
    assert(reader->stage == SCGI_WAITS);
    if (reader->content_length > body_bytes_max) {
        return err_set(err, ERR_LIMIT, "the body is longer than %zu bytes", body_bytes_max);
    }
    reader->body.max = (size_t)reader->content_length;
    reader->stage = reader->content_length == 0 ? SCGI_WHOLE : SCGI_BODY;
    return 0;
}

int scgi_end(const struct scgi_reader *reader, struct err *err)
{
    return reader->stage == SCGI_WHOLE ? 0 : refuse(err, "it ended before it was whole");
}
