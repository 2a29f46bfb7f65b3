/* event_look.h - an event seen under its purpose: whom it is about now, and the facts that follow.
 *
 * Whom an event is about is kept as the mentions that were one person when it was told. Who they
 * are now is the person of the first of them that still stands in the purpose's own picture: so it
 * follows merges, splits and records that go, and never learns from a barred source who is who. */
#ifndef CANTREF_EVENT_EVENT_LOOK_H
#define CANTREF_EVENT_EVENT_LOOK_H

#include "event_store.h"
#include "facts.h"
#include "inquiry.h"

/* event_open - the event of an id, as somebody says it, under the inquiry's purpose.
 * Out:    *ret, to be freed with event_free in any case; start from zero.
 * Errors: ERR_NOTFOUND, in one sentence whether there is none, it is held for another purpose, or
 *         it is of somebody sealed whom the asker may not see. */
int event_open(struct inquiry *inquiry, struct str id, struct event *ret, struct err *err);

/* event_is_hidden - does it name somebody who is sealed, and not for the asker? Pure. */
bool event_is_hidden(const struct viewing *viewing, const struct event *event);

/* event_person - whom a role names now, with those related unless self_only.
 * Out:    *ret_there: false when the role names nobody, or nobody of whom a record stands that may
 *         be read: ret->self has the mentions then that are kept, if any, and nothing else, so that
 *         the log tells of them. *ret is to be freed with view_free in any case; start from zero.
 *         *ret_set: of the viewing.
 * Errors: ERR_DENIED, as view_of_mention; those of the store. */
int event_person(struct viewing *viewing, const struct event *event, struct str role,
                 bool self_only, struct view *ret, size_t *ret_set, bool *ret_there,
                 struct err *err);

/* event_is_about - does the role name, now, the person of these mentions? *ret. */
int event_is_about(struct viewing *viewing, const struct event *event, struct str role,
                   const struct permitted_list *mentions, bool *ret, struct err *err);

/* event_happened - the day it happened; INT32_MIN: not known. event_answers - its answers that
 * stand, of questions that the type asks. Both in the arena. */
int32_t event_happened(const struct event *event);
void event_answers(struct arena *arena, const struct event *event, const struct event_type *type,
                   struct answers *ret);

/* event_facts - all that conditions may ask: of the event, its answers, its subject's view. A
 * subject who may not be read is not known.
 * In:     view: of the subject, with those related; NULL: not known. nation, council: as
 *         facts_of_council.
 * Errors: those of the store. */
struct event_facts_options {
    const struct event_type *type;
    const struct view *view;
    size_t set;
    int32_t today;
    enum nation nation;
    struct str council, code; /* its name, and its code; "": not said */
};
int event_facts(struct arena *arena, struct viewing *viewing, const struct event *event,
                const struct event_facts_options *options, struct facts *ret, struct err *err);

/* event_fact_values - of the event itself, put into facts that were begun: date, known, told_by,
 * channel, language, detected. */
void event_fact_values(const struct event *event, struct facts *facts);

#endif
