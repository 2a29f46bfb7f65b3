/* web.c - see web.h. */
#define _GNU_SOURCE /* pthread_rwlock_clockwrlock, …_setkind_np */
#include "web.h"

#include "clock.h"
#include "page_layout.h"
#include "page_templates.h"
#include "session_store.h"
#include "sign_on.h"

#include <assert.h>
#include <time.h>

enum { RELOAD_WAIT_MS = 200, RELOAD_PAUSE_MS = 300 };

const int web_time_bounds_ms[WEB_TIME_BUCKETS - 1] = {1,   2,   5,   10,   25,  50,
                                                      100, 250, 500, 1000, 5000};

/* ---- the turn ---- */

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

static void begin_turn(struct web *web)
{
    atomic_fetch_add(&web->counts.turns, 1);
    web->cases.now.at = (int64_t)time(NULL);
    web->cases.now.day = calendar_today();
    ask_as_runner(web);
}

void web_take_turn(struct web *web)
{
    home_turn_take(&web->turn, NULL);
    begin_turn(web);
}

bool web_take_turn_within(struct web *web, int milliseconds)
{
    struct timespec until = clock_monotonic_in(milliseconds);
    bool taken = home_turn_take(&web->turn, &until);
    if (taken) {
        begin_turn(web);
    }
    return taken;
}

void web_give_turn(struct web *web)
{
    home_turn_give(&web->turn);
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
    home_turn_begin(&web->turn);
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
    home_turn_end(&web->turn);
    source_failures_free(&web->source_failures);
    arena_free(&web->arena);
    return code;
}

void web_wake(struct web *web)
{
    sem_post(&web->wake);
}

/* First the lock, then the turn, as readers who want it do. Neither is waited for for long: nobody
 * else could read meanwhile, and whatever takes long has the turn for minutes. */
static void lock_and_take_turn(struct web *web)
{
    static const struct timespec pause = {.tv_nsec = RELOAD_PAUSE_MS * 1000000L};
    for (;;) {
        struct timespec until = clock_monotonic_in(RELOAD_WAIT_MS);
        if (pthread_rwlock_clockwrlock(&web->access_lock, CLOCK_MONOTONIC, &until) == 0) {
            if (web_take_turn_within(web, RELOAD_WAIT_MS)) {
                return;
            }
            pthread_rwlock_unlock(&web->access_lock);
        }
        nanosleep(&pause, NULL);
    }
}

int web_reload(struct web *web, struct err *err)
{
    struct home_access next = {0};
    struct err_list errors = {0};
    const struct inquiry_options asked = asked_by_runner("", web->runner.ptr);
    lock_and_take_turn(web);
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
