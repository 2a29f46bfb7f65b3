/* case_job.c - see case_job.h. */
#include "case_job.h"

#include "clock.h"
#include "date.h"
#include "date_words.h"

#include <stdio.h>
#include <time.h>

enum { DAY_S = 86400, NOON_S = 43200 };

struct case_job case_job_begin(const char *system)
{
    return (struct case_job){.inquiry = {.picture = {.home = {.lock_fd = -1}}},
                             .asked = {.start = ".",
                                       .system = system,
                                       .purpose = "",
                                       .case_reference = "",
                                       .break_glass = "",
                                       .day = calendar_today(),
                                       .asked = ""},
                             .day = ""};
}

const char *const case_languages[] = {"en", "cy", NULL};

bool case_job_parse(struct case_job *job, const struct command *self, const struct option_row *rows,
                    size_t count, size_t operands_max, int argc, char **argv, int *ret_status)
{
    struct options options = {.rows = rows,
                              .count = count,
                              .operands_min = 1,
                              .operands_max = operands_max,
                              .operand_name = "ACTION"};
    if (!options_parse(self, &options, argc, argv, ret_status)) {
        return false;
    }
    job->operands = options.operands;
    job->count = options.operand_count;
    return true;
}

static int read_day(struct case_job *job, struct err *err)
{
    struct date date;
    if (job->day[0] == '\0') {
        return 0;
    }
    if (!date_from_text(str_of(job->day), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "--day takes a day, as 2026-11-28");
    }
    job->asked.day = date_days(date);
    return 0;
}

int case_job_open(struct case_job *job, bool asks, struct err *err)
{
    bool virtual = job->day[0] != '\0';
    int32_t today = job->asked.day;
    int code = read_day(job, err);
    /* of today the time that it is, so that nothing done by other commands lies ahead of it */
    int64_t at =
        job->asked.day != today ? (int64_t)job->asked.day * DAY_S + NOON_S : (int64_t)time(NULL);
    job->asked.language = (enum access_language)job->language;
    code = code   ? code
           : asks ? inquiry_open(&job->asked, &job->inquiry, err)
                  : inquiry_open_home(&job->asked, &job->inquiry, err);
    code = code ? code : caseload_open(&job->inquiry, at, &job->cases, err);
    return code == 0 && virtual && !job->cases.council.example
               ? err_set(
                     err, ERR_DENIED,
                     "--day is for an example home, whose council.yaml says example: true: here "
                     "days come by themselves")
               : code;
}

int case_job_close(struct case_job *job, int code, struct err *err)
{
    struct err failed = {0};
    int closed = job->cases.inquiry != NULL ? caseload_close(&job->cases, &failed) : 0;
    if (closed != 0 && code == 0) {
        *err = failed;
        code = closed;
    }
    closed = inquiry_close(&job->inquiry, code == 0 ? err : NULL);
    code = code ? code : closed;
    arena_free(&job->arena);
    if (code != 0) {
        err_print(job->asked.system, err);
    }
    return err_exit_status(code);
}

int case_number(const char *text, int64_t *ret, struct err *err)
{
    uint64_t number = 0;
    if (!str_to_uint(str_of(text), INT64_MAX, &number)) {
        return err_set(err, ERR_USAGE, "a number is wanted, as the list has it");
    }
    *ret = (int64_t)number;
    return 0;
}

void case_print_due(int32_t due, int32_t today, enum access_language language)
{
    bool welsh = language == ACCESS_WELSH;
    char text[DATE_WORDS_MAX];
    int64_t days = (int64_t)due - today;
    if (due == PROCESS_DAY_NONE) {
        return;
    }
    printf("%s %s, ", welsh ? "erbyn" : "by", date_written(due, welsh, text));
    if (days == 0) {
        printf("%s", welsh ? "heddiw" : "today");
    } else if (days > 0) {
        printf("%s %lld %s", welsh ? "ymhen" : "in", (long long)days,
               welsh       ? "diwrnod"
               : days == 1 ? "day"
                           : "days");
    } else {
        printf("%s %lld %s", welsh ? "yn hwyr o" : "late by", (long long)-days,
               welsh        ? "diwrnod"
               : days == -1 ? "day"
                            : "days");
    }
}
