/* emergency.h - a purpose that is used for once without role, team or case (break-glass): the
 * notice to whoever answers for it, which somebody else reviews. */
#ifndef CANTREF_VIEW_EMERGENCY_H
#define CANTREF_VIEW_EMERGENCY_H

#include "inquiry.h"

/* emergency_notice - when a question was allowed by RULE_BREAK_GLASS, before anything is looked at:
 * who, why, and about whom it was asked are kept; else nothing is done.
 * In:     person: the id that was asked for; "": somebody was looked for. now: seconds since 1970.
 * Out:    *ret: the notice's number; 0: none was needed.
 * Errors: those of the store: nothing may be shown then. */
int emergency_notice(struct inquiry *inquiry, struct str person, int64_t now, int64_t *ret,
                     struct err *err);

#endif
