/* backup.c - a copy made by SQLite, sealed as a stream, read again, renamed. */
#include "backup.h"

#include "council_key.h"
#include "seal_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 64 << 10,
    TAG_BYTES = crypto_secretstream_xchacha20poly1305_ABYTES,
    HEADER_BYTES = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    SEALED_BYTES = PIECE_BYTES + TAG_BYTES
};

static const struct str database_line = STR_INIT("cantref backup of a database 1\n");
static const struct str keys_line = STR_INIT("cantref backup of keys 1\n");

/* struct work - the two files of one sealing or unsealing. */
struct work {
    const char *from_path, *to_path; /* for messages */
    int from, to;                    /* to: -1 when it is only to be read */
    const uint8_t *key;
    struct str line;
    uint64_t len; /* of the text so far */
    unsigned char text[PIECE_BYTES];
    unsigned char sealed[SEALED_BYTES];
};

/* ── files ───────────────────────────────────────────────────────────────────────────────────── */

struct path {
    char text[PATH_MAX + 64]; /* with what is put behind it */
};

static struct path with_ending(const char *path, const char *ending)
{
    struct path longer;
    snprintf(longer.text, sizeof longer.text, "%s%s", path, ending);
    return longer;
}

static int check_free(const char *path, struct err *err)
{
    struct stat status;
    if (strlen(path) >= PATH_MAX) {
        return err_set(err, ERR_LIMIT, "the name of the file is too long");
    }
    return lstat(path, &status) != 0 && errno == ENOENT
               ? 0
               : err_set(err, ERR_CONFLICT, "there is a file %s already: give another name", path);
}

/* check_free_database - SQLite would take a WAL that lies there for the new file's. */
static int check_free_database(const char *path, struct err *err)
{
    int code = check_free(path, err);
    code = code ? code : check_free(with_ending(path, "-wal").text, err);
    return code ? code : check_free(with_ending(path, "-journal").text, err);
}

/* remove_database - what a run that was cut off has left, or this one. */
static void remove_database(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        (void)unlink(with_ending(path, endings[i]).text);
    }
}

static int sync_parent(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char parent[PATH_MAX] = ".";
    if (slash != NULL) {
        int len = slash == path ? 1 : (int)(slash - path);
        snprintf(parent, sizeof parent, "%.*s", len, path);
    }
    return folder_sync(parent, err);
}

/* put_in_place - the finished file under the name that it is to have, where there is none. */
static int put_in_place(const char *from, const char *to, struct err *err)
{
    int code = check_free(to, err);
    if (code == 0 && rename(from, to) != 0) {
        code = err_set(err, ERR_IO, "%s can't be renamed: %s", from, strerror(errno));
    }
    return code ? code : sync_parent(to, err);
}

static int make_file(const char *path, int *ret, struct err *err)
{
    (void)unlink(path); /* of a run that was cut off */
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return err_set(err, ERR_CREATE, "%s can't be made: %s", path, strerror(errno));
    }
    *ret = fd;
    return 0;
}

static int open_file(const char *path, int *ret, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "%s can't be read: %s", path,
                       strerror(errno));
    }
    *ret = fd;
    return 0;
}

static int write_all(const struct work *work, const unsigned char *bytes, size_t len,
                     struct err *err)
{
    for (size_t done = 0; done < len && work->to >= 0;) {
        ssize_t wrote = write(work->to, bytes + done, len - done);
        if (wrote < 0 && errno != EINTR) {
            return err_set(err, ERR_IO, "%s can't be written: %s", work->to_path, strerror(errno));
        }
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return 0;
}

/* read_full - len bytes, or fewer at the end of the file. */
static int read_full(const struct work *work, unsigned char *bytes, size_t len, size_t *ret,
                     struct err *err)
{
    size_t done = 0;
    for (ssize_t got = 1; got != 0 && done < len;) {
        got = read(work->from, bytes + done, len - done);
        if (got < 0 && errno != EINTR) {
            return err_set(err, ERR_IO, "%s can't be read: %s", work->from_path, strerror(errno));
        }
        done += got > 0 ? (size_t)got : 0;
    }
    *ret = done;
    return 0;
}

/* ── streams ─────────────────────────────────────────────────────────────────────────────────── */

static int damaged(const struct work *work, struct err *err)
{
    return err_set(err, ERR_INPUT,
                   "%s is damaged, cut off, or sealed with other keys: nothing was restored",
                   work->from_path);
}

/* seal_stream - a piece that isn't full is the last, if need be an empty one. */
static int seal_stream(struct work *work, struct err *err)
{
    crypto_secretstream_xchacha20poly1305_state stream;
    unsigned char header[HEADER_BYTES];
    size_t len = PIECE_BYTES;
    crypto_secretstream_xchacha20poly1305_init_push(&stream, header, work->key);
    int code = write_all(work, (const unsigned char *)work->line.ptr, work->line.len, err);
    code = code ? code : write_all(work, header, sizeof header, err);
    while (code == 0 && len == PIECE_BYTES) {
        code = read_full(work, work->text, PIECE_BYTES, &len, err);
        if (code == 0) {
            unsigned char tag =
                len < PIECE_BYTES ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
            crypto_secretstream_xchacha20poly1305_push(&stream, work->sealed, NULL, work->text, len,
                                                       (const unsigned char *)work->line.ptr,
                                                       work->line.len, tag);
            code = write_all(work, work->sealed, len + TAG_BYTES, err);
            work->len += len;
        }
    }
    sodium_memzero(&stream, sizeof stream);
    if (code == 0 && fsync(work->to) != 0) {
        code =
            err_set(err, ERR_IO, "%s can't be brought to disk: %s", work->to_path, strerror(errno));
    }
    return code;
}

static int unseal_begin(struct work *work, crypto_secretstream_xchacha20poly1305_state *stream,
                        struct err *err)
{
    unsigned char head[64 + HEADER_BYTES];
    size_t len = 0, wanted = work->line.len + HEADER_BYTES;
    int code = read_full(work, head, wanted, &len, err);
    if (code != 0) {
        return code;
    }
    if (len < work->line.len || memcmp(head, work->line.ptr, work->line.len) != 0) {
        return err_set(err, ERR_INPUT, "%s is no %.*s", work->from_path,
                       (int)(work->line.len - 3), /* not personal: without the version */
                       work->line.ptr);
    }
    return len == wanted && crypto_secretstream_xchacha20poly1305_init_pull(
                                stream, head + work->line.len, work->key) == 0
               ? 0
               : damaged(work, err);
}

static int unseal_pieces(struct work *work, crypto_secretstream_xchacha20poly1305_state *stream,
                         struct err *err)
{
    int code = 0;
    bool last = false;
    while (code == 0 && !last) {
        size_t len = 0;
        unsigned char tag = 0;
        code = read_full(work, work->sealed, SEALED_BYTES, &len, err);
        if (code != 0) {
            return code;
        }
        if (len < TAG_BYTES || crypto_secretstream_xchacha20poly1305_pull(
                                   stream, work->text, NULL, &tag, work->sealed, len,
                                   (const unsigned char *)work->line.ptr, work->line.len) != 0) {
            return damaged(work, err);
        }
        last = len < SEALED_BYTES;
        if (last != (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL)) {
            return damaged(work, err);
        }
        work->len += len - TAG_BYTES;
        code = write_all(work, work->text, len - TAG_BYTES, err);
    }
    return code;
}

static int unseal_stream(struct work *work, struct err *err)
{
    crypto_secretstream_xchacha20poly1305_state stream;
    int code = unseal_begin(work, &stream, err);
    code = code ? code : unseal_pieces(work, &stream, err);
    sodium_memzero(&stream, sizeof stream);
    if (code == 0 && work->to >= 0 && fsync(work->to) != 0) {
        code =
            err_set(err, ERR_IO, "%s can't be brought to disk: %s", work->to_path, strerror(errno));
    }
    return code;
}

static struct work *work_begin(const uint8_t *key, struct str line)
{
    struct work *work = secret_memory(sizeof *work);
    work->key = key;
    work->line = line;
    work->from = work->to = -1;
    return work;
}

static void work_end(struct work *work)
{
    if (work->from >= 0) {
        close(work->from);
    }
    if (work->to >= 0) {
        close(work->to);
    }
    sodium_free(work);
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────── */

/* read_again - what was written opens, and is as long as what was sealed. */
static int read_again(const uint8_t *key, struct str line, const char *path, uint64_t len,
                      struct err *err)
{
    struct work *work = work_begin(key, line);
    work->from_path = path;
    int code = open_file(path, &work->from, err);
    code = code ? code : unseal_stream(work, err);
    if (code == 0 && len != UINT64_MAX && work->len != len) {
        code = damaged(work, err);
    }
    work_end(work);
    return code;
}

static int seal_file(const uint8_t *key, struct str line, const char *copy, const char *path,
                     struct err *err)
{
    struct path partial = with_ending(path, ".partial");
    struct work *work = work_begin(key, line);
    work->from_path = copy;
    work->to_path = partial.text;
    int code = open_file(copy, &work->from, err);
    code = code ? code : make_file(partial.text, &work->to, err);
    code = code ? code : seal_stream(work, err);
    code = code ? code : read_again(key, line, partial.text, work->len, err);
    code = code ? code : put_in_place(partial.text, path, err);
    if (code != 0 && work->to >= 0) {
        unlink(partial.text);
    }
    work_end(work);
    return code;
}

static int write_backup(struct db *db, const uint8_t *key, struct str line, const char *copy,
                        const char *path, struct err *err)
{
    remove_database(copy);
    int code = db_backup(db, copy, err);
    code = code ? code : seal_file(key, line, copy, path, err);
    remove_database(copy);
    return code;
}

int backup_write(struct db *db, const struct seal *seal, const char *path, struct err *err)
{
    int code = check_free(path, err);
    return code ? code
                : write_backup(db, seal->secrets->backup, database_line,
                               with_ending(path, ".copy").text, path, err);
}

/* The copy stays in the folder of keys: no wrapped key is ever outside it unsealed. The lock keeps
 * the council's key what it is meanwhile. */
int backup_keys_write(struct seal *seal, const char *path, struct err *err)
{
    struct db *values = NULL;
    struct path copy = with_ending(seal->folder, "/values.db.copy");
    int code = check_free(path, err);
    if (code != 0) {
        return code;
    }
    pthread_mutex_lock(&seal->write_lock);
    code = db_open(with_ending(seal->folder, "/values.db").text, DB_READ, &values, err);
    code = code ? code
                : write_backup(values, seal->secrets->council.keys_backup, keys_line, copy.text,
                               path, err);
    db_close(values);
    pthread_mutex_unlock(&seal->write_lock);
    return code;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────── */

int backup_check(const struct seal *seal, const char *path, struct err *err)
{
    return read_again(seal->secrets->backup, database_line, path, UINT64_MAX, err);
}

/* check_database - print: of the key that a values.db must be wrapped under, or NULL. */
static int check_database(const char *path, const uint8_t *print, struct err *err)
{
    struct db *db = NULL;
    uint8_t found[PRINT_BYTES];
    int code = db_open(path, DB_WRITE, &db, err);
    code = code ? code : db_check(db, err);
    if (code == 0 && print != NULL) {
        code = values_print(db, found, err);
        if (code == 0 && sodium_memcmp(found, print, PRINT_BYTES) != 0) {
            code = err_set(err, ERR_INPUT, "wrong key: council.key is another than the backup's");
        }
    }
    db_close(db);
    return code;
}

static int unseal_file(const uint8_t *key, struct str line, const char *path, const char *target,
                       const uint8_t *print, struct err *err)
{
    struct path partial = with_ending(target, ".partial");
    struct work *work = work_begin(key, line);
    work->from_path = path;
    work->to_path = partial.text;
    int code = check_free_database(target, err);
    code = code ? code : open_file(path, &work->from, err);
    if (code != 0) {
        work_end(work);
        return code;
    }
    remove_database(partial.text);
    code = make_file(partial.text, &work->to, err);
    code = code ? code : unseal_stream(work, err);
    work_end(work);
    code = code ? code : check_database(partial.text, print, err);
    code = code ? code : put_in_place(partial.text, target, err);
    if (code != 0) {
        remove_database(partial.text);
    }
    return code;
}

int backup_restore(const struct seal *seal, const char *path, const char *database, struct err *err)
{
    return unseal_file(seal->secrets->backup, database_line, path, database, NULL, err);
}

int backup_keys_restore(const char *folder, const char *path, struct err *err)
{
    if (sodium_init() < 0) {
        return err_set(err, ERR_IO, "the system gives no random numbers");
    }
    int code = strlen(folder) < PATH_MAX - 64
                   ? 0
                   : err_set(err, ERR_LIMIT, "the name of the folder of keys is too long");
    if (code != 0) {
        return code;
    }
    struct path target = with_ending(folder, "/values.db");
    uint8_t *key = secret_memory(COUNCIL_KEY_BYTES);
    struct council_secrets *council = secret_memory(sizeof *council);
    code = council_key_read(folder, "council.key", key, err);
    if (code == 0) {
        council_derive(key, council);
        code = unseal_file(council->keys_backup, keys_line, path, target.text, council->print, err);
    }
    sodium_free(key);
    sodium_free(council);
    return code;
}
