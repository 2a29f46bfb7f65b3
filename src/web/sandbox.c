/* sandbox.c - sandbox.h. */
#define _GNU_SOURCE /* CLONE_ flags */
#include "sandbox.h"

#include "confine.h"
#include "filter_words.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATHS_MAX = 64, FILES_MAX = 4096 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 /* they trace their own program at its end */
#endif

/* ---- files ---- */

/* What the C library, its locales and time zones, the children's network, databases and fonts are
 * read from. None of it is personal, and none of it secret. */
static const char *const system_paths[] = {
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/fontconfig",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/usr/share/p11-kit",
    "/var/cache/fontconfig",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust",
    "/etc/ca-certificates",
    "/etc/gnutls",
    "/etc/odbc.ini",
    "/etc/odbcinst.ini",
    "/etc/freetds",
    "/dev/urandom",
    "/dev/random",
    "/sys/devices/system/cpu",
#ifdef SANITIZED
    "/proc",
#endif
    NULL,
};

static int add_paths(const char *list[PATHS_MAX], size_t *count, const char *const *more,
                     struct err *err)
{
    for (size_t i = 0; more != NULL && more[i] != NULL; i++) {
        if (*count + 1 >= PATHS_MAX) {
            return err_set(err, ERR_LIMIT, "more than %d paths for one program", PATHS_MAX);
        }
        list[(*count)++] = more[i];
    }
    list[*count] = NULL;
    return 0;
}

int sandbox_files(const struct sandbox *sandbox, int *ret_landlock, struct err *err)
{
    const char *read[PATHS_MAX], *write[PATHS_MAX], *run[PATHS_MAX];
    size_t reads = 0, writes = 0, runs = 0;
    char self[PATH_MAX];
    const char *const own_write[] = {sandbox->home, "/dev/null", NULL};
    const char *const own_run[] = {realpath("/proc/self/exe", self) != NULL ? self : "", NULL};
    struct rlimit files;
    int code = add_paths(read, &reads, system_paths, err);
    code = code ? code : add_paths(read, &reads, sandbox->read, err);
    code = code ? code : add_paths(write, &writes, own_write, err);
    code = code ? code : add_paths(write, &writes, sandbox->write, err);
    code = code ? code : add_paths(run, &runs, own_run, err);
    code = code ? code : add_paths(run, &runs, sandbox->run, err);
    if (code != 0) {
        return code;
    }
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_max = files.rlim_max < FILES_MAX ? files.rlim_max : FILES_MAX;
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return err_set(err, ERR_IO, "the program can't be confined: %s", strerror(errno));
    }
    const struct confine_paths paths = {read, write, run};
    return confine_to_paths(&paths, ret_landlock, err);
}

/* ---- calls of the kernel ---- */

#ifdef ARCHITECTURE_OF_KERNEL

/* What core and its children need, whatever the arguments. What the C library takes instead of one
 * of them on another processor or in another version is here, too. */
static const uint32_t allowed[] = {
    /* files that Landlock lets through, or that are open already; fchown: SQLite as root */
    SYS_openat,
    SYS_close,
    SYS_close_range,
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_pread64,
    SYS_pwrite64,
    SYS_preadv,
    SYS_pwritev,
    SYS_preadv2,
    SYS_pwritev2,
    SYS_lseek,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getdents64,
    SYS_mkdirat,
    SYS_unlinkat,
    SYS_renameat,
    SYS_renameat2,
    SYS_linkat,
    SYS_symlinkat,
    SYS_truncate,
    SYS_ftruncate,
    SYS_fallocate,
    SYS_fsync,
    SYS_fdatasync,
    SYS_sync_file_range,
    SYS_fadvise64,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fchown,
    SYS_utimensat,
    SYS_umask,
    SYS_flock,
    SYS_fcntl,
    SYS_dup,
    SYS_dup3,
    SYS_pipe2,
    SYS_getcwd,
    SYS_chdir,
    SYS_fchdir,
    SYS_copy_file_range,
    SYS_sendfile,
    SYS_memfd_create,
    SYS_eventfd2,
#ifdef SYS_open
    SYS_open,
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
    SYS_mkdir,
    SYS_rmdir,
    SYS_unlink,
    SYS_rename,
    SYS_link,
    SYS_symlink,
    SYS_chmod,
    SYS_dup2,
    SYS_pipe,
    SYS_getdents,
#endif
    /* memory; mmap and mprotect: below */
    SYS_brk,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_msync,
    SYS_mlock,
    SYS_munlock,
    SYS_membarrier,
    /* time and chance */
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_times,
#ifdef SYS_time
    SYS_time,
#endif
    /* threads and children; clone: below. Programs that may be started: Landlock's affair */
    SYS_futex,
    SYS_set_tid_address,
    SYS_set_robust_list,
    SYS_get_robust_list,
    SYS_rseq,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getcpu,
    SYS_gettid,
    SYS_getpid,
    SYS_getppid,
    SYS_getpgid,
    SYS_setpgid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getgroups,
    SYS_execve,
    SYS_wait4,
    SYS_waitid,
    SYS_exit,
    SYS_exit_group,
    SYS_kill,
    SYS_tgkill,
    SYS_prctl,
    SYS_prlimit64,
    SYS_getrlimit,
    SYS_setrlimit,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_uname,
    SYS_restart_syscall,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
    SYS_getpgrp,
    SYS_arch_prctl,
#endif
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigtimedwait,
    SYS_rt_sigsuspend,
    SYS_rt_sigpending,
    SYS_sigaltstack,
    /* what children give up besides */
    SYS_seccomp,
    SYS_landlock_create_ruleset,
    SYS_landlock_add_rule,
    SYS_landlock_restrict_self,
    /* connections; none is listened for any more, but at the socket that is there. socket: below */
    SYS_accept,
    SYS_accept4,
    SYS_connect,
    SYS_bind,
    SYS_getsockname,
    SYS_getpeername,
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_sendto,
    SYS_sendmsg,
    SYS_sendmmsg,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_recvmmsg,
    SYS_shutdown,
    SYS_ppoll,
    SYS_pselect6,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
#ifdef SYS_poll
    SYS_poll,
    SYS_select,
    SYS_epoll_create,
    SYS_epoll_wait,
#endif
#ifdef SANITIZED
    SYS_ptrace,
#endif
};

enum { ALLOWED = sizeof allowed / sizeof allowed[0], FIXED = 8 };

/* The last call of Linux 6.1: what is newer doesn't exist, as on that kernel. */
enum { LAST_CALL = 450 };

/* Other files and networks, namespaces, memory written and run, devices: refused, not fatal, since
 * libraries try them and go on without. */
static const struct sock_filter by_argument[] = {
    /* memory that can be run can't be written */
    IF_EQUAL(SYS_mmap, 1, 0),
    IF_EQUAL(SYS_mprotect, 0, 5),
    LOAD(args[2]),
    MASK(PROT_WRITE | PROT_EXEC),
    IF_EQUAL(PROT_WRITE | PROT_EXEC, 0, 1),
    RETURN(SECCOMP_RET_ERRNO | EACCES),
    RETURN(SECCOMP_RET_ALLOW),
    /* threads and children, in no namespace of their own; clone3 hides its flags from a filter */
    IF_EQUAL(SYS_clone, 0, 4),
    LOAD(args[0]),
    IF_BITS(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                CLONE_NEWPID | CLONE_NEWNET,
            0, 1),
    RETURN(SECCOMP_RET_ERRNO | EPERM),
    RETURN(SECCOMP_RET_ALLOW),
    IF_EQUAL(SYS_clone3, 0, 1),
    RETURN(SECCOMP_RET_ERRNO | ENOSYS),
    /* sockets of the network, of this machine, and those by which the C library asks for routes */
    IF_EQUAL(SYS_socket, 1, 0),
    IF_EQUAL(SYS_socketpair, 0, 7),
    LOAD(args[0]),
    IF_EQUAL(AF_UNIX, 4, 0),
    IF_EQUAL(AF_INET, 3, 0),
    IF_EQUAL(AF_INET6, 2, 0),
    IF_EQUAL(AF_NETLINK, 1, 0),
    RETURN(SECCOMP_RET_ERRNO | EAFNOSUPPORT),
    RETURN(SECCOMP_RET_ALLOW),
    /* of what can be asked of a device: is it a terminal, how wide, how much is there to read */
    IF_EQUAL(SYS_ioctl, 0, 7),
    LOAD(args[1]),
    IF_EQUAL(TCGETS, 4, 0),
    IF_EQUAL(TIOCGWINSZ, 3, 0),
    IF_EQUAL(FIONREAD, 2, 0),
    IF_EQUAL(FIONBIO, 1, 0),
    RETURN(SECCOMP_RET_ERRNO | ENOTTY),
    RETURN(SECCOMP_RET_ALLOW),
};

enum { BY_ARGUMENT = sizeof by_argument / sizeof by_argument[0] };

/* filter - the program; returns its length. */
static size_t filter(struct sock_filter code[FIXED + BY_ARGUMENT + 2 * ALLOWED + 1])
{
    const struct sock_filter fixed[FIXED] = {
        LOAD(arch),
        IF_EQUAL(ARCHITECTURE_OF_KERNEL, 1, 0),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        IF_LEAST(X32_CALLS, 0, 1),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        IF_LEAST(LAST_CALL + 1, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | ENOSYS),
    };
    size_t len = FIXED + BY_ARGUMENT;
    memcpy(code, fixed, sizeof fixed);
    memcpy(code + FIXED, by_argument, sizeof by_argument);
    for (size_t i = 0; i < ALLOWED; i++) {
        code[len++] = (struct sock_filter)IF_EQUAL(allowed[i], 0, 1);
        code[len++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
    }
    code[len++] = (struct sock_filter)RETURN(SECCOMP_RET_KILL_PROCESS);
    return len;
}

int sandbox_calls(struct err *err)
{
    struct sock_filter code[FIXED + BY_ARGUMENT + 2 * ALLOWED + 1];
    struct sock_fprog program = {.filter = code};
    program.len = (unsigned short)filter(code);
    /* Nonzero and not -1: a thread that can't be reached. */
    long done = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    return done == 0 ? 0
                     : err_set(err, ERR_IO, "the program's calls can't be confined: %s",
                               done > 0 ? "a thread has rules of its own" : strerror(errno));
}

#else

/* Which numbers its calls have isn't written here for other processors. */
int sandbox_calls(struct err *err)
{
    (void)err;
    return 0;
}

#endif
