/* engine_store_test.c - the engine's rows in a home: what was acknowledged is there when the home
 * is opened again; ledger, event and log follow; each leaf once; what is sealed is nowhere in
 * clear. */
#include "action_content.h"
#include "case_reason.h"
#include "duty_ledger.h"
#include "engine_home_test.h"
#include "engine_store_parts.h"
#include "intake.h"
#include "pack_test.h"
#include "random.h"
#include "test_seed.h"

#include <unistd.h>

struct bench {
    char folder[40];
    struct engine_case c;
    const struct kept_plan *plan;
    int64_t event;
};

static void reopen(struct bench *b)
{
    struct err err = {0};
    int64_t kept = b->c.kept;
    case_close(&b->c);
    case_open(&b->c, b->folder);
    b->c.kept = kept;
    case_must(engine_home_plan(b->c.home, kept, &b->plan, &err), &err);
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
    case_must(engine_home_plan(b.c.home, b.c.kept, &b.plan, &err), &err);
    b.event = case_events(&b.c, STR("moving"), 1);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    case_close(&b->c);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

static int64_t begin(struct bench *b, bool held)
{
    struct err err = {0};
    int64_t process = 0;
    case_must(engine_begin(b->c.engine, b->event, b->c.kept, held, &case_now, STR("somebody"),
                           &process, &err),
              &err);
    return process;
}

static int input(struct bench *b, int64_t process, const struct process_input *in, int32_t day)
{
    struct err err = {0};
    const struct engine_now now = {(int64_t)day * 86400, day};
    return engine_input(b->c.engine, process, in, &now, STR("somebody"), &err);
}

static void find(struct bench *b, int64_t process)
{
    struct arena arena = {0};
    const struct process_input in = case_found(&arena, &b->plan->plan, CASE_DAY);
    assert_int_equal(input(b, process, &in, CASE_DAY), 0);
    arena_free(&arena);
}

static uint16_t step_of(struct bench *b, const char *id)
{
    const struct pack_step *step = step_find(&b->plan->pack.steps, str_of(id));
    assert_non_null(step);
    return (uint16_t)(step - b->plan->pack.steps.at);
}

static struct process read_state(struct bench *b, int64_t process, struct process_row *row)
{
    struct process state;
    struct err err = {0};
    case_must(process_read(b->c.db, b->c.picture.seal, process, row, &state, &err), &err);
    assert_null(process_check(&b->plan->plan, &state));
    return state;
}

static size_t queue_of(struct bench *b, const char *team)
{
    struct action_list list = {0};
    struct err err = {0};
    case_must(actions_of_team(b->c.db, str_of(team), 0, 1000, &list, &err), &err);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.at[i].state, ROW_OPEN);
        assert_true(i == 0 || list.at[i].due >= list.at[i - 1].due);
    }
    size_t count = list.count;
    action_list_free(&list);
    return count;
}

/* A process begins, is looked at, a team does its part; opened again all of it is as it was. */
static void what_was_acknowledged_stays(void **state)
{
    struct bench *b = *state;
    struct process_row row;
    struct whole_list list = {0};
    struct err err = {0};
    int64_t process = begin(b, false);
    case_must(engine_to_look(b->c.engine, 10, &list, &err), &err);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.at[0], process);
    find(b, process);
    case_must(engine_to_look(b->c.engine, 10, &list, &err), &err);
    assert_int_equal(list.count, 0);
    size_t electoral = queue_of(b, "electoral"), all = queue_of(b, "");
    assert_true(electoral > 0 && all > electoral);
    const struct process_input done = {.kind = INPUT_DONE, .place = step_of(b, "ask_student")};
    assert_int_equal(input(b, process, &done, CASE_DAY + 1), 0);
    assert_int_equal(queue_of(b, "electoral"), electoral - 1);
    struct process before = read_state(b, process, &row);
    assert_int_equal(before.steps[done.place].stage, STAGE_DONE);
    reopen(b);
    struct process after = read_state(b, process, &row);
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(row.event, b->event);
    assert_int_equal(queue_of(b, "electoral"), electoral - 1);
    assert_int_equal(input(b, process, &done, CASE_DAY + 1), ERR_CONFLICT);
    list.count = 0;
    case_must(processes_of_event(b->c.db, b->event, &list, &err), &err);
    assert_int_equal(list.count, 1);
    assert_int_equal(input(b, process + 1, &done, CASE_DAY + 1), ERR_NOTFOUND);
    whole_list_free(&list);
}

/* struct visiting - whoever counts, and does something of each. */
struct visiting {
    struct bench *b;
    int64_t process;
    int count;
};

static int visit_and_do(void *context, const struct process_row *row, const struct process *process,
                        struct err *err)
{
    struct visiting *v = context;
    (void)err;
    assert_int_equal(row->event, v->b->event);
    assert_null(process_check(&v->b->plan->plan, process));
    find(v->b, v->process);
    v->count++;
    return 0;
}

/* Whoever visits processes may have the writer do a job, as reading a plan does. */
static void a_visitor_may_do_something(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct visiting v = {.b = b, .process = begin(b, false)};
    case_must(processes_each(b->c.picture.db, b->c.picture.seal, 0, visit_and_do, &v, &err), &err);
    assert_int_equal(v.count, 1);
}

static int give_reason(struct db *db, void *context, struct err *err)
{
    struct visiting *v = context;
    const struct case_reason reason = {.process = v->process,
                                       .act = CASE_CLOSED,
                                       .who = STR("somebody"),
                                       .at = case_now.at,
                                       .text = STR("why")};
    return case_reason_put(db, v->b->c.picture.seal, &reason, err);
}

static int damage_reason(struct db *db, void *context, struct err *err)
{
    (void)context;
    return db_run(db, "UPDATE case_reason SET text = x'00'", err);
}

/* A reason that can't be unsealed is an error, and leaves no row open: what comes next is done. */
static void a_damaged_reason_is_an_error(void **state)
{
    struct bench *b = *state;
    struct arena arena = {0};
    struct case_reasons reasons = {0};
    struct err err = {0};
    struct picture *p = &b->c.picture;
    struct visiting v = {.b = b, .process = begin(b, false)};
    case_must(picture_do(p, give_reason, &v, &err), &err);
    case_must(picture_do(p, give_reason, &v, &err), &err);
    case_must(case_reasons(p->db, p->seal, &arena, v.process, &reasons, &err), &err);
    assert_int_equal(reasons.count, 2);
    case_must(picture_do(p, damage_reason, NULL, &err), &err);
    assert_int_not_equal(case_reasons(p->db, p->seal, &arena, v.process, &reasons, &err), 0);
    find(b, v.process);
    arena_free(&arena);
}

/* Time is looked up by the day on which a process wakes. */
static void days_are_found(void **state)
{
    struct bench *b = *state;
    struct process_row row;
    struct err err = {0};
    size_t count = 0;
    int64_t process = begin(b, false);
    find(b, process);
    int32_t wake = read_state(b, process, &row).wake;
    assert_true(wake > CASE_DAY && wake != PROCESS_DAY_NONE);
    const struct engine_now early = {case_now.at, wake - 1}, late = {case_now.at, wake};
    case_must(engine_time(b->c.engine, &early, 10, &count, &err), &err);
    assert_int_equal(count, 0);
    case_must(engine_time(b->c.engine, &late, 10, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_true(read_state(b, process, &row).wake > wake);
}

/* The outbox: leased once, after its lease by another; what left ends. */
static void the_outbox_leases(void **state)
{
    struct bench *b = *state;
    struct action_row rows[8], again[8];
    struct engine_now now = case_now;
    struct err err = {0};
    size_t count = 0, more = 0;
    int64_t process = begin(b, false);
    find(b, process);
    case_must(engine_lease(b->c.engine, &now, 8, rows, &count, &err), &err);
    assert_true(count >= 2);
    case_must(engine_lease(b->c.engine, &now, 8, again, &more, &err), &err);
    assert_int_equal(more, 0);
    now.at += ENGINE_LEASE_S;
    case_must(engine_lease(b->c.engine, &now, 8, again, &more, &err), &err);
    assert_int_equal(more, count);
    assert_int_equal(engine_go(b->c.engine, &now, STEP_CHANNEL_PREFERRED, &rows[0], &err),
                     ERR_CONFLICT);
    const struct delivery_answer left = {.outcome = DELIVERY_LEFT},
                                 refused = {.outcome = DELIVERY_REFUSED};
    case_must(engine_go(b->c.engine, &now, STEP_CHANNEL_PREFERRED, &again[0], &err), &err);
    case_must(engine_answer(b->c.engine, &now, &again[0], &left, &err), &err);
    case_must(engine_go(b->c.engine, &now, STEP_CHANNEL_PREFERRED, &again[1], &err), &err);
    case_must(engine_answer(b->c.engine, &now, &again[1], &refused, &err), &err);
    struct action_list parked = {0};
    case_must(actions_parked(b->c.db, 10, &parked, &err), &err);
    assert_int_equal(parked.count, 1);
    assert_int_equal(parked.at[0].action, again[1].action);
    action_list_free(&parked);
    struct action_row row;
    case_must(action_read(b->c.db, again[0].action, &row, &err), &err);
    assert_int_equal(row.state, ROW_ENDED);
    assert_int_equal(row.ended, now.at);
    char first[ACTION_KEY_BYTES], second[ACTION_KEY_BYTES], other[ACTION_KEY_BYTES];
    action_key(b->c.picture.seal, &rows[0], first);
    action_key(b->c.picture.seal, &again[0], second);
    action_key(b->c.picture.seal, &again[1], other);
    assert_string_equal(first, second);
    assert_string_not_equal(first, other);
}

/* ---- the ledger and the event ---- */

static int open_duty(struct db *db, void *context, struct err *err)
{
    const struct bench *b = context;
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO duty_entry (event, event_version, duty, pack_version, "
                        "law_day, state, owner, finds_out, looked, who, at) VALUES ($1, 1, "
                        "'welcome', 3, $2, 'started', 'greeters', '', $2, 'somebody', 1)",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, b->event);
        db_bind_whole(q, 2, CASE_DAY);
        code = db_do(q, err);
    }
    return code;
}

static int64_t ask(struct bench *b, const char *sql)
{
    int64_t number = 0;
    struct err err = {0};
    case_must(db_number_with(b->c.db, sql, NULL, 0, &number, &err), &err);
    return number;
}

static void the_ledger_follows(void **state)
{
    struct bench *b = *state;
    struct action_row rows[8];
    struct err err = {0};
    size_t count = 0;
    case_must(picture_do(&b->c.picture, open_duty, b, &err), &err);
    find(b, begin(b, false));
    case_must(engine_lease(b->c.engine, &case_now, 8, rows, &count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        const struct delivery_answer left = {.outcome = DELIVERY_LEFT};
        case_must(engine_go(b->c.engine, &case_now, STEP_CHANNEL_POST, &rows[i], &err), &err);
        case_must(engine_answer(b->c.engine, &case_now, &rows[i], &left, &err), &err);
    }
    static const char discharged[] =
        "SELECT count(*) FROM duty_entry WHERE duty = 'welcome' AND "
        "state = 'discharged' AND ended IS NULL";
    static const char started[] =
        "SELECT count(*) FROM duty_entry WHERE duty = 'welcome' AND "
        "state = 'started' AND ended IS NULL";
    assert_int_equal(ask(b, discharged), 1); /* the letter was posted, and that suffices */
    assert_int_equal(ask(b, started), 0);
}

/* what_becomes - an event by the acts of its process. */
struct becoming {
    struct bench *b;
    enum event_act act;
};
static int become(struct db *db, void *context, struct err *err)
{
    const struct becoming *k = context;
    return intake_become(db, k->b->c.picture.seal, k->b->event, k->act, STR("cantref"), 5, err);
}

static void the_event_follows(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    static const struct {
        enum event_act act;
        const char *status;
        int64_t recalls;
    } steps[] = {{EVENT_ACT_CONFIRMED, "confirmed", 0}, /* it is, and stays */
                 {EVENT_ACT_CLOSED, "closed", 0},       {EVENT_ACT_CLOSED, "closed", 0},
                 {EVENT_ACT_WITHDRAWN, "withdrawn", 1}, {EVENT_ACT_WITHDRAWN, "withdrawn", 1},
                 {EVENT_ACT_CLOSED, "withdrawn", 1}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct becoming k = {b, steps[i].act};
        struct event event = {0};
        case_must(picture_do(&b->c.picture, become, &k, &err), &err);
        case_must(event_read(b->c.db, b->c.picture.seal, b->event, &event, &err), &err);
        assert_string_equal(event_status_names[event.version.status], steps[i].status);
        assert_int_equal(ask(b, "SELECT count(*) FROM event_recall"), steps[i].recalls);
        event_free(&event);
    }
}

/* ---- the log ---- */

struct counting {
    int64_t leaves, last, twice;
};
static int count_leaf(void *context, const struct audit_entry *entry, struct err *err)
{
    struct counting *n = context;
    const struct audit_response *r = &entry->detail.response;
    long long process = 0, number = 0;
    (void)err;
    if (str_eq(r->system, STR(PROCESS_LOG_SYSTEM))) {
        assert_int_equal(sscanf(r->reason.ptr, "process %lld, entry %lld", &process, &number), 2);
        n->leaves++;
        n->twice += number <= n->last;
        n->last = number;
    }
    return 0;
}

static struct counting count_leaves(struct bench *b)
{
    struct counting n = {0};
    struct err err = {0};
    case_must(audit_each(b->c.audit, 0, audit_size(b->c.audit), count_leaf, &n, &err), &err);
    return n;
}

static void each_leaf_once(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    int64_t process = begin(b, false);
    find(b, process);
    case_must(process_log_flush(b->c.log, &err), &err);
    struct counting n = count_leaves(b);
    assert_int_equal(n.leaves, 2);
    assert_int_equal(n.twice, 0);
    struct audit_entry entry;
    struct arena arena = {0};
    case_must(audit_read(b->c.audit, audit_size(b->c.audit) - 1, &arena, &entry, &err), &err);
    assert_true(str_eq(entry.detail.response.who, STR("somebody")));
    assert_true(str_eq(entry.detail.response.purpose, STR("p")));
    assert_true(str_eq(entry.detail.response.rule, STR("found")));
    assert_int_equal(entry.detail.response.subjects[0].mentions[0], disclosure_subject(7, 1));
    arena_free(&arena);
    reopen(b);
    assert_int_equal(count_leaves(b).leaves, 2);
    assert_int_equal(ask(b, "SELECT count(*) FROM process_leaf"), 0);
    const struct process_input done = {.kind = INPUT_DONE, .place = step_of(b, "ask_student")};
    assert_int_equal(input(b, process, &done, CASE_DAY + 1), 0);
    reopen(b); /* closing moves what waits */
    n = count_leaves(b);
    assert_int_equal(n.leaves, 3);
    assert_int_equal(n.twice, 0);
}

/* put_back - the database says of the log what it said earlier, and has the leaves still: as after
 * a kill between the log's sync and the transaction after it. */
static int put_back(struct db *db, void *context, struct err *err)
{
    const struct process_log_place *place = context;
    int code = process_log_place_put(db, place, err);
    for (int64_t leaf = place->leaf + 1; code == 0 && leaf <= 2; leaf++) {
        code = db_do_with(db,
                          "INSERT INTO process_leaf (leaf, process, who, kind, place, inputs) "
                          "VALUES ($1, 1, 'somebody', 'found', 0, 1)",
                          WHOLES(leaf), err);
    }
    return code;
}

static void a_leaf_that_went_does_not_go_again(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    for (int64_t leaf = 0; leaf <= 2; leaf++) {
        struct process_log_place place = {leaf, 0};
        if (leaf == 0) {
            find(b, begin(b, false));
        }
        case_must(process_log_flush(b->c.log, &err), &err);
        case_must(process_log_close(b->c.log, &err), &err);
        b->c.log = NULL;
        case_must(picture_do(&b->c.picture, put_back, &place, &err), &err);
        reopen(b);
        assert_int_equal(ask(b, "SELECT count(*) FROM process_leaf"), 0);
        struct counting n = count_leaves(b);
        assert_int_equal(n.leaves, 2);
        assert_int_equal(n.twice, 0);
    }
    find(b, begin(b, false)); /* and numbers go on after those */
    case_must(process_log_flush(b->c.log, &err), &err);
    struct counting n = count_leaves(b);
    assert_int_equal(n.leaves, 4);
    assert_int_equal(n.twice, 0);
    assert_int_equal(n.last, 4);
}

/* ---- what is sealed ---- */

struct keeping {
    struct bench *b;
    int64_t action, forgotten;
    const struct delivery *delivery;
    bool forget;
};
static int keep_content(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    return k->forget ? action_content_forget(db, case_now.at + 86400, &k->forgotten, err)
                     : action_content_put(db, k->b->c.picture.seal, k->action, k->delivery, err);
}

static bool in_file(const struct bench *b, const char *name, const char *text)
{
    char command[200];
    snprintf(command, sizeof command, "grep -q -a '%s' %s/data/%s", text, b->folder, name);
    return system(command) == 0;
}

static void contents_are_sealed_and_forgotten(void **state)
{
    struct bench *b = *state;
    struct action_row rows[8];
    struct err err = {0};
    size_t count = 0;
    const struct delivery letter = {.way = DELIVERY_POST,
                                    .key = STR("msg_x"),
                                    .language = ACCESS_WELSH,
                                    .name = STR("Canary Bird"),
                                    .body = STR("Dear Canary"),
                                    .address = {STR("1 Canary Row"), STR("Cage")},
                                    .address_count = 2,
                                    .large_print = true,
                                    .time = case_now.at};
    find(b, begin(b, false));
    case_must(engine_lease(b->c.engine, &case_now, 8, rows, &count, &err), &err);
    struct keeping k = {.b = b, .action = rows[0].action, .delivery = &letter};
    struct arena arena = {0};
    struct delivery got = {0};
    bool there = true;
    struct db *db = b->c.db;
    case_must(action_content_get(db, b->c.picture.seal, k.action, &arena, &got, &there, &err),
              &err);
    assert_false(there);
    case_must(picture_do(&b->c.picture, keep_content, &k, &err), &err);
    case_must(action_content_get(db, b->c.picture.seal, k.action, &arena, &got, &there, &err),
              &err);
    assert_true(there && got.way == letter.way && got.language == letter.language);
    assert_true(str_eq(got.body, letter.body) && str_eq(got.address[1], letter.address[1]));
    assert_true(got.address_count == 2 && got.large_print && got.time == letter.time);
    assert_false(in_file(b, "cantref.db", "Canary") || in_file(b, "cantref.db-wal", "Canary"));
    k.forget = true;
    case_must(picture_do(&b->c.picture, keep_content, &k, &err), &err);
    assert_int_equal(k.forgotten, 0); /* it is to leave still */
    const struct delivery_answer left = {.outcome = DELIVERY_LEFT};
    case_must(engine_go(b->c.engine, &case_now, STEP_CHANNEL_PREFERRED, &rows[0], &err), &err);
    case_must(engine_answer(b->c.engine, &case_now, &rows[0], &left, &err), &err);
    case_must(picture_do(&b->c.picture, keep_content, &k, &err), &err);
    assert_int_equal(k.forgotten, 1);
    case_must(action_content_get(db, b->c.picture.seal, k.action, &arena, &got, &there, &err),
              &err);
    assert_false(there);
    assert_int_equal(ask(b, "SELECT count(*) FROM retention_key"), 1);
    arena_free(&arena);
}

static int forget(struct db *db, void *context, struct err *err)
{
    const struct bench *b = context;
    return event_forget(db, b->event, err);
}

/* With its event, what was done after it goes, and what was to leave. */
static void a_forgotten_event_takes_its_process_along(void **state)
{
    struct bench *b = *state;
    struct process_row row;
    struct process kept;
    struct err err = {0};
    size_t count = 0;
    const struct delivery letter = {.key = STR("msg_x")};
    int64_t process = begin(b, false);
    find(b, process);
    struct keeping k = {.b = b, .action = 1, .delivery = &letter};
    case_must(picture_do(&b->c.picture, keep_content, &k, &err), &err);
    case_must(picture_do(&b->c.picture, forget, b, &err), &err);
    assert_int_equal(ask(b, "SELECT count(*) FROM retention_key"), 2);
    assert_int_equal(ask(b, "SELECT count(*) FROM action"), 0);
    assert_int_equal(ask(b, "SELECT count(*) FROM action_content"), 0);
    assert_int_equal(ask(b, "SELECT count(*) FROM process WHERE state IS NOT NULL"), 0);
    assert_int_equal(process_read(b->c.db, b->c.picture.seal, process, &row, &kept, &err),
                     ERR_NOTFOUND);
    const struct engine_now late = {case_now.at, CASE_DAY + 1000};
    case_must(engine_time(b->c.engine, &late, 10, &count, &err), &err);
    assert_int_equal(count, 0);
}

/* ---- any order ---- */

static struct process_input any_input(struct random *random, struct arena *arena,
                                      const struct process_plan *plan)
{
    struct process_input in = {.kind =
                                   (enum process_input_kind)random_below(random, PROCESS_INPUTS),
                               .place = (uint16_t)random_below(random, plan->step_count),
                               .option = 1,
                               .channel = STEP_CHANNEL_POST};
    if (in.kind == INPUT_FOUND || in.kind == INPUT_AMENDED) {
        enum process_input_kind kind = in.kind;
        in = case_found(arena, plan, CASE_DAY);
        in.kind = kind;
    }
    return in;
}

/* Whatever comes in what order, what is kept is whole and a look-up finds what a scan does. */
static void any_order(void **state)
{
    struct bench *b = *state;
    uint64_t seed = test_seed();
    struct random random = random_seed(seed);
    struct arena arena = {0};
    struct process_row row;
    struct err err = {0};
    int32_t day = CASE_DAY;
    for (int i = 0; i < 300; i++) {
        if (i % 50 == 0) {
            find(b, begin(b, random_below(&random, 2) == 0));
        }
        int64_t process = 1 + (int64_t)random_below(&random, (uint64_t)(i / 50 + 1));
        const struct process_input in = any_input(&random, &arena, &b->plan->plan);
        day += (int32_t)random_below(&random, 3);
        int code = input(b, process, &in, day);
        assert_true(code == 0 || code == ERR_CONFLICT);
        read_state(b, process, &row);
        arena_reset(&arena);
    }
    assert_int_equal(ask(b,
                         "SELECT count(*) FROM action WHERE (ended IS NULL) = (state IN "
                         "('ended', 'stopped'))"),
                     0);
    assert_int_equal(ask(b,
                         "SELECT count(*) FROM action WHERE (wakes IS NOT NULL) <> (state IN "
                         "('ready', 'leased', 'going'))"),
                     0);
    case_must(process_log_flush(b->c.log, &err), &err);
    assert_int_equal(count_leaves(b).twice, 0);
    arena_free(&arena);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_was_acknowledged_stays),
        CASE(a_visitor_may_do_something),
        CASE(a_damaged_reason_is_an_error),
        CASE(days_are_found),
        CASE(the_outbox_leases),
        CASE(the_ledger_follows),
        CASE(the_event_follows),
        CASE(each_leaf_once),
        CASE(a_leaf_that_went_does_not_go_again),
        CASE(contents_are_sealed_and_forgotten),
        CASE(a_forgotten_event_takes_its_process_along),
        CASE(any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
