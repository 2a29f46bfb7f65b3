/* sign_resident.c - residents sign in by a one-time code, and by what they know of themselves:
 * their date of birth as the council holds it, or, where it holds none, their postcode.
 *
 *     code ─► mention ─► the person's own view ─► as typed? ─► session, with a leaf in their log
 *
 * What they know is looked up under residents_own_view, as all that they see afterwards. Whatever
 * was wrong, the answer is the same sentence. */
#include "sign_parts.h"

#include "calendar.h"
#include "page_component.h"
#include "postcode.h"
#include "session_store.h"
#include "sign_code.h"
#include "sign_on.h"

/* Was it they who signed in elsewhere? It may have been whoever was at this computer before. */
static void put_known(struct request *r, struct json_node *model, const struct sign_known *known)
{
    const struct component_choice choices[] = {
        {"yes", translate(r, "Yes: let me sign in that way from now on"), NULL},
        {"no", translate(r, "No, or I do not know"), NULL},
    };
    struct json_node *node = json_tree_nothing(&r->arena);
    if (known->there) {
        node = json_tree_object(&r->arena);
        request_put_time(r, node, "at", known->at);
        json_tree_put_text(&r->arena, node, STR("where"), known->where);
        json_tree_put(node, STR("name"),
                      known->name.len > 0 ? json_tree_text(&r->arena, known->name)
                                          : json_tree_nothing(&r->arena));
        json_tree_put(
            node, STR("question"),
            component_radios(r, "bind", translate(r, "Was that you?"), NULL, choices, 2, NULL));
    }
    json_tree_put(model, STR("known"), node);
}

int sign_resident_show(struct request *r, struct err *err)
{
    struct sign_known known;
    int status = sign_known_read(r, &known, err);
    if (status != 0) {
        return status;
    }
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    struct json_node *code = component_input(
        r, "code", translate(r, "One-time code"),
        translate(r, "12 letters and digits that the council gave you, such as K7QM-4XHT-9B2C"),
        NULL);
    struct json_node *postcode =
        component_input(r, "postcode", translate(r, "Postcode of your home"),
                        translate(r,
                                  "It is looked at only where the council does not hold your "
                                  "date of birth. If you are not sure, give both"),
                        NULL);
    component_option(r, code, "classes", "govuk-input--width-20");
    component_option(r, code, "autocomplete", "one-time-code");
    component_option(r, code, "spellcheck", "false");
    component_option(r, postcode, "classes", "govuk-input--width-10");
    component_option(r, postcode, "autocomplete", "postal-code");
    json_tree_append(fields, code);
    json_tree_append(fields, component_date(r, "born", translate(r, "Your date of birth"),
                                            translate(r, "For example, 31 3 1980"), INT32_MIN));
    json_tree_append(fields, postcode);
    request_put(r, model, "title", translate(r, "Sign in with a one-time code"));
    request_put(r, model, "next", sign_next(r));
    request_put(r, model, "staff", request_href(r, "/sign-in/staff"));
    put_known(r, model, &known);
    json_tree_put_bool(&r->arena, model, STR("has_sign_on"),
                       !known.there &&
                           sign_on_provider_of(r->web->sign_on, SIGN_ON_RESIDENTS) != NULL);
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "sign/resident", model);
}

/* ---- what they know ---- */

static const struct view_field *field_of(const struct view_person *person,
                                         enum field_category category)
{
    for (size_t i = 0; i < person->field_count; i++) {
        if (person->fields[i].category == category && person->fields[i].count > 0) {
            return &person->fields[i];
        }
    }
    return NULL;
}

static bool is_born(const struct view_field *births, int32_t day)
{
    char text[CALENDAR_TEXT_MAX];
    if (day == INT32_MIN) {
        return false;
    }
    calendar_text(day, text);
    for (size_t i = 0; i < births->count; i++) {
        if (str_eq(births->values[i].text, str_of(text))) {
            return true;
        }
    }
    return false;
}

/* Some address ends with the postcode: blanks and case of neither matter. */
static bool lives_at(const struct view_field *addresses, struct str typed)
{
    char postcode[POSTCODE_MAX];
    if (!postcode_parse(typed, postcode)) {
        return false;
    }
    for (size_t i = 0; i < addresses->count; i++) {
        const struct str text = addresses->values[i].text;
        size_t at = text.len;
        size_t left = strlen(postcode);
        while (at > 0 && left > 0) {
            if (ascii_is_space(text.ptr[at - 1])) {
                at--;
            } else if (ascii_is_space(postcode[left - 1])) {
                left--;
            } else if (ascii_upper(text.ptr[at - 1]) != postcode[left - 1]) {
                break;
            } else {
                at--;
                left--;
            }
        }
        if (left == 0 &&
            (at == 0 || !(ascii_is_alpha(text.ptr[at - 1]) || ascii_is_digit(text.ptr[at - 1])))) {
            return true;
        }
    }
    return false;
}

static bool knows(const struct request *r, const struct view_person *person)
{
    const struct view_field *births = field_of(person, CATEGORY_BIRTH_DATE);
    const struct view_field *addresses = field_of(person, CATEGORY_ADDRESS);
    return births != NULL      ? is_born(births, form_day(&r->form, "born"))
           : addresses != NULL ? lives_at(addresses, form_text(&r->form, "postcode"))
                               : false;
}

/* *ret: does whoever typed it know it of the person whom the code is for? *ret_view: what is held
 * of that person; to be freed in any case. */
static int check_person(struct request *r, const struct sign_code *code, struct view *ret_view,
                        bool *ret, struct err *err)
{
    bool there = false;
    int status = request_ask(r, SIGN_PURPOSE, "", err);
    status =
        status ? status
               : sign_read_resident(r->inquiry, code->record, code->mention, ret_view, &there, err);
    *ret = status == 0 && there && knows(r, &ret_view->self);
    return status;
}

/* ---- signing in ---- */

static int refuse(struct request *r, struct err *err)
{
    form_error(&r->form, "code",
               translate(r,
                         "The code, date of birth or postcode is not right, or the code was "
                         "used, is too old, or was tried too often. Check them, or ask the "
                         "council for a new code"));
    return sign_resident_show(r, err);
}

/* bind - whoever said that it was they who signed in elsewhere is let in by that from now on. */
static int bind(struct request *r, const struct sign_code *code, const struct view *view,
                const struct sign_known *known, struct err *err)
{
    if (!known->there || !str_eq(form_text(&r->form, "bind"), STR("yes"))) {
        return 0;
    }
    int status = inquiry_tell_signing(r->inquiry, &view->self, &inquiry_sign_on_field, err);
    return status ? status
                  : sign_on_bind(&r->inquiry->picture, known->subject, code->record, code->mention,
                                 r->now, err);
}

static int let_in(struct request *r, const struct sign_code *code, const struct view *view,
                  bool *ret_in, struct err *err)
{
    struct sign_known known;
    int status = inquiry_tell_signing(r->inquiry, &view->self, &inquiry_signed_in_field, err);
    status = status ? status : sign_code_use(&r->inquiry->picture, code, r->now, ret_in, err);
    status = status ? status : sign_known_read(r, &known, err);
    if (status != 0 || !*ret_in) {
        return status;
    }
    status = bind(r, code, view, &known, err);
    status = status ? status : sign_known_forget(r, err);
    return status ? status
                  : session_sign_in_resident(r->web->sessions, &r->session, code->record,
                                             code->mention, r->now, err);
}

/* The try, when nothing has to be waited for. */
static int try_code(struct request *r, const char text[SIGN_CODE_CHARACTERS + 1], struct str name,
                    struct err *err)
{
    struct picture *picture = &r->web->home.picture;
    struct sign_code code = {0};
    struct view view = {0};
    bool there = false;
    bool is_right = false;
    int status = sign_code_find(picture, text, r->now, &code, &there, err);
    if (status == 0 && there) {
        status = check_person(r, &code, &view, &is_right, err);
        status = status || is_right ? status : sign_code_failed(picture, &code, err);
    }
    if (status == 0 && is_right) {
        status = let_in(r, &code, &view, &is_right, err);
    }
    view_free(&view);
    if (status == 0 && !is_right) {
        return refuse(r, err);
    }
    status = status ? status : sign_succeeded(r, SIGN_CODE, name, err);
    return status ? status : reply_redirect(r, "%s", sign_next(r));
}

int sign_resident(struct request *r, struct err *err)
{
    char text[SIGN_CODE_CHARACTERS + 1];
    int64_t wait_s = 0;
    struct sign_known known;
    int status = sign_known_read(r, &known, err);
    if (status == 0 && known.there && !form_has(&r->form, "bind")) {
        form_error(&r->form, "bind", translate(r, "Say whether it was you who signed in there"));
    }
    if (r->form.error_count == 0 && !sign_code_read(form_text(&r->form, "code"), text)) {
        form_error(&r->form, "code", translate(r, "Check the code: it has 12 letters and digits"));
    }
    if (status != 0 || r->form.error_count > 0) {
        return status ? status : sign_resident_show(r, err);
    }
    const struct str name = str_make(text, SIGN_CODE_REFERENCE);
    status = sign_try(r, SIGN_CODE, name, &wait_s, err);
    if (status == 0 && wait_s > 0) {
        return refuse(r, err);
    }
    return status ? status : try_code(r, text, name, err);
}
