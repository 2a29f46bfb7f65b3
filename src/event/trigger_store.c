/* trigger_store.c - statements on triggers. */
#include "trigger_store.h"

#include "encoding.h"

const char *const trigger_state_names[4] = {"off", "on", "shadow", NULL};

static struct str bytes_of(const uint8_t content[CONTENT_HASH_BYTES])
{
    return str_make((const char *)content, CONTENT_HASH_BYTES);
}

static void take_content(struct str bytes, uint8_t ret[CONTENT_HASH_BYTES])
{
    memset(ret, 0, CONTENT_HASH_BYTES);
    memcpy(ret, bytes.ptr, bytes.len == CONTENT_HASH_BYTES ? bytes.len : 0);
}

/* ---- trials ---- */

int trigger_trial_add(struct db *db, struct str name, const struct trigger_trial *t, int64_t *ret,
                      struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO trigger_trial (name, content, from_day, to_day, looked_at, "
                        "proposed, cant_tell, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, name);
        db_bind_bytes(q, 2, bytes_of(t->content));
        db_bind_whole(q, 3, t->from);
        db_bind_whole(q, 4, t->to);
        db_bind_whole(q, 5, t->figures.looked_at);
        db_bind_whole(q, 6, t->figures.proposed);
        db_bind_whole(q, 7, t->figures.cant_tell);
        db_bind_text(q, 8, t->who);
        db_bind_whole(q, 9, t->at);
        code = db_add(q, ret, err);
    }
    return code;
}

/* The one row of a name's newest; *ret_row: there is one, to be reset. */
static int newest(struct db *db, const char *sql, struct str name, struct db_query **ret,
                  bool *ret_row, struct err *err)
{
    int code = db_query(db, sql, ret, err);
    if (code == 0) {
        db_bind_text(*ret, 1, name);
        code = db_step(*ret, ret_row, err);
    }
    return code;
}

int trigger_trial_last(struct db *db, struct arena *arena, struct str name,
                       struct trigger_trial *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = newest(db,
                      "SELECT trial, content, from_day, to_day, looked_at, proposed, cant_tell, "
                      "who, at FROM trigger_trial WHERE name = $1 ORDER BY trial DESC LIMIT 1",
                      name, &q, &row, err);
    *ret = (struct trigger_trial){0};
    if (code == 0 && row) {
        *ret = (struct trigger_trial){.number = db_whole(q, 0),
                                      .from = (int32_t)db_whole(q, 2),
                                      .to = (int32_t)db_whole(q, 3),
                                      .figures = {.looked_at = db_whole(q, 4),
                                                  .proposed = db_whole(q, 5),
                                                  .cant_tell = db_whole(q, 6)},
                                      .who = arena_str(arena, db_text(q, 7)),
                                      .at = db_whole(q, 8)};
        take_content(db_bytes(q, 1), ret->content);
        db_reset(q);
    }
    return code;
}

/* ---- decisions ---- */

int trigger_decision_add(struct db *db, struct str name, const struct trigger_decision *d,
                         int64_t *ret, struct err *err)
{
    struct db_query *q;
    if (d->why.len == 0 || d->why.len > TRIGGER_WHY_MAX || !utf8_valid(d->why)) {
        return err_set(err, ERR_INPUT, "a reason of 1 to %d bytes in UTF-8 is wanted",
                       TRIGGER_WHY_MAX);
    }
    int code = db_query(db,
                        "INSERT INTO trigger_decision (name, state, content, trial, who, at, why) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, name);
        db_bind_text(q, 2, str_of(trigger_state_names[d->state]));
        db_bind_bytes(q, 3, bytes_of(d->content));
        if (d->trial != 0) {
            db_bind_whole(q, 4, d->trial);
        }
        db_bind_text(q, 5, d->who);
        db_bind_whole(q, 6, d->at);
        db_bind_text(q, 7, d->why);
        code = db_add(q, ret, err);
    }
    return code;
}

int trigger_decision_last(struct db *db, struct arena *arena, struct str name,
                          struct trigger_decision *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = newest(db,
                      "SELECT decision, state, content, trial, who, at, why FROM trigger_decision "
                      "WHERE name = $1 ORDER BY decision DESC LIMIT 1",
                      name, &q, &row, err);
    *ret = (struct trigger_decision){0};
    if (code == 0 && row) {
        *ret = (struct trigger_decision){.number = db_whole(q, 0),
                                         .trial = db_is_null(q, 3) ? 0 : db_whole(q, 3),
                                         .who = arena_str(arena, db_text(q, 4)),
                                         .at = db_whole(q, 5),
                                         .why = arena_str(arena, db_text(q, 6))};
        for (int s = 0; s <= TRIGGER_SHADOW; s++) {
            ret->state = str_eq(db_text(q, 1), str_of(trigger_state_names[s]))
                             ? (enum trigger_state)s
                             : ret->state;
        }
        take_content(db_bytes(q, 2), ret->content);
        db_reset(q);
    }
    return code;
}

int trigger_pack_shadow(struct db *db, struct str pack, bool *ret, struct err *err)
{
    struct arena arena = {0};
    struct trigger_decision decision;
    int code = trigger_decision_last(db, &arena, pack, &decision, err);
    if (code == 0) {
        *ret = decision.state == TRIGGER_SHADOW;
    }
    arena_free(&arena);
    return code;
}

int triggers_any_on(struct db *db, bool *ret, struct err *err)
{
    int64_t any = 0;
    int code = db_number_with(
        db,
        "SELECT 1 FROM trigger_decision d WHERE d.state <> 'off' AND d.name LIKE '%/%' AND "
        "d.decision = (SELECT max(e.decision) FROM trigger_decision e WHERE e.name = d.name) "
        "LIMIT 1",
        NULL, 0, &any, err);
    *ret = any != 0;
    return code;
}

/* ---- how far ---- */

int trigger_position_read(struct db *db, struct str name, struct trigger_position *ret,
                          bool *ret_there, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = newest(db,
                      "SELECT change, day, looked_at, proposed, cant_tell FROM trigger_position "
                      "WHERE name = $1",
                      name, &q, &row, err);
    if (code == 0 && row) {
        *ret = (struct trigger_position){.change = db_whole(q, 0),
                                         .day = (int32_t)db_whole(q, 1),
                                         .figures = {.looked_at = db_whole(q, 2),
                                                     .proposed = db_whole(q, 3),
                                                     .cant_tell = db_whole(q, 4)}};
        db_reset(q);
    }
    *ret_there = row;
    return code;
}

int trigger_position_put(struct db *db, struct str name, const struct trigger_position *p,
                         int64_t now, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO trigger_position (name, change, day, looked_at, proposed, "
                        "cant_tell, at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                        "ON CONFLICT (name) DO UPDATE SET change = $2, day = $3, looked_at = $4, "
                        "proposed = $5, cant_tell = $6, at = $7",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, name);
        db_bind_whole(q, 2, p->change);
        db_bind_whole(q, 3, p->day);
        db_bind_whole(q, 4, p->figures.looked_at);
        db_bind_whole(q, 5, p->figures.proposed);
        db_bind_whole(q, 6, p->figures.cant_tell);
        db_bind_whole(q, 7, now);
        code = db_do(q, err);
    }
    return code;
}

int trigger_feed_end(struct db *db, int64_t *ret, struct err *err)
{
    return db_number_with(db, "SELECT max(change) FROM change", NULL, 0, ret, err);
}

/* Which version an entry of the feed tells of: the newest that was there when it was made; the
 * entries of one second are told apart by nothing else, and tell of the same then. */
#define CHANGE_COLUMNS(subject)                                                                    \
    "SELECT c.change, c.number, (SELECT max(v.version) FROM record_version v WHERE "               \
    "v.record = c.number AND v.known_from <= c.at), c.other, c.at FROM change c JOIN record r "    \
    "ON r.record = c.number WHERE c.change > $1 AND c.change <= $2 AND c.subject = " subject       \
    " AND c.what IN ('added', 'changed') AND r.source = $3 ORDER BY c.change LIMIT $4"

int trigger_changes(struct db *db, bool mentions, int64_t source, int64_t after, int64_t until,
                    struct trigger_change *ret, size_t count, size_t *ret_count, struct err *err)
{
    const int64_t values[] = {after, until, source, (int64_t)count};
    struct db_query *q;
    bool row = false;
    int code =
        db_query_with(db, mentions ? CHANGE_COLUMNS("'mention'") : CHANGE_COLUMNS("'record'"),
                      values, 4, &q, err);
    *ret_count = 0;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        ret[(*ret_count)++] = (struct trigger_change){.change = db_whole(q, 0),
                                                      .record = db_whole(q, 1),
                                                      .version = db_whole(q, 2),
                                                      .number = mentions ? (int)db_whole(q, 3) : 0,
                                                      .at = db_whole(q, 4)};
    }
    return code;
}

int trigger_past(struct db *db, int64_t source, int64_t from, int64_t to, trigger_past_visit *visit,
                 void *context, struct err *err)
{
    struct whole_list found = {0}; /* record, version, time, in turn: visits ask the store, too */
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT v.record, v.version, v.known_from FROM record_version v "
                             "JOIN record r ON r.record = v.record WHERE r.source = $1 AND "
                             "v.known_from >= $2 AND v.known_from < $3 AND v.cells IS NOT NULL "
                             "ORDER BY v.known_from, r.identity, v.version",
                             WHOLES(source, from, to), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(&found, db_whole(q, 0));
        whole_list_add(&found, db_whole(q, 1));
        whole_list_add(&found, db_whole(q, 2));
    }
    for (size_t i = 0; code == 0 && i < found.count; i += 3) {
        code = visit(context, found.at[i], found.at[i + 1], found.at[i + 2], err);
    }
    whole_list_free(&found);
    return code;
}
