/* sandbox_test.c - what core can't do any more, and what it still can. Each case is tried in a
 * process of its own, outside first: what never worked would prove nothing. */
#define _GNU_SOURCE /* mkdtemp */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/sandbox_test.XXXXXX";
static const char word[] = "sandbox-test-child";

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* ---- each returns whether it could ---- */

static bool can_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 && close(fd) == 0;
}

static bool read_home(void)
{
    return can_open(path_of("home/file"), O_RDONLY);
}

static bool make_in_home(void)
{
    return can_open(path_of("home/new"), O_WRONLY | O_CREAT);
}

static bool cut_in_home(void)
{
    return truncate(path_of("home/file"), 1) == 0;
}

static bool move_in_home(void)
{
    char from[128];
    snprintf(from, sizeof from, "%s", path_of("home/file"));
    return rename(from, path_of("home/below/file")) == 0;
}

static bool socket_in_home(void)
{
    return mknod(path_of("home/socket"), S_IFSOCK | 0600, 0) == 0;
}

static bool device_in_home(void)
{
    return mknod(path_of("home/zero"), S_IFCHR | 0600, 5) == 0 ||
           (geteuid() != 0 && errno == EPERM);
}

static bool read_other(void)
{
    return can_open(path_of("other"), O_RDONLY);
}

static bool read_other_by_link(void)
{
    return can_open(path_of("home/link"), O_RDONLY);
}

static bool read_named(void)
{
    return can_open(path_of("named/file"), O_RDONLY);
}

static bool write_named(void)
{
    return can_open(path_of("named/file"), O_WRONLY);
}

static bool list_root(void)
{
    return can_open("/", O_RDONLY | O_DIRECTORY);
}

static bool write_temporary(void)
{
    return can_open(path_of("new"), O_WRONLY | O_CREAT);
}

static bool run(const char *program)
{
    char name[] = "program", argument[sizeof word];
    char *argv[] = {name, argument, NULL};
    char *environment[] = {NULL};
    pid_t pid;
    int status;
    memcpy(argument, word, sizeof word);
    return posix_spawn(&pid, program, NULL, NULL, argv, environment) == 0 &&
           waitpid(pid, &status, 0) == pid && status == 0;
}

static bool run_itself(void)
{
    return run("/proc/self/exe");
}

static bool run_other(void)
{
    return run("/bin/true");
}

static bool use_memory_file(void)
{
    char path[64];
    int fd = memfd_create("test", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return fd >= 0 && can_open(path, O_RDWR) && close(fd) == 0;
}

static void *nothing(void *unused)
{
    return unused;
}

static bool start_thread(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static bool make_socket(int family)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && close(fd) == 0;
}

static bool internet(void)
{
    return make_socket(AF_INET) && make_socket(AF_UNIX);
}

static bool packets(void)
{
    int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 ? close(fd) == 0 : errno == EAFNOSUPPORT && prctl(PR_GET_SECCOMP) == 0;
}

static bool signal_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool write_and_run(void)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && munmap(page, 4096) == 0;
}

static bool make_runnable(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
}

/* The next end in SIGSYS. What the kernel says of them outside is of no matter. */

static bool listen_to_network(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return listen(fd, 1) == 0;
}

static bool trace(void)
{
    ptrace(PTRACE_PEEKDATA, getppid(), NULL, NULL);
    return true;
}

static bool change_root(void)
{
    return chroot("/nowhere") != 0;
}

static bool own_namespace(void)
{
    unshare(CLONE_FS);
    return true;
}

static bool ring(void)
{
    struct io_uring_params parameters = {0};
    syscall(SYS_io_uring_setup, 0, &parameters);
    return true;
}

static bool keys_of_kernel(void)
{
    syscall(SYS_keyctl, -1);
    return true;
}

static bool memory_of_other(void)
{
    syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
    return true;
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *late_ring(void *unused)
{
    pthread_mutex_lock(&gate);
    ring();
    return unused;
}

static bool newer_call(void)
{
    return syscall(500) < 0 && errno == ENOSYS;
}

/* ---- cases ---- */

enum outcome { CAN, CANT, DIES };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DIES_BUT_SANITIZED CAN /* they trace their own program at its end */
#else
#define DIES_BUT_SANITIZED DIES
#endif

static const struct {
    const char *what;
    bool (*attempt)(void);
    enum outcome files, calls; /* after sandbox_files; after both */
} cases[] = {
    {"read the home", read_home, CAN, CAN},
    {"make a file in it", make_in_home, CAN, CAN},
    {"cut one in it", cut_in_home, CAN, CAN},
    {"move one in it", move_in_home, CAN, CAN},
    {"make a socket in it", socket_in_home, CAN, DIES},
    {"make a device in it", device_in_home, CANT, DIES},
    {"read another file", read_other, CANT, CANT},
    {"read another file by a link from the home", read_other_by_link, CANT, CANT},
    {"read a file that is named", read_named, CAN, CAN},
    {"write it", write_named, CANT, CANT},
    {"list what there is", list_root, CANT, CANT},
    {"write a temporary file", write_temporary, CANT, CANT},
    {"run itself", run_itself, CAN, CAN},
    {"run another program", run_other, CANT, CANT},
    {"use a file in memory", use_memory_file, CAN, CAN},
    {"start a thread", start_thread, CAN, CAN},
    {"open a socket", internet, CAN, CAN},
    {"open a socket of another kind", packets, CAN, CANT},
    {"have memory that is written and run", write_and_run, CAN, CANT},
    {"make memory such", make_runnable, CAN, CANT},
    {"listen to the network", listen_to_network, CAN, DIES},
    {"trace its parent", trace, CAN, DIES_BUT_SANITIZED},
    {"change its root", change_root, CAN, DIES},
    {"leave its namespace", own_namespace, CAN, DIES},
    {"use a ring of calls", ring, CAN, DIES},
    {"ask the kernel for keys", keys_of_kernel, CAN, DIES},
    {"read its parent's memory", memory_of_other, CAN, DIES},
    {"make a call that is newer", newer_call, CAN, CAN},
};

static int landlock; /* its version */

static void tidy(void)
{
    char command[256];
    snprintf(command, sizeof command,
             "cd %s && rm -rf home new && mkdir -p home/below named && echo 12 >home/file && "
             "echo 12 >other && echo 12 >named/file && ln -s ../other home/link",
             folder);
    assert_int_equal(system(command), 0);
}

static int enter(int depth)
{
    char home[64], named[64];
    snprintf(home, sizeof home, "%s/home", folder);
    snprintf(named, sizeof named, "%s/named", folder);
    const char *const read[] = {named, "/nowhere", NULL};
    const struct sandbox sandbox = {.home = home, .read = read};
    struct err err = {.message = ""};
    int version;
    int code = depth > 0 ? sandbox_files(&sandbox, &version, &err) : 0;
    code = code == 0 && depth > 1 ? sandbox_calls(&err) : code;
    if (code != 0) {
        fprintf(stderr, "%s\n", err.message);
    }
    return code;
}

static enum outcome attempt(bool (*what)(void), int depth)
{
    tidy();
    pid_t pid = fork();
    if (pid == 0) {
        _exit(enter(depth) != 0 ? 2 : !what());
    }
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
        return DIES;
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return WEXITSTATUS(status) == 0 ? CAN : CANT;
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool by_files = cases[i].files == CANT;
        if (attempt(cases[i].attempt, 0) != CAN) {
            fail_msg("outside, it should be able to %s", cases[i].what);
        }
        if (landlock == 0 && by_files) {
            continue; /* this kernel can't see to it */
        }
        if (attempt(cases[i].attempt, 1) != cases[i].files) {
            fail_msg("with its files confined, can it %s?", cases[i].what);
        }
        if (attempt(cases[i].attempt, 2) != cases[i].calls) {
            fail_msg("with its calls confined, can it %s?", cases[i].what);
        }
    }
}

/* Who is not confined with it gets no signal from it, where the kernel can see to that. */
static void test_signal(void **state)
{
    (void)state;
    assert_int_equal(attempt(signal_parent, 0), CAN);
    assert_int_equal(attempt(signal_parent, 2), landlock >= 6 ? CANT : CAN);
}

/* A thread that was there before is confined with the others, and ends them all. */
static void test_older_thread(void **state)
{
    (void)state;
    tidy();
    pid_t pid = fork();
    if (pid == 0) {
        pthread_t thread;
        pthread_mutex_lock(&gate);
        pthread_create(&thread, NULL, late_ring, NULL);
        int code = enter(2);
        pthread_mutex_unlock(&gate);
        pthread_join(thread, NULL);
        _exit(code);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

#if defined(__x86_64__)
/* The same calls by the way of 32-bit programs: getpid is 20 there. Not where the kernel has no
 * such way. */
static long old_way(void)
{
    long answer;
    __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
    return answer;
}

static void test_architecture(void **state)
{
    (void)state;
    tidy();
    for (int depth = 0; depth <= 2; depth += 2) {
        pid_t pid = fork();
        if (pid == 0) {
            _exit(enter(depth) != 0 || old_way() <= 0);
        }
        int status = 0;
        waitpid(pid, &status, 0);
        if (depth == 0 && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) {
            skip();
        }
        assert_true(depth == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
    }
}
#endif

static void test_process(void **state)
{
    (void)state;
    tidy();
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit core;
        bool good = enter(1) == 0 && prctl(PR_GET_DUMPABLE) == 0 &&
                    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 &&
                    getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0;
        _exit(!good);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
}

static void test_too_many(void **state)
{
    (void)state;
    const char *paths[200];
    int version;
    struct err err;
    for (size_t i = 0; i < 199; i++) {
        paths[i] = "/nowhere";
    }
    paths[199] = NULL;
    const struct sandbox sandbox = {.home = folder, .read = paths};
    assert_int_equal(sandbox_files(&sandbox, &version, &err), ERR_LIMIT);
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
    landlock = version > 0 ? (int)version : 0;
    printf("Landlock: version %d\n", landlock);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], word) == 0) {
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_signal),
        cmocka_unit_test(test_process),
        cmocka_unit_test(test_older_thread),
        cmocka_unit_test(test_too_many),
#if defined(__x86_64__)
        cmocka_unit_test(test_architecture),
#endif
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
