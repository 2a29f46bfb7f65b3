/* csv_fuzz.c - any bytes: the reader ends, its rows do not depend on the window, and what is
 * written of them is read back. */
#include "csv.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* rows_text - a row is its line, its cells and, if bad, its raw text, all with lengths so that
 * nothing can run together. */
static void rows_text(struct str input, size_t window_size, size_t step, char delimiter,
                      struct buf *out)
{
    struct byte_memory memory = {.rest = input, .step = step};
    struct window window;
    struct csv_reader reader;
    window_open(&window, byte_source_memory(&memory), window_size);
    csv_open(&reader, window, delimiter);
    for (size_t lines = 0;;) {
        struct csv_row row;
        bool found = false;
        struct err err = {0};
        if (csv_next(&reader, &row, &found, &err) != 0) {
            buf_printf(out, "error %d at %zu", err.code, err.line);
            break;
        }
        if (!found) {
            break;
        }
        assert(row.line >= lines && row.raw.len <= input.len);
        assert((row.count == 0) == (row.bad != NULL));
        lines = row.line;
        buf_printf(out, "%zu:", row.line);
        for (size_t c = 0; c < row.count; c++) {
            buf_printf(out, "%zu=", row.cells[c].len);
            buf_add(out, row.cells[c]);
        }
        if (row.bad != NULL) {
            buf_add_char(out, '!');
            buf_add(out, row.raw);
        }
    }
    csv_free(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size);
    struct buf whole = {0};
    struct buf pieces = {0};
    struct buf written = {0};
    char delimiter = csv_delimiter(input, true);
    rows_text(input, WINDOW_BYTES, 0, delimiter, &whole);
    rows_text(input, 1 + size % 7, 1 + size % 3, delimiter, &pieces);
    assert(str_eq(buf_str(&whole), buf_str(&pieces)));
    int code = csv_write_cell(&written, input);
    assert(code == 0 && written.len >= size);
    buf_free(&whole);
    buf_free(&pieces);
    buf_free(&written);
    return 0;
}
