/* condition_parts.h - the FEEL expressions of a pack: read and checked when it is loaded, evaluated
 * over the facts of a case, taken apart to say what mattered.
 *
 * A condition's parts are what `and`, `or`, `not(…)` and `if` are put together from:
 *
 *     not(answers.partner_lives_on) and answers.home_is = "owned"
 *         answers.partner_lives_on         a part
 *                                       answers.home_is = "owned"   another
 *
 * When the whole can't be told, only parts that can't be told either had a share in it: the facts
 * that are missing are those of these parts. */
#ifndef CANTREF_PROCESS_CONDITION_PARTS_H
#define CANTREF_PROCESS_CONDITION_PARTS_H

#include "fact_scope.h"
#include "fact_words.h"

/* struct condition_facts - what a case is known to be: a value for each slot of the scope in which
 * the pack's conditions were read (fact_scope.h). */
struct condition_facts {
    const struct feel_value *values; /* FACT_SLOTS */
    int32_t today;                   /* days since 1970 */
};

/* condition_read_checked - condition_read and condition_check in one. */
int condition_read_checked(struct settings *settings, const struct yaml_node *node,
                           const struct feel_scope *scope, enum feel_kind kind,
                           struct condition *ret, struct err *err);

/* condition_value - its value and what may be concluded; the value lives in scratch. */
enum feel_verdict condition_value(struct arena *scratch, const struct condition *condition,
                                  const struct condition_facts *facts, struct feel_value *ret);

/* condition_because - why it came out as it does, in both languages: which of its parts decided,
 * and with which values; "" when that can't be said within the limits. */
struct bilingual condition_because(struct arena *arena, const struct condition *condition,
                                   const struct condition_facts *facts,
                                   const struct fact_labels *labels);

/* condition_day - the day that it gives. Returns false when that is not known, in doubt, or not of
 * the years 1000 to 2999. */
bool condition_day(struct arena *scratch, const struct condition *condition,
                   const struct condition_facts *facts, int32_t *ret);

/* condition_parts - visit each part, in the order in which they are written; numbered from 0.
 * Returns how many there are. */
typedef void condition_part_visit(void *context, size_t number, const struct feel_node *part);
size_t condition_parts(const struct condition *condition, condition_part_visit *visit,
                       void *context);

/* condition_node_verdict - what may be concluded from a part. */
enum feel_verdict condition_node_verdict(struct arena *scratch, const struct feel_node *node,
                                         const struct condition_facts *facts);

/* condition_names - visit each fact that is named in it, "person.known.council_tax", each time. The
 * name is made in scratch. */
typedef void condition_name_visit(void *context, struct str name, const struct feel_node *node);
void condition_names(struct arena *scratch, const struct condition *condition,
                     condition_name_visit *visit, void *context);

/* struct fact_names - names of facts, each once, in the order in which they came. */
enum { FACT_NAMES_MAX = 64 };
struct fact_names {
    struct str at[FACT_NAMES_MAX];
    size_t count;
};

/* condition_missing - the facts that are not known and had a share in its not being told, added to
 * ret (those that fit). Names are made in arena. */
void condition_missing(struct arena *arena, const struct condition *condition,
                       const struct condition_facts *facts, struct fact_names *ret);

/* fact_names_add - unless it is there or there is no room. */
void fact_names_add(struct fact_names *names, struct str name);

#endif
