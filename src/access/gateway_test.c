/* gateway_test.c - gateways read, every mistake with its place; what may be joined: never a barred
 * pair, on random councils too. */
#include "gateway.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define POWER                                                                                      \
    "    powers:\n      - {nation: both, statute: An Act, section: section 1, citation: 2026 c. "  \
    "1}\n"

static const struct {
    const char *text;
    size_t count, line, column; /* of mistakes; place of the first */
    const char *said;
} mistakes[] = {
    {"", 1, 1, 1, "\"gateways\" is missing"},
    {"gateways: {}\n", 1, 1, 11, "list"},
    {"gateways:\n  - gateway: g\n    between: [housing]\n    purposes: [p]\n" POWER, 1, 3, 14,
     "a gateway is between 2 to 32"},
    {"gateways:\n  - gateway: g\n    between: [housing, taxes]\n    purposes: [p]\n" POWER, 1, 3,
     24, "\"taxes\" is not known here"},
    {"gateways:\n  - gateway: g\n    between: [housing, \"source:\"]\n    purposes: [p]\n" POWER, 1,
     3, 24, "name a source"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: [p, p]\n" POWER, 1,
     4, 19, "twice"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: []\n" POWER, 1, 4,
     15, "1 to 256"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: [p]\n", 1, 2, 5,
     "\"powers\" is missing"},
    {"gateways:\n  - gateway: g h\n    between: [housing, schools]\n    purposes: [p]\n" POWER, 1,
     2, 14, "can't be a name"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: [p]\n" POWER
     "  - gateway: g\n    between: [housing, schools]\n    purposes: [p]\n" POWER,
     1, 7, 5, "there is a gateway of that name"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: [p]\n    powers:\n"
     "      - {nation: scotland, statute: A, section: s, citation: c}\n",
     1, 6, 18, "write england, wales or both"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: [p]\n    powers:\n"
     "      - {nation: wales, statute: A, section: s, citation: c, from: 2026-02-30}\n",
     1, 6, 68, "a day of the calendar"},
    {"gateways:\n  - gateway: g\n    between: [housing, schools]\n    purposes: [p]\n    powers:\n"
     "      - {nation: wales, statute: A, section: s, citation: c, from: 2026-02-03, until: "
     "2026-02-02}\n",
     1, 6, 87, "before \"from\""},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct gateway_list list;
        struct err_list errors = {0};
        assert_int_not_equal(
            gateway_list_parse(str_of(mistakes[i].text), "gateways.yaml", &list, &errors), 0);
        const struct err *first = &errors.errors[0];
        if (errors.count != mistakes[i].count || first->line != mistakes[i].line ||
            first->column != mistakes[i].column ||
            str_find(str_of(first->message), str_of(mistakes[i].said)) < 0) {
            fail_msg("case %zu: %zu mistakes, %zu:%zu: %s", i, errors.count, first->line,
                     first->column, first->message);
        }
        err_list_free(&errors);
    }
}

/* A purpose that names sources by their names, in that order. */
static struct source_reference named[8];
static struct purpose purpose_using(const char *sources)
{
    struct purpose purpose = {.id = STR("p"), .sources = {named, 0}};
    struct str rest = str_of(sources), name;
    while (str_next_token(&rest, ' ', &name)) {
        named[purpose.sources.count++] = (struct source_reference){SOURCE_CATEGORIES, name};
    }
    return purpose;
}

static const struct access_source four[] = {{STR_INIT("a"), SOURCE_CATEGORIES, true, {0}},
                                            {STR_INIT("b"), SOURCE_CATEGORIES, true, {0}},
                                            {STR_INIT("c"), SOURCE_CATEGORIES, true, {0}},
                                            {STR_INIT("d"), SOURCE_CATEGORIES, true, {0}}};

/* Gateways of pairs such as "ab bc", for purpose p, from day 10 to 20, in Wales. */
struct some_gateways {
    struct gateway_list list;
    struct gateway gateways[16];
    struct source_reference between[16][2];
    bool approved[16];
};

static void gateways_of(const char *pairs, struct some_gateways *ret)
{
    static struct str purposes[] = {STR_INIT("q"), STR_INIT("p")};
    static struct power power = {.nation = NATION_WALES, .from = 10, .until = 20};
    struct str rest = str_of(pairs), pair;
    *ret = (struct some_gateways){.list = {.at = ret->gateways}};
    while (str_next_token(&rest, ' ', &pair)) {
        size_t n = ret->list.count++;
        ret->between[n][0] = (struct source_reference){SOURCE_CATEGORIES, str_slice(pair, 0, 1)};
        ret->between[n][1] = (struct source_reference){SOURCE_CATEGORIES, str_slice(pair, 1, 2)};
        ret->gateways[n] = (struct gateway){
            .between = {ret->between[n], 2}, .purposes = {purposes, 2}, .powers = {&power, 1}};
        ret->approved[n] = true;
    }
}

static const struct {
    const char *uses, *pairs;
    enum nation nation;
    int32_t day;
    size_t sets;
    uint16_t set[4];
} joins[] = {
    {"a b c d", "", NATION_WALES, 15, 4, {1, 2, 3, 4}},
    {"a b c d", "ab ac bc", NATION_WALES, 15, 2, {1, 1, 1, 2}},
    /* A-B and B-C, not A-C: the purpose's order decides; C is never by way of B with A. */
    {"a b c", "ab bc", NATION_WALES, 15, 2, {1, 1, 2, 0}},
    {"c b a", "ab bc", NATION_WALES, 15, 2, {2, 1, 1, 0}},
    {"b c a", "ab bc", NATION_WALES, 15, 2, {2, 1, 1, 0}},
    {"a c b d", "ab bc cd", NATION_WALES, 15, 2, {1, 1, 2, 2}},
    {"a b", "ba", NATION_WALES, 15, 1, {1, 1, 0, 0}},
    {"a b", "ab", NATION_ENGLAND, 15, 2, {1, 2, 0, 0}},
    {"a b", "ab", NATION_UNSAID, 15, 2, {1, 2, 0, 0}},
    {"a b", "ab", NATION_WALES, 9, 2, {1, 2, 0, 0}},
    {"a b", "ab", NATION_WALES, 10, 1, {1, 1, 0, 0}},
    {"a b", "ab", NATION_WALES, 20, 1, {1, 1, 0, 0}},
    {"a b", "ab", NATION_WALES, 21, 2, {1, 2, 0, 0}},
    {"a", "ab", NATION_WALES, 15, 1, {1, 0, 0, 0}},
    {"a x", "ab", NATION_WALES, 15, 1, {1, 0, 0, 0}},
};

static void test_joins(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        struct some_gateways gateways;
        uint16_t set[4];
        gateways_of(joins[i].pairs, &gateways);
        struct purpose purpose = purpose_using(joins[i].uses);
        const struct gateway_question question = {&purpose, joins[i].nation, joins[i].day,
                                                  &gateways.list, gateways.approved};
        size_t sets = gateway_sets(&question, four, 4, set);
        if (sets != joins[i].sets || memcmp(set, joins[i].set, sizeof set) != 0) {
            fail_msg("case %zu: %zu sets, %u %u %u %u", i, sets, set[0], set[1], set[2], set[3]);
        }
    }
}

static void test_unapproved_and_other_purposes(void **state)
{
    (void)state;
    struct some_gateways gateways;
    uint16_t set[4];
    gateways_of("ab", &gateways);
    struct purpose purpose = purpose_using("a b");
    const struct gateway_question question = {&purpose, NATION_WALES, 15, &gateways.list,
                                              gateways.approved};
    assert_non_null(gateway_between(&question, &four[0], &four[1]));
    gateways.approved[0] = false;
    assert_null(gateway_between(&question, &four[0], &four[1]));
    assert_int_equal(gateway_sets(&question, four, 4, set), 2);
    gateways.approved[0] = true;
    purpose.id = STR("other");
    assert_null(gateway_between(&question, &four[0], &four[1]));
}

/* Two sources of one category need a gateway that names the category twice. */
static void test_one_category(void **state)
{
    (void)state;
    static const struct access_source schools[] = {{STR_INIT("north"), SOURCE_SCHOOLS, true, {0}},
                                                   {STR_INIT("south"), SOURCE_SCHOOLS, true, {0}},
                                                   {STR_INIT("rents"), SOURCE_HOUSING, true, {0}}};
    static struct source_reference uses[] = {{SOURCE_SCHOOLS, STR_INIT("")},
                                             {SOURCE_HOUSING, STR_INIT("")}};
    static struct source_reference once[] = {{SOURCE_SCHOOLS, STR_INIT("")},
                                             {SOURCE_HOUSING, STR_INIT("")}};
    static struct source_reference twice[] = {{SOURCE_SCHOOLS, STR_INIT("")},
                                              {SOURCE_SCHOOLS, STR_INIT("")},
                                              {SOURCE_HOUSING, STR_INIT("")}};
    struct some_gateways gateways;
    uint16_t set[3];
    struct purpose purpose = {.id = STR("p"), .sources = {uses, 2}};
    gateways_of("ab", &gateways);
    const struct gateway_question question = {&purpose, NATION_WALES, 15, &gateways.list,
                                              gateways.approved};
    gateways.gateways[0].between = (struct reference_list){once, 2};
    assert_int_equal(gateway_sets(&question, schools, 3, set), 2);
    assert_true(set[0] == 1 && set[1] == 2 && set[2] == 1);
    gateways.gateways[0].between = (struct reference_list){twice, 3};
    assert_int_equal(gateway_sets(&question, schools, 3, set), 1);
}

/* On random gateways: each source is in one set, no pair of a set is barred, and a source that the
 * purpose does not use, or that falls into a later set, changes nothing in an earlier one. */
static void test_never_a_barred_pair(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 3000; round++) {
        char pairs[64] = "", uses[16] = "";
        uint16_t set[4], less[4];
        struct some_gateways gateways;
        for (int a = 0; a < 4; a++) {
            for (int b = a + 1; b < 4; b++) {
                if (random_below(&random, 2) != 0) {
                    char pair[] = {(char)('a' + a), (char)('a' + b), ' ', '\0'};
                    snprintf(pairs + strlen(pairs), sizeof pairs - strlen(pairs), "%s", pair);
                }
            }
        }
        for (int i = 0; i < 4; i++) {
            if (random_below(&random, 4) != 0) {
                char one[] = {(char)('a' + (i + round) % 4), ' ', '\0'};
                snprintf(uses + strlen(uses), sizeof uses - strlen(uses), "%s", one);
            }
        }
        gateways_of(pairs, &gateways);
        struct purpose purpose = purpose_using(uses);
        const struct gateway_question question = {&purpose, NATION_WALES, 15, &gateways.list,
                                                  gateways.approved};
        size_t sets = gateway_sets(&question, four, 4, set);
        for (int a = 0; a < 4; a++) {
            assert_true((set[a] != 0) == (strchr(uses, 'a' + a) != NULL) && set[a] <= sets);
            for (int b = 0; b < 4; b++) {
                assert_true(a == b || set[a] == 0 || set[a] != set[b] ||
                            gateway_between(&question, &four[a], &four[b]) != NULL);
            }
        }
        gateway_sets(&question, four, 3, less); /* as if the last had never been connected */
        for (int a = 0; a < 3; a++) {
            assert_true((set[3] != 0 && set[3] <= set[a]) || set[a] == less[a]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_joins),
        cmocka_unit_test(test_unapproved_and_other_purposes),
        cmocka_unit_test(test_one_category),
        cmocka_unit_test(test_never_a_barred_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
