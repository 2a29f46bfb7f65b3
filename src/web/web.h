/* web.h - a council's home as it is served: what all requests share.
 *
 *     nginx ─► core's socket ─► workers ─► request ─► BESIDE   pictures beside (picture_pool.h)
 *                                                 └─► WHOLE    the home itself, in turn
 *
 * The home's own connection, its processes and the thread that writes belong to whoever has the
 * turn: a request of ROUTE_WHOLE, a session that is kept, what is done after life events. Requests
 * that read people go on beside. So no handler ever meets half a change of another. */
#ifndef CANTREF_WEB_WEB_H
#define CANTREF_WEB_WEB_H

#include "caseload.h"
#include "home_turn.h"
#include "mustache.h"
#include "password.h"
#include "picture_pool.h"
#include "request.h"
#include "route.h"
#include "source_failure.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

struct session_store;
struct sign_on;
struct catalogue;
struct long_work;

/* struct web_counts - since it began, for metrics; each by itself atomic. */
enum { WEB_STATUS_CLASSES = 6, WEB_TIME_BUCKETS = 12 };
struct web_counts {
    atomic_uint_fast64_t answered[WEB_STATUS_CLASSES]; /* by the first digit of the status */
    atomic_uint_fast64_t within[WEB_TIME_BUCKETS];     /* by time taken: web_time_bounds_ms */
    atomic_uint_fast64_t refused; /* what came was no request, or too long: nothing looked at it */
    atomic_uint_fast64_t time_us, turned_away, turn_wait_us, turns;
    atomic_uint_fast64_t looks, deliveries, work_failures;
    atomic_int_fast64_t waiting, at_work;
};
extern const int web_time_bounds_ms[WEB_TIME_BUCKETS - 1];

/* What the build made of assets/, as pages link to it: "/assets/cantref-1f2e3d.css". Empty: none
 * was built; pages stand without. */
struct page_assets {
    struct str css, js;
};

struct web {
    struct inquiry home;   /* opened by inquiry_open_home; for whoever has the turn */
    struct caseload cases; /* likewise */
    struct picture_pool *pool;
    struct home_turn turn;
    pthread_rwlock_t access_lock; /* of home.access: read by each request, written by web_reload */
    struct session_store *sessions;
    struct password_gate passwords;
    struct sign_on *sign_on;
    struct long_work *long_work; /* while it is served; NULL: there is none */
    struct mustache *templates[ACCESS_LANGUAGES];
    struct catalogue *welsh;
    struct page_assets assets;
    const struct route_table *const *tables;
    size_t table_count;
    struct str council, council_welsh; /* its name; in English where it has none in Welsh */
    struct str runner;                 /* login of whoever runs it */
    bool is_example;
    struct web_counts counts;
    sem_t wake;               /* for whoever does what follows */
    atomic_bool records_came; /* a partner sent rows: triggers may have something to propose */
    struct source_failures source_failures; /* of sources that came due; under the turn */
    struct arena arena;
};

struct web_options {
    const char *start;  /* the folder from which the home is looked for */
    const char *assets; /* folder of styles and scripts, with its manifest; NULL: none */
    size_t readers;     /* pictures beside: 1 … PICTURE_POOL_MAX */
    size_t queue_max;   /* requests that may wait for the turn, fewer than there are workers */
    const struct route_table *const *tables;
    size_t table_count;
};

/* web_open - a home, ready to be served.
 * Out:    *ret, to be closed with web_close in any case; start from zero. It must not be moved.
 * Errors: those of inquiry_open_home, caseload_open, picture_pool_open, session_store_open,
 *         web_templates_load. */
int web_open(const struct web_options *options, struct web *ret, struct err *err);
int web_close(struct web *web, struct err *err);

/* web_take_turn - the home is this thread's alone until web_give_turn: web->home, web->cases and
 * what is written. In the order in which they came; not to be taken twice by one thread. What is
 * then asked is asked by whoever runs this, unless inquiry_again says who. */
void web_take_turn(struct web *web);
void web_give_turn(struct web *web);

/* web_take_turn_within - likewise; false: it was not to be had in so many milliseconds. */
bool web_take_turn_within(struct web *web, int milliseconds);

/* web_join_queue - may one more request wait for the turn? Then web_leave_queue when it has had it.
 * Training or taking a model into use has the turn for minutes; workers who all waited for it would
 * answer nobody. */
bool web_join_queue(struct web *web);
void web_leave_queue(struct web *web);

/* web_wake - something was done that may have consequences: what is done after life events goes on
 * now rather than soon. From any thread. */
void web_wake(struct web *web);

/* web_reload - purposes, gateways, staff and approvals are read anew, as after a change of them.
 * Without the turn: a handler sets request->changes_access instead, and this is done after it.
 * Requests that are under way end with what they began.
 * Errors: those of home_access_open; what was there stays in force then. */
int web_reload(struct web *web, struct err *err);

#endif
