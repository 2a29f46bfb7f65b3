/* process.h - the engine: what is to be done after a life event, step by step, as one pure function
 *
 *     (process, input, today) ─► (process', actions)
 *
 * with no clock, no chance, no file and no database in it. Whoever calls keeps process' and the
 * actions in one transaction (engine.h); the simulator runs the same function a million times.
 *
 *              condition holds, what it comes after is done
 *     waiting ─────────────────────────────► open      with a team: task, call, decision; a wait
 *        │                                     │ done, decided, time passed
 *        │                                     ▼
 *        └────────► queued ────► left ───────► done
 *                     │            │ confirmed
 *                     ▼            └─ not confirmed in time: reminded, reminded, a person is told
 *                   stuck ─► a person: tried again, left after all, done by hand
 *
 *     taken back:  not begun, open, queued ─► stopped        left, done ─► undone by another step,
 *                                                                         or a team is told
 *
 * A duty is discharged when the steps that discharge it are done, as each says what done is; never
 * because something was sent, unless the law asks for no more. Nothing that is late, stuck or can't
 * be told is passed over: each is an action to a team, once.
 *
 * Clocks go by days; a day that is earlier than one that the process has seen counts as that one,
 * so that a clock set back lengthens nothing twice and shortens nothing.
 *
 * Nothing is addressed to somebody who died (INPUT_DIED; the subject of a pack whose event ends a
 * life from the beginning): what was queued is stopped, and a team sees to it.
 *
 * Sources: design/events.md; W. M. P. van der Aalst et al. 2003 (workflow patterns: synchronising
 * merge) for steps whose predecessors are left out. */
#ifndef CANTREF_ENGINE_PROCESS_H
#define CANTREF_ENGINE_PROCESS_H

#include "process_plan.h"

enum {
    PROCESS_STEPS_MAX = PACK_STEPS_MAX,
    PROCESS_LINES_MAX = DUTIES_MAX,
    PROCESS_REMINDERS_MAX = 2,
    PROCESS_REMIND_WORKING_DAYS = 5, /* where a step says nothing else */
    PROCESS_ASK_WORKING_DAYS = 5,    /* to find out what is missing, each time */
    PROCESS_WAIT_WORKING_DAYS = 20   /* of a wait for what is not known, until a team is told */
};

/* No day. */
enum { PROCESS_DAY_NONE = INT32_MAX };

enum process_status {
    PROCESS_RUNNING,
    PROCESS_TAKING_BACK, /* the event was none: what was done is being undone */
    PROCESS_ENDED
};

enum step_stage {
    STAGE_WAITING,
    STAGE_OPEN,
    STAGE_QUEUED,
    STAGE_LEFT,
    STAGE_STUCK,
    STAGE_DONE,
    STAGE_STOPPED,
    STEP_STAGES
};
extern const char *const step_stage_names[STEP_STAGES + 1];
/* step_stage_title - for people. */
const char *step_stage_title(enum step_stage stage, enum access_language language);

/* Does what a step depends on hold: its condition, and that a duty it is for is owed? */
enum step_holds { HOLDS_NO, HOLDS_YES, HOLDS_CANNOT_TELL };

struct process_step {
    enum step_stage stage;
    enum step_holds holds;
    enum step_channel channel; /* once it is known on which; STEP_CHANNEL_PREFERRED: not yet */
    uint8_t round;             /* how often it was begun: each time is a task or delivery apart */
    uint8_t reminders;
    uint8_t option;                  /* decided: its place from 1 */
    bool by_hand;                    /* with a team in place of the channel that the step wanted */
    bool told_late;                  /* that it is late */
    bool told_unclear;               /* that whether it is to be taken can't be told */
    bool taken_back;                 /* was done or left, and counts no more */
    bool uncertain;                  /* of one that is stuck: it may have left */
    bool wanted;                     /* of a step that undoes: some step asked for it */
    int32_t begun, due, until, done; /* days; PROCESS_DAY_NONE. until: of a wait */
};

/* struct process_line - a duty. */
struct process_line {
    enum duty_state state; /* of DUTY_… what was found, or DUTY_DISCHARGED */
    uint16_t entry;        /* of plan->duties, whose steps discharge it */
    bool has_deadline;
    bool told_late;  /* that it is not kept in time */
    bool told_empty; /* that no step is left which discharges it */
    bool by_hand;    /* somebody says that it is discharged */
    int32_t deadline, discharged;
    int32_t asked; /* the day from which the team that finds out has its time; NONE: not asked */
};

struct process {
    enum process_status status;
    bool looked;    /* findings have come, ever */
    bool withdrawn; /* the event was none */
    bool held;      /* not confirmed yet, and it must be: only a decision about that may begin */
    bool confirmed; /* the event is */
    uint8_t dead;   /* bits 1 << enum plan_addressee: nothing is addressed to these */
    int32_t began, day;
    int32_t wake;    /* the next day on which time alone changes something; NONE */
    uint64_t inputs; /* how many it has taken: its version */
    uint16_t step_count, line_count;
    struct process_step steps[PROCESS_STEPS_MAX];
    struct process_line lines[PROCESS_LINES_MAX];
};

/* ---- what comes in ---- */

enum process_input_kind {
    INPUT_FOUND,      /* findings: what is owed and what holds, as looked at today */
    INPUT_AMENDED,    /* likewise after a correction: what no longer holds is taken back */
    INPUT_CONFIRMED,  /* the event was confirmed */
    INPUT_DONE,       /* of a step: a team, a recipient or a system says that it is done */
    INPUT_DECIDED,    /* of a decision: which option */
    INPUT_LEFT,       /* of a step: it left */
    INPUT_STUCK,      /* it was tried long enough, refused, or may have left */
    INPUT_AGAIN,      /* of a stuck step: try again */
    INPUT_CHANNEL,    /* of a queued step: on which channel it goes; phone, desk, visit: by hand */
    INPUT_LEFT_OUT,   /* of a step that has not begun: somebody says that it is not to be taken */
    INPUT_DISCHARGED, /* of a line: somebody says so, with reasons */
    INPUT_DIED,       /* of an addressee */
    INPUT_WITHDRAWN,  /* the event was none */
    INPUT_TIME,       /* a day has come */
    PROCESS_INPUTS
};
extern const char *const process_input_names[PROCESS_INPUTS + 1];

struct found_line {
    enum duty_state state;
    uint16_t entry;
    bool has_deadline;
    int32_t deadline;
};
struct found_step {
    enum step_holds holds;
    int32_t until; /* of a wait for a day; NONE: not known */
    bool answered; /* of a wait for an answer */
};
struct process_input {
    enum process_input_kind kind;
    uint16_t place; /* of the step or line */
    uint8_t round;  /* of LEFT and STUCK; 0: whichever it is in */
    uint8_t option; /* of DECIDED, from 1 */
    bool uncertain; /* of STUCK: it may have left */
    enum step_channel channel;
    enum plan_addressee died;
    uint64_t seen; /* of FOUND: the process's inputs when it was looked at; 0: not said */
    const struct found_line *lines; /* of FOUND: line_count and step_count */
    const struct found_step *steps;
};

/* ---- what goes out ---- */

enum process_action_kind {
    ACTION_TASK,   /* a team has this step to do, or to see to */
    ACTION_SEND,   /* this step leaves */
    ACTION_STOP,   /* its task or delivery is wanted no more; one that leaves at this moment is told
                          of by INPUT_LEFT */
    ACTION_REMIND, /* whoever has not confirmed it is reminded */
    ACTION_TELL,   /* a team is told (reason) */
    ACTION_ASK,    /* the team that finds out what is missing for a line is asked */
    ACTION_FOUND_OUT,  /* and needs to do so no more */
    ACTION_DISCHARGED, /* a line is; or, ACTION_REOPENED, no more */
    ACTION_REOPENED,
    ACTION_LOOK,     /* what is owed may have changed: look at the facts */
    ACTION_CONFIRM,  /* the event is confirmed by a decision */
    ACTION_WITHDRAW, /* it was none */
    ACTION_END,      /* nothing is left to be done */
    PROCESS_ACTION_KINDS
};
extern const char *const process_action_names[PROCESS_ACTION_KINDS + 1];

enum tell_reason {
    TELL_NOTHING,
    TELL_LATE,        /* a step was not done in time */
    TELL_DUTY_LATE,   /* a duty was not kept in time */
    TELL_UNCONFIRMED, /* nobody has confirmed it, though reminded */
    TELL_STUCK,       /* it could not be sent */
    TELL_UNCLEAR,     /* whether a step is to be taken can't be told */
    TELL_NO_STEP,     /* no step is left that discharges a duty */
    TELL_TAKEN_BACK,  /* what was done or sent must be put right */
    TELL_DIED,        /* it was addressed to somebody who died */
    TELL_STILL_ASKED, /* what is missing was not found out in time */
    TELL_REFUSED,     /* whoever it was sent to won't do it */
    TELL_REASONS
};
extern const char *const tell_reason_names[TELL_REASONS + 1];
/* tell_reason_title - for people. */
const char *tell_reason_title(enum tell_reason reason, enum access_language language);

struct process_action {
    enum process_action_kind kind;
    enum tell_reason reason;
    uint16_t place;    /* of the step; of the line for ASK, FOUND_OUT, DISCHARGED, REOPENED, and
                          TELL of DUTY_LATE, NO_STEP, STILL_ASKED */
    uint8_t round;     /* of the step */
    bool to_escalated; /* to whom the step escalates, too */
    int32_t due;       /* NONE: no day */
};

enum { PROCESS_ACTIONS_MAX = 4 * PROCESS_STEPS_MAX + 4 * PROCESS_LINES_MAX + 16 };
struct process_actions {
    size_t count;
    struct process_action at[PROCESS_ACTIONS_MAX];
};

/* tell_is_of_line - is the place of such an action a duty's line? */
bool tell_is_of_line(const struct process_action *action);

/* ---- the function ---- */

/* process_begin - one that has not looked yet. held: it was detected and nobody confirmed it; one
 * whose pack has a decision that confirms is held in any case. */
void process_begin(const struct process_plan *plan, int32_t today, bool held, struct process *ret);

/* process_apply - what an input does to a process.
 * In:     process: of this plan. today: days since 1970, in the council's time.
 * Out:    *process changed, *ret: the actions in order; both untouched on failure.
 * Errors: ERR_CONFLICT the input doesn't fit what the process is now: the step is not open, the
 *         process has ended; err says so. Nothing else fails.
 * Pure, from any thread. Cost: O(steps * predecessors + lines), some µs. */
int process_apply(const struct process_plan *plan, const struct process_input *input, int32_t today,
                  struct process *process, struct process_actions *ret, struct err *err);

/* process_line_is_final - is nothing more owed for it? */
bool process_line_is_final(const struct process_line *line);

/* process_check - is it whole: do stages, lines and days fit one another and the plan? For tests
 * and the simulator. Returns NULL, or what is wrong. */
const char *process_check(const struct process_plan *plan, const struct process *process);

/* process_move - the process under another version of its pack.
 * In:     mapping: from the places under `to` to those under `from`.
 * Out:    *process; *ret: what of steps that are no more must be put right, told by their old
 *         places, and ACTION_LOOK, since findings must come next. Their tasks and deliveries are
 *         the caller's to stop. */
void process_move(const struct process_plan *from, const struct process_plan *to,
                  const struct plan_mapping *mapping, int32_t today, struct process *process,
                  struct process_actions *ret);

/* ---- kept ---- */

/* process_pack - as bytes, added to out: some 2 a step and line, and 8 more for each that began.
 * Errors: ERR_LIMIT. process_unpack - again. Errors: ERR_DB they are none. */
int process_pack(const struct process *process, struct buf *out, struct err *err);
int process_unpack(struct str bytes, struct process *ret, struct err *err);

#endif
