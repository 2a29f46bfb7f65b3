/* simulate.c - one seed: a plan and a world by chance, moves, then a kind world in which all must
 * end; many seeds, side by side; and the smallest run that violates the same. */
#include "simulate_parts.h"

#include "calendar.h"
#include "hash.h"
#include "parallel.h"
#include "simulate_plan.h"

#include <assert.h>
#include <stdio.h>

enum {
    PLAN_STEPS_MAX = 12,      /* of one made by chance */
    KIND_TURNS_MAX = 4000,    /* until all must have ended */
    MINIMISE_RUNS_MAX = 6000, /* of the same seed, with less and less of it */
    QUIET_MOVES_MAX = 40,     /* then something else begins */
    SEEDS_AT_ONCE = 32
};

/* struct attempt - a seed, whole or with less of it. */
struct attempt {
    uint64_t seed;
    size_t plan_steps_max, moves_max;
    const bool *dropped; /* by move; NULL: none is */
    struct buf *trace;
};

/* ---- making ---- */

static int plan_of(void *plans, int64_t plan, const struct process_plan **ret, struct err *err)
{
    const struct simulation *s = plans;
    if (plan < 1 || (size_t)plan > s->plan_count) {
        return err_set(err, ERR_NOTFOUND, "there is no such pack");
    }
    *ret = &s->plans[plan - 1];
    return 0;
}

static enum store_fault fault(void *context)
{
    struct simulation *s = context;
    if (s->kind || s->fault_in == 0 || !one_in(s, s->fault_in)) {
        return STORE_KEEPS;
    }
    enum store_fault which = (enum store_fault)(1 + chance(s, STORE_FAULTS - 1));
    static const char *const words[] = {"", "the commit fails",
                                        "the commit is done, and its answer is lost",
                                        "killed before the commit", "killed after the commit"};
    simulate_say(s, "  %s", words[which]);
    return which;
}

static struct simulation *simulation_make(const struct simulate_packs *packs)
{
    struct simulation *s = mem_must_array(1, sizeof *s);
    s->packs = packs;
    simulate_store_make(&s->store);
    s->store.context = s;
    s->store.fault = fault;
    s->store.committed = simulate_committed;
    s->engine = (struct engine){&s->store.engine, s, plan_of};
    simulate_wire(s);
    s->processes = mem_must_array(STORE_PROCESSES_MAX, sizeof *s->processes);
    s->effects = mem_must_array(SIMULATED_EFFECTS_MAX, sizeof *s->effects);
    s->composed = mem_must_array(STORE_ACTIONS_MAX, sizeof *s->composed);
    s->unpacked = mem_must_array(1, sizeof *s->unpacked);
    return s;
}

static void simulation_free(struct simulation *s)
{
    simulate_store_free(&s->store);
    arena_free(&s->arena);
    buf_free(&s->packed);
    mem_free(s->processes);
    mem_free(s->effects);
    mem_free(s->composed);
    mem_free(s->unpacked);
    mem_free(s);
}

/* map_plans - the second version's places in the first, and the other way about. was: where each
 * step of the first is in the second. */
static void map_plans(struct simulation *s, const uint16_t *was)
{
    const struct process_plan *from = &s->plans[0], *to = &s->plans[1];
    uint16_t *steps = arena_alloc(&s->arena, to->step_count * sizeof *steps + 1);
    uint16_t *lines[SIMULATED_PLANS_MAX];
    for (size_t i = 0; i < SIMULATED_PLANS_MAX; i++) {
        lines[i] = arena_alloc(&s->arena, s->plans[i].line_count * sizeof **lines + 1);
        for (size_t k = 0; k < s->plans[i].line_count; k++) {
            lines[i][k] = k < s->plans[1 - i].line_count ? (uint16_t)k : (uint16_t)PLAN_NEW;
        }
    }
    for (size_t i = 0; i < to->step_count; i++) {
        steps[i] = PLAN_NEW;
    }
    for (size_t i = 0; i < from->step_count; i++) {
        if (was[i] != PLAN_NEW) {
            steps[was[i]] = (uint16_t)i;
        }
    }
    s->mappings[0] = (struct plan_mapping){was, lines[0]};
    s->mappings[1] = (struct plan_mapping){steps, lines[1]};
}

static void make_plans(struct simulation *s, size_t steps_max)
{
    bool shipped = s->packs != NULL && s->packs->count > 0 && s->seed % 4 == 3;
    uint16_t *was = arena_alloc(&s->arena, SIMULATED_STEPS_MAX * sizeof *was);
    s->plan_count = SIMULATED_PLANS_MAX;
    if (shipped) {
        s->plans[0] = s->plans[1] = s->packs->plans[s->seed / 4 % s->packs->count];
        simulate_say(s, "the pack %s", s->packs->names[s->seed / 4 % s->packs->count]);
        for (size_t i = 0; i < s->plans[0].step_count; i++) {
            was[i] = (uint16_t)i;
        }
    } else {
        simulate_plan_random(&s->arena, &s->random, steps_max, &s->plans[0]);
        simulate_plan_version(&s->arena, &s->random, steps_max, &s->plans[0], &s->plans[1], was);
    }
    for (size_t i = 0; i < s->plan_count; i++) {
        assert(s->plans[i].step_count <= SIMULATED_STEPS_MAX &&
               s->plans[i].line_count <= SIMULATED_LINES_MAX);
    }
    map_plans(s, was);
}

/* start_time - one time in three a day on which clocks have gone wrong before, or soon will. */
static int64_t start_time(struct simulation *s)
{
    static const struct {
        int16_t year;
        int8_t month, day;
    } days[] = {{2024, 2, 29},  {2028, 2, 29}, {2026, 3, 29}, {2026, 10, 25}, {2038, 1, 19},
                {2026, 12, 24}, {2027, 5, 3},  {2023, 5, 8},  {2100, 2, 28},  {2027, 12, 31}};
    int64_t day = calendar_day_number(2024, 1, 1) + (int64_t)chance(s, 5000);
    if (one_in(s, 3)) {
        size_t which = chance(s, sizeof days / sizeof days[0]);
        day = calendar_day_number(days[which].year, days[which].month, days[which].day) -
              (int64_t)chance(s, 20);
    }
    return day * CALENDAR_DAY_SECONDS + (int64_t)chance(s, CALENDAR_DAY_SECONDS);
}

/* draw_world - which troubles this seed has, and how much of each. */
static void draw_world(struct simulation *s)
{
    static const unsigned usual[SIMULATE_MOVES] = {
        [MOVE_WORK] = 320,  [MOVE_MINUTES] = 16,   [MOVE_DAYS] = 8,    [MOVE_NEXT] = 16,
        [MOVE_TEAM] = 56,   [MOVE_RECIPIENT] = 24, [MOVE_MISTAKE] = 8, [MOVE_SEE_TO] = 16,
        [MOVE_BY_HAND] = 4, [MOVE_ANSWER] = 10,    [MOVE_FIND] = 10,   [MOVE_AMEND] = 6,
        [MOVE_CONFIRM] = 6, [MOVE_WITHDRAW] = 2,   [MOVE_DIE] = 3,     [MOVE_RECEIVER] = 10,
        [MOVE_CRASH] = 6,   [MOVE_CRASH_ALL] = 2,  [MOVE_CLOCK] = 3,   [MOVE_PACK] = 3,
        [MOVE_BEGIN] = 6};
    static const unsigned shares[] = {0, 1, 2, 2, 6};
    static const unsigned faults[] = {0, 12, 30, 80};
    for (size_t i = 0; i < SIMULATE_MOVES; i++) {
        bool needed = i == MOVE_WORK || i == MOVE_NEXT || i == MOVE_TEAM;
        s->weights[i] =
            usual[i] * (needed ? 2 : shares[chance(s, sizeof shares / sizeof shares[0])]);
    }
    s->fault_in = faults[chance(s, sizeof faults / sizeof faults[0])];
    s->sleep_in = one_in(s, 2) ? 0 : 10 + (unsigned)chance(s, 60);
    s->worker_count = 1 + chance(s, SIMULATED_WORKERS_MAX);
    for (size_t i = 0; i < SIMULATED_RECEIVERS; i++) {
        s->receivers[i] = (struct receiver){0};
    }
    for (size_t i = 0; i < SIMULATED_WORKERS_MAX; i++) {
        s->workers[i].worker = (struct worker){.engine = &s->engine, .ports = &s->ports};
        s->workers[i].asleep_until = 0;
    }
}

static void start(struct simulation *s, const struct attempt *attempt)
{
    memset(s->composed, 0, s->store.action_count * sizeof *s->composed);
    simulate_store_clear(&s->store);
    arena_reset(&s->arena);
    s->seed = attempt->seed;
    s->trace = attempt->trace;
    s->random = random_seed(s->seed);
    s->kind = s->kill_acting = s->acting_stale = false;
    s->acting = NULL;
    s->input = NULL;
    s->effect_count = 0;
    s->moving = s->skew = 0;
    s->steps = s->crashes = 0;
    s->violation = (struct simulate_violation){.invariant = HOLDS_ALL, .place = -1};
    simulate_set_time(s, start_time(s));
    make_plans(s, attempt->plan_steps_max);
    draw_world(s);
    (void)simulate_begin_process(s);
}

/* ---- running ---- */

static enum simulate_move_kind draw_move(struct simulation *s)
{
    unsigned total = 0;
    for (size_t i = 0; i < SIMULATE_MOVES; i++) {
        total += s->weights[i];
    }
    unsigned at = (unsigned)chance(s, total);
    size_t kind = 0;
    while (at >= s->weights[kind]) {
        at -= s->weights[kind++];
    }
    return (enum simulate_move_kind)kind;
}

static bool all_have_ended(const struct simulation *s)
{
    for (size_t i = 0; i < s->store.process_count; i++) {
        if (s->store.processes[i].process.status != PROCESS_ENDED || s->processes[i].changed) {
            return false;
        }
    }
    return true;
}

static bool is_drained(const struct simulation *s)
{
    for (size_t i = s->store.first_live; i < s->store.action_count; i++) {
        unsigned state = s->store.tags[i].state;
        if (state == ROW_READY || state == ROW_LEASED || state == ROW_GOING ||
            (state == ROW_PARKED && s->store.tags[i].kind == ACTION_REMIND)) {
            return false;
        }
    }
    return true;
}

/* be_kind - nothing goes wrong any more: all must end. */
static void be_kind(struct simulation *s)
{
    s->random = random_seed(hash_join(s->seed, UINT64_MAX));
    s->kind = true;
    s->skew = 0;
    simulate_set_time(s, s->at);
    simulate_say(s, "from now on the world is kind");
    for (size_t turn = 0; turn < KIND_TURNS_MAX && s->violation.invariant == HOLDS_ALL; turn++) {
        bool did = false;
        for (size_t i = 0; i < s->worker_count; i++) {
            while (simulate_work(s, &s->workers[i]) && s->violation.invariant == HOLDS_ALL) {
                did = true;
            }
        }
        for (size_t i = 0; i < s->store.process_count; i++) {
            did |= simulate_be_kind(s, i);
        }
        if (all_have_ended(s) && is_drained(s)) {
            break;
        }
        int64_t next = s->at + CALENDAR_DAY_SECONDS;
        if (!did) {
            (void)simulate_next_event(s, &next);
            simulate_set_time(s, next);
            simulate_say(s, "time passes");
        }
    }
    if (s->violation.invariant == HOLDS_ALL) {
        simulate_check_end(s);
    }
}

/* run - an attempt. *ret_moves: how many moves there were. */
static void run(struct simulation *s, const struct attempt *attempt, size_t *ret_moves)
{
    start(s, attempt);
    size_t move = 0;
    unsigned quiet = 0; /* moves in which nothing has come about */
    bool whole = attempt->dropped == NULL;
    for (; move < attempt->moves_max && s->violation.invariant == HOLDS_ALL && !s->store.full &&
           (!whole || s->steps < SIMULATE_STEPS_MIN);
         move++) {
        if (!whole && attempt->dropped[move]) {
            continue;
        }
        uint64_t steps = s->steps;
        s->random = random_seed(hash_join(s->seed, move + 1));
        bool begins = (all_have_ended(s) && one_in(s, 2)) || quiet > QUIET_MOVES_MAX;
        simulate_move(s, begins ? MOVE_BEGIN : draw_move(s));
        quiet = s->steps > steps ? 0 : quiet + 1;
    }
    if (s->crashes == 0) {
        simulate_move(s, MOVE_CRASH_ALL);
    }
    if (s->violation.invariant == HOLDS_ALL && !s->store.full) {
        be_kind(s);
    }
    s->violation.move = move;
    *ret_moves = move;
}

/* ---- many seeds ---- */

/* struct seeding - many seeds on threads, each with a simulation of its own. */
struct seeding {
    uint64_t from;
    struct simulation *simulations[THREADS_MAX];
    struct simulate_found found[THREADS_MAX];
};

static void add(struct simulate_found *found, const struct simulation *s)
{
    bool first = found->seeds++ == 0;
    found->steps += s->steps;
    found->crashes += s->crashes;
    found->steps_min = first || s->steps < found->steps_min ? s->steps : found->steps_min;
    if (s->violation.invariant != HOLDS_ALL) {
        if (found->violating++ == 0 || s->seed < found->violation.seed) {
            found->violation = s->violation;
        }
    }
}

static int run_seeds(void *context, size_t from, size_t to, int thread)
{
    struct seeding *seeding = context;
    struct simulate_found *found = &seeding->found[thread];
    size_t moves;
    for (size_t i = from; i < to; i++) {
        const struct attempt attempt = {.seed = seeding->from + i,
                                        .plan_steps_max = PLAN_STEPS_MAX,
                                        .moves_max = SIMULATE_MOVES_MAX};
        run(seeding->simulations[thread], &attempt, &moves);
        add(found, seeding->simulations[thread]);
    }
    return found->violating > 0 ? ERR_CONFLICT : 0;
}

int simulate_seeds(const struct simulate_packs *packs, uint64_t from, uint64_t count, int threads,
                   struct simulate_found *ret)
{
    struct seeding *seeding = mem_must_array(1, sizeof *seeding);
    seeding->from = from;
    for (int i = 0; i < threads; i++) {
        seeding->simulations[i] = simulation_make(packs);
    }
    int code = parallel_for(threads, count, SEEDS_AT_ONCE, run_seeds, seeding);
    *ret = (struct simulate_found){0};
    for (int i = 0; i < threads; i++) {
        const struct simulate_found *of = &seeding->found[i];
        bool first = ret->seeds == 0 || (of->seeds > 0 && of->steps_min < ret->steps_min);
        ret->steps_min = first ? of->steps_min : ret->steps_min;
        ret->seeds += of->seeds;
        ret->steps += of->steps;
        ret->crashes += of->crashes;
        if (of->violating > 0 &&
            (ret->violating == 0 || of->violation.seed < ret->violation.seed)) {
            ret->violation = of->violation;
        }
        ret->violating += of->violating;
        simulation_free(seeding->simulations[i]);
    }
    mem_free(seeding);
    return code;
}

void simulate_trace(const struct simulate_packs *packs, uint64_t seed, struct buf *out,
                    struct simulate_violation *ret)
{
    struct simulation *s = simulation_make(packs);
    size_t moves;
    const struct attempt attempt = {.seed = seed,
                                    .plan_steps_max = PLAN_STEPS_MAX,
                                    .moves_max = SIMULATE_MOVES_MAX,
                                    .trace = out};
    run(s, &attempt, &moves);
    *ret = s->violation;
    simulation_free(s);
}

/* ---- the smallest run ---- */

/* struct minimising - what is left of a run. */
struct minimising {
    struct simulation *s;
    struct attempt attempt;
    struct simulate_violation violation;
    bool *dropped, *tried;
    size_t moves, runs;
};

/* is_the_same - does the run violate the same in the same words? */
static bool is_the_same(const struct minimising *m)
{
    return m->s->violation.invariant == m->violation.invariant &&
           strcmp(m->s->violation.what, m->violation.what) == 0;
}

/* still_fails - with those dropped. */
static bool still_fails(struct minimising *m, const bool *dropped)
{
    size_t moves;
    m->runs++;
    m->attempt.dropped = dropped;
    run(m->s, &m->attempt, &moves);
    return is_the_same(m);
}

/* drop_moves - in runs of `width`, whatever isn't needed. Returns whether any was dropped. */
static bool drop_moves(struct minimising *m, size_t width)
{
    bool any = false;
    for (size_t from = 0; from < m->moves && m->runs < MINIMISE_RUNS_MAX; from += width) {
        size_t to = from + width < m->moves ? from + width : m->moves;
        bool new = false;
        memcpy(m->tried, m->dropped, m->moves * sizeof *m->tried);
        for (size_t i = from; i < to; i++) {
            new |= !m->tried[i];
            m->tried[i] = true;
        }
        if (new &&still_fails(m, m->tried)) {
            memcpy(m->dropped, m->tried, m->moves * sizeof *m->dropped);
            any = true;
        }
    }
    return any;
}

/* shrink_plan - the smallest plan with which the seed violates the same. */
static void shrink_plan(struct minimising *m)
{
    for (size_t steps = 2; steps < PLAN_STEPS_MAX; steps++) {
        struct attempt smaller = m->attempt;
        size_t moves;
        smaller.plan_steps_max = steps;
        smaller.dropped = NULL;
        run(m->s, &smaller, &moves);
        if (is_the_same(m)) {
            m->attempt = smaller;
            m->moves = moves;
            return;
        }
    }
}

size_t simulate_minimise(const struct simulate_packs *packs, uint64_t seed, struct buf *out,
                         struct simulate_violation *ret)
{
    struct minimising m = {.s = simulation_make(packs),
                           .attempt = {.seed = seed,
                                       .plan_steps_max = PLAN_STEPS_MAX,
                                       .moves_max = SIMULATE_MOVES_MAX},
                           .dropped = mem_must_array(SIMULATE_MOVES_MAX, sizeof *m.dropped),
                           .tried = mem_must_array(SIMULATE_MOVES_MAX, sizeof *m.tried)};
    size_t left = 0;
    run(m.s, &m.attempt, &m.moves);
    m.violation = m.s->violation;
    if (m.violation.invariant != HOLDS_ALL) {
        shrink_plan(&m);
        m.attempt.moves_max = m.moves;
        for (size_t width = m.moves / 2 + 1; width > 0; width /= 2) {
            while (drop_moves(&m, width) && width == 1) {
            }
        }
    }
    for (size_t i = 0; i < m.moves; i++) {
        left += !m.dropped[i];
    }
    m.attempt.trace = out;
    (void)still_fails(&m, m.dropped);
    *ret = m.s->violation;
    simulation_free(m.s);
    mem_free(m.dropped);
    mem_free(m.tried);
    return left;
}
