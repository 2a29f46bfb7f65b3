/* entity_shown.c - see entity_shown.h. */
#include "entity_shown.h"

#include "entity_store.h"
#include "record_store.h"

#include <stdio.h>
#include <string.h>

_Static_assert((int)PURPOSE_ID_TEXT_MAX == (int)ENTITY_ID_TEXT_MAX, "an id of either kind");

enum { NUMBERS_MAX = 1 << 10 }; /* of a record's mentions; more would share a number, not an id */

const char *entity_shown_id(const struct picture *picture, const uint8_t *identity, int number,
                            char ret[ENTITY_ID_TEXT_MAX])
{
    struct purpose_mention m = {.number = (uint16_t)number};
    memcpy(m.identity, identity, sizeof m.identity);
    return purpose_id_text(picture->seal, picture->shown_by, &m, ret);
}

/* The record of a source that begins so, hidden ones too or not; *ret untouched: there is none. */
static int find_identity(struct db *db, int64_t source, const struct purpose_mention *m,
                         bool hidden, int64_t *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT r.record, r.identity FROM record r WHERE r.source = $1 "
                        "AND r.identity >= $2 AND ($3 = 1 OR NOT EXISTS "
                        "(SELECT 1 FROM hidden_record h WHERE h.record = r.record)) "
                        "ORDER BY r.identity LIMIT 1",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, source);
    db_bind_bytes(q, 2, str_make((const char *)m->identity, sizeof m->identity));
    db_bind_whole(q, 3, hidden);
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        struct str identity = db_bytes(q, 1);
        if (identity.len >= sizeof m->identity &&
            memcmp(identity.ptr, m->identity, sizeof m->identity) == 0) {
            *ret = db_whole(q, 0);
        }
        db_reset(q);
    }
    return code;
}

int entity_shown_find(const struct picture *picture, struct str id, int64_t *ret_record,
                      int *ret_number, bool *ret_is_id, struct err *err)
{
    struct purpose_mention m = {0};
    int64_t record = 0;
    int code = 0;
    *ret_is_id = purpose_id_read(picture->seal, picture->shown_by, id, &m);
    for (int64_t source = 1; *ret_is_id && code == 0 && record == 0 && source < SOURCES_MAX;
         source++) {
        code = source_set_has(picture->shown, source)
                   ? find_identity(picture->db, source, &m, false, &record, err)
                   : 0;
    }
    if (code == 0 && *ret_is_id && record == 0) {
        code = err_set(err, ERR_NOTFOUND, ENTITY_SHOWN_NOBODY);
    }
    if (code == 0) {
        *ret_record = record;
        *ret_number = m.number;
    }
    return code;
}

static int first_known(struct db *db, const struct permitted_list *cluster, int64_t *ret,
                       struct err *err)
{
    int code = 0;
    *ret = INT64_MAX;
    for (size_t i = 0; code == 0 && i < cluster->count; i++) {
        int64_t known = 0;
        code = db_number_with(db, "SELECT min(known_from) FROM record_version WHERE record = $1",
                              WHOLES(cluster->at[i].record), &known, err);
        *ret = known < *ret ? known : *ret;
    }
    return code;
}

int entity_shown_about(const struct picture *picture, struct db *db, struct permitted *view,
                       int64_t record, int number, struct entity_about *ret, struct err *err)
{
    struct permitted_list cluster = {0};
    struct entity_about about = {0};
    int64_t kind = 0;
    int code = permitted_cluster(view, record, number, &cluster, err);
    code = code ? code : first_known(db, &cluster, &about.made, err);
    code = code ? code
                : db_number_with(db,
                                 "SELECT e.kind FROM membership m JOIN entity e "
                                 "ON e.entity = m.entity WHERE m.record = $1 AND m.number = $2",
                                 WHOLES(record, number), &kind, err);
    if (code == 0) {
        const struct permitted_mention *first = &cluster.at[0];
        about.record = first->record;
        about.mention = first->number;
        about.entity = INT64_MIN + first->record * NUMBERS_MAX + first->number % NUMBERS_MAX;
        about.kind = (int)kind;
        entity_shown_id(picture, first->identity, first->number, about.id);
        *ret = about;
    }
    permitted_list_free(&cluster);
    return code;
}

/* ---- in all sources ---- */

/* Of anybody, sealed or not: first under the purpose's permutation, then in any source. */
static int find_anywhere(const struct picture *picture, const struct access *access,
                         struct str name, int64_t *ret_record, int *ret_number, struct err *err)
{
    struct whole_list sources = {0};
    int code = db_list_with(picture->db, "SELECT source FROM source", NULL, 0, &sources, err);
    for (size_t p = 0; code == 0 && *ret_record == 0 && p < access->purpose_count; p++) {
        struct purpose_mention m;
        if (!purpose_id_read(picture->seal, access->purposes[p].id, name, &m)) {
            break; /* it is no id at all */
        }
        for (size_t s = 0; code == 0 && *ret_record == 0 && s < sources.count; s++) {
            code = find_identity(picture->db, sources.at[s], &m, true, ret_record, err);
        }
        *ret_number = m.number;
    }
    whole_list_free(&sources);
    return code;
}

/* The first mention of a row that somebody is, or was before they were sealed. */
static int find_row(const struct picture *picture, struct str name, int64_t *ret_record,
                    int *ret_number, struct err *err)
{
    size_t colon = (size_t)str_find(name, STR(":"));
    uint64_t row = 0;
    int64_t number = 0;
    if (!str_to_uint(str_slice(name, colon + 1, name.len), UINT32_MAX, &row)) {
        return 0;
    }
    int code = record_at_any(picture->db, str_slice(name, 0, colon), (int64_t)row, ret_record, err);
    code = code ? code
                : db_number_with(picture->db,
                                 "SELECT min(number) FROM (SELECT number FROM membership "
                                 "WHERE record = $1 UNION SELECT number FROM mark "
                                 "WHERE record = $1 AND lifted IS NULL)",
                                 WHOLES(*ret_record), &number, err);
    *ret_number = (int)number;
    return code;
}

int entity_whole_id(const struct picture *picture, const struct access *access, struct str name,
                    char ret[ENTITY_ID_TEXT_MAX], struct err *err)
{
    uint64_t id;
    int kind;
    int64_t record = 0;
    int64_t entity = 0;
    int number = 0;
    struct buf text = {0};
    int code = 0;
    if (str_find(name, STR(":")) > 0) {
        code = find_row(picture, name, &record, &number, err);
    } else if (!entity_id_read(name, &id, &kind)) {
        code = find_anywhere(picture, access, name, &record, &number, err);
    }
    if (code == 0 && record != 0) {
        code = db_number_with(picture->db,
                              "SELECT max(entity) FROM (SELECT entity FROM membership "
                              "WHERE record = $1 AND number = $2 UNION SELECT entity FROM mark "
                              "WHERE record = $1 AND number = $2 AND lifted IS NULL)",
                              WHOLES(record, number), &entity, err);
    }
    code = code || entity == 0 ? code : entity_id_of(picture->db, entity, &text, err);
    if (code == 0) {
        struct str found = text.len > 0 ? buf_str(&text) : name;
        snprintf(ret, ENTITY_ID_TEXT_MAX, "%.*s", PRI(found));
    }
    buf_free(&text);
    return code;
}

/* ---- its past ---- */

static int add_moment(struct db *db, int64_t record, struct arena *arena, struct entity_moment *ret,
                      struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT min(v.known_from), s.name, max(CASE WHEN v.known_to IS NULL "
                             "THEN v.row_number ELSE 0 END) FROM record_version v "
                             "JOIN record r ON r.record = v.record "
                             "JOIN source s ON s.source = r.source WHERE v.record = $1 "
                             "GROUP BY s.name",
                             WHOLES(record), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        *ret = (struct entity_moment){.at = db_whole(q, 0),
                                      .what = ENTITY_ROW_JOINED,
                                      .source = arena_str(arena, db_text(q, 1)),
                                      .row = db_whole(q, 2)};
        db_reset(q);
    }
    return code;
}

int entity_shown_history(const struct picture *picture, const struct entity_about *about,
                         struct arena *arena, struct entity_moment **ret, size_t *ret_count,
                         struct err *err)
{
    struct permitted *view = NULL;
    struct permitted_list cluster = {0};
    int code = permitted_open(picture->live, picture->db, picture->shown, &view, err);
    code = code ? code : permitted_cluster(view, about->record, about->mention, &cluster, err);
    struct entity_moment *moments = mem_must_array(cluster.count + 1, sizeof *moments);
    moments[0] = (struct entity_moment){.at = about->made, .what = ENTITY_MADE};
    for (size_t i = 0; code == 0 && i < cluster.count; i++) {
        code = add_moment(picture->db, cluster.at[i].record, arena, &moments[i + 1], err);
    }
    if (code == 0) {
        *ret = moments;
        *ret_count = cluster.count + 1;
    } else {
        mem_free(moments);
    }
    permitted_list_free(&cluster);
    permitted_close(view);
    return code;
}
