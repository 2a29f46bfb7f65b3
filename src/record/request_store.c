/* request_store.c - statements on requests and on break-glass. */
#include "request_store.h"

#include "encoding.h"
#include "sealed_text.h"
#include "statutory_clock.h"

const char *const request_kind_names[REQUEST_KINDS + 1] = {
    "access", "rectification", "erasure", "restriction", "objection", NULL};

static int check_text(struct str text, struct err *err)
{
    return text.len <= REQUEST_TEXT_BYTES_MAX && utf8_valid(text)
               ? 0
               : err_set(err, ERR_INPUT, "what is said must be UTF-8, of at most %d bytes",
                         REQUEST_TEXT_BYTES_MAX);
}

/* put_text - nothing for an empty one. */
static int put_text(struct db *db, struct seal *seal, const char *sql, const char *place,
                    int64_t number, struct str text, struct err *err)
{
    int code = check_text(text, err);
    return code != 0 || text.len == 0 ? code
                                      : sealed_text_put(db, seal, sql, place, number, text, err);
}

/* ---- requests ---- */

int request_add(struct db *db, struct seal *seal, const struct rights_request *r,
                struct rights_request *ret, struct err *err)
{
    struct db_query *q;
    struct rights_request made = *r;
    made.due = statutory_due(r->received, STATUTORY_MONTHS);
    int code = db_query(db,
                        "INSERT INTO request (kind, entity, received, due, extended, who, at) "
                        "VALUES ($1, $2, $3, $4, 0, $5, $6)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, str_of(request_kind_names[r->kind]));
    db_bind_whole(q, 2, r->entity);
    db_bind_whole(q, 3, r->received);
    db_bind_whole(q, 4, made.due);
    db_bind_text(q, 5, r->who);
    db_bind_whole(q, 6, r->at);
    code = db_add(q, &made.number, err);
    code = code ? code
                : put_text(db, seal,
                           "UPDATE request SET detail_key = $2, detail = $3 WHERE request = $1",
                           "request", made.number, r->detail, err);
    if (code == 0) {
        *ret = made;
    }
    return code;
}

/* When it was received, and whether it can be changed still. */
static int find_open(struct db *db, int64_t number, int64_t *ret_received, bool *ret_extended,
                     struct err *err)
{
    struct db_query *q;
    bool row = false;
    bool closed = false;
    int code = db_query_with(db,
                             "SELECT received, extended, closed IS NOT NULL FROM request "
                             "WHERE request = $1",
                             WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        *ret_received = db_whole(q, 0);
        *ret_extended = db_whole(q, 1) != 0;
        closed = db_whole(q, 2) != 0;
        db_reset(q);
    }
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is no request %lld: cantref requests",
                       (long long)number);
    }
    return code == 0 && closed
               ? err_set(err, ERR_CONFLICT, "request %lld is closed", (long long)number)
               : code;
}

int request_extend(struct db *db, int64_t number, int32_t *ret_due, struct err *err)
{
    int64_t received = 0;
    bool extended = false;
    int code = find_open(db, number, &received, &extended, err);
    if (code == 0 && extended) {
        return err_set(err, ERR_CONFLICT,
                       "request %lld has been extended once: the law allows no "
                       "more",
                       (long long)number);
    }
    int32_t due = statutory_due((int32_t)received, STATUTORY_MONTHS_EXTENDED);
    code = code ? code
                : db_do_with(db, "UPDATE request SET extended = 1, due = $2 WHERE request = $1",
                             WHOLES(number, due), err);
    if (code == 0) {
        *ret_due = due;
    }
    return code;
}

int request_close(struct db *db, struct seal *seal, int64_t number, struct str who,
                  struct str outcome, int64_t now, struct err *err)
{
    struct db_query *q;
    int64_t received = 0;
    bool extended = false;
    int code = find_open(db, number, &received, &extended, err);
    code = code ? code
                : db_query(db, "UPDATE request SET closed = $2, closed_by = $3 WHERE request = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_whole(q, 2, now);
        db_bind_text(q, 3, who);
        code = db_do(q, err);
    }
    return code ? code
                : put_text(db, seal,
                           "UPDATE request SET outcome_key = $2, outcome = $3 WHERE request = $1",
                           "request_outcome", number, outcome, err);
}

static enum request_kind kind_named(struct str name)
{
    int kind = 0;
    while (kind < REQUEST_KINDS - 1 && !str_eq(name, str_of(request_kind_names[kind]))) {
        kind++;
    }
    return (enum request_kind)kind;
}

#define REQUEST_COLUMNS                                                                            \
    "SELECT request, kind, entity, received, due, extended, who, at, detail_key, detail, "         \
    "closed FROM request WHERE closed IS NULL AND "

static int visit_requests(struct db_query *q, struct seal *seal, request_visit *visit,
                          void *context, struct err *err)
{
    struct buf detail = {0};
    bool row;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        code = sealed_text_take(q, seal, "request", 8, &detail, err);
        struct rights_request r = {.number = db_whole(q, 0),
                                   .kind = kind_named(db_text(q, 1)),
                                   .entity = db_whole(q, 2),
                                   .received = (int32_t)db_whole(q, 3),
                                   .due = (int32_t)db_whole(q, 4),
                                   .extended = db_whole(q, 5) != 0,
                                   .who = db_text(q, 6),
                                   .at = db_whole(q, 7),
                                   .detail = buf_str(&detail)};
        code = code ? code : visit(context, &r, err);
        if (code != 0) {
            break;
        }
    }
    db_reset(q);
    buf_free(&detail);
    return code;
}

int requests_open(struct db *db, struct seal *seal, int32_t until, request_visit *visit,
                  void *context, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db, REQUEST_COLUMNS "due <= $1 ORDER BY due, request", WHOLES(until),
                             &q, err);
    return code ? code : visit_requests(q, seal, visit, context, err);
}

int requests_of(struct db *db, struct seal *seal, enum request_kind kind, int64_t entity,
                request_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    int code =
        db_query(db, REQUEST_COLUMNS "entity = $1 AND kind = $2 ORDER BY due, request", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, entity);
        db_bind_text(q, 2, str_of(request_kind_names[kind]));
        code = visit_requests(q, seal, visit, context, err);
    }
    return code;
}

/* ---- break-glass ---- */

int break_glass_add(struct db *db, struct seal *seal, const struct break_glass *n, int64_t *ret,
                    struct err *err)
{
    struct db_query *q;
    int64_t number = 0;
    int code = db_query(db,
                        "INSERT INTO break_glass (at, who, purpose, owner, case_reference, person) "
                        "VALUES ($1, $2, $3, $4, $5, $6)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, n->at);
    db_bind_text(q, 2, n->who);
    db_bind_text(q, 3, n->purpose);
    db_bind_text(q, 4, n->owner);
    db_bind_text(q, 5, n->case_reference);
    db_bind_text(q, 6, n->person);
    code = db_add(q, &number, err);
    code = code ? code
                : put_text(db, seal,
                           "UPDATE break_glass SET reason_key = $2, reason = $3 WHERE notice = $1",
                           "break_glass", number, n->reason, err);
    if (code == 0) {
        *ret = number;
    }
    return code;
}

static int check_review(struct db *db, int64_t number, struct str who, struct err *err)
{
    struct db_query *q;
    bool row = false;
    bool own = false;
    bool done = false;
    int code =
        db_query_with(db, "SELECT who, reviewed IS NOT NULL FROM break_glass WHERE notice = $1",
                      WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        own = str_eq(db_text(q, 0), who);
        done = db_whole(q, 1) != 0;
        db_reset(q);
    }
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is no notice %lld: cantref break-glass list",
                       (long long)number);
    }
    if (code == 0 && (own || done)) {
        return err_set(err, ERR_CONFLICT,
                       done ? "it was reviewed before" : "somebody else must review it");
    }
    return code;
}

int break_glass_review(struct db *db, struct seal *seal, int64_t number, struct str who,
                       bool justified, struct str finding, int64_t now, struct err *err)
{
    struct db_query *q;
    int code = check_review(db, number, who, err);
    code = code ? code
                : db_query(db,
                           "UPDATE break_glass SET reviewed = $2, reviewed_by = $3, "
                           "justified = $4 WHERE notice = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_whole(q, 2, now);
        db_bind_text(q, 3, who);
        db_bind_whole(q, 4, justified);
        code = db_do(q, err);
    }
    return code ? code
                : put_text(db, seal,
                           "UPDATE break_glass SET finding_key = $2, finding = $3 "
                           "WHERE notice = $1",
                           "break_glass_finding", number, finding, err);
}

int break_glass_all(struct db *db, struct seal *seal, bool waiting, break_glass_visit *visit,
                    void *context, struct err *err)
{
    struct buf reason = {0};
    struct buf finding = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT notice, at, who, purpose, owner, case_reference, person, "
                             "reason_key, reason, reviewed, reviewed_by, justified, finding_key, "
                             "finding FROM break_glass WHERE $1 = 0 OR reviewed IS NULL "
                             "ORDER BY notice",
                             WHOLES(waiting), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = sealed_text_take(q, seal, "break_glass", 7, &reason, err);
        code = code ? code : sealed_text_take(q, seal, "break_glass_finding", 12, &finding, err);
        struct break_glass n = {.number = db_whole(q, 0),
                                .at = db_whole(q, 1),
                                .who = db_text(q, 2),
                                .purpose = db_text(q, 3),
                                .owner = db_text(q, 4),
                                .case_reference = db_text(q, 5),
                                .person = db_text(q, 6),
                                .reason = buf_str(&reason),
                                .reviewed = db_whole(q, 9),
                                .reviewed_by = db_text(q, 10),
                                .justified = db_whole(q, 11) != 0,
                                .finding = buf_str(&finding)};
        code = code ? code : visit(context, &n, err);
        if (code != 0) {
            db_reset(q);
        }
    }
    buf_free(&reason);
    buf_free(&finding);
    return code;
}
