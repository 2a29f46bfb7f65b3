/* deliver_notify.c - e-mail and SMS by GOV.UK Notify.
 *
 *     GET  /v2/notifications?reference=KEY     has it this one already? then it has left
 *     POST /v2/notifications/sms | email       no: 201, and it has
 *     GET  …                                   no answer to the POST: has it?
 *
 * Asked first each time, so that a try whose end nobody knows (no answer, a worker killed) never
 * becomes a second message. A request is signed anew each time: a token is good for 30 seconds.
 * Notify remembers for seven days; nothing is tried so long.
 *
 *     400 and what is like it    refused: it never takes it like this
 *     403                        later: our key or our clock is wrong, not the message
 *     429 RateLimitError         later, in a minute
 *     429 TooManyRequestsError   later, tomorrow: the day's limit, which ends at midnight UTC
 *     5xx                        later
 *
 * A template of Notify has the council's frame around ((body)), which is plain text. */
#include "deliver_way.h"

#include "calendar.h"
#include "json_web_token.h"
#include "json_writer.h"
#include "markdown_text.h"
#include "notify_answer.h"
#include "secret_file.h"

#include <stdio.h>
#include <time.h>

enum {
    NOTIFY_TIME_MAX_S = 30,
    NOTIFY_ANSWER_BYTES_MAX = 512 << 10,
    UNKNOWN_WAIT_S = 300, /* a message may be seen a while after it was taken */
    RATE_WAIT_S = 60,
    PATH_BYTES_MAX = 128
};

struct notify {
    const struct delivery_setup *setup;
    struct buf key;             /* as its file has it; wiped */
    struct str service, secret; /* slices of it, or of the settings */
    struct arena arena;
};

/* ---- asking ---- */

/* open_key - NAME-SERVICE-SECRET, both ids of 36 bytes. */
static int open_key(struct notify *n, struct err *err)
{
    const struct delivery_notify *settings = &n->setup->file.notify;
    int code = secret_file_read(n->setup->home, settings->key_file, "key", &n->key, err);
    struct str key = str_trim(buf_str(&n->key));
    if (code == 0 &&
        (key.len < 2 * NOTIFY_ID_BYTES + 1 || key.ptr[key.len - NOTIFY_ID_BYTES - 1] != '-')) {
        return err_at(err, ERR_INPUT, n->setup->file.notify.key_file.ptr, 0, 0,
                      "this is no key of GOV.UK Notify: NAME-SERVICE-SECRET, the last two of 36 "
                      "letters each");
    }
    if (code == 0) {
        n->secret = str_slice(key, key.len - NOTIFY_ID_BYTES, key.len);
        n->service =
            settings->service_id.len > 0
                ? settings->service_id
                : str_slice(key, key.len - 2 * NOTIFY_ID_BYTES - 1, key.len - NOTIFY_ID_BYTES - 1);
    }
    return code;
}

static void close_key(struct notify *n)
{
    buf_wipe(&n->key);
    arena_free(&n->arena);
}

static void add_headers(const struct notify *n, bool has_body, struct buf *out)
{
    struct buf claims = {0}, token = {0};
    struct json_writer json = {.out = &claims};
    json_write_object(&json);
    json_put_text(&json, "iss", n->service);
    json_put_whole(&json, "iat", (int64_t)time(NULL));
    json_write_close(&json);
    buf_add(&token, STR("Bearer "));
    json_web_token_add(&token, STR("{\"typ\":\"JWT\",\"alg\":\"HS256\"}"), buf_str(&claims),
                       n->secret);
    pack_header(out, "Authorization", buf_str(&token));
    pack_header(out, "Accept", STR("application/json"));
    if (has_body) {
        pack_header(out, "Content-Type", STR("application/json"));
    }
    buf_free(&claims);
    buf_wipe(&token);
}

static int ask(const struct notify *n, const char *path, struct str body, struct egress_answer *ret,
               struct err *err)
{
    const struct delivery_file *file = &n->setup->file;
    struct buf url = {0}, headers = {0}, listed = {0};
    buf_add(&url, file->notify.url);
    buf_add(&url, str_of(path));
    add_headers(n, body.len > 0, &headers);
    pack_listed(&listed, &file->notify.addresses);
    const struct egress_request request = {.kind = EGRESS_HTTP,
                                           .url = buf_str(&url),
                                           .headers = buf_str(&headers),
                                           .body = body,
                                           .addresses = buf_str(&listed),
                                           .proxy = file->proxy,
                                           .authorities = file->authorities,
                                           .time_max_s = NOTIFY_TIME_MAX_S,
                                           .answer_max = NOTIFY_ANSWER_BYTES_MAX};
    int code = egress_ask(&request, ret, err);
    buf_free(&url);
    buf_wipe(&headers);
    buf_free(&listed);
    return code;
}

/* ---- what is answered ---- */

static int answer_left(struct delivery_answer *ret, const char *id)
{
    answer_set(ret, DELIVERY_LEFT, 0, "GOV.UK Notify took it");
    snprintf(ret->reference, sizeof ret->reference, "%s", id);
    return 0;
}

/* until_tomorrow_s - a minute after the next midnight of UTC, when in London it is midnight or
 * one. */
static int64_t until_tomorrow_s(int64_t now)
{
    int64_t day = calendar_floor(now, CALENDAR_DAY_SECONDS);
    return (day + 1) * CALENDAR_DAY_SECONDS + RATE_WAIT_S - now;
}

/* judge_refusal - of a status that is no success. */
static int judge_refusal(const struct egress_answer *answer, struct delivery_answer *ret)
{
    char error[NOTIFY_ERROR_BYTES_MAX];
    int status = answer->status;
    int64_t now = (int64_t)time(NULL);
    notify_read_error(buf_str(&answer->body), error);
    if (status == 400 || status == 413 || status == 422) {
        return answer_set(ret, DELIVERY_REFUSED, 0, "GOV.UK Notify refused it (%d %s)", status,
                          error);
    }
    if (status == 401 || status == 403) {
        return answer_set(ret, DELIVERY_LATER, 0,
                          "GOV.UK Notify doesn't let us in (%d %s): see whether this machine's "
                          "clock is right within 30 seconds, and whether the key still holds",
                          status, error);
    }
    if (status == 429 && strcmp(error, "TooManyRequestsError") == 0) {
        return answer_set(ret, DELIVERY_LATER, until_tomorrow_s(now),
                          "the day's limit of messages at GOV.UK Notify is reached (429 %s)",
                          error);
    }
    if (status == 429) {
        int64_t wait = retry_after_s(str_of(answer->retry_after), now, WAIT_MOST_S);
        return answer_set(ret, DELIVERY_LATER, wait > RATE_WAIT_S ? wait : RATE_WAIT_S,
                          "GOV.UK Notify takes no more just now (429 %s)", error);
    }
    return answer_set(ret, DELIVERY_LATER,
                      retry_after_s(str_of(answer->retry_after), now, WAIT_MOST_S),
                      "GOV.UK Notify answered %d", status);
}

static int answer_unheard(const struct egress_answer *answer, struct delivery_answer *ret)
{
    if (answer->end == EGRESS_BROKEN) { /* it may have got it */
        return answer_set(ret, DELIVERY_LATER, 0, "GOV.UK Notify gave no answer: %s",
                          answer->message);
    }
    return answer_unsent(ret, "GOV.UK Notify %s: %s",
                         answer->end == EGRESS_FORBIDDEN ? "can't be sent to" : "can't be reached",
                         answer->message);
}

/* ---- has it this one? ---- */

/* look_up - *ret_known: *ret says what is to be done; else Notify surely hasn't it. */
static int look_up(const struct notify *n, const struct delivery *delivery, bool *ret_known,
                   struct delivery_answer *ret, struct err *err)
{
    char path[PATH_BYTES_MAX];
    struct egress_answer answer = {0};
    struct notify_message message;
    bool found = false;
    struct err cause;
    snprintf(path, sizeof path, "/v2/notifications?reference=%.*s", PRI(delivery->key));
    int code = ask(n, path, STR(""), &answer, err);
    *ret_known = true;
    if (code != 0) {
        egress_answer_free(&answer);
        return code;
    }
    if (answer.end != EGRESS_ANSWERED) {
        answer_unheard(&answer, ret);
    } else if (answer.status != 200 && answer.status != 404) {
        judge_refusal(&answer, ret);
    } else if (answer.status == 200 &&
               (!answer.whole || notify_read_list(buf_str(&answer.body), delivery->key, &message,
                                                  &found, &cause) != 0)) {
        answer_set(ret, DELIVERY_LATER, 0,
                   "GOV.UK Notify can't be asked whether it has it: its answer can't be read");
    } else if (found) {
        answer_left(ret, message.id);
    } else {
        *ret_known = false;
    }
    egress_answer_free(&answer);
    return 0;
}

/* ---- sending ---- */

/* write_request - what is posted, or false: there is no template for it. */
static bool write_request(const struct notify *n, const struct delivery *delivery, struct str plain,
                          struct buf *out)
{
    const struct delivery_notify *settings = &n->setup->file.notify;
    bool welsh = delivery->language == ACCESS_WELSH, sms = delivery->way == DELIVERY_SMS;
    struct str template = sms     ? (welsh ? settings->sms_template_welsh : settings->sms_template)
                          : welsh ? settings->email_template_welsh
                                  : settings->email_template;
    struct json_writer json = {.out = out};
    json_write_object(&json);
    json_put_text(&json, sms ? "phone_number" : "email_address", delivery->to);
    json_put_text(&json, "template_id", template);
    json_put_text(&json, "reference", delivery->key);
    json_write_key(&json, STR("personalisation"));
    json_write_object(&json);
    json_put_text(&json, "body", plain);
    if (!sms) {
        json_put_text(&json, "subject", delivery->title);
    }
    json_write_close(&json);
    json_write_close(&json);
    return template.len > 0;
}

/* unsure - the message may be there: ask, and if it can't be seen yet, ask again in a while. */
static int unsure(const struct notify *n, const struct delivery *delivery,
                  struct delivery_answer *ret, struct err *err)
{
    bool known = false;
    struct delivery_answer seen;
    int code = look_up(n, delivery, &known, &seen, err);
    if (code == 0 && known && seen.outcome == DELIVERY_LEFT) {
        *ret = seen;
        return 0;
    }
    return answer_set(ret, DELIVERY_LATER, UNKNOWN_WAIT_S,
                      "GOV.UK Notify gave no answer: it is asked for the message before it is sent "
                      "again");
}

static int post(const struct notify *n, const struct delivery *delivery, struct str request,
                struct delivery_answer *ret, struct err *err)
{
    struct egress_answer answer = {0};
    struct notify_message message;
    struct err cause;
    const char *path =
        delivery->way == DELIVERY_SMS ? "/v2/notifications/sms" : "/v2/notifications/email";
    int code = ask(n, path, request, &answer, err);
    if (code == 0 && answer.end == EGRESS_ANSWERED && answer.status / 100 == 2 && answer.whole &&
        notify_read_message(buf_str(&answer.body), &message, &cause) == 0) {
        answer_left(ret, message.id);
    } else if (code == 0 && (answer.end == EGRESS_BROKEN ||
                             (answer.end == EGRESS_ANSWERED && answer.status / 100 == 2))) {
        code = unsure(n, delivery, ret, err);
    } else if (code == 0 && answer.end == EGRESS_ANSWERED) {
        judge_refusal(&answer, ret);
    } else if (code == 0) {
        answer_unheard(&answer, ret);
    }
    egress_answer_free(&answer);
    return code;
}

/* plain_of - the text of an e-mail without its Markdown; an SMS is plain. */
static int plain_of(struct arena *arena, const struct delivery *delivery, struct buf *ret,
                    struct err *err)
{
    struct markdown_block *document = NULL;
    if (delivery->way == DELIVERY_SMS) {
        return buf_add(ret, delivery->body);
    }
    int code = markdown_parse(arena, delivery->body, &document, err);
    return code ? code : markdown_text(document, ret);
}

int deliver_notify(const struct delivery_setup *setup, const struct delivery *delivery,
                   struct delivery_answer *ret, struct err *err)
{
    struct notify n = {.setup = setup};
    struct buf request = {0}, plain = {0};
    bool known = false;
    struct err cause;
    int code = 0;
    if (setup->file.notify.key_file.len == 0) {
        return answer_unsent(ret, "not set up: delivery.yaml has no notify");
    }
    if (open_key(&n, &cause) != 0) {
        answer_unready(ret, &cause);
    } else if (plain_of(&n.arena, delivery, &plain, &cause) != 0) {
        answer_set(ret, DELIVERY_REFUSED, 0, "%s", cause.message);
    } else if (!write_request(&n, delivery, buf_str(&plain), &request)) {
        answer_unsent(ret, "not set up: notify has no template for this");
    } else {
        code = look_up(&n, delivery, &known, ret, err);
        code = code || known ? code : post(&n, delivery, buf_str(&request), ret, err);
    }
    buf_wipe(&request);
    buf_wipe(&plain);
    close_key(&n);
    return code;
}

/* ---- what became of it ---- */

const char *const delivery_status_names[] = {
    "under way", "delivered", "wrong address", "could not be delivered", "never left", NULL};

int delivery_status(const struct delivery_setup *setup, struct str reference,
                    enum delivery_status *ret, struct err *err)
{
    static const enum delivery_status statuses[NOTIFY_STATUSES] = {
        [NOTIFY_UNDER_WAY] = DELIVERY_STATUS_UNDER_WAY,
        [NOTIFY_DELIVERED] = DELIVERY_STATUS_DELIVERED,
        [NOTIFY_PERMANENT_FAILURE] = DELIVERY_STATUS_WRONG,
        [NOTIFY_TEMPORARY_FAILURE] = DELIVERY_STATUS_FULL,
        [NOTIFY_TECHNICAL_FAILURE] = DELIVERY_STATUS_BROKEN};
    struct notify n = {.setup = setup};
    struct egress_answer answer = {0};
    struct notify_message message;
    char path[PATH_BYTES_MAX];
    for (size_t i = 0; i < reference.len; i++) {
        if (reference.len != NOTIFY_ID_BYTES ||
            (!ascii_is_alpha(reference.ptr[i]) && !ascii_is_digit(reference.ptr[i]) &&
             reference.ptr[i] != '-')) {
            return err_set(err, ERR_NOTFOUND, "this is no reference of GOV.UK Notify");
        }
    }
    snprintf(path, sizeof path, "/v2/notifications/%.*s", PRI(reference));
    int code = open_key(&n, err);
    code = code ? code : ask(&n, path, STR(""), &answer, err);
    if (code == 0 && answer.end == EGRESS_ANSWERED && answer.status == 404) {
        code = err_set(err, ERR_NOTFOUND, "GOV.UK Notify has no message of that reference");
    } else if (code == 0 &&
               (answer.end != EGRESS_ANSWERED || answer.status != 200 || !answer.whole)) {
        code = err_set(err, ERR_IO, "GOV.UK Notify can't be asked now (%d) %s", answer.status,
                       answer.message);
    }
    code = code ? code : notify_read_message(buf_str(&answer.body), &message, err);
    if (code == 0) {
        *ret = statuses[message.status];
    }
    egress_answer_free(&answer);
    close_key(&n);
    return code;
}
