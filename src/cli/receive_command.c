/* receive_command.c - cantref receive: one message from another system, as a web server hands it
 * over. */
#include "command.h"

#include "case_feed.h"
#include "duty_look.h"
#include "home_pack.h"
#include "inward.h"
#include "json_writer.h"
#include "options.h"
#include "partner_confirmation.h"
#include "triggers_run.h"
#include "whole_file.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MESSAGE_BYTES_MAX = (1 << 20) + HTTP_HEADERS_BYTES_MAX };

struct receive_job {
    const char *start, *partner, *headers, *file;
    bool json;
    struct inquiry inquiry;
    struct caseload cases;
    struct inward_answer answer;
    struct buf head, body;
    struct arena arena;
};

/* ---- what this layer lends ---- */

static int open_pack(void *context, const struct home *home, struct str name,
                     struct event_pack *ret, struct err_list *errors)
{
    (void)context;
    return home_pack_open(home, name, ret, errors);
}

static int told(void *context, struct inquiry *inquiry, struct str event, struct err *err)
{
    (void)context;
    return duty_look_after(inquiry, event, err);
}

static int confirmed(void *context, struct db *db, const struct inward_confirmation *confirmation,
                     struct err *err)
{
    struct receive_job *job = context;
    const struct event_then then = case_feed_then(&job->cases);
    int code = partner_confirmed(job->cases.home, db, confirmation, &job->cases.now, err);
    return code ? code : then.run(then.context, db, err);
}

/* ---- the message ---- */

static int read_file(const char *path, struct buf *ret, struct err *err)
{
    bool standard = strcmp(path, "-") == 0;
    int code =
        file_read_whole(standard ? "/dev/stdin" : path, "the message", MESSAGE_BYTES_MAX, ret, err);
    if (code != 0 && standard) {
        snprintf(err->file, sizeof err->file, "standard input");
    }
    return code;
}

static int read_message(struct receive_job *job, struct http_message *ret, struct err *err)
{
    int code = read_file(job->file, &job->body, err);
    if (code == 0 && job->headers[0] != '\0') {
        struct str body = buf_str(&job->body);
        code = read_file(job->headers, &job->head, err);
        return code ? code : http_message_read(&job->arena, buf_str(&job->head), &body, ret, err);
    }
    return code ? code : http_message_read(&job->arena, buf_str(&job->body), NULL, ret, err);
}

static int receive(struct receive_job *job, struct err *err)
{
    int64_t now = (int64_t)time(NULL);
    const struct inquiry_options asked = {.start = job->start,
                                          .system = "cantref receive",
                                          .purpose = "",
                                          .case_reference = "",
                                          .break_glass = "",
                                          .day = calendar_today()};
    struct http_message message;
    int code = read_message(job, &message, err);
    if (code == ERR_INPUT || code == ERR_LIMIT) {
        inward_answer_refuse(&job->answer, err);
        return code;
    }
    code = code ? code : inquiry_open_home(&asked, &job->inquiry, err);
    code = code ? code : caseload_open(&job->inquiry, now, &job->cases, err);
    const struct inward_port port = {.context = job,
                                     .open_pack = open_pack,
                                     .then = case_feed_then(&job->cases),
                                     .told = told,
                                     .confirmed = confirmed};
    return code ? code
                : inward_receive(&job->inquiry, &port, str_of(job->partner), &message, now,
                                 &job->answer, err);
}

/* ---- the answer ---- */

static void print_json(const struct inward_answer *a)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_whole(&json, "status", a->status);
    json_put_whole(&json, "taken", (int64_t)a->taken);
    json_put_whole(&json, "again", (int64_t)a->again);
    json_put_whole(&json, "refused", (int64_t)a->refused);
    json_put_text(&json, "media_type", str_of(a->media_type));
    json_put_text(&json, "body", buf_str(&a->body));
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

/* As a CGI program answers (RFC 3875 §6). */
static void print_answer(const struct receive_job *job)
{
    const struct inward_answer *a = &job->answer;
    if (a->status == 0) {
        return;
    }
    if (job->json) {
        print_json(a);
    } else {
        printf("Status: %d\nContent-Type: %s\n\n%.*s\n", a->status, a->media_type,
               PRI(buf_str(&a->body)));
    }
}

int receive_command(const struct command *self, int argc, char **argv)
{
    struct receive_job job = {.start = ".",
                              .partner = "",
                              .headers = "",
                              .file = "-",
                              .inquiry = {.picture = {.home = {.lock_fd = -1}}}};
    const struct option_row rows[] = {
        OPTION_HOME(job.start),
        {"partner", 0, OPTION_TEXT, "NAME",
         "whose message it is, by the address under which it came", .text = &job.partner},
        {"headers", 0, OPTION_TEXT, "FILE", "its headers, where the other file has the body alone",
         .text = &job.headers},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 0,
                              .operands_max = 1,
                              .operand_name = "FILE"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int64_t proposed = 0;
    job.file = options.operand_count > 0 ? options.operands[0] : "-";
    int code = job.partner[0] != '\0'
                   ? receive(&job, &err)
                   : err_set(&err, ERR_USAGE, "whose message is it? --partner NAME");
    int logged = caseload_close(&job.cases, code == 0 ? &err : NULL);
    code = code ? code : logged;
    int closed = inquiry_close(&job.inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (closed == 0 && job.answer.records) { /* the home is closed by then, as they need it */
        (void)triggers_run_after(job.start, &proposed);
    }
    print_answer(&job);
    if (code != 0) {
        err_print("cantref receive", &err);
    }
    inward_answer_free(&job.answer);
    buf_free(&job.head);
    buf_free(&job.body);
    arena_free(&job.arena);
    return err_exit_status(code);
}
