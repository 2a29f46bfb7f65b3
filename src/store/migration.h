/* migration.h - the schema by numbered steps: sql/NNNN_what.sql, built into the program in order.
 *
 * The table schema_version holds one row for each step that was taken: its number, its name, when,
 * and a hash of its text. Each step runs in a transaction of its own, so that a database is at one
 * version or at the next. A step that was released is never edited: a changed hash is refused. */
#ifndef CANTREF_STORE_MIGRATION_H
#define CANTREF_STORE_MIGRATION_H

#include "db.h"

struct migration {
    int number; /* from 1, without gaps */
    const char *name;
    const char *sql;
};

/* migrations - those of this program, ascending; made from sql/ at build time. */
extern const struct migration migrations[];
extern const int migration_count;

/* migrate - take the steps that the database lacks. migrate_with: of another list, for tests.
 * Errors: ERR_CONFLICT when the database is newer than the program (names both versions) or a
 *         step's text has changed since it was taken; those of the statements. */
int migrate(struct db *db, struct err *err);
int migrate_with(struct db *db, const struct migration *steps, int count, struct err *err);

/* migration_version - the number of the last step taken; 0 for an empty database. */
int migration_version(struct db *db, int *ret, struct err *err);

#endif
