/* council_key.h - the council's key as a file that a person can print, keep and type in again.
 *
 *   cantref council key 1
 *   9f3a 0c1d 77e2 b0aa  5c1f        8 bytes of the key, and 2 that check this line
 *   …                                four such lines
 *
 * A mistyped line is told by its number; white space and capitals don't matter. The check is no
 * secret and no protection: it only finds slips. It is a hash of the line's place and bytes, so
 * that lines put in another order are found too. */
#ifndef CANTREF_STORE_COUNCIL_KEY_H
#define CANTREF_STORE_COUNCIL_KEY_H

#include "seal.h"

enum { COUNCIL_KEY_TEXT_BYTES = 160 };

/* council_key_text - the file's text for a key. council_key_parse - the key again.
 * Errors: ERR_INPUT with file and line, saying what is wrong; never any part of the key. Pure. */
void council_key_text(const uint8_t key[COUNCIL_KEY_BYTES], char ret[COUNCIL_KEY_TEXT_BYTES]);
int council_key_parse(struct str text, const char *file, uint8_t ret[COUNCIL_KEY_BYTES],
                      struct err *err);

/* council_key_write - a new file folder/name, mode 0600; file and folder are synced.
 * Errors: ERR_CONFLICT when there is one, ERR_CREATE, ERR_IO; a half-written file is removed. */
int council_key_write(const char *folder, const char *name, const uint8_t key[COUNCIL_KEY_BYTES],
                      struct err *err);

/* council_key_read - the key in folder/name.
 * Errors: ERR_NOTFOUND; ERR_DENIED when its group or others may read or change it, or this user
 *         may not read it; ERR_INPUT when it is no key file; ERR_IO. */
int council_key_read(const char *folder, const char *name, uint8_t ret[COUNCIL_KEY_BYTES],
                     struct err *err);

/* folder_sync - what was made, renamed or removed in a folder is on disk. Errors: ERR_IO. */
int folder_sync(const char *folder, struct err *err);

#endif
