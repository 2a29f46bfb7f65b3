/* deliver_notice.c - a signed CloudEvent to a partner.
 *
 *     POST url
 *     Content-Type: application/cloudevents+json; charset=utf-8
 *     webhook-id: KEY    webhook-timestamp: now    webhook-signature: v1,…
 *
 *     {"specversion":"1.0","id":KEY,"source":…,"type":…,"subject":…,"time":…,"data":{…}}
 *
 * Received is not done: that a partner has done what it is asked comes back from it by itself. The
 * key lets it tell a second try from a second notice, so whatever is not surely refused is tried
 * again. */
#include "deliver_way.h"

#include "clock.h"
#include "cloud_event.h"
#include "partner_gone.h"
#include "secret_file.h"
#include "webhook_signature.h"

#include <stdio.h>
#include <time.h>

enum { NOTICE_TIME_MAX_S = 20, NOTICE_ANSWER_BYTES_MAX = 16384 };

/* ---- what is sent ---- */

/* source_of - whose events these are: a reference to a URI. */
static struct str source_of(const struct delivery_setup *setup, struct arena *arena)
{
    if (setup->file.source.len > 0) {
        return setup->file.source;
    }
    return setup->council.code.len > 0
               ? arena_printf(arena, "/councils/%.*s", PRI(setup->council.code))
               : STR("/councils/unsaid");
}

static int write_event(const struct delivery_setup *setup, const struct delivery *delivery,
                       struct buf *out, struct err *err)
{
    struct arena arena = {0};
    char time_text[CLOCK_TEXT_MAX];
    const struct cloud_event event = {
        .id = delivery->key,
        .source = source_of(setup, &arena),
        .type = delivery->type,
        .subject = delivery->subject,
        .time = str_of(clock_text(delivery->time, time_text)),
        .datacontenttype = STR("application/json"),
        .data_kind = CLOUD_EVENT_DATA_JSON,
        .data = delivery->data.len > 0 ? delivery->data : STR("{}"),
    };
    int code = cloud_event_write(&event, out, err);
    arena_free(&arena);
    return code;
}

static int read_one_secret(const struct home *home, struct str file, struct webhook_secret *ret,
                           struct err *err)
{
    struct buf text = {0};
    int code = secret_file_read(home, file, "secret", &text, err);
    code = code ? code : webhook_secret_read(buf_str(&text), ret, err);
    if (code != 0 && err->file[0] == '\0') {
        snprintf(err->file, sizeof err->file, "%.*s", PRI(file));
    }
    buf_wipe(&text);
    return code;
}

static int add_signature(const struct home *home, const struct delivery_partner *partner,
                         struct str id, struct str body, struct buf *headers, struct err *err)
{
    struct webhook_secret secrets[WEBHOOK_SECRETS_MAX] = {0};
    struct buf signature = {0};
    char timestamp[24];
    int64_t now = (int64_t)time(NULL);
    size_t count = 1;
    int code = read_one_secret(home, partner->secret_file, &secrets[0], err);
    if (code == 0 && partner->old_secret_file.len > 0) {
        code = read_one_secret(home, partner->old_secret_file, &secrets[count++], err);
    }
    code = code ? code : webhook_sign(secrets, count, id, now, body, &signature, err);
    for (size_t i = 0; i < WEBHOOK_SECRETS_MAX; i++) {
        webhook_secret_wipe(&secrets[i]);
    }
    if (code == 0) {
        snprintf(timestamp, sizeof timestamp, "%lld", (long long)now);
        pack_header(headers, "Content-Type", STR(CLOUD_EVENT_TYPE_STRUCTURED));
        pack_header(headers, "webhook-id", id);
        pack_header(headers, "webhook-timestamp", str_of(timestamp));
        pack_header(headers, "webhook-signature", buf_str(&signature));
    }
    buf_free(&signature);
    return code;
}

/* ---- what came of it ---- */

static int judge_status(const struct delivery_setup *setup, const struct delivery_partner *partner,
                        const struct egress_answer *answer, struct delivery_answer *ret)
{
    int status = answer->status;
    int64_t wait = retry_after_s(str_of(answer->retry_after), (int64_t)time(NULL), WAIT_MOST_S);
    struct err err;
    if (status >= 200 && status < 300) {
        return answer_set(ret, DELIVERY_LEFT, 0, "received: the partner answered %d", status);
    }
    if (status == 410) {
        bool marked = partner_gone_mark(setup->home, partner->name, &err) == 0;
        return answer_set(ret, DELIVERY_REFUSED, 0,
                          "the partner answered 410: it wants no more notices%s",
                          marked ? "; none is sent until cantref deliver resume" : "");
    }
    if (status == 400 || status == 413 || status == 415 || status == 422) {
        return answer_set(ret, DELIVERY_REFUSED, 0,
                          "the partner answered %d: it doesn't take a notice like this", status);
    }
    if (status >= 300 && status < 400) {
        return answer_set(ret, DELIVERY_LATER, wait,
                          "the partner answered %d: it is somewhere else now, and no redirect is "
                          "followed: correct its url",
                          status);
    }
    return answer_set(ret, DELIVERY_LATER, wait, "the partner answered %d%s", status,
                      status == 401 || status == 403   ? ": it doesn't take the signature"
                      : status == 404 || status == 405 ? ": see whether its url is right"
                                                       : "");
}

static int judge(const struct delivery_setup *setup, const struct delivery_partner *partner,
                 const struct egress_answer *answer, struct delivery_answer *ret)
{
    if (answer->end == EGRESS_ANSWERED) {
        return judge_status(setup, partner, answer, ret);
    }
    if (answer->end == EGRESS_BROKEN) { /* it may have got it */
        return answer_set(ret, DELIVERY_LATER, 0, "the partner gave no answer: %s",
                          answer->message);
    }
    return answer_unsent(ret, "the partner %s: %s",
                         answer->end == EGRESS_FORBIDDEN ? "can't be sent to" : "can't be reached",
                         answer->message);
}

/* may_send - or *ret says why not. */
static bool may_send(const struct delivery_setup *setup, const struct delivery *delivery,
                     const struct delivery_partner *partner, struct delivery_answer *ret)
{
    char since[PARTNER_GONE_SINCE_MAX];
    if (partner == NULL) {
        answer_unsent(ret, "not set up: delivery.yaml has no partner %.*s", PRI(delivery->party));
        return false;
    }
    if (partner->disabled) {
        answer_set(ret, DELIVERY_REFUSED, 0, "the partner is disabled in delivery.yaml");
        return false;
    }
    if (partner_gone_since(setup->home, partner->name, since)) {
        answer_set(ret, DELIVERY_REFUSED, 0,
                   "the partner answered 410 on %s: it wants no more notices; cantref deliver "
                   "resume sends again",
                   since);
        return false;
    }
    return true;
}

int deliver_notice(const struct delivery_setup *setup, const struct delivery *delivery,
                   struct delivery_answer *ret, struct err *err)
{
    const struct delivery_partner *partner = delivery_partner_find(&setup->file, delivery->party);
    struct buf body = {0}, headers = {0}, listed = {0};
    struct egress_answer answer = {0};
    struct err cause;
    if (!may_send(setup, delivery, partner, ret)) {
        return 0;
    }
    int code = write_event(setup, delivery, &body, err);
    bool ready = code == 0 && add_signature(setup->home, partner, delivery->key, buf_str(&body),
                                            &headers, &cause) == 0;
    pack_listed(&listed, &partner->addresses);
    const struct egress_request request = {.kind = EGRESS_HTTP,
                                           .url = partner->url,
                                           .headers = buf_str(&headers),
                                           .body = buf_str(&body),
                                           .addresses = buf_str(&listed),
                                           .resolve = partner->resolve,
                                           .proxy = setup->file.proxy,
                                           .authorities = setup->file.authorities,
                                           .time_max_s = NOTICE_TIME_MAX_S,
                                           .answer_max = NOTICE_ANSWER_BYTES_MAX};
    if (ready) {
        code = egress_ask(&request, &answer, err);
        code = code ? code : judge(setup, partner, &answer, ret);
    } else if (code == 0) {
        answer_unready(ret, &cause);
    }
    egress_answer_free(&answer);
    buf_free(&body);
    buf_free(&headers);
    buf_free(&listed);
    return code;
}
