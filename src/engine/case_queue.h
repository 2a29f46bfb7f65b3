/* case_queue.h - what teams have to do under a purpose, a page at a time: by the law's days, the
 * earliest first, those without one last; and how many there are of each team.
 *
 *     rows of the asker's teams ─► for the asker? ─► by their days ─► counted by team
 *                                                         └─ from, limit ─► shown, and whom they
 *                                                                           are about in the log */
#ifndef CANTREF_ENGINE_CASE_QUEUE_H
#define CANTREF_ENGINE_CASE_QUEUE_H

#include "case_task.h"

enum { CASE_TEAMS_MAX = 256, CASE_ROWS_MAX = 4 * CASE_TASKS_MAX /* looked through */ };

struct case_queue_options {
    struct str team;    /* as the council calls it; "": all that the asker may see */
    int32_t until;      /* those alone that are due by that day; INT32_MAX: all */
    size_t from, limit; /* shown: from that place on, so many at most; 0: nobody is shown, and the
                           log is told of nobody */
};

/* struct case_team_count - of one team: due before today, today, in the seven days after, later or
 * without a day. */
struct case_team_count {
    struct str team;
    size_t late, today, week, later;
};

struct case_queue {
    struct case_task *at;
    size_t count;    /* shown */
    size_t left_out; /* of those to be shown, of people whose data may not be used for this now */
    size_t whole;    /* how many there are, shown or not: CASE_TASKS_MAX at most, */
    bool capped;     /* the earliest of more */
    struct case_team_count *teams;
    size_t team_count;
};

/* case_queue - Errors: those of case_tasks. Cost: reads the process and the event of each, and the
 * person of those shown. */
int case_queue(struct arena *arena, struct caseload *caseload,
               const struct case_queue_options *options, struct case_queue *ret, struct err *err);

/* case_is_for_asker - is the row under the inquiry's purpose, of the asker's teams, and of nobody
 * who is hidden from them? team: as the store has it, where the pack can't say. Pure.
 * case_task_describe - the row for people, but for whom it is about; texts in arena. */
bool case_is_for_asker(const struct caseload *caseload, const struct case_row *row,
                       const struct action_row *action, struct str team);
void case_task_describe(struct arena *arena, const struct case_row *row,
                        const struct action_row *action, struct str team, struct case_task *ret);

#endif
