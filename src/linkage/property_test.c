/* property_test.c - which mentions are at one property. */
#include "property.h"

#include "linkage_test.h"

enum { ROWS_MAX = 6 };

/* Mentions and the property of each, as letters: "aab-": the first two at one, the third at
 * another, the last at none. */
static const struct {
    const char *mentions[ROWS_MAX];
    const char *properties;
} cases[] = {
    /* by UPRN, whatever the address says */
    {{"uprn=100|premise=12|postcode=SA15 1AA", "uprn=100|premise=1|postcode=CF10 1AA",
      "uprn=101|premise=12|postcode=SA15 1AA"},
     "aab"},
    /* an address that has one UPRN anywhere is that property */
    {{"premise=12|street=mill street|postcode=SA15 1AA",
      "uprn=100|premise=12|street=mill st|postcode=SA15 1AA", "uprn=100"},
     "aaa"},
    /* one address, two UPRNs: without one it stays by itself */
    {{"uprn=100|premise=12|postcode=SA15 1AA", "uprn=101|premise=12|postcode=SA15 1AA",
      "premise=12|postcode=SA15 1AA", "premise=12|postcode=SA15 1AA"},
     "abcc"},
    /* words of a premise in any order */
    {{"premise=flat 2 12|postcode=SA15 1AA", "premise=12 flat 2|postcode=SA15 1AA",
      "premise=12|postcode=SA15 1AA"},
     "aab"},
    /* in Britain premise and postcode do: streets are spelt in many ways */
    {{"premise=12|street=mill street|postcode=SA15 1AA",
      "premise=12|street=stryd y felin|postcode=SA15 1AA", "premise=12|postcode=SA15 1AA"},
     "aaa"},
    {{"premise=12|postcode=SA15 1AA", "premise=12|postcode=SA15 1AB"}, "ab"},
    /* elsewhere the street is needed */
    {{"premise=12|street=mill street|postcode=4011", "premise=12|street=hill street|postcode=4011",
      "premise=12|street=mill street|postcode=4011"},
     "aba"},
    {{"premise=12|postcode=4011", "premise=12|town=neath", "premise=rose cottage|town=neath",
      "premise=rose cottage|town=neath"},
     "--aa"},
    /* no number: the street with its postcode or town */
    {{"street=mill street|postcode=SA15 1AA", "street=mill street|postcode=SA15 1AA",
      "street=mill street|town=neath"},
     "aab"},
    /* no property */
    {{"postcode=SA15 1AA", "postcode=SA15 1AA", "town=neath|postcode=SA15 1AA", "premise=12",
      "street=mill street", "given=sian"},
     "------"},
    {{NULL}, ""},
};

static void check(const struct mention_table *table, const char *wanted, const uint64_t *before,
                  size_t rotated)
{
    uint32_t *property = NULL;
    uint64_t *ids = NULL;
    size_t count = 0;
    assert_int_equal(property_assign(table, 2, &property, &ids, &count), 0);
    for (size_t a = 0; a < table->count; a++) {
        size_t at = (a + rotated) % table->count;
        assert_int_equal(property[a] == UINT32_MAX, wanted[at] == '-');
        assert_true(property[a] == UINT32_MAX || property[a] < count);
        for (size_t b = 0; b < a; b++) {
            size_t other = (b + rotated) % table->count;
            if (wanted[at] != '-' && wanted[other] != '-' &&
                (property[a] == property[b]) != (wanted[at] == wanted[other])) {
                fail_msg("%s: %zu and %zu", wanted, other, at);
            }
        }
        if (before != NULL && wanted[at] != '-') {
            assert_int_equal(ids[property[a]], before[at]);
        }
    }
    for (size_t p = 0; p < count; p++) {
        assert_int_not_equal(ids[p], 0);
    }
    mem_free(property);
    mem_free(ids);
}

static void properties_of_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t ids[ROWS_MAX] = {0};
        size_t count = strlen(cases[i].properties);
        /* The rows in turn: the answer and its ids don't depend on which comes first. */
        for (size_t rotated = 0; rotated < (count ? count : 1); rotated++) {
            struct mention_table table;
            made_begin(&table, 1, 0);
            for (size_t m = 0; m < count; m++) {
                made_add(&table, 0, (uint32_t)m, cases[i].mentions[(m + rotated) % count]);
            }
            check(&table, cases[i].properties, rotated ? ids : NULL, rotated);
            if (rotated == 0) {
                uint32_t *property = NULL;
                uint64_t *first = NULL;
                size_t properties = 0;
                assert_int_equal(property_assign(&table, 1, &property, &first, &properties), 0);
                for (size_t m = 0; m < count; m++) {
                    ids[m] = property[m] != UINT32_MAX ? first[property[m]] : 0;
                }
                mem_free(property);
                mem_free(first);
            }
            made_end(&table);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties_of_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
