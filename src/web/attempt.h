/* attempt.h - guessing is slow: how many tries there were of late, and how long to wait before the
 * next (table web_attempt, 0024_web.sql).
 *
 *     tries      1 … free     free + 1    + 2      + 3   …
 *     wait       none         30 s        60 s     120 s …  at most ATTEMPT_WAIT_MAX_S
 *
 * A try is counted before anything is worked out, and what was right takes its count back: tries
 * side by side can't pass for one. It is counted three times, by keyed hashes:
 *
 *     name and network   who guesses one account, from one place         ATTEMPT_FREE
 *     network            who guesses at many accounts from one place     ATTEMPT_FREE_NETWORK
 *     name               who guesses one account from many places        ATTEMPT_FREE_NAME
 *
 * Whoever has signed in from a network within ATTEMPT_KNOWN_S is counted by the first alone there:
 * nobody elsewhere can keep them out. A day without a try, and all is forgotten. Whether there is
 * such an account is not looked at: one that there is none of is counted likewise. In jobs of the
 * writer. */
#ifndef CANTREF_WEB_ATTEMPT_H
#define CANTREF_WEB_ATTEMPT_H

#include "db.h"
#include "seal.h"

enum {
    ATTEMPT_FREE = 5,
    ATTEMPT_FREE_NETWORK = 30, /* an office may be one network */
    ATTEMPT_FREE_NAME = 20,
    ATTEMPT_WAIT_S = 30,
    ATTEMPT_WAIT_MAX_S = 15 * 60,
    ATTEMPT_FORGET_S = 24 * 3600,
    ATTEMPT_KNOWN_S = 30 * 24 * 3600
};

/* attempt_wait_s - how long after so many tries, since the last. Pure. */
int64_t attempt_wait_s(int64_t tries, int64_t free_tries);

/* struct attempt - a try: of what ("account"), at whose ("ann"), from where (client_network.h).
 * everywhere: it is counted by the name, too: not where a code has few tries of its own. */
struct attempt {
    const char *of;
    struct str name, network;
    int64_t now;
    bool everywhere;
};

/* attempt_begin - may it be tried? *ret_wait_s: in how many seconds; 0: now, and it is counted.
 * attempt_succeeded - it was right: the tries at that name are forgotten, and whoever it was is
 * known on this network. attempt_untried - nothing was worked out, since too many others wait: its
 * counts go back. attempt_sweep - what is forgotten goes. Errors: those of the store. */
int attempt_begin(struct db *db, struct seal *seal, const struct attempt *attempt,
                  int64_t *ret_wait_s, struct err *err);
int attempt_succeeded(struct db *db, struct seal *seal, const struct attempt *attempt,
                      struct err *err);
int attempt_untried(struct db *db, struct seal *seal, const struct attempt *attempt,
                    struct err *err);
int attempt_sweep(struct db *db, int64_t now, struct err *err);

#endif
