/* outbox_command.c - cantref outbox: what could not leave, and what becomes of it. Its Welsh is to
 * be checked by a translator. */
#include "command.h"

#include "case_job.h"
#include "case_outbox.h"
#include "json_writer.h"
#include "options.h"

#include <stdio.h>

/* struct outbox_job - one command. */
struct outbox_job {
    struct case_job job;
    const char *because;
};

static void put_parked(const struct outbox_job *o, struct json_writer *json, const struct parked *p)
{
    json_write_object(json);
    json_put_whole(json, "delivery", p->row.action);
    json_put_text(json, "event", p->event);
    json_put_text(json, "type", p->type);
    json_put_text(json, "step", p->step);
    json_put_text(json, "title", p->title.text[o->job.language]);
    json_put_text(json, "team", p->team);
    json_put_whole(json, "tries", p->row.tries);
    json_put_text(json, "outcome", p->has_note ? p->note.outcome : STR(""));
    json_put_text(json, "reason", p->has_note ? p->note.reason : STR(""));
    json_write_close(json);
}

static void print_parked(const struct outbox_job *o, const struct parked *p)
{
    bool welsh = o->job.language == ACCESS_WELSH;
    printf("%6lld  %.*s · %.*s · %.*s\n", (long long)p->row.action,
           PRI(p->title.text[o->job.language]), PRI(p->event), PRI(p->team));
    printf("        %s: %.*s\n", welsh ? "pam" : "why",
           PRI(p->has_note ? p->note.reason
               : welsh     ? STR("ceisiwyd am ddigon o amser")
                           : STR("it was tried for long enough")));
}

static int list(struct outbox_job *o, struct err *err)
{
    struct parked_list parked = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = case_parked(&o->job.arena, &o->job.cases, &parked, err);
    json_write_object(&json);
    json_write_key(&json, STR("parked"));
    json_write_array(&json);
    for (size_t i = 0; code == 0 && i < parked.count; i++) {
        if (o->job.json) {
            put_parked(o, &json, &parked.at[i]);
        } else {
            print_parked(o, &parked.at[i]);
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    if (code == 0 && o->job.json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    } else if (code == 0 && parked.count == 0) {
        printf("%s\n",
               o->job.language == ACCESS_WELSH ? "nid oes dim wedi’i barcio" : "nothing is parked");
    }
    buf_free(&text);
    return code;
}

static int act(struct outbox_job *o, enum case_act what, struct err *err)
{
    int64_t number = 0;
    int code = case_number(o->job.operands[1], &number, err);
    code = code ? code : case_outbox_do(&o->job.cases, number, what, str_of(o->because), err);
    if (code == 0 && o->job.json) {
        printf("{\"delivery\": %lld}\n", (long long)number);
    } else if (code == 0) {
        printf("%lld: %s\n", (long long)number,
               o->job.language == ACCESS_WELSH ? "wedi’i gofnodi" : "noted");
    }
    return code;
}

static int retry(struct outbox_job *o, struct err *err)
{
    return act(o, CASE_AGAIN, err);
}

static int left(struct outbox_job *o, struct err *err)
{
    return act(o, CASE_LEFT, err);
}

static int stop(struct outbox_job *o, struct err *err)
{
    return act(o, CASE_STOPPED, err);
}

static const struct verb {
    const char *name;
    int (*run)(struct outbox_job *job, struct err *err);
    size_t operands; /* the verb itself included */
} verbs[] = {{"list", list, 1}, {"retry", retry, 2}, {"left", left, 2}, {"stop", stop, 2}};

static int run(struct outbox_job *o, struct err *err)
{
    const struct verb *verb = NULL;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        verb = str_eq(str_of(o->job.operands[0]), str_of(verbs[i].name)) ? &verbs[i] : verb;
    }
    if (verb == NULL || o->job.count != verb->operands) {
        return err_set(err, ERR_USAGE, "list, retry ID, left ID or stop ID is wanted");
    }
    int code = case_job_open(&o->job, false, err);
    return code ? code : verb->run(o, err);
}

int outbox_command(const struct command *self, int argc, char **argv)
{
    struct outbox_job o = {.job = case_job_begin("cantref outbox"), .because = ""};
    const struct option_row rows[] = {
        OPTION_HOME(o.job.asked.start),
        {"because", 0, OPTION_TEXT, "TEXT", "left, stop: the reason; kept sealed",
         .text = &o.because},
        OPTION_DAY(o.job.day),
        OPTION_LANGUAGE(o.job),
        OPTION_JSON(o.job),
    };
    struct err err = {0};
    int status;
    if (!case_job_parse(&o.job, self, rows, sizeof rows / sizeof rows[0], 2, argc, argv, &status)) {
        return status;
    }
    int code = run(&o, &err);
    return case_job_close(&o.job, code, &err);
}
