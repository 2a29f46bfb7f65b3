/* writer_test.c - the writer: every job that is acknowledged is there, one that fails is undone
 * alone, and a commit that fails fails all of its jobs. */
#include "store_test.h"

#include "clock.h"
#include "writer.h"

#include <pthread.h>
#include <sched.h>

enum { CALLERS = 16, JOBS_EACH = 200 };

static struct test_folder folder;
static struct db *db;
static struct writer *writer;

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    folder = test_folder_make();
    db = test_open(folder.database, DB_WRITE);
    test_run(db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, half INTEGER, bytes BLOB)");
    return writer_start(db, &writer, &err);
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    test_folder_remove(&folder);
    return 0;
}

/* insert - one row. */
static int insert(struct db *connection, int64_t id, int64_t half, struct err *err)
{
    struct db_query *query = NULL;
    int code = db_query(connection, "INSERT INTO thing (id, half) VALUES ($1, $2)", &query, err);
    if (code == 0) {
        db_bind_whole(query, 1, id);
        db_bind_whole(query, 2, half);
        code = db_do(query, err);
    }
    return code;
}

/* struct pair - a job of two rows; the second is never reached when `fails`. */
struct pair {
    int64_t id;
    bool fails;
};

static int insert_pair(struct db *connection, void *context, struct err *err)
{
    const struct pair *pair = context;
    int code = insert(connection, 2 * pair->id, 1, err);
    if (code == 0 && pair->fails) {
        /* left in the midst of reading, as a careless job may */
        struct db_query *query = NULL;
        bool row = false;
        code = db_query(connection, "SELECT id FROM thing", &query, err);
        if (code == 0) {
            code = db_step(query, &row, err);
        }
        return code != 0 ? code
                         : err_set(err, ERR_DENIED, "job %lld is not wanted", (long long)pair->id);
    }
    return code == 0 ? insert(connection, 2 * pair->id + 1, 2, err) : code;
}

/* cmocka's assertions are for its own thread: a caller counts what was wrong. */
struct caller {
    pthread_t thread;
    int number, acknowledged, refused, wrong;
};

static void *call(void *context)
{
    struct caller *caller = context;
    for (int i = 0; i < JOBS_EACH; i++) {
        struct err err = {0};
        struct pair pair = {(int64_t)caller->number * JOBS_EACH + i, i % 7 == 3};
        char text[64];
        snprintf(text, sizeof text, "job %lld is not wanted", (long long)pair.id);
        int code = writer_do(writer, insert_pair, &pair, i % 5 == 0 ? NULL : &err);
        caller->acknowledged += code == 0;
        caller->refused += code != 0;
        caller->wrong += code != (pair.fails ? ERR_DENIED : 0);
        caller->wrong += pair.fails && i % 5 != 0 && strcmp(err.message, text) != 0;
    }
    return NULL;
}

static void test_many_callers(void **state)
{
    (void)state;
    struct caller callers[CALLERS] = {0};
    int acknowledged = 0;
    for (int i = 0; i < CALLERS; i++) {
        callers[i].number = i;
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].wrong, 0);
        assert_true(callers[i].refused > 0);
        acknowledged += callers[i].acknowledged;
    }
    writer_stop(writer);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing"), 2 * acknowledged);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM thing WHERE id / 2 % 200 % 7 = 3"), 0);
    struct err err = {0};
    assert_int_equal(db_check(db, &err), 0);
}

/* ── one batch, put together by holding the writer up ────────────────────────────────────────── */

/* struct gate - a job that holds the writer until it is opened. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_reached, is_open;
    pthread_t thread;
};

static int hold(struct db *connection, void *context, struct err *err)
{
    (void)connection;
    (void)err;
    struct gate *gate = context;
    pthread_mutex_lock(&gate->lock);
    gate->is_reached = true;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->is_open) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
    return 0;
}

static void *call_hold(void *context)
{
    writer_do(writer, hold, context, NULL);
    return NULL;
}

/* close_gate - returns when the writer waits at it. */
static void close_gate(struct gate *gate)
{
    *gate = (struct gate){.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    assert_int_equal(pthread_create(&gate->thread, NULL, call_hold, gate), 0);
    pthread_mutex_lock(&gate->lock);
    while (!gate->is_reached) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->is_open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
    pthread_join(gate->thread, NULL);
}

/* struct single - a job and its caller. */
struct single {
    pthread_t thread;
    writer_job *job;
    bool is_plain;
    int64_t id;
    int code;
    struct err err;
};

static int insert_one(struct db *connection, void *context, struct err *err)
{
    const struct single *single = context;
    return insert(connection, single->id, 0, err);
}

/* insert_large - more than max_page_count leaves room for. */
static int insert_large(struct db *connection, void *context, struct err *err)
{
    (void)context;
    return db_run(connection, "INSERT INTO thing (bytes) VALUES (zeroblob(1000000))", err);
}

/* break_reference - breaks a rule that is looked at by the commit only. */
static int break_reference(struct db *connection, void *context, struct err *err)
{
    (void)context;
    return db_run(connection, "INSERT INTO part (thing) VALUES (-5)", err);
}

/* refuse - before anything is written, in the midst of reading. */
static int refuse(struct db *connection, void *context, struct err *err)
{
    struct db_query *query = NULL;
    bool row = false;
    (void)context;
    int code = db_query(connection, "SELECT id FROM thing", &query, err);
    code = code ? code : db_step(query, &row, err);
    return code ? code : err_set(err, ERR_DENIED, "not wanted");
}

/* insert_half - what a plain job may not do: it writes, and then refuses. */
static int insert_half(struct db *connection, void *context, struct err *err)
{
    int code = insert_one(connection, context, err);
    return code ? code : err_set(err, ERR_DENIED, "half of it");
}

static void *call_single(void *context)
{
    struct single *single = context;
    single->code = single->is_plain ? writer_do_plain(writer, single->job, single, &single->err)
                                    : writer_do(writer, single->job, single, &single->err);
    return NULL;
}

/* run_together - the jobs in the order given, in one transaction as far as that goes. */
static void run_together(struct single *singles, int count)
{
    struct gate gate;
    close_gate(&gate);
    for (int i = 0; i < count; i++) {
        assert_int_equal(pthread_create(&singles[i].thread, NULL, call_single, &singles[i]), 0);
        usleep(3000); /* so that they queue up in this order, mostly; no result hangs on it */
    }
    open_gate(&gate);
    for (int i = 0; i < count; i++) {
        pthread_join(singles[i].thread, NULL);
    }
}

static void test_failed_commit(void **state)
{
    (void)state;
    struct err err = {0};
    test_run(db,
             "CREATE TABLE part (thing INTEGER REFERENCES thing (id) "
             "DEFERRABLE INITIALLY DEFERRED)");
    int64_t there = 0;
    bool was_shared = false; /* a good job failed with the bad one: they were in one transaction */
    for (int try = 0; try < 100 && !was_shared; try++) {
        struct single singles[] = {
            {.job = insert_one, .id = 2 * try + 1},
            {.job = break_reference},
            {.job = insert_one, .id = 2 * try + 2},
        };
        run_together(singles, 3);
        assert_int_equal(singles[1].code, ERR_CONFLICT);
        for (int i = 0; i < 3; i += 2) { /* told the truth, whichever transaction it fell in */
            assert_true(singles[i].code == 0 || singles[i].code == ERR_CONFLICT);
            there += singles[i].code == 0 ? singles[i].id : 0;
            was_shared |= singles[i].code != 0;
        }
    }
    assert_true(was_shared);
    writer_stop(writer);
    assert_int_equal(test_ask(db, "SELECT coalesce(sum(id), 0) FROM thing"), there);
    assert_int_equal(test_ask(db, "SELECT count(*) FROM part"), 0);
    assert_int_equal(db_check(db, &err), 0);
}

/* A plain job that refuses harms nobody; one that has written is told of to all that share its
 * transaction, and nothing of it stays. */
static void test_plain(void **state)
{
    (void)state;
    int64_t there = 0;
    bool was_shared = false;
    for (int try = 0; try < 100 && !was_shared; try++) {
        struct single singles[] = {
            {.job = insert_one, .id = 4 * try + 1, .is_plain = true},
            {.job = refuse, .is_plain = true},
            {.job = insert_one, .id = 4 * try + 2},
            {.job = refuse},
            {.job = insert_one, .id = 4 * try + 3, .is_plain = true},
        };
        run_together(singles, 5);
        for (int i = 0; i < 5; i++) {
            assert_int_equal(singles[i].code, i % 2 == 0 ? 0 : ERR_DENIED);
            there += singles[i].code == 0 ? singles[i].id : 0;
        }
        struct single half[] = {
            {.job = insert_one, .id = 1000 + 2 * try, .is_plain = true},
            {.job = insert_half, .id = 5000 + try, .is_plain = true},
            {.job = insert_one, .id = 1001 + 2 * try},
        };
        run_together(half, 3);
        assert_int_equal(half[1].code, ERR_DENIED);
        for (int i = 0; i < 3; i += 2) {
            assert_true(half[i].code == 0 || half[i].code == ERR_DENIED);
            there += half[i].code == 0 ? half[i].id : 0;
            was_shared |= half[i].code != 0;
        }
    }
    assert_true(was_shared);
    writer_stop(writer);
    assert_int_equal(test_ask(db, "SELECT coalesce(sum(id), 0) FROM thing"), there);
}

static void test_full(void **state)
{
    (void)state;
    struct err err = {0};
    test_run(db, "PRAGMA max_page_count = 20");
    struct single singles[] = {
        {.job = insert_one, .id = 1},
        {.job = insert_large},
        {.job = insert_one, .id = 2},
    };
    run_together(singles, 3);
    assert_int_equal(singles[1].code, ERR_IO);
    assert_non_null(strstr(singles[1].err.message, "full"));
    struct single after = {.job = insert_one, .id = 4};
    call_single(&after);
    assert_int_equal(after.code, 0); /* it goes on */
    int64_t there = 4;
    for (int i = 0; i < 3; i += 2) {
        there += singles[i].code == 0 ? singles[i].id : 0;
    }
    writer_stop(writer);
    assert_int_equal(test_ask(db, "SELECT sum(id) FROM thing"), there);
    assert_int_equal(db_check(db, &err), 0);
}

/* A transaction that can't begin: everybody who waits is told, at once. */
static void test_locked_out(void **state)
{
    (void)state;
    struct err err = {0};
    struct db *other = test_open(folder.database, DB_WRITE);
    assert_int_equal(db_begin(other, &err), 0);
    struct single single = {.job = insert_one, .id = 1};
    call_single(&single);
    assert_int_equal(single.code, ERR_CONFLICT);
    assert_non_null(strstr(single.err.message, "locked"));
    db_rollback(other);
    db_close(other);
    call_single(&single);
    assert_int_equal(single.code, 0);
    writer_stop(writer);
}

/* ── bounds ──────────────────────────────────────────────────────────────────────────────────── */

static int sleep_job(struct db *connection, void *context, struct err *err)
{
    struct single *single = context;
    usleep(WRITER_MS_MAX * 1000 * 6 / 10);
    return insert(connection, single->id, 0, err);
}

/* Two jobs fill a transaction's time; a third must not be waited for. */
static void test_time_bound(void **state)
{
    (void)state;
    struct single slow[4] = {0};
    for (int i = 0; i < 4; i++) {
        slow[i] = (struct single){.job = sleep_job, .id = i};
    }
    struct db *reader = test_open(folder.database, DB_READ);
    struct gate gate;
    close_gate(&gate);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&slow[i].thread, NULL, call_single, &slow[i]), 0);
    }
    usleep(10000);
    open_gate(&gate);
    /* All in one transaction would show 0 and then 4. */
    int64_t seen = 0;
    bool is_cut = false;
    while (seen < 4) {
        seen = test_ask(reader, "SELECT count(*) FROM thing");
        is_cut |= seen > 0 && seen < 4;
        sched_yield();
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(slow[i].thread, NULL);
        assert_int_equal(slow[i].code, 0);
    }
    assert_true(is_cut);
    db_close(reader);
    writer_stop(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_many_callers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failed_commit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_plain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_locked_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_time_bound, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
