/* recent_purpose_test.c - the purposes that somebody chose last, the newest first, and no more. */
#include "recent_purpose.h"

#include "migration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("%s", err->message);
    }
}

static void test_recent(void **state)
{
    char path[] = "/tmp/cantref-recent-XXXXXX";
    struct db *db = NULL;
    struct arena arena = {0};
    struct err err = {0};
    struct str found[RECENT_PURPOSES_MAX];
    size_t count = 9;
    int file = mkstemp(path);
    (void)state;
    assert_true(file >= 0);
    close(file);
    must(db_open(path, DB_WRITE, &db, &err), &err);
    must(migrate(db, &err), &err);
    must(recent_purposes(db, &arena, STR("ann"), found, &count, &err), &err);
    assert_int_equal(count, 0);
    for (int i = 0; i < RECENT_PURPOSES_MAX + 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        must(recent_purpose_put(db, STR("ann"), str_of(name), 100 + i, &err), &err);
    }
    must(recent_purpose_put(db, STR("ann"), STR("p4"), 200, &err), &err);
    must(recent_purpose_put(db, STR("ben"), STR("p0"), 300, &err), &err);
    must(recent_purposes(db, &arena, STR("ann"), found, &count, &err), &err);
    assert_int_equal(count, RECENT_PURPOSES_MAX);
    assert_true(str_eq(found[0], STR("p4")) && str_eq(found[1], STR("p7")));
    assert_true(str_eq(found[4], STR("p3")));
    must(recent_purposes(db, &arena, STR("ben"), found, &count, &err), &err);
    assert_int_equal(count, 1);
    arena_free(&arena);
    db_close(db);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
