/* simulate_judge.c - what a process should be like after an input, thought out from the plan and
 * from what was seen, apart from the engine: what stands how, what should have begun, been
 * discharged, been told; which rows there must be for it. */
#include "simulate_parts.h"

enum stands { TO_COME, IS_DONE, LEFT_OUT };

/* struct rows - the live rows of a step, counted by what they are. Those that can't be stopped any
 * more are not among them. */
struct rows {
    uint8_t tasks, sends, parked, reminds, going;
    uint8_t task_round, send_round;
};

/* struct judging - a process, with all that is known of it. */
struct judging {
    struct simulation *s;
    const struct store_process *kept;
    const struct process *p, *before; /* before: NULL: it is new */
    unsigned inputs;                  /* that it has taken since */
    const struct process_plan *plan;
    struct simulated_process *seen;
    struct judgement *ret;
    int32_t next; /* the first day on which something is due */
    bool open;    /* something is to be done or to come */
    uint8_t stands[SIMULATED_STEPS_MAX];
    struct rows rows[SIMULATED_STEPS_MAX];
    uint8_t asks[SIMULATED_LINES_MAX];
    uint8_t told_asked[SIMULATED_LINES_MAX]; /* told, and not closed, that it is still asked */
};

static bool wrong(struct judging *j, enum simulate_invariant invariant, size_t place,
                  bool is_of_line, const char *what)
{
    *j->ret = (struct judgement){invariant, (int)place, is_of_line, what};
    return false;
}

static bool step_wrong(struct judging *j, enum simulate_invariant invariant, size_t place,
                       const char *what)
{
    return wrong(j, invariant, place, false, what);
}

static bool line_wrong(struct judging *j, enum simulate_invariant invariant, size_t line,
                       const char *what)
{
    return wrong(j, invariant, line, true, what);
}

static bool goes_out(enum step_kind kind)
{
    return kind != STEP_TASK && kind != STEP_CALL && kind != STEP_DECISION && kind != STEP_WAIT;
}

static int32_t after(const struct process_plan *plan, int32_t day, struct length length)
{
    return clock_deadline(&(struct clock_rule){.within = length}, plan->calendar, day, NULL, 0);
}

static bool is_over(const struct judging *j, int32_t day)
{
    return day != PROCESS_DAY_NONE && day < j->p->day;
}

static void due_next(struct judging *j, int32_t day)
{
    j->next = day != PROCESS_DAY_NONE && day + 1 < j->next ? day + 1 : j->next;
}

int32_t simulate_late_day(const struct process_plan *plan, const struct process *p, size_t place)
{
    const struct plan_step *planned = &plan->steps[place];
    int32_t due = p->steps[place].due;
    return due != PROCESS_DAY_NONE && planned->escalates && planned->escalate_after.count > 0
               ? after(plan, due, planned->escalate_after)
               : due;
}

int32_t simulate_remind_day(const struct process_plan *plan, const struct process *p, size_t place,
                            unsigned reminders)
{
    const struct process_step *step = &p->steps[place];
    struct length between = plan->steps[place].escalate_after;
    const struct length usual = {PROCESS_REMIND_WORKING_DAYS, UNIT_WORKING_DAYS};
    int32_t day = step->due != PROCESS_DAY_NONE ? step->due : after(plan, step->begun, usual);
    for (; reminders > 0; reminders--) {
        day = after(plan, day, between.count > 0 ? between : usual);
    }
    return day;
}

static bool is_to_dead(const struct judging *j, size_t place)
{
    enum plan_addressee to = j->plan->steps[place].to;
    return to != ADDRESSED_TO_NOBODY && (j->p->dead >> to & 1) != 0;
}

/* ---- what stands how ---- */

static bool owes(const struct judging *j, size_t place, enum duty_state state)
{
    const struct plan_places *serves = &j->plan->steps[place].serves;
    for (size_t i = 0; i < serves->count; i++) {
        if (j->p->lines[serves->at[i]].state == state) {
            return true;
        }
    }
    return false;
}

static enum stands stands(const struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    size_t gone = 0;
    if (step->stage == STAGE_DONE || step->stage == STAGE_STOPPED) {
        return step->stage == STAGE_DONE ? IS_DONE : LEFT_OUT;
    }
    if (planned->undoes || step->stage != STAGE_WAITING) {
        return TO_COME;
    }
    bool for_nothing = planned->serves.count > 0 && !owes(j, place, DUTY_STARTED) &&
                       !owes(j, place, DUTY_CANNOT_TELL);
    if (step->holds == HOLDS_NO || (step->holds == HOLDS_CANNOT_TELL && for_nothing)) {
        return LEFT_OUT;
    }
    for (size_t i = 0; i < planned->after.count; i++) {
        size_t before = planned->after.at[i];
        const struct process_step *b = &j->p->steps[before];
        if (b->stage == STAGE_DONE && b->option > 0 &&
            j->plan->steps[before].then[b->option - 1] == THEN_ENDS_HERE) {
            return LEFT_OUT;
        }
        gone += j->stands[before] == LEFT_OUT;
    }
    return gone > 0 && gone == planned->after.count && !owes(j, place, DUTY_STARTED) ? LEFT_OUT
                                                                                     : TO_COME;
}

/* its_turn - is all that it comes after done, or left out? */
static bool its_turn(const struct judging *j, size_t place)
{
    const struct plan_places *before = &j->plan->steps[place].after;
    for (size_t i = 0; i < before->count; i++) {
        if (j->stands[before->at[i]] == TO_COME) {
            return false;
        }
    }
    return true;
}

static void count_rows(struct judging *j)
{
    const struct simulate_store *store = &j->s->store;
    memset(j->rows, 0, j->p->step_count * sizeof j->rows[0]);
    memset(j->asks, 0, j->p->line_count * sizeof j->asks[0]);
    memset(j->told_asked, 0, j->p->line_count * sizeof j->told_asked[0]);
    for (size_t i = store->first_live; i < store->action_count; i++) {
        const struct store_tag *tag = &store->tags[i];
        if (tag->process != j->kept->row.process || !action_is_live(tag->state) ||
            tag->place == ENGINE_ANY_PLACE) {
            continue;
        }
        if (tag->kind == ACTION_ASK) {
            j->asks[tag->place < j->p->line_count ? tag->place : 0]++;
        }
        if (tag->kind == ACTION_TELL && store->actions[i].reason == TELL_STILL_ASKED &&
            tag->place < j->p->line_count) {
            j->told_asked[tag->place]++;
        }
        if (tag->kind == ACTION_ASK || tag->kind == ACTION_TELL || tag->place >= j->p->step_count) {
            continue;
        }
        struct rows *r = &j->rows[tag->place];
        if (tag->state == ROW_GOING && store->actions[i].stop_wanted) {
            r->going++;
        } else if (tag->kind == ACTION_TASK) {
            r->tasks++;
            r->task_round = tag->round;
        } else if (tag->kind == ACTION_REMIND) {
            r->reminds++;
        } else if (tag->state == ROW_PARKED) {
            r->parked++;
            r->send_round = tag->round;
        } else {
            r->sends++;
            r->send_round = tag->round;
        }
    }
}

/* ---- steps ---- */

/* judge_rows - is there a row for what is open, and none for what is not? */
static bool judge_rows(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    const struct rows *r = &j->rows[place];
    bool left = step->stage == STAGE_LEFT;
    unsigned tasks = (step->stage == STAGE_OPEN && (planned->kind != STEP_WAIT || step->by_hand)) ||
                     (left && planned->proof != PROOF_RECIPIENT_CONFIRMS);
    if (r->tasks < tasks || (tasks > 0 && r->task_round != step->round)) {
        return step_wrong(j, INVARIANT_NOTHING_LOST, place, "no team has it, and it is open");
    }
    if (r->tasks > tasks) {
        return step_wrong(j, INVARIANT_STOPPED_STAYS, place, "a team has what is not to be done");
    }
    unsigned sends = step->stage == STAGE_QUEUED, parked = step->stage == STAGE_STUCK;
    if (r->sends < sends || (sends > 0 && r->send_round != step->round)) {
        return step_wrong(j, INVARIANT_NOTHING_LOST, place,
                          "it is to leave, and not in the outbox");
    }
    if (r->sends > sends) {
        return step_wrong(j, INVARIANT_STOPPED_STAYS, place,
                          "the outbox has what is not to leave, or twice");
    }
    if (r->parked < parked) {
        return step_wrong(j, INVARIANT_NOTHING_LOST, place,
                          "it is stuck, and not listed as parked");
    }
    if (r->parked > parked) {
        return step_wrong(j, INVARIANT_STOPPED_STAYS, place, "parked, and wanted no more");
    }
    if (step->stage == STAGE_STUCK && j->seen->seen_steps[place].told[TELL_STUCK] != step->round) {
        return step_wrong(j, INVARIANT_NOTHING_LOST, place, "it is stuck, and nobody was told");
    }
    if (r->reminds > 0 && !left) {
        return step_wrong(j, INVARIANT_STOPPED_STAYS, place, "a reminder of what is over");
    }
    if (is_to_dead(j, place) && (r->sends > 0 || r->reminds > 0)) {
        return step_wrong(j, INVARIANT_NO_DISTRESS, place,
                          "the outbox has something for somebody who died");
    }
    return true;
}

/* judge_begun - of a step that has begun by this input: by when is it due? */
static bool judge_begun(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    int32_t own =
        planned->due.count > 0 ? after(j->plan, step->begun, planned->due) : PROCESS_DAY_NONE;
    int32_t least = own;
    bool is_one = own != PROCESS_DAY_NONE && step->due == own;
    if (step->begun != j->p->day) {
        return step_wrong(j, INVARIANT_DAY, place, "it began on another day");
    }
    for (size_t i = 0; i < planned->serves.count; i++) {
        const struct process_line *line = &j->p->lines[planned->serves.at[i]];
        if (line->state == DUTY_STARTED && line->has_deadline && line->deadline < least) {
            least = line->deadline;
        }
        is_one |= line->has_deadline && step->due == line->deadline;
    }
    if (planned->kind == STEP_WAIT && planned->wait_for.count == 0 && least == PROCESS_DAY_NONE) {
        return is_one || step->due ==
                             after(j->plan, step->begun,
                                   (struct length){PROCESS_WAIT_WORKING_DAYS, UNIT_WORKING_DAYS})
                   ? true
                   : step_wrong(j, INVARIANT_NO_SILENCE, place, "a wait that nobody looks at");
    }
    if (planned->kind == STEP_WAIT && planned->wait_for.count > 0 &&
        step->until != after(j->plan, step->begun, planned->wait_for)) {
        return step_wrong(j, INVARIANT_NO_SILENCE, place, "a wait of another length");
    }
    return step->due > least || (!is_one && step->due != PROCESS_DAY_NONE)
               ? step_wrong(j, INVARIANT_NO_SILENCE, place, "it is due on another day than it says")
               : true;
}

/* judge_done - somebody, or time, or the receiver where that suffices, must have said so. */
static bool judge_done(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    bool arrival = planned->proof == PROOF_POSTED || planned->proof == PROOF_DELIVERED;
    bool proved = j->seen->seen_steps[place].said == step->round ||
                  (planned->kind == STEP_WAIT && step->until != PROCESS_DAY_NONE &&
                   step->until < j->p->day) ||
                  (arrival && goes_out(planned->kind) &&
                   simulate_arrived(j->s, j->kept->row.process, (uint16_t)place, step->round));
    return proved ? true
                  : step_wrong(j, INVARIANT_DUTY_PROOF, place,
                               "it counts as done, and nobody said so");
}

/* judge_clock - was it told of, if it is late? */
static bool judge_clock(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    const struct seen_step *seen = &j->seen->seen_steps[place];
    if (step->stage == STAGE_LEFT) {
        int32_t day = simulate_remind_day(j->plan, j->p, place, step->reminders);
        bool reminds = planned->proof == PROOF_RECIPIENT_CONFIRMS && !is_to_dead(j, place);
        if ((seen->reminded == step->round ? seen->reminders : 0) != step->reminders) {
            return step_wrong(j, INVARIANT_NO_SILENCE, place, "a reminder is not in the outbox");
        }
        if (seen->told[TELL_UNCONFIRMED] == step->round || seen->told[TELL_LATE] == step->round) {
            return true; /* also while it was about to leave */
        }
        due_next(j, day);
        return !is_over(j, day) ? true
                                : step_wrong(j, INVARIANT_NO_SILENCE, place,
                                             reminds ? "it is not confirmed, and nobody reminded"
                                                     : "it is not confirmed, and nobody told");
    }
    if (planned->kind == STEP_WAIT && step->until != PROCESS_DAY_NONE && !step->by_hand) {
        due_next(j, step->until);
        return !is_over(j, step->until)
                   ? true
                   : step_wrong(j, INVARIANT_NO_SILENCE, place, "its time has passed unseen");
    }
    int32_t last = simulate_late_day(j->plan, j->p, place);
    bool told = seen->told[TELL_LATE] == step->round && seen->late_due == step->due;
    if (!told) {
        due_next(j, last);
    }
    return told || !is_over(j, last)
               ? true
               : step_wrong(j, INVARIANT_NO_SILENCE, place, "it is late, and nobody was told");
}

static bool judge_waiting(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    bool runs = j->p->status != PROCESS_TAKING_BACK && !j->p->withdrawn && j->p->looked;
    if (planned->undoes) {
        return !step->wanted || j->s->moving != 0
                   ? true
                   : step_wrong(j, INVARIANT_TAKEN_BACK, place,
                                "it is to undo something, and has not begun");
    }
    if (!runs || j->stands[place] != TO_COME) {
        return true;
    }
    if (step->holds == HOLDS_YES && (!j->p->held || planned->confirms) && its_turn(j, place)) {
        return step_wrong(j, INVARIANT_NOTHING_LOST, place,
                          "its turn has come, and it is not begun");
    }
    if (step->holds == HOLDS_CANNOT_TELL) {
        j->open = true;
        return !its_turn(j, place) || j->p->held || owes(j, place, DUTY_CANNOT_TELL) ||
                       j->seen->seen_steps[place].told_unclear
                   ? true
                   : step_wrong(j, INVARIANT_NO_SILENCE, place,
                                "whether it is to be taken can't be told, and nobody was");
    }
    return true;
}

/* judge_taken_back - of what was done or sent: if the event was none, or if by a correction it
 * should not have been, a team is told, and what undoes it has begun. */
static bool judge_taken_back(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place], *was = &j->before->steps[place];
    const struct plan_step *planned = &j->plan->steps[place];
    bool stands = planned->undoes || (step->option > 0 && step->stage == STAGE_DONE &&
                                      planned->then[step->option - 1] == THEN_WITHDRAWS);
    bool was_done = was->stage == STAGE_DONE || was->stage == STAGE_LEFT ||
                    (was->stage == STAGE_STUCK && was->uncertain);
    bool amended = j->s->input != NULL && j->s->input->kind == INPUT_AMENDED &&
                   was->holds != HOLDS_NO && step->holds == HOLDS_NO;
    bool none = j->p->withdrawn && !j->before->withdrawn;
    if (was_done && !stands && !step->taken_back && (none || amended)) {
        return step_wrong(j, INVARIANT_TAKEN_BACK, place, "it should be taken back, and is not");
    }
    if (stands || !step->taken_back || was->taken_back || planned->undo == UNDO_NOTHING) {
        return true;
    }
    if (j->seen->seen_steps[place].told[TELL_TAKEN_BACK] != step->round) {
        return step_wrong(j, INVARIANT_TAKEN_BACK, place, "it is taken back, and no team was told");
    }
    const struct process_step *undo = &j->p->steps[planned->undo_step];
    return planned->undo != UNDO_STEP ||
                   (undo->wanted && undo->stage != STAGE_WAITING && undo->stage != STAGE_STOPPED &&
                    (undo->stage != STAGE_DONE || undo->done == j->p->day))
               ? true
               : step_wrong(j, INVARIANT_TAKEN_BACK, place,
                            "it is taken back, and what undoes it has not begun");
}

static bool judge_step(struct judging *j, size_t place)
{
    const struct process_step *step = &j->p->steps[place];
    const struct process_step *was = j->before != NULL ? &j->before->steps[place] : NULL;
    bool open = step->stage == STAGE_OPEN || step->stage == STAGE_QUEUED ||
                step->stage == STAGE_LEFT || step->stage == STAGE_STUCK;
    j->open |= open;
    if (!judge_rows(j, place)) {
        return false;
    }
    if (step->stage == STAGE_WAITING) {
        return judge_waiting(j, place);
    }
    if (j->before != NULL && was->round != step->round && open && !judge_begun(j, place)) {
        return false;
    }
    if (is_to_dead(j, place) && (step->stage == STAGE_QUEUED)) {
        return step_wrong(j, INVARIANT_NO_DISTRESS, place, "it is to leave to somebody who died");
    }
    if (was != NULL && !judge_taken_back(j, place)) {
        return false;
    }
    if (step->stage == STAGE_DONE && was != NULL && was->stage != STAGE_DONE) {
        return judge_done(j, place);
    }
    if (step->stage == STAGE_LEFT && was != NULL && was->stage != STAGE_LEFT &&
        !simulate_arrived(j->s, j->kept->row.process, (uint16_t)place, step->round)) {
        return step_wrong(j, INVARIANT_NOTHING_LOST, place,
                          "it counts as sent, and has not arrived");
    }
    return !open || !j->p->looked || judge_clock(j, place);
}

/* ---- duties ---- */

/* discharges - do its steps discharge it? *ret_empty: none is left that could. */
static bool discharges(const struct judging *j, const struct process_line *line, bool *ret_empty)
{
    const struct plan_places *by = &j->plan->duties[line->entry].discharged_by;
    size_t done = 0, gone = 0;
    for (size_t i = 0; i < by->count; i++) {
        bool counts = j->stands[by->at[i]] == IS_DONE && !j->p->steps[by->at[i]].taken_back;
        done += counts;
        gone += !counts && j->stands[by->at[i]] != TO_COME;
    }
    *ret_empty = gone == by->count;
    return done > 0 && done + gone == by->count;
}

static bool judge_owed(struct judging *j, size_t line)
{
    const struct process_line *l = &j->p->lines[line];
    struct seen_line *seen = &j->seen->seen_lines[line];
    const struct length ask = {PROCESS_ASK_WORKING_DAYS, UNIT_WORKING_DAYS};
    if (l->state == DUTY_CANNOT_TELL && !j->p->held) {
        if (j->asks[line] != 1) {
            return line_wrong(j, INVARIANT_NO_SILENCE, line,
                              "it can't be told, and it is not so that one team is asked");
        }
        if (j->told_asked[line] > 0) { /* a team has it before them still */
            seen->asked = j->p->day;
        }
        int32_t last = after(j->plan, seen->asked, ask);
        due_next(j, last);
        return !is_over(j, last) ? true
                                 : line_wrong(j, INVARIANT_NO_SILENCE, line,
                                              "a team was asked long ago, and nobody was told");
    }
    if (j->asks[line] > 0 && l->state != DUTY_CANNOT_TELL) {
        return line_wrong(j, INVARIANT_STOPPED_STAYS, line, "a team is asked what is known");
    }
    if (l->state == DUTY_STARTED && l->has_deadline && seen->late_deadline != l->deadline) {
        due_next(j, l->deadline);
        return !is_over(j, l->deadline) ? true
                                        : line_wrong(j, INVARIANT_NO_SILENCE, line,
                                                     "it is not kept in time, and nobody was told");
    }
    return true;
}

static bool judge_line(struct judging *j, size_t line)
{
    const struct process_line *l = &j->p->lines[line];
    const struct seen_line *seen = &j->seen->seen_lines[line];
    bool empty = false, runs = !j->p->withdrawn && j->p->looked;
    if (j->kept->discharged[line] != (l->state == DUTY_DISCHARGED)) {
        return line_wrong(j, INVARIANT_DUTY_STATE, line, "the ledger says something else of it");
    }
    if (!runs) {
        return true;
    }
    j->open |= l->state == DUTY_STARTED || l->state == DUTY_CANNOT_TELL;
    bool by_steps = discharges(j, l, &empty);
    if (l->state == DUTY_DISCHARGED && !(l->by_hand ? seen->by_hand : by_steps)) {
        return line_wrong(j, INVARIANT_DUTY_PROOF, line, "it is discharged, and nothing did so");
    }
    if (l->state == DUTY_STARTED && by_steps) {
        return line_wrong(j, INVARIANT_DUTY_STATE, line,
                          "its steps are done, and it is not discharged");
    }
    if (l->state == DUTY_STARTED && empty && !seen->told_empty) {
        return line_wrong(j, INVARIANT_NO_SILENCE, line,
                          "no step is left for it, and nobody was told");
    }
    return judge_owed(j, line);
}

/* ---- the whole ---- */

static bool same_step(const struct process_step *a, const struct process_step *b)
{
    return a->stage == b->stage && a->holds == b->holds && a->channel == b->channel &&
           a->round == b->round && a->reminders == b->reminders && a->option == b->option &&
           a->by_hand == b->by_hand && a->told_late == b->told_late &&
           a->told_unclear == b->told_unclear && a->taken_back == b->taken_back &&
           a->uncertain == b->uncertain && a->wanted == b->wanted && a->begun == b->begun &&
           a->due == b->due && a->until == b->until && a->done == b->done;
}

static bool same_line(const struct process_line *a, const struct process_line *b)
{
    return a->state == b->state && a->entry == b->entry && a->has_deadline == b->has_deadline &&
           a->told_late == b->told_late && a->told_empty == b->told_empty &&
           a->by_hand == b->by_hand && a->deadline == b->deadline &&
           a->discharged == b->discharged && a->asked == b->asked;
}

static bool same_head(const struct process *a, const struct process *b)
{
    return a->status == b->status && a->looked == b->looked && a->withdrawn == b->withdrawn &&
           a->held == b->held && a->confirmed == b->confirmed && a->dead == b->dead &&
           a->began == b->began && a->day == b->day && a->wake == b->wake &&
           a->inputs == b->inputs && a->step_count == b->step_count &&
           a->line_count == b->line_count;
}

static bool comes_back(struct judging *j)
{
    struct err err;
    struct buf *bytes = &j->s->packed;
    struct process *b = j->s->unpacked;
    bytes->len = 0;
    if (process_pack(j->p, bytes, &err) != 0 ||
        process_unpack(str_make(bytes->ptr, bytes->len), b, &err) != 0 || !same_head(j->p, b)) {
        return false;
    }
    for (size_t i = 0; i < b->step_count; i++) {
        if (!same_step(&j->p->steps[i], &b->steps[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < b->line_count; i++) {
        if (!same_line(&j->p->lines[i], &b->lines[i])) {
            return false;
        }
    }
    return true;
}

static bool judge_whole(struct judging *j)
{
    const char *said = process_check(j->plan, j->p);
    if (said != NULL) {
        return step_wrong(j, INVARIANT_WHOLE, (size_t)-1, said);
    }
    if (!comes_back(j)) {
        return step_wrong(j, INVARIANT_ROUND_TRIP, (size_t)-1, "its bytes give another process");
    }
    if (j->before == NULL) {
        return true;
    }
    int32_t day = j->before->day > j->s->now.day ? j->before->day : j->s->now.day;
    if (j->p->day != day && j->s->moving == 0) {
        return step_wrong(j, INVARIANT_DAY, (size_t)-1,
                          "its day is not the latest that it has seen");
    }
    if (j->p->day < j->before->day) {
        return step_wrong(j, INVARIANT_DAY, (size_t)-1, "its day went back");
    }
    return j->p->inputs == j->before->inputs + j->inputs
               ? true
               : step_wrong(j, INVARIANT_ONE_LEAF, (size_t)-1, "an input is not one version more");
}

static void judge_end(struct judging *j)
{
    bool ended = j->p->status == PROCESS_ENDED;
    bool to_come = !j->p->withdrawn && (j->p->held || !j->p->looked);
    if (ended && j->open) {
        step_wrong(j, INVARIANT_DUTY_STATE, (size_t)-1, "it has ended, and something is open");
    } else if (!ended && !j->open && !to_come && j->p->inputs > 0) {
        step_wrong(j, INVARIANT_ENDS, (size_t)-1, "nothing is open, and it has not ended");
    } else if (!ended && j->p->looked && j->next < j->p->wake) {
        step_wrong(j, INVARIANT_WAKES, (size_t)-1, "it wakes later than something is due");
    } else if (!ended && j->p->wake <= j->p->day) {
        step_wrong(j, INVARIANT_WAKES, (size_t)-1, "it wakes on a day that has been");
    }
}

void simulate_judge(struct simulation *s, size_t process, const struct process *before,
                    unsigned inputs, struct judgement *ret)
{
    struct judging j;
    const struct store_process *kept = &s->store.processes[process];
    j.s = s;
    j.kept = kept;
    j.p = &kept->process;
    j.before = before;
    j.inputs = inputs;
    j.plan = simulate_plan_of(s, process);
    j.seen = &s->processes[process];
    j.ret = ret;
    j.next = PROCESS_DAY_NONE;
    j.open = false;
    ret->wrong = NULL;
    if (!judge_whole(&j)) {
        return;
    }
    for (size_t i = 0; i < j.plan->step_count; i++) {
        size_t place = j.plan->order[i];
        j.stands[place] = (uint8_t)stands(&j, place);
    }
    count_rows(&j);
    for (size_t i = 0; i < j.plan->step_count; i++) {
        if (!judge_step(&j, i)) {
            return;
        }
    }
    for (size_t i = 0; i < j.plan->line_count; i++) {
        if (!judge_line(&j, i)) {
            return;
        }
    }
    judge_end(&j);
}
