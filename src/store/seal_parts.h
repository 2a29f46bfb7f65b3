/* seal_parts.h - what seal.c (values, tokens), seal_keys.c (values.db), seal_home.c (the folder)
 * and backup.c share. Not for others. */
#ifndef CANTREF_STORE_SEAL_PARTS_H
#define CANTREF_STORE_SEAL_PARTS_H

#include "seal.h"

#include <limits.h>
#include <pthread.h>

enum {
    SECRET_BYTES = 32, /* every key here */
    WRAPPED_BYTES = SEAL_OVERHEAD + SECRET_BYTES,
    PRINT_BYTES = 16,
    CACHE_KEYS = 1 << 16, /* direct-mapped by number */
};

/* struct council_secrets - what follows from the council's key. print tells the key without
 * revealing it: values.db holds that of the key it is wrapped under. */
struct council_secrets {
    uint8_t wrap[SECRET_BYTES];
    uint8_t keys_backup[SECRET_BYTES];
    uint8_t print[PRINT_BYTES];
};

/* struct seal_secrets - in locked memory. */
struct seal_secrets {
    struct council_secrets council; /* changes under both locks of the seal, read under either */
    uint8_t token[SECRET_BYTES];    /* these never change */
    uint8_t council_value[SECRET_BYTES];
    uint8_t check[SECRET_BYTES];
    uint8_t backup[SECRET_BYTES];
};

struct cached_key {
    int64_t number; /* 0: none */
    uint8_t key[SECRET_BYTES];
};

/* Two connections, so that making keys (a sync) doesn't hold up reading. Who takes both locks takes
 * write_lock first. */
struct seal {
    pthread_mutex_t write_lock; /* writer and the pool */
    struct db *writer;
    int64_t pool_next, pool_end; /* numbers made and not given out */
    size_t made;                 /* since it was opened */
    pthread_mutex_t read_lock;   /* reader and the cache */
    struct db *reader;
    size_t reading;           /* seal_begin: then the reader keeps one snapshot, if it has begun */
    struct cached_key *cache; /* in locked memory */
    struct seal_secrets *secrets;
    char folder[PATH_MAX - 32]; /* leaves room for a file's name */
};

/* struct seal_context - what a sealed text belongs to, as bytes to authenticate. kind keeps values,
 * values of the council and wrapped keys apart. */
enum seal_kind {
    SEAL_OF_VALUE = 'v',
    SEAL_OF_COUNCIL = 'c',
    SEAL_OF_KEY = 'k',
    SEAL_OF_SECRET = 's'
};
struct seal_context {
    uint8_t bytes[2 + SEAL_PLACE_BYTES_MAX + 16];
    size_t len;
};
struct seal_context seal_context(enum seal_kind kind, const char *place, int64_t row, int64_t key);

/* secret_wrap, secret_unwrap - 32 bytes under another key, for a context. Unwrapping is false, and
 * ret wiped, when they were not wrapped so. */
void secret_wrap(const uint8_t *key, const struct seal_context *context,
                 const uint8_t secret[SECRET_BYTES], uint8_t ret[WRAPPED_BYTES]);
bool secret_unwrap(const uint8_t *key, const struct seal_context *context, struct str wrapped,
                   uint8_t ret[SECRET_BYTES]);

/* secret_memory - zeroed bytes, locked, out of core dumps; given back with sodium_free, which wipes
 * them. Ends the program when there are none, as mem_must_array. */
void *secret_memory(size_t bytes) __attribute__((returns_nonnull));

/* council_derive - what follows from the council's key. */
void council_derive(const uint8_t council[COUNCIL_KEY_BYTES], struct council_secrets *ret);

/* values_make - a new values.db at path, whole and on disk, wrapped under council's wrap key. The
 * caller renames it to its place. Errors: ERR_CREATE, ERR_IO, ERR_DB. */
int values_make(const char *path, const struct council_secrets *council, struct err *err);

/* values_print - the print of the key that an open values.db is wrapped under.
 * Errors: ERR_INPUT when it is no values.db or of a newer program; ERR_IO. */
int values_print(struct db *db, uint8_t ret[PRINT_BYTES], struct err *err);

/* values_secret - the home's secret. Errors: ERR_INPUT when it is damaged. */
int values_secret(struct db *db, const struct council_secrets *council, uint8_t ret[SECRET_BYTES],
                  struct err *err);

/* values_rewrap - everything wrapped under `to` instead of `from`, within the caller's transaction.
 * Errors: ERR_CONFLICT when it isn't wrapped under from; ERR_INPUT when damaged; ERR_IO. */
int values_rewrap(struct db *db, const struct council_secrets *from,
                  const struct council_secrets *to, struct err *err);

/* seal_reader_renew - with read_lock held: whoever reads goes on with what values.db holds now, and
 * nothing older is held on to. */
void seal_reader_renew(struct seal *seal);

/* seal_key_copy - the key of a number: from the cache or values.db. The caller wipes it.
 * Errors: ERR_NOTFOUND, ERR_INPUT (values.db is damaged), ERR_IO. */
int seal_key_copy(struct seal *seal, int64_t number, uint8_t ret[SECRET_BYTES], struct err *err);

#endif
