/* confine_test.c - what a confined process can't do any more. Each case is tried in a process of
 * its own, before and after: what never worked would prove nothing. */
#define _GNU_SOURCE /* mkdtemp */
#include "confine.h"

#include "child_process.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/confine_test.XXXXXX";
static char inside[64], outside[64];

/* Each returns whether it could. */

static bool can_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd >= 0 && close(fd) == 0;
}

static bool read_inside(void)
{
    return can_open(inside, O_RDONLY);
}

static bool read_outside(void)
{
    return can_open(outside, O_RDONLY);
}

static bool read_by_another_way(void)
{
    char path[96];
    snprintf(path, sizeof path, "%s/in/../out", folder);
    return can_open(path, O_RDONLY);
}

static bool read_password_file(void)
{
    return can_open("/etc/passwd", O_RDONLY);
}

static bool list_outside(void)
{
    return can_open("/tmp", O_RDONLY | O_DIRECTORY);
}

static bool write_inside(void)
{
    return can_open(inside, O_WRONLY);
}

static bool make_inside(void)
{
    char path[96];
    snprintf(path, sizeof path, "%s/in/new", folder);
    return can_open(path, O_WRONLY | O_CREAT);
}

static bool remove_inside(void)
{
    return unlink(inside) == 0;
}

static bool make_socket(int family)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && close(fd) == 0;
}

static bool internet(void)
{
    return make_socket(AF_INET);
}

static bool local_socket(void)
{
    return make_socket(AF_UNIX);
}

static bool newer_internet(void)
{
    return make_socket(AF_INET6);
}

static bool ask_kernel(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
    return fd >= 0 && close(fd) == 0;
}

static bool start_process(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

static bool run_program(void)
{
    char name[] = "true";
    char *argv[] = {name, NULL};
    execv("/bin/true", argv); /* its status is 0 when it runs */
    return false;
}

static bool signal_parent(void)
{
    return kill(getppid(), 0) == 0;
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

static const struct {
    const char *what;
    bool (*attempt)(void);
    bool before, reading, network, by_landlock; /* unconfined; confined to each */
} cases[] = {
    {"read in a folder that it may read", read_inside, true, true, true, false},
    {"read another file", read_outside, true, false, false, true},
    {"read another file, by way of that folder", read_by_another_way, true, false, false, true},
    {"read /etc/passwd", read_password_file, true, false, false, true},
    {"list another folder", list_outside, true, false, false, true},
    {"write in that folder", write_inside, true, false, false, true},
    {"make a file there", make_inside, true, false, false, true},
    {"remove a file there", remove_inside, true, false, false, true},
    {"open a socket of the internet", internet, true, false, true, false},
    {"open a socket of the newer internet", newer_internet, true, false, true, false},
    {"ask the kernel about the network", ask_kernel, true, false, true, false},
    {"open a local socket", local_socket, true, false, false, false},
    {"start a process", start_process, true, false, false, false},
    {"run a program", run_program, true, false, false, false},
    {"send its parent a signal", signal_parent, true, false, false, false},
    {"start a thread", start_thread, true, true, true, false},
};

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(inside, sizeof inside, "%s/in", folder);
    assert_int_equal(mkdir(inside, 0700), 0);
    snprintf(inside, sizeof inside, "%s/in/file", folder);
    snprintf(outside, sizeof outside, "%s/out", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

typedef int confiner(const char *const folders[], struct err *err);

static bool attempt(bool (*what)(void), confiner *confine)
{
    char allowed[64];
    assert_true(can_open(inside, O_WRONLY | O_CREAT) && can_open(outside, O_WRONLY | O_CREAT));
    snprintf(allowed, sizeof allowed, "%s/in", folder);
    const char *const folders[] = {allowed, "/nowhere", NULL};
    pid_t pid = fork();
    if (pid == 0) {
        if (confine != NULL) {
            child_settle();
        }
        bool ready = confine == NULL || confine(folders, NULL) == 0;
        _exit(!ready ? 2 : !what());
    }
    int status = 0;
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return WEXITSTATUS(status) == 0;
}

static bool has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

static void test_confined(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool unlocked = cases[i].by_landlock && !has_landlock();
        if (attempt(cases[i].attempt, NULL) != cases[i].before) {
            fail_msg("unconfined, it should be able to %s", cases[i].what);
        }
        if (attempt(cases[i].attempt, confine_to_reading) != (cases[i].reading || unlocked)) {
            fail_msg("confined to reading, can it %s?", cases[i].what);
        }
        if (attempt(cases[i].attempt, confine_to_network) != (cases[i].network || unlocked)) {
            fail_msg("confined to the network, can it %s?", cases[i].what);
        }
    }
}

/* A crash is still a crash: whoever waits is told the signal. */
static void test_abort(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        const char *const folders[] = {NULL};
        child_settle();
        if (confine_to_reading(folders, NULL) == 0) {
            abort();
        }
        _exit(1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_confined, set_up, tear_down),
        cmocka_unit_test(test_abort)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
