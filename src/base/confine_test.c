/* confine_test.c - what a confined process can still do, and what it can't: tried in children. */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/landlock.h>

static bool has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

/* Each returns whether it could. */
static bool reads(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char byte;
    bool could = fd >= 0 && read(fd, &byte, 1) >= 0;
    if (fd >= 0) {
        close(fd);
    }
    return could;
}

static bool writes(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static bool opens_socket(int family)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static bool starts_another(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid > 0;
}

static bool asks_netlink(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

/* tried - bit by bit what a child could do once it was confined; -1 when it could not be. */
static int tried(bool network, const char *inside, const char *outside)
{
    pid_t pid = fork();
    int status = 0;
    if (pid == 0) {
        const char *const folders[] = {inside, "/nowhere at all", NULL};
        struct err err;
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        int code = network ? confine_to_network(folders, &err) : confine_to_reading(folders, &err);
        if (code != 0) {
            _exit(255);
        }
        _exit(reads(inside) << 0 | reads(outside) << 1 | writes(outside) << 2 |
              opens_socket(AF_INET) << 3 | opens_socket(AF_UNIX) << 4 | starts_another() << 5 |
              (kill(getppid(), 0) == 0) << 6);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_both(void **state)
{
    (void)state;
    char inside[] = "/tmp/cantref-inside-XXXXXX", outside[] = "/tmp/cantref-outside-XXXXXX";
    close(mkstemp(inside));
    close(mkstemp(outside));
    int files = has_landlock() ? 1 : 1 | 2 | 4;
    assert_int_equal(tried(false, inside, outside), files);
    assert_int_equal(tried(true, inside, outside), files | 8);
    unlink(inside);
    unlink(outside);
}

static void test_netlink(void **state)
{
    (void)state;
    pid_t pid = fork();
    int status = 0;
    if (pid == 0) {
        const char *const none[] = {NULL};
        struct err err;
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        _exit(confine_to_network(none, &err) == 0 && asks_netlink() && opens_socket(AF_INET6) &&
                      !opens_socket(AF_VSOCK)
                  ? 0
                  : 1);
    }
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both), cmocka_unit_test(test_netlink)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
