/* kill_nth.c - loaded before a program (LD_PRELOAD) by tests/kill.py, kills it in the midst of what
 * it writes to disk, as a power cut or `kill -9` would:
 *
 * KILL_WRITE=N    at the nth write, sync, truncation, renaming or removal
 * KILL_HALF=1     a write is then half done before the kill
 * KILL_POWER=1    and what was not synced is lost: what write() put at the end of a file since its
 *                 last sync, and renamings and removals since the last sync of their folder
 * KILL_FULL=1     instead of a kill, no write finds room from then on (ENOSPC)
 * KILL_COUNT=PATH how many there were is written there when the program ends by itself
 *
 * Standard streams are left alone. So is, by KILL_POWER, what pwrite() wrote: those files are
 * SQLite's, whose losses src/store/fault_vfs.c models. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { KEPT_MAX = 256 };

/* struct tail - a file that was written to and not synced, by a descriptor of our own. */
struct tail {
    int fd;
    off_t synced;
    dev_t device;
    ino_t inode;
};

/* struct move - a renaming or removal whose folder was not synced. saved: another name of what
 * stood at `to`, or was removed; "": nothing did. from "": a removal. */
struct move {
    char from[PATH_MAX], to[PATH_MAX], saved[PATH_MAX + 32];
    dev_t device; /* of to's folder */
    ino_t inode;
};

static atomic_long done;
static long kill_at;
static int half, power, full;
static const char *count_path;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct tail tails[KEPT_MAX];
static struct move *moves;
static int tail_count, move_count, moves_made;

/* REAL - the function that this one stands before. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void arm(void)
{
    const char *at = getenv("KILL_WRITE");
    kill_at = at != NULL ? strtol(at, NULL, 10) : 0;
    half = getenv("KILL_HALF") != NULL;
    power = getenv("KILL_POWER") != NULL;
    full = getenv("KILL_FULL") != NULL;
    count_path = getenv("KILL_COUNT");
    moves = power ? calloc(KEPT_MAX, sizeof *moves) : NULL;
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
    for (int i = 0; i < move_count; i++) {
        syscall(SYS_unlinkat, AT_FDCWD, moves[i].saved, 0);
    }
}

/* ---- what a power cut takes back ---- */

static void note_write(int fd)
{
    struct stat about;
    pthread_mutex_lock(&lock);
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
        int i = 0;
        while (i < tail_count &&
               (tails[i].inode != about.st_ino || tails[i].device != about.st_dev)) {
            i++;
        }
        if (i == tail_count && i < KEPT_MAX) {
            int own = fcntl(fd, F_DUPFD_CLOEXEC, 100);
            tails[tail_count++] = (struct tail){own, about.st_size, about.st_dev, about.st_ino};
        }
    }
    pthread_mutex_unlock(&lock);
}

static void note_sync(int fd)
{
    struct stat about;
    pthread_mutex_lock(&lock);
    if (fstat(fd, &about) == 0) {
        for (int i = tail_count - 1; i >= 0; i--) {
            if (tails[i].inode == about.st_ino && tails[i].device == about.st_dev) {
                syscall(SYS_close, tails[i].fd);
                tails[i] = tails[--tail_count];
            }
        }
        int kept = 0;
        for (int i = 0; i < move_count; i++) {
            if (moves[i].inode == about.st_ino && moves[i].device == about.st_dev) {
                syscall(SYS_unlinkat, AT_FDCWD, moves[i].saved, 0);
            } else {
                moves[kept++] = moves[i];
            }
        }
        move_count = kept;
    }
    pthread_mutex_unlock(&lock);
}

/* whole_path - a path as the process sees it, without the folder's descriptor. */
static void whole_path(int at, const char *path, char ret[PATH_MAX])
{
    char link[40], folder[PATH_MAX] = ".";
    if (path[0] != '/' && at != AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        ssize_t len = readlink(link, folder, sizeof folder - 1);
        folder[len > 0 ? len : 0] = '\0';
    }
    int len = path[0] == '/' ? snprintf(ret, PATH_MAX, "%s", path)
                             : snprintf(ret, PATH_MAX, "%s/%s", folder, path);
    if (len >= PATH_MAX) {
        abort();
    }
}

/* note_move - before it is made. */
static void note_move(int from_at, const char *from, int to_at, const char *to)
{
    struct stat about;
    char parent[PATH_MAX];
    pthread_mutex_lock(&lock);
    if (move_count < KEPT_MAX) {
        struct move *move = &moves[move_count];
        memset(move, 0, sizeof *move);
        if (from != NULL) {
            whole_path(from_at, from, move->from);
        }
        whole_path(to_at, to, move->to);
        snprintf(parent, sizeof parent, "%s", move->to);
        *strrchr(parent, '/') = '\0';
        int there = lstat(move->to, &about) == 0;
        if (there && S_ISREG(about.st_mode)) {
            snprintf(move->saved, sizeof move->saved, "%s.cut-%d", move->to, ++moves_made);
            there = syscall(SYS_linkat, AT_FDCWD, move->to, AT_FDCWD, move->saved, 0) != 0;
        }
        /* A folder that is replaced or removed is taken to be so at once. */
        if (!there && (from != NULL || move->saved[0] != '\0') && stat(parent, &about) == 0) {
            move->device = about.st_dev;
            move->inode = about.st_ino;
            move_count++;
        }
    }
    pthread_mutex_unlock(&lock);
}

static void lose_power(void)
{
    for (int i = 0; i < tail_count; i++) {
        syscall(SYS_ftruncate, tails[i].fd, tails[i].synced);
    }
    for (int i = move_count - 1; i >= 0; i--) {
        const struct move *move = &moves[i];
        if (move->from[0] != '\0') {
            syscall(SYS_renameat, AT_FDCWD, move->to, AT_FDCWD, move->from);
        }
        if (move->saved[0] != '\0') {
            syscall(SYS_renameat, AT_FDCWD, move->saved, AT_FDCWD, move->to);
        }
    }
}

/* ---- what is counted ---- */

static int is_now(void)
{
    return atomic_fetch_add(&done, 1) + 1 == kill_at && !full;
}

/* no_room - is the disk full? */
static int no_room(void)
{
    if (full && atomic_load(&done) >= kill_at) {
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

static void end(void)
{
    if (power) {
        pthread_mutex_lock(&lock);
        lose_power();
    }
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) {
        pause();
    }
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (fd > 2 && power) {
        note_write(fd);
    }
    if (fd > 2 && is_now()) {
        if (half) {
            syscall(SYS_write, fd, bytes, size / 2);
        }
        end();
    }
    return fd > 2 && no_room() ? -1 : syscall(SYS_write, fd, bytes, size);
}

static ssize_t write_at(int fd, const void *bytes, size_t size, off_t at)
{
    if (is_now()) {
        if (half) {
            syscall(SYS_pwrite64, fd, bytes, size / 2, at);
        }
        end();
    }
    return no_room() ? -1 : syscall(SYS_pwrite64, fd, bytes, size, at);
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

/* AFTER_SYNC - likewise a sync; what it has brought to disk is safe. */
#define AFTER_SYNC(fd, call)                                                                       \
    do {                                                                                           \
        if (is_now()) {                                                                            \
            end();                                                                                 \
        }                                                                                          \
        int result = call;                                                                         \
        if (power && result == 0) {                                                                \
            note_sync(fd);                                                                         \
        }                                                                                          \
        return result;                                                                             \
    } while (0)

/* MOVE - likewise a renaming or removal. */
#define MOVE(from_at, from, to_at, to, call)                                                       \
    do {                                                                                           \
        if (is_now()) {                                                                            \
            end();                                                                                 \
        }                                                                                          \
        if (power) {                                                                               \
            note_move(from_at, from, to_at, to);                                                   \
        }                                                                                          \
        return call;                                                                               \
    } while (0)

int fsync(int fd)
{
    AFTER_SYNC(fd, REAL(fsync)(fd));
}

int fdatasync(int fd)
{
    AFTER_SYNC(fd, REAL(fdatasync)(fd));
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
    MOVE(AT_FDCWD, from, AT_FDCWD, to, REAL(rename)(from, to));
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    MOVE(from_at, from, to_at, to, REAL(renameat)(from_at, from, to_at, to));
}

/* Two that change places are taken to have done so at once. */
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    if (flags & RENAME_EXCHANGE) {
        BEFORE(REAL(renameat2)(from_at, from, to_at, to, flags));
    }
    MOVE(from_at, from, to_at, to, REAL(renameat2)(from_at, from, to_at, to, flags));
}

int unlink(const char *path)
{
    MOVE(0, NULL, AT_FDCWD, path, REAL(unlink)(path));
}

int unlinkat(int at, const char *path, int flags)
{
    MOVE(0, NULL, at, path, REAL(unlinkat)(at, path, flags));
}
