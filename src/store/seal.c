/* seal.c - keys, values sealed under them, tokens. */
#include "seal_file.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

enum {
    KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    CACHE_KEYS = 1 << 14, /* unwrapped ones, by number: each has one place */
    CONTEXT_MAX = 64
};
_Static_assert(NONCE_BYTES + TAG_BYTES == SEAL_OVERHEAD, "seal.h");

struct cached_key {
    int64_t number; /* 0: none */
    uint8_t key[KEY_BYTES];
};

/* struct secrets - in locked memory that no core dump holds. */
struct secrets {
    uint8_t wrap[KEY_BYTES];
    uint8_t value[KEY_BYTES];
    uint8_t token[crypto_shorthash_siphashx24_KEYBYTES];
    struct cached_key cache[CACHE_KEYS];
};

struct seal {
    pthread_mutex_t lock; /* db, the pool and the cache */
    struct db *db;
    struct secrets *secrets;
    int64_t pool_next, pool_end; /* numbers made and not given out */
};

static const char SCHEMA[] =
    "CREATE TABLE IF NOT EXISTS value_key (number INTEGER PRIMARY KEY "
    "AUTOINCREMENT, wrapped BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, wrapped "
    "BLOB NOT NULL)";

/* ---- sealing bytes ---- */

/* What a sealed text belongs to; it can't be moved elsewhere. */
static size_t context_of(const char *place, int64_t row, int64_t key, uint8_t ret[CONTEXT_MAX])
{
    size_t len = strlen(place);
    assert(len + 1 + 16 <= CONTEXT_MAX);
    memcpy(ret, place, len + 1);
    memcpy(ret + len + 1, &row, sizeof row);
    memcpy(ret + len + 9, &key, sizeof key);
    return len + 17;
}

static int seal_bytes(const uint8_t *secret, const uint8_t *context, size_t context_len,
                      struct str text, struct buf *out)
{
    uint8_t nonce[NONCE_BYTES];
    uint8_t small[512];
    uint8_t *sealed =
        text.len + TAG_BYTES <= sizeof small ? small : mem_must_array(text.len + TAG_BYTES, 1);
    unsigned long long len;
    randombytes_buf(nonce, sizeof nonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, &len, (const uint8_t *)text.ptr, text.len,
                                               context, context_len, NULL, nonce, secret);
    int code = buf_add(out, str_make((const char *)nonce, sizeof nonce));
    code = code ? code : buf_add(out, str_make((const char *)sealed, (size_t)len));
    if (sealed != small) {
        mem_free(sealed);
    }
    return code;
}

static bool unseal_bytes(const uint8_t *secret, const uint8_t *context, size_t context_len,
                         struct str sealed, struct buf *out)
{
    if (sealed.len < NONCE_BYTES + TAG_BYTES) {
        return false;
    }
    uint8_t small[1024];
    size_t room = sealed.len - NONCE_BYTES;
    uint8_t *text = room <= sizeof small ? small : mem_must_array(room, 1);
    unsigned long long len = 0;
    bool good = crypto_aead_xchacha20poly1305_ietf_decrypt(
                    text, &len, NULL, (const uint8_t *)sealed.ptr + NONCE_BYTES, room, context,
                    context_len, (const uint8_t *)sealed.ptr, secret) == 0;
    good = good && buf_add(out, str_make((const char *)text, (size_t)len)) == 0;
    sodium_memzero(text, room);
    if (text != small) {
        mem_free(text);
    }
    return good;
}

static int not_ours(struct err *err)
{
    return err_set(err, ERR_INPUT,
                   "a sealed value is damaged, or was moved from where it belongs: restore the "
                   "database from a backup");
}

/* ---- the folder ---- */

static void paths(const char *folder, char ret_values[PATH_MAX])
{
    snprintf(ret_values, PATH_MAX, "%s/values.db", folder);
}

static void derive(const uint8_t council[COUNCIL_KEY_BYTES], struct secrets *ret)
{
    crypto_kdf_derive_from_key(ret->wrap, sizeof ret->wrap, 1, "ctrfwrap", council);
}

/* Secrets that outlive the council's key (which may be changed): made once, wrapped. */
static int secret_read(struct seal *seal, const char *name, uint8_t *ret, size_t len,
                       struct err *err)
{
    struct db_query *q;
    struct buf text = {0};
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of(name, 0, 0, context);
    bool row;
    int code = db_query(seal->db, "SELECT wrapped FROM secret WHERE name = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, str_of(name));
    code = db_step(q, &row, err);
    if (code == 0 &&
        (!row || !unseal_bytes(seal->secrets->wrap, context, context_len, db_bytes(q, 0), &text) ||
         text.len != len)) {
        code = err_set(err, ERR_INPUT,
                       "the wrong key: council.key is not the one that values.db was made with");
    }
    db_reset(q);
    if (code == 0) {
        memcpy(ret, text.ptr, len);
        sodium_memzero(text.ptr, text.len);
    }
    buf_free(&text);
    return code;
}

static int secret_make(struct db *db, const uint8_t *wrap, const char *name, size_t len,
                       struct err *err)
{
    struct db_query *q;
    struct buf wrapped = {0};
    uint8_t secret[64];
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of(name, 0, 0, context);
    assert(len <= sizeof secret);
    randombytes_buf(secret, len);
    seal_bytes(wrap, context, context_len, str_make((const char *)secret, len), &wrapped);
    sodium_memzero(secret, sizeof secret);
    int code = db_query(db, "INSERT INTO secret (name, wrapped) VALUES ($1, $2)", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(name));
        db_bind_bytes(q, 2, buf_str(&wrapped));
        code = db_do(q, err);
    }
    buf_free(&wrapped);
    return code;
}

int seal_keys_make(const char *folder, struct err *err)
{
    uint8_t council[COUNCIL_KEY_BYTES];
    char values[PATH_MAX];
    struct db *db = NULL;
    if (sodium_init() < 0) {
        return err_set(err, ERR_IO, "no random numbers to make keys from");
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return err_at(err, ERR_CREATE, folder, 0, 0, "can't make the folder of keys: %s",
                      strerror(errno));
    }
    paths(folder, values);
    randombytes_buf(council, sizeof council);
    int code = key_file_write(folder, "council.key", council, err);
    code = code ? code : db_open(values, DB_WRITE, &db, err);
    if (code == 0) {
        struct secrets *secrets = sodium_malloc(sizeof *secrets);
        if (secrets == NULL) {
            mem_exhausted();
        }
        derive(council, secrets);
        code = db_run(db, SCHEMA, err);
        code = code ? code : db_begin(db, err);
        code = code ? code : secret_make(db, secrets->wrap, "value", KEY_BYTES, err);
        code = code ? code : secret_make(db, secrets->wrap, "token", sizeof secrets->token, err);
        code = code ? code : db_commit(db, err);
        sodium_free(secrets);
    }
    sodium_memzero(council, sizeof council);
    db_close(db);
    return code;
}

int seal_open(const char *folder, struct seal **ret, struct err *err)
{
    uint8_t council[COUNCIL_KEY_BYTES];
    char values[PATH_MAX];
    if (sodium_init() < 0) {
        return err_set(err, ERR_IO, "no random numbers to make keys from");
    }
    int code = key_file_read(folder, "council.key", council, err);
    if (code != 0) {
        return code;
    }
    struct seal *seal = mem_must_array(1, sizeof *seal);
    pthread_mutex_init(&seal->lock, NULL);
    seal->secrets = sodium_malloc(sizeof *seal->secrets);
    if (seal->secrets == NULL) {
        mem_exhausted();
    }
    memset(seal->secrets, 0, sizeof *seal->secrets);
    derive(council, seal->secrets);
    sodium_memzero(council, sizeof council);
    paths(folder, values);
    struct stat about;
    if (stat(values, &about) != 0) {
        code = err_at(err, ERR_NOTFOUND, values, 0, 0,
                      "the keys of values are not there: restore them from their backup");
    }
    code = code ? code : db_open(values, DB_WRITE, &seal->db, err);
    code = code
               ? code
               : secret_read(seal, "value", seal->secrets->value, sizeof seal->secrets->value, err);
    code = code
               ? code
               : secret_read(seal, "token", seal->secrets->token, sizeof seal->secrets->token, err);
    if (code != 0) {
        seal_close(seal);
        return code;
    }
    *ret = seal;
    return 0;
}

void seal_close(struct seal *seal)
{
    if (seal == NULL) {
        return;
    }
    db_close(seal->db);
    sodium_free(seal->secrets); /* wipes it */
    pthread_mutex_destroy(&seal->lock);
    mem_free(seal);
}

/* ---- keys of values ---- */

static struct cached_key *cache_place(struct seal *seal, int64_t number)
{
    return &seal->secrets->cache[(uint64_t)number % CACHE_KEYS];
}

static int make_key(struct seal *seal, int64_t *ret, struct err *err)
{
    struct db_query *q;
    bool row;
    uint8_t key[KEY_BYTES];
    struct buf wrapped = {0};
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of("value key", 0, 0, context);
    randombytes_buf(key, sizeof key);
    seal_bytes(seal->secrets->wrap, context, context_len, str_make((const char *)key, sizeof key),
               &wrapped);
    sodium_memzero(key, sizeof key);
    int code =
        db_query(seal->db, "INSERT INTO value_key (wrapped) VALUES ($1) RETURNING number", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, buf_str(&wrapped));
        code = db_step(q, &row, err);
        *ret = code == 0 && row ? db_whole(q, 0) : 0;
        db_reset(q);
    }
    buf_free(&wrapped);
    return code;
}

/* At least `count` keys, on disk before any is given out. */
static int fill_pool(struct seal *seal, size_t count, struct err *err)
{
    int64_t first = 0;
    int64_t last = 0;
    count = count < SEAL_POOL_KEYS ? SEAL_POOL_KEYS : count;
    int code = db_begin(seal->db, err);
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = make_key(seal, &last, err);
        first = i == 0 ? last : first;
    }
    if (code != 0) {
        db_rollback(seal->db);
        return code;
    }
    code = db_commit(seal->db, err);
    if (code == 0) { /* numbers of one transaction follow one another */
        seal->pool_next = first;
        seal->pool_end = last + 1;
    }
    return code;
}

int seal_key_new_many(struct seal *seal, size_t count, int64_t *ret, struct err *err)
{
    pthread_mutex_lock(&seal->lock);
    int code = 0;
    if (seal->pool_end - seal->pool_next < (int64_t)count) {
        code = fill_pool(seal, count, err);
    }
    if (code == 0) {
        *ret = seal->pool_next;
        seal->pool_next += (int64_t)count;
    }
    pthread_mutex_unlock(&seal->lock);
    return code;
}

int seal_key_new(struct seal *seal, int64_t *ret, struct err *err)
{
    return seal_key_new_many(seal, 1, ret, err);
}

/* The key itself, for the moment. */
static int key_get(struct seal *seal, int64_t number, uint8_t ret[KEY_BYTES], struct err *err)
{
    struct db_query *q;
    bool row;
    int code = 0;
    pthread_mutex_lock(&seal->lock);
    struct cached_key *cached = cache_place(seal, number);
    if (cached->number != number) {
        struct buf key = {0};
        uint8_t context[CONTEXT_MAX];
        size_t context_len = context_of("value key", 0, 0, context);
        code = db_query(seal->db, "SELECT wrapped FROM value_key WHERE number = $1", &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, number);
            code = db_step(q, &row, err);
            if (code == 0 && !row) {
                code = err_set(err, ERR_NOTFOUND, "the key of a value is gone: it was erased");
            } else if (code == 0 && (!unseal_bytes(seal->secrets->wrap, context, context_len,
                                                   db_bytes(q, 0), &key) ||
                                     key.len != KEY_BYTES)) {
                code = not_ours(err);
            }
            db_reset(q);
        }
        if (code == 0) {
            cached->number = number;
            memcpy(cached->key, key.ptr, KEY_BYTES);
            sodium_memzero(key.ptr, key.len);
        }
        buf_free(&key);
    }
    if (code == 0) {
        memcpy(ret, cached->key, KEY_BYTES);
    }
    pthread_mutex_unlock(&seal->lock);
    return code;
}

int seal_forget(struct seal *seal, const int64_t *keys, size_t count, struct err *err)
{
    struct db_query *q;
    pthread_mutex_lock(&seal->lock);
    int code = db_begin(seal->db, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct cached_key *cached = cache_place(seal, keys[i]);
        if (cached->number == keys[i]) {
            sodium_memzero(cached, sizeof *cached);
        }
        code = db_query(seal->db, "DELETE FROM value_key WHERE number = $1", &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, keys[i]);
            code = db_do(q, err);
        }
    }
    if (code == 0) {
        code = db_commit(seal->db, err);
    } else {
        db_rollback(seal->db);
    }
    code = code ? code : db_run(seal->db, "PRAGMA wal_checkpoint(TRUNCATE)", err);
    pthread_mutex_unlock(&seal->lock);
    return code;
}

/* ---- values ---- */

int seal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str text,
               struct buf *out, struct err *err)
{
    uint8_t secret[KEY_BYTES];
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of(place, row, key, context);
    int code = key_get(seal, key, secret, err);
    if (code == 0 && seal_bytes(secret, context, context_len, text, out) != 0) {
        code = err_set(err, ERR_LIMIT, "a value is too long to be sealed");
    }
    sodium_memzero(secret, sizeof secret);
    return code;
}

int unseal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str sealed,
                 struct buf *out, struct err *err)
{
    uint8_t secret[KEY_BYTES];
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of(place, row, key, context);
    int code = key_get(seal, key, secret, err);
    if (code == 0 && !unseal_bytes(secret, context, context_len, sealed, out)) {
        code = not_ours(err);
    }
    sodium_memzero(secret, sizeof secret);
    return code;
}

int seal_council_value(struct seal *seal, const char *place, struct str text, struct buf *out,
                       struct err *err)
{
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of(place, 0, 0, context);
    return seal_bytes(seal->secrets->value, context, context_len, text, out) == 0
               ? 0
               : err_set(err, ERR_LIMIT, "a value is too long to be sealed");
}

int unseal_council_value(struct seal *seal, const char *place, struct str sealed, struct buf *out,
                         struct err *err)
{
    uint8_t context[CONTEXT_MAX];
    size_t context_len = context_of(place, 0, 0, context);
    return unseal_bytes(seal->secrets->value, context, context_len, sealed, out) ? 0
                                                                                 : not_ours(err);
}

static const char CHECK_PLACE[] = "check";
static const char CHECK_TEXT[] = "sealed with this council's key";

int seal_check_text(struct seal *seal, struct buf *out, struct err *err)
{
    return seal_council_value(seal, CHECK_PLACE, str_of(CHECK_TEXT), out, err);
}

int seal_check(struct seal *seal, struct str text, struct err *err)
{
    struct buf out = {0};
    bool good = unseal_council_value(seal, CHECK_PLACE, text, &out, NULL) == 0 &&
                str_eq(buf_str(&out), str_of(CHECK_TEXT));
    buf_free(&out);
    return good ? 0
                : err_set(err, ERR_INPUT,
                          "the wrong keys: the database was sealed with those of another home");
}

/* ---- tokens ---- */

void seal_token_wide(const struct seal *seal, const char *use, struct str text, uint8_t ret[16])
{
    char small[256];
    size_t use_len = strlen(use) + 1; /* with its end: no use begins another */
    size_t len = use_len + text.len;
    char *both = len <= sizeof small ? small : mem_must_array(len, 1);
    memcpy(both, use, use_len);
    if (text.len > 0) {
        memcpy(both + use_len, text.ptr, text.len);
    }
    crypto_shorthash_siphashx24(ret, (const uint8_t *)both, len, seal->secrets->token);
    if (both != small) {
        sodium_memzero(both, len);
        mem_free(both);
    }
}

int64_t seal_token(const struct seal *seal, const char *use, struct str text)
{
    uint8_t wide[16];
    uint64_t token;
    seal_token_wide(seal, use, text, wide);
    memcpy(&token, wide, sizeof token);
    token >>= 1;
    return token != 0 ? (int64_t)token : 1;
}
