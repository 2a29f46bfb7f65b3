/* kept_row.h - rows that are kept with the mentions of whom they are of, which outlive their
 * records: life events, what people said of how they are reached, offers of help, who may speak for
 * whom, applications. What becomes of these mentions, and of all but the events, when a person is
 * erased or a record can't be read any more.
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_KEPT_ROW_H
#define CANTREF_RECORD_KEPT_ROW_H

#include "db.h"

/* kept_rows_forget - of how the person of an entity is reached, of what they have begun to tell,
 * and of who speaks for them or for whom they speak, nothing is left; its keys are listed to be
 * forgotten (erasure_key). Of what was said when they were taken for another, whose it is
 * still, only their place goes. Errors of all: those of the store. */
int kept_rows_forget(struct db *db, int64_t entity, int64_t erasure, struct err *err);

/* kept_rows_renumber - a mention of a record is to have another number: it gets it negative until
 * kept_rows_settle, after which those of the record that got none are nobody's.
 * kept_rows_nobody - all of a record are nobody's. */
int kept_rows_renumber(struct db *db, int64_t record, int number, int to, struct err *err);
int kept_rows_settle(struct db *db, int64_t record, struct err *err);
int kept_rows_nobody(struct db *db, int64_t record, struct err *err);

#endif
