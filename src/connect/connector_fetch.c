/* connector_fetch.c - starting the child, watching it, and ending it. */
#define _GNU_SOURCE /* memfd_create */
#include "connector_fetch.h"

#include "clock.h"
#include "connector_job.h"
#include "extract_folder.h"
#include "pack.h"
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { SECRET_BYTES_MAX = 4096 };

extern char **environ;

/* struct child - a process under way. */
struct child {
    pid_t pid; /* 0: none */
    int job, rows, report;
};

/* ---- passwords ---- */

static int read_secret_file(const struct home *home, struct str name, struct buf *ret,
                            struct err *err)
{
    struct arena arena = {0};
    struct stat about;
    const char *path = home_file(home, &arena, "%.*s", PRI(name)).ptr;
    int code = 0;
    if (stat(path, &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        code = err_at(err, ERR_DENIED, path, 0, 0,
                      "others can read this password: chmod 600, and change the password");
    }
    code = code ? code : file_read_whole(path, "the password", SECRET_BYTES_MAX, ret, err);
    while (code == 0 && ret->len > 0 &&
           (ret->ptr[ret->len - 1] == '\n' || ret->ptr[ret->len - 1] == '\r')) {
        ret->len--;
    }
    if (code == 0 && (ret->len == 0 || memchr(ret->ptr, '\0', ret->len) != NULL)) {
        code = err_at(err, ERR_INPUT, path, 0, 0, "a password on one line is wanted here");
    }
    arena_free(&arena);
    return code;
}

static int read_secret(const struct home *home, const struct connector *c, struct buf *ret,
                       struct err *err)
{
    struct str file = c->kind == CONNECTOR_ODBC ? c->password_file : c->token_file;
    struct str variable =
        c->kind == CONNECTOR_ODBC ? c->password_environment : c->token_environment;
    if (file.len > 0) {
        return read_secret_file(home, file, ret, err);
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

static int spawn(struct child *child, int report_end, struct err *err)
{
    char program[] = "cantref", word[] = CONNECTOR_CHILD;
    char *argv[] = {program, word, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    /* Standard output and error first: the other numbers may be theirs, if they were closed. */
    int number = posix_spawn_file_actions_adddup2(&files, child->job, CHILD_JOB_FD);
    number = number ? number : posix_spawn_file_actions_adddup2(&files, child->rows, CHILD_ROWS_FD);
    number =
        number ? number : posix_spawn_file_actions_adddup2(&files, report_end, CHILD_REPORT_FD);
    for (int fd = STDOUT_FILENO; number == 0 && fd <= STDERR_FILENO; fd++) {
        number = posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
    }
    number =
        number ? number : posix_spawn_file_actions_addclosefrom_np(&files, CHILD_REPORT_FD + 1);
    number = number ? number : posix_spawnattr_setsigmask(&attributes, &none);
    number = number ? number : posix_spawnattr_setpgroup(&attributes, 0); /* its helpers end too */
    number = number ? number
                    : posix_spawnattr_setflags(&attributes,
                                               POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    number = number
                 ? number
                 : posix_spawn(&child->pid, "/proc/self/exe", &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (number != 0) {
        child->pid = 0;
        return err_set(err, ERR_IO, "the connector can't be started: %s", strerror(number));
    }
    return 0;
}

/* memory_file - a file without a name, at a number over those of the child, so that putting one in
 * its place there never overwrites another. */
static int over_childs(int fd)
{
    int higher = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, CHILD_REPORT_FD + 1);
    if (fd >= 0) {
        close(fd);
    }
    return higher;
}

static int child_start(struct child *child, const struct connector_job *job, struct err *err)
{
    struct buf text = {0};
    int ends[2] = {-1, -1};
    int code = 0;
    connector_job_pack(&text, job);
    child->job = over_childs(memfd_create("cantref-job", MFD_CLOEXEC));
    child->rows = over_childs(memfd_create("cantref-rows", MFD_CLOEXEC));
    if (pipe2(ends, O_CLOEXEC) == 0) {
        child->report = over_childs(ends[0]);
        ends[1] = over_childs(ends[1]);
    }
    if (child->job < 0 || child->rows < 0 || child->report < 0 || ends[1] < 0 ||
        write(child->job, text.ptr, text.len) != (ssize_t)text.len ||
        lseek(child->job, 0, SEEK_SET) != 0) {
        code = err_set(err, ERR_IO, "the connector can't be started: %s", strerror(errno));
    }
    explicit_bzero(text.ptr, text.len);
    buf_free(&text);
    code = code ? code : spawn(child, ends[1], err);
    if (ends[1] >= 0) {
        close(ends[1]);
    }
    return code;
}

/* child_end - it is gone after this, with all that it started. Returns its wait status. */
static int child_end(struct child *child)
{
    int status = 0;
    if (child->pid > 0) {
        kill(-child->pid, SIGKILL); /* one that has ended keeps its status */
        while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
        }
        child->pid = 0;
    }
    return status;
}

static void child_close(struct child *child)
{
    child_end(child);
    if (child->job >= 0) {
        close(child->job);
    }
    if (child->report >= 0) {
        close(child->report);
    }
}

/* died - it closed its pipe without a report. */
static int died(struct child *child, const struct connector_job *job, struct err *err)
{
    bool database = job->connector.kind == CONNECTOR_ODBC;
    const char *who = database ? "the database's driver" : "the connector";
    siginfo_t info = {0};
    /* Its pipe closes a moment before it has ended; who is killed then tells nothing. */
    const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
    for (int i = 0; i < 100 && info.si_pid == 0; i++) {
        if (i > 0) {
            nanosleep(&moment, NULL);
        }
        waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT);
    }
    int status = child_end(child);
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

/* next_report - false when there is none: the pipe is closed, or what came is no report. */
static bool next_report(int fd, struct connector_report *ret)
{
    ssize_t len;
    while ((len = read(fd, ret, sizeof *ret)) < 0 && errno == EINTR) {
    }
    ret->message[sizeof ret->message - 1] = '\0';
    for (char *c = ret->message; *c != '\0'; c++) {
        *c = (unsigned char)*c < ' ' || *c == 127 ? ' ' : *c;
    }
    return len == sizeof *ret &&
           (ret->kind == REPORT_BEGUN || (ret->kind == REPORT_DONE && ret->code <= 0));
}

/* child_watch - until it has reported that it is done, or a deadline passes. */
static int child_watch(struct child *child, const struct connector_job *job,
                       const struct fetch_limits *limits, uint64_t *ret_rows, struct err *err)
{
    double start = clock_monotonic_s();
    bool begun = false;
    for (;;) {
        struct connector_report report;
        struct pollfd waiting = {.fd = child->report, .events = POLLIN};
        double end = (double)limits->time_max_s;
        if (!begun && (double)limits->wait_max_s < end) {
            end = (double)limits->wait_max_s;
        }
        double left_ms = (start + end - clock_monotonic_s()) * 1000;
        left_ms = left_ms < 0 ? 0 : left_ms + 1;
        int ready = poll(&waiting, 1, left_ms > 60000 ? 60000 : (int)left_ms);
        if (ready < 0 && errno != EINTR) {
            return err_set(err, ERR_IO, "the connector can't be watched: %s", strerror(errno));
        }
        if (ready == 0 && left_ms <= 1) {
            return too_slow(job, limits, begun, err);
        }
        if (ready <= 0) {
            continue;
        }
        if (!next_report(child->report, &report)) {
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
    struct child child = {.job = -1, .rows = -1, .report = -1};
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
    code = code ? code : child_start(&child, &job, err);
    if (secret.ptr != NULL) {
        explicit_bzero(secret.ptr, secret.len);
    }
    buf_free(&secret);
    buf_free(&columns);
    code = code ? code : child_watch(&child, &job, limits, &rows, err);
    child_close(&child);
    ret->fd = child.rows;
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
