/* fact_scope.h - the facts that a pack's conditions may ask, with their types: what FEEL is checked
 * against when a pack is loaded. What they are of somebody is in facts.h.
 *
 *     today               date
 *     event.date …        date; known date; told_by, channel, language string; detected boolean
 *     answers.QUESTION    by the question
 *     person.birth_date … date; age, birth_year number; age_band, sex string; known.CATEGORY,
 *                         has.FIELD boolean: has this person a record of such a source, is there
 *                         such a field
 *     household.size …    adults, children number; known.CATEGORY
 *     property.uprn …     ward, outward_postcode string; known.CATEGORY
 *     council.nation …    name, code string */
#ifndef CANTREF_EVENT_FACT_SCOPE_H
#define CANTREF_EVENT_FACT_SCOPE_H

#include "event_type.h"

enum fact_slot {
    FACT_TODAY,
    FACT_EVENT,
    FACT_ANSWERS,
    FACT_PERSON,
    FACT_HOUSEHOLD,
    FACT_PROPERTY,
    FACT_COUNCIL,
    FACT_SLOTS
};
extern const char *const fact_slot_names[FACT_SLOTS + 1];

/* struct fact - one that there is, answers aside. Its places in the table are stable in a run. */
struct fact {
    enum fact_slot slot;
    struct str group; /* "known", "has": SLOT.GROUP.NAME; else "" */
    struct str name;  /* "birth_date"; of a category "council_tax" */
    enum feel_kind kind;
};
extern const struct fact facts_table[];
extern const size_t facts_count;

/* fact_find - the place of "person.known.council_tax" in the table; SIZE_MAX: there is no such
 * fact. fact_name - the inverse, into ret. Pure. */
enum { FACT_NAME_MAX = 64 };
size_t fact_find(struct str name);
const char *fact_name(size_t place, char ret[FACT_NAME_MAX]);

/* fact_scope - a scope whose slots are enum fact_slot.
 * In:     questions[count]: those whose answers may be asked. allowed: names of facts; NULL: all.
 *         Facts that are not allowed are no names in it; today and answers always are. */
struct feel_scope *fact_scope(struct arena *arena, const struct question *questions, size_t count,
                              const struct name_list *allowed);

/* fact_context - the type of a context of these fields and no other; of none, too. */
const struct feel_type *fact_context(struct arena *arena, const struct feel_field *fields,
                                     uint32_t count);

/* question_kind - of a question's answer in FEEL. */
const struct feel_type *question_kind(struct arena *arena, const struct question *question);

#endif
