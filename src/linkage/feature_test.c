/* feature_test.c - levels of pairs, the same from both sides, and never one that a shared part
 * forbids. */
#include "feature.h"

#include "linkage/similarity.h"
#include "linkage_test.h"

struct pair_case {
    const char *left, *right;
    const char *feature;
    const char *level; /* some words of the level's text */
};

static const struct pair_case pair_cases[] = {
    {"given=sian|family=evans", "given=sian|family=evans", "name",
     "given name same, family name same, all words the same"},
    {"given=evan|family=thomas", "given=thomas|family=evan", "name",
     "given name different, family name different, all words the same"},
    {"given=s|family=evans", "given=sian|family=evans", "name",
     "initial or middle name, family name same"},
    {"given=s|family=evans", "given=jane|family=evans", "name", "given name different"},
    {"given=s|family=evans", "given=s|family=evans", "name", "given name same"},
    {"given=john|middle=rhys|family=evans", "given=rhys|family=evans", "name",
     "initial or middle name"},
    {"given=bill|family=evans", "given=william|family=evans", "name", "given name close"},
    {"given=bill|family=evans", "given=robert|family=evans", "name", "given name different"},
    {"given=catherine|family=evans", "given=catherin|family=evans", "name", "given name close"},
    {"given=sian|family=pritchard", "given=sian|family=prichard", "name", "family name close"},
    {"given=sian|family=evans jones", "given=sian|family=evans", "name",
     "former or part of family name"},
    {"given=sian|family=evans|former=pritchard", "given=sian|family=pritchard", "name",
     "former or part of family name"},
    {"given=sian|family=evans", "given=sian|family=okafor", "name",
     "family name different, a word in common"},
    {"given=sian", "family=evans", "name",
     "given name missing, family name missing, no word in common"},
    {"birth=1980-02-03", "birth=1980-02-03", "birth date", "same"},
    {"birth=1980-02-03", "birth=1980-02-08", "birth date", "one digit differs"},
    {"birth=1980-02-03", "birth=1980-03-02", "birth date", "swapped, or same month"},
    {"birth=1980-02-03", "birth=1980-02-17", "birth date", "swapped, or same month"},
    {"birth=1980-02-03", "birth=1980-11-17", "birth date", "same year"},
    {"birth=1980-02-03", "birth=1991-02-03", "birth date", "two digits differ"},
    {"birth=1980-02-03", "birth=1891-02-03", "birth date", "same day and month"},
    {"birth=1980-01-01", "birth=1891-01-01", "birth date", "different"},
    {"birth=--01-01", "birth=1891-01-01", "birth date", "different"},
    {"birth=1980-02-03", "birth=1955-11-27", "birth date", "different"},
    {"birth=1980-02", "birth=1980-02-03", "birth date", "swapped, or same month"},
    {"birth=1980", "birth=1980-02-03", "birth date", "same year"},
    {"birth=1980", "birth=1981-02-03", "birth date", "different"},
    {"birth=--02-03", "birth=1980-02-03", "birth date", "same day and month"},
    {"birth=1980-02-03", "given=x", "birth date", "missing"},
    {"premise=12|street=mill street|postcode=SA15 1AA",
     "premise=12|street=mill street|postcode=SA15 1AA", "address",
     "postcode same, street same, premise same"},
    {"premise=12 flat 2|postcode=SA15 1AA", "premise=flat 2 12|postcode=SA15 1AA", "address",
     "postcode same, premise same"},
    {"premise=12 flat 2|postcode=SA15 1AA", "premise=12|postcode=SA15 1AA", "address",
     "premise near"},
    {"premise=12|postcode=SA15 1AA", "premise=13|postcode=SA15 1AA", "address",
     "premise different"},
    {"postcode=SA15 1AA", "postcode=SA15 1XY", "address", "postcode near"},
    {"postcode=SA15 1AA", "postcode=SA15 9XY", "address", "postcode district same"},
    {"postcode=SA15 1AA", "postcode=SA99 9XY", "address", "town or area same"},
    {"postcode=SA15 1AA", "postcode=CF10 9XY", "address", "postcode different"},
    {"postcode=SA15 1AA|town=neath", "postcode=CF10 9XY|town=neath", "address",
     "town or area same"},
    {"postcode=4011", "postcode=4012", "address", "postcode near"},
    {"postcode=4011", "postcode=4099", "address", "postcode district same"},
    {"postcode=4011", "postcode=9911", "address", "postcode different"},
    {"town=neath", "town=neath|postcode=4011", "address", "town same"},
    {"uprn=100|street=mill street", "uprn=100|street=high street", "address",
     "postcode same, street same, premise same"},
    {"uprn=100", "uprn=101", "address", "missing"},
    {"phone=+441632960001", "phone=+441632960001", "phone", "same"},
    {"phone=+441632960001", "phone=+441632960007", "phone", "near"},
    {"phone=+441632960001", "phone=+441632960010", "phone", "near"},
    {"phone=+441632960001", "phone=+441632967891", "phone", "different"},
    {"email=sian@a.example", "email=sian@quite.different.test", "e-mail", "near"},
    {"email=sian@a.example", "email=dewi@a.example", "e-mail", "different"},
    {"nhs=9990000018", "nhs=9990000081", "NHS number", "near"},
#define THERE "|premise=12|postcode=SA15 1AA"
#define ELSEWHERE "|premise=9|postcode=CF10 1AA"
    {"stay=2010-01-01/2015-06-30" THERE, "stay=2015-06-30/" ELSEWHERE, "dates",
     "one ends as the other begins elsewhere"},
    {"stay=2010-01-01/2015-06-30" THERE, "stay=2015-07-01/" ELSEWHERE, "dates",
     "one ends as the other begins elsewhere"},
    {"stay=2010-01-01/2015-06-30" THERE, "stay=2015-07-20/" ELSEWHERE, "dates",
     "within a month of the other's beginning elsewhere"},
    {"stay=2010-01-01/2015-06-30" THERE, "stay=2015-06-30/" THERE, "dates",
     "one comes as the other leaves the same place"},
    {"stay=2010-01-01/2015-06-30|uprn=100", "stay=2015-06-30/|uprn=100", "dates",
     "one comes as the other leaves the same place"},
    {"stay=2010-01-01/" THERE, "stay=2010-01-02/" THERE, "dates", "began on the same day"},
    {"stay=2010-01-01/" THERE, "stay=2010-01-20/" THERE, "dates", "began in the same month"},
    {"stay=2010-01-01/" THERE, "stay=2012-01-01/" ELSEWHERE, "dates", "at two places at one time"},
    {"stay=2010-01-01/" THERE, "stay=2012-01-01/" THERE, "dates", "at other times"},
    {"stay=2010-01-01/2011-01-01" THERE, "stay=2012-01-01/" ELSEWHERE, "dates", "at other times"},
    {"stay=/2015-06-30" THERE, "stay=2015-06-30/" ELSEWHERE, "dates",
     "one ends as the other begins elsewhere"},
    {"stay=2010-01-01/" THERE, "given=x" ELSEWHERE, "dates", "missing"},
    /* who has left says nothing against another place; who is still there does */
    {"stay=2010-01-01/2015-06-30" THERE, "stay=2015-06-30/" ELSEWHERE, "address", "missing"},
    {"stay=2010-01-01/2015-06-30" THERE, "given=x" ELSEWHERE, "address", "missing"},
    {"stay=2010-01-01/2015-06-30" THERE, "given=x" THERE, "address", "postcode same, premise same"},
    {"stay=2010-01-01/2015-06-30" THERE, "stay=2012-01-01/" ELSEWHERE, "address",
     "postcode different, premise different"},
    {"stay=2010-01-01/" THERE, "given=x" ELSEWHERE, "address",
     "postcode different, premise different"},
    {"others=shazia iqbal", "others=shazia iqbal", "others in the row", "the same"},
    {"others=shazia iqbal", "others=s iqbal", "others in the row", "perhaps the same"},
    {"others=shazia iqbal", "others=sara iqbal", "others in the row", "others"},
    {"others=s iqbal", "others=s khan", "others in the row", "others"},
    {"others=ann li;s iqbal", "others=john li;shazia iqbal", "others in the row",
     "perhaps the same"},
    {"others=ann li;shazia iqbal", "others=shazia iqbal", "others in the row", "the same"},
    {"others=s iqbal", "given=x", "others in the row", "missing"},
    {"ni=QQ123456C", "ni=QQ654321A", "National Insurance number", "different"},
    {"sex=f", "sex=f", "sex", "same"},
    {"sex=f", "sex=m", "sex", "different"},
    {"a0=blue door", "a0=blue door", "a0", "same"},
    {"a0=blue door", "a0=blue", "a0", "near"},
    {"a0=blue", "a0=green", "a0", "different"},
};

static void levels_of_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pair_cases); i++) {
        const struct pair_case *c = &pair_cases[i];
        struct mention_table table;
        struct lexicon lexicon = {0};
        struct feature_set set;
        made_begin(&table, 1, 1);
        made_add(&table, 0, 0, c->left);
        made_add(&table, 0, 1, c->right);
        assert_int_equal(lexicon_build(&table, &lexicon), 0);
        feature_set_choose(&table, (uint32_t[]){0, 1}, 2, &set);
        uint8_t levels[FEATURES_MAX];
        bool found = false;
        compare_two(&set, &lexicon, 0, 1, levels);
        for (int f = 0; f < set.count; f++) {
            char text[FEATURE_TEXT_MAX];
            if (str_eq(feature_name(&set.features[f], &table), str_of(c->feature))) {
                found = true;
                feature_level_text(&set.features[f], levels[f], text);
                if (strstr(text, c->level) == NULL) {
                    fail_msg("%s / %s: %s is \"%s\", wanted \"%s\"", c->left, c->right, c->feature,
                             text, c->level);
                }
            }
        }
        assert_true(found);
        lexicon_free(&lexicon);
        made_end(&table);
    }
}

/* Titles: names that are only words. */
static void levels_of_titles(void **state)
{
    static const struct pair_case cases[] = {
        {"name=evans ltd properties", "name=evans ltd properties", "", "same"},
        {"name=evans ltd properties", "name=evans limited properties", "", "half"},
        {"name=evans ltd properties", "name=bakery evans", "", "few"},
        {"name=evans ltd properties", "name=okafor", "", "no word"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mention_table table;
        struct lexicon lexicon = {0};
        struct feature_set set;
        uint8_t levels[FEATURES_MAX];
        char text[FEATURE_TEXT_MAX];
        made_begin(&table, 1, 0);
        made_add(&table, 0, 0, cases[i].left);
        made_add(&table, 0, 1, cases[i].right);
        assert_int_equal(lexicon_build(&table, &lexicon), 0);
        feature_set_choose(&table, (uint32_t[]){0, 1}, 2, &set);
        assert_int_equal(set.count, 1);
        compare_two(&set, &lexicon, 0, 1, levels);
        assert_non_null(
            strstr(feature_level_text(&set.features[0], levels[0], text), cases[i].level));
        lexicon_free(&lexicon);
        made_end(&table);
    }
}

static bool parts_meet(const struct lexicon *lexicon, size_t a, size_t b, int part)
{
    const struct mention_table *t = lexicon->mentions;
    const uint32_t *x = NULL;
    const uint32_t *y = NULL;
    int x_count = lexicon_part(lexicon, mention_row(t, a), part, part_field(part), &x);
    int y_count = lexicon_part(lexicon, mention_row(t, b), part, part_field(part), &y);
    assert_in_range(x_count, 0, PART_HASHES_MAX);
    for (int i = 0; i < x_count; i++) {
        for (int j = 0; j < y_count; j++) {
            if (x[i] == y[j]) {
                return true;
            }
        }
    }
    return false;
}

/* Beginnings, sounds and spellings of names promise nothing of the rest: what is usual is allowed,
 * not all that can be. */
static bool is_loose(int part)
{
    return part == PART_GIVEN_INITIAL || part == PART_GIVEN_START || part == PART_FAMILY_START ||
           part == PART_FAMILY_SOUND || part == PART_FAMILY_DELETION ||
           part == PART_STAY_DAY; /* two may also end on one day */
}

/* A pair of mentions, left and right exchanged, and every part that they share. */
static void check_pair(const struct lexicon *lexicon, const struct feature_set *set, size_t a,
                       size_t b)
{
    const struct mention_table *t = lexicon->mentions;
    uint8_t forth[FEATURES_MAX];
    uint8_t back[FEATURES_MAX];
    compare_two(set, lexicon, a, b, forth);
    compare_two(set, lexicon, b, a, back);
    for (int f = 0; f < set->count; f++) {
        const struct feature *feature = &set->features[f];
        char text[FEATURE_TEXT_MAX];
        char left[200];
        char right[200];
        feature_value_text(feature, t, a, left, sizeof left);
        feature_value_text(feature, t, b, right, sizeof right);
        assert_in_range(forth[f], 0, feature->levels - 1);
        if (forth[f] != back[f]) {
            fail_msg("\"%s\" / \"%s\": %.*s is %d one way and %d the other", left, right,
                     PRI(feature_name(feature, t)), forth[f], back[f]);
        }
        /* An address that was left is not compared with another. */
        bool past = forth[f] == 0 && str_eq(feature_name(feature, t), STR("address")) &&
                    (mention_value(t, a, FIELD_STAY) || mention_value(t, b, FIELD_STAY));
        for (int part = 0; part < PART_ATTRIBUTE + (int)t->attribute_count; part++) {
            if (feature_of_part(set, part) == f && !is_loose(part) && !past &&
                parts_meet(lexicon, a, b, part) && !feature_part_allows(feature, part, forth[f])) {
                fail_msg("\"%s\" / \"%s\" share %s, which does not allow \"%s\"", left, right,
                         part_name(part), feature_level_text(feature, forth[f], text));
            }
        }
    }
}

/* Names that are nothing but letters of a small alphabet: shared starts, sounds and words by
 * chance. */
static void add_letters(struct mention_table *t, struct random *random, uint32_t row)
{
    char names[3][20];
    char text[100];
    for (int n = 0; n < 3; n++) {
        size_t len = 1 + random_below(random, 12);
        for (size_t i = 0; i < len; i++) {
            names[n][i] = "abcdes"[random_below(random, random_below(random, 2) ? 2 : 6)];
        }
        names[n][len] = '\0';
    }
    snprintf(text, sizeof text, "given=%s|family=%s|email=%s@x.example", names[0], names[1],
             names[2]);
    made_add(t, 0, row, text);
}

static void any_pair_is_consistent(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int world = 0; world < 3; world++) {
        struct random random = random_seed(seed + (uint64_t)world);
        struct mention_table table;
        struct lexicon lexicon = {0};
        struct feature_set set;
        made_begin(&table, world == 1 ? 3 : 1, 0);
        for (uint32_t i = 0; world == 2 && i < 500; i++) {
            add_letters(&table, &random, i);
        }
        made_crowd(&table, &random, world == 2 ? 10 : 500);
        assert_int_equal(lexicon_build(&table, &lexicon), 0);
        uint32_t *all = made_all(&table);
        feature_set_choose(&table, all, table.count, &set);
        for (size_t a = 0; a < table.count; a++) {
            for (size_t b = a; b < table.count; b++) {
                check_pair(&lexicon, &set, a, b);
            }
        }
        free(all);
        lexicon_free(&lexicon);
        made_end(&table);
    }
}

/* All there can be: the levels of all features together must still fit a pattern's 64-bit code
 * (pairs.h). */
static void patterns_fit(void **state)
{
    struct mention_table table;
    struct feature_set set;
    char text[600];
    size_t len = 0;
    (void)state;
    made_begin(&table, 1, ATTRIBUTES_MAX);
    struct str names[100];
    for (size_t s = 0; s < COUNT_OF(names); s++) {
        names[s] = str_of("a source");
    }
    table.source_count = COUNT_OF(names);
    table.source_names = names;
    for (size_t f = 0; f < table.field_count; f++) {
        const char *name =
            f < FIELD_ATTRIBUTE ? made_fields[f] : table.attribute_name[f - FIELD_ATTRIBUTE].ptr;
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s=1", len ? "|" : "", name);
    }
    made_add(&table, 0, 0, text);
    made_add(&table, 1, 1, text);
    feature_set_choose(&table, (uint32_t[]){0, 1}, 2, &set);
    uint64_t codes = 1;
    bool never = false;
    for (int f = 0; f < set.count; f++) {
        assert_false(__builtin_mul_overflow(codes, (uint64_t)set.features[f].levels, &codes));
        never = never || set.features[f].never[SOURCE_ROW_SAME];
    }
    /* Nor can a file bring back more than fits. */
    struct feature_set restored = {0};
    for (int f = 0; f < set.count; f++) {
        assert_true(feature_restore(&restored, str_of(feature_kind_name(&set.features[f])),
                                    set.features[f].field, set.features[f].levels));
    }
    for (int field = FIELD_ATTRIBUTE; field < FIELDS_MAX; field++) {
        assert_false(feature_restore(&restored, STR("attribute"), field, PLAIN_LEVELS));
    }
    assert_true(never); /* whatever had to give way, the sources did not */
    made_end(&table);
}

/* Levels and their groups: the best and the worst are not in the group of what is missing; goodness
 * ascends where levels do. */
static void levels_are_described(void **state)
{
    struct random random = random_seed(7);
    struct mention_table table;
    struct feature_set set;
    (void)state;
    made_begin(&table, 2, 0);
    made_crowd(&table, &random, 50);
    uint32_t *all = made_all(&table);
    feature_set_choose(&table, all, table.count, &set);
    for (int f = 0; f < set.count; f++) {
        const struct feature *feature = &set.features[f];
        int best = feature_best_level(feature);
        int worst = feature_worst_level(feature);
        assert_int_equal(feature->group[best], feature->group[worst]);
        assert_int_not_equal(feature->group[best], feature->group[0]);
        assert_true(feature->goodness[best] >= feature->goodness[worst]);
        for (int level = 0; level < feature->levels; level++) {
            assert_true(feature->goodness[level] >= 0 && feature->goodness[level] <= 1);
        }
    }
    free(all);
    made_end(&table);
}

/* Letters rule a measure out only where it could not have been reached: the level of two towns is
 * what the measures say. */
static void letters_rule_out_nothing_alike(void **state)
{
    enum { TOWNS = 300 };
    static char towns[TOWNS][24];
    struct random random = random_seed(test_seed());
    struct mention_table table;
    struct lexicon lexicon = {0};
    struct feature_set set;
    (void)state;
    made_begin(&table, 1, 0);
    for (uint32_t i = 0; i < TOWNS; i++) {
        int len = snprintf(towns[i], sizeof towns[i], "%s", i % 3 ? towns[i - 1] : "");
        while (len < 3 + (int)random_below(&random, 9)) {
            towns[i][len++] = (char)('a' + random_below(&random, 5));
        }
        towns[i][random_below(&random, (uint64_t)len)] = (char)('a' + random_below(&random, 5));
        char row[40];
        snprintf(row, sizeof row, "town=%.30s", towns[i]);
        made_add(&table, 0, i, row);
    }
    uint32_t *all = made_all(&table);
    assert_int_equal(lexicon_build(&table, &lexicon), 0);
    feature_set_choose(&table, all, table.count, &set);
    assert_int_equal(set.count, 1);
    for (size_t a = 0; a < TOWNS; a++) {
        for (size_t b = 0; b < TOWNS; b++) {
            uint8_t level;
            const char *x = towns[a];
            const char *y = towns[b];
            bool near = strstr(x, y) || strstr(y, x) ||
                        similarity_jaro_winkler(x, strlen(x), y, strlen(y)) >= 900;
            int wanted = strcmp(x, y) == 0 ? PLACE_TOWN_SAME
                         : near            ? PLACE_TOWN_NEAR
                                           : PLACE_TOWN_DIFFERENT;
            compare_two(&set, &lexicon, a, b, &level);
            assert_int_equal(level / (PLAIN_LEVELS * PLAIN_LEVELS), wanted);
        }
    }
    lexicon_free(&lexicon);
    free(all);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_of_cases),        cmocka_unit_test(levels_of_titles),
        cmocka_unit_test(any_pair_is_consistent), cmocka_unit_test(patterns_fit),
        cmocka_unit_test(levels_are_described),   cmocka_unit_test(letters_rule_out_nothing_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
