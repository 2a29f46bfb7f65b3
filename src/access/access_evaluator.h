/* access_evaluator.h - the decision on access written a second way, for tests: sentences over the
 * definitions with their names, as access_rule.h has them, tried one after another. It shares no
 * code with access_decision.c and access_table.c: names are looked up where they stand, and nothing
 * is compiled. */
#ifndef CANTREF_ACCESS_ACCESS_EVALUATOR_H
#define CANTREF_ACCESS_ACCESS_EVALUATOR_H

#include "access_decision.h"

enum { COUNCIL = 77 }; /* of every world */

/* A world: definitions as they are read. */
struct world {
    enum nation nation;
    struct purpose *purposes;
    bool *approved;
    size_t purpose_count;
    struct staff staff;
    struct access_source *sources;
    size_t source_count;
};

/* A question with everything by name; "" where there is none of it. */
struct question {
    uint64_t council;
    struct str login, purpose, source, seal_team;
    struct name_list withheld; /* roles that may not be used now */
    bool purpose_stated;
    int kind, relation, category;
    int32_t day;
    bool sealed, seal_opened, restricted, objected, own, asks, has_case, emergency;
};

/* evaluate - the rule that decides a question, and the level: DETAIL_NONE unless it allows. */
enum access_rule evaluate(const struct world *w, const struct question *q,
                          enum detail_level *ret_level);

#endif
