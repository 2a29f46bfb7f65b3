/* retention_test.c - what has been gone for long enough goes for good, and nothing else: with a
 * clock that is set, also back; a run that was stopped anywhere is finished by the next. */
#include "retention.h"

#include "model_store.h"
#include "picture_test.h"

#include <time.h>

enum { DAY = 86400, START = 1000000000, MANY = 1200 };

/* ---- the build puts these before the real ones: a clock that is set, and jobs that fail ---- */

int __real_writer_do(struct writer *writer, writer_job *job, void *context, struct err *err);
int __wrap_writer_do(struct writer *writer, writer_job *job, void *context, struct err *err);
time_t __wrap_time(time_t *ret);

static time_t now = START;
static int jobs_left = -1; /* until those that fail; -1: none does */

time_t __wrap_time(time_t *ret)
{
    if (ret != NULL) {
        *ret = now;
    }
    return now;
}

int __wrap_writer_do(struct writer *writer, writer_job *job, void *context, struct err *err)
{
    if (jobs_left == 0) {
        return err_set(err, ERR_IO, "stopped");
    }
    jobs_left -= jobs_left > 0;
    return __real_writer_do(writer, job, context, err);
}

/* ---- a home ---- */

static const char columns[] = "Ref: record_id\nTenant: full_name\nBorn: birth_date\n";

static void begin(struct test_picture *t)
{
    now = START;
    test_picture_begin(t); /* the council: 30 days */
    test_picture_source(t, "rents", "key: Ref\nretention_days: 10\nshrink_max: 1\n", columns);
    test_picture_source(t, "schools", "key: Ref\nshrink_max: 1\n", columns);
}

static void take(struct test_picture *t, const char *source, const char *rows)
{
    struct buf text = {0};
    buf_printf(&text, "Ref,Tenant,Born\n%s", rows);
    buf_add_char(&text, '\0');
    if (test_picture_take(t, source, text.ptr, -1) != 0) {
        fail_msg("%s", t->err.message);
    }
    buf_free(&text);
}

static struct retention_source apply(struct test_picture *t, bool dry_run, const char *source)
{
    struct retention r;
    struct retention_source found = {0};
    if (retention_apply(&t->picture, dry_run, &r, &t->err) != 0) {
        fail_msg("%s", t->err.message);
    }
    for (size_t i = 0; i < r.count; i++) {
        found = strcmp(r.sources[i].name, source) == 0 ? r.sources[i] : found;
    }
    retention_free(&r);
    return found;
}

static void check(const struct retention_source *s, int64_t records, int64_t versions)
{
    assert_int_equal(s->records, records);
    assert_int_equal(s->versions, versions);
}

static int64_t versions(struct test_picture *t)
{
    return test_picture_ask(t, "SELECT count(*) FROM record_version");
}

/* All keys that the database names are there, and those that went are not. */
static void check_keys(struct test_picture *t)
{
    struct db_query *q;
    bool row = false;
    int64_t keys[64];
    size_t count = 0;
    size_t gone = 0;
    assert_int_equal(db_query(t->picture.db,
                              "SELECT value_key FROM record_version UNION SELECT value_key FROM "
                              "mention UNION SELECT value_key FROM key_past",
                              &q, &t->err),
                     0);
    while (db_step(q, &row, &t->err) == 0 && row) {
        assert_true(count < sizeof keys / sizeof keys[0]);
        keys[count++] = db_whole(q, 0);
    }
    assert_int_equal(seal_keys_gone(t->picture.seal, keys, count, &gone, &t->err), 0);
    assert_int_equal(gone, 0);
    assert_int_equal(test_picture_ask(t, "SELECT count(*) FROM retention_key"), 0);
}

/* ---- tests ---- */

/* Each at its own source's time; a dry run says the same and does nothing. */
static void test_rules(void **state)
{
    (void)state;
    struct test_picture t;
    struct retention_source s;
    begin(&t);
    take(&t, "rents",
         "1,Sian Evans,1980-01-02\n2,Owen Rees,1990-02-03\n3,Carys Smith,1970-01-01\n");
    take(&t, "schools", "1,Sian Evans,1980-01-02\n2,Owen Rees,1990-02-03\n");
    now += DAY;
    take(&t, "rents", "1,Sian Jones,1980-01-02\n3,Carys Smith,1970-01-01\n"); /* 2 is gone */
    take(&t, "schools", "1,Sian Evans,1980-01-02\n");
    int64_t key = test_picture_ask(&t, "SELECT value_key FROM record_version WHERE record = 2");
    now += 10 * DAY; /* exactly: not longer ago */
    s = apply(&t, false, "rents");
    check(&s, 0, 0);
    assert_int_equal(s.days, 10);
    assert_true(s.own);
    now += 1;
    uint64_t before = test_picture_dump(&t);
    s = apply(&t, true, "rents");
    check(&s, 1, 2);
    assert_int_equal(test_picture_dump(&t), before);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM retention_run"), 2);
    s = apply(&t, false, "rents");
    check(&s, 1, 2); /* 2, and what 1 was called before */
    assert_int_equal(versions(&t), 4);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM record WHERE record = 2"), 0);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM membership_past WHERE record = 2"),
                     0);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM entity"), 5); /* ids stay */
    assert_int_equal(test_picture_ask(&t,
                                      "SELECT count(*) FROM change WHERE subject = 'record' "
                                      "AND what = 'deleted' AND number = 2"),
                     1);
    size_t gone = 0;
    assert_int_equal(seal_keys_gone(t.picture.seal, &key, 1, &gone, &t.err), 0);
    assert_int_equal(gone, 1);
    check_keys(&t);
    s = apply(&t, false, "rents");
    check(&s, 0, 0);

    now += 20 * DAY;
    s = apply(&t, false, "schools");
    check(&s, 1, 1);
    assert_int_equal(s.days, 30);
    assert_false(s.own);
    assert_int_equal(test_picture_ask(&t, "SELECT sum(records) FROM retention_run"), 2);
    assert_int_equal(test_picture_ask(&t, "SELECT sum(versions) FROM retention_run"), 3);
    assert_int_equal(test_picture_ask(&t,
                                      "SELECT count(*) FROM retention_run WHERE days = "
                                      "CASE rule WHEN 'source' THEN 10 ELSE 30 END AND "
                                      "ended IS NOT NULL"),
                     test_picture_ask(&t, "SELECT count(*) FROM retention_run"));
    /* Who comes again is new. */
    take(&t, "rents",
         "1,Sian Jones,1980-01-02\n2,Owen Rees,1990-02-03\n3,Carys Smith,1970-01-01\n");
    assert_int_equal(t.summary.counts.added, 1);
    assert_int_equal(t.summary.same, 2);
    assert_int_equal(db_check(t.picture.db, &t.err), 0);
    test_picture_end(&t);
}

/* The highest number isn't given out again. */
static void test_numbers(void **state)
{
    (void)state;
    struct test_picture t;
    begin(&t);
    take(&t, "rents", "1,Sian Evans,1980-01-02\n2,Owen Rees,1990-02-03\n");
    take(&t, "rents", "1,Sian Evans,1980-01-02\n");
    now += 11 * DAY;
    struct retention_source s = apply(&t, false, "rents");
    check(&s, 1, 1);
    take(&t, "rents", "1,Sian Evans,1980-01-02\n2,Owen Rees,1990-02-03\n");
    assert_int_equal(test_picture_ask(&t, "SELECT max(record) FROM record_version"), 3);
    test_picture_end(&t);
}

/* Set back, it makes all wait; a version that then seems to have ended before it began, and long
 * ago, isn't taken for old. */
static void test_clock_back(void **state)
{
    (void)state;
    struct test_picture t;
    struct retention_source s;
    begin(&t);
    take(&t, "rents", "1,Sian Evans,1980-01-02\n2,Owen Rees,1990-02-03\n");
    now += 5 * DAY;
    take(&t, "rents", "1,Sian Evans,1980-01-02\n");
    now += 10 * DAY + 1 - DAY;
    s = apply(&t, false, "rents");
    check(&s, 0, 0);
    now -= 60 * DAY;
    s = apply(&t, false, "rents");
    check(&s, 0, 0);
    take(&t, "rents", "1,Sian Jones,1980-01-02\n");
    now += 60 * DAY - 5 * DAY;
    s = apply(&t, false, "rents");
    check(&s, 0, 0);
    assert_int_equal(versions(&t), 3);
    now += 7 * DAY;
    s = apply(&t, false, "rents");
    check(&s, 1, 2);
    assert_int_equal(db_check(t.picture.db, &t.err), 0);
    test_picture_again(&t);
    test_picture_end(&t);
}

/* A rule that can't be read is none. */
static void test_no_rule(void **state)
{
    (void)state;
    struct test_picture t;
    struct retention r;
    begin(&t);
    take(&t, "rents", "1,Sian Evans,1980-01-02\n");
    take(&t, "rents", "");
    now += 100 * DAY;
    test_picture_put(&t, "sources/rents.yaml", "source: rents\nretention_days: 30 days\n");
    assert_int_equal(retention_apply(&t.picture, false, &r, &t.err), ERR_INPUT);
    retention_free(&r);
    assert_int_equal(versions(&t), 1);
    char path[100]; /* the source is no longer the home's: the council's rule */
    snprintf(path, sizeof path, "%s/sources/rents.yaml", t.folder);
    assert_int_equal(unlink(path), 0);
    struct retention_source s = apply(&t, false, "rents");
    check(&s, 1, 1);
    assert_int_equal(s.days, 30);
    test_picture_end(&t);
}

/* What was decided of a record goes with it, and the other mention is linked without it. */
static void test_decisions(void **state)
{
    (void)state;
    struct test_picture t;
    begin(&t);
    take(&t, "rents", "1,Sian Evans,1980-01-02\n2,Owen Rees,1990-02-03\n");
    take(&t, "rents", "1,Sian Evans,1980-01-02\n");
    assert_int_equal(
        db_run(t.picture.db,
               "INSERT INTO decision (same, left_record, left_number, right_record, right_number, "
               "who, at, why_key, act) VALUES (1, 1, 1, 2, 1, 'ann', 1, 1, 1), "
               "(0, 1, 1, 1, 2, 'ann', 1, NULL, 2); "
               "INSERT INTO opinion (decision, same, who, at) VALUES (1, 0, 'bob', 1)",
               &t.err),
        0);
    now += 11 * DAY;
    struct retention_source s = apply(&t, false, "rents");
    check(&s, 1, 1);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM decision"), 1);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM opinion"), 0);
    assert_int_equal(db_check(t.picture.db, &t.err), 0);
    test_picture_end(&t);
}

/* Stopped before each of its jobs in turn, then closed and opened, then run again. */
static void test_stopped(void **state)
{
    (void)state;
    struct test_picture t;
    struct buf rows = {0};
    int stopped = 0;
    for (int i = 0; i < MANY; i++) {
        buf_printf(&rows, "%d,Sian Evans%d,1980-01-02\n", i, i);
    }
    buf_add_char(&rows, '\0');
    for (int stop = 0;; stop++) {
        begin(&t);
        take(&t, "rents", rows.ptr);
        take(&t, "rents", "0,Sian Evans0,1980-01-02\n");
        now += 11 * DAY;
        struct retention r;
        jobs_left = stop;
        int code = retention_apply(&t.picture, false, &r, &t.err);
        jobs_left = -1;
        retention_free(&r);
        assert_true(code == 0 || code == ERR_IO);
        stopped += code != 0;
        test_picture_again(&t); /* forgets the keys that were listed */
        assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM retention_key"), 0);
        apply(&t, false, "rents");
        assert_int_equal(versions(&t), 1);
        assert_int_equal(test_picture_ask(&t, "SELECT sum(records) FROM retention_run"), MANY - 1);
        assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM change WHERE what = 'deleted'"),
                         MANY - 1);
        check_keys(&t);
        assert_int_equal(db_check(t.picture.db, &t.err), 0);
        test_picture_end(&t);
        if (code == 0) {
            break;
        }
    }
    printf("# stopped %d times\n", stopped);
    assert_true(stopped >= 4);
    buf_free(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),      cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_clock_back), cmocka_unit_test(test_no_rule),
        cmocka_unit_test(test_decisions),  cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
