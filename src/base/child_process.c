/* child_process.c - starting a child, watching it, ending it; and what it does to itself. */
#define _GNU_SOURCE /* memfd_create */
#include "child_process.h"

#include "clock.h"
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 256, WRITE_SLACK_BYTES = 1 << 20 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { BOUND_MEMORY = 0 }; /* a sanitizer's shadow takes terabytes of addresses */
#else
enum { BOUND_MEMORY = 1 };
#endif

/* ---- the parent ---- */

static int set_files(posix_spawn_file_actions_t *files, const struct child_process *child,
                     int report_end)
{
    /* Standard output and error come later: the other numbers may be theirs, if they were
     * closed. */
    int number = posix_spawn_file_actions_adddup2(files, child->job, CHILD_JOB_FD);
    number =
        number ? number : posix_spawn_file_actions_adddup2(files, child->answer, CHILD_ANSWER_FD);
    number = number ? number : posix_spawn_file_actions_adddup2(files, report_end, CHILD_REPORT_FD);
    for (int fd = STDOUT_FILENO; number == 0 && fd <= STDERR_FILENO; fd++) {
        number = posix_spawn_file_actions_addopen(files, fd, "/dev/null", O_WRONLY, 0);
    }
    return number ? number : posix_spawn_file_actions_addclosefrom_np(files, CHILD_REPORT_FD + 1);
}

static int spawn(struct child_process *child, const struct child_start *start, int report_end,
                 struct err *err)
{
    struct arena arena = {0};
    char program[] = "cantref";
    char *word = (char *)arena_alloc(&arena, strlen(start->word) + 1);
    memcpy(word, start->word, strlen(start->word));
    char *argv[] = {program, word, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    int number = set_files(&files, child, report_end);
    number = number ? number : posix_spawnattr_setsigmask(&attributes, &none);
    number = number ? number : posix_spawnattr_setpgroup(&attributes, 0); /* its helpers end too */
    number = number ? number
                    : posix_spawnattr_setflags(&attributes,
                                               POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    number = number ? number
                    : posix_spawn(&child->pid, "/proc/self/exe", &files, &attributes, argv,
                                  start->environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    arena_free(&arena);
    if (number != 0) {
        child->pid = 0;
        return err_set(err, ERR_IO, "%s can't be started: %s", start->name, strerror(number));
    }
    return 0;
}

/* over_childs - the same file at a number over those of the child, so that putting one in its place
 * there never overwrites another. */
static int over_childs(int fd)
{
    int higher = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, CHILD_REPORT_FD + 1);
    if (fd >= 0) {
        close(fd);
    }
    return higher;
}

int child_process_start(struct child_process *child, const struct child_start *start,
                        struct err *err)
{
    int ends[2] = {-1, -1};
    int code = 0;
    *child = CHILD_PROCESS_NONE;
    child->job = over_childs(memfd_create("cantref-job", MFD_CLOEXEC));
    child->answer = over_childs(memfd_create("cantref-answer", MFD_CLOEXEC));
    if (pipe2(ends, O_CLOEXEC) == 0) {
        child->report = over_childs(ends[0]);
        ends[1] = over_childs(ends[1]);
    }
    if (child->job < 0 || child->answer < 0 || child->report < 0 || ends[1] < 0 ||
        file_write_all(child->job, start->job) != 0 || lseek(child->job, 0, SEEK_SET) != 0) {
        code = err_set(err, ERR_IO, "%s can't be started: %s", start->name, strerror(errno));
    }
    code = code ? code : spawn(child, start, ends[1], err);
    if (ends[1] >= 0) {
        close(ends[1]);
    }
    return code;
}

enum child_word child_process_report(struct child_process *child, double until_s, void *ret,
                                     size_t len)
{
    for (;;) {
        struct pollfd waiting = {.fd = child->report, .events = POLLIN};
        double left_ms = (until_s - clock_monotonic_s()) * 1000;
        left_ms = left_ms < 0 ? 0 : left_ms + 1;
        int ready = poll(&waiting, 1, left_ms > 60000 ? 60000 : (int)left_ms);
        if (ready == 0 && left_ms <= 1) {
            return CHILD_LATE;
        }
        if (ready < 0 && errno != EINTR) {
            return CHILD_ENDED;
        }
        if (ready > 0) {
            ssize_t got;
            while ((got = read(child->report, ret, len)) < 0 && errno == EINTR) {
            }
            return got == (ssize_t)len ? CHILD_REPORTED : CHILD_ENDED;
        }
    }
}

int child_process_end(struct child_process *child)
{
    int status = 0;
    if (child->pid > 0) {
        kill(-child->pid, SIGKILL); /* one that has ended keeps its status */
        while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
        }
        child->pid = 0;
    }
    return status;
}

int child_process_died(struct child_process *child)
{
    siginfo_t info = {0};
    /* Its pipe closes a moment before it has ended; who is killed then tells nothing. */
    const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
    for (int i = 0; i < 100 && info.si_pid == 0; i++) {
        if (i > 0) {
            nanosleep(&moment, NULL);
        }
        waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT);
    }
    return child_process_end(child);
}

void child_process_close(struct child_process *child)
{
    int *const files[] = {&child->job, &child->answer, &child->report};
    child_process_end(child);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (*files[i] >= 0) {
            close(*files[i]);
        }
    }
    *child = CHILD_PROCESS_NONE;
}

/* ---- the child ---- */

static void bound(int what, uint64_t max)
{
    const struct rlimit limit = {max, max};
    setrlimit((__rlimit_resource_t)what, &limit);
}

void child_settle(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    umask(S_IRWXG | S_IRWXO); /* of logs that drivers keep */
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_NOFILE, FILES_MAX);
    signal(SIGXFSZ, SIG_IGN); /* a write over the limit fails instead */
    signal(SIGPIPE, SIG_IGN);
}

int child_read_job(size_t bytes_max, struct buf *ret)
{
    char *bytes = mem_must_array(bytes_max + 1, 1);
    size_t len = 0;
    ssize_t got = 1;
    while (got != 0 && len <= bytes_max) {
        got = read(CHILD_JOB_FD, bytes + len, bytes_max + 1 - len);
        if (got < 0 && errno != EINTR) {
            break;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    bool good = got == 0 && len > 0;
    if (good) {
        buf_add(ret, str_make(bytes, len));
    }
    explicit_bzero(bytes, bytes_max + 1);
    mem_free(bytes);
    return good ? 0 : ERR_INPUT;
}

void child_bound(uint64_t memory_max, uint64_t bytes_max)
{
    if (BOUND_MEMORY && memory_max > 0) {
        bound(RLIMIT_AS, memory_max);
    }
    bound(RLIMIT_FSIZE, bytes_max + WRITE_SLACK_BYTES);
}

int child_report(const void *report, size_t len)
{
    ssize_t written;
    while ((written = write(CHILD_REPORT_FD, report, len)) < 0 && errno == EINTR) {
    }
    return written == (ssize_t)len ? EX_OK : EX_OSERR;
}
