/* simulate_people.c - teams that do, decide, err, see to what was parked and find out; recipients
 * who confirm early, late, twice, never; events corrected, confirmed, that were none; people who
 * die. */
#include "simulate_parts.h"

const struct process_plan *simulate_plan_of(const struct simulation *s, size_t process)
{
    return &s->plans[s->store.processes[process].row.plan - 1];
}

/* ---- facts ---- */

static int32_t some_day(struct simulation *s)
{
    return s->now.day - 4 + (int32_t)chance(s, 45);
}

static void some_line(struct simulation *s, const struct process_plan *plan, size_t line,
                      struct found_line *ret)
{
    static const enum duty_state states[] = {DUTY_STARTED,        DUTY_STARTED,     DUTY_STARTED,
                                             DUTY_STARTED,        DUTY_CANNOT_TELL, DUTY_REFUSED,
                                             DUTY_NOT_APPLICABLE, DUTY_NOT_IN_FORCE};
    uint16_t entry = 0;
    uint64_t count = 0;
    for (size_t i = 0; i < plan->duty_count; i++) { /* one of the line's, each as likely */
        if (plan->duties[i].line == line && one_in(s, ++count)) {
            entry = (uint16_t)i;
        }
    }
    *ret = (struct found_line){.state = states[chance(s, sizeof states / sizeof states[0])],
                               .entry = entry,
                               .deadline = PROCESS_DAY_NONE};
    if (ret->state == DUTY_STARTED && !one_in(s, 4)) {
        ret->has_deadline = true;
        ret->deadline = some_day(s);
    }
}

static void some_step(struct simulation *s, const struct process_plan *plan, size_t place,
                      struct found_step *ret)
{
    static const enum step_holds holds[] = {HOLDS_YES, HOLDS_YES, HOLDS_YES, HOLDS_YES,
                                            HOLDS_YES, HOLDS_NO,  HOLDS_NO,  HOLDS_CANNOT_TELL};
    *ret = (struct found_step){.holds = holds[chance(s, sizeof holds / sizeof holds[0])],
                               .until = PROCESS_DAY_NONE};
    if (plan->steps[place].kind == STEP_WAIT) {
        ret->until = one_in(s, 2) ? some_day(s) : PROCESS_DAY_NONE;
        ret->answered = one_in(s, 6);
    }
}

void simulate_facts(struct simulation *s, size_t process)
{
    struct simulated_process *p = &s->processes[process];
    const struct process_plan *plan = simulate_plan_of(s, process);
    for (size_t i = 0; i < plan->line_count; i++) {
        some_line(s, plan, i, &p->lines[i]);
    }
    for (size_t i = 0; i < plan->step_count; i++) {
        some_step(s, plan, i, &p->steps[i]);
    }
}

/* change_facts - a few are others. */
static void change_facts(struct simulation *s, size_t process)
{
    struct simulated_process *p = &s->processes[process];
    const struct process_plan *plan = simulate_plan_of(s, process);
    p->changed = true;
    for (size_t i = 1 + chance(s, 3); i > 0; i--) {
        if (plan->line_count > 0 && one_in(s, 2)) {
            size_t line = chance(s, plan->line_count);
            some_line(s, plan, line, &p->lines[line]);
        } else {
            size_t step = chance(s, plan->step_count);
            some_step(s, plan, step, &p->steps[step]);
        }
    }
}

/* find_out - what can't be told is found out; all of it, or one thing in two. Returns whether
 * anything was. */
static bool find_out(struct simulation *s, size_t process, bool all)
{
    struct simulated_process *p = &s->processes[process];
    const struct process_plan *plan = simulate_plan_of(s, process);
    bool any = false;
    for (size_t i = 0; i < plan->line_count; i++) {
        if (p->lines[i].state == DUTY_CANNOT_TELL && (all || one_in(s, 2))) {
            p->lines[i].state = one_in(s, 2) ? DUTY_NOT_APPLICABLE : DUTY_STARTED;
            any = true;
        }
    }
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct process_step *step = &s->store.processes[process].process.steps[i];
        if (p->steps[i].holds == HOLDS_CANNOT_TELL && (all || one_in(s, 2))) {
            p->steps[i].holds = one_in(s, 3) ? HOLDS_NO : HOLDS_YES;
            any = true;
        }
        if (plan->steps[i].kind == STEP_WAIT && step->stage == STAGE_OPEN &&
            step->until == PROCESS_DAY_NONE && !p->steps[i].answered && (all || one_in(s, 2))) {
            p->steps[i].answered = true;
            any = true;
        }
    }
    p->changed |= any;
    return any;
}

/* ---- inputs ---- */

int simulate_input(struct simulation *s, size_t process, const struct process_input *input)
{
    struct err err;
    const struct process_input *taken = s->input;
    simulate_say(s, "process %zu: somebody says: %s, place %u", process + 1,
                 process_input_names[input->kind], input->place);
    s->input = input;
    int code = engine_input(&s->engine, (int64_t)process + 1, input, &s->now, STR("officer"), &err);
    s->input = taken;
    if (s->acting == NULL) {
        s->store.dead = false;
    }
    if (code != 0) {
        simulate_say(s, "  refused: %s", err.message);
    }
    return code;
}

int simulate_find(struct simulation *s, size_t process, bool amended)
{
    struct simulated_process *p = &s->processes[process];
    uint64_t inputs = s->store.processes[process].process.inputs;
    /* now and then something was said while the facts were looked at */
    bool is_late = !s->kind && inputs > 1 && one_in(s, 8);
    const struct process_input input = {.kind = amended ? INPUT_AMENDED : INPUT_FOUND,
                                        .seen = is_late ? inputs - 1 : inputs,
                                        .lines = p->lines,
                                        .steps = p->steps};
    int code = simulate_input(s, process, &input);
    if (code == 0) {
        p->amended = p->amended && !amended;
        p->changed = false;
    }
    return code;
}

static int say_done(struct simulation *s, const struct action_row *row)
{
    const struct process_plan *plan = simulate_plan_of(s, (size_t)row->process - 1);
    const struct process_step *step =
        &s->store.processes[row->process - 1].process.steps[row->place];
    struct process_input input = {.kind = INPUT_DONE, .place = row->place, .round = row->round};
    const struct plan_step *planned = &plan->steps[row->place];
    if (planned->kind == STEP_DECISION && !step->by_hand) {
        input.kind = INPUT_DECIDED;
        input.option = (uint8_t)(1 + chance(s, planned->option_count));
        while (s->kind && (planned->then[input.option - 1] == THEN_STAYS_OPEN ||
                           planned->then[input.option - 1] == THEN_WITHDRAWS)) {
            input.option = (uint8_t)(1 + chance(s, planned->option_count));
        }
    }
    return simulate_input(s, (size_t)row->process - 1, &input);
}

/* some_action - a live one of that kind and state, or NULL. */
static const struct action_row *some_action(struct simulation *s, enum process_action_kind kind,
                                            enum action_state state)
{
    const struct simulate_store *store = &s->store;
    size_t count = store->action_count - store->first_live;
    size_t start = count > 0 ? chance(s, count) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = store->first_live + (start + i) % count;
        if (store->tags[at].kind == kind && store->tags[at].state == state) {
            return &store->actions[at];
        }
    }
    return NULL;
}

static void team(struct simulation *s)
{
    const struct action_row *row = some_action(s, ACTION_TASK, ROW_OPEN);
    if (row != NULL) {
        (void)say_done(s, row);
    }
}

/* recipient - one of those who have got something says that it is done; some say so twice, some
 * before the council knows that it has arrived. */
static void recipient(struct simulation *s)
{
    if (s->effect_count == 0) {
        return;
    }
    const struct effect *e = &s->effects[chance(s, s->effect_count)];
    const struct process_input input = {.kind = INPUT_DONE, .place = e->place, .round = e->round};
    if (e->place != ENGINE_ANY_PLACE && e->kind == ACTION_SEND) {
        (void)simulate_input(s, (size_t)e->process - 1, &input);
    }
}

/* mistake - an input that fits nothing, as often as not. */
static void mistake(struct simulation *s, size_t process)
{
    const struct process_plan *plan = simulate_plan_of(s, process);
    static const enum process_input_kind kinds[] = {INPUT_DONE, INPUT_DECIDED, INPUT_AGAIN,
                                                    INPUT_DISCHARGED, INPUT_TIME};
    const struct process_input input = {.kind = kinds[chance(s, sizeof kinds / sizeof kinds[0])],
                                        .place = (uint16_t)chance(s, plan->step_count + 1),
                                        .round = (uint8_t)chance(s, 3),
                                        .option = (uint8_t)chance(s, 5)};
    (void)simulate_input(s, process, &input);
}

/* again - a parked one, by a person. What could not be composed can be by then. */
static void again(struct simulation *s, const struct action_row *row)
{
    struct err err;
    static const struct process_input input = {.kind = INPUT_AGAIN};
    simulate_say(s, "somebody tries again what was parked");
    if (s->composed[row->action - 1].what == COMPOSED_NOT) {
        s->composed[row->action - 1].made = false;
    }
    s->input = &input;
    (void)engine_again(&s->engine, &s->now, row->action, STR("officer"), &err);
    s->input = NULL;
    s->store.dead = false;
}

/* see_to - what was parked, or what a team was told. */
static void see_to(struct simulation *s)
{
    struct err err;
    const struct action_row *row =
        some_action(s, one_in(s, 3) ? ACTION_REMIND : ACTION_SEND, ROW_PARKED);
    if (row != NULL && one_in(s, 2)) {
        const struct process_input done = {
            .kind = INPUT_DONE, .place = row->place, .round = row->round};
        if (one_in(s, 3) && row->kind == ACTION_SEND && row->place != ENGINE_ANY_PLACE) {
            (void)simulate_input(s, (size_t)row->process - 1, &done); /* it left after all */
        } else {
            again(s, row);
        }
        return;
    }
    row = some_action(s, ACTION_TELL, ROW_OPEN);
    if (row != NULL) {
        simulate_say(s, "somebody has seen to what a team was told");
        (void)engine_close(&s->engine, &s->now, row->action, STR("officer"), &err);
        s->store.dead = false;
    }
}

static void by_hand(struct simulation *s, size_t process)
{
    const struct process_plan *plan = simulate_plan_of(s, process);
    if (plan->line_count > 0) {
        const struct process_input input = {.kind = INPUT_DISCHARGED,
                                            .place = (uint16_t)chance(s, plan->line_count)};
        (void)simulate_input(s, process, &input);
    }
}

static void die(struct simulation *s, size_t process)
{
    const struct process_input input = {
        .kind = INPUT_DIED, .died = (enum plan_addressee)(1 + chance(s, PLAN_ADDRESSEES - 1))};
    (void)simulate_input(s, process, &input);
}

void simulate_people(struct simulation *s, enum simulate_move_kind kind)
{
    if (s->store.process_count == 0) {
        return;
    }
    size_t process = chance(s, s->store.process_count);
    const struct process_input confirmed = {.kind = INPUT_CONFIRMED};
    const struct process_input withdrawn = {.kind = INPUT_WITHDRAWN};
    switch (kind) {
    case MOVE_TEAM:
        team(s);
        break;
    case MOVE_RECIPIENT:
        recipient(s);
        break;
    case MOVE_MISTAKE:
        mistake(s, process);
        break;
    case MOVE_SEE_TO:
        see_to(s);
        break;
    case MOVE_BY_HAND:
        by_hand(s, process);
        break;
    case MOVE_ANSWER:
        if (find_out(s, process, false)) {
            (void)simulate_find(s, process, s->processes[process].amended);
        }
        break;
    case MOVE_FIND:
        change_facts(s, process);
        (void)simulate_find(s, process, s->processes[process].amended);
        break;
    case MOVE_AMEND:
        change_facts(s, process);
        s->processes[process].amended = true;
        (void)simulate_find(s, process, true);
        break;
    case MOVE_CONFIRM:
        (void)simulate_input(s, process, &confirmed);
        break;
    case MOVE_WITHDRAW:
        (void)simulate_input(s, process, &withdrawn);
        break;
    default: /* MOVE_DIE */
        die(s, process);
        break;
    }
}

/* ---- the kind world ---- */

/* do_actions - what a process has open, parked, or waiting to be confirmed. */
static bool do_actions(struct simulation *s, size_t process)
{
    bool did = false;
    const struct process *p = &s->store.processes[process].process;
    for (size_t i = s->store.first_live; i < s->store.action_count; i++) {
        const struct action_row row = s->store.actions[i];
        if (row.process != (int64_t)process + 1) {
            continue;
        }
        if (row.kind == ACTION_TASK && row.state == ROW_OPEN) {
            did |= say_done(s, &row) == 0;
        } else if (row.state == ROW_PARKED) {
            again(s, &row);
            did = true;
        }
    }
    for (size_t i = 0; i < p->step_count; i++) {
        if (p->steps[i].stage == STAGE_LEFT) {
            const struct process_input done = {
                .kind = INPUT_DONE, .place = (uint16_t)i, .round = p->steps[i].round};
            did |= simulate_input(s, process, &done) == 0;
        }
    }
    return did;
}

/* discharge_by_hand - the duties for which no step is left. */
static bool discharge_by_hand(struct simulation *s, size_t process)
{
    const struct process *p = &s->store.processes[process].process;
    bool did = false;
    for (size_t i = 0; i < p->line_count && !p->withdrawn; i++) {
        const struct process_input input = {.kind = INPUT_DISCHARGED, .place = (uint16_t)i};
        if (p->lines[i].state == DUTY_STARTED && s->processes[process].seen_lines[i].told_empty) {
            did |= simulate_input(s, process, &input) == 0;
        }
    }
    return did;
}

bool simulate_be_kind(struct simulation *s, size_t process)
{
    const struct process *p = &s->store.processes[process].process;
    const struct process_input confirmed = {.kind = INPUT_CONFIRMED};
    bool did = false;
    if (p->status == PROCESS_ENDED && !s->processes[process].changed) {
        return false;
    }
    if (p->held && !p->withdrawn) {
        did |= simulate_input(s, process, &confirmed) == 0;
    }
    if (find_out(s, process, true) || s->processes[process].changed) {
        did |= simulate_find(s, process, s->processes[process].amended) == 0;
    }
    did |= do_actions(s, process);
    return did || discharge_by_hand(s, process);
}
