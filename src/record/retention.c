/* retention.c - see retention.h. */
#include "retention.h"

#include "entity_store.h"
#include "mark_store.h"
#include "model_store.h"
#include "review_queue.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

enum { SLICE_RECORDS = 500, DAY_SECONDS = 86400 };

/* struct decided_list - mentions that a decision named. */
struct decided_list {
    struct decided_mention *at;
    size_t count, capacity;
};

/* struct keeping - one source, a slice of what is due a job. */
struct keeping {
    struct picture *picture;
    struct retention_source *source;
    bool dry_run;
    int64_t now, until; /* what ended before then goes */
    int64_t run;
    struct whole_list due; /* versions that go: record and version, in turn, by record */
    size_t next;           /* of due: the first that is left */
    struct db *db;
    struct err *err;
};

/* ---- what goes ---- */

/* Versions of the source that are due and not held. Cost: by what has ended, of which there is an
 * index (0030), not by what stands. */
static int find_due(struct keeping *k)
{
    const int64_t values[] = {k->source->source, k->until, k->now / DAY_SECONDS, MARK_HELD};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(k->db,
                             "SELECT v.record, v.version FROM record_version v "
                             "JOIN record r ON r.record = v.record "
                             "WHERE v.known_to < $2 AND v.known_from < $2 AND r.source = $1 "
                             "AND NOT EXISTS (SELECT 1 FROM mark m "
                             "WHERE m.record = v.record AND m.what = $4 AND m.lifted IS NULL "
                             "AND m.until >= $3) ORDER BY v.record, v.version",
                             values, 4, &q, k->err);
    while (code == 0 && (code = db_step(q, &row, k->err)) == 0 && row) {
        whole_list_add(&k->due, db_whole(q, 0));
        whole_list_add(&k->due, db_whole(q, 1));
    }
    return code;
}

/* The place in due after the next slice: whole records. */
static size_t slice_end(const struct keeping *k)
{
    size_t end = k->next;
    for (size_t records = 0; end < k->due.count; end += 2) {
        records += end == k->next || k->due.at[end] != k->due.at[end - 2];
        if (records > SLICE_RECORDS) {
            break;
        }
    }
    return end;
}

static int drop_version(struct keeping *k, int64_t record, int64_t version)
{
    const int64_t values[] = {record, version};
    int code =
        db_do_with(k->db,
                   "INSERT INTO retention_key (value_key) SELECT value_key FROM record_version "
                   "WHERE record = $1 AND version = $2 AND value_key IS NOT NULL "
                   "ON CONFLICT (value_key) DO NOTHING",
                   values, 2, k->err);
    return code ? code
                : db_do_with(k->db, "DELETE FROM record_version WHERE record = $1 AND version = $2",
                             values, 2, k->err);
}

/* Of mentions that it had before; which version brought them isn't known. An older backup in which
 * one stands has the record linked anew from its row (mend.h). */
static int drop_past_keys(struct keeping *k, int64_t record)
{
    int code = db_do_with(k->db,
                          "INSERT INTO retention_key (value_key) SELECT value_key FROM key_past "
                          "WHERE record = $1 ON CONFLICT (value_key) DO NOTHING",
                          WHOLES(record), k->err);
    return code ? code
                : db_do_with(k->db, "DELETE FROM key_past WHERE record = $1", WHOLES(record),
                             k->err);
}

/* The mentions that it was decided about are linked without it. */
static int list_decided(struct keeping *k, int64_t record, struct decided_list *ret)
{
    struct db_query *q;
    bool row = false;
    int code =
        db_query_with(k->db,
                      "SELECT right_record, right_number FROM decision WHERE left_record = $1 "
                      "UNION SELECT left_record, left_number FROM decision "
                      "WHERE right_record = $1",
                      WHOLES(record), &q, k->err);
    while (code == 0 && (code = db_step(q, &row, k->err)) == 0 && row) {
        void *at = ret->at;
        mem_must_grow(&at, &ret->capacity, ret->count + 1, sizeof *ret->at);
        ret->at = at;
        ret->at[ret->count++] = (struct decided_mention){db_whole(q, 0), (int)db_whole(q, 1)};
    }
    return code;
}

static int drop_decisions(struct keeping *k, int64_t record, struct decided_list *ret)
{
    static const char *const sqls[] = {
        ("INSERT INTO retention_key (value_key) SELECT why_key FROM decision "
         "WHERE (left_record = $1 OR right_record = $1) AND why_key IS NOT NULL "
         "ON CONFLICT (value_key) DO NOTHING"),
        ("DELETE FROM opinion WHERE decision IN (SELECT decision FROM decision "
         "WHERE left_record = $1 OR right_record = $1)"),
        "DELETE FROM decision WHERE left_record = $1 OR right_record = $1"};
    int code = review_queue_forget(k->db, record, k->err);
    code = code ? code : list_decided(k, record, ret);
    for (size_t i = 0; code == 0 && i < sizeof sqls / sizeof sqls[0]; i++) {
        code = db_do_with(k->db, sqls[i], WHOLES(record), k->err);
    }
    return code;
}

static int drop_marks(struct keeping *k, int64_t record)
{
    struct whole_list keys = {0};
    int code = marks_forget(k->db, record, &keys, k->err);
    for (size_t i = 0; code == 0 && i < keys.count; i++) {
        code = db_do_with(k->db,
                          "INSERT INTO retention_key (value_key) VALUES ($1) "
                          "ON CONFLICT (value_key) DO NOTHING",
                          WHOLES(keys.at[i]), k->err);
    }
    whole_list_free(&keys);
    return code;
}

/* The highest number of all stays, told by nothing: the store would give it out again, and the feed
 * has told of it. */
static int drop_identity(struct keeping *k, int64_t record)
{
    struct db_query *q;
    uint8_t nothing[TOKEN_BYTES];
    int code = db_do_with(k->db,
                          "DELETE FROM record WHERE record = $1 AND record < "
                          "(SELECT max(record) FROM record)",
                          WHOLES(record), k->err);
    code = code ? code
                : db_query(k->db, "UPDATE record SET identity = $2 WHERE record = $1", &q, k->err);
    if (code == 0) {
        randombytes_buf(nothing, sizeof nothing);
        db_bind_whole(q, 1, record);
        db_bind_bytes(q, 2, str_make((const char *)nothing, TOKEN_BYTES));
        code = db_do(q, k->err);
    }
    return code;
}

static int drop_record(struct keeping *k, int64_t record, struct decided_list *decided)
{
    int64_t mentions = 0;
    bool hidden = false;
    int code = db_number_with(k->db, "SELECT count(*) FROM mention WHERE record = $1",
                              WHOLES(record), &mentions, k->err);
    assert(code != 0 || mentions == 0); /* it was withdrawn */
    code = code ? code : record_is_hidden(k->db, record, &hidden, k->err);
    code = code ? code : drop_decisions(k, record, decided);
    code = code ? code : drop_marks(k, record);
    code = code ? code
                : db_do_with(k->db, "DELETE FROM membership_past WHERE record = $1", WHOLES(record),
                             k->err);
    code = code ? code : drop_identity(k, record);
    return code != 0 || hidden ? code
                               : change_add(k->db, k->now, "record", "deleted", record, 0, k->err);
}

/* Has it a version that is not due? */
static int keeps_some(struct keeping *k, int64_t record, int64_t *ret)
{
    const int64_t values[] = {record, k->until};
    return db_number_with(k->db,
                          "SELECT 1 FROM record_version WHERE record = $1 AND "
                          "(known_to IS NULL OR known_to >= $2 OR known_from >= $2) LIMIT 1",
                          values, 2, ret, k->err);
}

static int count_gone(struct keeping *k, int64_t records, int64_t versions)
{
    const int64_t values[] = {k->run, records, versions};
    return db_do_with(k->db,
                      "UPDATE retention_run SET records = records + $2, versions = versions + $3 "
                      "WHERE run = $1",
                      values, 3, k->err);
}

static int take_slice(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    struct decided_list decided = {0};
    int64_t records = 0;
    const size_t end = slice_end(k);
    const int64_t versions = (int64_t)(end - k->next) / 2;
    int code = 0;
    k->db = db;
    k->err = err;
    for (size_t i = k->next; code == 0 && i < end; i += 2) {
        int64_t record = k->due.at[i];
        bool last = i + 2 == end || k->due.at[i + 2] != record;
        int64_t some = 0;
        code = k->dry_run ? 0 : drop_version(k, record, k->due.at[i + 1]);
        code = code == 0 && last ? keeps_some(k, record, &some) : code;
        if (code != 0 || !last) {
            continue;
        }
        records += some == 0;
        code = k->dry_run ? 0 : drop_past_keys(k, record);
        code = code == 0 && some == 0 && !k->dry_run ? drop_record(k, record, &decided) : code;
    }
    if (code == 0 && decided.count > 0) {
        struct live_change change = {
            .decided = decided.at, .decided_count = decided.count, .now = k->now};
        code = live_apply(k->picture->live, db, &change, err);
    }
    code = code == 0 && !k->dry_run ? count_gone(k, records, versions) : code;
    if (code == 0) {
        k->source->records += records;
        k->source->versions += versions;
        k->next = end;
    }
    mem_free(decided.at);
    return code;
}

/* ---- one source ---- */

static int begin(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    struct db_query *q;
    k->db = db;
    k->err = err;
    int code = find_due(k);
    if (code != 0 || k->dry_run) {
        return code;
    }
    code = db_query(db,
                    "INSERT INTO retention_run (source, begun, days, rule, records, versions) "
                    "VALUES ($1, $2, $3, $4, 0, 0)",
                    &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, k->source->source);
        db_bind_whole(q, 2, k->now);
        db_bind_whole(q, 3, k->source->days);
        db_bind_text(q, 4, k->source->own ? STR("source") : STR("council"));
        code = db_add(q, &k->run, err);
    }
    return code;
}

static int end(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    const int64_t values[] = {k->run, (int64_t)time(NULL)};
    k->db = db;
    k->err = err;
    return db_do_with(
        k->db,
        "UPDATE retention_run SET ended = CASE WHEN begun > $2 THEN begun ELSE $2 END WHERE run = $1",
        values, 2, k->err);
}

static int apply_to(struct picture *picture, struct retention_source *source, bool dry_run,
                    int64_t now, struct err *err)
{
    struct keeping k = {.picture = picture,
                        .source = source,
                        .dry_run = dry_run,
                        .now = now,
                        .until = now - source->days * DAY_SECONDS};
    int code = picture_do(picture, begin, &k, err);
    while (code == 0 && k.next < k.due.count) {
        code = picture_do(picture, take_slice, &k, err);
    }
    whole_list_free(&k.due);
    return code == 0 && !dry_run ? picture_do(picture, end, &k, err) : code;
}

/* ---- the rules ---- */

static int list_sources(struct db *db, struct retention *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    void *at = NULL;
    size_t capacity = 0;
    int code = db_query(db, "SELECT source, name FROM source ORDER BY name", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        mem_must_grow(&at, &capacity, ret->count + 1, sizeof *ret->sources);
        ret->sources = at;
        struct retention_source *source = &ret->sources[ret->count++];
        *source = (struct retention_source){.source = db_whole(q, 0)};
        snprintf(source->name, sizeof source->name, "%.*s", PRI(db_text(q, 1)));
    }
    return code;
}

static int prepare_all(struct db *db, void *context, struct err *err)
{
    int code = model_check_adopted(db, err);
    return code ? code : list_sources(db, context, err);
}

/* What a source's own file says; one that the home has no more is kept as the council says. What
 * can't be read stops everything. */
static int read_rules(const struct home *home, struct retention *retention, struct err *err)
{
    struct council council = {0};
    struct source_definition *definitions = NULL;
    struct err_list errors = {0};
    size_t count = 0;
    home_council(home, &council, &errors);
    int code = err_list_first(&errors, err);
    code = code ? code : home_sources(home, &definitions, &count, err);
    for (size_t i = 0; code == 0 && i < retention->count; i++) {
        struct retention_source *source = &retention->sources[i];
        source->days = council.retention_days;
        for (size_t d = 0; d < count; d++) {
            if (str_eq(definitions[d].name, str_of(source->name)) &&
                definitions[d].retention_days != 0) {
                source->days = definitions[d].retention_days;
                source->own = true;
            }
        }
    }
    home_sources_free(definitions, count);
    err_list_free(&errors);
    council_free(&council);
    return code;
}

/* ---- keys ---- */

static int list_keys(struct db *db, struct whole_list *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT value_key FROM retention_key", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(ret, db_whole(q, 0));
    }
    return code;
}

int retention_finish(struct db *db, struct seal *seal, int64_t *ret_keys, struct err *err)
{
    struct whole_list keys = {0};
    int code = list_keys(db, &keys, err);
    if (code == 0 && keys.count > 0) {
        code = seal_forget(seal, keys.at, keys.count, err);
        code = code ? code : db_checkpoint(db, err);
        code = code ? code : db_run(db, "DELETE FROM retention_key", err);
    }
    if (code == 0) {
        *ret_keys = (int64_t)keys.count;
    }
    mem_free(keys.at);
    return code;
}

/* The writer rests meanwhile: emptying the log is no part of a transaction. What live linking kept
 * in memory goes too. */
static int forget(struct picture *picture, struct retention *retention, struct err *err)
{
    writer_stop(picture->writer);
    picture->writer = NULL;
    int code = retention_finish(picture->db, picture->seal, &retention->keys, err);
    code = code ? code : picture_use_model(picture, picture->db, picture->model, err);
    struct err inner = {0};
    int started = writer_start(picture->db, &picture->writer, code == 0 ? err : &inner);
    return code ? code : started;
}

int retention_apply(struct picture *picture, bool dry_run, struct retention *ret, struct err *err)
{
    int64_t now = (int64_t)time(NULL);
    *ret = (struct retention){0};
    int code = picture_do(picture, prepare_all, ret, err);
    code = code ? code : read_rules(&picture->home, ret, err);
    for (size_t i = 0; code == 0 && i < ret->count; i++) {
        code = apply_to(picture, &ret->sources[i], dry_run, now, err);
    }
    return code == 0 && !dry_run ? forget(picture, ret, err) : code;
}

void retention_free(struct retention *retention)
{
    mem_free(retention->sources);
    *retention = (struct retention){0};
}
