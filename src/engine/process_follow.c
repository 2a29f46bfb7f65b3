/* process_follow.c - what follows from the state of a process as a whole, the same after every
 * input: what may begin, what is discharged, what time has brought, whether it has ended. */
#include "process_parts.h"

/* wake_on - the process is to be looked at on that day. */
static void wake_on(struct turn *t, int32_t day)
{
    if (day != PROCESS_DAY_NONE && day < t->process->wake) {
        t->process->wake = day;
    }
}

/* ends_what_follows - was it decided so that what comes after it is not taken? */
static bool ends_what_follows(const struct turn *t, size_t place)
{
    const struct process_step *step = &t->process->steps[place];
    return step->stage == STAGE_DONE && step->option > 0 &&
           t->plan->steps[place].then[step->option - 1] == THEN_ENDS_HERE;
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

/* serves_nothing - can't it be told whether the step is taken, and is none of its duties owed, or
 * may be? */
static bool serves_nothing(const struct turn *t, size_t place)
{
    return t->process->steps[place].holds == HOLDS_CANNOT_TELL &&
           t->plan->steps[place].serves.count > 0 && !turn_serves_owed(t, place) &&
           !is_asked(t, place);
}

/* standing_of - of a step that another comes after: done; left out, by its condition, by what is
 * before it, by a decision or because it was stopped; or still to come. A step that serves a duty
 * which is owed is not left out because of what is before it; one of which nothing is known, and
 * whose duties are settled, is. Those before it are known already. */
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
    return step->holds == HOLDS_NO || decided_against || serves_nothing(t, place) ||
                   (all_left_out && !turn_serves_owed(t, place))
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

/* reopen_line - is it discharged no more? */
static bool reopen_line(struct turn *t, size_t line)
{
    struct process_line *l = &t->process->lines[line];
    bool empty = false;
    if (t->process->status != PROCESS_RUNNING || !t->process->looked ||
        l->state != DUTY_DISCHARGED || l->by_hand || is_discharged(t, l, &empty)) {
        return false;
    }
    l->state = DUTY_STARTED;
    l->discharged = PROCESS_DAY_NONE;
    turn_act_on_line(t, ACTION_REOPENED, TELL_NOTHING, line);
    return true;
}

/* look_at_line - is it discharged by now? */
static bool look_at_line(struct turn *t, size_t line)
{
    struct process_line *l = &t->process->lines[line];
    bool empty = false;
    if (t->process->status != PROCESS_RUNNING || !t->process->looked || l->state != DUTY_STARTED) {
        return false;
    }
    if (is_discharged(t, l, &empty)) {
        turn_discharge(t, line, false);
        return true;
    }
    if (empty && !l->told_empty) {
        turn_act_on_line(t, ACTION_TELL, TELL_NO_STEP, line);
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
        for (size_t i = 0; i < t->process->line_count; i++) {
            changed |= reopen_line(t, i);
        }
        if (changed) { /* what is owed again says which steps begin, and when they are due */
            continue;
        }
        for (size_t i = 0; i < t->process->step_count; i++) {
            if (may_begin(t, i)) {
                turn_begin_step(t, i);
                changed = true;
            }
        }
        for (size_t i = 0; i < t->process->line_count; i++) {
            changed |= look_at_line(t, i);
        }
    }
}

/* tell_unclear - a step whose turn it is, and of which it can't be told whether it is taken. */
static void tell_unclear(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    if (t->process->status == PROCESS_RUNNING && t->process->looked && !t->process->held &&
        step->stage == STAGE_WAITING && !planned->undoes && step->holds == HOLDS_CANNOT_TELL &&
        !step->told_unclear && t->standing[place] == STANDS_TO_COME && !is_asked(t, place) &&
        predecessors_are_done(t, place)) {
        step->told_unclear = true;
        turn_tell(t, TELL_UNCLEAR, place, false);
    }
}

/* run_due - of a step with a team, or on its way: late; whoever it escalates to is told, too. */
static void run_due(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    const struct plan_step *planned = &t->plan->steps[place];
    if (step->told_late || step->due == PROCESS_DAY_NONE) {
        return;
    }
    int32_t last = planned->escalates && planned->escalate_after.count > 0
                       ? turn_day_after(t, step->due, planned->escalate_after)
                       : step->due;
    if (turn_has_passed(t, last)) {
        step->told_late = true;
        turn_tell(t, TELL_LATE, place, planned->escalates);
    } else {
        wake_on(t, last + 1);
    }
}

/* run_wait - has the time of a wait passed? Returns true when it has. */
static bool run_wait(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    if (turn_has_passed(t, step->until)) {
        turn_finish_step(t, place);
        turn_act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
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
                      : turn_working_days(t, step->begun, PROCESS_REMIND_WORKING_DAYS);
    struct length between = t->plan->steps[place].escalate_after;
    for (uint8_t i = 0; i < step->reminders; i++) {
        day = between.count > 0 ? turn_day_after(t, day, between)
                                : turn_working_days(t, day, PROCESS_REMIND_WORKING_DAYS);
    }
    return day;
}

/* run_unconfirmed - of a step that left: reminded, reminded, then a person. */
static void run_unconfirmed(struct turn *t, size_t place)
{
    struct process_step *step = &t->process->steps[place];
    while (!step->told_late && turn_has_passed(t, remind_day(t, place))) {
        if (t->plan->steps[place].proof == PROOF_RECIPIENT_CONFIRMS &&
            step->reminders < PROCESS_REMINDERS_MAX && !turn_is_to_dead(t, place)) {
            step->reminders++;
            turn_act_on_step(t, ACTION_REMIND, place);
            t->out->at[t->out->count - 1].round = step->reminders;
        } else {
            step->told_late = true;
            turn_tell(t, TELL_UNCONFIRMED, place, t->plan->steps[place].escalates);
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
            turn_act_on_line(t, ACTION_ASK, TELL_NOTHING, line);
        }
        while (turn_has_passed(t, turn_working_days(t, l->asked, PROCESS_ASK_WORKING_DAYS))) {
            l->asked = turn_working_days(t, l->asked, PROCESS_ASK_WORKING_DAYS) + 1;
            if (!turn_has_passed(t, turn_working_days(t, l->asked, PROCESS_ASK_WORKING_DAYS))) {
                turn_act_on_line(t, ACTION_TELL, TELL_STILL_ASKED, line);
            }
        }
        wake_on(t, turn_working_days(t, l->asked, PROCESS_ASK_WORKING_DAYS) + 1);
    }
    if (l->state == DUTY_STARTED && l->has_deadline && !l->told_late) {
        if (turn_has_passed(t, l->deadline)) {
            l->told_late = true;
            turn_act_on_line(t, ACTION_TELL, TELL_DUTY_LATE, line);
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
        if (t->plan->steps[i].kind == STEP_WAIT && stage == STAGE_OPEN) {
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

void process_follow(struct turn *t)
{
    do {
        settle(t);
    } while (run_clocks(t));
}

bool process_line_is_final(const struct process_line *line)
{
    return line->state != DUTY_STARTED && line->state != DUTY_CANNOT_TELL;
}

bool process_has_ended(const struct turn *t)
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
