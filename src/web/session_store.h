/* session_store.h - the sessions of a home: all of them in memory, those that have done
 * something in the store too (0024_web.sql).
 *
 *     cookie ─► keyed hash ─► table in memory ─► struct session           session_read, no write
 *                              ▲ loaded at start
 *     sign in, sign out, keep ─┴► web_session, web_kept, web_submission   by whoever has the turn
 *
 * Of a cookie only a keyed hash is kept (seal_token_wide). The token of its forms is made from the
 * cookie, so that it is nowhere kept and changes with it. A visitor's session is in memory alone
 * until it does something (submission_begin, session_keep, a sign-in), so that a page which is
 * only looked at writes nothing. When a session was last used is kept in memory, and written by
 * session_sweep: after a kill it may seem older, never newer, than it is.
 *
 * "The turn": web_take_turn. Functions that need it say so; all others are safe from any thread. */
#ifndef CANTREF_WEB_SESSION_STORE_H
#define CANTREF_WEB_SESSION_STORE_H

#include "picture.h"
#include "session.h"

enum {
    SESSIONS_MAX = 1 << 16,         /* at once; visitors give way to others */
    SESSIONS_NETWORK_MAX = 1 << 11, /* of visitors from one network: a library, an office */
    SESSION_KEPT_BYTES_MAX = 64 << 10,
    SESSION_KEPT_NAME_MAX = 64,
    SUBMISSION_KEY_MAX = 64, /* of an idempotency key, in bytes */
    SUBMISSION_LOCATION_MAX = 1024,
    SUBMISSIONS_MAX = 4096,  /* of one session: it has to sign in anew then */
    SESSION_SWEEP_S = 60,    /* how often session_sweep has something to do */
    SESSION_ENTRANCES = 256, /* sign-ins that are remembered, for so many seconds: */
    SESSION_ENTRANCE_S = 60
};

/* How long, in seconds: without a request, and at most. Source: NIST SP 800-63B-4 §2.2.3 (staff:
 * AAL2, inactivity up to an hour, 24 hours at most; tightened here). */
struct session_limits {
    int64_t staff_idle_s, staff_s;       /* 20 minutes, 12 hours */
    int64_t resident_idle_s, resident_s; /* 30 minutes, 12 hours */
    int64_t visitor_idle_s, visitor_s;   /* 2 hours, 24 hours: forms that are filled in slowly */
};
extern const struct session_limits session_limits_default;

struct session_store;

/* session_store_open - the sessions of a home, from its store.
 * In:     picture: open to write (not beside); outlives the store. limits: copied.
 * Out:    *ret, to be closed with session_store_close; untouched on failure.
 * Errors: those of the store. Needs the turn, as closing does, which writes what was last used. */
int session_store_open(struct picture *picture, const struct session_limits *limits, int64_t now,
                       struct session_store **ret, struct err *err);
void session_store_close(struct session_store *store);

/* session_read - whose cookie is this? It was used now.
 * In:     token: as cookie_session (cookie.h) gives it; "": there is none.
 * Out:    *ret: kind SESSION_NONE when there is none, or it is over. Its cookie isn't taken back:
 *         another answer, under way, may just have given another.
 * Cost: some 2 µs. Never reads the disk. */
void session_read(struct session_store *store, struct str token, int64_t now, struct session *ret);

/* session_begin_visitor - a session of somebody unknown: *ret, with set_cookie. Where there are
 * too many of their network (client_network.h), the first of these that did nothing gives way, or
 * else the first; where there are too many at all, one of the network that has most. So nobody
 * takes the places of all others.
 * Errors: ERR_LIMIT there are too many sessions that can't be let go. */
int session_begin_visitor(struct session_store *store, struct str network, int64_t now,
                          struct session *ret, struct err *err);

/* session_sign_in_staff, session_sign_in_resident - a new cookie, whose the session is from now on;
 * the old one, and the forms that were shown under it, are dead. What a visitor's kept goes along;
 * one in which somebody was signed in already is over.
 * In:     session: as read, or SESSION_NONE. login: as staff.yaml has it. roles: as
 *         session.roles; "" for all. The caller has made sure of who they are.
 * Out:    *session, with set_cookie. Unchanged on failure.
 * Errors: ERR_LIMIT too many sessions; ERR_INPUT a login or roles that are too long; those of the
 *         store. Needs the turn. */
int session_sign_in_staff(struct session_store *store, struct session *session, struct str login,
                          struct str roles, int64_t now, struct err *err);
int session_sign_in_resident(struct session_store *store, struct session *session, int64_t record,
                             int mention, int64_t now, struct err *err);

/* session_remember - somebody signed in by a form, from a browser that had the cookie `before`;
 * after: with set_cookie. session_again - the same form, from a browser with that cookie or the one
 * it was given: whom it signed in, with the same cookie to be sent again, if they still are; false:
 * it is none. The form as submission_begin has it: all that was typed. In memory alone, for
 * SESSION_ENTRANCE_S, of the last SESSION_ENTRANCES. From any thread. */
void session_remember(struct session_store *store, struct str before, struct str form,
                      const struct session *after, struct str location, int64_t now);
bool session_again(struct session_store *store, struct str token, struct str form, int64_t now,
                   struct arena *arena, struct session *ret, struct str *ret_location);

/* session_sign_out - it is over, on disk, and so is what it kept: *session is of nobody, and ends.
 * session_end_login, session_end_resident - all sessions of one who has a new password, lost a
 * role, left, or asks for it; but for number `except` (0: all).
 * Errors: those of the store. Need the turn. */
int session_sign_out(struct session_store *store, struct session *session, struct err *err);
int session_end_login(struct session_store *store, struct str login, int64_t except,
                      struct err *err);
int session_end_resident(struct session_store *store, int64_t record, int mention, int64_t except,
                         struct err *err);

/* session_sweep - what is over goes, from memory and disk; when each was last used is written.
 * Cheap when the last time was less than SESSION_SWEEP_S ago. Needs the turn. */
int session_sweep(struct session_store *store, int64_t now, struct err *err);

/* session_keep - the session keeps a text under a name, sealed, in place of the one that was there;
 * text "": none any more. name: of the program's own, as "draft". Needs the turn.
 * session_kept - that text, added to ret; *ret_there false: none. From any thread.
 * Errors: ERR_INPUT the session is SESSION_NONE; ERR_LIMIT too long; those of seal and store. */
int session_keep(struct session_store *store, const struct session *session, struct str name,
                 struct str text, struct err *err);
int session_kept(struct session_store *store, const struct session *session, struct str name,
                 struct buf *ret, bool *ret_there, struct err *err);

/* ---- what was sent once isn't done twice ---- */

enum submission_state {
    SUBMISSION_NEW,      /* now begun: do it, then submission_done, or submission_failed */
    SUBMISSION_DONE,     /* it was done: go to where it led to */
    SUBMISSION_UNDER_WAY /* begun, and nothing is known of its end: by another request, or cut off
                             by a crash, when a person has to look whether it was done */
};

/* submission_begin - a form with this idempotency key, of this session: was it sent before?
 * On disk when it returns. Out: *ret_location of SUBMISSION_DONE, in the arena.
 * submission_done - it led there ("" where there is nothing to go to). submission_failed - nothing
 * was done, as when the form has errors: it may be sent again.
 * Kept as long as the session. Errors: ERR_INPUT no session, no key or one too long; ERR_LIMIT;
 * those of the store. Need the turn. */
int submission_begin(struct session_store *store, const struct session *session, struct str key,
                     int64_t now, struct arena *arena, enum submission_state *ret,
                     struct str *ret_location, struct err *err);
int submission_done(struct session_store *store, const struct session *session, struct str key,
                    struct str location, struct err *err);
int submission_failed(struct session_store *store, const struct session *session, struct str key,
                      struct err *err);

#endif
