/* account.h - local accounts of staff: a password and an authenticator app beside staff.yaml, which
 * alone says who works here and with which roles (table web_account, 0024_web.sql).
 *
 *     add ─► enrolment code, told once ─► password chosen, app set up ─► account_enrol ─► in use
 *      ▲                                                                                   │
 *      └────────────── reset, by an administrator alone: password and app are gone ◄───────┘
 *
 * Of the enrolment code a keyed hash is kept; the app's secret is sealed. All need the turn; texts
 * are in the arena. Errors, where none are named: those of the store and the seal. */
#ifndef CANTREF_WEB_ACCOUNT_H
#define CANTREF_WEB_ACCOUNT_H

#include "picture.h"
#include "totp.h"

enum { ACCOUNT_CODE_TEXT_MAX = 25, ACCOUNT_ENROL_DAYS = 7, ACCOUNT_TEXT_MAX = 1024 };

struct account {
    int64_t number; /* 0: there is none */
    struct str login;
    int64_t made, enrolment_until;
    bool waits; /* for its first sign-in, with a code */
    bool is_disabled;
    struct str password; /* its hash; "": none */
    bool has_secret;
    uint8_t secret[TOTP_SECRET_BYTES];
    int64_t step; /* the last that was used */
};

/* account_add - an account that waits. account_reset - one that there is waits anew: its password
 * and app are gone. Out: ret: the enrolment code, to be told once.
 * Errors: ERR_CONFLICT there is one; ERR_NOTFOUND there is none. */
int account_add(struct picture *picture, struct str login, int64_t now,
                char ret[ACCOUNT_CODE_TEXT_MAX], struct err *err);
int account_reset(struct picture *picture, struct str login, int64_t now,
                  char ret[ACCOUNT_CODE_TEXT_MAX], struct err *err);

/* account_disable - nobody signs in by it; account_reset makes it of use again. ERR_NOTFOUND. */
int account_disable(struct picture *picture, struct str login, struct err *err);

/* account_read - *ret, all zero when there is none. accounts_read - all, by login. */
int account_read(struct picture *picture, struct str login, struct arena *arena,
                 struct account *ret, struct err *err);
int accounts_read(struct picture *picture, struct arena *arena, struct account **ret,
                  size_t *ret_count, struct err *err);

/* account_may_enrol - is this the code that the login waits for, now? *ret. In constant time. */
int account_may_enrol(struct picture *picture, struct str login, struct str code, int64_t now,
                      bool *ret, struct err *err);

/* account_enrol - the account is in use: with a password's hash, an app's secret, whose step was
 * used. The code is used up. *ret_done false: it doesn't wait any more. */
int account_enrol(struct picture *picture, struct str login, struct str password,
                  const uint8_t secret[TOTP_SECRET_BYTES], int64_t step, int64_t now,
                  bool *ret_done, struct err *err);

/* account_use_step - a step of the app is used, which was not used before: *ret_fresh. */
int account_use_step(struct picture *picture, int64_t number, int64_t step, bool *ret_fresh,
                     struct err *err);

#endif
