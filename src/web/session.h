/* session.h - who sits before the browser: a cookie's 256 bits, of which the home keeps the hash.
 *
 *     __Host-cantref=…; Secure; HttpOnly; SameSite=Lax; Path=/
 *
 * A session begins with the first form that somebody opens (a visitor), has another cookie from
 * signing in on, and ends by signing out, after a time without a request, or after a longest time.
 * Sessions are begun, read and ended by session_store.h. What it holds besides (a draft that a
 * visitor has begun) is sealed. Source: OWASP ASVS 5.0, V7. */
#ifndef CANTREF_WEB_SESSION_H
#define CANTREF_WEB_SESSION_H

#include "memory.h"

enum session_kind { SESSION_NONE, SESSION_VISITOR, SESSION_RESIDENT, SESSION_STAFF };

enum { SESSION_TOKEN_TEXT = 44, SESSION_LOGIN_MAX = 128, SESSION_ROLES_MAX = 512 };

struct session {
    enum session_kind kind;
    int64_t number;                /* of table web_session; 0: none */
    char login[SESSION_LOGIN_MAX]; /* of staff, as staff.yaml has it */
    char roles[SESSION_ROLES_MAX]; /* of staff let in by sign-on with groups: these of their roles
                                      alone, by name, a space between; "": all of them */
    int64_t record;                /* of a resident: the mention that they were let in as, */
    int mention;                   /* which stays though people merge and split */
    int64_t signed_in_at;          /* seconds since 1970 */
    char csrf[SESSION_TOKEN_TEXT]; /* to be in each of its forms */
    char set_cookie[SESSION_TOKEN_TEXT]; /* to be sent with the answer; "": it stays as it is */
    bool ends;                           /* the cookie is to be taken back */
};

/* session_has_role - does the session leave a member of staff that role, of those that staff.yaml
 * gives them? Pure. */
bool session_has_role(const struct session *session, struct str role);

/* session_may_approve - staff_may_approve, by what the session leaves them. Pure. */
struct staff;
struct staff_member;
bool session_may_approve(const struct session *session, const struct staff *staff,
                         const struct staff_member *member);

#endif
