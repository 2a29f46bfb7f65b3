/* rights_job.h - what commands on residents' rights have in common: the home, who asks, and a
 * purpose under which they may. */
#ifndef CANTREF_CLI_RIGHTS_JOB_H
#define CANTREF_CLI_RIGHTS_JOB_H

#include "json_writer.h"
#include "options.h"
#include "rights.h"

struct rights_job {
    /* options */
    const char *start, *purpose, *case_reference, *why, *receipt;
    uint64_t language; /* enum access_language */
    bool json;
    /* rights_begin */
    const char *system;     /* "cantref restrict" */
    struct inquiry inquiry; /* purpose and log */
    struct rights act;      /* under it */
    int32_t today;
};

#define RIGHTS_JOB(name)                                                                           \
    {                                                                                              \
        .system = (name), .start = ".", .purpose = "", .case_reference = "", .why = "",            \
        .receipt = "", .inquiry = {                                                                \
            .picture = {.home = {.lock_fd = -1}}                                                   \
        }                                                                                          \
    }

/* RIGHTS_OPTIONS - rows for a table of options. */
#define RIGHTS_OPTIONS(job)                                                                        \
    OPTION_HOME((job).start),                                                                      \
        {"purpose",                                                                                \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "PURPOSE",                                                                                \
         "what for (default: the one for this)",                                                   \
         .text = &(job).purpose},                                                                  \
        {"case",                                                                                   \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "CASE",                                                                                   \
         "the case that it is about",                                                              \
         .text = &(job).case_reference},                                                           \
    {                                                                                              \
        "json", 0, OPTION_FLAG, "", "print one JSON object on standard output",                    \
            .flag = &(job).json                                                                    \
    }

/* rights_begin - open the home and its log, know who asks, and may they do that, under the purpose
 * that was named or else the one that is for such acts? Errors: those of inquiry_open_act.
 * rights_finish - in any case; prints the error that code stands for, if there is one. Returns the
 * exit status. */
int rights_begin(struct rights_job *job, enum purpose_act act, struct err *err);
int rights_finish(struct rights_job *job, int code, struct err *err);

/* rights_day - "2026-11-28"; "": the day given instead. Errors: ERR_USAGE. */
int rights_day(const char *text, int32_t otherwise, int32_t *ret, struct err *err);

/* rights_print_json - a JSON text as a line. */
void rights_print_json(const struct buf *text);

#endif
