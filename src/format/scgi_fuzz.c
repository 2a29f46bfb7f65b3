/* scgi_fuzz.c - any bytes, in any pieces: the same answer; and what is taken keeps to the rules. */
#include "scgi.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BODY_MAX = 64 };

static const struct str names[] = {STR_INIT("HTTP_HOST"), STR_INIT("CONTENT_TYPE"),
                                   STR_INIT("HTTP_COOKIE")};
static const struct scgi_rules rules = {names, 3, 1024};

static int read_pieces(struct scgi_reader *reader, struct str bytes, size_t step, struct err *err)
{
    int code = 0;
    scgi_begin(reader, &rules);
    while (code == 0 && bytes.len > 0) {
        struct str piece = str_slice(bytes, 0, step);
        bytes = str_slice(bytes, piece.len, bytes.len);
        while (code == 0 && piece.len > 0) {
            code = scgi_take(reader, &piece, err);
            if (code == 0 && reader->stage == SCGI_WAITS) {
                code = scgi_allow(reader, BODY_MAX, err);
            }
        }
    }
    return code ? code : scgi_end(reader, err);
}

static void check(const struct scgi_reader *reader, struct str bytes)
{
    assert(reader->body.len == reader->content_length && reader->body.len <= BODY_MAX);
    assert(str_ends(bytes, buf_str(&reader->body)));
    assert(reader->method.len > 0 && reader->path.len > 0 && reader->path.ptr[0] == '/');
    assert(str_find(reader->path, STR("..")) < 0 || str_find(reader->path, STR("/../")) < 0);
    assert(str_find(reader->path, STR("//")) < 0 && str_find(reader->path, STR("%2f")) < 0);
    for (size_t i = 0; i < rules.name_count; i++) {
        struct str value = reader->values[i];
        assert(value.len == 0 || memchr(value.ptr, '\n', value.len) == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = str_make((const char *)data, size);
    struct scgi_reader whole, pieces;
    struct err err = {0}, other = {0};
    int code = read_pieces(&whole, bytes, size, &err);
    for (size_t step = 1; step < 20; step += 6) {
        assert(read_pieces(&pieces, bytes, step, &other) == code);
        assert(code == 0 || strcmp(err.message, other.message) == 0);
        assert(str_eq(buf_str(&whole.body), buf_str(&pieces.body)));
        scgi_free(&pieces);
    }
    if (code == 0) {
        check(&whole, bytes);
    }
    scgi_free(&whole);
    return 0;
}
