/* http_message.c - lines of headers. */
#include "http_message.h"

/* Characters of a token, RFC 9110 §5.6.2. */
static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) &&
            (c == 0 || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return s.len > 0;
}

/* A value has no control characters but tabs; bytes above ASCII are let through, and refused by
 * whoever can't read them. */
static bool is_value(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\t') || s.ptr[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static struct str trim_blanks(struct str s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
        s = str_slice(s, 1, s.len);
    }
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

static int read_header(struct str line, size_t number, struct http_header *ret, struct err *err)
{
    const char *colon = line.len > 0 ? memchr(line.ptr, ':', line.len) : NULL;
    size_t at = colon != NULL ? (size_t)(colon - line.ptr) : 0;
    struct http_header header = {str_slice(line, 0, at),
                                 trim_blanks(str_slice(line, at + 1, line.len))};
    if (line.len > HTTP_HEADER_LINE_BYTES_MAX) {
        return err_at(err, ERR_LIMIT, "", number, 0, "a header has more than %d bytes",
                      HTTP_HEADER_LINE_BYTES_MAX);
    }
    if (colon == NULL || !is_token(header.name) || !is_value(header.value)) {
        return err_at(err, ERR_INPUT, "", number, 0,
                      "this is no header: a name, a colon and a value are expected");
    }
    *ret = header;
    return 0;
}

/* next_line - without its end. */
static bool next_line(struct str *rest, struct str *ret)
{
    if (rest->len == 0) {
        return false;
    }
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t length = end != NULL ? (size_t)(end - rest->ptr) : rest->len;
    *ret = str_slice(*rest, 0, length);
    *rest = str_slice(*rest, length + (end != NULL), rest->len);
    if (ret->len > 0 && ret->ptr[ret->len - 1] == '\r') {
        ret->len--;
    }
    return true;
}

static bool is_request_line(struct str line)
{
    return str_ends(line, STR(" HTTP/1.1")) || str_ends(line, STR(" HTTP/1.0"));
}

int http_message_read(struct arena *arena, struct str headers, const struct str *body,
                      struct http_message *ret, struct err *err)
{
    struct http_header *list = arena_alloc(arena, HTTP_HEADERS_MAX * sizeof *list);
    const char *start = headers.ptr;
    struct str rest = headers;
    struct str line;
    size_t count = 0;
    bool ended = body != NULL;
    for (size_t number = 1; next_line(&rest, &line); number++) {
        if (line.len == 0) {
            ended = true;
            break;
        }
        if (number == 1 && is_request_line(line)) {
            continue;
        }
        if (count == HTTP_HEADERS_MAX || rest.ptr - start > HTTP_HEADERS_BYTES_MAX) {
            return err_at(err, ERR_LIMIT, "", number, 0,
                          "there are more than %d headers, or more than %d bytes of them",
                          HTTP_HEADERS_MAX, HTTP_HEADERS_BYTES_MAX);
        }
        int code = read_header(line, number, &list[count], err);
        if (code != 0) {
            return code;
        }
        count++;
    }
    if (!ended) {
        return err_set(err, ERR_INPUT, "no empty line ends the headers");
    }
    if (body != NULL && str_trim(rest).len > 0) {
        return err_set(err, ERR_INPUT, "something follows the empty line that ends the headers");
    }
    *ret = (struct http_message){list, count, body != NULL ? *body : rest};
    return 0;
}

int http_header(const struct http_message *message, struct str name, struct str *ret,
                struct err *err)
{
    struct str value = STR("");
    bool found = false;
    for (size_t i = 0; i < message->header_count; i++) {
        if (!str_eq_nocase(message->headers[i].name, name)) {
            continue;
        }
        if (found) {
            return err_set(err, ERR_INPUT, "the header %.*s is there twice",
                           PRI(name)); /* not personal: a name */
        }
        value = message->headers[i].value;
        found = true;
    }
    *ret = value;
    return 0;
}

bool http_has_header(const struct http_message *message, struct str name)
{
    for (size_t i = 0; i < message->header_count; i++) {
        if (str_eq_nocase(message->headers[i].name, name)) {
            return true;
        }
    }
    return false;
}
