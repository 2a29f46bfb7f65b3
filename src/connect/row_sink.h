/* row_sink.h - where the connector's child puts rows: a file in memory that its parent made and
 * reads, of at most so many bytes; and the pipe on which it tells how it fares. */
#ifndef CANTREF_CONNECT_ROW_SINK_H
#define CANTREF_CONNECT_ROW_SINK_H

#include "memory.h"

/* struct connector_report - what goes through the pipe, whole. Never what a row holds. */
enum report_kind { REPORT_BEGUN = 1, REPORT_DONE = 2 };
struct connector_report {
    uint32_t kind;
    int32_t code; /* of REPORT_DONE: 0 or an ERR_ */
    uint64_t rows;
    char message[480];
};

/* struct row_sink - begin with fd, report_fd and bytes_max; end with row_sink_free. */
struct row_sink {
    int fd;
    int report_fd;
    uint64_t bytes_max;
    uint64_t bytes; /* so far, those waiting included */
    uint64_t rows;
    bool begun;
    struct buf waiting;
};

/* row_sink_begun - tell, once, that the database or service has answered. */
void row_sink_begun(struct row_sink *sink);

/* row_sink_cell - one cell of a row of CSV, in quotes, so that no reader can take it for two.
 * row_sink_end_row - end the row. row_sink_add - bytes as they are.
 * Errors: ERR_LIMIT more than bytes_max; ERR_IO. */
int row_sink_cell(struct row_sink *sink, struct str text, bool first, struct err *err);
int row_sink_end_row(struct row_sink *sink, struct err *err);
int row_sink_add(struct row_sink *sink, struct str text, struct err *err);

/* row_sink_finish - all that waits is in the file. Errors: ERR_IO. */
int row_sink_finish(struct row_sink *sink, struct err *err);
void row_sink_free(struct row_sink *sink);

#endif
