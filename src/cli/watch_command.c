/* watch_command.c - cantref watch: what in the use of data is worth a question. */
#include "command.h"

#include "date.h"
#include "options.h"
#include "watch_print.h"

#include <stdio.h>

enum { SINCE_DAYS = 90, MS_A_DAY = 86400000 };

struct watch_job {
    struct inquiry *inquiry;
    const char *id, *why; /* of close and seen; "" otherwise */
    bool closed, all, json;
    struct watch watch;
};

static int show(struct watch_job *job, struct err *err)
{
    char(*ids)[PURPOSE_ID_TEXT_MAX] =
        mem_must_array(job->watch.table.person_count + 1, sizeof *ids);
    int code = watch_tell(job->inquiry, &job->watch, job->all, SIZE_MAX, ids, err);
    const struct watch_print print = {.watch = &job->watch,
                                      .staff = &job->inquiry->access.access.staff,
                                      .ids = ids,
                                      .closed_too = job->all};
    if (code == 0 && job->json) {
        watch_print_json(&print);
    } else if (code == 0) {
        watch_print(&print);
    }
    mem_free(ids);
    return code;
}

static int decide(struct watch_job *job, struct err *err)
{
    for (size_t i = 0; i < job->watch.findings.count; i++) {
        if (str_eq_nocase(str_of(job->id), str_of(job->watch.ids[i]))) {
            int code =
                watch_decide(job->inquiry, &job->watch, i, job->closed, str_of(job->why), err);
            if (code == 0 && job->json) {
                printf("{\n  \"id\": \"%s\",\n  \"decided\": \"%s\"\n}\n", job->watch.ids[i],
                       job->closed ? "closed" : "seen");
            } else if (code == 0) {
                printf("%s is %s. Look-ups from now on open it again.\n", job->watch.ids[i],
                       job->closed ? "closed" : "noted as seen");
            }
            return code;
        }
    }
    return err_set(err, ERR_NOTFOUND,
                   "there is no finding of that id since then: cantref watch shows all");
}

static int run(struct watch_job *job, int64_t since_ms, struct err *err)
{
    int code = watch_read(job->inquiry, since_ms, &job->watch, err);
    if (code == 0) {
        code = job->id[0] != '\0' ? decide(job, err) : show(job, err);
    }
    watch_free(&job->watch);
    return code;
}

/* since: "": SINCE_DAYS ago. */
static int read_since(const char *since, int64_t *ret_ms, struct err *err)
{
    struct date date;
    *ret_ms = (int64_t)(calendar_today() - SINCE_DAYS) * MS_A_DAY;
    if (since[0] == '\0') {
        return 0;
    }
    if (!date_from_text(str_of(since), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "--since takes a day, such as 2026-11-28");
    }
    *ret_ms = (int64_t)date_days(date) * MS_A_DAY;
    return 0;
}

static int read_action(const struct options *options, struct watch_job *job, struct err *err)
{
    bool closes = options->operand_count > 0 && strcmp(options->operands[0], "close") == 0;
    bool sees = options->operand_count > 0 && strcmp(options->operands[0], "seen") == 0;
    job->closed = closes;
    job->id = options->operand_count > 1 ? options->operands[1] : "";
    if (options->operand_count > 0 && (!(closes || sees) || options->operand_count != 2)) {
        return err_set(err, ERR_USAGE, "cantref watch; watch close ID; or watch seen ID");
    }
    if ((options->operand_count > 0) != (job->why[0] != '\0')) {
        return err_set(err, ERR_USAGE, "--why TEXT goes with close and seen, and they with it");
    }
    return 0;
}

int watch_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    const char *case_reference = "";
    const char *since = "";
    const char *under = "";
    struct watch_job job = {.why = ""};
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"case", 0, OPTION_TEXT, "CASE", "the case that it is about", .text = &case_reference},
        {"purpose", 0, OPTION_TEXT, "PURPOSE", "what for (default: the one for audits)",
         .text = &under},
        {"since", 0, OPTION_TEXT, "DATE", "leaves from this day on (default: 90 days ago)",
         .text = &since},
        {"why", 0, OPTION_TEXT, "TEXT", "of close and seen: what was found out", .text = &job.why},
        {"all", 0, OPTION_FLAG, "", "findings that are closed, too", .flag = &job.all},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_max = 2,
                              .operand_name = "ACTION"};
    struct err err = {0};
    struct inquiry inquiry = {0};
    int64_t since_ms;
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    int code = read_action(&options, &job, &err);
    code = code ? code : read_since(since, &since_ms, &err);
    if (code != 0) {
        err_print("cantref watch", &err);
        return err_exit_status(code);
    }
    job.inquiry = &inquiry;
    struct inquiry_options asked = {.start = start,
                                    .system = job.id[0] == '\0' ? "cantref watch"
                                              : job.closed      ? "cantref watch close"
                                                                : "cantref watch seen",
                                    .purpose = under,
                                    .case_reference = case_reference,
                                    .break_glass = "",
                                    .day = calendar_today()};
    code = inquiry_open_act(&asked, ACT_AUDIT, &inquiry, &err);
    code = code ? code : run(&job, since_ms, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref watch", &err);
    }
    return err_exit_status(code);
}
