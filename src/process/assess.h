/* assess.h - what is owed: a pack and the facts of a case give, for each of its duties, a finding.
 * Pure: no clock, no store; the same facts give the same findings.
 *
 *     in force on the day of the law, in the nation?   no ─► not in force: since or until when,
 *     where applies_when    false ─► not applicable, and why        null ─► can't tell, and who
 *     finds out refuse_when     true  ─► refused, the reason            null ─► can't tell,
 *     likewise else started: the clock gives the deadline, or that can't be told either
 *
 * No duty goes without a finding, and what is not known is never taken for a no. */
#ifndef CANTREF_PROCESS_ASSESS_H
#define CANTREF_PROCESS_ASSESS_H

#include "event_pack.h"

enum duty_state {
    DUTY_NOT_IN_FORCE,
    DUTY_NOT_APPLICABLE,
    DUTY_CANNOT_TELL,
    DUTY_REFUSED,
    DUTY_STARTED,
    DUTY_DISCHARGED, /* not found here: its steps were done */
    DUTY_STATES
};
extern const char *const duty_state_names[DUTY_STATES + 1];
const char *duty_state_title(enum duty_state state, enum access_language language);

enum deadline_state { DEADLINE_NONE, DEADLINE_CANNOT_TELL, DEADLINE_KNOWN };

/* struct case_facts - a case as it is looked at. */
struct case_facts {
    struct condition_facts facts;
    enum nation nation; /* of the council; NATION_UNSAID: not known */
    int32_t law_day;    /* the day whose law holds: the day the council knew, or another */
    bool explained;     /* say why, where a condition decided; it costs some times as much */
    bool has_known;
    int32_t known; /* the day the council knew */
};

struct duty_finding {
    const struct duty *duty; /* the entry that holds; of none in force, the nearest */
    enum duty_state state;
    struct bilingual because;           /* a sentence without a full stop; "": nothing to say */
    const struct duty_refusal *refusal; /* of refused */
    const struct condition *condition;  /* that was false, or can't be told; or NULL */
    struct fact_names missing;          /* of can't tell, and of a deadline that can't be told */
    struct str finds_out;               /* the team that finds these out; "": nothing is missing */
    /* of started: */
    enum deadline_state deadline_state;
    int32_t starts, deadline;
    bool from_known; /* the start was not known: counted from the day the council knew */
    bool paused;     /* today: the deadline moves until the pause ends */
};

struct assessment {
    struct duty_finding *at; /* one for each id, in the order of duties.yaml */
    size_t count;
};

/* assess - every duty of the pack. All is made in arena; pack outlives it. Cost: linear in duties,
 * a few evaluations each. */
void assess(struct arena *arena, const struct event_pack *pack, const struct case_facts *given,
            struct assessment *ret);

/* assessment_find - the finding of that duty, or NULL. */
const struct duty_finding *assessment_find(const struct assessment *assessment, struct str duty);

/* ---- steps ---- */

enum step_state {
    STEP_NOT_TAKEN,  /* its condition is false, or its duty isn't started */
    STEP_CANNOT_SAY, /* its condition, or its duty, can't be told */
    STEP_LATER,      /* others must be done first */
    STEP_CAN_BEGIN,
    STEP_UNDOES /* taken only to undo another */
};

struct step_finding {
    const struct pack_step *step;
    enum step_state state;
    bool has_due;
    int32_t due; /* of one that can begin: the last day, never after its duties' deadlines */
    struct fact_names missing;
};

struct step_assessment {
    struct step_finding *at; /* in the order of process.yaml */
    size_t count;
};

/* assess_steps - which steps could be begun today, nothing being done yet. */
void assess_steps(struct arena *arena, const struct event_pack *pack,
                  const struct case_facts *given, const struct assessment *assessment,
                  struct step_assessment *ret);

/* nation_calendar - whose holidays a nation's clocks leave out. */
enum holiday_calendar nation_calendar(enum nation nation);

#endif
