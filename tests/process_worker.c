/* process_worker.c - a program around the engine, for tests/process_kill.py to kill: processes are
 * begun, teams do their steps, workers look, compose and deliver by HTTP to a receiver.
 *
 *   process_worker HOME make                     a home with a pack
 *   process_worker HOME run PORT WRITTEN COUNT   until it is killed, or all of COUNT have come to
 *                                                their end: then it says so and ends by itself
 *   process_worker HOME check WRITTEN            what the database and the audit log have: JSON
 *
 * What was acknowledged is written to the file WRITTEN, a line each, after the engine said so:
 * "begun PROCESS", "done PROCESS PLACE". Time goes SPEED times as fast as the clock, so that leases
 * and waits end within the test. */
#include "action_content.h"
#include "clock.h"
#include "engine_home_test.h"
#include "work.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SPEED = 500, WORKERS = 4, CLIENTS = 2, ANSWER_BYTES = 4096 };

struct world {
    struct engine_case c;
    const struct kept_plan *plan;
    struct process_input found;
    struct arena arena;
    int port, written;
    int64_t event, count;
    atomic_bool stops;
};

static struct engine_now now_fast(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    int64_t at = case_now.at + (ms - INT64_C(1795000000000)) * SPEED / 1000 % (INT64_C(1) << 32);
    return (struct engine_now){at, CASE_DAY};
}

static void note(struct world *w, const char *what, int64_t process, int place)
{
    char line[80];
    int len = snprintf(line, sizeof line, "%s %lld %d\n", what, (long long)process, place);
    if (write(w->written, line, (size_t)len) != len) {
        __builtin_trap();
    }
}

/* ---- ports ---- */

static int look(void *context, int64_t process, struct err *err)
{
    struct world *w = context;
    const struct engine_now now = now_fast();
    return engine_input(w->c.engine, process, &w->found, &now, STR(ENGINE_WHO), err);
}

struct composing {
    struct world *w;
    const struct action_row *row;
    struct delivery delivery;
    struct arena *arena;
};
static int compose_job(struct db *db, void *context, struct err *err)
{
    struct composing *k = context;
    struct seal *seal = k->w->c.picture.seal;
    char key[ACTION_KEY_BYTES];
    bool there = false;
    int code = action_content_get(db, seal, k->row->action, k->arena, &k->delivery, &there, err);
    if (code != 0 || there) {
        return code;
    }
    action_key(seal, k->row, key);
    k->delivery = (struct delivery){
        .way = DELIVERY_NOTICE,
        .key = arena_str(k->arena, str_of(key)),
        .data = arena_printf(k->arena, "{\"process\": %lld, \"place\": %u, \"round\": %u}",
                             (long long)k->row->process, k->row->place, k->row->round),
        .time = now_fast().at};
    return action_content_put(db, seal, k->row->action, &k->delivery, err);
}

/* struct hand - a worker with room for what it composes. */
struct hand {
    struct world *w;
    struct arena arena;
};

static int compose(void *context, const struct action_row *row, struct composition *ret,
                   struct err *err)
{
    struct hand *h = context;
    arena_reset(&h->arena);
    struct composing k = {.w = h->w, .row = row, .arena = &h->arena};
    int code = picture_do(&h->w->c.picture, compose_job, &k, err);
    *ret = (struct composition){
        .what = COMPOSED_DELIVERY, .channel = STEP_CHANNEL_PREFERRED, .delivery = k.delivery};
    return code;
}

static int look_by(void *context, int64_t process, struct err *err)
{
    return look(((struct hand *)context)->w, process, err);
}

/* post - *ret_status: of HTTP; 0: no answer came. */
static void post(int port, const struct delivery *d, int *ret_status)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct buf text = {0};
    char answer[ANSWER_BYTES] = "";
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    buf_printf(&text,
               "POST / HTTP/1.1\r\nhost: localhost\r\nwebhook-id: %.*s\r\ncontent-length: %zu\r\n"
               "connection: close\r\n\r\n%.*s",
               PRI(d->key), d->data.len, PRI(d->data));
    *ret_status = 0;
    if (connect(peer, (struct sockaddr *)&to, sizeof to) == 0 &&
        send(peer, text.ptr, text.len, MSG_NOSIGNAL) == (ssize_t)text.len &&
        recv(peer, answer, sizeof answer - 1, 0) > 12) {
        *ret_status = (int)strtol(answer + 9, NULL, 10);
    }
    close(peer);
    buf_free(&text);
}

/* Nothing leaves before the log has what led to it. */
static int deliver(void *context, const struct delivery *delivery, struct delivery_answer *ret,
                   struct err *err)
{
    struct hand *h = context;
    int status = 0;
    int code = process_log_flush(h->w->c.log, err);
    if (code == 0) {
        post(h->w->port, delivery, &status);
        *ret = (struct delivery_answer){.outcome = status == 204 ? DELIVERY_LEFT : DELIVERY_LATER};
    }
    return code;
}

/* ---- threads ---- */

static void *work(void *context)
{
    struct world *w = context;
    struct hand hand = {.w = w};
    const struct work_ports ports = {&hand, look_by, compose, deliver};
    struct worker worker = {.engine = w->c.engine, .ports = &ports};
    while (!atomic_load(&w->stops)) {
        uint64_t turn = engine_home_turn(w->c.home);
        const struct engine_now now = now_fast();
        struct err err = {0};
        bool did = false;
        int code = work_next(&worker, &now, &did, &err);
        if (code != 0 && code != ERR_CONFLICT) { /* another looked at the same process first */
            case_must(code, &err);
        }
        if (!did) {
            engine_home_wait(w->c.home, turn, 20);
        }
    }
    arena_free(&hand.arena);
    return NULL;
}

/* do_one - some step that a team has open, of this process. False: there is none. */
static bool do_one(struct world *w, struct db *db, int64_t process)
{
    struct process_row row;
    struct process p;
    struct err err = {0};
    case_must(process_read(db, w->c.picture.seal, process, &row, &p, &err), &err);
    for (uint16_t i = 0; i < p.step_count; i++) {
        const struct process_step *s = &p.steps[i];
        bool decides = w->plan->plan.steps[i].kind == STEP_DECISION && !s->by_hand;
        const struct process_input input = {.kind = decides ? INPUT_DECIDED : INPUT_DONE,
                                            .place = i,
                                            .option = decides ? 1 : 0,
                                            .round = s->round};
        if (s->stage != STAGE_OPEN && s->stage != STAGE_LEFT) {
            continue;
        }
        const struct engine_now now = now_fast();
        int code = engine_input(w->c.engine, process, &input, &now, STR("somebody"), &err);
        if (code == 0) {
            note(w, "done", process, i);
            return true;
        }
        if (code != ERR_CONFLICT) {
            case_must(code, &err);
        }
    }
    return false;
}

static struct db *open_reader(struct world *w)
{
    struct db *db = NULL;
    struct err err = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/data/cantref.db", w->c.folder);
    case_must(db_open(path, DB_READ, &db, &err), &err);
    return db;
}

static int64_t ask(struct db *db, const char *sql)
{
    struct err err = {0};
    int64_t number = 0;
    case_must(db_number_with(db, sql, NULL, 0, &number, &err), &err);
    return number;
}

/* serve - begin processes until there are enough, and do what teams have to. */
static void *serve(void *context)
{
    struct world *w = context;
    struct db *db = open_reader(w);
    struct err err = {0};
    while (!atomic_load(&w->stops)) {
        int64_t last = ask(db, "SELECT max(process) FROM process"), process = 0;
        if (last < w->count) {
            const struct engine_now now = now_fast();
            case_must(engine_begin(w->c.engine, w->event, w->c.kept, false, &now, STR("somebody"),
                                   &process, &err),
                      &err);
            note(w, "begun", process, 0);
        }
        bool did = false;
        for (int64_t p = last; p > 0 && p > last - 20; p--) {
            did |= do_one(w, db, p);
        }
        if (!did && last >= w->count) {
            struct timespec pause = {0, 5000000};
            nanosleep(&pause, NULL);
        }
    }
    db_close(db);
    return NULL;
}

/* is_over - all were begun, and nothing is to be looked at or to leave. */
static bool is_over(struct world *w, struct db *db)
{
    return ask(db, "SELECT count(*) FROM process") >= w->count &&
           ask(db, "SELECT count(*) FROM process WHERE wants_look = 1") == 0 &&
           ask(db, "SELECT count(*) FROM action WHERE wakes IS NOT NULL") == 0;
}

static void run(struct world *w)
{
    pthread_t threads[WORKERS + CLIENTS];
    struct db *db = open_reader(w);
    for (int i = 0; i < WORKERS + CLIENTS; i++) {
        if (pthread_create(&threads[i], NULL, i < WORKERS ? work : serve, w) != 0) {
            __builtin_trap();
        }
    }
    while (!is_over(w, db)) {
        struct timespec pause = {0, 20000000};
        nanosleep(&pause, NULL);
    }
    atomic_store(&w->stops, true);
    for (int i = 0; i < WORKERS + CLIENTS; i++) {
        pthread_join(threads[i], NULL);
    }
    db_close(db);
    puts("over");
}

/* ---- what there is ---- */

struct leaf {
    long long process, entry, version;
};
struct leaves {
    struct leaf *at;
    size_t count, capacity;
};

static int add_leaf(void *context, const struct audit_entry *entry, struct err *err)
{
    struct leaves *leaves = context;
    const struct audit_response *r = &entry->detail.response;
    struct leaf leaf;
    (void)err;
    if (!str_eq(r->system, STR(PROCESS_LOG_SYSTEM)) ||
        sscanf(r->reason.ptr, "process %lld, entry %lld, version %lld", &leaf.process, &leaf.entry,
               &leaf.version) != 3) {
        return 0;
    }
    void *at = leaves->at;
    mem_must_grow(&at, &leaves->capacity, leaves->count + 1, sizeof *leaves->at);
    leaves->at = at;
    leaves->at[leaves->count++] = leaf;
    return 0;
}

static int by_process(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    return x->process != y->process ? (x->process > y->process) - (x->process < y->process)
                                    : (x->version > y->version) - (x->version < y->version);
}

/* count_undone - steps that were acknowledged as done and are not. */
static size_t count_undone(struct world *w, const char *written)
{
    FILE *file = fopen(written, "r");
    char line[80];
    size_t undone = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        long long number = 0;
        int place = 0;
        struct process_row row;
        struct process p;
        struct err err = {0};
        bool is_done = sscanf(line, "done %lld %d", &number, &place) == 2;
        bool is_begun = sscanf(line, "begun %lld", &number) == 1;
        bool there = process_read(w->c.db, w->c.picture.seal, number, &row, &p, &err) == 0;
        undone += (is_begun || is_done) && !there;
        undone += is_done && there && p.steps[place].stage != STAGE_DONE;
    }
    if (file != NULL) {
        fclose(file);
    }
    return undone;
}

/* check - each version of each process is in the log once; nothing else is. */
static void check(struct world *w, const char *written)
{
    struct leaves leaves = {0};
    struct err err = {0};
    size_t twice = 0, missing = 0, at = 0, wrong = 0;
    int64_t count = ask(w->c.db, "SELECT max(process) FROM process");
    case_must(process_log_flush(w->c.log, &err), &err);
    case_must(audit_each(w->c.audit, 0, audit_size(w->c.audit), add_leaf, &leaves, &err), &err);
    qsort(leaves.at, leaves.count, sizeof *leaves.at, by_process);
    for (int64_t process = 1; process <= count; process++) {
        struct process_row row;
        struct process p;
        case_must(process_read(w->c.db, w->c.picture.seal, process, &row, &p, &err), &err);
        wrong += process_check(&w->plan->plan, &p) != NULL;
        for (uint64_t version = 0; version <= p.inputs; version++) {
            size_t found = 0;
            for (; at < leaves.count && leaves.at[at].process == process &&
                   (uint64_t)leaves.at[at].version == version;
                 at++) {
                found++;
            }
            twice += found > 1;
            missing += found == 0;
        }
    }
    printf(
        "{\"processes\": %lld, \"sends\": %lld, \"leaves\": %zu, \"twice\": %zu, "
        "\"missing\": %zu, \"of_nothing\": %zu, \"damaged\": %zu, \"undone\": %zu, "
        "\"parked\": %lld}\n",
        (long long)count,
        (long long)ask(w->c.db,
                       "SELECT count(*) FROM action WHERE kind IN ('send', 'remind') "
                       "AND state = 'ended' AND tries + token > 0"),
        leaves.count, twice, missing, leaves.count - at, wrong, count_undone(w, written),
        (long long)ask(w->c.db, "SELECT count(*) FROM action WHERE state = 'parked'"));
    mem_free(leaves.at);
}

static int make(const char *folder)
{
    struct engine_case c;
    struct event_pack pack;
    struct err_list errors = {0};
    case_make_home(folder);
    case_open(&c, folder);
    if (event_pack_open("bereavement", &pack, &errors) != 0) {
        return 1;
    }
    case_keep_pack(&c, &pack);
    case_events(&c, pack.id, 1);
    event_pack_free(&pack);
    case_close(&c);
    return 0;
}

int main(int argc, char **argv)
{
    static struct world w;
    struct err err = {0};
    if (argc > 2 && strcmp(argv[2], "make") == 0) {
        return make(argv[1]);
    }
    if (argc < 3) {
        return 2;
    }
    case_open(&w.c, argv[1]);
    w.c.kept = w.event = 1;
    case_must(engine_home_plan(w.c.home, 1, &w.plan, &err), &err);
    w.found = case_found(&w.arena, &w.plan->plan, CASE_DAY);
    if (argc == 6 && strcmp(argv[2], "run") == 0) {
        w.port = (int)strtol(argv[3], NULL, 10);
        w.written = open(argv[4], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        w.count = strtoll(argv[5], NULL, 10);
        run(&w);
    } else if (argc == 4 && strcmp(argv[2], "check") == 0) {
        check(&w, argv[3]);
    }
    case_close(&w.c);
    arena_free(&w.arena);
    return 0;
}
