/* case_work.c - see case_work.h. */
#include "case_work.h"

#include "case_feed.h"
#include "case_look.h"
#include "compose.h"
#include "delivery_note.h"
#include "letter_post.h"

#include <assert.h>
#include <pthread.h>

enum { LOOKS_AT_ONCE = 256, FAILURES_MAX = 100 };

/* struct running - one run, which its threads share. */
struct running {
    struct caseload *c;
    const struct case_work_options *options;
    struct delivery_setup setup;
    pthread_mutex_t turn;   /* of the caseload: held but for delivering */
    pthread_mutex_t counts; /* of what follows */
    struct case_work_figures figures;
    int code; /* the first that failed */
    struct err err;
    struct whole_list failed; /* processes whose look did */
};

/* struct hand - a thread that delivers. */
struct hand {
    struct running *run;
    struct composer composer;
    bool did;
    bool waits; /* what was delivered last waits for print: there is no answer to it yet */
    pthread_t thread;
};

static void take_turn(struct running *r)
{
    pthread_mutex_lock(&r->turn);
    turn_take(r->options->turn);
}

static void give_turn(struct running *r)
{
    turn_give(r->options->turn);
    pthread_mutex_unlock(&r->turn);
}

static bool is_stopped(const struct running *r)
{
    return r->options->stop != NULL && atomic_load(r->options->stop);
}

static void note_failure(struct running *r, int code, const struct err *err)
{
    pthread_mutex_lock(&r->counts);
    r->figures.failures++;
    if (r->code == 0) {
        r->code = code;
        r->err = *err;
    }
    pthread_mutex_unlock(&r->counts);
}

static void note_done(struct running *r, uint64_t *figure)
{
    pthread_mutex_lock(&r->counts);
    ++*figure;
    if (r->options->told != NULL) {
        r->options->told(r->options->told_context, r->figures.looks + r->figures.deliveries);
    }
    pthread_mutex_unlock(&r->counts);
}

/* ---- looks ---- */

static bool has_failed(const struct running *r, int64_t process)
{
    bool failed = false;
    for (size_t i = 0; i < r->failed.count; i++) {
        failed = failed || r->failed.at[i] == process;
    }
    return failed;
}

/* look_at_all - those that want a look, some at a time; one that fails holds no other up. */
static bool look_at_all(struct running *r)
{
    struct whole_list list = {0};
    struct err err = {0};
    bool did = false, more = true;
    while (more && !is_stopped(r)) {
        list.count = 0;
        take_turn(r);
        int code = engine_to_look(r->c->engine, LOOKS_AT_ONCE + r->failed.count, &list, &err);
        give_turn(r);
        more = false;
        for (size_t i = 0; code == 0 && i < list.count && !is_stopped(r); i++) {
            if (has_failed(r, list.at[i])) {
                continue;
            }
            struct err failed = {0};
            take_turn(r);
            int looked = case_look(r->c, list.at[i], &failed);
            give_turn(r);
            if (looked != 0) {
                whole_list_add(&r->failed, list.at[i]);
                note_failure(r, looked, &failed);
            } else {
                note_done(r, &r->figures.looks);
                did = more = true;
            }
        }
        if (code != 0) {
            note_failure(r, code, &err);
        }
    }
    whole_list_free(&list);
    return did;
}

/* ---- deliveries ---- */

static int compose_one(void *context, const struct action_row *row, struct composition *ret,
                       struct err *err)
{
    struct hand *h = context;
    h->waits = false;
    return compose(&h->composer, row, ret, err);
}

/* deliver_one - nothing leaves before the log has what led to it. A letter waits for print. */
static int deliver_one(void *context, const struct delivery *delivery, struct delivery_answer *ret,
                       struct err *err)
{
    struct hand *h = context;
    struct running *r = h->run;
    struct buf pdf = {0};
    size_t pages = 0;
    bool made = false;
    take_turn(r);
    int code = caseload_log(r->c, err);
    give_turn(r);
    if (code != 0 || delivery->way != DELIVERY_POST) {
        return code ? code : deliver(&r->setup, delivery, ret, err);
    }
    code = letter_post_make(&r->setup, delivery, &pdf, &pages, ret, &made, err);
    if (code == 0 && made) {
        take_turn(r);
        code = letter_post(r->c, &h->composer.row, delivery, buf_str(&pdf), pages, err);
        give_turn(r);
        h->waits = code == 0;
    }
    buf_free(&pdf);
    return code;
}

/* note - what became of it, for whoever looks at what is parked. */
struct noting {
    int64_t action, at;
    const struct delivery_answer *answer;
};

static int note_job(struct db *db, void *context, struct err *err)
{
    const struct noting *n = context;
    return delivery_note_put(db, n->action, n->answer, n->at, err);
}

static int note(struct hand *h, const struct worker *worker, struct err *err)
{
    struct noting n = {worker->row.action, h->run->c->now.at, &worker->answer};
    return h->waits ? 0 : picture_do(&h->run->c->inquiry->picture, note_job, &n, err);
}

/* work_on - the thread's own worker, until nothing is ready. */
static void *work_on(void *context)
{
    struct hand *h = context;
    struct running *r = h->run;
    const struct work_ports ports = {.context = h, .compose = compose_one, .deliver = deliver_one};
    struct worker worker = {.engine = r->c->engine, .ports = &ports};
    struct engine_now now = {0};
    size_t failures = 0;
    bool did = true;
    while (did && (!is_stopped(r) || worker.stage != WORK_IDLE)) {
        struct err err = {0};
        enum work_stage before = worker.stage;
        if (before != WORK_GOING) {
            take_turn(r);
            now = r->c->now;
        }
        int code = before == WORK_ANSWERED ? note(h, &worker, &err) : 0;
        code = code ? code : work_next(&worker, &now, &did, &err);
        if (before != WORK_GOING) {
            give_turn(r);
        }
        if (code != 0) { /* what it had leased is tried again later; the others go on */
            note_failure(r, code, &err);
            worker.stage = WORK_IDLE;
            did = ++failures < FAILURES_MAX && did;
            continue;
        }
        h->did = h->did || did;
        if (before == WORK_ANSWERED) {
            note_done(r, &r->figures.deliveries);
        }
    }
    return NULL;
}

static bool deliver_all(struct running *r)
{
    struct hand hands[CASE_WORKERS_MAX] = {{0}};
    size_t count = r->options->workers, started = 0;
    bool did = false;
    for (size_t i = 0; i < count; i++) {
        hands[i] = (struct hand){.run = r};
        composer_begin(r->c, &r->setup, &hands[i].composer);
    }
    while (started + 1 < count &&
           pthread_create(&hands[started + 1].thread, NULL, work_on, &hands[started + 1]) == 0) {
        started++;
    }
    work_on(&hands[0]);
    for (size_t i = 0; i < started; i++) {
        pthread_join(hands[i + 1].thread, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        did = did || hands[i].did;
        composer_end(&hands[i].composer);
    }
    return did;
}

/* ---- the run ---- */

static bool feed(struct running *r)
{
    struct err err = {0};
    size_t held_up = 0;
    take_turn(r);
    int code = case_feed(r->c, &held_up, &err);
    give_turn(r);
    if (code != 0) {
        note_failure(r, code, &err);
    } else if (held_up > 0 && r->figures.rounds == 0) {
        note_failure(r, err.code, &err);
    }
    r->figures.held_up = held_up;
    return code == 0;
}

/* pass_time - days that have come, where nothing is to be sent. */
static bool pass_time(struct running *r)
{
    struct err err = {0};
    size_t count = 0;
    take_turn(r);
    int code = engine_time(r->c->engine, &r->c->now, ENGINE_BATCH, &count, &err);
    give_turn(r);
    if (code != 0) {
        note_failure(r, code, &err);
    }
    return code == 0 && count > 0;
}

static void work_all(struct running *r)
{
    bool did = true;
    while (did && !is_stopped(r) && feed(r)) {
        did = look_at_all(r);
        if (r->options->settle_only) {
            did |= pass_time(r);
        } else {
            did |= !is_stopped(r) && deliver_all(r);
        }
        r->figures.rounds++;
        did = did && !r->options->once;
    }
}

int case_work(struct caseload *c, const struct case_work_options *options,
              struct case_work_figures *ret, struct err *err)
{
    struct running r = {.c = c, .options = options};
    assert(options->workers >= 1 && options->workers <= CASE_WORKERS_MAX);
    *ret = (struct case_work_figures){0};
    int code = delivery_setup_open(&c->inquiry->picture.home, &r.setup, err);
    if (code != 0) {
        return code;
    }
    pthread_mutex_init(&r.turn, NULL);
    pthread_mutex_init(&r.counts, NULL);
    work_all(&r);
    pthread_mutex_destroy(&r.counts);
    pthread_mutex_destroy(&r.turn);
    delivery_setup_close(&r.setup);
    whole_list_free(&r.failed);
    *ret = r.figures;
    if (r.code != 0) {
        *err = r.err;
    }
    return r.code;
}

/* ---- is there anything? ---- */

#define ANY_EVENT                                                                                  \
    "SELECT 1 WHERE ifnull((SELECT max(entry) FROM event_version), 0) > ifnull((SELECT position "  \
    "FROM case_feed WHERE name = 'events'), 0)"
#define ANY_CHANGE                                                                                 \
    "SELECT 1 WHERE ifnull((SELECT max(change) FROM change), 0) <> ifnull((SELECT position FROM "  \
    "case_feed WHERE name = 'changes'), -1)"

int case_work_wanted(struct db *db, const struct engine_now *now, bool *ret, struct err *err)
{
    int64_t any = 0;
    int code = db_number_with(db, ANY_EVENT, NULL, 0, &any, err);
    code = code == 0 && any == 0 ? db_number_with(db, ANY_CHANGE, NULL, 0, &any, err) : code;
    code = code == 0 && any == 0
               ? db_number_with(db, "SELECT 1 FROM process WHERE wants_look = 1 LIMIT 1", NULL, 0,
                                &any, err)
               : code;
    code = code == 0 && any == 0
               ? db_number_with(db, "SELECT 1 FROM process WHERE wake <= $1 LIMIT 1",
                                WHOLES(now->day), &any, err)
               : code;
    code = code == 0 && any == 0
               ? db_number_with(db, "SELECT 1 FROM action WHERE wakes <= $1 LIMIT 1",
                                WHOLES(now->at), &any, err)
               : code;
    *ret = code == 0 && any != 0;
    return code;
}
