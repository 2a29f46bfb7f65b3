/* fail_nth.c - makes one call fail, to see that the program survives it; loaded with LD_PRELOAD.
 *
 * FAIL_ALLOC=N   the Nth malloc, calloc or realloc once the libraries are set up gives NULL
 * FAIL_READ=N    the Nth read gives EIO
 * FAIL_WRITE=N   the Nth call that makes, writes or closes a file fails (EIO): open for writing,
 *                write, fsync, mkdir, rename (and …at), fopen; if it is fwrite, fflush or fclose,
 *                the stream's disk is full from then on
 * FAIL_MARK=PATH a file that is made when the failure has happened
 *
 * Standard streams are left alone. The mark and the full disk are made by system calls of their
 * own, so that they are not counted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *ptr, size_t size);

/* Calls left until the one that fails; 0: none will. */
static atomic_long alloc_left, read_left, write_left;
static const char *mark_path;

static long number_from(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? strtol(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void arm(void)
{
    mark_path = getenv("FAIL_MARK");
    atomic_store(&read_left, number_from("FAIL_READ"));
    atomic_store(&write_left, number_from("FAIL_WRITE"));
    atomic_store(&alloc_left, number_from("FAIL_ALLOC"));
}

static bool now(atomic_long *left)
{
    if (atomic_load(left) <= 0 || atomic_fetch_sub(left, 1) != 1) {
        return false;
    }
    if (mark_path != NULL) {
        long fd = syscall(SYS_openat, AT_FDCWD, mark_path, O_CREAT | O_WRONLY, 0600);
        if (fd >= 0) {
            syscall(SYS_close, fd);
        }
    }
    return true;
}

void *malloc(size_t size)
{
    if (now(&alloc_left)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (now(&alloc_left)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, size);
}

void *realloc(void *ptr, size_t size)
{
    if (size > 0 && now(&alloc_left)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(ptr, size);
}

/* REAL - the function that this one stands before. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *bytes, size_t size)
{
    if (fd > 2 && now(&read_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(read)(fd, bytes, size);
}

/* What read and open become when the program is built with _FORTIFY_SOURCE. */
ssize_t __read_chk(int fd, void *bytes, size_t size, size_t space);
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t space)
{
    return size > space ? -1 : read(fd, bytes, size);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (fd > 2 && now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(write)(fd, bytes, size);
}

int fsync(int fd)
{
    if (now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(fsync)(fd);
}

static int open_or_fail(int at, const char *path, int flags, unsigned mode)
{
    if ((flags & O_ACCMODE) != O_RDONLY && now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_openat, at, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, unsigned) : 0;
    va_end(arguments);
    return open_or_fail(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, unsigned) : 0;
    va_end(arguments);
    return open_or_fail(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, unsigned) : 0;
    va_end(arguments);
    return open_or_fail(at, path, flags, mode);
}

int __open_2(const char *path, int flags)
{
    return open_or_fail(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
    return open_or_fail(AT_FDCWD, path, flags, 0);
}

int mkdir(const char *path, mode_t mode)
{
    if (now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(mkdir)(path, mode);
}

int rename(const char *from, const char *to)
{
    if (now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(rename)(from, to);
}

int mkdirat(int at, const char *path, mode_t mode)
{
    if (now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(mkdirat)(at, path, mode);
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    if (now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(renameat)(from_at, from, to_at, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    if (now(&write_left)) {
        errno = EIO;
        return -1;
    }
    return REAL(renameat2)(from_at, from, to_at, to, flags);
}

/* From here on nothing that the stream writes arrives. */
static void fill_disk_of(FILE *stream)
{
    int fd = fileno(stream);
    if (fd <= 2 || (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY || !now(&write_left)) {
        return;
    }
    long full = syscall(SYS_openat, AT_FDCWD, "/dev/full", O_WRONLY, 0);
    if (full >= 0) {
        dup2((int)full, fd);
        syscall(SYS_close, full);
    }
}

FILE *fopen(const char *path, const char *mode)
{
    if (mode[0] != 'r' && now(&write_left)) {
        errno = EIO;
        return NULL;
    }
    return REAL(fopen)(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    if (mode[0] != 'r' && now(&write_left)) {
        errno = EIO;
        return NULL;
    }
    return REAL(fopen64)(path, mode);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream)
{
    fill_disk_of(stream);
    return REAL(fwrite)(bytes, size, count, stream);
}

int fflush(FILE *stream)
{
    if (stream != NULL) {
        fill_disk_of(stream);
    }
    return REAL(fflush)(stream);
}

int fclose(FILE *stream)
{
    fill_disk_of(stream);
    return REAL(fclose)(stream);
}
