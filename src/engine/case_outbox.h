/* case_outbox.h - what could not leave, and waits for a person: nothing is ever dropped.
 *
 *     parked ─► again: it is tried once more, with the same key
 *            ─► left: it has left after all, as somebody found out
 *            ─► stop: it is seen to another way, and does not leave
 *
 * Each with its reason. What still waits, or is on its way, can be stopped too. */
#ifndef CANTREF_ENGINE_CASE_OUTBOX_H
#define CANTREF_ENGINE_CASE_OUTBOX_H

#include "case_reason.h"
#include "caseload.h"
#include "delivery_note.h"

enum { CASE_OUTBOX_MAX = 10000 };

/* struct parked - one of them; texts in the arena it was read with. */
struct parked {
    struct action_row row;
    struct str event, type, step, team;
    struct bilingual title;
    struct delivery_note note;
    bool has_note;
};
struct parked_list {
    struct parked *at;
    size_t count;
};

/* case_parked - those that the asker's teams answer for, the oldest first. Nobody is named by it.
 * Errors: those of the store. */
int case_parked(struct arena *arena, struct caseload *caseload, struct parked_list *ret,
                struct err *err);

/* case_outbox_do - again, left or stopped (CASE_AGAIN, CASE_LEFT, CASE_STOPPED).
 * Errors: ERR_NOTFOUND there is no such action for the asker; ERR_CONFLICT it is not parked, or,
 * to be stopped, has left; ERR_USAGE without a reason. */
int case_outbox_do(struct caseload *caseload, int64_t action, enum case_act act, struct str because,
                   struct err *err);

#endif
