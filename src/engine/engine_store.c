/* engine_store.c - a home's engine: its jobs, its packs, and who is woken. */
#include "engine_store_parts.h"

#include "pack_keep.h"

#include <errno.h>
#include <time.h>

int64_t engine_home_now(const struct engine_home *home)
{
    return home->options.now != NULL ? home->options.now(home->options.context)
                                     : (int64_t)time(NULL);
}

int64_t engine_home_last_leaf(const struct engine_home *home)
{
    return atomic_load(&home->last_leaf);
}

void engine_home_leaf_after(struct engine_home *home, int64_t leaf)
{
    if (leaf > atomic_load(&home->last_leaf)) { /* nobody gives any yet */
        atomic_store(&home->last_leaf, leaf);
    }
}

/* ---- packs ---- */

static struct kept_plan *find_plan(struct engine_home *home, int64_t kept)
{
    struct kept_plan *found = NULL;
    pthread_mutex_lock(&home->plans.lock);
    for (size_t i = 0; i < home->plans.count; i++) {
        found = home->plans.at[i]->kept == kept ? home->plans.at[i] : found;
    }
    pthread_mutex_unlock(&home->plans.lock);
    return found;
}

static void free_plan(struct kept_plan *plan)
{
    event_pack_free(&plan->pack);
    arena_free(&plan->arena);
    mem_free(plan);
}

/* add_plan - unless another thread was first. Returns the one that stays. */
static struct kept_plan *add_plan(struct engine_home *home, struct kept_plan *plan)
{
    struct kept_plans *plans = &home->plans;
    struct kept_plan *stays = plan;
    pthread_mutex_lock(&plans->lock);
    for (size_t i = 0; i < plans->count; i++) {
        stays = plans->at[i]->kept == plan->kept ? plans->at[i] : stays;
    }
    if (stays == plan) {
        void *at = plans->at;
        mem_must_grow(&at, &plans->capacity, plans->count + 1, sizeof(struct kept_plan *));
        plans->at = at;
        plans->at[plans->count++] = plan;
    }
    pthread_mutex_unlock(&plans->lock);
    if (stays != plan) {
        free_plan(plan);
    }
    return stays;
}

/* load - by whoever has the connection. */
static int load(struct engine_home *home, struct db *db, int64_t kept, const struct kept_plan **ret,
                struct err *err)
{
    struct kept_plan *plan = mem_must_array(1, sizeof *plan);
    *plan = (struct kept_plan){.kept = kept};
    int code = pack_kept_load(db, kept, &plan->pack, err);
    if (code != 0) {
        mem_free(plan);
        return code;
    }
    process_plan_make(&plan->arena, &plan->pack, home->options.nation, &plan->plan);
    *ret = add_plan(home, plan);
    return 0;
}

struct loading {
    struct engine_home *home;
    int64_t kept;
    const struct kept_plan *plan;
};

static int load_job(struct db *db, void *context, struct err *err)
{
    struct loading *l = context;
    return load(l->home, db, l->kept, &l->plan, err);
}

int engine_home_plan(struct engine_home *home, int64_t kept, const struct kept_plan **ret,
                     struct err *err)
{
    struct loading l = {home, kept, find_plan(home, kept)};
    int code = 0;
    if (l.plan == NULL) {
        code = writer_is_here(home->picture->writer) ? load_job(home->picture->db, &l, err)
                                                     : picture_do(home->picture, load_job, &l, err);
    }
    *ret = code == 0 ? l.plan : *ret;
    return code;
}

int engine_home_plan_by(struct engine_home *home, struct db *db, int64_t kept,
                        const struct kept_plan **ret, struct err *err)
{
    const struct kept_plan *plan = find_plan(home, kept);
    int code = plan == NULL ? load(home, db, kept, &plan, err) : 0;
    *ret = code == 0 ? plan : *ret;
    return code;
}

static int plan_of(void *plans, int64_t kept, const struct process_plan **ret, struct err *err)
{
    const struct kept_plan *plan = NULL;
    int code = engine_home_plan(plans, kept, &plan, err);
    *ret = code == 0 ? &plan->plan : *ret;
    return code;
}

/* ---- jobs ---- */

struct transaction {
    struct engine_home *home;
    engine_job *job;
    void *context;
    bool woke;
};

struct engine_rows engine_home_rows(struct engine_home *home)
{
    engine_rows_begin(home);
    return home->rows;
}

static int run_job(struct db *db, void *context, struct err *err)
{
    struct transaction *t = context;
    const struct engine_rows rows = engine_home_rows(t->home);
    (void)db; /* the picture's */
    int64_t last_action = t->home->last_action;
    int code = t->job(&rows, t->context, err);
    if (code != 0) { /* nothing of it stays */
        t->home->last_action = last_action;
    }
    t->woke = t->home->woke;
    return code;
}

static int finish(const struct transaction *t, int code)
{
    if (code == 0 && t->woke) {
        engine_home_wake(t->home);
    }
    return code;
}

static int transact(void *context, engine_job *job, void *job_context, struct err *err)
{
    struct transaction t = {context, job, job_context, false};
    return finish(&t, picture_do(t.home->picture, run_job, &t, err));
}

static int transact_plain(void *context, engine_job *job, void *job_context, struct err *err)
{
    struct transaction t = {context, job, job_context, false};
    return finish(&t, picture_do_plain(t.home->picture, run_job, &t, err));
}

/* ---- woken ---- */

void engine_home_wake(struct engine_home *home)
{
    pthread_mutex_lock(&home->turn_lock);
    home->turn++;
    pthread_cond_broadcast(&home->turned);
    pthread_mutex_unlock(&home->turn_lock);
}

uint64_t engine_home_turn(struct engine_home *home)
{
    pthread_mutex_lock(&home->turn_lock);
    uint64_t turn = home->turn;
    pthread_mutex_unlock(&home->turn_lock);
    return turn;
}

void engine_home_wait(struct engine_home *home, uint64_t turn, unsigned ms_max)
{
    struct timespec end;
    int code = 0;
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t ns = end.tv_nsec + (int64_t)(ms_max % 1000) * 1000000;
    end.tv_sec += ms_max / 1000 + ns / 1000000000;
    end.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&home->turn_lock);
    while (home->turn == turn && code != ETIMEDOUT) {
        code = pthread_cond_timedwait(&home->turned, &home->turn_lock, &end);
    }
    pthread_mutex_unlock(&home->turn_lock);
}

/* ---- opened and closed ---- */

/* struct last_numbers - that were given, so far. */
struct last_numbers {
    int64_t leaf, action;
};

static int read_last(struct db *db, void *context, struct err *err)
{
    struct last_numbers *last = context;
    int code = engine_rows_last_leaf(db, &last->leaf, err);
    return code ? code
                : db_number_with(db, "SELECT max(action) FROM action", NULL, 0, &last->action, err);
}

int engine_home_open(struct picture *picture, const struct engine_home_options *options,
                     struct engine_home **ret, struct err *err)
{
    pthread_condattr_t monotonic;
    struct last_numbers last = {0};
    int code = picture_do(picture, read_last, &last, err);
    if (code != 0) {
        return code;
    }
    struct engine_home *home = mem_must_array(1, sizeof *home);
    *home = (struct engine_home){.picture = picture,
                                 .options = *options,
                                 .last_leaf = last.leaf,
                                 .last_action = last.action};
    home->rows = engine_rows_of(home);
    home->store = (struct engine_store){
        .context = home, .transact = transact, .transact_plain = transact_plain};
    home->engine = (struct engine){.store = &home->store, .plans = home, .plan_of = plan_of};
    pthread_mutex_init(&home->plans.lock, NULL);
    pthread_mutex_init(&home->turn_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&home->turned, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *ret = home;
    return 0;
}

void engine_home_close(struct engine_home *home)
{
    if (home == NULL) {
        return;
    }
    for (size_t i = 0; i < home->plans.count; i++) {
        free_plan(home->plans.at[i]);
    }
    mem_free(home->plans.at);
    buf_free(&home->text);
    buf_free(&home->sealed);
    pthread_mutex_destroy(&home->plans.lock);
    pthread_mutex_destroy(&home->turn_lock);
    pthread_cond_destroy(&home->turned);
    mem_free(home);
}

const struct engine *engine_home_engine(const struct engine_home *home)
{
    return &home->engine;
}

struct picture *engine_home_picture(const struct engine_home *home)
{
    return home->picture;
}
