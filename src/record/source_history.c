/* source_history.c - see source_history.h. */
#include "source_history.h"

static int find_source(struct db *db, struct str name, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT source FROM source WHERE name = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, name);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int source_extracts(struct db *db, struct str name, size_t max, source_extract_visit *visit,
                    void *context, int64_t *ret_source, struct err *err)
{
    struct db_query *q;
    int64_t source = 0;
    bool row = false;
    int code = find_source(db, name, &source, err);
    code = code ? code
                : db_query_with(db,
                                "SELECT begun, ended, row_count, added, changed, withdrawn, "
                                "rejected FROM extract WHERE source = $1 "
                                "ORDER BY extract DESC LIMIT $2",
                                WHOLES(source, (int64_t)max), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        const struct source_extract e = {
            db_whole(q, 0),
            db_is_null(q, 1) ? 0 : db_whole(q, 1),
            {db_whole(q, 2), db_whole(q, 3), db_whole(q, 4), db_whole(q, 5), db_whole(q, 6)}};
        visit(context, &e);
    }
    if (code == 0) {
        *ret_source = source;
    }
    return code;
}

int source_linked_read(struct db *db, struct source_linked_list *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(
        db,
        "SELECT s.name, count(*), sum(CASE WHEN e.sources > 1 THEN 1 ELSE 0 END) "
        "FROM membership m JOIN record r ON r.record = m.record "
        "JOIN source s ON s.source = r.source "
        "JOIN (SELECT m2.entity AS entity, count(DISTINCT r2.source) AS sources FROM membership m2 "
        "JOIN record r2 ON r2.record = m2.record GROUP BY m2.entity) e ON e.entity = m.entity "
        "WHERE NOT EXISTS (SELECT 1 FROM hidden_record h WHERE h.record = m.record) "
        "GROUP BY s.name ORDER BY s.name",
        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        void *at = ret->at;
        mem_must_grow(&at, &ret->capacity, ret->count + 1, sizeof *ret->at);
        ret->at = at;
        ret->at[ret->count++] = (struct source_linked){arena_str(&ret->arena, db_text(q, 0)),
                                                       db_whole(q, 1), db_whole(q, 2)};
    }
    return code;
}

void source_linked_free(struct source_linked_list *list)
{
    mem_free(list->at);
    arena_free(&list->arena);
    *list = (struct source_linked_list){0};
}

const struct source_linked *source_linked_of(const struct source_linked_list *list, struct str name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->at[i].name, name)) {
            return &list->at[i];
        }
    }
    return NULL;
}
