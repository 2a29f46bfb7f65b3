/* case_question.h - what is still to be found out for a task: facts that the entry of a duty in the
 * ledger misses, or that the condition of a step asks and nobody has answered. */
#ifndef CANTREF_ENGINE_CASE_QUESTION_H
#define CANTREF_ENGINE_CASE_QUESTION_H

#include "case_task.h"

/* case_task_missing - of a task from case_task_open; none where nothing is missing.
 * Out:    *ret; names in arena, or of the pack. Errors: those of the store. */
int case_task_missing(struct arena *arena, struct caseload *caseload, const struct case_row *row,
                      const struct case_task *task, struct fact_names *ret, struct err *err);

/* case_missing_question - the question of the event whose answer would say a fact; NULL: it is no
 * matter of an answer, and some source must say it. Pure. */
const struct question *case_missing_question(const struct case_row *row, struct str fact);

#endif
