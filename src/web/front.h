/* front.h - nginx before core: what browsers and partners speak with.
 *
 *     browser ─HTTP/1.1, HTTP/2, TLS─► nginx ─SCGI, one socket─► core
 *                                        ├► files of `assets`, under /assets/
 *                                        └► what it refuses by itself: 4xx, 503
 *
 * nginx is started by core as a child that can open nothing of the home but run/front/, and ends
 * with it. What it is told stands in run/front/nginx.conf, made from front_nginx.conf and from the
 * two tables below: core reads by them what nginx passes on by them, so neither knows a header
 * that the other doesn't.
 *
 *     run/front/   nginx.conf   busy.html, refused.html …   nginx.pid   error.log   temporary/
 *
 * Nothing is logged of a request. A body is taken whole before core hears of it, and an answer is
 * taken from core whole (to FRONT_ANSWER_BYTES_MAX) whoever reads it how slowly. nginx asks core
 * for nothing of ROUTE_MACHINE but /health and /ready, and these from the machine itself alone. */
#ifndef CANTREF_WEB_FRONT_H
#define CANTREF_WEB_FRONT_H

#include "scgi.h"

#include <stdbool.h>
#include <sys/types.h>

/* What nginx passes on of a request: places in scgi_reader.values. REQUEST_METHOD and REQUEST_URI
 * come besides. There is no other: not Referer, not User-Agent. */
enum front_header {
    FRONT_HOST,           /* of the names that it is asked by, with a port or without */
    FRONT_SCHEME,         /* http or https: with the host the origin of our own pages */
    FRONT_REMOTE_ADDRESS, /* of who asks, as nginx sees it; not there: the machine itself does, by
                             way of /health, /ready or straight at the socket */
    FRONT_ACCEPT,
    FRONT_ACCEPT_LANGUAGE,
    FRONT_AUTHORIZATION,
    FRONT_CONTENT_TYPE,
    FRONT_COOKIE,
    FRONT_ORIGIN,
    FRONT_SEC_FETCH_SITE,
    FRONT_WEBHOOK_ID, /* of partners' messages (webhook_signature.h) */
    FRONT_WEBHOOK_TIMESTAMP,
    FRONT_WEBHOOK_SIGNATURE,
    FRONT_CE_SPECVERSION, /* of CloudEvents in binary mode (cloud_event.h); no extensions */
    FRONT_CE_ID,
    FRONT_CE_SOURCE,
    FRONT_CE_TYPE,
    FRONT_CE_SUBJECT,
    FRONT_CE_TIME,
    FRONT_CE_DATASCHEMA,
    FRONT_HEADERS
};

/* front_rules - for scgi_begin. front_header_names - as HTTP has them; NULL: HTTP has no such
 * header, nginx says it. */
extern const struct scgi_rules front_rules;
extern const char *const front_header_names[FRONT_HEADERS];

/* Headers that each answer has. Core sends them with each of its own, so that they are there
 * whoever is in front; nginx adds those that an answer lacks, and never one twice. HSTS is nginx's
 * alone, and with TLS alone. Cache-Control is core's for what core says: no-store, but of what is
 * public. */
struct front_security_header {
    const char *name, *value;
};
extern const struct front_security_header front_security_headers[];
extern const size_t front_security_header_count;

enum {
    FRONT_ANSWER_BYTES_MAX = 2 << 20,
    FRONT_PORT = 8080,
    FRONT_TIMEOUT_S = 15,
    FRONT_CORE_TIMEOUT_S = 30,
    FRONT_CORE_CONNECTIONS = 512, /* core itself says sooner that it is busy */
    FRONT_CONNECTIONS_PER_ADDRESS = 100,
    FRONT_REQUESTS_PER_ADDRESS = 50,
    FRONT_BODY_MAX = 1 << 20
};

/* struct front_settings - paths may be relative to the working folder. 0 and NULL: what is said in
 * brackets. */
struct front_settings {
    const char *folder; /* run/front of a home; made when it isn't there */
    const char *core;   /* path of core's socket */
    const char *assets; /* folder of static files, /assets/…, each with a hash of its content in
                                its name; FILE.gz beside FILE is sent packed */
    const char *stylesheet; /* of nginx's own pages: "/assets/…css" [none] */
    const char *address;    /* to listen on, IPv4 or IPv6 without brackets [127.0.0.1] */
    int port;               /* [any that is free: front_port] */
    const char *const
        *hosts; /* names that it may be asked by, NULL last [address, and localhost for
                                 a loopback one]; others are answered 421 */
    const char *certificate, *key; /* PEM files; both: TLS and HTTP/2 [neither: HTTP] */
    size_t body_max;               /* bytes of the longest body of any route [FRONT_BODY_MAX] */
    int core_connections;          /* requests under way or waiting at core; more are answered 503
                                      [FRONT_CORE_CONNECTIONS] */
    int connections_per_address;   /* [FRONT_CONNECTIONS_PER_ADDRESS] */
    int requests_per_address;      /* a second, with bursts of twice as many; an office behind one
                                      address is one address [FRONT_REQUESTS_PER_ADDRESS] */
    const char *nginx;             /* the program [found by PATH, or in /usr/sbin] */
    int timeout_s;                 /* without a byte from or to a browser [FRONT_TIMEOUT_S] */
};

struct front {
    pid_t pid; /* of nginx's master, which leads a process group of its own; 0: none */
    int port;
    char folder[4096];
};

/* front_program - the whole path of nginx, for settings and for who confines core (sandbox.h).
 * In:     given: as settings->nginx.
 * Errors: ERR_NOTFOUND there is none, naming its package. */
int front_program(const char *given, char ret_path[4096], struct err *err);

/* front_write - the files of run/front/, without starting anything.
 * Out:    *ret_port: the port, found if any would do.
 * Errors: ERR_INPUT a path, an address or a host name that can't stand in a configuration, or only
 *         one of certificate and key; ERR_NOTFOUND a path; ERR_CONFLICT the port is taken;
 *         ERR_CREATE, ERR_IO. */
int front_write(const struct front_settings *settings, int *ret_port, struct err *err);

/* front_write_pages - nginx's own pages alone, for one that somebody else runs (docs/production/).
 * In:     stylesheet: as in settings; is_shared: the group may read them, too. */
int front_write_pages(const char *folder, const char *stylesheet, bool is_shared, struct err *err);

/* front_start - front_write, then nginx, until it accepts connections.
 * In:     core listens already, or its callers are told 503 until it does. Called by the main
 *         thread, which must outlive nginx: it ends with the thread that started it, however
 *         that ends. After sandbox_files and before sandbox_calls (sandbox.h).
 * Out:    *ret, to be ended with front_stop.
 * Errors: those of front_write; ERR_NOTFOUND there is no nginx, naming its package; ERR_IO it
 *         doesn't start, with what it says. */
int front_start(const struct front_settings *settings, struct front *ret, struct err *err);

/* front_reload - its configuration and certificates are read anew; requests under way end as they
 * were. front_runs - does it still? Where it doesn't, front_stop, and end: it can't be started anew
 * from within the sandbox, and whoever started core starts both.
 * Threads: any. */
void front_reload(const struct front *front);
bool front_runs(const struct front *front);

/* front_stop - no new requests; those under way have seconds to end; then it is gone, and so are
 * all of its processes. Nothing happens to one that was never started ({0}). */
void front_stop(struct front *front, int seconds);

/* front_become - the program, started by front_start as FRONT_CHILD, confines itself and becomes
 * nginx. argc, argv: as main has them. Returns only when that can't be: ERR_INPUT nobody but
 * front_start has started it so; ERR_IO. */
#define FRONT_CHILD "front-child"
int front_become(int argc, char **argv, struct err *err);

#endif
