/* requests_command.c - cantref requests: what residents have asked for, and by when it is due. */
#include "command.h"

#include "rights_job.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_MAX = 3650 };

struct requests_job {
    struct rights_job rights;
    const char *received, *detail, *outcome, *within;
    struct rights_request made;
    int64_t number;
    int32_t due;
};

/* ---- the list ---- */

struct listing {
    struct requests_job *job;
    struct json_writer *json; /* NULL: for people */
    struct buf said;
    size_t count;
    struct rights_people people;
};

static int take(void *context, const struct rights_request *r, const char *id, struct err *err)
{
    struct listing *l = context;
    char received[CALENDAR_TEXT_MAX], due[CALENDAR_TEXT_MAX];
    int days = r->due - l->job->rights.today;
    (void)err;
    l->count++;
    rights_people_add(&l->people, str_of(id));
    calendar_text(r->received, received);
    calendar_text(r->due, due);
    if (l->json != NULL) {
        json_write_object(l->json);
        json_put_whole(l->json, "request", r->number);
        json_put_text(l->json, "kind", str_of(request_kind_names[r->kind]));
        json_put_text(l->json, "entity", str_of(id));
        json_put_text(l->json, "received", str_of(received));
        json_put_text(l->json, "due", str_of(due));
        json_put_whole(l->json, "days_left", days);
        json_put_bool(l->json, "extended", r->extended);
        json_put_text(l->json, "detail", r->detail);
        json_write_close(l->json);
    } else {
        buf_printf(&l->said, "%lld  %-13s  %s  due %s, %s %d day%s%s\n", (long long)r->number,
                   request_kind_names[r->kind], id, due, days < 0 ? "late by" : "in",
                   days < 0 ? -days : days, days == 1 || days == -1 ? "" : "s",
                   r->extended ? " (extended)" : "");
    }
    return 0;
}

/* "5d", or "5": days from today. */
static int read_within(const char *text, int32_t today, int32_t *ret, struct err *err)
{
    struct str s = str_of(text);
    uint64_t days = 0;
    if (s.len == 0) {
        *ret = INT32_MAX;
        return 0;
    }
    s = s.ptr[s.len - 1] == 'd' ? str_slice(s, 0, s.len - 1) : s;
    if (!str_to_uint(s, DAYS_MAX, &days)) {
        return err_set(err, ERR_USAGE, "--due-within takes a number of days, as 5d");
    }
    *ret = today + (int32_t)days;
    return 0;
}

static int list(struct requests_job *job, struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    struct listing l = {.job = job, .json = job->rights.json ? &json : NULL};
    int32_t until = 0;
    int code = read_within(job->within, job->rights.today, &until, err);
    if (code == 0 && l.json != NULL) {
        json_write_object(&json);
        json_write_key(&json, STR("requests"));
        json_write_array(&json);
    }
    code = code ? code : rights_each(&job->rights.act, until, take, &l, err);
    code = code ? code : rights_tell_people(&job->rights.act, &l.people.names, l.count, err);
    if (code == 0 && l.json != NULL) {
        json_write_close(&json);
        json_write_close(&json);
        rights_print_json(&text);
    } else if (code == 0 && l.count > 0) {
        printf("%.*s", PRI(buf_str(&l.said)));
    } else if (code == 0) {
        printf("No request is open%s.\n", until == INT32_MAX ? "" : " that is due by then");
    }
    buf_free(&text);
    buf_free(&l.said);
    rights_people_free(&l.people);
    return code;
}

/* ---- one request ---- */

static void print_done(const struct requests_job *job, const char *done, int64_t number,
                       int32_t due)
{
    char day[CALENDAR_TEXT_MAX];
    calendar_text(due, day);
    if (job->rights.json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "done", str_of(done));
        json_put_whole(&json, "request", number);
        if (due != 0) {
            json_put_text(&json, "due", str_of(day));
        }
        json_write_close(&json);
        rights_print_json(&text);
        buf_free(&text);
    } else if (due != 0) {
        printf("Request %lld is %s: due %s.\n", (long long)number, done, day);
    } else {
        printf("Request %lld is %s.\n", (long long)number, done);
    }
}

static int add(struct requests_job *job, const char *kind, const char *entity, struct err *err)
{
    int k = 0;
    while (k < REQUEST_KINDS && strcmp(kind, request_kind_names[k]) != 0) {
        k++;
    }
    if (k == REQUEST_KINDS) {
        return err_set(err, ERR_USAGE,
                       "a request is access, rectification, erasure, restriction or objection");
    }
    int32_t received = 0;
    int code = rights_day(job->received, job->rights.today, &received, err);
    code = code ? code
                : rights_enter(&job->rights.act, (enum request_kind)k, entity, received,
                               str_of(job->detail), &job->made, err);
    if (code == 0) {
        print_done(job, "entered", job->made.number, job->made.due);
    }
    return code;
}

static int act(struct requests_job *job, char *const *operands, size_t count, struct err *err)
{
    uint64_t number = 0;
    if (count == 0) {
        return list(job, err);
    }
    if (strcmp(operands[0], "add") == 0 && count == 3) {
        return add(job, operands[1], operands[2], err);
    }
    if (count != 2 || !str_to_uint(str_of(operands[1]), INT64_MAX, &number)) {
        return err_set(err, ERR_USAGE,
                       "nothing, for the list; add KIND ENTITY; extend REQUEST; close REQUEST");
    }
    job->number = (int64_t)number;
    bool extends = strcmp(operands[0], "extend") == 0;
    if (!extends && (strcmp(operands[0], "close") != 0 || job->outcome[0] == '\0')) {
        return err_set(err, ERR_USAGE, "extend REQUEST, or close REQUEST --outcome TEXT");
    }
    int code = extends ? rights_extend(&job->rights.act, job->number, &job->due, err)
                       : rights_end(&job->rights.act, job->number, str_of(job->outcome), err);
    if (code == 0) {
        print_done(job, job->due != 0 ? "extended" : "closed", job->number, job->due);
    }
    return code;
}

int requests_command(const struct command *self, int argc, char **argv)
{
    struct requests_job job = {.rights = RIGHTS_JOB("cantref requests"),
                               .received = "",
                               .detail = "",
                               .outcome = "",
                               .within = ""};
    const struct option_row rows[] = {
        {"due-within", 0, OPTION_TEXT, "DAYS", "those alone that are due by then, as 5d",
         .text = &job.within},
        {"received", 0, OPTION_TEXT, "DATE", "the day on which it came (default: today)",
         .text = &job.received},
        {"detail", 0, OPTION_TEXT, "TEXT", "what is asked for; kept sealed", .text = &job.detail},
        {"outcome", 0, OPTION_TEXT, "TEXT", "what became of it; kept sealed", .text = &job.outcome},
        RIGHTS_OPTIONS(job.rights),
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 0,
                              .operands_max = 3,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code = rights_begin(&job.rights, ACT_RIGHTS, &err);
    code = code ? code : act(&job, options.operands, options.operand_count, &err);
    return rights_finish(&job.rights, code, &err);
}
