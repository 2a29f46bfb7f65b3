/* barcode_test.c - Code 128 against what is published of it. */
#include "barcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_symbol(const uint8_t *widths, const char *wanted)
{
    for (size_t i = 0; wanted[i] != '\0'; i++) {
        assert_int_equal(widths[i], wanted[i] - '0');
    }
}

/* Reckoned by hand from the standard's table. The check of PJJ123C in set A is 54 in the example
 * that is found everywhere, so from the start of B it is 55. */
static void test_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first, *check;
    } cases[] = {
        {"PJJ123C", "313121", "311321"}, /* P is 48; check 55 */
        {"A", "111323", "131123"},       /* 33; 104 + 33 = 103 + 34 */
        {" ", "212222", "222122"},       /* 0; 104 = 103 + 1 */
        {"~", "131141", "114113"},       /* 94; 104 + 94 = 103 + 95 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t widths[BARCODE_WIDTHS_MAX];
        size_t modules = 0, len = strlen(cases[i].text);
        size_t count = barcode_widths(str_of(cases[i].text), widths, &modules);
        assert_int_equal(count, (len + 2) * 6 + 7);
        assert_int_equal(modules, (len + 2) * 11 + 13);
        assert_symbol(widths, "211214");
        assert_symbol(widths + 6, cases[i].first);
        assert_symbol(widths + (len + 1) * 6, cases[i].check);
        assert_symbol(widths + (len + 2) * 6, "2331112");
    }
}

/* Every symbol has eleven modules, its bars an even number of them, as the standard says: a slip in
 * the table shows; and no two are alike. */
static void test_table(void **state)
{
    (void)state;
    uint64_t seen[96];
    for (char c = ' '; c <= '~'; c++) {
        uint8_t widths[BARCODE_WIDTHS_MAX];
        size_t modules, sum = 0, bars = 0;
        uint64_t symbol = 0;
        barcode_widths(str_make(&c, 1), widths, &modules);
        for (size_t i = 6; i < 12; i++) {
            sum += widths[i];
            bars += i % 2 == 0 ? widths[i] : 0;
            symbol = symbol * 10 + widths[i];
        }
        assert_int_equal(sum, 11);
        assert_int_equal(bars % 2, 0);
        seen[c - ' '] = symbol;
        for (int other = 0; other < c - ' '; other++) {
            assert_int_not_equal(seen[other], symbol);
        }
    }
}

static void test_refused(void **state)
{
    (void)state;
    uint8_t widths[BARCODE_WIDTHS_MAX];
    char longest[BARCODE_CHARACTERS_MAX + 1];
    size_t modules = 77;
    memset(longest, '0', sizeof longest);
    assert_int_equal(barcode_widths(STR(""), widths, &modules), 0);
    assert_int_equal(barcode_widths(STR("a\n"), widths, &modules), 0);
    assert_int_equal(barcode_widths(STR("\xc3\xa9"), widths, &modules), 0);
    assert_int_equal(barcode_widths(str_make(longest, sizeof longest), widths, &modules), 0);
    assert_int_equal(modules, 77);
    assert_int_equal(barcode_widths(str_make(longest, sizeof longest - 1), widths, &modules),
                     BARCODE_WIDTHS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors), cmocka_unit_test(test_table),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
