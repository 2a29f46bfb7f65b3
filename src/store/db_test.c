/* db_test.c - the database facade: values, transactions, savepoints, snapshots, backups, and every
 * kind of file and failure that it must refuse or survive. */
#define _GNU_SOURCE /* seteuid */
#include "store_test.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char things[] =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, "
    "weight REAL, bytes BLOB, parent INTEGER REFERENCES thing (id))";
static const char add_thing[] = "INSERT INTO thing (name, id) VALUES ($2, $1)";
static const char count_things[] = "SELECT count(*) FROM thing";

static int add(struct db *db, int64_t id, const char *name, struct err *err)
{
    struct db_query *query = NULL;
    int code = db_query(db, add_thing, &query, err);
    if (code == 0) {
        db_bind_whole(query, 1, id);
        db_bind_text(query, 2, str_of(name));
        code = db_do(query, err);
    }
    return code;
}

static int set_up(void **state)
{
    struct test_folder *folder = test_malloc(sizeof *folder);
    *folder = test_folder_make();
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    test_folder_remove(*state);
    test_free(*state);
    return 0;
}

static int stop_at_two(void *context, int64_t number)
{
    size_t *met = context;
    ++*met;
    return number == 2 ? ERR_LIMIT : 0;
}

/* The short forms: values in their places, no row, NULL, each row, a visit that stops. */
static void test_short_forms(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    struct whole_list list = {0};
    struct db_query *query = NULL;
    int64_t number = -1;
    size_t met = 0;
    test_run(db, "CREATE TABLE pair (a INTEGER PRIMARY KEY, b INTEGER)");
    static const char insert[] = "INSERT INTO pair (b) VALUES ($1)";
    for (int64_t a = 1; a <= 3; a++) {
        assert_int_equal(db_add_with(db, insert, WHOLES(10 * a), &number, &err), 0);
        assert_int_equal(number, a);
    }
    static const char set[] = "UPDATE pair SET b = NULL WHERE a = $1";
    assert_int_equal(db_do_with(db, set, WHOLES(2), &err), 0);
    static const char ask[] = "SELECT b FROM pair WHERE a = $1";
    static const struct {
        int64_t a, wanted;
    } cases[] = {{1, 10}, {2, 0}, {3, 30}, {4, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        number = -1;
        assert_int_equal(db_number_with(db, ask, WHOLES(cases[i].a), &number, &err), 0);
        assert_int_equal(number, cases[i].wanted);
    }
    static const char all[] = "SELECT a FROM pair ORDER BY a";
    assert_int_equal(db_list_with(db, all, NULL, 0, &list, &err), 0);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.at[2], 3);
    assert_int_equal(db_query(db, all, &query, &err), 0);
    assert_int_equal(db_each_number(query, stop_at_two, &met, &err), ERR_LIMIT);
    assert_int_equal(met, 2);
    number = -1;
    static const char again[] = "INSERT INTO pair (a, b) VALUES ($1, $2)";
    assert_int_equal(db_add_with(db, again, WHOLES(1, 1), &number, &err), ERR_CONFLICT);
    assert_int_equal(number, -1);
    whole_list_free(&list);
    db_close(db);
}

static void test_values(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    struct db_query *query = NULL;
    /* $3 before $1: places go by their number, not by their order */
    assert_int_equal(db_query(db,
                              "INSERT INTO thing (weight, bytes, id, name) VALUES ($3, $4, $1, $2)",
                              &query, &err),
                     0);
    db_bind_whole(query, 1, INT64_MIN);
    db_bind_text(query, 2, STR("Siân\0Evans"));
    db_bind_real(query, 3, 0.1);
    db_bind_bytes(query, 4, STR("\0\xff\0"));
    assert_int_equal(db_do(query, &err), 0);
    assert_int_equal(db_changed(db), 1);
    db_bind_whole(query, 1, INT64_MAX);
    db_bind_text(query, 2, (struct str){NULL, 0});
    db_bind_null(query, 3);
    db_bind_bytes(query, 4, (struct str){NULL, 0});
    assert_int_equal(db_do(query, &err), 0);

    bool row = false;
    assert_int_equal(
        db_query(db, "SELECT id, name, weight, bytes FROM thing ORDER BY id", &query, &err), 0);
    assert_int_equal(db_step(query, &row, &err), 0);
    assert_true(row && db_whole(query, 0) == INT64_MIN && db_real(query, 2) == 0.1);
    assert_true(str_eq(db_text(query, 1), STR("Siân\0Evans")));
    assert_true(str_eq(db_bytes(query, 3), STR("\0\xff\0")));
    assert_int_equal(db_step(query, &row, &err), 0);
    assert_true(row && db_whole(query, 0) == INT64_MAX && db_is_null(query, 2));
    assert_true(!db_is_null(query, 1) && db_text(query, 1).len == 0);
    assert_true(!db_is_null(query, 3) && db_bytes(query, 3).len == 0);
    assert_int_equal(db_step(query, &row, &err), 0);
    assert_false(row);

    /* Asked for again: the same statement, and nothing left in it. */
    struct db_query *again = NULL;
    assert_int_equal(db_query(db, add_thing, &query, &err), 0);
    char copy[sizeof add_thing];
    memcpy(copy, add_thing, sizeof copy);
    assert_int_equal(db_query(db, copy, &again, &err), 0);
    assert_ptr_equal(query, again);
    db_bind_whole(query, 1, 5);
    assert_int_equal(db_do(query, &err), 0);
    assert_int_equal(test_ask(db, "SELECT name IS NULL FROM thing WHERE id = 5"), 1);
    db_close(db);
}

static void test_promises(void **state)
{
    struct test_folder *folder = *state;
    struct stat status;
    static const struct {
        const char *pragma;
        int64_t writer, reader;
    } promises[] = {
        {"PRAGMA synchronous", 2, 2},           {"PRAGMA foreign_keys", 1, 1},
        {"PRAGMA trusted_schema", 0, 0},        {"PRAGMA cell_size_check", 1, 1},
        {"PRAGMA secure_delete", 1, 1},         {"PRAGMA temp_store", 2, 2},
        {"PRAGMA wal_autocheckpoint", 8000, 0},
    };
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    struct db *reader = test_open(folder->database, DB_READ);
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++) {
        assert_int_equal(test_ask(db, promises[i].pragma), promises[i].writer);
        assert_int_equal(test_ask(reader, promises[i].pragma), promises[i].reader);
    }
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", folder->database, ends[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
    struct err err = {0};
    assert_int_equal(db_run(reader, "DELETE FROM thing", &err), ERR_IO);
    assert_int_equal(db_run(db, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", &err),
                     ERR_DB);
    db_close(reader);
    db_close(db);
}

static void test_transactions(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    struct db *reader = test_open(folder->database, DB_READ);

    assert_int_equal(db_begin(reader, &err), 0); /* before the write: keeps seeing nothing */
    assert_int_equal(db_begin(db, &err), 0);
    assert_int_equal(add(db, 1, "one", &err), 0);
    assert_int_equal(db_mark(db, &err), 0);
    assert_int_equal(add(db, 2, "two", &err), 0);
    assert_int_equal(db_mark(db, &err), 0);
    assert_int_equal(add(db, 3, "three", &err), 0);
    db_return(db); /* undoes 3 */
    assert_int_equal(db_release(db, &err), 0);
    assert_int_equal(db_mark(db, &err), 0);
    assert_int_equal(add(db, 4, "four", &err), 0);
    assert_int_equal(add(db, 5, "four", &err), ERR_CONFLICT);
    assert_null(strstr(err.message, "four")); /* no value in a message */
    assert_non_null(strstr(err.message, "thing.name"));
    assert_true(db_is_begun(db));
    db_return(db); /* undoes 4 */
    assert_int_equal(db_commit(db, &err), 0);
    assert_int_equal(test_ask(db, "SELECT sum(id) FROM thing"), 3);
    assert_int_equal(test_ask(reader, count_things), 0);
    assert_int_equal(db_commit(reader, &err), 0);
    assert_int_equal(test_ask(reader, count_things), 2);

    /* A rollback also lets go of what was being read. */
    struct db_query *query = NULL;
    bool row = false;
    assert_int_equal(db_begin(db, &err), 0);
    assert_int_equal(add(db, 6, "six", &err), 0);
    assert_int_equal(db_query(db, "SELECT id FROM thing", &query, &err), 0);
    assert_int_equal(db_step(query, &row, &err), 0);
    db_rollback(db);
    assert_int_equal(db_query(db, "SELECT id FROM thing", &query, &err), 0);
    assert_int_equal(test_ask(db, count_things), 2);

    assert_int_equal(db_run(db, "INSERT INTO thing (id, parent) VALUES (9, 99)", &err),
                     ERR_CONFLICT); /* foreign keys */
    assert_int_equal(db_run(db, "SELECT \"no such column\"", &err), ERR_DB);
    assert_int_equal(db_query(db, "SELECT nothing FROM nowhere", &query, &err), ERR_DB);
    db_close(reader);
    db_close(db);
}

/* A transaction that SQLite undid by itself must not let what follows commit alone. */
static void test_full(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    test_run(db, "PRAGMA max_page_count = 16");
    assert_int_equal(db_begin(db, &err), 0);
    assert_int_equal(add(db, 1, "one", &err), 0);
    assert_int_equal(db_run(db, "INSERT INTO thing (id, bytes) VALUES (2, zeroblob(100000))", &err),
                     ERR_IO);
    assert_non_null(strstr(err.message, "full"));
    if (db_is_begun(db)) {
        db_rollback(db);
    } else {
        assert_int_equal(add(db, 3, "three", &err), ERR_IO);
        assert_int_equal(db_mark(db, &err), ERR_IO);
        assert_int_equal(db_commit(db, &err), ERR_IO);
    }
    assert_int_equal(test_ask(db, count_things), 0);
    assert_int_equal(add(db, 1, "one", &err), 0); /* and it goes on */
    assert_int_equal(db_check(db, &err), 0);
    db_close(db);
}

static void test_locked(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    struct db *other = test_open(folder->database, DB_WRITE);
    assert_int_equal(db_begin(db, &err), 0);
    assert_int_equal(db_begin(other, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "another program"));
    assert_string_equal(err.file, folder->database);
    assert_int_equal(db_commit(db, &err), 0);
    assert_int_equal(db_begin(other, &err), 0);
    db_rollback(other);
    /* A reader with an old snapshot keeps the log from being emptied. */
    struct db *reader = test_open(folder->database, DB_READ);
    assert_int_equal(db_begin(reader, &err), 0);
    assert_int_equal(add(db, 1, "one", &err), 0);
    assert_int_equal(db_checkpoint(db, &err), ERR_CONFLICT);
    assert_int_equal(db_commit(reader, &err), 0);
    assert_int_equal(db_checkpoint(db, &err), 0);
    struct stat status;
    char log[128];
    snprintf(log, sizeof log, "%s-wal", folder->database);
    assert_int_equal(stat(log, &status), 0);
    assert_int_equal(status.st_size, 0);
    db_close(reader);
    db_close(other);
    db_close(db);
}

/* ── files that are not what they should be ──────────────────────────────────────────────────── */

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_nothing(const char *path)
{
    (void)path;
}

static void make_text(const char *path)
{
    write_file(path,
               "Name,Address\nand much more than the sixteen bytes of SQLite's header, since "
               "a shorter file is taken for an empty one\n");
}

static void make_empty(const char *path)
{
    write_file(path, "");
}

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0700), 0);
}

static void make_ours(const char *path)
{
    struct db *db = test_open(path, DB_WRITE);
    test_run(db, things);
    test_run(db, "INSERT INTO thing (bytes) VALUES (zeroblob(50000))");
    db_close(db);
}

static void make_foreign(const char *path)
{
    make_ours(path);
    struct db *db = test_open(path, DB_WRITE);
    test_run(db, "PRAGMA application_id = 7");
    db_close(db);
}

static void make_truncated(const char *path)
{
    make_ours(path);
    assert_int_equal(truncate(path, 3 * 4096 + 100), 0);
}

static void make_torn(const char *path) /* its schema's page overwritten */
{
    make_ours(path);
    int fd = open(path, O_WRONLY);
    char junk[3000];
    memset(junk, 0x5a, sizeof junk);
    assert_int_equal(pwrite(fd, junk, sizeof junk, 100), sizeof junk);
    close(fd);
}

static void make_dangling(const char *path) /* in a folder that isn't there */
{
    assert_int_equal(symlink("nowhere/council.db", path), 0);
}

static const struct {
    const char *name;
    void (*make)(const char *path);
    int write, read; /* code of db_open */
    const char *said;
} strange_files[] = {
    {"nothing", make_nothing, 0, ERR_NOTFOUND, "opened"},
    {"text", make_text, ERR_INPUT, ERR_INPUT, "not a database"},
    {"empty", make_empty, 0, ERR_INPUT, "restore"},
    {"folder", make_folder, ERR_INPUT, ERR_INPUT, "not a file"},
    {"ours", make_ours, 0, 0, ""},
    {"foreign", make_foreign, ERR_INPUT, ERR_INPUT, "another program"},
    {"truncated", make_truncated, ERR_INPUT, ERR_INPUT, "restore a backup"},
    {"torn", make_torn, ERR_INPUT, ERR_INPUT, "restore a backup"},
    {"dangling", make_dangling, ERR_IO, ERR_NOTFOUND, "can't be"},
};

static void test_strange_files(void **state)
{
    struct test_folder *folder = *state;
    for (size_t i = 0; i < sizeof strange_files / sizeof *strange_files; i++) {
        for (int mode = DB_READ; mode >= DB_WRITE; mode--) {
            char path[128];
            snprintf(path, sizeof path, "%s/%s%d", folder->path, strange_files[i].name, mode);
            strange_files[i].make(path);
            struct db *db = NULL;
            struct err err = {0};
            int wanted = mode == DB_WRITE ? strange_files[i].write : strange_files[i].read;
            int code = db_open(path, mode, &db, &err);
            bool right = code == wanted && (code == 0) == (db != NULL) && err.code == code &&
                         (code == 0 || (strstr(err.message, strange_files[i].said) != NULL &&
                                        strcmp(err.file, path) == 0));
            if (!right) {
                fail_msg("%s, mode %d: wanted %d \"%s\", got %d \"%s\"", strange_files[i].name,
                         mode, wanted, strange_files[i].said, code, err.message);
            }
            db_close(db);
        }
    }
}

/* Damage that only shows on the way: told by the statement and by the check. */
static void test_damaged_inside(void **state)
{
    struct test_folder *folder = *state;
    make_ours(folder->database);
    int fd = open(folder->database, O_WRONLY);
    char junk[4096];
    memset(junk, 0x5a, sizeof junk);
    assert_int_equal(pwrite(fd, junk, sizeof junk, 4096), sizeof junk); /* root of the table */
    close(fd);
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_READ);
    struct db_query *query = NULL;
    bool row = false;
    assert_int_equal(db_query(db, "SELECT weight FROM thing", &query, &err), 0);
    assert_int_equal(db_step(query, &row, &err), ERR_DB);
    assert_non_null(strstr(err.message, "restore a backup"));
    assert_int_equal(db_check(db, &err), ERR_DB);
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", folder->path);
    assert_int_equal(db_backup(db, copy, &err), ERR_DB); /* a damaged backup is none */
    assert_int_equal(access(copy, F_OK), -1);
    db_close(db);
}

/* As another user when root runs the tests: root may write everywhere. */
static void test_read_only(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = NULL;
    char other[128];
    make_ours(folder->database);
    assert_int_equal(chmod(folder->database, 0444), 0);
    assert_int_equal(chmod(folder->path, 0555), 0);
    bool is_root = geteuid() == 0;
    if (is_root) {
        assert_int_equal(seteuid(65534), 0);
    }
    int code = db_open(folder->database, DB_WRITE, &db, &err);
    snprintf(other, sizeof other, "%s/other", folder->path);
    struct err made = {0};
    int code_made = db_open(other, DB_WRITE, &db, &made);
    if (is_root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_int_equal(chmod(folder->path, 0700), 0);
    assert_int_equal(code, ERR_IO);
    assert_non_null(strstr(err.message, "writable"));
    assert_int_equal(code_made, ERR_IO);
    assert_non_null(strstr(made.message, "Permission denied"));
    assert_null(db);
}

/* ── copies ──────────────────────────────────────────────────────────────────────────────────── */

static void test_backup(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    assert_int_equal(add(db, 1, "one", &err), 0);
    struct db *reader = test_open(folder->database, DB_READ);
    char path[128], beside[160];
    snprintf(path, sizeof path, "%s/copy", folder->path);
    assert_int_equal(db_begin(db, &err), 0); /* the writer is at work meanwhile */
    assert_int_equal(add(db, 2, "two", &err), 0);
    assert_int_equal(db_backup(reader, path, &err), 0);
    assert_int_equal(db_commit(db, &err), 0);
    assert_int_equal(db_backup(reader, path, &err), ERR_CREATE); /* never over another */
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    snprintf(beside, sizeof beside, "%s-wal", path);
    assert_int_equal(access(beside, F_OK), -1); /* one file is all of it */
    struct db *copy = test_open(path, DB_READ);
    assert_int_equal(test_ask(copy, count_things), 1);
    assert_int_equal(db_check(copy, &err), 0);
    db_close(copy);
    snprintf(path, sizeof path, "%s/nowhere/copy", folder->path);
    assert_int_equal(db_backup(reader, path, &err), ERR_CREATE);
    db_close(reader);
    db_close(db);
}

static void test_check(void **state)
{
    struct test_folder *folder = *state;
    struct err err = {0};
    struct db *db = test_open(folder->database, DB_WRITE);
    test_run(db, things);
    test_run(db, "PRAGMA foreign_keys = OFF; INSERT INTO thing (id, parent) VALUES (1, 2)");
    assert_int_equal(db_check(db, &err), ERR_DB);
    assert_non_null(strstr(err.message, "in table thing"));
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_short_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_promises, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_transactions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_locked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_strange_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_inside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_check, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
