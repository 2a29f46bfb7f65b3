/* sign_staff.c - where staff sign in; in the example council, as whom of its made-up staff. */
#include "sign_parts.h"

#include "page_component.h"
#include "sign_on.h"

/* The made-up staff, to sign in as one of them with one press. */
static struct json_node *example_people(struct request *r)
{
    const struct staff *staff = &r->web->home.access.access.staff;
    struct json_node *people = json_tree_list(&r->arena);
    for (size_t i = 0; i < staff->count; i++) {
        const struct staff_member *member = &staff->people[i];
        if (staff_is_here(member, r->today)) {
            struct json_node *person = json_tree_object(&r->arena);
            json_tree_put_text(&r->arena, person, STR("login"), member->login);
            json_tree_put_text(&r->arena, person, STR("name"), member->name);
            json_tree_put_text(&r->arena, person, STR("roles"), sign_role_titles(r, member));
            json_tree_append(people, person);
        }
    }
    return people;
}

/* The fields of a local account. */
static struct json_node *account_fields(struct request *r)
{
    struct json_node *fields = json_tree_list(&r->arena);
    struct json_node *login = component_input(r, "login", translate(r, "User name"), NULL, NULL);
    component_option(r, login, "autocomplete", "username");
    component_option(r, login, "spellcheck", "false");
    component_option(r, login, "classes", "govuk-input--width-20");
    json_tree_append(fields, login);
    json_tree_append(fields, sign_secret_field(r, "password", translate(r, "Password"), NULL,
                                               "password", "current-password"));
    struct json_node *code = sign_secret_field(
        r, "code", translate(r, "Code from your authenticator app"),
        translate(r, "6 digits, which change every 30 seconds"), "text", "one-time-code");
    component_option(r, code, "inputmode", "numeric");
    component_option(r, code, "classes", "govuk-input--width-10");
    json_tree_append(fields, code);
    return fields;
}

int sign_staff_show(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    (void)err;
    request_put(r, model, "title", translate(r, "Sign in as a member of staff"));
    request_put(r, model, "next", sign_next(r));
    json_tree_put_bool(&r->arena, model, STR("is_example"), r->web->is_example);
    json_tree_put(model, STR("people"),
                  r->web->is_example ? example_people(r) : json_tree_list(&r->arena));
    json_tree_put_bool(&r->arena, model, STR("has_sign_on"),
                       sign_on_provider_of(r->web->sign_on, SIGN_ON_STAFF) != NULL);
    json_tree_put(model, STR("fields"), account_fields(r));
    request_put(r, model, "enrol", request_href(r, "/sign-in/first"));
    return reply_page(r, "sign/staff", model);
}

int sign_example(struct request *r, struct err *err)
{
    const struct staff_member *member = sign_staff_here(r, form_text(&r->form, "login"));
    if (!r->web->is_example || member == NULL) {
        return err_set(err, ERR_NOTFOUND, "%s", "");
    }
    return sign_in_staff(r, member->login, STR(""), "sign_in_example", err);
}
