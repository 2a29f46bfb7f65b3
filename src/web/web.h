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
#include "mustache.h"
#include "picture_pool.h"
#include "request.h"
#include "route.h"

#include <pthread.h>

struct session_store;
struct catalogue;

/* What the build made of assets/, as pages link to it: "/assets/cantref-1f2e3d.css". Empty: none was
 * built; pages stand without. */
struct page_assets {
    struct str css, js;
};

struct web {
    struct inquiry home;   /* opened by inquiry_open_home; for whoever has the turn */
    struct caseload cases; /* likewise */
    struct picture_pool *pool;
    pthread_mutex_t turn;
    struct session_store *sessions;
    struct mustache *templates[ACCESS_LANGUAGES];
    struct catalogue *welsh;
    struct page_assets assets;
    const struct route_table *tables;
    size_t table_count;
    struct str council; /* its name */
    struct str runner;  /* login of whoever runs it */
    bool is_example;
    int64_t (*clock)(void *context); /* seconds since 1970 */
    void *clock_context;
    struct arena arena;
};

/* web_take_turn - the home is this thread's alone until web_give_turn; what is asked through
 * web->home and web->cases meanwhile is asked by `who`. Not to be taken twice by one thread. */
void web_take_turn(struct web *web);
void web_give_turn(struct web *web);

#endif
