/* intake.h - life events told, detected, confirmed, corrected, withdrawn, closed.
 *
 *     told ────┐    the same event already?  yes: one more telling of it
 *     detected ┴──► no: a new one, proposed ──► confirmed ──► acted on ──► closed
 *                                       └────────┴──► withdrawn: what was begun is recalled
 *
 * Two tellings are of one event when they are of one type, under one purpose, about the person who
 * is the same now, and as same_when of event.yaml says. What the second says and the first did not
 * is added; where they differ the first stands, and both are kept until somebody corrects it.
 *
 * An event is held for one purpose, and about whoever `find` shows under it. Each change is in the
 * audit log before it is made. Nothing is overwritten: a change is a version. */
#ifndef CANTREF_EVENT_INTAKE_H
#define CANTREF_EVENT_INTAKE_H

#include "event_look.h"

/* No day. */
enum { EVENT_DAY_UNKNOWN = INT32_MIN };

/* struct event_then - what follows from a change of an event, in the transaction of the change
 * itself; run NULL: nothing. When it fails nothing was changed. */
struct event_then {
    int (*run)(void *context, struct db *db, struct err *err);
    void *context;
};

struct given_answer {
    struct str name, text; /* text: "": taken back, of a correction */
};

struct told;

/* telling_also - what is kept in the same transaction as a telling: all of it or nothing. */
typedef int telling_also(void *context, struct db *db, const struct told *told, struct err *err);

/* struct telling - what somebody tells. */
struct telling {
    const struct event_type *type;
    struct str pack_version;
    bool shadow;
    struct str subject; /* an id under the purpose, or SOURCE:ROW; "": nobody was found yet */
    const struct given_answer *answers;
    size_t answer_count;
    enum teller teller;
    enum channel channel;
    struct str told_by; /* who, and how they are reached; "": not said */
    enum access_language language;
    int32_t happened, known; /* happened: EVENT_DAY_UNKNOWN when nobody said */
    int64_t now;
    struct event_then then;
    telling_also *also; /* NULL: nothing */
    void *also_context;
};

/* struct told - what became of it. */
struct told {
    char id[EVENT_ID_TEXT_MAX];
    bool again;            /* it was known: this is one more telling */
    size_t told_otherwise; /* answers that differ from those that stand */
    enum event_status status;
};

/* intake_tell - Errors: ERR_INPUT the type takes no such telling: teller, language, subject's
 * kind, day, answers; ERR_NOTFOUND nobody of that id; ERR_DENIED; those of the store and the log.
 * Nothing is kept then. */
int intake_tell(struct inquiry *inquiry, const struct telling *telling, struct told *ret,
                struct err *err);

/* struct detection - what a trigger proposes, of a person whom its purpose sees. */
struct detection {
    const struct event_type *type;
    struct str pack_version, purpose, trigger, reasons;
    bool shadow;
    int confidence; /* of 1000 */
    int32_t happened, known;
    int64_t now;
    const struct permitted_list *mentions; /* of the person */
    int64_t record, version;               /* from which; 0: time passed */
};

/* intake_detect - in the transaction of whoever reads the feed. An event that is there, also one
 * that was withdrawn, is met, and told of once by each trigger: no new one is made, unless it
 * ended long ago.
 * Errors: those of the store. */
int intake_detect(struct db *db, struct seal *seal, struct viewing *viewing,
                  const struct detection *detection, struct told *ret, struct err *err);

/* struct event_change - a change of an event. */
struct event_change {
    const struct event_type *type; /* of a correction */
    struct str why;
    const struct given_answer *answers;
    size_t answer_count;
    struct str subject; /* "": stays */
    int32_t happened;   /* EVENT_DAY_UNKNOWN: stays */
    struct str pack_version;
    int64_t now;
    struct event_then then;
};

/* intake_confirm, intake_withdraw, intake_close - what an event becomes. intake_correct - other
 * answers, day or subject: somebody else makes it proposed again. What was begun from it is marked
 * for recall, or, for answers and days, to be looked at anew. intake_answer - questions that nobody
 * has answered yet, by whoever found out; a question that has another answer already is a matter of
 * intake_correct. intake_begin - something was begun from it.
 * In:     event: from event_open. Out: *ret_status.
 * Errors: ERR_CONFLICT it can't become that from what it is; those of intake_tell. */
int intake_confirm(struct inquiry *inquiry, const struct event *event,
                   const struct event_change *change, enum event_status *ret_status,
                   struct err *err);
int intake_withdraw(struct inquiry *inquiry, const struct event *event,
                    const struct event_change *change, enum event_status *ret_status,
                    struct err *err);
int intake_close(struct inquiry *inquiry, const struct event *event,
                 const struct event_change *change, enum event_status *ret_status, struct err *err);
int intake_correct(struct inquiry *inquiry, const struct event *event,
                   const struct event_change *change, enum event_status *ret_status,
                   struct err *err);
int intake_answer(struct inquiry *inquiry, const struct event *event,
                  const struct event_change *change, enum event_status *ret_status,
                  struct err *err);
int intake_begin(struct db *db, struct seal *seal, const struct event *event, struct str who,
                 int64_t now, struct err *err);

/* intake_become - confirmed, closed or withdrawn by what is done after it, within the transaction
 * in which that is kept, and whose leaf tells of it. Withdrawn: what was begun from it is marked
 * for recall. One that can't become that from what it is stays. Errors: those of the store. */
int intake_become(struct db *db, struct seal *seal, int64_t event, enum event_act act,
                  struct str who, int64_t now, struct err *err);

/* event_may_become - by that act, from that status; *ret: what it is then. Pure. */
bool event_may_become(enum event_status from, enum event_act act, enum event_status *ret);

#endif
