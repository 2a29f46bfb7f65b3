/* seal_home.c - the folder of keys: made, opened, given another council's key.
 *
 * Both files have a second name, under which they are made whole before they get their own:
 *
 *   make     council.key.new · values.db.new ─► values.db · council.key.new ─► council.key
 *   rotate   council.key.new · values.db wrapped under it, committed · ─► council.key
 *
 * values.db says which key it is wrapped under. So whenever it is there, one of the two key files
 * fits, and opening puts that in its place. Without values.db nothing was ever sealed, and making
 * begins anew. */
#include "council_key.h"
#include "seal_parts.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char key_name[] = "council.key";
static const char key_name_new[] = "council.key.new";
static const char values_name[] = "values.db";
static const char values_name_new[] = "values.db.new";

enum { KDF_WRAP = 1, KDF_KEYS_BACKUP, KDF_PRINT };
enum { KDF_TOKEN = 1, KDF_COUNCIL_VALUE, KDF_CHECK, KDF_BACKUP };

/* ── secrets ─────────────────────────────────────────────────────────────────────────────────── */

void *secret_memory(size_t bytes)
{
    void *memory = sodium_malloc(bytes);
    if (memory == NULL) {
        mem_exhausted();
    }
    sodium_memzero(memory, bytes);
    return memory;
}

void council_derive(const uint8_t council[COUNCIL_KEY_BYTES], struct council_secrets *ret)
{
    static const char use[crypto_kdf_CONTEXTBYTES + 1] = "council ";
    crypto_kdf_derive_from_key(ret->wrap, SECRET_BYTES, KDF_WRAP, use, council);
    crypto_kdf_derive_from_key(ret->keys_backup, SECRET_BYTES, KDF_KEYS_BACKUP, use, council);
    crypto_kdf_derive_from_key(ret->print, PRINT_BYTES, KDF_PRINT, use, council);
}

static void home_derive(const uint8_t secret[SECRET_BYTES], struct seal_secrets *ret)
{
    static const char use[crypto_kdf_CONTEXTBYTES + 1] = "home    ";
    crypto_kdf_derive_from_key(ret->token, SECRET_BYTES, KDF_TOKEN, use, secret);
    crypto_kdf_derive_from_key(ret->council_value, SECRET_BYTES, KDF_COUNCIL_VALUE, use, secret);
    crypto_kdf_derive_from_key(ret->check, SECRET_BYTES, KDF_CHECK, use, secret);
    crypto_kdf_derive_from_key(ret->backup, SECRET_BYTES, KDF_BACKUP, use, secret);
}

static int begin_sodium(struct err *err)
{
    return sodium_init() >= 0 ? 0 : err_set(err, ERR_IO, "the system gives no random numbers");
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────── */

struct path {
    char text[PATH_MAX];
};

static struct path path_of(const char *folder, const char *name)
{
    struct path path;
    snprintf(path.text, sizeof path.text, "%s/%s", folder, name);
    return path;
}

static bool is_there(const char *folder, const char *name)
{
    struct stat status;
    return lstat(path_of(folder, name).text, &status) == 0 || errno != ENOENT;
}

/* put_in_place - a file under its own name instead of the one it was made under, on disk. */
static int put_in_place(const char *folder, const char *from, const char *to, struct err *err)
{
    struct path old = path_of(folder, from), new = path_of(folder, to);
    if (rename(old.text, new.text) != 0) {
        return err_set(err, ERR_IO, "%s can't be renamed to %s: %s", old.text, to, strerror(errno));
    }
    return folder_sync(folder, err);
}

static int check_length(const char *folder, struct err *err)
{
    return strlen(folder) < sizeof((struct seal *)0)->folder
               ? 0
               : err_set(err, ERR_LIMIT, "the name of the folder of keys is too long");
}

/* make_folder - there, its owner's alone, and known to the folder that it is in. */
static int make_folder(const char *folder, struct err *err)
{
    struct stat status;
    bool made = mkdir(folder, 0700) == 0;
    if (!made && errno != EEXIST) {
        return err_set(err, ERR_CREATE, "the folder of keys %s can't be made: %s", folder,
                       strerror(errno));
    }
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return err_set(err, ERR_CREATE, "%s is not a folder", folder);
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return err_set(err, ERR_DENIED, "others than its owner may enter %s: chmod 700 it", folder);
    }
    return made ? folder_sync(path_of(folder, "..").text, err) : 0;
}

/* ── making ──────────────────────────────────────────────────────────────────────────────────── */

/* remove_unfinished - what a seal_keys_make that was cut off has left. */
static void remove_unfinished(const char *folder)
{
    static const char *const names[] = {key_name_new, values_name_new, "values.db.new-wal",
                                        "values.db.new-shm", "values.db.new-journal"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)unlink(path_of(folder, names[i]).text);
    }
}

static int make_files(const char *folder, struct err *err)
{
    uint8_t key[COUNCIL_KEY_BYTES];
    struct council_secrets council;
    randombytes_buf(key, sizeof key);
    council_derive(key, &council);
    int code = council_key_write(folder, key_name_new, key, err);
    sodium_memzero(key, sizeof key);
    code = code ? code : values_make(path_of(folder, values_name_new).text, &council, err);
    sodium_memzero(&council, sizeof council);
    code = code ? code : put_in_place(folder, values_name_new, values_name, err);
    return code ? code : put_in_place(folder, key_name_new, key_name, err);
}

int seal_keys_make(const char *folder, struct err *err)
{
    int code = begin_sodium(err);
    code = code ? code : check_length(folder, err);
    code = code ? code : make_folder(folder, err);
    if (code != 0) {
        return code;
    }
    /* SQLite would take a WAL that lies there for the new file's. */
    if (is_there(folder, key_name) || is_there(folder, values_name) ||
        is_there(folder, "values.db-wal")) {
        return err_set(err, ERR_CONFLICT, "there are keys in %s already", folder);
    }
    remove_unfinished(folder);
    code = make_files(folder, err);
    if (code != 0 && !is_there(folder, values_name)) {
        remove_unfinished(folder);
    }
    return code;
}

/* ── opening ─────────────────────────────────────────────────────────────────────────────────── */

/* try_key - does the key of that file fit? ERR_INPUT when it does not; council is for use only when
 * it does. */
static int try_key(const struct seal *seal, const char *name, const uint8_t print[PRINT_BYTES],
                   struct council_secrets *council, struct err *err)
{
    uint8_t *key = secret_memory(COUNCIL_KEY_BYTES);
    int code = council_key_read(seal->folder, name, key, err);
    if (code == 0) {
        council_derive(key, council);
        if (sodium_memcmp(council->print, print, PRINT_BYTES) != 0) {
            code = err_set(err, ERR_INPUT,
                           "wrong key: %s/%s is not the one that values.db was made with",
                           seal->folder, name);
        }
    }
    sodium_free(key);
    return code;
}

/* read_key - the council's key that fits values.db, which is in its place at the end. */
static int read_key(const struct seal *seal, struct council_secrets *council, struct err *err)
{
    uint8_t print[PRINT_BYTES];
    int code = values_print(seal->writer, print, err);
    if (code != 0) {
        return code;
    }
    code = try_key(seal, key_name, print, council, err);
    if ((code == ERR_INPUT || code == ERR_NOTFOUND) &&
        try_key(seal, key_name_new, print, council, NULL) == 0) {
        code = put_in_place(seal->folder, key_name_new, key_name, err);
    }
    return code;
}

static int open_values(struct seal *seal, struct err *err)
{
    /* Keys are few bytes: caches of this size hold 100,000 wrapped ones. */
    static const char cache_size[] = "PRAGMA cache_size = -8192";
    struct path path = path_of(seal->folder, values_name);
    if (!is_there(seal->folder, values_name)) {
        return err_set(err, ERR_NOTFOUND, "%s is not there: restore it from the backup of the keys",
                       path.text);
    }
    struct stat status;
    if (stat(path.text, &status) == 0 && status.st_size == 0) {
        return err_at(err, ERR_INPUT, path.text, 0, 0,
                      "is empty: move it away and put the backup of the keys back with \"cantref "
                      "restore\"");
    }
    int code = db_open(path.text, DB_WRITE, &seal->writer, err);
    code = code ? code : db_run(seal->writer, cache_size, err);
    code = code ? code : db_open(path.text, DB_READ, &seal->reader, err);
    return code ? code : db_run(seal->reader, cache_size, err);
}

static int open_home(struct seal *seal, struct err *err)
{
    uint8_t secret[SECRET_BYTES];
    if (!is_there(seal->folder, key_name) && !is_there(seal->folder, key_name_new)) {
        return err_set(err, ERR_NOTFOUND, "there is no council's key: %s/%s", seal->folder,
                       key_name);
    }
    int code = open_values(seal, err);
    code = code ? code : read_key(seal, &seal->secrets->council, err);
    code = code ? code : values_secret(seal->writer, &seal->secrets->council, secret, err);
    if (code == 0) {
        home_derive(secret, seal->secrets);
        sodium_memzero(secret, sizeof secret);
    }
    return code;
}

int seal_open(const char *folder, struct seal **ret, struct err *err)
{
    int code = begin_sodium(err);
    code = code ? code : check_length(folder, err);
    if (code != 0) {
        return code;
    }
    struct seal *seal = mem_must_array(1, sizeof *seal);
    snprintf(seal->folder, sizeof seal->folder, "%s", folder);
    pthread_mutex_init(&seal->write_lock, NULL);
    pthread_mutex_init(&seal->read_lock, NULL);
    /* Where little may be locked, that goes to what matters most. */
    seal->secrets = secret_memory(sizeof *seal->secrets);
    seal->cache = secret_memory(CACHE_KEYS * sizeof *seal->cache);
    code = open_home(seal, err);
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
    db_close(seal->reader);
    db_close(seal->writer); /* the last, which leaves no WAL */
    sodium_free(seal->cache);
    sodium_free(seal->secrets);
    pthread_mutex_destroy(&seal->read_lock);
    pthread_mutex_destroy(&seal->write_lock);
    mem_free(seal);
}

/* ── another council's key ───────────────────────────────────────────────────────────────────── */

/* rewrap - all under a new key, which is in council.key.new then; still to be committed. First the
 * file of the present key is made sure of. Only then is a council.key.new none but a leftover of a
 * change that was cut off before its commit. */
static int rewrap(const struct seal *seal, struct council_secrets *next, struct err *err)
{
    int code = read_key(seal, next, err);
    if (code != 0) {
        return code;
    }
    uint8_t *key = secret_memory(COUNCIL_KEY_BYTES);
    randombytes_buf(key, COUNCIL_KEY_BYTES);
    council_derive(key, next);
    code = values_rewrap(seal->writer, &seal->secrets->council, next, err);
    if (code == 0) {
        (void)unlink(path_of(seal->folder, key_name_new).text);
        code = council_key_write(seal->folder, key_name_new, key, err);
    }
    sodium_free(key);
    return code;
}

/* commit - and from then on the new key in use. When it fails the file stays: should the disk have
 * the commit after all, the next opening needs it. */
static int commit(struct seal *seal, const struct council_secrets *next, struct err *err)
{
    pthread_mutex_lock(&seal->read_lock);
    seal_reader_renew(seal);
    int code = db_commit(seal->writer, err);
    if (code == 0) {
        seal->secrets->council = *next;
    }
    pthread_mutex_unlock(&seal->read_lock);
    return code;
}

/* finish - the key file in its place, and the WAL, which holds the old wrapping, emptied. */
static int finish(struct seal *seal, struct err *err)
{
    struct err inner = {0};
    int code = put_in_place(seal->folder, key_name_new, key_name, &inner);
    pthread_mutex_lock(&seal->read_lock);
    seal_reader_renew(seal);
    code = code ? code : db_checkpoint(seal->writer, &inner);
    pthread_mutex_unlock(&seal->read_lock);
    return code == 0 ? 0
                     : err_set(err, code, "the council's key was changed, but: %s", inner.message);
}

int seal_rotate(struct seal *seal, struct err *err)
{
    struct council_secrets *next = secret_memory(sizeof *next);
    pthread_mutex_lock(&seal->write_lock);
    int code = db_begin(seal->writer, err);
    if (code == 0) {
        code = rewrap(seal, next, err);
        if (code != 0) {
            db_rollback(seal->writer);
        }
        code = code ? code : commit(seal, next, err);
        code = code ? code : finish(seal, err);
    }
    pthread_mutex_unlock(&seal->write_lock);
    sodium_free(next);
    return code;
}
