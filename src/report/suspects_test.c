/* suspects_test.c - two people in one entity, one person in two; and those who are neither. */
#include "suspects.h"

#include "report_test.h"

static const char *const lines[] = {
    "Forename|Surname|DOB|Address|Post|Phone",
    "Gareth|Rees|1980-02-03|1 High St|SA15 1AA|",
    "Owain|Rees|1955-11-21|1 High St|SA15 1AA|",
    "William|Lloyd|1970-01-05|2 Low St|SA15 1AB|",
    "Bill|Lloyd|1970-05-01|2 Low St|SA15 1AB|",
    "W|Lloyd||2 Low St|SA15 1AB|",
    "Sian|Evans|1990-03-04|3 Low St|SA15 1AC|",
    "Sian|Evans|1990-03-04|3 Low St|SA15 1AC|01632 960001",
    "Huw|Price|1950-01-02|4 Low St|SA15 1AD|",
    "Huw|Price|1985-07-08|4 Low St|SA15 1AD|",
    "Ann|Price||4 Low St|SA15 1AD|",
    "Eira|Morgan||5 Low St|SA15 1AE|",
    "Eira|Morgan||6 Low St|SA15 1AE|",
};
static const enum role roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_BIRTH_DATE,
                                  ROLE_ADDRESS,    ROLE_POSTCODE,    ROLE_PHONE};
static const struct fixture_source sources[] = {{"housing", LINES(lines), roles}};

static void find(const uint32_t entity[12], struct suspects *ret)
{
    struct fixture f;
    fixture_begin(&f, sources, 1);
    fixture_link(&f, entity, 12);
    suspects_find(&f.report, ret);
    fixture_end(&f);
}

static void test_merged(void **state)
{
    (void)state;
    struct suspects s = {.merged = 0};
    /* Gareth is not Owain; William is Bill, and the 1st of May and the 5th of January were swapped;
     * Huw is not his father; Eira's two addresses are none of a household. */
    static const uint32_t entity[12] = {0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 5};
    find(entity, &s);
    assert_int_equal(s.merged, 2);
    assert_int_equal(s.merged_shown, 2);
    assert_int_equal(s.merged_worst[0].left, 0);
    assert_int_equal(s.merged_worst[0].right, 1);
    assert_int_equal(s.merged_worst[0].entity, 0);
    assert_int_equal(s.merged_worst[1].left, 7);
    assert_true(s.merged_worst[0].points > s.merged_worst[1].points);
    assert_int_equal(s.split, 0);
}

static void test_split(void **state)
{
    (void)state;
    struct suspects s = {.merged = 0};
    /* All kept apart: Sian is one; father and son, and those elsewhere, are not. */
    static const uint32_t entity[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    find(entity, &s);
    assert_int_equal(s.merged, 0);
    assert_int_equal(s.split, 1);
    assert_int_equal(s.split_worst[0].left, 5);
    assert_int_equal(s.split_worst[0].right, 6);
}

/* More than are shown: the most suspicious are, and all are counted. */
static void test_many(void **state)
{
    (void)state;
    enum { COUNT = 9 };
    static char texts[2 * COUNT + 1][64];
    static const char *rows[2 * COUNT + 1] = {"Forename|Surname|DOB|Address|Post|Phone"};
    uint32_t entity[2 * COUNT];
    struct suspects s = {.merged = 0};
    struct fixture f;
    for (int i = 0; i < COUNT; i++) {
        const char *second = i == 7 ? "1955-11-21" : "";
        snprintf(texts[2 * i], sizeof texts[0], "Gareth|Rees|1980-02-03|%d High St|SA15 1AA|",
                 i + 1);
        snprintf(texts[2 * i + 1], sizeof texts[0], "Owain|Rees|%s|%d High St|SA15 1AA|", second,
                 i + 1);
        rows[2 * i + 1] = texts[2 * i];
        rows[2 * i + 2] = texts[2 * i + 1];
        entity[2 * i] = entity[2 * i + 1] = (uint32_t)i;
    }
    const struct fixture_source many = {"housing", LINES(rows), roles};
    fixture_begin(&f, &many, 1);
    fixture_link(&f, entity, (size_t)2 * COUNT);
    suspects_find(&f.report, &s);
    assert_int_equal(s.merged, COUNT);
    assert_int_equal(s.merged_shown, SUSPECTS_SHOWN);
    assert_int_equal(s.merged_worst[0].entity, 7);
    for (uint32_t i = 1; i < SUSPECTS_SHOWN; i++) {
        assert_int_equal(s.merged_worst[i].entity, i - 1); /* by id */
    }
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merged),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
