/* duty_ledger_test.c - the ledger keeps what was found and when; nothing that tells of anybody
 * stands in it unsealed, and with its key it is gone. */
#include "duty_ledger.h"

#include "event_store.h"
#include "facts.h"
#include "migration.h"
#include "pack_test.h"

#include <stdlib.h>
#include <unistd.h>

struct bench {
    char folder[40];
    struct db *db;
    struct seal *seal;
    struct event_pack pack;
    struct arena arena;
    int64_t event;
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
    b = (struct bench){0};
    snprintf(b.folder, sizeof b.folder, "/tmp/duty_ledger-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
    snprintf(path, sizeof path, "%s/keys", b.folder);
    must(seal_keys_make(path, &err), &err);
    must(seal_open(path, &b.seal, &err), &err);
    snprintf(path, sizeof path, "%s/db", b.folder);
    must(db_open(path, DB_WRITE, &b.db, &err), &err);
    must(migrate(b.db, &err), &err);
    struct event_made made = {.type = STR("moving"), .purpose = STR("p"), .made = 1};
    must(event_make(b.db, &made, &err), &err);
    b.event = made.number;
    test_pack(NULL, &b.pack);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    event_pack_free(&b->pack);
    arena_free(&b->arena);
    db_close(b->db);
    seal_close(b->seal);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

static int32_t day(const char *text)
{
    struct date date;
    assert_true(date_from_text(str_of(text), &date));
    return date_days(date);
}

/* keep - the case as it is known on a day, into the ledger; how much is new. */
static size_t keep(struct bench *b, const char *today, const char *tenure, const char *asked_on,
                   int64_t now)
{
    static const char *const names[] = {"alone", "student", "tenure", "asked_on"};
    const char *texts[] = {"yes", "no", tenure, asked_on};
    struct facts facts;
    struct answers answers;
    struct feel_value values[FACT_SLOTS];
    struct assessment made;
    struct err err = {0};
    size_t changed = 0;
    facts_begin(&b->arena, day(today), &facts);
    answers_begin(&b->arena, &b->pack.type, &answers);
    for (size_t i = 0; i < 4; i++) {
        if (texts[i] != NULL) {
            must(answers_put(&b->arena, &answers, str_of(names[i]), str_of(texts[i]), &err), &err);
        }
    }
    facts.answers = answers_value(&b->arena, &answers);
    facts_put(&facts, "event.date", fact_day(day("2026-11-20")));
    facts_put(&facts, "event.known", fact_day(day("2026-11-27")));
    facts_put(&facts, "person.known.council_tax", feel_boolean(true));
    facts_values(&facts, values);
    struct case_facts given = {.facts = {values, day(today)},
                               .nation = NATION_WALES,
                               .law_day = day("2026-11-27"),
                               .explained = true,
                               .has_known = true,
                               .known = day("2026-11-27")};
    assess(&b->arena, &b->pack, &given, &made);
    struct ledger_look look = {b->event, 1, STR("somebody"), now};
    must(db_begin(b->db, &err), &err);
    must(ledger_keep(b->db, b->seal, &look, &b->pack, &given, &made, &changed, &err), &err);
    must(db_commit(b->db, &err), &err);
    return changed;
}

static struct ledger_list read_list(struct bench *b, bool past)
{
    struct ledger_list list = {0};
    struct err err = {0};
    must(ledger_read(b->db, b->seal, &b->arena, b->event, past, &list, &err), &err);
    return list;
}

static const struct ledger_entry *standing(const struct ledger_list *list, const char *duty)
{
    const struct ledger_entry *found = NULL;
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->at[i].duty, str_of(duty)) && list->at[i].ended == 0) {
            assert_null(found);
            found = &list->at[i];
        }
    }
    assert_non_null(found);
    return found;
}

static void test_kept(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    assert_int_equal(keep(b, "2026-11-28", NULL, NULL, 100), 4);
    assert_int_equal(keep(b, "2026-11-29", NULL, NULL, 101), 0); /* a day later, the same */
    struct ledger_list list = read_list(b, false);
    assert_int_equal(list.count, 4);
    const struct ledger_entry *bill = standing(&list, "bill");
    assert_int_equal(bill->state, DUTY_CANNOT_TELL);
    assert_int_equal(bill->missing.count, 1);
    assert_true(str_eq(bill->missing.at[0], STR("answers.tenure")));
    assert_true(str_eq(bill->finds_out, STR("council_tax")));
    assert_true(bill->because.text[ACCESS_WELSH].len > 0);
    const struct ledger_entry *discount = standing(&list, "discount");
    assert_int_equal(discount->state, DUTY_STARTED);
    assert_int_equal(discount->deadline, day("2026-12-04"));
    assert_int_equal(discount->starts, day("2026-11-20"));
    assert_int_equal(discount->looked, day("2026-11-28"));

    assert_int_equal(keep(b, "2026-11-30", "owned", NULL, 102), 1);
    list = read_list(b, true);
    assert_int_equal(list.count, 5);
    assert_int_equal(list.at[0].ended, 102);
    bill = standing(&list, "bill");
    assert_int_equal(bill->state, DUTY_STARTED);
    assert_int_equal(bill->deadline, day("2026-12-25"));
    assert_int_equal(bill->at, 102);

    struct ledger_list started = {0};
    must(ledger_started(b->db, b->seal, &b->arena, &started, &err), &err);
    assert_int_equal(started.count, 3);
}

static void test_paused(void **state)
{
    struct bench *b = *state;
    assert_int_equal(keep(b, "2026-11-28", "owned", "2026-11-23", 100), 4);
    assert_int_equal(keep(b, "2026-12-08", "owned", "2026-11-23", 101), 0); /* it moves by itself */
    struct ledger_list list = read_list(b, false);
    assert_true(standing(&list, "discount")->paused);
    assert_int_equal(keep(b, "2026-12-08", "owned", NULL, 102), 1);
}

static void test_ended(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    keep(b, "2026-11-28", "owned", NULL, 100);
    must(db_begin(b->db, &err), &err);
    must(ledger_end(b->db, b->event, 200, &err), &err);
    must(db_commit(b->db, &err), &err);
    assert_int_equal(read_list(b, false).count, 0);
    struct ledger_list list = read_list(b, true);
    assert_int_equal(list.count, 4);
    assert_int_equal(list.at[3].ended, 200);
}

/* Discharged, and not any more: each an entry, which says what was found; a look changes neither
 * back. */
static void test_discharged(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    static const struct {
        bool discharged;
        size_t entries;
        enum duty_state state;
    } steps[] = {{false, 4, DUTY_STARTED},
                 {true, 5, DUTY_DISCHARGED},
                 {true, 5, DUTY_DISCHARGED},
                 {false, 6, DUTY_STARTED}};
    keep(b, "2026-11-28", "owned", NULL, 100);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const struct ledger_look by = {b->event, 1, STR("cantref"), 200 + (int64_t)i};
        must(db_begin(b->db, &err), &err);
        must(ledger_discharge(b->db, b->seal, &by, STR("bill"), day("2026-12-01"),
                              steps[i].discharged, &err),
             &err);
        must(ledger_discharge(b->db, b->seal, &by, STR("no_such_duty"), 0, true, &err), &err);
        must(db_commit(b->db, &err), &err);
        assert_int_equal(read_list(b, true).count, steps[i].entries);
        struct ledger_list list = read_list(b, false);
        const struct ledger_entry *bill = standing(&list, "bill");
        assert_int_equal(bill->state, steps[i].state);
        assert_int_equal(bill->deadline, day("2026-12-25"));
        assert_false(bill->erased);
        struct str team = STR(""), none = STR("x");
        must(ledger_team(b->db, &b->arena, b->event, STR("bill"), true, &team, &err), &err);
        assert_true(str_eq(team, STR("council_tax")));
        must(ledger_team(b->db, &b->arena, b->event, STR("no_such_duty"), true, &none, &err), &err);
        assert_int_equal(none.len, 0);
        assert_int_equal(keep(b, "2026-11-28", "owned", NULL, 300), 0);
    }
}

/* Nothing of whom it is about stands in the file: neither why nor when; and without its key an
 * entry says no more than that there was one. */
static void test_sealed(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct db_query *q;
    bool row = false;
    keep(b, "2026-11-28", "owned", NULL, 100);
    must(db_query(b->db, "SELECT text, text_key, starts FROM duty_entry, (SELECT 1 AS starts)", &q,
                  &err),
         &err);
    size_t rows = 0;
    while (db_step(q, &row, &err) == 0 && row) {
        assert_true(str_find(db_bytes(q, 0), STR("asks for")) < 0);
        assert_true(str_find(db_bytes(q, 0), STR("answer")) < 0);
        assert_true(db_whole(q, 1) > 0);
        rows++;
    }
    db_reset(q);
    assert_int_equal(rows, 4);

    struct whole_list keys = {0};
    must(db_list_with(b->db, "SELECT text_key FROM duty_entry WHERE event = $1", WHOLES(b->event),
                      &keys, &err),
         &err);
    must(seal_forget(b->seal, keys.at, keys.count, &err), &err);
    whole_list_free(&keys);
    struct ledger_list list = read_list(b, false);
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(list.at[i].erased);
        assert_int_equal(list.at[i].because.text[0].len, 0);
        assert_int_equal(list.at[i].deadline, 0);
        assert_int_equal(list.at[i].missing.count, 0);
    }
    assert_int_equal(keep(b, "2026-11-28", "owned", NULL, 101), 4); /* found again */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kept, enter, leave),
        cmocka_unit_test_setup_teardown(test_paused, enter, leave),
        cmocka_unit_test_setup_teardown(test_ended, enter, leave),
        cmocka_unit_test_setup_teardown(test_discharged, enter, leave),
        cmocka_unit_test_setup_teardown(test_sealed, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
