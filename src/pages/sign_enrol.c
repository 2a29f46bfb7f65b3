/* sign_enrol.c - the first sign-in by a local account: with a code from an administrator somebody
 * chooses a password, then sets up an authenticator app, and is signed in.
 *
 *     code, password ─► kept in the session, sealed ─► the app's key ─► its first code ─► account
 *
 * Until the app's code is right nothing is changed, and it can be begun again. */
#include "sign_parts.h"

#include "account.h"
#include "page_component.h"
#include "session_store.h"

#include <sodium.h>

#define KEPT "enrolment"

static struct json_node *first_fields(struct request *r)
{
    struct json_node *fields = json_tree_list(&r->arena);
    struct json_node *login = component_input(r, "login", translate(r, "User name"), NULL, NULL);
    component_option(r, login, "autocomplete", "username");
    component_option(r, login, "spellcheck", "false");
    json_tree_append(fields, login);
    json_tree_append(fields,
                     sign_secret_field(r, "code", translate(r, "Enrolment code"),
                                       translate(r,
                                                 "20 letters and digits that an administrator "
                                                 "gave you"),
                                       "text", "off"));
    json_tree_append(
        fields, sign_secret_field(r, "password", translate(r, "New password"),
                                  translate(r, "At least 12 characters. Several words are good"),
                                  "password", "new-password"));
    json_tree_append(fields, sign_secret_field(r, "again", translate(r, "New password again"), NULL,
                                               "password", "new-password"));
    return fields;
}

int sign_enrol_show(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    (void)err;
    json_tree_put(model, STR("fields"), first_fields(r));
    request_put(r, model, "title", translate(r, "Sign in for the first time"));
    request_put(r, model, "back", request_href(r, "/sign-in/staff"));
    return reply_page(r, "sign/first", model);
}

/* ---- code and password ---- */

static void check_password(struct request *r)
{
    const struct str password = form_text(&r->form, "password");
    switch (password_fault_of(password, form_text(&r->form, "login"))) {
    case PASSWORD_GOOD:
        break;
    case PASSWORD_SHORT:
        form_error(&r->form, "password",
                   translate(r, "Choose a password of at least 12 characters"));
        break;
    case PASSWORD_COMMON:
        form_error(&r->form, "password",
                   translate(r, "Choose a password that is harder to guess: many people use it"));
        break;
    case PASSWORD_OF_LOGIN:
        form_error(&r->form, "password",
                   translate(r, "Choose a password that is not your user name"));
        break;
    }
    if (!str_eq(password, form_text(&r->form, "again"))) {
        form_error(&r->form, "again", translate(r, "Enter the same password twice"));
    }
}

/* *ret: is it the code that this login waits for? */
static int check_code(struct request *r, struct str login, struct str code, bool *ret,
                      struct err *err)
{
    int64_t wait = 0;
    bool is_right = false;
    web_take_turn(r->web);
    int status = sign_try(r, SIGN_ENROLMENT, login, &wait, err);
    if (status == 0 && wait == 0) {
        status = account_may_enrol(&r->web->home.picture, login, code, r->now, &is_right, err);
        is_right = is_right && sign_staff_here(r, login) != NULL;
        status = status || !is_right ? status : sign_succeeded(r, SIGN_ENROLMENT, login, err);
    }
    web_give_turn(r->web);
    *ret = is_right;
    return status;
}

/* Kept sealed in the visitor's session: login, code, hash, secret, a line each. */
static int keep(struct request *r, struct str login, struct str code, const char *hash,
                struct err *err)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char hex[2 * TOTP_SECRET_BYTES + 1];
    struct buf text = {0};
    totp_secret_make(secret);
    sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
    buf_printf(&text, "%.*s\n%.*s\n%s\n%s", PRI(login), PRI(code), hash, hex);
    web_take_turn(r->web);
    int status = session_keep(r->web->sessions, &r->session, STR(KEPT), buf_str(&text), err);
    web_give_turn(r->web);
    sodium_memzero(text.ptr, text.len);
    buf_free(&text);
    return status;
}

int sign_enrol(struct request *r, struct err *err)
{
    const struct str login = form_text(&r->form, "login");
    const struct str code = form_text(&r->form, "code");
    char hash[PASSWORD_HASH_MAX];
    bool is_right = false;
    if (r->form.error_count == 0) {
        check_password(r);
    }
    if (r->form.error_count > 0) {
        return sign_enrol_show(r, err);
    }
    int status = check_code(r, login, code, &is_right, err);
    if (status == 0 && !is_right) {
        form_error(&r->form, "code",
                   translate(r,
                             "The user name or enrolment code is not right, is too old, or was "
                             "tried too often. Check them, or ask an administrator"));
        return sign_enrol_show(r, err);
    }
    if (status != 0) {
        return status;
    }
    sign_let_go(r);
    status = password_hash(&r->web->passwords, form_text(&r->form, "password"), hash, err);
    sign_take_again(r);
    if (status == ERR_LIMIT) {
        return sign_busy(r);
    }
    status = status ? status : keep(r, login, code, hash, err);
    return status ? status : reply_redirect(r, "/sign-in/app");
}

/* ---- the app ---- */

struct enrolment {
    struct str login, code, hash;
    uint8_t secret[TOTP_SECRET_BYTES];
};

/* *ret_there: the session has begun to enrol. */
static int read_kept(struct request *r, struct enrolment *ret, bool *ret_there, struct err *err)
{
    struct buf text = {0};
    struct str hex = STR("");
    size_t len = 0;
    bool there = false;
    int code = session_kept(r->web->sessions, &r->session, STR(KEPT), &text, &there, err);
    struct str rest = arena_str(&r->arena, buf_str(&text));
    *ret_there =
        code == 0 && there && str_next_token(&rest, '\n', &ret->login) &&
        str_next_token(&rest, '\n', &ret->code) && str_next_token(&rest, '\n', &ret->hash) &&
        str_next_token(&rest, '\n', &hex) &&
        sodium_hex2bin(ret->secret, sizeof ret->secret, hex.ptr, hex.len, NULL, &len, NULL) == 0 &&
        len == sizeof ret->secret;
    if (text.len > 0) {
        sodium_memzero(text.ptr, text.len);
    }
    buf_free(&text);
    return code;
}

static int show_app(struct request *r, const struct enrolment *enrolment)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    char key[TOTP_SECRET_TEXT_MAX];
    struct buf grouped = {0};
    totp_secret_text(enrolment->secret, key);
    for (size_t i = 0; key[i] != '\0'; i++) {
        buf_printf(&grouped, "%s%c", i > 0 && i % 4 == 0 ? " " : "", key[i]);
    }
    struct json_node *code = sign_secret_field(
        r, "code", translate(r, "Code that the app shows now"),
        translate(r, "6 digits, which change every 30 seconds"), "text", "one-time-code");
    component_option(r, code, "inputmode", "numeric");
    component_option(r, code, "classes", "govuk-input--width-10");
    json_tree_append(fields, code);
    request_put(r, model, "title", translate(r, "Set up your authenticator app"));
    json_tree_put_text(&r->arena, model, STR("key"), arena_str(&r->arena, buf_str(&grouped)));
    json_tree_put_text(&r->arena, model, STR("login"), enrolment->login);
    json_tree_put_text(&r->arena, model, STR("uri"),
                       totp_uri(&r->arena, enrolment->secret, r->web->council, enrolment->login));
    json_tree_put(model, STR("fields"), fields);
    buf_free(&grouped);
    return reply_page(r, "sign/app", model);
}

int sign_app_show(struct request *r, struct err *err)
{
    struct enrolment enrolment = {0};
    bool there = false;
    int code = read_kept(r, &enrolment, &there, err);
    if (code == 0 && !there) {
        return reply_redirect(r, "/sign-in/first");
    }
    return code ? code : show_app(r, &enrolment);
}

/* The account is in use, if its code is good still; sessions of before are over. */
static int finish(struct request *r, const struct enrolment *e, int64_t step, bool *ret_done,
                  struct err *err)
{
    struct picture *picture = &r->web->home.picture;
    bool is_right = false;
    web_take_turn(r->web);
    int code = account_may_enrol(picture, e->login, e->code, r->now, &is_right, err);
    if (code == 0 && is_right) {
        code = account_enrol(picture, e->login, e->hash, e->secret, step, r->now, ret_done, err);
    }
    code = code ? code : session_keep(r->web->sessions, &r->session, STR(KEPT), STR(""), err);
    code = code || !*ret_done ? code : session_end_login(r->web->sessions, e->login, 0, err);
    web_give_turn(r->web);
    return code;
}

int sign_app(struct request *r, struct err *err)
{
    struct enrolment enrolment = {0};
    bool there = false;
    bool is_done = false;
    int code = read_kept(r, &enrolment, &there, err);
    if (code != 0 || !there) {
        return code ? code : reply_redirect(r, "/sign-in/first");
    }
    const int64_t step = totp_check(enrolment.secret, form_text(&r->form, "code"), r->now, 0);
    if (step < 0 && r->form.error_count == 0) {
        form_error(&r->form, "code",
                   translate(r,
                             "Enter the 6 digits that the app shows now. If they are not taken, "
                             "check the time of your phone"));
    }
    if (r->form.error_count > 0) {
        return show_app(r, &enrolment);
    }
    code = finish(r, &enrolment, step, &is_done, err);
    if (code != 0 || !is_done) {
        return code ? code : reply_redirect(r, "/sign-in/first");
    }
    return sign_in_staff(r, enrolment.login, STR(""), "sign_in_first", err);
}
