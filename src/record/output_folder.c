/* output_folder.c - a partial folder beside its place, synced and renamed. */
#define _GNU_SOURCE /* renameat2, fopencookie */
#include "output_folder.h"

#include "memory.h"
#include "str.h"
#include "whole_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANIFEST_BYTES_MAX = 16 << 20, REMOVE_DEPTH_MAX = 16, WAITING_BYTES_MAX = 8 << 20 };

/* ── what stands in the way ──────────────────────────────────────────────────────────────────── */

/* is_empty - the folder holds nothing; errno when it can't be told, 0 otherwise. */
static int is_empty(const char *path, bool *ret_empty)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return errno;
    }
    bool empty = true;
    errno = 0;
    for (struct dirent *entry; empty && (entry = readdir(folder)) != NULL;) {
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    }
    int number = errno;
    closedir(folder);
    *ret_empty = empty;
    return number;
}

/* has_manifest - an earlier run made the folder. */
static bool has_manifest(const char *path)
{
    struct buf name = {0};
    struct stat status;
    buf_printf(&name, "%s/manifest.json", path);
    json_t *manifest = NULL;
    if (lstat(name.ptr, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size <= MANIFEST_BYTES_MAX) {
        manifest = json_load_file(name.ptr, 0, NULL);
    }
    const char *program = json_string_value(json_object_get(manifest, "program"));
    bool ours = program != NULL && strcmp(program, "cantref") == 0;
    json_decref(manifest);
    buf_free(&name);
    return ours;
}

/* check_place - nothing is at path, or something that may be replaced. */
static int check_place(const char *path, struct err *err)
{
    struct stat status;
    bool empty = false;
    if (lstat(path, &status) != 0) {
        return errno == ENOENT ? 0 : file_write_error(err, ERR_CREATE, path, errno);
    }
    if (!S_ISDIR(status.st_mode)) {
        return err_set(err, ERR_CONFLICT, "%s is a file; name a folder with -o", path);
    }
    int number = is_empty(path, &empty);
    if (number != 0) {
        return file_write_error(err, ERR_CREATE, path, number);
    }
    if (!empty && !has_manifest(path)) {
        return err_set(err, ERR_CONFLICT,
                       "%s is not empty and no earlier run made it; name another folder with -o",
                       path);
    }
    return 0;
}

/* ── removing ────────────────────────────────────────────────────────────────────────────────── */

/* remove_tree - a folder and what is in it; links are removed, not followed. Best effort. */
static void remove_tree(int parent_fd, const char *name, int depth)
{
    int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (folder == NULL) {
        if (fd >= 0) {
            close(fd);
        }
        unlinkat(parent_fd, name, 0);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (unlinkat(fd, entry->d_name, 0) != 0 && depth < REMOVE_DEPTH_MAX) {
            remove_tree(fd, entry->d_name, depth + 1);
        }
    }
    closedir(folder);
    unlinkat(parent_fd, name, AT_REMOVEDIR);
}

void output_folder_abandon_at_once(struct output_folder *folder)
{
    if (!folder->is_open) {
        return;
    }
    folder->is_open = 0;
    for (int i = 0; i < folder->file_count; i++) {
        unlinkat(folder->fd, folder->files[i].name, 0);
    }
    unlinkat(folder->parent_fd, folder->partial, AT_REMOVEDIR);
}

static void close_folders(struct output_folder *folder)
{
    close(folder->fd);
    close(folder->parent_fd);
    folder->fd = folder->parent_fd = -1;
}

void output_folder_abandon(struct output_folder *folder)
{
    if (!folder->is_open) {
        return;
    }
    for (int i = 0; i < folder->file_count; i++) {
        if (folder->files[i].stream != NULL) {
            fclose(folder->files[i].stream);
            folder->files[i].stream = NULL;
        }
    }
    output_folder_abandon_at_once(folder);
    close_folders(folder);
}

/* ── beginning ───────────────────────────────────────────────────────────────────────────────── */

/* set_path - path without slashes at its end; a link to a folder is replaced by what it points
 * to. */
static int set_path(struct output_folder *folder, const char *path, struct err *err)
{
    struct stat status;
    struct str s = str_of(path);
    while (s.len > 1 && s.ptr[s.len - 1] == '/') {
        s.len--;
    }
    if (s.len == 0 || s.len >= sizeof folder->path) {
        return err_set(err, ERR_CREATE, "the name of the output folder is empty or too long");
    }
    snprintf(folder->path, sizeof folder->path, "%.*s", PRI(s));
    if (stat(folder->path, &status) == 0 && S_ISDIR(status.st_mode)) {
        char *real = realpath(folder->path, NULL);
        if (real == NULL) {
            return file_write_error(err, ERR_CREATE, folder->path, errno);
        }
        snprintf(folder->path, sizeof folder->path, "%s", real);
        free(real);
    }
    return 0;
}

static const char *base_name(const struct output_folder *folder)
{
    const char *slash = strrchr(folder->path, '/');
    return slash != NULL ? slash + 1 : folder->path;
}

static int open_parent(struct output_folder *folder, struct err *err)
{
    const char *base = base_name(folder);
    char parent[PATH_MAX] = ".";
    size_t len = (size_t)(base - folder->path);
    if (len > 0) {
        snprintf(parent, sizeof parent, "%.*s", (int)len, folder->path);
    }
    int len_partial = snprintf(folder->partial, sizeof folder->partial, ".%.*s.partial-%ld",
                               NAME_MAX - 32, base, (long)getpid());
    assert(len_partial > 0 && (size_t)len_partial < sizeof folder->partial);
    if (base[0] == 0) {
        return err_set(err, ERR_CONFLICT, "%s can't be the output folder", folder->path);
    }
    folder->parent_fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->parent_fd < 0) {
        return err_set(err, ERR_CREATE, "the folder %s, in which the output is to be made: %s",
                       parent, strerror(errno));
    }
    return 0;
}

int output_folder_begin(struct output_folder *folder, const char *path, struct err *err)
{
    *folder = (struct output_folder){.fd = -1, .parent_fd = -1};
    int code = set_path(folder, path, err);
    code = code ? code : check_place(folder->path, err);
    code = code ? code : open_parent(folder, err);
    if (code != 0) {
        return code;
    }
    int made = mkdirat(folder->parent_fd, folder->partial, 0700);
    if (made != 0 && errno == EEXIST) {
        /* Left by a process that had our number and was killed. */
        remove_tree(folder->parent_fd, folder->partial, 0);
        made = mkdirat(folder->parent_fd, folder->partial, 0700);
    }
    if (made == 0) {
        folder->fd = openat(folder->parent_fd, folder->partial,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (folder->fd < 0) {
        code = file_write_error(err, ERR_CREATE, folder->path, errno);
        if (made == 0) {
            unlinkat(folder->parent_fd, folder->partial, AT_REMOVEDIR);
        }
        close(folder->parent_fd);
        return code;
    }
    folder->is_open = 1;
    return 0;
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────── */

/* stdio forgets which error a write met; these keep it. */
static ssize_t file_write(void *cookie, const char *bytes, size_t size)
{
    struct output_file *file = cookie;
    size_t done = 0;
    while (done < size && file->failed_errno == 0) {
        ssize_t wrote = write(file->fd, bytes + done, size - done);
        if (wrote >= 0) {
            done += (size_t)wrote;
        } else if (errno != EINTR) {
            file->failed_errno = errno;
        }
    }
    file->waiting_bytes += done;
    if (file->waiting_bytes >= WAITING_BYTES_MAX) {
        /* Only a wish, so that the sync at the end has little left to wait for. */
        (void)sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
        file->waiting_bytes = 0;
    }
    return (ssize_t)(file->failed_errno == 0 ? done : 0);
}

static int file_close(void *cookie)
{
    struct output_file *file = cookie;
    int closed = close(file->fd);
    if (closed != 0 && errno != EINTR && file->failed_errno == 0) {
        file->failed_errno = errno;
    }
    file->fd = -1;
    return 0;
}

int output_folder_open(struct output_folder *folder, const char *name, FILE **ret_stream,
                       struct err *err)
{
    assert(folder->is_open && strchr(name, '/') == NULL && strlen(name) < OUTPUT_NAME_BYTES_MAX);
    if (folder->file_count == OUTPUT_FILES_MAX) {
        return err_set(err, ERR_LIMIT, "more than %d output files", OUTPUT_FILES_MAX);
    }
    int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == EEXIST ? err_set(err, ERR_CONFLICT, "%s is written twice", name)
                               : file_write_error(err, ERR_IO, name, errno);
    }
    struct output_file *file = &folder->files[folder->file_count];
    *file = (struct output_file){.fd = fd};
    snprintf(file->name, sizeof file->name, "%s", name);
    folder->file_count++; /* from here on an abandon removes it */
    cookie_io_functions_t functions = {.write = file_write, .close = file_close};
    file->stream = fopencookie(file, "w", functions);
    if (file->stream == NULL) {
        close(fd);
        return err_set(err, ERR_MEMORY, "out of memory while writing %s", name);
    }
    setvbuf(file->stream, NULL, _IOFBF, 1 << 16);
    *ret_stream = file->stream;
    return 0;
}

/* close_file - an error of the disk counts whether it comes at a write, at the sync or at the
 * close. */
static int close_file(struct output_file *file, struct err *err)
{
    if (fflush(file->stream) == 0 && file->failed_errno == 0 && fsync(file->fd) != 0 &&
        errno != EINVAL && errno != EROFS) {
        file->failed_errno = errno;
    }
    bool failed = ferror(file->stream) != 0;
    failed = fclose(file->stream) != 0 || failed || file->failed_errno != 0;
    file->stream = NULL;
    int number = file->failed_errno != 0 ? file->failed_errno : EIO;
    return failed ? file_write_error(err, ERR_IO, file->name, number) : 0;
}

int output_folder_close(struct output_folder *folder, FILE *stream, struct err *err)
{
    for (int i = 0; i < folder->file_count; i++) {
        if (folder->files[i].stream == stream) {
            return close_file(&folder->files[i], err);
        }
    }
    return err_set(err, ERR_CONFLICT, "a file is closed that is not open");
}

/* ── putting it in its place ─────────────────────────────────────────────────────────────────── */

/* swap - the partial folder in place of an earlier run's, which then has the partial's name. Where
 * the file system can't exchange two names, two renames; if the second fails, the first is undone.
 * Returns errno. */
static int swap(const struct output_folder *folder)
{
    int at = folder->parent_fd;
    const char *base = base_name(folder);
    char old[sizeof folder->partial + 8];
    if (renameat2(at, folder->partial, at, base, RENAME_EXCHANGE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return errno;
    }
    snprintf(old, sizeof old, "%.*s.old", NAME_MAX - 4, folder->partial);
    if (renameat(at, base, at, old) != 0) {
        return errno;
    }
    if (renameat(at, folder->partial, at, base) != 0) {
        int number = errno;
        renameat(at, old, at, base);
        return number;
    }
    return renameat(at, old, at, folder->partial) == 0 ? 0 : errno;
}

static int put_in_place(struct output_folder *folder, struct err *err)
{
    int at = folder->parent_fd;
    int code = check_place(folder->path, err); /* again: the run may have taken hours */
    if (code != 0) {
        return code;
    }
    /* Onto nothing or onto an empty folder a rename is enough. It counts once the parent is synced;
     * if that fails it is taken back, and the partial folder is abandoned like any other. */
    bool renamed = renameat(at, folder->partial, at, base_name(folder)) == 0;
    if (!renamed && errno != ENOTEMPTY && errno != EEXIST) {
        return file_write_error(err, ERR_IO, folder->path, errno);
    }
    int number = renamed ? 0 : swap(folder);
    if (number != 0) {
        return file_write_error(err, ERR_IO, folder->path, number);
    }
    if (fsync(at) != 0 && errno != EINVAL && errno != EROFS) {
        number = errno;
        if (renamed ? renameat(at, base_name(folder), at, folder->partial) != 0
                    : swap(folder) != 0) {
            folder->is_open =
                0; /* it stays where it is: whole, though perhaps not after a power cut */
        }
        return file_write_error(err, ERR_IO, folder->path, number);
    }
    folder->is_open = 0;
    if (!renamed) {
        remove_tree(at, folder->partial, 0);
    }
    return 0;
}

int output_folder_commit(struct output_folder *folder, struct err *err)
{
    assert(folder->is_open);
    int code = 0;
    for (int i = 0; i < folder->file_count && code == 0; i++) {
        if (folder->files[i].stream != NULL) {
            code = close_file(&folder->files[i], err);
        }
    }
    if (code == 0 && fsync(folder->fd) != 0 && errno != EINVAL && errno != EROFS) {
        code = file_write_error(err, ERR_IO, folder->path, errno);
    }
    code = code ? code : put_in_place(folder, err);
    if (folder->is_open) {
        output_folder_abandon(folder);
    } else {
        close_folders(folder);
    }
    return code;
}
