/* engine_same_test.c - the database and the simulator's memory keep the same: any operations, in
 * any order, have the same answers from both, and leave the same processes and actions. So what
 * the simulator finds out in memory holds of a home. */
#include "engine_home_test.h"
#include "pack_test.h"
#include "random.h"
#include "simulate_store.h"
#include "test_seed.h"

#include <unistd.h>

enum { OPERATIONS = 400, PROCESSES = 12 };

struct bench {
    char folder[40];
    struct engine_case c;
    const struct kept_plan *plan;
    struct simulate_store memory;
    struct engine in_memory;
    struct action_row held; /* the lease that somebody has, the same in both */
    int64_t count;
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

static int plan_of(void *plans, int64_t plan, const struct process_plan **ret, struct err *err)
{
    const struct bench *b = plans;
    (void)plan;
    (void)err;
    *ret = &b->plan->plan;
    return 0;
}

static int enter(void **state)
{
    static struct bench b;
    struct event_pack pack = {0};
    struct err err = {0};
    b = (struct bench){.folder = "/tmp/cantref_engine_XXXXXX"};
    assert_non_null(mkdtemp(b.folder));
    case_make_home(b.folder);
    case_open(&b.c, b.folder);
    test_pack(NULL, &pack);
    case_keep_pack(&b.c, &pack);
    event_pack_free(&pack);
    case_events(&b.c, STR("moving"), 1);
    case_must(engine_home_plan(b.c.home, b.c.kept, &b.plan, &err), &err);
    simulate_store_make(&b.memory);
    b.memory.fault = no_fault;
    b.memory.committed = no_look;
    b.in_memory = (struct engine){.store = &b.memory.engine, .plans = &b, .plan_of = plan_of};
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    simulate_store_free(&b->memory);
    case_close(&b->c);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

/* ---- one operation, of either ---- */

/* struct operation - drawn once, done twice; what it answers. */
struct operation {
    uint64_t what, pick;
    struct engine_now now;
    struct process_input input;
    struct delivery_answer answer;
    int code;
    int64_t number;
    size_t count;
    struct action_row row;
};

static struct operation draw(struct bench *b, struct random *random, struct arena *arena,
                             const struct engine_now *now)
{
    struct operation o = {.what = random_below(random, 12), .pick = random_next(random)};
    o.now = *now;
    o.input = (struct process_input){
        .kind = (enum process_input_kind)random_below(random, PROCESS_INPUTS),
        .place = (uint16_t)random_below(random, b->plan->plan.step_count),
        .option = 1,
        .channel = STEP_CHANNEL_POST};
    if (o.input.kind == INPUT_FOUND || o.input.kind == INPUT_AMENDED) {
        enum process_input_kind kind = o.input.kind;
        o.input = case_found(arena, &b->plan->plan, now->day);
        o.input.kind = kind;
    }
    o.answer.outcome = (enum delivery_outcome)random_below(random, DELIVERY_UNCERTAIN + 1);
    o.row = b->held;
    return o;
}

static void perform(const struct engine *e, int64_t count, struct operation *o)
{
    struct err err = {0};
    int64_t process = count > 0 ? 1 + (int64_t)(o->pick % (uint64_t)count) : 0;
    int64_t action = 1 + (int64_t)(o->pick % 60);
    struct whole_list list = {0};
    switch (o->what) {
    case 0:
        o->code = engine_begin(e, 1, 1, o->pick % 2, &o->now, STR("somebody"), &o->number, &err);
        break;
    case 1:
        o->input.kind = INPUT_TIME; /* engine_time takes them in an order of the store's own */
        for (int64_t p = 1; p <= count; p++) {
            o->code |= engine_input(e, p, &o->input, &o->now, STR(ENGINE_WHO), &err);
        }
        break;
    case 2:
        o->code = engine_lease(e, &o->now, 1, &o->row, &o->count, &err);
        break;
    case 3:
        o->code = engine_go(e, &o->now, STEP_CHANNEL_PREFERRED, &o->row, &err);
        break;
    case 4:
        o->code = engine_answer(e, &o->now, &o->row, &o->answer, &err);
        break;
    case 5:
        o->code = engine_again(e, &o->now, action, STR("somebody"), &err);
        break;
    case 6:
        o->code = engine_close(e, &o->now, action, STR("somebody"), &err);
        break;
    case 7:
        o->code = engine_to_look(e, 20, &list, &err);
        for (size_t i = 0; i < list.count; i++) {
            o->number = o->number * 31 + list.at[i];
        }
        break;
    case 8:
        o->code = engine_reroute(e, &o->now, &o->row, STEP_CHANNEL_PHONE, &err);
        break;
    default:
        o->code = engine_input(e, process, &o->input, &o->now, STR("somebody"), &err);
    }
    whole_list_free(&list);
}

/* ---- the same ---- */

static void same_row(const struct action_row *a, const struct action_row *b)
{
    assert_int_equal(a->action, b->action);
    assert_int_equal(a->process, b->process);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->reason, b->reason);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->place, b->place);
    assert_int_equal(a->round, b->round);
    assert_int_equal(a->stop_wanted, b->stop_wanted);
    assert_int_equal(a->may_have_left, b->may_have_left);
    assert_int_equal(a->due, b->due);
    assert_int_equal(a->token, b->token);
    assert_int_equal(a->tries, b->tries);
    assert_int_equal(a->next_try, b->next_try);
    assert_int_equal(a->lease_until, b->lease_until);
    assert_int_equal(a->made, b->made);
    assert_int_equal(a->ended, b->ended);
}

static void same_all(struct bench *b)
{
    struct err err = {0};
    int64_t actions = 0;
    case_must(db_number_with(b->c.db, "SELECT count(*) FROM action", NULL, 0, &actions, &err),
              &err);
    assert_int_equal(actions, b->memory.action_count);
    for (int64_t i = 0; i < actions; i++) {
        struct action_row row;
        case_must(action_read(b->c.db, i + 1, &row, &err), &err);
        same_row(&row, &b->memory.actions[i]);
    }
    for (size_t i = 0; i < b->memory.process_count; i++) {
        const struct store_process *kept = &b->memory.processes[i];
        struct process_row row;
        struct process process;
        struct buf is = {0}, was = {0};
        case_must(process_read(b->c.db, b->c.picture.seal, (int64_t)i + 1, &row, &process, &err),
                  &err);
        case_must(process_pack(&process, &is, &err), &err);
        case_must(process_pack(&kept->process, &was, &err), &err);
        assert_true(str_eq(buf_str(&is), buf_str(&was)));
        assert_int_equal(row.wants_look, kept->row.wants_look);
        buf_free(&is);
        buf_free(&was);
    }
}

static void any_operations(void **state)
{
    struct bench *b = *state;
    struct random random = random_seed(test_seed());
    struct arena arena = {0};
    struct engine_now now = case_now;
    for (int i = 0; i < OPERATIONS; i++) {
        struct operation in_home = draw(b, &random, &arena, &now), in_memory;
        in_home.what = b->count == 0 ? 0 : in_home.what;
        in_home.what = b->count == PROCESSES && in_home.what == 0 ? 9 : in_home.what;
        bool needs_lease = in_home.what == 3 || in_home.what == 4 || in_home.what == 8;
        in_home.what = needs_lease && b->held.action == 0 ? 2 : in_home.what;
        in_memory = in_home;
        perform(b->c.engine, b->count, &in_home);
        perform(&b->in_memory, b->count, &in_memory);
        assert_int_equal(in_home.code, in_memory.code);
        assert_int_equal(in_home.number, in_memory.number);
        assert_int_equal(in_home.count, in_memory.count);
        if (in_home.what == 2 && in_home.count == 1) {
            same_row(&in_home.row, &in_memory.row);
            b->held = in_home.row;
        } else if (in_home.what == 3 && in_home.code == 0) {
            b->held = in_home.row;
        }
        b->count += in_home.what == 0 && in_home.code == 0;
        now.at += (int64_t)random_below(&random, 100);
        if (random_below(&random, 10) == 0) {
            now.at += (int64_t)random_below(&random, 3) * 86400;
            now.day = (int32_t)(now.at / 86400);
        }
        if (i % 20 == 19) {
            same_all(b);
        }
        arena_reset(&arena);
    }
    assert_true(b->memory.action_count > 20);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_operations, enter, leave)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
