/* process_parts.h - what the files of the engine's function share (process.h is its interface).
 *
 *     process.c         what an input does by itself
 *     process_follow.c  what follows from the state as a whole, after every input
 *     process_turn.c    what both do to steps and lines */
#ifndef CANTREF_ENGINE_PROCESS_PARTS_H
#define CANTREF_ENGINE_PROCESS_PARTS_H

#include "process.h"

enum standing { STANDS_TO_COME, STANDS_DONE, STANDS_LEFT_OUT };

/* struct turn - an input being taken. */
struct turn {
    const struct process_plan *plan;
    struct process *process;
    struct process_actions *out;
    int32_t today;
    enum standing standing[PROCESS_STEPS_MAX]; /* of each step, as was seen last */
};

/* turn_act - one more action. turn_act_on_step, turn_act_on_line - of a step as it is now, or a
 * line. turn_tell - a team is told of a step. */
void turn_act(struct turn *t, struct process_action action);
void turn_act_on_step(struct turn *t, enum process_action_kind kind, size_t place);
void turn_act_on_line(struct turn *t, enum process_action_kind kind, enum tell_reason reason,
                      size_t line);
void turn_tell(struct turn *t, enum tell_reason reason, size_t place, bool to_escalated);

/* turn_working_days - the count-th working day after a day. turn_day_after - the last day of a
 * length that begins after it. turn_has_passed - is the day over? */
int32_t turn_working_days(const struct turn *t, int32_t day, int32_t count);
int32_t turn_day_after(const struct turn *t, int32_t day, struct length length);
bool turn_has_passed(const struct turn *t, int32_t day);

/* step_leaves - is it something that goes out? turn_is_to_dead - is it addressed to somebody who
 * died? turn_serves_owed - is a duty that it serves owed, and not yet discharged? */
bool step_leaves(enum step_kind kind);
bool turn_is_to_dead(const struct turn *t, size_t place);
bool turn_serves_owed(const struct turn *t, size_t place);

/* turn_due - of a step that begins today: the earliest of what it says and of the deadlines that it
 * serves. */
int32_t turn_due(const struct turn *t, size_t place);

/* turn_begin_step, turn_finish_step - it begins; it is done. turn_give_to_team - a team does it in
 * place of what it wanted. turn_take_back - it is not to be taken any more: stopped if nothing has
 * come of it, else turn_put_right: undone by another, or a team told. */
void turn_begin_step(struct turn *t, size_t place);
void turn_finish_step(struct turn *t, size_t place);
void turn_give_to_team(struct turn *t, size_t place);
void turn_take_back(struct turn *t, size_t place);
void turn_put_right(struct turn *t, size_t place);

/* turn_stop_asking - nobody needs to find out about a line any more. turn_discharge - it is
 * discharged, by its steps or by somebody's word. */
void turn_stop_asking(struct turn *t, size_t line);
void turn_discharge(struct turn *t, size_t line, bool by_hand);

/* process_follow - begin what may begin, discharge what is discharged, see what time has brought,
 * until nothing more follows; the day on which it is to be looked at next.
 * process_has_ended - is nothing open, and nothing more owed? After process_follow. */
void process_follow(struct turn *t);
bool process_has_ended(const struct turn *t);

#endif
