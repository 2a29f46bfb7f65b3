/* process_log.h - what processes did, from the database into the audit log.
 *
 *     transaction:  process, actions, process_leaf 7, 8, 9          durable, acknowledged
 *     one thread:   process_leaf 7, 8, 9 ─► audit_append_many ─► transaction: rows go, "up to 9,
 *                                                                the log has 1204 leaves"
 *     opened again: "up to 9, 1204": does the log have later ones after its 1204th? Those are
 *     there
 *
 * So each is in the log once, whatever is cut off where. Nothing is to leave before the log has
 * what led to it: whoever delivers calls process_log_flush first (decision 0031).
 *
 * A leaf says who, for the event's purpose, about whom the event is; as rule what happened to
 * which step ("left tell_pension_fund"), as reason which process and entry. */
#ifndef CANTREF_ENGINE_PROCESS_LOG_H
#define CANTREF_ENGINE_PROCESS_LOG_H

#include "access.h"
#include "audit.h"
#include "engine_store.h"

struct process_log;

/* The system that leaves name. */
#define PROCESS_LOG_SYSTEM "cantref work"

/* process_log_open - what a crash left undone is done, and a thread started that goes on.
 * In:     home, log, access: outlive it.
 * Errors: those of the store, of audit_append_many and audit_read; ERR_IO no thread. */
int process_log_open(struct engine_home *home, struct audit *log, const struct access *access,
                     struct process_log **ret, struct err *err);

/* process_log_close - when all that there is has gone into the log. NULL is nothing. Errors: what
 * could not go stays in the database, and goes when it is opened again. */
int process_log_close(struct process_log *log, struct err *err);

/* process_log_flush - returns when the audit log has all that was committed before the call. From
 * any thread but the writer's. Errors: those of audit_append_many: nothing may leave then. */
int process_log_flush(struct process_log *log, struct err *err);

#endif
