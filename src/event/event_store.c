/* event_store.c - statements on events. */
#include "event_store.h"

#include "encoding.h"

#include <sodium.h>

const char *const event_status_names[EVENT_STATUSES + 1] = {"proposed", "confirmed", "acted_on",
                                                            "closed",   "withdrawn", NULL};
const char *const event_act_names[EVENT_ACTS + 1] = {
    "told", "detected", "answered", "confirmed", "corrected", "began", "closed", "withdrawn", NULL};

/* ---- sealed texts ---- */

/* struct sealed_place - where a row keeps a text: the statement takes row, key, bytes. */
struct sealed_place {
    const char *sql, *place;
};
static const struct sealed_place why_place = {
    "UPDATE event_version SET why_key = $2, why = $3 WHERE entry = $1", "event_why"};
static const struct sealed_place answer_place = {
    "UPDATE event_answer SET answer_key = $2, value = $3 WHERE answer = $1", "event_answer"};
static const struct sealed_place told_by_place = {
    "UPDATE event_telling SET told_by_key = $2, told_by = $3 WHERE telling = $1", "event_told_by"};
static const struct sealed_place reasons_place = {
    "UPDATE event_telling SET reasons_key = $2, reasons = $3 WHERE telling = $1", "event_reasons"};

static int put_text(struct db *db, struct seal *seal, const struct sealed_place *where, int64_t row,
                    struct str text, struct err *err)
{
    struct buf sealed = {0};
    struct db_query *q;
    int64_t key = 0;
    if (text.len > EVENT_TEXT_BYTES_MAX || !utf8_valid(text)) {
        return err_set(err, ERR_INPUT, "what is said must be UTF-8, of at most %d bytes",
                       EVENT_TEXT_BYTES_MAX);
    }
    if (text.len == 0) {
        return 0;
    }
    int code = seal_key_new(seal, &key, err);
    code = code ? code : seal_value(seal, key, where->place, row, text, &sealed, err);
    code = code ? code : db_query(db, where->sql, &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, row);
        db_bind_whole(q, 2, key);
        db_bind_bytes(q, 3, buf_str(&sealed));
        code = db_do(q, err);
    }
    buf_free(&sealed);
    return code;
}

/* The text whose key and bytes begin at a column; "": none, or its key is gone. */
static int take_text(struct db_query *q, struct seal *seal, const struct sealed_place *where,
                     int64_t row, int column, struct arena *arena, struct str *ret, struct err *err)
{
    struct buf text = {0};
    struct err inner = {0};
    *ret = STR("");
    if (db_is_null(q, column) || db_is_null(q, column + 1)) {
        return 0;
    }
    int code = unseal_value(seal, db_whole(q, column), where->place, row, db_bytes(q, column + 1),
                            &text, &inner);
    if (code == 0) {
        *ret = arena_str(arena, buf_str(&text));
    }
    buf_free(&text);
    return code == 0 || code == ERR_NOTFOUND ? 0 : err_set(err, code, "%s", inner.message);
}

static int named(const char *const *names, int count, struct str name)
{
    int place = 0;
    while (place < count - 1 && !str_eq(name, str_of(names[place]))) {
        place++;
    }
    return place;
}

/* ---- written ---- */

int event_make(struct db *db, struct event_made *e, struct err *err)
{
    struct db_query *q;
    int64_t taken = 1;
    int code = 0;
    while (code == 0 && taken != 0) {
        uint32_t bits;
        randombytes_buf(&bits, sizeof bits);
        event_id_text(bits, e->id);
        code = event_named(db, str_of(e->id), &taken, err);
    }
    code = code ? code
                : db_query(db,
                           "INSERT INTO event (id, type, purpose, shadow, made) "
                           "VALUES ($1, $2, $3, $4, $5)",
                           &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(e->id));
        db_bind_text(q, 2, e->type);
        db_bind_text(q, 3, e->purpose);
        db_bind_whole(q, 4, e->shadow);
        db_bind_whole(q, 5, e->made);
        code = db_add(q, &e->number, err);
    }
    return code;
}

int event_version_add(struct db *db, struct seal *seal, int64_t event,
                      const struct event_version *v, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int64_t last = 0;
    int64_t row = 0;
    int code = db_number_with(db, "SELECT max(version) FROM event_version WHERE event = $1",
                              WHOLES(event), &last, err);
    code = code ? code
                : db_do_with(
                      db, "UPDATE event_version SET ended = $2 WHERE event = $1 AND ended IS NULL",
                      WHOLES(event, v->at), err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO event_version (event, version, pack_version, act, status, "
                           "known, language, case_reference, who, at) "
                           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                           &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, event);
    db_bind_whole(q, 2, last + 1);
    db_bind_text(q, 3, v->pack_version);
    db_bind_text(q, 4, str_of(event_act_names[v->act]));
    db_bind_text(q, 5, str_of(event_status_names[v->status]));
    db_bind_whole(q, 6, v->known);
    db_bind_text(q, 7, v->language);
    db_bind_text(q, 8, v->case_reference);
    db_bind_text(q, 9, v->who);
    db_bind_whole(q, 10, v->at);
    code = db_add(q, &row, err);
    code = code ? code : put_text(db, seal, &why_place, row, v->why, err);
    if (code == 0) {
        *ret = last + 1;
    }
    return code;
}

int event_people_put(struct db *db, int64_t event, int64_t version, struct str role,
                     const struct event_mention *mentions, size_t count, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "UPDATE event_mention SET until = $3 WHERE event = $1 AND role = $2 "
                        "AND until IS NULL",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, event);
        db_bind_text(q, 2, role);
        db_bind_whole(q, 3, version);
        code = db_do(q, err);
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = db_query(db,
                        "INSERT INTO event_mention (event, role, since, place, record, number) "
                        "VALUES ($1, $2, $3, $4, $5, $6)",
                        &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, event);
            db_bind_text(q, 2, role);
            db_bind_whole(q, 3, version);
            db_bind_whole(q, 4, (int64_t)i);
            db_bind_whole(q, 5, mentions[i].record);
            db_bind_whole(q, 6, mentions[i].number);
            code = db_do(q, err);
        }
    }
    return code;
}

static int end_answer(struct db *db, int64_t event, int64_t version, struct str name,
                      struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "UPDATE event_answer SET until = $3 WHERE event = $1 AND name = $2 "
                        "AND until IS NULL",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, event);
        db_bind_text(q, 2, name);
        db_bind_whole(q, 3, version);
        code = db_do(q, err);
    }
    return code;
}

int event_answer_put(struct db *db, struct seal *seal, int64_t event, int64_t version,
                     const struct event_answer *a, bool told_otherwise, struct err *err)
{
    struct db_query *q;
    int64_t row = 0;
    int code = told_otherwise ? 0 : end_answer(db, event, version, a->name, err);
    if (code != 0 || a->value.len == 0) {
        return code; /* taken back: nothing is known any more */
    }
    code = db_query(db,
                    "INSERT INTO event_answer (event, name, role, since, until, telling) "
                    "VALUES ($1, $2, $3, $4, $5, $6)",
                    &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, event);
    db_bind_text(q, 2, a->name);
    db_bind_text(q, 3, a->role);
    db_bind_whole(q, 4, version);
    if (told_otherwise) {
        db_bind_whole(q, 5, version);
    }
    if (a->telling != 0) {
        db_bind_whole(q, 6, a->telling);
    }
    code = db_add(q, &row, err);
    return code ? code : put_text(db, seal, &answer_place, row, a->value, err);
}

int event_telling_add(struct db *db, struct seal *seal, int64_t event,
                      const struct event_telling *t, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int64_t row = 0;
    int code = db_query(db,
                        "INSERT INTO event_telling (event, version, kind, at, known, relation, "
                        "channel, typed_by, trigger_name, confidence) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, event);
    db_bind_whole(q, 2, t->version);
    db_bind_text(q, 3, t->detected ? STR("detected") : STR("told"));
    db_bind_whole(q, 4, t->at);
    db_bind_whole(q, 5, t->known);
    db_bind_text(q, 6, t->relation);
    db_bind_text(q, 7, t->channel);
    db_bind_text(q, 8, t->typed_by);
    db_bind_text(q, 9, t->trigger);
    db_bind_whole(q, 10, t->confidence);
    code = db_add(q, &row, err);
    code = code ? code : put_text(db, seal, &told_by_place, row, t->told_by, err);
    code = code ? code : put_text(db, seal, &reasons_place, row, t->reasons, err);
    if (code == 0) {
        *ret = row;
    }
    return code;
}

int event_evidence_add(struct db *db, int64_t telling, int64_t record, int64_t version,
                       struct err *err)
{
    return db_do_with(db,
                      "INSERT INTO event_evidence (telling, record, version) VALUES ($1, $2, $3) "
                      "ON CONFLICT (telling, record) DO NOTHING",
                      WHOLES(telling, record, version), err);
}

/* ---- read ---- */

int event_named(struct db *db, struct str id, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT event FROM event WHERE id = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, id);
        code = db_take_number(q, ret, err);
    }
    return code;
}

static int read_made(struct db *db, int64_t number, struct event *e, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code =
        db_query_with(db, "SELECT id, type, purpose, shadow, made FROM event WHERE event = $1",
                      WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is no such event");
    }
    if (code == 0) {
        struct str id = db_text(q, 0);
        e->made = (struct event_made){.number = number,
                                      .type = arena_str(&e->arena, db_text(q, 1)),
                                      .purpose = arena_str(&e->arena, db_text(q, 2)),
                                      .shadow = db_whole(q, 3) != 0,
                                      .made = db_whole(q, 4)};
        memcpy(e->made.id, id.ptr, id.len < EVENT_ID_LENGTH ? id.len : EVENT_ID_LENGTH);
        db_reset(q);
    }
    return code;
}

#define VERSION_COLUMNS                                                                            \
    "SELECT version, pack_version, act, status, known, language, case_reference, who, at, entry, " \
    "why_key, why FROM event_version WHERE event = $1 "

static int take_version(struct db_query *q, struct seal *seal, struct arena *arena,
                        struct event_version *ret, struct err *err)
{
    *ret = (struct event_version){
        .number = db_whole(q, 0),
        .pack_version = arena_str(arena, db_text(q, 1)),
        .act = (enum event_act)named(event_act_names, EVENT_ACTS, db_text(q, 2)),
        .status = (enum event_status)named(event_status_names, EVENT_STATUSES, db_text(q, 3)),
        .known = (int32_t)db_whole(q, 4),
        .language = arena_str(arena, db_text(q, 5)),
        .case_reference = arena_str(arena, db_text(q, 6)),
        .who = arena_str(arena, db_text(q, 7)),
        .at = db_whole(q, 8)};
    return take_text(q, seal, &why_place, db_whole(q, 9), 10, arena, &ret->why, err);
}

int event_history(struct db *db, struct seal *seal, int64_t number, event_version_visit *visit,
                  void *context, struct err *err)
{
    struct arena arena = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, VERSION_COLUMNS "ORDER BY version", WHOLES(number), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct event_version version;
        code = take_version(q, seal, &arena, &version, err);
        code = code ? code : visit(context, &version, err);
        arena_reset(&arena);
        if (code != 0) {
            db_reset(q);
        }
    }
    arena_free(&arena);
    return code;
}

static int read_version(struct db *db, struct seal *seal, struct event *e, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code =
        db_query_with(db, VERSION_COLUMNS "AND ended IS NULL", WHOLES(e->made.number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        code = take_version(q, seal, &e->arena, &e->version, err);
        db_reset(q);
    }
    return code;
}

static int count_rows(struct db *db, const char *sql, int64_t event, size_t *ret, struct err *err)
{
    int64_t count = 0;
    int code = db_number_with(db, sql, WHOLES(event), &count, err);
    *ret = (size_t)count;
    return code;
}

static int read_mentions(struct db *db, struct event *e, struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    int code =
        count_rows(db, "SELECT count(*) FROM event_mention WHERE event = $1 AND until IS NULL",
                   e->made.number, &count, err);
    e->mentions = arena_alloc(&e->arena, (count + 1) * sizeof *e->mentions);
    code = code ? code
                : db_query_with(db,
                                "SELECT role, record, number FROM event_mention WHERE event = $1 "
                                "AND until IS NULL ORDER BY role, place",
                                WHOLES(e->made.number), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        e->mentions[e->mention_count++] = (struct event_mention){
            arena_str(&e->arena, db_text(q, 0)), db_whole(q, 1), (int)db_whole(q, 2)};
    }
    return code;
}

static int read_answers(struct db *db, struct seal *seal, struct event *e, struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    int code = count_rows(db, "SELECT count(*) FROM event_answer WHERE event = $1", e->made.number,
                          &count, err);
    e->answers = arena_alloc(&e->arena, (count + 1) * sizeof *e->answers);
    code = code ? code
                : db_query_with(db,
                                "SELECT answer, name, role, since, until, telling, answer_key, "
                                "value FROM event_answer WHERE event = $1 ORDER BY answer",
                                WHOLES(e->made.number), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct event_answer *a = &e->answers[e->answer_count++];
        *a = (struct event_answer){.name = arena_str(&e->arena, db_text(q, 1)),
                                   .role = arena_str(&e->arena, db_text(q, 2)),
                                   .since = db_whole(q, 3),
                                   .until = db_is_null(q, 4) ? 0 : db_whole(q, 4),
                                   .telling = db_is_null(q, 5) ? 0 : db_whole(q, 5)};
        code = take_text(q, seal, &answer_place, db_whole(q, 0), 6, &e->arena, &a->value, err);
        if (code != 0) {
            db_reset(q);
        }
    }
    return code;
}

static int read_tellings(struct db *db, struct seal *seal, struct event *e, struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    int code = count_rows(db, "SELECT count(*) FROM event_telling WHERE event = $1", e->made.number,
                          &count, err);
    e->tellings = arena_alloc(&e->arena, (count + 1) * sizeof *e->tellings);
    code = code ? code
                : db_query_with(db,
                                "SELECT telling, version, kind, at, known, relation, channel, "
                                "typed_by, trigger_name, confidence, told_by_key, told_by, "
                                "reasons_key, reasons FROM event_telling WHERE event = $1 "
                                "ORDER BY telling",
                                WHOLES(e->made.number), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct event_telling *t = &e->tellings[e->telling_count++];
        *t = (struct event_telling){.number = db_whole(q, 0),
                                    .version = db_whole(q, 1),
                                    .detected = str_eq(db_text(q, 2), STR("detected")),
                                    .at = db_whole(q, 3),
                                    .known = (int32_t)db_whole(q, 4),
                                    .relation = arena_str(&e->arena, db_text(q, 5)),
                                    .channel = arena_str(&e->arena, db_text(q, 6)),
                                    .typed_by = arena_str(&e->arena, db_text(q, 7)),
                                    .trigger = arena_str(&e->arena, db_text(q, 8)),
                                    .confidence = (int)db_whole(q, 9)};
        code = take_text(q, seal, &told_by_place, t->number, 10, &e->arena, &t->told_by, err);
        code = code
                   ? code
                   : take_text(q, seal, &reasons_place, t->number, 12, &e->arena, &t->reasons, err);
        if (code != 0) {
            db_reset(q);
        }
    }
    return code;
}

int event_read(struct db *db, struct seal *seal, int64_t number, struct event *ret, struct err *err)
{
    int code = read_made(db, number, ret, err);
    code = code ? code : read_version(db, seal, ret, err);
    code = code ? code : read_mentions(db, ret, err);
    code = code ? code : read_answers(db, seal, ret, err);
    return code ? code : read_tellings(db, seal, ret, err);
}

void event_free(struct event *event)
{
    arena_free(&event->arena);
    *event = (struct event){0};
}

int event_numbers(struct db *db, struct str type, struct str purpose, bool open,
                  struct whole_list *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT e.event FROM event e JOIN event_version v ON v.event = e.event "
                        "AND v.ended IS NULL WHERE ($1 = '' OR e.type = $1) AND e.purpose = $2 "
                        "AND ($3 = 0 OR v.status NOT IN ('closed', 'withdrawn')) ORDER BY e.event",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, type);
    db_bind_text(q, 2, purpose);
    db_bind_whole(q, 3, open);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(ret, db_whole(q, 0));
    }
    return code;
}

int events_of_mention(struct db *db, int64_t record, int number, struct whole_list *ret,
                      struct err *err)
{
    return db_list_with(db,
                        "SELECT DISTINCT event FROM event_mention WHERE record = $1 AND "
                        "number = $2 ORDER BY event",
                        WHOLES(record, number), ret, err);
}

const struct event_answer *event_answer_of(const struct event *e, struct str name)
{
    const struct event_answer *found = NULL;
    for (size_t i = 0; i < e->answer_count; i++) {
        const struct event_answer *a = &e->answers[i];
        found = a->until == 0 && a->value.len > 0 && str_eq(a->name, name) ? a : found;
    }
    return found;
}

/* ---- kept for long enough ---- */

int events_ended(struct db *db, struct str purpose, int64_t before, struct whole_list *ret,
                 struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(
        db,
        "SELECT e.event FROM event e JOIN event_version v ON v.event = e.event AND v.ended IS NULL "
        "WHERE e.purpose = $1 AND v.status IN ('closed', 'withdrawn') AND v.at < $2 AND (EXISTS "
        "(SELECT 1 FROM event_mention m WHERE m.event = e.event) OR EXISTS (SELECT 1 FROM "
        "duty_entry d WHERE d.event = e.event AND d.text_key IS NOT NULL) OR EXISTS (SELECT 1 FROM "
        "event_answer a WHERE a.event = e.event AND a.answer_key IS NOT NULL) OR EXISTS (SELECT 1 "
        "FROM event_telling t WHERE t.event = e.event AND t.told_by_key IS NOT NULL) OR EXISTS "
        "(SELECT 1 FROM event_version w WHERE w.event = e.event AND w.why_key IS NOT NULL) OR EXISTS "
        "(SELECT 1 FROM process p WHERE p.event = e.event AND p.state_key IS NOT NULL)) "
        "ORDER BY e.event",
        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, purpose);
    db_bind_whole(q, 2, before);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(ret, db_whole(q, 0));
    }
    return code;
}

/* What was done after it, and what was to leave. */
#define ITS_ACTIONS                                                                                \
    "action IN (SELECT a.action FROM action a JOIN process p ON p.process = a.process WHERE "      \
    "p.event = $1)"

#define ITS_PROCESSES "process IN (SELECT p.process FROM process p WHERE p.event = $1)"

int event_forget(struct db *db, int64_t event, struct err *err)
{
    static const char *const sqls[] = {
        "INSERT INTO retention_key (value_key) SELECT why_key FROM event_version WHERE event = $1 "
        "AND why_key IS NOT NULL ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT told_by_key FROM event_telling WHERE "
        "event = $1 AND told_by_key IS NOT NULL ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT reasons_key FROM event_telling WHERE "
        "event = $1 AND reasons_key IS NOT NULL ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT answer_key FROM event_answer WHERE event = $1 "
        "AND answer_key IS NOT NULL ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT text_key FROM duty_entry WHERE event = $1 "
        "AND text_key IS NOT NULL ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT state_key FROM process WHERE event = $1 AND "
        "state_key IS NOT NULL ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT content_key FROM action_content WHERE " ITS_ACTIONS
        " ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT pdf_key FROM letter WHERE pdf_key IS NOT NULL "
        "AND " ITS_ACTIONS " ON CONFLICT (value_key) DO NOTHING",
        "INSERT INTO retention_key (value_key) SELECT text_key FROM case_reason WHERE text_key IS "
        "NOT NULL AND " ITS_PROCESSES " ON CONFLICT (value_key) DO NOTHING",
        "DELETE FROM action_content WHERE " ITS_ACTIONS,
        "DELETE FROM letter WHERE " ITS_ACTIONS,
        "DELETE FROM delivery_note WHERE " ITS_ACTIONS,
        "DELETE FROM action WHERE " ITS_ACTIONS,
        "UPDATE case_reason SET text_key = NULL, text = NULL WHERE " ITS_PROCESSES,
        "DELETE FROM deceased_mention WHERE event = $1",
        "DELETE FROM deceased_name WHERE event = $1",
        "UPDATE process SET status = 'ended', wake = NULL, wants_look = 0, state_key = NULL, "
        "state = NULL WHERE event = $1",
        "UPDATE event_version SET why_key = NULL, why = NULL, case_reference = '' WHERE event = $1",
        "UPDATE event_telling SET told_by_key = NULL, told_by = NULL, reasons_key = NULL, "
        "reasons = NULL WHERE event = $1",
        "UPDATE event_answer SET answer_key = NULL, value = NULL WHERE event = $1",
        "UPDATE duty_entry SET text_key = NULL, text = NULL WHERE event = $1",
        "DELETE FROM event_evidence WHERE telling IN (SELECT telling FROM event_telling WHERE "
        "event = $1)",
        "DELETE FROM event_mention WHERE event = $1"};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof sqls / sizeof sqls[0]; i++) {
        code = db_do_with(db, sqls[i], WHOLES(event), err);
    }
    return code;
}

/* ---- recalls ---- */

int event_recall_add(struct db *db, const struct event_recall *r, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO event_recall (event, version, what, at, who) "
                        "VALUES ($1, $2, $3, $4, $5)",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, r->event);
        db_bind_whole(q, 2, r->version);
        db_bind_text(q, 3, r->amend ? STR("amend") : STR("recall"));
        db_bind_whole(q, 4, r->at);
        db_bind_text(q, 5, r->who);
        code = db_do(q, err);
    }
    return code;
}

int event_recalls(struct db *db, int64_t event, event_recall_visit *visit, void *context,
                  struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT recall, event, version, what, at, who FROM event_recall "
                             "WHERE taken IS NULL AND ($1 = 0 OR event = $1) ORDER BY recall",
                             WHOLES(event), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct event_recall r = {.number = db_whole(q, 0),
                                 .event = db_whole(q, 1),
                                 .version = db_whole(q, 2),
                                 .amend = str_eq(db_text(q, 3), STR("amend")),
                                 .at = db_whole(q, 4),
                                 .who = db_text(q, 5)};
        code = visit(context, &r, err);
        if (code != 0) {
            db_reset(q);
        }
    }
    return code;
}

int event_recall_take(struct db *db, int64_t number, int64_t now, struct err *err)
{
    int code =
        db_do_with(db, "UPDATE event_recall SET taken = $2 WHERE recall = $1 AND taken IS NULL",
                   WHOLES(number, now), err);
    return code == 0 && db_changed(db) == 0
               ? err_set(err, ERR_NOTFOUND, "no recall of that number waits")
               : code;
}
