/* trigger_round.h - a home's triggers run, each that is on: after records came in, and as days
 * come. */
#ifndef CANTREF_ENGINE_TRIGGER_ROUND_H
#define CANTREF_ENGINE_TRIGGER_ROUND_H

#include "home_pack.h"
#include "inquiry.h"

/* struct trigger_round - due_only: those alone that go by days. told: of each that ran; NULL:
 * nobody. */
struct trigger_round {
    bool due_only;
    int32_t today;
    void (*told)(void *context, const struct home_trigger *trigger,
                 const struct trigger_figures *figures);
    void *context;
};

/* trigger_round_run - one that fails stops no other.
 * In:     inquiry: opened by inquiry_open_home; asked for each trigger's purpose within.
 * Out:    *ret_proposed: events.
 * Errors: those of home_triggers_read and trigger_run; ERR_CONFLICT a trigger's file was changed
 *         since it was switched on. Each is added to errors, with the trigger's name in front.
 *         Returns the code of the first. */
int trigger_round_run(struct inquiry *inquiry, const struct trigger_round *round,
                      int64_t *ret_proposed, struct err_list *errors);

#endif
