/* server.c - see server.h. */
#define _GNU_SOURCE /* accept4, sem_clockwait */
#include "server.h"

#include "case_work.h"
#include "clock.h"
#include "dispatch.h"
#include "front.h"
#include "long_work.h"
#include "upkeep.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 16384,
    SOCKET_TIMEOUT_S = 10,
    BACKLOG = 512,
    IDLE_MS = 1000, /* between two looks for what has come due */
    FAILED_MS = 30000
};

struct waiting {
    int socket;
    double since_s;
};

struct server {
    struct web *web;
    struct server_options options;
    int listener;
    int wake_pipe[2]; /* server_stop writes to it */
    atomic_bool stopped;
    pthread_mutex_t lock;
    pthread_cond_t came;
    struct waiting *queue; /* a ring of waiting_max */
    size_t first, count;
    bool is_over; /* no more will come */
    pthread_t workers[SERVER_WORKERS_MAX];
    size_t started;
    pthread_t after;
    bool has_after;
};

/* ---- one request ---- */

static int read_request(int socket, struct web *web, struct visit *visit, struct err *err)
{
    char piece[PIECE_BYTES];
    int code = 0;
    while (code == 0 && visit->reader.stage != SCGI_WHOLE) {
        ssize_t len = recv(socket, piece, sizeof piece, 0);
        if (len < 0 && errno == EINTR) {
            continue;
        }
        if (len <= 0) {
            return len == 0 ? scgi_end(&visit->reader, err)
                            : err_set(err, ERR_IO, "a request did not come to its end");
        }
        struct str rest = str_make(piece, (size_t)len);
        do {
            code = scgi_take(&visit->reader, &rest, err);
            if (code == 0 && visit->reader.stage == SCGI_WAITS) {
                size_t body_max = 0;
                dispatch_begin(web, visit, &body_max);
                code = scgi_allow(&visit->reader, body_max, err);
            }
        } while (code == 0 && rest.len > 0);
    }
    return code;
}

static void send_all(int socket, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = send(socket, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return; /* whoever asked has gone */
        }
        bytes = str_slice(bytes, (size_t)sent, bytes.len);
    }
}

static void count(struct web_counts *counts, int status, double seconds)
{
    int status_class = status / 100;
    int bucket = 0;
    while (bucket < WEB_TIME_BUCKETS - 1 && seconds * 1000 > web_time_bounds_ms[bucket]) {
        bucket++;
    }
    atomic_fetch_add(&counts->answered[status_class < WEB_STATUS_CLASSES ? status_class : 0], 1);
    atomic_fetch_add(&counts->within[bucket], 1);
    atomic_fetch_add(&counts->time_us, (uint_fast64_t)(seconds * 1e6));
}

static void serve_one(struct server *s, int socket)
{
    struct visit *visit = visit_new();
    struct buf out = {0};
    struct err err = {0};
    bool is_kept = false;
    double start_s = clock_monotonic_s();
    int code = read_request(socket, s->web, visit, &err);
    if (code == 0) {
        int status = dispatch_run(visit, &out, &is_kept);
        count(&s->web->counts, status, clock_monotonic_s() - start_s);
    } else {
        dispatch_refuse(s->web, &err, &out);
        atomic_fetch_add(&s->web->counts.answered[4], 1);
        atomic_fetch_add(&s->web->counts.refused, 1);
    }
    send_all(socket, buf_str(&out));
    if (!is_kept) {
        visit_end(visit);
    }
    buf_free(&out);
}

/* turn_away - what whoever comes too late, or to too many others, is told. */
static void turn_away(struct server *s, int socket)
{
    static const struct str answer = STR_INIT(
        "Status: 503\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 5\r\n"
        "Cache-Control: no-store\r\n\r\n"
        "Too many are asking at once. Nothing was lost; try again in a moment.\n"
        "Mae gormod yn gofyn ar unwaith. Ni chollwyd dim; rhowch gynnig arall ymhen "
        "ennyd.\n");
    atomic_fetch_add(&s->web->counts.turned_away, 1);
    atomic_fetch_add(&s->web->counts.answered[5], 1);
    send_all(socket, answer);
}

/* let_go - read what was sent and never looked at, so that closing does not cut the answer off. */
static void let_go(int socket)
{
    char ignored[PIECE_BYTES];
    shutdown(socket, SHUT_WR);
    for (int i = 0; i < 8 && recv(socket, ignored, sizeof ignored, MSG_DONTWAIT) > 0; i++) {
    }
    close(socket);
}

static void *work(void *context)
{
    struct server *s = context;
    for (;;) {
        pthread_mutex_lock(&s->lock);
        while (s->count == 0 && !s->is_over) {
            pthread_cond_wait(&s->came, &s->lock);
        }
        if (s->count == 0) {
            pthread_mutex_unlock(&s->lock);
            return NULL;
        }
        struct waiting next = s->queue[s->first];
        s->first = (s->first + 1) % s->options.waiting_max;
        s->count--;
        pthread_mutex_unlock(&s->lock);
        atomic_fetch_sub(&s->web->counts.waiting, 1);
        atomic_fetch_add(&s->web->counts.at_work, 1);
        if ((clock_monotonic_s() - next.since_s) * 1000 > s->options.waiting_ms_max) {
            turn_away(s, next.socket);
        } else {
            serve_one(s, next.socket);
        }
        let_go(next.socket);
        atomic_fetch_sub(&s->web->counts.at_work, 1);
    }
}

/* ---- what follows ---- */

static void take(void *context)
{
    web_take_turn(context);
}

static void give(void *context)
{
    web_give_turn(context);
}

static bool is_wanted(struct web *web)
{
    struct err err = {0};
    bool wanted = false;
    web_take_turn(web);
    int code = case_work_wanted(web->home.picture.db, &web->cases.now, &wanted, &err);
    web_give_turn(web);
    return code == 0 && wanted;
}

/* wait_a_while - until something was done, or time has passed. */
static void wait_a_while(struct server *s, int milliseconds)
{
    struct timespec until = clock_monotonic_in(milliseconds);
    while (sem_clockwait(&s->web->wake, CLOCK_MONOTONIC, &until) != 0 && errno == EINTR) {
    }
    while (sem_trywait(&s->web->wake) == 0) { /* several wake once */
    }
}

static void *follow(void *context)
{
    struct server *s = context;
    struct web *web = s->web;
    const struct turn_port turn = {.context = web, .take = take, .give = give};
    const struct case_work_options options = {
        .workers = s->options.deliveries, .stop = &s->stopped, .turn = &turn};
    struct upkeep upkeep = {.web = web, .turn = &turn};
    char said[sizeof((struct err *)0)->message] = "";
    while (!atomic_load(&s->stopped)) {
        struct case_work_figures figures = {0};
        struct err err = {0};
        upkeep_do(&upkeep);
        int code = is_wanted(web) ? case_work(&web->cases, &options, &figures, &err) : 0;
        atomic_fetch_add(&web->counts.looks, figures.looks);
        atomic_fetch_add(&web->counts.deliveries, figures.deliveries);
        atomic_fetch_add(&web->counts.work_failures, figures.failures);
        if (code != 0 && strcmp(said, err.message) != 0) { /* once, not every time that it is so */
            err_print("cantref serve", &err);
            memcpy(said, err.message, sizeof said);
        }
        wait_a_while(s, code != 0 ? FAILED_MS : IDLE_MS);
    }
    return NULL;
}

/* ---- coming in ---- */

static void put(struct server *s, int socket)
{
    const struct timeval limit = {.tv_sec = SOCKET_TIMEOUT_S};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    pthread_mutex_lock(&s->lock);
    bool full = s->count == s->options.waiting_max;
    if (!full) {
        s->queue[(s->first + s->count) % s->options.waiting_max] =
            (struct waiting){.socket = socket, .since_s = clock_monotonic_s()};
        s->count++;
        atomic_fetch_add(&s->web->counts.waiting, 1);
        pthread_cond_signal(&s->came);
    }
    pthread_mutex_unlock(&s->lock);
    if (full) {
        turn_away(s, socket);
        let_go(socket);
    }
}

static int start_threads(struct server *s, struct err *err)
{
    int code = long_work_open(s->options.long_ms_max, &s->web->long_work, err);
    while (code == 0 && s->started < s->options.workers) {
        code = pthread_create(&s->workers[s->started], NULL, work, s) == 0
                   ? 0
                   : err_set(err, ERR_IO, "a thread could not be started");
        s->started += code == 0;
    }
    if (code == 0 && s->options.deliveries > 0) {
        s->has_after = pthread_create(&s->after, NULL, follow, s) == 0;
        code = s->has_after ? 0 : err_set(err, ERR_IO, "a thread could not be started");
    }
    return code;
}

int server_run(struct server *s, struct err *err)
{
    struct pollfd watched[] = {{.fd = s->listener, .events = POLLIN},
                               {.fd = s->wake_pipe[0], .events = POLLIN}};
    int code = start_threads(s, err);
    while (code == 0 && !atomic_load(&s->stopped)) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) {
            code = err_set(err, ERR_IO, "waiting for requests failed: %s", strerror(errno));
        }
        int socket = code == 0 && (watched[0].revents & POLLIN) != 0
                         ? accept4(s->listener, NULL, NULL, SOCK_CLOEXEC)
                         : -1;
        if (socket >= 0) {
            put(s, socket);
        }
    }
    atomic_store(&s->stopped, true);
    web_wake(s->web);
    pthread_mutex_lock(&s->lock);
    s->is_over = true;
    pthread_cond_broadcast(&s->came);
    pthread_mutex_unlock(&s->lock);
    for (size_t i = 0; i < s->started; i++) {
        pthread_join(s->workers[i], NULL);
    }
    long_work_close(s->web->long_work);
    s->web->long_work = NULL;
    if (s->has_after) {
        pthread_join(s->after, NULL);
    }
    return code;
}

void server_stop(struct server *s)
{
    int saved = errno;
    atomic_store(&s->stopped, true);
    ssize_t ignored = write(s->wake_pipe[1], "", 1);
    (void)ignored;
    errno = saved;
}

/* ---- opening ---- */

static int listen_at(struct server *s, const char *path, struct err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return err_at(err, ERR_CREATE, path, 0, 0,
                      "the path of the socket is longer than %zu bytes: put the home nearer to /",
                      sizeof address.sun_path - 1);
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t before = umask(s->options.is_shared ? 0117 : 0177);
    bool bound = s->listener >= 0 &&
                 bind(s->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                 listen(s->listener, BACKLOG) == 0;
    umask(before);
    return bound ? 0
                 : err_at(err, ERR_CREATE, path, 0, 0, "the socket can't be made: %s",
                          strerror(errno));
}

int server_open(struct web *web, const struct server_options *options, struct server **ret,
                struct err *err)
{
    struct server *s = mem_must_array(1, sizeof *s);
    *s = (struct server){.web = web, .options = *options, .listener = -1, .wake_pipe = {-1, -1}};
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->came, NULL);
    s->queue = mem_must_array(options->waiting_max, sizeof *s->queue);
    int code = pipe(s->wake_pipe) == 0 ? 0 : err_set(err, ERR_IO, "%s", strerror(errno));
    code = code ? code : listen_at(s, options->socket, err);
    if (code != 0) {
        server_close(s);
        return code;
    }
    *ret = s;
    return 0;
}

void server_close(struct server *s)
{
    if (s == NULL) {
        return;
    }
    if (s->listener >= 0) {
        close(s->listener);
        unlink(s->options.socket);
    }
    for (int i = 0; i < 2; i++) {
        if (s->wake_pipe[i] >= 0) {
            close(s->wake_pipe[i]);
        }
    }
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->came);
    mem_free(s->queue);
    mem_free(s);
}
