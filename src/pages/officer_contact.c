/* officer_contact.c - how somebody can and wants to be reached: as they said and records have it;
 * and what an officer notes that they can't or won't use, and why. */
#include "officer_pages.h"

#include "contact_preference.h"
#include "contact_text.h"
#include "help_offer.h"
#include "officer_people.h"
#include "officer_place.h"
#include "page_component.h"
#include "value_words.h"

/* struct reached - a person's, read before any of it is shown. */
struct reached {
    struct view view;
    int64_t record; /* the mention that was named */
    int number;
    struct reach reach;
    struct contact_statements statements;
    struct help_offers offers;
};

/* open_person - whom the path means; a refusal or nobody is in the log when this returns. */
static int open_person(struct request *r, struct reached *ret, struct err *err)
{
    struct inquiry *q = r->inquiry;
    struct err failed = {0};
    size_t set = 0;
    int code = contact_check(&q->viewing, err);
    code = code ? code
                : viewing_resolve(&q->viewing, r->parameters[1], &set, &ret->record, &ret->number,
                                  err);
    code = code
               ? code
               : view_of_mention(&q->viewing, set, ret->record, ret->number, true, &ret->view, err);
    if (code == ERR_NOTFOUND && inquiry_tell(q, NULL, 0, 0, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    code = code == ERR_DENIED && ret->view.self.mentions.count > 0
               ? inquiry_refuse(q, &ret->view.self, code, err)
               : code;
    code = code ? code : reach_of(q, &ret->view, &ret->reach, &r->arena, err);
    code = code ? code : contact_statements(&r->arena, q, &ret->view, &ret->statements, err);
    return code ? code : help_offers(&r->arena, q, &ret->view, &ret->offers, err);
}

static int tell_log(struct request *r, const struct reached *p, struct err *err)
{
    const struct view_person *people[] = {&p->view.self};
    return inquiry_tell_contact(r->inquiry, people, 1, 1, false, err);
}

/* ---- shown ---- */

static struct json_node *statement_node(struct request *r, const struct contact_statement *said)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *items = json_tree_list(&r->arena);
    request_put_day(r, node, "day", said->said);
    request_put(r, node, "by",
                said->sayer == SAID_BY_SELF ? translate(r, "they said it themselves")
                : said->sayer == SAID_BY_REPRESENTATIVE
                    ? translate(r, "whoever acts for them by law")
                    : translate(r, "somebody else said it"));
    officer_put(r, node, "said_by", said->said_by);
    officer_put(r, node, "who", said->who);
    json_tree_put_bool(&r->arena, node, STR("alone"), said->alone);
    for (int i = 0; i < CONTACT_ITEMS; i++) {
        enum contact_item item = (enum contact_item)i;
        if (said->has[i]) {
            struct json_node *one = json_tree_object(&r->arena);
            struct str text = contact_value_text(&r->arena, item, said->values[i], r->language);
            request_put(r, one, "item", contact_item_title(item, r->language));
            officer_put(r, one, "text", text.len > 0 ? text : str_of(translate(r, "taken back")));
            json_tree_append(items, one);
        }
    }
    json_tree_put(node, STR("items"), items);
    return node;
}

static void put_statements(struct request *r, struct json_node *model, const struct reached *p)
{
    struct json_node *said = json_tree_list(&r->arena);
    struct json_node *offers = json_tree_list(&r->arena);
    for (size_t i = p->statements.count; i-- > 0;) { /* the newest first */
        json_tree_append(said, statement_node(r, &p->statements.at[i]));
    }
    for (size_t i = 0; i < p->offers.count; i++) {
        const struct help_offer *o = &p->offers.at[i];
        struct json_node *node = json_tree_object(&r->arena);
        request_put(r, node, "kind", help_kind_title(o->kind, r->language));
        request_put(r, node, "state", help_state_title(o->state, r->language));
        json_tree_append(offers, node);
    }
    officer_put_list(r, model, "said", said);
    officer_put_list(r, model, "offers", offers);
}

/* ---- the form ---- */

static struct json_node *channel_field(struct request *r)
{
    struct component_choice choices[STEP_CHANNELS];
    size_t count = 0;
    for (int c = STEP_CHANNEL_POST; c < STEP_CHANNELS; c++) {
        choices[count++] = (struct component_choice){
            step_channel_names[c],
            value_capital(r, reach_channel_title((enum step_channel)c, r->language)), NULL};
    }
    return component_radios(r, "channel", translate(r, "Which way?"), NULL, choices, count, NULL);
}

static struct json_node *state_field(struct request *r)
{
    const struct component_choice choices[] = {
        {"can", translate(r, "They can use it"), NULL},
        {"cannot", translate(r, "They can’t use it"),
         translate(r, "Help is offered, and it is asked again after a year.")},
        {"will_not", translate(r, "They won’t have it"),
         translate(r, "It is respected, and nobody asks for a reason.")},
        {"preferred", translate(r, "They prefer it"), NULL}};
    return component_radios(r, "state", translate(r, "What did they say?"), NULL, choices, 4, NULL);
}

static struct json_node *reason_field(struct request *r)
{
    struct component_choice choices[REACH_REASONS];
    for (int i = 0; i < REACH_REASONS; i++) {
        choices[i] = (struct component_choice){
            reach_reason_names[i], reach_reason_title((enum reach_reason)i, r->language), NULL};
    }
    return component_select(r, "reason", translate(r, "If they can’t: why?"), NULL, choices,
                            REACH_REASONS, NULL);
}

static struct json_node *sayer_field(struct request *r)
{
    const struct component_choice choices[] = {
        {"self", translate(r, "They said it themselves"), NULL},
        {"representative", translate(r, "Whoever acts for them by law"), NULL},
        {"other", translate(r, "Somebody else: a relative, carer or partner"), NULL}};
    return component_radios(r, "sayer", translate(r, "Who says so?"), NULL, choices, 3, NULL);
}

static int show(struct request *r, const struct reached *p)
{
    struct json_node *model = officer_model(r, translate(r, "How to reach them"));
    const char *id = p->view.self.id;
    json_tree_put(model, STR("person"), officer_line(r, &p->view.self));
    officer_put_reach(r, model, &p->reach);
    put_statements(r, model, p);
    json_tree_put(model, STR("channel"), channel_field(r));
    json_tree_put(model, STR("state"), state_field(r));
    json_tree_put(model, STR("reason"), reason_field(r));
    json_tree_put(model, STR("sayer"), sayer_field(r));
    json_tree_put(model, STR("said_by"),
                  component_input(r, "said_by", translate(r, "Their name, if it is somebody else"),
                                  NULL, NULL));
    request_put(r, model, "action", officer_href(r, "people/%s/contact", id));
    request_put(r, model, "back", officer_href(r, "people/%s", id));
    return reply_page(r, "officer/contact", model);
}

int officer_contact(struct request *r, struct err *err)
{
    struct reached p = {0};
    int code = open_person(r, &p, err);
    code = code ? code : tell_log(r, &p, err);
    code = code ? code : show(r, &p);
    view_free(&p.view);
    return code;
}

/* ---- said ---- */

static int named(const char *const *names, struct str name, int otherwise)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return i;
        }
    }
    return otherwise;
}

static int read_statement(struct request *r, struct contact_statement *ret, struct err *err)
{
    struct str state = form_text(&r->form, "state");
    struct str channel = form_text(&r->form, "channel");
    struct str reason = form_text(&r->form, "reason");
    bool preferred = str_eq(state, STR("preferred"));
    int place = named(step_channel_names, channel, STEP_CHANNEL_POST);
    int item = preferred ? CONTACT_PREFERRED : CONTACT_POST + place - STEP_CHANNEL_POST;
    bool why = str_eq(state, STR("cannot")) && reason.len > 0 &&
               !str_eq(reason, str_of(reach_reason_names[REASON_UNSAID]));
    struct str text = preferred ? channel
                      : why     ? arena_printf(&r->arena, "cannot %.*s", PRI(reason))
                                : state;
    *ret = (struct contact_statement){
        .sayer = (enum contact_sayer)named(contact_sayer_names, form_text(&r->form, "sayer"), 0),
        .said_by = form_text(&r->form, "said_by"),
        .said = r->today,
        .at = r->now};
    ret->has[item] = true;
    return contact_value_read(&r->arena, (enum contact_item)item, text, r->today,
                              &ret->values[item], err);
}

int officer_contact_say(struct request *r, struct err *err)
{
    struct reached p = {0};
    struct contact_statement statement = {0};
    int code = open_person(r, &p, err);
    if (code == 0 && r->form.error_count == 0) {
        code = read_statement(r, &statement, err);
        code = code ? code : contact_say(r->inquiry, &p.view, &statement, p.record, p.number, err);
        if (code == ERR_USAGE || code == ERR_INPUT) {
            form_fail(&r->form, "state",
                      translate(r, "This can’t be kept. Check what they said, and who says it"),
                      err);
            code = 0;
        }
    }
    if (code == 0 && r->form.error_count > 0) {
        code = tell_log(r, &p, err);
        code = code ? code : show(r, &p);
    } else if (code == 0) {
        code = reply_redirect(r, "%s", officer_path(r, "people/%s/contact", p.view.self.id));
    }
    view_free(&p.view);
    return code;
}
