/* resident_event.c - an event after it was told: what follows from it, by when, and its state. */
#include "resident_event.h"

#include "case_feed.h"
#include "delivery_file.h"
#include "intake.h"

/* ---- whose page it is ---- */

static int no_event(struct request *r, struct err *err)
{
    return err_say(err, ERR_NOTFOUND, "%s",
                   translate(r,
                             "There is nothing under that reference that you can see here. If "
                             "you told us on another device, or some time ago, sign in or "
                             "call us."));
}

/* Did this browser, or whoever is signed in, tell it? */
static int find_teller(struct request *r, const struct event *event, bool *ret, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    uint8_t holder[APPLICATION_HOLDER_BYTES];
    struct str id = str_of(event->made.id);
    bool there = false;
    int64_t number = 0;
    int code = resident_holder(r, false, holder, &there, err);
    code = code == 0 && there
               ? application_held(picture->db, holder, STR(""), id, r->now, &number, err)
               : code;
    *ret = code == 0 && number != 0;
    if (code != 0 || *ret || r->session.kind != SESSION_RESIDENT) {
        return code;
    }
    code =
        application_of_event(picture->db, id, r->session.record, r->session.mention, &number, err);
    *ret = code == 0 && number != 0;
    return code;
}

static size_t times_told(const struct event *event)
{
    size_t told = 0;
    for (size_t i = 0; i < event->telling_count; i++) {
        told += !event->tellings[i].detected;
    }
    return told;
}

bool resident_event_was_told(const struct event *event)
{
    return times_told(event) > 0;
}

/* may_explain - the answers are of who asks alone, or may be read by whom they are about. */
static bool may_explain(const struct resident_event *e)
{
    bool alone = e->told_it && e->event.telling_count == 1;
    return alone || (e->is_subject && e->pack->type.sensitivity == SENSITIVITY_ORDINARY);
}

/* is_for_subject - by whom it was told, and of what kind it is. */
static bool is_for_subject(const struct request *r, const struct event *event,
                           const struct event_pack *pack)
{
    const struct access *access = &r->inquiry->access.access;
    uint16_t place = access_purpose_find(access, event->made.purpose);
    bool by_self = pack->type.sensitivity == SENSITIVITY_ORDINARY;
    for (size_t i = 0; i < event->telling_count; i++) {
        by_self = by_self || str_eq(event->tellings[i].relation, STR("self"));
    }
    return by_self && place != ACCESS_NONE && !access->purposes[place].investigation;
}

/* concerns - *ret_told: who asks told it; *ret_about: it is about who is signed in, `self`. */
static int concerns(struct request *r, const struct event *event, const struct resident_self *self,
                    bool *ret_told, bool *ret_about, struct err *err)
{
    *ret_about = false;
    int code = find_teller(r, event, ret_told, err);
    return code == 0 && self != NULL && self->there
               ? event_is_about(&r->inquiry->viewing, event, STR(EVENT_SUBJECT),
                                &self->view.self.mentions, ret_about, err)
               : code;
}

int resident_event_may(struct request *r, const struct event *event, const struct event_pack *pack,
                       const struct resident_self *self, bool *ret_told, bool *ret_shown,
                       struct err *err)
{
    bool about = false;
    int code = concerns(r, event, self, ret_told, &about, err);
    *ret_shown = code == 0 && about && is_for_subject(r, event, pack);
    return code;
}

/* may - the same, of whoever asks for a page; asks residents_own_view where they are signed in. The
 * pack is opened once it concerns them: what ails it tells of no event of others. What was detected
 * and not told is offered or nothing, and what is in shadow is nobody's. */
static int may(struct request *r, struct resident_event *e, struct err *err)
{
    struct resident_self self = {0};
    bool signed_in = r->session.kind == SESSION_RESIDENT;
    bool about = false;
    int code = signed_in ? request_ask(r, "residents_own_view", "", err) : 0;
    code = code == 0 && signed_in ? resident_self_open(r, &self, err) : code;
    code = code ? code : concerns(r, &e->event, signed_in ? &self : NULL, &e->told_it, &about, err);
    about = about && resident_event_was_told(&e->event);
    bool theirs = (e->told_it || about) && !e->event.made.shadow;
    resident_self_free(&self);
    code = code == 0 && !theirs ? no_event(r, err) : code;
    code = code ? code : duty_pack_of(r->inquiry, &r->cases->packs, &e->event, &e->pack, err);
    e->is_subject = code == 0 && about && is_for_subject(r, &e->event, e->pack);
    e->explains = code == 0 && may_explain(e);
    return code == 0 && !e->told_it && !e->is_subject ? no_event(r, err) : code;
}

int resident_event_ask(struct request *r, const struct event *event, struct err *err)
{
    const char *purpose = arena_str(&r->arena, event->made.purpose).ptr;
    return request_ask(r, purpose, arena_printf(&r->arena, "event:%s", event->made.id).ptr, err);
}

static bool names_somebody(const struct event *event)
{
    bool somebody = false;
    for (size_t i = 0; i < event->mention_count; i++) {
        somebody = somebody || str_eq(event->mentions[i].role, STR(EVENT_SUBJECT));
    }
    return somebody;
}

/* look - all that follows, for whom it is about or where it names nobody; else by what was said. */
static int look(struct request *r, struct resident_event *e, struct err *err)
{
    bool whole = e->is_subject || !names_somebody(&e->event);
    struct inquiry *q = r->inquiry;
    const struct view_person *people[] = {&e->look.view.self};
    int code = whole ? duty_look_at(q, &e->event, e->pack, INT32_MIN, &e->look, err)
                     : duty_look_blind(q, &e->event, e->pack, &e->look, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &e->look.view.self, code, err) : code;
    code = code == 0 && whole ? duty_look_discharged(q, &e->event, &e->look, err) : code;
    return code ? code
                : inquiry_tell_events(q, people, e->look.view.self.mentions.count > 0, 1, false,
                                      err);
}

static int find_process(struct request *r, struct resident_event *e, struct err *err)
{
    struct whole_list processes = {0};
    struct db *db = r->inquiry->picture.db;
    int code = processes_of_event(db, e->event.made.number, &processes, err);
    if (code == 0 && processes.count > 0) {
        e->row = mem_must_array(1, sizeof *e->row);
        code = case_read(r->cases, db, processes.at[processes.count - 1], e->row, err);
    }
    whole_list_free(&processes);
    return code;
}

int resident_event_open(struct request *r, const char *id, struct resident_event *e,
                        struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    char name[EVENT_ID_TEXT_MAX];
    int64_t number = 0;
    int code =
        event_id_read(str_of(id), name) ? event_named(picture->db, str_of(name), &number, err) : 0;
    if (code != 0 || number == 0) {
        return code ? code : no_event(r, err);
    }
    code = event_read(picture->db, picture->seal, number, &e->event, err);
    code = code ? code : may(r, e, err);
    code = code ? code : resident_event_ask(r, &e->event, err);
    code = code ? code : look(r, e, err);
    return code ? code : find_process(r, e, err);
}

void resident_event_free(struct resident_event *e)
{
    if (e->row != NULL) {
        case_free(e->row);
        mem_free(e->row);
    }
    duty_look_free(&e->look);
    event_free(&e->event);
    arena_free(&e->arena);
    *e = (struct resident_event){0};
}

/* ---- what happens ---- */

enum shown_state { SHOWN_WAITING, SHOWN_UNCLEAR, SHOWN_DOING, SHOWN_DONE, SHOWN_NOT };

/* By what follows from what whoever looks may know: where that does not settle it, "not known". */
static enum shown_state state_of(const struct resident_event *e, size_t place)
{
    const struct step_finding *f = &e->look.steps.at[place];
    bool same = e->row != NULL && place < e->row->process.step_count &&
                e->row->pack->steps.count == e->look.steps.count && e->row->process.looked;
    if (f->state == STEP_NOT_TAKEN) {
        return SHOWN_NOT;
    }
    if (f->state == STEP_CANNOT_SAY) {
        return SHOWN_UNCLEAR;
    }
    if (!same) {
        return SHOWN_WAITING;
    }
    const struct process_step *s = &e->row->process.steps[place];
    switch (s->stage) {
    case STAGE_DONE:
        return SHOWN_DONE;
    case STAGE_STOPPED:
        return SHOWN_NOT;
    case STAGE_WAITING:
        return s->holds == HOLDS_NO ? SHOWN_NOT : SHOWN_WAITING;
    default:
        return SHOWN_DOING;
    }
}

static struct json_node *state_tag(struct request *r, enum shown_state state)
{
    switch (state) {
    case SHOWN_DONE:
        return component_tag(r, translate(r, "Done"), "green");
    case SHOWN_DOING:
        return component_tag(r, translate(r, "Being done"), "blue");
    case SHOWN_NOT:
        return component_tag(r, translate(r, "Not needed"), "grey");
    case SHOWN_UNCLEAR:
        return component_tag(r, translate(r, "Not known yet"), "yellow");
    default:
        return component_tag(r, translate(r, "Waiting"), "grey");
    }
}

static int32_t due_of(const struct resident_event *e, size_t place, enum shown_state state)
{
    const struct step_finding *f = &e->look.steps.at[place];
    if (state == SHOWN_DOING && e->row->process.steps[place].due != PROCESS_DAY_NONE) {
        return e->row->process.steps[place].due;
    }
    return (state == SHOWN_WAITING || state == SHOWN_DOING) && f->has_due ? f->due : INT32_MIN;
}

static const char *why_not(struct request *r, const struct resident_event *e,
                           const struct pack_step *step)
{
    if (!e->explains || step->when.tree == NULL) {
        return "";
    }
    struct bilingual why =
        condition_because(&r->arena, &step->when, &e->look.given.facts, &e->pack->labels);
    return resident_text(r, &why);
}

static struct json_node *step_item(struct request *r, const struct resident_event *e, size_t place)
{
    struct json_node *item = json_tree_object(&r->arena);
    const struct pack_step *step = e->look.steps.at[place].step;
    const struct pack_party *team =
        pack_party_find(e->pack->teams, e->pack->team_count, step->team);
    enum shown_state state = state_of(e, place);
    bool done = state == SHOWN_DONE;
    request_put(r, item, "title", resident_text(r, &step->title));
    request_put(r, item, "team", team != NULL ? resident_text(r, &team->title) : "");
    json_tree_put(item, STR("tag"), state_tag(r, state));
    request_put_day(r, item, "by", due_of(e, place, state));
    request_put_day(r, item, "done_on", done ? e->row->process.steps[place].done : INT32_MIN);
    request_put(r, item, "why", state == SHOWN_NOT ? why_not(r, e, step) : "");
    json_tree_put_bool(&r->arena, item, STR("letter"), step->kind == STEP_LETTER);
    return item;
}

/* put_steps - "steps": what is done; "perhaps": what hangs on something that is not known yet;
 * "left_out": what is not needed. Waits are nothing that is done, nor is what undoes something. */
static void put_steps(struct request *r, const struct resident_event *e, struct json_node *model)
{
    struct json_node *steps = json_tree_list(&r->arena);
    struct json_node *perhaps = json_tree_list(&r->arena);
    struct json_node *left_out = json_tree_list(&r->arena);
    for (size_t i = 0; i < e->look.steps.count; i++) {
        const struct step_finding *f = &e->look.steps.at[i];
        enum shown_state state = state_of(e, i);
        if (f->step->kind == STEP_WAIT || f->state == STEP_UNDOES || f->step->undoes) {
            continue;
        }
        json_tree_append(state == SHOWN_NOT       ? left_out
                         : state == SHOWN_UNCLEAR ? perhaps
                                                  : steps,
                         step_item(r, e, i));
    }
    json_tree_put_bool(&r->arena, model, STR("has_steps"), steps->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_perhaps"), perhaps->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_left_out"), left_out->count > 0);
    json_tree_put(model, STR("perhaps"), perhaps);
    json_tree_put(model, STR("steps"), steps);
    json_tree_put(model, STR("left_out"), left_out);
}

static const char *status_words(struct request *r, const struct event *event)
{
    switch (event->version.status) {
    case EVENT_PROPOSED:
        return translate(r, "We have it. Somebody here looks at it before anything changes.");
    case EVENT_CONFIRMED:
        return translate(r, "Somebody here has looked at it, and it goes on.");
    case EVENT_ACTED_ON:
        return translate(r, "It is being dealt with.");
    case EVENT_CLOSED:
        return translate(r, "It is finished.");
    default:
        return translate(r, "It was withdrawn. What was begun is taken back.");
    }
}

void resident_put_telephone(struct request *r, struct json_node *model)
{
    struct delivery_file file;
    struct err_list errors = {0};
    bool there = delivery_file_read(&r->inquiry->picture.home, &file, &errors) == 0;
    json_tree_put_text(&r->arena, model, STR("telephone"),
                       there ? file.letters.telephone : STR(""));
    if (there) {
        delivery_file_free(&file);
    }
    err_list_free(&errors);
}

static void put_event(struct request *r, const struct resident_event *e, struct json_node *model)
{
    const char *id = e->event.made.id;
    bool withdrawn = e->event.version.status == EVENT_WITHDRAWN;
    request_put(r, model, "reference", id);
    request_put(r, model, "event", resident_text(r, &e->pack->type.title));
    request_put(r, model, "status", status_words(r, &e->event));
    request_put_day(r, model, "happened", event_happened(&e->event));
    request_put_day(r, model, "known", e->event.version.known);
    json_tree_put_bool(&r->arena, model, STR("withdrawn"), withdrawn);
    json_tree_put_bool(&r->arena, model, STR("may_say_wrong"), !withdrawn);
    request_put(r, model, "wrong", request_href(r, "/events/%s/wrong", id));
    request_put(r, model, "copy", request_href(r, "/events/%s/copy", id));
    request_put(r, model, "page_of_event", request_href(r, "/events/%s", id));
    request_put(r, model, "me", request_href(r, "/me"));
    json_tree_put_bool(&r->arena, model, STR("of_others"),
                       !e->is_subject && names_somebody(&e->event));
    json_tree_put_bool(&r->arena, model, STR("signed_in"), r->session.kind == SESSION_RESIDENT);
    resident_put_telephone(r, model);
    resident_put_exit(r, model, e->pack);
    resident_put_duties(r, model, e->pack, &e->look.duties, e->explains);
    put_steps(r, e, model);
}

/* ---- pages ---- */

int resident_sent(struct request *r, struct err *err)
{
    struct resident_event e = {0};
    int code = resident_event_open(r, request_parameter(r, 0), &e, err);
    if (code == 0) {
        struct json_node *model = json_tree_object(&r->arena);
        bool again = form_flag(&r->form, "again") && times_told(&e.event) > 1;
        request_put(r, model, "title",
                    again ? translate(r, "You told us this before")
                          : translate(r, "You have told us"));
        json_tree_put_bool(&r->arena, model, STR("again"), again);
        put_event(r, &e, model);
        code = reply_page(r, "resident/sent", model);
    }
    resident_event_free(&e);
    return code;
}

int resident_event(struct request *r, struct err *err)
{
    struct resident_event e = {0};
    int code = resident_event_open(r, request_parameter(r, 0), &e, err);
    if (code == 0) {
        struct json_node *model = json_tree_object(&r->arena);
        request_put(r, model, "title", resident_text(r, &e.pack->type.title));
        put_event(r, &e, model);
        code = reply_page(r, "resident/event", model);
    }
    resident_event_free(&e);
    return code;
}

/* ---- a copy to keep, as text ---- */

static void copy_duties(struct request *r, const struct resident_event *e, struct buf *out)
{
    for (size_t i = 0; i < e->look.duties.count; i++) {
        const struct duty_finding *f = &e->look.duties.at[i];
        char day[CALENDAR_TEXT_MAX];
        if (f->state != DUTY_STARTED && f->state != DUTY_DISCHARGED) {
            continue;
        }
        buf_printf(out, "- %s\n", resident_text(r, &f->duty->title));
        if (f->state == DUTY_STARTED && f->deadline_state == DEADLINE_KNOWN) {
            buf_printf(out, "  %s %s\n", translate(r, "By"), calendar_text(f->deadline, day));
        }
        for (size_t l = 0; l < f->duty->law.count; l++) {
            buf_printf(out, "  %.*s %.*s\n", PRI(f->duty->law.at[l].citation),
                       PRI(f->duty->law.at[l].link));
        }
    }
}

/* Those of whoever told it, where nobody else told it, too. */
static void copy_answers(struct request *r, const struct resident_event *e, struct buf *out)
{
    struct telling_page page = {.pack = e->pack};
    bool alone = e->told_it && e->event.telling_count == 1;
    for (size_t i = 0; alone && i < e->event.answer_count; i++) {
        const struct event_answer *a = &e->event.answers[i];
        const struct question *q = event_question(&e->pack->type, a->name);
        if (q != NULL && !q->of_team && a->until == 0 && a->value.len > 0) {
            buf_printf(out, "%s\n  %s\n", resident_text(r, &q->text),
                       telling_answer_words(r, &page, q, a->value));
        }
    }
}

int resident_copy(struct request *r, struct err *err)
{
    struct resident_event e = {0};
    struct buf out = {0};
    char day[CALENDAR_TEXT_MAX];
    int code = resident_event_open(r, request_parameter(r, 0), &e, err);
    if (code == 0) {
        buf_printf(&out, "%.*s\n%s\n\n%s %s\n%s %s\n\n", PRI(r->web->council),
                   resident_text(r, &e.pack->type.title), translate(r, "Your reference:"),
                   e.event.made.id, translate(r, "Told on:"),
                   calendar_text(e.event.version.known, day));
        copy_answers(r, &e, &out);
        buf_printf(&out, "\n%s\n", translate(r, "What is owed now"));
        copy_duties(r, &e, &out);
        code = reply_file(r, "text/plain; charset=utf-8",
                          arena_printf(&r->arena, "%s.txt", e.event.made.id).ptr, buf_str(&out));
    }
    buf_free(&out);
    resident_event_free(&e);
    return code;
}

/* ---- this is wrong ---- */

/* may_withdraw - what nobody has acted on yet, and nobody else told, whoever told it may take
 * back. */
static bool may_withdraw(const struct resident_event *e)
{
    return e->told_it && e->event.telling_count == 1 && e->event.version.status == EVENT_PROPOSED;
}

static int show_wrong(struct request *r, const struct resident_event *e)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    const char *id = e->event.made.id;
    struct component_choice choices[2];
    size_t count = 0;
    if (may_withdraw(e)) {
        choices[count++] =
            (struct component_choice){"withdraw", translate(r, "I take back what I told you"),
                                      translate(r, "You can tell us again, with other answers.")};
    }
    if (e->is_subject) {
        choices[count++] = (struct component_choice){
            "correct", translate(r, "What you hold about it is wrong"),
            translate(r, "Somebody here corrects it, and answers you within a month.")};
    }
    request_put(r, model, "title", translate(r, "What is wrong?"));
    request_put(r, model, "back", request_href(r, "/events/%s", id));
    request_put(r, model, "action", request_href(r, "/events/%s/wrong", id));
    request_put(r, model, "reference", id);
    json_tree_put_bool(&r->arena, model, STR("may_ask"), count > 0);
    resident_put_exit(r, model, e->pack);
    resident_put_telephone(r, model);
    if (count > 0) {
        json_tree_append(fields, component_radios(r, "what", translate(r, "What shall we do?"),
                                                  NULL, choices, count, NULL));
    }
    json_tree_append(fields, component_textarea(r, "why", translate(r, "What is right?"),
                                                translate(r, "In your own words."), NULL));
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "resident/wrong", model);
}

int resident_wrong_page(struct request *r, struct err *err)
{
    struct resident_event e = {0};
    int code = resident_event_open(r, request_parameter(r, 0), &e, err);
    code = code ? code : show_wrong(r, &e);
    resident_event_free(&e);
    return code;
}

static int withdraw(struct request *r, const struct resident_event *e, struct str why,
                    struct err *err)
{
    const struct event_change change = {.type = &e->pack->type,
                                        .why = why,
                                        .happened = EVENT_DAY_UNKNOWN,
                                        .now = r->now,
                                        .then = case_feed_then(r->cases)};
    enum event_status status;
    struct err ignored = {0};
    int code = intake_withdraw(r->inquiry, &e->event, &change, &status, err);
    if (code == 0) {
        (void)duty_look_after(r->inquiry, str_of(e->event.made.id), &ignored);
    }
    return code;
}

int resident_wrong(struct request *r, struct err *err)
{
    struct resident_event e = {0};
    struct str what = form_text(&r->form, "what");
    struct str why = form_text(&r->form, "why");
    const char *id = request_parameter(r, 0);
    int code = resident_event_open(r, id, &e, err);
    bool withdraws = code == 0 && str_eq(what, STR("withdraw")) && may_withdraw(&e);
    bool corrects = code == 0 && str_eq(what, STR("correct")) && e.is_subject;
    if (code == 0 && !withdraws && !corrects) {
        form_error(&r->form, "what", translate(r, "Choose an answer"));
    }
    if (code == 0 && why.len == 0) {
        form_error(&r->form, "why", translate(r, "Say what is right"));
    }
    if (code == 0 && r->form.error_count > 0) {
        code = show_wrong(r, &e);
    } else if (withdraws) {
        code = withdraw(r, &e, why, err);
        code = code ? code : reply_redirect(r, "/events/%s", id);
    } else if (corrects) {
        struct str detail = arena_printf(&r->arena, "event %s: %.*s", e.event.made.id, PRI(why));
        code = resident_ask_for(r, REQUEST_RECTIFICATION, detail, err);
        code = code ? code : reply_redirect(r, "/me/requests");
    }
    resident_event_free(&e);
    return code;
}
