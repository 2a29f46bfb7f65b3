/* server.h - core's socket: requests come in, answers go out, and what follows from them is done.
 *
 *     accept ─► queue, bounded ─► workers, each one request at a time ─► dispatch.h
 *                  └ full, or waited too long: 503 with Retry-After, at once
 *
 * One more thread does what is to be done after life events (case_work.h), in turn with
 * requests. */
#ifndef CANTREF_WEB_SERVER_H
#define CANTREF_WEB_SERVER_H

#include "web.h"

struct server;

struct server_options {
    const char *socket; /* path of the Unix socket; what is left there of another run is removed */
    bool is_shared;     /* for whoever is of its group, too: a nginx of another user */
    size_t workers;     /* requests at once */
    size_t waiting_max; /* more are answered 503 */
    int waiting_ms_max; /* whoever waited longer is, too: they have likely given up */
    int long_ms_max;    /* who asks for what takes long waits so long for it (long_work.h) */
    size_t deliveries;  /* at once, after life events; 0: none of that is done */
};

enum {
    SERVER_WORKERS = 16,
    SERVER_WORKERS_MAX = 64,
    SERVER_WAITING_MAX = 256,
    SERVER_WAITING_MS_MAX = 3000,
    SERVER_LONG_MS_MAX = 5000,
    SERVER_DELIVERIES = 4
};

/* server_open - listens. server_run - takes requests until server_stop; the threads are its own.
 * server_stop - no new requests; those that came are answered. From a signal handler too.
 * server_close - when server_run has returned; NULL is nothing.
 * Errors: ERR_CREATE the socket; ERR_IO. */
int server_open(struct web *web, const struct server_options *options, struct server **ret,
                struct err *err);
int server_run(struct server *server, struct err *err);
void server_stop(struct server *server);
void server_close(struct server *server);

#endif
