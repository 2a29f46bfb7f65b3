/* node_test.c - nodes follow from content: not from the order of mentions, of dictionaries or of
 * attributes. */
#include "node.h"

#include "linkage_test.h"

enum { ROWS = 400 };

/* Made rows with attributes that name themselves by position among the fields given. */
static void write_rows(struct random *random, char rows[ROWS][700], int source[ROWS])
{
    static const char *const colours[] = {"red", "green", "blue"};
    for (int i = 0; i < ROWS; i++) {
        made_person(random, rows[i], 600);
        size_t len = strlen(rows[i]);
        snprintf(rows[i] + len, 700 - len, "%sa0=%s|a1=%d", len ? "|" : "", PICK(random, colours),
                 (int)random_below(random, 5));
        source[i] = (int)random_below(random, 3);
        if (i > 0 && random_below(random, 4) == 0) { /* the same again */
            memcpy(rows[i], rows[i - 1], sizeof rows[i]);
            source[i] = source[i - 1];
        }
    }
}

static void shuffled(struct random *random, uint32_t ret[ROWS])
{
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t j = (uint32_t)random_below(random, i + 1);
        ret[i] = ret[j];
        ret[j] = i;
    }
}

static void content_decides(void **state)
{
    static char rows[ROWS][700];
    int source[ROWS];
    uint32_t order[ROWS];
    struct random random = random_seed(test_seed());
    struct mention_table first;
    struct node_set wanted = {0};
    (void)state;
    write_rows(&random, rows, source);
    made_begin(&first, 3, 2);
    for (uint32_t i = 0; i < ROWS; i++) {
        made_add(&first, source[i], i, rows[i]);
    }
    made_nodes(&first, &wanted);
    assert_true(wanted.count < ROWS);
    for (int round = 0; round < 4; round++) {
        struct mention_table other;
        struct node_set nodes = {0};
        made_begin(&other, 3, 2);
        if (round %
            2) { /* the attributes the other way about, under other names; other ids in every dictionary */
            other.attribute_name[0] = STR("a1");
            other.attribute_name[1] = STR("a0");
            made_add(&other, 0, ROWS, "given=zzz|family=zzz|birth=1999-09-09");
            other.count = 0;
        }
        shuffled(&random, order);
        for (uint32_t i = 0; i < ROWS; i++) {
            made_add(&other, source[order[i]], i, rows[order[i]]);
        }
        made_nodes(&other, &nodes);
        assert_int_equal(nodes.count, wanted.count);
        for (size_t n = 0; n < nodes.count; n++) {
            assert_int_equal(nodes.hash[n], wanted.hash[n]);
            assert_int_equal(node_size(&nodes, n), node_size(&wanted, n));
            assert_string_equal(rows[order[nodes.mention[n]]], rows[wanted.mention[n]]);
        }
        node_set_free(&nodes);
        made_end(&other);
    }
    node_set_free(&wanted);
    made_end(&first);
}

static void source_and_field_count(void **state)
{
    struct mention_table table;
    struct node_set nodes = {0};
    (void)state;
    made_begin(&table, 2, 0);
    made_add(&table, 0, 0, "given=evan|family=thomas");
    made_add(&table, 0, 1, "given=thomas|family=evan"); /* swapped: the same words */
    made_add(&table, 1, 0, "given=evan|family=thomas"); /* another source */
    made_add(&table, 0, 2, "given=evan|family=thomas"); /* the first again */
    made_nodes(&table, &nodes);
    assert_int_equal(nodes.count, 3);
    node_set_free(&nodes);
    made_end(&table);
}

/* Who stand in one row are two people, whichever of the identical mentions represents a node. */
static void one_row_is_seen(void **state)
{
    static const char *const cases[][2] = {
        /* a row of two, each of them also alone, in every order of rows */
        {"0 j|0 s|1 j|2 s", "same row"}, {"0 j|1 j|1 s|2 s", "same row"},
        {"0 s|1 j|2 j|2 s", "same row"}, {"0 j|1 s|2 j|3 s", ""},
        {"0 j|0 x|1 s|1 x", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mention_table table;
        struct node_set nodes = {0};
        struct lexicon lexicon = {0};
        struct feature_set features;
        struct str rest = str_of(cases[i][0]);
        struct str item;
        made_begin(&table, 2, 0);
        while (str_next_token(&rest, '|', &item)) {
            char text[40];
            snprintf(text, sizeof text, "given=%c|family=evans", item.ptr[2]);
            made_add(&table, 0, (uint32_t)(item.ptr[0] - '0'), text);
        }
        made_add(&table, 1, 0, "given=z|family=rees");
        made_nodes(&table, &nodes);
        assert_int_equal(lexicon_build(&table, &lexicon), 0);
        uint32_t *all = made_all(&table);
        feature_set_choose(&table, all, table.count, &features);
        free(all);
        int seen = 0;
        for (size_t a = 0; a < nodes.count; a++) {
            for (size_t b = 0; b < nodes.count; b++) {
                uint8_t levels[FEATURES_MAX];
                bool j = str_eq(mention_text(&table, nodes.mention[a], FIELD_GIVEN), STR("j"));
                bool s = str_eq(mention_text(&table, nodes.mention[b], FIELD_GIVEN), STR("s"));
                node_compare(&features, &lexicon, &nodes, a, b, levels);
                if (j && s) {
                    assert_int_equal(levels[features.count - 1] == SOURCE_ROW_SAME,
                                     cases[i][1][0] != '\0');
                    seen++;
                }
                assert_true(a != b || levels[features.count - 1] != SOURCE_ROW_SAME);
            }
        }
        assert_int_equal(seen, 1);
        lexicon_free(&lexicon);
        node_set_free(&nodes);
        made_end(&table);
    }
}

/* A row that says the same of two people (twins by their initial) speaks of two. */
static void one_row_says_the_same_twice(void **state)
{
    struct mention_table table;
    struct node_set nodes = {0};
    struct lexicon lexicon = {0};
    struct feature_set features;
    uint8_t levels[FEATURES_MAX];
    (void)state;
    made_begin(&table, 1, 0);
    made_add(&table, 0, 0, "given=j|family=evans");
    made_add(&table, 0, 3, "given=j|family=evans");
    made_add(&table, 0, 3, "given=j|family=evans");
    made_nodes(&table, &nodes);
    assert_int_equal(nodes.count, 1);
    assert_int_equal(lexicon_build(&table, &lexicon), 0);
    feature_set_choose(&table, (uint32_t[]){0, 1, 2}, 3, &features);
    node_compare(&features, &lexicon, &nodes, 0, 0, levels);
    assert_int_equal(levels[features.count - 1], SOURCE_ROW_SAME);
    lexicon_free(&lexicon);
    node_set_free(&nodes);
    made_end(&table);
}

static void none_is_fine(void **state)
{
    struct mention_table table;
    struct node_set nodes = {0};
    (void)state;
    made_begin(&table, 1, 0);
    made_nodes(&table, &nodes);
    assert_int_equal(nodes.count, 0);
    assert_int_equal(nodes.offset[0], 0);
    node_set_free(&nodes);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_decides), cmocka_unit_test(source_and_field_count),
        cmocka_unit_test(one_row_is_seen), cmocka_unit_test(one_row_says_the_same_twice),
        cmocka_unit_test(none_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
