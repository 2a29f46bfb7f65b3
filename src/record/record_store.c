/* record_store.c - statements, one a function. */
#include "record_store.h"

#include <assert.h>

int source_number(struct db *db, struct str name, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT source FROM source WHERE name = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, name);
        code = db_take_number(q, ret, err);
    }
    if (code != 0 || *ret != 0) {
        return code;
    }
    code = db_query(db, "INSERT INTO source (name) VALUES ($1)", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, name);
        code = db_add(q, ret, err);
    }
    return code;
}

int header_number(struct db *db, int64_t source, struct str columns, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code =
        db_query(db, "SELECT header FROM header WHERE source = $1 AND columns = $2", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, source);
        db_bind_bytes(q, 2, columns);
        code = db_take_number(q, ret, err);
    }
    if (code != 0 || *ret != 0) {
        return code;
    }
    code = db_query(db, "INSERT INTO header (source, columns) VALUES ($1, $2)", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, source);
        db_bind_bytes(q, 2, columns);
        code = db_add(q, ret, err);
    }
    return code;
}

int extract_begin(struct db *db, int64_t source, int64_t now, int64_t *ret, struct err *err)
{
    return db_add_with(db,
                       "INSERT INTO extract (source, begun, row_count, added, changed, "
                       "withdrawn, rejected) VALUES ($1, $2, 0, 0, 0, 0, 0)",
                       WHOLES(source, now), ret, err);
}

int extract_end(struct db *db, int64_t extract, int64_t now, const struct extract_counts *counts,
                struct err *err)
{
    return db_do_with(db,
                      "UPDATE extract SET ended = CASE WHEN begun > $2 THEN begun ELSE $2 END, "
                      "row_count = $3, added = $4, changed = $5, "
                      "withdrawn = $6, rejected = $7 WHERE extract = $1",
                      WHOLES(extract, now, counts->rows, counts->added, counts->changed,
                             counts->withdrawn, counts->rejected),
                      err);
}

int record_find(struct db *db, int64_t source, struct str identity, struct stored_record *ret,
                struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT r.record, v.version, v.known_to IS NULL, v.row_number, v.content "
                        "FROM record r JOIN record_version v ON v.record = r.record "
                        "WHERE r.source = $1 AND r.identity = $2 ORDER BY v.version DESC LIMIT 1",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, source);
    db_bind_bytes(q, 2, identity);
    code = db_step(q, &row, err);
    *ret = (struct stored_record){0};
    if (code == 0 && row) {
        struct str content = db_bytes(q, 4);
        assert(content.len == TOKEN_BYTES);
        ret->record = db_whole(q, 0);
        ret->version = db_whole(q, 1);
        ret->stands = db_whole(q, 2) != 0;
        ret->row_number = db_whole(q, 3);
        memcpy(ret->content, content.ptr, TOKEN_BYTES);
    }
    db_reset(q);
    return code;
}

static int record_add(struct db *db, const struct record_row *row, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "INSERT INTO record (source, identity) VALUES ($1, $2)", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, row->source);
        db_bind_bytes(q, 2, row->identity);
        code = db_add(q, ret, err);
    }
    return code;
}

int record_put(struct db *db, struct seal *seal, const struct record_row *row,
               const struct stored_record *before, int64_t *ret_record, struct err *err)
{
    struct db_query *q;
    struct buf sealed = {0};
    int64_t record = before->record;
    int64_t key = 0;
    int code = record == 0 ? record_add(db, row, &record, err) : 0;
    code = code == 0 && before->stands ? record_end(db, record, row->now, err) : code;
    code = code ? code : seal_key_new(seal, &key, err);
    code = code ? code : seal_value(seal, key, "cells", record, row->cells, &sealed, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO record_version (record, version, extract, row_number, "
                           "known_from, header, content, value_key, cells) "
                           "VALUES ($1, $2, $3, $4, coalesce((SELECT max(p.known_to) "
                           "FROM record_version p WHERE p.record = $1 AND p.known_to > $5), $5), "
                           "$6, $7, $8, $9)",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, record);
        db_bind_whole(q, 2, before->version + 1);
        db_bind_whole(q, 3, row->extract);
        db_bind_whole(q, 4, row->row_number);
        db_bind_whole(q, 5, row->now);
        db_bind_whole(q, 6, row->header);
        db_bind_bytes(q, 7, row->content);
        db_bind_whole(q, 8, key);
        db_bind_bytes(q, 9, buf_str(&sealed));
        code = db_do(q, err);
    }
    buf_free(&sealed);
    if (code == 0) {
        *ret_record = record;
    }
    return code;
}

int record_moved(struct db *db, int64_t record, int64_t row_number, struct err *err)
{
    return db_do_with(db,
                      "UPDATE record_version SET row_number = $2 "
                      "WHERE record = $1 AND known_to IS NULL",
                      WHOLES(record, row_number), err);
}

int version_wipe(struct db *db, int64_t record, int64_t version, struct err *err)
{
    static const char none[TOKEN_BYTES];
    struct db_query *q;
    int code = db_query(db,
                        "UPDATE record_version SET value_key = NULL, cells = NULL, content = $3 "
                        "WHERE record = $1 AND version = $2",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, record);
        db_bind_whole(q, 2, version);
        db_bind_bytes(q, 3, str_make(none, TOKEN_BYTES));
        code = db_do(q, err);
    }
    return code;
}

int record_end(struct db *db, int64_t record, int64_t now, struct err *err)
{
    return db_do_with(db,
                      "UPDATE record_version SET known_to = "
                      "CASE WHEN known_from > $2 THEN known_from ELSE $2 END "
                      "WHERE record = $1 AND known_to IS NULL",
                      WHOLES(record, now), err);
}

int records_standing(struct db *db, int64_t source, struct whole_list *ret, struct err *err)
{
    return db_list_with(db,
                        "SELECT r.record FROM record r JOIN record_version v "
                        "ON v.record = r.record AND v.known_to IS NULL "
                        "WHERE r.source = $1 ORDER BY r.record",
                        WHOLES(source), ret, err);
}

int record_cells(struct db *db, struct seal *seal, int64_t record, int64_t *ret_header,
                 int64_t *ret_row_number, struct buf *ret_cells, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT header, row_number, value_key, cells FROM record_version "
                        "WHERE record = $1 AND known_to IS NULL",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    code = db_step(q, &row, err);
    if (code == 0 && !row) {
        code = err_set(err, ERR_NOTFOUND, "record %lld stands no longer", (long long)record);
    }
    if (code == 0) {
        *ret_header = db_whole(q, 0);
        *ret_row_number = db_whole(q, 1);
        code = unseal_value(seal, db_whole(q, 2), "cells", record, db_bytes(q, 3), ret_cells, err);
    }
    db_reset(q);
    return code;
}

int version_cells(struct db *db, struct seal *seal, int64_t record, int64_t version,
                  int64_t *ret_row_number, struct buf *ret_cells, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT row_number, value_key, cells FROM record_version "
                             "WHERE record = $1 AND version = $2 AND value_key IS NOT NULL",
                             WHOLES(record, version), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "record %lld has no version %lld", (long long)record,
                       (long long)version);
    }
    if (code == 0) {
        *ret_row_number = db_whole(q, 0);
        code = unseal_value(seal, db_whole(q, 1), "cells", record, db_bytes(q, 2), ret_cells, err);
        db_reset(q);
    }
    return code;
}

#define RECORD_AT                                                                                  \
    "SELECT r.record FROM source s JOIN record r ON r.source = s.source "                          \
    "JOIN record_version v ON v.record = r.record AND v.known_to IS NULL "                         \
    "WHERE s.name = $1 AND v.row_number = $2"

static int record_of_row(struct db *db, const char *sql, struct str source, int64_t row_number,
                         int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, sql, &q, err);
    if (code == 0) {
        db_bind_text(q, 1, source);
        db_bind_whole(q, 2, row_number);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int record_at(struct db *db, struct str source, int64_t row_number, int64_t *ret, struct err *err)
{
    return record_of_row(db,
                         RECORD_AT
                         " AND NOT EXISTS (SELECT 1 FROM hidden_record h "
                         "WHERE h.record = r.record)",
                         source, row_number, ret, err);
}

int record_at_any(struct db *db, struct str source, int64_t row_number, int64_t *ret,
                  struct err *err)
{
    return record_of_row(db, RECORD_AT, source, row_number, ret, err);
}
