/* event_store_test.c - events keep their versions, answers and tellings; what is said is sealed and
 * gone with its key; recalls wait until they are taken up. */
#include "event_store.h"

#include "migration.h"
#include "random.h"
#include "store_test.h"
#include "test_seed.h"

#include <stdint.h>

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
    snprintf(b.keys, sizeof b.keys, "/tmp/event_store_keys-XXXXXX");
    assert_non_null(mkdtemp(b.keys));
    must(seal_keys_make(b.keys, &err), &err);
    must(seal_open(b.keys, &b.seal, &err), &err);
    b.db = test_open(b.folder.database, DB_WRITE);
    must(migrate(b.db, &err), &err);
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

/* ---- what events are called ---- */

static void test_ids(void **state)
{
    struct random random = random_seed(test_seed());
    char id[EVENT_ID_TEXT_MAX];
    char read[EVENT_ID_TEXT_MAX];
    (void)state;
    assert_string_equal(event_id_text(0x7f000001, id), "lusab-babad"); /* 127.0.0.1 */
    assert_string_equal(event_id_text(0x3f54dcc1, id), "gutih-tugad"); /* 63.84.220.193 */
    for (int i = 0; i < 1000; i++) {
        uint32_t bits = (uint32_t)random_next(&random);
        assert_int_equal(strlen(event_id_text(bits, id)), EVENT_ID_LENGTH);
        assert_true(event_id_read(str_of(id), read));
        assert_string_equal(read, id);
    }
    static const char *const good[] = {"LUSAB-BABAD", "lusab babad", "lusabbabad"};
    static const char *const bad[] = {"",           "lusab",        "lusab--babad", "lusab-babae",
                                      "lusab-baba", "lusab-babadb", "-lusabbabad",  "P7K3Q9M2XH4TD",
                                      "lusa-bbabad"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(event_id_read(str_of(good[i]), read));
        assert_string_equal(read, "lusab-babad");
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(event_id_read(str_of(bad[i]), read));
    }
}

/* ---- versions ---- */

static int64_t make(struct bench *b, struct str type)
{
    struct err err = {0};
    int64_t version = 0;
    int64_t telling = 0;
    struct event_made made = {.type = type, .purpose = STR("p"), .made = 100};
    must(event_make(b->db, &made, &err), &err);
    const struct event_version first = {.pack_version = STR("1"),
                                        .act = EVENT_ACT_TOLD,
                                        .status = EVENT_PROPOSED,
                                        .known = 20000,
                                        .language = STR("cy"),
                                        .case_reference = STR("C1"),
                                        .who = STR("ann"),
                                        .at = 100};
    must(event_version_add(b->db, b->seal, made.number, &first, &version, &err), &err);
    assert_int_equal(version, 1);
    const struct event_mention people[] = {{STR(EVENT_SUBJECT), 11, 1},
                                           {STR(EVENT_SUBJECT), 12, 2}};
    must(event_people_put(b->db, made.number, 1, STR(EVENT_SUBJECT), people, 2, &err), &err);
    const struct event_telling told = {.version = 1,
                                       .at = 100,
                                       .known = 20000,
                                       .relation = STR("family"),
                                       .channel = STR("phone"),
                                       .typed_by = STR("ann"),
                                       .told_by = STR("Siân, 01632 960999")};
    must(event_telling_add(b->db, b->seal, made.number, &told, &telling, &err), &err);
    const struct event_answer answer = {.name = STR("home_is"),
                                        .role = STR(EVENT_SUBJECT),
                                        .value = STR("owned"),
                                        .telling = telling};
    must(event_answer_put(b->db, b->seal, made.number, 1, &answer, false, &err), &err);
    return made.number;
}

static int count_versions(void *context, const struct event_version *version, struct err *err)
{
    (void)err;
    *(int64_t *)context += version->number;
    return 0;
}

static void test_versions(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct event e = {0};
    int64_t version = 0;
    int64_t seen = 0;
    int64_t number = make(b, STR("bereavement"));
    must(event_read(b->db, b->seal, number, &e, &err), &err);
    assert_true(str_eq(e.tellings[0].told_by, STR("Siân, 01632 960999")));
    assert_true(str_eq(event_answer_of(&e, STR("home_is"))->value, STR("owned")));
    assert_int_equal(e.mention_count, 2);
    struct event_version next = e.version;
    next.act = EVENT_ACT_CORRECTED;
    next.status = EVENT_CONFIRMED;
    next.why = STR("it was my other brother");
    next.at = 200;
    must(event_version_add(b->db, b->seal, number, &next, &version, &err), &err);
    assert_int_equal(version, 2);
    const struct event_answer other = {
        .name = STR("home_is"), .role = STR(EVENT_SUBJECT), .value = STR("rented")};
    must(event_answer_put(b->db, b->seal, number, 2, &other, false, &err), &err);
    const struct event_mention brother = {STR(EVENT_SUBJECT), 13, 1};
    must(event_people_put(b->db, number, 2, STR(EVENT_SUBJECT), &brother, 1, &err), &err);
    event_free(&e);
    must(event_read(b->db, b->seal, number, &e, &err), &err);
    assert_int_equal(e.version.number, 2);
    assert_int_equal(e.version.status, EVENT_CONFIRMED);
    assert_true(str_eq(e.version.why, STR("it was my other brother")));
    assert_true(str_eq(event_answer_of(&e, STR("home_is"))->value, STR("rented")));
    assert_int_equal(e.answer_count, 2); /* the former one is kept */
    assert_true(e.answers[0].until == 2 && str_eq(e.answers[0].value, STR("owned")));
    assert_true(e.mention_count == 1 && e.mentions[0].record == 13);
    must(event_history(b->db, b->seal, number, count_versions, &seen, &err), &err);
    assert_int_equal(seen, 1 + 2);
    event_free(&e);
}

/* What a second telling says otherwise is kept, and what stood stands. */
static void test_told_otherwise(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct event e = {0};
    int64_t number = make(b, STR("moving_home"));
    const struct event_answer other = {
        .name = STR("home_is"), .role = STR(EVENT_SUBJECT), .value = STR("rented"), .telling = 1};
    must(event_answer_put(b->db, b->seal, number, 1, &other, true, &err), &err);
    must(event_read(b->db, b->seal, number, &e, &err), &err);
    assert_true(str_eq(event_answer_of(&e, STR("home_is"))->value, STR("owned")));
    assert_int_equal(e.answer_count, 2);
    event_free(&e);
}

static void test_refused(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct event e = {0};
    struct buf text = {0};
    int64_t number = make(b, STR("refused"));
    while (text.len <= EVENT_TEXT_BYTES_MAX) {
        buf_add_char(&text, 'x');
    }
    struct event_answer answer = {
        .name = STR("why"), .role = STR(EVENT_SUBJECT), .value = buf_str(&text)};
    assert_int_equal(event_answer_put(b->db, b->seal, number, 1, &answer, false, &err), ERR_INPUT);
    answer.value = STR("\xff");
    assert_int_equal(event_answer_put(b->db, b->seal, number, 1, &answer, false, &err), ERR_INPUT);
    assert_int_equal(event_read(b->db, b->seal, 4711, &e, &err), ERR_NOTFOUND);
    assert_int_equal(event_recall_take(b->db, 4711, 1, &err), ERR_NOTFOUND);
    event_free(&e);
    buf_free(&text);
}

/* ---- sealed ---- */

static void test_sealed(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct event e = {0};
    struct whole_list keys = {0};
    int64_t number = make(b, STR("sealed"));
    assert_int_equal(test_ask(b->db,
                              "SELECT count(*) FROM event_answer WHERE instr(value, "
                              "'owned') > 0"),
                     0);
    must(db_list_with(b->db, "SELECT answer_key FROM event_answer WHERE event = $1", WHOLES(number),
                      &keys, &err),
         &err);
    must(db_list_with(b->db, "SELECT told_by_key FROM event_telling WHERE event = $1",
                      WHOLES(number), &keys, &err),
         &err);
    assert_int_equal(keys.count, 2);
    must(seal_forget(b->seal, keys.at, keys.count, &err), &err);
    must(event_read(b->db, b->seal, number, &e, &err), &err);
    assert_null(event_answer_of(&e, STR("home_is")));
    assert_int_equal(e.tellings[0].told_by.len, 0);
    assert_int_equal(e.version.status, EVENT_PROPOSED); /* that there is one stays */
    event_free(&e);
    whole_list_free(&keys);
}

/* find_duty - an entry of the event's duty ledger, with a key of its own. */
static void find_duty(struct bench *b, int64_t event)
{
    struct err err = {0};
    int64_t key = 0;
    must(seal_key_new(b->seal, &key, &err), &err);
    must(db_do_with(b->db,
                    "INSERT INTO duty_entry (event, event_version, duty, pack_version, law_day, "
                    "state, owner, finds_out, looked, who, at, text_key, text) VALUES ($1, 1, "
                    "'bill', 1, 0, 'started', 'team', '', 0, 'somebody', 1, $2, x'00')",
                    WHOLES(event, key), &err),
         &err);
}

/* An event that ended long ago keeps that there was one; one that is open keeps everything. */
static void test_retired(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct whole_list found = {0};
    struct event e = {0};
    int64_t version = 0;
    int64_t open = make(b, STR("retired"));
    int64_t ended = make(b, STR("retired"));
    must(event_read(b->db, b->seal, ended, &e, &err), &err);
    struct event_version next = e.version;
    next.status = EVENT_CLOSED;
    next.why = STR("done");
    next.at = 300;
    must(event_version_add(b->db, b->seal, ended, &next, &version, &err), &err);
    event_free(&e);
    find_duty(b, open);
    find_duty(b, ended);
    must(events_ended(b->db, STR("p"), 300, &found, &err), &err);
    for (size_t i = 0; i < found.count; i++) {
        assert_true(found.at[i] != ended && found.at[i] != open);
    }
    found.count = 0;
    must(events_ended(b->db, STR("p"), 301, &found, &err), &err);
    assert_true(found.count > 0 && found.at[found.count - 1] == ended);
    must(event_forget(b->db, ended, &err), &err);
    found.count = 0;
    must(events_ended(b->db, STR("p"), 301, &found, &err), &err);
    assert_true(found.count == 0 || found.at[found.count - 1] != ended); /* once */
    assert_int_equal(test_ask(b->db, "SELECT count(*) FROM retention_key"), 4);
    assert_int_equal(test_ask(b->db,
                              "SELECT count(*) FROM duty_entry WHERE text_key IS NOT NULL "
                              "AND text IS NOT NULL"),
                     1); /* of the one that is open */
    must(event_read(b->db, b->seal, ended, &e, &err), &err);
    assert_true(e.version.status == EVENT_CLOSED && e.mention_count == 0);
    assert_true(e.version.why.len == 0 && e.tellings[0].told_by.len == 0);
    assert_null(event_answer_of(&e, STR("home_is")));
    event_free(&e);
    find_duty(b, ended); /* as of one that was forgotten before its duties were */
    found.count = 0;
    must(events_ended(b->db, STR("p"), 301, &found, &err), &err);
    assert_true(found.count > 0 && found.at[found.count - 1] == ended);
    must(event_forget(b->db, ended, &err), &err);
    assert_int_equal(test_ask(b->db, "SELECT count(*) FROM retention_key"), 5);
    must(event_read(b->db, b->seal, open, &e, &err), &err);
    assert_non_null(event_answer_of(&e, STR("home_is")));
    event_free(&e);
    whole_list_free(&found);
}

/* ---- lists and recalls ---- */

static int sum_recalls(void *context, const struct event_recall *recall, struct err *err)
{
    (void)err;
    *(int64_t *)context = *(int64_t *)context * 1000 + recall->number * 10 + recall->amend;
    return 0;
}

static void test_lists(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct whole_list found = {0};
    int64_t number = make(b, STR("listed"));
    int64_t ended = make(b, STR("listed"));
    int64_t version = 0;
    struct event e = {0};
    must(event_read(b->db, b->seal, ended, &e, &err), &err);
    struct event_version next = e.version;
    next.status = EVENT_WITHDRAWN;
    must(event_version_add(b->db, b->seal, ended, &next, &version, &err), &err);
    must(event_numbers(b->db, STR("listed"), STR("p"), true, &found, &err), &err);
    assert_true(found.count == 1 && found.at[0] == number);
    found.count = 0;
    must(event_numbers(b->db, STR("listed"), STR("p"), false, &found, &err), &err);
    assert_int_equal(found.count, 2);
    found.count = 0;
    must(event_numbers(b->db, STR(""), STR("q"), false, &found, &err), &err);
    assert_int_equal(found.count, 0); /* no other purpose's */
    must(events_of_mention(b->db, 12, 2, &found, &err), &err);
    assert_true(found.count >= 2 && found.at[found.count - 1] == ended);
    event_free(&e);
    whole_list_free(&found);
}

static void test_recalls(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    int64_t seen = 0;
    int64_t number = make(b, STR("recalled"));
    const struct event_recall recalls[] = {
        {.event = number, .version = 1, .at = 5, .who = STR("ann")},
        {.event = number, .version = 2, .at = 6, .amend = true, .who = STR("ann")}};
    must(event_recall_add(b->db, &recalls[0], &err), &err);
    must(event_recall_add(b->db, &recalls[1], &err), &err);
    must(event_recalls(b->db, number, sum_recalls, &seen, &err), &err);
    assert_int_equal(seen, 10 * 1000 + 21);
    must(event_recall_take(b->db, 1, 7, &err), &err);
    assert_int_equal(event_recall_take(b->db, 1, 7, &err), ERR_NOTFOUND); /* once */
    seen = 0;
    must(event_recalls(b->db, 0, sum_recalls, &seen, &err), &err);
    assert_int_equal(seen, 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),     cmocka_unit_test(test_versions),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_told_otherwise),
        cmocka_unit_test(test_sealed),  cmocka_unit_test(test_lists),
        cmocka_unit_test(test_recalls), cmocka_unit_test(test_retired),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
