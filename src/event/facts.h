/* facts.h - what is known of an event and whom it is about, as conditions may ask it: from the view
 * of one purpose alone, or from a test of a pack.
 *
 *     view under the purpose ─► a value at the purpose's level of detail ─► the fact of that level
 *     nobody holds it, or the purpose may not see it ─► null, "not known"
 *     sources say different things                   ─► null, "sources disagree"
 *
 * A null is never a no: its cause is in the value (feel_value.h), and a duty that hangs on it can't
 * tell. */
#ifndef CANTREF_EVENT_FACTS_H
#define CANTREF_EVENT_FACTS_H

#include "event_answers.h"
#include "fact_scope.h"
#include "view.h"

/* What the cause of a null says in its text when sources disagree; "" when it is not known. */
#define FACT_DISAGREE "sources disagree"

/* struct facts - by place in facts_table; a value of kind FEEL_NULL without cause was not put. */
struct facts {
    struct arena *arena;
    struct feel_value today, answers;
    struct feel_value *at;
};

/* facts_begin - nothing is known but the day, days since 1970. Values live as long as the arena.
 * facts_put - one, by its name as in docs/packs.md, which is in the table.
 * facts_disagree - sources say different things of it. */
void facts_begin(struct arena *arena, int32_t today, struct facts *ret);
void facts_put(struct facts *facts, const char *name, struct feel_value value);
void facts_disagree(struct facts *facts, const char *name);

/* fact_day, fact_text - values to put: a day since 1970; a text, copied. */
struct feel_value fact_day(int32_t day);
struct feel_value fact_text(struct arena *arena, struct str text);

/* facts_values - all of them for feel_evaluate, by enum fact_slot: what was not put isn't known. */
void facts_values(const struct facts *facts, struct feel_value ret[FACT_SLOTS]);

/* facts_of_view - of the one looked up, and of those who live there.
 * In:     view: whole, of that viewing, in either language. event_day: on which the age is that
 *         counts; INT32_MIN: today.
 * Errors: those of the store. */
int facts_of_view(struct viewing *viewing, size_t set, const struct view *view, int32_t event_day,
                  struct facts *facts, struct err *err);

/* facts_of_council - council.nation and name. */
void facts_of_council(enum nation nation, struct str name, struct facts *facts);

/* struct fact_case - the maps `event`, `person`, `household`, `property` and `answers` of a test of
 * a pack, and its nation; NULL: left out. facts_of_case - facts from these, without a home.
 * Errors: ERR_INPUT at the place of what is no fact, or no value of its type. */
struct fact_case {
    const struct yaml_node *event, *person, *household, *property, *answers;
    enum nation nation;
    int32_t today;
};
int facts_of_case(const struct fact_case *fact_case, const char *file,
                  const struct event_type *type, struct facts *facts, struct answers *answers,
                  struct err *err);

#endif
