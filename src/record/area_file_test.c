/* area_file_test.c - areas.csv: what is read, and every mistake with its line. */
#include "area_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void wards_are_found(void **state)
{
    (void)state;
    struct area_file areas = {0};
    struct err_list errors = {0};
    struct str text =
        STR("\xef\xbb\xbfpostcode,ward,ward_welsh\r\n"
            "cy5 5qz,Castle,Y Castell\r\n"
            "\"CY5 5QX\",\"Quay, East\",Y Cei\r\n"
            "CY55QY,Castle,\r\n");
    assert_int_equal(area_file_parse(text, "areas.csv", &areas, &errors), 0);
    assert_int_equal(areas.count, 2);
    assert_true(str_eq(area_find(&areas, STR("CY5 5QY"), STR(""))->name_welsh, STR("Y Castell")));
    assert_true(str_eq(area_find(&areas, STR("cy55qx"), STR(""))->name, STR("Quay, East")));
    assert_null(area_find(&areas, STR("CY5 5QA"), STR("1")));
    assert_null(area_find(&areas, STR(""), STR("")));
    area_file_free(&areas);
    err_list_free(&errors);
}

static void properties_are_found(void **state)
{
    (void)state;
    struct area_file areas = {0};
    struct err_list errors = {0};
    struct str text = STR("ward;uprn\nCastle;1000000000001\nQuay;100000000002\n");
    assert_int_equal(area_file_parse(text, "areas.csv", &areas, &errors), ERR_INPUT);
    area_file_free(&areas);
    err_list_free(&errors);
    text = STR("ward;uprn\nCastle;000100000001\nQuay;100000000002\n");
    assert_int_equal(area_file_parse(text, "areas.csv", &areas, &errors), 0);
    assert_true(
        str_eq(area_find(&areas, STR("CY5 5QX"), STR("100000001"))->name_welsh, STR("Castle")));
    assert_null(area_find(&areas, STR("CY5 5QX"), STR("")));
    area_file_free(&areas);
    err_list_free(&errors);
}

static const struct mistake {
    const char *text;
    size_t count, line;
    const char *says;
} mistakes[] = {
    {"", 1, 1, "empty"},
    {"postcode\nCY5 5QZ\n", 1, 1, "missing"},
    {"ward,town\nCastle,X\n", 1, 1, "columns are"},
    {"ward,ward,postcode\n", 1, 1, "each once"},
    {"uprn,postcode,ward\n", 1, 1, "each once"},
    {"postcode,ward\nCY5,Castle\nCY5 5QZ,\n", 2, 2, "no postcode"},
    {"postcode,ward\nCY5 5QZ,Castle\nCY55QZ,Quay\n", 1, 3, "row above"},
    {"postcode,ward\nCY5 5QZ,Castle\nCY5 5QX\n", 1, 3, "cells"},
    {"postcode,ward,ward_welsh\nCY5 5QZ,A,B\nCY5 5QX,A,C\n", 1, 3, "another Welsh name"},
    {"postcode,ward\nCY5 5QZ, Castle\n", 1, 2, "spaces"},
    {"postcode,ward\nCY5 5QZ,?\n", 1, 2, "one line"},
    {"uprn,ward\n0,Castle\n", 1, 2, "UPRN"},
};

static void mistakes_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct area_file areas = {0};
        struct err_list errors = {0};
        assert_int_equal(area_file_parse(str_of(mistakes[i].text), "areas.csv", &areas, &errors),
                         ERR_INPUT);
        if (errors.count != mistakes[i].count || errors.errors[0].line != mistakes[i].line ||
            strstr(errors.errors[0].message, mistakes[i].says) == NULL) {
            fail_msg("case %zu: %zu mistakes, line %zu: %s", i, errors.count, errors.errors[0].line,
                     errors.errors[0].message);
        }
        area_file_free(&areas);
        err_list_free(&errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wards_are_found),
        cmocka_unit_test(properties_are_found),
        cmocka_unit_test(mistakes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
