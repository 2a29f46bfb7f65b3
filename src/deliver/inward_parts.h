/* inward_parts.h - what the parts of inward.h share. */
#ifndef CANTREF_DELIVER_INWARD_PARTS_H
#define CANTREF_DELIVER_INWARD_PARTS_H

#include "cloud_event.h"
#include "inward.h"
#include "inward_partner.h"

/* What became of an event. */
enum inward_result {
    INWARD_TAKEN,
    INWARD_AGAIN,    /* it was taken before */
    INWARD_REFUSED,  /* it can't be: 422 */
    INWARD_CONFLICT, /* its id was used for something else: 409 */
    INWARD_LATER     /* nothing wrong with it: 503 */
};

/* struct receiving - a message under way. */
struct receiving {
    struct inquiry *inquiry;
    const struct inward_port *port;
    struct inward_partner partner;
    struct inward_answer *answer;
    int64_t now;
    struct inbound inbound; /* of the event that is being taken, for its row */
    struct arena arena;
};

/* inward_take_… - one event that has not come before: its effect and r->inbound as its row.
 * Errors: of INWARD_REFUSED what the sender is told; of INWARD_LATER for whoever runs this. */
enum inward_result inward_take_telling(struct receiving *r, const struct cloud_event *event,
                                       struct str pack, struct err *err);
enum inward_result inward_take_confirmation(struct receiving *r, const struct cloud_event *event,
                                            struct err *err);
enum inward_result inward_take_records(struct receiving *r, const struct cloud_event *event,
                                       struct err *err);

/* inward_finish_records - rows whose taking in was cut off, the oldest first.
 * Errors: what stops them now; they stay begun. */
int inward_finish_records(struct receiving *r, struct err *err);

/* inward_find_subject - whom a telling's "subject" means: an id under the purpose, "" when nobody
 * here fits it, or more than one; in r's arena. object: JSON.
 * Errors: ERR_INPUT it names something that is no such field; those of find_people. */
int inward_find_subject(struct receiving *r, struct str object, struct str *ret, struct err *err);

/* inward_text - the text of a JSON value, or a number's digits; false for anything else. */
bool inward_text(struct receiving *r, struct str value, struct str *ret);

#endif
