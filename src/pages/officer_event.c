/* officer_event.c - life events for officers: listed; one of them with what is owed by it and why,
 * what is done, what leaves; confirmed, withdrawn, closed, corrected; a duty said to be kept. */
#include "officer_pages.h"

#include "case_feed.h"
#include "event_words.h"
#include "officer_event_parts.h"
#include "officer_people.h"
#include "officer_place.h"
#include "officer_questions.h"
#include "page_component.h"

enum { PAGE_EVENTS = 30 };

static const char *status_colour(enum event_status status)
{
    return status == EVENT_PROPOSED                              ? "yellow"
           : status == EVENT_CLOSED || status == EVENT_WITHDRAWN ? "grey"
                                                                 : "blue";
}

/* ---- a list ---- */

/* struct listing - a page of a purpose's events, read before any is told: from the newest on, or
 * beside one of another page. Those that are hidden take no place in it: neither pages nor what is
 * on them tells that there are any. */
struct listing {
    struct event events[PAGE_EVENTS];
    struct view views[PAGE_EVENTS];
    bool there[PAGE_EVENTS];
    size_t order[PAGE_EVENTS]; /* as they are shown */
    size_t count;
    bool newer, older; /* there are some beyond it */
};

/* struct candidate - one of them, that may be hidden. */
struct candidate {
    struct event event;
    struct view view;
    bool there, hidden;
};

/* read_candidate - hidden too is one about somebody who may not be read: that there is an event
 * would be read of them. */
static int read_candidate(struct request *r, int64_t number, struct candidate *c, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    size_t set;
    int code = event_read(picture->db, picture->seal, number, &c->event, err);
    c->hidden = code == 0 && event_is_hidden(&r->inquiry->viewing, &c->event);
    if (code == 0 && !c->hidden) {
        code = event_person(&r->inquiry->viewing, &c->event, STR(EVENT_SUBJECT), true, &c->view,
                            &set, &c->there, err);
    }
    c->hidden = c->hidden || code == ERR_DENIED;
    return code == ERR_DENIED ? 0 : code;
}

/* add - *ret_full: there is no place for it any more. */
static int add(struct request *r, int64_t number, struct listing *list, bool *ret_full,
               struct err *err)
{
    struct candidate *c = mem_must_array(1, sizeof *c);
    int code = read_candidate(r, number, c, err);
    bool shown = code == 0 && !c->hidden;
    *ret_full = shown && list->count == PAGE_EVENTS;
    if (shown && !*ret_full) {
        list->events[list->count] = c->event;
        list->views[list->count] = c->view;
        list->there[list->count] = c->there;
        list->order[list->count] = list->count;
        list->count++;
    } else {
        view_free(&c->view);
        event_free(&c->event);
    }
    mem_free(c);
    return code;
}

/* read_older - those before a place of all numbers, the newest first. */
static int read_older(struct request *r, const struct whole_list *numbers, size_t place,
                      struct listing *list, struct err *err)
{
    int code = 0;
    list->newer = place < numbers->count;
    for (size_t i = place; code == 0 && !list->older && i-- > 0;) {
        code = add(r, numbers->at[i], list, &list->older, err);
    }
    return code;
}

/* read_newer - those after a place, which are shown the newest first, too. */
static int read_newer(struct request *r, const struct whole_list *numbers, size_t place,
                      struct listing *list, struct err *err)
{
    int code = 0;
    list->older = true;
    for (size_t i = place + 1; code == 0 && !list->newer && i < numbers->count; i++) {
        code = add(r, numbers->at[i], list, &list->newer, err);
    }
    for (size_t i = 0; i < list->count; i++) {
        list->order[i] = list->count - 1 - i;
    }
    return code;
}

/* place_of - of the event of an id among all numbers; count: it is none of them. */
static int place_of(struct request *r, const struct whole_list *numbers, struct str id, size_t *ret,
                    struct err *err)
{
    char name[EVENT_ID_TEXT_MAX];
    int64_t number = 0;
    int code = event_id_read(id, name)
                   ? event_named(r->inquiry->picture.db, str_of(name), &number, err)
                   : 0;
    size_t i = 0;
    while (code == 0 && i < numbers->count && numbers->at[i] != number) {
        i++;
    }
    *ret = i;
    return code;
}

static int read_list(struct request *r, bool all, struct listing *list, struct err *err)
{
    struct whole_list numbers = {0};
    struct str after = form_text(&r->form, "after"), before = form_text(&r->form, "before");
    size_t place = 0;
    int code = event_numbers(r->inquiry->picture.db, STR(""),
                             viewing_purpose(&r->inquiry->viewing)->id, !all, &numbers, err);
    code = code ? code : place_of(r, &numbers, before.len > 0 ? before : after, &place, err);
    if (code == 0) {
        code = before.len > 0 && place < numbers.count ? read_newer(r, &numbers, place, list, err)
                                                       : read_older(r, &numbers, place, list, err);
    }
    whole_list_free(&numbers);
    return code;
}

static int tell_list(struct request *r, const struct listing *list, struct err *err)
{
    const struct view_person *people[PAGE_EVENTS];
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->views[i].self.mentions.count > 0) {
            people[count++] = &list->views[i].self;
        }
    }
    return inquiry_tell_events(r->inquiry, people, count, list->count, false, err);
}

static struct json_node *list_node(struct request *r, const struct listing *list, size_t place)
{
    const struct event *event = &list->events[place];
    struct json_node *node = json_tree_object(&r->arena);
    const struct event_pack *pack = NULL;
    struct err ignored;
    struct str title = event->made.type;
    if (duty_pack_now(r->inquiry, &r->cases->packs, event->made.type, &pack, &ignored) == 0) {
        title = pack->type.title.text[r->language];
    }
    request_put(r, node, "id", event->made.id);
    officer_put(r, node, "title", title);
    json_tree_put(node, STR("tag"),
                  component_tag(r, event_status_title(event->version.status, r->language),
                                status_colour(event->version.status)));
    request_put_day(r, node, "happened", event_happened(event));
    request_put_day(r, node, "known", event->version.known);
    json_tree_put(node, STR("person"),
                  list->there[place] ? officer_line(r, &list->views[place].self)
                                     : json_tree_nothing(&r->arena));
    request_put(r, node, "href",
                request_href(r, "%s",
                             officer_path_for(r, officer_event_case(r, event->made.id), "events/%s",
                                              event->made.id)));
    return node;
}

/* beyond - where the list goes on beside one of its events; NULL: nowhere. */
static const char *beyond(struct request *r, const struct listing *list, bool goes_on,
                          const char *side, size_t place, bool all)
{
    return goes_on && list->count > 0
               ? officer_href(r, "events?%s=%s%s", side, list->events[list->order[place]].made.id,
                              all ? "&all=yes" : "")
               : NULL;
}

static int show_list(struct request *r, const struct listing *list, bool all)
{
    struct json_node *model = officer_model(r, translate(r, "Life events"));
    struct json_node *events = json_tree_list(&r->arena);
    const char *newer = beyond(r, list, list->newer, "before", 0, all);
    const char *older = beyond(r, list, list->older, "after", list->count - 1, all);
    for (size_t i = 0; i < list->count; i++) {
        json_tree_append(events, list_node(r, list, list->order[i]));
    }
    officer_put_list(r, model, "events", events);
    json_tree_put_bool(&r->arena, model, STR("all"), all);
    request_put(r, model, "other",
                all ? officer_href(r, "events") : officer_href(r, "events?all=yes"));
    json_tree_put(model, STR("pagination"),
                  newer != NULL || older != NULL ? component_pagination(r, newer, older)
                                                 : json_tree_nothing(&r->arena));
    return reply_page(r, "officer/events", model);
}

int officer_events(struct request *r, struct err *err)
{
    struct listing *list = mem_must_array(1, sizeof *list);
    bool all = form_flag(&r->form, "all");
    int code = read_list(r, all, list, err);
    code = code ? code : tell_list(r, list, err);
    code = code ? code : show_list(r, list, all);
    for (size_t i = 0; i < PAGE_EVENTS; i++) {
        event_free(&list->events[i]);
        view_free(&list->views[i]);
    }
    mem_free(list);
    return code;
}

/* ---- one of them ---- */

static const struct event_type *type_of(const struct shown_event *s)
{
    return s->pack != NULL ? &s->pack->type : NULL;
}

static struct str title_of(struct request *r, const struct shown_event *s)
{
    return s->pack != NULL ? s->pack->type.title.text[r->language] : s->event.made.type;
}

static const char *named_title(const char *const *names, struct str name,
                               const char *(*title)(int, enum access_language), struct request *r)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return title(i, r->language);
        }
    }
    return "";
}

static const char *teller_of(int place, enum access_language language)
{
    return teller_title((enum teller)place, language);
}

static const char *channel_of(int place, enum access_language language)
{
    return channel_title((enum channel)place, language);
}

static struct json_node *telling_node(struct request *r, const struct event_telling *t)
{
    struct json_node *node = json_tree_object(&r->arena);
    json_tree_put_bool(&r->arena, node, STR("detected"), t->detected);
    request_put_day(r, node, "known", t->known);
    request_put(r, node, "relation", named_title(teller_names, t->relation, teller_of, r));
    request_put(r, node, "channel", named_title(channel_names, t->channel, channel_of, r));
    officer_put(r, node, "told_by", t->told_by);
    officer_put(r, node, "typed_by", t->typed_by);
    officer_put(r, node, "trigger", t->trigger);
    officer_put(r, node, "reasons", t->reasons);
    request_put_format(r, node, "confidence", "%d%%", t->confidence / 10);
    return node;
}

static void put_answers(struct request *r, struct json_node *model, const struct shown_event *s)
{
    struct json_node *answers = json_tree_list(&r->arena);
    for (size_t i = 0; i < s->event.answer_count; i++) {
        const struct event_answer *a = &s->event.answers[i];
        bool otherwise = a->until != 0 && a->until == a->since;
        if (str_eq(a->name, STR(EVENT_HAPPENED)) || a->value.len == 0 ||
            (a->until != 0 && !otherwise)) {
            continue;
        }
        struct json_node *node = json_tree_object(&r->arena);
        officer_put(r, node, "question", event_question_words(type_of(s), a->name, r->language));
        officer_put(r, node, "answer",
                    event_answer_words(&r->arena, type_of(s), a->name, a->value, r->language));
        json_tree_put_bool(&r->arena, node, STR("otherwise"), otherwise);
        json_tree_append(answers, node);
    }
    officer_put_list(r, model, "answers", answers);
}

/* struct historian - versions and recalls, into a list. */
struct historian {
    struct request *r;
    struct json_node *list;
};

static int add_version(void *context, const struct event_version *v, struct err *err)
{
    struct historian *h = context;
    struct json_node *node = json_tree_object(&h->r->arena);
    (void)err;
    request_put_time(h->r, node, "at", v->at);
    request_put(h->r, node, "act", event_act_title(v->act, h->r->language));
    officer_put(h->r, node, "who", v->who);
    officer_put(h->r, node, "why", v->why);
    json_tree_append(h->list, node);
    return 0;
}

static int add_recall(void *context, const struct event_recall *recall, struct err *err)
{
    struct historian *h = context;
    struct json_node *node = json_tree_object(&h->r->arena);
    (void)err;
    request_put(h->r, node, "text",
                recall->amend ? translate(h->r, "What was begun is to be looked at anew.")
                              : translate(h->r, "All that was begun is to be taken back."));
    json_tree_append(h->list, node);
    return 0;
}

static int put_history(struct request *r, struct json_node *model, const struct shown_event *s,
                       struct err *err)
{
    struct historian versions = {r, json_tree_list(&r->arena)};
    struct historian recalls = {r, json_tree_list(&r->arena)};
    struct picture *picture = &r->inquiry->picture;
    int64_t number = s->event.made.number;
    int code = event_history(picture->db, picture->seal, number, add_version, &versions, err);
    code = code ? code : event_recalls(picture->db, number, add_recall, &recalls, err);
    json_tree_put(model, STR("history"), versions.list);
    json_tree_put(model, STR("recalls"), recalls.list);
    return code;
}

static bool may_become(const struct shown_event *s, enum event_act act)
{
    enum event_status status;
    return event_may_become(s->event.version.status, act, &status);
}

/* put_acts - what it may become, and the duties that can be said to be kept. */
static void put_acts(struct request *r, struct json_node *model, const struct shown_event *s)
{
    struct component_choice duties[DUTIES_MAX];
    size_t count = 0;
    for (size_t i = 0; s->looked && s->row != NULL && i < s->look.duties.count; i++) {
        const struct duty_finding *f = &s->look.duties.at[i];
        if (f->state == DUTY_STARTED || f->state == DUTY_CANNOT_TELL) {
            duties[count++] = (struct component_choice){
                arena_str(&r->arena, f->duty->id).ptr,
                arena_str(&r->arena, f->duty->title.text[r->language]).ptr, NULL};
        }
    }
    json_tree_put_bool(&r->arena, model, STR("may_confirm"),
                       may_become(s, EVENT_ACT_CONFIRMED) &&
                           s->event.version.status == EVENT_PROPOSED);
    json_tree_put_bool(&r->arena, model, STR("may_withdraw"),
                       may_become(s, EVENT_ACT_WITHDRAWN) &&
                           s->event.version.status != EVENT_WITHDRAWN);
    json_tree_put_bool(&r->arena, model, STR("may_close"),
                       may_become(s, EVENT_ACT_CLOSED) && s->event.version.status != EVENT_CLOSED);
    json_tree_put_bool(&r->arena, model, STR("may_correct"),
                       s->pack != NULL && may_become(s, EVENT_ACT_CORRECTED));
    json_tree_put_bool(&r->arena, model, STR("has_acts"),
                       count > 0 || s->event.version.status != EVENT_WITHDRAWN);
    json_tree_put(model, STR("duty_choice"),
                  count > 0 ? component_select(r, "duty", translate(r, "Which duty"), NULL, duties,
                                               count, NULL)
                            : json_tree_nothing(&r->arena));
    json_tree_put(model, STR("why_field"),
                  component_textarea(r, "why", translate(r, "Reason"),
                                     translate(r, "Kept with the event."), NULL));
}

static int show(struct request *r, const struct shown_event *s, struct err *err)
{
    const struct event *event = &s->event;
    struct json_node *model = officer_model(r, arena_str(&r->arena, title_of(r, s)).ptr);
    struct json_node *tellings = json_tree_list(&r->arena);
    const char *id = event->made.id;
    for (size_t i = 0; i < event->telling_count; i++) {
        json_tree_append(tellings, telling_node(r, &event->tellings[i]));
    }
    request_put(r, model, "id", id);
    json_tree_put(model, STR("status"),
                  component_tag(r, event_status_title(event->version.status, r->language),
                                status_colour(event->version.status)));
    json_tree_put_bool(&r->arena, model, STR("shadow"), event->made.shadow);
    json_tree_put(model, STR("person"),
                  s->look.there ? officer_line(r, &s->look.view.self)
                                : json_tree_nothing(&r->arena));
    request_put_day(r, model, "happened", event_happened(event));
    request_put_day(r, model, "known", event->version.known);
    officer_put(r, model, "language", officer_language(r, event->version.language));
    officer_put(r, model, "event_case", event->version.case_reference);
    json_tree_put(model, STR("tellings"), tellings);
    put_answers(r, model, s);
    officer_put_duties(r, model, s);
    put_acts(r, model, s);
    request_put(r, model, "action", officer_href(r, "events/%s", id));
    request_put(r, model, "correct", officer_href(r, "events/%s/correct", id));
    int code = officer_put_steps(r, model, s, err);
    code = code ? code : put_history(r, model, s, err);
    return code ? code : reply_page(r, "officer/event", model);
}

int officer_event(struct request *r, struct err *err)
{
    struct shown_event s = {0};
    int code = officer_open_event(r, &s, err);
    code = code ? code : officer_tell_event(r, &s, false, err);
    code = code ? code : show(r, &s, err);
    officer_close_event(&s);
    return code;
}

/* ---- changed ---- */

/* look_again - what is owed by it now, into the ledger; a closed one's stays as it is. */
static int look_again(struct request *r, const struct shown_event *s, enum event_status status,
                      struct err *err)
{
    return status == EVENT_CLOSED || s->pack == NULL
               ? 0
               : duty_look_after(r->inquiry, str_of(s->event.made.id), err);
}

static int become(struct request *r, struct shown_event *s, struct str act, struct err *err)
{
    const struct event_change change = {.why = form_text(&r->form, "why"),
                                        .happened = EVENT_DAY_UNKNOWN,
                                        .now = r->now,
                                        .then = case_feed_then(r->cases)};
    enum event_status status = EVENT_PROPOSED;
    int code =
        str_eq(act, STR("confirm")) ? intake_confirm(r->inquiry, &s->event, &change, &status, err)
        : str_eq(act, STR("close")) ? intake_close(r->inquiry, &s->event, &change, &status, err)
                                    : intake_withdraw(r->inquiry, &s->event, &change, &status, err);
    return code ? code : look_again(r, s, status, err);
}

static int act(struct request *r, struct shown_event *s, struct err *err)
{
    struct str act = form_text(&r->form, "act");
    struct str why = form_text(&r->form, "why");
    bool confirms = str_eq(act, STR("confirm")), discharges = str_eq(act, STR("discharge"));
    if (why.len == 0 && !confirms) {
        form_error(&r->form, "why", translate(r, "Enter the reason"));
    }
    if (r->form.error_count > 0) {
        int code = officer_tell_event(r, s, false, err);
        return code ? code : show(r, s, err);
    }
    int code = discharges
                   ? case_discharge(r->cases, &s->event, form_text(&r->form, "duty"), why, err)
                   : become(r, s, act, err);
    return code ? code : reply_redirect(r, "%s", officer_path(r, "events/%s", s->event.made.id));
}

int officer_event_act(struct request *r, struct err *err)
{
    struct shown_event s = {0};
    int code = officer_open_event(r, &s, err);
    code = code ? code : act(r, &s, err);
    officer_close_event(&s);
    return code;
}

/* ---- corrected ---- */

static int show_correction(struct request *r, const struct shown_event *s)
{
    struct json_node *model = officer_model(r, translate(r, "Correct a life event"));
    struct json_node *fields = json_tree_list(&r->arena);
    const struct event_type *type = &s->pack->type;
    for (size_t i = 0; i < type->question_count; i++) {
        const struct event_answer *a = event_answer_of(&s->event, type->questions[i].name);
        json_tree_append(
            fields, officer_question_field(r, &type->questions[i], a != NULL ? a->value : STR("")));
    }
    officer_put(r, model, "event_title", title_of(r, s));
    json_tree_put(model, STR("person"),
                  s->look.there ? officer_line(r, &s->look.view.self)
                                : json_tree_nothing(&r->arena));
    json_tree_put(model, STR("happened"),
                  component_date(r, "happened", translate(r, "The day it happened"), NULL,
                                 event_happened(&s->event)));
    json_tree_put(model, STR("subject"),
                  component_input(r, "subject", translate(r, "It is about somebody else"),
                                  translate(r,
                                            "Their id from their page. Leave it empty if the "
                                            "person is right. What was begun is taken back."),
                                  NULL));
    json_tree_put(model, STR("questions"), fields);
    json_tree_put_whole(&r->arena, model, STR("version"), s->event.version.number);
    json_tree_put(model, STR("why"),
                  component_textarea(r, "why", translate(r, "Why is it corrected?"), NULL, NULL));
    request_put(r, model, "action", officer_href(r, "events/%s/correct", s->event.made.id));
    request_put(r, model, "back", officer_href(r, "events/%s", s->event.made.id));
    return reply_page(r, "officer/event_correct", model);
}

/* needs_pack - a correction is held against the questions of a pack. */
static int needs_pack(const struct request *r, const struct shown_event *s, struct err *err)
{
    return s->pack != NULL
               ? 0
               : err_say(err, ERR_CONFLICT, "%s",
                         translate(r,
                                   "The questions of this life event can’t be read now, so that "
                                   "it can’t be corrected."));
}

int officer_event_correct(struct request *r, struct err *err)
{
    struct shown_event s = {0};
    int code = officer_open_event(r, &s, err);
    code = code ? code : needs_pack(r, &s, err);
    code = code ? code : officer_tell_event(r, &s, false, err);
    code = code ? code : show_correction(r, &s);
    officer_close_event(&s);
    return code;
}

/* read_change - answers and day that are others than those that stand; what the form had not stays
 * as it is. */
static void read_change(struct request *r, const struct shown_event *s, struct event_change *ret)
{
    const struct event_type *type = &s->pack->type;
    struct given_answer *answers =
        arena_alloc(&r->arena, (type->question_count + 1) * sizeof *answers);
    int32_t happened = form_day(&r->form, "happened");
    for (size_t i = 0; i < type->question_count; i++) {
        const struct question *q = &type->questions[i];
        const struct event_answer *a = event_answer_of(&s->event, q->name);
        struct str text = officer_answer(r, q);
        if (officer_has_answer(r, q) && !str_eq(text, a != NULL ? a->value : STR("")) &&
            officer_check_answer(r, type, q, text)) {
            answers[ret->answer_count++] = (struct given_answer){q->name, text};
        }
    }
    ret->answers = answers;
    ret->type = type;
    ret->pack_version = arena_printf(&r->arena, "%lld", (long long)s->pack->version);
    ret->why = form_text(&r->form, "why");
    ret->subject = form_text(&r->form, "subject");
    ret->happened = happened != INT32_MIN && happened != event_happened(&s->event)
                        ? happened
                        : EVENT_DAY_UNKNOWN;
    ret->now = r->now;
    ret->then = case_feed_then(r->cases);
    if (ret->answer_count == 0 && ret->subject.len == 0 && ret->happened == EVENT_DAY_UNKNOWN &&
        r->form.error_count == 0) {
        form_error(&r->form, "why", translate(r, "Change what is wrong, then say why"));
    }
}

/* struct meanwhile - what became of an event since a version of it. */
struct meanwhile {
    struct historian changes;
    int64_t seen;
};

/* add_change - that work on it began is no change of what was told. */
static int add_change(void *context, const struct event_version *v, struct err *err)
{
    struct meanwhile *m = context;
    return v->number > m->seen && v->act != EVENT_ACT_BEGAN ? add_version(&m->changes, v, err) : 0;
}

static void put_pair(struct request *r, struct json_node *list, const struct shown_event *s,
                     struct str name, struct str value)
{
    struct json_node *node = json_tree_object(&r->arena);
    if (str_eq(name, STR(EVENT_HAPPENED))) {
        request_put(r, node, "question", translate(r, "The day it happened"));
    } else {
        officer_put(r, node, "question", event_question_words(type_of(s), name, r->language));
    }
    officer_put(r, node, "answer",
                event_answer_words(&r->arena, type_of(s), name, value, r->language));
    json_tree_append(list, node);
}

/* show_changed - who changed what since the form was made, beside what was typed in it. */
static int show_changed(struct request *r, const struct shown_event *s,
                        const struct meanwhile *meanwhile, const struct event_change *mine)
{
    struct json_node *model = officer_model(r, translate(r, "It was changed in the meantime"));
    struct json_node *now = json_tree_list(&r->arena), *typed = json_tree_list(&r->arena);
    char day[CALENDAR_TEXT_MAX];
    for (size_t i = 0; i < s->event.answer_count; i++) {
        const struct event_answer *a = &s->event.answers[i];
        if (a->until == 0 && a->since > meanwhile->seen) {
            put_pair(r, now, s, a->name, a->value);
        }
    }
    for (size_t i = 0; i < mine->answer_count; i++) {
        put_pair(r, typed, s, mine->answers[i].name, mine->answers[i].text);
    }
    if (mine->happened != EVENT_DAY_UNKNOWN) {
        put_pair(r, typed, s, STR(EVENT_HAPPENED), str_of(calendar_text(mine->happened, day)));
    }
    officer_put(r, model, "event_title", title_of(r, s));
    json_tree_put(model, STR("changes"), meanwhile->changes.list);
    officer_put_list(r, model, "now", now);
    officer_put_list(r, model, "typed", typed);
    officer_put(r, model, "why", mine->why);
    request_put(r, model, "again", officer_href(r, "events/%s/correct", s->event.made.id));
    request_put(r, model, "back", officer_href(r, "events/%s", s->event.made.id));
    return reply_status(r, 409, "officer/event_changed", model);
}

/* check_version - *ret_changed: somebody changed it since the form was made, which was answered. */
static int check_version(struct request *r, struct shown_event *s, const struct event_change *mine,
                         bool *ret_changed, struct err *err)
{
    struct meanwhile m = {.changes = {r, json_tree_list(&r->arena)},
                          .seen = form_number(&r->form, "version", 0)};
    struct picture *picture = &r->inquiry->picture;
    int code = event_history(picture->db, picture->seal, s->event.made.number, add_change, &m, err);
    *ret_changed = code == 0 && m.changes.list->count > 0;
    code = code == 0 && *ret_changed ? officer_tell_event(r, s, false, err) : code;
    return code == 0 && *ret_changed ? show_changed(r, s, &m, mine) : code;
}

static int correct(struct request *r, struct shown_event *s, struct err *err)
{
    struct event_change change = {0};
    enum event_status status = EVENT_PROPOSED;
    bool changed = false;
    read_change(r, s, &change);
    int code = check_version(r, s, &change, &changed, err);
    if (code != 0 || changed) {
        return code;
    }
    code =
        r->form.error_count == 0 ? intake_correct(r->inquiry, &s->event, &change, &status, err) : 0;
    if (code == ERR_INPUT || (code == ERR_NOTFOUND && change.subject.len > 0)) {
        bool nobody = code == ERR_NOTFOUND;
        form_fail(&r->form, nobody ? "subject" : "why",
                  nobody ? translate(r, "There is nobody of that id for this purpose")
                         : translate(r, "This can’t be kept. Check each answer and the day"),
                  err);
        code = 0;
    }
    if (code == 0 && r->form.error_count > 0) {
        code = officer_tell_event(r, s, false, err);
        return code ? code : show_correction(r, s);
    }
    code = code ? code : look_again(r, s, status, err);
    return code ? code : reply_redirect(r, "%s", officer_path(r, "events/%s", s->event.made.id));
}

int officer_event_correct_send(struct request *r, struct err *err)
{
    struct shown_event s = {0};
    int code = officer_open_event(r, &s, err);
    code = code ? code : needs_pack(r, &s, err);
    code = code ? code : correct(r, &s, err);
    officer_close_event(&s);
    return code;
}
