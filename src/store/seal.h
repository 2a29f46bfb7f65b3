/* seal.h - values sealed at rest, each under a key of its own, and how a value is forgotten.
 *
 *   council's key (keys/council.key, 32 bytes, mode 0600)
 *     └─ subkey "wrap"    wraps ──► keys/values.db:  number ─► key of one value
 *                                                    secrets that outlive the council's key:
 *                                                    of tokens (what must be equal to be found),
 *                                                    of values that are of no one mention
 *
 *   sealed value = nonce (24 bytes) · XChaCha20-Poly1305 (text) with its tag (16 bytes); its place
 *   (table and row) is authenticated with it, so that a value can't be moved to another row.
 *
 * keys/values.db is a database of its own that ordinary backups leave out. Deleting a number from
 * it makes what was sealed under it unreadable, in every backup too. Keys are made ahead, many at a
 * time, and are on disk before any is given out, so that using one costs no write, and a crash
 * between the two files loses nothing: a key too many is harmless.
 *
 * Sources: libsodium's crypto_aead_xchacha20poly1305_ietf; crypto_kdf (BLAKE2b); for tokens
 * SipHash-2-4 of 128 bits (Aumasson & Bernstein 2012), a pseudo-random function under a secret key:
 * who has no key can't tell of what text a token is, and a token costs a tenth of BLAKE2b's. */
#ifndef CANTREF_STORE_SEAL_H
#define CANTREF_STORE_SEAL_H

#include "db.h"
#include "memory.h"

enum { SEAL_OVERHEAD = 24 + 16, COUNCIL_KEY_BYTES = 32, SEAL_POOL_KEYS = 4096 };

struct seal; /* safe to use from any thread */

/* seal_keys_make - a new council's key and an empty values.db in the folder (mode 0700, made if
 * need be). Errors: ERR_CONFLICT when there is one; ERR_CREATE, ERR_IO. Files and folder are synced. */
int seal_keys_make(const char *folder, struct err *err);

/* seal_open - the keys of a folder. The council's key is kept in locked memory and wiped by
 * seal_close.
 * Errors: ERR_NOTFOUND; ERR_INPUT for a key file that is none or is not the key that values.db was
 *         made with ("wrong key"); ERR_DENIED when others than its owner may read it; ERR_DB. */
int seal_open(const char *folder, struct seal **ret, struct err *err);
void seal_close(struct seal *seal);

/* seal_check_text - a text that only this council's key can have made, to put in the main database
 * when it is made; seal_check - was it made with this key? ERR_INPUT: the database is another's. */
int seal_check_text(struct seal *seal, struct buf *out, struct err *err);
int seal_check(struct seal *seal, struct str text, struct err *err);

/* seal_key_new - the number of a fresh key (from 1), already on disk; seal_key_new_many: count of
 * them, consecutive, *ret the first. */
int seal_key_new(struct seal *seal, int64_t *ret, struct err *err);
int seal_key_new_many(struct seal *seal, size_t count, int64_t *ret, struct err *err);

/* seal_value - text sealed under key, added to out. place: what it belongs to, e.g. "cells",
 * and row its number there. unseal_value - the text again, added to out.
 * Errors: ERR_NOTFOUND when the key is gone (erased); ERR_INPUT when the bytes are not what was
 *         sealed for this place. Cost: some 2 µs and the key's look-up, which is cached. */
int seal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str text,
               struct buf *out, struct err *err);
int unseal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str sealed,
                 struct buf *out, struct err *err);

/* seal_forget - delete keys for good: from the database (secure_delete), its WAL (truncated) and
 * the cache. Returns when that is on disk. */
int seal_forget(struct seal *seal, const int64_t *keys, size_t count, struct err *err);

/* seal_council_value, unseal_council_value - the same under the council's own key: for what is of
 * no one mention (dictionaries, frequencies, the model). */
int seal_council_value(struct seal *seal, const char *place, struct str text, struct buf *out,
                       struct err *err);
int unseal_council_value(struct seal *seal, const char *place, struct str sealed, struct buf *out,
                         struct err *err);

/* seal_token - 63 bits of a keyed hash of text for a use ("block", "record"): equal texts of one
 * use have equal tokens, and nobody without the key can tell of which text. Never 0; fits a signed
 * 64-bit column. seal_token_wide - 16 bytes, for what must never collide. Pure. About 0.1 µs. */
int64_t seal_token(const struct seal *seal, const char *use, struct str text);
void seal_token_wide(const struct seal *seal, const char *use, struct str text, uint8_t ret[16]);

#endif
