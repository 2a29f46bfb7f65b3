/* case_job.h - what the commands about processes have in common: the home, its processes, the day.
 *
 * A day other than today is taken in an example home alone, so that what follows a life event can
 * be played through in seconds. */
#ifndef CANTREF_CLI_CASE_JOB_H
#define CANTREF_CLI_CASE_JOB_H

#include "caseload.h"
#include "options.h"

struct case_job {
    struct inquiry inquiry;
    struct inquiry_options asked;
    struct caseload cases;
    char *const *operands;
    size_t count;
    const char *day; /* "": today */
    uint64_t language;
    bool json;
    struct arena arena;
};

#define OPTION_DAY(text_)                                                                          \
    {                                                                                              \
        "day", 0, OPTION_TEXT, "DAY", "as if it were that day: in an example home alone",          \
            .text = &(text_)                                                                       \
    }

/* OPTION_LANGUAGE, OPTION_JSON - the last two rows of each of them, into job. */
#define OPTION_LANGUAGE(job_)                                                                      \
    {                                                                                              \
        "language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)",                        \
            .number = &(job_).language, .choices = case_languages                                  \
    }
#define OPTION_JSON(job_)                                                                          \
    {                                                                                              \
        "json", 0, OPTION_FLAG, "", "print one JSON object on standard output",                    \
            .flag = &(job_).json                                                                   \
    }
extern const char *const case_languages[];

/* case_job_parse - the command line: an action and what it takes, at most operands_max, into job.
 * Returns false when there is nothing more to do: *ret_status. */
bool case_job_parse(struct case_job *job, const struct command *self, const struct option_row *rows,
                    size_t count, size_t operands_max, int argc, char **argv, int *ret_status);

/* case_job_begin - before the options are read: what they start from. */
struct case_job case_job_begin(const char *system);

/* case_job_open - the home and its processes; asks: under the purpose that was named.
 * Errors: those of inquiry_open, caseload_open; ERR_USAGE the day; ERR_DENIED no example home. */
int case_job_open(struct case_job *job, bool asks, struct err *err);

/* case_job_close - and what it had to tell, into the log. Returns the exit status of code, or that
 * of what failed on closing; the error was printed. */
int case_job_close(struct case_job *job, int code, struct err *err);

/* case_number - a number that somebody typed. Errors: ERR_USAGE. */
int case_number(const char *text, int64_t *ret, struct err *err);

/* case_print_due - "by 1 December 2026, in 3 days", for people; nothing where there is no day. */
void case_print_due(int32_t due, int32_t today, enum access_language language);

#endif
