/* process_plan.h - the steps and duties of a pack as the engine needs them: places in place of
 * names, no text, no condition. Made once for a pack, then read by any thread. */
#ifndef CANTREF_ENGINE_PROCESS_PLAN_H
#define CANTREF_ENGINE_PROCESS_PLAN_H

#include "assess.h"

enum plan_addressee {
    ADDRESSED_TO_NOBODY, /* a team, a partner, a system */
    ADDRESSED_TO_SUBJECT,
    ADDRESSED_TO_TELLER,
    ADDRESSED_TO_OTHER, /* whom a question names */
    PLAN_ADDRESSEES
};

/* struct plan_places - places of steps or duties, in rising order. */
struct plan_places {
    const uint16_t *at;
    size_t count;
};

struct plan_step {
    enum step_kind kind;
    enum step_proof proof;
    enum step_undo undo;
    enum plan_addressee to;
    uint16_t undo_step; /* of UNDO_STEP */
    bool undoes;        /* taken only to undo others */
    bool confirms;      /* a decision, one of whose options confirms the event */
    bool escalates;     /* to somebody else than its team */
    struct plan_places after;
    struct plan_places serves; /* lines of duties that it is for, or discharges */
    struct length due, escalate_after, wait_for;
    enum option_then then[STEP_OPTIONS_MAX];
    uint8_t option_count; /* of a decision */
};

/* struct plan_duty - one entry of duties.yaml. */
struct plan_duty {
    uint16_t line; /* of the ledger: entries of one id share one */
    struct plan_places discharged_by;
};

struct process_plan {
    const struct plan_step *steps;
    const struct plan_duty *duties; /* entries */
    const uint16_t *order;          /* places of steps, each after those that it comes after */
    size_t step_count, duty_count;
    size_t line_count; /* ids of duties, in the order of duties.yaml, as assess has them */
    bool ends_life;
    enum holiday_calendar calendar;
};

/* process_plan_make - of a pack. Everything is made in arena. The nation says whose holidays are
 * left out. Pure. Cost: O(steps * duties). */
void process_plan_make(struct arena *arena, const struct event_pack *pack, enum nation nation,
                       struct process_plan *ret);

/* struct plan_mapping - for each step and each line of one version its place in another; PLAN_NEW:
 * it is new. plan_mapping_make - by id, in arena; a step that goes to somebody else, is proved
 * otherwise or has other options is new. Pure. */
enum { PLAN_NEW = UINT16_MAX };
struct plan_mapping {
    const uint16_t *steps, *lines;
};
void plan_mapping_make(struct arena *arena, const struct event_pack *from,
                       const struct event_pack *to, struct plan_mapping *ret);

#endif
