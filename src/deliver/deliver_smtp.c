/* deliver_smtp.c - e-mail by the council's own mail server.
 *
 *     connect, TLS, sign in ─► MAIL, RCPT ─► DATA … . ─► 250
 *       no: later               4xx later     lost before the point: later
 *                               5xx refused   lost after it: uncertain
 *
 * A server that refuses who signs in, or has trouble with itself, says nothing of the message: it
 * is tried again. After the last point no answer tells whether the message was taken; nor does
 * anything, when whoever was sending it was killed (mail_mark.h). */
#include "deliver_way.h"

#include "mail_mark.h"
#include "mail_message.h"
#include "pack.h"
#include "secret_file.h"

enum { SMTP_TIME_MAX_S = 60 };

/* sender_of - the council, in the language of what is sent. */
static struct mail_sender sender_of(const struct delivery_setup *setup,
                                    const struct delivery *delivery)
{
    const struct delivery_smtp *smtp = &setup->file.smtp;
    const struct council *council = &setup->council;
    bool welsh = delivery->language == ACCESS_WELSH && council->name_welsh.len > 0;
    return (struct mail_sender){.from = smtp->from,
                                .name = smtp->from_name.len > 0 ? smtp->from_name
                                        : welsh                 ? council->name_welsh
                                                                : council->name,
                                .reply_to = smtp->reply_to};
}

static struct str url_of(const struct delivery_smtp *smtp, struct arena *arena)
{
    const char *at = memchr(smtp->from.ptr, '@', smtp->from.len);
    struct str host = str_slice(smtp->from, (size_t)(at - smtp->from.ptr) + 1, smtp->from.len);
    return arena_printf(arena, "%s://%.*s:%lld/%.*s", smtp->security == SMTP_TLS ? "smtps" : "smtp",
                        PRI(smtp->host), (long long)smtp->port, PRI(host));
}

static int judge(const struct delivery *delivery, const struct egress_answer *answer,
                 struct delivery_answer *ret)
{
    int status = answer->status;
    if (answer->end == EGRESS_BROKEN) {
        return answer_set(ret, DELIVERY_UNCERTAIN, 0,
                          "the mail server had all of the message, and didn't say that it took it: "
                          "%s",
                          answer->message);
    }
    if (answer->end != EGRESS_ANSWERED) {
        return answer_unsent(ret, "the mail server %s: %s",
                             answer->end == EGRESS_FORBIDDEN ? "can't be sent to"
                                                             : "didn't take it",
                             answer->message);
    }
    if (status >= 200 && status < 300) {
        answer_set(ret, DELIVERY_LEFT, 0, "the mail server took it");
        memcpy(ret->reference, delivery->key.ptr, delivery->key.len);
        return 0;
    }
    if (!answer->envelope) {
        return answer_unsent(ret, "the mail server didn't let us in (%d)", status);
    }
    return status >= 500 ? answer_set(ret, DELIVERY_REFUSED, 0,
                                      "the mail server refused it for good (%d)", status)
                         : answer_unsent(ret, "the mail server can't take it now (%d)", status);
}

/* send_once - unless an earlier try was cut off. */
static int send_once(const struct delivery_setup *setup, const struct delivery *delivery,
                     const struct egress_request *request, struct delivery_answer *ret,
                     struct err *err)
{
    struct egress_answer answer = {0};
    bool stood = false;
    struct err cause;
    if (mail_mark_set(setup->home, delivery->key, &stood, &cause) != 0) {
        return answer_unready(ret, &cause);
    }
    if (stood) {
        return answer_set(ret, DELIVERY_UNCERTAIN, 0,
                          "an earlier try was cut off before its end was known: it may have left");
    }
    int code = egress_ask(request, &answer, err);
    code = code ? code : judge(delivery, &answer, ret);
    mail_mark_clear(setup->home, delivery->key);
    egress_answer_free(&answer);
    return code;
}

int deliver_smtp(const struct delivery_setup *setup, const struct delivery *delivery,
                 struct delivery_answer *ret, struct err *err)
{
    const struct delivery_smtp *smtp = &setup->file.smtp;
    const struct mail_sender sender = sender_of(setup, delivery);
    struct arena arena = {0};
    struct buf message = {0}, password = {0}, listed = {0};
    struct err cause;
    int code = 0;
    pack_listed(&listed, &smtp->addresses);
    if (smtp->password_file.len > 0 &&
        secret_file_read(setup->home, smtp->password_file, "password", &password, &cause) != 0) {
        answer_unready(ret, &cause);
    } else if (mail_message_write(&sender, delivery, &message, &cause) != 0) {
        answer_set(ret, DELIVERY_REFUSED, 0, "%s", cause.message);
    } else {
        const struct egress_request request = {.kind = EGRESS_MAIL,
                                               .url = url_of(smtp, &arena),
                                               .body = buf_str(&message),
                                               .addresses = buf_str(&listed),
                                               .authorities = setup->file.authorities,
                                               .user = smtp->user,
                                               .password = buf_str(&password),
                                               .from = smtp->from,
                                               .to = delivery->to,
                                               .starttls = smtp->security == SMTP_STARTTLS,
                                               .time_max_s = SMTP_TIME_MAX_S};
        code = send_once(setup, delivery, &request, ret, err);
    }
    buf_wipe(&password);
    buf_wipe(&message);
    buf_free(&listed);
    arena_free(&arena);
    return code;
}
