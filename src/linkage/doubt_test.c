/* doubt_test.c - what there is to compare, and "matches" that are relatives. */
#include "doubt.h"

#include "linkage_test.h"

#include <math.h>

struct learnt {
    struct mention_table table;
    struct feature_set features;
    struct level_shares random_pairs;
    struct estimate estimate;
};

static struct learnt *learnt_begin(const char *cells)
{
    struct learnt *l = mem_must_array(1, sizeof *l);
    made_begin(&l->table, 2, 0);
    made_add(&l->table, 0, 0, cells);
    made_add(&l->table, 1, 1, cells);
    feature_set_choose(&l->table, (uint32_t[]){0, 1}, 2, &l->features);
    for (int f = 0; f < l->features.count; f++) {
        l->random_pairs.share[f][1] = 1; /* known of all, different */
    }
    return l;
}

static void learnt_end(struct learnt *l)
{
    made_end(&l->table);
    mem_free(l);
}

static void witnesses_are_counted(void **state)
{
    static const struct {
        const char *cells;
        int witnesses;
    } cases[] = {{"given=ann|family=lee", 1},
                 {"given=ann|family=lee|birth=1980-01-02", 2},
                 {"given=ann|family=lee|birth=1980-01-02|phone=1", 3},
                 {"birth=1980-01-02|phone=1|email=a|nhs=1", 4}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct learnt *l = learnt_begin(cases[i].cells);
        assert_int_equal(doubt_witnesses(&l->features, &l->random_pairs), cases[i].witnesses);
        learnt_end(l);
    }
}

/* What is hardly ever known, and what most strangers share, tells nobody apart. */
static void weak_witnesses_do_not_count(void **state)
{
    (void)state;
    struct learnt *l = learnt_begin("birth=1980-01-02|phone=1|email=a");
    assert_int_equal(doubt_witnesses(&l->features, &l->random_pairs), 3);
    l->random_pairs.share[0][0] = 0.99F;
    l->random_pairs.share[0][1] = 0.01F;
    assert_int_equal(doubt_witnesses(&l->features, &l->random_pairs), 2);
    l->random_pairs.share[1][1] = 0.8F;
    l->random_pairs.share[1][l->features.features[1].levels - 1] = 0.2F;
    assert_int_equal(doubt_witnesses(&l->features, &l->random_pairs), 1);
    memset(&l->random_pairs, 0, sizeof l->random_pairs); /* a model from disk */
    assert_int_equal(doubt_witnesses(&l->features, &l->random_pairs), 3);
    learnt_end(l);
}

static int name_level(int words, int given, int family)
{
    return (words * GIVEN_LEVELS + given) * FAMILY_LEVELS + family;
}

static void relatives_are_no_matches(void **state)
{
    (void)state;
    struct learnt *l = learnt_begin("given=ann|family=lee|birth=1980-01-02");
    int name = 0;
    while (!feature_is_name(&l->features.features[name])) {
        name++;
    }
    float *share = l->estimate.classes[0].share[name];
    assert_true(doubt_other_names(&l->features, &l->estimate) == 0);
    share[name_level(WORDS_SAME, GIVEN_SAME, FAMILY_SAME)] = 0.5F;
    share[name_level(WORDS_ONE, GIVEN_DIFFERENT, FAMILY_SAME)] = 0.1F;
    share[name_level(WORDS_SAME, GIVEN_DIFFERENT, FAMILY_DIFFERENT)] = 0.2F; /* swapped */
    share[name_level(WORDS_ONE, GIVEN_MISSING, FAMILY_SAME)] = 0.2F;
    assert_true(fabs(doubt_other_names(&l->features, &l->estimate) - 0.1 / 0.8) < 1e-6);
    assert_false(doubt_is_astray(&l->features, &l->estimate));
    share[name_level(WORDS_ONE, GIVEN_DIFFERENT, FAMILY_SAME)] = 0.5F;
    assert_true(doubt_is_astray(&l->features, &l->estimate));
    learnt_end(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(witnesses_are_counted),
        cmocka_unit_test(weak_witnesses_do_not_count),
        cmocka_unit_test(relatives_are_no_matches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
