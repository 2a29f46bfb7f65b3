/* inward_telling.c - a partner tells a life event. */
#include "inward_parts.h"

#include "date.h"
#include "intake.h"
#include "json_slice.h"
#include "trigger_store.h"

/* struct reported - a telling's data, read. */
struct reported {
    struct str subject; /* JSON; {NULL, 0}: none */
    struct telling telling;
    struct str told_by;
    struct given_answer *answers;
    size_t answer_count;
};

/* ---- data ---- */

/* answer_text - as a question takes it: true is yes, what is chosen is parted by commas. */
static bool answer_text(struct receiving *r, struct str value, struct str *ret)
{
    struct buf joined = {0};
    struct str item;
    struct str text;
    bool fits = true;
    switch (json_slice_kind(value)) {
    case JSON_SLICE_TRUTH:
        *ret = str_eq(value, STR("true")) ? STR("yes") : STR("no");
        return true;
    case JSON_SLICE_ARRAY:
        while (fits && json_next_item(&value, &item)) {
            fits = inward_text(r, item, &text) && memchr(text.ptr, ',', text.len) == NULL;
            buf_add(&joined, joined.len > 0 ? STR(",") : STR(""));
            buf_add(&joined, fits ? text : STR(""));
        }
        *ret = fits ? arena_str(&r->arena, buf_str(&joined)) : *ret;
        buf_free(&joined);
        return fits;
    default:
        return inward_text(r, value, ret);
    }
}

static int read_answers(struct receiving *r, struct str object, struct reported *ret,
                        struct err *err)
{
    struct str name;
    struct str value;
    if (json_slice_kind(object) != JSON_SLICE_OBJECT) {
        return err_set(err, ERR_INPUT, "\"answers\" must be an object of questions' names");
    }
    ret->answers = arena_alloc(&r->arena, EVENT_ANSWERS_MAX * sizeof *ret->answers);
    while (json_next_member(&r->arena, &object, &name, &value)) {
        struct given_answer *answer = &ret->answers[ret->answer_count];
        if (ret->answer_count == EVENT_ANSWERS_MAX) {
            return err_set(err, ERR_INPUT, "there are more than %d answers", EVENT_ANSWERS_MAX);
        }
        if (json_slice_kind(value) == JSON_SLICE_NULL) {
            continue;
        }
        answer->name = name;
        if (!answer_text(r, value, &answer->text)) {
            return err_set(err, ERR_INPUT,
                           "answer %zu is neither a text, a number, true or false, nor a list of "
                           "texts without commas",
                           ret->answer_count + 1);
        }
        ret->answer_count++;
    }
    return 0;
}

static int read_day(struct receiving *r, struct str value, int32_t *ret, struct err *err)
{
    struct str text = STR("");
    struct date date;
    if (!inward_text(r, value, &text) || !date_from_text(text, &date) || !date_is_valid(date)) {
        return err_set(err, ERR_INPUT, "\"happened\" isn't a day, as 2026-11-28");
    }
    *ret = date_days(date);
    return 0;
}

static int read_language(struct receiving *r, struct str value, enum access_language *ret,
                         struct err *err)
{
    struct str text = STR("");
    inward_text(r, value, &text);
    if (!str_eq(text, STR("en")) && !str_eq(text, STR("cy"))) {
        return err_set(err, ERR_INPUT, "\"language\" isn't en or cy");
    }
    *ret = str_eq(text, STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH;
    return 0;
}

static int read_member(struct receiving *r, struct str name, struct str value, struct reported *ret,
                       struct err *err)
{
    if (json_slice_kind(value) == JSON_SLICE_NULL) {
        return 0;
    }
    if (str_eq(name, STR("subject"))) {
        ret->subject = value;
        return json_slice_kind(value) == JSON_SLICE_OBJECT
                   ? 0
                   : err_set(err, ERR_INPUT, "\"subject\" must be an object");
    }
    if (str_eq(name, STR("answers"))) {
        return read_answers(r, value, ret, err);
    }
    if (str_eq(name, STR("happened"))) {
        return read_day(r, value, &ret->telling.happened, err);
    }
    if (str_eq(name, STR("language"))) {
        return read_language(r, value, &ret->telling.language, err);
    }
    if (str_eq(name, STR("told_by"))) {
        return inward_text(r, value, &ret->told_by)
                   ? 0
                   : err_set(err, ERR_INPUT, "\"told_by\" must be a text");
    }
    return err_set(err, ERR_INPUT,
                   "the data has a member other than subject, answers, happened, language and "
                   "told_by");
}

static int read_data(struct receiving *r, struct str data, struct reported *ret, struct err *err)
{
    struct str name;
    struct str value;
    int code = 0;
    *ret = (struct reported){.told_by = STR(""),
                             .telling = {.happened = EVENT_DAY_UNKNOWN,
                                         .teller = (enum teller)r->partner.told_by,
                                         .channel = CHANNEL_SYSTEM,
                                         .language = ACCESS_ENGLISH,
                                         .known = r->inquiry->viewing.options.day,
                                         .now = r->now}};
    while (code == 0 && json_next_member(&r->arena, &data, &name, &value)) {
        code = read_member(r, name, value, ret, err);
    }
    return code;
}

/* ---- told ---- */

static int keep_row(void *context, struct db *db, const struct told *told, struct err *err)
{
    struct receiving *r = context;
    int64_t number;
    r->inbound.about = arena_str(&r->arena, str_of(told->id));
    return inbound_put(db, r->inquiry->picture.seal, &r->inbound, &number, err);
}

static int tell(struct receiving *r, struct reported *reported, struct str subject, struct str data,
                struct told *ret, struct err *err)
{
    reported->telling.subject = subject;
    reported->telling.then = r->port->then;
    reported->telling.also = keep_row;
    reported->telling.also_context = r;
    /* Of somebody who was found nothing is kept but the telling. */
    r->inbound.detail = subject.len > 0 ? STR("") : data;
    return intake_tell(r->inquiry, &reported->telling, ret, err);
}

/* tell_of - where it can't be told of the person who was found, a person here sees to it: the
 * sender is never told, since the reason would say something of them. */
static enum inward_result tell_of(struct receiving *r, struct reported *reported, struct str data,
                                  struct err *err)
{
    struct str subject = STR("");
    struct told told;
    struct err ignored = {0};
    int code = reported->subject.ptr != NULL
                   ? inward_find_subject(r, reported->subject, &subject, err)
                   : 0;
    if (code != 0) {
        return code == ERR_INPUT ? INWARD_REFUSED : INWARD_LATER;
    }
    code = tell(r, reported, subject, data, &told, err);
    if (subject.len > 0 && (code == ERR_INPUT || code == ERR_NOTFOUND || code == ERR_DENIED)) {
        code = tell(r, reported, STR(""), data, &told, err);
    }
    if (code != 0) {
        return code == ERR_INPUT ? INWARD_REFUSED : INWARD_LATER;
    }
    if (r->port->told != NULL) { /* what follows can be looked at again, and is counted till then */
        (void)r->port->told(r->port->context, r->inquiry, str_of(told.id), &ignored);
    }
    return INWARD_TAKEN;
}

/* ---- by its pack ---- */

static enum inward_result take_of_pack(struct receiving *r, const struct event_pack *pack,
                                       struct str data, struct err *err)
{
    struct reported reported;
    struct trigger_decision decision;
    if (!names_have(&pack->purposes, r->partner.purpose)) {
        err_set(err, ERR_INPUT, "this kind of event is not told under the purpose agreed on");
        return INWARD_REFUSED;
    }
    if (read_data(r, data, &reported, err) != 0) {
        return INWARD_REFUSED;
    }
    if (trigger_decision_last(r->inquiry->picture.db, &r->arena, pack->id, &decision, err) != 0) {
        return INWARD_LATER;
    }
    struct telling *t = &reported.telling;
    t->type = &pack->type;
    t->pack_version = arena_printf(&r->arena, "%lld", (long long)pack->version);
    t->shadow = decision.state == TRIGGER_SHADOW;
    t->answers = reported.answers;
    t->answer_count = reported.answer_count;
    t->told_by =
        reported.told_by.len > 0
            ? arena_printf(&r->arena, "%.*s: %.*s", PRI(r->partner.name), PRI(reported.told_by))
            : r->partner.name;
    return tell_of(r, &reported, data, err);
}

enum inward_result inward_take_telling(struct receiving *r, const struct cloud_event *event,
                                       struct str name, struct err *err)
{
    struct event_pack pack;
    struct err_list errors = {0};
    r->inbound.kind = INBOUND_EVENT;
    int code =
        r->port->open_pack(r->port->context, &r->inquiry->picture.home, name, &pack, &errors);
    if (code != 0) {
        err_list_first(&errors, err);
        err_list_free(&errors);
        if (code == ERR_NOTFOUND) {
            err_set(err, ERR_INPUT, "there is no kind of event that is called as its type says");
        }
        return code == ERR_NOTFOUND ? INWARD_REFUSED : INWARD_LATER;
    }
    err_list_free(&errors);
    r->inbound.type = event->type;
    enum inward_result result = take_of_pack(r, &pack, event->data, err);
    event_pack_free(&pack);
    return result;
}
