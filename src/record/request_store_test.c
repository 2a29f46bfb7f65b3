/* request_store_test.c - requests are entered, extended once, closed once; break-glass is reviewed
 * once, by somebody else; what is said is sealed and gone with its key. */
#include "request_store.h"

#include "migration.h"
#include "statutory_clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct bench {
    char folder[40];
    struct db *db;
    struct seal *seal;
};

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static int enter(void **state)
{
    static struct bench b;
    struct err err = {0};
    char path[80];
    snprintf(b.folder, sizeof b.folder, "/tmp/request_test-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
    snprintf(path, sizeof path, "%s/keys", b.folder);
    must(seal_keys_make(path, &err), &err);
    must(seal_open(path, &b.seal, &err), &err);
    snprintf(path, sizeof path, "%s/db", b.folder);
    must(db_open(path, DB_WRITE, &b.db, &err), &err);
    must(migrate(b.db, &err), &err);
    must(db_run(b.db, "INSERT INTO entity (entity, id, kind, made) VALUES (7, 'P7', 0, 1)", &err),
         &err);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    db_close(b->db);
    seal_close(b->seal);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

struct seen {
    size_t count;
    int64_t first;
    char text[100];
};

static int take_request(void *context, const struct rights_request *r, struct err *err)
{
    struct seen *seen = context;
    (void)err;
    seen->first = seen->count++ == 0 ? r->number : seen->first;
    snprintf(seen->text, sizeof seen->text, "%.*s", PRI(r->detail));
    return 0;
}

static struct seen open_until(struct bench *b, int32_t day)
{
    struct seen seen = {0};
    struct err err = {0};
    must(requests_open(b->db, b->seal, day, take_request, &seen, &err), &err);
    return seen;
}

static void test_requests(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct rights_request early = {.kind = REQUEST_ERASURE,
                                   .entity = 7,
                                   .received = 20000,
                                   .who = STR("ann"),
                                   .at = 5,
                                   .detail = STR("all of it")};
    struct rights_request late = early;
    struct seen seen = {0};
    int32_t due = 0;
    late.received = 20100;
    late.kind = REQUEST_ACCESS;
    must(request_add(b->db, b->seal, &late, &late, &err), &err);
    must(request_add(b->db, b->seal, &early, &early, &err), &err);
    assert_int_equal(early.due, statutory_due(20000, STATUTORY_MONTHS));
    assert_int_equal(open_until(b, early.due - 1).count, 0);
    assert_int_equal(open_until(b, early.due).count, 1);
    assert_int_equal(open_until(b, INT32_MAX).count, 2);
    assert_int_equal(open_until(b, INT32_MAX).first, early.number); /* by due day */
    assert_string_equal(open_until(b, early.due).text, "all of it");
    must(requests_of(b->db, b->seal, REQUEST_ERASURE, 7, take_request, &seen, &err), &err);
    assert_true(seen.count == 1 && seen.first == early.number);

    must(request_extend(b->db, early.number, &due, &err), &err);
    assert_int_equal(due, statutory_due(20000, STATUTORY_MONTHS_EXTENDED));
    assert_int_equal(request_extend(b->db, early.number, &due, &err), ERR_CONFLICT);
    assert_int_equal(request_extend(b->db, 99, &due, &err), ERR_NOTFOUND);
    must(request_close(b->db, b->seal, early.number, STR("bob"), STR("done"), 9, &err), &err);
    assert_int_equal(request_close(b->db, b->seal, early.number, STR("bob"), STR("again"), 9, &err),
                     ERR_CONFLICT);
    assert_int_equal(open_until(b, INT32_MAX).count, 1);
    late.detail = STR("not \xff UTF-8");
    assert_int_equal(request_add(b->db, b->seal, &late, &late, &err), ERR_INPUT);
}

static int take_notice(void *context, const struct break_glass *n, struct err *err)
{
    struct seen *seen = context;
    (void)err;
    seen->count++;
    snprintf(seen->text, sizeof seen->text, "%.*s/%d/%.*s/%.*s", PRI(n->reason), n->justified,
             PRI(n->reviewed_by), PRI(n->finding));
    return 0;
}

static struct seen notices(struct bench *b, bool waiting)
{
    struct seen seen = {0};
    struct err err = {0};
    must(break_glass_all(b->db, b->seal, waiting, take_notice, &seen, &err), &err);
    return seen;
}

static int64_t key_of_reason(struct bench *b)
{
    struct err err = {0};
    int64_t key = 0;
    must(db_number_with(b->db, "SELECT reason_key FROM break_glass", NULL, 0, &key, &err), &err);
    return key;
}

static void test_break_glass(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const struct break_glass notice = {.at = 5,
                                       .who = STR("ann"),
                                       .purpose = STR("homelessness_duty"),
                                       .owner = STR("Head of housing"),
                                       .person = STR("7K3Q-9M2X-H4TD-0A1C"),
                                       .reason = STR("cold night")};
    int64_t number = 0;
    must(break_glass_add(b->db, b->seal, &notice, &number, &err), &err);
    assert_string_equal(notices(b, true).text, "cold night/0//");
    assert_int_equal(
        break_glass_review(b->db, b->seal, number, STR("ann"), true, STR("fine"), 9, &err),
        ERR_CONFLICT);
    assert_int_equal(break_glass_review(b->db, b->seal, 99, STR("bob"), true, STR("fine"), 9, &err),
                     ERR_NOTFOUND);
    must(break_glass_review(b->db, b->seal, number, STR("bob"), true, STR("fine"), 9, &err), &err);
    assert_int_equal(
        break_glass_review(b->db, b->seal, number, STR("cat"), false, STR("no"), 9, &err),
        ERR_CONFLICT);
    assert_int_equal(notices(b, true).count, 0);
    assert_string_equal(notices(b, false).text, "cold night/1/bob/fine");
    int64_t key = key_of_reason(b);
    must(seal_forget(b->seal, &key, 1, &err), &err);
    assert_string_equal(notices(b, false).text, "/1/bob/fine");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_requests),
                                       cmocka_unit_test(test_break_glass)};
    return cmocka_run_group_tests(tests, enter, leave);
}
