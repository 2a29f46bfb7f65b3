/* council_behind.c - which cases lie behind a figure: under a purpose, and by whoever may. */
#include "council.h"

#include "event_look.h"
#include "measure_titles.h"

enum { CASES_SHOWN = 200 };

/* struct listing - events to be shown, and whom they are about, for the log. */
struct listing {
    struct event *events;
    struct view *views;
    const struct view_person **people;
    size_t count, people_count;
};

/* behind_of - what a measure of a pack counts. */
static struct measure_behind behind_of(struct request *r)
{
    struct str of = form_text(&r->form, "of"), pack = form_text(&r->form, "pack");
    struct measure_behind behind = {.family = FAMILY_EVENTS, .type = pack};
    if (str_eq(of, STR("event"))) {
        behind.source = form_text(&r->form, "name");
        return behind;
    }
    behind.family = str_eq(of, STR("duty"))    ? FAMILY_FOUND
                    : str_eq(of, STR("ended")) ? FAMILY_ENDED
                                               : FAMILY_STEPS;
    behind.name = arena_printf(&r->arena, "%.*s/%.*s", PRI(pack), PRI(form_text(&r->form, "name")));
    return behind;
}

/* put_hidden - the fields that say which figure, for the form and the link. */
static void put_figure(struct request *r, struct json_node *model)
{
    json_tree_put_text(&r->arena, model, STR("month"), form_text(&r->form, "month"));
    json_tree_put_text(&r->arena, model, STR("pack"), form_text(&r->form, "pack"));
    json_tree_put_text(&r->arena, model, STR("of"), form_text(&r->form, "of"));
    json_tree_put_text(&r->arena, model, STR("name"), form_text(&r->form, "name"));
    request_put(r, model, "back",
                request_href(r, "/council?month=%.*s", PRI(form_text(&r->form, "month"))));
}

/* put_purposes - those for which the pack's events are held, as the purposes say what they are. */
static void put_purposes(struct request *r, const struct event_pack *pack, struct json_node *model)
{
    const struct access *access = &r->inquiry->access.access;
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; pack != NULL && i < pack->purposes.count; i++) {
        for (size_t p = 0; p < access->purpose_count; p++) {
            const struct purpose *purpose = &access->purposes[p];
            if (str_eq(purpose->id, pack->purposes.at[i])) {
                struct json_node *node = json_tree_object(&r->arena);
                json_tree_put_text(&r->arena, node, STR("title"), purpose->title.text[r->language]);
                request_put(r, node, "action",
                            request_href(r, "/purpose/%.*s/behind", PRI(purpose->id)));
                json_tree_put_text(&r->arena, node, STR("id"), purpose->id);
                json_tree_put_bool(&r->arena, node, STR("case_required"), purpose->case_required);
                json_tree_append(list, node);
            }
        }
    }
    json_tree_put_bool(&r->arena, model, STR("has_purposes"), list->count > 0);
    json_tree_put(model, STR("purposes"), list);
}

int council_behind(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    const struct event_pack *pack =
        r->form.error_count == 0 ? measure_pack(r->cases, form_text(&r->form, "pack")) : NULL;
    if (pack == NULL) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such figure."));
    }
    request_put(r, model, "title", translate(r, "The cases behind a figure"));
    json_tree_put_text(&r->arena, model, STR("event"), pack->title.text[r->language]);
    put_figure(r, model);
    put_purposes(r, pack, model);
    return reply_page(r, "council/behind", model);
}

/* ---- under a purpose ---- */

/* take_event - one that may be read; one of somebody who may not is left out, as any list of events
 * leaves it out. */
static int take_event(struct request *r, int64_t number, struct listing *l, struct err *err)
{
    struct picture *p = &r->inquiry->picture;
    struct event *event = &l->events[l->count];
    struct view *view = &l->views[l->count];
    size_t set;
    bool there = false;
    int code = event_read(p->db, p->seal, number, event, err);
    if (code == 0 && event_is_hidden(&r->inquiry->viewing, event)) {
        event_free(event);
        *event = (struct event){0};
        return 0;
    }
    code = code ? code
                : event_person(&r->inquiry->viewing, event, STR(EVENT_SUBJECT), true, view, &set,
                               &there, err);
    if (code == ERR_DENIED) {
        view_free(view);
        event_free(event);
        *view = (struct view){0};
        *event = (struct event){0};
        return 0;
    }
    if (view->self.mentions.count > 0) {
        l->people[l->people_count++] = &view->self;
    }
    l->count++;
    return code;
}

static void put_cases(struct request *r, const struct listing *l, struct json_node *model)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < l->count; i++) {
        const struct event *event = &l->events[i];
        struct json_node *node = json_tree_object(&r->arena);
        request_put(r, node, "id", event->made.id);
        request_put(r, node, "href",
                    request_href(r, "/purpose/%s/events/%s?case=%.*s", request_parameter(r, 0),
                                 event->made.id, PRI(form_text(&r->form, "case"))));
        json_tree_put_text(&r->arena, node, STR("case"), event->version.case_reference);
        request_put_day(r, node, "known", event->version.known);
        json_tree_append(list, node);
    }
    json_tree_put_bool(&r->arena, model, STR("has_cases"), list->count > 0);
    json_tree_put(model, STR("cases"), list);
}

static int show_cases(struct request *r, const struct whole_list *numbers, bool more,
                      struct json_node *model, struct err *err)
{
    struct listing l = {.events = mem_must_array(numbers->count + 1, sizeof *l.events),
                        .views = mem_must_array(numbers->count + 1, sizeof *l.views),
                        .people = mem_must_array(numbers->count + 1, sizeof *l.people)};
    int code = 0;
    for (size_t i = 0; code == 0 && i < numbers->count; i++) {
        code = take_event(r, numbers->at[i], &l, err);
    }
    code = code ? code
                : inquiry_tell_events(r->inquiry, l.people, l.people_count, l.count, false, err);
    if (code == 0) {
        put_cases(r, &l, model);
        json_tree_put_bool(&r->arena, model, STR("more"), more);
        json_tree_put_whole(&r->arena, model, STR("most"), CASES_SHOWN);
        code = reply_page(r, "council/cases", model);
    }
    for (size_t i = 0; i < l.count; i++) {
        event_free(&l.events[i]);
        view_free(&l.views[i]);
    }
    mem_free(l.events);
    mem_free(l.views);
    mem_free(l.people);
    return code;
}

int council_cases(struct request *r, struct err *err)
{
    struct measure_month month;
    struct whole_list numbers = {0};
    struct json_node *model = json_tree_object(&r->arena);
    bool more = false;
    if (r->form.error_count > 0) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such figure."));
    }
    const struct measure_behind behind = behind_of(r);
    int code = council_month(r, &month, err);
    code = code
               ? code
               : case_measures_behind(r->cases, &month, &behind, CASES_SHOWN, &numbers, &more, err);
    if (code == 0) {
        request_put(r, model, "title", translate(r, "The cases behind a figure"));
        put_figure(r, model);
        json_tree_put_text(&r->arena, model, STR("purpose"),
                           viewing_purpose(&r->inquiry->viewing)->title.text[r->language]);
        code = show_cases(r, &numbers, more, model, err);
    }
    whole_list_free(&numbers);
    return code;
}
