/* simulate_check.c - what must hold after every transaction: of each action that it changed, of the
 * leaves that it made, of each process (simulate_judge.c); and at the end of a kind world. */
#include "simulate_parts.h"

#include <stdio.h>

const char *const simulate_invariant_names[SIMULATE_INVARIANTS + 1] = {
    "holds",      "lost",        "twice",      "stopped", "duty_state", "duty_proof",
    "silence",    "distress",    "taken_back", "ends",    "whole",      "round_trip",
    "audit_leaf", "stale_token", "wakes",      "day",     NULL};
const char *const simulate_invariant_words[SIMULATE_INVARIANTS] = {
    [HOLDS_ALL] = "all holds",
    [INVARIANT_NOTHING_LOST] = "what is to be done or sent is with somebody, or parked and told",
    [INVARIANT_NOTHING_TWICE] = "nothing comes twice to whoever looks at its key",
    [INVARIANT_STOPPED_STAYS] = "what was stopped neither leaves nor stays with a team",
    [INVARIANT_DUTY_STATE] = "a duty is in one of its states, and ends in a final one",
    [INVARIANT_DUTY_PROOF] = "what counts as done was said to be, as the step asks",
    [INVARIANT_NO_SILENCE] = "no clock is missed, and nothing that can't be told, in silence",
    [INVARIANT_NO_DISTRESS] = "nothing leaves to somebody who is known to be dead",
    [INVARIANT_TAKEN_BACK] = "what was done from an event that was none is undone, or told",
    [INVARIANT_ENDS] = "in a kind world every process ends",
    [INVARIANT_WHOLE] = "a process is whole",
    [INVARIANT_ROUND_TRIP] = "a process comes back from its bytes as it was",
    [INVARIANT_ONE_LEAF] = "each input leaves one version and one leaf in the audit log",
    [INVARIANT_STALE_TOKEN] = "whoever lost the lease changes nothing",
    [INVARIANT_WAKES] = "a process is woken by the first day on which something is due",
    [INVARIANT_DAY] = "its day never goes back",
};

void simulate_violate(struct simulation *s, enum simulate_invariant invariant, int64_t process,
                      int place, const char *what)
{
    struct simulate_violation *v = &s->violation;
    if (v->invariant != HOLDS_ALL) {
        return;
    }
    v->invariant = invariant;
    v->seed = s->seed;
    v->step = s->steps;
    v->at = s->at;
    v->process = process;
    v->place = place;
    snprintf(v->what, sizeof v->what, "%s", what);
    simulate_say(s, "VIOLATED: %s", what);
}

/* ---- actions ---- */

static bool is_said_done(const struct simulation *s, const struct action_row *row)
{
    const struct process *p = &s->store.processes[row->process - 1].process;
    return row->place < p->step_count && p->steps[row->place].stage == STAGE_DONE &&
           s->processes[row->process - 1].seen_steps[row->place].said == row->round;
}

/* check_over - a delivery that is over: it arrived, somebody did it, or it was stopped. */
static void check_over(struct simulation *s, const struct action_row *before,
                       const struct action_row *row)
{
    const struct process *p = &s->store.processes[row->process - 1].process;
    const struct process_step *step = row->place < p->step_count ? &p->steps[row->place] : NULL;
    bool by_hand = step != NULL && step->by_hand && step->round == row->round;
    bool began_anew = step == NULL || step->round != row->round;
    bool fine =
        by_hand || began_anew || is_said_done(s, row) ||
        (row->state == ROW_ENDED
             ? simulate_arrived(s, row->process, row->place, row->round) || before->stop_wanted
             : step->stage == STAGE_STOPPED ||
                   (before->stop_wanted && step->stage != STAGE_QUEUED));
    if (row->kind == ACTION_SEND && !fine) {
        simulate_violate(s, INVARIANT_NOTHING_LOST, row->process, row->place,
                         "it left the outbox, and neither arrived nor was stopped");
    }
}

/* check_going - the last look before something leaves. */
static void check_going(struct simulation *s, const struct action_row *row)
{
    const struct process *p = &s->store.processes[row->process - 1].process;
    const struct process_plan *plan = simulate_plan_of(s, (size_t)row->process - 1);
    uint8_t dead = s->processes[row->process - 1].dead;
    if (row->place >= plan->step_count) {
        simulate_violate(s, INVARIANT_STOPPED_STAYS, row->process, -1,
                         "it goes, and is of no step of the pack");
        return;
    }
    const struct process_step *step = &p->steps[row->place];
    enum plan_addressee to = plan->steps[row->place].to;
    enum step_stage should = row->kind == ACTION_SEND ? STAGE_QUEUED : STAGE_LEFT;
    if (step->stage != should || (row->kind == ACTION_SEND && step->round != row->round)) {
        simulate_violate(s, INVARIANT_STOPPED_STAYS, row->process, row->place,
                         "it goes, and its step was stopped, done or begun anew");
    }
    if (to != ADDRESSED_TO_NOBODY && (dead >> to & 1) != 0) {
        simulate_violate(s, INVARIANT_NO_DISTRESS, row->process, row->place,
                         "it goes to somebody who is known to be dead");
    }
}

/* check_later - back-off, and in the end a person. */
static void check_later(struct simulation *s, const struct action_row *before,
                        const struct action_row *row)
{
    static const int32_t waits[] = {0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    bool fine = row->tries >= 1 && row->tries < sizeof waits / sizeof waits[0] &&
                row->tries == before->tries + 1 && row->next_try >= s->now.at + waits[row->tries] &&
                row->next_try <= s->now.at + 86400;
    if (!fine) {
        simulate_violate(s, INVARIANT_NOTHING_LOST, row->process, row->place,
                         "it is not tried again when it should be");
    }
}

static void check_action(struct simulation *s, const struct action_row *before,
                         const struct action_row *row)
{
    static const bool may[ACTION_STATES][ACTION_STATES] = {
        [ROW_OPEN] = {[ROW_OPEN] = true, [ROW_ENDED] = true, [ROW_STOPPED] = true},
        [ROW_READY] = {[ROW_READY] = true,
                       [ROW_LEASED] = true,
                       [ROW_ENDED] = true,
                       [ROW_STOPPED] = true,
                       [ROW_GOING] = true},
        [ROW_LEASED] = {[ROW_LEASED] = true,
                        [ROW_GOING] = true,
                        [ROW_ENDED] = true,
                        [ROW_STOPPED] = true,
                        [ROW_PARKED] = true},
        [ROW_GOING] = {[ROW_LEASED] = true,
                       [ROW_GOING] = true,
                       [ROW_READY] = true,
                       [ROW_PARKED] = true,
                       [ROW_ENDED] = true,
                       [ROW_STOPPED] = true},
        [ROW_PARKED] = {[ROW_PARKED] = true,
                        [ROW_READY] = true,
                        [ROW_ENDED] = true,
                        [ROW_STOPPED] = true,
                        [ROW_GOING] = true},
    };
    bool leases = row->state == ROW_LEASED &&
                  (before->state != ROW_LEASED || before->lease_until != row->lease_until);
    if (!may[before->state][row->state]) {
        simulate_violate(s, INVARIANT_STOPPED_STAYS, row->process, row->place,
                         "an action went from one state to another that does not follow it");
    }
    if (row->token < before->token || (leases && row->token == before->token)) {
        simulate_violate(s, INVARIANT_STALE_TOKEN, row->process, row->place,
                         "a lease has no token of its own");
    }
    if (leases && before->state != ROW_READY && before->lease_until > s->now.at) {
        simulate_violate(s, INVARIANT_STALE_TOKEN, row->process, row->place,
                         "a lease was given away before it was over");
    }
    if (leases && row->lease_until != s->now.at + ENGINE_LEASE_S) {
        simulate_violate(s, INVARIANT_NOTHING_LOST, row->process, row->place,
                         "a lease is for another time than it should be");
    }
    if (s->acting_stale && s->acting != NULL && s->acting->row.action == row->action) {
        simulate_violate(s, INVARIANT_STALE_TOKEN, row->process, row->place,
                         "a worker that lost its lease changed something");
    }
    if (row->state == ROW_GOING && before->state == ROW_LEASED && !row->stop_wanted) {
        check_going(s, row);
    }
    if (row->state == ROW_READY && before->state == ROW_GOING) {
        check_later(s, before, row);
    }
    if (row->tries >= ENGINE_TRIES_MAX && row->state != ROW_PARKED && action_is_live(row->state) &&
        !row->stop_wanted) {
        simulate_violate(s, INVARIANT_NOTHING_LOST, row->process, row->place,
                         "it was tried long enough, and is not parked");
    }
    if (!action_is_live(row->state) && action_is_live(before->state)) {
        check_over(s, before, row);
    }
}

/* ---- what a team was told ---- */

static void see_tell_of_line(struct simulation *s, const struct action_row *row)
{
    const struct process *p = &s->store.processes[row->process - 1].process;
    struct seen_line *seen = &s->processes[row->process - 1].seen_lines[row->place];
    if (row->kind == ACTION_ASK || row->reason == TELL_STILL_ASKED) {
        seen->asked = p->day;
    } else if (row->reason == TELL_DUTY_LATE) {
        seen->late_deadline = row->due;
        if (row->due >= p->day) {
            simulate_violate(s, INVARIANT_NO_SILENCE, row->process, row->place,
                             "a duty is told as late that is not");
        }
    } else {
        seen->told_empty = true;
    }
}

/* is_reminded_enough - as often as it should be, or not at all: by whom it is to be confirmed is a
 * team's or a system's, or somebody who died. */
static bool is_reminded_enough(const struct simulation *s, const struct action_row *row)
{
    const struct plan_step *planned =
        &simulate_plan_of(s, (size_t)row->process - 1)->steps[row->place];
    const struct simulated_process *p = &s->processes[row->process - 1];
    const struct seen_step *seen = &p->seen_steps[row->place];
    return planned->proof != PROOF_RECIPIENT_CONFIRMS || (p->dead >> planned->to & 1) != 0 ||
           (seen->reminded == row->round && seen->reminders == PROCESS_REMINDERS_MAX);
}

static void see_tell_of_step(struct simulation *s, const struct action_row *row)
{
    const struct process *p = &s->store.processes[row->process - 1].process;
    const struct process_plan *plan = simulate_plan_of(s, (size_t)row->process - 1);
    struct seen_step *seen = &s->processes[row->process - 1].seen_steps[row->place];
    seen->told[row->reason] = row->round;
    if (row->reason == TELL_UNCLEAR) {
        seen->told_unclear = true;
    }
    if (row->reason == TELL_LATE) {
        seen->late_due = row->due;
        if (simulate_late_day(plan, p, row->place) >= p->day) {
            simulate_violate(s, INVARIANT_NO_SILENCE, row->process, row->place,
                             "it is told as late, and is not");
        }
    }
    if (row->reason == TELL_UNCONFIRMED && !is_reminded_enough(s, row)) {
        simulate_violate(s, INVARIANT_NO_SILENCE, row->process, row->place,
                         "it is told as unconfirmed before whoever should confirm it was reminded");
    }
    if ((row->reason == TELL_LATE || row->reason == TELL_UNCONFIRMED) &&
        row->to_escalated != plan->steps[row->place].escalates) {
        simulate_violate(s, INVARIANT_NO_SILENCE, row->process, row->place,
                         "whoever it escalates to was not told, or somebody who should not be");
    }
}

static void see_reminder(struct simulation *s, const struct action_row *row)
{
    const struct process *p = &s->store.processes[row->process - 1].process;
    const struct process_plan *plan = simulate_plan_of(s, (size_t)row->process - 1);
    struct seen_step *seen = &s->processes[row->process - 1].seen_steps[row->place];
    uint8_t round = p->steps[row->place].round;
    seen->reminders = seen->reminded == round ? seen->reminders + 1 : 1;
    seen->reminded = round;
    if (simulate_remind_day(plan, p, row->place, seen->reminders - 1U) >= p->day) {
        simulate_violate(s, INVARIANT_NO_SILENCE, row->process, row->place,
                         "somebody is reminded before it is time");
    }
}

/* see_added - an action that is new. */
static void see_added(struct simulation *s, const struct action_row *row)
{
    bool of_line = action_is_of_line(row);
    if (row->place == ENGINE_ANY_PLACE) {
        s->processes[row->process - 1].told_gone |= row->reason == TELL_TAKEN_BACK;
        return;
    }
    if (of_line) {
        see_tell_of_line(s, row);
    } else if (row->kind == ACTION_TELL) {
        see_tell_of_step(s, row);
    } else if (row->kind == ACTION_REMIND) {
        see_reminder(s, row);
    }
}

/* see_input - what somebody said with what was taken just now. */
static void see_input(struct simulation *s, size_t process, const struct store_process *kept)
{
    const struct process *before = &kept->process;
    struct simulated_process *seen = &s->processes[process];
    const struct process *p = &s->store.processes[process].process;
    const struct process_input *input = s->input;
    switch (input->kind) {
    case INPUT_FOUND:
    case INPUT_AMENDED:
        if (input->seen != 0 && input->seen != before->inputs && kept->row.wants_look &&
            !s->store.processes[process].row.wants_look) {
            simulate_violate(s, INVARIANT_NOTHING_LOST, (int64_t)process + 1, -1,
                             "something was said since the facts were looked at, and nobody looks");
        }
        break;
    case INPUT_DONE:
    case INPUT_DECIDED:
        /* what nobody could tell whether to take begins by being seen to */
        seen->seen_steps[input->place].said =
            (before->steps[input->place].told_unclear ? p : before)->steps[input->place].round;
        if (p->steps[input->place].stage == STAGE_DONE &&
            !s->store.processes[process].row.wants_look && !p->withdrawn) {
            simulate_violate(s, INVARIANT_NOTHING_LOST, (int64_t)process + 1, input->place,
                             "something was done, and nobody looks at what follows");
        }
        break;
    case INPUT_DISCHARGED:
        seen->seen_lines[input->place].by_hand = true;
        break;
    case INPUT_DIED:
        seen->dead |= (uint8_t)(1U << input->died);
        break;
    case INPUT_WITHDRAWN:
        if (!p->withdrawn) {
            simulate_violate(s, INVARIANT_TAKEN_BACK, (int64_t)process + 1, -1,
                             "the event was none, and the process goes on");
        }
        break;
    default:
        break;
    }
}

/* forget - what has to be told again when it comes again. */
static void forget(struct simulation *s, size_t process)
{
    struct simulated_process *seen = &s->processes[process];
    const struct process *p = &s->store.processes[process].process;
    for (size_t i = 0; i < p->step_count; i++) {
        if (p->steps[i].holds != HOLDS_CANNOT_TELL) {
            seen->seen_steps[i].told_unclear = false;
        }
    }
    for (size_t i = 0; i < p->line_count; i++) {
        if (p->lines[i].state == DUTY_STARTED && !p->lines[i].told_empty) {
            seen->seen_lines[i].told_empty = false;
        }
    }
}

/* ---- leaves, events ---- */

static bool is_changed(const struct process *a, const struct process *b)
{
    for (size_t i = 0; i < a->step_count; i++) {
        if (a->steps[i].stage != b->steps[i].stage) {
            return true;
        }
    }
    return false;
}

/* count_inputs - how often a process was put by the transaction; false: one before stands for
 * it. */
static bool count_inputs(const struct store_journal *j, size_t at, unsigned *ret)
{
    *ret = 0;
    for (size_t i = 0; i < j->process_count; i++) {
        if (i < at && j->processes[i] == j->processes[at]) {
            return false;
        }
        *ret += j->processes[i] == j->processes[at];
    }
    return true;
}

static void check_leaves(struct simulation *s, size_t at, unsigned inputs)
{
    const struct store_journal *j = &s->store.journal;
    size_t process = j->processes[at], leaves = 0, actions = 0;
    const struct process *p = &s->store.processes[process].process;
    for (size_t i = 0; i < j->leaf_count; i++) {
        leaves += j->leaves[i].process == (int64_t)process + 1 &&
                  j->leaves[i].inputs + inputs > p->inputs && j->leaves[i].inputs <= p->inputs;
    }
    for (size_t i = 0; i < j->action_count; i++) {
        actions += s->store.actions[j->actions[i].index].process == (int64_t)process + 1;
    }
    bool may_be_time = s->input == NULL || s->input->kind == INPUT_TIME;
    bool may_be_none = !j->added[at] && may_be_time && actions == 0 && s->moving == 0 &&
                       !is_changed(&j->before[at].process, p);
    if (leaves > inputs || (leaves < inputs && !may_be_none) || j->leaf_count > j->process_count) {
        simulate_violate(s, INVARIANT_ONE_LEAF, (int64_t)process + 1, -1,
                         leaves > inputs ? "it has more than one leaf in the audit log"
                                         : "it has no leaf in the audit log");
    }
}

static void check_events(struct simulation *s, size_t at)
{
    const struct store_journal *j = &s->store.journal;
    size_t process = j->processes[at];
    const struct process *p = &s->store.processes[process].process;
    bool ends = !j->added[at] && p->status == PROCESS_ENDED &&
                j->before[at].process.status != PROCESS_ENDED;
    bool withdraws = !j->added[at] && p->withdrawn && !j->before[at].process.withdrawn &&
                     (s->input == NULL || s->input->kind != INPUT_WITHDRAWN);
    bool confirms = !j->added[at] && p->confirmed && !j->before[at].process.confirmed &&
                    (s->input == NULL || s->input->kind != INPUT_CONFIRMED);
    size_t found[3] = {0};
    for (size_t i = 0; i < j->event_count; i++) {
        if (j->events[i].process == process) {
            found[0] += j->events[i].kind == ACTION_END;
            found[1] += j->events[i].kind == ACTION_WITHDRAW;
            found[2] += j->events[i].kind == ACTION_CONFIRM;
        }
    }
    if (found[0] != ends || found[1] != withdraws || found[2] != confirms) {
        simulate_violate(s, INVARIANT_DUTY_STATE, (int64_t)process + 1, -1,
                         "its event was not told that it is confirmed, withdrawn or closed, or "
                         "wrongly");
    }
}

static void check_process(struct simulation *s, size_t at)
{
    const struct store_journal *j = &s->store.journal;
    size_t process = j->processes[at];
    struct judgement judgement;
    unsigned inputs;
    if (!count_inputs(j, at, &inputs)) {
        return;
    }
    const struct process *before = j->added[at] || s->moving != 0 ? NULL : &j->before[at].process;
    if (before != NULL && s->input != NULL) {
        see_input(s, process, &j->before[at]);
    }
    simulate_judge(s, process, before, inputs, &judgement);
    if (judgement.wrong != NULL) {
        char what[200];
        snprintf(what, sizeof what, "%s%s", judgement.is_of_line ? "a duty: " : "",
                 judgement.wrong);
        simulate_violate(s, judgement.invariant, (int64_t)process + 1, judgement.place, what);
    }
    check_leaves(s, at, inputs);
    check_events(s, at);
    forget(s, process);
}

void simulate_committed(void *context)
{
    struct simulation *s = context;
    const struct store_journal *j = &s->store.journal;
    s->steps++;
    if (s->trace != NULL) {
        simulate_say_commit(s);
    }
    if (s->violation.invariant != HOLDS_ALL) {
        return;
    }
    for (size_t i = 0; i < j->process_count && s->moving != 0; i++) {
        simulate_moved(s, i);
    }
    for (size_t i = 0; i < j->action_count; i++) {
        if (j->actions[i].added) {
            see_added(s, &s->store.actions[j->actions[i].index]);
        }
    }
    for (size_t i = 0; i < j->process_count; i++) {
        check_process(s, i);
    }
    for (size_t i = 0; i < j->action_count; i++) {
        const struct action_change *change = &j->actions[i];
        if (!change->added) {
            check_action(s, &change->before, &s->store.actions[change->index]);
        }
    }
}

/* ---- idle, and the end ---- */

void simulate_check_idle(struct simulation *s)
{
    for (size_t i = 0; i < s->store.process_count; i++) {
        const struct store_process *kept = &s->store.processes[i];
        if (kept->row.wants_look) {
            simulate_violate(s, INVARIANT_NOTHING_LOST, (int64_t)i + 1, -1,
                             "its facts are to be looked at, and every worker is idle");
        }
        if (kept->process.status != PROCESS_ENDED && kept->process.wake <= s->now.day) {
            simulate_violate(s, INVARIANT_NO_SILENCE, (int64_t)i + 1, -1,
                             "its day has come, and every worker is idle");
        }
    }
    for (size_t i = s->store.first_live; i < s->store.action_count; i++) {
        const struct action_row *row = &s->store.actions[i];
        if (row->state == ROW_READY && row->next_try <= s->now.at) {
            simulate_violate(s, INVARIANT_NOTHING_LOST, row->process, row->place,
                             "it is to leave now, and every worker is idle");
        }
    }
}

/* is_told - was a team told of what came of a step in that round, or later? */
static bool is_told(const struct seen_step *seen, uint8_t round)
{
    return seen->told[TELL_TAKEN_BACK] >= round || seen->told[TELL_DIED] >= round;
}

static void check_effects(struct simulation *s)
{
    for (size_t i = 0; i < s->effect_count; i++) {
        const struct effect *e = &s->effects[i];
        size_t process = (size_t)e->process - 1;
        const struct process *p = &s->store.processes[process].process;
        if (e->must_tell && !s->processes[process].told_gone) {
            simulate_violate(s, INVARIANT_TAKEN_BACK, e->process, -1,
                             "it was sent, the pack has its step no more, and no team was told");
        }
        if (e->kind != ACTION_SEND || e->place >= p->step_count) {
            continue;
        }
        const struct process_step *step = &p->steps[e->place];
        const struct plan_step *planned = &simulate_plan_of(s, process)->steps[e->place];
        bool counts = step->round == e->round && step->stage == STAGE_DONE && !step->taken_back &&
                      (!p->withdrawn || planned->undoes);
        if (!counts && planned->undo != UNDO_NOTHING && !planned->undoes &&
            !s->processes[process].moved &&
            !is_told(&s->processes[process].seen_steps[e->place], e->round)) {
            simulate_violate(s, INVARIANT_TAKEN_BACK, e->process, e->place,
                             "it came to its receiver and counts no more, and no team was told");
        }
    }
}

void simulate_check_end(struct simulation *s)
{
    for (size_t i = 0; i < s->store.process_count; i++) {
        const struct process *p = &s->store.processes[i].process;
        if (p->status != PROCESS_ENDED) {
            simulate_violate(s, INVARIANT_ENDS, (int64_t)i + 1, -1,
                             "everybody has done what they should, and it has not ended");
        }
    }
    for (size_t i = s->store.first_live; i < s->store.action_count; i++) {
        const struct action_row *row = &s->store.actions[i];
        if (action_is_live(row->state) && row->kind != ACTION_TELL) {
            simulate_violate(s, INVARIANT_NOTHING_LOST, row->process, row->place,
                             "all have ended, and something is still to be done");
        }
    }
    check_effects(s);
}
