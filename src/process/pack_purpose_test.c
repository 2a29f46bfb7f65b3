/* pack_purpose_test.c - which facts a purpose lets be known; those of the packs and purposes that
 * the program carries. */
#include "pack_purpose.h"

#include "pack_test.h"
#include "shipped.h"

static void shipped_purpose(const char *name, struct purpose *ret)
{
    struct err_list errors = {0};
    char file[80];
    snprintf(file, sizeof file, "%s.yaml", name);
    for (int i = 0; i < shipped_file_count; i++) {
        if (strcmp(shipped_files[i].name, file) == 0) {
            assert_int_equal(
                purpose_parse(str_of(shipped_files[i].text), file, str_of(name), ret, &errors), 0);
            return;
        }
    }
    fail_msg("no purpose %s", name);
}

static const struct {
    const char *purpose, *fact;
    bool within;
} cases[] = {
    {"bereavement_support", "person.birth_date", true},
    {"bereavement_support", "person.age", true},
    {"bereavement_support", "person.known.housing_benefit", true},
    {"bereavement_support", "person.known.libraries", false},
    {"bereavement_support", "household.size", true},
    {"bereavement_support", "household.children", true},
    {"bereavement_support", "person.has.phone", true},
    {"bereavement_support", "person.has.email", false},
    {"bereavement_support", "event.date", true},
    {"bereavement_support", "council.nation", true},
    {"council_tax_billing", "person.birth_date", false},
    {"council_tax_billing", "person.age", false},
    {"council_tax_billing", "person.birth_year", false},
    {"council_tax_billing", "person.age_band", true},
    {"council_tax_billing", "person.known.council_tax", true},
    {"council_tax_billing", "person.known.housing_benefit", false},
    {"council_tax_billing", "household.known.housing_benefit", false},
    {"council_tax_billing", "household.size", true},
    {"council_tax_billing", "household.children", false},
    {"council_tax_billing", "property.uprn", true},
    {"council_tax_billing", "property.ward", true},
};

static void test_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct purpose purpose;
        shipped_purpose(cases[i].purpose, &purpose);
        if (fact_is_within(str_of(cases[i].fact), &purpose) != cases[i].within) {
            fail_msg("%s under %s", cases[i].fact, cases[i].purpose);
        }
        purpose_free(&purpose);
    }
}

static void test_beyond(void **state)
{
    struct event_pack pack;
    struct purpose purpose;
    struct fact_names beyond = {0};
    (void)state;
    test_pack(NULL, &pack);
    shipped_purpose("electoral_registration", &purpose);
    pack_facts_beyond(&pack, &purpose, &beyond);
    for (size_t i = 0; i < pack.facts.count; i++) {
        bool told = false;
        for (size_t b = 0; b < beyond.count; b++) {
            told = told || str_eq(beyond.at[b], pack.facts.at[i]);
        }
        assert_int_equal(told, !fact_is_within(pack.facts.at[i], &purpose));
    }
    purpose_free(&purpose);
    event_pack_free(&pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_facts), cmocka_unit_test(test_beyond)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
