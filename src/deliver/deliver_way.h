/* deliver_way.h - the ways of deliver.c, a file each; what they share. Private to deliver.c, to
 * them, and to their tests. Each way is as deliver has it, of a delivery that keeps to
 * delivery.h. */
#ifndef CANTREF_DELIVER_DELIVER_WAY_H
#define CANTREF_DELIVER_DELIVER_WAY_H

#include "deliver.h"
#include "egress.h"

enum { WAIT_MOST_S = 24 * 3600 }; /* whatever a receiver asks for */

typedef int deliver_way(const struct delivery_setup *setup, const struct delivery *delivery,
                        struct delivery_answer *ret, struct err *err);

deliver_way deliver_email;  /* by whom delivery.yaml says */
deliver_way deliver_smtp;   /* e-mail */
deliver_way deliver_notify; /* e-mail and SMS */
deliver_way deliver_notice, deliver_update;

/* answer_set - *ret says this. Returns 0. */
int answer_set(struct delivery_answer *ret, enum delivery_outcome outcome, int64_t wait_s,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

/* answer_unsent - LATER, and surely nothing of it has reached anybody. Returns 0. */
int answer_unsent(struct delivery_answer *ret, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* answer_unready - what err says is not set up: LATER. Returns 0. */
int answer_unready(struct delivery_answer *ret, const struct err *err);

/* pack_listed - the addresses of a list as a request has them. */
void pack_listed(struct buf *out, const struct text_list *addresses);

/* pack_header - "name: value". */
void pack_header(struct buf *out, const char *name, struct str value);

#endif
