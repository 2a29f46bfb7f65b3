/* attempt.c - see attempt.h. */
#include "attempt.h"

#include <stdio.h>

int64_t attempt_wait_s(int64_t failures, int64_t free_failures)
{
    int64_t wait = failures > free_failures ? ATTEMPT_WAIT_S : 0;
    for (int64_t i = free_failures + 1; i < failures && wait < ATTEMPT_WAIT_MAX_S; i++) {
        wait *= 2;
    }
    return wait < ATTEMPT_WAIT_MAX_S ? wait : ATTEMPT_WAIT_MAX_S;
}

/* Of whom, in a way that no reader of the database can turn round. */
static void token_of(struct seal *seal, const char *of, struct str name, uint8_t ret[16])
{
    char use[SEAL_USE_BYTES_MAX];
    snprintf(use, sizeof use, "attempt %s", of);
    seal_token_wide(seal, use, name, ret);
}

static int bound(struct db *db, const char *sql, const uint8_t token[16], struct db_query **ret,
                 struct err *err)
{
    int code = db_query(db, sql, ret, err);
    if (code == 0) {
        db_bind_bytes(*ret, 1, str_make((const char *)token, 16));
    }
    return code;
}

int attempt_wait(struct db *db, struct seal *seal, const char *of, struct str name,
                 int64_t free_failures, int64_t now, int64_t *ret_s, struct err *err)
{
    uint8_t token[16];
    struct db_query *q;
    bool row = false;
    int64_t wait = 0;
    token_of(seal, of, name, token);
    int code = bound(db, "SELECT failures, last FROM web_attempt WHERE what = $1", token, &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        const int64_t since = now - db_whole(q, 1);
        wait =
            since >= ATTEMPT_FORGET_S ? 0 : attempt_wait_s(db_whole(q, 0), free_failures) - since;
        db_reset(q);
    }
    if (code == 0) {
        *ret_s = wait > 0 ? wait : 0;
    }
    return code;
}

int attempt_failed(struct db *db, struct seal *seal, const char *of, struct str name, int64_t now,
                   struct err *err)
{
    uint8_t token[16];
    struct db_query *q;
    token_of(seal, of, name, token);
    int code = bound(db,
                     "INSERT INTO web_attempt (what, failures, last) VALUES ($1, 1, $2) "
                     "ON CONFLICT (what) DO UPDATE SET failures = CASE WHEN web_attempt.last > $3 "
                     "THEN web_attempt.failures + 1 ELSE 1 END, last = $2",
                     token, &q, err);
    if (code == 0) {
        db_bind_whole(q, 2, now);
        db_bind_whole(q, 3, now - ATTEMPT_FORGET_S);
        code = db_do(q, err);
    }
    return code;
}

int attempt_cleared(struct db *db, struct seal *seal, const char *of, struct str name,
                    struct err *err)
{
    uint8_t token[16];
    struct db_query *q;
    token_of(seal, of, name, token);
    int code = bound(db, "DELETE FROM web_attempt WHERE what = $1", token, &q, err);
    return code ? code : db_do(q, err);
}

int attempt_sweep(struct db *db, int64_t now, struct err *err)
{
    return db_do_with(db, "DELETE FROM web_attempt WHERE last <= $1",
                      WHOLES(now - ATTEMPT_FORGET_S), err);
}
