/* resident_me.c - the page of who is signed in: what is offered, what is under way, where the rest
 * is. */
#include "resident_event.h"

#include "event_words.h"
#include "home_pack.h"

enum { EVENTS_SHOWN_MAX = 50 };

/* ---- events ---- */

static int add_sent(struct request *r, struct whole_list *ret, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct whole_list own = {0};
    int code = applications_sent_of(picture->db, r->session.record, r->session.mention, &own, err);
    for (size_t i = 0; code == 0 && i < own.count; i++) {
        struct application a = {0};
        int64_t number = 0;
        code = application_read(picture->db, picture->seal, own.at[i], r->now, &a, err);
        code = code ? code : event_named(picture->db, str_of(a.event), &number, err);
        if (code == 0 && number != 0) {
            whole_list_add(ret, number);
        }
        application_free(&a);
    }
    whole_list_free(&own);
    return code;
}

int resident_events_of_self(struct request *r, struct resident_self *self, struct whole_list *ret,
                            struct err *err)
{
    const struct permitted_list *mentions = &self->view.self.mentions;
    int code = add_sent(r, ret, err);
    for (size_t i = 0; code == 0 && self->there && i < mentions->count; i++) {
        code = events_of_mention(r->inquiry->picture.db, mentions->at[i].record,
                                 mentions->at[i].number, ret, err);
    }
    whole_list_unique(ret);
    return code;
}

/* The trigger of a detection whose policy is an offer to the resident; false: none. */
static bool find_offer(const struct event_pack *pack, const struct event *event,
                       struct trigger *ret)
{
    bool found = false;
    for (size_t i = 0; !found && i < event->telling_count; i++) {
        found =
            event->tellings[i].detected && pack_trigger_read(pack, event->tellings[i].trigger, ret);
        if (found && !ret->offers) {
            trigger_free(ret);
            found = false;
        }
    }
    return found;
}

bool resident_event_offer(const struct event_pack *pack, const struct event *event,
                          struct trigger *ret)
{
    return event->version.status == EVENT_PROPOSED && event->telling_count > 0 &&
           !resident_event_was_told(event) && find_offer(pack, event, ret);
}

/* struct own_lists - what a page of oneself lists. */
struct own_lists {
    struct request *r;
    const struct resident_self *self;
    struct json_node *offers, *events;
};

static void put_offer(struct own_lists *l, const struct event *event, const struct event_pack *pack,
                      const struct trigger *trigger)
{
    struct request *r = l->r;
    struct json_node *item = json_tree_object(&r->arena);
    request_put(r, item, "title", resident_text(r, &pack->type.title));
    request_put(r, item, "why", resident_text(r, &trigger->reason));
    request_put(r, item, "href", request_href(r, "/me/offers/%s", event->made.id));
    json_tree_append(l->offers, item);
}

static void put_event(struct own_lists *l, const struct event *event, const struct event_pack *pack)
{
    struct request *r = l->r;
    struct json_node *item = json_tree_object(&r->arena);
    request_put(r, item, "title", resident_text(r, &pack->type.title));
    request_put(r, item, "reference", event->made.id);
    request_put(r, item, "href", request_href(r, "/events/%s", event->made.id));
    request_put_day(r, item, "known", event->version.known);
    request_put(r, item, "status", event_status_title(event->version.status, r->language));
    json_tree_append(l->events, item);
}

static int put_one(struct own_lists *l, int64_t number, struct err *err)
{
    struct request *r = l->r;
    struct picture *picture = &r->inquiry->picture;
    const struct event_pack *pack = NULL;
    struct event event = {0};
    struct trigger trigger = {0};
    struct err broken = {0};
    bool told = false;
    bool shown = false;
    int code = event_read(picture->db, picture->seal, number, &event, err);
    bool there = code == 0 && !event.made.shadow &&
                 duty_pack_of(r->inquiry, &r->cases->packs, &event, &pack, &broken) == 0;
    code = there ? resident_event_may(r, &event, pack, l->self, &told, &shown, err) : code;
    if (code == 0 && there && shown && resident_event_offer(pack, &event, &trigger)) {
        put_offer(l, &event, pack, &trigger);
        trigger_free(&trigger);
    } else if (code == 0 && there && (told || (shown && resident_event_was_told(&event)))) {
        put_event(l, &event, pack);
    }
    event_free(&event);
    return code;
}

static int put_events(struct request *r, struct json_node *model, struct resident_self *self,
                      struct err *err)
{
    struct own_lists l = {r, self, json_tree_list(&r->arena), json_tree_list(&r->arena)};
    struct whole_list numbers = {0};
    int code = resident_events_of_self(r, self, &numbers, err);
    for (size_t i = numbers.count; code == 0 && i-- > 0;) { /* the newest first */
        if (l.events->count < EVENTS_SHOWN_MAX) {
            code = put_one(&l, numbers.at[i], err);
        }
    }
    json_tree_put_bool(&r->arena, model, STR("has_events"), l.events->count > 0);
    json_tree_put_bool(&r->arena, model, STR("more_events"), l.events->count == EVENTS_SHOWN_MAX);
    json_tree_put(model, STR("offers"), l.offers);
    json_tree_put(model, STR("events"), l.events);
    whole_list_free(&numbers);
    return code;
}

/* ---- applications in progress ---- */

static int put_applications(struct request *r, struct json_node *model, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct json_node *list = json_tree_list(&r->arena);
    struct whole_list own = {0};
    int code = applications_of_mention(picture->db, r->session.record, r->session.mention, r->now,
                                       &own, err);
    for (size_t i = 0; code == 0 && i < own.count; i++) {
        struct application a = {0};
        const struct event_pack *pack = NULL;
        struct err gone = {0};
        code = application_read(picture->db, picture->seal, own.at[i], r->now, &a, err);
        if (code == 0 && telling_pack(r, arena_str(&r->arena, a.type).ptr, &pack, &gone) == 0) {
            struct json_node *item = json_tree_object(&r->arena);
            request_put(r, item, "title", resident_text(r, &pack->type.title));
            request_put(r, item, "href", request_href(r, "/tell/%.*s", PRI(a.type)));
            request_put_time(r, item, "changed", a.changed);
            json_tree_append(list, item);
        }
        application_free(&a);
    }
    json_tree_put_bool(&r->arena, model, STR("has_applications"), list->count > 0);
    json_tree_put(model, STR("applications"), list);
    whole_list_free(&own);
    return code;
}

int resident_me(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct json_node *model = json_tree_object(&r->arena);
    const struct view_person *people[] = {&self.view.self};
    int code = resident_self_open(r, &self, err);
    code = code ? code : put_events(r, model, &self, err);
    code = code ? code : put_applications(r, model, err);
    code =
        code ? code : inquiry_tell_events(r->inquiry, people, self.there, self.there, false, err);
    if (code == 0) {
        static const char *const links[] = {"/me/data",    "/me/looked", "/me/requests",
                                            "/me/contact", "/me/speak",  "/tell"};
        static const char *const names[] = {"data",    "looked", "requests",
                                            "contact", "speak",  "tell"};
        for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
            request_put(r, model, names[i], request_href(r, "%s", links[i]));
        }
        request_put(r, model, "title", translate(r, "Your page"));
        code = reply_page(r, "resident/me", model);
    }
    resident_self_free(&self);
    return code;
}
