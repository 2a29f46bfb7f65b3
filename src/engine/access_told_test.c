/* access_told_test.c - what somebody has begun to tell, and who speaks for whom, as subject access
 * has it: theirs whole, of others nothing. */
#include "access_told.h"

#include "application_person.h"
#include "authority.h"
#include "disclosure.h"
#include "kept_mention.h"
#include "migration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { DAY = 86400, TODAY = 1000, NOW = TODAY * DAY };

struct bench {
    char folder[48];
    struct picture picture;
    struct arena arena;
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
    snprintf(b.folder, sizeof b.folder, "/tmp/access_told_test-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
    snprintf(path, sizeof path, "%s/keys", b.folder);
    must(seal_keys_make(path, &err), &err);
    must(seal_open(path, &b.picture.seal, &err), &err);
    snprintf(path, sizeof path, "%s/db", b.folder);
    must(db_open(path, DB_WRITE, &b.picture.db, &err), &err);
    must(migrate(b.picture.db, &err), &err);
    must(db_run(b.picture.db,
                "INSERT INTO entity (entity, id, kind, made) VALUES (1, 'P1', 0, 1), "
                "(2, 'P2', 0, 1), (3, 'P3', 0, 1);"
                "INSERT INTO membership (record, number, entity, began) VALUES (7, 1, 1, 1), "
                "(8, 1, 2, 1), (9, 1, 3, 1)",
                &err),
         &err);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    arena_free(&b->arena);
    db_close(b->picture.db);
    seal_close(b->picture.seal);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

static int64_t begin(struct bench *b, int64_t record)
{
    const struct application_beginning what = {.type = STR("moving_home"),
                                               .language = ACCESS_ENGLISH,
                                               .record = record,
                                               .mention = 1,
                                               .now = NOW};
    struct err err = {0};
    int64_t number = 0;
    must(application_begin(b->picture.db, &what, &number, &err), &err);
    return number;
}

static void put_answer(struct bench *b, int64_t application, const char *name, const char *text,
                       const char *who)
{
    const struct application_typed typed = {.name = str_of(name),
                                            .text = str_of(text),
                                            .who = str_of(who),
                                            .channel = CHANNEL_WEB,
                                            .now = NOW};
    struct err err = {0};
    must(application_put(b->picture.db, b->picture.seal, application, &typed, &err), &err);
}

/* By mention 1 of a record, taken up by that of another. */
static void speak(struct bench *b, int64_t record, int64_t by, const char *made_by)
{
    bool own = made_by[0] == '\0';
    const struct authority a = {.basis = own ? AUTHORITY_DECLARED : AUTHORITY_EVIDENCE,
                                .matters = STR(""),
                                .from = TODAY,
                                .until = INT32_MAX,
                                .purpose = STR("residents_own_view"),
                                .made_by = str_of(made_by),
                                .made = NOW,
                                .actor = STR("Sian Actor"),
                                .principal = STR("Gwen Principal"),
                                .evidence = own ? STR("") : STR("seen: of Sian Actor")};
    struct permitted_mention self = {.record = record, .number = 1};
    const struct permitted_list mentions = {.at = &self, .count = 1};
    struct err err = {0};
    char code[RESUME_CODE_TEXT_MAX];
    int64_t number = 0;
    struct picture *p = &b->picture;
    must(authority_add(p->db, p->seal, &a, &mentions, record, 1, &number, code, &err), &err);
    must(authority_take(p->db, p->seal, str_of(code), by, 1, &number, &err), &err);
    assert_int_not_equal(number, 0);
}

/* As JSON; to be freed with the arena. */
static struct str told(struct bench *b, int64_t record, int64_t now, size_t *ret_redacted)
{
    struct whole_list subjects = {0};
    struct access_tellings found = {0};
    struct err err = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text};
    whole_list_add(&subjects, disclosure_subject(record, 1));
    must(access_tellings_read(&b->arena, &b->picture, &subjects, now, &found, &err), &err);
    json_write_object(&json);
    access_tellings_json(&json, &found);
    json_write_close(&json);
    struct str copy = arena_str(&b->arena, buf_str(&text));
    *ret_redacted = found.redacted;
    buf_free(&text);
    whole_list_free(&subjects);
    return copy;
}

static void assert_has(struct str text, const char *wanted, bool there)
{
    if ((str_find(text, str_of(wanted)) >= 0) != there) {
        fail_msg("%s %s: %.*s", wanted, there ? "is missing" : "is told", PRI(text));
    }
}

/* All that somebody said of themselves, what they changed too, and not who typed it. */
static void of_themselves(void **state)
{
    struct bench *b = *state;
    size_t redacted = 0;
    int64_t number = begin(b, 7);
    put_answer(b, number, APPLICATION_TELLER, "self", "");
    put_answer(b, number, APPLICATION_NAME, "Gwen First", "");
    put_answer(b, number, APPLICATION_NAME, "Gwen Second", "officer9");
    struct str text = told(b, 7, NOW, &redacted);
    assert_has(text, "moving_home", true);
    assert_has(text, "Gwen First", true);
    assert_has(text, "Gwen Second", true);
    assert_has(text, "officer9", false);
    assert_int_equal(redacted, 0);
    assert_has(told(b, 8, NOW, &redacted), "Gwen", false);
    assert_has(told(b, 7, NOW + APPLICATION_DAYS * DAY, &redacted), "Gwen", false);
}

static void of_somebody_else(void **state)
{
    struct bench *b = *state;
    size_t redacted = 0;
    int64_t number = begin(b, 7);
    put_answer(b, number, APPLICATION_NAME, "Dilys Other", "");
    put_answer(b, number, "home_is", "a hostel", "");
    put_answer(b, number, APPLICATION_REACHED, "01632 960111", "");
    struct str text = told(b, 7, NOW, &redacted); /* whom it is about was not said yet */
    assert_has(text, "Dilys", false);
    assert_int_equal(redacted, 2);
    put_answer(b, number, APPLICATION_TELLER, "family", "");
    text = told(b, 7, NOW, &redacted);
    assert_has(text, "Dilys", false);
    assert_has(text, "hostel", false);
    assert_has(text, "01632 960111", true);
    assert_has(text, "redacted_anothers", true);
    assert_int_equal(redacted, 2);
}

/* An officer types what a daughter says about her mother: the mother is told what is said of her,
 * and not by whom; what she says herself is hers whole. */
static void typed_by_staff(void **state)
{
    struct bench *b = *state;
    struct permitted_mention mother = {.record = 12, .number = 1};
    const struct permitted_list mentions = {.at = &mother, .count = 1};
    struct err err = {0};
    size_t redacted = 0;
    int64_t number = begin(b, 0);
    must(kept_put(b->picture.db, &application_table, number, &mentions, 0, 0, &err), &err);
    put_answer(b, number, APPLICATION_TELLER, "family", "officer9");
    put_answer(b, number, APPLICATION_TOLD_BY, "Dilys Daughter", "officer9");
    put_answer(b, number, "home_is", "up many stairs", "officer9");
    struct str text = told(b, 12, NOW, &redacted);
    assert_has(text, "many stairs", true);
    assert_has(text, "to_read", true);
    assert_has(text, "Dilys", false);
    assert_has(text, "officer9", false);
    assert_int_equal(redacted, 2); /* in what way they are related, and their name */
    assert_has(told(b, 13, NOW, &redacted), "stairs", false);
    put_answer(b, number, APPLICATION_TELLER, "self", "officer9");
    text = told(b, 12, NOW, &redacted);
    assert_has(text, "many stairs", true);
    assert_has(text, "to_read", false);
}

/* Each side is told of itself; the other by name only where it was their own word. */
static void speaking_for_others(void **state)
{
    struct bench *b = *state;
    size_t redacted = 0;
    speak(b, 7, 8, "");
    struct str given = told(b, 7, NOW, &redacted);
    assert_has(given, "Sian Actor", true);
    assert_has(given, "Gwen Principal", true);
    struct str taken = told(b, 8, NOW, &redacted);
    assert_has(taken, "Sian Actor", true);
    assert_has(taken, "Gwen Principal", false);
    assert_int_equal(redacted, 1);
    speak(b, 9, 10, "officer9");
    given = told(b, 9, NOW, &redacted);
    assert_has(given, "Gwen Principal", true);
    assert_has(given, "Sian Actor", false);
    assert_has(given, "officer9", false);
    assert_int_equal(redacted, 2);
    assert_has(told(b, 11, NOW, &redacted), "Sian", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_themselves, enter, leave),
        cmocka_unit_test_setup_teardown(of_somebody_else, enter, leave),
        cmocka_unit_test_setup_teardown(typed_by_staff, enter, leave),
        cmocka_unit_test_setup_teardown(speaking_for_others, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
