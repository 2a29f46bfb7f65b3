/* backup.h - copies of the database and of the keys of values, sealed, checked, whole or not there.
 *
 *   a line that says what it is · header of the stream (24 bytes) · pieces of 64 KiB with tags
 *
 * The line is authenticated with every piece; the last piece is marked, so that a file cut off or
 * lengthened is refused. A backup of the database opens with the home's secret, which values.db
 * holds; one of values.db with the council's key. The two are kept apart: what is erased from
 * values.db can't be read from any backup of the database, unless an old backup of values.db is put
 * back too. So these are kept for a short time.
 *
 * Source: libsodium's crypto_secretstream_xchacha20poly1305. */
#ifndef CANTREF_STORE_BACKUP_H
#define CANTREF_STORE_BACKUP_H

#include "seal.h"

/* backup_write - the database as of now into a new file at path, while others read and write.
 * Beside it, path.copy (the database, its values sealed) and path.partial are made and removed.
 * The file is read again and checked before it gets its name.
 * Errors: ERR_CONFLICT when there is a file at path; ERR_CREATE, ERR_IO, ERR_DB. No file then. */
int backup_write(struct db *db, const struct seal *seal, const char *path, struct err *err);

/* backup_check - the backup at path is whole, and this home's. Errors: ERR_NOTFOUND; ERR_INPUT when
 * it is damaged, cut off, or another home's; ERR_IO. */
int backup_check(const struct seal *seal, const char *path, struct err *err);

/* backup_restore - a new database file from the backup at path, checked (db_check).
 * Errors: those of backup_check; ERR_CONFLICT when there is a file at database, or a WAL beside
 *         it; ERR_CREATE, ERR_DB.
 * No file then. */
int backup_restore(const struct seal *seal, const char *path, const char *database,
                   struct err *err);

/* backup_keys_write - the same for values.db, sealed under the council's key of now. New keys,
 * forgetting and changing the council's key wait meanwhile. */
int backup_keys_write(struct seal *seal, const char *path, struct err *err);

/* backup_keys_restore - values.db in the folder of keys, where council.key is and no values.db.
 * New numbers go on from the highest that the backup knows: when the database holds values with
 * keys made later, these values are lost, and the caller must drop them before it seals new ones.
 * Errors: as backup_restore; ERR_INPUT too when council.key is not the one it was made with. */
int backup_keys_restore(const char *folder, const char *path, struct err *err);

#endif
