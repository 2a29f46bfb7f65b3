/* migration.c - compare the steps that were taken with those of the program, then take the rest. */
#include "migration.h"

#include "clock.h"
#include "hash.h"

#include <assert.h>

static const char taken_table[] = "schema_version";

/* hash_of - of a step's text, as a number that the database can hold. */
static int64_t hash_of(const struct migration *step)
{
    return (int64_t)hash_bytes(str_of(step->sql));
}

static int make_table(struct db *db, struct err *err)
{
    bool is_there = false;
    int code = db_has_table(db, taken_table, &is_there, err);
    return code != 0 || is_there
               ? code
               : db_run(db,
                        "CREATE TABLE schema_version (number INTEGER PRIMARY KEY,"
                        " name TEXT NOT NULL, taken_at TEXT NOT NULL, hash INTEGER NOT NULL)",
                        err);
}

int migration_version(struct db *db, int *ret, struct err *err)
{
    struct db_query *query = NULL;
    bool is_there = false, row = false;
    int version = 0;
    int code = db_has_table(db, taken_table, &is_there, err);
    if (code == 0 && is_there) {
        code = db_query(db, "SELECT max(number) FROM schema_version", &query, err);
        if (code == 0 && (code = db_step(query, &row, err)) == 0) {
            version = row && !db_is_null(query, 0) ? (int)db_whole(query, 0) : 0;
            db_reset(query);
        }
    }
    if (code == 0) {
        *ret = version;
    }
    return code;
}

/* check_taken - each step that the database has taken is one of ours, unchanged. */
static int check_taken(struct db *db, const struct migration *steps, int version, struct err *err)
{
    struct db_query *query = NULL;
    bool row = false;
    int number = 0;
    int code = db_query(db, "SELECT number, hash FROM schema_version ORDER BY number", &query, err);
    while (code == 0 && (code = db_step(query, &row, err)) == 0 && row) {
        number++;
        if (db_whole(query, 0) != number || db_whole(query, 1) != hash_of(&steps[number - 1])) {
            code = err_set(err, ERR_CONFLICT,
                           "step %d (%s) of the database's schema is not the one that this program "
                           "knows: it has been changed since; use the program that made the "
                           "database, or restore a backup",
                           number, steps[number - 1].name);
            db_reset(query);
        }
    }
    assert(code != 0 || number == version);
    return code;
}

/* take - one step and its row, together. */
static int take(struct db *db, const struct migration *step, struct err *err)
{
    struct db_query *query = NULL;
    char now[CLOCK_TEXT_MAX];
    int code = db_begin(db, err);
    if (code != 0) {
        return code;
    }
    code = db_run(db, step->sql, err);
    if (code == 0) {
        code = db_query(db,
                        "INSERT INTO schema_version (number, name, taken_at, hash)"
                        " VALUES ($1, $2, $3, $4)",
                        &query, err);
    }
    if (code == 0) {
        clock_utc_text(now);
        db_bind_whole(query, 1, step->number);
        db_bind_text(query, 2, str_of(step->name));
        db_bind_text(query, 3, str_of(now));
        db_bind_whole(query, 4, hash_of(step));
        code = db_do(query, err);
    }
    if (code == 0) {
        return db_commit(db, err);
    }
    db_rollback(db);
    return code;
}

int migrate_with(struct db *db, const struct migration *steps, int count, struct err *err)
{
    int version = 0;
    for (int i = 0; i < count; i++) {
        assert(steps[i].number == i + 1);
    }
    int code = migration_version(db, &version, err);
    if (code == 0 && version > count) {
        return err_set(err, ERR_CONFLICT,
                       "the database has schema version %d and this program knows %d: use the "
                       "newer program that made it",
                       version, count);
    }
    if (code == 0) {
        code = make_table(db, err);
    }
    if (code == 0) {
        code = check_taken(db, steps, version, err);
    }
    for (int i = version; i < count && code == 0; i++) {
        code = take(db, &steps[i], err);
        if (code != 0 && err != NULL) {
            struct err cause = *err;
            err_at(err, code, cause.file, 0, 0,
                   "the database stays at schema version %d, step %d (%s) failed: %s", i, i + 1,
                   steps[i].name, cause.message);
        }
    }
    return code;
}

int migrate(struct db *db, struct err *err)
{
    return migrate_with(db, migrations, migration_count, err);
}
