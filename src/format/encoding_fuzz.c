/* encoding_fuzz.c - any bytes: the same characters however they are cut; UTF-8 passes untouched;
 * what is made from another encoding is UTF-8 but for the marks of what was no character. */
#include "encoding.h"

#include "memory.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum encoding_kind convert(struct str input, size_t step, size_t piece_size, struct buf *out)
{
    struct byte_memory memory = {.rest = input, .step = step};
    struct encoding encoding;
    char piece[512];
    int code = encoding_open(&encoding, byte_source_memory(&memory), NULL);
    for (size_t len = 1; code == 0 && len > 0;) {
        struct byte_source source = encoding_source(&encoding);
        code = source.read(source.context, piece, piece_size, &len, NULL);
        assert(len <= piece_size);
        buf_add(out, str_make(piece, len));
    }
    enum encoding_kind kind = encoding.kind;
    encoding_free(&encoding);
    return kind;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size);
    struct buf whole = {0};
    struct buf pieces = {0};
    enum encoding_kind kind = convert(input, 0, 512, &whole);
    enum encoding_kind other = convert(input, 1 + size % 3, 1 + size % 5, &pieces);
    assert(kind == other && str_eq(buf_str(&whole), buf_str(&pieces)));
    switch (kind) {
    case ENCODING_ASCII:
    case ENCODING_UTF8:
        assert(whole.len == 0 || str_eq(buf_str(&whole), input));
        break;
    case ENCODING_UTF8_BOM:
        assert(whole.len + 3 == size);
        break;
    default:
        for (size_t at = 0; at < whole.len;) {
            size_t len = utf8_sequence(str_slice(buf_str(&whole), at, whole.len));
            assert(len > 0 || (unsigned char)whole.ptr[at] == 0xff);
            at += len ? len : 1;
        }
    }
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}
