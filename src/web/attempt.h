/* attempt.h - guessing is slow: what failed of late, by account, address or code, and how long to
 * wait before the next try (table web_attempt, 0024_web.sql).
 *
 *     failures   1 … free     free + 1    + 2      + 3   …
 *     wait       none         30 s        60 s     120 s …  at most ATTEMPT_WAIT_MAX_S
 *
 * A day without a failure, or a success, and all is forgotten. Whether there is such an account is
 * not looked at: one that there is none of is counted likewise. In jobs of the writer. */
#ifndef CANTREF_WEB_ATTEMPT_H
#define CANTREF_WEB_ATTEMPT_H

#include "db.h"
#include "seal.h"

enum {
    ATTEMPT_FREE_ACCOUNT = 5,
    ATTEMPT_FREE_ADDRESS = 30, /* an office may be one address */
    ATTEMPT_WAIT_S = 30,
    ATTEMPT_WAIT_MAX_S = 15 * 60,
    ATTEMPT_FORGET_S = 24 * 3600
};

/* attempt_wait_s - how long after so many failures, since the last. Pure. */
int64_t attempt_wait_s(int64_t failures, int64_t free_failures);

/* attempt_wait - may whoever `of` and `name` say ("account", "ann") try now? *ret_s: in how many
 * seconds; 0: now. attempt_failed - it failed; attempt_cleared - it succeeded. attempt_sweep - what
 * is forgotten goes. Errors: those of the store. */
int attempt_wait(struct db *db, struct seal *seal, const char *of, struct str name,
                 int64_t free_failures, int64_t now, int64_t *ret_s, struct err *err);
int attempt_failed(struct db *db, struct seal *seal, const char *of, struct str name, int64_t now,
                   struct err *err);
int attempt_cleared(struct db *db, struct seal *seal, const char *of, struct str name,
                    struct err *err);
int attempt_sweep(struct db *db, int64_t now, struct err *err);

#endif
