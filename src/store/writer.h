/* writer.h - the one thread that writes.
 *
 *   callers ──► queue of jobs ──► writer thread:  begin · job · job · job · commit ──► callers
 *
 * A job is a function that reads and writes through the writer's connection. Jobs that wait are
 * put in one transaction (group commit), all but the first behind a savepoint: one that fails is
 * undone alone; when the first does, the transaction ends with it. (Of writer_do_plain, none is.)
 * A caller has its answer when the transaction is on disk, and not before; if the commit fails all
 * of its jobs have failed. A transaction closes when the queue is empty, after WRITER_JOBS_MAX
 * jobs or WRITER_MS_MAX milliseconds, so that bulk work, cut in slices by its caller, never holds
 * a page up for longer than its own slice and one commit.
 */
#ifndef CANTREF_STORE_WRITER_H
#define CANTREF_STORE_WRITER_H

#include "db.h"

enum { WRITER_JOBS_MAX = 4096, WRITER_MS_MAX = 50 };

struct writer;

/* writer_job - read and write through db, within a transaction that is not the job's to end.
 * Returns 0, or an ERR_ code with err filled: what the job wrote is undone then. */
typedef int writer_job(struct db *db, void *context, struct err *err);

/* writer_start - a thread that owns db (DB_WRITE) until writer_stop, which lets it finish what
 * waits (nobody may begin to wait any more). db stays the caller's to close, afterwards.
 * Errors: ERR_IO when there can be no thread. */
int writer_start(struct db *db, struct writer **ret, struct err *err);
void writer_stop(struct writer *writer);

/* writer_do - have the job done, and wait until it is on disk. From any thread but the writer's,
 * with no row open (db_begin). Errors: the job's own; ERR_IO, ERR_DB when the commit fails: none of
 * it is there then, but after a failing disk that is sure only when started anew (db.h). */
int writer_do(struct writer *writer, writer_job *job, void *context, struct err *err);

/* writer_do_plain - likewise, of a job that has written nothing when it refuses: it has no
 * savepoint, which costs a small job a third. One that fails after it has written, since the disk
 * does, takes the transaction along: each of its jobs fails, as when a commit does. */
int writer_do_plain(struct writer *writer, writer_job *job, void *context, struct err *err);

/* writer_is_here - is this the writer's thread, in a job? */
bool writer_is_here(const struct writer *writer);

#endif
