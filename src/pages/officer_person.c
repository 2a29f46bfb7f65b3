/* officer_person.c - one person as the purpose of the path may see them, today or as they were
 * known on a day: what systems say and where they disagree, who lives there, life events and what
 * is open after them, how they are reached, why these records are one person. */
#include "officer_pages.h"

#include "contact_preference.h"
#include "event_words.h"
#include "officer_people.h"
#include "officer_place.h"
#include "page_component.h"
#include "person_events.h"
#include "value_words.h"
#include "web.h"

enum { DAY_S = 86400 };

int officer_read_person(struct request *r, struct str id, struct view *ret, struct err *err)
{
    struct inquiry *q = r->inquiry;
    struct err failed = {0};
    int code = view_read(&q->viewing, id, ret, err);
    if (code == ERR_NOTFOUND && inquiry_tell(q, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    code = code == ERR_DENIED ? inquiry_refuse(q, &ret->self, code, err) : code;
    return code ? code : inquiry_tell_view(q, ret, err);
}

static void put_notice(struct request *r, struct json_node *model, int64_t notice)
{
    const struct purpose *purpose = officer_purpose(r);
    if (notice == 0) {
        officer_put_nothing(r, model, "notice");
        return;
    }
    request_put_format(r, model, "notice",
                       translate(r,
                                 "You are using this purpose in an emergency. Notice %lld goes "
                                 "to: %.*s. Somebody else reviews it."),
                       (long long)notice, PRI(purpose->owner.text[r->language]));
}

void officer_put_whole(struct request *r, struct json_node *model, const struct view *view,
                       int64_t notice)
{
    officer_put(r, model, "name", view_name(&view->self));
    request_put(r, model, "id", view->self.id);
    put_notice(r, model, notice);
    officer_put_person(r, model, &view->self);
    officer_put_related(r, model, view);
    officer_put_why(r, model, &view->self);
    officer_put_timeline(r, model, &view->self);
    json_tree_put_bool(&r->arena, model, STR("is_empty"), view->self.field_count == 0);
}

/* ---- life events and what is open ---- */

static const char *status_colour(enum event_status status)
{
    static const char *const colours[EVENT_STATUSES] = {[EVENT_PROPOSED] = "yellow",
                                                        [EVENT_CONFIRMED] = "blue",
                                                        [EVENT_ACTED_ON] = "blue",
                                                        [EVENT_CLOSED] = "grey",
                                                        [EVENT_WITHDRAWN] = "grey"};
    return colours[status];
}

static struct json_node *event_node(struct request *r, const struct person_event *e)
{
    struct json_node *node = json_tree_object(&r->arena);
    request_put(r, node, "id", e->id);
    officer_put(r, node, "title", e->title.text[r->language]);
    json_tree_put(
        node, STR("status"),
        component_tag(r, event_status_title(e->status, r->language), status_colour(e->status)));
    request_put_day(r, node, "happened", e->happened);
    request_put_day(r, node, "known", e->known);
    json_tree_put_bool(&r->arena, node, STR("detected"), e->detected);
    json_tree_put_bool(&r->arena, node, STR("shadow"), e->shadow);
    request_put(
        r, node, "href",
        request_href(r, "%s",
                     officer_path_for(r, officer_event_case(r, e->id), "events/%s", e->id)));
    return node;
}

static void put_events(struct request *r, struct json_node *model,
                       const struct person_events *events)
{
    struct json_node *list = json_tree_list(&r->arena);
    struct json_node *tasks = json_tree_list(&r->arena);
    for (size_t i = 0; i < events->count; i++) {
        json_tree_append(list, event_node(r, &events->at[i]));
        for (size_t t = 0; t < events->at[i].task_count; t++) {
            json_tree_append(tasks, officer_task_line(r, &events->at[i].tasks[t]));
        }
    }
    officer_put_list(r, model, "events", list);
    json_tree_put_bool(&r->arena, model, STR("more_events"), events->more);
    officer_put_list(r, model, "tasks", tasks);
}

/* ---- how they are reached ---- */

static struct json_node *channel_node(struct request *r, const struct reach *reach,
                                      enum step_channel channel)
{
    const struct reach_channel *c = &reach->channels[channel];
    struct json_node *node = json_tree_object(&r->arena);
    request_put(r, node, "title", value_capital(r, reach_channel_title(channel, r->language)));
    request_put(r, node, "state", reach_state_title(c->state, r->language));
    request_put(r, node, "reason",
                c->state == REACH_CANNOT ? reach_reason_title(c->reason, r->language) : "");
    officer_put(r, node, "value", c->value);
    json_tree_put_bool(&r->arena, node, STR("said"), c->said);
    json_tree_put_bool(&r->arena, node, STR("can"), c->state == REACH_CAN);
    json_tree_put_bool(&r->arena, node, STR("ask_again"), c->has_review && c->review <= r->today);
    return node;
}

void officer_put_reach(struct request *r, struct json_node *model, const struct reach *reach)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *channels = json_tree_list(&r->arena);
    request_put(r, node, "preferred",
                reach->preferred == STEP_CHANNEL_PREFERRED
                    ? ""
                    : reach_channel_title(reach->preferred, r->language));
    officer_put(r, node, "spoken", officer_language(r, reach->spoken));
    officer_put(r, node, "written", officer_language(r, reach->written));
    request_put(r, node, "format", reach_format_title(reach->format, r->language));
    for (int c = STEP_CHANNEL_POST; c < STEP_CHANNELS; c++) {
        json_tree_append(channels, channel_node(r, reach, (enum step_channel)c));
    }
    json_tree_put(node, STR("channels"), channels);
    json_tree_put(model, STR("reach"), node);
}

struct str officer_language(struct request *r, struct str code)
{
    return str_eq(code, STR("cy"))   ? str_of(translate(r, "Welsh"))
           : str_eq(code, STR("en")) ? str_of(translate(r, "English"))
                                     : code;
}

/* ---- the page ---- */

/* struct page - all that is read before the log is told, and so before anything is said. */
struct page {
    struct view view;
    struct person_events events;
    struct reach reach;
    bool has_reach;
};

/* read_page - of today the events, too; of a day past what was known of the person then. */
static int read_page(struct request *r, struct page *p, bool is_past, struct err *err)
{
    struct inquiry *q = r->inquiry;
    const struct view_person *self[] = {&p->view.self};
    struct err failed = {0};
    int code = view_read(&q->viewing, r->parameters[1], &p->view, err);
    if (code == 0 && !is_past) {
        p->has_reach = contact_reaches(viewing_purpose(&q->viewing));
        code = person_events(&r->arena, q, r->web->cases.home, r->today, &p->view.self, &p->events,
                             err);
        code = code == 0 && p->has_reach ? reach_of(q, &p->view, &p->reach, &r->arena, err) : code;
    }
    if (code == ERR_NOTFOUND && inquiry_tell(q, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    code = code == ERR_DENIED ? inquiry_refuse(q, &p->view.self, code, err) : code;
    code = code ? code : inquiry_tell_view(q, &p->view, err);
    if (code == 0 && p->events.count > 0) {
        code = inquiry_tell_events(q, self, 1, p->events.count, false, err);
    }
    return code == 0 && p->has_reach ? inquiry_tell_contact(q, self, 1, 1, false, err) : code;
}

static struct json_node *page_model(struct request *r, const struct page *p, bool is_past)
{
    struct json_node *model = officer_model(r, arena_str(&r->arena, view_name(&p->view.self)).ptr);
    const char *id = p->view.self.id;
    officer_put_whole(r, model, &p->view, 0);
    put_events(r, model, &p->events);
    json_tree_put_bool(&r->arena, model, STR("is_past"), is_past);
    request_put_day(r, model, "as_of", is_past ? form_day(&r->form, "at") : r->today);
    if (p->has_reach) {
        officer_put_reach(r, model, &p->reach);
    } else {
        officer_put_nothing(r, model, "reach");
    }
    json_tree_put(model, STR("at"),
                  component_date(r, "at", translate(r, "Show what was known by the end of a day"),
                                 translate(r, "For example 27 3 2026"), INT32_MIN));
    request_put(r, model, "here", officer_href(r, "people/%s", id));
    request_put(r, model, "here_plain",
                request_href(r, "/purpose/%s/people/%s", request_parameter(r, 0), id));
    request_put(r, model, "tell", officer_href(r, "people/%s/tell", id));
    request_put(r, model, "contact", officer_href(r, "people/%s/contact", id));
    json_tree_put(model, STR("give_code"),
                  officer_purpose(r)->acts[ACT_CODE]
                      ? json_tree_text(&r->arena, str_of(officer_href(r, "people/%s/code", id)))
                      : json_tree_nothing(&r->arena));
    return model;
}

int officer_person(struct request *r, struct err *err)
{
    struct page page = {0};
    int32_t at = form_day(&r->form, "at");
    bool is_past = at != INT32_MIN && at < r->today;
    int code = officer_here(r, err);
    if (code == 0 && is_past) {
        r->inquiry->shown_at = ((int64_t)at + 1) * DAY_S - 1; /* as cantref view --at has it */
    }
    code = code ? code : request_ask(r, request_parameter(r, 0), officer_case(r), err);
    code = code ? code : read_page(r, &page, is_past, err);
    if (code == 0) {
        code = reply_page(r, "officer/person", page_model(r, &page, is_past));
    }
    view_free(&page.view);
    return code;
}
