/* simulate.h - the engine and its outbox in a world that goes wrong in every way, by chance that a
 * seed repeats: crashes, clocks, receivers, people; and what must hold whatever happens.
 *
 *     seed ─► plan, world ─► moves, until 200 transactions at least ─► a kind world: does all end?
 *                              └─ after every transaction: the invariants
 *
 * The very code that runs against the database (engine.c, work.c, process*.c) runs here against a
 * store in memory (simulate_store.h), with ports that are receivers and people by chance. What must
 * hold is thought out a second time (simulate_judge.c), not asked of the engine.
 *
 * Sources: design/reliability.md; the method of FoundationDB's simulation (Zhou et al. 2021, §4)
 * and of swarm testing (Groce et al. 2012): each seed draws which troubles it has. */
#ifndef CANTREF_ENGINE_SIMULATE_H
#define CANTREF_ENGINE_SIMULATE_H

#include "process_plan.h"

enum { SIMULATE_STEPS_MIN = 200, SIMULATE_MOVES_MAX = 10000 };

enum simulate_invariant {
    HOLDS_ALL,
    INVARIANT_NOTHING_LOST,
    INVARIANT_NOTHING_TWICE,
    INVARIANT_STOPPED_STAYS,
    INVARIANT_DUTY_STATE,
    INVARIANT_DUTY_PROOF,
    INVARIANT_NO_SILENCE,
    INVARIANT_NO_DISTRESS,
    INVARIANT_TAKEN_BACK,
    INVARIANT_ENDS,
    INVARIANT_WHOLE,
    INVARIANT_ROUND_TRIP,
    INVARIANT_ONE_LEAF,
    INVARIANT_STALE_TOKEN,
    INVARIANT_WAKES,
    INVARIANT_DAY,
    SIMULATE_INVARIANTS
};
extern const char *const simulate_invariant_names[SIMULATE_INVARIANTS + 1];
/* simulate_invariant_words - what must hold, as a sentence. */
extern const char *const simulate_invariant_words[SIMULATE_INVARIANTS];

/* What may happen. */
enum simulate_move_kind {
    MOVE_WORK,
    MOVE_MINUTES,
    MOVE_DAYS,
    MOVE_NEXT,
    MOVE_TEAM,
    MOVE_RECIPIENT,
    MOVE_MISTAKE,
    MOVE_SEE_TO,
    MOVE_BY_HAND,
    MOVE_ANSWER,
    MOVE_FIND,
    MOVE_AMEND,
    MOVE_CONFIRM,
    MOVE_WITHDRAW,
    MOVE_DIE,
    MOVE_RECEIVER,
    MOVE_CRASH,
    MOVE_CRASH_ALL,
    MOVE_CLOCK,
    MOVE_PACK,
    MOVE_BEGIN,
    SIMULATE_MOVES
};

struct simulate_violation {
    enum simulate_invariant invariant; /* HOLDS_ALL: there is none */
    uint64_t seed, step, move;
    int64_t at, process;
    int place; /* of the step or line; -1: of none */
    char what[240];
};

/* struct simulate_packs - plans beside those made by chance; each fourth seed has one of them. */
struct simulate_packs {
    const struct process_plan *plans;
    const char *const *names;
    size_t count;
};

/* struct simulate_found - of many seeds. */
struct simulate_found {
    uint64_t seeds, steps, crashes, steps_min; /* steps_min: the fewest of a seed */
    struct simulate_violation violation;       /* of the lowest seed that was found to have one */
    uint64_t violating;                        /* how many seeds have, of those that were run */
};

/* simulate_seeds - from `from` on, so many, on threads; whether they are all run when one fails is
 * not said. Out: *ret. Returns 0, or ERR_CONFLICT something does not hold. */
int simulate_seeds(const struct simulate_packs *packs, uint64_t from, uint64_t count, int threads,
                   struct simulate_found *ret);

/* simulate_trace - one seed, in words, added to out. simulate_minimise - of a seed with a
 * violation: the fewest moves and the smallest plan that still violate the same; in words. Out:
 * *ret: of that run. Returns how many moves are left. */
void simulate_trace(const struct simulate_packs *packs, uint64_t seed, struct buf *out,
                    struct simulate_violation *ret);
size_t simulate_minimise(const struct simulate_packs *packs, uint64_t seed, struct buf *out,
                         struct simulate_violation *ret);

#endif
