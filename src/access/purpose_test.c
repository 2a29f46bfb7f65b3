/* purpose_test.c - a purpose read, every mistake told with its place; what people approve of it. */
#include "purpose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEXTS                                                                                      \
    "purpose: p\ntitle: {en: A, cy: B}\nwhat_for: {en: A, cy: B}\nserves: {en: A, cy: B}\n"
#define BASIS "legal_basis: {article_6: e}\n"
#define POWERS                                                                                     \
    "powers: [{nation: both, statute: An Act, section: section 1, citation: 2026 c. 1}]\n"
#define WHO "roles: [r]\nkinds: [person]\n"
#define FIELDS "fields: {name: full, birth_date: age_band}\n"
#define SOURCES "sources: [housing, source:rents]\n"
#define REST                                                                                       \
    "retention_days: 30\nsharing: {en: A, cy: B}\ndpia: D\nowner: {en: A, cy: B}\n"                \
    "review: 2027-01-31\ncase_required: true\n"
#define ALL TEXTS BASIS POWERS WHO FIELDS SOURCES REST

static const struct {
    const char *text;
    size_t count, line, column; /* of mistakes; place of the first */
    const char *said;
} mistakes[] = {
    {"", 16, 1, 1, "\"purpose\" is missing: add it"},
    {ALL "case: true\n", 1, 17, 1, "'case' is not known here"},
    {ALL "own_record: yes\n", 1, 17, 13, "true or false"},
    {"purpose: q\n" ALL, 1, 2, 1, "twice"},
    {TEXTS "legal_basis: {article_6: g}\n" POWERS WHO FIELDS SOURCES REST, 1, 5, 26,
     "a letter from a to f"},
    {TEXTS "legal_basis: {article_6: e, article_9: k}\n" POWERS WHO FIELDS SOURCES REST, 1, 5, 40,
     "a letter from a to j"},
    {TEXTS "legal_basis: {article_6: e, schedule_1: paragraph 6}\n" POWERS WHO FIELDS SOURCES REST,
     1, 5, 41, "goes with Article 9"},
    {TEXTS "legal_basis: {}\n" POWERS WHO FIELDS SOURCES REST, 1, 5, 14,
     "\"article_6\" is missing"},
    {TEXTS BASIS "powers: []\n" WHO FIELDS SOURCES REST, 1, 6, 9, "1 to 16 are wanted"},
    {TEXTS BASIS POWERS "roles: [r, r]\nkinds: [person]\n" FIELDS SOURCES REST, 1, 7, 12, "twice"},
    {TEXTS BASIS POWERS "roles: [r]\nkinds: []\n" FIELDS SOURCES REST, 1, 8, 8, "name a kind"},
    {TEXTS BASIS POWERS "roles: [r]\nkinds: [pet]\n" FIELDS SOURCES REST, 1, 8, 9,
     "write person, household, property or organisation"},
    {TEXTS BASIS POWERS WHO "fields: {}\n" SOURCES REST, 1, 9, 9, "name a field"},
    {TEXTS BASIS POWERS WHO "fields: {name: none}\n" SOURCES REST, 1, 9, 9, "name a field"},
    {TEXTS BASIS POWERS WHO "fields: {name: year}\n" SOURCES REST, 1, 9, 16,
     "name can't be shown as year"},
    {TEXTS BASIS POWERS WHO "fields: {name: half}\n" SOURCES REST, 1, 9, 16,
     "\"half\" is not known"},
    {TEXTS BASIS POWERS WHO "fields: {shoe_size: full}\n" SOURCES REST, 1, 9, 10,
     "'shoe_size' is not known"},
    {TEXTS BASIS POWERS WHO FIELDS "sources: [rents]\n" REST, 1, 10, 11, "\"rents\" is not known"},
    {ALL "related: {neighbours: {name: full}}\n", 1, 17, 11, "'neighbours' is not known"},
    {ALL "related: {household: {name: age_band}}\n", 1, 17, 29, "can't be shown as age_band"},
    {TEXTS BASIS POWERS WHO FIELDS SOURCES "retention_days: 0\nsharing: {en: A}\ndpia: D\n"
                                           "owner: {en: A, cy: B}\nreview: 2027-13-01\n"
                                           "case_required: true\n",
     3, 11, 17, "a whole number"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct purpose purpose;
        struct err_list errors = {0};
        assert_int_not_equal(
            purpose_parse(str_of(mistakes[i].text), "p.yaml", STR("p"), &purpose, &errors), 0);
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

static void parse(const char *text, struct purpose *ret)
{
    struct err_list errors = {0};
    if (purpose_parse(str_of(text), "p.yaml", STR("p"), ret, &errors) != 0) {
        fail_msg("%zu:%zu: %s", errors.errors[0].line, errors.errors[0].column,
                 errors.errors[0].message);
    }
}

static void test_reading(void **state)
{
    (void)state;
    struct purpose p;
    parse(ALL
          "related: {named: {phone: yes_no}}\nbreak_glass: true\ndespite_objection: true\n"
          "investigation: true\n",
          &p);
    assert_true(str_eq(p.title.text[ACCESS_WELSH], STR("B")));
    assert_true(p.article_6 == 'e' && p.article_9 == 0 && !p.basis_unverified);
    assert_true(p.powers.count == 1 && p.powers.at[0].nation == NATION_BOTH &&
                p.powers.at[0].from == DAY_MIN && p.powers.at[0].until == DAY_MAX);
    assert_true(p.kinds[KIND_PERSON] && !p.kinds[KIND_HOUSEHOLD]);
    assert_int_equal(p.level[RELATION_SELF][CATEGORY_BIRTH_DATE], DETAIL_AGE_BAND);
    assert_int_equal(p.level[RELATION_SELF][CATEGORY_PHONE], DETAIL_NONE);
    assert_int_equal(p.level[RELATION_NAMED][CATEGORY_PHONE], DETAIL_YES_NO);
    assert_int_equal(p.level[RELATION_HOUSEHOLD][CATEGORY_PHONE], DETAIL_NONE);
    assert_int_equal(p.sources.at[0].category, SOURCE_HOUSING);
    assert_true(p.sources.at[1].category == SOURCE_CATEGORIES &&
                str_eq(p.sources.at[1].name, STR("rents")));
    assert_true(p.review == 20849 && p.case_required && p.break_glass && p.despite_objection &&
                p.investigation);
    assert_false(p.own_record || p.despite_restriction);
    purpose_free(&p);
}

/* What is approved is what the file says, not how: every other word is another content. */
static void test_content(void **state)
{
    (void)state;
    static const char *const same[] = {
        "# a comment\n" ALL,
        TEXTS POWERS BASIS FIELDS WHO SOURCES REST,
        TEXTS BASIS POWERS WHO "fields:\n  birth_date: \"age_band\"\n  name: full\n" SOURCES REST,
    };
    static const char *const other[] = {
        TEXTS BASIS POWERS WHO "fields: {name: full, birth_date: full}\n" SOURCES REST,
        TEXTS BASIS POWERS WHO "fields: {name: full}\n" SOURCES REST,
        TEXTS BASIS POWERS WHO FIELDS "sources: [source:rents, housing]\n" REST,
        TEXTS BASIS POWERS "roles: [r, s]\nkinds: [person]\n" FIELDS SOURCES REST,
        ALL "break_glass: true\n",
        ALL "break_glass: false\n",
    };
    struct purpose first, p;
    parse(ALL, &first);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        parse(same[i], &p);
        assert_memory_equal(p.content, first.content, sizeof p.content);
        purpose_free(&p);
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        parse(other[i], &p);
        assert_memory_not_equal(p.content, first.content, sizeof p.content);
        purpose_free(&p);
    }
    purpose_free(&first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
