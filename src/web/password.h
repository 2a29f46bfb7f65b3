/* password.h - passwords of local accounts: which are good enough, and their hashes.
 *
 * Argon2id with 64 MiB and 3 passes (RFC 9106 §4, the second recommended choice), PASSWORDS_AT_ONCE
 * at once, so that no flood of tries can take the memory, and PASSWORDS_WAITING_MAX that wait, so
 * that none takes all workers: others are told to come again. Outside the turn and the lock of who
 * may do what: it takes 0.2 s.
 * Sources: RFC 9106; NIST SP 800-63B on passwords: long, not common, no rules of composition. */
#ifndef CANTREF_WEB_PASSWORD_H
#define CANTREF_WEB_PASSWORD_H

#include "err.h"
#include "str.h"

#include <semaphore.h>

enum {
    PASSWORD_CHARACTERS_MIN = 12,
    PASSWORD_BYTES_MAX = 200,
    PASSWORD_HASH_MAX = 128,
    PASSWORDS_AT_ONCE = 2,
    PASSWORDS_WAITING_MAX = 4,
    PASSWORDS_RETRY_S = 5 /* when to come again */
};

enum password_fault { PASSWORD_GOOD, PASSWORD_SHORT, PASSWORD_COMMON, PASSWORD_OF_LOGIN };

/* password_fault_of - is it long enough; more than one of the commonest, or the login, with digits
 * and signs around it or over and over? Letters' case doesn't count. Pure. */
enum password_fault password_fault_of(struct str password, struct str login);

/* struct password_gate - of a program: who may work now. */
struct password_gate {
    sem_t free, places; /* to work; to work or to wait */
};
void password_gate_begin(struct password_gate *gate);
void password_gate_end(struct password_gate *gate);

/* password_hash - to be kept. password_matches - is it that of a hash? hash "": of nobody: false,
 * after the same time. Wait while others do it, from any thread.
 * Errors: ERR_LIMIT too many wait: nothing was worked out; ERR_MEMORY. */
int password_hash(struct password_gate *gate, struct str password, char ret[PASSWORD_HASH_MAX],
                  struct err *err);
int password_matches(struct password_gate *gate, struct str hash, struct str password, bool *ret,
                     struct err *err);

#endif
