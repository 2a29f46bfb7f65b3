/* identifier_test.c - national identifiers by table. All of these are test numbers, or can't be
 * anyone's. */
#include "identifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef bool parse(struct str text, char ret[IDENTIFIER_MAX]);

struct identifier_case {
    parse *parse;
    const char *text, *code; /* NULL: refused */
};

static void test_parse(void **state)
{
    (void)state;
    static const struct identifier_case cases[] = {
        {nhs_number_parse, "999 000 0018", "9990000018"},
        {nhs_number_parse, "999-000-0018", "9990000018"},
        {nhs_number_parse, "9990000018.0", "9990000018"},
        {nhs_number_parse, "9990000019", NULL},
        {nhs_number_parse, "999 999 9999", NULL},
        {nhs_number_parse, "0000000000", NULL},
        {nhs_number_parse, "4444444444", NULL},
        {nhs_number_parse, "999000001", NULL},
        {nhs_number_parse, "99900000188", NULL},
        {nhs_number_parse, "NHS 9990000018", NULL},
        {nhs_number_parse, "", NULL},
        {national_insurance_parse, "qq 12 34 56 c", "QQ123456C"},
        {national_insurance_parse, "QQ123456", "QQ123456"},
        {national_insurance_parse, "QQ-12-34-56-A", "QQ123456A"},
        {national_insurance_parse, "QQ123456E", NULL},
        {national_insurance_parse, "DA123456A", NULL},
        {national_insurance_parse, "AO123456A", NULL},
        {national_insurance_parse, "GB123456A", NULL},
        {national_insurance_parse, "TN123456A", NULL},
        {national_insurance_parse, "QQ000000A", NULL},
        {national_insurance_parse, "Q1123456A", NULL},
        {national_insurance_parse, "QQ12345", NULL},
        {national_insurance_parse, "", NULL},
        {uprn_parse, "000012345678", "12345678"},
        {uprn_parse, "100021.0", "100021"},
        {uprn_parse, "1", "1"},
        {uprn_parse, "0", NULL},
        {uprn_parse, "000", NULL},
        {uprn_parse, "1234567890123", NULL},
        {uprn_parse, "999999999999", NULL},
        {uprn_parse, "12a", NULL},
        {uprn_parse, "", NULL},
        {identifier_parse, "ct/2020-000123", "CT2020000123"},
        {identifier_parse, "é1", "E1"},
        {identifier_parse, "unknown", NULL},
        {identifier_parse, "N/A", NULL},
        {identifier_parse, "000", NULL},
        {identifier_parse, "--", NULL},
        {identifier_parse, "", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char ret[IDENTIFIER_MAX] = "none";
        bool read = cases[i].parse(str_of(cases[i].text), ret);
        assert_int_equal(read, cases[i].code != NULL);
        assert_string_equal(ret, read ? cases[i].code : "none");
    }
}

static void test_long_input_is_refused(void **state)
{
    (void)state;
    char text[1000];
    char ret[IDENTIFIER_MAX] = "none";
    memset(text, '7', sizeof(text));
    assert_false(nhs_number_parse(str_make(text, sizeof(text)), ret));
    assert_false(national_insurance_parse(str_make(text, sizeof(text)), ret));
    assert_false(uprn_parse(str_make(text, sizeof(text)), ret));
    assert_false(identifier_parse(str_make(text, sizeof(text)), ret));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse),
                                       cmocka_unit_test(test_long_input_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
