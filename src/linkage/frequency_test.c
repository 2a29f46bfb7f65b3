/* frequency_test.c - what agreement on a value is worth: counted, frozen, thawed for other data. */
#include "frequency.h"

#include "hash.h"
#include "linkage_test.h"

#include <math.h>

static const char *const few[] = {"given=sian|family=evans", "given=sian|family=jones",
                                  "given=sian|family=rees",  "given=john|family=evans",
                                  "given=ann|family=evans",  "given=mair|family=price"};

static void make(struct mention_table *t, const char *const *lines, size_t count)
{
    made_begin(t, 1, 0);
    for (size_t i = 0; i < count; i++) {
        made_add(t, 0, (uint32_t)i, lines[i]);
    }
}

static int16_t bits_of(const struct mention_table *t, const struct frequency *f, int field,
                       const char *text)
{
    uint32_t id = dictionary_find(&t->dictionaries[field], str_of(text));
    assert_true(id > 0);
    return f->value[field].bits[id];
}

/* Six rows, sian three times: a = (9 + 1 + 1 + 1) / 36. */
static void test_counted(void **state)
{
    (void)state;
    struct mention_table t;
    struct node_set nodes = {0};
    struct frequency f = {0};
    make(&t, few, COUNT_OF(few));
    made_nodes(&t, &nodes);
    assert_int_equal(frequency_count(&t, &nodes, 2, &f), 0);
    double mean = 12.0 / 36;
    assert_int_equal(bits_of(&t, &f, FIELD_GIVEN, "sian"),
                     lrint(log2(mean / (3.0 / 6)) * RARITY_ONE));
    assert_int_equal(bits_of(&t, &f, FIELD_GIVEN, "john"),
                     lrint(log2(mean / (1.0 / 6)) * RARITY_ONE));
    assert_int_equal(f.value[FIELD_GIVEN].rarest, bits_of(&t, &f, FIELD_GIVEN, "john"));
    assert_null(f.value[FIELD_PHONE].bits);
    frequency_free(&f);
    node_set_free(&nodes);
    made_end(&t);
}

/* Only what is not as rare as can be is listed; what was never met is as rare as what was met
 * once. */
static void test_frozen(void **state)
{
    (void)state;
    static const char *const others[] = {"given=owen|family=evans", "given=sian|family=new"};
    struct mention_table t, other;
    struct node_set nodes = {0}, other_nodes = {0};
    struct frequency f = {0}, thawed = {0};
    struct frozen_frequency frozen = {0};
    make(&t, few, COUNT_OF(few));
    make(&other, others, COUNT_OF(others));
    made_nodes(&t, &nodes);
    made_nodes(&other, &other_nodes);
    assert_int_equal(frequency_count(&t, &nodes, 2, &f), 0);
    assert_int_equal(frequency_freeze(&f, &t, &nodes, 2, &frozen), 0);
    assert_int_equal(frozen.value[FIELD_GIVEN].count, 1);
    assert_int_equal(frozen.value[FIELD_GIVEN].hash[0], hash_bytes(STR("sian")));
    assert_int_equal(frozen.value[FIELD_FAMILY].count, 1);
    assert_int_equal(frozen.whole_name.count, 0);
    assert_int_equal(frequency_thaw(&frozen, &other, &other_nodes, &thawed), 0);
    assert_int_equal(bits_of(&other, &thawed, FIELD_GIVEN, "sian"),
                     bits_of(&t, &f, FIELD_GIVEN, "sian"));
    assert_int_equal(bits_of(&other, &thawed, FIELD_GIVEN, "owen"),
                     bits_of(&t, &f, FIELD_GIVEN, "john"));
    assert_int_equal(bits_of(&other, &thawed, FIELD_FAMILY, "new"), f.value[FIELD_FAMILY].rarest);
    assert_int_equal(thawed.whole_name.bits[0], f.whole_name.rarest);
    frequency_free(&f);
    frequency_free(&thawed);
    frozen_frequency_free(&frozen);
    node_set_free(&nodes);
    node_set_free(&other_nodes);
    made_end(&t);
    made_end(&other);
}

/* add_lines - the same rows in another order: other value ids. */
static void add_lines(struct mention_table *t, char (*lines)[600], size_t count,
                      struct random *shuffle)
{
    made_begin(t, 2, 0);
    for (size_t i = count; shuffle != NULL && i > 1; i--) {
        char swap[600];
        size_t j = (size_t)random_below(shuffle, i);
        memcpy(swap, lines[i - 1], sizeof swap);
        memcpy(lines[i - 1], lines[j], sizeof swap);
        memcpy(lines[j], swap, sizeof swap);
    }
    for (size_t i = 0; i < count; i++) {
        made_add(t, 0, (uint32_t)i, lines[i]);
    }
}

static void same_list(const struct frozen_rarities *a, const struct frozen_rarities *b)
{
    assert_int_equal(a->rarest, b->rarest);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->hash[i], b->hash[i]);
        assert_int_equal(a->bits[i], b->bits[i]);
        assert_true(i == 0 || a->hash[i - 1] < a->hash[i]);
        assert_int_not_equal(a->bits[i], a->rarest);
        assert_true(abs(a->bits[i]) <= RARITY_MOST);
    }
}

/* Frozen is the same in any order of rows, and thawed for its own data set it is what was
 * counted. */
static void test_any_order(void **state)
{
    (void)state;
    enum { ROWS = 500 };
    static char lines[ROWS][600];
    struct random random = random_seed(test_seed());
    struct frozen_frequency frozen[2] = {0};
    for (size_t i = 0; i < ROWS; i++) {
        made_person(&random, lines[i], sizeof lines[i]);
        if (lines[i][0] == '\0') {
            snprintf(lines[i], sizeof lines[i], "given=sian");
        }
    }
    for (int turn = 0; turn < 2; turn++) {
        struct mention_table t;
        struct node_set nodes = {0};
        struct frequency counted = {0}, thawed = {0};
        add_lines(&t, lines, ROWS, turn ? &random : NULL);
        made_nodes(&t, &nodes);
        assert_int_equal(frequency_count(&t, &nodes, 2, &counted), 0);
        assert_int_equal(frequency_freeze(&counted, &t, &nodes, turn + 1, &frozen[turn]), 0);
        assert_int_equal(frequency_thaw(&frozen[turn], &t, &nodes, &thawed), 0);
        for (size_t field = 0; field < t.field_count; field++) {
            const struct rarities *a = &counted.value[field];
            const struct rarities *b = &thawed.value[field];
            assert_true((a->bits == NULL) == (b->bits == NULL));
            for (uint32_t id = 1; a->bits != NULL && id < t.dictionaries[field].count; id++) {
                assert_int_equal(a->bits[id], b->bits[id]);
            }
        }
        for (size_t n = 0; n < nodes.count; n++) {
            assert_int_equal(counted.whole_name.bits[n], thawed.whole_name.bits[n]);
            assert_int_equal(counted.whole_address.bits[n], thawed.whole_address.bits[n]);
        }
        frequency_free(&counted);
        frequency_free(&thawed);
        node_set_free(&nodes);
        made_end(&t);
    }
    for (int field = 0; field < FIELDS_MAX; field++) {
        same_list(&frozen[0].value[field], &frozen[1].value[field]);
    }
    assert_true(frozen[0].whole_name.count > 0 && frozen[0].whole_address.count > 0);
    same_list(&frozen[0].whole_name, &frozen[1].whole_name);
    same_list(&frozen[0].whole_address, &frozen[1].whole_address);
    frozen_frequency_free(&frozen[0]);
    frozen_frequency_free(&frozen[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counted),
        cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
