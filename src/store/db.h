/* db.h - the database as the rest of the program sees it: statements, values, transactions.
 *
 *   struct db        one connection, for one thread at a time
 *   struct db_query  a statement of it, prepared once and kept
 *
 *     struct db_query *q;
 *     int code = db_query(db, "SELECT cells FROM record_version WHERE record = $1", &q, err);
 *     db_bind_whole(q, 1, record);
 *     bool row;
 *     while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
 *         … db_bytes(q, 0) …              good until the next step or reset
 *     }
 *     db_reset(q);
 *
 * SQL is written in the subset that SQLite and PostgreSQL share, placeholders as $1, $2 … Columns
 * are INTEGER (64 bits), REAL (64 bits), TEXT or BLOB; a driver for PostgreSQL makes BIGINT,
 * DOUBLE PRECISION and BYTEA of these where the schema is made.
 *
 * The file behind a connection is opened with WAL, synchronous=FULL, foreign keys on,
 * secure_delete, trusted_schema off, cell_size_check on, defensive; only the connection that
 * writes checkpoints (SQLite 3.40 can damage a WAL that two connections checkpoint).
 *
 * Statements with values never carry these in their text: nothing personal gets into an error.
 */
#ifndef CANTREF_STORE_DB_H
#define CANTREF_STORE_DB_H

#include "err.h"
#include "str.h"
#include "whole_list.h"

struct db;
struct db_query;

enum db_mode {
    DB_WRITE, /* the one connection that writes; makes the file if there is none */
    DB_READ   /* reads, each transaction from one snapshot */
};

/* db_open - a connection to the database file at path.
 * Errors: ERR_NOTFOUND (DB_READ and no file), ERR_INPUT (not a database, another program's, or a
 *         damaged one: says so and names the backup command), ERR_CONFLICT (another program has it
 *         locked), ERR_IO, ERR_DB. *ret is untouched then.
 * db_close - NULL is nothing; what wasn't committed is undone. */
int db_open(const char *path, enum db_mode mode, struct db **ret, struct err *err);
void db_close(struct db *db);

/* db_run - one or more statements without values or rows: the schema, PRAGMAs. */
int db_run(struct db *db, const char *sql, struct err *err);

/* db_has_table - is there a table of that name? */
int db_has_table(struct db *db, const char *name, bool *ret, struct err *err);

/* db_begin, db_commit, db_rollback - a transaction: DB_WRITE takes the write lock at once, DB_READ
 * fixes the snapshot at once. A commit has returned when the disk has it (fsync); a commit that
 * failed is rolled back. db_rollback can't fail.
 * A failing or full disk may undo a whole transaction in the midst of it: all that is asked of it
 * from then on, its commit too, fails with ERR_IO, and db_is_begun is false.
 * After a sync that failed the connection refuses everything with ERR_IO: what the disk holds is
 * known again when the program is started anew, and the commit that failed may be there then.
 * Errors: ERR_IO (disk full, failing disk), ERR_CONFLICT (another program has the lock), ERR_DB.
 * A row that stands open (db_step) when one begins or is committed is a bug: the program ends. */
int db_begin(struct db *db, struct err *err);
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
bool db_is_begun(const struct db *db);

/* db_version - of what the transaction that is begun sees: while the number is the same, nothing
 * was written. Numbers of two connections can't be compared. Cost: 50 ns. */
uint64_t db_version(struct db *db);

/* db_mark, db_release, db_return - a savepoint within a transaction: keep what was done since the
 * mark, or undo it. They nest as brackets do. */
int db_mark(struct db *db, struct err *err);
int db_release(struct db *db, struct err *err);
void db_return(struct db *db);

/* db_let_go - of all statements that a function which failed was still reading. */
void db_let_go(struct db *db);

/* db_query - a prepared statement, kept by the connection and found again by its text: sql is a
 * literal that outlives the connection. Comes reset, all values NULL. One use at a time: a
 * statement that is still stepping must not be asked for again. */
int db_query(struct db *db, const char *sql, struct db_query **ret, struct err *err);

/* db_bind_… - value of $place, from 1. Text and bytes must live until the statement is reset. */
void db_bind_whole(struct db_query *query, int place, int64_t value);
void db_bind_real(struct db_query *query, int place, double value);
void db_bind_text(struct db_query *query, int place, struct str text);
void db_bind_bytes(struct db_query *query, int place, struct str bytes);
void db_bind_null(struct db_query *query, int place);

/* db_step - run to the next row. *ret_row: there is one. At the end, or with an error, the
 * statement is reset by itself; before the end, db_reset lets go of it.
 * Errors: ERR_CONFLICT for a broken constraint, ERR_IO (disk full, failing disk), ERR_DB,
 *         ERR_LIMIT (a value of more than a gigabyte). *ret_row is untouched then. */
int db_step(struct db_query *query, bool *ret_row, struct err *err);
void db_reset(struct db_query *query);

/* db_work - how many steps this connection has taken: what two answers are compared by that must
 * cost the same. */
uint64_t db_work(const struct db *db);

/* db_do - db_step of a statement that gives no rows. */
int db_do(struct db_query *query, struct err *err);

/* db_add - db_do of an INSERT of one row; *ret: the whole number that its primary key has. In
 * place of RETURNING, for which SQLite makes a table for each row. */
int db_add(struct db_query *query, int64_t *ret, struct err *err);

/* db_whole, db_real, db_text, db_bytes, db_is_null - column from 0 of the row. A slice is good
 * until the next step or reset. */
int64_t db_whole(struct db_query *query, int column);
double db_real(struct db_query *query, int column);
struct str db_text(struct db_query *query, int column);
struct str db_bytes(struct db_query *query, int column);
bool db_is_null(struct db_query *query, int column);

/* db_written - rows that were inserted, updated or deleted since the connection was opened, undone
 * ones too: while it is the same, nothing was written. */
int64_t db_written(const struct db *db);

/* db_changed - rows that the last INSERT, UPDATE or DELETE touched. */
int64_t db_changed(const struct db *db);

/* Short forms for statements whose values are whole numbers, $1, $2 … in turn:
 *
 *     code = db_do_with(db, "DELETE FROM edge WHERE node = $1", WHOLES(node), err);
 *
 * db_query_with - db_query, bound. db_do_with - db_do. db_number_with - the first column of the
 * first row; 0: there is none, or it is NULL. db_list_with - the first column of each row, added
 * to ret.
 * Errors: those of db_query and db_step; ret_… untouched then, but for what db_list_with has
 * added. */
#define WHOLES(...)                                                                                \
    (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)
int db_query_with(struct db *db, const char *sql, const int64_t *values, size_t count,
                  struct db_query **ret, struct err *err);
int db_do_with(struct db *db, const char *sql, const int64_t *values, size_t count,
               struct err *err);
int db_add_with(struct db *db, const char *sql, const int64_t *values, size_t count, int64_t *ret,
                struct err *err);
int db_number_with(struct db *db, const char *sql, const int64_t *values, size_t count,
                   int64_t *ret, struct err *err);
int db_list_with(struct db *db, const char *sql, const int64_t *values, size_t count,
                 struct whole_list *ret, struct err *err);

/* db_take_number - what db_number_with gives, of a statement that is bound. db_each_number - visit
 * the first column of each row of one, until visit returns other than 0, which is returned. Both
 * reset it; a row stands open while visit is called: it must have no job done (writer.h). */
int db_take_number(struct db_query *query, int64_t *ret, struct err *err);
typedef int db_number_visit(void *context, int64_t number);
int db_each_number(struct db_query *query, db_number_visit *visit, void *context, struct err *err);

/* db_checkpoint - what the write-ahead log holds goes into the file, and the log is emptied: what
 * was deleted is then nowhere on disk. DB_WRITE, outside a transaction.
 * Errors: ERR_CONFLICT when a reader keeps an older snapshot for too long, ERR_IO, ERR_DB. */
int db_checkpoint(struct db *db, struct err *err);

/* db_backup - a copy of the whole database as of now into a new file, while others read and write;
 * the copy is checked (db_check) before the call returns, and is on disk then. Nothing is left
 * after a failure. Errors: ERR_CREATE (the file is there already, too), ERR_IO, ERR_DB. */
int db_backup(struct db *db, const char *path, struct err *err);

/* db_check - integrity_check and foreign_key_check. Errors: ERR_DB, saying what was found. */
int db_check(struct db *db, struct err *err);

#endif
