/* connector_fetch.c - starting the child, watching it, and ending it. */
#include "connector_fetch.h"

#include "child_process.h"
#include "clock.h"
#include "connector_job.h"
#include "extract_folder.h"
#include "pack.h"
#include "secret_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

extern char **environ;

/* ---- passwords ---- */

static int read_secret(const struct home *home, const struct connector *c, struct buf *ret,
                       struct err *err)
{
    struct str file = c->kind == CONNECTOR_ODBC ? c->password_file : c->token_file;
    struct str variable =
        c->kind == CONNECTOR_ODBC ? c->password_environment : c->token_environment;
    if (file.len > 0) {
        return secret_file_read(home, file, "password", ret, err);
    }
    if (variable.len > 0) {
        struct arena arena = {0};
        const char *value = getenv(arena_str(&arena, variable).ptr);
        arena_free(&arena);
        if (value == NULL || value[0] == '\0') {
            return err_set(err, ERR_NOTFOUND, "the environment variable %.*s isn't set",
                           PRI(variable)); /* not personal: of the home's files */
        }
        buf_add(ret, str_of(value));
    }
    return 0;
}

/* ---- the child ---- */

static int start(struct child_process *child, const struct connector_job *job, struct err *err)
{
    struct buf text = {0};
    connector_job_pack(&text, job);
    const struct child_start asked = {.word = CONNECTOR_CHILD,
                                      .name = "the connector",
                                      .job = buf_str(&text),
                                      .environment = environ};
    int code = child_process_start(child, &asked, err);
    buf_wipe(&text);
    return code;
}

/* died - it closed its pipe without a report. */
static int died(struct child_process *child, const struct connector_job *job, struct err *err)
{
    bool database = job->connector.kind == CONNECTOR_ODBC;
    const char *who = database ? "the database's driver" : "the connector";
    int status = child_process_died(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR) {
        return err_set(err, ERR_LIMIT,
                       "%s wanted more than the %llu MiB of memory that it may have: ask for fewer "
                       "rows, or for blocks of them",
                       who, (unsigned long long)(job->memory_max >> 20));
    }
    if (WIFSIGNALED(status)) {
        return err_set(err, ERR_IO, "%s crashed (signal %d): %s", who, WTERMSIG(status),
                       database ? "ask whoever installed it for a newer one, or try another"
                                : "run this again");
    }
    return err_set(err, ERR_IO, "%s ended without an answer (exit status %d)", who,
                   WEXITSTATUS(status));
}

static int too_slow(const struct connector_job *job, const struct fetch_limits *limits, bool begun,
                    struct err *err)
{
    const char *who = job->connector.kind == CONNECTOR_ODBC ? "database" : "service";
    if (begun) {
        return err_set(err, ERR_LIMIT,
                       "the %s had not sent all within %llu s: ask for fewer rows, or allow more "
                       "with --time-max",
                       who, (unsigned long long)limits->time_max_s);
    }
    return err_set(err, ERR_LIMIT,
                   "the %s had not answered within %llu s: see whether it is up, or allow more "
                   "with --wait-max",
                   who,
                   (unsigned long long)(limits->wait_max_s < limits->time_max_s
                                            ? limits->wait_max_s
                                            : limits->time_max_s));
}

/* is_report - and its message is one line. */
static bool is_report(struct connector_report *report)
{
    report->message[sizeof report->message - 1] = '\0';
    for (char *c = report->message; *c != '\0'; c++) {
        *c = (unsigned char)*c < ' ' || *c == 127 ? ' ' : *c;
    }
    return report->kind == REPORT_BEGUN || (report->kind == REPORT_DONE && report->code <= 0);
}

/* watch - until it has reported that it is done, or a deadline passes. */
static int watch(struct child_process *child, const struct connector_job *job,
                 const struct fetch_limits *limits, uint64_t *ret_rows, struct err *err)
{
    double begin = clock_monotonic_s();
    bool begun = false;
    for (;;) {
        struct connector_report report;
        double end = (double)limits->time_max_s;
        if (!begun && (double)limits->wait_max_s < end) {
            end = (double)limits->wait_max_s;
        }
        enum child_word word = child_process_report(child, begin + end, &report, sizeof report);
        if (word == CHILD_LATE) {
            return too_slow(job, limits, begun, err);
        }
        if (word == CHILD_ENDED || !is_report(&report)) {
            return died(child, job, err);
        }
        begun = true;
        if (report.kind == REPORT_DONE) {
            *ret_rows = report.rows;
            return report.code == 0 ? 0 : err_set(err, report.code, "%s", report.message);
        }
    }
}

/* columns_of - that the source must have, packed. */
static void columns_of(const struct source_definition *d, struct buf *out)
{
    for (size_t c = 0; c < d->mapping.column_count; c++) {
        pack_text(out, d->mapping.columns[c].header);
    }
    for (size_t k = 0; k < d->key_count; k++) {
        pack_text(out, d->key[k]);
    }
    if (d->deletion_column.len > 0) {
        pack_text(out, d->deletion_column);
    }
}

static int fetch_rows(const struct home *home, const struct source_definition *d,
                      const struct fetch_limits *limits, struct fetched *ret, struct err *err)
{
    struct buf secret = {0}, columns = {0};
    struct child_process child = CHILD_PROCESS_NONE;
    uint64_t rows = 0;
    struct stat about;
    int code = read_secret(home, &d->connector, &secret, err);
    columns_of(d, &columns);
    const struct connector_job job = {.connector = d->connector,
                                      .secret = buf_str(&secret),
                                      .columns = buf_str(&columns),
                                      .parent = (uint64_t)getpid(),
                                      .bytes_max = limits->bytes_max,
                                      .memory_max = limits->child_memory_max};
    code = code ? code : start(&child, &job, err);
    buf_wipe(&secret);
    buf_free(&columns);
    code = code ? code : watch(&child, &job, limits, &rows, err);
    ret->fd = child.answer;
    child.answer = -1;
    child_process_close(&child);
    if (code == 0 && (fstat(ret->fd, &about) != 0 || (uint64_t)about.st_size > limits->bytes_max)) {
        code = err_set(err, ERR_IO, "the connector wrote more than it may");
    }
    ret->empty = code == 0 && about.st_size == 0;
    ret->path = arena_printf(&ret->arena, "/proc/self/fd/%d", ret->fd).ptr;
    return code;
}

int connector_fetch(const struct home *home, const struct source_definition *d,
                    const struct fetch_limits *limits, struct fetched *ret, struct err *err)
{
    int code = 0;
    *ret = FETCHED_NONE;
    if (d->connector.kind == CONNECTOR_ODBC || d->connector.kind == CONNECTOR_HTTP) {
        code = fetch_rows(home, d, limits, ret, err);
    } else {
        ret->path = home_file(home, &ret->arena, "%.*s", PRI(d->connector.path)).ptr;
        if (d->connector.kind == CONNECTOR_FOLDER) {
            code = extract_folder_newest(ret->path, d->connector.pattern, &ret->arena, &ret->path,
                                         err);
        }
    }
    if (code != 0 && err->file[0] == '\0') {
        snprintf(err->file, sizeof err->file, "%.*s", PRI(d->file));
    }
    return code;
}

void fetched_free(struct fetched *fetched)
{
    if (fetched->fd >= 0) {
        close(fetched->fd);
    }
    arena_free(&fetched->arena);
    *fetched = FETCHED_NONE;
}
