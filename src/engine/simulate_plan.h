/* simulate_plan.h - plans by chance, for the simulator: steps of all kinds in any order without
 * circles, duties of one or more entries, steps that undo, and whatever else docs/packs.md lets a
 * pack have. */
#ifndef CANTREF_ENGINE_SIMULATE_PLAN_H
#define CANTREF_ENGINE_SIMULATE_PLAN_H

#include "process_plan.h"
#include "random.h"

/* simulate_plan_random - in arena, of at most that many steps (2 or more; those that undo come on
 * top). */
void simulate_plan_random(struct arena *arena, struct random *random, size_t steps_max,
                          struct process_plan *ret);

/* simulate_plan_version - another version of a plan: most of its steps, some of them otherwise in
 * all but what they are (their kind, whom they go to, what proves them, their options), and some
 * new ones. steps[of->step_count]: where each step of `of` is in it, or PLAN_NEW. */
void simulate_plan_version(struct arena *arena, struct random *random, size_t steps_max,
                           const struct process_plan *of, struct process_plan *ret,
                           uint16_t *steps);

#endif
