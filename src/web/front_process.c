/* front_process.c - nginx as a child of core: started, told to read anew, stopped. */
#define _GNU_SOURCE /* environ */
#include "front_parts.h"

#include "clock.h"
#include "confine.h"
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    PORT_TRIES = 5,
    START_S = 20,
    SAID_BYTES_MAX = 64 << 10,
    FILES_WANTED = 8192,
    ARGUMENT_NUMBER_MAX = 24
};

/* ---- core's side ---- */

static void wait_a_moment(void)
{
    const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
    nanosleep(&moment, NULL);
}

static bool is_program(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) && access(path, X_OK) == 0;
}

/* In a folder of PATH or where Debian has it, which is not in everybody's PATH. */
int front_program(const char *given, char path[PATH_MAX], struct err *err)
{
    const char *folders = getenv("PATH");
    struct str rest = str_of(folders != NULL ? folders : "");
    bool found = given != NULL && is_program(given) && realpath(given, path) != NULL;
    while (given == NULL && !found && rest.len > 0) {
        ptrdiff_t end = str_find(rest, STR(":"));
        size_t len = end < 0 ? rest.len : (size_t)end;
        int written = snprintf(path, PATH_MAX, "%.*s/nginx", (int)len, rest.ptr);
        found = path[0] == '/' && written < PATH_MAX && is_program(path);
        rest = str_slice(rest, len + 1, rest.len);
    }
    if (given == NULL && !found) {
        snprintf(path, PATH_MAX, "/usr/sbin/nginx");
        found = is_program(path);
    }
    return found ? 0
                 : err_set(err, ERR_NOTFOUND,
                           "nginx is not installed; on Debian: apt-get install nginx-light");
}

/* spawn - this program anew, which becomes nginx. It leads a process group of its own, so that a
 * Ctrl-C meant for core is not nginx's too, and so that all of it can be ended at once. */
static int spawn(struct front *front, char *const *argv, const char *said)
{
    char *environment[] = {NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    int number = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    number = number ? number
                    : posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, said,
                                                       O_WRONLY | O_APPEND, 0);
    number =
        number ? number : posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    number = number ? number : posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    number = number ? number : posix_spawnattr_setsigmask(&attributes, &none);
    number = number ? number : posix_spawnattr_setpgroup(&attributes, 0);
    number = number ? number
                    : posix_spawnattr_setflags(&attributes,
                                               POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    number =
        number ? number
               : posix_spawn(&front->pid, "/proc/self/exe", &files, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    front->pid = number == 0 ? front->pid : 0;
    return number;
}

/* has_begun - nginx writes its process number when its sockets listen. */
static bool has_begun(const struct front *front, const char *path)
{
    struct buf text = {0};
    struct err ignored;
    uint64_t number = 0;
    bool begun = file_read_whole(path, "nginx's number", 64, &text, &ignored) == 0 &&
                 str_to_uint(str_trim(buf_str(&text)), INT_MAX, &number) &&
                 (pid_t)number == front->pid;
    buf_free(&text);
    return begun;
}

/* say_why - the first that nginx says, without what it begins with. */
static int say_why(const char *said, struct err *err)
{
    struct buf text = {0};
    struct err ignored;
    struct str line = {0};
    if (file_read_whole(said, "nginx's log", SAID_BYTES_MAX, &text, &ignored) == 0) {
        line = buf_str(&text);
        ptrdiff_t at = str_find(line, STR("[emerg] "));
        line = str_slice(line, at < 0 ? 0 : (size_t)at + 8, line.len);
        ptrdiff_t end = str_find(line, STR("\n"));
        line = str_slice(line, 0, end < 0 ? line.len : (size_t)end);
    }
    int code = err_set(err, ERR_IO, "nginx does not start: %.*s",
                       PRI(line.len > 0 ? line : STR("no reason"))); /* not personal: of settings */
    buf_free(&text);
    return code;
}

static int wait_for(struct front *front, const char *number_file, const char *said, struct err *err)
{
    double until_s = clock_monotonic_s() + START_S;
    while (!has_begun(front, number_file)) {
        if (!front_runs(front) || clock_monotonic_s() > until_s) {
            return say_why(said, err);
        }
        wait_a_moment();
    }
    return 0;
}

static char *argument(struct arena *arena, struct str text)
{
    char *copy = (char *)arena_alloc(arena, text.len + 1);
    memcpy(copy, text.len > 0 ? text.ptr : "", text.len);
    return copy;
}

int front_plan_start(struct front_plan *plan, const char *nginx, struct front *front,
                     struct err *err)
{
    struct arena *arena = &plan->arena;
    const char *said = arena_printf(arena, "%.*s/error.log", PRI(plan->folder)).ptr;
    const char *number_file = arena_printf(arena, "%.*s/nginx.pid", PRI(plan->folder)).ptr;
    char *argv[FRONT_ARGUMENTS + 1] = {
        argument(arena, STR("cantref")),
        argument(arena, STR(FRONT_CHILD)),
        [FRONT_ARGUMENT_PARENT] = argument(arena, arena_printf(arena, "%d", (int)getpid())),
        [FRONT_ARGUMENT_PROGRAM] = argument(arena, str_of(nginx)),
        [FRONT_ARGUMENT_FOLDER] = argument(arena, plan->folder),
        [FRONT_ARGUMENT_ASSETS] = argument(arena, plan->assets),
        [FRONT_ARGUMENT_CERTIFICATE] = argument(arena, plan->certificate),
        [FRONT_ARGUMENT_KEY] = argument(arena, plan->key),
    };
    int code = file_replace(said, STR(""), 0600, err);
    if (code == 0 && unlink(number_file) != 0 && errno != ENOENT) {
        code = file_write_error(err, ERR_CREATE, number_file, errno);
    }
    int number = code == 0 ? spawn(front, argv, said) : 0;
    if (number != 0) {
        code = err_set(err, ERR_IO, "nginx can't be started: %s", strerror(number));
    }
    return code ? code : wait_for(front, number_file, said, err);
}

bool front_port_was_taken(const struct err *err)
{
    char number[16]; /* as nginx says it: bind() to … failed (98: Address already in use) */
    snprintf(number, sizeof number, "(%d: ", EADDRINUSE);
    return err->code == ERR_IO && strstr(err->message, number) != NULL;
}

static int start_once(const struct front_settings *settings, const char *nginx, struct front *ret,
                      struct err *err)
{
    struct front_plan plan = {.settings = settings};
    struct front front = {0};
    int code = front_plan_write(&plan, err);
    code = code ? code : front_plan_start(&plan, nginx, &front, err);
    if (code == 0) {
        front.port = plan.port;
        *ret = front;
    } else {
        front_stop(&front, 0);
    }
    arena_free(&plan.arena);
    return code;
}

/* Any port that was free may be another program's before nginx has it. */
int front_start(const struct front_settings *settings, struct front *ret, struct err *err)
{
    char nginx[PATH_MAX] = "";
    struct err why = {0};
    int code = front_program(settings->nginx, nginx, &why);
    bool again = code == 0;
    for (int i = 0; again && i < PORT_TRIES; i++) {
        code = start_once(settings, nginx, ret, &why);
        again = code != 0 && settings->port == 0 && front_port_was_taken(&why);
    }
    if (code != 0 && err != NULL) {
        *err = why;
    }
    return code;
}

void front_reload(const struct front *front)
{
    if (front->pid > 0) {
        kill(front->pid, SIGHUP);
    }
}

bool front_runs(const struct front *front)
{
    siginfo_t info = {0};
    return front->pid > 0 &&
           waitid(P_PID, (id_t)front->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

void front_stop(struct front *front, int seconds)
{
    double until_s = clock_monotonic_s() + seconds;
    if (front->pid <= 0) {
        return;
    }
    if (seconds > 0) {
        kill(front->pid, SIGQUIT);
    }
    while (front_runs(front) && clock_monotonic_s() < until_s) {
        wait_a_moment();
    }
    kill(-front->pid, SIGKILL); /* its workers, too, if it ended without them */
    while (waitpid(front->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    front->pid = 0;
}

/* ---- the child ---- */

/* folder_of - where a file is, and where what it links to is; NULL for no file. */
static const char *folder_of(struct arena *arena, const char *path, bool linked)
{
    char whole[PATH_MAX];
    bool known = path[0] != 0 && (!linked || realpath(path, whole) != NULL);
    return known ? dirname(argument(arena, str_of(linked ? whole : path))) : "";
}

/* confine - of the files all that nginx needs, and nothing of the council's. */
static int confine(struct arena *arena, char **argv, struct err *err)
{
    int version;
    const char *certificate = argv[FRONT_ARGUMENT_CERTIFICATE], *key = argv[FRONT_ARGUMENT_KEY];
    const char *const read[] = {
        argv[FRONT_ARGUMENT_ASSETS],
        folder_of(arena, certificate, false),
        folder_of(arena, certificate, true),
        folder_of(arena, key, false),
        folder_of(arena, key, true),
        "/usr/lib",
        "/usr/local/lib",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/etc/ssl/openssl.cnf",
        "/etc/passwd",
        "/etc/group",
        "/etc/nsswitch.conf",
        "/etc/localtime",
        "/usr/share/zoneinfo",
        "/dev/urandom",
        "/sys/devices/system/cpu",
        NULL,
    };
    const char *const write[] = {argv[FRONT_ARGUMENT_FOLDER], "/dev/null", NULL};
    const char *const run[] = {argv[FRONT_ARGUMENT_PROGRAM], NULL};
    const struct confine_paths paths = {read, write, run};
    return confine_to_paths(&paths, &version, err);
}

/* allow_files - a worker may have as many files open as its connections need. */
static void allow_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < FILES_WANTED) {
        files.rlim_cur = files.rlim_max < FILES_WANTED ? files.rlim_max : FILES_WANTED;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

int front_become(int argc, char **argv, struct err *err)
{
    struct arena arena = {0};
    uint64_t parent;
    const struct rlimit none = {0, 0};
    if (argc != FRONT_ARGUMENTS ||
        !str_to_uint(str_of(argv[FRONT_ARGUMENT_PARENT]), INT_MAX, &parent)) {
        return err_set(err, ERR_INPUT, "only cantref serve starts this");
    }
    /* It ends when who started it does; and if that has ended just now, at once. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != (pid_t)parent) {
        return err_set(err, ERR_INPUT, "who started this has ended");
    }
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    setrlimit(RLIMIT_CORE, &none);
    umask(S_IRWXG | S_IRWXO);
    allow_files();
    int code = confine(&arena, argv, err);
    if (code == 0) {
        char *folder = argv[FRONT_ARGUMENT_FOLDER];
        char *configuration = argument(&arena, arena_printf(&arena, "%s/nginx.conf", folder));
        char *said = argument(&arena, arena_printf(&arena, "%s/error.log", folder));
        char name[] = "nginx", prefix[] = "-p", file[] = "-c", log[] = "-e";
        char *nginx[] = {name, prefix, folder, file, configuration, log, said, NULL};
        char *environment[] = {NULL};
        execve(argv[FRONT_ARGUMENT_PROGRAM], nginx, environment);
        code = err_set(err, ERR_IO, "nginx can't be started: %s", strerror(errno));
    }
    arena_free(&arena);
    return code;
}
