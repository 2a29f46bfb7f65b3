/* engine.h - processes that lose nothing: what process_apply says is kept, and what is to leave
 * goes through an outbox.
 *
 *     input ─► one transaction:  process, version n ─► n + 1
 *                                tasks, deliveries, things to be told      rows of `action`
 *                                a leaf for the audit log
 *     outbox:  ready ─lease─► leased ─go─► going ─answer─► left | ready again, later | parked
 *
 * Everything is written against rows (struct engine_rows), so that the database (engine_store.c)
 * and the simulator's memory (simulate_store.c) run the same code.
 *
 * A lease has a token that rises each time: whoever holds an older one is refused whatever it
 * wants, so that a worker that slept through its lease changes nothing. What was going when its
 * worker was killed goes again, with the same key: at least once on the wire, once in effect at
 * whoever looks at the key. engine_go is the last look before something leaves: what was stopped
 * meanwhile does not.
 *
 * What can't be delivered is tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h; then
 * it is parked: a team is told, it is listed, and stays until somebody decides.
 * Source of the waits: Standard Webhooks. */
#ifndef CANTREF_ENGINE_ENGINE_H
#define CANTREF_ENGINE_ENGINE_H

#include "delivery.h"
#include "process.h"
#include "whole_list.h"

enum {
    ENGINE_LEASE_S = 120,
    ENGINE_TRIES_MAX = 10,
    ENGINE_BATCH = 64,
    ENGINE_ANY_PLACE = UINT16_MAX /* in a row: of a step or duty that the pack has no more */
};

/* Who does what nobody does by hand. */
#define ENGINE_WHO "cantref"

/* struct engine_now - seconds since 1970, and the day in the council's time. */
struct engine_now {
    int64_t at;
    int32_t day;
};

enum action_state {
    ROW_OPEN,  /* a team has it: TASK, TELL, ASK */
    ROW_READY, /* to leave: SEND, REMIND; not before next_try */
    ROW_LEASED,
    ROW_GOING,
    ROW_PARKED, /* could not leave: waits for a person */
    ROW_ENDED,  /* done, left */
    ROW_STOPPED,
    ACTION_STATES
};
extern const char *const action_state_names[ACTION_STATES + 1];

/* struct action_row - an action that lasts. */
struct action_row {
    int64_t action, process;       /* action 0: not kept yet */
    enum process_action_kind kind; /* TASK, SEND, REMIND, TELL, ASK */
    enum tell_reason reason;
    enum action_state state;
    uint16_t place;
    uint8_t round;
    bool to_escalated;
    bool stop_wanted;   /* it was going, or may have left, when it was stopped */
    bool may_have_left; /* at an earlier try, of which nobody knows what became */
    int32_t due;        /* day; PROCESS_DAY_NONE */
    uint32_t token, tries;
    int64_t next_try, lease_until; /* seconds; 0 */
    int64_t made, ended;           /* seconds; 0 */
};

struct action_list {
    struct action_row *at;
    size_t count, capacity;
};
/* action_is_of_line - is the row's place a duty's line, and not a step's? Pure. */
bool action_is_of_line(const struct action_row *row);

/* action_list_add - one more, copied. action_list_free - and it is empty again. */
void action_list_add(struct action_list *list, const struct action_row *row);
void action_list_free(struct action_list *list);

/* struct process_row - what is kept of a process beside its state. */
struct process_row {
    int64_t process; /* 0: not kept yet */
    int64_t event;   /* what it came from */
    int64_t plan;    /* the number under which its pack is kept (pack_keep.h) */
    bool wants_look; /* the facts are to be looked at */
    bool withdrawn;  /* said to event_changed, and not kept: what came of the event is taken back */
};

/* What happens to a process and is no input. */
enum { HAPPENED_BEGAN = PROCESS_INPUTS, HAPPENED_MOVED };

/* struct engine_happened - a leaf for the audit log, in the transaction of what it tells. */
struct engine_happened {
    int64_t process;
    struct str who;
    int kind; /* enum process_input_kind, or HAPPENED_… */
    uint16_t place;
    uint64_t inputs; /* the process's version by it */
};

/* struct engine_rows - what is kept, within a transaction. All return 0 or an error of the store;
 * get: ERR_NOTFOUND. */
struct engine_rows {
    void *context;
    int (*process_get)(void *context, int64_t process, struct process_row *ret_row,
                       struct process *ret, struct err *err);
    /* row->process 0: a new one, whose number is put there */
    int (*process_put)(void *context, struct process_row *row, const struct process *process,
                       struct err *err);
    /* running ones whose wake has come by that day, at most limit, added to ret */
    int (*processes_due)(void *context, int32_t day, size_t limit, struct whole_list *ret,
                         struct err *err);
    /* those that want a look, likewise */
    int (*processes_to_look)(void *context, size_t limit, struct whole_list *ret, struct err *err);
    int (*action_add)(void *context, struct action_row *row, struct err *err);
    int (*action_get)(void *context, int64_t action, struct action_row *ret, struct err *err);
    int (*action_put)(void *context, const struct action_row *row, struct err *err);
    /* of a process those of this place (ENGINE_ANY_PLACE: all) that have not ended and are not
     * stopped, the oldest first; *ret, which is the caller's (action_list_free), is added to */
    int (*actions_of)(void *context, int64_t process, uint16_t place, struct action_list *ret,
                      struct err *err);
    /* READY whose next_try has come, LEASED and GOING whose lease is over; the longest waiting
     * first */
    int (*actions_ready)(void *context, int64_t at, size_t limit, struct whole_list *ret,
                         struct err *err);
    int (*happened)(void *context, const struct engine_happened *happened, struct err *err);
    /* a duty's line is discharged, or no more; the event is confirmed, withdrawn or closed by the
     * process (ACTION_CONFIRM, _WITHDRAW, _END) */
    int (*line_changed)(void *context, const struct process_row *row, uint16_t line,
                        bool discharged, int32_t day, struct err *err);
    int (*event_changed)(void *context, const struct process_row *row,
                         enum process_action_kind kind, struct err *err);
};

/* struct engine_store - transactions. transact: the job's rows are all there when it returned 0
 * and transact returns 0, none when the job failed. After another failure it may be either (a
 * crash), and whoever asks again finds out. */
typedef int engine_job(const struct engine_rows *rows, void *context, struct err *err);
struct engine_store {
    void *context;
    int (*transact)(void *context, engine_job *job, void *job_context, struct err *err);
    /* transact of a job that has written nothing when it refuses (ERR_CONFLICT, ERR_NOTFOUND),
     * which a store may do for less; NULL: transact */
    int (*transact_plain)(void *context, engine_job *job, void *job_context, struct err *err);
};

/* struct engine - plan_of: the plan of a kept pack, which stays until the engine ends.
 * Errors: ERR_NOTFOUND. */
struct engine {
    const struct engine_store *store;
    void *plans;
    int (*plan_of)(void *plans, int64_t plan, const struct process_plan **ret, struct err *err);
};

/* ---- within a transaction: for jobs of the caller's own ---- */

/* engine_put_new - a process begins. *ret: its number. It wants a look.
 * engine_take - one input. Errors: those of process_apply; ERR_NOTFOUND; those of the store. */
int engine_put_new(const struct engine *engine, const struct engine_rows *rows, int64_t event,
                   int64_t plan, bool held, const struct engine_now *now, struct str who,
                   int64_t *ret, struct err *err);
int engine_take(const struct engine *engine, const struct engine_rows *rows, int64_t process,
                const struct process_input *input, const struct engine_now *now, struct str who,
                struct err *err);

/* engine_move - a process goes on under another version of its pack, of that number. What is open
 * of steps that are no more is stopped, and their teams told; it wants a look. Errors: likewise.
 * */
int engine_move(const struct engine *engine, const struct engine_rows *rows, int64_t process,
                int64_t to, const struct plan_mapping *mapping, const struct engine_now *now,
                struct str who, struct err *err);

/* engine_close_row - an OPEN row of TELL is seen to. leaves_out: where it could not be told whether
 * a step is taken (TELL_UNCLEAR), that it is not.
 * Errors: ERR_CONFLICT it is no such row, or closed. */
int engine_close_row(const struct engine *engine, const struct engine_rows *rows,
                     const struct engine_now *now, int64_t action, bool leaves_out, struct str who,
                     struct err *err);

/* ---- each a transaction of its own ---- */

/* engine_begin, engine_input - engine_put_new and engine_take. */
int engine_begin(const struct engine *engine, int64_t event, int64_t plan, bool held,
                 const struct engine_now *now, struct str who, int64_t *ret, struct err *err);
int engine_input(const struct engine *engine, int64_t process, const struct process_input *input,
                 const struct engine_now *now, struct str who, struct err *err);

/* engine_time - INPUT_TIME for up to limit processes whose day has come; *ret_count: how many. */
int engine_time(const struct engine *engine, const struct engine_now *now, size_t limit,
                size_t *ret_count, struct err *err);

/* engine_lease - up to limit actions to be sent, leased until now + ENGINE_LEASE_S.
 * Out: ret[limit], *ret_count. One that was going when it was to be stopped is not among them: it
 * counts as left (it may have), and what undoes it begins. */
int engine_lease(const struct engine *engine, const struct engine_now *now, size_t limit,
                 struct action_row *ret, size_t *ret_count, struct err *err);

/* engine_go - it is about to leave, on that channel (PREFERRED: there is no choice), and nothing
 * is done in between. Errors: ERR_CONFLICT it was stopped, or leased by somebody else meanwhile:
 * it must not leave. *row is as it is now. */
int engine_go(const struct engine *engine, const struct engine_now *now, enum step_channel channel,
              struct action_row *row, struct err *err);

/* engine_answer - what became of it. Errors: ERR_CONFLICT the lease is another's by now: whoever
 * has it tells. */
int engine_answer(const struct engine *engine, const struct engine_now *now,
                  const struct action_row *row, const struct delivery_answer *answer,
                  struct err *err);

/* engine_reroute - a leased action, before it goes: a team does it, by phone, at a desk or with a
 * visit, and nothing leaves. Errors: likewise. */
int engine_reroute(const struct engine *engine, const struct engine_now *now,
                   const struct action_row *row, enum step_channel channel, struct err *err);

/* engine_again - a parked action, by a person: try it again. engine_close - an OPEN row (TELL), by
 * whoever has seen to it; a step that was unclear is not taken then. Errors: ERR_CONFLICT it is not
 * parked; not open, or a task, which is done by INPUT_DONE. */
int engine_again(const struct engine *engine, const struct engine_now *now, int64_t action,
                 struct str who, struct err *err);
int engine_close(const struct engine *engine, const struct engine_now *now, int64_t action,
                 struct str who, struct err *err);

/* engine_to_look - processes that want a look, at most limit, added to ret. */
int engine_to_look(const struct engine *engine, size_t limit, struct whole_list *ret,
                   struct err *err);

/* engine_wait_s - how long until the next try after so many; 0: it was tried long enough. Pure. */
int64_t engine_wait_s(uint32_t tries);

#endif
