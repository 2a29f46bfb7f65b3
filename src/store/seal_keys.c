/* seal_keys.c - values.db: the wrapped keys of values, made ahead, found again, forgotten.
 *
 *   key_store   one row: the format, the print of the council's key that all is wrapped under, the
 *               home's secret (wrapped), the highest number that was ever made
 *   value_key   number, wrapped key
 *   suppression tokens of what was erased (seal_suppression.c)
 *   kept        what else must outlive the database (seal_kept.c)
 *
 * The highest number only grows, in the transaction that makes the keys: a number that was
 * forgotten never comes back. */
#include "seal_parts.h"

#include <assert.h>
#include <sodium.h>

enum { FORMAT = 1, REWRAP_ROWS = 256 };

static const char schema[] =
    "CREATE TABLE key_store ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " format INTEGER NOT NULL,"
    " council_print BLOB NOT NULL,"
    " secret BLOB NOT NULL,"
    " highest INTEGER NOT NULL);"
    "CREATE TABLE value_key (number INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);"
    "CREATE TABLE suppression (token BLOB PRIMARY KEY) WITHOUT ROWID";

static struct str bytes_of(const void *bytes, size_t len)
{
    return str_make(bytes, len);
}

static int damaged(struct err *err)
{
    return err_set(err, ERR_INPUT, "values.db is damaged: restore it from the backup of the keys");
}

static struct seal_context key_context(int64_t number)
{
    return seal_context(SEAL_OF_KEY, "", 0, number);
}

static struct seal_context secret_context(void)
{
    return seal_context(SEAL_OF_SECRET, "", 0, 0);
}

/* ── the one row ─────────────────────────────────────────────────────────────────────────────── */

static int insert_store(struct db *db, const struct council_secrets *council, struct err *err)
{
    struct db_query *q;
    uint8_t secret[SECRET_BYTES], wrapped[WRAPPED_BYTES];
    struct seal_context context = secret_context();
    randombytes_buf(secret, sizeof secret);
    secret_wrap(council->wrap, &context, secret, wrapped);
    sodium_memzero(secret, sizeof secret);
    int code = db_query(db,
                        "INSERT INTO key_store (one, format, council_print, secret, highest) "
                        "VALUES (1, $1, $2, $3, 0)",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, FORMAT);
        db_bind_bytes(q, 2, bytes_of(council->print, PRINT_BYTES));
        db_bind_bytes(q, 3, bytes_of(wrapped, sizeof wrapped));
        code = db_do(q, err);
    }
    return code;
}

int values_make(const char *path, const struct council_secrets *council, struct err *err)
{
    struct db *db = NULL;
    int code = db_open(path, DB_WRITE, &db, err);
    code = code ? code : db_begin(db, err);
    if (code == 0) {
        code = db_run(db, schema, err);
        code = code ? code : insert_store(db, council, err);
        if (code == 0) {
            code = db_commit(db, err);
        } else {
            db_rollback(db);
        }
    }
    code = code ? code : db_checkpoint(db, err);
    db_close(db);
    return code;
}

int values_print(struct db *db, uint8_t ret[PRINT_BYTES], struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_has_table(db, "key_store", &row, err);
    if (code == 0 && row) {
        code = db_query(db, "SELECT format, council_print FROM key_store WHERE one = 1", &q, err);
        code = code ? code : db_step(q, &row, err);
    }
    if (code != 0) {
        return code;
    }
    if (!row) {
        return err_set(err, ERR_INPUT, "values.db is not one that holds a council's keys");
    }
    if (db_whole(q, 0) > FORMAT) {
        code = err_set(err, ERR_INPUT, "values.db was made by a newer cantref; use that one");
    } else if (db_whole(q, 0) != FORMAT || db_bytes(q, 1).len != PRINT_BYTES) {
        code = damaged(err);
    } else {
        memcpy(ret, db_bytes(q, 1).ptr, PRINT_BYTES);
    }
    db_reset(q);
    return code;
}

int values_secret(struct db *db, const struct council_secrets *council, uint8_t ret[SECRET_BYTES],
                  struct err *err)
{
    struct db_query *q;
    bool row = false;
    uint8_t secret[SECRET_BYTES];
    struct seal_context context = secret_context();
    int code = db_query(db, "SELECT secret FROM key_store WHERE one = 1", &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code != 0) {
        return code;
    }
    if (row && secret_unwrap(council->wrap, &context, db_bytes(q, 0), secret)) {
        memcpy(ret, secret, sizeof secret);
    } else {
        code = damaged(err);
    }
    sodium_memzero(secret, sizeof secret);
    db_reset(q);
    return code;
}

/* ── making keys ─────────────────────────────────────────────────────────────────────────────── */

/* highest - the last number made, by any process, while it is certain that keys are wrapped under
 * the council's key that we have. */
static int highest(struct seal *seal, int64_t *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code =
        db_query(seal->writer, "SELECT highest FROM key_store WHERE one = 1 AND council_print = $1",
                 &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_bytes(q, 1, bytes_of(seal->secrets->council.print, PRINT_BYTES));
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        *ret = db_whole(q, 0);
        db_reset(q);
    } else if (code == 0) {
        code = err_set(err, ERR_CONFLICT,
                       "another program has changed the council's key: start this one again");
    }
    return code;
}

static int insert_keys(struct seal *seal, int64_t first, size_t count,
                       uint8_t (*fresh)[SECRET_BYTES], struct err *err)
{
    struct db_query *q;
    uint8_t key[SECRET_BYTES], wrapped[WRAPPED_BYTES];
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        int64_t number = first + (int64_t)i;
        struct seal_context context = key_context(number);
        randombytes_buf(key, sizeof key);
        secret_wrap(seal->secrets->council.wrap, &context, key, wrapped);
        if (i < SEAL_POOL_KEYS) {
            memcpy(fresh[i], key, SECRET_BYTES);
        }
        code = db_query(seal->writer, "INSERT INTO value_key (number, wrapped) VALUES ($1, $2)", &q,
                        err);
        if (code == 0) {
            db_bind_whole(q, 1, number);
            db_bind_bytes(q, 2, bytes_of(wrapped, sizeof wrapped));
            code = db_do(q, err);
        }
    }
    sodium_memzero(key, sizeof key);
    code = code
               ? code
               : db_query(seal->writer, "UPDATE key_store SET highest = $1 WHERE one = 1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, first + (int64_t)count - 1);
        code = db_do(q, err);
    }
    return code;
}

static struct cached_key *cache_slot(const struct seal *seal, int64_t number)
{
    return &seal->cache[(uint64_t)number % CACHE_KEYS];
}

/* use_keys - those that are on disk now: from here on they are found in the cache. Were they there
 * before the commit, and that failed, other keys would get their numbers. */
static void use_keys(struct seal *seal, int64_t first, size_t count, uint8_t (*fresh)[SECRET_BYTES])
{
    pthread_mutex_lock(&seal->read_lock);
    seal_reader_renew(seal);
    for (size_t i = 0; i < count; i++) {
        struct cached_key *slot = cache_slot(seal, first + (int64_t)i);
        slot->number = first + (int64_t)i;
        memcpy(slot->key, fresh[i], SECRET_BYTES);
    }
    pthread_mutex_unlock(&seal->read_lock);
}

/* make_keys - count of them, on disk, numbered from *ret. */
static int make_keys(struct seal *seal, size_t count, int64_t *ret, struct err *err)
{
    int64_t last = 0;
    size_t kept = count < SEAL_POOL_KEYS ? count : SEAL_POOL_KEYS;
    int code = db_begin(seal->writer, err);
    if (code != 0) {
        return code;
    }
    uint8_t(*fresh)[SECRET_BYTES] = secret_memory(kept * SECRET_BYTES);
    code = highest(seal, &last, err);
    code = code ? code : insert_keys(seal, last + 1, count, fresh, err);
    if (code != 0) {
        db_rollback(seal->writer);
    } else {
        code = db_commit(seal->writer, err);
    }
    if (code == 0) {
        *ret = last + 1;
        seal->made += count;
        use_keys(seal, last + 1, kept, fresh);
    }
    sodium_free(fresh);
    return code;
}

/* refill - at least count keys, and *ret the first of them; the rest is the pool, unless the old
 * one has more left. As many are made as were up to now, so that what is left over at the end is
 * never more than what was used (and the least number). */
static int refill(struct seal *seal, size_t count, int64_t *ret, struct err *err)
{
    size_t batch = seal->made < SEAL_POOL_KEYS ? seal->made : SEAL_POOL_KEYS;
    batch = batch < SEAL_POOL_KEYS_MIN ? SEAL_POOL_KEYS_MIN : batch;
    batch = batch < count ? count : batch;
    int64_t first = 0;
    int code = make_keys(seal, batch, &first, err);
    if (code != 0) {
        return code;
    }
    if (seal->pool_end - seal->pool_next < (int64_t)(batch - count)) {
        seal->pool_next = first + (int64_t)count;
        seal->pool_end = first + (int64_t)batch;
    }
    *ret = first;
    return 0;
}

int seal_key_new_many(struct seal *seal, size_t count, int64_t *ret, struct err *err)
{
    assert(count > 0);
    if (count > SEAL_KEYS_AT_ONCE_MAX) {
        return err_set(err, ERR_LIMIT, "more than %d keys at once", SEAL_KEYS_AT_ONCE_MAX);
    }
    pthread_mutex_lock(&seal->write_lock);
    int code = 0;
    if (seal->pool_end - seal->pool_next >= (int64_t)count) {
        *ret = seal->pool_next;
        seal->pool_next += (int64_t)count;
    } else {
        code = refill(seal, count, ret, err);
    }
    pthread_mutex_unlock(&seal->write_lock);
    return code;
}

int seal_key_new(struct seal *seal, int64_t *ret, struct err *err)
{
    return seal_key_new_many(seal, 1, ret, err);
}

/* ── finding and forgetting them ─────────────────────────────────────────────────────────────── */

void seal_reader_renew(struct seal *seal)
{
    if (db_is_begun(seal->reader)) {
        db_rollback(seal->reader);
    }
}

void seal_begin(struct seal *seal)
{
    pthread_mutex_lock(&seal->read_lock);
    seal->reading++;
    pthread_mutex_unlock(&seal->read_lock);
}

void seal_end(struct seal *seal)
{
    pthread_mutex_lock(&seal->read_lock);
    assert(seal->reading > 0);
    if (--seal->reading == 0) {
        seal_reader_renew(seal);
    }
    pthread_mutex_unlock(&seal->read_lock);
}

/* read_key - from values.db into the number's slot of the cache. */
static int read_key(struct seal *seal, int64_t number, struct err *err)
{
    struct db_query *q;
    bool row = false;
    struct seal_context context = key_context(number);
    int code = seal->reading > 0 && !db_is_begun(seal->reader) ? db_begin(seal->reader, err) : 0;
    code = code
               ? code
               : db_query(seal->reader, "SELECT wrapped FROM value_key WHERE number = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, number);
    code = db_step(q, &row, err);
    if (code != 0) {
        return code;
    }
    if (!row) {
        return err_set(err, ERR_NOTFOUND, "the key of a value is gone: it was erased");
    }
    struct cached_key *slot = cache_slot(seal, number);
    sodium_memzero(slot, sizeof *slot);
    if (secret_unwrap(seal->secrets->council.wrap, &context, db_bytes(q, 0), slot->key)) {
        slot->number = number;
    } else {
        code = damaged(err);
    }
    db_reset(q);
    return code;
}

int seal_key_copy(struct seal *seal, int64_t number, uint8_t ret[SECRET_BYTES], struct err *err)
{
    if (number <= 0) { /* never made, and 0 is an empty slot */
        return err_set(err, ERR_NOTFOUND, "a value without a key");
    }
    pthread_mutex_lock(&seal->read_lock);
    struct cached_key *slot = cache_slot(seal, number);
    int code = slot->number == number ? 0 : read_key(seal, number, err);
    if (code == 0) {
        memcpy(ret, slot->key, SECRET_BYTES);
    }
    pthread_mutex_unlock(&seal->read_lock);
    return code;
}

static int delete_keys(struct db *db, const int64_t *keys, size_t count, struct err *err)
{
    struct db_query *q;
    int code = db_begin(db, err);
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = db_query(db, "DELETE FROM value_key WHERE number = $1", &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, keys[i]);
            code = db_do(q, err);
        }
    }
    if (code != 0) {
        db_rollback(db);
        return code;
    }
    return db_commit(db, err);
}

int seal_forget(struct seal *seal, const int64_t *keys, size_t count, struct err *err)
{
    pthread_mutex_lock(&seal->write_lock);
    int code = delete_keys(seal->writer, keys, count, err);
    /* Who read a key before the commit has put it in the cache by now; who reads after finds none.
     * No reader of ours is amid a read then either, which would keep the WAL from being emptied. */
    pthread_mutex_lock(&seal->read_lock);
    seal_reader_renew(seal);
    for (size_t i = 0; i < count; i++) {
        struct cached_key *slot = cache_slot(seal, keys[i]);
        if (slot->number == keys[i]) {
            sodium_memzero(slot, sizeof *slot);
        }
    }
    code = code ? code : db_checkpoint(seal->writer, err);
    pthread_mutex_unlock(&seal->read_lock);
    pthread_mutex_unlock(&seal->write_lock);
    return code;
}

/* ── under another key of the council ────────────────────────────────────────────────────────── */

static int rewrap_store(struct db *db, const struct council_secrets *from,
                        const struct council_secrets *to, struct err *err)
{
    struct db_query *q;
    uint8_t print[PRINT_BYTES], secret[SECRET_BYTES], wrapped[WRAPPED_BYTES];
    struct seal_context context = secret_context();
    int code = values_print(db, print, err);
    if (code == 0 && memcmp(print, from->print, PRINT_BYTES) != 0) {
        code = err_set(err, ERR_CONFLICT,
                       "another program has changed the council's key: start this one again");
    }
    code = code ? code : values_secret(db, from, secret, err);
    if (code != 0) {
        return code;
    }
    secret_wrap(to->wrap, &context, secret, wrapped);
    sodium_memzero(secret, sizeof secret);
    code =
        db_query(db, "UPDATE key_store SET council_print = $1, secret = $2 WHERE one = 1", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, bytes_of(to->print, PRINT_BYTES));
        db_bind_bytes(q, 2, bytes_of(wrapped, sizeof wrapped));
        code = db_do(q, err);
    }
    return code;
}

struct wrapped_row {
    int64_t number;
    uint8_t wrapped[WRAPPED_BYTES];
};

/* next_rows - up to REWRAP_ROWS keys with numbers above `after`. */
static int next_rows(struct db *db, int64_t after, struct wrapped_row *rows, size_t *ret_count,
                     struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    int code = db_query(db,
                        "SELECT number, wrapped FROM value_key WHERE number > $1 ORDER BY number "
                        "LIMIT $2",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, after);
    db_bind_whole(q, 2, REWRAP_ROWS);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        struct str wrapped = db_bytes(q, 1);
        if (wrapped.len != WRAPPED_BYTES) {
            db_reset(q);
            return damaged(err);
        }
        rows[count].number = db_whole(q, 0);
        memcpy(rows[count++].wrapped, wrapped.ptr, WRAPPED_BYTES);
    }
    *ret_count = count;
    return code;
}

static int rewrap_row(struct db *db, const struct wrapped_row *row,
                      const struct council_secrets *from, const struct council_secrets *to,
                      struct err *err)
{
    struct db_query *q;
    uint8_t key[SECRET_BYTES], wrapped[WRAPPED_BYTES];
    struct seal_context context = key_context(row->number);
    if (!secret_unwrap(from->wrap, &context, bytes_of(row->wrapped, WRAPPED_BYTES), key)) {
        return damaged(err);
    }
    secret_wrap(to->wrap, &context, key, wrapped);
    sodium_memzero(key, sizeof key);
    int code = db_query(db, "UPDATE value_key SET wrapped = $2 WHERE number = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, row->number);
        db_bind_bytes(q, 2, bytes_of(wrapped, sizeof wrapped));
        code = db_do(q, err);
    }
    return code;
}

int values_rewrap(struct db *db, const struct council_secrets *from,
                  const struct council_secrets *to, struct err *err)
{
    struct wrapped_row rows[REWRAP_ROWS];
    int64_t after = 0;
    size_t count = 0;
    int code = rewrap_store(db, from, to, err);
    do {
        code = code ? code : next_rows(db, after, rows, &count, err);
        for (size_t i = 0; code == 0 && i < count; i++) {
            code = rewrap_row(db, &rows[i], from, to, err);
            after = rows[i].number;
        }
    } while (code == 0 && count > 0);
    return code;
}
