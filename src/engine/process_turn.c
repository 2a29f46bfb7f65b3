/* process_turn.c - what inputs and what follows from them share: actions, days, a step that begins,
 * ends, is taken back. */
#include "process_parts.h"

#include <assert.h>

void turn_act(struct turn *t, struct process_action action)
{
    assert(t->out->count < PROCESS_ACTIONS_MAX);
    t->out->at[t->out->count++] = action;
}

void turn_act_on_step(struct turn *t, enum process_action_kind kind, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    turn_act(t,
             (struct process_action){
                 .kind = kind, .place = (uint16_t)place, .round = step->round, .due = step->due});
}

void turn_act_on_line(struct turn *t, enum process_action_kind kind, enum tell_reason reason,
                      size_t line)
{
    const struct process_line *l = &t->process->lines[line];
    turn_act(t, (struct process_action){.kind = kind,
                                        .reason = reason,
                                        .place = (uint16_t)line,
                                        .due = l->has_deadline ? l->deadline : PROCESS_DAY_NONE});
}

void turn_tell(struct turn *t, enum tell_reason reason, size_t place, bool to_escalated)
{
    const struct process_step *step = &t->process->steps[place];
    turn_act(t, (struct process_action){.kind = ACTION_TELL,
                                        .reason = reason,
                                        .place = (uint16_t)place,
                                        .round = step->round,
                                        .to_escalated = to_escalated,
                                        .due = step->due});
}

/* ---- days ---- */

int32_t turn_working_days(const struct turn *t, int32_t day, int32_t count)
{
    return working_day_add(t->plan->calendar, day, count);
}

int32_t turn_day_after(const struct turn *t, int32_t day, struct length length)
{
    const struct clock_rule rule = {.within = length};
    return clock_deadline(&rule, t->plan->calendar, day, NULL, 0);
}

/* has_passed - is the day over? */
bool turn_has_passed(const struct turn *t, int32_t day)
{
    return day != PROCESS_DAY_NONE && day < t->today;
}

/* ---- what a step is ---- */

bool step_leaves(enum step_kind kind)
{
    return kind == STEP_LETTER || kind == STEP_MESSAGE || kind == STEP_NOTICE ||
           kind == STEP_REFERRAL || kind == STEP_UPDATE;
}

bool turn_is_to_dead(const struct turn *t, size_t place)
{
    enum plan_addressee to = t->plan->steps[place].to;
    return to != ADDRESSED_TO_NOBODY && (t->process->dead & 1U << to) != 0;
}

/* serves_owed - is a duty that it serves owed, and not yet discharged? */
bool turn_serves_owed(const struct turn *t, size_t place)
{
    const struct plan_places *serves = &t->plan->steps[place].serves;
    for (size_t i = 0; i < serves->count; i++) {
        if (t->process->lines[serves->at[i]].state == DUTY_STARTED) {
            return true;
        }
    }
    return false;
}

/* due_of - the earliest of what the step says and of the deadlines that it serves. */
int32_t turn_due(const struct turn *t, size_t place)
{
    const struct plan_step *planned = &t->plan->steps[place];
    int32_t due =
        planned->due.count > 0 ? turn_day_after(t, t->today, planned->due) : PROCESS_DAY_NONE;
    for (size_t i = 0; i < planned->serves.count; i++) {
        const struct process_line *line = &t->process->lines[planned->serves.at[i]];
        if (line->state == DUTY_STARTED && line->has_deadline && line->deadline < due) {
            due = line->deadline;
        }
    }
    return due;
}

/* ---- a step begins, ends ---- */

void turn_give_to_team(struct turn *t, size_t place)
{
    t->process->steps[place].stage = STAGE_OPEN;
    t->process->steps[place].by_hand = true;
    turn_act_on_step(t, ACTION_TASK, place);
}

void turn_begin_step(struct turn *t, size_t place)
{
    const struct plan_step *planned = &t->plan->steps[place];
    struct process_step *step = &t->process->steps[place];
    *step = (struct process_step){.holds = step->holds,
                                  .wanted = step->wanted,
                                  .told_unclear = step->told_unclear,
                                  .until = step->until,
                                  .round = (uint8_t)(step->round + (step->round < UINT8_MAX)),
                                  .begun = t->today,
                                  .done = PROCESS_DAY_NONE};
    step->due = turn_due(t, place);
    if (turn_is_to_dead(t, place)) {
        turn_give_to_team(t, place);
        turn_tell(t, TELL_DIED, place, false);
    } else if (step_leaves(planned->kind)) {
        step->stage = STAGE_QUEUED;
        turn_act_on_step(t, ACTION_SEND, place);
    } else if (planned->kind == STEP_WAIT) {
        step->stage = STAGE_OPEN;
        if (planned->wait_for.count > 0) {
            step->until = turn_day_after(t, t->today, planned->wait_for);
        } else if (step->due == PROCESS_DAY_NONE) {
            step->due = turn_working_days(t, t->today, PROCESS_WAIT_WORKING_DAYS);
        }
    } else {
        step->stage = STAGE_OPEN;
        turn_act_on_step(t, ACTION_TASK, place);
    }
}

void turn_finish_step(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    if (step->stage != STAGE_DONE) {
        turn_act_on_step(t, ACTION_STOP, place);
    }
    step->stage = STAGE_DONE;
    step->done = t->today;
}

/* put_right - what was done or sent is taken back. */
void turn_put_right(struct turn *t, size_t place)
{
    const struct plan_step *planned = &t->plan->steps[place];
    struct process_step *step = &t->process->steps[place];
    if (step->taken_back) {
        return;
    }
    step->taken_back = true;
    if (planned->undo == UNDO_STEP) {
        struct process_step *undo = &t->process->steps[planned->undo_step];
        undo->wanted = true;
        if (undo->stage == STAGE_DONE || undo->stage == STAGE_STOPPED) {
            undo->stage = STAGE_WAITING; /* once more: another step asks for it */
            undo->taken_back = false;
        }
    }
    if (planned->undo != UNDO_NOTHING) {
        turn_tell(t, TELL_TAKEN_BACK, place, false);
    }
}

/* take_back - a step is not to be taken any more: stopped if nothing has come of it, else put
 * right. */
void turn_take_back(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    switch (step->stage) {
    case STAGE_WAITING:
    case STAGE_STOPPED:
        break;
    case STAGE_OPEN:
    case STAGE_QUEUED:
        turn_act_on_step(t, ACTION_STOP, place);
        step->stage = STAGE_STOPPED;
        break;
    case STAGE_LEFT:
        turn_act_on_step(t, ACTION_STOP, place);
        step->stage = STAGE_STOPPED;
        turn_put_right(t, place);
        break;
    case STAGE_STUCK:
        turn_act_on_step(t, ACTION_STOP, place);
        step->stage = STAGE_STOPPED;
        if (step->uncertain) {
            turn_put_right(t, place);
        }
        break;
    case STAGE_DONE:
        turn_put_right(t, place);
        break;
    default:
        assert(false);
    }
}

void turn_stop_asking(struct turn *t, size_t line)
{
    struct process_line *l = &t->process->lines[line];
    if (l->asked != PROCESS_DAY_NONE) {
        l->asked = PROCESS_DAY_NONE;
        turn_act_on_line(t, ACTION_FOUND_OUT, TELL_NOTHING, line);
    }
}

void turn_discharge(struct turn *t, size_t line, bool by_hand)
{
    struct process_line *l = &t->process->lines[line];
    l->state = DUTY_DISCHARGED;
    l->discharged = t->today;
    l->by_hand = by_hand;
    turn_stop_asking(t, line);
    turn_act_on_line(t, ACTION_DISCHARGED, TELL_NOTHING, line);
}
