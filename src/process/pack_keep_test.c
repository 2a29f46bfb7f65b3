/* pack_keep_test.c - packs are kept once, with their overlays, and come back as they were; what is
 * damaged is told. */
#include "pack_keep.h"

#include "event_store.h"
#include "migration.h"
#include "pack_test.h"

#include <stdlib.h>
#include <unistd.h>

struct bench {
    char folder[40];
    struct db *db;
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
    snprintf(b.folder, sizeof b.folder, "/tmp/pack_keep-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
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
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

static void with_overlay(struct event_pack *ret)
{
    struct pack_folder folder = {.where = "overlay"};
    struct err_list errors = {0};
    struct err err;
    test_pack(NULL, ret);
    assert_int_equal(pack_folder_add(&folder, STR("overlay.yaml"),
                                     STR("overlay: moving\npack_version: 3\n"), &err),
                     0);
    assert_int_equal(pack_folder_add(&folder, STR("duties.yaml"),
                                     STR("duties: [{duty: bill, within: 9 days}]\n"), &err),
                     0);
    pack_folder_sort(&folder);
    assert_int_equal(overlay_apply(&folder, ret, &errors), 0);
}

static void test_round(void **state)
{
    struct bench *b = *state;
    struct event_pack plain, laid, loaded;
    struct err err = {0};
    int64_t first = 0, again = 0, second = 0, found = -1;
    test_pack(NULL, &plain);
    with_overlay(&laid);
    must(pack_kept_find(b->db, &plain, &found, &err), &err);
    assert_int_equal(found, 0);
    must(pack_keep(b->db, &plain, 10, &first, &err), &err);
    must(pack_keep(b->db, &plain, 11, &again, &err), &err);
    must(pack_keep(b->db, &laid, 12, &second, &err), &err);
    must(pack_kept_find(b->db, &laid, &found, &err), &err);
    assert_int_equal(first, again);
    assert_int_not_equal(first, second);
    assert_int_equal(found, second);

    must(pack_kept_load(b->db, first, &loaded, &err), &err);
    assert_int_equal(loaded.duties.count, plain.duties.count);
    assert_int_equal(duty_find(&loaded.duties, STR("bill"))->clock.rule.within.count, 28);
    event_pack_free(&loaded);
    must(pack_kept_load(b->db, second, &loaded, &err), &err);
    assert_int_equal(duty_find(&loaded.duties, STR("bill"))->clock.rule.within.count, 9);
    assert_true(loaded.has_overlay);
    event_pack_free(&loaded);
    assert_int_equal(pack_kept_load(b->db, 99, &loaded, &err), ERR_NOTFOUND);
    event_pack_free(&plain);
    event_pack_free(&laid);
}

static void test_of_event(void **state)
{
    struct bench *b = *state;
    struct event_pack pack;
    struct event_made made = {.type = STR("moving"), .purpose = STR("p"), .made = 1};
    struct err err = {0};
    int64_t kept = 0, found = -1;
    test_pack(NULL, &pack);
    must(event_make(b->db, &made, &err), &err);
    must(pack_of_event(b->db, made.number, &found, &err), &err);
    assert_int_equal(found, 0);
    must(pack_keep(b->db, &pack, 10, &kept, &err), &err);
    must(pack_of_event_put(b->db, made.number, kept, STR("a"), 10, &err), &err);
    must(pack_of_event(b->db, made.number, &found, &err), &err);
    assert_int_equal(found, kept);
    event_pack_free(&pack);
}

static void test_damaged(void **state)
{
    struct bench *b = *state;
    static const char *const damages[] = {
        "UPDATE pack_kept SET files = substr(files, 1, length(files) / 2)",
        "UPDATE pack_kept SET files = CAST(files || x'00' AS BLOB)",
        "UPDATE pack_kept SET files = x''", "UPDATE pack_kept SET files = x'ffffffffffffff'"};
    struct event_pack pack, loaded;
    struct err err = {0};
    test_pack(NULL, &pack);
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        int64_t kept = 0;
        must(db_run(b->db, "DELETE FROM pack_kept", &err), &err);
        must(pack_keep(b->db, &pack, 10, &kept, &err), &err);
        must(db_run(b->db, damages[i], &err), &err);
        assert_int_equal(pack_kept_load(b->db, kept, &loaded, &err), ERR_DB);
    }
    event_pack_free(&pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round, enter, leave),
        cmocka_unit_test_setup_teardown(test_of_event, enter, leave),
        cmocka_unit_test_setup_teardown(test_damaged, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
