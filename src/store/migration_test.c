/* migration_test.c - the schema's steps: taken once, in order, whole or not at all. */
#include "store_test.h"

#include "migration.h"

static const struct migration steps[] = {
    {1, "first", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);"},
    {2, "second", "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two; and \"more\"';"},
    {3, "third", "CREATE TABLE b (x INTEGER);"},
};
static const struct migration edited[] = {
    {1, "first", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1); "}, /* one space more */
    {2, "second", "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two; and \"more\"';"},
};
static const struct migration failing[] = {
    {1, "first", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);"},
    {2, "fails", "CREATE TABLE c (x INTEGER); INSERT INTO nowhere VALUES (1);"},
    {3, "third", "CREATE TABLE b (x INTEGER);"},
};

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder = test_folder_make();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_folder_remove(&folder);
    return 0;
}

static int version_of(struct db *db)
{
    int version = -1;
    struct err err = {0};
    assert_int_equal(migration_version(db, &version, &err), 0);
    return version;
}

static const char count_tables[] =
    "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b', 'c')";

static void test_steps(void **state)
{
    (void)state;
    struct err err = {0};
    struct db *db = test_open(folder.database, DB_WRITE);
    assert_int_equal(version_of(db), 0);
    assert_int_equal(migrate_with(db, steps, 2, &err), 0);
    assert_int_equal(version_of(db), 2);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM a WHERE y = 'two; and \"more\"'"), 1);
    assert_int_equal(migrate_with(db, steps, 2, &err), 0); /* nothing to do */
    db_close(db);
    db = test_open(folder.database, DB_WRITE);
    assert_int_equal(migrate_with(db, steps, 3, &err), 0);
    assert_int_equal(version_of(db), 3);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM a"), 1); /* none was taken twice */
    assert_int_equal(test_ask(db,
                              "SELECT count(*) FROM schema_version WHERE name = 'third' AND "
                              "taken_at > '2025' AND hash <> 0"),
                     1);

    assert_int_equal(migrate_with(db, steps, 2, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "version 3 and this program knows 2"));
    assert_int_equal(version_of(db), 3);
    struct db *reader = test_open(folder.database, DB_READ);
    assert_int_equal(version_of(reader), 3);
    db_close(reader);
    db_close(db);
}

static void test_edited(void **state)
{
    (void)state;
    struct err err = {0};
    struct db *db = test_open(folder.database, DB_WRITE);
    assert_int_equal(migrate_with(db, steps, 1, &err), 0);
    assert_int_equal(migrate_with(db, edited, 2, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "step 1 (first)"));
    assert_int_equal(version_of(db), 1);
    assert_int_equal(migrate_with(db, steps, 2, &err), 0);
    test_run(db, "DELETE FROM schema_version WHERE number = 1"); /* a gap is not ours either */
    assert_int_equal(migrate_with(db, steps, 3, &err), ERR_CONFLICT);
    db_close(db);
}

static void test_failing(void **state)
{
    (void)state;
    struct err err = {0};
    struct db *db = test_open(folder.database, DB_WRITE);
    assert_int_equal(migrate_with(db, failing, 3, &err), ERR_DB);
    assert_non_null(strstr(err.message, "stays at schema version 1, step 2 (fails)"));
    assert_int_equal(version_of(db), 1);
    assert_int_equal(test_ask(db, count_tables), 1);
    assert_int_equal(migrate_with(db, steps, 3, &err), 0); /* mended, it goes on */
    assert_int_equal(test_ask(db, count_tables), 2);
    db_close(db);
}

static void test_own(void **state)
{
    (void)state;
    struct err err = {0};
    struct db *db = test_open(folder.database, DB_WRITE);
    if (migrate(db, &err) != 0) {
        fail_msg("%s", err.message);
    }
    assert_true(migration_count > 0);
    assert_int_equal(version_of(db), migration_count);
    assert_string_equal(migrations[0].name, "about");
    test_run(db, "INSERT INTO about (name, value) VALUES ('council', x'00ff')");
    assert_int_equal(db_check(db, &err), 0);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_steps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_edited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_own, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
