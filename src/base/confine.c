/* confine.c - Landlock and seccomp, as the kernel takes them. */
#define _GNU_SOURCE /* O_PATH */
#include "confine.h"

#include "filter_words.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ---- */

/* Landlock's versions, which the C library's headers may not know yet: what each added. */
enum {
    RIGHTS_OF_VERSION_1 = (1 << 13) - 1,
    MAY_MOVE = 1 << 13,     /* version 2: from one folder into another */
    MAY_TRUNCATE = 1 << 14, /* version 3 */
    MAY_IOCTL = 1 << 15,    /* version 5: of devices */
    SCOPE_SOCKETS = 1 << 0, /* version 6: abstract ones, and signals */
    SCOPE_SIGNALS = 1 << 1
};

struct ruleset {
    uint64_t files, network, scopes;
};

/* rules_of - what is looked after at all, and how much of it the kernel takes: later versions take
 * a longer struct. */
static struct ruleset rules_of(int version, size_t *ret_len)
{
    struct ruleset rules = {.files = RIGHTS_OF_VERSION_1};
    rules.files |= version >= 2 ? MAY_MOVE : 0;
    rules.files |= version >= 3 ? MAY_TRUNCATE : 0;
    rules.files |= version >= 5 ? MAY_IOCTL : 0;
    rules.scopes = version >= 6 ? SCOPE_SOCKETS | SCOPE_SIGNALS : 0;
    *ret_len = version >= 6 ? sizeof rules : sizeof rules.files;
    return rules;
}

enum { TO_READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
enum { TO_RUN = TO_READ | LANDLOCK_ACCESS_FS_EXECUTE };
enum {
    TO_WRITE = (RIGHTS_OF_VERSION_1 & ~(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                        LANDLOCK_ACCESS_FS_MAKE_BLOCK)) |
               MAY_MOVE | MAY_TRUNCATE | MAY_IOCTL,
    OF_FILES = TO_RUN | LANDLOCK_ACCESS_FS_WRITE_FILE | MAY_TRUNCATE | MAY_IOCTL
};

static int allow_path(int rules, uint64_t rights, const char *path)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    struct stat about;
    bool is_folder = fstat(fd, &about) == 0 && S_ISDIR(about.st_mode);
    uint64_t of_file = OF_FILES & ~(uint64_t)LANDLOCK_ACCESS_FS_READ_DIR;
    const struct landlock_path_beneath_attr rule = {
        .allowed_access = is_folder ? rights : rights & of_file, .parent_fd = fd};
    long done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int number = errno;
    close(fd);
    return done == 0 ? 0 : number;
}

static int allow_paths(int rules, uint64_t rights, const char *const *paths)
{
    int number = 0;
    for (size_t i = 0; paths != NULL && paths[i] != NULL && number == 0; i++) {
        number = allow_path(rules, rights, paths[i]);
    }
    return number;
}

/* What starts programs that are linked as they run. */
static const char *const loaders[] = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
                                      NULL};

/* confine_files - Returns errno; 0 also where there is no Landlock. */
static int confine_files(const struct confine_paths *paths, int *ret_version)
{
    size_t len;
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        *ret_version = 0;
        return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : errno;
    }
    const struct ruleset attributes = rules_of((int)version, &len);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, len, 0);
    if (rules < 0) {
        return errno;
    }
    int number = allow_paths(rules, TO_READ, paths->read);
    number = number ? number : allow_paths(rules, TO_WRITE & attributes.files, paths->write);
    number = number ? number : allow_paths(rules, TO_RUN, paths->run);
    number = number || paths->run == NULL ? number : allow_paths(rules, TO_RUN, loaders);
    if (number == 0 && syscall(SYS_landlock_restrict_self, rules, 0) != 0) {
        number = errno;
    }
    close(rules);
    *ret_version = (int)version;
    return number;
}

int confine_to_paths(const struct confine_paths *paths, int *ret_version, struct err *err)
{
    int number = confine_files(paths, ret_version);
    return number == 0 ? 0
                       : err_set(err, ERR_IO, "a process can't be confined: %s", strerror(number));
}

/* ---- calls of the kernel ---- */

#ifdef ARCHITECTURE_OF_KERNEL

/* Refused with "not permitted". kill is, tgkill isn't: abort needs it. The first are for who may
 * not use the network. */
enum { OF_NETWORK = 6 };
static const uint32_t refused[] = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_sendto,
    SYS_sendmsg,
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kill,
    SYS_tkill,
    SYS_pidfd_open,
    SYS_pidfd_getfd,
    SYS_io_uring_setup,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_mount,
    SYS_umount2,
    SYS_unshare,
    SYS_setns,
    SYS_init_module,
    SYS_finit_module,
    SYS_memfd_create,
    SYS_shmget,
    SYS_msgget,
    SYS_mq_open,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
};

enum { REFUSED = sizeof refused / sizeof refused[0], FIXED = 13, SOCKETS = 7 };

/* add_sockets - of sockets those of IPv4 and IPv6, and those by which the C library asks the kernel
 * which of them there is. */
static size_t add_sockets(struct sock_filter *code)
{
    const struct sock_filter sockets[SOCKETS] = {
        IF_EQUAL(SYS_socket, 0, 6), LOAD(args[0]),
        IF_EQUAL(AF_INET, 3, 0),    IF_EQUAL(AF_INET6, 2, 0),
        IF_EQUAL(AF_NETLINK, 1, 0), RETURN(SECCOMP_RET_ERRNO | EAFNOSUPPORT),
        RETURN(SECCOMP_RET_ALLOW),
    };
    memcpy(code, sockets, sizeof sockets);
    return SOCKETS;
}

/* confine_calls - Returns errno. New threads are allowed, new processes aren't: clone3 hides its
 * flags from a filter, so it is said not to exist, and the C library takes clone. */
static int confine_calls(bool network)
{
    struct sock_filter code[FIXED + SOCKETS + 2 * REFUSED + 1] = {
        LOAD(arch),
        IF_EQUAL(ARCHITECTURE_OF_KERNEL, 1, 0),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        IF_LEAST(X32_CALLS, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | ENOSYS),
        IF_EQUAL(SYS_clone3, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | ENOSYS),
        IF_EQUAL(SYS_clone, 0, 4),
        LOAD(args[0]),
        IF_BITS(CLONE_THREAD, 1, 0),
        RETURN(SECCOMP_RET_ERRNO | EPERM),
        RETURN(SECCOMP_RET_ALLOW),
    };
    size_t len = FIXED;
    if (network) {
        len += add_sockets(code + len);
    }
    for (size_t i = network ? OF_NETWORK : 0; i < REFUSED; i++) {
        code[len++] = (struct sock_filter)IF_EQUAL(refused[i], 0, 1);
        code[len++] = (struct sock_filter)RETURN(SECCOMP_RET_ERRNO | EPERM);
    }
    code[len++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {.len = (unsigned short)len, .filter = code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 ? 0 : errno;
}

#else

/* Which numbers its calls have isn't written here for other processors. */
static int confine_calls(bool network)
{
    (void)network;
    return 0;
}

#endif

static int confine(const char *const folders[], bool network, struct err *err)
{
    int version;
    const struct confine_paths paths = {.read = folders};
    int number = confine_files(&paths, &version);
    number = number ? number : confine_calls(network);
    return number == 0 ? 0
                       : err_set(err, ERR_IO, "a child can't be confined: %s", strerror(number));
}

int confine_to_reading(const char *const folders[], struct err *err)
{
    return confine(folders, false, err);
}

int confine_to_network(const char *const folders[], struct err *err)
{
    return confine(folders, true, err);
}
