/* kill_nth.c - loaded before a program (LD_PRELOAD) by tests/kill.py, kills it in the midst of what
 * it writes to disk, as a power cut or `kill -9` would:
 *
 * KILL_WRITE=N    at the nth write, sync, truncation, renaming or removal
 * KILL_HALF=1     a write is then half done before the kill
 * KILL_COUNT=PATH how many there were is written there when the program ends by itself
 *
 * Standard streams are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long done;
static long kill_at;
static int half;
static const char *count_path;

__attribute__((constructor)) static void arm(void)
{
    const char *at = getenv("KILL_WRITE");
    kill_at = at != NULL ? strtol(at, NULL, 10) : 0;
    half = getenv("KILL_HALF") != NULL;
    count_path = getenv("KILL_COUNT");
}

__attribute__((destructor)) static void tell(void)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%ld", atomic_load(&done));
    long fd = count_path == NULL
                  ? -1
                  : syscall(SYS_openat, AT_FDCWD, count_path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, text, len);
        syscall(SYS_close, fd);
    }
}

static int is_now(void)
{
    return atomic_fetch_add(&done, 1) + 1 == kill_at;
}

static void end(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) {
        pause();
    }
}

/* REAL - the function that this one stands before. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (fd > 2 && is_now()) {
        if (half) {
            syscall(SYS_write, fd, bytes, size / 2);
        }
        end();
    }
    return syscall(SYS_write, fd, bytes, size);
}

static ssize_t write_at(int fd, const void *bytes, size_t size, off_t at)
{
    if (is_now()) {
        if (half) {
            syscall(SYS_pwrite64, fd, bytes, size / 2, at);
        }
        end();
    }
    return syscall(SYS_pwrite64, fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return write_at(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    return write_at(fd, bytes, size, at);
}

/* BEFORE - the call is counted, and made unless it is the one. */
#define BEFORE(call)                                                                               \
    do {                                                                                           \
        if (is_now()) {                                                                            \
            end();                                                                                 \
        }                                                                                          \
        return call;                                                                               \
    } while (0)

int fsync(int fd)
{
    BEFORE(REAL(fsync)(fd));
}

int fdatasync(int fd)
{
    BEFORE(REAL(fdatasync)(fd));
}

int ftruncate(int fd, off_t size)
{
    BEFORE(REAL(ftruncate)(fd, size));
}

int ftruncate64(int fd, off64_t size)
{
    BEFORE(REAL(ftruncate64)(fd, size));
}

int rename(const char *from, const char *to)
{
    BEFORE(REAL(rename)(from, to));
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    BEFORE(REAL(renameat)(from_at, from, to_at, to));
}

int unlink(const char *path)
{
    BEFORE(REAL(unlink)(path));
}

int unlinkat(int at, const char *path, int flags)
{
    BEFORE(REAL(unlinkat)(at, path, flags));
}
