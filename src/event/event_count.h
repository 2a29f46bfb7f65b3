/* event_count.h - what counting needs of events: when they came to be known, of what type, how; no
 * text of anybody's is unsealed for it. */
#ifndef CANTREF_EVENT_EVENT_COUNT_H
#define CANTREF_EVENT_EVENT_COUNT_H

#include "event_store.h"

/* struct event_counted - as of a time. Texts are good during the call. */
struct event_counted {
    int64_t event;
    struct str type, purpose;
    bool shadow;
    int64_t made;
    int32_t known;            /* the day on which the council knew */
    enum event_status status; /* then */
    bool told;                /* by anybody, by then; else detected */
    struct str channel;       /* by which it was told first; "": detected */
};

/* events_made - those that were made from a time to before another, oldest first, as of a third.
 * A row stands open while visit is called: it must have no job done (writer.h).
 * Errors: those of the store, of visit. Cost: some 10 µs each. */
typedef int event_count_visit(void *context, const struct event_counted *event, struct err *err);
int events_made(struct db *db, int64_t from, int64_t to, int64_t at, event_count_visit *visit,
                void *context, struct err *err);

/* event_count_one - one of a number. Errors: ERR_NOTFOUND; likewise. */
int event_count_one(struct db *db, int64_t event, int64_t at, event_count_visit *visit,
                    void *context, struct err *err);

/* event_mentions - whom it is about: the mentions of its subject that stand, the first ones, at
 * most max; roles are left out. *ret_count: how many. */
int event_mentions(struct db *db, int64_t event, struct event_mention *ret, size_t max,
                   size_t *ret_count, struct err *err);

#endif
