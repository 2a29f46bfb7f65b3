/* plan_test.c - the same keys for any number of threads, within the budget, and no quadratic block
 * whatever the table. */
#include "plan.h"

#include "linking_test.h"

static const int thread_counts[] = {1, 2, 5};

static void same_keys(const struct plan *a, const struct plan *b)
{
    assert_int_equal(a->key_count, b->key_count);
    assert_int_equal(a->refinement_count, b->refinement_count);
    assert_memory_equal(a->refinements, b->refinements, sizeof a->refinements);
    for (int k = 0; k < a->key_count; k++) {
        const struct planned_key *x = &a->keys[k];
        const struct planned_key *y = &b->keys[k];
        assert_memory_equal(&x->key, &y->key, sizeof x->key);
        assert_int_equal(x->refined.count, y->refined.count);
        assert_int_equal(x->closed.count, y->closed.count);
        for (size_t i = 0; i < x->refined.count; i++) {
            assert_int_equal(x->refined.hashes[i], y->refined.hashes[i]);
            assert_true(i == 0 || x->refined.hashes[i] >= x->refined.hashes[i - 1]);
        }
    }
}

static void same_for_any_threads(void **state)
{
    struct random random = random_seed(test_seed());
    struct mention_table table;
    struct prepared *runs[COUNT_OF(thread_counts)];
    (void)state;
    made_begin(&table, 3, 0);
    made_crowd(&table, &random, 600);
    for (size_t t = 0; t < COUNT_OF(thread_counts); t++) {
        runs[t] = prepared_begin(&table, thread_counts[t], 20);
        assert_true(runs[t]->plan.key_count > 0);
        same_keys(&runs[0]->plan, &runs[t]->plan);
        assert_memory_equal(&runs[0]->random_pairs, &runs[t]->random_pairs,
                            sizeof runs[t]->random_pairs);
    }
    for (size_t t = 0; t < COUNT_OF(thread_counts); t++) {
        prepared_end(runs[t]);
    }
    made_end(&table);
}

/* What a table says in each row; the pairs that come out stay near the budget. */
static const double PAIRS_PER_NODE = 20;

typedef void row_writer(struct random *random, uint32_t row, char *ret, size_t size);

static void one_surname(struct random *random, uint32_t row, char *ret, size_t size)
{
    (void)row;
    snprintf(ret, size, "given=%s|family=jones", PICK(random, made_givens));
}

static void one_surname_many_givens(struct random *random, uint32_t row, char *ret, size_t size)
{
    (void)row;
    snprintf(ret, size, "given=%c%c%c%c|family=jones|town=neath",
             'a' + (int)random_below(random, 26), 'a' + (int)random_below(random, 5),
             'a' + (int)random_below(random, 26), 'a' + (int)random_below(random, 5));
}

static void one_column(struct random *random, uint32_t row, char *ret, size_t size)
{
    (void)row;
    snprintf(ret, size, "postcode=SA%d %dAA", 1 + (int)random_below(random, 40),
             (int)random_below(random, 9));
}

static void few_values(struct random *random, uint32_t row, char *ret, size_t size)
{
    /* No two rows the same, no column that divides them. */
    snprintf(ret, size, "family=jones|sex=%c|birth=1980-01-01|phone=%u",
             random_below(random, 2) ? 'f' : 'm', row);
}

static void nothing(struct random *random, uint32_t row, char *ret, size_t size)
{
    (void)random;
    (void)row;
    (void)size;
    ret[0] = '\0';
}

static const struct {
    const char *name;
    row_writer *write;
    uint32_t rows;
    bool pairs; /* there are some */
} tables[] = {
    {"one surname, few given names", one_surname, 20000, false},
    {"one surname, many given names", one_surname_many_givens, 20000, true},
    {"one column", one_column, 20000, false},
    {"few values", few_values, 5000, false},
    {"nothing", nothing, 5000, false},
};

static void no_block_is_quadratic(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        struct random random = random_seed(seed);
        struct mention_table table;
        made_begin(&table, 2, 0);
        for (uint32_t row = 0; row < tables[i].rows; row++) {
            char text[200];
            tables[i].write(&random, row, text, sizeof text);
            made_add(&table, (int)(row % 2), row, text);
        }
        struct prepared *p = prepared_begin(&table, 2, PAIRS_PER_NODE);
        prepared_compare(p, 2);
        double budget = PAIRS_PER_NODE * (double)p->nodes.count + PLAN_PAIRS_SPARE;
        printf("# %s: %zu nodes, %d keys, %zu pairs\n", tables[i].name, p->nodes.count,
               p->plan.key_count, p->pairs.count);
        assert_true((double)p->pairs.count <= 2 * budget);
        assert_true(!tables[i].pairs || p->pairs.count > 0);
        prepared_end(p);
        made_end(&table);
    }
}

/* A budget is kept: with less to spend there are fewer pairs, and not more than it says by half. */
static void budget_is_kept(void **state)
{
    static const double budgets[] = {5, 60};
    struct random random = random_seed(test_seed());
    struct mention_table table;
    size_t before = 0;
    (void)state;
    made_begin(&table, 1, 0);
    for (uint32_t row = 0; row < 16000; row++) {
        char text[200];
        snprintf(text, sizeof text, "given=%s|family=%s%d|birth=19%02d-%02d-%02d",
                 PICK(&random, made_givens), PICK(&random, made_families),
                 (int)random_below(&random, 40), (int)random_below(&random, 90),
                 1 + (int)random_below(&random, 12), 1 + (int)random_below(&random, 28));
        made_add(&table, 0, row, text);
    }
    for (size_t i = 0; i < COUNT_OF(budgets); i++) {
        struct prepared *p = prepared_begin(&table, 2, budgets[i]);
        prepared_compare(p, 2);
        double most = budgets[i] * (double)p->nodes.count + PLAN_PAIRS_SPARE;
        printf("# budget %.0f a node: %d keys, %.1f pairs a node\n", budgets[i], p->plan.key_count,
               (double)p->pairs.count / (double)p->nodes.count);
        assert_true((double)p->pairs.count <= 1.6 * most);
        assert_true(p->pairs.count >= before);
        before = p->pairs.count;
        prepared_end(p);
    }
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_for_any_threads),
        cmocka_unit_test(no_block_is_quadratic),
        cmocka_unit_test(budget_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
