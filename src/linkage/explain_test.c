/* explain_test.c - every candidate pair of a run, taken apart: the parts add up to its weight, and
 * what would change the answer is said. */
#include "explain.h"

#include "linkage_test.h"

static const char *const words_of_change[] = {"No single difference would part them.",
                                              "No single agreement would be enough",
                                              "differed, this pair by itself would not be linked.",
                                              "agreed in full, this pair would be linked."};

static void check_explanation(const struct explanation *e, int32_t weight)
{
    int32_t sum = e->start;
    bool linked = e->total > e->cut;
    for (int r = 0; r < e->row_count; r++) {
        sum += e->rows[r].weight;
        assert_true(e->rows[r].feature[0] != '\0' && e->rows[r].level[0] != '\0');
    }
    assert_int_equal(sum, e->total);
    assert_int_equal(e->total, weight);
    assert_true(e->candidate && e->comparable && e->key[0] != '\0');
    assert_int_equal(e->direct, linked);
    assert_true(e->probability >= 0 && e->probability <= 1);
    assert_int_equal(e->probability > .5f, e->total > 0);
    bool said = false;
    for (size_t i = 0; i < COUNT_OF(words_of_change); i++) {
        said = said || strstr(e->change, words_of_change[i]) != NULL;
    }
    assert_true(said);
    assert_int_equal(linked, strstr(e->change, "differed") != NULL ||
                                 strstr(e->change, "difference") != NULL);
}

/* The feature that the sentence names does turn the pair, how common its values are counted in. */
static void check_change(const struct run *run, size_t a, size_t b, const struct explanation *e)
{
    const struct linking *l = &run->linkings[MENTION_PERSON];
    const struct kind_model *model = &run->model.kinds[MENTION_PERSON];
    const struct feature_set *features = &model->features;
    bool linked = e->total > e->cut;
    bool named = false;
    for (int f = 0; f < features->count; f++) {
        char words[100];
        uint8_t levels[FEATURES_MAX];
        int32_t weight[FEATURES_MAX];
        int32_t total;
        int chance;
        snprintf(words, sizeof words, "If the %.*s %s",
                 PRI(feature_name(&features->features[f], run->mentions)),
                 linked ? "differed" : "agreed");
        node_compare(features, &run->lexicon, &l->nodes, a, b, levels);
        levels[f] = (uint8_t)(linked ? feature_worst_level(&features->features[f])
                                     : feature_best_level(&features->features[f]));
        assert_int_equal(
            estimate_explain(&model->estimate, features, levels, &total, weight, &chance), 0);
        int rarity =
            frequency_adjust(&l->frequency, run->mentions, features, &l->nodes, levels, a, b);
        total += rarity_felt(rarity, chance) * (WEIGHT_ONE / RARITY_ONE);
        bool says = strstr(e->change, words) != NULL;
        named = named || says;
        assert_true(!says || (total > e->cut) != linked);
    }
    assert_true(named || strncmp(e->change, "No single", 9) == 0);
}

/* Records of people, some of them twice with an error or two. */
static void make_people(struct mention_table *table, struct random *random, size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char given[30];
        char rest[300];
        char text[400];
        snprintf(given, sizeof given, "%s", PICK(random, made_givens));
        snprintf(
            rest, sizeof rest,
            "family=%s|birth=19%02d-%02d-%02d|premise=%d|street=%s|postcode=SA%d %dAA|phone=%06d",
            PICK(random, made_families), (int)random_below(random, 100),
            1 + (int)random_below(random, 12), 1 + (int)random_below(random, 28),
            (int)random_below(random, 40), PICK(random, made_streets),
            1 + (int)random_below(random, 9), (int)random_below(random, 9),
            (int)random_below(random, 1000000));
        snprintf(text, sizeof text, "given=%s|%s", given, rest);
        made_add(table, 0, i, text);
        snprintf(text, sizeof text, "given=%s|%s",
                 random_below(random, 3) ? given : PICK(random, made_givens), rest);
        made_add(table, 1, i, text);
    }
    /* Two of one row, the same people in another row, and somebody whom nothing is said of. */
    made_add(table, 1, (uint32_t)count, "given=j|family=evans|premise=1|postcode=SA1 1AA");
    made_add(table, 1, (uint32_t)count, "given=s|family=evans|premise=1|postcode=SA1 1AA");
    made_add(table, 1, (uint32_t)count + 1, "given=s|family=evans|premise=1|postcode=SA1 1AA");
    made_add(table, 1, (uint32_t)count + 1, "given=m|family=evans|premise=1|postcode=SA1 1AA");
    made_add_kind(table, 1, (uint32_t)count + 2, MENTION_NOBODY, "premise=1|postcode=SA1 1AA");
}

static void parts_add_up(void **state)
{
    struct random random = random_seed(test_seed());
    struct mention_table table;
    struct run *run = mem_must_array(1, sizeof *run);
    struct err err = {0};
    size_t linked = 0;
    size_t seen = 0;
    (void)state;
    made_begin(&table, 2, 0);
    make_people(&table, &random, 60);
    assert_int_equal(run_learn_and_link(&table, 1, NULL, run, &err), 0);
    const struct linking *l = &run->linkings[MENTION_PERSON];
    for (uint32_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            struct explanation e;
            struct explanation back;
            uint32_t left = l->nodes.mention[a];
            uint32_t right = l->nodes.mention[l->pairs.right[i]];
            assert_int_equal(explain_pair(run, left, right, &e), 0);
            check_explanation(&e, pair_score(&l->pairs, l->weights, i));
            check_change(run, a, l->pairs.right[i], &e);
            assert_int_equal(explain_pair(run, right, left, &back), 0);
            assert_int_equal(back.total, e.total);
            assert_string_equal(back.rows[0].left, e.rows[0].right);
            linked += e.direct;
            seen++;
        }
    }
    assert_true(seen > 20 && linked > 20);
    run_free(run);
    mem_free(run);
    made_end(&table);
}

static void what_is_not_compared(void **state)
{
    struct random random = random_seed(3);
    struct mention_table table;
    struct run *run = mem_must_array(1, sizeof *run);
    struct explanation e;
    struct err err = {0};
    (void)state;
    made_begin(&table, 2, 0);
    make_people(&table, &random, 3);
    assert_int_equal(run_learn_and_link(&table, 1, NULL, run, &err), 0);
    assert_int_equal(explain_pair(run, 0, (uint32_t)table.count - 1, &e), 0);
    assert_false(e.comparable);
    assert_non_null(strstr(e.change, "never linked"));
    /* Identical mentions: they share everything. */
    uint32_t same[2] = {(uint32_t)table.count - 4, (uint32_t)table.count - 3};
    assert_int_equal(explain_pair(run, same[0], same[1], &e), 0);
    assert_true(e.comparable && e.candidate);
    assert_non_null(strstr(e.key, "everything"));
    /* Two people of one row. */
    assert_int_equal(explain_pair(run, (uint32_t)table.count - 5, (uint32_t)table.count - 4, &e),
                     0);
    assert_false(e.same_entity);
    assert_false(e.direct);
    assert_string_equal(
        e.rows[e.row_count - 1 - (strcmp(e.rows[e.row_count - 1].feature, "how common") == 0)]
            .level,
        "two people of one row");
    run_free(run);
    mem_free(run);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_add_up),
                                       cmocka_unit_test(what_is_not_compared)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
