/* delivery.h - something that leaves the council for somebody, whole and ready, and what became of
 * it when it was tried.
 *
 *     outbox ─► composed once, kept sealed ─► delivery ─► print | mail | Notify | partner | source
 *                                                 │
 *               tried again, parked, told ◄── answer
 *
 * A delivery is tried until it has left, is refused, or was tried long enough; each time with the
 * same key and the same bytes, so that whoever receives it can tell that it is the same. What this
 * layer knows is how things leave; when they do, and what follows, is the engine's. */
#ifndef CANTREF_DELIVER_DELIVERY_H
#define CANTREF_DELIVER_DELIVERY_H

#include "err.h"
#include "purpose.h"
#include "str.h"

enum {
    DELIVERY_KEY_BYTES_MAX = 64, /* of letters, digits, "_" and "-" */
    DELIVERY_ADDRESS_LINES_MAX = 7,
    DELIVERY_BODY_BYTES_MAX = 262144,
    DELIVERY_REASON_BYTES_MAX = 200
};

enum delivery_way {
    DELIVERY_POST,   /* a letter: typeset, then in a batch for print */
    DELIVERY_EMAIL,  /* by SMTP, or by GOV.UK Notify */
    DELIVERY_SMS,    /* by GOV.UK Notify */
    DELIVERY_NOTICE, /* a signed CloudEvent to a partner */
    DELIVERY_UPDATE, /* a row in a source's write-back file */
    DELIVERY_WAYS
};
extern const char *const delivery_way_names[DELIVERY_WAYS + 1];

/* struct delivery - texts that a way has no use for are "". */
struct delivery {
    enum delivery_way way;
    struct str key; /* the same in every try: "msg_…" */
    enum access_language language;
    /* post, e-mail, SMS: */
    struct str name, title; /* of whom it is for; of the letter, the subject of the e-mail */
    struct str body;        /* Markdown, its fields filled in; of an SMS plain text */
    struct str address[DELIVERY_ADDRESS_LINES_MAX]; /* lines below the name; post */
    size_t address_count;
    struct str to; /* address of e-mail, number of SMS */
    bool large_print;
    /* notice, update: */
    struct str party;   /* partner of delivery.yaml; category of the source */
    struct str type;    /* of a notice: "uk.cantref.bereavement.tell_pension_fund.v1" */
    struct str subject; /* what it is about, by an id that tells nothing: event and step */
    struct str data;    /* JSON: the fields that the step names */
    int64_t time;       /* seconds since 1970: when it was composed */
};

enum delivery_outcome {
    DELIVERY_LEFT,     /* taken over by whoever carries it, or by the receiver */
    DELIVERY_LATER,    /* not now: try again */
    DELIVERY_REFUSED,  /* never like this: a person must see to it */
    DELIVERY_UNCERTAIN /* it may have left: trying again could make it two; a person must look */
};
extern const char *const delivery_outcome_names[];

/* struct delivery_answer - reason: for people, nothing personal in it; reference: what the carrier
 * calls it ("" none), to ask what became of it. */
struct delivery_answer {
    enum delivery_outcome outcome;
    int64_t wait_s;  /* of LATER: not before so many seconds; 0: not said */
    bool never_left; /* of LATER: surely nothing of it reached anybody */
    char reason[DELIVERY_REASON_BYTES_MAX];
    char reference[DELIVERY_KEY_BYTES_MAX];
};

#endif
