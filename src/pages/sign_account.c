/* sign_account.c - staff sign in by a local account: password and authenticator app at once, so
 * that nobody learns which was wrong, nor whether there is such an account.
 *
 *     turn: the try counted, read ─► no turn, no lock: Argon2id, of nobody too ─► turn: the app's
 *                                                                                step used */
#include "sign_parts.h"

#include "account.h"

#include <sodium.h>

static int refuse(struct request *r, struct err *err)
{
    form_error(&r->form, "login",
               translate(r,
                         "The user name, password or code is not right, or there were too many "
                         "tries. Check them, and wait a few minutes if you tried several "
                         "times"));
    return sign_staff_show(r, err);
}

/* The try is counted before the password is looked at, so that tries side by side are all. */
static int begin(struct request *r, struct str login, struct account *ret, int64_t *ret_wait,
                 struct err *err)
{
    web_take_turn(r->web);
    int code = sign_try(r, SIGN_ACCOUNT, login, ret_wait, err);
    code = code ? code : account_read(&r->web->home.picture, login, &r->arena, ret, err);
    web_give_turn(r->web);
    return code;
}

/* The step is used, so that nobody who looked over a shoulder can use it again. */
static int use_step(struct request *r, const struct account *account, int64_t step, bool *ret,
                    struct err *err)
{
    web_take_turn(r->web);
    int code = account_use_step(&r->web->home.picture, account->number, step, ret, err);
    if (code == 0 && *ret) {
        code = sign_succeeded(r, SIGN_ACCOUNT, account->login, err);
    }
    web_give_turn(r->web);
    return code;
}

static int turn_away(struct request *r, struct str login, struct err *err)
{
    web_take_turn(r->web);
    int code = sign_untried(r, SIGN_ACCOUNT, login, err);
    web_give_turn(r->web);
    return code ? code : sign_busy(r);
}

int sign_account(struct request *r, struct err *err)
{
    const struct str login = form_text(&r->form, "login");
    struct account account = {0};
    struct err busy = {0};
    int64_t wait = 0;
    bool matches = false;
    bool is_right = false;
    if (r->form.error_count > 0) {
        return sign_staff_show(r, err);
    }
    int code = begin(r, login, &account, &wait, err);
    if (code != 0 || wait > 0) {
        return code ? code : refuse(r, err);
    }
    const bool is_usable =
        account.number != 0 && !account.is_disabled && !account.waits && account.has_secret;
    sign_let_go(r);
    int hashed = password_matches(&r->web->passwords, is_usable ? account.password : STR(""),
                                  form_text(&r->form, "password"), &matches, &busy);
    sign_take_again(r);
    const int64_t step =
        totp_check(account.secret, form_text(&r->form, "code"), r->now, account.step);
    sodium_memzero(account.secret, sizeof account.secret);
    if (hashed != 0) {
        return turn_away(r, login, err);
    }
    if (is_usable && matches && step >= 0 && sign_staff_here(r, login) != NULL) {
        code = use_step(r, &account, step, &is_right, err);
    }
    if (code != 0 || is_right) {
        return code ? code : sign_in_staff(r, account.login, STR(""), "sign_in_account", err);
    }
    return refuse(r, err);
}
