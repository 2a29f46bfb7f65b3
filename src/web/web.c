/* web.c - see web.h. */
#define _GNU_SOURCE /* pthread_rwlockattr_setkind_np */
#include "web.h"

#include "page_layout.h"
#include "page_templates.h"
#include "session_store.h"
#include "sign_on.h"

#include <assert.h>
#include <time.h>

const int web_time_bounds_ms[WEB_TIME_BUCKETS - 1] = {1,   2,   5,   10,   25,  50,
                                                      100, 250, 500, 1000, 5000};

/* ---- the turn ---- */

static void turn_init(struct turn *turn)
{
    pthread_mutex_init(&turn->lock, NULL);
    pthread_cond_init(&turn->next, NULL);
}

static struct inquiry_options asked_by_runner(const char *start, const char *who)
{
    return (struct inquiry_options){.start = start,
                                    .system = "cantref serve",
                                    .who = who,
                                    .purpose = "",
                                    .case_reference = "",
                                    .break_glass = "",
                                    .day = calendar_today(),
                                    .asked = ""};
}

static void ask_as_runner(struct web *web)
{
    const struct inquiry_options asked = asked_by_runner("", web->runner.ptr);
    struct err impossible = {0};
    int code = inquiry_again(&web->home, &asked, &impossible);
    assert(code == 0); /* who asks is said */
    (void)code;
}

void web_take_turn(struct web *web)
{
    struct turn *turn = &web->turn;
    pthread_mutex_lock(&turn->lock);
    uint64_t mine = turn->last_ticket++;
    while (turn->now_serving != mine) {
        pthread_cond_wait(&turn->next, &turn->lock);
    }
    pthread_mutex_unlock(&turn->lock);
    atomic_fetch_add(&web->counts.turns, 1);
    web->cases.now.at = (int64_t)time(NULL);
    web->cases.now.day = calendar_today();
    ask_as_runner(web);
}

void web_give_turn(struct web *web)
{
    struct turn *turn = &web->turn;
    pthread_mutex_lock(&turn->lock);
    turn->now_serving++;
    pthread_cond_broadcast(&turn->next);
    pthread_mutex_unlock(&turn->lock);
}

bool web_join_queue(struct web *web)
{
    bool joins = atomic_fetch_add(&web->turn.queue, 1) < web->turn.queue_max;
    if (!joins) {
        web_leave_queue(web);
        atomic_fetch_add(&web->counts.turned_away, 1);
    }
    return joins;
}

void web_leave_queue(struct web *web)
{
    atomic_fetch_sub(&web->turn.queue, 1);
}

/* ---- opening ---- */

/* load_assets - pages stand without, where none were made. */
static int load_assets(struct web *web, const char *folder, struct err *err)
{
    bool none = folder == NULL || folder[0] == '\0';
    int code = none ? 0 : page_assets_load(&web->arena, folder, &web->assets, err);
    return code == ERR_NOTFOUND ? 0 : code;
}

/* A request that waits to change what others read lets no more of them in. */
static void access_lock_init(struct web *web)
{
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&web->access_lock, &attributes);
    pthread_rwlockattr_destroy(&attributes);
}

int web_open(const struct web_options *options, struct web *ret, struct err *err)
{
    struct web *web = ret;
    const struct inquiry_options asked = asked_by_runner(options->start, NULL);
    *web = (struct web){.tables = options->tables, .table_count = options->table_count};
    web->home.picture.home.lock_fd = -1;
    turn_init(&web->turn);
    web->turn.queue_max = (int)options->queue_max;
    sem_init(&web->wake, 0, 0);
    access_lock_init(web);
    password_gate_begin(&web->passwords);
    int code = page_catalogue_load(&web->welsh, err);
    code = code ? code : page_templates_load(NULL, &web->templates[ACCESS_ENGLISH], err);
    code = code ? code : page_templates_load(web->welsh, &web->templates[ACCESS_WELSH], err);
    code = code ? code : load_assets(web, options->assets, err);
    code = code || options->assets == NULL
               ? code
               : page_assets_load(&web->arena, options->assets, &web->assets, err);
    code = code ? code : inquiry_open_home(&asked, &web->home, err);
    code = code ? code : caseload_open(&web->home, (int64_t)time(NULL), &web->cases, err);
    code = code ? code : picture_pool_open(&web->home.picture, options->readers, &web->pool, err);
    code = code ? code
                : session_store_open(&web->home.picture, &session_limits_default,
                                     (int64_t)time(NULL), &web->sessions, err);
    code = code ? code : sign_on_open(&web->home.picture.home, &web->sign_on, err);
    if (code == 0) {
        web->council = web->cases.council.name;
        web->council_welsh =
            web->cases.council.name_welsh.len > 0 ? web->cases.council.name_welsh : web->council;
        web->is_example = web->cases.council.example;
        web->runner = arena_str(&web->arena, web->home.viewing.options.who);
    }
    return code;
}

int web_close(struct web *web, struct err *err)
{
    const struct inquiry_options asked = asked_by_runner("", web->runner.ptr);
    int code = 0;
    sign_on_close(web->sign_on);
    session_store_close(web->sessions);
    picture_pool_close(web->pool);
    if (web->cases.inquiry != NULL) {
        code = inquiry_again(&web->home, &asked, err);
        int closed = caseload_close(&web->cases, code == 0 ? err : NULL);
        code = code ? code : closed;
    }
    int closed = inquiry_close(&web->home, code == 0 ? err : NULL);
    code = code ? code : closed;
    mustache_free(web->templates[ACCESS_ENGLISH]);
    mustache_free(web->templates[ACCESS_WELSH]);
    catalogue_free(web->welsh);
    pthread_rwlock_destroy(&web->access_lock);
    password_gate_end(&web->passwords);
    sem_destroy(&web->wake);
    pthread_cond_destroy(&web->turn.next);
    pthread_mutex_destroy(&web->turn.lock);
    source_failures_free(&web->source_failures);
    arena_free(&web->arena);
    return code;
}

void web_wake(struct web *web)
{
    sem_post(&web->wake);
}

int web_reload(struct web *web, struct err *err)
{
    struct home_access next = {0};
    struct err_list errors = {0};
    const struct inquiry_options asked = asked_by_runner("", web->runner.ptr);
    pthread_rwlock_wrlock(&web->access_lock); /* before the turn: as readers who want it do */
    web_take_turn(web);
    int code = home_access_open(&web->home.picture.home, web->home.picture.seal, &next, &errors);
    code = code ? err_list_first(&errors, err) : 0;
    err_list_free(&errors);
    if (code == 0) {
        struct home_access old = web->home.access;
        code = inquiry_again(&web->home, &asked, err); /* which decided by the old */
        web->home.access = next;
        home_access_close(&old);
    }
    web_give_turn(web);
    pthread_rwlock_unlock(&web->access_lock);
    return code;
}
