/* case_task.h - what teams have to do after life events: their queue, and what they say became of
 * it.
 *
 *     task   a step of a process: done, or decided
 *     tell   something that a team must see to: late, stuck, taken back … closed by whoever has
 *     ask    a fact that is missing: answered
 *
 * A row is seen under the purpose of its step, by the team whose it is and those to whom it was
 * escalated; whoever governs information sees those of all. */
#ifndef CANTREF_ENGINE_CASE_TASK_H
#define CANTREF_ENGINE_CASE_TASK_H

#include "case_reason.h"
#include "caseload.h"
#include "intake.h"

enum { CASE_TASKS_MAX = 10000 };

/* struct case_task - of a queue; texts in the arena that it was read with. */
struct case_task {
    struct action_row row;
    struct str event, type, step, team; /* step: or duty, as the pack calls it */
    enum event_status status;
    struct bilingual title, event_title; /* of the step; of what happened */
    struct str about;                    /* whom it is about, as the view calls them; "": nobody */
    enum step_kind kind;                 /* of a task */
    char subject[PURPOSE_ID_TEXT_MAX];   /* under the purpose; "": nobody is known */
};

struct case_tasks {
    struct case_task *at;
    size_t count;
    size_t left_out; /* of people whose data may not be used for this now */
};

/* case_tasks - open ones under the inquiry's purpose, by their days, the earliest first, those
 * without one last; told to the log.
 * In:     team: as the council calls it; "": all that the asker may see. until: those alone that
 *         are due by that day; INT32_MAX: all.
 * Errors: ERR_DENIED the asker is not of that team; those of the store and the log. */
int case_tasks(struct arena *arena, struct caseload *caseload, struct str team, int32_t until,
               struct case_tasks *ret, struct err *err);

/* case_task_open - one of them, for whoever may see it. Out: *ret_row, to be freed with case_free
 * in any case; *ret_task; *ret_view of whom it is about, to be freed with view_free in any case.
 * Errors: ERR_NOTFOUND there is none under this purpose for the asker. */
int case_task_open(struct arena *arena, struct caseload *caseload, int64_t action,
                   struct case_row *ret_row, struct case_task *ret_task, struct view *ret_view,
                   struct err *err);

/* struct case_said - what somebody says of a task. */
struct case_said {
    struct str because;                 /* "": nothing */
    const struct given_answer *answers; /* to questions of the event */
    size_t answer_count;
    struct str option; /* of a decision, as the pack calls it */
};

/* case_task_done - a task is, or what was asked was found out. case_task_decide - with one of its
 * options. case_task_close - of what a team was told. Each with its reason in one transaction,
 * after the log was told; answers are kept before. Closing what could not be told, without an
 * answer, decides that the step is not taken.
 * Errors: ERR_CONFLICT it isn't open; ERR_NOTFOUND no such option; those of intake_answer. */
int case_task_done(struct caseload *caseload, const struct case_row *row,
                   const struct case_task *task, const struct case_said *said, struct err *err);
int case_task_decide(struct caseload *caseload, const struct case_row *row,
                     const struct case_task *task, const struct case_said *said, struct err *err);
int case_task_close(struct caseload *caseload, const struct case_row *row,
                    const struct case_task *task, const struct case_said *said, struct err *err);

/* case_task_goes_on - was a team told of what is so until somebody says what became of it? Closed
 * with nothing said, nobody would ever be told again: case_task_done says it. Pure. */
bool case_task_goes_on(const struct case_row *row, const struct case_task *task);

/* case_may_see - is the row for the asker, by the teams that staff.yaml gives them? Pure. */
bool case_may_see(const struct caseload *caseload, struct str team, struct str also);

/* case_do - an input with its reason, in one transaction; who: the asker. Events that it changes
 * are taken up in it, too. */
int case_do(struct caseload *caseload, const struct case_reason *reason,
            const struct process_input *input, struct err *err);

#endif
