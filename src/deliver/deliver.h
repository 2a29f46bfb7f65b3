/* deliver.h - one delivery, tried once: by SMTP, by GOV.UK Notify, to a partner, into a source's
 * write-back file.
 *
 *     delivery.yaml ─► setup ─┐
 *                  delivery ──┴─► way ─► egress child ─► network ─► answer
 *                                    └─► file ─────────────────────► answer
 *
 * Whatever is tried again is the same to who receives it: the delivery's key is the Message-ID of
 * an e-mail, the reference of a message at Notify (which is asked, before anything is sent, whether
 * it has it), the webhook-id and the event's id of a notice, the first cell of a row. */
#ifndef CANTREF_DELIVER_DELIVER_H
#define CANTREF_DELIVER_DELIVER_H

#include "delivery.h"
#include "delivery_file.h"

/* struct delivery_setup - what a home has for sending. Begin with delivery_setup_open. Secrets are
 * not in it: they are read from their files for each try, and wiped. */
struct delivery_setup {
    const struct home *home;   /* open, at least to read; outlives this */
    struct delivery_file file; /* its authorities: a path that can be opened from here */
    struct council council;
};

/* delivery_setup_open - delivery.yaml and council.yaml of a home.
 * Out:    *ret, to be ended with delivery_setup_close; untouched on failure.
 * Errors: those of delivery_file_read and home_council. */
int delivery_setup_open(const struct home *home, struct delivery_setup *ret, struct err *err);
void delivery_setup_close(struct delivery_setup *setup);

/* deliver - try it once, now; wait for the answer, at most about a minute.
 * In:     any way but DELIVERY_POST, which letters have functions of their own for.
 * Out:    *ret; untouched on failure. What is not set up (no SMTP, no such partner, a password that
 *         isn't there) is LATER: somebody has to set it up, and then it leaves.
 * Errors: nothing was sent: ERR_INPUT for a delivery that breaks what delivery.h says, such as
 *         DELIVERY_POST; ERR_IO the child or a file can't be made. Neither *ret nor *err has
 *         anything personal or secret in it.
 * Owns:   nothing. Threads: any number at once with one setup, and any number of processes. */
int deliver(const struct delivery_setup *setup, const struct delivery *delivery,
            struct delivery_answer *ret, struct err *err);

/* delivery_status - what became of what was LEFT by Notify; reference: of its answer.
 * Errors: as deliver, and of the key's file; ERR_NOTFOUND Notify has none of that reference (it
 *         forgets after a week); ERR_IO it can't be asked now. */
enum delivery_status {
    DELIVERY_STATUS_UNDER_WAY, /* created, sending, pending */
    DELIVERY_STATUS_DELIVERED, /* … or sent abroad, of which no more is told */
    DELIVERY_STATUS_WRONG,     /* permanent-failure: no such address or number */
    DELIVERY_STATUS_FULL,      /* temporary-failure: it was tried for three days */
    DELIVERY_STATUS_BROKEN     /* technical-failure: it never left; it can be sent again */
};
extern const char *const delivery_status_names[];
int delivery_status(const struct delivery_setup *setup, struct str reference,
                    enum delivery_status *ret, struct err *err);

#endif
