/* serve_command.c - cantref serve: the pages of a home, for people and for programs.
 *
 *     options ─► files confined ─► home opened ─► core listens ─► nginx ─► calls confined ─► serves
 *
 * SIGTERM and SIGINT stop it when what is under way is answered; SIGHUP has it read purposes, staff
 * and approvals, and nginx its certificates, anew. */
#define _GNU_SOURCE /* sigtimedwait, readlink */
#include "command.h"

#include "front.h"
#include "options.h"
#include "pages.h"
#include "sandbox.h"
#include "server.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STOP_S = 10, READERS_MIN = 2, HOSTS_MAX = 16 };

struct serve_job {
    const char *start, *address, *host, *certificate, *key, *assets, *allow, *socket;
    uint64_t port, workers, answer_within, requests_per_address, connections_per_address;
    bool core_only, json, no_work;
    char found_assets[PATH_MAX];
    const char *hosts[HOSTS_MAX + 1];
    char hosts_text[1024];
    struct web web;
    struct server *server;
    struct front front;
    bool front_ended;
};

/* ---- signals ---- */

static void signals_of(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
    sigaddset(ret, SIGHUP);
}

static void reload(struct serve_job *job)
{
    struct err err = {0};
    if (web_reload(&job->web, &err) != 0) {
        err_print("cantref serve", &err); /* what was there stays in force */
    }
    if (job->front.pid != 0) {
        front_reload(&job->front);
    }
}

/* heed - a thread that waits for signals, and looks whether nginx is still there. */
static void *heed(void *context)
{
    struct serve_job *job = context;
    const struct timespec second = {.tv_sec = 1};
    sigset_t awaited;
    signals_of(&awaited);
    for (;;) {
        int signal = sigtimedwait(&awaited, NULL, &second);
        if (signal == SIGHUP) {
            reload(job);
        } else if (signal > 0) {
            server_stop(job->server);
            return NULL;
        } else if (job->front.pid != 0 && !front_runs(&job->front)) {
            job->front_ended = true;
            server_stop(job->server);
            return NULL;
        }
    }
}

/* ---- what it needs ---- */

/* The styles beside the program, as they are built: build/cantref, build/assets; or, of one that
 * was installed, in share/cantref/assets. */
static void find_assets(struct serve_job *job)
{
    static const char *const places[] = {"assets", "../share/cantref/assets"};
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    struct stat about;
    if (job->assets[0] != '\0' || len <= 0) {
        return;
    }
    program[len] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char path[2 * PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", program, places[i]);
        if (stat(path, &about) == 0 && realpath(path, job->found_assets) != NULL) {
            job->assets = job->found_assets;
            return;
        }
    }
}

/* Names that it may be asked by: "one.example,two.example". */
static int read_hosts(struct serve_job *job, struct err *err)
{
    size_t count = 0;
    if (strlen(job->host) >= sizeof job->hosts_text) {
        return err_set(err, ERR_USAGE, "--host: too long");
    }
    memcpy(job->hosts_text, job->host, strlen(job->host) + 1);
    char *rest = job->hosts_text;
    for (char *name = strtok_r(rest, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
        if (count == HOSTS_MAX) {
            return err_set(err, ERR_USAGE, "--host: at most %d names", HOSTS_MAX);
        }
        job->hosts[count++] = name;
    }
    return 0;
}

static int start_front(struct serve_job *job, const char *home, const char *socket, struct err *err)
{
    char folder[PATH_MAX + 16];
    snprintf(folder, sizeof folder, "%s/run/front", home);
    const struct front_settings settings = {
        .folder = folder,
        .core = socket,
        .assets = job->assets,
        .stylesheet = job->web.assets.css.len > 0 ? job->web.assets.css.ptr : NULL,
        .address = job->address,
        .port = (int)job->port,
        .hosts = job->hosts[0] != NULL ? job->hosts : NULL,
        .certificate = job->certificate[0] != '\0' ? job->certificate : NULL,
        .key = job->key[0] != '\0' ? job->key : NULL,
        .core_connections = SERVER_WAITING_MAX,
        .requests_per_address = (int)job->requests_per_address,
        .connections_per_address = (int)job->connections_per_address};
    return front_start(&settings, &job->front, err);
}

/* folder_of - of a file as it is named, or of the one that it leads to. */
static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "." : arena_str(arena, str_make(path, (size_t)(slash - path) + 1)).ptr;
}

/* write_pages - what a nginx of another user says where core doesn't, beside its socket. */
static int write_pages(struct serve_job *job, struct err *err)
{
    struct arena arena = {0};
    int code =
        front_write_pages(folder_of(&arena, job->socket),
                          job->web.assets.css.len > 0 ? job->web.assets.css.ptr : NULL, true, err);
    arena_free(&arena);
    return code;
}

static void say_where(const struct serve_job *job, const char *socket)
{
    bool tls = job->certificate[0] != '\0';
    const char *host = job->hosts[0] != NULL ? job->hosts[0] : job->address;
    if (job->core_only && job->json) {
        printf("{\"socket\": \"%s\"}\n", socket);
    } else if (job->core_only) {
        printf("Core of %.*s listens at %s, for nginx (docs/production).\n", PRI(job->web.council),
               socket);
    } else if (job->json) {
        printf("{\"url\": \"%s://%s:%d/\", \"socket\": \"%s\"}\n", tls ? "https" : "http", host,
               job->front.port, socket);
    } else {
        printf("%.*s is at %s://%s:%d/ until you press Ctrl-C.\n", PRI(job->web.council),
               tls ? "https" : "http", host, job->front.port);
    }
    fflush(stdout);
}

/* ---- what it gives up ---- */

/* in_home - the folders of a home that may be links to another disk. */
static const char *const in_home[] = {"data", "keys", "run", "extracts", "print"};
enum { IN_HOME = sizeof in_home / sizeof in_home[0], ALLOWED_MAX = 16 };

/* confine_files - before the first thread. nginx is started from within it, and gives up more. */
static int confine_files(const struct serve_job *job, const char *home, struct err *err)
{
    struct arena arena = {0};
    char nginx[PATH_MAX] = "", certificate[PATH_MAX], key[PATH_MAX];
    const char *write[IN_HOME + 1 + ALLOWED_MAX + 1] = {NULL};
    size_t writes = 0;
    int landlock;
    bool tls = realpath(job->certificate, certificate) != NULL && realpath(job->key, key) != NULL;
    const char *const read[] = {job->assets,
                                tls ? folder_of(&arena, job->certificate) : "",
                                tls ? folder_of(&arena, certificate) : "",
                                tls ? folder_of(&arena, job->key) : "",
                                tls ? folder_of(&arena, key) : "",
                                NULL};
    const char *const run[] = {nginx, NULL};
    for (; writes < IN_HOME; writes++) {
        write[writes] = arena_printf(&arena, "%s/%s", home, in_home[writes]).ptr;
    }
    write[writes++] = job->socket[0] != '\0' ? folder_of(&arena, job->socket) : home;
    struct str rest = str_of(job->allow);
    while (rest.len > 0 && writes < IN_HOME + 1 + ALLOWED_MAX) {
        ptrdiff_t comma = str_find(rest, STR(","));
        size_t len = comma < 0 ? rest.len : (size_t)comma;
        write[writes++] = arena_str(&arena, str_slice(rest, 0, len)).ptr;
        rest = str_slice(rest, len + 1, rest.len);
    }
    const struct sandbox sandbox = {.home = home, .read = read, .write = write, .run = run};
    int code =
        rest.len > 0 ? err_set(err, ERR_USAGE, "--allow: at most %d paths", (int)ALLOWED_MAX) : 0;
    code = code || job->core_only ? code : front_program(NULL, nginx, err);
    code = code ? code : sandbox_files(&sandbox, &landlock, err);
    if (code == 0 && landlock == 0) {
        fputs("cantref serve: this kernel has no Landlock: files outside the home stay in reach\n",
              stderr);
    }
    arena_free(&arena);
    return code;
}

/* ---- serving ---- */

static int serve(struct serve_job *job, const char *home, struct err *err)
{
    char socket[PATH_MAX + 16];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t heeder;
    const struct web_options options = {.start = job->start,
                                        .assets = job->assets[0] != '\0' ? job->assets : NULL,
                                        .readers = cores > READERS_MIN ? (size_t)cores
                                                                       : (size_t)READERS_MIN,
                                        .queue_max = (size_t)(job->workers + 1) * 3 / 4,
                                        .tables = page_tables,
                                        .table_count = page_table_count};
    bool shared = job->socket[0] != '\0';
    snprintf(socket, sizeof socket, shared ? "%s" : "%s/run/core.sock",
             shared ? job->socket : home);
    const struct server_options serving = {.socket = socket,
                                           .is_shared = shared,
                                           .workers = (size_t)job->workers,
                                           .waiting_max = SERVER_WAITING_MAX,
                                           .waiting_ms_max = SERVER_WAITING_MS_MAX,
                                           .long_ms_max = (int)job->answer_within * 1000,
                                           .deliveries = job->no_work ? 0 : SERVER_DELIVERIES};
    int code = confine_files(job, home, err);
    code = code ? code : web_open(&options, &job->web, err);
    code = code ? code : server_open(&job->web, &serving, &job->server, err);
    code = code || job->core_only ? code : start_front(job, home, socket, err);
    code = code || !shared ? code : write_pages(job, err);
    code = code ? code : sandbox_calls(err);
    if (code == 0 && pthread_create(&heeder, NULL, heed, job) != 0) {
        code = err_set(err, ERR_IO, "a thread could not be started");
    } else if (code == 0) {
        say_where(job, socket);
        code = server_run(job->server, err);
        pthread_kill(heeder, SIGTERM);
        pthread_join(heeder, NULL);
    }
    front_stop(&job->front, STOP_S);
    server_close(job->server);
    struct err closing = {0};
    int closed = web_close(&job->web, &closing);
    if (code == 0 && closed != 0) {
        *err = closing;
        code = closed;
    }
    return code == 0 && job->front_ended
               ? err_set(err, ERR_IO, "nginx ended; run/front/error.log may say why")
               : code;
}

static int prepare(struct serve_job *job, char home[PATH_MAX], struct err *err)
{
    struct home found = {.lock_fd = -1};
    sigset_t blocked;
    if ((job->certificate[0] == '\0') != (job->key[0] == '\0')) {
        return err_set(err, ERR_USAGE, "--tls-certificate and --tls-key go together");
    }
    if (job->socket[0] != '\0' && (!job->core_only || strchr(job->socket, '/') == NULL)) {
        return err_set(err, ERR_USAGE,
                       "--socket is a path with a folder in it, and goes with --core-only");
    }
    int code = read_hosts(job, err);
    code = code ? code : home_open(job->start, HOME_READ, &found, err);
    if (code == 0 && realpath(found.path, home) == NULL) {
        code = err_at(err, ERR_NOTFOUND, found.path, 0, 0, "the home is gone");
    }
    home_close(&found);
    find_assets(job);
    if (code == 0 && job->assets[0] == '\0' && !job->core_only) {
        code = err_set(err, ERR_NOTFOUND,
                       "there are no styles beside the program: ./do build "
                       "makes them, --assets says where they are");
    }
    signals_of(&blocked); /* in all threads to come, so that one waits for them */
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGPIPE, SIG_IGN);
    return code;
}

int serve_command(const struct command *self, int argc, char **argv)
{
    struct serve_job *job = mem_must_array(1, sizeof *job);
    char home[PATH_MAX];
    struct err err = {0};
    int status;
    *job = (struct serve_job){.start = ".",
                              .address = "127.0.0.1",
                              .host = "",
                              .certificate = "",
                              .key = "",
                              .allow = "",
                              .socket = "",
                              .assets = "",
                              .port = FRONT_PORT,
                              .workers = SERVER_WORKERS,
                              .answer_within = SERVER_LONG_MS_MAX / 1000,
                              .requests_per_address = FRONT_REQUESTS_PER_ADDRESS,
                              .connections_per_address = FRONT_CONNECTIONS_PER_ADDRESS};
    job->web.home.picture.home.lock_fd = -1;
    const struct option_row rows[] = {
        OPTION_HOME(job->start),
        {"address", 0, OPTION_TEXT, "ADDRESS", "to listen on (default: 127.0.0.1, this machine)",
         .text = &job->address},
        {"port", 0, OPTION_WHOLE, "PORT", "to listen on (default: 8080); 0: any that is free",
         .number = &job->port, .min = 0, .max = 65535},
        {"host", 0, OPTION_TEXT, "NAMES", "by which it may be asked, with commas between",
         .text = &job->host},
        {"tls-certificate", 0, OPTION_TEXT, "FILE", "PEM; with --tls-key: HTTPS",
         .text = &job->certificate},
        {"tls-key", 0, OPTION_TEXT, "FILE", "PEM", .text = &job->key},
        {"assets", 0, OPTION_TEXT, "FOLDER", "styles (default: those beside the program)",
         .text = &job->assets},
        {"allow", 0, OPTION_TEXT, "PATHS",
         "outside the home that delivery.yaml names, with commas between", .text = &job->allow},
        {"workers", 0, OPTION_WHOLE, "N", "requests at once (default: 16)", .number = &job->workers,
         .min = 1, .max = SERVER_WORKERS_MAX},
        {"answer-within", 0, OPTION_WHOLE, "SECONDS",
         "what takes longer is said to go on, and where (default: 5)",
         .number = &job->answer_within, .min = 0, .max = 25},
        {"requests-per-address", 0, OPTION_WHOLE, "N",
         "a second, of one address (default: 50); an office may be one address",
         .number = &job->requests_per_address, .min = 1, .max = 100000},
        {"connections-per-address", 0, OPTION_WHOLE, "N", "at once (default: 100)",
         .number = &job->connections_per_address, .min = 1, .max = 100000},
        {"socket", 0, OPTION_TEXT, "PATH",
         "with --core-only: where core listens, for its group, too", .text = &job->socket},
        {"core-only", 0, OPTION_FLAG, "", "without nginx, for one that you run: docs/production",
         .flag = &job->core_only},
        {"no-work", 0, OPTION_FLAG, "", "what follows from life events is left to cantref work",
         .flag = &job->no_work},
        {"json", 0, OPTION_FLAG, "", "say where it is as one JSON object", .flag = &job->json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    if (!options_parse(self, &options, argc, argv, &status)) {
        mem_free(job);
        return status;
    }
    int code = prepare(job, home, &err);
    code = code ? code : serve(job, home, &err);
    if (code != 0) {
        err_print("cantref serve", &err);
    }
    mem_free(job);
    return err_exit_status(code);
}
