/* json_page_fuzz.c - any bytes as the pages of a service: errors, or items that are each a line of
 * one JSON object, as many as are counted. The first byte says where items and cursors stand; byte
 * 0x1e ends a page. */
#include "json_page.h"

#include "pack.h"

#include <assert.h>
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BYTES_MAX = 1 << 20 };

/* What the sink holds back, which is all of it. */
static void check_lines(const struct row_sink *sink, size_t items)
{
    struct str rest = buf_str(&sink->waiting);
    size_t lines = 0;
    while (rest.len > 0) {
        ptrdiff_t end = str_find(rest, STR("\n"));
        assert(end > 0);
        json_t *item = json_loadb(rest.ptr, (size_t)end, JSON_REJECT_DUPLICATES, NULL);
        assert(json_is_object(item));
        json_decref(item);
        rest = str_slice(rest, (size_t)end + 1, rest.len);
        lines++;
    }
    assert(lines == sink->rows && lines >= items);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str items[] = {STR_INIT(""), STR_INIT("items"), STR_INIT("a.b")};
    static const struct str cursors[] = {STR_INIT(""), STR_INIT("next"), STR_INIT("a.next")};
    static int nowhere = -1;
    if (size == 0) {
        return 0;
    }
    nowhere = nowhere < 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : nowhere;
    struct buf columns = {0};
    struct err err = {0};
    struct row_sink sink = {.fd = nowhere, .report_fd = nowhere, .bytes_max = BYTES_MAX};
    if (data[0] & 64) {
        pack_text(&columns, STR("name"));
        pack_text(&columns, STR("born.year"));
    }
    struct json_pages pages = {.items = items[data[0] % 3],
                               .cursor_path = cursors[data[0] / 3 % 3],
                               .columns = buf_str(&columns),
                               .sink = &sink};
    struct str rest = str_make((const char *)data + 1, size - 1);
    size_t count, all = 0;
    int code = 0;
    for (struct str page; code == 0 && rest.len > 0 && str_next_token(&rest, 0x1e, &page);) {
        code = json_page_read(&pages, page, &count, &err);
        all += code == 0 ? count : 0;
        assert(code == 0 || (err.code == code && err.message[0] != '\0'));
        if (code == 0 && pages.cursor.len == 0) {
            break;
        }
    }
    check_lines(&sink, all);
    json_pages_free(&pages);
    row_sink_free(&sink);
    buf_free(&columns);
    return 0;
}
