/* upkeep.h - what a home does by its clock while it is served: sources whose schedule says so are
 * taken in, triggers run over what came and as days come, sessions that are over go.
 *
 *     each minute ─► due? ─► fetched (a child, no turn) ─► taken in (the turn) ─┐
 *     a new day ────────────────────────────────────────────────────────────────┴─► triggers
 */
#ifndef CANTREF_WEB_UPKEEP_H
#define CANTREF_WEB_UPKEEP_H

#include "web.h"

/* struct upkeep - start from zero but for web and turn. */
struct upkeep {
    struct web *web;
    const struct turn_port *turn;
    int32_t day;                                 /* on which triggers ran last */
    double looked_s;                             /* when it was last looked what is due */
    char said[sizeof((struct err *)0)->message]; /* what failed last: said once */
};

/* upkeep_do - what has come due, if it was a while ago that this was looked at, or when a partner
 * sent rows (web->records_came). What fails is said on standard error, and tried again. Without the
 * turn. Returns whether anything was done that may have consequences. */
bool upkeep_do(struct upkeep *upkeep);

#endif
