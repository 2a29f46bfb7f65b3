/* decide.h - people's decisions in a home: made and taken back, the picture following within the
 * same transaction (live.h). A decision outranks the model; of two that contradict each other the
 * newer does.
 *
 *   decide_pair     two mentions are the same, or are not
 *   decide_merge    two entities are one: so few decisions between their mentions that they are
 *   decide_split    rows of an entity are not the rest of it: one between each of them and each of
 *                   the rest, so that no later model joins them again
 *   decide_undo     a decision, with those that were made along with it, stands no longer
 *
 * Where not all sources may be known of (picture->shown), who is one, who are two and what can be
 * decided is all of the sources that are: whoever decides names those alone whom they were shown,
 * since the decision would else speak, to others who may know of both, of what they never saw; and
 * no answer tells what the other sources say. */
#ifndef CANTREF_RECORD_DECIDE_H
#define CANTREF_RECORD_DECIDE_H

#include "decision_store.h"
#include "entity_look.h"

enum { DECISIONS_AT_ONCE_MAX = 10000 };

/* struct decider - who decides, and why ("": not said). */
struct decider {
    struct str who, why;
};

/* struct decided - what became of it. */
struct decided {
    int64_t number; /* of the decision, or of the first of several */
    size_t count;
    char entity[ENTITY_ID_TEXT_MAX]; /* where the first mention is now */
    char other[ENTITY_ID_TEXT_MAX];  /* and the second */
};

/* struct decided_row - a row of a source, as "housing:17" names it. */
struct decided_row {
    struct str source;
    uint64_t row;
};

/* decide_pair - of two mentions; weighed, weight: what the model says of them.
 * decide_merge, decide_split - of entities as entity_find found them and entity_follow left them.
 * decide_undo - number: of any decision of the act. ret->count: how many were undone.
 * Errors: ERR_CONFLICT no model is in use, an adoption was stopped, or the two are one already,
 * have a row in common, or no row of the entity is left; ERR_NOTFOUND no such id, row or decision;
 * those of decision_add and live_apply. Nothing is changed then. Threads: not from the writer's. */
int decide_pair(struct picture *picture, const struct decision *decision, struct decided *ret,
                struct err *err);
int decide_merge(struct picture *picture, const struct entity_about *left,
                 const struct entity_about *right, const struct decider *decider,
                 struct decided *ret, struct err *err);
int decide_split(struct picture *picture, const struct entity_about *entity,
                 const struct decided_row *rows, size_t count, const struct decider *decider,
                 struct decided *ret, struct err *err);
int decide_undo(struct picture *picture, int64_t number, struct str who, struct decided *ret,
                struct err *err);

#endif
