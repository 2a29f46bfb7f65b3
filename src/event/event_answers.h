/* event_answers.h - answers to the questions of an event type: read by their types, held against
 * when they are asked and what is required, as FEEL has them.
 *
 * An answer is kept as text: yes or no; a day as 2026-11-28; a whole number; money as 12.50; the
 * name of an option, of several "a,b" in the order of the file; any other as it was said. */
#ifndef CANTREF_EVENT_EVENT_ANSWERS_H
#define CANTREF_EVENT_EVENT_ANSWERS_H

#include "event_type.h"
#include "fact_scope.h"

/* struct answers - by question of the type; "": none. */
struct answers {
    const struct event_type *type;
    struct str *text;
};

/* answers_begin - none of all, in the arena. answers_put - one, as somebody wrote it.
 * Errors: ERR_INPUT, which says what the question takes; ERR_NOTFOUND no question is called so. */
void answers_begin(struct arena *arena, const struct event_type *type, struct answers *ret);
int answers_put(struct arena *arena, struct answers *answers, struct str name, struct str text,
                struct err *err);

/* answers_value - as the fact `answers`: an entry for each question, not known where there is no
 * answer. answer_value - one. */
struct feel_value answers_value(struct arena *arena, const struct answers *answers);
struct feel_value answer_value(struct arena *arena, const struct question *question,
                               struct str text);

/* answers_check - are they such as may be taken?
 * In:     values: the facts, by enum fact_slot, `answers` among them. today: as a day.
 *         whole: a teller's; what is required must be there.
 * Errors: ERR_INPUT names the question: it is required, is not asked here, or its day is too early
 *         or too late. */
int answers_check(struct arena *arena, const struct answers *answers,
                  const struct feel_value *values, bool whole, struct err *err);

/* answers_next - the next question to ask a teller from place *ret on; false: all were asked. */
bool answers_next(struct arena *arena, const struct answers *answers,
                  const struct feel_value *values, size_t *ret);

#endif
