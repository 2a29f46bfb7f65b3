/* officer_application.c - one application, on the officer's screen and on the resident's: whoever
 * types, both see it, with who typed what. The officer sends it only when it is on record that
 * whoever tells it agreed. */
#include "officer_pages.h"

#include "case_feed.h"
#include "date.h"
#include "event_words.h"
#include "officer_application_parts.h"
#include "officer_event_parts.h"
#include "officer_people.h"
#include "officer_place.h"
#include "officer_questions.h"
#include "page_component.h"
#include "trigger_store.h"

/* ---- opened ---- */

enum channel officer_channel(struct str name)
{
    int channel = 0;
    while (channel < CHANNELS && !str_eq(name, str_of(channel_names[channel]))) {
        channel++;
    }
    return channel < CHANNELS ? (enum channel)channel : CHANNEL_DESK;
}

static enum channel channel_of(const struct request *r, const struct open_application *o)
{
    struct str who = r->inquiry->viewing.options.who;
    enum channel channel = CHANNEL_DESK;
    for (size_t i = 0; i < o->application.count; i++) {
        const struct application_entry *e = &o->application.entries[i];
        channel = str_eq(e->who, who) ? e->channel : channel; /* the last */
    }
    return channel;
}

/* read_open - that of a number, if it is of the purpose, and whom it is about is not hidden. */
static int read_open(struct request *r, int64_t number, bool assessed, struct open_application *ret,
                     struct err *err)
{
    struct inquiry *q = r->inquiry;
    int code = number == 0 ? application_none(q, err)
                           : application_read(q->picture.db, q->picture.seal, number, r->now,
                                              &ret->application, err);
    code = code ? code : duty_pack_now(q, &r->cases->packs, ret->application.type, &ret->pack, err);
    if (code == 0 && !names_have(&ret->pack->purposes, viewing_purpose(&q->viewing)->id)) {
        code = application_none(q, err);
    }
    return code ? code
                : application_people_read(q, &ret->application, ret->pack, r->today, assessed,
                                          &ret->people, err);
}

/* tell_refused - a refusal, and that there is none, are answers, too: into the log. */
static int tell_refused(struct request *r, const struct open_application *o, int code,
                        struct err *err)
{
    struct err failed = {0};
    if (code == ERR_DENIED && o->people.denied != NULL) {
        return inquiry_refuse(r->inquiry, o->people.denied, code, err);
    }
    return code == ERR_NOTFOUND && inquiry_tell_events(r->inquiry, NULL, 0, 0, false, &failed) != 0
               ? err_set(err, failed.code, "%s", failed.message)
               : code;
}

/* tell_opened - who is named, and what was read for its assessment. */
static int tell_opened(struct request *r, const struct open_application *o, struct err *err)
{
    const struct view_person *people[APPLICATION_PEOPLE_MAX];
    const struct view_person *teller = &o->people.teller.self;
    if (o->people.has_facts) {
        return inquiry_tell_event_view(r->inquiry, &o->people.subject,
                                       teller->mentions.count > 0 ? teller : NULL, err);
    }
    size_t count = application_people_told(&o->people, people);
    return inquiry_tell_events(r->inquiry, people, count, 1, false, err);
}

int officer_open_application(struct request *r, bool assessed, struct open_application *ret,
                             struct err *err)
{
    struct inquiry *q = r->inquiry;
    int64_t number = 0;
    int code = application_named(q->picture.db, r->parameters[1], &number, err);
    code = code ? code : read_open(r, number, assessed, ret, err);
    code = tell_refused(r, ret, code, err);
    const struct application_looking looking = {.channel = channel_of(r, ret),
                                                .today = r->today,
                                                .view = ret->people.has_facts ? &ret->people.subject
                                                                              : NULL,
                                                .set = ret->people.set,
                                                .passes_over = true};
    code =
        code ? code : application_look(q, ret->pack, &ret->application, &looking, &ret->look, err);
    ret->looked = code == 0;
    return code ? code : tell_opened(r, ret, err);
}

void officer_close_application(struct open_application *o)
{
    application_look_free(&o->look);
    application_people_free(&o->people);
    application_free(&o->application);
}

const struct application_entry *officer_typed(const struct open_application *o, struct str name)
{
    const struct application_entry *found = NULL;
    for (size_t i = 0; i < o->application.count; i++) {
        const struct application_entry *e = &o->application.entries[i];
        found = e->ended == 0 && str_eq(e->name, name) ? e : found;
    }
    return found;
}

const char *officer_typed_by(struct request *r, const struct application_entry *entry)
{
    struct json_node *node = json_tree_object(&r->arena);
    if (entry == NULL || entry->text.len == 0) {
        return "";
    }
    request_put_time(r, node, "at", entry->at);
    struct str at = node->first->text;
    return entry->who.len == 0
               ? arena_printf(&r->arena, translate(r, "typed by the resident, %.*s"), PRI(at)).ptr
               : arena_printf(&r->arena, translate(r, "typed by %.*s, %.*s"), PRI(entry->who),
                              PRI(at))
                     .ptr;
}

/* struct typing - one entry, kept. */
struct typing {
    struct request *r;
    int64_t application;
    struct application_typed typed;
};

static int put_typed(struct db *db, void *context, struct err *err)
{
    struct typing *t = context;
    return application_put(db, t->r->inquiry->picture.seal, t->application, &t->typed, err);
}

int officer_type(struct request *r, struct open_application *o, struct str name, struct str text,
                 struct err *err)
{
    const struct application_entry *stands = officer_typed(o, name);
    struct typing typing = {.r = r,
                            .application = o->application.number,
                            .typed = {.name = name,
                                      .text = text,
                                      .who = r->inquiry->viewing.options.who,
                                      .channel = channel_of(r, o),
                                      .now = r->now}};
    int code = picture_do(&r->inquiry->picture, put_typed, &typing, err);
    o->typed += code == 0 && (stands == NULL || !str_eq(stands->text, text));
    return code;
}

/* ---- all that an officer has open, or opens by a code ---- */

enum { MINE_MAX = 50 };

/* struct listing - applications of the asker's, read before any is told. */
struct listing {
    struct open_application at[MINE_MAX];
    size_t count;
    bool more;
};

/* list_one - unless it is of another purpose, or hidden: then it counts for nothing. */
static int list_one(struct request *r, int64_t number, struct listing *list, struct err *err)
{
    struct open_application *o = &list->at[list->count];
    struct open_application one_more = {0};
    bool full = list->count == MINE_MAX;
    int code = read_open(r, number, false, full ? &one_more : o, err);
    bool shown = code == 0;
    list->more = full && shown;
    list->count += shown && !full;
    if (!shown || full) {
        officer_close_application(full ? &one_more : o);
    }
    return code == ERR_NOTFOUND || code == ERR_DENIED || code == ERR_INPUT ? 0 : code;
}

static int read_mine(struct request *r, struct listing *list, struct err *err)
{
    struct whole_list numbers = {0};
    int code = applications_of_staff(r->inquiry->picture.db, r->inquiry->viewing.options.who,
                                     r->now, &numbers, err);
    for (size_t i = 0; code == 0 && i < numbers.count && !list->more; i++) {
        code = list_one(r, numbers.at[i], list, err);
    }
    whole_list_free(&numbers);
    return code;
}

static int tell_mine(struct request *r, const struct listing *list, struct err *err)
{
    const struct view_person *people[MINE_MAX * APPLICATION_PEOPLE_MAX];
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += application_people_told(&list->at[i].people, people + count);
    }
    return inquiry_tell_events(r->inquiry, people, count, list->count, false, err);
}

static struct json_node *mine_node(struct request *r, const struct open_application *o)
{
    struct json_node *node = json_tree_object(&r->arena);
    request_put(r, node, "id", o->application.id);
    officer_put(r, node, "title", o->pack->type.title.text[r->language]);
    request_put_time(r, node, "changed", o->application.changed);
    request_put(r, node, "href", officer_href(r, "applications/%s", o->application.id));
    return node;
}

static int read_and_tell(struct request *r, struct json_node *mine, bool *ret_more, struct err *err)
{
    struct listing *list = mem_must_array(1, sizeof *list);
    int code = read_mine(r, list, err);
    code = code ? code : tell_mine(r, list, err);
    for (size_t i = 0; i < list->count; i++) {
        json_tree_append(mine, mine_node(r, &list->at[i]));
        officer_close_application(&list->at[i]);
    }
    *ret_more = list->more;
    mem_free(list);
    return code;
}

static int show_list(struct request *r, struct err *err)
{
    struct json_node *mine = json_tree_list(&r->arena);
    bool more = false;
    int code = read_and_tell(r, mine, &more, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = officer_model(r, translate(r, "Applications"));
    officer_put_list(r, model, "mine", mine);
    json_tree_put_bool(&r->arena, model, STR("more"), more);
    struct json_node *field =
        component_input(r, "code", translate(r, "The code that they have"),
                        translate(r,
                                  "For example K7MP-2RTX-9HVD. They have it on paper or on "
                                  "their phone."),
                        NULL);
    component_option(r, field, "classes", "govuk-input--width-20");
    component_option(r, field, "autocomplete", "off");
    json_tree_put(model, STR("code"), field);
    request_put(r, model, "action", officer_href(r, "applications"));
    return reply_page(r, "officer/applications", model);
}

int officer_applications(struct request *r, struct err *err)
{
    return show_list(r, err);
}

/* open_coded - where its page is; one that is hidden is as one that there isn't. */
static int open_coded(struct request *r, const char **ret, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct open_application o = {0};
    int64_t number = 0;
    int code = application_coded(picture->db, picture->seal, form_text(&r->form, "code"), r->now,
                                 &number, err);
    code = code ? code : read_open(r, number, false, &o, err);
    code = code == ERR_DENIED ? tell_refused(r, &o, code, err) : code;
    if (code == 0) {
        *ret = officer_path(r, "applications/%s", o.application.id);
    }
    officer_close_application(&o);
    return code;
}

int officer_applications_open(struct request *r, struct err *err)
{
    const char *path = NULL;
    int code = r->form.error_count > 0 ? 0 : open_coded(r, &path, err);
    if (code == ERR_NOTFOUND) {
        form_error(&r->form, "code",
                   translate(r,
                             "No application that you may open for this purpose has this code. "
                             "Check each letter and number, and what it is for"));
        code = 0;
    }
    return code ? code : path != NULL ? reply_redirect(r, "%s", path) : show_list(r, err);
}

/* ---- its page ---- */

static const char *const text_items[][2] = {
    {APPLICATION_NAME, "name"},       {APPLICATION_BIRTH_DATE, "birth_date"},
    {APPLICATION_ADDRESS, "address"}, {APPLICATION_TOLD_BY, "told_by"},
    {APPLICATION_REACHED, "reached"}, {APPLICATION_HAPPENED, "happened"},
};
enum { TEXT_ITEMS = sizeof text_items / sizeof text_items[0] };

static const char *item_label(const struct request *r, size_t item)
{
    switch (item) {
    case 0:
        return translate(r, "Name of the person it is about");
    case 1:
        return translate(r, "Their date of birth");
    case 2:
        return translate(r, "Their address");
    case 3:
        return translate(r, "Name of whoever tells it");
    case 4:
        return translate(r, "How whoever tells it is reached");
    default:
        return translate(r, "The day it happened");
    }
}

/* is_day - is an item a day, which is typed as people write it? */
static bool is_day(size_t item)
{
    return item == 1 || item == 5;
}

/* is_asked - of somebody who was found, their name, birth and address are known. */
static bool is_asked(const struct open_application *o, size_t item)
{
    return item > 2 || !o->people.there;
}

static const char *kept_text(struct request *r, const struct open_application *o, struct str name)
{
    const struct application_entry *e = officer_typed(o, name);
    return e != NULL && e->text.len > 0 ? arena_str(&r->arena, e->text).ptr : NULL;
}

static const char *day_typed(struct request *r, const char *kept)
{
    struct date date;
    return kept != NULL && date_from_text(str_of(kept), &date) && date_is_valid(date)
               ? arena_printf(&r->arena, "%d/%d/%d", date.day, date.month, date.year).ptr
               : kept;
}

/* add_field - a field, with who typed what is in it. */
static void add_field(struct request *r, const struct open_application *o, struct json_node *list,
                      struct json_node *field, struct str name)
{
    struct json_node *node = json_tree_object(&r->arena);
    json_tree_put(node, STR("field"), field);
    request_put(r, node, "typed", officer_typed_by(r, officer_typed(o, name)));
    json_tree_append(list, node);
}

static struct json_node *teller_field(struct request *r, const struct open_application *o)
{
    struct component_choice choices[TELLERS + 1];
    size_t count = 0;
    choices[count++] = (struct component_choice){"", "", NULL};
    for (int t = 0; t < TELLERS; t++) {
        if ((o->pack->type.tellers & 1U << t) != 0) {
            choices[count++] = (struct component_choice){
                teller_names[t], teller_title((enum teller)t, r->language), NULL};
        }
    }
    return component_select(r, "teller", translate(r, "Who tells it, to the person it is about"),
                            NULL, choices, count, kept_text(r, o, STR(APPLICATION_TELLER)));
}

static void put_fields(struct request *r, struct json_node *model, const struct open_application *o)
{
    struct json_node *list = json_tree_list(&r->arena);
    const struct event_type *type = &o->pack->type;
    add_field(r, o, list, teller_field(r, o), STR(APPLICATION_TELLER));
    for (size_t i = 0; i < TEXT_ITEMS; i++) {
        struct str name = str_of(text_items[i][0]);
        const char *kept = kept_text(r, o, name);
        if (is_asked(o, i)) {
            struct json_node *field =
                component_input(r, text_items[i][1], item_label(r, i),
                                is_day(i) ? translate(r, "A day, such as 27/3/2026") : NULL,
                                is_day(i) ? day_typed(r, kept) : kept);
            if (is_day(i)) {
                component_option(r, field, "classes", "govuk-input--width-10");
            }
            add_field(r, o, list, field, name);
        }
    }
    for (size_t i = 0; i < type->question_count; i++) {
        const struct question *q = &type->questions[i];
        const char *kept = kept_text(r, o, q->name);
        if (!q->of_team) {
            add_field(r, o, list,
                      officer_question_field(r, q, kept != NULL ? str_of(kept) : STR("")), q->name);
        }
    }
    json_tree_put(model, STR("fields"), list);
}

/* put_script - what is said on the phone, of the pack's first step that is a call. */
static void put_script(struct request *r, struct json_node *model, const struct event_pack *pack)
{
    const struct pack_text *text = NULL;
    for (size_t i = 0; i < pack->steps.count && text == NULL; i++) {
        const struct pack_step *step = &pack->steps.at[i];
        text = step->kind == STEP_CALL && step->guidance.len > 0
                   ? pack_text_find(&pack->texts, step->guidance, false, r->language)
                   : NULL;
    }
    officer_put(r, model, "guidance_title", text != NULL ? text->title : STR(""));
    request_put(r, model, "guidance_kind", translate(r, "Script of the call"));
    officer_put_markdown(r, model, "guidance_html", text != NULL ? str_trim(text->body) : STR(""));
}

static struct json_node *clashes_node(struct request *r, const struct whole_list *clashes,
                                      const struct open_application *o)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < clashes->count; i++) {
        const struct application_entry *e = &o->application.entries[clashes->at[i]];
        struct json_node *node = json_tree_object(&r->arena);
        officer_put(r, node, "question",
                    event_question_words(&o->pack->type, e->name, r->language));
        officer_put(r, node, "answer",
                    event_answer_words(&r->arena, &o->pack->type, e->name, e->text, r->language));
        request_put(r, node, "typed", officer_typed_by(r, e));
        json_tree_append(list, node);
    }
    return list;
}

static int show(struct request *r, const struct open_application *o,
                const struct whole_list *clashes, const char *given_code)
{
    struct json_node *model =
        officer_model(r, arena_str(&r->arena, o->pack->type.title.text[r->language]).ptr);
    const struct application *a = &o->application;
    request_put(r, model, "id", a->id);
    json_tree_put(model, STR("person"),
                  o->people.there ? officer_line(r, &o->people.subject.self)
                                  : json_tree_nothing(&r->arena));
    request_put(r, model, "language",
                a->language == ACCESS_WELSH ? translate(r, "Welsh") : translate(r, "English"));
    put_fields(r, model, o);
    put_script(r, model, o->pack);
    officer_put_list(r, model, "clashes", clashes_node(r, clashes, o));
    json_tree_put_whole(&r->arena, model, STR("seen"), (int64_t)(a->count + o->typed));
    request_put(r, model, "given_code", given_code);
    json_tree_put_bool(&r->arena, model, STR("saved"), a->saved);
    json_tree_put(model, STR("check"),
                  application_text(a, APPLICATION_CHECK).len > 0 ||
                          application_text(a, APPLICATION_BIRTH_DATE).len > 0
                      ? json_tree_nothing(&r->arena)
                      : component_input(r, "check", translate(r, "A postcode they will remember"),
                                        translate(r,
                                                  "Asked for with the code, when they go on "
                                                  "by themselves."),
                                        NULL));
    request_put(r, model, "action", officer_href(r, "applications/%s", a->id));
    request_put(r, model, "here", officer_href(r, "applications/%s", a->id));
    if (a->sent != 0) {
        request_put(r, model, "sent", officer_href(r, "events/%s", a->event));
    } else {
        officer_put_nothing(r, model, "sent");
    }
    return clashes->count > 0 ? reply_status(r, 409, "officer/application", model)
                              : reply_page(r, "officer/application", model);
}

int officer_application(struct request *r, struct err *err)
{
    struct open_application o = {0};
    const struct whole_list none = {0};
    int code = officer_open_application(r, false, &o, err);
    code = code ? code : show(r, &o, &none, "");
    officer_close_application(&o);
    return code;
}

/* ---- typed ---- */

/* struct typing_all - what is typed on the page, each held against what was typed meanwhile. */
struct typing_all {
    struct request *r;
    struct open_application *o;
    size_t seen; /* entries that the page was made from */
    struct whole_list clashes;
};

/* seen_entry - what the page had of that name; NULL: nothing was typed yet. */
static const struct application_entry *seen_entry(const struct typing_all *t, struct str name)
{
    const struct application *a = &t->o->application;
    const struct application_entry *found = NULL;
    for (size_t i = 0; i < a->count && i < t->seen; i++) {
        found = str_eq(a->entries[i].name, name) ? &a->entries[i] : found;
    }
    return found;
}

/* take_one - what was changed on the page alone: a field that was left as it was, an empty one
 * first of all, is no answer. Not where somebody else has typed another meanwhile. */
static int take_one(struct typing_all *t, struct str name, struct str text, struct err *err)
{
    const struct application *a = &t->o->application;
    const struct application_entry *stands = officer_typed(t->o, name);
    const struct application_entry *seen = seen_entry(t, name);
    if (str_eq(text, seen != NULL ? seen->text : STR("")) ||
        (stands != NULL && str_eq(text, stands->text))) {
        return 0;
    }
    if (stands != NULL && (size_t)(stands - a->entries) >= t->seen &&
        !str_eq(stands->who, t->r->inquiry->viewing.options.who)) {
        whole_list_add(&t->clashes, stands - a->entries);
        return 0;
    }
    return officer_type(t->r, t->o, name, text, err);
}

static int take_items(struct typing_all *t, struct err *err)
{
    struct request *r = t->r;
    int code = form_sent(&r->form, "teller")
                   ? take_one(t, STR(APPLICATION_TELLER), form_text(&r->form, "teller"), err)
                   : 0;
    for (size_t i = 0; code == 0 && i < TEXT_ITEMS; i++) {
        struct str text = form_text(&r->form, text_items[i][1]);
        struct date date;
        if (!is_asked(t->o, i) || !form_sent(&r->form, text_items[i][1])) {
            continue;
        }
        if (is_day(i) && text.len > 0) {
            if (!date_parse(text, DATE_DAY_FIRST, LATEST_YEAR_DEFAULT, &date) ||
                !date_is_valid(date)) {
                form_error(&r->form, text_items[i][1],
                           translate(r, "Enter a day, such as 27/3/2026"));
                continue;
            }
            char day[CALENDAR_TEXT_MAX];
            text = arena_str(&r->arena, str_of(calendar_text(date_days(date), day)));
        }
        code = take_one(t, str_of(text_items[i][0]), text, err);
    }
    return code;
}

static int take_answers(struct typing_all *t, struct err *err)
{
    const struct event_type *type = &t->o->pack->type;
    int code = 0;
    for (size_t i = 0; code == 0 && i < type->question_count; i++) {
        const struct question *q = &type->questions[i];
        if (!q->of_team && officer_has_answer(t->r, q)) {
            struct str text = officer_answer(t->r, q);
            code = officer_check_answer(t->r, type, q, text) ? take_one(t, q->name, text, err) : 0;
        }
    }
    return code;
}

/* struct coding - a new code for the person to go on by. */
struct coding {
    struct request *r;
    int64_t application;
    const char *item;
    char code[APPLICATION_CODE_TEXT_MAX];
};

static int put_code(struct db *db, void *context, struct err *err)
{
    struct coding *c = context;
    return application_save(db, c->r->inquiry->picture.seal, c->application, c->item, c->code, err);
}

/* give_code - to be read out or written down. */
static int give_code(struct request *r, struct open_application *o, struct err *err)
{
    struct coding coding = {.r = r, .application = o->application.number};
    struct str check = form_text(&r->form, "check");
    const struct whole_list none = {0};
    int code = check.len > 0 ? officer_type(r, o, STR(APPLICATION_CHECK), check, err) : 0;
    coding.item = check.len > 0 || application_text(&o->application, APPLICATION_CHECK).len > 0
                      ? APPLICATION_CHECK
                      : APPLICATION_BIRTH_DATE;
    if (code == 0 && check.len == 0 && application_text(&o->application, coding.item).len == 0) {
        form_error(&r->form, "check", translate(r, "Enter a postcode that they will remember"));
        return show(r, o, &none, "");
    }
    code = code ? code : picture_do(&r->inquiry->picture, put_code, &coding, err);
    return code ? code : show(r, o, &none, coding.code);
}

static int put_all(struct request *r, struct open_application *o, struct err *err)
{
    struct typing_all t = {.r = r, .o = o, .seen = (size_t)form_number(&r->form, "seen", 0)};
    struct str act = form_text(&r->form, "act");
    int code = take_items(&t, err);
    code = code ? code : take_answers(&t, err);
    if (code == 0 && t.clashes.count == 0 && r->form.error_count == 0 && str_eq(act, STR("code"))) {
        code = give_code(r, o, err);
    } else if (code == 0 && (t.clashes.count > 0 || r->form.error_count > 0)) {
        code = show(r, o, &t.clashes, "");
    } else if (code == 0) {
        code = reply_redirect(r, "%s",
                              officer_path(r, "applications/%s%s", o->application.id,
                                           str_eq(act, STR("check")) ? "/check" : ""));
    }
    whole_list_free(&t.clashes);
    return code;
}

int officer_application_put(struct request *r, struct err *err)
{
    struct open_application o = {0};
    int code = officer_open_application(r, false, &o, err);
    code = code ? code : put_all(r, &o, err);
    officer_close_application(&o);
    return code;
}

/* ---- checked and sent ---- */

static struct json_node *answer_row(struct request *r, const struct open_application *o,
                                    const char *title, struct str words, struct str name)
{
    struct json_node *row = json_tree_object(&r->arena);
    request_put(r, row, "key", title);
    officer_put(r, row, "value", words);
    request_put(r, row, "typed", officer_typed_by(r, officer_typed(o, name)));
    return row;
}

static void put_checked(struct request *r, struct json_node *model,
                        const struct open_application *o)
{
    struct json_node *rows = json_tree_list(&r->arena);
    for (size_t i = 0; i < TEXT_ITEMS; i++) {
        struct str text = application_text(&o->application, text_items[i][0]);
        const char *shown = is_day(i) ? day_typed(r, arena_str(&r->arena, text).ptr) : NULL;
        if (text.len > 0) {
            json_tree_append(rows, answer_row(r, o, item_label(r, i),
                                              shown != NULL ? str_of(shown) : text,
                                              str_of(text_items[i][0])));
        }
    }
    for (size_t i = 0; i < o->look.count; i++) {
        const struct question *q = o->look.questions[i];
        if (o->look.texts[i].len > 0) {
            json_tree_append(rows,
                             answer_row(r, o, arena_str(&r->arena, q->text.text[r->language]).ptr,
                                        event_answer_words(&r->arena, &o->pack->type, q->name,
                                                           o->look.texts[i], r->language),
                                        q->name));
        }
    }
    json_tree_put(model, STR("rows"), rows);
}

/* missing_text - what is still to be answered before it can be sent; "": nothing. */
static struct str missing_text(struct request *r, const struct open_application *o)
{
    if (application_text(&o->application, APPLICATION_TELLER).len == 0) {
        return str_of(translate(r, "Who tells it, to the person it is about"));
    }
    return o->look.next != NULL && o->look.next->required ? o->look.next->text.text[r->language]
                                                          : STR("");
}

static int show_check(struct request *r, struct open_application *o)
{
    struct json_node *model = officer_model(r, translate(r, "Check the answers"));
    struct shown_event shown = {.pack = o->pack, .looked = true};
    application_assess(&o->look);
    shown.look.duties = o->look.duties;
    json_tree_put(model, STR("person"),
                  o->people.there ? officer_line(r, &o->people.subject.self)
                                  : json_tree_nothing(&r->arena));
    officer_put(r, model, "event_title", o->pack->type.title.text[r->language]);
    put_checked(r, model, o);
    officer_put_duties(r, model, &shown);
    json_tree_put_bool(&r->arena, model, STR("by_held"), o->people.has_facts);
    officer_put(r, model, "missing", missing_text(r, o));
    json_tree_put_whole(&r->arena, model, STR("seen"), (int64_t)o->application.count);
    json_tree_put_bool(&r->arena, model, STR("changed"), form_flag(&r->form, "changed"));
    request_put(r, model, "action", officer_href(r, "applications/%s/check", o->application.id));
    request_put(r, model, "back", officer_href(r, "applications/%s", o->application.id));
    const struct component_choice agree[] = {
        {"yes",
         translate(r,
                   "Whoever tells it has heard or read these answers, and agrees that I send "
                   "them"),
         NULL}};
    json_tree_put(model, STR("agreed"),
                  component_checkboxes(r, "agreed", translate(r, "Agreed"), NULL, agree, 1, NULL));
    return reply_page(r, "officer/application_check", model);
}

int officer_application_check(struct request *r, struct err *err)
{
    struct open_application o = {0};
    int code = officer_open_application(r, true, &o, err);
    code = code ? code : show_check(r, &o);
    officer_close_application(&o);
    return code;
}

static int send(struct request *r, struct open_application *o, struct told *ret, struct err *err)
{
    struct telling telling = {
        .type = &o->pack->type,
        .pack_version = arena_printf(&r->arena, "%lld", (long long)o->pack->version),
        .subject =
            o->people.there && o->people.may_be_for ? str_of(o->people.subject.self.id) : STR(""),
        .answers = o->look.given,
        .answer_count = o->look.given_count,
        .channel = channel_of(r, o),
        .known = r->today,
        .now = r->now,
        .then = case_feed_then(r->cases)};
    int code = officer_type(r, o, STR(OFFICER_AGREED), STR("yes"), err);
    code = code ? code
                : trigger_pack_shadow(r->inquiry->picture.db, o->pack->id, &telling.shadow, err);
    return code ? code : application_send(r->inquiry, &o->application, &telling, ret, err);
}

/* is_other - are there other answers by now than those that were read out and agreed to? */
static bool is_other(const struct request *r, const struct open_application *o)
{
    return o->application.sent == 0 &&
           form_number(&r->form, "seen", 0) != (int64_t)o->application.count;
}

static int check_and_send(struct request *r, struct open_application *o, struct err *err)
{
    struct told told = {0};
    struct err ignored = {0};
    if (is_other(r, o)) {
        return reply_redirect(
            r, "%s", officer_path(r, "applications/%s/check?changed=yes", o->application.id));
    }
    if (!form_flag(&r->form, "agreed")) {
        form_error(&r->form, "agreed",
                   translate(r, "Ask whoever tells it whether they agree, and tick the box"));
    }
    if (r->form.error_count > 0 || missing_text(r, o).len > 0) {
        return show_check(r, o);
    }
    int code = o->application.sent == 0 ? send(r, o, &told, err) : 0;
    if (code == ERR_INPUT) {
        form_fail(&r->form, "agreed", translate(r, "It can’t be sent as it is. Check each answer"),
                  err);
        return show_check(r, o);
    }
    if (code == 0 && o->application.sent == 0) {
        (void)duty_look_after(r->inquiry, str_of(told.id), &ignored); /* a worker looks again */
    }
    const char *event = o->application.sent != 0 ? o->application.event : told.id;
    return code ? code
                : reply_redirect(r, "%s",
                                 officer_path_for(r, officer_event_case(r, event),
                                                  "events/%s/told%s", event,
                                                  told.again ? "?again=yes" : ""));
}

int officer_application_send(struct request *r, struct err *err)
{
    struct open_application o = {0};
    int code = officer_open_application(r, true, &o, err);
    code = code ? code : check_and_send(r, &o, err);
    officer_close_application(&o);
    return code;
}

/* ---- sent ---- */

int officer_application_told(struct request *r, struct err *err)
{
    struct shown_event s = {0};
    int code = officer_open_event(r, &s, err);
    code = code ? code : officer_tell_event(r, &s, false, err);
    if (code == 0) {
        struct json_node *model = officer_model(r, translate(r, "Sent"));
        request_put(r, model, "id", s.event.made.id);
        json_tree_put_bool(&r->arena, model, STR("again"), form_flag(&r->form, "again"));
        json_tree_put_bool(&r->arena, model, STR("shadow"), s.event.made.shadow);
        officer_put_duties(r, model, &s);
        request_put(r, model, "event_href", officer_href(r, "events/%s", s.event.made.id));
        json_tree_put(model, STR("person"),
                      s.look.there ? officer_line(r, &s.look.view.self)
                                   : json_tree_nothing(&r->arena));
        code = reply_page(r, "officer/told", model);
    }
    officer_close_event(&s);
    return code;
}
