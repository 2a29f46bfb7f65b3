/* submission.c - table web_submission: forms that were sent, by their idempotency key. */
#include "session_parts.h"

/* struct submitting - one form. */
struct submitting {
    int64_t session;
    struct str key;
    int64_t now;
    struct str location;
    struct arena *arena;
    enum submission_state state;
};

static int begin(struct db *db, void *context, struct err *err)
{
    struct submitting *s = context;
    struct db_query *q;
    bool row = false;
    int64_t count = 0;
    int code = db_query(
        db, "SELECT location FROM web_submission WHERE session = $1 AND submission = $2", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, s->session);
    db_bind_text(q, 2, s->key);
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        s->state = db_is_null(q, 0) ? SUBMISSION_UNDER_WAY : SUBMISSION_DONE;
        s->location = db_is_null(q, 0) ? STR("") : arena_str(s->arena, db_text(q, 0));
        db_reset(q);
        return 0;
    }
    code = code ? code
                : db_number_with(db, "SELECT COUNT(*) FROM web_submission WHERE session = $1",
                                 WHOLES(s->session), &count, err);
    if (code == 0 && count >= SUBMISSIONS_MAX) {
        return err_set(err, ERR_LIMIT, "too many forms were sent: sign out and in again");
    }
    code = code ? code
                : db_query(db,
                           "INSERT INTO web_submission (session, submission, begun) "
                           "VALUES ($1, $2, $3)",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, s->session);
        db_bind_text(q, 2, s->key);
        db_bind_whole(q, 3, s->now);
        code = db_do(q, err);
    }
    s->state = SUBMISSION_NEW;
    return code;
}

int submission_begin(struct session_store *store, const struct session *session, struct str key,
                     int64_t now, struct arena *arena, enum submission_state *ret,
                     struct str *ret_location, struct err *err)
{
    struct submitting s = {.session = session->number, .key = key, .now = now, .arena = arena};
    if (key.len == 0 || key.len > SUBMISSION_KEY_MAX) {
        return err_set(err, ERR_INPUT, "the form has no key of its own: open it again");
    }
    int code = session_entry_save(store, session->number, err);
    code = code ? code : picture_do(store->picture, begin, &s, err);
    if (code == 0) {
        *ret = s.state;
        *ret_location = s.location;
    }
    return code;
}

/* bound - one of the statements that end it, with session, key, and location if it has one. */
static int bound(struct db *db, const char *sql, const struct submitting *s, struct db_query **ret,
                 struct err *err)
{
    int code = db_query(db, sql, ret, err);
    if (code == 0) {
        db_bind_whole(*ret, 1, s->session);
        db_bind_text(*ret, 2, s->key);
    }
    return code;
}

static int end_done(struct db *db, void *context, struct err *err)
{
    struct submitting *s = context;
    struct db_query *q;
    int code = bound(db,
                     "UPDATE web_submission SET location = $3 WHERE session = $1 AND "
                     "submission = $2",
                     s, &q, err);
    if (code == 0) {
        db_bind_text(q, 3, s->location);
        code = db_do(q, err);
    }
    return code;
}

static int end_failed(struct db *db, void *context, struct err *err)
{
    struct db_query *q;
    int code = bound(db,
                     "DELETE FROM web_submission WHERE session = $1 AND submission = $2 AND "
                     "location IS NULL",
                     context, &q, err);
    return code ? code : db_do(q, err);
}

int submission_done(struct session_store *store, const struct session *session, struct str key,
                    struct str location, struct err *err)
{
    struct submitting s = {.session = session->number, .key = key, .location = location};
    if (location.len > SUBMISSION_LOCATION_MAX) {
        return err_set(err, ERR_LIMIT, "where the form led to is too long");
    }
    return picture_do(store->picture, end_done, &s, err);
}

int submission_failed(struct session_store *store, const struct session *session, struct str key,
                      struct err *err)
{
    struct submitting s = {.session = session->number, .key = key};
    return picture_do(store->picture, end_failed, &s, err);
}
