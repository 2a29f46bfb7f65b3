/* authority_test.c - who may speak for whom: declared or by evidence, taken up by a code once, for
 * some matters, until a day; sealed. */
#include "authority.h"

#include "migration.h"
#include "whole_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { DAY = 86400, TODAY = 1000, NOW = TODAY * DAY };
#define CANARY "Zzyxxwq Canary-Llwyd"

struct bench {
    char folder[48];
    struct db *db;
    struct seal *seal;
    struct arena arena;
};

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static void run(struct bench *b, const char *statements)
{
    struct err err = {0};
    must(db_run(b->db, statements, &err), &err);
}

static int enter(void **state)
{
    static struct bench b;
    struct err err = {0};
    char path[80];
    snprintf(b.folder, sizeof b.folder, "/tmp/authority_test-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
    snprintf(path, sizeof path, "%s/keys", b.folder);
    must(seal_keys_make(path, &err), &err);
    must(seal_open(path, &b.seal, &err), &err);
    snprintf(path, sizeof path, "%s/db", b.folder);
    must(db_open(path, DB_WRITE, &b.db, &err), &err);
    must(migrate(b.db, &err), &err);
    run(&b,
        "INSERT INTO entity (entity, id, kind, made) VALUES (1, 'P1', 0, 1), (2, 'P2', 0, 1);"
        "INSERT INTO membership (record, number, entity, began) VALUES (7, 1, 1, 1), "
        "(8, 1, 2, 1)");
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    arena_free(&b->arena);
    db_close(b->db);
    seal_close(b->seal);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

/* Of mention 1 of record 7. */
static int add(struct bench *b, const struct authority *authority,
               char ret_code[RESUME_CODE_TEXT_MAX])
{
    struct permitted_mention self = {.record = 7, .number = 1};
    const struct permitted_list mentions = {.at = &self, .count = 1};
    struct err err = {0};
    int64_t number = 0;
    return authority_add(b->db, b->seal, authority, &mentions, 7, 1, &number, ret_code, &err);
}

static struct authority declared(void)
{
    return (struct authority){.basis = AUTHORITY_DECLARED,
                              .matters = STR(""),
                              .from = TODAY,
                              .until = INT32_MAX,
                              .purpose = STR("residents_own_view"),
                              .made_by = STR(""),
                              .made = NOW,
                              .actor = STR(CANARY),
                              .principal = STR("Gwen"),
                              .evidence = STR("")};
}

static int64_t take(struct bench *b, const char *code, int64_t record)
{
    struct err err = {0};
    int64_t number = 0;
    must(authority_take(b->db, b->seal, str_of(code), record, 1, &number, &err), &err);
    return number;
}

static size_t of(struct bench *b, int64_t record, int32_t day, struct authorities *ret)
{
    struct err err = {0};
    must(authorities_of(&b->arena, b->db, b->seal, record, 1, day, ret, &err), &err);
    return ret->count;
}

/* Given by one, taken up by another, once; over when it is ended. */
static void taken_up_once(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct authorities found = {0};
    char code[RESUME_CODE_TEXT_MAX];
    struct authority a = declared();
    assert_int_equal(add(b, &a, code), 0);
    assert_int_equal(take(b, "2222-2222-2222", 8), 0);
    assert_int_equal(take(b, code, 7), 0); /* nobody acts for themselves */
    int64_t number = take(b, code, 8);
    assert_int_not_equal(number, 0);
    assert_int_equal(take(b, code, 9), 0); /* used up */
    assert_int_equal(of(b, 9, TODAY, &found), 0);
    assert_int_equal(of(b, 8, TODAY - 1, &found), 0);
    assert_int_equal(of(b, 8, TODAY, &found), 1);
    assert_true(str_eq(found.at[0].actor, STR(CANARY)));
    assert_true(str_eq(found.at[0].principal, STR("Gwen")));
    assert_true(authority_is_for(&found.at[0], STR("care"), TODAY + 9999));
    must(authority_end(b->db, number, STR(""), NOW, &err), &err);
    assert_int_equal(authority_end(b->db, number, STR(""), NOW, &err), ERR_CONFLICT);
    assert_int_equal(authority_end(b->db, number + 1, STR(""), NOW, &err), ERR_NOTFOUND);
    assert_int_equal(of(b, 8, TODAY, &found), 0);
}

static void some_matters_until_a_day(void **state)
{
    struct bench *b = *state;
    struct authorities found = {0};
    char code[RESUME_CODE_TEXT_MAX];
    struct authority a = declared();
    a.basis = AUTHORITY_EVIDENCE;
    a.matters = STR("care,moving_home");
    a.until = TODAY + 10;
    assert_int_equal(add(b, &a, code), ERR_INPUT); /* nobody has seen it */
    a.evidence = STR("lasting power of attorney, registered");
    assert_int_equal(add(b, &a, code), ERR_INPUT);
    a.made_by = STR("sian");
    assert_int_equal(add(b, &a, code), 0);
    take(b, code, 8);
    assert_int_equal(of(b, 8, TODAY + 10, &found), 1);
    assert_int_equal(found.at[0].basis, AUTHORITY_EVIDENCE);
    assert_true(authority_is_for(&found.at[0], STR("care"), TODAY + 10));
    assert_false(authority_is_for(&found.at[0], STR("bereavement"), TODAY));
    assert_false(authority_is_for(&found.at[0], STR("care"), TODAY + 11));
    assert_int_equal(of(b, 8, TODAY + 11, &found), 0);
    a.until = TODAY - 1;
    assert_int_equal(add(b, &a, code), ERR_INPUT);
}

/* Who speaks for somebody can't tell that they were sealed from that their records are gone: either
 * way there is no such authority, nor one to take up; until they are back. */
static void sealed_is_nobody(void **state)
{
    static const struct {
        const char *gone, *back;
    } cases[] = {
        {"DELETE FROM membership WHERE record = 7",
         "INSERT INTO membership (record, number, entity, began) VALUES (7, 1, 1, 1)"},
        {"INSERT INTO mark (mark, act, what, entity, record, number, team, who, at) "
         "VALUES (1, 1, 1, 1, 7, 1, 'x', 'ann', 1); DELETE FROM membership WHERE record = 7",
         "UPDATE mark SET lifted = 2; "
         "INSERT INTO membership (record, number, entity, began) VALUES (7, 1, 1, 1)"},
        {"INSERT INTO mark (mark, act, what, entity, record, number, team, who, at) "
         "VALUES (2, 2, 1, 1, 7, 1, 'x', 'ann', 1)",
         "UPDATE mark SET lifted = 2"},
        {"INSERT INTO hidden_record (record) VALUES (7)", "DELETE FROM hidden_record"},
    };
    struct bench *b = *state;
    struct whole_list subjects = {0};
    char code[RESUME_CODE_TEXT_MAX], other[RESUME_CODE_TEXT_MAX];
    struct authority a = declared();
    run(b,
        "INSERT INTO source (source, name) VALUES (1, 's'); "
        "INSERT INTO record (record, source, identity) VALUES (7, 1, x'07')");
    assert_int_equal(add(b, &a, code), 0);
    assert_int_not_equal(take(b, code, 8), 0);
    assert_int_equal(add(b, &a, other), 0);
    whole_list_add(&subjects, disclosure_subject(8, 1));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct authorities found = {0}, given = {0}, taken = {0};
        struct err err = {0};
        assert_int_equal(of(b, 8, TODAY, &found), 1);
        run(b, cases[i].gone);
        assert_int_equal(of(b, 8, TODAY, &found), 0);
        assert_int_equal(take(b, other, 9), 0);
        must(authorities_held(&b->arena, b->db, b->seal, &subjects, &given, &taken, &err), &err);
        assert_int_equal(taken.count, 0);
        run(b, cases[i].back);
    }
    assert_int_not_equal(take(b, other, 9), 0); /* the code was not used up */
    whole_list_free(&subjects);
}

/* Names and codes are in no file as they are; and they go, some time after it is over. */
static void is_sealed_and_goes(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct buf bytes = {0};
    char path[80];
    char code[RESUME_CODE_TEXT_MAX];
    struct authority a = declared();
    a.until = TODAY + 1;
    assert_int_equal(add(b, &a, code), 0);
    must(db_checkpoint(b->db, &err), &err);
    snprintf(path, sizeof path, "%s/db", b->folder);
    must(file_read_whole(path, "database", 1 << 26, &bytes, &err), &err);
    assert_true(str_find(buf_str(&bytes), STR("residents_own_view")) >= 0);
    assert_int_equal(str_find(buf_str(&bytes), STR("Canary")), -1);
    assert_int_equal(str_find(buf_str(&bytes), str_of(code)), -1);
    buf_free(&bytes);
    a.made = NOW + (AUTHORITY_KEPT_DAYS + 2) * (int64_t)DAY;
    a.from = TODAY + AUTHORITY_KEPT_DAYS + 2;
    a.until = INT32_MAX;
    assert_int_equal(add(b, &a, code), 0); /* whoever adds one sweeps */
    int64_t left = 0;
    int64_t keys = 0;
    must(db_number_with(b->db, "SELECT count(*) FROM authority", NULL, 0, &left, &err), &err);
    must(db_number_with(b->db, "SELECT count(*) FROM retention_key", NULL, 0, &keys, &err), &err);
    assert_int_equal(left, 1);
    assert_int_equal(keys, 2);
    must(authority_end(b->db, 1, STR(""), a.made, &err), &err);
    int64_t end = a.made + AUTHORITY_KEPT_DAYS * (int64_t)DAY;
    must(authorities_retire(b->db, end - 1, false, &left, &err), &err);
    assert_int_equal(left, 0);
    must(authorities_retire(b->db, end, true, &left, &err), &err);
    assert_int_equal(left, 1);
    must(db_number_with(b->db, "SELECT count(*) FROM authority", NULL, 0, &left, &err), &err);
    assert_int_equal(left, 1);
    must(authorities_retire(b->db, end, false, &left, &err), &err);
    must(db_number_with(b->db, "SELECT count(*) FROM authority_mention", NULL, 0, &left, &err),
         &err);
    assert_int_equal(left, 0);
    must(db_number_with(b->db, "SELECT count(*) FROM retention_key", NULL, 0, &keys, &err), &err);
    assert_int_equal(keys, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(taken_up_once, enter, leave),
        cmocka_unit_test_setup_teardown(some_matters_until_a_day, enter, leave),
        cmocka_unit_test_setup_teardown(sealed_is_nobody, enter, leave),
        cmocka_unit_test_setup_teardown(is_sealed_and_goes, enter, leave),
    };
    return cmocka_run_group_tests_name("authority", tests, NULL, NULL);
}
