/* resident_contact.c - how who is signed in is reached: in which language, by which channels, which
 * of them they can't use or won't have and why, in which format. */
#include "resident.h"

#include "contact_text.h"
#include "help_offer.h"
#include "value_words.h"

enum { CHOICES_MAX = REACH_REASONS + 2 };

/* ---- shown ---- */

/* is_channel - an item that says whether a channel can be used. */
static bool is_channel(enum contact_item item)
{
    return item >= CONTACT_POST && item <= CONTACT_VISIT;
}

static struct str stands(const struct contact_statements *said, enum contact_item item)
{
    const struct contact_statement *s = contact_stands(said, item);
    return s != NULL ? s->values[item] : STR("");
}

static const char *item_title(struct request *r, enum contact_item item)
{
    switch (item) {
    case CONTACT_PREFERRED:
        return translate(r, "How we reach you first");
    case CONTACT_SPOKEN:
        return translate(r, "The language that you speak with us");
    case CONTACT_WRITTEN:
        return translate(r, "The language that we write in");
    case CONTACT_FORMAT:
        return translate(r, "What you can read");
    case CONTACT_POST_VALUE:
        return translate(r, "Your address for post");
    case CONTACT_EMAIL_VALUE:
        return translate(r, "Your e-mail address");
    case CONTACT_PHONE_VALUE:
        return translate(r, "Your telephone number");
    default:
        return value_capital(
            r, reach_channel_title((enum step_channel)(item - CONTACT_POST + STEP_CHANNEL_POST),
                                   r->language));
    }
}

static const char *language_words(struct request *r, struct str code)
{
    return str_eq(code, STR("cy"))    ? "Cymraeg"
           : str_eq(code, STR("en"))  ? "English"
           : str_eq(code, STR("bfi")) ? translate(r, "British Sign Language")
                                      : arena_str(&r->arena, code).ptr;
}

static const char *said_words(struct request *r, enum contact_item item, struct str value)
{
    if (value.len == 0) {
        return translate(r, "Not said");
    }
    if (item == CONTACT_SPOKEN || item == CONTACT_WRITTEN) {
        return language_words(r, value);
    }
    return arena_str(&r->arena, contact_value_text(&r->arena, item, value, r->language)).ptr;
}

static int read_said(struct request *r, struct resident_self *self, struct contact_statements *ret,
                     struct err *err)
{
    const struct view_person *people[] = {&self->view.self};
    int code = resident_self_open(r, self, err);
    code = code == 0 && self->there
               ? contact_statements(&r->arena, r->inquiry, &self->view, ret, err)
               : code;
    return code ? code
                : inquiry_tell_contact(r->inquiry, people, self->there, self->there, false, err);
}

static int put_help(struct request *r, struct json_node *model, const struct resident_self *self,
                    struct err *err)
{
    struct json_node *list = json_tree_list(&r->arena);
    struct help_offers offers = {0};
    int code = self->there ? help_offers(&r->arena, r->inquiry, &self->view, &offers, err) : 0;
    for (size_t i = 0; code == 0 && i < offers.count; i++) {
        if (offers.at[i].state == HELP_OPEN) {
            json_tree_append(
                list,
                json_tree_text(&r->arena, str_of(help_kind_title(offers.at[i].kind, r->language))));
        }
    }
    json_tree_put_bool(&r->arena, model, STR("has_help"), list->count > 0);
    json_tree_put(model, STR("help"), list);
    return code;
}

int resident_contact(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct contact_statements said = {0};
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    int code = read_said(r, &self, &said, err);
    code = code ? code : put_help(r, model, &self, err);
    for (int i = 0; code == 0 && i < CONTACT_ITEMS; i++) {
        enum contact_item item = (enum contact_item)i;
        json_tree_append(rows, component_summary_row(
                                   r, item_title(r, item), said_words(r, item, stands(&said, item)),
                                   request_href(r, "/me/contact/%s", contact_item_names[item])));
    }
    if (code == 0) {
        request_put(r, model, "title", translate(r, "How we reach you"));
        request_put(r, model, "back", request_href(r, "/me"));
        json_tree_put(model, STR("rows"), rows);
        code = reply_page(r, "resident/contact", model);
    }
    resident_self_free(&self);
    return code;
}

/* ---- one of them ---- */

static int find_item(struct request *r, enum contact_item *ret, struct err *err)
{
    int item = 0;
    while (item < CONTACT_ITEMS && strcmp(request_parameter(r, 0), contact_item_names[item]) != 0) {
        item++;
    }
    *ret = (enum contact_item)item;
    return item < CONTACT_ITEMS
               ? 0
               : err_say(err, ERR_NOTFOUND, "%s", translate(r, "This is not asked here."));
}

static size_t channel_choices(struct request *r, struct component_choice *choices)
{
    size_t count = 0;
    choices[count++] = (struct component_choice){"can", translate(r, "You can reach me so"), NULL};
    choices[count++] =
        (struct component_choice){"will_not", translate(r, "I do not want it"),
                                  translate(r, "We respect that, and do not ask why.")};
    for (int i = 0; i < REACH_REASONS; i++) {
        const char *value = arena_printf(&r->arena, "cannot-%s", reach_reason_names[i]).ptr;
        const char *label = arena_printf(&r->arena, translate(r, "I can’t: %s"),
                                         reach_reason_title((enum reach_reason)i, r->language))
                                .ptr;
        choices[count++] = (struct component_choice){value, label, NULL};
    }
    return count;
}

static size_t item_choices(struct request *r, enum contact_item item,
                           struct component_choice *choices)
{
    size_t count = 0;
    switch (item) {
    case CONTACT_PREFERRED:
        for (int c = STEP_CHANNEL_POST; c < STEP_CHANNELS; c++) {
            choices[count++] = (struct component_choice){
                step_channel_names[c], reach_channel_title((enum step_channel)c, r->language),
                NULL};
        }
        return count;
    case CONTACT_SPOKEN:
        choices[count++] = (struct component_choice){"cy", "Cymraeg", NULL};
        choices[count++] = (struct component_choice){"en", "English", NULL};
        choices[count++] =
            (struct component_choice){"bfi", translate(r, "British Sign Language"), NULL};
        return count;
    case CONTACT_WRITTEN:
        choices[count++] = (struct component_choice){"cy", "Cymraeg", NULL};
        choices[count++] = (struct component_choice){"en", "English", NULL};
        return count;
    case CONTACT_FORMAT:
        for (int f = 0; f < REACH_FORMATS; f++) {
            choices[count++] = (struct component_choice){
                reach_format_names[f], reach_format_title((enum reach_format)f, r->language), NULL};
        }
        return count;
    default:
        return is_channel(item) ? channel_choices(r, choices) : 0;
    }
}

/* As the choices have it: "cannot no_device 2027-01-31" is cannot-no_device. */
static const char *choice_of(struct request *r, enum contact_item item, struct str value)
{
    struct str rest = value;
    struct str first = STR("");
    struct str reason = STR("");
    if (!is_channel(item)) {
        return arena_str(&r->arena, value).ptr;
    }
    str_next_token(&rest, ' ', &first);
    str_next_token(&rest, ' ', &reason);
    return str_eq(first, STR("cannot")) ? arena_printf(&r->arena, "cannot-%.*s", PRI(reason)).ptr
                                        : arena_str(&r->arena, first).ptr;
}

static int show(struct request *r, enum contact_item item, struct str value)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    struct component_choice choices[CHOICES_MAX];
    size_t count = item_choices(r, item, choices);
    const char *hint =
        is_channel(item) ? translate(r, "If you can’t use it we offer help with that.") : NULL;
    struct json_node *field = count > 0
                                  ? component_radios(r, "answer", item_title(r, item), hint,
                                                     choices, count, choice_of(r, item, value))
                                  : component_input(r, "answer", item_title(r, item),
                                                    translate(r, "Leave it empty to take it back."),
                                                    arena_str(&r->arena, value).ptr);
    component_heading(r, field);
    json_tree_append(fields, field);
    request_put(r, model, "title", item_title(r, item));
    request_put(r, model, "back", request_href(r, "/me/contact"));
    request_put(r, model, "action", request_href(r, "/me/contact/%s", contact_item_names[item]));
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "resident/contact_item", model);
}

int resident_contact_page(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct contact_statements said = {0};
    enum contact_item item;
    int code = find_item(r, &item, err);
    code = code ? code : read_said(r, &self, &said, err);
    code = code ? code : show(r, item, stands(&said, item));
    resident_self_free(&self);
    return code;
}

/* keep_said - one statement of their own. What can't be kept as it was typed comes back. */
static int keep_said(struct request *r, struct resident_self *self, enum contact_item item,
                     struct str value, struct err *err)
{
    struct contact_statement statement = {
        .sayer = SAID_BY_SELF, .said_by = STR(""), .said = r->today, .at = r->now};
    statement.has[item] = true;
    statement.values[item] = value;
    int code = contact_say(r->inquiry, &self->view, &statement, r->session.record,
                           r->session.mention, err);
    if (code == ERR_USAGE || code == ERR_INPUT) {
        form_error(
            &r->form, "answer",
            translate(r, "This does not fit what you said before: choose another way first"));
        return show(r, item, form_text(&r->form, "answer"));
    }
    return code ? code : reply_redirect(r, "/me/contact");
}

int resident_contact_say(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    enum contact_item item;
    struct err wrong = {0};
    struct str value = STR("");
    struct buf typed = {0};
    struct str given = form_text(&r->form, "answer");
    int code = find_item(r, &item, err);
    code = code ? code : resident_self_open(r, &self, err);
    if (code == 0 && !self.there) {
        code = err_say(err, ERR_CONFLICT, "%s",
                       translate(r, "The record that you signed in by is gone. Call us."));
    }
    for (size_t i = 0; i < given.len; i++) { /* cannot-no_device */
        buf_printf(&typed, "%c", is_channel(item) && given.ptr[i] == '-' ? ' ' : given.ptr[i]);
    }
    bool chosen = given.len > 0 || item >= CONTACT_POST_VALUE;
    if (code == 0 && (!chosen || contact_value_read(&r->arena, item, buf_str(&typed), r->today,
                                                    &value, &wrong) != 0)) {
        form_error(&r->form, "answer",
                   item >= CONTACT_POST_VALUE ? translate(r, "Check what you have typed")
                                              : translate(r, "Choose an answer"));
        code = show(r, item, STR(""));
    } else if (code == 0) {
        code = keep_said(r, &self, item, value, err);
    }
    buf_free(&typed);
    resident_self_free(&self);
    return code;
}
