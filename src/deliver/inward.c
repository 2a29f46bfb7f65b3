/* inward.c - a message checked, its events taken each once, and the answer. */
#include "inward.h"

#include "inward_parts.h"
#include "json_slice.h"
#include "json_writer.h"
#include "pack.h"
#include "rfc3339_time.h"

#include <stdio.h>

enum { REASON_BYTES_MAX = 400 };

/* ---- answers ---- */

enum {
    STATUS_ACCEPTED = 202,
    STATUS_BAD_REQUEST = 400,
    STATUS_UNAUTHORIZED = 401,
    STATUS_CONFLICT = 409,
    STATUS_TOO_LARGE = 413,
    STATUS_UNSUPPORTED = 415,
    STATUS_UNPROCESSABLE = 422,
    STATUS_UNAVAILABLE = 503
};

static const char *status_title(int status)
{
    switch (status) {
    case STATUS_BAD_REQUEST:
        return "The message can't be read";
    case STATUS_UNAUTHORIZED:
        return "The message isn't signed by this partner, or wasn't just now";
    case STATUS_CONFLICT:
        return "Its id was used for something else";
    case STATUS_TOO_LARGE:
        return "The message is too large";
    case STATUS_UNSUPPORTED:
        return "Its format can't be read";
    case STATUS_UNPROCESSABLE:
        return "The message can't be taken";
    default:
        return "Not now: try again later";
    }
}

static void answer_problem(struct inward_answer *answer, int status, const char *detail)
{
    struct json_writer json = {.out = &answer->body};
    answer->body.len = 0;
    answer->status = status;
    answer->media_type = "application/problem+json";
    json_write_object(&json);
    json_put_text(&json, "title", str_of(status_title(status)));
    json_put_whole(&json, "status", status);
    if (detail[0] != '\0') {
        json_put_text(&json, "detail", str_of(detail));
    }
    json_write_close(&json);
}

static void answer_accepted(struct inward_answer *answer, size_t count)
{
    struct json_writer json = {.out = &answer->body};
    answer->body.len = 0;
    answer->status = STATUS_ACCEPTED;
    answer->media_type = "application/json";
    json_write_object(&json);
    json_put_whole(&json, "accepted", (int64_t)count);
    json_write_close(&json);
}

void inward_answer_refuse(struct inward_answer *ret, const struct err *err)
{
    *ret = (struct inward_answer){0};
    answer_problem(ret, err->code == ERR_LIMIT ? STATUS_TOO_LARGE : STATUS_BAD_REQUEST,
                   err->message);
}

void inward_answer_free(struct inward_answer *answer)
{
    buf_free(&answer->body);
    *answer = (struct inward_answer){0};
}

/* ---- who sent it ---- */

/* A partner that may send nothing is told what one with a wrong signature is: names can't be tried
 * out. */
static int refuse_sender(struct receiving *r, const struct err *why)
{
    bool stale = why->code == ERR_LIMIT;
    bool malformed = why->code == ERR_INPUT;
    answer_problem(r->answer, malformed ? STATUS_BAD_REQUEST : STATUS_UNAUTHORIZED,
                   stale || malformed ? why->message : "");
    return why->code;
}

static int check_signature(struct receiving *r, const struct http_message *message,
                           struct str *ret_id, struct err *err)
{
    const struct home *home = &r->inquiry->picture.home;
    struct webhook_secret secrets[WEBHOOK_SECRETS_MAX] = {{.len = 0}};
    struct str timestamp = STR("");
    struct str signatures = STR("");
    size_t count = 0;
    int64_t time = 0;
    int code = http_header(message, STR("webhook-id"), ret_id, err);
    code = code ? code : http_header(message, STR("webhook-timestamp"), &timestamp, err);
    code = code ? code : http_header(message, STR("webhook-signature"), &signatures, err);
    if (code != 0) {
        return refuse_sender(r, err);
    }
    code = inward_partner_secrets(home, &r->partner, secrets, &count, err);
    if (code != 0) {
        answer_problem(r->answer, STATUS_UNAVAILABLE, "");
        return code;
    }
    code = webhook_verify(secrets, count, *ret_id, timestamp, signatures, message->body, r->now,
                          WEBHOOK_TOLERANCE_S, &time, err);
    for (size_t i = 0; i < count; i++) {
        webhook_secret_wipe(&secrets[i]);
    }
    return code ? refuse_sender(r, err) : 0;
}

/* ---- what it says ---- */

/* A webhook that is no CloudEvent: {"type", "timestamp", "data"} (Standard Webhooks). */
static int read_webhook(struct receiving *r, const struct http_message *message, struct str id,
                        const struct cloud_event **ret, struct err *err)
{
    struct cloud_event *event = arena_alloc(&r->arena, sizeof *event);
    struct str body = str_trim(message->body);
    if (body.len > CLOUD_EVENT_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "the message has more than %d bytes", CLOUD_EVENT_BYTES_MAX);
    }
    int code = json_slice_check(body, CLOUD_EVENT_DEPTH_MAX, err);
    if (code != 0) {
        return code;
    }
    struct str data = json_member(&r->arena, body, STR("data"));
    *event = (struct cloud_event){.id = id, .source = STR("webhook")};
    inward_text(r, json_member(&r->arena, body, STR("type")), &event->type);
    inward_text(r, json_member(&r->arena, body, STR("timestamp")), &event->time);
    event->data_kind = data.ptr != NULL ? CLOUD_EVENT_DATA_JSON : CLOUD_EVENT_NO_DATA;
    event->data = data.ptr != NULL ? data : STR("");
    code = cloud_event_check(event, err);
    if (code == 0 && event->time.len > 0) {
        rfc3339_parse(event->time, &event->at);
    }
    *ret = event;
    return code;
}

static int read_events(struct receiving *r, const struct http_message *message, struct str id,
                       const struct cloud_event **ret, size_t *ret_count, struct err *err)
{
    struct str type = STR("");
    enum cloud_event_mode mode = cloud_event_mode_of(message);
    int code = http_header(message, STR("Content-Type"), &type, err);
    if (code == 0 && mode == CLOUD_EVENT_NONE && media_type_is_json(type)) {
        *ret_count = 1;
        code = read_webhook(r, message, id, ret, err);
    } else if (code == 0) {
        code = cloud_event_read(&r->arena, message, ret, ret_count, err);
    }
    /* The signature is over the body alone: of the headers it names the id, and no other. */
    if (code == 0 && mode == CLOUD_EVENT_BINARY && !str_eq((*ret)->id, id)) {
        code = err_set(err, ERR_INPUT,
                       "in binary mode ce-id must be webhook-id, which alone is signed");
    }
    if (code != 0) {
        int status = code == ERR_LIMIT                  ? STATUS_TOO_LARGE
                     : mode == CLOUD_EVENT_OTHER_FORMAT ? STATUS_UNSUPPORTED
                                                        : STATUS_BAD_REQUEST;
        answer_problem(r->answer, status, err->message);
    }
    return code;
}

bool inward_text(struct receiving *r, struct str value, struct str *ret)
{
    enum json_slice_type kind = json_slice_kind(value);
    if (kind != JSON_SLICE_TEXT && kind != JSON_SLICE_NUMBER) {
        return false;
    }
    *ret = kind == JSON_SLICE_TEXT ? json_slice_text(&r->arena, value) : value;
    return true;
}

/* ---- came it before? ---- */

static void pack_event(const struct cloud_event *e, struct buf *out)
{
    const struct str texts[] = {e->id,   e->source,          e->type,       e->subject,
                                e->time, e->datacontenttype, e->dataschema, e->data};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        pack_text(out, texts[i]);
    }
    for (size_t i = 0; i < e->extension_count; i++) {
        pack_text(out, e->extensions[i].name);
        pack_text(out, e->extensions[i].text);
    }
    pack_number(out, e->data_kind);
}

static void token(const struct receiving *r, const char *use, struct str a, struct str b,
                  uint8_t ret[INBOUND_KEY_BYTES])
{
    struct buf text = {0};
    pack_text(&text, r->partner.name);
    pack_text(&text, a);
    pack_text(&text, b);
    seal_token_wide(r->inquiry->picture.seal, use, buf_str(&text), ret);
    buf_free(&text);
}

/* begin_message - what the rows of all its events have in common. */
static void begin_message(struct receiving *r, struct str id, const struct cloud_event *events,
                          size_t count)
{
    struct buf all = {0};
    for (size_t i = 0; i < count; i++) {
        pack_event(&events[i], &all);
    }
    r->inbound =
        (struct inbound){.partner = r->partner.name, .purpose = r->partner.purpose, .at = r->now};
    token(r, "inbound_message", id, STR(""), r->inbound.message_key);
    token(r, "inbound_content", buf_str(&all), STR(""), r->inbound.message_content);
    buf_free(&all);
}

static void begin_event(struct receiving *r, const struct cloud_event *event)
{
    struct buf text = {0};
    pack_event(event, &text);
    token(r, "inbound_event", event->source, event->id, r->inbound.event_key);
    token(r, "inbound_content", buf_str(&text), STR(""), r->inbound.content);
    r->inbound.kind = INBOUND_OTHER;
    r->inbound.type = r->inbound.reason = r->inbound.about = r->inbound.detail = STR("");
    r->inbound.outcome = INBOUND_TAKEN;
    r->inbound.sent = event->at;
    buf_free(&text);
}

static int keep_again(struct db *db, void *context, struct err *err)
{
    return inbound_again(db, *(const int64_t *)context, err);
}

static int keep_refused(struct db *db, void *context, struct err *err)
{
    struct receiving *r = context;
    int64_t number;
    return inbound_put(db, r->inquiry->picture.seal, &r->inbound, &number, err);
}

static enum inward_result meet_again(struct receiving *r, const struct inbound *was,
                                     struct err *err)
{
    int64_t number = was->number;
    if (memcmp(was->content, r->inbound.content, INBOUND_KEY_BYTES) != 0) {
        err_set(err, ERR_CONFLICT,
                "an event of this source and id came before and said something else: what is new "
                "needs an id of its own");
        return INWARD_CONFLICT;
    }
    if (was->outcome == INBOUND_BEGUN) {
        err_set(err, ERR_CONFLICT, "rows that came are not taken in yet");
        return INWARD_LATER;
    }
    return picture_do(&r->inquiry->picture, keep_again, &number, err) == 0 ? INWARD_AGAIN
                                                                           : INWARD_LATER;
}

/* ---- one event ---- */

/* pack_of_type - of uk.cantref.told.PACK.v1; "": it is another type. */
static struct str pack_of_type(struct str type)
{
    struct str begin = STR(INWARD_TYPE_TOLD);
    struct str end = STR(".v1");
    if (!str_starts(type, begin) || !str_ends(type, end) || type.len < begin.len + end.len) {
        return STR("");
    }
    struct str name = str_slice(type, begin.len, type.len - end.len);
    return definition_name_fits(name) ? name : STR("");
}

static enum inward_result take_new(struct receiving *r, const struct cloud_event *event,
                                   struct err *err)
{
    struct str pack = pack_of_type(event->type);
    if (event->data_kind != CLOUD_EVENT_DATA_JSON ||
        json_slice_kind(event->data) != JSON_SLICE_OBJECT) {
        err_set(err, ERR_INPUT, "its data must be a JSON object");
        return INWARD_REFUSED;
    }
    if (pack.len > 0) {
        return inward_take_telling(r, event, pack, err);
    }
    if (str_eq(event->type, STR(INWARD_TYPE_CONFIRMED))) {
        return inward_take_confirmation(r, event, err);
    }
    if (str_eq(event->type, STR(INWARD_TYPE_RECORDS))) {
        return inward_take_records(r, event, err);
    }
    err_set(err, ERR_INPUT,
            "its type is none that is taken here: uk.cantref.told.PACK.v1, " INWARD_TYPE_CONFIRMED
            ", " INWARD_TYPE_RECORDS);
    return INWARD_REFUSED;
}

/* What is refused is kept for people to see; it is looked at anew when it comes again. */
static enum inward_result take(struct receiving *r, const struct cloud_event *event,
                               struct err *err)
{
    struct inbound was = {0};
    struct err failed = {0};
    begin_event(r, event);
    int code = inbound_find(r->inquiry->picture.db, &r->arena, r->inbound.event_key, &was, err);
    if (code != 0) {
        return INWARD_LATER;
    }
    if (was.number != 0 && was.outcome != INBOUND_REFUSED) {
        return meet_again(r, &was, err);
    }
    enum inward_result result = take_new(r, event, err);
    if (result == INWARD_REFUSED) {
        r->inbound.outcome = INBOUND_REFUSED;
        r->inbound.reason =
            arena_str(&r->arena, str_slice(str_of(err->message), 0, (size_t)REASON_BYTES_MAX));
        r->inbound.detail = STR("");
        if (picture_do(&r->inquiry->picture, keep_refused, r, &failed) != 0) {
            err_set(err, failed.code, "%s", failed.message);
            return INWARD_LATER;
        }
    }
    return result;
}

/* ---- the message ---- */

static int status_of(enum inward_result result)
{
    return result == INWARD_LATER      ? STATUS_UNAVAILABLE
           : result == INWARD_CONFLICT ? STATUS_CONFLICT
                                       : STATUS_UNPROCESSABLE;
}

/* Each of a batch by itself: one that can't be taken keeps no other from it. The answer is that of
 * the one that most needs sending again. */
static int take_all(struct receiving *r, const struct cloud_event *events, size_t count,
                    struct err *err)
{
    struct err worst = {0};
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        struct err wrong = {0};
        enum inward_result result = take(r, &events[i], &wrong);
        r->answer->taken += result == INWARD_TAKEN;
        r->answer->again += result == INWARD_AGAIN;
        if (result == INWARD_TAKEN || result == INWARD_AGAIN) {
            continue;
        }
        r->answer->refused++;
        if (status_of(result) > status) {
            status = status_of(result);
            worst = wrong;
            if (count > 1) {
                err_set(&worst, wrong.code, "event %zu of the batch: %s", i + 1, wrong.message);
            }
        }
    }
    if (status == 0) {
        answer_accepted(r->answer, count);
        return 0;
    }
    answer_problem(r->answer, status, status == STATUS_UNAVAILABLE ? "" : worst.message);
    return err_set(err, worst.code, "%s", worst.message);
}

static int check_message(struct receiving *r, struct err *err)
{
    bool differs = false;
    int code = inbound_message_differs(r->inquiry->picture.db, &r->inbound, &differs, err);
    if (code != 0) {
        answer_problem(r->answer, STATUS_UNAVAILABLE, "");
    } else if (differs) {
        code = err_set(err, ERR_CONFLICT,
                       "a message of this webhook-id came before and said something else: what is "
                       "new needs an id of its own");
        answer_problem(r->answer, STATUS_CONFLICT, err->message);
    }
    return code;
}

static int receive(struct receiving *r, const struct http_message *message, struct err *err)
{
    const struct cloud_event *events = NULL;
    struct str id = STR("");
    size_t count = 0;
    int code = check_signature(r, message, &id, err);
    code = code ? code : read_events(r, message, id, &events, &count, err);
    if (code != 0) {
        return code;
    }
    code = inquiry_ask(r->inquiry, r->partner.purpose.ptr, err);
    code = code ? code : inward_finish_records(r, err);
    if (code != 0) {
        answer_problem(r->answer, STATUS_UNAVAILABLE, "");
        return code;
    }
    begin_message(r, id, events, count);
    code = check_message(r, err);
    return code ? code : take_all(r, events, count, err);
}

/* Under the partner's name, as far as whoever answers for it may reach. */
int inward_receive(struct inquiry *q, const struct inward_port *port, struct str partner,
                   const struct http_message *message, int64_t now, struct inward_answer *ret,
                   struct err *err)
{
    struct receiving r = {.inquiry = q, .port = port, .answer = ret, .now = now};
    struct viewing_options *o = &q->viewing.options;
    struct str who = o->who;
    struct str case_reference = o->case_reference;
    const char *system = q->system;
    *ret = (struct inward_answer){0};
    int code = inward_partner_read(&q->picture.home, &q->arena, partner, &r.partner, err);
    if (code == ERR_NOTFOUND) {
        return refuse_sender(&r, err);
    }
    if (code != 0) {
        answer_problem(ret, STATUS_UNAVAILABLE, "");
        return code;
    }
    struct str name = arena_printf(&q->arena, INWARD_SYSTEM "%.*s", PRI(r.partner.name));
    o->who = r.partner.on_behalf_of;
    o->case_reference = name;
    q->system = name.ptr;
    r.partner.purpose = arena_str(&q->arena, r.partner.purpose); /* ends with a NUL */
    code = receive(&r, message, err);
    q->viewing.options.who = who;
    q->viewing.options.case_reference = case_reference;
    q->system = system;
    arena_free(&r.arena);
    return code;
}
