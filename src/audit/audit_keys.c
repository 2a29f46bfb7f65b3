/* audit_keys.c - the keys of the log to files and back. */
#include "audit_keys.h"

#include "council_key.h"
#include "whole_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TOKEN_KEY_BYTES = 32,
    MONTHS_KEPT = 64,    /* in memory, by month */
    KEY_TEXT_BYTES = 65, /* digits and a line feed */
    KEY_FILE_BYTES_MAX = 4096
};

struct secrets {
    uint8_t sign[AUDIT_SECRET_KEY_BYTES];
    uint8_t token[TOKEN_KEY_BYTES];
    struct {
        int month; /* 0: none */
        uint8_t key[AUDIT_DETAIL_KEY_BYTES];
    } months[MONTHS_KEPT]; /* under lock */
};

struct audit_keys {
    pthread_mutex_t lock;
    struct audit_public public;
    struct secrets *secrets;
    char folder[PATH_MAX - 32];
};

static const struct str gone = STR_INIT("destroyed");

/* ── files ───────────────────────────────────────────────────────────────────────────────────── */

struct key_path {
    char text[PATH_MAX];
};

static struct key_path path_of(const struct audit_keys *keys, const char *name)
{
    struct key_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", keys->folder, name);
    return path;
}

static struct key_path month_path(const struct audit_keys *keys, int month)
{
    struct key_path path;
    snprintf(path.text, sizeof path.text, "%s/log/%04d-%02d.key", keys->folder, month / 12,
             month % 12 + 1);
    return path;
}

/* read_secret - a key's file that only its owner may read. The caller wipes it. */
static int read_secret(const char *path, struct buf *ret, struct err *err)
{
    struct stat status;
    if (stat(path, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return err_set(err, ERR_DENIED,
                       "others than its owner may read or change %s: chmod 600 it, and if anybody "
                       "may have read it, begin a new log",
                       path);
    }
    return file_read_whole(path, "a key of the log", KEY_FILE_BYTES_MAX, ret, err);
}

static void wipe(struct buf *text)
{
    if (text->ptr != NULL) {
        sodium_memzero(text->ptr, text->len);
    }
    buf_free(text);
}

/* write_hex, read_hex - a key of 32 bytes as one line of digits. */
static int write_hex(const char *path, const uint8_t key[32], struct err *err)
{
    char text[KEY_TEXT_BYTES];
    sodium_bin2hex(text, sizeof text, key, 32); /* and a NUL */
    text[KEY_TEXT_BYTES - 1] = '\n';
    int code = file_replace(path, str_make(text, KEY_TEXT_BYTES), 0600, err);
    sodium_memzero(text, sizeof text);
    return code;
}

static int read_hex(const char *path, uint8_t ret[32], struct err *err)
{
    struct buf text = {0};
    uint8_t key[32];
    size_t len = 0;
    int code = read_secret(path, &text, err);
    if (code == 0 && str_starts(buf_str(&text), gone)) {
        code = err_set(err, ERR_NOTFOUND, "the key of this month was destroyed");
    } else if (code == 0 && (text.len != KEY_TEXT_BYTES || text.ptr[KEY_TEXT_BYTES - 1] != '\n' ||
                             sodium_hex2bin(key, sizeof key, text.ptr, KEY_TEXT_BYTES - 1, NULL,
                                            &len, NULL) != 0 ||
                             len != sizeof key)) {
        code = err_at(err, ERR_INPUT, path, 1, 0, "this is no key of a log, or it is damaged");
    } else if (code == 0) {
        memcpy(ret, key, sizeof key);
    }
    sodium_memzero(key, sizeof key);
    wipe(&text);
    return code;
}

/* read_or_make_hex - a new key when there is none, on disk. */
static int read_or_make_hex(const char *path, bool make, uint8_t ret[32], struct err *err)
{
    bool is_missing = faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) != 0 && errno == ENOENT;
    if (!is_missing || !make) {
        return read_hex(path, ret, err);
    }
    uint8_t key[32];
    randombytes_buf(key, sizeof key);
    int code = write_hex(path, key, err);
    if (code == 0) {
        memcpy(ret, key, sizeof key);
    }
    sodium_memzero(key, sizeof key);
    return code;
}

/* ── the key that signs ──────────────────────────────────────────────────────────────────────── */

static int make_signer(struct audit_keys *keys, const char *name, struct err *err)
{
    struct buf text = {0};
    uint8_t seed[AUDIT_SEED_BYTES];
    randombytes_buf(seed, sizeof seed);
    audit_private_write(name, seed, &text);
    int code = file_replace(path_of(keys, "log.key.new").text, buf_str(&text), 0600, err);
    sodium_memzero(seed, sizeof seed);
    wipe(&text);
    return code;
}

/* check_public - log.pub is the public key of log.key; written when it isn't there. */
static int check_public(struct audit_keys *keys, struct err *err)
{
    struct key_path path = path_of(keys, "log.pub");
    struct buf text = {0}, own = {0};
    int code = 0;
    audit_public_write(&keys->public, &own);
    if (faccessat(AT_FDCWD, path.text, F_OK, AT_EACCESS) != 0) {
        code = file_replace(path.text, buf_str(&own), 0644, err);
    } else {
        code = file_read_whole(path.text, "the log's public key", KEY_FILE_BYTES_MAX, &text, err);
        if (code == 0 && !str_eq(buf_str(&text), buf_str(&own))) {
            code =
                err_at(err, ERR_INPUT, path.text, 0, 0,
                       "this is not the public key of log.key: restore the one that belongs to it");
        }
    }
    buf_free(&text);
    buf_free(&own);
    return code;
}

bool audit_keys_exist(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/log.key", folder);
    return faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0 || errno != ENOENT;
}

int audit_keys_settle(struct audit_keys *keys, struct err *err)
{
    struct key_path made = path_of(keys, "log.key.new"), path = path_of(keys, "log.key");
    if (!audit_keys_exist(keys->folder) && rename(made.text, path.text) != 0) {
        return file_write_error(err, ERR_CREATE, path.text, errno);
    }
    int code = folder_sync(keys->folder, err);
    return code ? code : check_public(keys, err);
}

static int open_signer(struct audit_keys *keys, const char *name, bool must_be_there,
                       struct err *err)
{
    struct key_path path = path_of(keys, "log.key");
    struct buf text = {0};
    int code = 0;
    if (!audit_keys_exist(keys->folder)) {
        if (must_be_there) {
            return err_set(err, ERR_NOTFOUND,
                           "the log's key %s is missing: restore it, or nothing more can be logged",
                           path.text);
        }
        assert(audit_name_fits(str_of(name)));
        path = path_of(keys, "log.key.new");
        code = make_signer(keys, name, err);
    }
    code = code ? code : read_secret(path.text, &text, err);
    code = code ? code
                : audit_private_parse(buf_str(&text), path.text, &keys->public, keys->secrets->sign,
                                      err);
    wipe(&text);
    return code;
}

/* ── all of them ─────────────────────────────────────────────────────────────────────────────── */

int audit_keys_open(const char *folder, const char *name, bool must_be_there,
                    struct audit_keys **ret, struct err *err)
{
    if (sodium_init() < 0) {
        return err_set(err, ERR_IO, "the system gives no random numbers");
    }
    struct audit_keys *keys = mem_must_array(1, sizeof *keys);
    if ((size_t)snprintf(keys->folder, sizeof keys->folder, "%s", folder) >= sizeof keys->folder) {
        mem_free(keys);
        return err_set(err, ERR_LIMIT, "the name of the folder of keys is too long");
    }
    keys->secrets = sodium_malloc(sizeof *keys->secrets);
    if (keys->secrets == NULL) {
        mem_exhausted();
    }
    sodium_memzero(keys->secrets, sizeof *keys->secrets);
    pthread_mutex_init(&keys->lock, NULL);
    struct key_path months = path_of(keys, "log");
    int code = 0;
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
        (mkdir(months.text, 0700) != 0 && errno != EEXIST)) {
        code = file_write_error(err, ERR_CREATE, months.text, errno);
    }
    code = code ? code : open_signer(keys, name, must_be_there, err);
    code = code ? code
                : read_or_make_hex(path_of(keys, "log/subjects.key").text, true,
                                   keys->secrets->token, err);
    if (code != 0) {
        audit_keys_close(keys);
        return code;
    }
    *ret = keys;
    return 0;
}

void audit_keys_close(struct audit_keys *keys)
{
    if (keys != NULL) {
        pthread_mutex_destroy(&keys->lock);
        sodium_free(keys->secrets);
        mem_free(keys);
    }
}

const struct audit_public *audit_keys_public(const struct audit_keys *keys)
{
    return &keys->public;
}

void audit_keys_sign(const struct audit_keys *keys, const struct audit_checkpoint *checkpoint,
                     struct buf *out)
{
    audit_checkpoint_write(checkpoint, &keys->public, keys->secrets->sign, out);
}

int64_t audit_keys_token(const struct audit_keys *keys, int64_t mention)
{
    uint64_t hash[2];
    crypto_generichash((uint8_t *)hash, sizeof hash, (const uint8_t *)&mention, sizeof mention,
                       keys->secrets->token, TOKEN_KEY_BYTES);
    return (int64_t)(hash[0] >> 1);
}

/* ── months ──────────────────────────────────────────────────────────────────────────────────── */

int audit_keys_month(struct audit_keys *keys, int month, bool make,
                     uint8_t ret[AUDIT_DETAIL_KEY_BYTES], struct err *err)
{
    int code = 0;
    pthread_mutex_lock(&keys->lock);
    struct secrets *secrets = keys->secrets;
    size_t slot = (size_t)month % MONTHS_KEPT;
    if (secrets->months[slot].month != month) {
        code = read_or_make_hex(month_path(keys, month).text, make, secrets->months[slot].key, err);
        secrets->months[slot].month = code == 0 ? month : 0;
    }
    if (code == 0) {
        memcpy(ret, secrets->months[slot].key, AUDIT_DETAIL_KEY_BYTES);
    } else if (make && code == ERR_NOTFOUND) {
        code = err_set(err, ERR_DENIED,
                       "the clock says a month whose key of the log was destroyed: set the clock");
    }
    pthread_mutex_unlock(&keys->lock);
    return code;
}

/* overwrite - the key's digits, where they stand. */
static int overwrite(const char *path, struct str text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return file_replace(path, text, 0600, err);
    }
    bool is_done =
        fd >= 0 && pwrite(fd, text.ptr, text.len, 0) == (ssize_t)text.len && fsync(fd) == 0;
    int code = is_done ? 0 : file_write_error(err, ERR_CREATE, path, errno);
    if (fd >= 0) {
        close(fd);
    }
    return code;
}

int audit_keys_forget(struct audit_keys *keys, int month, struct err *err)
{
    pthread_mutex_lock(&keys->lock);
    struct key_path path = month_path(keys, month);
    size_t slot = (size_t)month % MONTHS_KEPT;
    if (keys->secrets->months[slot].month == month) {
        sodium_memzero(&keys->secrets->months[slot], sizeof keys->secrets->months[slot]);
    }
    char text[KEY_TEXT_BYTES];
    memset(text, ' ', sizeof text);
    memcpy(text, gone.ptr, gone.len);
    text[sizeof text - 1] = '\n';
    int code = overwrite(path.text, str_make(text, sizeof text), err);
    pthread_mutex_unlock(&keys->lock);
    return code;
}
