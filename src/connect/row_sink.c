/* row_sink.c - rows into the file, by blocks. */
#include "row_sink.h"

#include <errno.h>
#include <unistd.h>

enum { BLOCK_BYTES = 1 << 18 };

void row_sink_begun(struct row_sink *sink)
{
    const struct connector_report report = {.kind = REPORT_BEGUN};
    if (!sink->begun) {
        sink->begun = true;
        ssize_t written = write(sink->report_fd, &report, sizeof report);
        (void)written; /* nobody listens: the parent is gone, and so is this process soon */
    }
}

int row_sink_finish(struct row_sink *sink, struct err *err)
{
    size_t at = 0;
    while (at < sink->waiting.len) {
        ssize_t written = write(sink->fd, sink->waiting.ptr + at, sink->waiting.len - at);
        if (written < 0 && errno != EINTR) {
            return err_set(err, ERR_IO, "the rows can't be kept in memory: %s", strerror(errno));
        }
        at += written > 0 ? (size_t)written : 0;
    }
    sink->waiting.len = 0;
    return 0;
}

int row_sink_add(struct row_sink *sink, struct str text, struct err *err)
{
    if (text.len > sink->bytes_max - sink->bytes) {
        return err_set(err, ERR_LIMIT,
                       "more than %llu MiB of rows came, and no more are taken: ask for fewer, or "
                       "allow more with --size-max",
                       (unsigned long long)(sink->bytes_max >> 20));
    }
    sink->bytes += text.len;
    buf_add(&sink->waiting, text);
    return sink->waiting.len < BLOCK_BYTES ? 0 : row_sink_finish(sink, err);
}

int row_sink_cell(struct row_sink *sink, struct str text, bool first, struct err *err)
{
    int code = row_sink_add(sink, first ? STR("\"") : STR(",\""), err);
    while (code == 0 && text.len > 0) {
        const char *quote = memchr(text.ptr, '"', text.len);
        size_t len = quote != NULL ? (size_t)(quote - text.ptr) + 1 : text.len;
        code = row_sink_add(sink, str_slice(text, 0, len), err);
        if (code == 0 && quote != NULL) {
            code = row_sink_add(sink, STR("\""), err);
        }
        text = str_slice(text, len, text.len);
    }
    return code ? code : row_sink_add(sink, STR("\""), err);
}

int row_sink_end_row(struct row_sink *sink, struct err *err)
{
    sink->rows++;
    return row_sink_add(sink, STR("\r\n"), err);
}

void row_sink_free(struct row_sink *sink)
{
    buf_free(&sink->waiting);
}
