/* process_move.c - is a process whole; and a process under another version of its pack. */
#include "process_parts.h"

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
                   !step_leaves(planned->kind)
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
                  const struct plan_mapping *mapping, int32_t today, struct process *process,
                  struct process_actions *ret)
{
    bool kept[PROCESS_STEPS_MAX] = {false};
    struct process before;
    struct turn t = {.plan = from, .process = process, .out = ret, .today = today};
    ret->count = 0;
    for (size_t i = 0; i < to->step_count; i++) {
        if (mapping->steps[i] != PLAN_NEW) {
            kept[mapping->steps[i]] = true;
        }
    }
    for (size_t i = 0; i < from->step_count; i++) {
        if (!kept[i] && process->steps[i].stage != STAGE_DONE) {
            turn_take_back(&t, i);
        }
    }
    before = *process;
    process_begin(to, process->began, before.held, process);
    process->status = before.status;
    process->withdrawn = before.withdrawn;
    process->held = before.held;
    process->confirmed = before.confirmed;
    process->dead |= before.dead;
    process->day = before.day;
    process->inputs = before.inputs + 1;
    for (size_t i = 0; i < to->step_count; i++) {
        if (mapping->steps[i] != PLAN_NEW) {
            process->steps[i] = before.steps[mapping->steps[i]];
        }
    }
    for (size_t i = 0; i < to->line_count; i++) {
        if (mapping->lines[i] != PLAN_NEW) {
            process->lines[i] = before.lines[mapping->lines[i]];
            process->lines[i].entry = 0; /* findings say which */
        }
    }
    turn_act(&t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});
}
