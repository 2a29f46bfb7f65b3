/* engine_test.c - the outbox against a store in memory: what may have left and is stopped, leases
 * and clocks, processes that are moved while something is going; and a few seeds of the simulator,
 * with the packs that the program carries. */
#include "calendar.h"
#include "event_pack.h"
#include "simulate.h"
#include "simulate_store.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { NOTICE, WAIT, LETTER, STEPS };

static const struct plan_step steps[STEPS] = {
    [NOTICE] = {.kind = STEP_NOTICE, .proof = PROOF_RECIPIENT_CONFIRMS, .undo = UNDO_TELL_TEAM},
    [WAIT] = {.kind = STEP_WAIT, .proof = PROOF_TIME_PASSES},
    [LETTER] = {.kind = STEP_LETTER,
                .proof = PROOF_RECIPIENT_CONFIRMS,
                .to = ADDRESSED_TO_TELLER,
                .undo = UNDO_TELL_TEAM},
};
static const struct plan_step other_steps[] = {
    {.kind = STEP_TASK, .proof = PROOF_TEAM_CONFIRMS},
    {.kind = STEP_LETTER,
     .proof = PROOF_RECIPIENT_CONFIRMS,
     .to = ADDRESSED_TO_TELLER,
     .undo = UNDO_TELL_TEAM},
};
static const uint16_t order[] = {0, 1, 2};
static const struct process_plan plans[] = {
    {.steps = steps, .order = order, .step_count = STEPS},
    {.steps = other_steps, .order = order, .step_count = 2},
};
/* from the places of each version to those of the other: the letter alone is in both */
static const uint16_t in_other[] = {PLAN_NEW, PLAN_NEW, 1}, in_first[] = {PLAN_NEW, LETTER};
static const struct plan_mapping mappings[] = {{.steps = in_other}, {.steps = in_first}};

struct bench {
    struct simulate_store store;
    struct engine engine;
    struct engine_now now;
    struct err err;
    int64_t process;
    struct found_step found[STEPS];
};

static enum store_fault no_fault(void *context)
{
    (void)context;
    return STORE_KEEPS;
}

static void no_look(void *context)
{
    (void)context;
}

static int plan_of(void *context, int64_t plan, const struct process_plan **ret, struct err *err)
{
    (void)context, (void)err;
    *ret = &plans[plan - 1];
    return 0;
}

static void set_day(struct bench *b, int year, int month, int day)
{
    b->now.day = (int32_t)calendar_day_number(year, month, day);
    b->now.at = (int64_t)b->now.day * CALENDAR_DAY_SECONDS + 36000;
}

static void take(struct bench *b, const struct process_input *input)
{
    assert_int_equal(engine_input(&b->engine, b->process, input, &b->now, STR("ann"), &b->err), 0);
}

/* find - only that step is to be taken, or NOTICE and LETTER where STEPS is said. */
static void find(struct bench *b, size_t step, enum step_holds holds)
{
    for (size_t i = 0; i < STEPS; i++) {
        bool is = i == step || (step == STEPS && i != WAIT);
        b->found[i] = (struct found_step){is ? holds : HOLDS_NO, PROCESS_DAY_NONE, false};
    }
    take(b, &(struct process_input){.kind = INPUT_FOUND, .steps = b->found});
}

static int enter(void **state)
{
    static struct bench b;
    memset(&b, 0, sizeof b);
    simulate_store_make(&b.store);
    b.store.fault = no_fault;
    b.store.committed = no_look;
    b.engine = (struct engine){.store = &b.store.engine, .plan_of = plan_of};
    set_day(&b, 2026, 12, 1);
    assert_int_equal(engine_begin(&b.engine, 1, 1, false, &b.now, STR("ann"), &b.process, &b.err),
                     0);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    simulate_store_free(&((struct bench *)*state)->store);
    return 0;
}

/* row - the newest action of that kind and reason of a step; NULL: none. */
static const struct action_row *row(const struct bench *b, enum process_action_kind kind,
                                    enum tell_reason reason)
{
    for (size_t i = b->store.action_count; i-- > 0;) {
        const struct action_row *r = &b->store.actions[i];
        if (r->kind == kind && r->reason == reason) {
            return r;
        }
    }
    return NULL;
}

static struct action_row lease(struct bench *b)
{
    struct action_row r;
    size_t count;
    assert_int_equal(engine_lease(&b->engine, &b->now, 1, &r, &count, &b->err), 0);
    assert_int_equal(count, 1);
    return r;
}

static struct action_row go(struct bench *b)
{
    struct action_row r = lease(b);
    assert_int_equal(engine_go(&b->engine, &b->now, STEP_CHANNEL_PREFERRED, &r, &b->err), 0);
    return r;
}

static void answer(struct bench *b, const struct action_row *r, enum delivery_outcome outcome,
                   bool never_left)
{
    const struct delivery_answer said = {.outcome = outcome, .never_left = never_left};
    assert_int_equal(engine_answer(&b->engine, &b->now, r, &said, &b->err), 0);
}

/* nothing_leased - nobody gets anything, whatever else that does. */
static void nothing_leased(struct bench *b)
{
    struct action_row r;
    size_t count;
    assert_int_equal(engine_lease(&b->engine, &b->now, 1, &r, &count, &b->err), 0);
    assert_int_equal(count, 0);
}

/* ---- what may have left ---- */

/* An answer that never came is not a no: stopped after it, it may have arrived, and a team is
 * told. Where it surely reached nobody, nothing needs to be put right. */
static void test_lost_answer(void **state)
{
    struct bench *b = *state;
    static const struct process_input none = {.kind = INPUT_WITHDRAWN};
    find(b, NOTICE, HOLDS_YES);
    struct action_row r = go(b);
    answer(b, &r, DELIVERY_LATER, false);
    take(b, &none);
    nothing_leased(b);
    assert_int_equal(row(b, ACTION_SEND, TELL_NOTHING)->state, ROW_ENDED);
    assert_non_null(row(b, ACTION_TELL, TELL_TAKEN_BACK));

    leave(state);
    enter(state);
    find(b, NOTICE, HOLDS_YES);
    r = go(b);
    answer(b, &r, DELIVERY_LATER, true);
    take(b, &none);
    nothing_leased(b);
    assert_int_equal(row(b, ACTION_SEND, TELL_NOTHING)->state, ROW_STOPPED);
    assert_null(row(b, ACTION_TELL, TELL_TAKEN_BACK));
}

/* A worker was killed while it was going, another had it next, and then it was stopped. */
static void test_killed(void **state)
{
    struct bench *b = *state;
    find(b, NOTICE, HOLDS_YES);
    struct action_row killed = go(b);
    b->now.at += ENGINE_LEASE_S;
    struct action_row r = lease(b);
    assert_true(r.token > killed.token);
    take(b, &(struct process_input){.kind = INPUT_WITHDRAWN});
    assert_int_equal(engine_go(&b->engine, &b->now, STEP_CHANNEL_PREFERRED, &r, &b->err),
                     ERR_CONFLICT);
    nothing_leased(b);
    assert_non_null(row(b, ACTION_TELL, TELL_TAKEN_BACK));
}

/* It left, and meanwhile its step was stopped, and is wanted again: it is two, and a team knows. */
static void test_wanted_again(void **state)
{
    struct bench *b = *state;
    find(b, NOTICE, HOLDS_YES);
    struct action_row r = go(b);
    find(b, NOTICE, HOLDS_NO);
    b->found[NOTICE].holds = HOLDS_YES;
    take(b, &(struct process_input){.kind = INPUT_FOUND, .steps = b->found});
    answer(b, &r, DELIVERY_LEFT, false);
    assert_non_null(row(b, ACTION_TELL, TELL_TAKEN_BACK));
}

/* What has only to be ended is not all that there is to do. */
static void test_goes_on(void **state)
{
    struct bench *b = *state;
    find(b, STEPS, HOLDS_YES);
    (void)go(b);
    b->found[NOTICE].holds = HOLDS_NO;
    take(b, &(struct process_input){.kind = INPUT_FOUND, .steps = b->found});
    b->now.at += ENGINE_LEASE_S;
    assert_int_equal(lease(b).place, LETTER);
}

/* ---- people ---- */

static void test_unclear_wait(void **state)
{
    struct bench *b = *state;
    find(b, WAIT, HOLDS_CANNOT_TELL);
    assert_non_null(row(b, ACTION_TELL, TELL_UNCLEAR));
}

/* Whoever was to confirm a letter has died: no reminder leaves, and a team sees to it. */
static void test_reminder_to_dead(void **state)
{
    struct bench *b = *state;
    find(b, LETTER, HOLDS_YES);
    struct action_row r = go(b);
    answer(b, &r, DELIVERY_LEFT, false);
    set_day(b, 2026, 12, 9); /* five working days are over */
    take(b, &(struct process_input){.kind = INPUT_TIME});
    assert_int_equal(row(b, ACTION_REMIND, TELL_NOTHING)->state, ROW_READY);
    take(b, &(struct process_input){.kind = INPUT_DIED, .died = ADDRESSED_TO_TELLER});
    assert_int_equal(row(b, ACTION_REMIND, TELL_NOTHING)->state, ROW_STOPPED);
    assert_non_null(row(b, ACTION_TELL, TELL_DIED));
    assert_int_equal(row(b, ACTION_TASK, TELL_NOTHING)->state, ROW_OPEN);
    nothing_leased(b);
}

/* ---- clocks ---- */

/* A clock set back a day holds nothing up but the lease that somebody has; one set forward gives it
 * to another, and whoever had it changes nothing any more. */
static void test_clock(void **state)
{
    struct bench *b = *state;
    find(b, NOTICE, HOLDS_YES);
    struct action_row held = go(b);
    const struct delivery_answer left = {.outcome = DELIVERY_LEFT};
    b->now.at -= CALENDAR_DAY_SECONDS;
    b->now.day--;
    nothing_leased(b);
    take(b, &(struct process_input){.kind = INPUT_TIME});
    assert_int_equal(b->store.processes[0].process.day, b->now.day + 1);
    b->now.at += 2 * CALENDAR_DAY_SECONDS;
    struct action_row r = lease(b);
    assert_int_equal(engine_answer(&b->engine, &b->now, &held, &left, &b->err), ERR_CONFLICT);
    assert_int_equal(b->store.processes[0].process.steps[NOTICE].stage, STAGE_QUEUED);
    assert_int_equal(engine_go(&b->engine, &b->now, STEP_CHANNEL_PREFERRED, &r, &b->err), 0);
    assert_int_equal(engine_answer(&b->engine, &b->now, &r, &left, &b->err), 0);
    assert_int_equal(b->store.processes[0].process.steps[NOTICE].stage, STAGE_LEFT);
}

/* When it is tried again: over both changes of the clocks, the leap day and 2^31 seconds. */
static void test_waits(void **state)
{
    struct bench *b = *state;
    static const int64_t waits[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    static const int days[][3] = {{2027, 3, 28}, {2027, 10, 31}, {2028, 2, 28}, {2038, 1, 18}};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        set_day(b, days[i][0], days[i][1], days[i][2]);
        find(b, NOTICE, HOLDS_YES);
        for (size_t try = 0; try < sizeof waits / sizeof waits[0]; try++) {
            struct action_row r = go(b);
            answer(b, &r, DELIVERY_LATER, true);
            b->now.at += waits[try] - 1;
            nothing_leased(b);
            b->now.at++;
        }
        struct action_row r = go(b);
        answer(b, &r, DELIVERY_LATER, true);
        assert_int_equal(row(b, ACTION_SEND, TELL_NOTHING)->state, ROW_PARKED);
        assert_non_null(row(b, ACTION_TELL, TELL_STUCK));
        leave(state);
        enter(state);
    }
}

/* ---- moved ---- */

struct moving {
    const struct bench *b;
    int64_t to;
};

static int move_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct moving *m = context;
    return engine_move(&m->b->engine, rows, m->b->process, m->to, &mappings[m->to - 1], &m->b->now,
                       STR("ann"), err);
}

static void move(struct bench *b, int64_t to)
{
    struct moving m = {b, to};
    assert_int_equal(b->store.engine.transact(b->store.engine.context, move_job, &m, &b->err), 0);
}

/* Of a step that the pack has no more: there, and back again, it is of none; and what became of it
 * is told. */
static void test_moved_twice(void **state)
{
    struct bench *b = *state;
    find(b, NOTICE, HOLDS_YES);
    struct action_row r = go(b);
    move(b, 2);
    move(b, 1);
    assert_int_equal(row(b, ACTION_SEND, TELL_NOTHING)->place, ENGINE_ANY_PLACE);
    answer(b, &r, DELIVERY_LEFT, false);
    assert_non_null(row(b, ACTION_TELL, TELL_TAKEN_BACK));
    assert_int_equal(b->store.processes[0].process.steps[NOTICE].stage, STAGE_WAITING);
}

/* A lease from before is of the step where it is now. */
static void test_leased_and_moved(void **state)
{
    struct bench *b = *state;
    find(b, LETTER, HOLDS_YES);
    struct action_row r = lease(b);
    move(b, 2);
    assert_int_equal(engine_go(&b->engine, &b->now, STEP_CHANNEL_EMAIL, &r, &b->err), 0);
    assert_int_equal(b->store.processes[0].process.steps[1].channel, STEP_CHANNEL_EMAIL);
}

/* ---- at random ---- */

/* Nothing to somebody who died, nor anything else that must not be, with the packs that the program
 * carries: one seed in four has one of them. CANTREF_RUNS=N: so many seeds. */
static void test_shipped_packs(void **state)
{
    static struct event_pack packs[16];
    static struct process_plan shipped[16];
    static const char *names[16];
    struct simulate_packs all = {.plans = shipped, .names = names};
    struct simulate_found found;
    struct arena arena = {0};
    struct err_list errors = {0};
    const char *runs = getenv("CANTREF_RUNS");
    (void)state;
    for (; pack_shipped_name(all.count).len > 0; all.count++) {
        struct str name = arena_str(&arena, pack_shipped_name(all.count));
        assert_in_range(all.count, 0, 15);
        assert_int_equal(event_pack_open(name.ptr, &packs[all.count], &errors), 0);
        process_plan_make(&arena, &packs[all.count], NATION_WALES, &shipped[all.count]);
        names[all.count] = name.ptr;
    }
    uint64_t seed = test_seed() % 1000000000;
    int code = simulate_seeds(&all, seed, runs != NULL ? strtoull(runs, NULL, 10) : 200, 1, &found);
    if (code != 0) {
        fail_msg("seed %llu: %s", (unsigned long long)found.violation.seed, found.violation.what);
    }
    for (size_t i = 0; i < all.count; i++) {
        event_pack_free(&packs[i]);
    }
    err_list_free(&errors);
    arena_free(&arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lost_answer),
        TEST(test_killed),
        TEST(test_wanted_again),
        TEST(test_goes_on),
        TEST(test_unclear_wait),
        TEST(test_reminder_to_dead),
        TEST(test_clock),
        TEST(test_waits),
        TEST(test_moved_twice),
        TEST(test_leased_and_moved),
        cmocka_unit_test(test_shipped_packs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
