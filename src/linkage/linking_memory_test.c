/* linking_memory_test.c - each allocation of a run failing once: an error every time, nothing lost,
 * nothing aborted. Linked with --wrap for malloc, calloc and realloc (meson.build), so that this
 * program stands before them. */
#include "explain.h"

#include "linkage_test.h"
#include "mention_decide.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

/* Allocations until the one that fails, counted down while `armed`; and how many there were. */
static bool armed;
static size_t left;
static size_t counted;

static bool fails_now(void)
{
    if (!armed) {
        return false;
    }
    counted++;
    return left > 0 && --left == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *ptr, size_t size)
{
    return fails_now() ? NULL : __real_realloc(ptr, size);
}

enum { ONE_BY_ONE = 30, SAMPLED = 14 };

/* A run in which allocation n fails (0: none does). Returns its code. */
static int run_failing(const struct mention_table *table, size_t n)
{
    struct run *run = mem_must_array(1, sizeof *run);
    struct explanation explanation;
    struct err err = {0};
    left = n;
    counted = 0;
    armed = true;
    int code = run_learn_and_link(table, 1, NULL, run, &err);
    if (code == 0) {
        code = explain_pair(run, 0, 1, &explanation);
    } else {
        assert_true(err.code == code && err.message[0] != '\0');
    }
    armed = false;
    run_free(run);
    mem_free(run);
    return code;
}

/* Every allocation at first, then a sample, and the last ones. Only giving memory back may fail
 * unnoticed, once a key. */
static void fail_them(const struct mention_table *table)
{
    struct random random = random_seed(test_seed());
    assert_int_equal(run_failing(table, 0), 0);
    size_t total = counted;
    size_t survived = 0;
    printf("# %zu allocations\n", total);
    for (size_t i = 0; i < ONE_BY_ONE + SAMPLED; i++) {
        size_t n = i < ONE_BY_ONE / 2 ? i + 1
                   : i < ONE_BY_ONE   ? total - (i - ONE_BY_ONE / 2)
                                      : 1 + random_below(&random, total);
        if (n == 0 || n > total) {
            continue;
        }
        int code = run_failing(table, n);
        if (code != 0 && code != ERR_MEMORY) {
            fail_msg("allocation %zu of %zu: %d", n, total, code);
        }
        survived += code == 0;
    }
    assert_in_range(survived, 0, KEYS_MAX);
}

static void survived_where_little_is_known(void **state)
{
    struct mention_table table;
    (void)state;
    made_begin(&table, 1, 0);
    made_add(&table, 0, 0, "given=sian|family=evans");
    made_add(&table, 0, 1, "given=sian|family=evans");
    made_add(&table, 0, 2, "given=sian|family=evens");
    made_add_kind(&table, 0, 3, MENTION_NOBODY, "premise=1|postcode=SA1 1AA");
    fail_them(&table);
    made_end(&table);
}

static void survived_with_decisions(void **state)
{
    static const struct mention_decision decisions[] = {
        {1, 0, 1, true}, {2, 1, 2, true}, {3, 0, 2, false}};
    struct mention_table table;
    size_t wrong;
    (void)state;
    made_begin(&table, 1, 0);
    made_add(&table, 0, 0, "given=sian|family=evans");
    made_add(&table, 0, 1, "given=sian|family=evans");
    made_add(&table, 0, 2, "given=megan|family=pugh");
    assert_int_equal(mention_table_decide(&table, decisions, 3, &wrong), 0);
    fail_them(&table);
    mem_free(table.decisions);
    mem_free(table.decided);
    made_end(&table);
}

static void survived_where_a_model_is_learnt(void **state)
{
    struct random random = random_seed(9);
    struct mention_table table;
    (void)state;
    made_begin(&table, 1, 0);
    for (uint32_t row = 0; row < 150; row++) {
        char text[100];
        snprintf(text, sizeof text, "family=%s|birth=19%02d-0%d-11", PICK(&random, made_families),
                 (int)random_below(&random, 20), 1 + (int)random_below(&random, 3));
        made_add(&table, 0, row, text);
    }
    fail_them(&table);
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survived_where_little_is_known),
        cmocka_unit_test(survived_with_decisions),
        cmocka_unit_test(survived_where_a_model_is_learnt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
