/* marking.c - marks, each order one job of the thread that writes. */
#include "marking.h"

#include "entity_store.h"
#include "live.h"
#include "mention_build.h"
#include "model_store.h"
#include "stored_row.h"

#include <time.h>

struct marked_mention {
    int64_t act;
    struct decided_mention at;
};

struct marking {
    struct picture *picture;
    struct str entity;
    const struct mark_order *order; /* NULL: what was marked is lifted */
    enum mark_what what;
    struct str who;
    struct marked done;
    struct db *db;
    struct err *err;
    int64_t now, number; /* of the entity */
    struct marked_mention *at;
    size_t count, capacity;
    struct whole_list records; /* that they are of, each once */
    bool lifts;                /* records may be shown again */
    bool put_back;             /* whom they name beside the sealed is known already */
};

int people_nobody(struct str entity, struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "there is no entity %.*s in this home",
                   (int)(entity.len < 20 ? entity.len : 20), entity.ptr);
}

static void add_mention(struct marking *m, int64_t record, int number, int64_t act)
{
    void *at = m->at;
    mem_must_grow(&at, &m->capacity, m->count + 1, sizeof *m->at);
    m->at = at;
    m->at[m->count++] = (struct marked_mention){act, {record, number}};
    whole_list_add(&m->records, record);
}

static int take_member(void *context, int64_t record, int number)
{
    add_mention(context, record, number, 0);
    return 0;
}

static int take_mark(void *context, const struct mark *mark, struct err *err)
{
    (void)err;
    add_mention(context, mark->mention.record, mark->mention.number, mark->act);
    return 0;
}

/* ---- the picture follows a seal ---- */

/* struct sealed_row - a record as it stands, and its mentions. */
struct sealed_row {
    struct stored_row row;
    struct mention_table mentions;
    bool stands;
    bool alone; /* nobody beside the sealed */
};

static void rows_free(struct sealed_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mention_table_free(&rows[i].mentions);
        stored_row_free(&rows[i].row);
    }
    mem_free(rows);
}

static int read_row(struct marking *m, int64_t record, struct sealed_row *ret)
{
    int64_t stands = 0;
    int code = db_number_with(m->db,
                              "SELECT 1 FROM record_version WHERE record = $1 AND known_to IS NULL "
                              "AND value_key IS NOT NULL",
                              WHOLES(record), &stands, m->err);
    ret->stands = stands != 0;
    if (code != 0 || !ret->stands) {
        return code;
    }
    code = stored_row_read(m->picture, m->db, record, &ret->row, m->err);
    return code ? code
                : mention_table_build(&ret->row.table, &ret->row.mapping, 1, 1, &ret->mentions,
                                      m->err);
}

/* Whom it names beside the sealed, if it has a seal still. */
static int note_beside(struct marking *m, int64_t record, struct sealed_row *row)
{
    int64_t beside = 0;
    int64_t seals = 0;
    int code = db_number_with(m->db,
                              "SELECT count(*) FROM mark WHERE record = $1 AND what = $2 "
                              "AND lifted IS NULL",
                              WHOLES(record, MARK_SEALED), &seals, m->err);
    if (code == 0 && (seals == 0 || !row->stands)) {
        return seals == 0 ? seal_names_forget(m->db, record, m->err) : 0;
    }
    code = code || m->put_back
               ? code
               : seal_names_beside(m->db, m->picture->seal, record, &row->mentions, m->err);
    code = code ? code
                : db_number_with(m->db, "SELECT count(*) FROM mark_beside WHERE record = $1",
                                 WHOLES(record), &beside, m->err);
    row->alone = beside == 0;
    return code;
}

static int link_anew(struct marking *m, const struct whole_list *gone, struct sealed_row *row)
{
    struct live_change change = {
        .withdrawn = gone->at, .withdrawn_count = gone->count, .now = m->now};
    if (row != NULL) {
        change.source = row->row.source;
        change.rows = &row->row.table;
        change.mapping = &row->row.mapping;
        change.records = &row->row.record;
    }
    return live_apply(m->picture->live, m->db, &change, m->err);
}

static int hide(struct marking *m, int64_t record)
{
    bool hidden = false;
    int code = record_is_hidden(m->db, record, &hidden, m->err);
    if (code != 0 || hidden) {
        return code;
    }
    m->done.hidden++;
    code = record_hide(m->db, record, m->err);
    return code ? code : change_add(m->db, m->now, "record", "withdrawn", record, 0, m->err);
}

/* Records of which nobody is left go all at once, so that what remains of a person in between is
 * never taken for somebody else; the others are linked anew, a row at a time. */
static int follow(struct marking *m)
{
    struct whole_list gone = {0};
    struct sealed_row *rows = mem_must_array(m->records.count + 1, sizeof *rows);
    int code = 0;
    for (size_t i = 0; code == 0 && i < m->records.count; i++) {
        int64_t record = m->records.at[i];
        code = read_row(m, record, &rows[i]);
        code = code ? code : note_beside(m, record, &rows[i]);
        if (code == 0 && rows[i].alone) {
            code = hide(m, record);
            whole_list_add(&gone, record);
        } else if (code == 0 && !rows[i].stands && m->lifts) {
            code = record_show(m->db, record, m->err);
        }
    }
    for (size_t i = 0; code == 0 && i < m->records.count; i++) {
        if (rows[i].stands && !rows[i].alone) {
            code = link_anew(m, &gone, &rows[i]);
            whole_list_free(&gone);
        }
    }
    code = code == 0 && gone.count > 0 ? link_anew(m, &gone, NULL) : code;
    whole_list_free(&gone);
    rows_free(rows, m->records.count);
    return code;
}

/* ---- the orders ---- */

static int find_entity(struct marking *m)
{
    int code = entity_named(m->db, m->entity, &m->number, m->err);
    return code == 0 && m->number == 0 ? people_nobody(m->entity, m->err) : code;
}

static int check_new(struct marking *m)
{
    struct marking before = {.picture = m->picture};
    int code = marks_of_entity(m->db, NULL, m->what, m->number, take_mark, &before, m->err);
    if (code == 0 && before.count > 0 && m->what != MARK_SEALED) {
        code = err_set(m->err, ERR_CONFLICT, "%.*s is %s already: lift that first", PRI(m->entity),
                       /* not personal: an id */ mark_names[m->what]);
    }
    mem_free(before.at);
    whole_list_free(&before.records);
    return code;
}

static int add_marks(struct marking *m)
{
    const struct mark_order *o = m->order;
    int code = 0;
    for (size_t i = 0; code == 0 && i < m->count; i++) {
        struct mark mark = {.act = m->done.act,
                            .what = o->what,
                            .entity = m->number,
                            .mention = m->at[i].at,
                            .team = o->team,
                            .ground = o->ground,
                            .until = o->until,
                            .who = o->who,
                            .why = o->why,
                            .at = m->now};
        int64_t number = 0;
        code = mark_add(m->db, m->picture->seal, &mark, &number, m->err);
        m->done.act = m->done.act != 0 ? m->done.act : number;
        m->done.mentions++;
    }
    return code;
}

static int lift_marks(struct marking *m)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < m->count; i++) {
        size_t count = 0;
        code = mark_lift(m->db, m->at[i].act, m->who, m->now, &count, m->err);
        m->done.act = m->at[i].act;
        m->done.mentions += count;
    }
    return code;
}

/* keep - beside the keys, too: a lifted seal goes from there before it goes from the database, a
 * new one comes after it. */
static int keep(struct db *db, void *context, struct err *err)
{
    const struct marking *m = context;
    int code = 0;
    for (size_t i = 0; code == 0 && m->what == MARK_SEALED && i < m->records.count; i++) {
        code = kept_seal_write(m->picture, db, m->records.at[i], err);
    }
    return code;
}

static int do_order(struct db *db, void *context, struct err *err)
{
    struct marking *m = context;
    m->db = db;
    m->err = err;
    m->now = (int64_t)time(NULL);
    int code = model_check_adopted(db, err);
    code = code ? code : find_entity(m);
    if (code == 0 && m->order != NULL) {
        code = entity_members(db, m->number, take_member, m, err);
        code = code == 0 && m->count == 0 ? people_nobody(m->entity, err) : code;
        code = code ? code : check_new(m);
        code = code ? code : add_marks(m);
    } else if (code == 0) {
        code = marks_of_entity(db, NULL, m->what, m->number, take_mark, m, err);
        code = code == 0 && m->count == 0 ? people_nobody(m->entity, err) : code;
        code = code ? code : lift_marks(m);
    }
    whole_list_unique(&m->records);
    code = code == 0 && m->what == MARK_SEALED ? follow(m) : code;
    return code == 0 && m->lifts ? keep(db, m, err) : code;
}

static int run(struct marking *m, struct marked *ret, struct err *err)
{
    int code = picture_do(m->picture, do_order, m, err);
    code = code == 0 && !m->lifts ? picture_do(m->picture, keep, m, err) : code;
    mem_free(m->at);
    whole_list_free(&m->records);
    if (code == 0) {
        *ret = m->done;
    }
    return code;
}

int people_mark(struct picture *picture, struct str entity, const struct mark_order *order,
                struct marked *ret, struct err *err)
{
    struct marking m = {.picture = picture, .entity = entity, .order = order, .what = order->what};
    return run(&m, ret, err);
}

int people_unmark(struct picture *picture, struct str entity, enum mark_what what, struct str who,
                  struct marked *ret, struct err *err)
{
    struct marking m = {
        .picture = picture, .entity = entity, .what = what, .who = who, .lifts = true};
    return run(&m, ret, err);
}

int seals_follow(struct picture *picture, struct db *db, const struct whole_list *records,
                 int64_t now, struct err *err)
{
    struct marking m = {.picture = picture,
                        .what = MARK_SEALED,
                        .db = db,
                        .err = err,
                        .now = now,
                        .put_back = true,
                        .records = *records};
    return follow(&m);
}

struct team_found {
    struct buf *team;
    int64_t act;
};

static int take_team(void *context, const struct mark *mark, struct err *err)
{
    struct team_found *found = context;
    (void)err;
    if (found->act == 0) {
        buf_add(found->team, mark->team);
        found->act = mark->act;
    }
    return 0;
}

int people_mark_team(struct picture *picture, struct str entity, struct buf *ret, int64_t *ret_act,
                     struct err *err)
{
    struct team_found found = {.team = ret};
    int64_t number = 0;
    int code = entity_named(picture->db, entity, &number, err);
    code = code == 0 && number != 0
               ? marks_of_entity(picture->db, NULL, MARK_SEALED, number, take_team, &found, err)
               : code;
    *ret_act = found.act;
    return code;
}
