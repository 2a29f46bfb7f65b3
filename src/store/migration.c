/* migration.c - which steps a database lacks, and taking them. */
#include "migration.h"

#include "hash.h"

#include <stdio.h>
#include <time.h>

static const char VERSIONS[] =
    "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY "
    "KEY, name TEXT NOT NULL, taken INTEGER NOT NULL, hash TEXT NOT "
    "NULL)";

static void hash_text(const struct migration *step, char ret[17])
{
    snprintf(ret, 17, "%016llx", (unsigned long long)hash_bytes(str_of(step->sql)));
}

int migration_version(struct db *db, int *ret, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_run(db, VERSIONS, err);
    code =
        code ? code : db_query(db, "SELECT coalesce(max(number), 0) FROM schema_version", &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0) {
        *ret = (int)db_whole(q, 0);
        db_reset(q);
    }
    return code;
}

/* Steps that were taken must be the ones that this program knows. */
static int check_taken(struct db *db, const struct migration *steps, int count, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db, "SELECT number, hash FROM schema_version ORDER BY number", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        char hash[17];
        int number = (int)db_whole(q, 0);
        if (number > count) {
            code = err_set(err, ERR_CONFLICT,
                           "the database is of version %d and this program knows %d: use the newer "
                           "program",
                           number, count);
        } else {
            hash_text(&steps[number - 1], hash);
            if (!str_eq(db_text(q, 1), str_of(hash))) {
                code =
                    err_set(err, ERR_CONFLICT,
                            "step %d of the database's schema was another one when it was taken: "
                            "use the program that made it",
                            number);
            }
        }
        if (code != 0) {
            db_reset(q);
        }
    }
    return code;
}

static int take(struct db *db, const struct migration *step, struct err *err)
{
    struct db_query *q;
    char hash[17];
    int code = db_begin(db, err);
    if (code != 0) {
        return code;
    }
    code = db_run(db, step->sql, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO schema_version (number, name, taken, hash) "
                           "VALUES ($1, $2, $3, $4)",
                           &q, err);
    if (code == 0) {
        hash_text(step, hash);
        db_bind_whole(q, 1, step->number);
        db_bind_text(q, 2, str_of(step->name));
        db_bind_whole(q, 3, (int64_t)time(NULL));
        db_bind_text(q, 4, str_of(hash));
        code = db_do(q, err);
    }
    if (code != 0) {
        db_rollback(db);
        return code;
    }
    return db_commit(db, err);
}

int migrate_with(struct db *db, const struct migration *steps, int count, struct err *err)
{
    int version = 0;
    int code = migration_version(db, &version, err);
    code = code ? code : check_taken(db, steps, count, err);
    for (int i = version; code == 0 && i < count; i++) {
        code = take(db, &steps[i], err);
    }
    return code;
}

int migrate(struct db *db, struct err *err)
{
    return migrate_with(db, migrations, migration_count, err);
}
