/* whole_file.c - reading and replacing small files. */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int file_write_error(struct err *err, int code, const char *path, int number)
{
    if (number == ENOSPC || number == EDQUOT) {
        return err_set(err, ERR_IO,
                       "no space left for %s: %s; nothing was written, free some space and run "
                       "again",
                       path, strerror(number));
    }
    return err_set(err, number == EIO ? ERR_IO : code, "%s can't be written: %s", path,
                   strerror(number));
}

int file_read_whole(const char *path, const char *what, size_t bytes_max, struct buf *ret,
                    struct err *err)
{
    FILE *stream = fopen(path, "rbe");
    if (stream == NULL) {
        return err_at(err, ERR_NOTFOUND, path, 0, 0, "can't open %s: %s", what, strerror(errno));
    }
    char piece[16384];
    size_t len, total = 0;
    int code = 0;
    while (code == 0 && (len = fread(piece, 1, sizeof piece, stream)) > 0) {
        total += len;
        code = total > bytes_max ? ERR_LIMIT : buf_add(ret, str_make(piece, len));
    }
    if (code != 0) {
        code =
            err_at(err, ERR_LIMIT, path, 0, 0, "%s is longer than %zu MB", what, bytes_max >> 20);
    } else if (ferror(stream)) {
        code = err_at(err, ERR_IO, path, 0, 0, "can't read %s: %s", what, strerror(errno));
    }
    fclose(stream);
    return code;
}

int file_write_all(int fd, struct str text)
{
    while (text.len > 0) {
        ssize_t wrote = write(fd, text.ptr, text.len);
        if (wrote < 0 && errno != EINTR) {
            return errno;
        }
        text = str_slice(text, wrote > 0 ? (size_t)wrote : 0, text.len);
    }
    return 0;
}

/* write_partial - the new bytes, on the disk, under the partial name. Returns errno; the name is
 * gone again then. */
static int write_partial(int folder, const char *partial, struct str text, mode_t mode)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    int fd = openat(folder, partial, flags, mode);
    if (fd < 0 && errno == EEXIST) {
        unlinkat(folder, partial, 0); /* left by a process that had our number and was killed */
        fd = openat(folder, partial, flags, mode);
    }
    if (fd < 0) {
        return errno;
    }
    int number = file_write_all(fd, text);
    if (number == 0 && fsync(fd) != 0 && errno != EINVAL && errno != EROFS) {
        number = errno;
    }
    if (close(fd) != 0 && errno != EINTR && number == 0) {
        number = errno;
    }
    if (number != 0) {
        unlinkat(folder, partial, 0);
    }
    return number;
}

int file_replace(const char *path, struct str text, mode_t mode, struct err *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    char parent[PATH_MAX] = ".", partial[NAME_MAX + 1];
    if (slash != NULL && (size_t)(name - path) >= sizeof parent) {
        return err_set(err, ERR_CREATE, "the name of a file is too long");
    }
    if (slash != NULL) {
        snprintf(parent, sizeof parent, "%.*s", (int)(name - path), path);
    }
    snprintf(partial, sizeof partial, ".%.*s.partial-%ld", NAME_MAX - 32, name, (long)getpid());
    int folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return file_write_error(err, ERR_CREATE, path, errno);
    }
    int number = write_partial(folder, partial, text, mode);
    if (number == 0 && renameat(folder, partial, folder, name) != 0) {
        number = errno;
        unlinkat(folder, partial, 0);
    }
    if (number == 0 && fsync(folder) != 0 && errno != EINVAL && errno != EROFS) {
        number = errno;
    }
    close(folder);
    return number != 0 ? file_write_error(err, ERR_CREATE, path, number) : 0;
}
