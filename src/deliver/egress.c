/* egress.c - the parent: one request, one child, watched. */
#include "egress.h"

#include "child_process.h"
#include "clock.h"
#include "pack.h"
#include "secret_file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXTS = 10, NUMBERS = 5, GRACE_S = 5 };

/* ---- a request as bytes ---- */

static void texts_of(struct egress_request *r, struct str *ret[TEXTS])
{
    struct str *all[TEXTS] = {&r->url,   &r->headers,     &r->body, &r->addresses, &r->resolve,
                              &r->proxy, &r->authorities, &r->user, &r->password,  &r->from};
    memcpy(ret, all, sizeof all);
}

void egress_request_pack(struct buf *out, const struct egress_request *request)
{
    struct egress_request copy = *request;
    struct str *texts[TEXTS];
    const uint64_t numbers[NUMBERS] = {request->kind, request->starttls, request->time_max_s,
                                       request->answer_max, request->parent};
    texts_of(&copy, texts);
    for (size_t i = 0; i < NUMBERS; i++) {
        pack_number(out, numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        pack_text(out, *texts[i]);
    }
    pack_text(out, request->to);
}

bool egress_request_unpack(struct str text, struct egress_request *ret)
{
    struct egress_request r = {0};
    struct str *texts[TEXTS];
    uint64_t kind = 0, starttls = 0;
    uint64_t *numbers[NUMBERS] = {&kind, &starttls, &r.time_max_s, &r.answer_max, &r.parent};
    const uint64_t most[NUMBERS] = {EGRESS_KINDS - 1, 1, INT32_MAX, EGRESS_ANSWER_BYTES_MAX,
                                    INT64_MAX};
    bool good = true;
    texts_of(&r, texts);
    for (size_t i = 0; i < NUMBERS; i++) {
        good = good && unpack_number(&text, most[i], numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        good = good && unpack_text(&text, texts[i]);
    }
    good = good && unpack_text(&text, &r.to) && text.len == 0;
    if (good) {
        r.kind = (enum egress_kind)kind;
        r.starttls = starttls != 0;
        *ret = r;
    }
    return good;
}

/* ---- the child, watched ---- */

static int start(struct child_process *child, const struct egress_request *request, struct err *err)
{
    static char *const nothing[] = {NULL}; /* no proxy, no token of another's, no path */
    struct buf job = {0};
    struct egress_request asked = *request;
    asked.parent = (uint64_t)getpid();
    egress_request_pack(&job, &asked);
    const struct child_start how = {.word = EGRESS_CHILD,
                                    .name = "what sends things out",
                                    .job = buf_str(&job),
                                    .environment = nothing};
    int code = child_process_start(child, &how, err);
    buf_wipe(&job);
    return code;
}

static void one_line(char *text, size_t size)
{
    text[size - 1] = '\0';
    for (char *c = text; *c != '\0'; c++) {
        *c = (unsigned char)*c < ' ' || (unsigned char)*c >= 127 ? ' ' : *c;
    }
}

/* take - the child's report, which is believed in nothing that can be checked. */
static bool take(struct egress_report *report, int fd, const struct egress_request *request,
                 struct egress_answer *ret)
{
    struct stat about;
    one_line(report->retry_after, sizeof report->retry_after);
    one_line(report->message, sizeof report->message);
    if (report->end >= EGRESS_ENDS || report->body_len > request->answer_max ||
        fstat(fd, &about) != 0 || about.st_size < (off_t)report->body_len) {
        return false;
    }
    char *bytes = mem_must_array((size_t)report->body_len + 1, 1);
    bool good = pread(fd, bytes, report->body_len, 0) == (ssize_t)report->body_len;
    if (good) {
        buf_add(&ret->body, str_make(bytes, report->body_len));
        ret->end = (enum egress_end)report->end;
        ret->status = report->status;
        ret->envelope = report->envelope != 0;
        ret->whole = report->whole != 0;
        memcpy(ret->retry_after, report->retry_after, sizeof ret->retry_after);
        memcpy(ret->message, report->message, sizeof ret->message);
    }
    mem_free(bytes);
    return good;
}

static void watch(struct child_process *child, const struct egress_request *request,
                  struct egress_answer *ret)
{
    double until = clock_monotonic_s() + (double)(request->time_max_s + GRACE_S);
    struct egress_report report;
    bool committed = false;
    enum child_word word;
    while ((word = child_process_report(child, until, &report, sizeof report)) == CHILD_REPORTED &&
           report.kind == EGRESS_COMMITTED) {
        committed = true;
    }
    if (word == CHILD_REPORTED && report.kind == EGRESS_DONE &&
        take(&report, child->answer, request, ret)) {
        return;
    }
    ret->end = committed ? EGRESS_BROKEN : EGRESS_UNREACHED;
    if (word == CHILD_LATE) {
        snprintf(ret->message, sizeof ret->message, "no answer within %llu s",
                 (unsigned long long)request->time_max_s);
        return;
    }
    int status = child_process_died(child);
    snprintf(ret->message, sizeof ret->message, "what sends things out ended (%s %d)",
             WIFSIGNALED(status) ? "signal" : "exit status",
             WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

int egress_ask(const struct egress_request *request, struct egress_answer *ret, struct err *err)
{
    struct child_process child = CHILD_PROCESS_NONE;
    *ret = (struct egress_answer){.end = EGRESS_UNREACHED};
    int code = start(&child, request, err);
    if (code == 0) {
        watch(&child, request, ret);
    }
    child_process_close(&child);
    return code;
}

void egress_answer_free(struct egress_answer *answer)
{
    buf_wipe(&answer->body);
}
