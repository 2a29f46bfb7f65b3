/* mail_message.h - a delivery as an e-mail (MIME): plain text, and the same as HTML.
 *
 *     Date: Sat, 28 Nov 2026 09:36:10 +0000        when it was composed
 *     From: =?utf-8?B?…?= <no-reply@example.gov.uk>
 *     To: who@example.org
 *     Subject: =?utf-8?B?…?=
 *     Message-ID: <msg_1@example.gov.uk>           of the delivery's key
 *     Content-Language: cy
 *     Auto-Submitted: auto-generated               nobody's absence note answers it
 *     MIME-Version: 1.0
 *     Content-Type: multipart/alternative; boundary="=_msg_1"
 *
 * The same delivery makes the same bytes: a second try is the same message, which mail servers and
 * readers can tell. All of it is ASCII, in lines of at most 78 characters; texts can't make a
 * header or a part, since what isn't plain is encoded, and "=_" stands in no quoted-printable
 * text.
 * Source: RFC 5322; RFC 2045 §6.7, RFC 2046 §5.1.4, RFC 2047; RFC 3834 §5; RFC 3282. */
#ifndef CANTREF_DELIVER_MAIL_MESSAGE_H
#define CANTREF_DELIVER_MAIL_MESSAGE_H

#include "delivery.h"
#include "memory.h"

struct mail_sender {
    struct str from, name, reply_to; /* name, reply_to: "" none */
};

/* mail_message_write - added to out.
 * Errors: ERR_INPUT an address is none (email_address_fits): the message says which, not what;
 *         those of markdown_parse. */
int mail_message_write(const struct mail_sender *sender, const struct delivery *delivery,
                       struct buf *out, struct err *err);

/* mail_add_header - "Name: text", text that is not short, plain ASCII as encoded words, whose
 * control characters are spaces. mail_add_quoted - quoted-printable, its lines ended with CRLF. */
void mail_add_header(struct buf *out, const char *name, struct str text);
void mail_add_quoted(struct buf *out, struct str text);

/* mail_add_date - "Sat, 28 Nov 2026 09:36:10 +0000". */
void mail_add_date(struct buf *out, int64_t seconds);

#endif
