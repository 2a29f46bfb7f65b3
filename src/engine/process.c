/* process.c - the engine's function. What an input does by itself (take_…), then what follows from
 * the state as a whole (settle, run_clocks), which is the same after every input. */
#include "process.h"

#include <assert.h>

const char *const step_stage_names[STEP_STAGES + 1] = {"waiting", "open", "queued",  "left",
                                                       "stuck",   "done", "stopped", NULL};
const char *const process_input_names[PROCESS_INPUTS + 1] = {
    "found", "amended", "confirmed",  "done", "decided",   "left", "stuck",
    "again", "channel", "discharged", "died", "withdrawn", "time", NULL};
const char *const process_action_names[PROCESS_ACTION_KINDS + 1] = {
    "task",       "send",     "stop", "remind",  "tell",     "ask", "found_out",
    "discharged", "reopened", "look", "confirm", "withdraw", "end", NULL};
const char *const tell_reason_names[TELL_REASONS + 1] = {
    "nothing", "late",       "duty_late", "unconfirmed", "stuck", "unclear",
    "no_step", "taken_back", "died",      "still_asked", NULL};

const char *step_stage_title(enum step_stage stage, enum access_language language)
{
    static const char *const titles[STEP_STAGES][ACCESS_LANGUAGES] = {
        [STAGE_WAITING] = {"not begun", "heb ddechrau"},
        [STAGE_OPEN] = {"with the team", "gyda’r tîm"},
        [STAGE_QUEUED] = {"about to leave", "ar fin gadael"},
        [STAGE_LEFT] = {"sent, not confirmed", "wedi’i anfon, heb ei gadarnhau"},
        [STAGE_STUCK] = {"could not be sent", "methwyd ei anfon"},
        [STAGE_DONE] = {"done", "wedi’i wneud"},
        [STAGE_STOPPED] = {"stopped", "wedi’i atal"},
    };
    return titles[stage][language];
}

const char *tell_reason_title(enum tell_reason reason, enum access_language language)
{
    static const char *const titles[TELL_REASONS][ACCESS_LANGUAGES] = {
        [TELL_NOTHING] = {"", ""},
        [TELL_LATE] = {"late", "yn hwyr"},
        [TELL_DUTY_LATE] = {"a duty was not kept in time", "ni chyflawnwyd dyletswydd mewn pryd"},
        [TELL_UNCONFIRMED] = {"nobody has confirmed it", "nid oes neb wedi’i gadarnhau"},
        [TELL_STUCK] = {"it could not be sent", "methwyd ei anfon"},
        [TELL_UNCLEAR] = {"whether it is to be done can't be told",
                          "ni ellir dweud a oes angen ei wneud"},
        [TELL_NO_STEP] = {"no step is left for a duty that is owed",
                          "nid oes cam ar ôl ar gyfer dyletswydd sy’n ddyledus"},
        [TELL_TAKEN_BACK] = {"it was done and must be put right",
                             "fe’i gwnaed ac mae angen ei unioni"},
        [TELL_DIED] = {"the person it is for has died", "mae’r person y mae ar ei gyfer wedi marw"},
        [TELL_STILL_ASKED] = {"what is missing was not found out",
                              "ni chafwyd gwybod beth sydd ar goll"},
    };
    return titles[reason][language];
}

bool tell_is_of_line(const struct process_action *action)
{
    return action->reason == TELL_DUTY_LATE || action->reason == TELL_NO_STEP ||
           action->reason == TELL_STILL_ASKED;
}

enum standing { STANDS_TO_COME, STANDS_DONE, STANDS_LEFT_OUT };

/* struct turn - an input being taken. */
struct turn {
    const struct process_plan *plan;
    struct process *process;
    struct process_actions *out;
    int32_t today;
    enum standing standing[PROCESS_STEPS_MAX]; /* of each step, as settle has seen it last */
};

static void act(struct turn *t, struct process_action action)
{
    assert(t->out->count < PROCESS_ACTIONS_MAX);
    t->out->at[t->out->count++] = action;
}

static void act_on_step(struct turn *t, enum process_action_kind kind, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    act(t, (struct process_action){
               .kind = kind, .place = (uint16_t)place, .round = step->round, .due = step->due});
}

static void act_on_line(struct turn *t, enum process_action_kind kind, enum tell_reason reason,
                        size_t line)
{
    const struct process_line *l = &t->process->lines[line];
    act(t, (struct process_action){.kind = kind,
                                   .reason = reason,
                                   .place = (uint16_t)line,
                                   .due = l->has_deadline ? l->deadline : PROCESS_DAY_NONE});
}

static void tell(struct turn *t, enum tell_reason reason, size_t place, bool to_escalated)
{
    const struct process_step *step = &t->process->steps[place];
    act(t, (struct process_action){.kind = ACTION_TELL,
                                   .reason = reason,
                                   .place = (uint16_t)place,
                                   .round = step->round,
                                   .to_escalated = to_escalated,
                                   .due = step->due});
}

/* ---- days ---- */

static int32_t working_days_on(const struct turn *t, int32_t day, int32_t count)
{
    return working_day_add(t->plan->calendar, day, count);
}

static int32_t day_after(const struct turn *t, int32_t day, struct length length)
{
    const struct clock_rule rule = {.within = length};
    return clock_deadline(&rule, t->plan->calendar, day, NULL, 0);
}

/* has_passed - is the day over? */
static bool has_passed(const struct turn *t, int32_t day)
{
    return day != PROCESS_DAY_NONE && day < t->today;
}

/* wake_on - the process is to be looked at on that day. */
static void wake_on(struct turn *t, int32_t day)
{
    if (day != PROCESS_DAY_NONE && day < t->process->wake) {
        t->process->wake = day;
    }
}

/* ---- what a step is ---- */

static bool leaves(enum step_kind kind)
{
    return kind == STEP_LETTER || kind == STEP_MESSAGE || kind == STEP_NOTICE ||
           kind == STEP_REFERRAL || kind == STEP_UPDATE;
}

static bool is_addressed_to_dead(const struct turn *t, size_t place)
{
    enum plan_addressee to = t->plan->steps[place].to;
    return to != ADDRESSED_TO_NOBODY && (t->process->dead & 1U << to) != 0;
}

/* serves_owed - is a duty that it serves owed, and not yet discharged? */
static bool serves_owed(const struct turn *t, size_t place)
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
static int32_t due_of(const struct turn *t, size_t place)
{
    const struct plan_step *planned = &t->plan->steps[place];
    int32_t due = planned->due.count > 0 ? day_after(t, t->today, planned->due) : PROCESS_DAY_NONE;
    for (size_t i = 0; i < planned->serves.count; i++) {
        const struct process_line *line = &t->process->lines[planned->serves.at[i]];
        if (line->state == DUTY_STARTED && line->has_deadline && line->deadline < due) {
            due = line->deadline;
        }
    }
    return due;
}

/* ends_what_follows - was it decided so that what comes after it is not taken? */
static bool ends_what_follows(const struct turn *t, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    return step->stage == STAGE_DONE && step->option > 0 &&
           t->plan->steps[place].then[step->option - 1] == THEN_ENDS_HERE;
}

/* standing_of - of a step that another comes after: done; left out, by its condition, by what is
 * before it, by a decision or because it was stopped; or still to come. A step that serves a duty
 * which is owed is not left out because of what is before it. Those before it are known already. */
static enum standing standing_of(const struct turn *t, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    bool all_left_out = planned->after.count > 0, decided_against = false;
    if (step->stage == STAGE_DONE) {
        return STANDS_DONE;
    }
    if (step->stage == STAGE_STOPPED) {
        return STANDS_LEFT_OUT;
    }
    if (step->stage != STAGE_WAITING || planned->undoes) {
        return STANDS_TO_COME;
    }
    for (size_t i = 0; i < planned->after.count; i++) {
        decided_against |= ends_what_follows(t, planned->after.at[i]);
        all_left_out = all_left_out && t->standing[planned->after.at[i]] == STANDS_LEFT_OUT;
    }
    return step->holds == HOLDS_NO || decided_against || (all_left_out && !serves_owed(t, place))
               ? STANDS_LEFT_OUT
               : STANDS_TO_COME;
}

static void stand(struct turn *t)
{
    for (size_t i = 0; i < t->plan->step_count; i++) {
        size_t place = t->plan->order[i];
        t->standing[place] = standing_of(t, place);
    }
}

/* predecessors_are_done - is each done, or left out? */
static bool predecessors_are_done(const struct turn *t, size_t place)
{
    const struct plan_places *after = &t->plan->steps[place].after;
    for (size_t i = 0; i < after->count; i++) {
        if (t->standing[after->at[i]] == STANDS_TO_COME) {
            return false;
        }
    }
    return true;
}

/* ---- a step begins, ends ---- */

static void give_to_team(struct turn *t, size_t place)
{
    t->process->steps[place].stage = STAGE_OPEN;
    t->process->steps[place].by_hand = true;
    act_on_step(t, ACTION_TASK, place);
}

static void begin_step(struct turn *t, size_t place)
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
    step->due = due_of(t, place);
    if (is_addressed_to_dead(t, place)) {
        give_to_team(t, place);
        tell(t, TELL_DIED, place, false);
    } else if (leaves(planned->kind)) {
        step->stage = STAGE_QUEUED;
        act_on_step(t, ACTION_SEND, place);
    } else if (planned->kind == STEP_WAIT) {
        step->stage = STAGE_OPEN;
        if (planned->wait_for.count > 0) {
            step->until = day_after(t, t->today, planned->wait_for);
        } else if (step->due == PROCESS_DAY_NONE) {
            step->due = working_days_on(t, t->today, PROCESS_WAIT_WORKING_DAYS);
        }
    } else {
        step->stage = STAGE_OPEN;
        act_on_step(t, ACTION_TASK, place);
    }
}

static void finish_step(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    if (step->stage != STAGE_DONE) {
        act_on_step(t, ACTION_STOP, place);
    }
    step->stage = STAGE_DONE;
    step->done = t->today;
}

/* put_right - what was done or sent is taken back. */
static void put_right(struct turn *t, size_t place)
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
        tell(t, TELL_TAKEN_BACK, place, false);
    }
}

/* take_back - a step is not to be taken any more: stopped if nothing has come of it, else put
 * right. */
static void take_back(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    switch (step->stage) {
    case STAGE_WAITING:
    case STAGE_STOPPED:
        break;
    case STAGE_OPEN:
    case STAGE_QUEUED:
        act_on_step(t, ACTION_STOP, place);
        step->stage = STAGE_STOPPED;
        break;
    case STAGE_LEFT:
        act_on_step(t, ACTION_STOP, place);
        step->stage = STAGE_STOPPED;
        put_right(t, place);
        break;
    case STAGE_STUCK:
        act_on_step(t, ACTION_STOP, place);
        step->stage = STAGE_STOPPED;
        if (step->uncertain) {
            put_right(t, place);
        }
        break;
    case STAGE_DONE:
        put_right(t, place);
        break;
    default:
        assert(false);
    }
}

/* ---- what an input does by itself ---- */

static void stop_asking(struct turn *t, size_t line)
{
    struct process_line *l = &t->process->lines[line];
    if (l->asked != PROCESS_DAY_NONE) {
        l->asked = PROCESS_DAY_NONE;
        act_on_line(t, ACTION_FOUND_OUT, TELL_NOTHING, line);
    }
}

static void take_line(struct turn *t, size_t line, const struct found_line *found, bool amended)
{
    struct process_line *l = &t->process->lines[line];
    bool was_discharged = l->state == DUTY_DISCHARGED;
    l->entry = found->entry;
    if (l->deadline != found->deadline || l->has_deadline != found->has_deadline) {
        l->told_late = false;
    }
    l->has_deadline = found->has_deadline;
    l->deadline = found->deadline;
    if (was_discharged && !(amended && found->state != DUTY_STARTED)) {
        return; /* it stays so, until what discharged it is taken back */
    }
    if (was_discharged) {
        l->discharged = PROCESS_DAY_NONE;
        l->by_hand = false;
        act_on_line(t, ACTION_REOPENED, TELL_NOTHING, line);
    }
    l->state = found->state;
    if (l->state != DUTY_CANNOT_TELL) {
        stop_asking(t, line);
    }
}

static void take_found_step(struct turn *t, size_t place, const struct found_step *found,
                            bool amended)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    if (planned->undoes) {
        return;
    }
    bool held = step->holds != HOLDS_NO;
    step->holds = found->holds;
    if (found->holds != HOLDS_CANNOT_TELL) {
        step->told_unclear = false;
    }
    if (planned->kind == STEP_WAIT && planned->wait_for.count == 0) {
        step->until = found->answered ? t->today - 1 : found->until;
    }
    bool begun = step->stage != STAGE_WAITING && step->stage != STAGE_STOPPED;
    bool touched = step->stage == STAGE_DONE || step->stage == STAGE_LEFT;
    if (held && found->holds == HOLDS_NO && begun && (amended || !touched)) {
        take_back(t, place);
    } else if (!held && found->holds == HOLDS_YES && step->stage == STAGE_STOPPED) {
        step->stage = STAGE_WAITING; /* it is wanted after all */
        step->taken_back = false;
    }
}

static void take_found(struct turn *t, const struct process_input *input)
{
    bool amended = input->kind == INPUT_AMENDED;
    t->process->looked = true;
    for (size_t i = 0; i < t->process->line_count; i++) {
        take_line(t, i, &input->lines[i], amended);
    }
    for (size_t i = 0; i < t->process->step_count; i++) {
        take_found_step(t, i, &input->steps[i], amended);
    }
}

static void confirm(struct turn *t)
{
    t->process->confirmed = true;
    t->process->held = false;
}

static void withdraw(struct turn *t)
{
    if (t->process->status != PROCESS_RUNNING) {
        return;
    }
    t->process->status = PROCESS_TAKING_BACK;
    t->process->withdrawn = true;
    for (size_t i = 0; i < t->process->step_count; i++) {
        if (!t->plan->steps[i].undoes) {
            take_back(t, i);
        }
    }
    for (size_t i = 0; i < t->process->line_count; i++) {
        stop_asking(t, i);
    }
}

static void take_decision(struct turn *t, size_t place, uint8_t option)
{
    struct process_step *step = &t->process->steps[place];
    switch (t->plan->steps[place].then[option - 1]) {
    case THEN_STAYS_OPEN:
        step->due = due_of(t, place);
        step->told_late = false;
        return;
    case THEN_WITHDRAWS:
        step->option = option;
        finish_step(t, place);
        step->taken_back = true; /* it stands: it is what takes back the others */
        act(t, (struct process_action){.kind = ACTION_WITHDRAW, .due = PROCESS_DAY_NONE});
        withdraw(t);
        return;
    case THEN_CONFIRMS:
        if (!t->process->confirmed) {
            act(t, (struct process_action){.kind = ACTION_CONFIRM, .due = PROCESS_DAY_NONE});
        }
        confirm(t);
        break;
    default:
        break;
    }
    step->option = option;
    finish_step(t, place);
    act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
}

/* take_left - also of a step that was stopped or done meanwhile: what left can't be stopped. */
static void take_left(struct turn *t, size_t place, uint8_t round)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    bool stopped = step->stage == STAGE_STOPPED;
    if (stopped || (step->stage == STAGE_OPEN && step->by_hand) || round != step->round) {
        if (stopped && round == step->round) {
            put_right(t, place);
        } else { /* a team has it in hand by now */
            tell(t, TELL_TAKEN_BACK, place, false);
        }
    } else if (step->stage == STAGE_QUEUED || step->stage == STAGE_STUCK) {
        if (step->stage == STAGE_STUCK) {
            act_on_step(t, ACTION_STOP, place);
        }
        step->stage = STAGE_LEFT;
        if (planned->proof == PROOF_POSTED || planned->proof == PROOF_DELIVERED) {
            step->stage = STAGE_DONE;
            step->done = t->today;
        } else if (planned->proof != PROOF_RECIPIENT_CONFIRMS) {
            act_on_step(t, ACTION_TASK, place); /* a team sees that it is done */
        }
    }
}

static void take_stuck(struct turn *t, const struct process_input *input)
{
    size_t place = input->place;
    struct process_step *step = &t->process->steps[place];
    bool is_it = input->round == 0 || input->round == step->round;
    if (step->stage == STAGE_QUEUED && is_it) {
        step->stage = STAGE_STUCK;
        step->uncertain = input->uncertain;
        tell(t, TELL_STUCK, place, false);
    }
}

/* take_again - the same once more: whoever got it already can tell. */
static void take_again(struct turn *t, size_t place)
{
    if (is_addressed_to_dead(t, place)) {
        act_on_step(t, ACTION_STOP, place);
        give_to_team(t, place);
        tell(t, TELL_DIED, place, false);
        return;
    }
    t->process->steps[place].stage = STAGE_QUEUED;
    act_on_step(t, ACTION_SEND, place);
}

static void take_channel(struct turn *t, size_t place, enum step_channel channel)
{
    struct process_step *step = &t->process->steps[place];
    step->channel = channel;
    if (channel == STEP_CHANNEL_PHONE || channel == STEP_CHANNEL_DESK ||
        channel == STEP_CHANNEL_VISIT) {
        give_to_team(t, place);
    }
}

/* take_died - nothing of the step leaves to them, and a team sees to it. */
static void take_died(struct turn *t, enum plan_addressee who)
{
    t->process->dead |= (uint8_t)(1U << who);
    for (size_t i = 0; i < t->process->step_count; i++) {
        enum step_stage stage = t->process->steps[i].stage;
        bool is_call = t->plan->steps[i].kind == STEP_CALL && stage == STAGE_OPEN;
        if (t->plan->steps[i].to != who || (stage != STAGE_QUEUED && !is_call)) {
            continue;
        }
        act_on_step(t, ACTION_STOP, i);
        give_to_team(t, i);
        tell(t, TELL_DIED, i, false);
    }
}

static void discharge(struct turn *t, size_t line, bool by_hand)
{
    struct process_line *l = &t->process->lines[line];
    l->state = DUTY_DISCHARGED;
    l->discharged = t->today;
    l->by_hand = by_hand;
    stop_asking(t, line);
    act_on_line(t, ACTION_DISCHARGED, TELL_NOTHING, line);
}

/* ---- what follows ---- */

static bool may_begin(const struct turn *t, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    if (step->stage != STAGE_WAITING) {
        return false;
    }
    if (planned->undoes) {
        return step->wanted;
    }
    return t->process->status == PROCESS_RUNNING && t->process->looked &&
           (!t->process->held || planned->confirms) && step->holds == HOLDS_YES &&
           t->standing[place] == STANDS_TO_COME && predecessors_are_done(t, place);
}

/* is_discharged - are all steps that discharge it done, or left out, and one done at least?
 * *ret_empty: all are left out. */
static bool is_discharged(const struct turn *t, const struct process_line *line, bool *ret_empty)
{
    const struct plan_places *by = &t->plan->duties[line->entry].discharged_by;
    size_t done = 0, left_out = 0;
    for (size_t i = 0; i < by->count; i++) {
        enum standing standing = t->standing[by->at[i]];
        bool counts = !t->process->steps[by->at[i]].taken_back;
        done += standing == STANDS_DONE && counts;
        left_out += standing == STANDS_LEFT_OUT || (standing == STANDS_DONE && !counts);
    }
    *ret_empty = left_out == by->count;
    return done > 0 && done + left_out == by->count;
}

/* look_at_line - is it discharged by now, or no more? */
static bool look_at_line(struct turn *t, size_t line)
{
    struct process_line *l = &t->process->lines[line];
    bool empty = false;
    if (t->process->status != PROCESS_RUNNING || !t->process->looked) {
        return false;
    }
    if (l->state == DUTY_DISCHARGED && !l->by_hand && !is_discharged(t, l, &empty)) {
        l->state = DUTY_STARTED;
        l->discharged = PROCESS_DAY_NONE;
        act_on_line(t, ACTION_REOPENED, TELL_NOTHING, line);
        return true;
    }
    if (l->state != DUTY_STARTED) {
        return false;
    }
    if (is_discharged(t, l, &empty)) {
        discharge(t, line, false);
        return true;
    }
    if (empty && !l->told_empty) {
        act_on_line(t, ACTION_TELL, TELL_NO_STEP, line);
    }
    l->told_empty = empty;
    return false;
}

/* settle - begin what may begin and discharge what is discharged, until nothing more follows. */
static void settle(struct turn *t)
{
    bool changed = true;
    while (changed) {
        changed = false;
        stand(t);
        for (size_t i = 0; i < t->process->step_count; i++) {
            if (may_begin(t, i)) {
                begin_step(t, i);
                changed = true;
            }
        }
        for (size_t i = 0; i < t->process->line_count; i++) {
            changed |= look_at_line(t, i);
        }
    }
}

/* is_asked - is a team finding out about a duty that the step serves? */
static bool is_asked(const struct turn *t, size_t place)
{
    const struct plan_places *serves = &t->plan->steps[place].serves;
    for (size_t i = 0; i < serves->count; i++) {
        if (t->process->lines[serves->at[i]].state == DUTY_CANNOT_TELL) {
            return true;
        }
    }
    return false;
}

/* tell_unclear - a step whose turn it is, and of which it can't be told whether it is to be taken. */
static void tell_unclear(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    if (t->process->status == PROCESS_RUNNING && t->process->looked && !t->process->held &&
        step->stage == STAGE_WAITING && !planned->undoes && step->holds == HOLDS_CANNOT_TELL &&
        !step->told_unclear && !is_asked(t, place) && predecessors_are_done(t, place)) {
        step->told_unclear = true;
        tell(t, TELL_UNCLEAR, place, false);
    }
}

/* run_due - of a step with a team, or on its way: late, and then a person who is not of the team. */
static void run_due(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    if (step->told_late || step->due == PROCESS_DAY_NONE) {
        return;
    }
    int32_t last = planned->escalates && planned->escalate_after.count > 0
                       ? day_after(t, step->due, planned->escalate_after)
                       : step->due;
    if (has_passed(t, last)) {
        step->told_late = true;
        tell(t, TELL_LATE, place, planned->escalates);
    } else {
        wake_on(t, last + 1);
    }
}

/* run_wait - the time of a wait has passed? Returns true when it has. */
static bool run_wait(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    if (t->plan->steps[place].kind != STEP_WAIT || step->stage != STAGE_OPEN) {
        return false;
    }
    if (has_passed(t, step->until)) {
        finish_step(t, place);
        act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
        return true;
    }
    if (step->until == PROCESS_DAY_NONE) { /* for what nobody knows yet */
        run_due(t, place);
    } else {
        wake_on(t, step->until + 1);
    }
    return false;
}

/* remind_day - the day after which whoever should confirm it is reminded, or a person told. */
static int32_t remind_day(const struct turn *t, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    int32_t day = step->due != PROCESS_DAY_NONE
                      ? step->due
                      : working_days_on(t, step->begun, PROCESS_REMIND_WORKING_DAYS);
    struct length between = t->plan->steps[place].escalate_after;
    for (uint8_t i = 0; i < step->reminders; i++) {
        day = between.count > 0 ? day_after(t, day, between)
                                : working_days_on(t, day, PROCESS_REMIND_WORKING_DAYS);
    }
    return day;
}

/* run_unconfirmed - of a step that left: reminded, reminded, then a person. */
static void run_unconfirmed(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    while (!step->told_late && has_passed(t, remind_day(t, place))) {
        if (t->plan->steps[place].proof == PROOF_RECIPIENT_CONFIRMS &&
            step->reminders < PROCESS_REMINDERS_MAX && !is_addressed_to_dead(t, place)) {
            step->reminders++;
            act_on_step(t, ACTION_REMIND, place);
            t->out->at[t->out->count - 1].round = step->reminders;
        } else {
            step->told_late = true;
            tell(t, TELL_UNCONFIRMED, place, t->plan->steps[place].escalates);
        }
    }
    if (!step->told_late) {
        wake_on(t, remind_day(t, place) + 1);
    }
}

static void run_line(struct turn *t, size_t line)
{
    struct process_line *l = &t->process->lines[line];
    if (t->process->status != PROCESS_RUNNING) {
        return;
    }
    if (l->state == DUTY_CANNOT_TELL && t->process->looked && !t->process->held) {
        if (l->asked == PROCESS_DAY_NONE) {
            l->asked = t->today;
            act_on_line(t, ACTION_ASK, TELL_NOTHING, line);
        }
        while (has_passed(t, working_days_on(t, l->asked, PROCESS_ASK_WORKING_DAYS))) {
            l->asked = working_days_on(t, l->asked, PROCESS_ASK_WORKING_DAYS) + 1;
            if (!has_passed(t, working_days_on(t, l->asked, PROCESS_ASK_WORKING_DAYS))) {
                act_on_line(t, ACTION_TELL, TELL_STILL_ASKED, line);
            }
        }
        wake_on(t, working_days_on(t, l->asked, PROCESS_ASK_WORKING_DAYS) + 1);
    }
    if (l->state == DUTY_STARTED && l->has_deadline && !l->told_late) {
        if (has_passed(t, l->deadline)) {
            l->told_late = true;
            act_on_line(t, ACTION_TELL, TELL_DUTY_LATE, line);
        } else {
            wake_on(t, l->deadline + 1);
        }
    }
}

/* run_clocks - what time has brought, and the next day that brings something. Returns true when
 * something ended by it. */
static bool run_clocks(struct turn *t)
{
    bool ended = false;
    t->process->wake = PROCESS_DAY_NONE;
    for (size_t i = 0; i < t->process->step_count; i++) {
        enum step_stage stage = t->process->steps[i].stage;
        if (t->plan->steps[i].kind == STEP_WAIT) {
            ended |= run_wait(t, i);
        } else if (stage == STAGE_LEFT) {
            run_unconfirmed(t, i);
        } else if (stage == STAGE_OPEN || stage == STAGE_QUEUED || stage == STAGE_STUCK) {
            run_due(t, i);
        } else {
            tell_unclear(t, i);
        }
    }
    for (size_t i = 0; i < t->process->line_count; i++) {
        run_line(t, i);
    }
    return ended;
}

bool process_line_is_final(const struct process_line *line)
{
    return line->state != DUTY_STARTED && line->state != DUTY_CANNOT_TELL;
}

/* has_ended - nothing is open, and nothing more is owed. */
static bool has_ended(const struct turn *t)
{
    const struct process *p = t->process;
    if (p->status == PROCESS_RUNNING && (p->held || !p->looked)) {
        return false;
    }
    for (size_t i = 0; p->status == PROCESS_RUNNING && i < p->line_count; i++) {
        if (!process_line_is_final(&p->lines[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < p->step_count; i++) {
        const struct process_step *step = &p->steps[i];
        bool unclear = p->status == PROCESS_RUNNING && step->stage == STAGE_WAITING &&
                       step->holds == HOLDS_CANNOT_TELL && !t->plan->steps[i].undoes &&
                       t->standing[i] == STANDS_TO_COME;
        if (unclear || step->stage == STAGE_OPEN || step->stage == STAGE_QUEUED ||
            step->stage == STAGE_LEFT || step->stage == STAGE_STUCK) {
            return false;
        }
    }
    return true;
}

/* ---- inputs ---- */

static int refuse(struct err *err, const char *why)
{
    return err_set(err, ERR_CONFLICT, "%s", why);
}

static bool is_of_step(enum process_input_kind kind)
{
    return kind == INPUT_DONE || kind == INPUT_DECIDED || kind == INPUT_LEFT ||
           kind == INPUT_STUCK || kind == INPUT_AGAIN || kind == INPUT_CHANNEL;
}

static int check_step(const struct turn *t, const struct process_input *input, struct err *err)
{
    if (input->place >= t->process->step_count) {
        return refuse(err, "the process has no such step");
    }
    const struct process_step *step = &t->process->steps[input->place];
    const struct plan_step *planned = &t->plan->steps[input->place];
    bool on_its_way =
        step->stage == STAGE_QUEUED || step->stage == STAGE_LEFT || step->stage == STAGE_STUCK;
    if (input->round != 0 && input->round != step->round && input->kind != INPUT_LEFT &&
        input->kind != INPUT_STUCK) {
        return refuse(err, "the step was begun anew since");
    }
    switch (input->kind) {
    case INPUT_DONE:
        return planned->kind == STEP_DECISION && !step->by_hand
                   ? refuse(err, "a decision needs one of its options")
               : planned->kind == STEP_WAIT ? refuse(err, "a wait ends by itself")
               : step->stage == STAGE_OPEN || on_its_way
                   ? 0
                   : refuse(err, "the step is not open: it was done, stopped, or has not begun");
    case INPUT_DECIDED:
        return planned->kind != STEP_DECISION ? refuse(err, "the step is no decision")
               : step->stage != STAGE_OPEN    ? refuse(err, "the decision is not open")
               : input->option < 1 || input->option > planned->option_count
                   ? refuse(err, "the decision has no such option")
                   : 0;
    case INPUT_LEFT:
        return leaves(planned->kind) && step->round > 0 ? 0 : refuse(err, "the step never left");
    case INPUT_STUCK:
        return leaves(planned->kind) && step->round > 0 ? 0
                                                        : refuse(err, "the step is not to leave");
    case INPUT_AGAIN:
        return step->stage == STAGE_STUCK ? 0 : refuse(err, "the step is not stuck");
    default:
        return step->stage == STAGE_QUEUED ? 0 : refuse(err, "the step is not about to leave");
    }
}

static int check(const struct turn *t, const struct process_input *input, struct err *err)
{
    if (t->process->status == PROCESS_ENDED && input->kind != INPUT_WITHDRAWN &&
        input->kind != INPUT_LEFT && input->kind != INPUT_DIED && input->kind != INPUT_TIME &&
        input->kind != INPUT_FOUND && input->kind != INPUT_AMENDED && input->kind != INPUT_STUCK) {
        return refuse(err, "the process has ended");
    }
    if (is_of_step(input->kind)) {
        return check_step(t, input, err);
    }
    if (input->kind == INPUT_DISCHARGED) {
        return input->place >= t->process->line_count ? refuse(err, "there is no such duty")
               : t->process->lines[input->place].state != DUTY_STARTED &&
                       t->process->lines[input->place].state != DUTY_CANNOT_TELL
                   ? refuse(err, "the duty is not owed, or was discharged already")
                   : 0;
    }
    return 0;
}

static void take(struct turn *t, const struct process_input *input)
{
    switch (input->kind) {
    case INPUT_FOUND:
    case INPUT_AMENDED:
        if (t->process->status != PROCESS_TAKING_BACK) {
            take_found(t, input);
        }
        break;
    case INPUT_CONFIRMED:
        confirm(t);
        break;
    case INPUT_DONE:
        finish_step(t, input->place);
        act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
        break;
    case INPUT_DECIDED:
        take_decision(t, input->place, input->option);
        break;
    case INPUT_LEFT:
        take_left(t, input->place,
                  input->round != 0 ? input->round : t->process->steps[input->place].round);
        break;
    case INPUT_STUCK:
        take_stuck(t, input);
        break;
    case INPUT_AGAIN:
        take_again(t, input->place);
        break;
    case INPUT_CHANNEL:
        take_channel(t, input->place, input->channel);
        break;
    case INPUT_DISCHARGED:
        discharge(t, input->place, true);
        break;
    case INPUT_DIED:
        take_died(t, input->died);
        break;
    case INPUT_WITHDRAWN:
        withdraw(t);
        break;
    default: /* INPUT_TIME: what follows is the same after all */
        break;
    }
}

int process_apply(const struct process_plan *plan, const struct process_input *input, int32_t today,
                  struct process *process, struct process_actions *ret, struct err *err)
{
    struct turn t = {.plan = plan,
                     .process = process,
                     .out = ret,
                     .today = today > process->day ? today : process->day};
    assert(process->step_count == plan->step_count && process->line_count == plan->line_count);
    int code = check(&t, input, err);
    if (code != 0) {
        return code;
    }
    bool had_ended = process->status == PROCESS_ENDED;
    ret->count = 0;
    process->day = t.today;
    process->inputs++;
    if (had_ended) { /* what came of it may have to be undone still */
        process->status = process->withdrawn ? PROCESS_TAKING_BACK : PROCESS_RUNNING;
    }
    take(&t, input);
    do {
        settle(&t);
    } while (run_clocks(&t));
    if (has_ended(&t)) {
        process->status = PROCESS_ENDED;
        process->wake = PROCESS_DAY_NONE;
        if (!had_ended) {
            act(&t, (struct process_action){.kind = ACTION_END, .due = PROCESS_DAY_NONE});
        }
    }
    return 0;
}

void process_begin(const struct process_plan *plan, int32_t today, bool held, struct process *ret)
{
    ret->status = PROCESS_RUNNING;
    ret->looked = ret->withdrawn = false;
    ret->held = held;
    ret->confirmed = false;
    ret->dead = plan->ends_life ? 1U << ADDRESSED_TO_SUBJECT : 0;
    ret->began = ret->day = today;
    ret->wake = PROCESS_DAY_NONE;
    ret->inputs = 0;
    ret->step_count = (uint16_t)plan->step_count;
    ret->line_count = (uint16_t)plan->line_count;
    for (size_t i = 0; i < plan->step_count; i++) {
        ret->steps[i] = (struct process_step){.begun = PROCESS_DAY_NONE,
                                              .due = PROCESS_DAY_NONE,
                                              .until = PROCESS_DAY_NONE,
                                              .done = PROCESS_DAY_NONE};
    }
    for (size_t i = 0; i < plan->line_count; i++) {
        ret->lines[i] = (struct process_line){.state = DUTY_CANNOT_TELL,
                                              .deadline = PROCESS_DAY_NONE,
                                              .discharged = PROCESS_DAY_NONE,
                                              .asked = PROCESS_DAY_NONE};
    }
}

/* ---- is it whole? ---- */

static const char *check_one(const struct process_plan *plan, const struct process *p, size_t place)
{
    const struct process_step *step = &p->steps[place];
    const struct plan_step *planned = &plan->steps[place];
    bool began = step->stage != STAGE_WAITING && step->stage != STAGE_STOPPED;
    return began && step->begun == PROCESS_DAY_NONE ? "a step that began has no day on which it did"
           : began && step->round == 0              ? "a step that began has no round"
           : step->stage == STAGE_DONE && step->done == PROCESS_DAY_NONE
               ? "a step that is done has no day on which it was"
           : (step->stage == STAGE_QUEUED || step->stage == STAGE_LEFT ||
              step->stage == STAGE_STUCK) &&
                   !leaves(planned->kind)
               ? "a step that can't leave is on its way"
           : step->stage == STAGE_QUEUED && planned->to != ADDRESSED_TO_NOBODY &&
                   (p->dead & 1U << planned->to) != 0
               ? "a step addressed to somebody who died is about to leave"
           : planned->undoes && began && !step->wanted ? "a step that undoes began unasked"
           : step->option > planned->option_count      ? "a decision has an option that it hasn't"
                                                       : NULL;
}

const char *process_check(const struct process_plan *plan, const struct process *process)
{
    const char *wrong = NULL;
    if (process->step_count != plan->step_count || process->line_count != plan->line_count) {
        return "it is of another plan";
    }
    for (size_t i = 0; wrong == NULL && i < process->step_count; i++) {
        wrong = check_one(plan, process, i);
    }
    for (size_t i = 0; wrong == NULL && i < process->line_count; i++) {
        const struct process_line *line = &process->lines[i];
        wrong = line->entry >= plan->duty_count && plan->duty_count > 0
                    ? "a duty's entry is none of the pack's"
                : line->state == DUTY_DISCHARGED && line->discharged == PROCESS_DAY_NONE
                    ? "a duty that is discharged has no day on which it was"
                    : NULL;
    }
    if (wrong == NULL && process->status == PROCESS_ENDED && process->wake != PROCESS_DAY_NONE) {
        wrong = "a process that has ended waits for a day";
    }
    return wrong;
}

/* ---- under another version ---- */

void process_move(const struct process_plan *from, const struct process_plan *to,
                  const uint16_t *steps, const uint16_t *lines, int32_t today,
                  struct process *process, struct process_actions *ret)
{
    struct process_step old_steps[PROCESS_STEPS_MAX];
    struct process_line old_lines[PROCESS_LINES_MAX];
    bool kept[PROCESS_STEPS_MAX] = {false};
    struct turn t = {.plan = from, .process = process, .out = ret, .today = today};
    struct process fresh;
    ret->count = 0;
    for (size_t i = 0; i < to->step_count; i++) {
        if (steps[i] != PROCESS_NEW) {
            kept[steps[i]] = true;
        }
    }
    for (size_t i = 0; i < from->step_count; i++) { /* under the old plan still */
        enum step_stage stage = process->steps[i].stage;
        if (!kept[i] && stage != STAGE_WAITING && stage != STAGE_DONE && stage != STAGE_STOPPED) {
            take_back(&t, i);
        }
    }
    memcpy(old_steps, process->steps, from->step_count * sizeof *old_steps);
    memcpy(old_lines, process->lines, from->line_count * sizeof *old_lines);
    process_begin(to, today, process->held, &fresh);
    process->step_count = fresh.step_count;
    process->line_count = fresh.line_count;
    for (size_t i = 0; i < to->step_count; i++) {
        process->steps[i] = steps[i] != PROCESS_NEW ? old_steps[steps[i]] : fresh.steps[i];
    }
    for (size_t i = 0; i < to->line_count; i++) {
        process->lines[i] = lines[i] != PROCESS_NEW ? old_lines[lines[i]] : fresh.lines[i];
        process->lines[i].entry = 0; /* findings say which */
    }
    process->looked = false; /* nothing begins before they have come */
    process->dead |= fresh.dead;
    act(&t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
}
