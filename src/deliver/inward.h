/* inward.h - one message from another system, from the bytes that nginx or serve handed over to
 * what it becomes here, and the answer.
 *
 *     headers, body ─► signature, time ─► CloudEvents ─► came before? ─► the same answer
 *                                                            │ no
 *              uk.cantref.told.PACK.v1     a life event ◄────┤  leaf in the log, then one
 *              uk.cantref.confirmed.v1     a confirmation ◄──┤  transaction: the effect, and
 *              uk.cantref.records.v1       rows of a source ◄┘  that the event has come
 *
 * Whoever sends tries again until the answer is 2xx: so each event has one effect, however often it
 * comes and wherever this was cut off, and the answer to it is the same. An answer never says
 * whether somebody is known here, nor what is: who could not be found is for a person to see to.
 *
 *     told        {"subject": {"name", "birth_date", "postcode", "address", "phone", "email",
 *                 "nhs_number", "national_insurance"}, "happened": day, "told_by": text,
 *                 "language": "en" or "cy", "answers": {question: value}}
 *     confirmed   subject: EVENT/STEP, as we sent it;
 *                 {"outcome": "done" or "refused", "reason": text}
 *     records     needs `time`: {"source": name, "rows": [{column: value}]}
 *
 * A webhook that is no CloudEvent is one by its webhook-id: {"type", "timestamp", "data"}. */
#ifndef CANTREF_DELIVER_INWARD_H
#define CANTREF_DELIVER_INWARD_H

#include "event_pack.h"
#include "http_message.h"
#include "inbound_store.h"
#include "inquiry.h"
#include "intake.h"

#define INWARD_TYPE_TOLD "uk.cantref.told." /* … PACK.v1 */
#define INWARD_TYPE_CONFIRMED "uk.cantref.confirmed.v1"
#define INWARD_TYPE_RECORDS "uk.cantref.records.v1"

/* What the system that asks begins with in the log when it is a partner. */
#define INWARD_SYSTEM INQUIRY_PARTNER

/* struct inward_confirmation - a partner says of what we sent that it was done, or why it won't be.
 */
struct inward_confirmation {
    int64_t number; /* of the table inbound */
    struct str partner, about;
    bool done;
    struct str reason; /* "": none */
    int64_t at;
};

/* struct inward_port - what this layer can't reach by itself. */
struct inward_port {
    void *context;
    /* open_pack - the pack of that name, as the home has it; to be freed with event_pack_free. */
    int (*open_pack)(void *context, const struct home *home, struct str name,
                     struct event_pack *ret, struct err_list *errors);
    struct event_then then; /* in the transaction of a telling */
    /* told - an event was told; what is owed by it. NULL: nothing. */
    int (*told)(void *context, struct inquiry *inquiry, struct str event, struct err *err);
    /* confirmed - in the transaction that keeps it. NULL: it waits (inbound_confirmations).
     * Errors: ERR_NOTFOUND nothing that was sent is known by that name: it waits, for a person to
     * see. */
    int (*confirmed)(void *context, struct db *db, const struct inward_confirmation *confirmation,
                     struct err *err);
};

/* struct inward_answer - to be sent back; end with inward_answer_free. body: JSON; of a status of
 * 400 and more a problem (RFC 9457), media_type says which. */
struct inward_answer {
    int status;
    const char *media_type;
    struct buf body;
    size_t taken, again, refused; /* events */
    bool records;                 /* rows came in: triggers may have something to propose */
};

/* inward_receive - take a message. For one thread at a time.
 * In:     inquiry: opened by inquiry_open_home; asked for the partner's purpose within. partner: as
 *         the address under which it came names it. now: seconds since 1970.
 * Out:    *ret, always: 202 taken, now or before; 400 unreadable; 401 not signed by that partner,
 *         or not now; 409 an id that was used for something else; 413, 415; 422 it can't be taken;
 *         503 try again.
 * Errors: for whoever runs this: what the answer says, or, of 503, what it doesn't. 0 for 202.
 *         Nothing personal is in either. */
int inward_receive(struct inquiry *inquiry, const struct inward_port *port, struct str partner,
                   const struct http_message *message, int64_t now, struct inward_answer *ret,
                   struct err *err);
void inward_answer_free(struct inward_answer *answer);

/* inward_answer_refuse - the answer to what could not even be read as a message: code of *err. */
void inward_answer_refuse(struct inward_answer *ret, const struct err *err);

#endif
