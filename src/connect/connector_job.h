/* connector_job.h - what the connector's child is asked to do: all that it needs, and no more.
 * Passwords are in it, so it goes through memory, never through arguments or the environment. */
#ifndef CANTREF_CONNECT_CONNECTOR_JOB_H
#define CANTREF_CONNECT_CONNECTOR_JOB_H

#include "source_connector.h"

#include "row_sink.h"

/* CONNECTOR_CHILD - the word after the program's name that makes it the child. */
#define CONNECTOR_CHILD "connector-child"

struct connector_job {
    struct connector connector; /* its texts are slices of what was unpacked */
    struct str secret;          /* password or token; "" for none */
    struct str columns;         /* that the source must have: texts as pack_text puts them */
    uint64_t parent;            /* process that waits for it */
    uint64_t bytes_max;         /* of rows */
    uint64_t memory_max;
};

/* connector_job_pack - add it to out. connector_job_unpack - read it; false when it is none. */
void connector_job_pack(struct buf *out, const struct connector_job *job);
bool connector_job_unpack(struct str text, struct connector_job *ret);

/* odbc_rows - what the query gives, as CSV with a header. Dates as 2026-11-25, times as
 * 2026-11-25 13:05:09, numbers without grouping, bytes in hex, NULL as nothing.
 * Errors: ERR_NOTFOUND no driver, data source or server; ERR_DENIED; ERR_INPUT the query;
 *         ERR_LIMIT, ERR_IO. Messages hold no row and no password. */
int odbc_rows(const struct connector_job *job, struct row_sink *sink, struct err *err);

/* http_rows - the items that the service gives, page after page, as JSON Lines. Numbers as text, so
 * that they keep their digits.
 * A service may leave out what an item lacks: the first item gets those of job->columns that it
 * hasn't, empty, so that they are columns even if no item has them.
 * Errors: as odbc_rows; ERR_INPUT for what is no JSON or not of the form that the source says. */
int http_rows(const struct connector_job *job, struct row_sink *sink, struct err *err);

#endif
