/* resident_offer.c - something was noticed, and is offered: yes, and it is told as any event is;
 * no; or, that is not me. Nothing follows but by the resident's own word. */
#include "resident_event.h"

#include "case_feed.h"
#include "intake.h"

/* struct offered - an event that a trigger proposed, before whom it is about. */
struct offered {
    struct event event;
    const struct event_pack *pack;
    struct trigger trigger;
    bool there;
};

static void offered_free(struct offered *o)
{
    if (o->there) {
        trigger_free(&o->trigger);
    }
    event_free(&o->event);
}

static int no_offer(struct request *r, struct err *err)
{
    return err_say(err, ERR_NOTFOUND, "%s",
                   translate(r, "This is not offered to you, or you have answered already."));
}

/* Under residents_own_view, that what is shown is in the log. */
static int open_offer(struct request *r, struct offered *o, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct resident_self self = {0};
    const struct view_person *people[] = {&self.view.self};
    char name[EVENT_ID_TEXT_MAX];
    int64_t number = 0;
    bool told = false;
    bool shown = false;
    int code = event_id_read(str_of(request_parameter(r, 0)), name)
                   ? event_named(picture->db, str_of(name), &number, err)
                   : 0;
    if (code != 0 || number == 0) {
        return code ? code : no_offer(r, err);
    }
    code = event_read(picture->db, picture->seal, number, &o->event, err);
    code = code ? code : duty_pack_of(r->inquiry, &r->cases->packs, &o->event, &o->pack, err);
    code = code ? code : resident_self_open(r, &self, err);
    code = code ? code : resident_event_may(r, &o->event, o->pack, &self, &told, &shown, err);
    o->there = code == 0 && shown && !o->event.made.shadow &&
               resident_event_offer(o->pack, &o->event, &o->trigger);
    if (code == 0 && !o->there) {
        code = no_offer(r, err);
    }
    code = code ? code : inquiry_tell_events(r->inquiry, people, self.there, 1, false, err);
    resident_self_free(&self);
    return code;
}

static int show(struct request *r, const struct offered *o)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    const struct component_choice choices[] = {
        {"yes", translate(r, "Yes, it is so"),
         translate(r, "You answer some questions, and we do the rest.")},
        {"no", translate(r, "No, or not now"), translate(r, "Nothing is done.")},
        {"not_me", translate(r, "That is not me"),
         translate(r, "Nothing is done, and somebody looks at why we took it for yours.")},
    };
    request_put(r, model, "title", resident_text(r, &o->pack->type.title));
    request_put(r, model, "why", resident_text(r, &o->trigger.reason));
    request_put_day(r, model, "happened", event_happened(&o->event));
    request_put_day(r, model, "known", o->event.version.known);
    json_tree_put_whole(&r->arena, model, STR("of_ten"), (o->trigger.confidence + 50) / 100);
    request_put(r, model, "back", request_href(r, "/me"));
    request_put(r, model, "action", request_href(r, "/me/offers/%s", o->event.made.id));
    resident_put_exit(r, model, o->pack);
    json_tree_append(fields, component_radios(r, "answer", translate(r, "Is this so?"), NULL,
                                              choices, sizeof choices / sizeof *choices, NULL));
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "resident/offer", model);
}

int resident_offer(struct request *r, struct err *err)
{
    struct offered o = {0};
    int code = open_offer(r, &o, err);
    code = code ? code : show(r, &o);
    offered_free(&o);
    return code;
}

/* ---- answered ---- */

/* decline - the proposal is withdrawn; the same trigger does not propose it again. */
static int decline(struct request *r, struct offered *o, bool not_me, struct err *err)
{
    struct event_change change = {.type = &o->pack->type,
                                  .why = not_me ? STR("the resident: that is not me")
                                                : STR("the resident: no"),
                                  .happened = EVENT_DAY_UNKNOWN,
                                  .now = r->now,
                                  .then = case_feed_then(r->cases)};
    enum event_status status;
    int code = resident_event_ask(r, &o->event, err);
    code = code ? code : intake_withdraw(r->inquiry, &o->event, &change, &status, err);
    if (code == 0 && not_me) {
        struct str detail = arena_printf(&r->arena, "not me: what proposed event %s (%.*s)",
                                         o->event.made.id, PRI(o->trigger.title.text[0]));
        code = resident_ask_for(r, REQUEST_RECTIFICATION, detail, err);
    }
    return code ? code : reply_redirect(r, not_me ? "/me/requests" : "/me");
}

/* accept - an application of the same kind, with what is known already. When it is sent it meets
 * the proposal: one event. */
static int accept(struct request *r, struct offered *o, struct err *err)
{
    int64_t application = 0;
    char day[CALENDAR_TEXT_MAX];
    int32_t happened = event_happened(&o->event);
    const char *event = arena_str(&r->arena, o->pack->id).ptr;
    int code = telling_begin(r, o->pack, &application, err);
    if (code == 0 && (o->pack->type.tellers >> TELLER_SELF & 1) != 0) {
        code = telling_put(r, application, APPLICATION_TELLER, STR("self"), err);
    }
    if (code == 0 && happened != INT32_MIN) {
        code = telling_put(r, application, APPLICATION_HAPPENED,
                           str_of(calendar_text(happened, day)), err);
    }
    struct telling_page t = {0};
    code = code ? code : telling_open(r, event, &t, err);
    code = code ? code : reply_redirect(r, "/tell/%s/%s", event, telling_next(r, &t));
    telling_free(&t);
    return code;
}

int resident_offer_answer(struct request *r, struct err *err)
{
    struct offered o = {0};
    struct str answer = form_text(&r->form, "answer");
    int code = open_offer(r, &o, err);
    if (code == 0 && r->form.error_count > 0) {
        code = show(r, &o);
    } else if (code == 0 && str_eq(answer, STR("yes"))) {
        code = accept(r, &o, err);
    } else if (code == 0) {
        code = decline(r, &o, str_eq(answer, STR("not_me")), err);
    }
    offered_free(&o);
    return code;
}
