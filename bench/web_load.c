/* web_load.c - asks a server on this machine for pages at a given rate, whatever it answers, as
 * many people do who do not know of each other (an open loop): so that one that falls behind is
 * seen to. A request's time counts from when it was due, not from when it could be sent.
 *
 *     web_load PORT RATE SECONDS CONNECTIONS COOKIES REQUESTS
 *
 * COOKIES, REQUESTS: files. A line of the first is the value of a Cookie header and, after a blank,
 * what goes in place of @CSRF in a body. A line of the second is GET PATH or POST PATH BODY. Both
 * are gone through in turn. Prints one JSON object. Only ever asks 127.0.0.1. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINES_MAX = 100000, BYTES_MAX = 1 << 22, REQUEST_MAX = 16384, CONNECTIONS_MAX = 512 };

struct lines {
    char **at;
    size_t count;
};

struct load {
    int port;
    double rate, seconds, start_s;
    struct lines cookies, requests;
    atomic_ulong next;
    unsigned long total;
    double *took_ms; /* by request; negative: no answer */
    short *status;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The file's lines; none, with a message, when it can't be read. */
static struct lines read_lines(const char *path)
{
    struct lines lines = {.at = calloc(LINES_MAX, sizeof(char *))};
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    while (file != NULL && lines.at != NULL && lines.count < LINES_MAX &&
           getline(&line, &room, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        lines.at[lines.count++] = strdup(line);
    }
    free(line);
    if (file != NULL) {
        fclose(file);
    }
    if (lines.count == 0) {
        fprintf(stderr, "web_load: %s: can't be read, or is empty\n", path);
    }
    return lines;
}

/* ---- one request ---- */

/* The body with @CSRF replaced. */
static void make_body(const char *body, const char *csrf, char ret[REQUEST_MAX])
{
    const char *at = strstr(body, "@CSRF");
    if (at == NULL) {
        snprintf(ret, REQUEST_MAX, "%s", body);
    } else {
        snprintf(ret, REQUEST_MAX, "%.*s%s%s", (int)(at - body), body, csrf, at + 5);
    }
}

static int make_request(const struct load *load, unsigned long number, char ret[2 * REQUEST_MAX])
{
    char body[REQUEST_MAX] = "";
    const char *request = load->requests.at[number % load->requests.count];
    const char *cookie = load->cookies.at[number % load->cookies.count];
    int cookie_len = (int)strcspn(cookie, " ");
    const char *csrf = cookie + cookie_len + (cookie[cookie_len] == ' ');
    bool is_post = strncmp(request, "POST ", 5) == 0;
    const char *path = request + (is_post ? 5 : 4);
    int path_len = (int)strcspn(path, " ");
    if (is_post) {
        make_body(path + path_len + (path[path_len] == ' '), csrf, body);
    }
    int len = snprintf(ret, 2 * REQUEST_MAX,
                       "%s %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %.*s\r\n"
                       "Accept: text/html\r\nAccept-Encoding: gzip\r\n",
                       is_post ? "POST" : "GET", path_len, path, load->port, cookie_len, cookie);
    if (is_post) {
        len += snprintf(ret + len, 2 * REQUEST_MAX - (size_t)len,
                        "Content-Type: application/x-www-form-urlencoded\r\n"
                        "Sec-Fetch-Site: same-origin\r\nOrigin: http://127.0.0.1:%d\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        load->port, strlen(body), body);
    } else {
        len += snprintf(ret + len, 2 * REQUEST_MAX - (size_t)len, "\r\n");
    }
    return len;
}

static int dial(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const struct timeval limit = {.tv_sec = 30};
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

/* is_whole - does buf hold a whole answer? keep: may the connection be used again? */
static bool is_whole(const char *buf, size_t len, bool *keep)
{
    const char *end = memmem(buf, len, "\r\n\r\n", 4);
    if (end == NULL) {
        return false;
    }
    size_t head = (size_t)(end - buf) + 4;
    const char *length = memmem(buf, head, "Content-Length: ", 16);
    *keep = memmem(buf, head, "Connection: close", 17) == NULL;
    if (length != NULL) {
        return len >= head + strtoul(length + 16, NULL, 10);
    }
    if (memmem(buf, head, "Transfer-Encoding: chunked", 26) != NULL) {
        return len >= 5 && memcmp(buf + len - 5, "0\r\n\r\n", 5) == 0;
    }
    return strncmp(buf + 9, "204", 3) == 0 || strncmp(buf + 9, "304", 3) == 0;
}

/* ask - the status, 0 when there was no answer. */
static int ask(int *fd, int port, const char *request, int len, char *buf)
{
    bool keep = false;
    size_t got = 0;
    if (*fd < 0) {
        *fd = dial(port);
    }
    if (*fd < 0 || send(*fd, request, (size_t)len, MSG_NOSIGNAL) != len) {
        close(*fd);
        *fd = -1;
        return 0;
    }
    while (got < BYTES_MAX - 1) {
        ssize_t n = recv(*fd, buf + got, BYTES_MAX - 1 - got, 0);
        if (n <= 0) {
            break;
        }
        got += (size_t)n;
        buf[got] = '\0';
        if (is_whole(buf, got, &keep)) {
            break;
        }
    }
    if (!keep) {
        close(*fd);
        *fd = -1;
    }
    return got > 12 ? (int)strtol(buf + 9, NULL, 10) : 0; /* HTTP/1.1 200 */
}

static void *run(void *context)
{
    struct load *load = context;
    char *buf = malloc(BYTES_MAX);
    char request[2 * REQUEST_MAX];
    int fd = -1;
    unsigned long number;
    while ((number = atomic_fetch_add(&load->next, 1)) < load->total) {
        double due_s = load->start_s + (double)number / load->rate;
        double wait_s = due_s - now_s();
        if (wait_s > 0) {
            usleep((useconds_t)(wait_s * 1e6));
        }
        int len = make_request(load, number, request);
        int status = ask(&fd, load->port, request, len, buf);
        if (status == 0) { /* an idle connection that was closed meanwhile */
            status = ask(&fd, load->port, request, len, buf);
        }
        load->took_ms[number] = (now_s() - due_s) * 1000;
        load->status[number] = (short)status;
    }
    close(fd);
    free(buf);
    return NULL;
}

/* ---- the sum ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(struct load *load, double took_s)
{
    unsigned long classes[6] = {0};
    size_t count = 0;
    double *good = calloc(load->total + 1, sizeof *good);
    for (unsigned long i = 0; i < load->total; i++) {
        classes[load->status[i] / 100 < 6 ? load->status[i] / 100 : 0]++;
        if (load->status[i] >= 200 && load->status[i] < 400) {
            good[count++] = load->took_ms[i];
        }
    }
    qsort(good, count, sizeof *good, by_value);
    fprintf(stdout,
            "{\"asked\": %lu, \"seconds\": %.2f, \"rate\": %.1f, \"answered_2xx_3xx\": %zu, "
            "\"4xx\": %lu, \"5xx\": %lu, \"none\": %lu, \"p50_ms\": %.2f, \"p90_ms\": %.2f, "
            "\"p99_ms\": %.2f, \"max_ms\": %.2f}\n",
            load->total, took_s, (double)load->total / took_s, count, classes[4], classes[5],
            classes[0], count ? good[count / 2] : 0, count ? good[count * 9 / 10] : 0,
            count ? good[count * 99 / 100] : 0, count ? good[count - 1] : 0);
    free(good);
}

int main(int argc, char **argv)
{
    static struct load load;
    pthread_t threads[CONNECTIONS_MAX];
    if (argc != 7) {
        fprintf(stderr, "usage: web_load PORT RATE SECONDS CONNECTIONS COOKIES REQUESTS\n");
        return 64;
    }
    size_t connections = strtoul(argv[4], NULL, 10);
    connections = connections < CONNECTIONS_MAX ? connections : CONNECTIONS_MAX;
    load.port = (int)strtol(argv[1], NULL, 10);
    load.rate = strtod(argv[2], NULL);
    load.seconds = strtod(argv[3], NULL);
    load.cookies = read_lines(argv[5]);
    load.requests = read_lines(argv[6]);
    if (load.cookies.count == 0 || load.requests.count == 0) {
        return 1;
    }
    load.total = (unsigned long)(load.rate * load.seconds);
    load.took_ms = calloc(load.total + 1, sizeof *load.took_ms);
    load.status = calloc(load.total + 1, sizeof *load.status);
    load.start_s = now_s() + 0.05;
    size_t started = 0;
    while (started < connections && pthread_create(&threads[started], NULL, run, &load) == 0) {
        started++;
    }
    connections = started;
    for (size_t i = 0; i < connections; i++) {
        pthread_join(threads[i], NULL);
    }
    print(&load, now_s() - load.start_s);
    return 0;
}
