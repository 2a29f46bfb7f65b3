/* help_offer_test.c - one offer of a kind is open; who took or declined one is not asked again by
 * every step; after a split each has their own. */
#include "help_offer.h"

#include "migration.h"
#include "store_test.h"

#include <stdint.h>

enum { DAY = 86400, NOW = 1000 * DAY };

struct bench {
    struct test_folder folder;
    char keys[80];
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
    b.folder = test_folder_make();
    snprintf(b.keys, sizeof b.keys, "/tmp/help_offer_keys-XXXXXX");
    assert_non_null(mkdtemp(b.keys));
    must(seal_keys_make(b.keys, &err), &err);
    must(seal_open(b.keys, &b.seal, &err), &err);
    b.db = test_open(b.folder.database, DB_WRITE);
    must(migrate(b.db, &err), &err);
    test_run(b.db,
             "INSERT INTO entity (entity, id, kind, made) VALUES (1, 'A', 1, 1), "
             "(2, 'B', 1, 1);"
             "INSERT INTO membership (record, number, entity, began) VALUES (10, 1, 1, 1), "
             "(11, 1, 1, 1), (20, 1, 2, 1)");
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[100];
    db_close(b->db);
    seal_close(b->seal);
    test_folder_remove(&b->folder);
    snprintf(command, sizeof command, "rm -r %s", b->keys);
    return system(command);
}

/* ---- short ways ---- */

/* An offer for the person of one or two records; its number, negative when it was there. */
static int64_t offered(struct bench *b, enum help_kind kind, int64_t first, int64_t second,
                       int64_t at, bool by_hand)
{
    struct permitted_mention at_[] = {{.record = first, .number = 1},
                                      {.record = second, .number = 1}};
    const struct permitted_list mentions = {.at = at_, .count = second != 0 ? 2 : 1};
    const struct help_offer offer = {.kind = kind,
                                     .purpose = STR("p"),
                                     .opened = at,
                                     .opened_by = STR("ann"),
                                     .by_hand = by_hand};
    struct err err = {0};
    int64_t number = 0;
    bool is_new = false;
    must(help_offer_open(b->db, &offer, &mentions, &number, &is_new, &err), &err);
    return is_new ? number : -number;
}

static int ended(struct bench *b, int64_t number, enum help_state state, int64_t at)
{
    struct err err = {0};
    return help_offer_end(b->db, b->seal, number, state, STR("as it was"), STR("ann"), at, &err);
}

/* ---- tests ---- */

static void one_is_open(void **state)
{
    struct bench *b = *state;
    assert_int_equal(offered(b, HELP_DEVICE, 10, 11, NOW, false), 1);
    assert_int_equal(offered(b, HELP_DEVICE, 11, 0, NOW, false), -1); /* another purpose's view */
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW, true), -1);  /* by hand neither */
    assert_int_equal(offered(b, HELP_SKILLS, 10, 0, NOW, false), 2);  /* another kind */
    assert_int_equal(offered(b, HELP_DEVICE, 20, 0, NOW, false), 3);  /* somebody else */
}

static void nobody_is_asked_with_every_letter(void **state)
{
    struct bench *b = *state;
    int64_t year = (int64_t)HELP_AGAIN_DAYS * DAY;
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW, false), 1);
    assert_int_equal(ended(b, 1, HELP_DECLINED, NOW + DAY), 0);
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW + 2 * DAY, false), -1);
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW + DAY + year, false), -1);
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW + 2 * DAY + year, false), 2);
    assert_int_equal(ended(b, 2, HELP_TAKEN, NOW + 3 * DAY + year), 0);
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW + 4 * DAY + year, false), -2);
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW + 4 * DAY + year, true), 3);
    assert_int_equal(ended(b, 3, HELP_CLOSED, NOW + 5 * DAY + year), 0); /* neither of the two */
    assert_int_equal(offered(b, HELP_DEVICE, 20, 0, NOW, false), 4);
}

static void after_a_split(void **state)
{
    struct bench *b = *state;
    test_run(b->db, "UPDATE membership SET entity = 1 WHERE record = 20");
    assert_int_equal(offered(b, HELP_DEVICE, 10, 20, NOW, false), 1);
    test_run(b->db, "UPDATE membership SET entity = 2 WHERE record = 20");
    assert_int_equal(offered(b, HELP_DEVICE, 10, 0, NOW, false), -1); /* it was of the first */
    assert_int_equal(offered(b, HELP_DEVICE, 20, 0, NOW, false), 2);
    test_run(b->db, "DELETE FROM membership WHERE record IN (10, 20)"); /* sealed */
    assert_int_equal(offered(b, HELP_DEVICE, 20, 0, NOW, false), -2);
}

static void how_it_ends(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct arena arena = {0};
    struct help_offer offer = {0};
    struct picture picture = {.db = b->db, .seal = b->seal};
    char note[CONTACT_VALUE_BYTES_MAX + 1];
    memset(note, 'a', sizeof note);
    assert_int_equal(offered(b, HELP_LANGUAGE_LINE, 10, 0, NOW, false), 1);
    assert_int_equal(ended(b, 2, HELP_TAKEN, NOW), ERR_NOTFOUND);
    assert_int_equal(help_offer_end(b->db, b->seal, 1, HELP_TAKEN, str_make(note, sizeof note),
                                    STR("ann"), NOW, &err),
                     ERR_INPUT);
    assert_int_equal(
        help_offer_end(b->db, b->seal, 1, HELP_TAKEN, STR("\xff"), STR("ann"), NOW, &err),
        ERR_INPUT);
    assert_int_equal(ended(b, 1, HELP_TAKEN, NOW + 1), 0);
    assert_int_equal(ended(b, 1, HELP_DECLINED, NOW + 2), ERR_CONFLICT);
    must(help_offer_read(&arena, &picture, 1, &offer, &err), &err);
    assert_int_equal(offer.kind, HELP_LANGUAGE_LINE);
    assert_int_equal(offer.state, HELP_TAKEN);
    assert_int_equal(offer.ended, NOW + 1);
    assert_true(str_eq(offer.note, STR("as it was")));
    assert_int_equal(help_offer_read(&arena, &picture, 9, &offer, &err), ERR_NOTFOUND);
    assert_int_equal(
        test_ask(b->db, "SELECT count(*) FROM help_offer WHERE instr(note, 'as it was') > 0"), 0);
    arena_free(&arena);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_is_open),
        CASE(nobody_is_asked_with_every_letter),
        CASE(after_a_split),
        CASE(how_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
