/* inbound_store.c - statements on what came from other systems. */
#include "inbound_store.h"

#include "sealed_text.h"

#include <stdlib.h>

enum { DAY_SECONDS = 86400 };

const char *const inbound_kind_names[INBOUND_KINDS + 1] = {"event", "confirmation", "records",
                                                           "other", NULL};
const char *const inbound_outcome_names[INBOUND_OUTCOMES + 1] = {"begun", "taken", "refused", NULL};

static struct str key_bytes(const uint8_t *key)
{
    return str_make((const char *)key, INBOUND_KEY_BYTES);
}

static int named(const char *const *names, int count, struct str name)
{
    int at = 0;
    while (at < count - 1 && !str_eq(name, str_of(names[at]))) {
        at++;
    }
    return at;
}

/* ---- written ---- */

static int insert(struct db *db, const struct inbound *i, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO inbound (partner, purpose, event_key, message_key, "
                        "message_content, content, kind, type, outcome, reason, about, done, at, "
                        "sent, again) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                        "$13, $14, 0)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, i->partner);
    db_bind_text(q, 2, i->purpose);
    db_bind_bytes(q, 3, key_bytes(i->event_key));
    db_bind_bytes(q, 4, key_bytes(i->message_key));
    db_bind_bytes(q, 5, key_bytes(i->message_content));
    db_bind_bytes(q, 6, key_bytes(i->content));
    db_bind_text(q, 7, str_of(inbound_kind_names[i->kind]));
    db_bind_text(q, 8, i->type);
    db_bind_text(q, 9, str_of(inbound_outcome_names[i->outcome]));
    db_bind_text(q, 10, i->reason);
    db_bind_text(q, 11, i->about);
    if (i->kind == INBOUND_CONFIRMATION) {
        db_bind_whole(q, 12, i->done);
    }
    db_bind_whole(q, 13, i->at);
    db_bind_whole(q, 14, i->sent);
    return db_add(q, ret, err);
}

int inbound_put(struct db *db, struct seal *seal, const struct inbound *i, int64_t *ret,
                struct err *err)
{
    struct db_query *q;
    int64_t number = 0;
    int code = inbound_retire(db, i->at, err);
    code = code ? code
                : db_query(db, "DELETE FROM inbound WHERE event_key = $1 AND outcome = 'refused'",
                           &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, key_bytes(i->event_key));
        code = db_do(q, err);
    }
    code = code ? code : insert(db, i, &number, err);
    if (code == 0 && i->detail.len > 0) {
        code = sealed_text_put(db, seal,
                               "UPDATE inbound SET detail_key = $2, detail = $3 WHERE inbound = $1",
                               "inbound", number, i->detail, err);
    }
    if (code == 0) {
        *ret = number;
    }
    return code;
}

#define FORGET_DETAILS(which)                                                                      \
    "INSERT INTO retention_key (value_key) SELECT detail_key FROM inbound WHERE "                  \
    "detail_key IS NOT NULL AND " which
#define DROP_DETAILS(which)                                                                        \
    "UPDATE inbound SET detail_key = NULL, detail = NULL WHERE detail_key IS NOT NULL AND " which

int inbound_end(struct db *db, int64_t number, enum inbound_outcome outcome, struct str reason,
                struct err *err)
{
    struct db_query *q;
    int code = db_do_with(db, FORGET_DETAILS("inbound = $1"), WHOLES(number), err);
    code = code ? code : db_do_with(db, DROP_DETAILS("inbound = $1"), WHOLES(number), err);
    code = code ? code
                : db_query(db, "UPDATE inbound SET outcome = $2, reason = $3 WHERE inbound = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_text(q, 2, str_of(inbound_outcome_names[outcome]));
        db_bind_text(q, 3, reason);
        code = db_do(q, err);
    }
    return code;
}

int inbound_again(struct db *db, int64_t number, struct err *err)
{
    return db_do_with(db, "UPDATE inbound SET again = again + 1 WHERE inbound = $1", WHOLES(number),
                      err);
}

/* ---- read ---- */

#define INBOUND_COLUMNS                                                                            \
    "SELECT inbound, partner, purpose, event_key, message_key, message_content, content, kind, "   \
    "type, outcome, reason, about, done, at, sent, again, taken, detail_key, detail FROM inbound "

static void copy_key(struct db_query *q, int column, uint8_t *ret)
{
    struct str bytes = db_bytes(q, column);
    memset(ret, 0, INBOUND_KEY_BYTES);
    memcpy(ret, bytes.ptr, bytes.len < INBOUND_KEY_BYTES ? bytes.len : INBOUND_KEY_BYTES);
}

/* Slices of the row. */
static void take_row(struct db_query *q, struct inbound *ret)
{
    *ret = (struct inbound){
        .number = db_whole(q, 0),
        .partner = db_text(q, 1),
        .purpose = db_text(q, 2),
        .kind = (enum inbound_kind)named(inbound_kind_names, INBOUND_KINDS, db_text(q, 7)),
        .type = db_text(q, 8),
        .outcome =
            (enum inbound_outcome)named(inbound_outcome_names, INBOUND_OUTCOMES, db_text(q, 9)),
        .reason = db_text(q, 10),
        .about = db_text(q, 11),
        .done = db_whole(q, 12) != 0,
        .at = db_whole(q, 13),
        .sent = db_whole(q, 14),
        .again = db_whole(q, 15),
        .taken = db_whole(q, 16)};
    copy_key(q, 3, ret->event_key);
    copy_key(q, 4, ret->message_key);
    copy_key(q, 5, ret->message_content);
    copy_key(q, 6, ret->content);
}

/* visit_all - seal: NULL: without what they said. */
static int visit_all(struct db_query *q, struct seal *seal, inbound_visit *visit, void *context,
                     struct err *err)
{
    struct buf detail = {0};
    bool row;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        struct inbound inbound;
        take_row(q, &inbound);
        code = seal != NULL ? sealed_text_take(q, seal, "inbound", 17, &detail, err) : 0;
        inbound.detail = buf_str(&detail);
        code = code ? code : visit(context, &inbound, err);
        if (code != 0) {
            break;
        }
    }
    db_reset(q);
    buf_free(&detail);
    return code;
}

struct finding {
    struct arena *arena;
    struct inbound *ret;
};

static int take_found(void *context, const struct inbound *inbound, struct err *err)
{
    struct finding *f = context;
    (void)err;
    *f->ret = *inbound;
    struct str *const texts[] = {&f->ret->partner, &f->ret->purpose, &f->ret->type,
                                 &f->ret->reason,  &f->ret->about,   &f->ret->detail};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = arena_str(f->arena, *texts[i]);
    }
    return 0;
}

int inbound_find(struct db *db, struct arena *arena, const uint8_t event_key[INBOUND_KEY_BYTES],
                 struct inbound *ret, struct err *err)
{
    struct inbound found = {0};
    struct finding f = {arena, &found};
    struct db_query *q;
    int code = db_query(db, INBOUND_COLUMNS "WHERE event_key = $1", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, key_bytes(event_key));
        code = visit_all(q, NULL, take_found, &f, err);
    }
    if (code == 0) {
        *ret = found;
    }
    return code;
}

int inbound_message_differs(struct db *db, const struct inbound *i, bool *ret, struct err *err)
{
    struct db_query *q;
    int64_t other = 0;
    int code = db_query(db,
                        "SELECT inbound FROM inbound WHERE message_key = $1 AND "
                        "message_content <> $2 AND outcome <> 'refused'",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, key_bytes(i->message_key));
        db_bind_bytes(q, 2, key_bytes(i->message_content));
        code = db_take_number(q, &other, err);
    }
    if (code == 0) {
        *ret = other != 0;
    }
    return code;
}

int inbound_of_purpose(struct db *db, struct str purpose, int64_t limit, inbound_visit *visit,
                       void *context, struct err *err)
{
    struct db_query *q;
    int code =
        db_query(db, INBOUND_COLUMNS "WHERE purpose = $1 ORDER BY inbound DESC LIMIT $2", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, purpose);
        db_bind_whole(q, 2, limit);
        code = visit_all(q, NULL, visit, context, err);
    }
    return code;
}

/* struct counting - a visit, and whether there was one. */
struct counting {
    inbound_visit *visit;
    void *context;
    bool any;
};

static int take_counted(void *context, const struct inbound *inbound, struct err *err)
{
    struct counting *c = context;
    c->any = true;
    return c->visit(c->context, inbound, err);
}

int inbound_read(struct db *db, struct seal *seal, int64_t number, struct str purpose,
                 inbound_visit *visit, void *context, struct err *err)
{
    struct counting c = {.visit = visit, .context = context};
    struct db_query *q;
    int code = db_query(db, INBOUND_COLUMNS "WHERE inbound = $1 AND purpose = $2", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_text(q, 2, purpose);
        code = visit_all(q, seal, take_counted, &c, err);
    }
    return code == 0 && !c.any ? err_set(err, ERR_NOTFOUND,
                                         "nothing of that number came under this purpose: "
                                         "cantref inbox list")
                               : code;
}

int inbound_begun(struct db *db, struct seal *seal, inbound_visit *visit, void *context,
                  struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        INBOUND_COLUMNS
                        "WHERE detail_key IS NOT NULL AND outcome = 'begun' "
                        "ORDER BY inbound",
                        &q, err);
    return code ? code : visit_all(q, seal, visit, context, err);
}

int inbound_confirmations(struct db *db, struct seal *seal, inbound_visit *visit, void *context,
                          struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        INBOUND_COLUMNS
                        "WHERE kind = 'confirmation' AND taken IS NULL AND "
                        "outcome = 'taken' ORDER BY inbound",
                        &q, err);
    return code ? code : visit_all(q, seal, visit, context, err);
}

int inbound_take(struct db *db, int64_t number, int64_t now, struct err *err)
{
    int code = db_do_with(db,
                          "UPDATE inbound SET taken = $2 WHERE inbound = $1 AND "
                          "kind = 'confirmation' AND taken IS NULL",
                          WHOLES(number, now), err);
    return code == 0 && db_changed(db) == 0
               ? err_set(err, ERR_NOTFOUND, "no confirmation %lld waits", (long long)number)
               : code;
}

/* ---- kept for long enough ---- */

/* A telling of nobody: until its event names somebody, or has ended. */
#define NOT_NEEDED                                                                                 \
    "((kind = 'event' AND (at < $1 OR about IN (SELECT e.id FROM event e WHERE EXISTS "            \
    "(SELECT 1 FROM event_mention m WHERE m.event = e.event) OR EXISTS (SELECT 1 FROM "            \
    "event_version v WHERE v.event = e.event AND v.ended IS NULL AND v.status IN "                 \
    "('closed', 'withdrawn'))))) OR (kind = 'confirmation' AND taken < $1) OR kind = 'other')"

int inbound_retire(struct db *db, int64_t now, struct err *err)
{
    int64_t detail = now - (int64_t)INBOUND_DETAIL_DAYS * DAY_SECONDS;
    int64_t kept = now - (int64_t)INBOUND_KEPT_DAYS * DAY_SECONDS;
    int code = db_do_with(db, FORGET_DETAILS(NOT_NEEDED), WHOLES(detail), err);
    code = code ? code : db_do_with(db, DROP_DETAILS(NOT_NEEDED), WHOLES(detail), err);
    code = code ? code
                : db_do_with(db,
                             "DELETE FROM inbound WHERE at < $1 AND detail_key IS NULL AND "
                             "(kind <> 'confirmation' OR taken IS NOT NULL)",
                             WHOLES(kept), err);
    return code ? code : db_do_with(db, "DELETE FROM inbound_row WHERE at < $1", WHOLES(kept), err);
}

/* ---- the newest of each row ---- */

int inbound_row_is_newer(struct db *db, const uint8_t row_key[INBOUND_KEY_BYTES],
                         const uint8_t mark[INBOUND_MARK_BYTES], bool *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT mark FROM inbound_row WHERE row_key = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_bytes(q, 1, key_bytes(row_key));
    code = db_step(q, &row, err);
    if (code == 0) {
        *ret =
            !row || str_cmp(str_make((const char *)mark, INBOUND_MARK_BYTES), db_bytes(q, 0)) > 0;
    }
    db_reset(q);
    return code;
}

int inbound_row_put(struct db *db, const uint8_t row_key[INBOUND_KEY_BYTES],
                    const uint8_t mark[INBOUND_MARK_BYTES], int64_t now, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO inbound_row (row_key, mark, at) VALUES ($1, $2, $3) "
                        "ON CONFLICT (row_key) DO UPDATE SET mark = excluded.mark, "
                        "at = excluded.at WHERE inbound_row.mark < excluded.mark",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, key_bytes(row_key));
        db_bind_bytes(q, 2, str_make((const char *)mark, INBOUND_MARK_BYTES));
        db_bind_whole(q, 3, now);
        code = db_do(q, err);
    }
    return code;
}
