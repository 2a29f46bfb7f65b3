/* json_lines_fuzz.c - any bytes: the reader ends, its rows do not depend on the window, names
 * differ within a row. */
#include "json_lines.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rows_text(struct str input, size_t window_size, size_t step, struct buf *out)
{
    struct byte_memory memory = {.rest = input, .step = step};
    struct window window;
    struct json_lines_reader reader;
    window_open(&window, byte_source_memory(&memory), window_size);
    json_lines_open(&reader, window);
    for (;;) {
        struct json_lines_row row;
        bool found = false;
        if (json_lines_next(&reader, &row, &found, NULL) != 0 || !found) {
            break;
        }
        assert((row.column == 0) == (row.bad == NULL) && row.column <= row.raw.len + 1);
        buf_printf(out, "%zu:%zu", row.line, row.column);
        for (size_t c = 0; c < row.count; c++) {
            for (size_t other = 0; other < c && c < 50; other++) {
                assert(!str_eq(buf_str(&row.cells[other].name), buf_str(&row.cells[c].name)));
            }
            buf_printf(out, "%zu=", row.cells[c].name.len);
            buf_add(out, buf_str(&row.cells[c].name));
            buf_printf(out, "%zu=", row.cells[c].text.len);
            buf_add(out, buf_str(&row.cells[c].text));
        }
    }
    json_lines_free(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size);
    struct buf whole = {0};
    struct buf pieces = {0};
    rows_text(input, WINDOW_BYTES, 0, &whole);
    rows_text(input, 1 + size % 7, 1 + size % 3, &pieces);
    assert(str_eq(buf_str(&whole), buf_str(&pieces)));
    (void)json_lines_looks_like(input);
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}
