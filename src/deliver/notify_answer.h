/* notify_answer.h - what GOV.UK Notify answers, read. Whatever comes is looked at as from a
 * stranger; of texts that it holds only ids, known words and names of errors come out, nothing
 * that was said to whom.
 *
 *     201   {"id": "740e5834-…", "reference": KEY, …}
 *     200   {"notifications": [{"id": …, "reference": KEY, "status": "delivered", …}], …}
 *     200   {"id": …, "status": "permanent-failure", …}
 *     4xx   {"status_code": 400, "errors": [{"error": "ValidationError", "message": "…"}]}
 *
 * Source: GOV.UK Notify REST API documentation (alphagov/notifications-tech-docs), read in 2026. */
#ifndef CANTREF_DELIVER_NOTIFY_ANSWER_H
#define CANTREF_DELIVER_NOTIFY_ANSWER_H

#include "memory.h"

enum { NOTIFY_ID_BYTES = 36, NOTIFY_ERROR_BYTES_MAX = 80 };

enum notify_status {
    NOTIFY_UNDER_WAY, /* created, sending, pending; accepted */
    NOTIFY_DELIVERED, /* … or sent abroad, of which no more is told */
    NOTIFY_PERMANENT_FAILURE,
    NOTIFY_TEMPORARY_FAILURE,
    NOTIFY_TECHNICAL_FAILURE,
    NOTIFY_STATUSES
};

struct notify_message {
    char id[NOTIFY_ID_BYTES + 1];
    enum notify_status status; /* UNDER_WAY when it isn't told */
};

/* notify_read_message - of one message. notify_read_list - the first of a list that has that
 * reference; *ret_found: is there one?
 * Errors: ERR_INPUT it is not what Notify answers. Pure. */
int notify_read_message(struct str json, struct notify_message *ret, struct err *err);
int notify_read_list(struct str json, struct str reference, struct notify_message *ret,
                     bool *ret_found, struct err *err);

/* notify_read_error - "ValidationError, phone_number": the first error's name, and which part of
 * the request it is about if it says so; "an error" when it can't be read. Pure. */
void notify_read_error(struct str json, char ret[NOTIFY_ERROR_BYTES_MAX]);

#endif
