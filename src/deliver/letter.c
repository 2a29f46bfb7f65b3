/* letter.c - a letter handed to the typesetting child, and its answer taken. */
#include "letter.h"

#include "child_process.h"
#include "clock.h"
#include "letter_job.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* Nothing of ours: fonts of the system alone, whoever starts it. */
static char *const environment[] = {(char[]){"LANG=C.UTF-8"}, NULL};

static int start(struct child_process *child, const struct letter_job *job, struct err *err)
{
    struct buf text = {0};
    letter_job_pack(&text, job);
    const struct child_start child_start = {.word = TYPESET_CHILD,
                                            .name = "typesetting",
                                            .job = buf_str(&text),
                                            .environment = environment};
    int code = child_process_start(child, &child_start, err);
    explicit_bzero(text.ptr, text.len);
    buf_free(&text);
    return code;
}

/* died - it ended without a report. */
static int died(struct child_process *child, struct err *err)
{
    int status = child_process_died(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR) {
        return err_set(err, ERR_LIMIT,
                       "typesetting the letter takes more than the %d MiB of memory that it may "
                       "have: shorten it",
                       TYPESET_MEMORY_MAX >> 20);
    }
    if (WIFSIGNALED(status)) {
        return err_set(err, ERR_IO, "typesetting the letter crashed (signal %d)", WTERMSIG(status));
    }
    return err_set(err, ERR_IO, "typesetting the letter ended without an answer (exit status %d)",
                   WEXITSTATUS(status));
}

/* await - the child's report. */
static int await(struct child_process *child, uint64_t time_max_s, struct typeset_report *report,
                 struct err *err)
{
    double until = clock_monotonic_s() + (double)time_max_s;
    switch (child_process_report(child, until, report, sizeof *report)) {
    case CHILD_REPORTED:
        break;
    case CHILD_LATE:
        return err_set(err, ERR_LIMIT, "typesetting the letter took longer than %llu s: shorten it",
                       (unsigned long long)time_max_s);
    default:
        return died(child, err);
    }
    if (report->code > 0 ||
        (report->code == 0 && (report->pages == 0 || report->pages > LETTER_PAGES_MAX ||
                               report->bytes > LETTER_PDF_BYTES_MAX))) {
        return err_set(err, ERR_IO, "typesetting the letter gave an answer that is none");
    }
    report->message[sizeof report->message - 1] = '\0';
    return report->code == 0 ? 0 : err_set(err, report->code, "%s", report->message);
}

/* take - the PDF that the child wrote. */
static int take(const struct child_process *child, uint64_t bytes, struct buf *ret, struct err *err)
{
    struct stat about;
    char *pdf = mem_must_array((size_t)bytes + 1, 1);
    size_t len = 0;
    if (fstat(child->answer, &about) == 0 && (uint64_t)about.st_size == bytes) {
        ssize_t got = 1;
        while (len < bytes && (got > 0 || errno == EINTR)) {
            got = pread(child->answer, pdf + len, (size_t)bytes - len, (off_t)len);
            len += got > 0 ? (size_t)got : 0;
        }
    }
    if (len != bytes || !str_starts(str_make(pdf, len), STR("%PDF-"))) {
        mem_free(pdf);
        return err_set(err, ERR_IO, "typesetting the letter gave an answer that is none");
    }
    *ret = (struct buf){.ptr = pdf, .len = len, .capacity = len + 1};
    return 0;
}

int letter_typeset(const struct letter_setup *setup, const struct delivery *delivery,
                   struct buf *ret_pdf, size_t *ret_pages, struct err *err)
{
    struct child_process child = CHILD_PROCESS_NONE;
    struct typeset_report report = {0};
    struct letter_job job;
    int code = letter_job_make(setup, delivery, &job, err);
    if (code != 0) {
        return code;
    }
    job.parent = (uint64_t)getpid();
    code = start(&child, &job, err);
    code = code ? code
                : await(&child, setup->time_max_s > 0 ? setup->time_max_s : LETTER_TIME_MAX_S,
                        &report, err);
    code = code ? code : take(&child, report.bytes, ret_pdf, err);
    child_process_close(&child);
    if (code == 0) {
        *ret_pages = report.pages;
    }
    return code;
}
