/* rights_job.h - what commands on residents' rights have in common: the home, who asks, and a
 * purpose under which they may. */
#ifndef CANTREF_CLI_RIGHTS_JOB_H
#define CANTREF_CLI_RIGHTS_JOB_H

#include "inquiry.h"
#include "json_writer.h"
#include "options.h"
#include "request_store.h"

struct rights_job {
    /* options */
    const char *start, *purpose, *case_reference, *why, *receipt;
    uint64_t language; /* enum access_language */
    bool json;
    /* rights_begin */
    const char *system;     /* "cantref restrict" */
    struct inquiry inquiry; /* purpose and log */
    struct str who;
    const struct staff_member *asker;
    const char *named; /* rights_name: as the officer did */
    int32_t today;
};

#define RIGHTS_JOB(name)                                                                           \
    {                                                                                              \
        .system = (name), .start = ".", .purpose = "", .case_reference = "", .why = "",            \
        .receipt = "", .named = "", .inquiry = {                                                   \
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
 * rights_end - in any case; prints the error that code stands for, if there is one. Returns the
 * exit status. */
int rights_begin(struct rights_job *job, enum purpose_act act, struct err *err);
int rights_end(struct rights_job *job, int code, struct err *err);

/* rights_name - whom the officer named, by an id under any purpose or by SOURCE:ROW: instead of it
 * the store's own id, as whatever concerns a person in all sources takes it. It lasts as long as
 * the job. Errors: those of the store.
 * rights_nobody - people_nobody, of the name that the officer gave: one who is sealed is told of in
 * the same words as one who isn't there. */
int rights_name(struct rights_job *job, const char **name, struct err *err);
int rights_nobody(const struct rights_job *job, struct err *err);

/* rights_entity - the number of an entity by its id. Errors: people_nobody: there is no such
 * entity, or it is sealed and not for the asker. *ret_sealed: it is, by this act; 0: it isn't. */
int rights_entity(struct rights_job *job, const char *id, int64_t *ret, int64_t *ret_seal,
                  struct err *err);

/* rights_is_of_team, rights_has_role, rights_may_approve - the asker, by staff.yaml. */
bool rights_is_of_team(const struct rights_job *job, struct str team);
bool rights_has_role(const struct rights_job *job, const char *role);
bool rights_may_approve(const struct rights_job *job);

/* rights_tell_number - that something is decided about a request, an opening, a notice: on disk in
 * the log, before it is. Errors: those of audit_append.
 * rights_close_request - the open request of that kind that is answered by what was done, closed;
 * *ret: its number, 0: there was none. Errors: those of the store. */
int rights_tell_number(struct rights_job *job, const char *what, uint64_t number, struct err *err);
int rights_close_request(struct rights_job *job, enum request_kind kind, int64_t entity,
                         int64_t *ret, struct err *err);

/* rights_day - "2026-11-28"; "": the day given instead. Errors: ERR_USAGE. */
int rights_day(const char *text, int32_t otherwise, int32_t *ret, struct err *err);

/* rights_print_json - a JSON text as a line. */
void rights_print_json(const struct buf *text);

#endif
