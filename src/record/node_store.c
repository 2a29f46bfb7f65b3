/* node_store.c - statements, one a function. */
#include "node_store.h"

#include <assert.h>

int node_find(struct db *db, int64_t content, int64_t *ret, struct err *err)
{
    return db_number_with(db, "SELECT node FROM node WHERE content = $1", WHOLES(content), ret,
                          err);
}

int node_add(struct db *db, int64_t model, int kind, int64_t source, int64_t content, int64_t *ret,
             struct err *err)
{
    return db_add_with(db,
                       "INSERT INTO node (model, kind, source, content, component) "
                       "VALUES ($1, $2, $3, $4, 0)",
                       WHOLES(model, kind, source, content), ret, err);
}

int node_is_empty(struct db *db, int64_t node, bool *ret, struct err *err)
{
    int64_t mention = 0;
    int code = db_number_with(db, "SELECT mention FROM mention WHERE node = $1 LIMIT 1",
                              WHOLES(node), &mention, err);
    if (code == 0) {
        *ret = mention == 0;
    }
    return code;
}

int node_drop(struct db *db, int64_t node, struct err *err)
{
    int code = edges_drop(db, node, err);
    return code ? code : db_do_with(db, "DELETE FROM node WHERE node = $1", WHOLES(node), err);
}

int nodes_without_mention_drop(struct db *db, int64_t node, bool *ret_went, struct err *err)
{
    struct db_query *q;
    bool row = true;
    int code = db_query(db, "SELECT 1 FROM mention WHERE node = $1 LIMIT 1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, node);
        code = db_step(q, &row, err);
        db_reset(q);
    }
    if (code == 0 && !row) {
        *ret_went = true;
        code = node_drop(db, node, err);
    }
    return code;
}

/* What a node says, from one of its mentions: any serves. */
static int load_values(struct db *db, struct seal *seal, struct node_cache *cache, int64_t content,
                       struct arena *arena, struct node_content *ret, struct err *err)
{
    struct str known = node_cache_find(cache, ret->node, content);
    struct buf packed = {0};
    struct db_query *q;
    bool row = false;
    int code = 0;
    if (known.len == 0) {
        code = db_query(db, "SELECT record, value_key, sealed FROM mention WHERE mention = $1", &q,
                        err);
        if (code != 0) {
            return code;
        }
        db_bind_whole(q, 1, ret->mentions[0].mention);
        code = db_step(q, &row, err);
        if (code == 0 && row) {
            code = unseal_value(seal, db_whole(q, 1), "mention", db_whole(q, 0), db_bytes(q, 2),
                                &packed, err);
        }
        db_reset(q);
        known = buf_str(&packed);
        if (code == 0) {
            node_cache_put(cache, ret->node, content, known);
        }
    }
    if (code == 0 && mention_unpack(arena_str(arena, known), &ret->values) != 0) {
        code =
            err_set(err, ERR_DB, "mention %lld can't be read: restore the database from a backup",
                    (long long)ret->mentions[0].mention);
    }
    buf_free(&packed);
    return code;
}

int node_load(struct db *db, struct seal *seal, struct node_cache *cache, int64_t node,
              struct arena *arena, struct node_content *ret, struct err *err)
{
    struct db_query *q;
    bool row;
    void *mentions = NULL;
    size_t capacity = 0;
    int64_t content = 0;
    int code = db_query(db,
                        "SELECT m.mention, m.record, m.number, n.kind, n.source, n.content "
                        "FROM mention m JOIN node n ON n.node = m.node "
                        "WHERE m.node = $1 ORDER BY m.record, m.number",
                        &q, err);
    if (code != 0) {
        return code;
    }
    *ret = (struct node_content){.node = node};
    db_bind_whole(q, 1, node);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        ret->kind = (int)db_whole(q, 3);
        ret->source = db_whole(q, 4);
        content = db_whole(q, 5);
        mem_must_grow(&mentions, &capacity, ret->count + 1, sizeof *ret->mentions);
        ((struct stored_mention *)mentions)[ret->count++] =
            (struct stored_mention){db_whole(q, 0), db_whole(q, 1), node, (int)db_whole(q, 2)};
    }
    db_reset(q);
    if (code == 0 && ret->count == 0) {
        code = err_set(err, ERR_NOTFOUND, "node %lld has no mention", (long long)node);
    }
    if (code == 0) {
        ret->mentions = arena_alloc(arena, ret->count * sizeof *ret->mentions);
        memcpy(ret->mentions, mentions, ret->count * sizeof *ret->mentions);
        code = load_values(db, seal, cache, content, arena, ret, err);
    }
    mem_free(mentions);
    return code;
}

static void bind_token(struct db_query *q, int place, int64_t token)
{
    if (token != 0) {
        db_bind_whole(q, place, token);
    } else {
        db_bind_null(q, place);
    }
}

int mention_add(struct db *db, struct seal *seal, int64_t model, const struct stored_mention *place,
                int64_t address, int64_t uprn, struct str packed, struct err *err)
{
    struct db_query *q;
    struct buf sealed = {0};
    int64_t key;
    int code = seal_key_new(seal, &key, err);
    code = code ? code : seal_value(seal, key, "mention", place->record, packed, &sealed, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO mention (model, record, number, node, address, uprn, "
                           "value_key, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, model);
        db_bind_whole(q, 2, place->record);
        db_bind_whole(q, 3, place->number);
        db_bind_whole(q, 4, place->node);
        bind_token(q, 5, address);
        bind_token(q, 6, uprn);
        db_bind_whole(q, 7, key);
        db_bind_bytes(q, 8, buf_str(&sealed));
        code = db_do(q, err);
    }
    buf_free(&sealed);
    return code;
}

int mentions_of_record(struct db *db, int64_t model, int64_t record, struct arena *arena,
                       struct stored_mention **ret, size_t *ret_count, struct err *err)
{
    struct db_query *q;
    bool row;
    void *mentions = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int code = db_query(db,
                        "SELECT mention, node, number FROM mention WHERE record = $1 AND "
                        "model = $2 ORDER BY number",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    db_bind_whole(q, 2, model);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        mem_must_grow(&mentions, &capacity, count + 1, sizeof **ret);
        ((struct stored_mention *)mentions)[count++] =
            (struct stored_mention){db_whole(q, 0), record, db_whole(q, 1), (int)db_whole(q, 2)};
    }
    db_reset(q);
    if (code == 0) {
        *ret = arena_alloc(arena, (count + 1) * sizeof **ret);
        if (count > 0) {
            memcpy(*ret, mentions, count * sizeof **ret);
        }
        *ret_count = count;
    }
    mem_free(mentions);
    return code;
}

int mention_load(struct db *db, struct seal *seal, int64_t model, int64_t record, int number,
                 struct buf *packed, struct mention_values *ret, bool *ret_there, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT value_key, sealed FROM mention WHERE record = $1 AND number = $2 "
                        "AND model = $3",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    db_bind_whole(q, 2, number);
    db_bind_whole(q, 3, model);
    packed->len = 0;
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        code = unseal_value(seal, db_whole(q, 0), "mention", record, db_bytes(q, 1), packed, err);
    }
    db_reset(q);
    if (code == 0 && row && mention_unpack(buf_str(packed), ret) != 0) {
        code = err_set(err, ERR_DB,
                       "a mention of record %lld can't be read: restore the database from a backup",
                       (long long)record);
    }
    *ret_there = code == 0 && row;
    return code;
}

int places_of_mention(struct db *db, int64_t model, int64_t record, int number, int64_t ret[2],
                      struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT address, uprn FROM mention WHERE record = $1 AND number = $2 "
                             "AND model = $3",
                             WHOLES(record, number, model), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        for (int i = 0; i < 2; i++) {
            ret[i] = db_is_null(q, i) ? 0 : db_whole(q, i);
        }
        db_reset(q);
    }
    return code;
}

int mention_move(struct db *db, int64_t mention, int64_t node, struct err *err)
{
    return db_do_with(db, "UPDATE mention SET node = $2 WHERE mention = $1", WHOLES(mention, node),
                      err);
}

int mention_drop(struct db *db, int64_t mention, struct err *err)
{
    int code = db_do_with(db,
                          "INSERT INTO key_past (record, value_key) "
                          "SELECT record, value_key FROM mention WHERE mention = $1 "
                          "ON CONFLICT (record, value_key) DO NOTHING",
                          WHOLES(mention), err);
    return code ? code
                : db_do_with(db, "DELETE FROM mention WHERE mention = $1", WHOLES(mention), err);
}

/* ---- blocks ---- */

int node_join_block(struct db *db, int64_t model, int64_t token, int64_t node, struct err *err)
{
    return db_do_with(db,
                      "INSERT INTO block (model, token, node) VALUES ($1, $2, $3) "
                      "ON CONFLICT (model, token, node) DO NOTHING",
                      WHOLES(model, token, node), err);
}

int node_leave_block(struct db *db, int64_t model, int64_t token, int64_t node, struct err *err)
{
    return db_do_with(db, "DELETE FROM block WHERE model = $1 AND token = $2 AND node = $3",
                      WHOLES(model, token, node), err);
}

int block_nodes(struct db *db, int64_t model, int64_t token, size_t max, node_visit *visit,
                void *context, struct err *err)
{
    struct db_query *q;
    bool row;
    size_t count = 0;
    int code = db_query(db, "SELECT node FROM block WHERE model = $1 AND token = $2", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, model);
    db_bind_whole(q, 2, token);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        code = ++count > max ? ERR_LIMIT : visit(context, db_whole(q, 0));
        if (code != 0) {
            break;
        }
    }
    db_reset(q);
    return code;
}

/* ---- edges ---- */

/* Rows of other, score and, where sources are given, the other's source. */
static int take_edges(struct db_query *q, const struct source_set *sources, struct arena *arena,
                      struct stored_edge **ret, size_t *ret_count, struct err *err)
{
    bool row;
    void *edges = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        if (sources != NULL && !source_set_has(sources, db_whole(q, 2))) {
            continue;
        }
        mem_must_grow(&edges, &capacity, count + 1, sizeof **ret);
        ((struct stored_edge *)edges)[count++] =
            (struct stored_edge){db_whole(q, 0), (int32_t)db_whole(q, 1)};
    }
    db_reset(q);
    if (code == 0) {
        *ret = arena_alloc(arena, (count + 1) * sizeof **ret);
        if (count > 0) {
            memcpy(*ret, edges, count * sizeof **ret);
        }
        *ret_count = count;
    }
    mem_free(edges);
    return code;
}

int edges_of(struct db *db, int64_t node, struct arena *arena, struct stored_edge **ret,
             size_t *ret_count, struct err *err)
{
    struct db_query *q;
    int code =
        db_query_with(db, "SELECT other, score FROM edge WHERE node = $1 ORDER BY score DESC",
                      WHOLES(node), &q, err);
    return code ? code : take_edges(q, NULL, arena, ret, ret_count, err);
}

int edges_among(struct db *db, int64_t node, const struct source_set *sources, struct arena *arena,
                struct stored_edge **ret, size_t *ret_count, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db,
                             "SELECT e.other, e.score, n.source FROM edge e JOIN node n "
                             "ON n.node = e.other WHERE e.node = $1 ORDER BY e.score DESC",
                             WHOLES(node), &q, err);
    return code ? code : take_edges(q, sources, arena, ret, ret_count, err);
}

static int put_one(struct db *db, int64_t node, int64_t other, int32_t score, struct err *err)
{
    return db_do_with(db,
                      "INSERT INTO edge (node, other, score) VALUES ($1, $2, $3) "
                      "ON CONFLICT (node, other) DO UPDATE SET score = excluded.score",
                      WHOLES(node, other, score), err);
}

int edge_put(struct db *db, int64_t left, int64_t right, int32_t score, struct err *err)
{
    int code = put_one(db, left, right, score, err);
    return code ? code : put_one(db, right, left, score, err);
}

int edges_drop(struct db *db, int64_t node, struct err *err)
{
    int code = db_do_with(db,
                          "DELETE FROM edge WHERE other = $1 AND node IN "
                          "(SELECT other FROM edge WHERE node = $1)",
                          WHOLES(node), err);
    return code ? code : db_do_with(db, "DELETE FROM edge WHERE node = $1", WHOLES(node), err);
}

/* ---- components ---- */

int component_of(struct db *db, int64_t node, int64_t *ret, struct err *err)
{
    return db_number_with(db,
                          "SELECT CASE component WHEN 0 THEN node ELSE component END FROM node "
                          "WHERE node = $1",
                          WHOLES(node), ret, err);
}

int component_nodes(struct db *db, int64_t component, node_visit *visit, void *context,
                    struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db,
                             "SELECT node FROM node WHERE node = $1 AND component = 0 UNION ALL "
                             "SELECT node FROM node WHERE component = $1 AND component <> 0",
                             WHOLES(component), &q, err);
    return code ? code : db_each_number(q, visit, context, err);
}

int component_put(struct db *db, int64_t node, int64_t component, struct err *err)
{
    return db_do_with(db, "UPDATE node SET component = $2 WHERE node = $1",
                      WHOLES(node, component == node ? 0 : component), err);
}

/* ---- a whole version ---- */

/* Numbers [*from, to] of a table that there are; *ret_more false when none. */
static int next_range(struct db *db, const char *sql, int64_t model, int64_t from, int64_t *ret_to,
                      bool *ret_more, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db, sql, &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, model);
    db_bind_whole(q, 2, from);
    code = db_step(q, &row, err);
    if (code == 0) {
        *ret_more = row && !db_is_null(q, 0);
        *ret_to = *ret_more ? db_whole(q, 0) : 0;
    }
    db_reset(q);
    return code;
}

/* struct version_part - one table: how to find the end of the next slice, and how to drop it. */
static const struct {
    const char *find, *drop, *note; /* note: before it is dropped; NULL: nothing */
} version_parts[] = {
    {"SELECT max(token) FROM (SELECT token FROM block WHERE model = $1 AND token >= $2 "
     "ORDER BY token LIMIT 2000)",
     "DELETE FROM block WHERE model = $1 AND token >= $2 AND token <= $3"},
    {"SELECT max(token) FROM (SELECT token FROM search WHERE model = $1 AND token >= $2 "
     "ORDER BY token LIMIT 1000)",
     "DELETE FROM search WHERE model = $1 AND token >= $2 AND token <= $3"},
    {"SELECT max(mention) FROM (SELECT mention FROM mention WHERE mention >= $2 AND model = $1 "
     "ORDER BY mention LIMIT 500)",
     "DELETE FROM mention WHERE mention >= $2 AND mention <= $3 AND model = $1",
     "INSERT INTO key_past (record, value_key) SELECT record, value_key FROM mention WHERE "
     "mention >= $2 AND mention <= $3 AND model = $1 ON CONFLICT (record, value_key) DO NOTHING"},
    {"SELECT max(node) FROM (SELECT node FROM node WHERE node >= $2 AND model = $1 ORDER BY node "
     "LIMIT 500)",
     "DELETE FROM edge WHERE node IN (SELECT node FROM node WHERE node >= $2 AND node <= $3 AND "
     "model = $1)"},
    {"SELECT max(node) FROM (SELECT node FROM node WHERE node >= $2 AND model = $1 ORDER BY node "
     "LIMIT 500)",
     "DELETE FROM node WHERE node >= $2 AND node <= $3 AND model = $1"},
};

int version_drop_slice(struct db *db, int64_t model, struct version_drop *at, bool *ret_done,
                       struct err *err)
{
    int64_t to = 0;
    bool more = false;
    *ret_done = at->part == sizeof version_parts / sizeof version_parts[0];
    if (*ret_done) {
        return 0;
    }
    int code = next_range(db, version_parts[at->part].find, model, at->from, &to, &more, err);
    if (code == 0 && more && version_parts[at->part].note != NULL) {
        code = db_do_with(db, version_parts[at->part].note, WHOLES(model, at->from, to), err);
    }
    if (code == 0 && more) {
        code = db_do_with(db, version_parts[at->part].drop, WHOLES(model, at->from, to), err);
        at->from = to + 1;
    } else if (code == 0) {
        at->part++;
        at->from = 0;
    }
    return code;
}
