/* process_bench.c - what the engine does a second in a real home, how fast a process starts, how
 * fast all is there again after a kill, and what a million of them take on disk.
 *
 *   process_bench HOME make [PACK]                   a home with that pack, bereavement
 *   process_bench HOME steps CALLERS SECONDS [DELAY] callers side by side, each with processes of
 *                                                    its own from beginning to end; DELAY µs are
 *                                                    added to each sync of the disk
 *   process_bench HOME start COUNT [DELAY]           from engine_begin to a worker that sees the
 *                                                    first step, one after another
 *   process_bench HOME pending COUNT                 so many wait for a look, and as many are to
 *                                                    be sent; then the program kills itself
 *   process_bench HOME ready COUNT                   until a program that is started sees them all
 *   process_bench HOME open COUNT [1]                so many processes with timers: bytes each; 1:
 *                                                    with as much under way as ever in their course
 *
 * Each prints one line of JSON. A step is an input that was acknowledged: its state, the rows of
 * what follows from it and its leaf for the audit log are on disk then. The log's thread goes on
 * meanwhile, and at the end everything is in the log; the time for that counts. */
#include "clock.h"
#include "duty_ledger.h"
#include "engine_home_test.h"
#include "parallel.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SCRIPT_MAX = 4 * PACK_STEPS_MAX, CALLERS_MAX = 256, EVENTS_A_CALL = 100 };

/* ---- the disk's syncs, made slower ---- */

static long delay_us;

static int synced(int result)
{
    if (delay_us > 0) {
        struct timespec pause = {delay_us / 1000000, delay_us % 1000000 * 1000};
        nanosleep(&pause, NULL);
    }
    return result;
}

/* In place of the C library's, for SQLite too. */
int fdatasync(int file)
{
    return synced((int)syscall(SYS_fdatasync, file));
}

int fsync(int file)
{
    return synced((int)syscall(SYS_fsync, file));
}

/* ---- what a process goes through ---- */

/* struct script - inputs from the first findings to the end, each of which fits after those
 * before: the pure function is asked once, and every process goes the same way. */
struct script {
    struct process_input found;
    struct process_input inputs[SCRIPT_MAX];
    size_t count;
    size_t widest; /* after so many of them the most steps are under way */
};

/* next_input - of the first step that somebody can do something about; false: there is none. */
static bool next_input(const struct process_plan *plan, const struct process *p,
                       struct process_input *ret)
{
    for (uint16_t i = 0; i < p->step_count; i++) {
        const struct process_step *s = &p->steps[i];
        bool decides = plan->steps[i].kind == STEP_DECISION && !s->by_hand;
        *ret = (struct process_input){.kind = decides ? INPUT_DECIDED : INPUT_DONE, .place = i};
        for (uint8_t o = 0; decides && o < plan->steps[i].option_count; o++) {
            bool goes_on =
                plan->steps[i].then[o] == THEN_GOES_ON || plan->steps[i].then[o] == THEN_CONFIRMS;
            ret->option = ret->option == 0 && goes_on ? (uint8_t)(o + 1) : ret->option;
        }
        ret->option = decides && ret->option == 0 ? 1 : ret->option;
        if ((s->stage == STAGE_OPEN && plan->steps[i].kind != STEP_WAIT) ||
            s->stage == STAGE_QUEUED || s->stage == STAGE_LEFT) {
            return true;
        }
    }
    return false;
}

static size_t count_under_way(const struct process *p)
{
    size_t count = 0;
    for (uint16_t i = 0; i < p->step_count; i++) {
        enum step_stage stage = p->steps[i].stage;
        count += stage == STAGE_OPEN || stage == STAGE_QUEUED || stage == STAGE_LEFT;
    }
    return count;
}

static void make_script(struct arena *arena, const struct process_plan *plan, struct script *ret)
{
    static struct process p;
    static struct process_actions actions;
    struct process_input input;
    struct err err = {0};
    size_t most = 0;
    *ret = (struct script){0};
    ret->found = case_found(arena, plan, CASE_DAY);
    process_begin(plan, CASE_DAY, false, &p);
    case_must(process_apply(plan, &ret->found, CASE_DAY, &p, &actions, &err), &err);
    while (ret->count < SCRIPT_MAX && next_input(plan, &p, &input) &&
           process_apply(plan, &input, CASE_DAY, &p, &actions, &err) == 0) {
        ret->inputs[ret->count++] = input;
        if (count_under_way(&p) > most) {
            most = count_under_way(&p);
            ret->widest = ret->count;
        }
    }
}

/* ---- the home ---- */

struct bench {
    struct engine_case c;
    const struct kept_plan *plan;
    struct script script;
    struct arena arena;
};

static void open_bench(struct bench *b, const char *folder)
{
    struct err err = {0};
    case_open(&b->c, folder);
    b->c.kept = 1; /* a home of make has one */
    case_must(engine_home_plan(b->c.home, 1, &b->plan, &err), &err);
    make_script(&b->arena, &b->plan->plan, &b->script);
}

static void close_bench(struct bench *b)
{
    case_close(&b->c);
    arena_free(&b->arena);
}

static int make(const char *folder, const char *name)
{
    struct engine_case c;
    struct event_pack pack;
    struct err_list errors = {0};
    case_make_home(folder);
    case_open(&c, folder);
    if (event_pack_open(name, &pack, &errors) != 0) {
        fprintf(stderr, "there is no such pack: %s\n", name);
        return 1;
    }
    case_keep_pack(&c, &pack);
    fprintf(stdout, "{\"pack\": \"%s\", \"steps\": %zu, \"duties\": %zu}\n", name, pack.steps.count,
            pack.duties.count);
    event_pack_free(&pack);
    case_close(&c);
    return 0;
}

/* struct owing - the ledgers of some events: every duty is owed, as after a look. */
struct owing {
    struct bench *b;
    int64_t event;
    size_t count;
};
static int owe(struct db *db, void *context, struct err *err)
{
    const struct owing *o = context;
    const struct event_pack *pack = &o->b->plan->pack;
    static struct duty_finding findings[DUTIES_MAX];
    struct assessment assessment = {findings, 0};
    const struct case_facts given = {.facts = {.today = CASE_DAY}, .law_day = CASE_DAY};
    int code = 0;
    for (size_t i = 0; i < pack->duties.count; i++) {
        if (assessment_find(&assessment, pack->duties.at[i].id) == NULL) {
            findings[assessment.count++] =
                (struct duty_finding){.duty = &pack->duties.at[i],
                                      .state = DUTY_STARTED,
                                      .because = {{STR("as was told"), STR("fel y dywedwyd")}},
                                      .deadline_state = DEADLINE_KNOWN,
                                      .starts = CASE_DAY,
                                      .deadline = CASE_DAY + 60};
        }
    }
    for (size_t i = 0; code == 0 && i < o->count; i++) {
        const struct ledger_look look = {o->event + (int64_t)i, 1, STR("somebody"), case_now.at};
        size_t changed = 0;
        code =
            ledger_keep(db, o->b->c.picture.seal, &look, pack, &given, &assessment, &changed, err);
    }
    return code;
}

static int64_t make_events(struct bench *b, size_t count)
{
    struct err err = {0};
    int64_t first = case_events(&b->c, b->plan->pack.id, count);
    for (size_t i = 0; i < count; i += EVENTS_A_CALL) {
        struct owing o = {b, first + (int64_t)i,
                          count - i < EVENTS_A_CALL ? count - i : EVENTS_A_CALL};
        case_must(picture_do(&b->c.picture, owe, &o, &err), &err);
    }
    return first;
}

/* ---- steps ---- */

/* struct load - callers that go on until the time is over or the events are used up. */
struct load {
    struct bench *b;
    int64_t event_first, event_end;
    atomic_int_fast64_t event_next;
    double end;
    atomic_uint_fast64_t steps, begun, ended;
    pthread_barrier_t together;
};

static int64_t start_one(struct bench *b, int64_t event)
{
    struct err err = {0};
    int64_t process = 0;
    case_must(engine_begin(b->c.engine, event, b->c.kept, false, &case_now, STR("somebody"),
                           &process, &err),
              &err);
    return process;
}

static void give(struct bench *b, int64_t process, const struct process_input *input)
{
    struct err err = {0};
    case_must(engine_input(b->c.engine, process, input, &case_now, STR("somebody"), &err), &err);
}

static void *call(void *context)
{
    struct load *l = context;
    uint64_t steps = 0;
    pthread_barrier_wait(&l->together);
    while (clock_monotonic_s() < l->end) {
        int64_t event = atomic_fetch_add(&l->event_next, 1);
        if (event >= l->event_end) {
            break;
        }
        int64_t process = start_one(l->b, event);
        atomic_fetch_add(&l->begun, 1);
        give(l->b, process, &l->b->script.found);
        steps++;
        size_t i = 0;
        for (; i < l->b->script.count && clock_monotonic_s() < l->end; i++) {
            give(l->b, process, &l->b->script.inputs[i]);
            steps++;
        }
        atomic_fetch_add(&l->ended, i == l->b->script.count);
    }
    atomic_fetch_add(&l->steps, steps);
    return NULL;
}

static void run_load(struct bench *b, int callers, double seconds, size_t events)
{
    static pthread_t threads[CALLERS_MAX];
    struct err err = {0};
    int64_t first = make_events(b, events);
    struct load l = {.b = b, .event_first = first, .event_end = first + (int64_t)events};
    atomic_store(&l.event_next, first);
    pthread_barrier_init(&l.together, NULL, (unsigned)callers + 1);
    case_must(process_log_flush(b->c.log, &err), &err);
    l.end = clock_monotonic_s() + 1e9; /* set below, before anybody looks */
    for (int i = 0; i < callers; i++) {
        if (pthread_create(&threads[i], NULL, call, &l) != 0) {
            __builtin_trap();
        }
    }
    double begun = clock_monotonic_s(), processor = clock_processor_s();
    l.end = begun + seconds;
    pthread_barrier_wait(&l.together);
    for (int i = 0; i < callers; i++) {
        pthread_join(threads[i], NULL);
    }
    double acknowledged = clock_monotonic_s() - begun;
    case_must(process_log_flush(b->c.log, &err), &err);
    double logged = clock_monotonic_s() - begun;
    pthread_barrier_destroy(&l.together);
    fprintf(
        stdout,
        "{\"callers\": %d, \"delay_us\": %ld, \"steps\": %llu, \"begun\": %llu, \"ended\": %llu, "
        "\"seconds\": %.4f, \"seconds_logged\": %.4f, \"processor_s\": %.3f, "
        "\"ran_out\": %s, \"script\": %zu}\n",
        callers, delay_us, (unsigned long long)l.steps, (unsigned long long)l.begun,
        (unsigned long long)l.ended, acknowledged, logged, clock_processor_s() - processor,
        atomic_load(&l.event_next) >= l.event_end ? "true" : "false", b->script.count + 1);
}

/* ---- from the beginning to the first step ---- */

/* struct starter - the worker: looks at whatever wants it, and says which process's step it sees.
 * */
struct starter {
    struct bench *b;
    atomic_bool stops;
    atomic_int_fast64_t seen;
    struct db *db;
};

static void *work(void *context)
{
    struct starter *s = context;
    struct whole_list list = {0};
    struct err err = {0};
    while (!atomic_load(&s->stops)) {
        uint64_t turn = engine_home_turn(s->b->c.home);
        list.count = 0;
        case_must(engine_to_look(s->b->c.engine, 16, &list, &err), &err);
        for (size_t i = 0; i < list.count; i++) {
            struct action_list actions = {0};
            give(s->b, list.at[i], &s->b->script.found);
            case_must(actions_of_process(s->db, list.at[i], &actions, &err), &err);
            if (actions.count > 0) {
                atomic_store(&s->seen, list.at[i]);
            }
            action_list_free(&actions);
        }
        if (list.count == 0) {
            engine_home_wait(s->b->c.home, turn, 100);
        }
    }
    whole_list_free(&list);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void run_starts(struct bench *b, size_t count)
{
    struct starter s = {.b = b, .db = b->c.db};
    double *times = mem_must_array(count, sizeof *times);
    pthread_t worker;
    int64_t first = make_events(b, count);
    if (pthread_create(&worker, NULL, work, &s) != 0) {
        __builtin_trap();
    }
    for (size_t i = 0; i < count; i++) {
        struct timespec pause = {0, 2000000}, moment = {0, 20000};
        nanosleep(&pause, NULL); /* so that it stands by itself */
        double begun = clock_monotonic_s();
        int64_t process = start_one(b, first + (int64_t)i);
        while (atomic_load(&s.seen) != process) {
            nanosleep(&moment, NULL);
        }
        times[i] = clock_monotonic_s() - begun;
    }
    atomic_store(&s.stops, true);
    pthread_join(worker, NULL);
    qsort(times, count, sizeof *times, by_size);
    fprintf(stdout,
            "{\"starts\": %zu, \"delay_us\": %ld, \"p50_ms\": %.4f, \"p99_ms\": %.4f, \"max_ms\": "
            "%.4f}\n",
            count, delay_us, times[count / 2] * 1e3, times[count * 99 / 100] * 1e3,
            times[count - 1] * 1e3);
    mem_free(times);
}

/* ---- many ---- */

/* struct making - processes, many in one transaction; where under_way, as far as they have most to
 * be done and to be sent. */
struct making {
    struct bench *b;
    int64_t event;
    size_t count;
    bool under_way;
};

static int get_under_way(const struct making *m, const struct engine_rows *rows, int64_t process,
                         struct err *err)
{
    const struct script *script = &m->b->script;
    int code =
        engine_take(m->b->c.engine, rows, process, &script->found, &case_now, STR("somebody"), err);
    for (size_t i = 0; code == 0 && i < script->widest; i++) {
        code = engine_take(m->b->c.engine, rows, process, &script->inputs[i], &case_now,
                           STR("somebody"), err);
    }
    return code;
}

static int make_processes(struct db *db, void *context, struct err *err)
{
    const struct making *m = context;
    const struct engine_rows rows = engine_home_rows(m->b->c.home);
    int code = 0;
    (void)db;
    for (size_t i = 0; code == 0 && i < m->count; i++) {
        int64_t process = 0;
        code = engine_put_new(m->b->c.engine, &rows, m->event, m->b->c.kept, false, &case_now,
                              STR("somebody"), &process, err);
        code = code || !m->under_way ? code : get_under_way(m, &rows, process, err);
    }
    return code;
}

static void make_many(struct bench *b, int64_t event, size_t count, bool under_way)
{
    struct err err = {0};
    for (size_t i = 0; i < count; i += 500) {
        struct making m = {b, event, count - i < 500 ? count - i : 500, under_way};
        case_must(picture_do(&b->c.picture, make_processes, &m, &err), &err);
    }
}

static size_t count_ready(struct bench *b, size_t limit)
{
    struct whole_list list = {0};
    struct err err = {0};
    case_must(db_list_with(b->c.db,
                           "SELECT action FROM action WHERE wakes IS NOT NULL AND wakes <= $1 "
                           "ORDER BY wakes LIMIT $2",
                           WHOLES(case_now.at, (int64_t)limit), &list, &err),
              &err);
    size_t count = list.count;
    whole_list_free(&list);
    return count;
}

static void run_pending(struct bench *b, size_t count)
{
    int64_t event = case_events(&b->c, b->plan->pack.id, 1);
    make_many(b, event, count, false);
    make_many(b, event, count, true);
    fprintf(stdout, "{\"pending\": %zu, \"ready\": %zu}\n", count, count_ready(b, 10 * count));
    fflush(stdout);
    kill(getpid(), SIGKILL);
}

static void run_ready(struct bench *b, size_t count, double began)
{
    struct whole_list list = {0};
    struct err err = {0};
    struct action_row rows[ENGINE_BATCH];
    size_t leased = 0;
    case_must(engine_to_look(b->c.engine, 10 * count, &list, &err), &err);
    size_t ready = count_ready(b, 10 * count);
    case_must(engine_lease(b->c.engine, &case_now, ENGINE_BATCH, rows, &leased, &err), &err);
    fprintf(stdout, "{\"to_look\": %zu, \"ready\": %zu, \"leased\": %zu, \"seconds\": %.4f}\n",
            list.count, ready, leased, clock_monotonic_s() - began);
    whole_list_free(&list);
}

static uint64_t bytes_of(const char *folder, const char *name)
{
    char path[4096];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

static uint64_t bytes_on_disk(struct bench *b)
{
    struct err err = {0};
    case_must(process_log_flush(b->c.log, &err), &err);
    case_close(&b->c);
    uint64_t bytes =
        bytes_of(b->c.folder, "data/cantref.db") + bytes_of(b->c.folder, "data/cantref.db-wal") +
        bytes_of(b->c.folder, "keys/values.db") + bytes_of(b->c.folder, "keys/values.db-wal");
    return bytes;
}

static void run_open(struct bench *b, const char *folder, size_t count, bool wide)
{
    int64_t event = case_events(&b->c, b->plan->pack.id, 1), actions = 0;
    struct err err = {0};
    uint64_t before = bytes_on_disk(b);
    open_bench(b, folder);
    double begun = clock_monotonic_s();
    if (!wide) { /* looked at, with a first step that waits for somebody */
        b->script.widest = 0;
    }
    make_many(b, event, count, true);
    double made = clock_monotonic_s() - begun;
    uint64_t after = bytes_on_disk(b);
    begun = clock_monotonic_s();
    open_bench(b, folder);
    double opened = clock_monotonic_s() - begun;
    struct whole_list due = {0};
    case_must(db_number_with(b->c.db, "SELECT count(*) FROM action WHERE ended IS NULL", NULL, 0,
                             &actions, &err),
              &err);
    begun = clock_monotonic_s();
    case_must(db_list_with(b->c.db,
                           "SELECT process FROM process WHERE wake IS NOT NULL AND wake <= $1 "
                           "ORDER BY wake, process LIMIT $2",
                           WHOLES(CASE_DAY + 1000, 64), &due, &err),
              &err);
    fprintf(stdout,
            "{\"processes\": %zu, \"actions_each\": %.2f, \"bytes_each\": %.1f, \"made_s\": %.2f, "
            "\"opened_s\": %.4f, \"due_64_s\": %.6f}\n",
            count, (double)actions / (double)count, (double)(after - before) / (double)count, made,
            opened, clock_monotonic_s() - begun);
    whole_list_free(&due);
}

int main(int argc, char **argv)
{
    static struct bench b;
    double began = clock_monotonic_s();
    if (argc < 3) {
        fprintf(stderr, "process_bench HOME make|steps|start|pending|ready|open …\n");
        return 2;
    }
    const char *what = argv[2];
    double first = argc > 3 ? strtod(argv[3], NULL) : 0,
           second = argc > 4 ? strtod(argv[4], NULL) : 0;
    if (strcmp(what, "make") == 0) {
        return make(argv[1], argc > 3 ? argv[3] : "bereavement");
    }
    open_bench(&b, argv[1]);
    if (strcmp(what, "steps") == 0) {
        delay_us = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
        double most =
            60000 * second / (double)b.script.count; /* events, at so many steps a second */
        run_load(&b, (int)first, second, (size_t)most + CALLERS_MAX);
    } else if (strcmp(what, "start") == 0) {
        delay_us = (long)second;
        run_starts(&b, (size_t)first);
    } else if (strcmp(what, "pending") == 0) {
        run_pending(&b, (size_t)first);
    } else if (strcmp(what, "ready") == 0) {
        run_ready(&b, (size_t)first, began);
    } else if (strcmp(what, "open") == 0) {
        run_open(&b, argv[1], (size_t)first, second != 0);
    } else {
        return 2;
    }
    close_bench(&b);
    return 0;
}
