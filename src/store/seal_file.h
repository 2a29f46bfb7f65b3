/* seal_file.h - keys/council.key: the one secret that a council must keep, as text that a person can
 * copy.
 *
 *   cantref council key 1
 *   3f09-9c2a-…            32 bytes, as 16 groups of four hexadecimal digits
 *   check 51e6             of what stands above: a key that was mistyped or cut is refused
 *
 * For seal.c alone. */
#ifndef CANTREF_STORE_SEAL_FILE_H
#define CANTREF_STORE_SEAL_FILE_H

#include "err.h"
#include "seal.h"

/* key_file_write - a new file with mode 0600, synced with its folder.
 * Errors: ERR_CONFLICT when there is one; ERR_CREATE, ERR_IO. */
int key_file_write(const char *folder, const char *name, const uint8_t key[COUNCIL_KEY_BYTES],
                   struct err *err);

/* key_file_read - the key. Errors: ERR_NOTFOUND; ERR_DENIED when others than its owner may read it;
 * ERR_INPUT when it is no key. ret is wiped then. */
int key_file_read(const char *folder, const char *name, uint8_t ret[COUNCIL_KEY_BYTES],
                  struct err *err);

#endif
