/* attempt.c - see attempt.h. A row without failures says that somebody is known on a network. */
#include "attempt.h"

#include <stdio.h>

enum { TOKEN_BYTES = 16 };

/* What a try is counted by, and what says that whoever tries is known. */
enum count { COUNT_HERE, COUNT_NETWORK, COUNT_NAME, COUNTS, KNOWN = COUNTS };

static const int64_t free_tries[COUNTS] = {[COUNT_HERE] = ATTEMPT_FREE,
                                           [COUNT_NETWORK] = ATTEMPT_FREE_NETWORK,
                                           [COUNT_NAME] = ATTEMPT_FREE_NAME};

int64_t attempt_wait_s(int64_t tries, int64_t free)
{
    int64_t wait = tries > free ? ATTEMPT_WAIT_S : 0;
    for (int64_t i = free + 1; i < tries && wait < ATTEMPT_WAIT_MAX_S; i++) {
        wait *= 2;
    }
    return wait < ATTEMPT_WAIT_MAX_S ? wait : ATTEMPT_WAIT_MAX_S;
}

/* Of whom, in a way that no reader of the database can turn round. */
static void token_of(struct seal *seal, const struct attempt *a, enum count by,
                     uint8_t ret[TOKEN_BYTES])
{
    static const char *const uses[] = {[COUNT_HERE] = "attempt here",
                                       [COUNT_NETWORK] = "attempt network",
                                       [COUNT_NAME] = "attempt name",
                                       [KNOWN] = "attempt known"};
    char use[SEAL_USE_BYTES_MAX];
    struct buf text = {0};
    if (by != COUNT_NETWORK) {
        buf_add(&text, a->name);
    }
    buf_add_char(&text, '\n'); /* no name has one */
    if (by != COUNT_NAME) {
        buf_add(&text, a->network);
    }
    snprintf(use, sizeof use, "%s %s", uses[by], by == COUNT_NETWORK ? "" : a->of);
    seal_token_wide(seal, use, buf_str(&text), ret);
    buf_free(&text);
}

static int bound(struct db *db, const char *sql, const uint8_t token[TOKEN_BYTES],
                 struct db_query **ret, struct err *err)
{
    int code = db_query(db, sql, ret, err);
    if (code == 0) {
        db_bind_bytes(*ret, 1, str_make((const char *)token, TOKEN_BYTES));
    }
    return code;
}

/* How many there were, and since when; *ret_since INT64_MAX: there is no such row. */
static int read_row(struct db *db, struct seal *seal, const struct attempt *a, enum count by,
                    int64_t *ret_tries, int64_t *ret_since, struct err *err)
{
    uint8_t token[TOKEN_BYTES];
    struct db_query *q;
    bool row = false;
    token_of(seal, a, by, token);
    int code = bound(db, "SELECT failures, last FROM web_attempt WHERE what = $1", token, &q, err);
    code = code ? code : db_step(q, &row, err);
    *ret_tries = 0;
    *ret_since = INT64_MAX;
    if (code == 0 && row) {
        *ret_tries = db_whole(q, 0);
        *ret_since = a->now - db_whole(q, 1);
        db_reset(q);
    }
    return code;
}

static int count_once(struct db *db, struct seal *seal, const struct attempt *a, enum count by,
                      struct err *err)
{
    uint8_t token[TOKEN_BYTES];
    struct db_query *q;
    token_of(seal, a, by, token);
    int code = bound(db,
                     "INSERT INTO web_attempt (what, failures, last) VALUES ($1, 1, $2) "
                     "ON CONFLICT (what) DO UPDATE SET failures = CASE WHEN web_attempt.last > $3 "
                     "THEN web_attempt.failures + 1 ELSE 1 END, last = $2",
                     token, &q, err);
    if (code == 0) {
        db_bind_whole(q, 2, a->now);
        db_bind_whole(q, 3, a->now - ATTEMPT_FORGET_S);
        code = db_do(q, err);
    }
    return code;
}

static int take_back(struct db *db, struct seal *seal, const struct attempt *a, enum count by,
                     struct err *err)
{
    uint8_t token[TOKEN_BYTES];
    struct db_query *q;
    token_of(seal, a, by, token);
    int code =
        bound(db, "DELETE FROM web_attempt WHERE what = $1 AND failures <= 1", token, &q, err);
    code = code ? code : db_do(q, err);
    code = code ? code
                : bound(db, "UPDATE web_attempt SET failures = failures - 1 WHERE what = $1", token,
                        &q, err);
    return code ? code : db_do(q, err);
}

static int clear(struct db *db, struct seal *seal, const struct attempt *a, enum count by,
                 struct err *err)
{
    uint8_t token[TOKEN_BYTES];
    struct db_query *q;
    token_of(seal, a, by, token);
    int code = bound(db, "DELETE FROM web_attempt WHERE what = $1", token, &q, err);
    return code ? code : db_do(q, err);
}

static bool is_counted(const struct attempt *a, enum count by)
{
    return by != COUNT_NAME || a->everywhere;
}

static int is_known(struct db *db, struct seal *seal, const struct attempt *a, bool *ret,
                    struct err *err)
{
    int64_t none = 0;
    int64_t since = 0;
    int code = read_row(db, seal, a, KNOWN, &none, &since, err);
    *ret = code == 0 && since < ATTEMPT_KNOWN_S;
    return code;
}

int attempt_begin(struct db *db, struct seal *seal, const struct attempt *a, int64_t *ret_wait_s,
                  struct err *err)
{
    int64_t longest = 0;
    bool known = false;
    int code = is_known(db, seal, a, &known, err);
    for (int by = 0; code == 0 && by < (known ? COUNT_HERE + 1 : COUNTS); by++) {
        int64_t tries = 0;
        int64_t since = 0;
        code = read_row(db, seal, a, (enum count)by, &tries, &since, err);
        const int64_t wait = since >= ATTEMPT_FORGET_S || !is_counted(a, (enum count)by)
                                 ? 0
                                 : attempt_wait_s(tries, free_tries[by]) - (since > 0 ? since : 0);
        longest = wait > longest ? wait : longest;
    }
    for (int by = 0; code == 0 && longest == 0 && by < COUNTS; by++) {
        code = is_counted(a, (enum count)by) ? count_once(db, seal, a, (enum count)by, err) : 0;
    }
    if (code == 0) {
        *ret_wait_s = longest;
    }
    return code;
}

int attempt_succeeded(struct db *db, struct seal *seal, const struct attempt *a, struct err *err)
{
    uint8_t token[TOKEN_BYTES];
    struct db_query *q;
    token_of(seal, a, KNOWN, token);
    int code = clear(db, seal, a, COUNT_HERE, err);
    code = code ? code : clear(db, seal, a, COUNT_NAME, err);
    code = code ? code : take_back(db, seal, a, COUNT_NETWORK, err);
    code = code || !a->everywhere
               ? code
               : bound(db,
                       "INSERT INTO web_attempt (what, failures, last) VALUES ($1, 0, $2) "
                       "ON CONFLICT (what) DO UPDATE SET last = $2",
                       token, &q, err);
    if (code == 0 && a->everywhere) {
        db_bind_whole(q, 2, a->now);
        code = db_do(q, err);
    }
    return code;
}

int attempt_untried(struct db *db, struct seal *seal, const struct attempt *a, struct err *err)
{
    int code = 0;
    for (int by = 0; code == 0 && by < COUNTS; by++) {
        code = is_counted(a, (enum count)by) ? take_back(db, seal, a, (enum count)by, err) : 0;
    }
    return code;
}

int attempt_sweep(struct db *db, int64_t now, struct err *err)
{
    return db_do_with(db,
                      "DELETE FROM web_attempt WHERE last <= CASE failures WHEN 0 THEN $2 ELSE $1 "
                      "END",
                      WHOLES(now - ATTEMPT_FORGET_S, now - ATTEMPT_KNOWN_S), err);
}
