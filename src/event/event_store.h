/* event_store.h - life events as the store keeps them (0012_event.sql): versions, whom they are
 * about, how the council knew, answers, recalls. What may become of an event is in intake.h; this
 * writes and reads.
 *
 *     event 7 "lusab-babad"   version 1  told       proposed    2 tellings
 *                             version 2  confirmed  confirmed ◄─ stands
 *
 * All are for the thread that has the connection; what writes, within a transaction. */
#ifndef CANTREF_EVENT_EVENT_STORE_H
#define CANTREF_EVENT_EVENT_STORE_H

#include "db.h"
#include "event_id.h"
#include "memory.h"
#include "seal.h"

enum { EVENT_TEXT_BYTES_MAX = 4000, EVENT_ANSWERS_MAX = 100 };

enum event_status {
    EVENT_PROPOSED,
    EVENT_CONFIRMED,
    EVENT_ACTED_ON, /* something was begun from it */
    EVENT_CLOSED,
    EVENT_WITHDRAWN,
    EVENT_STATUSES
};
extern const char *const event_status_names[EVENT_STATUSES + 1];

enum event_act {
    EVENT_ACT_TOLD,
    EVENT_ACT_DETECTED,
    EVENT_ACT_ANSWERED, /* told once more, or asked: questions were answered */
    EVENT_ACT_CONFIRMED,
    EVENT_ACT_CORRECTED,
    EVENT_ACT_BEGAN, /* what the status acted_on comes from */
    EVENT_ACT_CLOSED,
    EVENT_ACT_WITHDRAWN,
    EVENT_ACTS
};
extern const char *const event_act_names[EVENT_ACTS + 1];

/* The role of whom an event is about, and the name under which the day it happened is kept. */
#define EVENT_SUBJECT "subject"
#define EVENT_HAPPENED "happened"

/* struct event_version - what is known of an event at one time. */
struct event_version {
    int64_t number; /* from 1 */
    struct str pack_version;
    enum event_act act;
    enum event_status status;
    int32_t known; /* days since 1970 */
    struct str language, case_reference, who, why;
    int64_t at;
};

/* struct event_mention - one of those whom a role names. */
struct event_mention {
    struct str role;
    int64_t record;
    int number;
};

struct event_answer {
    struct str name, role, value; /* value: "" when it was erased */
    int64_t telling;              /* 0: a correction */
    int64_t since, until;         /* versions; until 0: it stands */
};

/* struct event_telling - told: relation, channel, typed_by, told_by; detected: trigger,
 * confidence, reasons, evidence. */
struct event_telling {
    int64_t number, version, at;
    bool detected;
    int32_t known;
    struct str relation, channel, typed_by, told_by;
    struct str trigger, reasons;
    int confidence; /* of 1000 */
};

/* struct event_made - what is settled when an event is made. */
struct event_made {
    int64_t number;
    char id[EVENT_ID_TEXT_MAX];
    struct str type, purpose;
    bool shadow;
    int64_t made;
};

/* struct event - all of one; its texts and lists are in the arena. answers: also those that stand
 * no longer, in the order in which they came. mentions: those that stand, by role and place. */
struct event {
    struct event_made made;
    struct event_version version; /* that stands */
    size_t mention_count, answer_count, telling_count;
    struct event_mention *mentions;
    struct event_answer *answers;
    struct event_telling *tellings;
    struct arena arena;
};

/* ---- written ---- */

/* event_make - a new one, without any version yet; its number and id into *event.
 * event_version_add - the standing version ends, and this one stands; *ret: its number.
 * event_people_put - who a role names from that version on, in place of whoever it named.
 * event_answer_put - an answer from that version on: one of that name ends. told_otherwise: it is
 *     kept, and the one that there is stands.
 * event_telling_add, event_evidence_add - a telling; a record that it was detected from.
 * Errors: ERR_INPUT for texts that are too long or no UTF-8; those of the store. */
int event_make(struct db *db, struct event_made *event, struct err *err);
int event_version_add(struct db *db, struct seal *seal, int64_t event,
                      const struct event_version *version, int64_t *ret, struct err *err);
int event_people_put(struct db *db, int64_t event, int64_t version, struct str role,
                     const struct event_mention *mentions, size_t count, struct err *err);
int event_answer_put(struct db *db, struct seal *seal, int64_t event, int64_t version,
                     const struct event_answer *answer, bool told_otherwise, struct err *err);
int event_telling_add(struct db *db, struct seal *seal, int64_t event,
                      const struct event_telling *telling, int64_t *ret, struct err *err);
int event_evidence_add(struct db *db, int64_t telling, int64_t record, int64_t version,
                       struct err *err);

/* ---- read ---- */

/* event_named - the number of an id; 0: there is none.
 * event_read - all of it. *ret: free it with event_free in any case; start from zero. Errors:
 *     ERR_NOTFOUND; those of the store. An answer whose key is gone is "".
 * event_numbers - of a type ("": all) under a purpose, the oldest first, added to ret; those alone
 *     that have not ended (closed, withdrawn), where open.
 * events_of_mention - those in which a role names, or named, this mention; added to ret.
 * event_history - each version, the oldest first; texts are good during the call, when a row stands
 *     open: visit must have no job done (writer.h). */
int event_named(struct db *db, struct str id, int64_t *ret, struct err *err);
int event_read(struct db *db, struct seal *seal, int64_t number, struct event *ret,
               struct err *err);
void event_free(struct event *event);
int event_numbers(struct db *db, struct str type, struct str purpose, bool open,
                  struct whole_list *ret, struct err *err);
int events_of_mention(struct db *db, int64_t record, int number, struct whole_list *ret,
                      struct err *err);
typedef int event_version_visit(void *context, const struct event_version *version,
                                struct err *err);
int event_history(struct db *db, struct seal *seal, int64_t number, event_version_visit *visit,
                  void *context, struct err *err);

/* event_answer_of - the answer of that name that stands; NULL: none, or it was erased. Pure. */
const struct event_answer *event_answer_of(const struct event *event, struct str name);

/* ---- kept for long enough ---- */

/* events_ended - of a purpose, closed or withdrawn before a time, of which something is kept
 * still; added to ret. event_forget - nothing is kept of what was said and of whom, nor of what
 * its duties rest on, nor of what was done after it, but that there was one, and what became of it
 * when; its keys are listed to be forgotten (retention.h). */
int events_ended(struct db *db, struct str purpose, int64_t before, struct whole_list *ret,
                 struct err *err);
int event_forget(struct db *db, int64_t event, struct err *err);

/* ---- recalls ---- */

/* struct event_recall - what was begun from an event up to a version is to be taken back, or,
 * where amend, looked at anew. */
struct event_recall {
    int64_t number, event, version, at;
    bool amend;
    struct str who;
};

/* event_recall_add - one more, waiting. event_recalls - those that wait, of one event or (0) all,
 * the oldest first; a row stands open while visit is called: it must have no job done (writer.h),
 * nor take one up. event_recall_take - it was taken up. Errors: those of the store; ERR_NOTFOUND
 * none of that number waits. */
int event_recall_add(struct db *db, const struct event_recall *recall, struct err *err);
typedef int event_recall_visit(void *context, const struct event_recall *recall, struct err *err);
int event_recalls(struct db *db, int64_t event, event_recall_visit *visit, void *context,
                  struct err *err);
int event_recall_take(struct db *db, int64_t number, int64_t now, struct err *err);

#endif
