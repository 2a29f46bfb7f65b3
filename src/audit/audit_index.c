/* audit_index.c - the index by subject, in SQLite. */
#include "audit_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct audit_index {
    struct db *db;
    uint64_t upto;
};

enum { FORMAT = 1 };

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS log_index (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " format INTEGER NOT NULL, mark BLOB NOT NULL, upto INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS log_subject (token INTEGER NOT NULL, leaf INTEGER NOT NULL,"
    " month INTEGER NOT NULL, PRIMARY KEY (token, leaf)) WITHOUT ROWID;";

static int set_upto(struct audit_index *index, struct str mark, uint64_t upto, struct err *err)
{
    struct db_query *q;
    int code =
        db_query(index->db,
                 "INSERT INTO log_index (one, format, mark, upto) VALUES (1, $1, $2, $3)", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, FORMAT);
        db_bind_bytes(q, 2, mark);
        db_bind_whole(q, 3, (int64_t)upto);
        code = db_do(q, err);
    }
    return code;
}

static int begin_anew(struct audit_index *index, struct str mark, struct err *err)
{
    int code = db_run(index->db, "DELETE FROM log_index; DELETE FROM log_subject", err);
    code = code ? code : set_upto(index, mark, 0, err);
    index->upto = 0;
    return code;
}

/* look - how far it is, when it is of this log and not ahead of it; else begun anew. */
static int look(struct audit_index *index, struct str mark, uint64_t size, struct err *err)
{
    struct db_query *q;
    bool row = false, fits = false;
    int code = db_begin(index->db, err);
    if (code != 0) {
        return code;
    }
    code = db_run(index->db, schema, err);
    code = code ? code
                : db_query(index->db, "SELECT format, mark, upto FROM log_index WHERE one = 1", &q,
                           err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        index->upto = (uint64_t)db_whole(q, 2);
        fits = db_whole(q, 0) == FORMAT && str_eq(db_bytes(q, 1), mark) && index->upto <= size;
        db_reset(q);
    }
    if (code == 0 && !fits) {
        code = begin_anew(index, mark, err);
    }
    if (code != 0) {
        db_rollback(index->db);
        return code;
    }
    return db_commit(index->db, err);
}

static int open_file(struct audit_index *index, const char *path, struct str mark, uint64_t size,
                     struct err *err)
{
    int code = db_open(path, DB_WRITE, &index->db, err);
    code = code ? code : look(index, mark, size, err);
    if (code != 0) {
        db_close(index->db);
        index->db = NULL;
    }
    return code;
}

static void remove_file(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[4096];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
}

int audit_index_open(const char *path, struct str mark, uint64_t size, struct audit_index **ret,
                     struct err *err)
{
    struct audit_index *index = mem_must_array(1, sizeof *index);
    int code = open_file(index, path, mark, size, err);
    if (code == ERR_INPUT || code == ERR_DB) { /* damaged: nothing is lost with it */
        remove_file(path);
        code = open_file(index, path, mark, size, err);
    }
    if (code != 0) {
        mem_free(index);
        return code;
    }
    *ret = index;
    return 0;
}

void audit_index_close(struct audit_index *index)
{
    if (index != NULL) {
        db_close(index->db);
        mem_free(index);
    }
}

uint64_t audit_index_upto(const struct audit_index *index)
{
    return index->upto;
}

static int insert_rows(struct audit_index *index, const struct audit_index_row *rows, size_t count,
                       struct err *err)
{
    struct db_query *q;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = db_query(index->db,
                        "INSERT INTO log_subject (token, leaf, month) VALUES ($1, $2, $3) "
                        "ON CONFLICT (token, leaf) DO NOTHING",
                        &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, rows[i].token);
            db_bind_whole(q, 2, rows[i].leaf);
            db_bind_whole(q, 3, rows[i].month);
            code = db_do(q, err);
        }
    }
    return code;
}

int audit_index_add(struct audit_index *index, struct audit_index_row *rows, size_t count,
                    uint64_t upto, struct err *err)
{
    int code = db_begin(index->db, err);
    if (code != 0) {
        return code;
    }
    code = insert_rows(index, rows, count, err);
    code = code ? code
                : db_do_with(index->db, "UPDATE log_index SET upto = $1 WHERE one = 1",
                             WHOLES((int64_t)upto), err);
    if (code != 0) {
        db_rollback(index->db);
        return code;
    }
    code = db_commit(index->db, err);
    if (code == 0) {
        index->upto = upto;
    }
    return code;
}

int audit_index_find(struct audit_index *index, int64_t token, struct whole_list *ret,
                     struct err *err)
{
    return db_list_with(index->db, "SELECT leaf FROM log_subject WHERE token = $1 ORDER BY leaf",
                        WHOLES(token), ret, err);
}

int audit_index_forget(struct audit_index *index, int month, struct err *err)
{
    int code = db_begin(index->db, err);
    if (code != 0) {
        return code;
    }
    code = db_do_with(index->db, "DELETE FROM log_subject WHERE month = $1", WHOLES(month), err);
    if (code != 0) {
        db_rollback(index->db);
        return code;
    }
    code = db_commit(index->db, err);
    return code ? code : db_checkpoint(index->db, err);
}
