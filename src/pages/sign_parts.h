/* sign_parts.h - the pages by which people sign in and out: what their files share. */
#ifndef CANTREF_PAGES_SIGN_PARTS_H
#define CANTREF_PAGES_SIGN_PARTS_H

#include "request.h"
#include "sign_on_store.h"
#include "web.h"

/* struct sign_known - whom a sign-on for residents knows and the council not yet (sign_known.c).
 * Texts are in the request's arena. */
enum { SIGN_KNOWN_S = 10 * 60 };
struct sign_known {
    bool is_kept; /* something is, perhaps too old */
    bool there;   /* it may be bound */
    uint8_t subject[SIGN_ON_SUBJECT_BYTES];
    int64_t at;             /* when they signed in there, seconds since 1970 */
    struct str where, name; /* at whose site; as whom, "" when it doesn't say */
};

/* sign_known_keep - it is kept in the session, for SIGN_KNOWN_S. sign_known_forget - no more;
 * before the session becomes somebody's. Both need the turn. sign_known_read - from any thread.
 * Errors: those of session_keep and session_kept. */
int sign_known_keep(struct request *request, const uint8_t subject[SIGN_ON_SUBJECT_BYTES],
                    struct str where, struct str name, struct err *err);
int sign_known_read(struct request *request, struct sign_known *ret, struct err *err);
int sign_known_forget(struct request *request, struct err *err);

/* Under which residents are known again: all that they see is. */
#define SIGN_PURPOSE "residents_own_view"

/* sign_read_resident - the person whom a mention is of, as an inquiry that SIGN_PURPOSE was asked
 * of may show them. A refusal, as of somebody whose data is restricted, is in the log.
 * Out:    *ret, to be freed with view_free in any case; *ret_there false: nobody, or nobody who
 *         may sign in.
 * Errors: those of the store and the log. */
int sign_read_resident(struct inquiry *inquiry, int64_t record, int mention, struct view *ret,
                       bool *ret_there, struct err *err);

/* sign_lasts - is something of `since` still within its time? Not before it, either: a clock that
 * was set back makes nothing last longer. Pure. */
bool sign_lasts(int64_t since, int64_t now, int64_t seconds);

/* sign_next - where whoever signs in wanted to go: the field `next`, if it is a path of ours, or
 * else the start page. With a NUL after its end. */
const char *sign_next(struct request *request);

/* sign_staff_here - the member of staff of a login, if in post today; NULL: there is none. */
const struct staff_member *sign_staff_here(const struct request *request, struct str login);

/* sign_in_staff - the session becomes that of a member of staff, with a leaf in the log that says
 * so, and is told where to go next. way: how they were known, as "sign_in_example".
 * Errors: those of inquiry_log_change and session_sign_in_staff. Takes the turn. */
int sign_in_staff(struct request *request, struct str login, struct str roles, const char *way,
                  struct err *err);

/* sign_role_titles - what the roles of a member of staff are called, with commas. */
struct str sign_role_titles(struct request *request, const struct staff_member *member);

/* What tries are counted by: accounts' and enrolments' logins, residents' codes by reference. */
#define SIGN_ACCOUNT "account"
#define SIGN_ENROLMENT "enrolment"
#define SIGN_CODE "code"

/* sign_try - a try begins at whom `of` and `name` say, from the network that asks (attempt.h): it
 * is counted, unless one has to wait: *ret_s, in seconds. sign_succeeded - it was right.
 * sign_untried - nothing was looked at. Need the turn. Errors: those of the store. */
int sign_try(struct request *request, const char *of, struct str name, int64_t *ret_s,
             struct err *err);
int sign_succeeded(struct request *request, const char *of, struct str name, struct err *err);
int sign_untried(struct request *request, const char *of, struct str name, struct err *err);

/* sign_let_go, sign_take_again - for what takes a while and needs nothing of who may do what:
 * whoever waits to change that need not wait for it, nor all others behind them. What was read of
 * staff before is to be read anew after. */
void sign_let_go(struct request *request);
void sign_take_again(struct request *request);

/* sign_busy - the page that says to come again: too many passwords are looked at. Returns 0. */
int sign_busy(struct request *request);

/* sign_secret_field - a field whose value is never shown again: a password, a code. type: of the
 * input. */
struct json_node *sign_secret_field(struct request *request, const char *name, const char *label,
                                    const char *hint, const char *type, const char *autocomplete);

/* The handlers; what each does: sign_routes.c. */
int sign_staff_show(struct request *request, struct err *err);
int sign_account(struct request *request, struct err *err);
int sign_enrol_show(struct request *request, struct err *err);
int sign_enrol(struct request *request, struct err *err);
int sign_app_show(struct request *request, struct err *err);
int sign_app(struct request *request, struct err *err);
int sign_on_leave(struct request *request, struct err *err);
int sign_on_leave_show(struct request *request, struct err *err);
int sign_on_not_show(struct request *request, struct err *err);
int sign_on_staff(struct request *request, struct err *err);
int sign_on_residents(struct request *request, struct err *err);
int sign_example(struct request *request, struct err *err);
int sign_resident_show(struct request *request, struct err *err);
int sign_resident(struct request *request, struct err *err);
int sign_code_show(struct request *request, struct err *err);
int sign_code_give(struct request *request, struct err *err);
int sign_code_given(struct request *request, struct err *err);
int sign_out_show(struct request *request, struct err *err);
int sign_out(struct request *request, struct err *err);
int sign_out_everywhere(struct request *request, struct err *err);

#endif
