/* case_discharge.h - a duty that somebody says has been kept, or can't be found out: discharged by
 * hand, with their reason. And the process that stands for an event. */
#ifndef CANTREF_ENGINE_CASE_DISCHARGE_H
#define CANTREF_ENGINE_CASE_DISCHARGE_H

#include "case_task.h"

/* case_of_event - the newest process of an event that was not withdrawn.
 * Out:    *ret, to be freed with case_free in any case; start from zero.
 * Errors: ERR_NOTFOUND nothing has begun from it; those of case_read. */
int case_of_event(struct caseload *caseload, const struct event *event, struct case_row *ret,
                  struct err *err);

/* case_discharge - the duty of that id, after the log was told.
 * In:     event: from event_open.
 * Errors: ERR_USAGE no reason; ERR_NOTFOUND no such duty, or nothing has begun; ERR_DENIED, told to
 *         the log; those of case_do. */
int case_discharge(struct caseload *caseload, const struct event *event, struct str duty,
                   struct str because, struct err *err);

#endif
