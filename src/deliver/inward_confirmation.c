/* inward_confirmation.c - a partner says of what we sent that it was done, or won't be. */
#include "inward_parts.h"

#include "event_look.h"
#include "json_slice.h"

enum { REASON_BYTES_MAX = 2000 };

/* What we send is called EVENT/STEP: anything else could say something of somebody. */
static bool is_ours(struct str about)
{
    char id[EVENT_ID_TEXT_MAX];
    const char *slash = about.len > 0 ? memchr(about.ptr, '/', about.len) : NULL;
    size_t at = slash != NULL ? (size_t)(slash - about.ptr) : 0;
    return event_id_read(str_slice(about, 0, at), id) &&
           str_eq(str_slice(about, 0, at), str_of(id)) &&
           definition_name_fits(str_slice(about, at + 1, about.len));
}

static bool is_line(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static int read_data(struct receiving *r, struct str data, bool *ret_done, struct str *ret_reason,
                     struct err *err)
{
    struct str name;
    struct str value;
    struct str outcome = STR("");
    struct str reason = STR("");
    while (json_next_member(&r->arena, &data, &name, &value)) {
        struct str *place = str_eq(name, STR("outcome"))  ? &outcome
                            : str_eq(name, STR("reason")) ? &reason
                                                          : NULL;
        if (json_slice_kind(value) == JSON_SLICE_NULL && place != NULL) {
            continue;
        }
        if (place == NULL || !inward_text(r, value, place)) {
            return err_set(err, ERR_INPUT,
                           "the data of a confirmation is two texts: outcome, "
                           "reason");
        }
    }
    bool done = str_eq(outcome, STR("done"));
    if (!done && !str_eq(outcome, STR("refused"))) {
        return err_set(err, ERR_INPUT, "the outcome is done or refused");
    }
    if ((!done && str_trim(reason).len == 0) || reason.len > REASON_BYTES_MAX || !is_line(reason)) {
        return err_set(err, ERR_INPUT,
                       "what is refused has a reason, and reasons are one line of at most %d bytes",
                       REASON_BYTES_MAX);
    }
    *ret_done = done;
    *ret_reason = reason;
    return 0;
}

/* tell - of whom it is about, as far as this purpose knows: what we sent is called EVENT/STEP. */
static int tell(struct receiving *r, struct err *err)
{
    struct inquiry *q = r->inquiry;
    struct str about = r->inbound.about;
    struct event event = {0};
    struct view view = {0};
    struct err ignored = {0};
    size_t set = 0;
    bool there = false;
    const struct view_person *people[] = {&view.self};
    const char *slash = memchr(about.ptr, '/', about.len);
    struct str id = str_slice(about, 0, slash != NULL ? (size_t)(slash - about.ptr) : about.len);
    bool known = event_open(q, id, &event, &ignored) == 0 &&
                 event_person(&q->viewing, &event, STR(EVENT_SUBJECT), true, &view, &set, &there,
                              &ignored) == 0 &&
                 view.self.mentions.count > 0;
    int code = known ? inquiry_tell_events(q, people, 1, 1, true, err)
                     : inquiry_tell_change_of(q, about, NULL, 0, err);
    view_free(&view);
    event_free(&event);
    return code;
}

static int keep(struct db *db, void *context, struct err *err)
{
    struct receiving *r = context;
    const struct inbound *i = &r->inbound;
    int64_t number = 0;
    int code = inbound_put(db, r->inquiry->picture.seal, i, &number, err);
    if (code != 0 || r->port->confirmed == NULL) {
        return code;
    }
    const struct inward_confirmation confirmation = {.number = number,
                                                     .partner = i->partner,
                                                     .about = i->about,
                                                     .done = i->done,
                                                     .reason = i->detail,
                                                     .at = i->at};
    code = r->port->confirmed(r->port->context, db, &confirmation, err);
    if (code == ERR_NOTFOUND) { /* such as after an older backup was put back */
        return 0;
    }
    return code ? code : inbound_take(db, number, r->now, err);
}

enum inward_result inward_take_confirmation(struct receiving *r, const struct cloud_event *event,
                                            struct err *err)
{
    r->inbound.kind = INBOUND_CONFIRMATION;
    r->inbound.type = event->type;
    if (!is_ours(event->subject)) {
        err_set(err, ERR_INPUT, "its subject isn't one of a message that was sent from here");
        return INWARD_REFUSED;
    }
    r->inbound.about = event->subject;
    if (read_data(r, event->data, &r->inbound.done, &r->inbound.detail, err) != 0) {
        return INWARD_REFUSED;
    }
    int code = tell(r, err);
    code = code ? code : picture_do(&r->inquiry->picture, keep, r, err);
    return code == 0 ? INWARD_TAKEN : INWARD_LATER;
}
