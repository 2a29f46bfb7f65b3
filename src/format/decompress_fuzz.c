/* decompress_fuzz.c - any bytes: unpacking ends with the same bytes or the same error however the
 * input is cut. Bombs are left after 4 MiB: who reads decides how much to take. */
#include "decompress.h"

#include "memory.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ENOUGH = 4 << 20 };

static int unpack(struct str input, size_t step, size_t piece_size, struct buf *out)
{
    struct byte_memory memory = {.rest = input, .step = step};
    struct decompress decompress;
    char piece[4096];
    int code = decompress_open(&decompress, byte_source_memory(&memory), NULL);
    for (size_t len = 1; code == 0 && len > 0 && out->len < ENOUGH;) {
        struct byte_source source = decompress_source(&decompress);
        code = source.read(source.context, piece, piece_size, &len, NULL);
        if (code == 0) {
            assert(len <= piece_size);
            buf_add(out, str_make(piece, len));
        }
    }
    decompress_free(&decompress);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size);
    struct buf whole = {0};
    struct buf pieces = {0};
    int code = unpack(input, 0, 4096, &whole);
    int other = unpack(input, 1 + size % 3, 1000 + size % 5, &pieces);
    bool complete = whole.len < ENOUGH && pieces.len < ENOUGH;
    assert(!complete ||
           (code == other && (code != 0 || str_eq(buf_str(&whole), buf_str(&pieces)))));
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}
