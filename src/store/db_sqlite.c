/* db_sqlite.c - db.h over SQLite. */
#include "db.h"

#include "hash.h"
#include "memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    APPLICATION_ID = 0x43545246, /* "CTRF": a database of this program's */
    QUERIES_MAX = 512,           /* statements that one connection keeps */
    PLACES_MAX = 32,             /* placeholders in one */
    BUSY_MS = 5000,              /* that another program may hold the lock */
    CACHE_KIB = 65536,
    AUTOCHECKPOINT_PAGES = 4000
};

struct db_query {
    struct db *db;
    const char *sql;
    sqlite3_stmt *statement;
    uint8_t parameter[PLACES_MAX + 1]; /* SQLite's number of $place; 0: not in the statement */
    bool busy;                         /* stepped, and neither at its end nor reset */
};

struct db {
    sqlite3 *sqlite;
    char path[240];
    struct db_query queries[QUERIES_MAX];
    uint16_t slots[2 * QUERIES_MAX]; /* by hash of the text: place in queries + 1 */
    size_t query_count;
    int marks;
};

/* ---- errors ---- */

/* What SQLite says → what a person can do about it. */
static const struct {
    int sqlite;
    int code;
    const char *message;
} failures[] = {
    {SQLITE_FULL, ERR_IO, "the disk is full: make room and run it again; nothing was lost"},
    {SQLITE_READONLY, ERR_IO, "can't be written: it, or its folder, is read-only"},
    {SQLITE_BUSY, ERR_CONFLICT, "another program has it locked: wait until it has ended"},
    {SQLITE_LOCKED, ERR_CONFLICT, "another program has it locked: wait until it has ended"},
    {SQLITE_NOTADB, ERR_INPUT, "not a database of this program's, or sealed, or damaged"},
    {SQLITE_CORRUPT, ERR_INPUT, "the database is damaged: restore it from a backup"},
    {SQLITE_CANTOPEN, ERR_IO, "can't be opened: is the folder there, and yours to write?"},
    {SQLITE_IOERR, ERR_IO, "the disk failed"},
    {SQLITE_PERM, ERR_IO, "not yours to open"},
    {SQLITE_CONSTRAINT, ERR_CONFLICT, "a rule of the database would be broken"},
    {SQLITE_TOOBIG, ERR_LIMIT, "a value is too long to be kept"},
    {SQLITE_NOMEM, ERR_MEMORY, "out of memory"},
};

/* Messages of SQLite's own name tables and columns, never values. */
static int failed(const struct db *db, struct err *err)
{
    int extended = sqlite3_extended_errcode(db->sqlite);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (failures[i].sqlite == (extended & 0xff)) {
            return err_at(err, failures[i].code, db->path, 0, 0, "%s (%s, %d)", failures[i].message,
                          sqlite3_errmsg(db->sqlite), extended);
        }
    }
    return err_at(err, ERR_DB, db->path, 0, 0, "the database failed: %s (%d)",
                  sqlite3_errmsg(db->sqlite), extended);
}

/* ---- opening ---- */

int db_run(struct db *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(db, err);
}

static int read_whole(struct db *db, const char *sql, int64_t *ret, struct err *err)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL) != SQLITE_OK) {
        return failed(db, err);
    }
    int step = sqlite3_step(statement);
    *ret = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : failed(db, err);
}

/* An empty file becomes ours; another's is refused before anything is written to it. */
static int claim(struct db *db, enum db_mode mode, struct err *err)
{
    int64_t id = 0;
    int64_t tables = 0;
    int code = read_whole(db, "PRAGMA application_id", &id, err);
    code = code ? code : read_whole(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
    if (code != 0 || id == APPLICATION_ID) {
        return code;
    }
    if (id != 0 || tables > 0 || mode == DB_READ) {
        return err_at(err, ERR_INPUT, db->path, 0, 0,
                      "a database of another program's: give a council's own folder");
    }
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d", APPLICATION_ID);
    return db_run(db, sql, err);
}

static int configure(struct db *db, enum db_mode mode, struct err *err)
{
    char sql[256];
    sqlite3_extended_result_codes(db->sqlite, 1);
    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode == DB_READ, NULL);
    snprintf(sql, sizeof sql,
             "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; "
             "PRAGMA mmap_size = 0; PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d",
             CACHE_KIB, mode == DB_WRITE ? AUTOCHECKPOINT_PAGES : 0);
    int code = db_run(db, sql, err);
    code = code ? code : claim(db, mode, err);
    return code ? code : db_run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", err);
}

/* The file with mode 0600 before SQLite makes it, whose WAL then has the same. */
static int make_file(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return err_at(err, ERR_IO, path, 0, 0, "can't open the database: %s", strerror(errno));
    }
    close(fd);
    return 0;
}

int db_open(const char *path, enum db_mode mode, struct db **ret, struct err *err)
{
    struct stat about;
    if (mode == DB_READ && stat(path, &about) != 0) {
        return err_at(err, ERR_NOTFOUND, path, 0, 0, "no database there: %s", strerror(errno));
    }
    int code = mode == DB_WRITE ? make_file(path, err) : 0;
    if (code != 0) {
        return code;
    }
    struct db *db = mem_must_array(1, sizeof *db);
    snprintf(db->path, sizeof db->path, "%s", path);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    code = sqlite3_open_v2(path, &db->sqlite, flags, NULL) == SQLITE_OK ? 0 : failed(db, err);
    code = code ? code : configure(db, mode, err);
    if (code != 0) {
        db_close(db);
        return code;
    }
    *ret = db;
    return 0;
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    for (size_t i = 0; i < db->query_count; i++) {
        sqlite3_finalize(db->queries[i].statement);
    }
    int closed = sqlite3_close(db->sqlite);
    assert(closed == SQLITE_OK);
    mem_free(db);
}

/* ---- transactions ---- */

/* A few statements without values: prepared once, as others. */
static int do_text(struct db *db, const char *sql, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, sql, &q, err);
    return code ? code : db_do(q, err);
}

int db_begin(struct db *db, struct err *err)
{
    bool writes = sqlite3_db_readonly(db->sqlite, "main") == 0;
    return do_text(db, writes ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

int db_commit(struct db *db, struct err *err)
{
    int code = do_text(db, "COMMIT", err);
    if (code != 0) {
        db_rollback(db);
    }
    return code;
}

void db_rollback(struct db *db)
{
    for (size_t i = 0; i < db->query_count; i++) {
        db_reset(&db->queries[i]);
    }
    db->marks = 0;
    if (sqlite3_get_autocommit(db->sqlite) == 0) {
        sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    }
}

int db_mark(struct db *db, struct err *err)
{
    int code = do_text(db, "SAVEPOINT mark", err);
    db->marks += code == 0;
    return code;
}

int db_release(struct db *db, struct err *err)
{
    assert(db->marks > 0);
    int code = do_text(db, "RELEASE mark", err);
    db->marks -= code == 0;
    return code;
}

void db_return(struct db *db)
{
    assert(db->marks > 0);
    for (size_t i = 0; i < db->query_count; i++) {
        db_reset(&db->queries[i]);
    }
    db->marks--;
    sqlite3_exec(db->sqlite, "ROLLBACK TO mark; RELEASE mark", NULL, NULL, NULL);
}

/* ---- statements ---- */

/* $2 may stand before $1: SQLite numbers placeholders in the order of the text. */
static void find_places(struct db_query *q)
{
    for (int place = 1; place <= PLACES_MAX; place++) {
        char name[8];
        snprintf(name, sizeof name, "$%d", place);
        q->parameter[place] = (uint8_t)sqlite3_bind_parameter_index(q->statement, name);
    }
}

static int prepare(struct db *db, const char *sql, struct db_query **ret, struct err *err)
{
    assert(db->query_count < QUERIES_MAX);
    struct db_query *q = &db->queries[db->query_count];
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        return failed(db, err);
    }
    *q = (struct db_query){.db = db, .sql = sql, .statement = statement};
    find_places(q);
    db->query_count++;
    *ret = q;
    return 0;
}

int db_query(struct db *db, const char *sql, struct db_query **ret, struct err *err)
{
    size_t slot = hash_bytes(str_of(sql)) % (2 * QUERIES_MAX);
    while (db->slots[slot] != 0) {
        struct db_query *q = &db->queries[db->slots[slot] - 1];
        if (q->sql == sql || strcmp(q->sql, sql) == 0) {
            assert(!q->busy);
            sqlite3_clear_bindings(q->statement);
            *ret = q;
            return 0;
        }
        slot = (slot + 1) % (2 * QUERIES_MAX);
    }
    int code = prepare(db, sql, ret, err);
    if (code == 0) {
        db->slots[slot] = (uint16_t)db->query_count;
    }
    return code;
}

static int parameter(const struct db_query *q, int place)
{
    assert(place >= 1 && place <= PLACES_MAX && q->parameter[place] != 0 && !q->busy);
    return q->parameter[place];
}

void db_bind_whole(struct db_query *q, int place, int64_t value)
{
    sqlite3_bind_int64(q->statement, parameter(q, place), value);
}

void db_bind_real(struct db_query *q, int place, double value)
{
    sqlite3_bind_double(q->statement, parameter(q, place), value);
}

void db_bind_text(struct db_query *q, int place, struct str text)
{
    sqlite3_bind_text64(q->statement, parameter(q, place), text.ptr, text.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void db_bind_bytes(struct db_query *q, int place, struct str bytes)
{
    sqlite3_bind_blob64(q->statement, parameter(q, place), bytes.ptr, bytes.len, SQLITE_STATIC);
}

void db_bind_null(struct db_query *q, int place)
{
    sqlite3_bind_null(q->statement, parameter(q, place));
}

int db_step(struct db_query *q, bool *ret_row, struct err *err)
{
    int step = sqlite3_step(q->statement);
    if (step == SQLITE_ROW) {
        q->busy = true;
        *ret_row = true;
        return 0;
    }
    int code = step == SQLITE_DONE ? 0 : failed(q->db, err);
    *ret_row = false;
    db_reset(q);
    return code;
}

void db_reset(struct db_query *q)
{
    sqlite3_reset(q->statement);
    q->busy = false;
}

int db_do(struct db_query *q, struct err *err)
{
    bool row;
    int code = db_step(q, &row, err);
    assert(code != 0 || !row);
    return code;
}

int64_t db_whole(struct db_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double db_real(struct db_query *q, int column)
{
    return sqlite3_column_double(q->statement, column);
}

struct str db_text(struct db_query *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q->statement, column);
    return text == NULL ? STR("")
                        : str_make(text, (size_t)sqlite3_column_bytes(q->statement, column));
}

struct str db_bytes(struct db_query *q, int column)
{
    const char *bytes = sqlite3_column_blob(q->statement, column);
    return bytes == NULL ? STR("")
                         : str_make(bytes, (size_t)sqlite3_column_bytes(q->statement, column));
}

bool db_is_null(struct db_query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int64_t db_changed(const struct db *db)
{
    return sqlite3_changes64(db->sqlite);
}

/* ---- the whole database ---- */

int db_check(struct db *db, struct err *err)
{
    static const char *const checks[] = {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof checks / sizeof checks[0]; i++) {
        sqlite3_stmt *statement;
        if (sqlite3_prepare_v2(db->sqlite, checks[i], -1, &statement, NULL) != SQLITE_OK) {
            return failed(db, err);
        }
        int step = sqlite3_step(statement);
        const char *said =
            step == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : "ok";
        if (step != SQLITE_ROW && step != SQLITE_DONE) {
            code = failed(db, err);
        } else if (said == NULL || strcmp(said, "ok") != 0) {
            code = err_at(err, ERR_DB, db->path, 0, 0,
                          "the database is damaged (%.120s): restore it from a backup",
                          said != NULL ? said : "a row refers to none");
        }
        sqlite3_finalize(statement);
    }
    return code;
}

static int copy_all(struct db *from, struct db *to, struct err *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->sqlite, "main", from->sqlite, "main");
    if (backup == NULL) {
        return failed(to, err);
    }
    int step =
        sqlite3_backup_step(backup, -1); /* one snapshot: a writer can't make it begin anew */
    int finished = sqlite3_backup_finish(backup);
    return step == SQLITE_DONE && finished == SQLITE_OK ? 0 : failed(to, err);
}

int db_backup(struct db *db, const char *path, struct err *err)
{
    struct stat about;
    struct db *copy = NULL;
    if (lstat(path, &about) == 0) {
        return err_at(err, ERR_CREATE, path, 0, 0, "is there already: give another name");
    }
    int code = make_file(path, err);
    if (code != 0) {
        return code;
    }
    copy = mem_must_array(1, sizeof *copy);
    snprintf(copy->path, sizeof copy->path, "%s", path);
    code = sqlite3_open_v2(path, &copy->sqlite, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
               ? copy_all(db, copy, err)
               : failed(copy, err);
    code =
        code ? code : db_run(copy, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", err);
    code = code ? code : db_check(copy, err);
    db_close(copy);
    if (code != 0) {
        unlink(path);
    }
    return code;
}
