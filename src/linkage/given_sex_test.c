/* given_sex_test.c - which names imply a sex, where they were learnt and elsewhere. */
#include "given_sex.h"
#include "lexicon.h"
#include "linkage_test.h"
#include "table_test.h"

static void add(struct mention_table *t, const char *given, const char *sex, int times)
{
    char text[64];
    for (int i = 0; i < times; i++) {
        snprintf(text, sizeof text, "given=%s|family=evans%s%s", given, sex[0] ? "|sex=" : "", sex);
        made_add(t, 0, (uint32_t)t->count, text);
    }
}

/* The sex that a name implies in a table, '-' for none. */
static char implied(const struct mention_table *t, const uint32_t *by_name, const char *given)
{
    uint32_t id = dictionary_find(&t->dictionaries[FIELD_GIVEN], str_of(given));
    assert_true(id != 0);
    struct str sex = dictionary_text(&t->dictionaries[FIELD_SEX], by_name[id]);
    return sex.len == 0 ? '-' : sex.ptr[0];
}

static void begin(struct mention_table *t)
{
    made_begin(t, 1, 0);
    add(t, "jane", "f", 40);
    add(t, "jane", "m", 2); /* mistyped titles */
    add(t, "john", "m", 5);
    add(t, "kim", "f", 6);
    add(t, "kim", "m", 5);     /* given to either */
    add(t, "zebedee", "m", 4); /* met too seldom */
    add(t, "j", "m", 50);      /* an initial is no name */
    add(t, "ali", "", 50);
}

static void names_imply_what_they_stand_beside(void **state)
{
    struct mention_table t;
    struct given_sexes sexes = {0};
    uint32_t *by_name;
    (void)state;
    begin(&t);
    assert_int_equal(given_sexes_learn(&t, &sexes), 0);
    assert_int_equal(sexes.count, 2);
    assert_true(sexes.hash[0] < sexes.hash[1]);
    assert_int_equal(given_sexes_apply(&sexes, &t, &by_name), 0);
    assert_int_equal(implied(&t, by_name, "jane"), 'f');
    assert_int_equal(implied(&t, by_name, "john"), 'm');
    static const char *const none[] = {"kim", "zebedee", "j", "ali"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(implied(&t, by_name, none[i]), '-');
    }
    mem_free(by_name);
    given_sexes_free(&sexes);
    made_end(&t);
}

static void names_keep_their_sex_elsewhere(void **state)
{
    struct mention_table t, other;
    struct given_sexes sexes = {0};
    uint32_t *by_name;
    (void)state;
    begin(&t);
    assert_int_equal(given_sexes_learn(&t, &sexes), 0);
    made_begin(&other, 1, 0);
    add(&other, "john", "", 1);
    add(&other, "jane", "", 1);
    add(&other, "m", "m", 1); /* of women this table knows none */
    assert_int_equal(given_sexes_apply(&sexes, &other, &by_name), 0);
    assert_int_equal(implied(&other, by_name, "john"), 'm');
    assert_int_equal(by_name[dictionary_find(&other.dictionaries[FIELD_GIVEN], STR("jane"))],
                     SEX_OF_NOBODY); /* unlike any that is known, as in a larger table */
    mem_free(by_name);
    given_sexes_free(&sexes);
    made_end(&other);
    made_end(&t);
}

/* One pair: the level of the sexes of two mentions beside names that imply one. */
static const struct {
    const char *a, *b;
    enum sex_level level;
} pairs[] = {
    {"given=j|sex=m", "given=john", SEX_IMPLIED_SAME},
    {"given=j|sex=m", "given=jane", SEX_IMPLIED_DIFFERENT},
    {"family=evans|sex=f", "given=jane", SEX_IMPLIED_SAME},
    {"given=j", "given=john", SEX_MISSING},          /* a name tells nothing of an initial */
    {"given=john|sex=m", "given=john", SEX_MISSING}, /* their names are compared */
    {"given=john|sex=m", "given=jane", SEX_MISSING},
    {"given=k|sex=m", "given=kim", SEX_MISSING},
    {"given=j|sex=m", "given=john|sex=f",
     SEX_DIFFERENT}, /* what is told goes before what is implied */
};

static void sexes_are_implied_for_initials_alone(void **state)
{
    (void)state;
    for (size_t p = 0; p < sizeof pairs / sizeof pairs[0]; p++) {
        struct mention_table t;
        struct given_sexes sexes = {0};
        struct lexicon lexicon = {0};
        struct feature_set features;
        begin(&t);
        size_t a = made_add(&t, 0, (uint32_t)t.count, pairs[p].a);
        size_t b = made_add(&t, 0, (uint32_t)t.count, pairs[p].b);
        assert_int_equal(given_sexes_learn(&t, &sexes), 0);
        assert_int_equal(lexicon_build(&t, &lexicon), 0);
        assert_int_equal(given_sexes_apply(&sexes, &t, &lexicon.given_sex), 0);
        uint32_t *all = made_all(&t);
        feature_set_choose(&t, all, t.count, &features);
        for (int f = 0; f < features.count; f++) {
            uint8_t levels[FEATURES_MAX], mirrored[FEATURES_MAX];
            compare_two(&features, &lexicon, a, b, levels);
            compare_two(&features, &lexicon, b, a, mirrored);
            if (features.features[f].field == FIELD_SEX && levels[f] != pairs[p].level) {
                fail_msg("%s and %s: level %d", pairs[p].a, pairs[p].b, levels[f]);
            }
            assert_int_equal(levels[f], mirrored[f]);
        }
        free(all);
        lexicon_free(&lexicon);
        given_sexes_free(&sexes);
        made_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_imply_what_they_stand_beside),
        cmocka_unit_test(names_keep_their_sex_elsewhere),
        cmocka_unit_test(sexes_are_implied_for_initials_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
