/* lexicon_test.c - the parts of values: what shares one, what has none. */
#include "lexicon.h"

#include "linkage_test.h"

/* Do two values share a part? */
static const struct {
    const char *left, *right;
    int part;
    bool shared;
} cases[] = {
    {"given=sian", "given=sian", PART_GIVEN, true},
    {"given=sian", "given=siani", PART_GIVEN, false},
    {"given=sian", "given=simon", PART_GIVEN_INITIAL, true},
    {"given=s", "given=sian", PART_GIVEN_INITIAL, true},
    {"given=sian", "given=siani", PART_GIVEN_START, true},
    {"given=s", "given=s", PART_GIVEN_START, false}, /* an initial has no beginning */
    {"family=pritchard", "family=pritchett", PART_FAMILY_START, true},
    {"family=li", "family=li", PART_FAMILY_START, false},
    {"family=smith", "family=smyth", PART_FAMILY_SOUND, true},
    {"family=evans", "family=evns", PART_FAMILY_DELETION, true},   /* left out */
    {"family=evans", "family=evanns", PART_FAMILY_DELETION, true}, /* doubled */
    {"family=evans", "family=evens", PART_FAMILY_DELETION, true},  /* another */
    {"family=evans", "family=eavns", PART_FAMILY_DELETION, true},  /* swapped */
    {"family=evans", "family=owens", PART_FAMILY_DELETION, false},
    {"family=li", "family=i", PART_FAMILY_DELETION, false}, /* too short to spare one */
    {"given=evan|family=thomas", "given=thomas|family=evan", PART_NAME, true},
    {"given=evan|family=thomas", "given=thomas|middle=rhys|family=evan", PART_NAME_WORD_PAIR, true},
    {"given=evan|family=thomas", "given=evan|family=rees", PART_NAME_WORD_PAIR, false},
    {"given=evan|family=thomas", "given=evan|family=rees", PART_NAME_WORD, true},
    {"given=e|family=thomas", "given=e|family=rees", PART_NAME_WORD,
     false}, /* an initial is no word */
    {"birth=1980-02-03", "birth=1980-02-03", PART_BIRTH_DATE, true},
    {"birth=1980-02", "birth=1980-02", PART_BIRTH_DATE, false},
    {"birth=1980-02", "birth=1980-02-03", PART_BIRTH_YEAR_MONTH, true},
    {"birth=1980", "birth=1980-02-03", PART_BIRTH_YEAR, true},
    {"birth=--02-03", "birth=1980-02-03", PART_BIRTH_MONTH_DAY, true},
    {"birth=1955-01-01", "birth=1980-01-01", PART_BIRTH_MONTH_DAY,
     false}, /* written for a year alone */
    {"birth=--02-03", "birth=--02-03", PART_BIRTH_YEAR, false},
    {"postcode=SA15 1AA", "postcode=SA15 1XY", PART_POSTCODE_SECTOR, true},
    {"postcode=SA15 1AA", "postcode=SA15 2AA", PART_POSTCODE_SECTOR, false},
    {"postcode=SA15 1AA", "postcode=SA15 2AA", PART_POSTCODE_DISTRICT, true},
    {"postcode=4011", "postcode=4099", PART_POSTCODE_DISTRICT, true},
    {"email=sian@a.example", "email=sian@b.example", PART_EMAIL_USER, true},
    {"email=jo@a.example", "email=jo@b.example", PART_EMAIL_USER,
     false}, /* two letters are anybody's */
    {"a0=blue", "a0=blue", PART_ATTRIBUTE, true},
    {"a0=blue", "a1=blue", PART_ATTRIBUTE, false},
    {"given=sian", "family=evans", PART_GIVEN, false},
};

static void parts_are_shared(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mention_table table;
        struct lexicon lexicon = {0};
        const uint32_t *hashes[2] = {NULL, NULL};
        int counts[2];
        bool shared = false;
        made_begin(&table, 1, 2);
        made_add(&table, 0, 0, cases[i].left);
        made_add(&table, 0, 1, cases[i].right);
        assert_int_equal(lexicon_build(&table, &lexicon), 0);
        for (size_t m = 0; m < 2; m++) {
            counts[m] = lexicon_part(&lexicon, mention_row(&table, m), cases[i].part,
                                     part_field(cases[i].part), &hashes[m]);
            assert_in_range(counts[m], 0, PART_HASHES_MAX);
        }
        for (int a = 0; a < counts[0]; a++) {
            assert_int_not_equal(hashes[0][a], 0);
            for (int b = 0; b < counts[1]; b++) {
                shared = shared || hashes[0][a] == hashes[1][b];
            }
        }
        if (shared != cases[i].shared) {
            fail_msg("%s / %s: %s", cases[i].left, cases[i].right, part_name(cases[i].part));
        }
        lexicon_free(&lexicon);
        made_end(&table);
    }
}

/* The longest names there are: every part within its bound. */
static void long_names_are_bounded(void **state)
{
    struct mention_table table;
    struct lexicon lexicon = {0};
    char text[400] = "family=";
    (void)state;
    for (int i = 0; i < 12; i++) {
        size_t len = strlen(text);
        snprintf(text + len, sizeof text - len, "%sword%cwithmanyletters", i ? " " : "", 'a' + i);
    }
    made_begin(&table, 1, 0);
    made_add(&table, 0, 0, text);
    made_add(&table, 0, 1, "given=x");
    assert_int_equal(lexicon_build(&table, &lexicon), 0);
    static const int several[] = {PART_NAME_WORD_PAIR, PART_NAME_WORD, PART_FAMILY_DELETION};
    for (size_t i = 0; i < COUNT_OF(several); i++) {
        const uint32_t *hashes = NULL;
        int count = lexicon_part(&lexicon, mention_row(&table, 0), several[i],
                                 part_field(several[i]), &hashes);
        assert_in_range(count, 8, PART_HASHES_MAX);
        /* and nothing where there is no such value */
        int none = lexicon_part(&lexicon, mention_row(&table, 1), PART_FAMILY_DELETION,
                                FIELD_FAMILY, &hashes);
        assert_int_equal(none, 0);
    }
    lexicon_free(&lexicon);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_are_shared),
                                       cmocka_unit_test(long_names_are_bounded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
