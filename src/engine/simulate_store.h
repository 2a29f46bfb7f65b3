/* simulate_store.h - what the engine keeps (engine.h), in memory: the same transactions, orders and
 * failures as of the database, without its cost. For the simulator.
 *
 *     transact ─► job over the rows, each change in the journal ─► the job failed: undone
 *                                                               └► fault() says what becomes of it
 *
 * A commit may fail cleanly, happen and be told as failed (its answer was lost), or be the last
 * thing that whoever asked has lived to see: then nothing more is done until store_revive. */
#ifndef CANTREF_ENGINE_SIMULATE_STORE_H
#define CANTREF_ENGINE_SIMULATE_STORE_H

#include "engine.h"

enum { STORE_PROCESSES_MAX = 80, STORE_ACTIONS_MAX = 4096 };

enum store_fault {
    STORE_KEEPS,
    STORE_FAILS,        /* nothing of it is kept, and that is said */
    STORE_LOSES_ANSWER, /* all of it is kept, and a failure is said */
    STORE_DIES_BEFORE,  /* whoever asked is killed before it was kept */
    STORE_DIES_AFTER,   /* or after */
    STORE_FAULTS
};

/* struct store_process - a process as it is kept. */
struct store_process {
    struct process_row row;
    bool closed; /* its event, by ACTION_END */
    bool confirmed, withdrawn;
    bool discharged[PROCESS_LINES_MAX]; /* as the ledger has it */
    struct process process;
};

/* struct store_tag - of an action, so that many are looked through at once. */
struct store_tag {
    uint16_t process, place; /* process: its number */
    uint8_t state, kind, round;
};

/* struct action_change, … - the journal: what a transaction changed, in order. */
struct action_change {
    size_t index;
    bool added;
    struct action_row before;
};
struct line_change {
    size_t process;
    uint16_t line;
    bool before, after;
};
struct event_change {
    size_t process;
    enum process_action_kind kind;
    bool before;
};
struct store_journal {
    struct action_change *actions;
    struct store_process *before; /* of the processes that were put; their ledger is in lines */
    size_t *processes;            /* which these are, */
    bool *added;                  /* and whether they are new */
    struct engine_happened *leaves;
    struct line_change *lines;
    struct event_change *events;
    size_t action_count, process_count, leaf_count, line_count, event_count;
    size_t action_room, before_room, process_room, added_room, leaf_room, line_room, event_room;
};

/* struct simulate_store - made by simulate_store_make; engine is what the engine takes. Action and
 * process n have the number n + 1. */
struct simulate_store {
    struct engine_store engine;
    struct store_process *processes; /* STORE_PROCESSES_MAX */
    size_t process_count;
    struct action_row *actions; /* STORE_ACTIONS_MAX */
    struct store_tag *tags;
    size_t action_count, first_live; /* those before it have ended */
    struct store_journal journal;    /* of the transaction in hand */
    struct engine_rows rows;
    bool dead; /* whoever asks was killed: nothing is done for them */
    bool full;
    /* given: */
    void *context;
    enum store_fault (*fault)(void *context);
    void (*committed)(void *context); /* the journal says what changed */
};

void simulate_store_make(struct simulate_store *ret);
/* simulate_store_clear - empty, and as fast as a new one; for the next seed. */
void simulate_store_clear(struct simulate_store *store);
void simulate_store_free(struct simulate_store *store);

/* process_copy - what there is of a process: its steps and lines, not the room for more. */
void process_copy(struct process *to, const struct process *from);

/* action_is_live - OPEN, READY, LEASED, GOING or PARKED. */
static inline bool action_is_live(unsigned state)
{
    return state < ROW_ENDED;
}

#endif
