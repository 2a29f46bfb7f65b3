/* db_sqlite.c - the database facade over SQLite 3.40.
 *
 *   struct db ──► sqlite3 connection
 *     slot[hash of the sql] ──► struct db_query ──► sqlite3_stmt, and where each $n of it is
 *
 * What one has to know of SQLite to change this file:
 *   - A failing disk, a full one, or too little memory may end a transaction by itself. What ran
 *     next would then commit alone; so `begun` remembers that a transaction is meant, and whatever
 *     is asked within one that is lost is refused until db_rollback.
 *   - Closing any descriptor of a file drops the locks that this process holds on it: a database
 *     file is never opened here but to make it.
 *   - The journal and the WAL take the mode of the database file, which is made with 0600. */
#include "db.h"

#include "hash.h"
#include "memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    QUERIES_MAX = 512,
    QUERY_SLOTS = 2 * QUERIES_MAX,
    PLACES_MAX = 64,
    BUSY_MS_MAX = 1000,
    APPLICATION_ID = 0x43545246 /* "CTRF": whose file it is, told by its header */
};

struct db_query {
    struct db *db;
    const char *sql;
    sqlite3_stmt *statement;
    int place[PLACES_MAX + 1]; /* SQLite's number of $n, 0: the text has no $n */
    int bind_code;             /* the first bind that failed; told by the next step */
    bool stepping;             /* gave a row, and isn't reset since */
};

struct db {
    sqlite3 *handle;
    enum db_mode mode;
    bool begun;
    bool is_broken; /* a sync failed: what the disk holds is not known any more */
    int marks;      /* savepoints that are open */
    int stepping;   /* queries that are */
    int query_count;
    uint64_t work; /* db_work */
    struct db_query *slot[QUERY_SLOTS];
    char path[];
};

/* ── errors ──────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    int sqlite; /* primary result code */
    int code;
    const char *message;
} failures[] = {
    {SQLITE_FULL, ERR_IO,
     "the disk is full, or the database has reached its largest size; nothing of this change was "
     "kept; free some space and run again"},
    {SQLITE_IOERR, ERR_IO,
     "the disk failed while the database was read or written; nothing of this change was kept; "
     "look at the disk before you run again"},
    {SQLITE_READONLY, ERR_IO,
     "the database can't be written; make the file and its folder writable for this user"},
    {SQLITE_PERM, ERR_IO, "this user may not use the database file"},
    {SQLITE_CANTOPEN, ERR_IO,
     "the database can't be opened or made; look at its folder, who may write there, and whether "
     "the disk is full"},
    {SQLITE_NOTADB, ERR_INPUT,
     "this file is not a database; name another, or restore a backup with \"cantref restore\""},
    {SQLITE_CORRUPT, ERR_DB,
     "the database is damaged; keep a copy of it and restore a backup with \"cantref restore\""},
    {SQLITE_BUSY, ERR_CONFLICT,
     "another program has the database locked; stop it, or wait until it is done"},
    {SQLITE_LOCKED, ERR_CONFLICT, "the database is locked by another use of it in this program"},
    {SQLITE_PROTOCOL, ERR_CONFLICT,
     "another program has the database locked; stop it, or wait until it is done"},
    {SQLITE_CONSTRAINT, ERR_CONFLICT, "a rule of the database would be broken"},
    {SQLITE_TOOBIG, ERR_LIMIT, "a value is too long for the database"},
    {SQLITE_NOMEM, ERR_MEMORY, "out of memory"},
};

enum { SAID_BYTES = 256 };

/* flatten - SQLite quotes a damaged schema with its line ends; a message is one line. */
static void flatten(const char *text, char ret[SAID_BYTES])
{
    snprintf(ret, SAID_BYTES, "%s", text);
    for (char *c = ret; *c != '\0'; c++) {
        *c = *c == '\n' || *c == '\r' || *c == '\t' ? ' ' : *c;
    }
}

/* fail - err for a result code. SQLite's own text names tables and columns, never bound values. */
static int fail(sqlite3 *handle, const char *path, int result, struct err *err)
{
    char said[SAID_BYTES];
    flatten(handle != NULL ? sqlite3_errmsg(handle) : sqlite3_errstr(result), said);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        if (failures[i].sqlite == (result & 0xff)) {
            int number = handle != NULL ? sqlite3_system_errno(handle) : 0;
            bool has_cause = failures[i].code == ERR_IO && number != 0;
            return err_at(err, failures[i].code, path, 0, 0, "%s (%s%s%s, SQLite code %d)",
                          failures[i].message, said, has_cause ? ": " : "",
                          has_cause ? strerror(number) : "", result);
        }
    }
    return err_at(err, ERR_DB, path, 0, 0, "the database failed: %s (SQLite code %d)", said,
                  result);
}

/* fail_db - fail of a connection. What follows a sync that failed is refused: the kernel may have
 * dropped what was to be written, and a second sync would not tell. */
static int fail_db(struct db *db, int result, struct err *err)
{
    if (result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC) {
        db->is_broken = true;
    }
    return fail(db->handle, db->path, result, err);
}

/* is_lost - the transaction that was begun has ended by itself, undone. */
static bool is_lost(const struct db *db)
{
    return db->begun && sqlite3_get_autocommit(db->handle);
}

/* check_usable - 0 when the connection may be asked for something. */
static int check_usable(const struct db *db, struct err *err)
{
    if (db->is_broken) {
        return err_at(err, ERR_IO, db->path, 0, 0,
                      "the disk failed to keep what was written earlier; stop the program, look at "
                      "the disk, and start again");
    }
    return is_lost(db) ? err_at(err, ERR_IO, db->path, 0, 0,
                                "the database undid the whole change after an earlier failure")
                       : 0;
}

/* ── statements ──────────────────────────────────────────────────────────────────────────────── */

/* find_places - where SQLite keeps the value of each $n: it numbers by first appearance. */
static void find_places(struct db_query *query)
{
    int count = sqlite3_bind_parameter_count(query->statement);
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(query->statement, i);
        uint64_t place = 0;
        assert(name != NULL && name[0] == '$');
        bool is_number = str_to_uint(str_of(name + 1), PLACES_MAX, &place);
        assert(is_number && place > 0);
        query->place[place] = is_number ? i : 0;
    }
}

static struct db_query **find_slot(struct db *db, const char *sql)
{
    size_t at = hash_bytes(str_of(sql)) % QUERY_SLOTS;
    while (db->slot[at] != NULL && db->slot[at]->sql != sql &&
           strcmp(db->slot[at]->sql, sql) != 0) {
        at = (at + 1) % QUERY_SLOTS;
    }
    return &db->slot[at];
}

int db_query(struct db *db, const char *sql, struct db_query **ret, struct err *err)
{
    struct db_query **slot = find_slot(db, sql);
    if (*slot != NULL) {
        assert(!(*slot)->stepping);
        sqlite3_clear_bindings((*slot)->statement);
        (*slot)->bind_code = SQLITE_OK;
        *ret = *slot;
        return 0;
    }
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    int result =
        sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (result != SQLITE_OK) {
        return fail_db(db, result, err);
    }
    assert(statement != NULL && str_trim(str_of(rest)).len == 0); /* one statement, not two */
    assert(db->query_count < QUERIES_MAX); /* as many texts? then they aren't literals */
    struct db_query *query = mem_must_array(1, sizeof *query);
    *query = (struct db_query){.db = db, .sql = sql, .statement = statement};
    find_places(query);
    db->query_count++;
    *slot = *ret = query;
    return 0;
}

static int place_of(const struct db_query *query, int place)
{
    assert(place >= 1 && place <= PLACES_MAX && query->place[place] > 0 && !query->stepping);
    return query->place[place];
}

/* note_bind - a bind fails for want of memory or a value of more than a gigabyte only. */
static void note_bind(struct db_query *query, int result)
{
    assert(result == SQLITE_OK || result == SQLITE_NOMEM || result == SQLITE_TOOBIG);
    if (query->bind_code == SQLITE_OK) {
        query->bind_code = result;
    }
}

void db_bind_whole(struct db_query *query, int place, int64_t value)
{
    note_bind(query, sqlite3_bind_int64(query->statement, place_of(query, place), value));
}

void db_bind_real(struct db_query *query, int place, double value)
{
    note_bind(query, sqlite3_bind_double(query->statement, place_of(query, place), value));
}

void db_bind_text(struct db_query *query, int place, struct str text)
{
    note_bind(query, sqlite3_bind_text64(query->statement, place_of(query, place),
                                         text.len > 0 ? text.ptr : "", text.len, SQLITE_STATIC,
                                         SQLITE_UTF8));
}

void db_bind_bytes(struct db_query *query, int place, struct str bytes)
{
    note_bind(query, sqlite3_bind_blob64(query->statement, place_of(query, place),
                                         bytes.len > 0 ? bytes.ptr : "", bytes.len, SQLITE_STATIC));
}

void db_bind_null(struct db_query *query, int place)
{
    note_bind(query, sqlite3_bind_null(query->statement, place_of(query, place)));
}

void db_reset(struct db_query *query)
{
    sqlite3_reset(query->statement);
    if (query->stepping) {
        query->stepping = false;
        query->db->stepping--;
    }
}

uint64_t db_work(const struct db *db)
{
    return db->work;
}

int db_step(struct db_query *query, bool *ret_row, struct err *err)
{
    struct db *db = query->db;
    int code = check_usable(db, err);
    if (code != 0) {
        db_reset(query);
        return code;
    }
    int result = query->bind_code;
    db->work++;
    if (result == SQLITE_OK) {
        result = sqlite3_step(query->statement);
    }
    if (result == SQLITE_ROW) {
        db->stepping += !query->stepping;
        query->stepping = true;
        *ret_row = true;
        return 0;
    }
    code = result == SQLITE_DONE ? 0 : fail_db(db, result, err);
    db_reset(query);
    if (code == 0) {
        *ret_row = false;
    }
    return code;
}

int db_do(struct db_query *query, struct err *err)
{
    bool row = false;
    int code = db_step(query, &row, err);
    assert(!row);
    return code;
}

int db_add(struct db_query *query, int64_t *ret, struct err *err)
{
    sqlite3 *handle = query->db->handle;
    int code = db_do(query, err);
    if (code == 0) {
        *ret = sqlite3_last_insert_rowid(handle);
    }
    return code;
}

/* ── rows ────────────────────────────────────────────────────────────────────────────────────── */

static int column_of(const struct db_query *query, int column)
{
    assert(query->stepping && column >= 0 && column < sqlite3_column_count(query->statement));
    return column;
}

int64_t db_whole(struct db_query *query, int column)
{
    return sqlite3_column_int64(query->statement, column_of(query, column));
}

double db_real(struct db_query *query, int column)
{
    return sqlite3_column_double(query->statement, column_of(query, column));
}

struct str db_text(struct db_query *query, int column)
{
    const void *text = sqlite3_column_text(query->statement, column_of(query, column));
    int len = sqlite3_column_bytes(query->statement, column);
    return text != NULL ? str_make(text, (size_t)len) : STR("");
}

struct str db_bytes(struct db_query *query, int column)
{
    const void *bytes = sqlite3_column_blob(query->statement, column_of(query, column));
    int len = sqlite3_column_bytes(query->statement, column);
    return bytes != NULL ? str_make(bytes, (size_t)len) : STR("");
}

bool db_is_null(struct db_query *query, int column)
{
    return sqlite3_column_type(query->statement, column_of(query, column)) == SQLITE_NULL;
}

int64_t db_written(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

int64_t db_changed(const struct db *db)
{
    return sqlite3_changes64(db->handle);
}

/* ── transactions ────────────────────────────────────────────────────────────────────────────── */

int db_run(struct db *db, const char *sql, struct err *err)
{
    int code = check_usable(db, err);
    if (code != 0) {
        return code;
    }
    int result = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? 0 : fail_db(db, result, err);
}

/* run_kept - db_run of one statement, by the kept queries. */
static int run_kept(struct db *db, const char *sql, struct err *err)
{
    struct db_query *query = NULL;
    int code = db_query(db, sql, &query, err);
    return code == 0 ? db_do(query, err) : code;
}

int db_has_table(struct db *db, const char *name, bool *ret, struct err *err)
{
    struct db_query *query = NULL;
    bool row = false;
    int code =
        db_query(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1", &query, err);
    if (code == 0) {
        db_bind_text(query, 1, str_of(name));
        code = db_step(query, &row, err);
        db_reset(query);
    }
    if (code == 0) {
        *ret = row;
    }
    return code;
}

void db_let_go(struct db *db)
{
    for (size_t i = 0; i < QUERY_SLOTS && db->stepping > 0; i++) {
        if (db->slot[i] != NULL) {
            db_reset(db->slot[i]);
        }
    }
}

bool db_is_begun(const struct db *db)
{
    return db->begun && !is_lost(db);
}

int db_begin(struct db *db, struct err *err)
{
    assert(!db->begun && db->stepping == 0 && sqlite3_get_autocommit(db->handle));
    int code = run_kept(db, db->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
    if (code != 0) {
        return code;
    }
    db->begun = true;
    if (db->mode == DB_READ) { /* a snapshot is taken by the first look at the file */
        struct db_query *query = NULL;
        bool row = false;
        code = db_query(db, "SELECT 1 FROM sqlite_schema LIMIT 1", &query, err);
        if (code == 0 && (code = db_step(query, &row, err)) == 0) {
            db_reset(query);
        } else {
            db_rollback(db);
        }
    }
    return code;
}

uint64_t db_version(struct db *db)
{
    unsigned int version = 0;
    assert(db->begun);
    int result = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_DATA_VERSION, &version);
    assert(result == SQLITE_OK);
    (void)result;
    return version;
}

void db_rollback(struct db *db)
{
    db_let_go(db);
    if (!sqlite3_get_autocommit(db->handle)) {
        /* Whatever it answers, a rollback has undone the transaction: in WAL mode it only forgets.
         */
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    assert(sqlite3_get_autocommit(db->handle));
    db->begun = false;
    db->marks = 0;
}

int db_commit(struct db *db, struct err *err)
{
    assert(db->begun && db->stepping == 0 && db->marks == 0);
    int code = run_kept(db, "COMMIT", err);
    if (code != 0) {
        db_rollback(db);
    }
    db->begun = false;
    return code;
}

int db_mark(struct db *db, struct err *err)
{
    assert(db->begun);
    int code = run_kept(db, "SAVEPOINT mark", err);
    db->marks += code == 0;
    return code;
}

int db_release(struct db *db, struct err *err)
{
    assert(db->begun && db->marks > 0);
    db->marks--;
    return run_kept(db, "RELEASE mark", err);
}

void db_return(struct db *db)
{
    assert(db->begun && db->marks > 0);
    db->marks--;
    db_let_go(db);
    if (!is_lost(db) &&
        (run_kept(db, "ROLLBACK TO mark", NULL) != 0 || run_kept(db, "RELEASE mark", NULL) != 0)) {
        /* It can't be undone alone: undo all of it; what comes next is told that it is lost. */
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

/* ── opening and closing ─────────────────────────────────────────────────────────────────────── */

/* sync_folder - the entry of a new file is on disk. 0 or errno. */
static int sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder = {0};
    buf_printf(&folder, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
               slash == NULL ? "." : path);
    int fd = open(folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int number = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) {
        close(fd);
    }
    buf_free(&folder);
    return number;
}

/* make_file - an empty file that only its owner may read. 0 or errno, EEXIST when it is there. */
static int make_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    close(fd);
    return sync_folder(path);
}

/* ask_whole - the number that a PRAGMA answers. */
static int ask_whole(struct db *db, const char *sql, int64_t *ret, struct err *err)
{
    struct db_query *query = NULL;
    bool row = false;
    int code = db_query(db, sql, &query, err);
    if (code == 0 && (code = db_step(query, &row, err)) == 0 && row) {
        *ret = db_whole(query, 0);
        db_reset(query);
    }
    return code;
}

/* claim - refuse another program's database before anything of it is touched; put our mark on an
 * empty one. */
static int claim(struct db *db, struct err *err)
{
    int64_t pages = 0, id = 0;
    int code = ask_whole(db, "PRAGMA page_count", &pages, err);
    if (code == 0) {
        code = ask_whole(db, "PRAGMA application_id", &id, err);
    }
    if (code != 0 || id == APPLICATION_ID) {
        return code;
    }
    if (pages > 0 || db->mode == DB_READ) {
        return err_at(err, ERR_INPUT, db->path, 0, 0,
                      pages > 0 ? "this is the database of another program; name another file"
                                : "the database is empty; restore a backup with \"cantref "
                                  "restore\"");
    }
    /* EXTRA: this one change has a rollback journal, which must not come back after a power cut. */
    char mark[96];
    snprintf(mark, sizeof mark, "PRAGMA synchronous = EXTRA; PRAGMA application_id = %d",
             APPLICATION_ID);
    return db_run(db, mark, err);
}

/* use_wal - the write-ahead log, or a refusal: without it readers would hold the writer up. */
static int use_wal(struct db *db, struct err *err)
{
    struct db_query *query = NULL;
    bool row = false;
    int code = db_query(db, "PRAGMA journal_mode = WAL", &query, err);
    if (code == 0) {
        code = db_step(query, &row, err);
    }
    if (code == 0 && !(row && str_eq(db_text(query, 0), STR("wal")))) {
        code = err_at(err, ERR_IO, db->path, 0, 0,
                      "this file system can't hold a write-ahead log; keep the database on a "
                      "local disk");
    }
    if (query != NULL) {
        db_reset(query);
    }
    return code;
}

/* set_up - the promises of db.h. */
static int set_up(struct db *db, struct err *err)
{
    static const struct {
        int option, value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        int result = sqlite3_db_config(db->handle, switches[i].option, switches[i].value, NULL);
        assert(result == SQLITE_OK);
        (void)result;
    }
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, db->mode == DB_READ, NULL);
    sqlite3_busy_timeout(db->handle, BUSY_MS_MAX);
    int code = claim(db, err);
    if (code == 0 && db->mode == DB_WRITE) {
        code = use_wal(db, err);
    }
    if (code == 0) {
        code = db_run(db,
                      "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                      "PRAGMA secure_delete = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY",
                      err);
    }
    if (code == 0) {
        code = db_run(db,
                      db->mode == DB_WRITE
                          ? "PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -65536;"
                            "PRAGMA journal_size_limit = 67108864"
                          : "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON",
                      err);
    }
    return code;
}

/* prepare_sqlite - for all connections: no count of the memory in use, for which every allocation
 * would take a lock. Has no effect where SQLite is in use already. */
static void prepare_sqlite(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* open_handle - SQLite's connection. A path of its own is never taken for a URI or ":memory:". */
static int open_handle(const char *path, int flags, sqlite3 **ret)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct buf name = {0};
    pthread_once(&once, prepare_sqlite);
    buf_printf(&name, "%s%s", path[0] == '/' ? "" : "./", path);
    int result = sqlite3_open_v2(
        name.ptr, ret,
        flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, NULL);
    buf_free(&name);
    return result;
}

int db_open(const char *path, enum db_mode mode, struct db **ret, struct err *err)
{
    int number = mode == DB_WRITE ? make_file(path) : 0;
    struct stat status;
    if ((number == 0 || number == EEXIST) && stat(path, &status) != 0) {
        number = errno;
    }
    if (number != 0 && number != EEXIST) {
        int code = mode == DB_READ && number == ENOENT ? ERR_NOTFOUND : ERR_IO;
        return err_at(err, code, path, 0, 0, "the database can't be %s: %s",
                      mode == DB_WRITE ? "made" : "opened", strerror(number));
    }
    if (!S_ISREG(status.st_mode)) {
        return err_at(err, ERR_INPUT, path, 0, 0, "this is not a file; name a database file");
    }
    size_t len = strlen(path) + 1;
    struct db *db = mem_must_array(1, sizeof *db + len);
    memcpy(db->path, path, len);
    db->mode = mode;
    int result = open_handle(path, mode == DB_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY,
                             &db->handle);
    int code = 0;
    if (result == SQLITE_OK && mode == DB_WRITE && sqlite3_db_readonly(db->handle, "main") == 1) {
        code = fail(NULL, path, SQLITE_READONLY, err);
    } else if (result != SQLITE_OK) {
        code = fail(db->handle, path, result, err);
    } else {
        code = set_up(db, err);
        if (code == ERR_DB && (sqlite3_errcode(db->handle) & 0xff) == SQLITE_CORRUPT) {
            code = ERR_INPUT; /* of what was named, not of what was done */
            if (err != NULL) {
                err->code = code;
            }
        }
    }
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
    for (size_t i = 0; i < QUERY_SLOTS; i++) {
        if (db->slot[i] != NULL) {
            sqlite3_finalize(db->slot[i]->statement);
            mem_free(db->slot[i]);
        }
    }
    int result = sqlite3_close(db->handle);
    assert(result == SQLITE_OK);
    (void)result;
    mem_free(db);
}

/* ── care ────────────────────────────────────────────────────────────────────────────────────── */

int db_checkpoint(struct db *db, struct err *err)
{
    assert(db->mode == DB_WRITE && !db->begun);
    int result =
        sqlite3_wal_checkpoint_v2(db->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return result == SQLITE_OK ? 0 : fail_db(db, result, err);
}

/* one_line - the beginning of what a check says, which may be of several lines. */
static struct str one_line(struct str said, char ret[200])
{
    size_t len = 0;
    for (; len < said.len && len < 199; len++) {
        ret[len] = said.ptr[len] == '\n' ? ' ' : said.ptr[len];
    }
    return str_make(ret, len);
}

/* first_finding - the first row of a check that isn't "ok", as text; none: code 0. */
static int first_finding(struct db *db, const char *sql, const char *what, struct err *err)
{
    struct db_query *query = NULL;
    bool row = false;
    char line[200];
    int code = db_query(db, sql, &query, err);
    if (code == 0) {
        code = db_step(query, &row, err);
    }
    if (code == 0 && row && !str_eq(db_text(query, 0), STR("ok"))) {
        code = err_at(err, ERR_DB, db->path, 0, 0,
                      "the database is damaged: %s %.*s; keep a copy of it and restore a backup "
                      "with \"cantref restore\"",
                      what, PRI(one_line(db_text(query, 0), line))); /* not personal: names tables
                                                                        and pages */
    }
    if (query != NULL) {
        db_reset(query);
    }
    return code;
}

int db_check(struct db *db, struct err *err)
{
    int code = first_finding(db, "PRAGMA integrity_check", "the check says", err);
    if (code == 0) {
        code = first_finding(db, "PRAGMA foreign_key_check", "a row refers to none, in table", err);
    }
    return code;
}

/* copy_pages - everything of db into the empty file at path, from one snapshot. */
static int copy_pages(struct db *db, const char *path, struct err *err)
{
    sqlite3 *target = NULL;
    int result = open_handle(path, SQLITE_OPEN_READWRITE, &target);
    sqlite3_backup *backup = NULL;
    if (result == SQLITE_OK) {
        backup = sqlite3_backup_init(target, "main", db->handle, "main");
        result = backup == NULL ? sqlite3_errcode(target) : sqlite3_backup_step(backup, -1);
    }
    result = result == SQLITE_DONE ? SQLITE_OK : result;
    if (backup != NULL) {
        int finished = sqlite3_backup_finish(backup);
        result = result == SQLITE_OK ? finished : result;
    }
    int code = result == SQLITE_OK ? 0 : fail(target, path, result, err);
    sqlite3_close(target);
    return code;
}

/* check_copy - look through a copy, with its own connection, which leaves no log beside it. */
static int check_copy(const char *path, struct err *err)
{
    struct db *copy = NULL;
    int code = db_open(path, DB_WRITE, &copy, err);
    if (code == 0) {
        code = db_check(copy, err);
        db_close(copy);
    }
    return code;
}

static void remove_copy(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct buf name = {0};
        buf_printf(&name, "%s%s", path, ends[i]);
        unlink(name.ptr);
        buf_free(&name);
    }
}

int db_backup(struct db *db, const char *path, struct err *err)
{
    assert(!(db->mode == DB_WRITE && db->begun)); /* or it would hold what isn't committed */
    int number = make_file(path);
    if (number != 0) {
        return err_at(err, ERR_CREATE, path, 0, 0, "the copy of the database can't be made: %s",
                      strerror(number));
    }
    int code = copy_pages(db, path, err);
    if (code == 0 && (code = check_copy(path, err)) == ERR_DB && err != NULL) {
        /* The copy is as good as what was copied. */
        snprintf(err->file, sizeof err->file, "%s", db->path);
    }
    if (code != 0) {
        remove_copy(path);
    }
    return code;
}
