/* inbound_store_test.c - each event once; what was said goes when nobody needs it any more, and
 * what came some time later; of a row the newest stands. */
#include "inbound_store.h"

#include "migration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { DAY = 86400, NOW = 1000 * DAY };

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
    snprintf(b.folder, sizeof b.folder, "/tmp/inbound_test-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
    snprintf(path, sizeof path, "%s/keys", b.folder);
    must(seal_keys_make(path, &err), &err);
    must(seal_open(path, &b.seal, &err), &err);
    snprintf(path, sizeof path, "%s/db", b.folder);
    must(db_open(path, DB_WRITE, &b.db, &err), &err);
    must(migrate(b.db, &err), &err);
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

static int64_t number(struct bench *b, const char *sql)
{
    int64_t value = 0;
    struct err err = {0};
    must(db_number_with(b->db, sql, NULL, 0, &value, &err), &err);
    return value;
}

static struct inbound made(uint8_t key, enum inbound_kind kind, int64_t at)
{
    return (struct inbound){.partner = STR("p"),
                            .purpose = STR("q"),
                            .event_key = {key},
                            .message_key = {key},
                            .kind = kind,
                            .type = STR(""),
                            .outcome = INBOUND_TAKEN,
                            .reason = STR(""),
                            .about = STR("lusab-babad"),
                            .at = at,
                            .detail = STR("said")};
}

static int put(struct bench *b, const struct inbound *inbound, int64_t *ret)
{
    struct err err = {0};
    return inbound_put(b->db, b->seal, inbound, ret, &err);
}

static void each_once(void **state)
{
    struct bench *b = *state;
    struct inbound one = made(1, INBOUND_OTHER, NOW);
    struct inbound found;
    struct arena arena = {0};
    struct err err = {0};
    int64_t first = 0;
    one.outcome = INBOUND_REFUSED;
    one.reason = STR("why");
    assert_int_equal(put(b, &one, &first), 0);
    one.outcome = INBOUND_TAKEN; /* mended: in place of it */
    one.kind = INBOUND_EVENT;
    one.content[0] = one.message_content[0] = 7;
    assert_int_equal(put(b, &one, &first), 0);
    assert_int_equal(put(b, &one, &first), ERR_CONFLICT);
    must(inbound_again(b->db, first, &err), &err);
    must(inbound_find(b->db, &arena, one.event_key, &found, &err), &err);
    assert_int_equal(found.number, first);
    assert_int_equal(found.again, 1);
    assert_int_equal(found.outcome, INBOUND_TAKEN);
    assert_int_equal(found.content[0], 7);
    bool differs = true;
    must(inbound_message_differs(b->db, &one, &differs, &err), &err);
    assert_false(differs);
    one.message_content[0] = 8;
    must(inbound_message_differs(b->db, &one, &differs, &err), &err);
    assert_true(differs);
    one.event_key[0] = 2;
    must(inbound_find(b->db, &arena, one.event_key, &found, &err), &err);
    assert_int_equal(found.number, 0);
    arena_free(&arena);
}

/* After so many days: how many details and rows there are. */
static void check_after(struct bench *b, int64_t days, int64_t details, int64_t rows)
{
    struct err err = {0};
    must(inbound_retire(b->db, NOW + days * DAY, &err), &err);
    assert_int_equal(number(b, "SELECT count(*) FROM inbound WHERE detail_key IS NOT NULL"),
                     details);
    assert_int_equal(number(b, "SELECT count(*) FROM inbound"), rows);
}

static void what_was_said_goes(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    int64_t of_nobody = 0, waits = 0, taken = 0, begun = 0;
    struct inbound event = made(1, INBOUND_EVENT, NOW);
    struct inbound waiting = made(2, INBOUND_CONFIRMATION, NOW);
    struct inbound done = made(3, INBOUND_CONFIRMATION, NOW);
    struct inbound rows = made(4, INBOUND_RECORDS, NOW);
    rows.outcome = INBOUND_BEGUN;
    assert_int_equal(put(b, &event, &of_nobody), 0);
    assert_int_equal(put(b, &waiting, &waits), 0);
    assert_int_equal(put(b, &done, &taken), 0);
    assert_int_equal(put(b, &rows, &begun), 0);
    must(inbound_take(b->db, taken, NOW, &err), &err);
    assert_int_equal(inbound_take(b->db, taken, NOW, &err), ERR_NOTFOUND);
    assert_int_equal(inbound_take(b->db, of_nobody, NOW, &err), ERR_NOTFOUND);
    check_after(b, 0, 4, 4);
    check_after(b, INBOUND_DETAIL_DAYS, 4, 4);
    check_after(b, INBOUND_DETAIL_DAYS + 1, 2, 4); /* one waits, one is under way */
    assert_int_equal(number(b, "SELECT count(*) FROM retention_key"), 2);
    check_after(b, INBOUND_KEPT_DAYS + 1, 2, 2);
    must(inbound_end(b->db, begun, INBOUND_TAKEN, STR(""), &err), &err);
    must(inbound_take(b->db, waits, NOW, &err), &err);
    check_after(b, INBOUND_KEPT_DAYS + 1, 0, 0);
    assert_int_equal(number(b, "SELECT count(*) FROM retention_key"), 4);
}

/* Of a telling of nobody it goes as soon as its event names somebody, or has ended. */
static void once_it_is_known_of_whom(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    int64_t ret = 0;
    struct inbound event = made(1, INBOUND_EVENT, NOW);
    assert_int_equal(put(b, &event, &ret), 0);
    must(db_run(b->db,
                "INSERT INTO event VALUES (1, 'lusab-babad', 't', 'q', 0, 1);"
                "INSERT INTO event_version (event, version, pack_version, act, status, known, "
                "language, case_reference, who, at) VALUES "
                "(1, 1, '1', 'told', 'proposed', 1, 'en', '', 'w', 1)",
                &err),
         &err);
    check_after(b, 1, 1, 1);
    must(db_run(b->db, "INSERT INTO event_mention VALUES (1, 'subject', 1, 0, NULL, 5, 1)", &err),
         &err);
    check_after(b, 1, 0, 1);
    event.event_key[0] = 2;
    must(db_run(b->db, "DELETE FROM event_mention", &err), &err);
    assert_int_equal(put(b, &event, &ret), 0);
    check_after(b, 1, 1, 2);
    must(db_run(b->db, "UPDATE event_version SET status = 'withdrawn'", &err), &err);
    check_after(b, 1, 0, 2);
}

static void the_newest_row(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const uint8_t key[INBOUND_KEY_BYTES] = {1};
    bool newer = false;
    uint8_t mark[INBOUND_MARK_BYTES] = {0, 0, 5};
    must(inbound_row_is_newer(b->db, key, mark, &newer, &err), &err);
    assert_true(newer);
    must(inbound_row_put(b->db, key, mark, NOW, &err), &err);
    must(inbound_row_is_newer(b->db, key, mark, &newer, &err), &err);
    assert_false(newer); /* the same one again */
    mark[2] = 4;
    mark[INBOUND_MARK_BYTES - 1] = 0xff;
    must(inbound_row_is_newer(b->db, key, mark, &newer, &err), &err);
    assert_false(newer);
    must(inbound_row_put(b->db, key, mark, NOW, &err), &err); /* changes nothing */
    mark[2] = 5;
    must(inbound_row_is_newer(b->db, key, mark, &newer, &err), &err);
    assert_true(newer); /* of one time the higher hash */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_once, enter, leave),
        cmocka_unit_test_setup_teardown(what_was_said_goes, enter, leave),
        cmocka_unit_test_setup_teardown(once_it_is_known_of_whom, enter, leave),
        cmocka_unit_test_setup_teardown(the_newest_row, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
