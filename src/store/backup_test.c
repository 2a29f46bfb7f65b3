/* backup_test.c - backups of database and keys: whole, sealed, refused when anything is amiss; what
 * was erased stays so when an older backup of the database is put back. */
#define _GNU_SOURCE /* memmem */
#include "backup.h"

#include "seal_test.h"

static const char canary[] = "CANARY-Siân-Llanfairpwllgwyngyll";

struct council {
    struct test_home home;
    struct seal *seal;
    struct db *db;
    int64_t key;
    struct test_path database, backup;
};

/* council_make - a database with a plain canary, `rows` rows, and one sealed value. */
static struct council council_make(int rows)
{
    struct err err = {0};
    struct council council = {0};
    struct db_query *q;
    struct buf sealed = {0};
    council.home = home_make(&council.seal);
    council.database = in_home(&council.home, "main.db");
    council.backup = in_home(&council.home, "backup");
    must(db_open(council.database.text, DB_WRITE, &council.db, &err), &err);
    must(db_run(council.db, "CREATE TABLE cell (row INTEGER PRIMARY KEY, plain TEXT, sealed BLOB)",
                &err),
         &err);
    must(seal_key_new(council.seal, &council.key, &err), &err);
    must(seal_value(council.seal, council.key, "cell", 1, str_of(canary), &sealed, &err), &err);
    must(db_begin(council.db, &err), &err);
    for (int row = 1; row <= rows; row++) {
        must(db_query(council.db, "INSERT INTO cell VALUES ($1, $2, $3)", &q, &err), &err);
        db_bind_whole(q, 1, row);
        db_bind_text(q, 2, str_of(canary));
        db_bind_bytes(q, 3, buf_str(&sealed));
        must(db_do(q, &err), &err);
    }
    must(db_commit(council.db, &err), &err);
    buf_free(&sealed);
    return council;
}

static void council_end(struct council *council)
{
    db_close(council->db);
    seal_close(council->seal);
    home_end(&council->home);
}

/* restored - rows in the database at path, whose sealed value gives `code`. */
static int64_t restored(struct seal *seal, const char *path, int64_t key, int code)
{
    struct err err = {0};
    struct db *db = NULL;
    struct db_query *q;
    bool row = false;
    struct buf text = {0};
    must(db_open(path, DB_WRITE, &db, &err), &err);
    must(db_query(db, "SELECT count(*), min(sealed) FROM cell", &q, &err), &err);
    must(db_step(q, &row, &err), &err);
    int64_t rows = db_whole(q, 0);
    assert_int_equal(unseal_value(seal, key, "cell", 1, db_bytes(q, 1), &text, &err), code);
    assert_true(code != 0 || str_eq(buf_str(&text), str_of(canary)));
    db_reset(q);
    db_close(db);
    buf_free(&text);
    return rows;
}

static int files_in(const char *folder)
{
    int count = 0;
    DIR *listing = opendir(folder);
    while (readdir(listing) != NULL) {
        count++;
    }
    closedir(listing);
    return count;
}

static void test_there_and_back(void **state)
{
    (void)state;
    static const int rows[] = {1, 3000, 20000};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err err = {0};
        struct council council = council_make(rows[i]);
        struct test_path again = in_home(&council.home, "again.db");
        struct stat status;
        int before = files_in(council.home.folder);
        must(backup_write(council.db, council.seal, council.backup.text, &err), &err);
        assert_int_equal(files_in(council.home.folder), before + 1);
        assert_int_equal(stat(council.backup.text, &status), 0);
        assert_int_equal(status.st_mode & 07777, 0600);
        struct buf bytes = file_bytes(council.backup.text);
        assert_false(holds(buf_str(&bytes), STR("CANARY")));
        assert_false(holds(buf_str(&bytes), STR("SQLite")));
        assert_false(holds(buf_str(&bytes), STR("cell")));
        buf_free(&bytes);
        must(backup_check(council.seal, council.backup.text, &err), &err);
        assert_int_equal(backup_write(council.db, council.seal, council.backup.text, &err),
                         ERR_CONFLICT);
        must(backup_restore(council.seal, council.backup.text, again.text, &err), &err);
        assert_int_equal(restored(council.seal, again.text, council.key, 0), rows[i]);
        assert_int_equal(backup_restore(council.seal, council.backup.text, again.text, &err),
                         ERR_CONFLICT);
        /* A WAL that another database left there would be taken for the new one's. */
        unlink(again.text);
        file_put(in_home(&council.home, "again.db-wal").text, STR("x"));
        assert_int_equal(backup_restore(council.seal, council.backup.text, again.text, &err),
                         ERR_CONFLICT);
        /* The council's key may have changed since. */
        unlink(in_home(&council.home, "again.db-wal").text);
        must(seal_rotate(council.seal, &err), &err);
        must(backup_restore(council.seal, council.backup.text, again.text, &err), &err);
        council_end(&council);
    }
}

static int refused(const struct council *council, struct seal *seal, struct str bytes)
{
    struct err err = {0};
    struct test_path again = in_home(&council->home, "again.db");
    struct test_path broken = in_home(&council->home, "broken");
    file_put(broken.text, bytes);
    int code = backup_check(seal, broken.text, &err);
    assert_int_equal(backup_restore(seal, broken.text, again.text, &err), code);
    assert_int_equal(access(again.text, F_OK), code == 0 ? 0 : -1);
    assert_int_equal(access(in_home(&council->home, "again.db.partial").text, F_OK), -1);
    unlink(again.text);
    return code;
}

static void test_amiss(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *other;
    struct council council = council_make(2000);
    struct test_home other_home = home_make(&other);
    must(backup_write(council.db, council.seal, council.backup.text, &err), &err);
    struct buf bytes = file_bytes(council.backup.text);
    assert_int_equal(refused(&council, council.seal, buf_str(&bytes)), 0);
    assert_int_equal(refused(&council, other, buf_str(&bytes)), ERR_INPUT);
    const size_t step = bytes.len / 60, piece = (64 << 10) + 17, head = 31 + 24;
    assert_true(bytes.len > head + 2 * piece);
    for (size_t at = 0; at < bytes.len; at += at < 70 ? 1 : step) {
        bytes.ptr[at] = (char)(bytes.ptr[at] ^ 0x10);
        assert_int_equal(refused(&council, council.seal, buf_str(&bytes)), ERR_INPUT);
        bytes.ptr[at] = (char)(bytes.ptr[at] ^ 0x10);
        assert_int_equal(refused(&council, council.seal, str_slice(buf_str(&bytes), 0, at)),
                         ERR_INPUT);
    }
    /* Cut or lengthened exactly between pieces; two exchanged. */
    assert_int_equal(refused(&council, council.seal, str_slice(buf_str(&bytes), 0, head + piece)),
                     ERR_INPUT);
    struct buf more = {0};
    buf_add(&more, buf_str(&bytes));
    buf_add_char(&more, 0);
    assert_int_equal(refused(&council, council.seal, buf_str(&more)), ERR_INPUT);
    more.len = 0;
    buf_add(&more, str_slice(buf_str(&bytes), 0, head));
    buf_add(&more, str_slice(buf_str(&bytes), head + piece, head + 2 * piece));
    buf_add(&more, str_slice(buf_str(&bytes), head, head + piece));
    buf_add(&more, str_slice(buf_str(&bytes), head + 2 * piece, bytes.len));
    assert_int_equal(refused(&council, council.seal, buf_str(&more)), ERR_INPUT);
    assert_int_equal(backup_check(council.seal, "/nowhere/at/all", &err), ERR_NOTFOUND);
    assert_int_equal(backup_write(council.db, council.seal, "/nowhere/at/all", &err), ERR_CREATE);
    buf_free(&bytes);
    buf_free(&more);
    seal_close(other);
    home_end(&other_home);
    council_end(&council);
}

/* Erased after the backup: the database put back from it doesn't bring the value back. Only the
 * older backup of the keys does, which is why that is kept for a short time. */
static void test_erased_stays_erased(void **state)
{
    (void)state;
    struct err err = {0};
    struct council council = council_make(10);
    struct test_path again = in_home(&council.home, "again.db");
    struct test_path keys = in_home(&council.home, "keys.backup");
    struct buf wrapped = wrapped_key(&council.home, council.key);
    int before = files_in(council.home.folder);
    must(backup_write(council.db, council.seal, council.backup.text, &err), &err);
    must(backup_keys_write(council.seal, keys.text, &err), &err);
    assert_int_equal(files_in(council.home.folder), before + 2);
    assert_int_equal(backup_keys_write(council.seal, keys.text, &err), ERR_CONFLICT);
    must(seal_forget(council.seal, &council.key, 1, &err), &err);
    assert_int_equal(files_holding(council.home.folder, buf_str(&wrapped)), 0);
    must(backup_restore(council.seal, council.backup.text, again.text, &err), &err);
    assert_int_equal(restored(council.seal, again.text, council.key, ERR_NOTFOUND), 10);
    /* Neither is a backup of the other kind. */
    assert_int_equal(backup_check(council.seal, keys.text, &err), ERR_INPUT);
    assert_int_equal(backup_keys_restore(council.home.folder, keys.text, &err), ERR_CONFLICT);
    seal_close(council.seal);
    unlink(in_home(&council.home, "values.db").text);
    assert_int_equal(backup_keys_restore(council.home.folder, council.backup.text, &err),
                     ERR_INPUT);
    must(backup_keys_restore(council.home.folder, keys.text, &err), &err);
    council.seal = home_open(&council.home);
    assert_int_equal(restored(council.seal, again.text, council.key, 0), 10);
    /* With another council's key it can't be opened. */
    must(seal_rotate(council.seal, &err), &err);
    seal_close(council.seal);
    unlink(in_home(&council.home, "values.db").text);
    assert_int_equal(backup_keys_restore(council.home.folder, keys.text, &err), ERR_INPUT);
    assert_int_equal(access(in_home(&council.home, "values.db").text, F_OK), -1);
    council.seal = NULL;
    buf_free(&wrapped);
    council_end(&council);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_amiss),
        cmocka_unit_test(test_erased_stays_erased),
    };
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
