/* trigger_run.h - triggers run: from the feed of changes, on time passing, and over history.
 *
 *     feed after the position ─► records of the purpose's sources ─► condition ─► proposals ┐
 *     dates that have their day ─────────────────────────────────────┘                      │
 *                          one transaction: the proposals, and the position moved ◄─────────┘
 *
 * A run that is killed has moved the position of what it proposed, and of nothing else: so each
 * change is looked at once in effect. A trigger runs in the name of whoever switched it on, under
 * its purpose, with the case "trigger:NAME": when they leave, or the purpose is no longer theirs,
 * it stops, and says so. It sees that purpose's view alone, and nobody who is sealed.
 *
 * A condition is first asked of the record by itself; only where that leaves it open is the person
 * assembled. What comes out true, nothing in doubt, is proposed; what can't be told is counted. */
#ifndef CANTREF_EVENT_TRIGGER_RUN_H
#define CANTREF_EVENT_TRIGGER_RUN_H

#include "intake.h"
#include "trigger.h"
#include "trigger_store.h"

/* struct trigger_in_use - a trigger, as its pack has it. */
struct trigger_in_use {
    const struct trigger *trigger;
    const struct event_type *type;
    struct str pack_version;
    char name[TRIGGER_NAME_MAX]; /* "PACK/TRIGGER" */
    struct trigger_decision decision;
    bool shadow;     /* of the trigger or the whole pack */
    bool is_changed; /* since it was switched on: it doesn't run */
};

/* trigger_in_use_read - what was decided of it. Texts are in the arena. Errors: those of the store.
 * trigger_runs - is it on, or in shadow, and unchanged? Pure. */
int trigger_in_use_read(struct db *db, struct arena *arena, const struct trigger *trigger,
                        const struct event_type *type, struct str pack_version,
                        struct trigger_in_use *ret, struct err *err);
bool trigger_runs(const struct trigger_in_use *trigger);

/* trigger_run - all that it has not looked at: changes of the feed up to now, or dates up to today.
 * In:     inquiry: opened by inquiry_open_home; asked for the trigger's purpose within.
 * Out:    *ret: what this run looked at and proposed; the leaf in the log tells of whom.
 * Errors: ERR_DENIED in whose name it runs may not, with the rule's sentence; those of the store
 *         and the log. What was proposed before stands, with the position. */
int trigger_run(struct inquiry *inquiry, const struct trigger_in_use *trigger, int32_t today,
                struct trigger_figures *ret, struct err *err);

/* trigger_switch - a decision: on, off, or shadow. Switched on, it looks at what comes from now on.
 * In:     who, why. content and trial as they were looked at.
 * Errors: ERR_CONFLICT no trial of the file as it is now; those of trigger_decision_add. */
struct trigger_switching {
    const struct trigger *trigger;
    const char *name;
    enum trigger_state state;
    struct str who, why;
    int32_t today;
    int64_t now;
};
int trigger_switch(struct picture *picture, const struct trigger_switching *switching,
                   struct trigger_trial *ret_trial, struct err *err);

/* ---- over history ---- */

enum { TRIAL_SAMPLE = 10, TRIAL_SMALLEST = 5, TRIAL_GROUPS_MAX = 400, TRIAL_VALUE_MAX = 24 };

enum trial_group { GROUP_AGE_BAND, GROUP_SEX, GROUP_WARD, GROUP_LANGUAGE, TRIAL_GROUPS };
extern const char *const trial_group_names[TRIAL_GROUPS + 1];

/* struct trial_count - how many of a group were looked at and proposed; proposed < 0: too few to
 * say, fewer than TRIAL_SMALLEST of somebody. */
struct trial_count {
    enum trial_group group;
    char value[TRIAL_VALUE_MAX]; /* "": the purpose doesn't see it, or nobody holds it */
    int64_t proposed;
};

struct trial_sample {
    char id[PURPOSE_ID_TEXT_MAX];
    int32_t day;
    struct permitted_list mentions;
};

/* struct trial - start from zero; trial_free. */
struct trial {
    struct trigger_figures figures;
    size_t count;
    struct trial_count *counts; /* by group, then value */
    size_t sample_count;
    struct trial_sample sample[TRIAL_SAMPLE];
    double seconds;
    int64_t looked_at_max; /* set before: ERR_LIMIT where there is more to look at; 0: no limit */
    struct arena arena;
};

/* trigger_trial_run - what it would have proposed of what came on these days, both included: as the
 * records said then, of the persons as the purpose sees them now. Nothing is kept; counts of fewer
 * than TRIAL_SMALLEST are not said, nor any that follow from others.
 * In:     inquiry: asked for the trigger's purpose by whoever tries it. seed: of the sample.
 * Errors: ERR_LIMIT more than looked_at_max; those of the store. */
int trigger_trial_run(struct inquiry *inquiry, const struct trigger_in_use *trigger, int32_t from,
                      int32_t to, uint64_t seed, struct trial *ret, struct err *err);
void trial_free(struct trial *trial);

/* trigger_trial_keep - the leaf of the sample, before it is shown; and the figures kept, for
 * whoever decides. Errors: those of inquiry_tell_events, trigger_trial_add. Nothing may be shown
 * then. */
int trigger_trial_keep(struct inquiry *inquiry, const struct trigger_in_use *trigger,
                       const struct trial *trial, int32_t from, int32_t to, int64_t now,
                       struct err *err);

/* trigger_decide - trigger_switch, asked for the trigger's purpose and told to the log first, by
 * whoever asks. why: a text. Errors: those of inquiry_ask, inquiry_log_change, trigger_switch. */
int trigger_decide(struct inquiry *inquiry, const struct trigger_in_use *trigger,
                   enum trigger_state state, struct str why, int64_t now,
                   struct trigger_trial *ret_trial, struct err *err);

/* trial_suppress - counts too small to be said are -1, and the next smallest of a group in which
 * only one would be. Pure. */
void trial_suppress(struct trial_count *counts, size_t count);

#endif
