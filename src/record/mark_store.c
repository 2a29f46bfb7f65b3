/* mark_store.c - statements on marks; sealed mentions left out of tables. */
#include "mark_store.h"

#include "encoding.h"
#include "mention_arrange.h"
#include "pack.h"
#include "sealed_text.h"

const char *const mark_names[MARK_HELD + 1] = {"", "sealed", "restricted", "objected", "held"};
const char *const mark_grounds[] = {
    "refuge", "adoption", "gender_recognition", "protected_witness", "own_staff", NULL};

/* ---- written ---- */

static int check_text(struct str who, struct str why, struct err *err)
{
    if (who.len == 0 || who.len > WHO_BYTES_MAX || why.len > WHY_BYTES_MAX || !utf8_valid(who) ||
        !utf8_valid(why)) {
        return err_set(err, ERR_INPUT,
                       "who asks is a name of 1 to %d bytes, and why a text of at most %d, both in "
                       "UTF-8",
                       WHO_BYTES_MAX, WHY_BYTES_MAX);
    }
    return 0;
}

static int add_row(struct db *db, const struct mark *m, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO mark (act, what, entity, record, number, team, ground, until, "
                        "who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, m->act);
    db_bind_whole(q, 2, m->what);
    db_bind_whole(q, 3, m->entity);
    db_bind_whole(q, 4, m->mention.record);
    db_bind_whole(q, 5, m->mention.number);
    if (m->what == MARK_SEALED) {
        db_bind_text(q, 6, m->team);
        db_bind_text(q, 7, m->ground);
    }
    if (m->what == MARK_HELD) {
        db_bind_whole(q, 8, m->until);
    }
    db_bind_text(q, 9, m->who);
    db_bind_whole(q, 10, m->at);
    return db_add(q, ret, err);
}

int mark_add(struct db *db, struct seal *seal, const struct mark *m, int64_t *ret, struct err *err)
{
    int64_t number = 0;
    int code = check_text(m->who, m->why, err);
    code = code ? code : add_row(db, m, &number, err);
    if (code == 0 && m->act == 0) {
        code = db_do_with(db, "UPDATE mark SET act = mark WHERE mark = $1", WHOLES(number), err);
    }
    code = code == 0 && m->why.len > 0
               ? sealed_text_put(db, seal, "UPDATE mark SET why_key = $2, why = $3 WHERE mark = $1",
                                 "mark", number, m->why, err)
               : code;
    if (code == 0) {
        *ret = number;
    }
    return code;
}

int mark_lift(struct db *db, int64_t act, struct str who, int64_t now, size_t *ret_count,
              struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "UPDATE mark SET lifted = $2, lifted_by = $3 WHERE act = $1 "
                        "AND lifted IS NULL",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, act);
        db_bind_whole(q, 2, now);
        db_bind_text(q, 3, who);
        code = db_do(q, err);
    }
    if (code == 0) {
        *ret_count = (size_t)db_changed(db);
    }
    return code;
}

/* ---- read ---- */

#define MARK_COLUMNS                                                                               \
    "SELECT mark, act, what, entity, record, number, team, ground, until, who, at, lifted, "       \
    "why_key, why FROM mark "

static struct mark mark_of_row(struct db_query *q, const struct buf *why)
{
    return (struct mark){.number = db_whole(q, 0),
                         .act = db_whole(q, 1),
                         .what = (enum mark_what)db_whole(q, 2),
                         .entity = db_whole(q, 3),
                         .mention = {db_whole(q, 4), (int)db_whole(q, 5)},
                         .team = db_text(q, 6),
                         .ground = db_text(q, 7),
                         .until = db_whole(q, 8),
                         .who = db_text(q, 9),
                         .why = buf_str(why),
                         .at = db_whole(q, 10),
                         .lifted = db_whole(q, 11)};
}

static int visit_rows(struct db_query *q, struct seal *seal, mark_visit *visit, void *context,
                      struct err *err)
{
    struct buf why = {0};
    bool row;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        code = seal != NULL ? sealed_text_take(q, seal, "mark", 12, &why, err) : 0;
        struct mark m = mark_of_row(q, &why);
        code = code ? code : visit(context, &m, err);
        if (code != 0) {
            break;
        }
    }
    db_reset(q);
    buf_free(&why);
    return code;
}

int marks_all(struct db *db, struct seal *seal, enum mark_what what, bool lifted_too,
              mark_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db,
                             MARK_COLUMNS
                             "WHERE ($1 = 0 OR what = $1) AND "
                             "($2 = 1 OR lifted IS NULL) ORDER BY mark",
                             WHOLES(what, lifted_too), &q, err);
    return code ? code : visit_rows(q, seal, visit, context, err);
}

int marks_of_entity(struct db *db, struct seal *seal, enum mark_what what, int64_t entity,
                    mark_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db,
                             MARK_COLUMNS
                             "WHERE entity = $2 AND what = $1 AND lifted IS NULL "
                             "ORDER BY mark",
                             WHOLES(what, entity), &q, err);
    return code ? code : visit_rows(q, seal, visit, context, err);
}

struct holding {
    struct buf *ground;
    int64_t until;
};

static int take_hold(void *context, const struct mark *m, struct err *err)
{
    struct holding *h = context;
    (void)err;
    if (m->until > h->until) {
        h->until = m->until;
        h->ground->len = 0;
        buf_add(h->ground, m->why);
    }
    return 0;
}

int mark_held(struct db *db, struct seal *seal, int64_t entity, int64_t record, int64_t today,
              struct buf *ret_ground, int64_t *ret_until, struct err *err)
{
    struct holding h = {.ground = ret_ground};
    struct db_query *q;
    const int64_t values[] = {entity, record, today, MARK_HELD};
    int code =
        db_query_with(db,
                      MARK_COLUMNS
                      "WHERE what = $4 AND lifted IS NULL AND until >= $3 AND (record = $2 OR "
                      "($1 <> 0 AND (entity = $1 OR record IN (SELECT record FROM membership "
                      "WHERE entity = $1) OR record IN (SELECT record FROM membership_past "
                      "WHERE entity = $1)))) ORDER BY mark",
                      values, 4, &q, err);
    code = code ? code : visit_rows(q, seal, take_hold, &h, err);
    *ret_until = h.until;
    return code;
}

int seals_in_use(struct db *db, bool *ret, struct err *err)
{
    int64_t any = 0;
    int code = db_number_with(db, "SELECT 1 FROM mark WHERE what = $1 LIMIT 1", WHOLES(MARK_SEALED),
                              &any, err);
    *ret = any != 0;
    return code;
}

/* ---- sealed mentions ---- */

/* What tells people of one record apart: not where they live, which changes. */
static int64_t name_token(const struct seal *seal, const struct mention_table *t, size_t mention)
{
    static const int fields[] = {FIELD_GIVEN, FIELD_MIDDLE,     FIELD_FAMILY,
                                 FIELD_NAME,  FIELD_BIRTH_DATE, FIELD_SEX};
    struct buf text = {0};
    pack_number(&text, t->places[mention].kind);
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        pack_text(&text, mention_text(t, mention, fields[f]));
    }
    int64_t token = seal_token(seal, "beside", buf_str(&text));
    buf_free(&text);
    return token;
}

static int is_marked(struct db *db, int64_t record, int number, bool *ret, struct err *err)
{
    int64_t found = 0;
    int code = db_number_with(db,
                              "SELECT 1 FROM mark WHERE record = $1 AND number = $2 AND what = $3 "
                              "AND lifted IS NULL LIMIT 1",
                              WHOLES(record, number, MARK_SEALED), &found, err);
    *ret = found != 0;
    return code;
}

int seal_names_forget(struct db *db, int64_t record, struct err *err)
{
    return db_do_with(db, "DELETE FROM mark_beside WHERE record = $1", WHOLES(record), err);
}

int seal_names_beside(struct db *db, const struct seal *seal, int64_t record,
                      const struct mention_table *t, struct err *err)
{
    int code = seal_names_forget(db, record, err);
    for (size_t m = 0; code == 0 && m < t->count; m++) {
        bool marked = false;
        code = is_marked(db, record, t->places[m].number, &marked, err);
        if (code == 0 && !marked) {
            code = db_do_with(db,
                              "INSERT INTO mark_beside (record, name) VALUES ($1, $2) "
                              "ON CONFLICT (record, name) DO NOTHING",
                              WHOLES(record, name_token(seal, t, m)), err);
        }
    }
    return code;
}

static int is_beside(struct db *db, const struct seal *seal, int64_t record,
                     const struct mention_table *t, size_t mention, bool *ret, struct err *err)
{
    int64_t found = 0;
    int code = db_number_with(db, "SELECT 1 FROM mark_beside WHERE record = $1 AND name = $2",
                              WHOLES(record, name_token(seal, t, mention)), &found, err);
    *ret = found != 0;
    return code;
}

static void add_record(struct sealed_records *list, int64_t record, bool hidden)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity;
        void *hides = list->hidden;
        void *records = list->record;
        mem_must_grow(&hides, &capacity, list->count + 1, sizeof *list->hidden);
        mem_must_grow(&records, &list->capacity, list->count + 1, sizeof *list->record);
        list->capacity = capacity < list->capacity ? capacity : list->capacity;
        list->hidden = hides;
        list->record = records;
    }
    list->record[list->count] = record;
    list->hidden[list->count++] = hidden;
}

void sealed_records_free(struct sealed_records *list)
{
    mem_free(list->record);
    mem_free(list->hidden);
    *list = (struct sealed_records){0};
}

/* Mentions [from, to) are of a record with a seal: who of them goes. */
static int leave_record(struct db *db, const struct seal *seal, int64_t record,
                        const struct mention_table *t, size_t from, size_t to, bool *out,
                        struct sealed_records *ret, struct err *err)
{
    size_t left = 0;
    int code = 0;
    for (size_t m = from; code == 0 && m < to; m++) {
        bool marked = false;
        bool beside = false;
        code = is_marked(db, record, t->places[m].number, &marked, err);
        code = code || marked ? code : is_beside(db, seal, record, t, m, &beside, err);
        out[m] = marked || !beside;
        left += !out[m];
    }
    add_record(ret, record, left == 0);
    return code;
}

int seals_leave_out(struct db *db, const struct seal *seal, const int64_t *records,
                    struct mention_table *t, struct sealed_records *ret, struct err *err)
{
    bool any = false;
    int code = seals_in_use(db, &any, err);
    if (code != 0 || !any) {
        return code;
    }
    bool *out = mem_must_array(t->count + 1, sizeof *out);
    for (size_t from = 0, to; code == 0 && from < t->count; from = to) {
        int64_t record = records[from];
        int64_t sealed = 0;
        for (to = from; to < t->count && records[to] == record; to++) {
        }
        code = db_number_with(db,
                              "SELECT 1 FROM mark WHERE record = $1 AND what = $2 AND "
                              "lifted IS NULL LIMIT 1",
                              WHOLES(record, MARK_SEALED), &sealed, err);
        code = code == 0 && sealed != 0 ? leave_record(db, seal, record, t, from, to, out, ret, err)
                                        : code;
    }
    if (code == 0 && ret->count > 0) {
        mention_table_leave_out(t, out);
    }
    mem_free(out);
    return code;
}

int record_is_hidden(struct db *db, int64_t record, bool *ret, struct err *err)
{
    int64_t found = 0;
    int code = db_number_with(db, "SELECT 1 FROM hidden_record WHERE record = $1", WHOLES(record),
                              &found, err);
    *ret = found != 0;
    return code;
}

int record_hide(struct db *db, int64_t record, struct err *err)
{
    return db_do_with(db,
                      "INSERT INTO hidden_record (record) VALUES ($1) "
                      "ON CONFLICT (record) DO NOTHING",
                      WHOLES(record), err);
}

int record_show(struct db *db, int64_t record, struct err *err)
{
    return db_do_with(db, "DELETE FROM hidden_record WHERE record = $1", WHOLES(record), err);
}

int marks_forget(struct db *db, int64_t record, struct whole_list *ret_keys, struct err *err)
{
    int code =
        db_list_with(db, "SELECT why_key FROM mark WHERE record = $1 AND why_key IS NOT NULL",
                     WHOLES(record), ret_keys, err);
    code = code ? code : db_do_with(db, "DELETE FROM mark WHERE record = $1", WHOLES(record), err);
    code = code ? code : seal_names_forget(db, record, err);
    return code ? code : record_show(db, record, err);
}

/* ---- seals opened ---- */

int opening_ask(struct db *db, struct seal *seal, const struct seal_opening *o, int64_t *ret,
                struct err *err)
{
    struct db_query *q;
    int64_t number = 0;
    int code = check_text(o->asked_by, o->why, err);
    code = code ? code : check_text(o->login, STR(""), err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO seal_opening (act, login, until, asked_by, asked) "
                           "VALUES ($1, $2, $3, $4, $5)",
                           &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, o->act);
    db_bind_text(q, 2, o->login);
    db_bind_whole(q, 3, o->until);
    db_bind_text(q, 4, o->asked_by);
    db_bind_whole(q, 5, o->asked);
    code = db_add(q, &number, err);
    code = code == 0 && o->why.len > 0
               ? sealed_text_put(
                     db, seal, "UPDATE seal_opening SET why_key = $2, why = $3 WHERE opening = $1",
                     "seal_opening", number, o->why, err)
               : code;
    if (code == 0) {
        *ret = number;
    }
    return code;
}

static int read_approvers(struct db *db, int64_t number, struct str who, bool *ret_there,
                          bool *ret_good, struct err *err)
{
    struct db_query *q;
    int code = db_query(
        db, "SELECT asked_by, login, approved_by FROM seal_opening WHERE opening = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        code = db_step(q, ret_there, err);
    }
    if (code == 0 && *ret_there) {
        *ret_good = !str_eq(db_text(q, 0), who) && !str_eq(db_text(q, 1), who) && db_is_null(q, 2);
        db_reset(q);
    }
    return code;
}

int opening_approve(struct db *db, int64_t number, struct str who, int64_t now, struct err *err)
{
    struct db_query *q;
    bool there = false;
    bool good = false;
    int code = read_approvers(db, number, who, &there, &good, err);
    if (code == 0 && !there) {
        return err_set(err, ERR_NOTFOUND, "there is no opening of a seal %lld", (long long)number);
    }
    if (code == 0 && !good) {
        return err_set(err, ERR_CONFLICT,
                       "another person must approve it: neither who asked, nor whom it opens to; "
                       "and once");
    }
    code = code ? code
                : db_query(db,
                           "UPDATE seal_opening SET approved_by = $2, approved = $3 "
                           "WHERE opening = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_text(q, 2, who);
        db_bind_whole(q, 3, now);
        code = db_do(q, err);
    }
    return code;
}

int openings_all(struct db *db, struct seal *seal, opening_visit *visit, void *context,
                 struct err *err)
{
    struct db_query *q;
    struct buf why = {0};
    bool row = false;
    int code = db_query(db,
                        "SELECT opening, act, login, until, asked_by, asked, approved_by, "
                        "approved, why_key, why FROM seal_opening ORDER BY opening",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = seal != NULL ? sealed_text_take(q, seal, "seal_opening", 8, &why, err) : 0;
        struct seal_opening o = {.number = db_whole(q, 0),
                                 .act = db_whole(q, 1),
                                 .login = db_text(q, 2),
                                 .until = db_whole(q, 3),
                                 .asked_by = db_text(q, 4),
                                 .asked = db_whole(q, 5),
                                 .approved_by = db_text(q, 6),
                                 .approved = db_whole(q, 7),
                                 .why = buf_str(&why)};
        code = code ? code : visit(context, &o, err);
        if (code != 0) {
            db_reset(q);
        }
    }
    buf_free(&why);
    return code;
}
