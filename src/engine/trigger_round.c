/* trigger_round.c - see trigger_round.h. */
#include "trigger_round.h"

static int run_one(struct inquiry *inquiry, const struct trigger_round *round,
                   const struct home_trigger *t, int64_t *proposed, struct err_list *errors)
{
    struct trigger_figures figures;
    struct err err = {0};
    int code =
        t->use.is_changed
            ? err_set(&err, ERR_CONFLICT,
                      "its file was changed since it was switched on, and it does not run: cantref "
                      "trigger dry-run, then on")
            : trigger_run(inquiry, &t->use, round->today, &figures, &err);
    if (code != 0) {
        struct err named = {0};
        err_set(&named, code, "%s: %s", t->use.name, err.message); /* not personal: its name */
        return err_list_add(errors, &named);
    }
    *proposed += figures.proposed;
    if (round->told != NULL) {
        round->told(round->context, t, &figures);
    }
    return 0;
}

int trigger_round_run(struct inquiry *inquiry, const struct trigger_round *round,
                      int64_t *ret_proposed, struct err_list *errors)
{
    struct home_triggers triggers = {0};
    struct picture *picture = &inquiry->picture;
    *ret_proposed = 0;
    home_triggers_read(&picture->home, &inquiry->access.access, picture->db, &triggers, errors);
    for (size_t i = 0; i < triggers.count; i++) {
        const struct home_trigger *t = &triggers.at[i];
        if (t->use.decision.state != TRIGGER_OFF &&
            (!round->due_only || t->trigger.on == TRIGGER_DAY)) {
            run_one(inquiry, round, t, ret_proposed, errors);
        }
    }
    home_triggers_free(&triggers);
    return err_list_code(errors);
}
