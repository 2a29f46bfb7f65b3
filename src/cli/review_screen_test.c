/* review_screen_test.c - two mentions side by side: signs, bold, widths, and nothing that steers a
 * terminal. */
#include "review_screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_test.h"

static const char *const lines[] = {
    "Name|Born|Postcode|Phone",
    "Si\xc3\xa2n Evans|1980-02-03|SA1 1AA|01632 960001",
    "Si\xc3\xa2n Evans|1981-02-03|SA1 1AA|",
    "Si\x1b[2Jan \xc2\x9b Evans|1980-02-03|SA1 1AA|",
};
static const enum role roles[] = {ROLE_FULL_NAME, ROLE_BIRTH_DATE, ROLE_POSTCODE, ROLE_PHONE};
static const struct fixture_source source = {"rents", lines, 4, roles};
static const uint32_t entity[] = {0, 1, 2};

static void shows(uint32_t left, uint32_t right, size_t width, bool bold, const char *const *wanted,
                  size_t count)
{
    struct fixture f;
    struct buf out = {0};
    fixture_begin(&f, &source, 1);
    fixture_link(&f, entity, 3);
    review_screen_pair(&f.report, left, right, width, bold, &out);
    for (size_t i = 0; i < count; i++) {
        if (str_find(buf_str(&out), str_of(wanted[i])) < 0) {
            fail_msg("\"%s\" is not in:\n%.*s", wanted[i], PRI(buf_str(&out)));
        }
    }
    for (size_t i = 0; i < out.len; i++) {
        unsigned char c = (unsigned char)out.ptr[i];
        assert_true(c >= ' ' || c == '\n' || (bold && c == 0x1b));
        assert_false(c == 0xc2 && i + 1 < out.len && (unsigned char)out.ptr[i + 1] < 0xa0);
    }
    buf_free(&out);
    fixture_end(&f);
}

static void test_signs(void **state)
{
    static const char *const wanted[] = {
        "                  rents:1                          rents:2\n",
        "Postcode          SA1 1AA                       =  SA1 1AA\n",
        "1980-02-03                    #  1981-02-03\n",
        "01632 960001                  -\n",
        "Si\xc3\xa2n Evans                    =  Si\xc3\xa2n Evans\n",
    };
    static const char *const bold[] = {"\033[1m1980-02-03"};
    (void)state;
    shows(0, 1, 80, false, wanted, sizeof wanted / sizeof wanted[0]);
    shows(0, 1, 80, true, bold, sizeof bold / sizeof bold[0]);
}

static void test_narrow(void **state)
{
    static const char *const wanted[] = {"SA1 1AA       =  SA1 1AA\n", "01632 960001  -\n"};
    (void)state;
    shows(0, 1, 20, false, wanted, sizeof wanted / sizeof wanted[0]); /* twelve columns at least */
}

static void test_nothing_steers(void **state)
{
    static const char *const wanted[] = {"Si?[2Jan ? Evans"};
    (void)state;
    shows(0, 2, 80, false, wanted, sizeof wanted / sizeof wanted[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_nothing_steers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
