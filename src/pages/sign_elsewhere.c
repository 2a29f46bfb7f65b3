/* sign_elsewhere.c - staff and residents sign in by a provider that knows them (sign_on.h).
 *
 *     form ─► /sign-in/leave: a link ─► the provider ─► /sign-on/staff ─► session
 *
 * There is a page with a link between, since browsers let a form lead to no other origin under our
 * policy (form-action). State, nonce and verifier are kept sealed in the visitor's session and gone
 * before the code is looked at: whatever comes back a second time is refused. */
#include "sign_parts.h"

#include "json_slice.h"
#include "session_store.h"
#include "sign_on.h"
#include "sign_on_store.h"

#include <sodium.h>
#include <stdio.h>

#define KEPT "sign_on"

/* struct departure - what is kept while somebody is at the provider, a line each. */
struct departure {
    struct str of, state, nonce, verifier, language, next, url;
};

static int keep(struct request *r, struct str name, struct str text, struct err *err)
{
    web_take_turn(r->web);
    int code = session_keep(r->web->sessions, &r->session, name, text, err);
    web_give_turn(r->web);
    return code;
}

/* *ret_there: somebody left from this session. */
static int read_departure(struct request *r, struct departure *ret, bool *ret_there,
                          struct err *err)
{
    struct buf text = {0};
    bool there = false;
    int code = session_kept(r->web->sessions, &r->session, STR(KEPT), &text, &there, err);
    struct str rest = arena_str(&r->arena, buf_str(&text));
    *ret_there = code == 0 && there && str_next_token(&rest, '\n', &ret->of) &&
                 str_next_token(&rest, '\n', &ret->state) &&
                 str_next_token(&rest, '\n', &ret->nonce) &&
                 str_next_token(&rest, '\n', &ret->verifier) &&
                 str_next_token(&rest, '\n', &ret->language) &&
                 str_next_token(&rest, '\n', &ret->next) && str_next_token(&rest, '\n', &ret->url);
    buf_free(&text);
    return code;
}

/* ---- leaving ---- */

int sign_on_leave(struct request *r, struct err *err)
{
    const enum sign_on_of of =
        str_eq(form_text(&r->form, "of"), STR("staff")) ? SIGN_ON_STAFF : SIGN_ON_RESIDENTS;
    struct sign_on_begun begun = {0};
    struct err why = {0};
    if (r->form.error_count > 0) {
        return err_say(err, ERR_INPUT, "%s", translate(r, "That is no way to sign in."));
    }
    if (sign_on_provider_of(r->web->sign_on, of) == NULL) {
        return err_set(err, ERR_NOTFOUND, "%s", "");
    }
    sign_let_go(r);
    int code = sign_on_begin(r->web->sign_on, of, r->now, &r->arena, &begun, &why);
    sign_take_again(r);
    if (code != 0) {
        fprintf(stderr, "cantref serve: sign-on of %s: %s\n", sign_on_names[of], why.message);
        return reply_redirect(r, "/sign-in/not");
    }
    const struct str text = arena_printf(
        &r->arena, "%s\n%s\n%s\n%s\n%s\n%s\n%.*s", sign_on_names[of], begun.state, begun.nonce,
        begun.verifier, r->language == ACCESS_WELSH ? "cy" : "en", sign_next(r), PRI(begun.url));
    code = keep(r, STR(KEPT), text, err);
    return code ? code : reply_redirect(r, "/sign-in/leave");
}

int sign_on_leave_show(struct request *r, struct err *err)
{
    struct departure d = {0};
    bool there = false;
    int code = read_departure(r, &d, &there, err);
    if (code != 0 || !there) {
        return code ? code : reply_redirect(r, "/sign-in/staff");
    }
    struct json_node *model = json_tree_object(&r->arena);
    request_put(r, model, "title", translate(r, "Continue to sign in"));
    json_tree_put_text(&r->arena, model, STR("url"), d.url);
    json_tree_put_bool(&r->arena, model, STR("is_staff"), str_eq(d.of, STR("staff")));
    return reply_page(r, "sign/leave", model);
}

int sign_on_not_show(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    (void)err;
    request_put(r, model, "title", translate(r, "You could not be signed in"));
    return reply_status(r, 403, "sign/not", model);
}

/* ---- coming back ---- */

static int fail_back(struct request *r, const char *why)
{
    fprintf(stderr, "cantref serve: sign-on refused: %s\n", why);
    return reply_redirect(r, "/sign-in/not");
}

/* The departure that this return belongs to; it is over, whatever becomes of it. NULL: none, and
 * *ret_why says why not. */
static const char *match_departure(struct request *r, const char *of, struct departure *d,
                                   bool *ret_there, int *ret_code, struct err *err)
{
    const struct str state = form_text(&r->form, "state");
    bool there = false;
    *ret_there = false;
    *ret_code = read_departure(r, d, &there, err);
    if (*ret_code != 0 || !there) {
        return "nobody left from this session";
    }
    if (!str_eq(d->of, str_of(of)) || state.len != d->state.len ||
        sodium_memcmp(state.ptr, d->state.ptr, state.len) != 0) {
        return "its state is another's";
    }
    *ret_code = keep(r, STR(KEPT), STR(""), err);
    r->language = str_eq(d->language, STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH;
    *ret_there = *ret_code == 0;
    return form_has(&r->form, "error") ? "the provider refused" : NULL;
}

static struct str claim(struct request *r, struct str claims, struct str name)
{
    const struct str value = json_member(&r->arena, claims, name);
    return value.ptr != NULL && json_slice_kind(value) == JSON_SLICE_TEXT
               ? json_slice_text(&r->arena, value)
               : STR("");
}

static int go_next(struct request *r, const struct departure *d)
{
    return reply_redirect(r, "%.*s", PRI(d->next));
}

static int enter_staff(struct request *r, const struct departure *d, struct str claims,
                       struct err *err)
{
    const struct sign_on_provider *provider = sign_on_provider_of(r->web->sign_on, SIGN_ON_STAFF);
    const struct str login = claim(r, claims, provider->login_claim);
    const struct staff_member *member = login.len > 0 ? sign_staff_here(r, login) : NULL;
    if (member == NULL) {
        return fail_back(r, "nobody of that login is in post");
    }
    const struct str roles = provider->group_count > 0
                                 ? sign_on_roles(&r->arena, provider, claims, &member->roles)
                                 : STR("");
    if (provider->group_count > 0 && roles.len == 0) {
        return fail_back(r, "the groups give none of the roles that staff.yaml gives");
    }
    int code = sign_in_staff(r, member->login, roles, "sign_in_elsewhere", err);
    r->reply = (struct reply){0};
    return code ? code : go_next(r, d);
}

/* What people call the provider: its address without how it is reached. */
static struct str site_of(const struct sign_on_provider *provider)
{
    const ptrdiff_t scheme = str_find(provider->issuer, STR("://"));
    struct str site =
        str_slice(provider->issuer, scheme < 0 ? 0 : (size_t)scheme + 3, provider->issuer.len);
    site.len -= str_ends(site, STR("/"));
    return site;
}

/* What the provider calls them, if it says; for them to know themselves by. */
static struct str name_in(struct request *r, struct str claims)
{
    const struct str name = claim(r, claims, STR("name"));
    const struct str email = claim(r, claims, STR("email"));
    return name.len > 0    ? name
           : email.len > 0 ? email
                           : claim(r, claims, STR("preferred_username"));
}

/* let_in - a resident who was bound before. With the turn. *ret_in false: no record of theirs
 * stands, or it is restricted. */
static int let_in(struct request *r, int64_t record, int mention, bool *ret_in, struct err *err)
{
    struct inquiry *home = &r->web->home;
    struct view view = {0};
    const struct inquiry_options asked = {.start = "",
                                          .system = "page:sign_on_residents",
                                          .who = r->web->runner.ptr,
                                          .purpose = "",
                                          .case_reference = "",
                                          .break_glass = "",
                                          .day = r->today,
                                          .language = r->language,
                                          .asked = "",
                                          .resident_asks = true};
    int code = inquiry_again(home, &asked, err);
    code = code ? code : inquiry_ask(home, SIGN_PURPOSE, err);
    code = code ? code : sign_read_resident(home, record, mention, &view, ret_in, err);
    if (code == 0 && *ret_in) {
        code = inquiry_tell_signing(home, &view.self, &inquiry_signed_in_field, err);
        code = code ? code : sign_known_forget(r, err);
        code = code ? code
                    : session_sign_in_resident(r->web->sessions, &r->session, record, mention,
                                               r->now, err);
    }
    view_free(&view);
    return code;
}

/* Somebody who was bound before is let in; others are asked for a one-time code, once. */
static int enter_resident(struct request *r, const struct departure *d, struct str claims,
                          struct err *err)
{
    const struct sign_on_provider *p = sign_on_provider_of(r->web->sign_on, SIGN_ON_RESIDENTS);
    struct picture *picture = &r->web->home.picture;
    uint8_t subject[SIGN_ON_SUBJECT_BYTES];
    int64_t record = 0;
    int mention = 0;
    bool is_in = false;
    sign_on_subject(picture->seal, p->issuer, claim(r, claims, STR("sub")), subject);
    web_take_turn(r->web);
    int code = sign_on_bound(picture, subject, &record, &mention, err);
    if (code == 0 && record != 0) {
        code = let_in(r, record, mention, &is_in, err);
    } else if (code == 0) {
        code = sign_known_keep(r, subject, site_of(p), name_in(r, claims), err);
    }
    web_give_turn(r->web);
    if (code == 0 && record != 0 && !is_in) {
        return fail_back(r, "no record stands of the resident who is bound to it");
    }
    return code != 0 ? code : record != 0 ? go_next(r, d) : reply_redirect(r, "/sign-in");
}

static int come_back(struct request *r, enum sign_on_of of, struct err *err)
{
    struct departure d = {0};
    struct err why = {0};
    struct str claims = STR("");
    bool there = false;
    int code = 0;
    const struct sign_on_provider *provider = sign_on_provider_of(r->web->sign_on, of);
    if (provider == NULL) {
        return err_set(err, ERR_NOTFOUND, "%s", "");
    }
    const char *fault = match_departure(r, sign_on_names[of], &d, &there, &code, err);
    if (code != 0 || fault != NULL) {
        return code ? code : fail_back(r, fault);
    }
    if (form_has(&r->form, "iss") && !str_eq(form_text(&r->form, "iss"), provider->issuer)) {
        return fail_back(r, "it came from another issuer");
    }
    sign_let_go(r);
    code = sign_on_finish(r->web->sign_on, of, form_text(&r->form, "code"), d.nonce, d.verifier,
                          r->now, &r->arena, &claims, &why);
    sign_take_again(r);
    if (code != 0) {
        return fail_back(r, why.message);
    }
    return of == SIGN_ON_STAFF ? enter_staff(r, &d, claims, err)
                               : enter_resident(r, &d, claims, err);
}

int sign_on_staff(struct request *r, struct err *err)
{
    return come_back(r, SIGN_ON_STAFF, err);
}

int sign_on_residents(struct request *r, struct err *err)
{
    return come_back(r, SIGN_ON_RESIDENTS, err);
}
