/* audit_files.c - files of the log to their places, and back. */
#include "audit_files.h"

#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char unfinished[] = "unfinished";

/* ── paths ───────────────────────────────────────────────────────────────────────────────────── */

struct audit_path audit_in_log(const struct audit_files *files, const char *path)
{
    struct audit_path full;
    snprintf(full.text, sizeof full.text, "%s/%s", files->log, path);
    return full;
}

struct audit_path audit_in_work(const struct audit_files *files, const char *name)
{
    struct audit_path full;
    snprintf(full.text, sizeof full.text, "%s/%s", files->work, name);
    return full;
}

const char *audit_tile_path(int level, uint64_t number, size_t width, char ret[AUDIT_PATH_MAX])
{
    unsigned groups[8];
    int count = 0, len;
    do {
        groups[count++] = (unsigned)(number % 1000);
        number /= 1000;
    } while (number > 0 && count < 8);
    len = level == AUDIT_ENTRIES_LEVEL ? snprintf(ret, AUDIT_PATH_MAX, "tile/entries")
                                       : snprintf(ret, AUDIT_PATH_MAX, "tile/%d", level);
    while (count-- > 0) {
        len += snprintf(ret + len, AUDIT_PATH_MAX - (size_t)len, count > 0 ? "/x%03u" : "/%03u",
                        groups[count]);
    }
    if (width < 256) {
        snprintf(ret + len, AUDIT_PATH_MAX - (size_t)len, ".p/%zu", width);
    }
    return ret;
}

const char *audit_journal_path(uint64_t first, char ret[AUDIT_PATH_MAX])
{
    snprintf(ret, AUDIT_PATH_MAX, "journal/%llu", (unsigned long long)first);
    return ret;
}

/* ── folders ─────────────────────────────────────────────────────────────────────────────────── */

static int make_folder(const char *path, struct err *err)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST
               ? 0
               : file_write_error(err, ERR_CREATE, path, errno);
}

static int lock_folder(struct audit_files *files, struct err *err)
{
    files->lock_fd = open(files->log, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (files->lock_fd < 0) {
        return file_write_error(err, ERR_CREATE, files->log, errno);
    }
    if (flock(files->lock_fd, LOCK_EX | LOCK_NB) == 0) {
        return 0;
    }
    return errno == EWOULDBLOCK
               ? err_set(err, ERR_CONFLICT, "another program writes the log in %s", files->log)
               : err_set(err, ERR_IO, "%s can't be locked: %s", files->log, strerror(errno));
}

/* sync_folder - of path and what follows it. */
static int sync_folder(const char *path, const char *more, struct err *err)
{
    struct audit_path full;
    snprintf(full.text, sizeof full.text, "%s%s", path, more);
    int fd = open(full.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int number = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) {
        close(fd);
    }
    return number == 0 ? 0
                       : err_set(err, ERR_IO, "the folder %s can't be brought to disk: %s",
                                 full.text, strerror(number));
}

int audit_files_open(struct audit_files *files, const char *log_folder, const char *work_folder,
                     struct err *err)
{
    *files = (struct audit_files){.lock_fd = -1};
    if ((size_t)snprintf(files->log, sizeof files->log, "%s", log_folder) >= sizeof files->log ||
        (size_t)snprintf(files->work, sizeof files->work, "%s", work_folder) >=
            sizeof files->work) {
        return err_set(err, ERR_LIMIT, "the name of the log's folder is too long");
    }
    int code = make_folder(files->log, err);
    code = code ? code : lock_folder(files, err);
    code = code ? code : sync_folder(files->log, "/..", err);
    code = code ? code : make_folder(files->work, err);
    code = code ? code : make_folder(audit_in_log(files, "tile").text, err);
    code = code ? code : make_folder(audit_in_log(files, "journal").text, err);
    if (code == 0) {
        unlink(audit_in_work(files, unfinished).text);
        code = audit_files_sync(files, err);
    }
    return code;
}

void audit_files_close(struct audit_files *files)
{
    if (files->lock_fd >= 0) {
        close(files->lock_fd);
    }
    files->lock_fd = -1;
    buf_free(&files->folders);
}

/* note_folder - the folder of a path in the log is to be synced. */
static void note_folder(struct audit_files *files, const char *path)
{
    struct str folder = str_of(path);
    const char *slash = strrchr(path, '/');
    folder = slash != NULL ? str_make(path, (size_t)(slash - path)) : STR("");
    struct str noted = buf_str(&files->folders);
    for (size_t at = 0; at < noted.len; at += strlen(noted.ptr + at) + 1) {
        if (str_eq(folder, str_of(noted.ptr + at))) {
            return;
        }
    }
    buf_add(&files->folders, folder);
    buf_add_char(&files->folders, '\0');
}

/* make_way - the folders that a path in the log leads through. */
static int make_way(struct audit_files *files, const char *path, struct err *err)
{
    char part[AUDIT_PATH_MAX];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        struct audit_path full = audit_in_log(files, part);
        if (mkdir(full.text, 0700) == 0) {
            note_folder(files, part);
        } else if (errno != EEXIST) {
            return file_write_error(err, ERR_CREATE, full.text, errno);
        }
    }
    return 0;
}

int audit_files_sync(struct audit_files *files, struct err *err)
{
    files->is_sync_failed = false;
    note_folder(files, "checkpoint"); /* the log's own folder, always and last */
    struct str noted = buf_str(&files->folders);
    int code = 0;
    for (size_t at = 0; code == 0 && at < noted.len; at += strlen(noted.ptr + at) + 1) {
        code = sync_folder(audit_in_log(files, noted.ptr + at).text, "", err);
    }
    files->folders.len = 0;
    files->is_sync_failed = code != 0;
    return code;
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────── */

int audit_file_put(struct audit_files *files, const char *path, struct str bytes, struct err *err)
{
    files->is_sync_failed = false;
    int code = make_way(files, path, err);
    if (code != 0) {
        return code;
    }
    struct audit_path own = audit_in_work(files, unfinished), full = audit_in_log(files, path);
    int fd = open(own.text, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    int number = fd < 0 ? errno : file_write_all(fd, bytes);
    if (number == 0 && fsync(fd) != 0) {
        number = errno;
        files->is_sync_failed = true;
    }
    if (fd >= 0) {
        close(fd);
    }
    if (number == 0 && rename(own.text, full.text) != 0) {
        number = errno;
    }
    if (number != 0) {
        unlink(own.text);
        return file_write_error(err, ERR_CREATE, full.text, number);
    }
    note_folder(files, path);
    return 0;
}

void audit_file_remove(struct audit_files *files, const char *path)
{
    struct audit_path full = audit_in_log(files, path);
    unlink(full.text);
    char *slash = strrchr(full.text, '/');
    if (slash - full.text > 2 && strncmp(slash - 2, ".p/", 3) == 0) {
        *slash = '\0';
        rmdir(full.text); /* refused while there are others */
    }
}

int audit_file_read(const struct audit_files *files, const char *path, size_t bytes_max,
                    struct buf *ret, struct err *err)
{
    return file_read_whole(audit_in_log(files, path).text, "a file of the log", bytes_max, ret,
                           err);
}

int audit_file_read_at(const struct audit_files *files, const char *path, uint64_t at, size_t bytes,
                       char *ret, struct err *err)
{
    struct audit_path full = audit_in_log(files, path);
    int fd = open(full.text, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_at(err, ERR_NOTFOUND, full.text, 0, 0, "can't open a file of the log: %s",
                      strerror(errno));
    }
    size_t done = 0;
    ssize_t got = 1;
    while (done < bytes && got != 0) {
        got = pread(fd, ret + done, bytes - done, (off_t)(at + done));
        if (got < 0 && errno != EINTR) {
            break;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    int number = got < 0 ? errno : 0;
    close(fd);
    if (done == bytes) {
        return 0;
    }
    return number != 0
               ? err_at(err, ERR_IO, full.text, 0, 0, "can't be read: %s", strerror(number))
               : err_at(err, ERR_INPUT, full.text, 0, 0, "is cut short; run cantref-verify");
}
