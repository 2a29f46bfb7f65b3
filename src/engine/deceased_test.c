/* deceased_test.c - whoever is named as one who died is found, however they are written, and others
 * are not. */
#include "deceased.h"

#include "migration.h"

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
    snprintf(b.folder, sizeof b.folder, "/tmp/deceased_test-XXXXXX");
    assert_non_null(mkdtemp(b.folder));
    snprintf(path, sizeof path, "%s/keys", b.folder);
    must(seal_keys_make(path, &err), &err);
    must(seal_open(path, &b.seal, &err), &err);
    snprintf(path, sizeof path, "%s/db", b.folder);
    must(db_open(path, DB_WRITE, &b.db, &err), &err);
    must(migrate(b.db, &err), &err);
    must(db_run(b.db,
                "INSERT INTO event (event, id, type, purpose, shadow, made) VALUES (1, 'a', "
                "'bereavement', 'p', 0, 1), (2, 'b', 'bereavement', 'p', 0, 1)",
                &err),
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

/* put - of event 1: Siân Evans at CY1 1AA, and Tomos Rees of whom no postcode is known. */
static void put(struct bench *b)
{
    static const struct deceased_name names[] = {
        {STR_INIT("EVANS, MRS SIAN"), STR_INIT("CY1 1AA")},
        {STR_INIT("Mr Tomos Rees"), STR_INIT("")},
        {STR_INIT("Evans"), STR_INIT("CY1 1AA")}}; /* half a name names nobody */
    struct permitted_mention at[] = {{.record = 11, .number = 1}, {.record = 12, .number = 2}};
    const struct permitted_list mentions = {.at = at, .count = 2};
    struct err err = {0};
    must(deceased_put(b->db, b->seal, 1, &mentions, names, 3, &err), &err);
    must(deceased_put(b->db, b->seal, 1, &mentions, names, 3, &err),
         &err); /* once more: the same */
}

static const struct likeness_case {
    const char *name, *postcode;
    bool dead;
} cases[] = {
    {"Sian Evans", "CY1 1AA", true},
    {"Siân Evans", "cy11aa", true},
    {"EVANS, SIAN", "CY1 1AA", true},
    {"Mrs Siân Evans", "", true}, /* nothing tells them apart */
    {"Sian Evans", "CY9 9ZZ", false},
    {"Sian Evans", "nowhere", true},
    {"Tomos Rees", "CY9 9ZZ", true}, /* of him no postcode is known */
    {"Tomos Rees", "", true},
    {"Ann Evans", "CY1 1AA", false},
    {"Evans", "CY1 1AA", false},
    {"Siân Evans-Jones", "CY1 1AA", false},
    {"Sian", "CY1 1AA", false},
    {"", "", false},
    {"The late Sian Evans", "CY1 1AA", true},
    {"Y diweddar Siân Evans", "CY1 1AA", true},
    {"Evans Sian", "CY1 1AA", true},
    {"Dear Mrs Siân Evans", "CY1 1AA", true},
    {"Y Evans", "CY1 1AA", false},
    {"Dear Ann Evans", "CY1 1AA", false},
    {"The late Sian Evans", "CY9 9ZZ", false},
    {"the", "CY1 1AA", false},
    {"The Occupier", "CY1 1AA", false},
    {"Evans Sian Properties Ltd", "CY1 1AA", false},
};

static void names(void **state)
{
    struct bench *b = *state;
    put(b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct deceased_name name = {str_of(cases[i].name), str_of(cases[i].postcode)};
        struct err err = {0};
        bool dead = !cases[i].dead;
        must(deceased_has_name(b->db, b->seal, &name, &dead, &err), &err);
        if (dead != cases[i].dead) {
            fail_msg("\"%s\", \"%s\"", cases[i].name, cases[i].postcode);
        }
    }
}

static bool has(struct bench *b, int64_t record, int number)
{
    struct permitted_mention one = {.record = record, .number = number};
    const struct permitted_list list = {.at = &one, .count = 1};
    struct err err = {0};
    bool dead = false;
    must(deceased_has(b->db, &list, &dead, &err), &err);
    return dead;
}

static void mentions(void **state)
{
    struct bench *b = *state;
    struct err err = {0};
    const struct deceased_name name = {STR("Sian Evans"), STR("CY1 1AA")};
    bool dead = true;
    put(b);
    assert_true(has(b, 11, 1));
    assert_true(has(b, 12, 2));
    assert_false(has(b, 11, 2));
    assert_false(has(b, 13, 1));
    must(deceased_undo(b->db, 2, &err), &err); /* of another event: nothing changes */
    assert_true(has(b, 11, 1));
    must(deceased_undo(b->db, 1, &err), &err);
    assert_false(has(b, 11, 1));
    must(deceased_has_name(b->db, b->seal, &name, &dead, &err), &err);
    assert_false(dead);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, enter, leave),
        cmocka_unit_test_setup_teardown(mentions, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
