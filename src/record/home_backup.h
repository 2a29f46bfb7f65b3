/* home_backup.h - a home's database and keys, copied away and put back.
 *
 *     git                council.yaml, sources/       its people keep it, as text
 *     backup FILE        data/cantref.db, sealed      opens with the keys
 *     backup --keys      keys/values.db, sealed       opens with council.key; kept apart, briefly
 *     paper              keys/council.key             five lines, in a safe
 *
 * Copies are made beside a program that is at work. What is put back may be of different days:
 * opening the home then drops what can't be unsealed (mend.h). */
#ifndef CANTREF_RECORD_HOME_BACKUP_H
#define CANTREF_RECORD_HOME_BACKUP_H

#include "err.h"

#include <stdbool.h>
#include <stdint.h>

/* home_backup - the database (keys: values.db) of the home that `start` is in, into a new file at
 * path, read again and checked. Takes no lock.
 * Out:    *ret_bytes: length of the file.
 * Errors: ERR_NOTFOUND no home, or nothing to copy yet; those of seal_open, backup_write. */
int home_backup(const char *start, const char *path, bool keys, uint64_t *ret_bytes,
                struct err *err);

/* home_restore - put back a database from the backup at `database`, values.db from the one at
 * `keys`; either may be NULL, which leaves the home's own. Then the home is opened once, which
 * drops what can't be unsealed.
 * In:     start: a home that lacks what is put back; keys/council.key is there.
 * Out:    *ret_lost: records whose newest version can't be unsealed; the next extracts bring them
 *         again, unless they were erased.
 * Errors: ERR_NOTFOUND no home, no such file; ERR_CONFLICT what is to be put back is there already;
 *         ERR_INPUT a backup is damaged or another home's, or council.key is another; those of
 *         picture_open. */
int home_restore(const char *start, const char *database, const char *keys, int64_t *ret_lost,
                 struct err *err);

#endif
