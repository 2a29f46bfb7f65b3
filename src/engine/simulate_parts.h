/* simulate_parts.h - what the files of the simulator share (simulate.h is its interface).
 *
 *     simulate.c         one seed: moves drawn by chance, then a kind world; many seeds; the
 *                        smallest run that still fails
 *     simulate_move.c    what may happen: workers, time, crashes, packs of another version
 *     simulate_people.c  teams, recipients, corrections, deaths; in the kind world likewise
 *     simulate_wire.c    what a worker asks of outside: findings, deliveries, receivers
 *     simulate_check.c   what must hold after every transaction
 *     simulate_judge.c   what a process should be like, thought out a second way
 *     simulate_trace.c   all of it in words
 *
 * Each move has chance of its own, which follows from the seed and its number, so that a run with
 * some moves left out goes on otherwise as it did. */
#ifndef CANTREF_ENGINE_SIMULATE_PARTS_H
#define CANTREF_ENGINE_SIMULATE_PARTS_H

#include "random.h"
#include "simulate.h"
#include "simulate_store.h"
#include "work.h"

enum {
    SIMULATED_STEPS_MAX = 160, /* of a plan */
    SIMULATED_LINES_MAX = 160,
    SIMULATED_WORKERS_MAX = 4,
    SIMULATED_PLANS_MAX = 2,
    SIMULATED_RECEIVERS = 4,
    SIMULATED_EFFECTS_MAX = STORE_ACTIONS_MAX
};

/* ---- what was seen ---- */

/* struct seen_step - of a step: what was told, and who said that it is done. Rounds; 0: never. */
struct seen_step {
    uint8_t said;                /* in which somebody said that it is done, or decided it */
    uint8_t told[TELL_REASONS];  /* the last in which a team was told that */
    uint8_t reminded, reminders; /* how many reminders there were, in which round */
    bool told_unclear;
    int32_t late_due; /* of TELL_LATE: what was late */
};

struct seen_line {
    bool by_hand, told_empty;
    int32_t late_deadline; /* of which it was told */
    int32_t asked;         /* the day on which a team was last asked, or told that it is late */
};

/* struct simulated_process - a process and its case. */
struct simulated_process {
    struct found_line lines[SIMULATED_LINES_MAX]; /* what is true of it */
    struct found_step steps[SIMULATED_STEPS_MAX];
    bool changed;   /* the facts are others, and no look has taken that in */
    bool amended;   /* by a correction */
    bool moved;     /* to another version of its pack, ever */
    bool told_gone; /* of something that must be put right, and is of no step any more */
    uint8_t dead;   /* who is known to be: bits */
    struct seen_step seen_steps[SIMULATED_STEPS_MAX];
    struct seen_line seen_lines[SIMULATED_LINES_MAX];
};

/* struct effect - something that a receiver took in: once for each key. */
struct effect {
    int64_t action;
    int64_t process;
    uint16_t place;
    uint8_t kind, round;
    bool must_tell; /* its step was not done, and the pack has it no more */
    uint64_t content;
};

enum receiver_mood {
    RECEIVER_WELL,
    RECEIVER_DOWN,
    RECEIVER_REFUSES,
    RECEIVER_LOSES,     /* takes it in, and its answer is lost */
    RECEIVER_UNCERTAIN, /* nobody knows whether it took it in */
    RECEIVER_FAILS,     /* the way to it fails */
    RECEIVER_MOODS
};
struct receiver {
    enum receiver_mood mood;
    int64_t until;
};

/* struct composed_once - the delivery of an action, the same each time. */
struct composed_once {
    bool made;
    enum composed what;
    enum step_channel channel;
    uint64_t content;
    char key[24];
};

struct simulated_worker {
    struct worker worker;
    int64_t asleep_until;
};

/* ---- the run ---- */

struct simulation {
    const struct simulate_packs *packs;
    struct simulate_store store;
    struct arena arena; /* of the seed */
    struct engine engine;
    struct work_ports ports;

    struct process_plan plans[SIMULATED_PLANS_MAX];
    size_t plan_count;
    struct plan_mapping mappings[SIMULATED_PLANS_MAX]; /* from the places of each to the other's */

    uint64_t seed;
    struct random random; /* of the move in hand */
    unsigned weights[SIMULATE_MOVES];
    unsigned fault_in; /* a commit fails once in so many; 0: never */
    unsigned sleep_in;
    bool kind; /* nothing goes wrong any more */

    int64_t at;   /* seconds since 1970 */
    int64_t skew; /* by which the clock is wrong */
    struct engine_now now;

    struct simulated_worker workers[SIMULATED_WORKERS_MAX];
    size_t worker_count;
    struct worker *acting; /* or NULL: a person */
    bool acting_stale;     /* its lease is another's by now */
    bool kill_acting;
    const struct process_input *input; /* of a person, being taken; NULL: the engine's own */
    int64_t moving;                    /* the process that is being moved; 0 */

    struct simulated_process *processes; /* STORE_PROCESSES_MAX */
    struct effect *effects;
    size_t effect_count;
    struct composed_once *composed; /* by action */
    struct receiver receivers[SIMULATED_RECEIVERS];
    struct buf packed;
    struct process *unpacked;

    uint64_t steps, crashes; /* transactions that changed something; workers killed */
    struct simulate_violation violation;
    struct buf *trace; /* NULL: none */
};

/* ---- chance ---- */

static inline uint64_t chance(struct simulation *s, uint64_t below)
{
    return random_below(&s->random, below);
}
/* one_in - true once in so many times. */
static inline bool one_in(struct simulation *s, uint64_t count)
{
    return random_below(&s->random, count) == 0;
}

/* ---- what the files give one another ---- */

/* simulate_set_time - at is now; the clock and the council's day follow. */
void simulate_set_time(struct simulation *s, int64_t at);
/* simulate_next_event - the next second at which something comes due; false: nothing does. */
bool simulate_next_event(const struct simulation *s, int64_t *ret);

/* simulate_begin_process - one more; false: there is no room. */
bool simulate_begin_process(struct simulation *s);
/* simulate_move - what may happen, of that kind. simulate_work - a worker does one thing; false: it
 * found nothing to do. */
void simulate_move(struct simulation *s, enum simulate_move_kind kind);
bool simulate_work(struct simulation *s, struct simulated_worker *worker);

/* simulate_people - one of the moves that people make. simulate_be_kind - everybody does what they
 * should for a process; false: there was nothing to do. simulate_input - an input by somebody;
 * what came of it. */
void simulate_people(struct simulation *s, enum simulate_move_kind kind);
bool simulate_be_kind(struct simulation *s, size_t process);
int simulate_input(struct simulation *s, size_t process, const struct process_input *input);
/* simulate_facts - the facts of a case, by chance. simulate_find - they are looked at. */
void simulate_facts(struct simulation *s, size_t process);
int simulate_find(struct simulation *s, size_t process, bool amended);
/* simulate_plan_of - of a process as it is. */
const struct process_plan *simulate_plan_of(const struct simulation *s, size_t process);

/* simulate_wire - the ports of the workers. simulate_arrived - did it arrive of that round? */
void simulate_wire(struct simulation *s);
bool simulate_arrived(const struct simulation *s, int64_t process, uint16_t place, uint8_t round);

/* simulate_committed - the check after a transaction. simulate_check_idle - when a worker found
 * nothing to do. simulate_check_end - of the kind world. */
void simulate_committed(void *context);
void simulate_check_idle(struct simulation *s);
void simulate_check_end(struct simulation *s);
/* simulate_moved - what was seen of the process at that place of the journal, under the places of
 * the plan that it was moved to. */
void simulate_moved(struct simulation *s, size_t at);

/* simulate_violate - it doesn't hold; the first counts. */
void simulate_violate(struct simulation *s, enum simulate_invariant invariant, int64_t process,
                      int place, const char *what);

/* simulate_judge - what a process should be like. Returns NULL, or what is wrong with it, with its
 * invariant and the place of the step or line (-1: none). before: NULL when it is new;
 * inputs: how many it has taken since. */
struct judgement {
    enum simulate_invariant invariant;
    int place;
    bool is_of_line;
    const char *wrong;
};
void simulate_judge(struct simulation *s, size_t process, const struct process *before,
                    unsigned inputs, struct judgement *ret);
/* simulate_remind_day - the day after which a step that left is reminded for the next time.
 * simulate_late_day - after which a step is late. */
int32_t simulate_remind_day(const struct process_plan *plan, const struct process *p, size_t place,
                            unsigned reminders);
int32_t simulate_late_day(const struct process_plan *plan, const struct process *p, size_t place);

/* simulate_say - a line of the trace, when there is one. simulate_say_commit - what a transaction
 * changed. */
void simulate_say(struct simulation *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void simulate_say_commit(struct simulation *s);

#endif
