/* simulate_plan.c - plans by chance. */
#include "simulate_plan.h"

enum { UNDOING_MAX = 3, LINES_MAX_BY_CHANCE = 6, ENTRIES_MAX_OF_LINE = 3 };

/* struct making - a plan being made. */
struct making {
    struct arena *arena;
    struct random *random;
    struct plan_step *steps;
    struct plan_duty *duties;
    uint16_t *order;
    size_t step_count, undoing, duty_count, line_count; /* undoing: the last ones */
};

static size_t upto(struct making *m, size_t most)
{
    return random_below(m->random, most + 1);
}

/* one_in - true once in so many times. */
static bool one_in(struct making *m, size_t count)
{
    return random_below(m->random, count) == 0;
}

static struct length some_length(struct making *m, int32_t days_max)
{
    enum length_unit unit = (enum length_unit)upto(m, LENGTH_UNITS - 1);
    int32_t count = 1 + (int32_t)upto(m, (size_t)days_max - 1);
    int32_t divided = unit == UNIT_WEEKS ? 7 : unit == UNIT_MONTHS ? 30 : 1;
    return (struct length){count / divided + (count < divided), unit};
}

/* shuffle - the steps in some order: none comes after a later one of it. */
static void shuffle(struct making *m)
{
    for (size_t i = 0; i < m->step_count; i++) {
        size_t at = upto(m, i);
        m->order[i] = m->order[at];
        m->order[at] = (uint16_t)i;
    }
}

/* keep_marked - the places that are marked, in rising order. */
static struct plan_places keep_marked(struct making *m, const bool *marked, size_t of)
{
    size_t count = 0;
    uint16_t *at = arena_alloc(m->arena, (of + 1) * sizeof *at);
    for (size_t i = 0; i < of; i++) {
        if (marked[i]) {
            at[count++] = (uint16_t)i;
        }
    }
    return (struct plan_places){at, count};
}

static enum step_proof some_proof(struct making *m, enum step_kind kind)
{
    static const enum step_proof letter[] = {PROOF_POSTED, PROOF_RECIPIENT_CONFIRMS,
                                             PROOF_TEAM_CONFIRMS};
    static const enum step_proof message[] = {PROOF_DELIVERED, PROOF_RECIPIENT_CONFIRMS,
                                              PROOF_TEAM_CONFIRMS};
    switch (kind) {
    case STEP_LETTER:
        return letter[upto(m, 2)];
    case STEP_MESSAGE:
        return message[upto(m, 2)];
    case STEP_NOTICE:
    case STEP_REFERRAL:
        return PROOF_RECIPIENT_CONFIRMS;
    case STEP_DECISION:
        return PROOF_DECIDED;
    case STEP_WAIT:
        return PROOF_TIME_PASSES;
    case STEP_CALL:
        return PROOF_TEAM_CONFIRMS;
    default:
        return one_in(m, 2) ? PROOF_TEAM_CONFIRMS : PROOF_SOURCE_SHOWS;
    }
}

static void make_options(struct making *m, struct plan_step *step)
{
    step->option_count = (uint8_t)(1 + upto(m, 3));
    for (uint8_t i = 0; i < step->option_count; i++) {
        step->then[i] = i == 0 ? (one_in(m, 2) ? THEN_GOES_ON : THEN_ENDS_HERE)
                               : (enum option_then)upto(m, OPTION_THENS - 1);
        if (step->then[i] == THEN_WITHDRAWS && !one_in(m, 3)) {
            step->then[i] = THEN_GOES_ON;
        }
        step->confirms |= step->then[i] == THEN_CONFIRMS;
    }
}

static void make_step(struct making *m, size_t place)
{
    struct plan_step *step = &m->steps[place];
    bool undoes = place >= m->step_count - m->undoing;
    enum step_kind kind = (enum step_kind)upto(m, STEP_KINDS - 1);
    if (undoes && (kind == STEP_WAIT || kind == STEP_DECISION)) {
        kind = STEP_NOTICE;
    }
    *step = (struct plan_step){.kind = kind, .proof = some_proof(m, kind), .undoes = undoes};
    if (kind == STEP_LETTER || kind == STEP_MESSAGE || kind == STEP_CALL) {
        step->to = (enum plan_addressee)(1 + upto(m, PLAN_ADDRESSEES - 2));
    }
    step->undo = (enum step_undo)upto(m, 2);
    if (step->undo == UNDO_STEP && (m->undoing == 0 || undoes)) {
        step->undo = UNDO_TELL_TEAM;
    }
    if (step->undo == UNDO_STEP) {
        step->undo_step = (uint16_t)(m->step_count - 1 - upto(m, m->undoing - 1));
    }
    if (one_in(m, 2)) {
        step->due = some_length(m, 30);
    }
    if (one_in(m, 2)) {
        step->escalates = true;
        step->escalate_after = some_length(m, 10);
    }
    if (kind == STEP_WAIT && one_in(m, 2)) {
        step->wait_for = some_length(m, 60);
    }
    if (kind == STEP_DECISION) {
        make_options(m, step);
    }
}

/* join_steps - what each comes after: steps before it in the order, none that undoes. */
static void join_steps(struct making *m)
{
    bool *marked = arena_alloc(m->arena, m->step_count * sizeof *marked);
    for (size_t i = 0; i < m->step_count; i++) {
        struct plan_step *step = &m->steps[m->order[i]];
        memset(marked, 0, m->step_count * sizeof *marked);
        for (size_t tries = step->undoes || i == 0 ? 0 : upto(m, 3); tries > 0; tries--) {
            uint16_t before = m->order[upto(m, i - 1)];
            marked[before] = !m->steps[before].undoes;
        }
        step->after = keep_marked(m, marked, m->step_count);
    }
}

static void make_duties(struct making *m)
{
    size_t plain = m->step_count - m->undoing;
    bool *marked = arena_alloc(m->arena, m->step_count * sizeof *marked);
    bool *serves =
        arena_alloc(m->arena, m->step_count * (size_t)LINES_MAX_BY_CHANCE * sizeof *serves);
    m->line_count = upto(m, LINES_MAX_BY_CHANCE);
    m->duties = arena_alloc(m->arena,
                            (size_t)LINES_MAX_BY_CHANCE * ENTRIES_MAX_OF_LINE * sizeof *m->duties);
    for (size_t line = 0; line < m->line_count; line++) {
        for (size_t entries = 1 + upto(m, ENTRIES_MAX_OF_LINE - 1); entries > 0; entries--) {
            memset(marked, 0, m->step_count * sizeof *marked);
            for (size_t steps = 1 + upto(m, 2); steps > 0; steps--) {
                size_t step = upto(m, plain - 1);
                marked[step] = true;
                serves[step * LINES_MAX_BY_CHANCE + line] = true;
            }
            m->duties[m->duty_count++] =
                (struct plan_duty){(uint16_t)line, keep_marked(m, marked, m->step_count)};
        }
    }
    for (size_t i = 0; i < plain; i++) {
        bool *of = serves + i * LINES_MAX_BY_CHANCE;
        if (m->line_count > 0 && one_in(m, 4)) {
            of[upto(m, m->line_count - 1)] = true;
        }
        m->steps[i].serves = keep_marked(m, of, m->line_count);
    }
}

/* take_over - what a step is, from one of the version before. */
static void take_over(struct making *m, const struct process_plan *of, uint16_t *steps)
{
    for (size_t i = 0; i < of->step_count; i++) {
        const struct plan_step *old = &of->steps[i];
        steps[i] = PLAN_NEW;
        for (size_t k = 0; k < m->step_count && steps[i] == PLAN_NEW && !one_in(m, 6); k++) {
            struct plan_step *step = &m->steps[k];
            bool taken = false;
            for (size_t other = 0; other < i; other++) {
                taken |= steps[other] == k;
            }
            if (!taken && step->undoes == old->undoes) {
                steps[i] = (uint16_t)k;
                step->kind = old->kind;
                step->proof = old->proof;
                step->to = old->to;
                step->confirms = old->confirms;
                step->option_count = old->option_count;
                memcpy(step->then, old->then, sizeof step->then);
                step->wait_for = old->kind == STEP_WAIT ? old->wait_for : (struct length){0};
            }
        }
    }
}

static void make(struct making *m, size_t steps_max, const struct process_plan *of, uint16_t *steps,
                 struct process_plan *ret)
{
    m->undoing = upto(m, UNDOING_MAX);
    m->step_count = 2 + upto(m, steps_max - 2) + m->undoing;
    m->steps = arena_alloc(m->arena, m->step_count * sizeof *m->steps);
    m->order = arena_alloc(m->arena, m->step_count * sizeof *m->order);
    shuffle(m);
    for (size_t i = 0; i < m->step_count; i++) {
        make_step(m, i);
    }
    if (of != NULL) {
        take_over(m, of, steps);
    }
    join_steps(m);
    make_duties(m);
    *ret = (struct process_plan){.steps = m->steps,
                                 .duties = m->duties,
                                 .order = m->order,
                                 .step_count = m->step_count,
                                 .duty_count = m->duty_count,
                                 .line_count = m->line_count,
                                 .ends_life = of != NULL ? of->ends_life : one_in(m, 4),
                                 .calendar =
                                     one_in(m, 8) ? HOLIDAYS_SCOTLAND : HOLIDAYS_ENGLAND_AND_WALES};
}

void simulate_plan_random(struct arena *arena, struct random *random, size_t steps_max,
                          struct process_plan *ret)
{
    struct making m = {.arena = arena, .random = random};
    make(&m, steps_max, NULL, NULL, ret);
}

void simulate_plan_version(struct arena *arena, struct random *random, size_t steps_max,
                           const struct process_plan *of, struct process_plan *ret, uint16_t *steps)
{
    struct making m = {.arena = arena, .random = random};
    make(&m, steps_max, of, steps, ret);
}
