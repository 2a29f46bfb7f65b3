/* recent_purpose.h - which purposes a member of staff has chosen last, so that the next choice is
 * short (0023_recent_purpose.sql). Of nobody else is anything kept. For the thread that has the
 * connection; what writes, within a transaction. */
#ifndef CANTREF_RECORD_RECENT_PURPOSE_H
#define CANTREF_RECORD_RECENT_PURPOSE_H

#include "db.h"
#include "memory.h"

enum { RECENT_PURPOSES_MAX = 5 };

/* recent_purpose_put - that login has chosen it now; all but the newest RECENT_PURPOSES_MAX go.
 * recent_purposes - the newest first, in arena; *ret_count at most RECENT_PURPOSES_MAX.
 * Errors: those of the store. */
int recent_purpose_put(struct db *db, struct str who, struct str purpose, int64_t now,
                       struct err *err);
int recent_purposes(struct db *db, struct arena *arena, struct str who,
                    struct str ret[RECENT_PURPOSES_MAX], size_t *ret_count, struct err *err);

#endif
