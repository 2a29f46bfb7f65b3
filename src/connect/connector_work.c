/* connector_work.c - the child gives up what it may not have, then works. */
#include "connector_work.h"

#include "byte_source.h"
#include "connector_job.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { JOB_BYTES_MAX = 1 << 20, FILES_MAX = 256, WRITE_SLACK_BYTES = 1 << 20 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { BOUND_MEMORY = 0 }; /* a sanitizer's shadow takes terabytes of addresses */
#else
enum { BOUND_MEMORY = 1 };
#endif

static void bound(int what, uint64_t max)
{
    const struct rlimit limit = {max, max};
    setrlimit((__rlimit_resource_t)what, &limit);
}

/* settle - before anything is read. */
static void settle(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    umask(S_IRWXG | S_IRWXO); /* of logs that drivers keep */
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_NOFILE, FILES_MAX);
    signal(SIGXFSZ, SIG_IGN); /* a write over the limit fails instead */
    signal(SIGPIPE, SIG_IGN);
}

static int read_job(struct buf *text, struct connector_job *ret)
{
    int fd = CHILD_JOB_FD;
    size_t len = 0;
    struct err err;
    char *bytes = mem_must_array(JOB_BYTES_MAX, 1);
    int code = byte_source_fill(byte_source_fd(&fd), bytes, JOB_BYTES_MAX, &len, &err);
    buf_add(text, str_make(bytes, code == 0 ? len : 0));
    explicit_bzero(bytes, JOB_BYTES_MAX);
    mem_free(bytes);
    return code == 0 && connector_job_unpack(buf_str(text), ret) ? 0 : ERR_INPUT;
}

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
    settle();
    if (read_job(&text, &job) != 0 || (uint64_t)getppid() != job.parent) {
        return EX_USAGE;
    }
    if (BOUND_MEMORY) {
        bound(RLIMIT_AS, job.memory_max);
    }
    bound(RLIMIT_FSIZE, job.bytes_max + WRITE_SLACK_BYTES);
    struct row_sink sink = {
        .fd = CHILD_ROWS_FD, .report_fd = CHILD_REPORT_FD, .bytes_max = job.bytes_max};
    int code = work(&job, &sink, &err);
    struct connector_report report = {.kind = REPORT_DONE, .code = code, .rows = sink.rows};
    if (code != 0) {
        snprintf(report.message, sizeof report.message, "%s", err.message);
    }
    ssize_t written = write(CHILD_REPORT_FD, &report, sizeof report);
    row_sink_free(&sink);
    explicit_bzero(text.ptr, text.len);
    buf_free(&text);
    return written == sizeof report ? EX_OK : EX_OSERR;
}
