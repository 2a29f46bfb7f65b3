/* seal_kept.c - texts that must outlive the database, in values.db, sealed, each under a token: no
 * backup of the database puts an older one back. Their table is made when the first is kept. */
#include "seal_parts.h"

static const char table_sql[] =
    "CREATE TABLE IF NOT EXISTS kept (token BLOB PRIMARY KEY, "
    "sealed BLOB NOT NULL) WITHOUT ROWID";

static int put(struct db *db, struct str token, struct str sealed, struct err *err)
{
    struct db_query *q;
    int code = db_run(db, table_sql, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO kept (token, sealed) VALUES ($1, $2) "
                           "ON CONFLICT (token) DO UPDATE SET sealed = excluded.sealed",
                           &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, token);
        db_bind_bytes(q, 2, sealed);
        code = db_do(q, err);
    }
    return code;
}

static int drop(struct db *db, struct str token, struct err *err)
{
    struct db_query *q;
    bool there = false;
    int code = db_has_table(db, "kept", &there, err);
    if (code != 0 || !there) {
        return code;
    }
    code = db_query(db, "DELETE FROM kept WHERE token = $1", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, token);
        code = db_do(q, err);
    }
    return code;
}

int seal_keep(struct seal *seal, struct str token, struct str text, struct err *err)
{
    struct buf sealed = {0};
    int code = text.len > 0 ? seal_council_value(seal, SEAL_KEPT_PLACE, text, &sealed, err) : 0;
    if (code == 0) {
        pthread_mutex_lock(&seal->write_lock);
        code = db_begin(seal->writer, err);
        if (code == 0) {
            code = text.len > 0 ? put(seal->writer, token, buf_str(&sealed), err)
                                : drop(seal->writer, token, err);
            if (code == 0) {
                code = db_commit(seal->writer, err);
            } else {
                db_rollback(seal->writer);
            }
        }
        pthread_mutex_unlock(&seal->write_lock);
    }
    buf_free(&sealed);
    return code;
}

int seal_kept(struct seal *seal, seal_kept_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    struct buf text = {0};
    bool row = false;
    pthread_mutex_lock(&seal->read_lock);
    int code = db_has_table(seal->reader, "kept", &row, err);
    if (code == 0 && row) {
        code = db_query(seal->reader, "SELECT token, sealed FROM kept ORDER BY token", &q, err);
        while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
            text.len = 0;
            code = unseal_council_value(seal, SEAL_KEPT_PLACE, db_bytes(q, 1), &text, err);
            code = code ? code : visit(context, db_bytes(q, 0), buf_str(&text), err);
            if (code != 0) {
                db_reset(q);
            }
        }
    }
    pthread_mutex_unlock(&seal->read_lock);
    buf_free(&text);
    return code;
}
