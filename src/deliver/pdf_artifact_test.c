/* pdf_artifact_test.c - what is painted outside of tags is marked, and nothing else. */
#include "pdf_artifact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SPAN "/Span << /MCID 0 >> BDC\nBT\n(EMC\\\nEMC BDC\\\n)Tj\nET\nEMC\n"

static void test_marked(void **state)
{
    (void)state;
    static const struct {
        const char *content, *marked;
    } cases[] = {
        {"", ""},
        {"1 0 0 -1 0 842 cm\nq\nQ\n", "1 0 0 -1 0 842 cm\nq\nQ\n"},
        {"q\n" SPAN "Q\n", "q\n" SPAN "Q\n"},
        {"q\n" SPAN "0 0 0 rg\n" SPAN "Q\n", "q\n" SPAN "0 0 0 rg\n" SPAN "Q\n"},
        {"q\n0 0 m f\n" SPAN "Q\n", "q\n/Artifact BMC\n0 0 m f\nEMC\n" SPAN "Q\n"},
        {"q\n" SPAN "1 w 0 0 m 1 1 l S\n" SPAN "Q\n",
         "q\n" SPAN "/Artifact BMC\n1 w 0 0 m 1 1 l S\nEMC\n" SPAN "Q\n"},
        {"q\n" SPAN "BT\n(Page 1)Tj\nET\nQ\n",
         "q\n" SPAN "/Artifact BMC\nBT\n(Page 1)Tj\nET\nEMC\nQ\n"},
        {"Q\nq\n0 0 m f\nQ\n0 0 m f\n",
         "Q\nq\n/Artifact BMC\n0 0 m f\nQ\n0 0 m f\nEMC\n"}, /* found by fuzzing */
        {"q\n0 0 m\n f\nQ\n", "q\n/Artifact BMC\n0 0 m\n f\nEMC\nQ\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        assert_int_equal(pdf_mark_artifacts(str_of(cases[i].content), &out), 0);
        if (!str_eq(buf_str(&out), str_of(cases[i].marked))) {
            fail_msg("wanted: %s\ngot: %.*s", cases[i].marked, PRI(buf_str(&out)));
        }
        buf_free(&out);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "EMC\n", "/P << >> BDC\n", "/P << >> BDC\n/P << >> BDC\nEMC\n", SPAN "EMC\n", "0 0 m f"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        assert_int_equal(pdf_mark_artifacts(str_of(cases[i]), &out), ERR_INPUT);
        buf_free(&out);
    }
    struct buf full = {.max = 5};
    assert_int_equal(pdf_mark_artifacts(STR("0 0 m f\n"), &full), ERR_LIMIT);
    buf_free(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_marked),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
