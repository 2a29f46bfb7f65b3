/* log_witness.h - the end of the audit log as it was last seen, kept beside the keys (seal_keep),
 * so that an older copy of the log that was put back, or another in its place, is noticed before
 * anybody is answered. Whoever restores values.db of that day too is told by a witness outside
 * the home (cantref-verify --witness). */
#ifndef CANTREF_VIEW_LOG_WITNESS_H
#define CANTREF_VIEW_LOG_WITNESS_H

#include "audit.h"
#include "seal.h"

/* log_witness_check - does the log have what it had? Errors: ERR_CONFLICT it has fewer leaves, or
 * another where the last was; those of seal_kept, audit_read. *ret_had: leaves that it had. */
int log_witness_check(struct seal *seal, struct audit *log, uint64_t *ret_had, struct err *err);

/* log_witness_had - leaves that it had; 0: none were seen yet. For a log that is not there at all.
 * Errors: those of seal_kept. */
int log_witness_had(struct seal *seal, uint64_t *ret, struct err *err);

/* log_witness_keep - its end is what it is now. Errors: those of seal_keep, audit_read.
 * Cost: a sync. */
int log_witness_keep(struct seal *seal, struct audit *log, struct err *err);

#endif
