/* seal_suppression.c - what values.db knows of erasures: which keys are gone, and tokens of what
 * must not come back. Both live there because no backup of the database puts an older values.db
 * back. */
#include "seal_parts.h"

#include <assert.h>

enum { TOKEN_BYTES = 16 };

int seal_keys_gone(struct seal *seal, int64_t *keys, size_t count, size_t *ret_gone,
                   struct err *err)
{
    size_t gone = 0;
    int code = 0;
    pthread_mutex_lock(&seal->read_lock);
    seal_reader_renew(seal);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct db_query *q;
        bool row = false;
        code = db_query(seal->reader, "SELECT 1 FROM value_key WHERE number = $1", &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, keys[i]);
            code = db_step(q, &row, err);
            db_reset(q);
        }
        if (code == 0 && !row) {
            keys[gone++] = keys[i];
        }
    }
    pthread_mutex_unlock(&seal->read_lock);
    if (code == 0) {
        *ret_gone = gone;
    }
    return code;
}

static int insert_tokens(struct db *db, struct str tokens, struct err *err)
{
    int code = 0;
    for (size_t at = 0; code == 0 && at < tokens.len; at += TOKEN_BYTES) {
        struct db_query *q;
        code = db_query(
            db, "INSERT INTO suppression (token) VALUES ($1) ON CONFLICT (token) DO NOTHING", &q,
            err);
        if (code == 0) {
            db_bind_bytes(q, 1, str_slice(tokens, at, at + TOKEN_BYTES));
            code = db_do(q, err);
        }
    }
    return code;
}

int seal_suppress(struct seal *seal, struct str tokens, struct err *err)
{
    assert(tokens.len % TOKEN_BYTES == 0);
    if (tokens.len == 0) {
        return 0;
    }
    pthread_mutex_lock(&seal->write_lock);
    int code = db_begin(seal->writer, err);
    if (code == 0) {
        code = insert_tokens(seal->writer, tokens, err);
        if (code == 0) {
            code = db_commit(seal->writer, err);
        } else {
            db_rollback(seal->writer);
        }
    }
    pthread_mutex_unlock(&seal->write_lock);
    return code;
}

int seal_suppressed(struct seal *seal, struct buf *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    pthread_mutex_lock(&seal->read_lock);
    seal_reader_renew(seal);
    int code = db_query(seal->reader, "SELECT token FROM suppression ORDER BY token", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct str token = db_bytes(q, 0);
        if (token.len != TOKEN_BYTES || buf_add(ret, token) != 0) {
            code = token.len != TOKEN_BYTES
                       ? err_set(err, ERR_INPUT,
                                 "values.db is damaged: restore it from the backup "
                                 "of the keys")
                       : err_set(err, ERR_LIMIT, "the list of what was erased is too long");
            db_reset(q);
        }
    }
    pthread_mutex_unlock(&seal->read_lock);
    return code;
}
