/* process.c - the engine's function: what each input does by itself; process_follow.c has what
 * follows. */
#include "process_parts.h"

#include <assert.h>

const char *const step_stage_names[STEP_STAGES + 1] = {"waiting", "open", "queued",  "left",
                                                       "stuck",   "done", "stopped", NULL};
const char *const process_input_names[PROCESS_INPUTS + 1] = {
    "found",   "amended",  "confirmed",  "done", "decided",   "left", "stuck", "again",
    "channel", "left_out", "discharged", "died", "withdrawn", "time", NULL};
const char *const process_action_names[PROCESS_ACTION_KINDS + 1] = {
    "task",       "send",     "stop", "remind",  "tell",     "ask", "found_out",
    "discharged", "reopened", "look", "confirm", "withdraw", "end", NULL};
const char *const tell_reason_names[TELL_REASONS + 1] = {
    "nothing", "late",       "duty_late", "unconfirmed", "stuck",   "unclear",
    "no_step", "taken_back", "died",      "still_asked", "refused", NULL};

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
        [TELL_REFUSED] = {"whoever it was sent to won't do it",
                          "ni fydd pwy bynnag yr anfonwyd ato yn ei wneud"},
    };
    return titles[reason][language];
}

bool tell_is_of_line(const struct process_action *action)
{
    return action->reason == TELL_DUTY_LATE || action->reason == TELL_NO_STEP ||
           action->reason == TELL_STILL_ASKED;
}

/* ---- what an input does by itself ---- */

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
        turn_act_on_line(t, ACTION_REOPENED, TELL_NOTHING, line);
    }
    l->state = found->state;
    if (l->state != DUTY_CANNOT_TELL) {
        turn_stop_asking(t, line);
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
    if (found->holds != HOLDS_CANNOT_TELL && step->told_unclear) {
        step->told_unclear = false;
        if (step->stage == STAGE_WAITING) { /* what a team was told is over */
            turn_act_on_step(t, ACTION_STOP, place);
        }
    }
    if (planned->kind == STEP_WAIT && planned->wait_for.count == 0) {
        step->until = found->answered ? t->today - 1 : found->until;
    }
    bool begun = step->stage != STAGE_WAITING && step->stage != STAGE_STOPPED;
    bool touched = step->stage == STAGE_DONE || step->stage == STAGE_LEFT;
    if (held && found->holds == HOLDS_NO && begun && (amended || !touched)) {
        turn_take_back(t, place);
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
            turn_take_back(t, i);
        }
    }
    for (size_t i = 0; i < t->process->line_count; i++) {
        turn_stop_asking(t, i);
    }
}

static void take_decision(struct turn *t, size_t place, uint8_t option)
{
    struct process_step *step = &t->process->steps[place];
    switch (t->plan->steps[place].then[option - 1]) {
    case THEN_STAYS_OPEN:
        step->due = turn_due(t, place);
        step->told_late = false;
        return;
    case THEN_WITHDRAWS:
        step->option = option;
        turn_finish_step(t, place);
        step->taken_back = true; /* it stands: it is what takes back the others */
        turn_act(t, (struct process_action){.kind = ACTION_WITHDRAW, .due = PROCESS_DAY_NONE});
        withdraw(t);
        return;
    case THEN_CONFIRMS:
        if (!t->process->confirmed) {
            turn_act(t, (struct process_action){.kind = ACTION_CONFIRM, .due = PROCESS_DAY_NONE});
        }
        confirm(t);
        break;
    default:
        break;
    }
    step->option = option;
    turn_finish_step(t, place);
    turn_act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
}

/* take_done - also of a step that never began, because nobody could tell whether it is taken. */
static void take_done(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    if (step->stage == STAGE_WAITING) {
        step->begun = t->today;
        step->round = (uint8_t)(step->round + (step->round < UINT8_MAX));
        step->by_hand = true;
    }
    turn_finish_step(t, place);
}

/* take_left - also of a step that was stopped or done meanwhile: what left can't be stopped. */
static void take_left(struct turn *t, size_t place, uint8_t round)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    bool stopped =
        step->stage == STAGE_STOPPED || step->stage == STAGE_WAITING; /* or again to come */
    if (stopped || (step->stage == STAGE_OPEN && step->by_hand) || round != step->round) {
        if (stopped && round == step->round) {
            turn_put_right(t, place);
        } else { /* a team has it in hand by now */
            turn_tell(t, TELL_TAKEN_BACK, place, false);
        }
    } else if (step->stage == STAGE_QUEUED || step->stage == STAGE_STUCK) {
        if (step->stage == STAGE_STUCK) {
            turn_act_on_step(t, ACTION_STOP, place);
        }
        step->stage = STAGE_LEFT;
        if (planned->proof == PROOF_POSTED || planned->proof == PROOF_DELIVERED) {
            step->stage = STAGE_DONE;
            step->done = t->today;
        } else if (planned->proof != PROOF_RECIPIENT_CONFIRMS) {
            turn_act_on_step(t, ACTION_TASK, place); /* a team sees that it is done */
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
        turn_tell(t, TELL_STUCK, place, false);
    }
}

/* see_to_dead - it is addressed to somebody who died: nothing of it leaves, and a team sees to
 * it. */
static void see_to_dead(struct turn *t, size_t place)
{
    turn_act_on_step(t, ACTION_STOP, place);
    t->process->steps[place].told_late = false; /* what was told is stopped, too */
    turn_give_to_team(t, place);
    turn_tell(t, TELL_DIED, place, false);
}

/* take_again - the same once more: whoever got it already can tell. */
static void take_again(struct turn *t, size_t place)
{
    if (turn_is_to_dead(t, place)) {
        see_to_dead(t, place);
        return;
    }
    t->process->steps[place].stage = STAGE_QUEUED;
    turn_act_on_step(t, ACTION_SEND, place);
}

static void take_channel(struct turn *t, size_t place, enum step_channel channel)
{
    struct process_step *step = &t->process->steps[place];
    step->channel = channel;
    if (channel == STEP_CHANNEL_PHONE || channel == STEP_CHANNEL_DESK ||
        channel == STEP_CHANNEL_VISIT) {
        turn_give_to_team(t, place);
    }
}

/* take_died - what is about to leave to them, to be said to them, or to be confirmed by them. */
static void take_died(struct turn *t, enum plan_addressee who)
{
    t->process->dead |= (uint8_t)(1U << who);
    for (size_t i = 0; i < t->process->step_count; i++) {
        enum step_stage stage = t->process->steps[i].stage;
        bool is_call = t->plan->steps[i].kind == STEP_CALL && stage == STAGE_OPEN;
        bool is_reminded =
            stage == STAGE_LEFT && t->plan->steps[i].proof == PROOF_RECIPIENT_CONFIRMS;
        if (t->plan->steps[i].to != who || (stage != STAGE_QUEUED && !is_call && !is_reminded)) {
            continue;
        }
        see_to_dead(t, i);
    }
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

/* is_unclear - a team was told that nobody can tell whether it is to be taken: it may say that it
 * was seen to. */
static bool is_unclear(const struct process_step *step)
{
    return step->stage == STAGE_WAITING && step->told_unclear;
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
        return is_unclear(step) ? 0
               : planned->kind == STEP_DECISION && !step->by_hand
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
        return step_leaves(planned->kind) && step->round > 0 ? 0
                                                             : refuse(err, "the step never left");
    case INPUT_STUCK:
        return step_leaves(planned->kind) && step->round > 0
                   ? 0
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
    if (input->kind == INPUT_LEFT_OUT) {
        return input->place < t->process->step_count && !t->plan->steps[input->place].undoes
                   ? 0
                   : refuse(err, "the process has no such step");
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
        take_done(t, input->place);
        turn_act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
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
    case INPUT_LEFT_OUT:
        if (t->process->steps[input->place].stage == STAGE_WAITING) {
            t->process->steps[input->place].stage = STAGE_STOPPED;
        }
        break;
    case INPUT_DISCHARGED:
        turn_discharge(t, input->place, true);
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
    process_follow(&t);
    if (process_has_ended(&t)) {
        process->status = PROCESS_ENDED;
        process->wake = PROCESS_DAY_NONE;
        if (!had_ended) {
            turn_act(&t, (struct process_action){.kind = ACTION_END, .due = PROCESS_DAY_NONE});
        }
    }
    return 0;
}

void process_begin(const struct process_plan *plan, int32_t today, bool held, struct process *ret)
{
    ret->status = PROCESS_RUNNING;
    ret->looked = ret->withdrawn = false;
    ret->held = held;
    for (size_t i = 0; i < plan->step_count; i++) {
        ret->held |= plan->steps[i].confirms;
    }
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
