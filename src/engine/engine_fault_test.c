/* engine_fault_test.c - processes on a disk that fails, fills up or loses its power.
 *
 *     home ─► copy ─► processes begin, are looked at, done, sent ─► cut at a write or sync
 *                  └► opened again: what was acknowledged is there; of what was not, process, rows
 *                     and leaf are there all or none; each leaf is in the log once
 *
 * Only SQLite's files are under the layer that fails (fault_vfs.h); the audit log's lose their
 * power in tests/kill.py and src/audit/audit_fault_test.c.
 *
 * CANTREF_CYCLES=N runs as many cycles (60); CANTREF_SEED=N CANTREF_CYCLES=1 replays one. */
#include "engine_home_test.h"
#include "fault_vfs.h"
#include "pack_test.h"
#include "random.h"
#include "test_seed.h"

#include <unistd.h>

enum { CYCLES = 60, INPUTS = 60, PROCESSES_MAX = 64 };

static char made[40], folder[48];

static void remove_home_at(const char *path)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", path);
    assert_int_equal(system(command), 0);
}

static void copy_home(void)
{
    char command[120];
    remove_home_at(folder);
    snprintf(command, sizeof command, "cp -r %s %s", made, folder);
    assert_int_equal(system(command), 0);
}

/* make_home - once: what each cycle begins with a copy of. */
static int make_home(void **state)
{
    struct engine_case c;
    struct event_pack pack = {0};
    (void)state;
    snprintf(made, sizeof made, "/tmp/cantref_engine_XXXXXX");
    assert_non_null(mkdtemp(made));
    snprintf(folder, sizeof folder, "%s_copy", made);
    case_make_home(made);
    case_open(&c, made);
    test_pack(NULL, &pack);
    case_keep_pack(&c, &pack);
    event_pack_free(&pack);
    case_events(&c, STR("moving"), 1);
    case_close(&c);
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    remove_home_at(made);
    remove_home_at(folder);
    return 0;
}

/* struct cycle - versions[p]: how many inputs of process p + 1 were acknowledged, and its
 * beginning; 0: not even that. */
struct cycle {
    uint64_t seed;
    struct fault_plan plan;
    uint64_t versions[PROCESSES_MAX];
    int64_t begun;
    int acknowledged;
};

#define EXPECT(cycle, condition)                                                                   \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fail_msg("%s: replay with CANTREF_SEED=%llu CANTREF_CYCLES=1 (fault %d at %llu) %s",   \
                     #condition, (unsigned long long)(cycle)->seed, (int)(cycle)->plan.kind,       \
                     (unsigned long long)(cycle)->plan.at, err.message);                           \
        }                                                                                          \
    } while (0)

/* ---- what is done ---- */

static void begin_one(struct engine_case *c, struct cycle *cycle)
{
    struct err err = {0};
    int64_t process = 0;
    int code = engine_begin(c->engine, 1, 1, false, &case_now, STR("somebody"), &process, &err);
    if (code == 0) {
        EXPECT(cycle, process > cycle->begun && process <= PROCESSES_MAX);
        cycle->versions[process - 1] = 1;
        cycle->begun = process;
        cycle->acknowledged++;
    }
}

static void give(struct engine_case *c, struct cycle *cycle, int64_t process,
                 const struct process_input *input)
{
    struct err err = {0};
    if (engine_input(c->engine, process, input, &case_now, STR("somebody"), &err) == 0) {
        cycle->versions[process - 1]++;
        cycle->acknowledged++;
    }
}

/* send_one - what is first to leave leaves. Its inputs are not counted: they only add versions. */
static void send_one(struct engine_case *c)
{
    struct action_row row;
    struct err err = {0};
    size_t count = 0;
    const struct delivery_answer left = {.outcome = DELIVERY_LEFT};
    if (engine_lease(c->engine, &case_now, 1, &row, &count, &err) == 0 && count == 1 &&
        engine_go(c->engine, &case_now, STEP_CHANNEL_PREFERRED, &row, &err) == 0 &&
        process_log_flush(c->log, &err) == 0) {
        (void)engine_answer(c->engine, &case_now, &row, &left, &err);
    }
}

static void live(struct cycle *cycle, struct random *random)
{
    struct engine_case c;
    const struct kept_plan *plan = NULL;
    struct err err = {0};
    struct arena arena = {0};
    int code = case_try_open(&c, folder, &err);
    code = code ? code : engine_home_plan(c.home, 1, &plan, &err);
    for (int i = 0; code == 0 && i < INPUTS; i++) {
        uint64_t what = random_below(random, 8);
        if (cycle->begun == 0 || (what == 0 && cycle->begun < PROCESSES_MAX)) {
            begin_one(&c, cycle);
            continue;
        }
        int64_t process = 1 + (int64_t)random_below(random, (uint64_t)cycle->begun);
        struct process_input input = {
            .kind = INPUT_DONE, .place = (uint16_t)random_below(random, plan->plan.step_count)};
        if (what <= 2) {
            input = case_found(&arena, &plan->plan, CASE_DAY);
        }
        if (what == 3) {
            send_one(&c);
        } else if (cycle->versions[process - 1] > 0) {
            give(&c, cycle, process, &input);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    (void)case_leave(&c, &err);
}

/* ---- what must hold ---- */

struct counted {
    uint64_t leaves[PROCESSES_MAX]; /* bits of versions */
    bool twice;
};
static int count_leaf(void *context, const struct audit_entry *entry, struct err *err)
{
    struct counted *n = context;
    long long process = 0, number = 0, version = 0;
    (void)err;
    if (str_eq(entry->detail.response.system, STR(PROCESS_LOG_SYSTEM))) {
        assert_int_equal(sscanf(entry->detail.response.reason.ptr,
                                "process %lld, entry %lld, version %lld", &process, &number,
                                &version),
                         3);
        uint64_t bit = UINT64_C(1) << version;
        n->twice |= (n->leaves[process - 1] & bit) != 0;
        n->leaves[process - 1] |= bit;
    }
    return 0;
}

/* rows_fit - has each step that is with a team, or is to leave, its one row, and no other a row?
 * */
static bool rows_fit(struct engine_case *c, int64_t process, const struct process *p)
{
    struct action_list list = {0};
    struct err err = {0};
    bool fits = true;
    case_must(actions_of_process(c->db, process, &list, &err), &err);
    for (uint16_t i = 0; i < p->step_count; i++) {
        size_t tasks = 0, sends = 0;
        for (size_t a = 0; a < list.count; a++) {
            const struct action_row *row = &list.at[a];
            bool lasts = row->place == i && row->state != ROW_ENDED && row->state != ROW_STOPPED &&
                         !row->stop_wanted; /* which went already */
            tasks += lasts && row->kind == ACTION_TASK;
            sends += lasts && row->kind == ACTION_SEND;
        }
        fits = fits && sends == (p->steps[i].stage == STAGE_QUEUED);
        fits = fits && (tasks == 0 || p->steps[i].stage == STAGE_OPEN ||
                        p->steps[i].stage == STAGE_LEFT); /* to be confirmed */
    }
    action_list_free(&list);
    return fits;
}

static void check(const struct cycle *cycle)
{
    struct engine_case c;
    const struct kept_plan *plan = NULL;
    struct counted counted = {0};
    struct err err = {0};
    int64_t count = 0;
    EXPECT(cycle, case_try_open(&c, folder, &err) == 0);
    EXPECT(cycle, engine_home_plan(c.home, 1, &plan, &err) == 0);
    EXPECT(cycle, process_log_flush(c.log, &err) == 0);
    EXPECT(cycle, db_check(c.db, &err) == 0);
    EXPECT(cycle, audit_each(c.audit, 0, audit_size(c.audit), count_leaf, &counted, &err) == 0);
    EXPECT(cycle, !counted.twice);
    EXPECT(cycle,
           db_number_with(c.db, "SELECT max(process) FROM process", NULL, 0, &count, &err) == 0);
    EXPECT(cycle, count >= cycle->begun);
    for (int64_t i = 1; i <= count; i++) {
        struct process_row row;
        struct process p;
        EXPECT(cycle, process_read(c.db, c.picture.seal, i, &row, &p, &err) == 0);
        EXPECT(cycle, process_check(&plan->plan, &p) == NULL);
        EXPECT(cycle, p.inputs + 1 >= cycle->versions[i - 1]);
        EXPECT(cycle,
               p.inputs < 63 && counted.leaves[i - 1] == (UINT64_C(1) << (p.inputs + 1)) - 1);
        EXPECT(cycle, rows_fit(&c, i, &p));
    }
    struct cycle after = {.seed = cycle->seed, .begun = count};
    begin_one(&c, &after); /* life goes on */
    EXPECT(cycle, after.acknowledged == 1);
    case_close(&c);
}

static uint64_t cycles_wanted(void)
{
    const char *given = getenv("CANTREF_CYCLES");
    uint64_t cycles = CYCLES;
    if (given != NULL && !str_to_uint(str_of(given), UINT32_MAX, &cycles)) {
        printf("# CANTREF_CYCLES is not a whole number; not used\n");
    }
    return cycles;
}

static void test_cycles(void **state)
{
    static const uint64_t reach[] = {12, 60, 200, 600};
    uint64_t seed = test_seed(), cycles = cycles_wanted();
    long long acknowledged = 0, struck = 0;
    (void)state;
    for (uint64_t i = 0; i < cycles; i++) {
        struct random random = random_seed(seed + i);
        struct cycle cycle = {.seed = seed + i};
        uint64_t kind = random_below(&random, 6);
        cycle.plan =
            (struct fault_plan){.kind = kind == 0   ? FAULT_ONCE
                                        : kind == 1 ? FAULT_FULL
                                                    : FAULT_POWER,
                                .at = 1 + random_below(&random, reach[random_below(&random, 4)]),
                                .seed = random_next(&random),
                                .no_sync = true};
        copy_home();
        fault_vfs_install(&cycle.plan);
        live(&cycle, &random);
        struck += fault_vfs_struck();
        fault_vfs_settle();
        fault_vfs_remove();
        check(&cycle);
        acknowledged += cycle.acknowledged;
    }
    printf("# %llu cycles, in %lld the fault came; %lld inputs acknowledged: lost 0, halves 0\n",
           (unsigned long long)cycles, struck, acknowledged);
    assert_true(cycles < 50 || (struck > 0 && acknowledged > 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cycles)};
    return cmocka_run_group_tests(tests, make_home, remove_home);
}
