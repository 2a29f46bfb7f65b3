/* postcode_test.c - postcodes read, mended, found in lines, refused. */
#include "postcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text, *postcode; /* NULL: refused */
    } cases[] = {
        {"SA15 1AA", "SA15 1AA"},
        {"sa151aa", "SA15 1AA"},
        {" sa15  1aa ", "SA15 1AA"},
        {"SA15-1AA", "SA15 1AA"},
        {"M1 1AE", "M1 1AE"},
        {"b338th", "B33 8TH"},
        {"CR2 6XH", "CR2 6XH"},
        {"DN55 1PT", "DN55 1PT"},
        {"W1A 1HQ", "W1A 1HQ"},
        {"EC1A 1BB", "EC1A 1BB"},
        {"5A15 1AA", "SA15 1AA"},
        {"SAI5 IAA", "SA15 1AA"},
        {"SA1O 1AA", "SA10 1AA"},
        {"CF1O 3NP", "CF10 3NP"},
        {"0X1 2JD", "OX1 2JD"},
        {"S012 9AA", "SO12 9AA"},
        {"CY12 3AB", "CY12 3AB"},
        {"4011", "4011"},
        {"4011.0", "4011"},
        {"10115", "10115"},
        {"K1A 0B1", "K1A0B1"},
        {"1234 AB", "1234AB"},
        {"D02 X285", "D02X285"},
        {"SA15", "SA15"},
        {"D-10115", "D10115"},
        {"ZZ99 9ZZ", NULL},
        {"zz993vz", NULL},
        {"XX99 9XX", NULL},
        {"0000", NULL},
        {"99999", NULL},
        {"", NULL},
        {"LLANELLI", NULL},
        {"unknown", NULL},
        {"n/a", NULL},
        {"01632 960123", NULL},
        {"SA15 1AA SA15 1AA", NULL},
        {"1", NULL},
        {"SA15/1AA", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char ret[POSTCODE_MAX] = "";
        bool read = postcode_parse(str_of(cases[i].text), ret);
        assert_int_equal(read, cases[i].postcode != NULL);
        assert_string_equal(ret, read ? cases[i].postcode : "");
    }
}

static void assert_slice(struct str slice, const char *expected)
{
    if (!str_eq(slice, str_of(expected))) {
        fail_msg("%.*s is not %s", PRI(slice), expected);
    }
}

static void test_parts(void **state)
{
    (void)state;
    static const struct {
        const char *postcode, *area, *district, *sector;
        bool british;
    } cases[] = {
        {"SA15 1AA", "SA", "SA15", "SA15 1", true}, {"M1 1AE", "M", "M1", "M1 1", true},
        {"W1A 1HQ", "W", "W1A", "W1A 1", true},     {"4011", "4", "40", "401", false},
        {"10115", "1", "101", "1011", false},       {"", "", "", "", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = str_of(cases[i].postcode);
        assert_slice(postcode_area(s), cases[i].area);
        assert_slice(postcode_district(s), cases[i].district);
        assert_slice(postcode_sector(s), cases[i].sector);
        assert_int_equal(postcode_is_british(s), cases[i].british);
    }
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *line, *found;
    } cases[] = {
        {"12 MILL ST LLANELLI SA15 1AA", "SA15 1AA"},
        {"SA151AA", "SA151AA"},
        {"Llanelli, SA15 1AA.", "SA15 1AA"},
        {"SA15 1AA, Llanelli", "SA15 1AA"},
        {"Llanelli SA15 IAA", "SA15 IAA"},
        {"SA 15 1AA", "SA 15 1AA"},
        {"SW1A 2AA, United Kingdom", "SW1A 2AA"},
        {"FLAT B1 12 MILL ST", ""},
        {"12 MILL ST", ""},
        {"", ""},
        {"LONDON W1", ""},
        {"Tŷ Gwyn SA15 1AA", "SA15 1AA"},
        {"UNIT 12 5AB LTD", ""},
        {"CY12 3AB", "CY12 3AB"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_slice(postcode_find(str_of(cases[i].line)), cases[i].found);
    }
}

/* Every area is known: only then is a postcode believed in the middle of a line. */
static void test_areas(void **state)
{
    (void)state;
    static const char areas[] =
        "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY "
        "HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX "
        "PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";
    struct str rest = str_of(areas);
    struct str area;
    while (str_next_token(&rest, ' ', &area)) {
        char line[40];
        snprintf(line, sizeof(line), "12 Mill Street %.*s9 1AA Wales", PRI(area));
        assert_int_equal(postcode_find(str_of(line)).len, area.len + 5);
    }
    assert_int_equal(postcode_find(STR("12 Mill Street QX9 1AA Wales")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_areas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
