/* seal.h - values sealed at rest, each under a key of its own, and how a value is forgotten.
 *
 *   keys/council.key (32 bytes, mode 0600)
 *     ├─ subkey "wrap"  wraps what keys/values.db holds:
 *     │     number ─► key of one mention's values
 *     │     the home's secret
 *     │       ├─ subkey "token"    keyed hashes: record keys, index tokens (equal to be found)
 *     │       ├─ subkey "council"  seals what is of no one mention
 *     │       ├─ subkey "check"    is this database of this home?
 *     │       └─ subkey "backup"   seals backups of the database
 *     └─ subkey "keys"  seals backups of values.db
 *
 *   sealed value = nonce (24 bytes) · tag (16) · text enciphered, by XChaCha20-Poly1305. Its place
 *   (table and row) and its key's number are authenticated with it: it can't be moved to another
 *   row.
 *
 * keys/values.db is a database of its own that ordinary backups leave out. Deleting a number from
 * it makes what was sealed under it unreadable, in every backup too. Keys are made ahead, many at a
 * time, and are on disk before any is given out, so that using one costs no write, and a crash
 * between the two files loses nothing. A number is made once, and what a process made is its own:
 * two processes never give out the same. Numbers that a process made and did not give out are never
 * used: twice as many as it gave out, and 64, at the most; mostly far fewer.
 *
 * The home's secret outlives the council's key: changing that (seal_rotate) wraps anew and touches
 * no value, token or backup of the database; only backups of values.db need the key that was the
 * council's when they were made.
 *
 * Sources: libsodium's crypto_aead_xchacha20poly1305_ietf, crypto_kdf (BLAKE2b), and
 * crypto_generichash_blake2b with a key for tokens. At 0.3 µs that is a tenth of what one look-up
 * of the token costs; SipHash-2-4-128 would cost 0.05 µs, with half the key's length and a copy of
 * each text behind its use. */
#ifndef CANTREF_STORE_SEAL_H
#define CANTREF_STORE_SEAL_H

#include "db.h"
#include "memory.h"

enum {
    SEAL_OVERHEAD = 24 + 16,
    COUNCIL_KEY_BYTES = 32,
    SEAL_POOL_KEYS_MIN = 64, /* made at once: the first time, doubling up to */
    SEAL_POOL_KEYS = 4096,
    SEAL_KEYS_AT_ONCE_MAX = 1 << 24,
    SEAL_PLACE_BYTES_MAX = 64,
    SEAL_USE_BYTES_MAX = 32
};

struct seal; /* safe to use from any thread */

/* seal_keys_make - a new council's key and a values.db with a new secret in the folder (mode 0700,
 * made if need be). They appear in such an order that after a crash there are whole keys or none.
 * Files and folders are synced.
 * Errors: ERR_CONFLICT when there are keys; ERR_DENIED when others may enter the folder;
 *         ERR_CREATE, ERR_IO, ERR_DB. */
int seal_keys_make(const char *folder, struct err *err);

/* seal_open - the keys of a folder. Secrets are kept in locked memory that no core dump holds, and
 * wiped by seal_close. A seal_rotate or seal_keys_make that was cut off is finished.
 * Errors: ERR_NOTFOUND; ERR_INPUT for a key file that is none or is not the key that values.db was
 *         made with ("wrong key"); ERR_DENIED when others than its owner may read it; ERR_DB. */
int seal_open(const char *folder, struct seal **ret, struct err *err);
void seal_close(struct seal *seal);

/* seal_rotate - a new council's key, under which all is wrapped anew, in one transaction; then the
 * key file is replaced. After a crash at any point seal_open opens with the old or the new. Values
 * are read and sealed meanwhile; new keys and forgetting wait. Old copies of council.key, and
 * backups of values.db sealed under it, are no use with the new values.db: back up both anew.
 * Cost: some 3 s a million keys.
 * Errors: ERR_INPUT when values.db is damaged, ERR_CONFLICT when its key was changed by another
 *         program, ERR_CREATE, ERR_IO, ERR_DB. The old key is good then; only when the message says
 *         that the key was changed, the new one is. */
int seal_rotate(struct seal *seal, struct err *err);

/* seal_check_text - a text that only this home's secret can make, to put in the main database when
 * it is made, added to out; seal_check - was it made with this secret? ERR_INPUT: the database is
 * another's. */
int seal_check_text(struct seal *seal, struct buf *out, struct err *err);
int seal_check(struct seal *seal, struct str text, struct err *err);

/* seal_key_new - the number of a fresh key (from 1), already on disk; seal_key_new_many: count of
 * them (from 1), consecutive, *ret the first. Mostly no write; else one transaction.
 * Errors: ERR_LIMIT for more than SEAL_KEYS_AT_ONCE_MAX, ERR_CONFLICT, ERR_IO, ERR_DB. */
int seal_key_new(struct seal *seal, int64_t *ret, struct err *err);
int seal_key_new_many(struct seal *seal, size_t count, int64_t *ret, struct err *err);

/* seal_value - text sealed under key, added to out. place: what it belongs to, e.g. "cells" (1 to
 * SEAL_PLACE_BYTES_MAX bytes, a literal: errors name it), and row its number there. unseal_value -
 * the text again, added to out, which the input must not lie in.
 * Errors: ERR_NOTFOUND when the key is gone (erased); ERR_INPUT when the bytes are not what was
 *         sealed for this place; ERR_LIMIT when out may not grow so much. out is as it was then.
 * Cost: about 1 µs, and 4 µs more when the key is not among the last 65,536. */
int seal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str text,
               struct buf *out, struct err *err);
int unseal_value(struct seal *seal, int64_t key, const char *place, int64_t row, struct str sealed,
                 struct buf *out, struct err *err);

/* seal_begin, seal_end - keys are about to be read, many by some thread: until as many have ended
 * as began, they are read from one look at values.db, which costs a third. What is made or
 * forgotten meanwhile counts at once. */
void seal_begin(struct seal *seal);
void seal_end(struct seal *seal);

/* seal_forget - delete keys for good: from the database (secure_delete), its WAL (truncated) and
 * the cache. Returns when that is on disk: no file of the folder holds their bytes. Numbers that
 * are gone already are no error, so that it can be run again.
 * Errors: ERR_CONFLICT when another program reads values.db, so that its WAL can't be emptied: the
 *         keys can't be used again, run it again to have the WAL emptied; ERR_IO, ERR_DB. */
int seal_forget(struct seal *seal, const int64_t *keys, size_t count, struct err *err);

/* seal_keys_gone - of keys[count], those that values.db does not hold: they are moved to the front,
 * in their order, and *ret_gone is their number. Errors: ERR_IO, ERR_DB. Cost: 3 µs a key. */
int seal_keys_gone(struct seal *seal, int64_t *keys, size_t count, size_t *ret_gone,
                   struct err *err);

/* seal_suppress - keep tokens (seal_token_wide, one after another) of what was erased in values.db,
 * which no backup of the database puts back; on disk when it returns. Those that are there already
 * are no error. seal_suppressed - all of them, added to ret in the order of bytes.
 * Errors: ERR_CONFLICT, ERR_IO, ERR_DB; ERR_LIMIT when ret may not grow so much. */
int seal_suppress(struct seal *seal, struct str tokens, struct err *err);
int seal_suppressed(struct seal *seal, struct buf *ret, struct err *err);

/* seal_keep - keep a text under a token in values.db, sealed, in place of the one that was there;
 * text "": none any more. On disk when it returns. seal_kept - visit all, in the order of tokens;
 * what is passed is good during the call, which may not use the seal.
 * Errors: ERR_CONFLICT, ERR_IO, ERR_DB; ERR_INPUT when it can't be unsealed; what visit returns. */
#define SEAL_KEPT_PLACE "kept"
typedef int seal_kept_visit(void *context, struct str token, struct str text, struct err *err);
int seal_keep(struct seal *seal, struct str token, struct str text, struct err *err);
int seal_kept(struct seal *seal, seal_kept_visit *visit, void *context, struct err *err);

/* seal_council_value, unseal_council_value - the same under a key of the home's own: for what is of
 * no one mention (dictionaries, frequencies, the model). */
int seal_council_value(struct seal *seal, const char *place, struct str text, struct buf *out,
                       struct err *err);
int unseal_council_value(struct seal *seal, const char *place, struct str sealed, struct buf *out,
                         struct err *err);

/* seal_token - 63 bits of a keyed hash of text for a use ("block", "record"; 1 to
 * SEAL_USE_BYTES_MAX bytes): equal texts of one use have equal tokens, and nobody without the key
 * can tell of which text, or whether tokens of two uses are of one. Never 0; positive in a signed
 * 64-bit column. seal_token_wide - 16 bytes, for what must never collide. Pure. About 0.3 µs. */
int64_t seal_token(const struct seal *seal, const char *use, struct str text);
void seal_token_wide(const struct seal *seal, const char *use, struct str text, uint8_t ret[16]);

#endif
