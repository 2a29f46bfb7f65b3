/* officer_find.c - people whom somebody may mean, under the purpose of the path: what was typed is
 * posted, so that no name stands in an address; and, in an emergency, without role or team. */
#include "officer_pages.h"

#include "emergency.h"
#include "find.h"
#include "officer_people.h"
#include "officer_place.h"
#include "page_component.h"

static struct json_node *text_field(struct request *r)
{
    return component_input(r, "text", translate(r, "Who are you looking for?"),
                           translate(r,
                                     "Name, date of birth, address, postcode, telephone or a "
                                     "number, as much as you know and in any order. Spelling "
                                     "need not be exact."),
                           NULL);
}

static struct json_node *find_model(struct request *r)
{
    struct json_node *model = officer_model(r, translate(r, "Find a person"));
    request_put(r, model, "action", officer_href(r, "find"));
    json_tree_put(model, STR("text"), text_field(r));
    return model;
}

int officer_find(struct request *r, struct err *err)
{
    struct json_node *model = find_model(r);
    (void)err;
    json_tree_put(model, STR("found"), json_tree_nothing(&r->arena));
    return reply_page(r, "officer/find", model);
}

/* found_node - who was found, and a sentence for when nobody, too many or several were. */
static struct json_node *found_node(struct request *r, const struct found *found)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *people = json_tree_list(&r->arena);
    for (size_t i = 0; i < found->count_listed; i++) {
        json_tree_append(people, officer_line(r, &found->views[i].self));
    }
    request_put(r, node, "heading",
                found->too_many            ? translate(r, "Too many people match")
                : found->count_listed == 0 ? translate(r, "Nobody was found")
                : found->count_listed == 1 ? translate(r, "This may be the person")
                                           : translate(r, "It may be one of these people"));
    request_put(r, node, "advice",
                found->too_many ? translate(r,
                                            "Nobody is listed, since what you typed fits many "
                                            "equally well. Add a date of birth or an address.")
                : found->count_listed == 0
                    ? translate(r,
                                "Nobody in the records of this purpose matches. Try another "
                                "spelling, a former name, or the address alone.")
                    : "");
    json_tree_put_bool(&r->arena, node, STR("too_many"), found->too_many);
    json_tree_put_whole(&r->arena, node, STR("records"), (int64_t)found->count);
    json_tree_put(node, STR("people"), people);
    return node;
}

/* look_for - and tell the log, before anybody is put into *ret. */
static int look_for(struct request *r, struct str text, struct json_node **ret, struct err *err)
{
    struct found found = {0};
    const struct view_person *people[FIND_PEOPLE_MAX];
    int code = find_people(&r->inquiry->viewing, text, &found, err);
    for (size_t i = 0; i < found.count_listed; i++) {
        people[i] = &found.views[i].self;
    }
    code = code ? code : inquiry_tell(r->inquiry, people, found.count_listed, found.count, err);
    if (code == 0) {
        *ret = found_node(r, &found);
    }
    found_free(&found);
    return code;
}

/* read_found - of a text that says enough; what does not is an error beside the field. */
static int read_found(struct request *r, struct json_node **ret, struct err *err)
{
    struct str text = form_text(&r->form, "text");
    *ret = json_tree_nothing(&r->arena);
    int code = text.len > 0 ? look_for(r, text, ret, err) : 0;
    if (code == ERR_INPUT || code == ERR_USAGE) {
        form_fail(&r->form, "text",
                  translate(r, "Nobody can be looked for by this. Enter more, or something else"),
                  err);
        code = 0;
    }
    return code;
}

int officer_find_people(struct request *r, struct err *err)
{
    struct json_node *found = NULL;
    int code = read_found(r, &found, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = find_model(r); /* after the errors, which its field shows */
    json_tree_put(model, STR("found"), found);
    return reply_page(r, "officer/find", model);
}

/* ---- in an emergency ---- */

/* may_break - is it a purpose that may be used for once? */
static int may_break(const struct request *r, struct err *err)
{
    const struct purpose *purpose = officer_purpose(r);
    return purpose != NULL && purpose->break_glass
               ? 0
               : err_say(err, ERR_NOTFOUND, "%s",
                         translate(r, "This purpose can’t be used in an emergency."));
}

static struct json_node *emergency_model(struct request *r, struct json_node *found)
{
    struct json_node *model = officer_model(r, translate(r, "Use a purpose in an emergency"));
    officer_put(r, model, "owner", officer_purpose(r)->owner.text[r->language]);
    request_put(r, model, "action", officer_href(r, "emergency"));
    json_tree_put(model, STR("reason"),
                  component_textarea(r, "reason", translate(r, "Why can’t this wait?"),
                                     translate(r, "It is kept, and read by whoever reviews it."),
                                     NULL));
    json_tree_put(model, STR("text"), text_field(r));
    officer_put(r, model, "given_reason", form_text(&r->form, "reason"));
    json_tree_put(model, STR("found"), found);
    return model;
}

int officer_emergency(struct request *r, struct err *err)
{
    int code = may_break(r, err);
    return code ? code
                : reply_page(r, "officer/emergency",
                             emergency_model(r, json_tree_nothing(&r->arena)));
}

static int show_person(struct request *r, struct str person, int64_t notice, struct err *err)
{
    struct view view = {0};
    int code = officer_read_person(r, person, &view, err);
    if (code == 0) {
        struct json_node *model = officer_model(r, arena_str(&r->arena, view_name(&view.self)).ptr);
        officer_put_whole(r, model, &view, notice);
        code = reply_page(r, "officer/emergency_person", model);
    }
    view_free(&view);
    return code;
}

/* use_once - the notice first, then whoever was looked for. */
static int use_once(struct request *r, struct err *err)
{
    struct json_node *found = NULL;
    struct str person = form_text(&r->form, "person");
    int64_t notice = 0;
    int code = request_ask(r, officer_purpose(r)->id.ptr, officer_case(r), err);
    code = code ? code : emergency_notice(r->inquiry, person, r->now, &notice, err);
    if (code != 0 || person.len > 0) {
        return code ? code : show_person(r, person, notice, err);
    }
    code = read_found(r, &found, err);
    return code ? code : reply_page(r, "officer/emergency", emergency_model(r, found));
}

int officer_emergency_use(struct request *r, struct err *err)
{
    struct viewing_options *options = &r->inquiry->viewing.options;
    int code = may_break(r, err);
    if (code == 0 && !form_has(&r->form, "text") && !form_has(&r->form, "person")) {
        form_error(&r->form, "text", translate(r, "Enter whom you are looking for"));
    }
    if (code != 0 || r->form.error_count > 0) {
        return code ? code
                    : reply_page(r, "officer/emergency",
                                 emergency_model(r, json_tree_nothing(&r->arena)));
    }
    options->break_glass = form_text(&r->form, "reason");
    code = use_once(r, err);
    options->break_glass = STR(""); /* for once */
    return code;
}
