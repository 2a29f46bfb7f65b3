/* kept_seal.c - seals packed, kept, marked again. */
#include "kept_seal.h"

#include "entity_store.h"
#include "marking.h"
#include "pack.h"

#include <time.h>

/* Of what is kept in values.db, texts that begin so are seals. */
#define SEAL_TEXT "seal "

enum { MENTIONS_MAX = 4096, NAMES_MAX = 4096 };

/* struct packed_seal - of one mention, as the text has it. */
struct packed_seal {
    uint64_t mark, number, kind, at;
    struct str entity, team, ground, who;
};

static void make_token(const struct seal *seal, struct str source, struct str identity,
                       uint8_t ret[TOKEN_BYTES])
{
    struct buf text = {0};
    pack_text(&text, source);
    pack_text(&text, identity);
    seal_token_wide(seal, "kept_seal", buf_str(&text), ret);
    buf_free(&text);
}

/* ---- in memory ---- */

static void know(struct kept_seals *kept, struct str token, struct str text)
{
    uint32_t place;
    if (dictionary_add(&kept->tokens, token, &place) != 0) {
        mem_exhausted();
    }
    void *texts = kept->texts;
    size_t before = kept->capacity;
    mem_must_grow(&texts, &kept->capacity, (size_t)place + 1, sizeof *kept->texts);
    kept->texts = texts;
    for (size_t i = before; i < kept->capacity; i++) {
        kept->texts[i] = STR("");
    }
    kept->texts[place] = arena_str(&kept->arena, text);
}

static struct str known(const struct kept_seals *kept, struct str token)
{
    uint32_t place = kept->tokens.count > 0 ? dictionary_find(&kept->tokens, token) : 0;
    return place != 0 ? kept->texts[place] : STR("");
}

static int take(void *context, struct str token, struct str text, struct err *err)
{
    (void)err;
    if (str_starts(text, STR(SEAL_TEXT))) {
        know(context, token, text);
    }
    return 0;
}

int kept_seals_load(struct seal *seal, struct kept_seals *ret, struct err *err)
{
    *ret = (struct kept_seals){0};
    int code = seal_kept(seal, take, ret, err);
    if (code != 0) {
        kept_seals_free(ret);
    }
    return code;
}

void kept_seals_free(struct kept_seals *kept)
{
    dictionary_free(&kept->tokens);
    mem_free(kept->texts);
    arena_free(&kept->arena);
    *kept = (struct kept_seals){0};
}

/* ---- from the database ---- */

static int read_record(struct db *db, int64_t record, struct buf *ret_source,
                       struct buf *ret_identity, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT s.name, r.identity FROM record r JOIN source s "
                             "ON s.source = r.source WHERE r.record = $1",
                             WHOLES(record), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        buf_add(ret_source, db_text(q, 0));
        buf_add(ret_identity, db_bytes(q, 1));
        db_reset(q);
    }
    return code;
}

/* pack_seals - the standing seals of a record, each after the other; *ret_count of them. */
static int pack_seals(struct db *db, int64_t record, struct buf *out, uint64_t *ret_count,
                      struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(
        db,
        "SELECT m.mark, m.number, e.kind, m.at, e.id, m.team, m.ground, m.who FROM mark m "
        "JOIN entity e ON e.entity = m.entity WHERE m.record = $1 "
        "AND m.what = $2 AND m.lifted IS NULL ORDER BY m.number, m.mark",
        WHOLES(record, MARK_SEALED), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        for (int i = 0; i < 4; i++) {
            pack_number(out, (uint64_t)db_whole(q, i));
        }
        for (int i = 4; i < 8; i++) {
            pack_text(out, db_text(q, i));
        }
        ++*ret_count;
    }
    return code;
}

static int pack_names(struct db *db, int64_t record, struct buf *out, struct err *err)
{
    struct whole_list names = {0};
    int code = db_list_with(db, "SELECT name FROM mark_beside WHERE record = $1 ORDER BY name",
                            WHOLES(record), &names, err);
    pack_number(out, names.count);
    for (size_t i = 0; i < names.count; i++) {
        pack_number(out, (uint64_t)names.at[i]);
    }
    whole_list_free(&names);
    return code;
}

/* text_of - what is to be kept of a record; "": nothing of it is sealed. */
static int text_of(struct db *db, int64_t record, struct str source, struct str identity,
                   struct buf *ret, struct err *err)
{
    struct buf seals = {0};
    uint64_t count = 0;
    int code = pack_seals(db, record, &seals, &count, err);
    if (code == 0 && count > 0) {
        buf_add(ret, STR(SEAL_TEXT));
        pack_text(ret, source);
        pack_text(ret, identity);
        pack_number(ret, count);
        buf_add(ret, buf_str(&seals));
        code = pack_names(db, record, ret, err);
    }
    buf_free(&seals);
    return code;
}

int kept_seal_write(struct picture *p, struct db *db, int64_t record, struct err *err)
{
    struct buf source = {0};
    struct buf identity = {0};
    struct buf text = {0};
    uint8_t token[TOKEN_BYTES];
    struct str key = str_make((const char *)token, sizeof token);
    int code = read_record(db, record, &source, &identity, err);
    code = code ? code : text_of(db, record, buf_str(&source), buf_str(&identity), &text, err);
    make_token(p->seal, buf_str(&source), buf_str(&identity), token);
    if (code == 0 && !str_eq(known(&p->kept, key), buf_str(&text))) {
        code = seal_keep(p->seal, key, buf_str(&text), err);
        if (code == 0) {
            know(&p->kept, key, buf_str(&text));
        }
    }
    buf_free(&source);
    buf_free(&identity);
    buf_free(&text);
    return code;
}

/* ---- back into the database ---- */

static int damaged(struct err *err)
{
    return err_set(err, ERR_INPUT, "values.db is damaged: restore it from the backup of the keys");
}

static bool unpack_seal(struct str *rest, struct packed_seal *ret)
{
    return unpack_number(rest, INT64_MAX, &ret->mark) &&
           unpack_number(rest, INT32_MAX, &ret->number) &&
           unpack_number(rest, INT32_MAX, &ret->kind) && unpack_number(rest, INT64_MAX, &ret->at) &&
           unpack_text(rest, &ret->entity) && unpack_text(rest, &ret->team) &&
           unpack_text(rest, &ret->ground) && unpack_text(rest, &ret->who);
}

/* is_settled - it stands in the database, or was lifted there after it was kept. */
static int is_settled(struct db *db, int64_t record, const struct packed_seal *seal, bool *ret,
                      struct err *err)
{
    int64_t found = 0;
    int code = db_number_with(
        db,
        "SELECT 1 FROM mark WHERE record = $1 AND number = $2 AND what = $3 "
        "AND (lifted IS NULL OR (at = $4 AND mark = $5)) LIMIT 1",
        WHOLES(record, (int64_t)seal->number, MARK_SEALED, (int64_t)seal->at, (int64_t)seal->mark),
        &found, err);
    *ret = found != 0;
    return code;
}

static int mark_again(struct picture *p, struct db *db, int64_t record,
                      const struct packed_seal *seal, int64_t now, struct err *err)
{
    struct mark mark = {.what = MARK_SEALED,
                        .mention = {record, (int)seal->number},
                        .team = seal->team,
                        .ground = seal->ground,
                        .who = seal->who,
                        .at = (int64_t)seal->at};
    int64_t number = 0;
    int code = entity_with_id(db, seal->entity, (int)seal->kind, now, &mark.entity, err);
    return code ? code : mark_add(db, p->seal, &mark, &number, err);
}

/* names_again - whom it named beside the sealed when the seal was made, whatever it says now. */
static int names_again(struct db *db, int64_t record, struct str *rest, struct err *err)
{
    uint64_t count;
    uint64_t name;
    if (!unpack_number(rest, NAMES_MAX, &count)) {
        return damaged(err);
    }
    int code = seal_names_forget(db, record, err);
    for (uint64_t i = 0; code == 0 && i < count; i++) {
        code = !unpack_number(rest, INT64_MAX, &name)
                   ? damaged(err)
                   : db_do_with(db, "INSERT INTO mark_beside (record, name) VALUES ($1, $2)",
                                WHOLES(record, (int64_t)name), err);
    }
    return code;
}

static int apply_text(struct picture *p, struct db *db, struct str text, int64_t record,
                      int64_t now, bool *ret, struct err *err)
{
    struct str rest = str_slice(text, strlen(SEAL_TEXT), text.len);
    struct str source;
    struct str identity;
    uint64_t count;
    bool any = false;
    int code = 0;
    if (!unpack_text(&rest, &source) || !unpack_text(&rest, &identity) ||
        !unpack_number(&rest, MENTIONS_MAX, &count)) {
        return damaged(err);
    }
    for (uint64_t i = 0; code == 0 && i < count; i++) {
        struct packed_seal seal;
        bool settled = true;
        code =
            unpack_seal(&rest, &seal) ? is_settled(db, record, &seal, &settled, err) : damaged(err);
        if (code == 0 && !settled) {
            any = true;
            code = mark_again(p, db, record, &seal, now, err);
        }
    }
    code = code == 0 && any ? names_again(db, record, &rest, err) : code;
    *ret = any;
    return code;
}

int kept_seal_apply(struct picture *p, struct db *db, struct str source, struct str identity,
                    int64_t record, int64_t now, bool *ret, struct err *err)
{
    uint8_t token[TOKEN_BYTES];
    *ret = false;
    if (p->kept.tokens.count == 0) {
        return 0;
    }
    make_token(p->seal, source, identity, token);
    struct str text = known(&p->kept, str_make((const char *)token, sizeof token));
    return text.len > 0 ? apply_text(p, db, text, record, now, ret, err) : 0;
}

/* ---- both brought together ---- */

/* record_of - the record that a text is of, if the database has it with anything that it says. */
static int record_of(struct db *db, struct str text, int64_t *ret, struct err *err)
{
    struct str source;
    struct str identity;
    struct db_query *q;
    bool row = false;
    text = str_slice(text, strlen(SEAL_TEXT), text.len);
    if (!unpack_text(&text, &source) || !unpack_text(&text, &identity)) {
        return damaged(err);
    }
    int code = db_query(db,
                        "SELECT r.record FROM record r JOIN source s ON s.source = r.source "
                        "WHERE s.name = $1 AND r.identity = $2 AND EXISTS (SELECT 1 FROM "
                        "record_version v WHERE v.record = r.record AND v.value_key IS NOT NULL)",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, source);
        db_bind_bytes(q, 2, identity);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        *ret = db_whole(q, 0);
        db_reset(q);
    }
    return code;
}

static int apply_all(struct picture *p, int64_t now, struct whole_list *ret_changed,
                     struct err *err)
{
    int code = 0;
    for (uint32_t i = 1; code == 0 && i < p->kept.tokens.count; i++) {
        int64_t record = 0;
        bool any = false;
        struct str text = p->kept.texts[i];
        code = text.len > 0 ? record_of(p->db, text, &record, err) : 0;
        code = code == 0 && record != 0 ? apply_text(p, p->db, text, record, now, &any, err) : code;
        if (any) {
            whole_list_add(ret_changed, record);
        }
    }
    return code;
}

/* Whatever the database has and values.db lacks: kept from now on. */
static int keep_all(struct picture *p, struct err *err)
{
    struct whole_list records = {0};
    int code = db_list_with(p->db,
                            "SELECT DISTINCT record FROM mark WHERE what = $1 AND lifted IS NULL "
                            "ORDER BY record",
                            WHOLES(MARK_SEALED), &records, err);
    for (size_t i = 0; code == 0 && i < records.count; i++) {
        code = kept_seal_write(p, p->db, records.at[i], err);
    }
    whole_list_free(&records);
    return code;
}

int kept_seals_restore(struct picture *p, struct err *err)
{
    struct whole_list changed = {0};
    int64_t now = (int64_t)time(NULL);
    int code = p->kept.tokens.count > 0 ? db_begin(p->db, err) : 0;
    if (code == 0 && p->kept.tokens.count > 0) {
        code = apply_all(p, now, &changed, err);
        code = code == 0 && changed.count > 0 ? seals_follow(p, p->db, &changed, now, err) : code;
        if (code == 0) {
            code = db_commit(p->db, err);
        } else {
            db_rollback(p->db);
        }
    }
    code = code ? code : keep_all(p, err);
    whole_list_free(&changed);
    return code;
}
