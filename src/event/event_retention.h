/* event_retention.h - life events that have ended go when they were kept for as long as their
 * purpose says: what was said, and of whom. That there was one, and what became of it when, stays.
 * */
#ifndef CANTREF_EVENT_EVENT_RETENTION_H
#define CANTREF_EVENT_EVENT_RETENTION_H

#include "home_access.h"
#include "picture.h"

/* events_retire - of every purpose of the home, by its retention_days; an event of a purpose that
 * is no more is kept. dry_run: only count. *ret: how many. Their keys are forgotten by
 * retention_apply, or when the home is next opened. Errors: those of the store. */
int events_retire(struct picture *picture, const struct access *access, int64_t now, bool dry_run,
                  int64_t *ret, struct err *err);

#endif
