/* mend.h - a home made sound again after a backup was put back: what can't be unsealed, because its
 * key is gone, is dropped, and what stood beside it is linked anew.
 *
 *   older database, newer keys   what was erased since is in the database again, its keys are gone
 *   newer database, older keys   keys made since are gone, their numbers will be given out again
 *
 * Both look the same: a number that values.db doesn't know. Such a version of a record ends and
 * keeps no cells; mentions of the record leave the picture. A record that was not erased comes
 * again with the next full extract. */
#ifndef CANTREF_RECORD_MEND_H
#define CANTREF_RECORD_MEND_H

#include "picture.h"

/* mend - while the picture is opened: before the writer begins. One transaction; then the
 * write-ahead log is emptied, and HOME_MARK_RESTORED cleared, which asked for it.
 * Out:    picture->lost: records whose standing version was dropped.
 * Errors: those of the store and of live_apply. Cost: 3 µs a key; some ms for each record that is
 *         linked anew. */
int mend(struct picture *picture, struct err *err);

#endif
