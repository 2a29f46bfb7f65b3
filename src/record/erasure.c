/* erasure.c - see erasure.h. */
#include "erasure.h"

#include "definition.h"
#include "entity_store.h"
#include "kept_row.h"
#include "mark_store.h"
#include "mention_build.h"
#include "node_store.h"
#include "review_queue.h"
#include "search_build.h"
#include "stored_row.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

/* struct erasing - one entity, within the one transaction. */
struct erasing {
    struct picture *picture;
    struct str id;
    struct erasure_summary *summary;
    struct db *db;
    struct err *err;
    int64_t now;
    int64_t entity, erasure;
    struct buf tokens; /* to list */
    bool stood;        /* some record spoke of it still */
};

/* struct decided_list - mentions that a decision named. */
struct decided_list {
    struct decided_mention *at;
    size_t count, capacity;
};

/* ---- the entity ---- */

static int merged_away(struct erasing *e, int64_t into)
{
    struct db_query *q;
    bool row = false;
    int code =
        db_query_with(e->db, "SELECT id FROM entity WHERE entity = $1", WHOLES(into), &q, e->err);
    code = code ? code : db_step(q, &row, e->err);
    if (code == 0 && row) {
        code = err_set(e->err, ERR_CONFLICT, "%.*s was merged into %.*s: erase that",
                       PRI(e->id), /* not personal: ids of entities */
                       PRI(db_text(q, 0)));
        db_reset(q);
    }
    return code;
}

static int find_entity(struct erasing *e)
{
    struct db_query *q;
    bool row = false;
    int64_t into = 0;
    int code = db_query(e->db, "SELECT entity, merged_into FROM entity WHERE id = $1", &q, e->err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, e->id);
    code = db_step(q, &row, e->err);
    if (code == 0 && row) {
        e->entity = db_whole(q, 0);
        into = db_is_null(q, 1) ? 0 : db_whole(q, 1);
    }
    db_reset(q);
    if (code == 0 && !row) {
        code = err_set(e->err, ERR_NOTFOUND, "there is no entity %.*s in this home",
                       PRI(e->id)); /* not personal: an id */
    }
    return code == 0 && into != 0 ? merged_away(e, into) : code;
}

/* ---- keys ---- */

/* Of mentions that the record had before. */
static int note_past_keys(struct erasing *e, int64_t record)
{
    const int64_t values[] = {e->erasure, record};
    return db_do_with(e->db,
                      "INSERT INTO erasure_key (erasure, value_key) SELECT $1, value_key FROM "
                      "key_past WHERE record = $2 ON CONFLICT (erasure, value_key) DO NOTHING",
                      values, 2, e->err);
}

/* All that sealed anything of the record, ever. */
static int note_keys(struct erasing *e, int64_t record)
{
    const int64_t values[] = {e->erasure, record};
    int code = db_do_with(e->db,
                          "INSERT INTO erasure_key (erasure, value_key) SELECT $1, value_key FROM "
                          "record_version WHERE record = $2 AND value_key IS NOT NULL "
                          "ON CONFLICT (erasure, value_key) DO NOTHING",
                          values, 2, e->err);
    code =
        code ? code
             : db_do_with(e->db,
                          "INSERT INTO erasure_key (erasure, value_key) SELECT $1, value_key FROM "
                          "mention WHERE record = $2 ON CONFLICT (erasure, value_key) DO NOTHING",
                          values, 2, e->err);
    return code ? code : note_past_keys(e, record);
}

/* Versions that had ended by then. */
static int wipe_versions(struct erasing *e, int64_t record, int64_t until)
{
    const int64_t values[] = {record, until};
    const int64_t noted[] = {e->erasure, record, until};
    struct whole_list versions = {0};
    int code =
        db_do_with(e->db,
                   "INSERT INTO erasure_key (erasure, value_key) SELECT $1, value_key FROM "
                   "record_version WHERE record = $2 AND known_to <= $3 AND value_key IS NOT NULL "
                   "ON CONFLICT (erasure, value_key) DO NOTHING",
                   noted, 3, e->err);
    code =
        code ? code
             : db_list_with(
                   e->db, "SELECT version FROM record_version WHERE record = $1 AND known_to <= $2",
                   values, 2, &versions, e->err);
    for (size_t i = 0; code == 0 && i < versions.count; i++) {
        code = version_wipe(e->db, record, versions.at[i], e->err);
    }
    mem_free(versions.at);
    return code;
}

/* ---- mentions ---- */

static int drop_other_words(struct erasing *e, int64_t record)
{
    const int64_t values[] = {record, e->picture->model};
    struct whole_list models = {0};
    int code =
        db_list_with(e->db, "SELECT DISTINCT model FROM mention WHERE record = $1 AND model <> $2",
                     values, 2, &models, e->err);
    for (size_t i = 0; code == 0 && i < models.count; i++) {
        code = search_record_gone(e->db, e->picture->seal, models.at[i], record, e->err);
    }
    whole_list_free(&models);
    return code;
}

/* Of other model versions than the one in use, which live_apply looks after. */
static int drop_other_models(struct erasing *e, int64_t record)
{
    const int64_t values[] = {record, e->picture->model};
    struct whole_list nodes = {0};
    bool went = false;
    int code = db_list_with(e->db, "SELECT node FROM mention WHERE record = $1 AND model <> $2",
                            values, 2, &nodes, e->err);
    code = code ? code : drop_other_words(e, record);
    code = code ? code
                : db_do_with(e->db, "DELETE FROM mention WHERE record = $1 AND model <> $2", values,
                             2, e->err);
    for (size_t i = 0; code == 0 && i < nodes.count; i++) {
        code = nodes_without_mention_drop(e->db, nodes.at[i], &went, e->err);
    }
    if (code == 0 && went) {
        code = db_run(e->db,
                      "DELETE FROM block WHERE NOT EXISTS "
                      "(SELECT 1 FROM node WHERE node.node = block.node)",
                      e->err);
    }
    mem_free(nodes.at);
    return code;
}

/* Nothing is left by which a record's mentions were told apart before, nor by which anybody signed
 * in as one of them (0024_web.sql). */
static int forget_past(struct erasing *e, int64_t record)
{
    static const char *const sqls[] = {
        "DELETE FROM membership_past WHERE record = $1", "DELETE FROM key_past WHERE record = $1",
        "DELETE FROM web_code WHERE record = $1", "DELETE FROM web_sign_on WHERE record = $1"};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof sqls / sizeof sqls[0]; i++) {
        code = db_do_with(e->db, sqls[i], WHOLES(record), e->err);
    }
    return code;
}

/* ---- decisions ---- */

/* What people decided of a record's mentions goes, with its reason; the mentions that it was
 * decided about stand by themselves no longer. */
static int drop_decisions(struct erasing *e, int64_t record, struct decided_list *ret_others)
{
    static const char *const sqls[] = {
        "SELECT right_record, right_number FROM decision WHERE left_record = $1",
        "SELECT left_record, left_number FROM decision WHERE right_record = $1"};
    const int64_t values[] = {e->erasure, record};
    int code = review_queue_forget(e->db, record, e->err);
    for (int i = 0; code == 0 && i < 2; i++) {
        struct db_query *q;
        bool row = false;
        code = db_query_with(e->db, sqls[i], WHOLES(record), &q, e->err);
        while (code == 0 && (code = db_step(q, &row, e->err)) == 0 && row) {
            void *at = ret_others->at;
            mem_must_grow(&at, &ret_others->capacity, ret_others->count + 1,
                          sizeof *ret_others->at);
            ret_others->at = at;
            ret_others->at[ret_others->count++] =
                (struct decided_mention){db_whole(q, 0), (int)db_whole(q, 1)};
        }
    }
    code = code ? code
                : db_do_with(
                      e->db,
                      "INSERT INTO erasure_key (erasure, value_key) SELECT $1, why_key FROM "
                      "decision WHERE (left_record = $2 OR right_record = $2) AND why_key IS NOT "
                      "NULL ON CONFLICT (erasure, value_key) DO NOTHING",
                      values, 2, e->err);
    code = code ? code
                : db_do_with(
                      e->db,
                      "DELETE FROM opinion WHERE decision IN (SELECT decision FROM decision WHERE "
                      "left_record = $1 OR right_record = $1)",
                      WHOLES(record), e->err);
    return code ? code
                : db_do_with(e->db,
                             "DELETE FROM decision WHERE left_record = $1 OR right_record = $1",
                             WHOLES(record), e->err);
}

/* ---- what is marked ---- */

/* A record that is sealed, though of this entity once, isn't there for whoever erases. */
#define NOT_SEALED                                                                                 \
    "NOT EXISTS (SELECT 1 FROM mark k WHERE k.record = p.record AND k.what = 1 "                   \
    "AND k.lifted IS NULL)"

/* A hold stops it (UK GDPR Article 17(3)(e): claims in law). */
static int check_held(struct erasing *e)
{
    struct buf ground = {0};
    int64_t until = 0;
    char day[CALENDAR_TEXT_MAX];
    int code =
        mark_held(e->db, e->picture->seal, e->entity, 0, calendar_today(), &ground, &until, e->err);
    if (code == 0 && until != 0) {
        code = err_set(e->err, ERR_CONFLICT,
                       "%.*s is held until %s, and nothing is erased before: %.*s",
                       PRI(e->id), /* not personal: an id */
                       calendar_text((int32_t)until, day),
                       PRI(buf_str(&ground))); /* what somebody wrote for this to be said */
    }
    buf_free(&ground);
    return code;
}

static int drop_marks(struct erasing *e, int64_t record)
{
    struct whole_list keys = {0};
    int code = marks_forget(e->db, record, &keys, e->err);
    for (size_t i = 0; code == 0 && i < keys.count; i++) {
        code = db_do_with(e->db,
                          "INSERT INTO erasure_key (erasure, value_key) VALUES ($1, $2) "
                          "ON CONFLICT (erasure, value_key) DO NOTHING",
                          WHOLES(e->erasure, keys.at[i]), e->err);
    }
    whole_list_free(&keys);
    return code;
}

/* What was said with requests of theirs; that there was a request, and when it was answered,
 * stays. */
static int note_request_keys(struct erasing *e)
{
    const int64_t values[] = {e->erasure, e->entity};
    static const char *const sqls[] = {
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, detail_key FROM request "
        "WHERE entity = $2 AND detail_key IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING",
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, outcome_key FROM request "
        "WHERE entity = $2 AND outcome_key IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING"};
    int code = db_do_with(e->db, sqls[0], values, 2, e->err);
    return code ? code : db_do_with(e->db, sqls[1], values, 2, e->err);
}

/* ---- life events ---- */

/* This entity and those that were merged into it. */
#define ITS_ENTITIES                                                                               \
    "WITH RECURSIVE its (entity) AS (SELECT entity FROM entity WHERE entity = $1 UNION "           \
    "SELECT e.entity FROM entity e JOIN its ON e.merged_into = its.entity) "

/* Roles of events that name them, by a mention that is theirs, or was last. */
#define ITS_ROLES                                                                                  \
    ITS_ENTITIES                                                                                   \
    "SELECT p.event, p.role = 'subject', p.role FROM event_mention p WHERE EXISTS "                \
    "(SELECT 1 FROM membership m WHERE m.record = p.record AND m.number = p.number AND "           \
    "m.entity = $1) OR (NOT EXISTS (SELECT 1 FROM membership m WHERE m.record = p.record AND "     \
    "m.number = p.number) AND EXISTS (SELECT 1 FROM membership_past w WHERE w.record = p.record "  \
    "AND w.number = p.number AND w.entity IN (SELECT entity FROM its))) "                          \
    "GROUP BY p.event, p.role ORDER BY p.event, p.role"

static int note_event_keys(struct erasing *e, const char *sql, int64_t event)
{
    const int64_t values[] = {e->erasure, event};
    return db_do_with(e->db, sql, values, 2, e->err);
}

#define ITS_ACTIONS                                                                                \
    "action IN (SELECT a.action FROM action a JOIN process p ON p.process = a.process WHERE "      \
    "p.event = $2 AND $1 <> 0)"

/* All that was said of the event, about whomever but others that it names; and all that was being
 * done after it, which ends. */
static int forget_event(struct erasing *e, int64_t event)
{
    static const char *const sqls[] = {
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, why_key FROM event_version WHERE "
        "event = $2 AND why_key IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING",
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, told_by_key FROM event_telling "
        "WHERE event = $2 AND told_by_key IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING",
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, reasons_key FROM event_telling "
        "WHERE event = $2 AND reasons_key IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING",
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, state_key FROM process WHERE "
        "event = $2 AND state_key IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING",
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, pdf_key FROM letter WHERE pdf_key "
        "IS NOT NULL AND " ITS_ACTIONS " ON CONFLICT (erasure, value_key) DO NOTHING",
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, text_key FROM case_reason WHERE "
        "text_key IS NOT NULL AND process IN (SELECT p.process FROM process p WHERE p.event = $2) "
        "ON CONFLICT (erasure, value_key) DO NOTHING",
        "DELETE FROM letter WHERE " ITS_ACTIONS,
        "DELETE FROM delivery_note WHERE " ITS_ACTIONS,
        "DELETE FROM deceased_mention WHERE event = $2 AND $1 <> 0",
        "DELETE FROM deceased_name WHERE event = $2 AND $1 <> 0",
        "DELETE FROM action WHERE " ITS_ACTIONS,
        "UPDATE process SET status = 'ended', wake = NULL, wants_look = 0, state_key = NULL, "
        "state = NULL WHERE event = $2 AND $1 <> 0"};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof sqls / sizeof sqls[0]; i++) {
        code = note_event_keys(e, sqls[i], event);
    }
    return code;
}

static int forget_role(struct erasing *e, int64_t event, struct str role)
{
    static const char *const sqls[] = {
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, answer_key FROM event_answer "
        "WHERE event = $2 AND role = $3 AND answer_key IS NOT NULL AND $1 <> 0 "
        "ON CONFLICT (erasure, value_key) DO NOTHING",
        /* What the duties of the event rest on may be of any of those whom it names. */
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, text_key FROM duty_entry "
        "WHERE event = $2 AND $3 <> '' AND text_key IS NOT NULL "
        "ON CONFLICT (erasure, value_key) DO NOTHING",
        /* Likewise what was to leave, which is composed anew where it still is. */
        "INSERT INTO erasure_key (erasure, value_key) SELECT $1, content_key FROM action_content "
        "WHERE $3 <> '' AND " ITS_ACTIONS " ON CONFLICT (erasure, value_key) DO NOTHING",
        "DELETE FROM action_content WHERE $3 <> '' AND " ITS_ACTIONS,
        "DELETE FROM event_mention WHERE event = $2 AND role = $3 AND $1 <> 0"};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof sqls / sizeof sqls[0]; i++) {
        struct db_query *q;
        code = db_query(e->db, sqls[i], &q, e->err);
        if (code == 0) {
            db_bind_whole(q, 1, e->erasure);
            db_bind_whole(q, 2, event);
            db_bind_text(q, 3, role);
            code = db_do(q, e->err);
        }
    }
    return code;
}

/* What was said of life events of theirs, and that these were theirs, goes; that there was one, and
 * what became of it when, stays. */
static int forget_events(struct erasing *e)
{
    struct arena arena = {0};
    struct whole_list found = {0}; /* event, whether they are its subject, in turn */
    struct str *roles = NULL;
    size_t capacity = 0;
    struct db_query *q;
    bool row = false;
    int code = db_query_with(e->db, ITS_ROLES, WHOLES(e->entity), &q, e->err);
    while (code == 0 && (code = db_step(q, &row, e->err)) == 0 && row) {
        void *grown = roles;
        mem_must_grow(&grown, &capacity, found.count / 2 + 1, sizeof *roles);
        roles = grown;
        roles[found.count / 2] = arena_str(&arena, db_text(q, 2));
        whole_list_add(&found, db_whole(q, 0));
        whole_list_add(&found, db_whole(q, 1));
    }
    for (size_t i = 0; code == 0 && i < found.count; i += 2) {
        code = forget_role(e, found.at[i], roles[i / 2]);
        code = code == 0 && found.at[i + 1] != 0 ? forget_event(e, found.at[i]) : code;
    }
    mem_free(roles);
    whole_list_free(&found);
    arena_free(&arena);
    return code;
}

/* ---- a record of nobody else ---- */

static int identity_of(struct erasing *e, int64_t record, struct buf *ret_source,
                       uint8_t ret[TOKEN_BYTES])
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(e->db,
                             "SELECT s.name, r.identity FROM record r JOIN source s "
                             "ON s.source = r.source WHERE r.record = $1",
                             WHOLES(record), &q, e->err);
    code = code ? code : db_step(q, &row, e->err);
    if (code != 0) {
        return code;
    }
    assert(row && db_bytes(q, 1).len == TOKEN_BYTES);
    buf_add(ret_source, db_text(q, 0));
    memcpy(ret, db_bytes(q, 1).ptr, TOKEN_BYTES);
    db_reset(q);
    return 0;
}

static int list_row(struct erasing *e, int64_t record)
{
    struct buf source = {0};
    uint8_t identity[TOKEN_BYTES];
    int code = identity_of(e, record, &source, identity);
    if (code == 0) {
        suppression_add_row(&e->picture->suppressed, buf_str(&source),
                            str_make((const char *)identity, TOKEN_BYTES), &e->tokens);
    }
    buf_free(&source);
    return code;
}

static int end_record(struct erasing *e, int64_t record)
{
    int code = drop_other_models(e, record);
    code = code ? code : record_end(e->db, record, e->now, e->err);
    code = code ? code : wipe_versions(e, record, INT64_MAX);
    code = code ? code : forget_past(e, record);
    code = code ? code : drop_marks(e, record);
    e->summary->records++;
    return code ? code : change_add(e->db, e->now, "record", "withdrawn", record, 0, e->err);
}

/* All at once, so that what is left of the entity is never taken for somebody else. */
static int erase_records(struct erasing *e, const struct whole_list *records)
{
    struct live_change change = {
        .withdrawn = records->at, .withdrawn_count = records->count, .now = e->now};
    struct decided_list others = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < records->count; i++) {
        code = note_keys(e, records->at[i]);
        code = code ? code : list_row(e, records->at[i]);
        code = code ? code : drop_decisions(e, records->at[i], &others);
    }
    change.decided = others.at;
    change.decided_count = others.count;
    code = code == 0 && records->count > 0 ? live_apply(e->picture->live, e->db, &change, e->err)
                                           : code;
    mem_free(others.at);
    for (size_t i = 0; code == 0 && i < records->count; i++) {
        code = end_record(e, records->at[i]);
    }
    return code;
}

/* ---- a record that speaks of others too ---- */

struct shared_row {
    struct stored_row row;
    struct mention_table mentions;
    bool *theirs;              /* by mention: the erased person's */
    bool erased[SUBJECTS_MAX]; /* by subject */
    bool kept[SUBJECTS_MAX];   /* subjects of others alone */
    struct str subjects[SUBJECTS_MAX];
    int subject_count;
    bool *keep; /* by column */
    bool others;
};

static void shared_row_free(struct shared_row *s)
{
    mem_free(s->theirs);
    mem_free(s->keep);
    mention_table_free(&s->mentions);
    stored_row_free(&s->row);
}

static bool is_somebody(const struct mention_table *t, size_t mention)
{
    int kind = t->places[mention].kind;
    return kind != MENTION_PROPERTY && kind != MENTION_NOBODY;
}

/* Places and times are everybody's; all else goes that is not known to be another's, notes and the
 * source's own number above all: it may be that of the person. */
static bool column_is_kept(const struct shared_row *s, const struct mapping_column *column)
{
    if (column_is_everybodys(column)) {
        return true;
    }
    for (int i = 0; i < s->subject_count && column->role != ROLE_IGNORE; i++) {
        if (s->kept[i] && str_eq(s->subjects[i], column->subject)) {
            return true;
        }
    }
    return false;
}

/* Whose the mentions and columns of a record are. */
static int look_at(struct erasing *e, int64_t record, struct shared_row *s)
{
    const int64_t values[] = {record, e->entity};
    struct whole_list numbers = {0};
    size_t found = 0;
    int code = stored_row_read(e->picture, e->db, record, &s->row, e->err);
    if (code == ERR_INPUT) { /* the source's definition knows its columns no more: it goes whole */
        s->others = false;
        return 0;
    }
    code = code ? code
                : mention_table_build(&s->row.table, &s->row.mapping, 1, 1, &s->mentions, e->err);
    code = code ? code
                : db_list_with(e->db,
                               "SELECT number FROM membership WHERE record = $1 AND entity = $2",
                               values, 2, &numbers, e->err);
    if (code != 0) {
        return code;
    }
    s->subject_count = mapping_subjects(&s->row.mapping, s->subjects);
    s->theirs = mem_must_array(s->mentions.count, sizeof *s->theirs);
    s->keep = mem_must_array(s->row.table.column_count, sizeof *s->keep);
    for (size_t m = 0; m < s->mentions.count; m++) {
        for (size_t i = 0; i < numbers.count; i++) {
            s->theirs[m] = s->theirs[m] || numbers.at[i] == s->mentions.places[m].number;
        }
        found += s->theirs[m];
        s->erased[s->mentions.places[m].subject] |= s->theirs[m];
    }
    for (size_t m = 0; m < s->mentions.count; m++) {
        int subject = s->mentions.places[m].subject;
        if (is_somebody(&s->mentions, m) && !s->theirs[m]) {
            s->others = true;
            s->kept[subject] = !s->erased[subject];
            e->summary->with_them += s->erased[subject];
        }
    }
    s->others =
        s->others && found == numbers.count; /* else the mapping has changed: nothing is sure */
    for (size_t c = 0; c < s->row.table.column_count; c++) {
        s->keep[c] = column_is_kept(s, &s->row.mapping.columns[c]);
    }
    mem_free(numbers.at);
    return 0;
}

/* The k-th mention of a kind and subject there is the k-th of these here; 0: none. */
static int new_number(const struct shared_row *s, const struct mention_table *now, size_t mention)
{
    const struct mention_place *p = &s->mentions.places[mention];
    size_t place = 0;
    for (size_t m = 0; m < mention; m++) {
        const struct mention_place *q = &s->mentions.places[m];
        place += q->kind == p->kind && q->subject == p->subject;
    }
    for (size_t m = 0; m < now->count; m++) {
        const struct mention_place *q = &now->places[m];
        if (q->kind == p->kind && q->subject == p->subject && place-- == 0) {
            return q->number;
        }
    }
    return 0;
}

/* The others keep their entities under the numbers that their mentions are to have; who has none
 * any more leaves, the erased person first of all. */
static int renumber(struct erasing *e, const struct shared_row *s)
{
    struct mention_table now = {0};
    struct entity_member *gone = mem_must_array(s->mentions.count, sizeof *gone);
    struct entity_member none;
    size_t gone_count = 0;
    int64_t record = s->row.record;
    int code = mention_table_build(&s->row.table, &s->row.mapping, 1, 1, &now, e->err);
    for (size_t m = 0; code == 0 && m < s->mentions.count; m++) {
        const struct mention_place *place = &s->mentions.places[m];
        int number = s->kept[place->subject] && !s->theirs[m] ? new_number(s, &now, m) : 0;
        const int64_t values[] = {record, place->number, -number};
        if (number > 0) {
            code = db_do_with(e->db,
                              "UPDATE membership SET number = $3 WHERE record = $1 AND number = $2",
                              values, 3, e->err);
            code = code ? code : kept_rows_renumber(e->db, record, place->number, -number, e->err);
        } else {
            gone[gone_count++] = (struct entity_member){record, place->number, place->kind, 0};
        }
    }
    code = code ? code : entities_settle(e->db, e->now, &none, 0, gone, gone_count, e->err);
    code =
        code ? code
             : db_do_with(e->db,
                          "UPDATE membership SET number = -number WHERE record = $1 AND number < 0",
                          WHOLES(record), e->err);
    code = code ? code : kept_rows_settle(e->db, record, e->err);
    mention_table_free(&now);
    mem_free(gone);
    return code;
}

/* The standing version, sealed anew under a key that older backups don't know. */
static int put_cells(struct erasing *e, const struct stored_row *row)
{
    struct seal *seal = e->picture->seal;
    struct db_query *q;
    struct buf cells = {0};
    struct buf sealed = {0};
    uint8_t content[TOKEN_BYTES];
    int64_t key = 0;
    stored_row_pack(row, &cells);
    seal_token_wide(seal, "content", buf_str(&cells), content);
    int code = seal_key_new(seal, &key, e->err);
    code =
        code ? code : seal_value(seal, key, "cells", row->record, buf_str(&cells), &sealed, e->err);
    code = code ? code
                : db_query(e->db,
                           "UPDATE record_version SET value_key = $2, cells = $3, content = $4 "
                           "WHERE record = $1 AND known_to IS NULL",
                           &q, e->err);
    if (code == 0) {
        db_bind_whole(q, 1, row->record);
        db_bind_whole(q, 2, key);
        db_bind_bytes(q, 3, buf_str(&sealed));
        db_bind_bytes(q, 4, str_make((const char *)content, TOKEN_BYTES));
        code = db_do(q, e->err);
    }
    buf_free(&cells);
    buf_free(&sealed);
    return code;
}

static int blank_record(struct erasing *e, struct shared_row *s)
{
    struct stored_row *row = &s->row;
    struct live_change change = {.source = row->source,
                                 .rows = &row->table,
                                 .mapping = &row->mapping,
                                 .records = &row->record,
                                 .now = e->now};
    struct decided_list others = {0};
    suppression_add_part(&e->picture->suppressed, row->table.name,
                         str_make((const char *)row->identity, TOKEN_BYTES), &row->table,
                         &row->mapping, s->keep, s->erased, &e->tokens);
    int code = note_keys(e, row->record);
    code = code ? code : wipe_versions(e, row->record, INT64_MAX);
    for (size_t c = 0; c < row->table.column_count; c++) {
        row->table.columns[c].ids[0] = s->keep[c] ? row->table.columns[c].ids[0] : 0;
    }
    code = code ? code : put_cells(e, row);
    code = code ? code : renumber(e, s);
    code = code ? code : drop_decisions(e, row->record, &others);
    change.decided = others.at;
    change.decided_count = others.count;
    code = code ? code : live_apply(e->picture->live, e->db, &change, e->err);
    mem_free(others.at);
    code = code ? code : drop_other_models(e, row->record);
    code = code ? code : forget_past(e, row->record);
    e->summary->shared++;
    return code ? code : change_add(e->db, e->now, "record", "changed", row->record, 0, e->err);
}

/* ---- the whole ---- */

/* Whose each record is, is asked before anything is changed. */
static int erase_standing(struct erasing *e)
{
    struct whole_list records = {0};
    struct whole_list alone = {0};
    int code = db_list_with(e->db, "SELECT DISTINCT record FROM membership WHERE entity = $1",
                            WHOLES(e->entity), &records, e->err);
    struct shared_row *rows = mem_must_array(records.count, sizeof *rows);
    for (size_t i = 0; code == 0 && i < records.count; i++) {
        code = look_at(e, records.at[i], &rows[i]);
        if (code == 0 && !rows[i].others) {
            whole_list_add(&alone, records.at[i]);
        }
    }
    e->stood = records.count > 0;
    code = code ? code : erase_records(e, &alone);
    for (size_t i = 0; code == 0 && i < records.count; i++) {
        code = rows[i].others ? blank_record(e, &rows[i]) : 0;
    }
    for (size_t i = 0; i < records.count; i++) {
        shared_row_free(&rows[i]);
    }
    mem_free(rows);
    mem_free(alone.at);
    mem_free(records.at);
    return code;
}

/* Records that spoke of them once: versions that had ended by then. One that stands no longer is
 * not taken in again. */
static int erase_former(struct erasing *e)
{
    struct whole_list found = {0}; /* record, when it was left, in turn */
    struct db_query *q;
    bool row = false;
    int code = db_query_with(e->db,
                             ITS_ENTITIES
                             "SELECT p.record, max(p.ended) FROM membership_past p WHERE p.entity "
                             "IN (SELECT entity FROM its) AND " NOT_SEALED " GROUP BY p.record",
                             WHOLES(e->entity), &q, e->err);
    while (code == 0 && (code = db_step(q, &row, e->err)) == 0 && row) {
        whole_list_add(&found, db_whole(q, 0));
        whole_list_add(&found, db_whole(q, 1));
    }
    for (size_t i = 0; code == 0 && i < found.count; i += 2) {
        int64_t record = found.at[i];
        struct whole_list left = {0};
        code = wipe_versions(e, record, found.at[i + 1]);
        code = code ? code
                    : db_list_with(
                          e->db,
                          "SELECT 1 FROM record_version WHERE record = $1 AND cells IS NOT NULL",
                          WHOLES(record), &left, e->err);
        code = code ? code : note_past_keys(e, record);
        if (code == 0 && left.count == 0) {
            struct decided_list others = {0};
            code = drop_decisions(e, record, &others);
            struct live_change change = {
                .decided = others.at, .decided_count = others.count, .now = e->now};
            code = code == 0 && others.count > 0
                       ? live_apply(e->picture->live, e->db, &change, e->err)
                       : code;
            mem_free(others.at);
        }
        code = code ? code
                    : db_do_with(e->db, "DELETE FROM key_past WHERE record = $1", WHOLES(record),
                                 e->err);
        if (code == 0 && left.count == 0) {
            code = list_row(e, record);
            code = code ? code : forget_past(e, record);
            e->summary->records++;
        }
        mem_free(left.at);
    }
    code = code ? code
                : db_do_with(e->db,
                             ITS_ENTITIES
                             "DELETE FROM membership_past AS p WHERE p.entity IN "
                             "(SELECT entity FROM its) AND " NOT_SEALED,
                             WHOLES(e->entity), e->err);
    mem_free(found.at);
    return code;
}

static int begin(struct erasing *e)
{
    return db_add_with(e->db, "INSERT INTO erasure (entity, begun) VALUES ($1, $2)",
                       WHOLES(e->entity, e->now), &e->erasure, e->err);
}

static int erase(struct db *db, void *context, struct err *err)
{
    struct erasing *e = context;
    struct whole_list keys = {0};
    e->db = db;
    e->err = err;
    int code = find_entity(e);
    code = code ? code : check_held(e);
    code = code ? code : begin(e);
    code = code ? code : forget_events(e);
    code = code ? code : kept_rows_forget(e->db, e->entity, e->erasure, e->err);
    code = code ? code : erase_standing(e);
    code = code ? code : erase_former(e);
    code = code ? code : note_request_keys(e);
    if (code == 0 && e->summary->records + e->summary->shared == 0) {
        code = err_set(err, ERR_NOTFOUND, "%.*s is empty: no record speaks of it",
                       PRI(e->id)); /* not personal: an id */
    }
    if (code == 0 && !e->stood) { /* else it was told when the last of it left */
        code = change_add(db, e->now, "entity", "withdrawn", e->entity, 0, err);
    }
    code = code ? code : suppression_put(&e->picture->suppressed, db, buf_str(&e->tokens), err);
    code = code ? code
                : db_list_with(e->db, "SELECT value_key FROM erasure_key WHERE erasure = $1",
                               WHOLES(e->erasure), &keys, e->err);
    e->summary->keys = (int64_t)keys.count;
    mem_free(keys.at);
    return code;
}

int entity_erase(struct picture *picture, struct str id, struct erasure_summary *ret,
                 struct err *err)
{
    struct err inner = {0};
    struct erasing e = {.picture = picture, .id = id, .summary = ret, .now = (int64_t)time(NULL)};
    *ret = (struct erasure_summary){0};
    int code = picture_do(picture, erase, &e, err);
    buf_free(&e.tokens);
    if (code != 0) {
        return code;
    }
    /* The writer rests meanwhile: emptying the log is no part of a transaction. */
    writer_stop(picture->writer);
    picture->writer = NULL;
    code = erasures_finish(picture->db, picture->seal, &inner);
    /* What live linking kept in memory goes too. */
    code = code ? code : picture_use_model(picture, picture->db, picture->model, &inner);
    code = code ? code : writer_start(picture->db, &picture->writer, &inner);
    return code == 0 ? 0
                     : err_set(err, code,
                               "the erasure was begun, and ends when the home is opened again: %s",
                               inner.message);
}

/* ---- ending what was begun ---- */

static int end_all(struct db *db, struct err *err)
{
    struct db_query *q;
    int code = db_begin(db, err);
    if (code != 0) {
        return code;
    }
    code = db_run(db, "DELETE FROM erasure_key", err);
    code = code ? code
                : db_query(db,
                           "UPDATE erasure SET ended = CASE WHEN begun > $1 THEN begun ELSE $1 END "
                           "WHERE ended IS NULL",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, (int64_t)time(NULL));
        code = db_do(q, err);
    }
    if (code != 0) {
        db_rollback(db);
        return code;
    }
    return db_commit(db, err);
}

int erasures_all(struct db *db, size_t most, erasure_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    const int64_t values[] = {(int64_t)most};
    bool row = false;
    int code = db_query_with(db,
                             "SELECT begun, coalesce(ended, 0) FROM erasure "
                             "ORDER BY erasure DESC LIMIT $1",
                             values, 1, &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = visit(context, db_whole(q, 0), db_whole(q, 1), err);
        if (code != 0) {
            db_reset(q);
        }
    }
    return code;
}

int erasures_finish(struct db *db, struct seal *seal, struct err *err)
{
    struct db_query *q;
    struct whole_list keys = {0};
    struct buf tokens = {0};
    bool row = false, begun = false;
    int code = db_query(db, "SELECT 1 FROM erasure WHERE ended IS NULL LIMIT 1", &q, err);
    if (code == 0) {
        code = db_step(q, &begun, err);
        db_reset(q);
    }
    if (code != 0 || !begun) {
        return code;
    }
    code = db_query(db, "SELECT token FROM suppression", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        buf_add(&tokens, db_bytes(q, 0));
    }
    code = code ? code : db_query(db, "SELECT value_key FROM erasure_key", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(&keys, db_whole(q, 0));
    }
    code = code ? code : seal_suppress(seal, buf_str(&tokens), err);
    code = code == 0 && keys.count > 0 ? seal_forget(seal, keys.at, keys.count, err) : code;
    code = code ? code : db_checkpoint(db, err);
    code = code ? code : end_all(db, err);
    mem_free(keys.at);
    buf_free(&tokens);
    return code;
}
