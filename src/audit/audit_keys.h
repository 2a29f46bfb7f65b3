/* audit_keys.h - the keys of the log, in the folder of keys.
 *
 *   log.pub              public key: give it to whoever is to check the log
 *   log.key              private key, mode 0600
 *   log/subjects.key     from which the tokens of the index are made, mode 0600
 *   log/2026-11.key      opens the detail of that month's leaves, mode 0600; when it is destroyed
 *                        the file says so, and no other can be made for the month
 *
 * Secrets are in locked memory and out of core dumps. All functions are safe from any thread. */
#ifndef CANTREF_AUDIT_KEYS_H
#define CANTREF_AUDIT_KEYS_H

#include "audit_leaf.h"
#include "audit_note.h"

struct audit_keys;

/* audit_keys_open - the keys in a folder; those that are missing are made, unless must_be_there. A
 * key that signs is log.key.new until audit_keys_settle: so log.key is not there before the log is,
 * and where it is, so was a log.
 * In:     name: what the log is called when its key is made (audit_name_fits).
 * Errors: ERR_NOTFOUND when a key should be there and is not; ERR_DENIED when others than its owner
 *         may read one; ERR_INPUT for one that is damaged; ERR_CREATE, ERR_IO. */
int audit_keys_open(const char *folder, const char *name, bool must_be_there,
                    struct audit_keys **ret, struct err *err);
void audit_keys_close(struct audit_keys *keys);

/* audit_keys_exist - is there a key that signs, settled? audit_keys_settle - the log is on disk:
 * log.key gets its name, log.pub is written. Errors: ERR_INPUT when log.pub is another's;
 * ERR_CREATE, ERR_IO. */
bool audit_keys_exist(const char *folder);
int audit_keys_settle(struct audit_keys *keys, struct err *err);

const struct audit_public *audit_keys_public(const struct audit_keys *keys);

/* audit_keys_sign - a checkpoint, signed, added to out. */
void audit_keys_sign(const struct audit_keys *keys, const struct audit_checkpoint *checkpoint,
                     struct buf *out);

/* audit_keys_token - of a mention, for the index: 63 bits of a keyed hash. */
int64_t audit_keys_token(const struct audit_keys *keys, int64_t mention);

/* audit_keys_month - the key of a month (audit_month) into ret, which the caller wipes; made, and
 * on disk, when there is none and `make`.
 * Errors: ERR_NOTFOUND it was destroyed (make: ERR_DENIED, the clock is wrong), or never made;
 *         ERR_DENIED, ERR_INPUT, ERR_CREATE, ERR_IO. */
int audit_keys_month(struct audit_keys *keys, int month, bool make,
                     uint8_t ret[AUDIT_DETAIL_KEY_BYTES], struct err *err);

/* audit_keys_forget - destroy the key of a month, for good. No error when it is gone already.
 * Errors: ERR_CREATE, ERR_IO. */
int audit_keys_forget(struct audit_keys *keys, int month, struct err *err);

#endif
