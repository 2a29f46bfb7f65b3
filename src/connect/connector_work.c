/* connector_work.c - the child gives up what it may not have, then works. */
#include "connector_work.h"

#include "child_process.h"
#include "connector_job.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

enum { JOB_BYTES_MAX = 1 << 20 };

static int work(const struct connector_job *job, struct row_sink *sink, struct err *err)
{
    int code = 0;
    switch (job->connector.kind) {
    case CONNECTOR_ODBC:
        code = odbc_rows(job, sink, err);
        break;
    case CONNECTOR_HTTP:
        code = http_rows(job, sink, err);
        break;
    default:
        code = err_set(err, ERR_INPUT, "files are read without a connector's child");
    }
    return code ? code : row_sink_finish(sink, err);
}

int connector_work(void)
{
    struct buf text = {0};
    struct connector_job job;
    struct err err = {0};
    child_settle();
    if (child_read_job(JOB_BYTES_MAX, &text) != 0 || !connector_job_unpack(buf_str(&text), &job) ||
        (uint64_t)getppid() != job.parent) {
        return EX_USAGE;
    }
    child_bound(job.memory_max, job.bytes_max);
    struct row_sink sink = {
        .fd = CHILD_ANSWER_FD, .report_fd = CHILD_REPORT_FD, .bytes_max = job.bytes_max};
    int code = work(&job, &sink, &err);
    struct connector_report report = {.kind = REPORT_DONE, .code = code, .rows = sink.rows};
    if (code != 0) {
        snprintf(report.message, sizeof report.message, "%s", err.message);
    }
    int status = child_report(&report, sizeof report);
    row_sink_free(&sink);
    explicit_bzero(text.ptr, text.len);
    buf_free(&text);
    return status;
}
