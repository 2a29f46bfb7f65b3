/* simulate_trace.c - what happens in a run, in words. */
#include "simulate_parts.h"

#include "clock.h"

#include <stdarg.h>
#include <stdio.h>

void simulate_say(struct simulation *s, const char *format, ...)
{
    char line[400], time[CLOCK_TEXT_MAX];
    va_list list;
    if (s->trace == NULL) {
        return;
    }
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    (void)buf_printf(s->trace, "%6llu  %.16s  %s\n", (unsigned long long)s->steps,
                     clock_text(s->at, time), line);
}

static const char *kind_of(const struct simulation *s, const struct action_row *row)
{
    const struct process_plan *plan = simulate_plan_of(s, (size_t)row->process - 1);
    return row->place < plan->step_count ? step_kind_names[plan->steps[row->place].kind] : "gone";
}

static void say_action(struct simulation *s, const struct action_row *before,
                       const struct action_row *row)
{
    bool of_line = action_is_of_line(row);
    simulate_say(s, "    %s %s of %s %u%s%s%s, round %u: %s%s%s", process_action_names[row->kind],
                 row->reason != TELL_NOTHING ? tell_reason_names[row->reason] : "",
                 of_line ? "duty" : "step", row->place, of_line ? "" : " (",
                 of_line ? "" : kind_of(s, row), of_line ? "" : ")", row->round,
                 before != NULL ? action_state_names[before->state] : "",
                 before != NULL ? " -> " : "", action_state_names[row->state]);
}

void simulate_say_commit(struct simulation *s)
{
    const struct store_journal *j = &s->store.journal;
    for (size_t i = 0; i < j->leaf_count; i++) {
        const struct engine_happened *leaf = &j->leaves[i];
        const char *name = leaf->kind < PROCESS_INPUTS    ? process_input_names[leaf->kind]
                           : leaf->kind == HAPPENED_BEGAN ? "begins"
                                                          : "goes on under another version";
        simulate_say(s, "  process %lld: %s, place %u", (long long)leaf->process, name,
                     leaf->place);
    }
    for (size_t i = 0; i < j->process_count; i++) {
        const struct process *p = &s->store.processes[j->processes[i]].process;
        for (size_t k = 0; k < p->step_count && !j->added[i]; k++) {
            enum step_stage was = k < j->before[i].process.step_count
                                      ? j->before[i].process.steps[k].stage
                                      : STAGE_WAITING;
            if (was != p->steps[k].stage) {
                simulate_say(s, "    step %zu: %s -> %s", k, step_stage_names[was],
                             step_stage_names[p->steps[k].stage]);
            }
        }
    }
    for (size_t i = 0; i < j->line_count; i++) {
        simulate_say(s, "    duty %u is %s", j->lines[i].line,
                     j->lines[i].after ? "discharged" : "discharged no more");
    }
    for (size_t i = 0; i < j->action_count; i++) {
        const struct action_change *change = &j->actions[i];
        say_action(s, change->added ? NULL : &change->before, &s->store.actions[change->index]);
    }
}
