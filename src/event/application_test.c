/* application_test.c - applications in progress: sealed, who typed what, a code on another device,
 * wrong ones in turn, what goes when. */
#include "application.h"

#include "migration.h"
#include "whole_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { DAY = 86400, NOW = 1000 * DAY };
#define CANARY "Zzyxxwq Canary-Llwyd"

struct bench {
    char folder[48];
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
    snprintf(b.folder, sizeof b.folder, "/tmp/application_test-XXXXXX");
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

static int64_t count(struct bench *b, const char *sql)
{
    int64_t value = 0;
    struct err err = {0};
    must(db_number_with(b->db, sql, NULL, 0, &value, &err), &err);
    return value;
}

static int64_t begin(struct bench *b, int64_t record, int64_t now)
{
    struct err err = {0};
    int64_t number = 0;
    const struct application_beginning beginning = {.type = STR("bereavement"),
                                                    .language = ACCESS_WELSH,
                                                    .record = record,
                                                    .mention = record != 0,
                                                    .now = now};
    must(application_begin(b->db, &beginning, &number, &err), &err);
    return number;
}

static int put(struct bench *b, int64_t number, const char *name, const char *text, const char *who,
               int64_t now)
{
    struct err err = {0};
    const struct application_typed typed = {.name = str_of(name),
                                            .text = str_of(text),
                                            .who = str_of(who),
                                            .channel = who[0] == '\0' ? CHANNEL_WEB : CHANNEL_DESK,
                                            .now = now};
    return application_put(b->db, b->seal, number, &typed, &err);
}

static void read_it(struct bench *b, int64_t number, int64_t now, struct application *ret)
{
    struct err err = {0};
    *ret = (struct application){0};
    must(application_read(b->db, b->seal, number, now, ret, &err), &err);
}

/* Who typed what, nothing overwritten; the same once more is nothing new. */
static void who_typed_what(void **state)
{
    struct bench *b = *state;
    struct application a;
    int64_t number = begin(b, 0, NOW);
    assert_int_equal(put(b, number, "home_is", "owned", "", NOW + 1), 0);
    assert_int_equal(put(b, number, "home_is", "owned", "sian", NOW + 2), 0);
    assert_int_equal(put(b, number, "home_is", "care_home", "sian", NOW + 3), 0);
    assert_int_equal(put(b, number, APPLICATION_NAME, CANARY, "", NOW + 4), 0);
    assert_int_equal(put(b, number, "adults_left", "", "", NOW + 5), 0); /* asked, nothing said */
    assert_int_equal(put(b, number, "adults_left", "", "", NOW + 5), 0);
    read_it(b, number, NOW + 6, &a);
    assert_int_equal(a.count, 4);
    assert_true(application_asked(&a, "adults_left"));
    assert_false(application_asked(&a, "nothing"));
    assert_int_equal(a.language, ACCESS_WELSH);
    assert_true(str_eq(a.type, STR("bereavement")));
    assert_true(str_eq(a.entries[0].text, STR("owned")));
    assert_int_equal(a.entries[0].ended, NOW + 3);
    assert_int_equal(a.entries[0].channel, CHANNEL_WEB);
    assert_true(str_eq(a.entries[1].who, STR("sian")));
    assert_int_equal(a.entries[1].channel, CHANNEL_DESK);
    assert_true(str_eq(application_text(&a, "home_is"), STR("care_home")));
    assert_true(str_eq(application_text(&a, APPLICATION_NAME), STR(CANARY)));
    assert_int_equal(application_text(&a, "nothing").len, 0);
    application_free(&a);
    assert_int_equal(put(b, number, "home_is", "", "", NOW + 7), 0); /* taken back */
    read_it(b, number, NOW + 8, &a);
    assert_int_equal(application_text(&a, "home_is").len, 0);
    assert_int_equal(a.count, 5);
    application_free(&a);
    assert_int_equal(put(b, number, "home_is", "\xff", "", NOW), ERR_INPUT);
    assert_int_equal(put(b, number + 1, "home_is", "owned", "", NOW), ERR_NOTFOUND);
}

/* What was typed, and the code, are in no file as they are. */
static void is_sealed(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct buf bytes = {0};
    char path[80];
    char code[APPLICATION_CODE_TEXT_MAX];
    int64_t number = begin(b, 0, NOW);
    assert_int_equal(put(b, number, APPLICATION_NAME, CANARY, "", NOW), 0);
    assert_int_equal(put(b, number, APPLICATION_BIRTH_DATE, "1931-07-19", "", NOW), 0);
    must(application_save(b->db, b->seal, number, APPLICATION_BIRTH_DATE, code, &err), &err);
    must(db_checkpoint(b->db, &err), &err);
    snprintf(path, sizeof path, "%s/db", b->folder);
    must(file_read_whole(path, "database", 1 << 26, &bytes, &err), &err);
    assert_true(str_find(buf_str(&bytes), STR("bereavement")) >= 0); /* it is this file */
    assert_int_equal(str_find(buf_str(&bytes), STR("Canary")), -1);
    assert_int_equal(str_find(buf_str(&bytes), STR("1931-07-19")), -1);
    assert_int_equal(str_find(buf_str(&bytes), str_of(code)), -1);
    buf_free(&bytes);
}

static enum application_resumed resume(struct bench *b, const char *code, const char *answer,
                                       int64_t now, int64_t *ret)
{
    struct err err = {0};
    enum application_resumed result = RESUME_DEAD;
    must(application_resume(b->db, b->seal, str_of(code), str_of(answer), now, &result, ret, &err),
         &err);
    return result;
}

/* Begun on one device, taken up on another; each sees what the other typed. */
static void two_devices(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    uint8_t phone[APPLICATION_HOLDER_BYTES];
    uint8_t desk[APPLICATION_HOLDER_BYTES];
    char code[APPLICATION_CODE_TEXT_MAX];
    char typed[40];
    int64_t found = 0;
    struct application a;
    int64_t number = begin(b, 0, NOW);
    application_holder(b->seal, STR("phone"), phone);
    application_holder(b->seal, STR("desk"), desk);
    must(application_hold(b->db, number, phone, NOW, &err), &err);
    must(application_hold(b->db, number, phone, NOW, &err), &err); /* once more is nothing */
    must(application_held(b->db, desk, STR("bereavement"), STR(""), NOW, &found, &err), &err);
    assert_int_equal(found, 0);
    assert_int_equal(put(b, number, APPLICATION_CHECK, "sa1 1aa", "", NOW), 0);
    must(application_save(b->db, b->seal, number, APPLICATION_CHECK, code, &err), &err);
    assert_int_equal(strlen(code), APPLICATION_CODE_TEXT_MAX - 1);
    snprintf(typed, sizeof typed, " %.4s%.4s %c%.3s", code, code + 5, code[10] | 0x20, code + 11);
    assert_int_equal(resume(b, typed, "SA11AA ", NOW + DAY, &found), RESUME_FOUND);
    assert_int_equal(found, number);
    must(application_hold(b->db, number, desk, NOW + DAY, &err), &err);
    must(application_held(b->db, desk, STR("bereavement"), STR(""), NOW + DAY, &found, &err), &err);
    assert_int_equal(found, number);
    must(application_held(b->db, desk, STR("care"), STR(""), NOW + DAY, &found, &err), &err);
    assert_int_equal(found, 0);
    assert_int_equal(put(b, number, "home_is", "owned", "sian", NOW + DAY), 0);
    must(application_held(b->db, phone, STR(""), STR(""), NOW + DAY, &found, &err), &err);
    read_it(b, found, NOW + DAY, &a);
    assert_true(str_eq(application_text(&a, "home_is"), STR("owned")));
    assert_true(a.saved && !a.dead);
    application_free(&a);
    must(application_coded(b->db, b->seal, str_of(code), NOW, &found, &err), &err);
    assert_int_equal(found, number);
}

/* Wrong answers in turn kill the code, and a right one between forgets them; a new code lives. */
static void wrong_ones(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    char code[APPLICATION_CODE_TEXT_MAX];
    char other[APPLICATION_CODE_TEXT_MAX];
    int64_t found = 0;
    struct application a;
    int64_t number = begin(b, 0, NOW);
    assert_int_equal(application_save(b->db, b->seal, number, APPLICATION_BIRTH_DATE, code, &err),
                     ERR_INPUT);
    assert_int_equal(put(b, number, APPLICATION_BIRTH_DATE, "1950-01-02", "", NOW), 0);
    must(application_save(b->db, b->seal, number, APPLICATION_BIRTH_DATE, code, &err), &err);
    assert_int_equal(resume(b, "2222-2222-2222", "1950-01-02", NOW, &found), RESUME_UNKNOWN);
    assert_int_equal(resume(b, "", "", NOW, &found), RESUME_UNKNOWN);
    for (int i = 0; i < APPLICATION_TRIES_MAX - 1; i++) {
        assert_int_equal(resume(b, code, "1950-01-03", NOW, &found), RESUME_WRONG);
        assert_int_equal(found, 0);
    }
    assert_int_equal(resume(b, code, "1950-01-02", NOW, &found), RESUME_FOUND);
    for (int i = 0; i < APPLICATION_TRIES_MAX; i++) {
        assert_int_equal(resume(b, code, "", NOW, &found), RESUME_WRONG);
    }
    assert_int_equal(resume(b, code, "1950-01-02", NOW, &found), RESUME_DEAD);
    assert_int_equal(found, 0);
    read_it(b, number, NOW, &a);
    assert_true(a.dead);
    application_free(&a);
    must(application_save(b->db, b->seal, number, APPLICATION_BIRTH_DATE, other, &err), &err);
    assert_string_not_equal(code, other);
    assert_int_equal(resume(b, code, "1950-01-02", NOW, &found), RESUME_UNKNOWN);
    assert_int_equal(resume(b, other, "1950-01-02", NOW, &found), RESUME_FOUND);
}

/* 28 days after the last answer it is gone, and its keys are to be forgotten. */
static void kept_for_long_enough(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    char code[APPLICATION_CODE_TEXT_MAX];
    struct application a = {0};
    int64_t found = 0;
    int64_t gone = 0;
    int64_t number = begin(b, 7, NOW);
    uint8_t holder[APPLICATION_HOLDER_BYTES] = {1};
    must(application_hold(b->db, number, holder, NOW, &err), &err);
    assert_int_equal(put(b, number, APPLICATION_NAME, CANARY, "", NOW + DAY), 0);
    assert_int_equal(put(b, number, APPLICATION_NAME, "other", "", NOW + DAY), 0);
    must(application_save(b->db, b->seal, number, APPLICATION_NAME, code, &err), &err);
    struct whole_list own = {0};
    must(applications_of_mention(b->db, 7, 1, NOW, &own, &err), &err);
    assert_int_equal(own.count, 1);
    whole_list_free(&own);
    int64_t end = NOW + DAY + APPLICATION_DAYS * DAY;
    must(applications_retire(b->db, end - 1, false, &gone, &err), &err);
    assert_int_equal(gone, 0);
    assert_int_equal(resume(b, code, "other", end - 1, &found), RESUME_FOUND);
    assert_int_equal(resume(b, code, "other", end, &found), RESUME_UNKNOWN); /* before it went */
    assert_int_equal(application_read(b->db, b->seal, number, end, &a, &err), ERR_NOTFOUND);
    application_free(&a);
    must(application_held(b->db, holder, STR(""), STR(""), end, &found, &err), &err);
    assert_int_equal(found, 0);
    must(applications_retire(b->db, end, true, &gone, &err), &err);
    assert_int_equal(gone, 1);
    assert_int_equal(count(b, "SELECT count(*) FROM application"), 1);
    begin(b, 0, end); /* whoever begins one sweeps */
    assert_int_equal(count(b, "SELECT count(*) FROM application"), 1);
    assert_int_equal(count(b, "SELECT count(*) FROM application_entry"), 0);
    assert_int_equal(count(b, "SELECT count(*) FROM application_holder"), 0);
    assert_int_equal(count(b, "SELECT count(*) FROM retention_key"), 2);
}

/* What one officer has begun or gone on with; by its id, as somebody says it. */
static void found_by_staff(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    struct whole_list mine = {0};
    struct application a;
    int64_t found = 0;
    int64_t number = begin(b, 0, NOW);
    assert_int_equal(put(b, number, "home_is", "owned", "sian", NOW), 0);
    begin(b, 0, NOW);
    must(applications_of_staff(b->db, STR("sian"), NOW, &mine, &err), &err);
    assert_int_equal(mine.count, 1);
    assert_int_equal(mine.at[0], number);
    whole_list_free(&mine);
    must(applications_of_staff(b->db, STR("tom"), NOW, &mine, &err), &err);
    assert_int_equal(mine.count, 0);
    read_it(b, number, NOW, &a);
    must(application_named(b->db, str_of(a.id), &found, &err), &err);
    assert_int_equal(found, number);
    must(application_named(b->db, STR("nothing"), &found, &err), &err);
    assert_int_equal(found, 0);
    application_free(&a);
}

/* A text that can't be unsealed is an error, and leaves no row open: what is asked next is done. */
static void a_damaged_text_is_an_error(void **state)
{
    struct bench *b = *state;
    struct application a = {0};
    struct err err = {0};
    int64_t number = begin(b, 0, NOW);
    assert_int_equal(put(b, number, "home_is", "owned", "sian", NOW), 0);
    assert_int_equal(put(b, number, APPLICATION_NAME, CANARY, "", NOW), 0);
    must(db_run(b->db, "UPDATE application_entry SET text = x'00' WHERE entry = 1", &err), &err);
    assert_int_not_equal(application_read(b->db, b->seal, number, NOW, &a, &err), 0);
    application_free(&a);
    must(db_begin(b->db, &err), &err);
    must(db_commit(b->db, &err), &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_typed_what, enter, leave),
        cmocka_unit_test_setup_teardown(is_sealed, enter, leave),
        cmocka_unit_test_setup_teardown(two_devices, enter, leave),
        cmocka_unit_test_setup_teardown(wrong_ones, enter, leave),
        cmocka_unit_test_setup_teardown(kept_for_long_enough, enter, leave),
        cmocka_unit_test_setup_teardown(found_by_staff, enter, leave),
        cmocka_unit_test_setup_teardown(a_damaged_text_is_an_error, enter, leave),
    };
    return cmocka_run_group_tests_name("application", tests, NULL, NULL);
}
