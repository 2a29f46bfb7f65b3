/* seal_home_test.c - the folder of keys: made once, refused when it is not what it should be, and
 * whole after a crash at any point of making it or of changing the council's key. */
#define _GNU_SOURCE /* memmem */
#include "seal_test.h"

#include "council_key.h"
#include "random.h"
#include "test_seed.h"

#include <signal.h>
#include <sys/wait.h>

static int mode_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (int)(status.st_mode & 07777) : -1;
}

static bool is_there(const struct test_home *home, const char *name)
{
    return access(in_home(home, name).text, F_OK) == 0;
}

static int opens(const struct test_home *home, struct err *err)
{
    struct seal *seal = NULL;
    *err = (struct err){0};
    int code = seal_open(home->folder, &seal, err);
    assert_true((code == 0) == (seal != NULL));
    seal_close(seal);
    return code;
}

static void copy_file(const char *from, const char *to)
{
    struct buf bytes = file_bytes(from);
    file_put(to, buf_str(&bytes));
    buf_free(&bytes);
}

/* ── making ──────────────────────────────────────────────────────────────────────────────────── */

static void test_make(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *seal;
    mode_t mask = umask(0);
    struct test_home home = home_make(&seal);
    int64_t key;
    must(seal_key_new(seal, &key, &err), &err);
    assert_int_equal(mode_of(home.folder), 0700);
    static const char *const names[] = {"council.key", "values.db", "values.db-wal",
                                        "values.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(mode_of(in_home(&home, names[i]).text), 0600);
    }
    umask(mask);
    assert_int_equal(seal_keys_make(home.folder, &err), ERR_CONFLICT);
    seal_close(seal);
    assert_false(is_there(&home, "values.db-wal"));
    assert_false(is_there(&home, "council.key.new"));
    assert_false(is_there(&home, "values.db.new"));
    /* Nor are new ones made beside a half of the old, which could still be of use. */
    struct test_path council = in_home(&home, "council.key"), values = in_home(&home, "values.db");
    assert_int_equal(rename(council.text, in_home(&home, "away").text), 0);
    assert_int_equal(seal_keys_make(home.folder, &err), ERR_CONFLICT);
    assert_int_equal(rename(in_home(&home, "away").text, council.text), 0);
    assert_int_equal(unlink(values.text), 0);
    assert_int_equal(seal_keys_make(home.folder, &err), ERR_CONFLICT);
    home_end(&home);
    home = home_begin();
    assert_int_equal(mkdir(home.folder, 0750), 0);
    assert_int_equal(chmod(home.folder, 0750), 0);
    assert_int_equal(seal_keys_make(home.folder, &err), ERR_DENIED);
    assert_non_null(strstr(err.message, "chmod 700"));
    assert_int_equal(chmod(home.folder, 0700), 0);
    must(seal_keys_make(home.folder, &err), &err);
    home_end(&home);
    assert_int_equal(seal_keys_make("/nowhere/at/all/keys", &err), ERR_CREATE);
}

/* Killed at any moment while making keys: what is there opens, or making again does. */
static void test_make_survives_a_kill(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct err err = {0};
    int whole = 0, anew = 0;
    for (int round = 0; round < 40; round++) {
        struct test_home home = home_begin();
        pid_t child = fork();
        if (child == 0) {
            _exit(seal_keys_make(home.folder, &err) == 0 ? 0 : 1);
        }
        usleep((useconds_t)random_below(&random, 16000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        if (opens(&home, &err) == 0) {
            whole++;
            assert_int_equal(seal_keys_make(home.folder, &err), ERR_CONFLICT);
        } else {
            anew++;
            must(seal_keys_make(home.folder, &err), &err);
            assert_int_equal(opens(&home, &err), 0);
        }
        assert_false(is_there(&home, "council.key.new"));
        assert_false(is_there(&home, "values.db.new"));
        home_end(&home);
    }
    printf("# killed 40 times: %d whole, %d made anew\n", whole, anew);
}

/* ── opening ─────────────────────────────────────────────────────────────────────────────────── */

static void test_refused(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *seal, *other;
    struct test_home home = home_make(&seal), other_home = home_make(&other);
    struct test_path council = in_home(&home, "council.key"), values = in_home(&home, "values.db");
    struct test_path away = in_home(&home, "away");
    seal_close(seal);
    seal_close(other);
    struct buf text = file_bytes(council.text);

    copy_file(in_home(&other_home, "council.key").text, council.text);
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "wrong key"));
    unlink(council.text);
    assert_int_equal(opens(&home, &err), ERR_NOTFOUND);
    file_put(council.text, str_slice(buf_str(&text), 0, 60));
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    assert_true(err.line == 3 || strstr(err.message, "cut short") != NULL);
    file_put(council.text, buf_str(&text));
    chmod(council.text, 0644);
    assert_int_equal(opens(&home, &err), ERR_DENIED);
    chmod(council.text, 0600);
    assert_int_equal(opens(&home, &err), 0);

    assert_int_equal(rename(values.text, away.text), 0);
    assert_int_equal(opens(&home, &err), ERR_NOTFOUND);
    assert_false(is_there(&home, "values.db"));
    copy_file(in_home(&other_home, "values.db").text, values.text);
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "wrong key"));
    file_put(values.text, STR("no database at all, and long enough to be looked at by SQLite: "
                              "no database at all, and long enough to be looked at by SQLite"));
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    file_put(values.text, STR(""));
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    unlink(values.text);
    unlink(in_home(&home, "values.db-wal").text);
    unlink(in_home(&home, "values.db-shm").text);
    assert_int_equal(rename(away.text, values.text), 0);
    assert_int_equal(opens(&home, &err), 0);
    assert_null(memmem(err.message, sizeof err.message, text.ptr + 22, 19));
    buf_free(&text);
    home_end(&home);
    home_end(&other_home);
}

/* damage - run SQL on values.db, as a fault or an attacker with the folder might. */
static void damage(const struct test_home *home, const char *sql)
{
    struct err err = {0};
    struct db *db = NULL;
    must(db_open(in_home(home, "values.db").text, DB_WRITE, &db, &err), &err);
    must(db_run(db, sql, &err), &err);
    db_close(db);
}

static void test_damaged_keys(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *seal;
    struct test_home home = home_make(&seal);
    int64_t first = 0;
    must(seal_key_new_many(seal, 4, &first, &err), &err);
    assert_int_equal(first, 1);
    struct buf sealed = sealed_text(seal, 3);
    seal_close(seal);
    /* A key put under another number, one cut, one exchanged: each is refused, others are good. */
    damage(&home,
           "UPDATE value_key SET wrapped = (SELECT wrapped FROM value_key WHERE number = 3)"
           " WHERE number = 1");
    damage(&home, "UPDATE value_key SET wrapped = substr(wrapped, 1, 71) WHERE number = 2");
    seal = home_open(&home);
    struct buf out = {0};
    for (int64_t number = 1; number <= 2; number++) {
        assert_int_equal(seal_value(seal, number, "cells", 1, STR("x"), &out, &err), ERR_INPUT);
        assert_non_null(strstr(err.message, "values.db is damaged"));
        assert_int_equal(out.len, 0);
    }
    assert_int_equal(unseals(seal, 3, &sealed), 0);
    /* The council's key isn't changed over what can't be wrapped anew. */
    struct buf before = file_bytes(in_home(&home, "council.key").text);
    assert_int_equal(seal_rotate(seal, &err), ERR_INPUT);
    struct buf after = file_bytes(in_home(&home, "council.key").text);
    assert_true(str_eq(buf_str(&before), buf_str(&after)));
    assert_int_equal(unseals(seal, 3, &sealed), 0);
    seal_close(seal);
    assert_int_equal(opens(&home, &err), 0);
    damage(&home, "UPDATE key_store SET format = 2");
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "newer"));
    damage(&home, "UPDATE key_store SET format = 1, secret = zeroblob(72)");
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    assert_non_null(strstr(err.message, "damaged"));
    damage(&home, "DELETE FROM key_store");
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    buf_free(&sealed);
    buf_free(&out);
    buf_free(&before);
    buf_free(&after);
    home_end(&home);
}

/* ── changing the council's key ──────────────────────────────────────────────────────────────── */

static void test_rotate(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *seal;
    struct test_home home = home_make(&seal);
    struct test_path council = in_home(&home, "council.key");
    int64_t first = 0;
    must(seal_key_new_many(seal, 1000, &first, &err), &err); /* more than one batch of them */
    struct buf low = sealed_text(seal, first), high = sealed_text(seal, first + 999);
    struct buf wrapped = wrapped_key(&home, first + 500), old = file_bytes(council.text);
    struct buf check = {0}, value = {0}, out = {0};
    must(seal_check_text(seal, &check, &err), &err);
    must(seal_council_value(seal, "model", STR("m"), &value, &err), &err);
    int64_t token = seal_token(seal, "block", STR("EVANS"));
    assert_true(files_holding(home.folder, buf_str(&wrapped)) > 0);

    must(seal_rotate(seal, &err), &err);
    assert_int_equal(files_holding(home.folder, buf_str(&wrapped)), 0);
    assert_int_equal(files_holding(home.folder, str_slice(buf_str(&old), 22, 41)), 0);
    assert_int_equal(mode_of(council.text), 0600);
    assert_false(is_there(&home, "council.key.new"));
    for (int again = 0; again < 2; again++) {
        assert_int_equal(unseals(seal, first, &low), 0);
        assert_int_equal(unseals(seal, first + 999, &high), 0);
        assert_true(seal_token(seal, "block", STR("EVANS")) == token);
        must(seal_check(seal, buf_str(&check), &err), &err);
        must(unseal_council_value(seal, "model", buf_str(&value), &out, &err), &err);
        seal_close(seal);
        seal = home_open(&home);
    }
    seal_close(seal);
    file_put(council.text, buf_str(&old));
    assert_int_equal(opens(&home, &err), ERR_INPUT);
    buf_free(&low);
    buf_free(&high);
    buf_free(&wrapped);
    buf_free(&old);
    buf_free(&check);
    buf_free(&value);
    buf_free(&out);
    home_end(&home);
}

/* The states in which a crash can leave the two names, each made by hand. */
static void test_rotate_cut_off(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *seal;
    struct test_home home = home_make(&seal);
    struct test_path council = in_home(&home, "council.key");
    struct test_path new = in_home(&home, "council.key.new");
    int64_t key = 0;
    must(seal_key_new(seal, &key, &err), &err);
    struct buf sealed = sealed_text(seal, key), old = file_bytes(council.text);
    seal_close(seal);

    /* Before the commit: the new file, whole or not, is for nothing. */
    static const char *const leftovers[] = {"", "cantref council key 1\n", "cantref"};
    for (size_t i = 0; i < COUNT(leftovers); i++) {
        file_put(new.text, str_of(leftovers[i]));
        seal = home_open(&home);
        assert_int_equal(unseals(seal, key, &sealed), 0);
        must(seal_rotate(seal, &err), &err); /* nor is it in the way */
        assert_false(is_there(&home, "council.key.new"));
        must(seal_rotate(seal, &err), &err);
        seal_close(seal);
    }

    /* After the commit, before the renaming: it is the key. The old name may hold the old key, a
     * part of it, or nothing. */
    for (size_t left = 0; left < 3; left++) {
        assert_int_equal(rename(council.text, new.text), 0);
        if (left > 0) {
            file_put(council.text, str_slice(buf_str(&old), 0, left == 1 ? old.len : 50));
        }
        seal = home_open(&home);
        assert_false(is_there(&home, "council.key.new"));
        assert_int_equal(unseals(seal, key, &sealed), 0);
        seal_close(seal);
        assert_int_equal(opens(&home, &err), 0);
    }

    /* The same while a process goes on with the new key in memory, and changes it again. */
    seal = home_open(&home);
    assert_int_equal(rename(council.text, new.text), 0);
    file_put(council.text, buf_str(&old));
    must(seal_rotate(seal, &err), &err);
    assert_int_equal(unseals(seal, key, &sealed), 0);
    /* Nothing is changed while the present key is in no file: a crash would lose it. */
    assert_int_equal(rename(council.text, in_home(&home, "away").text), 0);
    assert_int_equal(seal_rotate(seal, &err), ERR_NOTFOUND);
    assert_int_equal(rename(in_home(&home, "away").text, council.text), 0);
    must(seal_rotate(seal, &err), &err);
    seal_close(seal);
    assert_int_equal(opens(&home, &err), 0);
    buf_free(&sealed);
    buf_free(&old);
    home_end(&home);
}

/* Another process changes the key: this one makes no keys that the other could not read. */
static void test_rotated_by_another(void **state)
{
    (void)state;
    struct err err = {0};
    struct seal *seal;
    struct test_home home = home_make(&seal);
    struct seal *other = home_open(&home);
    int64_t first = 0, next = 0;
    must(seal_key_new(seal, &first, &err), &err);
    must(seal_rotate(other, &err), &err);
    assert_int_equal(seal_key_new_many(seal, 5000, &next, &err), ERR_CONFLICT);
    assert_int_equal(seal_rotate(seal, &err), ERR_CONFLICT);
    struct buf sealed = sealed_text(other, first);
    seal_close(other);
    seal_close(seal);
    seal = home_open(&home);
    assert_int_equal(unseals(seal, first, &sealed), 0);
    buf_free(&sealed);
    seal_close(seal);
    home_end(&home);
}

/* Killed at any moment while the key is changed over and over: it opens, and all is there. */
static void test_rotate_survives_a_kill(void **state)
{
    (void)state;
    enum { ROUNDS = 40, KEYS = 600 };
    struct err err = {0};
    struct random random = random_seed(test_seed());
    struct seal *seal;
    struct test_home home = home_make(&seal);
    int64_t first = 0;
    int finished = 0;
    must(seal_key_new_many(seal, KEYS, &first, &err), &err);
    struct buf low = sealed_text(seal, first), high = sealed_text(seal, first + KEYS - 1);
    seal_close(seal);
    for (int round = 0; round < ROUNDS; round++) {
        pid_t child = fork();
        if (child == 0) {
            while (seal_open(home.folder, &seal, &err) == 0 && seal_rotate(seal, &err) == 0) {
                seal_close(seal);
            }
            _exit(1);
        }
        usleep((useconds_t)(3000 + random_below(&random, 20000)));
        assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* no error has ended it */
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        finished += is_there(&home, "council.key.new");
        seal = home_open(&home);
        assert_int_equal(unseals(seal, first, &low), 0);
        assert_int_equal(unseals(seal, first + KEYS - 1, &high), 0);
        seal_close(seal);
    }
    printf("# killed %d times, %d of them with both key files there\n", ROUNDS, finished);
    buf_free(&low);
    buf_free(&high);
    home_end(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_make),
        cmocka_unit_test(test_make_survives_a_kill),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_damaged_keys),
        cmocka_unit_test(test_rotate),
        cmocka_unit_test(test_rotate_cut_off),
        cmocka_unit_test(test_rotated_by_another),
        cmocka_unit_test(test_rotate_survives_a_kill),
    };
    return cmocka_run_group_tests_name("seal_home", tests, NULL, NULL);
}
