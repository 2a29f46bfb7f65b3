/* case_reason.h - why somebody decided, closed, discharged or stopped something, as the store
 * keeps it (0021_case.sql): sealed, each under a key of its own. For the thread that has the
 * connection; what writes, within a transaction. */
#ifndef CANTREF_ENGINE_CASE_REASON_H
#define CANTREF_ENGINE_CASE_REASON_H

#include "db.h"
#include "memory.h"
#include "seal.h"

enum { CASE_REASON_BYTES_MAX = 4000 };

enum case_act {
    CASE_DONE,
    CASE_DECIDED,
    CASE_CLOSED,
    CASE_DISCHARGED,
    CASE_LEFT,
    CASE_AGAIN,
    CASE_STOPPED,
    CASE_ACTS
};
extern const char *const case_act_names[CASE_ACTS + 1];

struct case_reason {
    int64_t process;
    enum case_act act;
    uint16_t place;    /* of the step; of CASE_DISCHARGED, of the duty's line */
    struct str option; /* of CASE_DECIDED, as the pack calls it; else "" */
    struct str who;
    int64_t at;
    struct str text; /* "": none was given, or it was erased */
};

/* case_reason_put - one more. Errors: ERR_INPUT a text that is too long or no UTF-8; of the store.
 * case_reasons - of a process, the oldest first; texts in arena. */
struct case_reasons {
    struct case_reason *at;
    size_t count;
};
int case_reason_put(struct db *db, struct seal *seal, const struct case_reason *reason,
                    struct err *err);
int case_reasons(struct db *db, struct seal *seal, struct arena *arena, int64_t process,
                 struct case_reasons *ret, struct err *err);

#endif
