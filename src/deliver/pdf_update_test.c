/* pdf_update_test.c - an update of a small PDF, byte by byte; PDFs that aren't cairo's are left as
 * they are. That readers take it is tests/letters.py's. */
#include "pdf_update.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct pdf_catalogue welsh = {.language = STR_INIT("cy-GB")};

#define OBJECTS                                                                                    \
    "%PDF-1.4\n"                                                                                   \
    "1 0 obj\n<< /Title (A)\n   /CreationDate (20261128100000Z)\n   /ModDate (20261128100000Z)\n>>\nendobj\n"
#define CATALOGUE "2 0 obj\n<< /Type /Catalog\n>>\nendobj\n"
#define TABLE                                                                                      \
    "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000106 00000 n \n"                   \
    "trailer\n<< /Size 3\n   /Root 2 0 R\n   /Info 1 0 R\n>>\n"
#define PDF OBJECTS CATALOGUE TABLE "startxref\n142\n%%EOF\n"

static void test_update(void **state)
{
    (void)state;
    static const char added[] =
        "1 0 obj\n<< /Title (A)\n   /CreationDate (D:20261128100000Z)\n"
        "   /ModDate (D:20261128100000Z)\n>>\nendobj\n"
        "2 0 obj\n<< /Type /Catalog\n   /Lang (cy-GB)\n"
        "   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n"
        "xref\n0 1\n0000000000 65535 f \n1 1\n0000000283 00000 n \n2 1\n0000000384 00000 n \n"
        "trailer\n<< /Size 3\n   /Root 2 0 R\n   /Info 1 0 R\n   /Prev 142\n>>\n"
        "startxref\n487\n%%EOF\n";
    struct buf pdf = {0};
    struct err err = {0};
    buf_add(&pdf, STR(PDF));
    assert_int_equal(pdf_update(&pdf, &welsh, &err), 0);
    assert_true(str_starts(buf_str(&pdf), STR(PDF)));
    struct str rest = str_slice(buf_str(&pdf), sizeof PDF - 1, pdf.len);
    if (!str_eq(rest, str_of(added))) {
        fail_msg("got: %.*s", PRI(rest));
    }
    assert_int_equal(pdf_update(&pdf, &welsh, &err), ERR_IO); /* it has a language */
    buf_free(&pdf);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "startxref\n0\n",
        "startxref\n99999999999999999999\n%%EOF\n",
        OBJECTS CATALOGUE TABLE "startxref\n141\n%%EOF\n",
        OBJECTS CATALOGUE "xref\n0 4000000000\ntrailer\nstartxref\n142\n%%EOF\n",
        OBJECTS CATALOGUE
        "xref\n1 1\n0000000000 65535 f \ntrailer\n<< /Root 0 0 R /Info 1 0 R >>\n"
        "startxref\n142\n%%EOF\n",
        OBJECTS CATALOGUE
        "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 5 0 R /Info 1 0 R >>\n"
        "startxref\n142\n%%EOF\n",
        OBJECTS CATALOGUE
        "xref\n0 3\n0000000000 65535 f \n0000000106 00000 n \n0000000009 00000 n \n"
        "trailer\n<< /Size 3\n   /Root 2 0 R\n   /Info 1 0 R\n>>\n"
        "startxref\n142\n%%EOF\n",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf pdf = {0};
        struct err err = {0};
        buf_add(&pdf, str_of(cases[i]));
        assert_int_equal(pdf_update(&pdf, &welsh, &err), ERR_IO);
        assert_true(str_eq(buf_str(&pdf), str_of(cases[i])));
        buf_free(&pdf);
    }
    struct buf full = {.max = sizeof PDF + 10};
    struct err err = {0};
    buf_add(&full, STR(PDF));
    assert_int_equal(pdf_update(&full, &welsh, &err), ERR_LIMIT);
    assert_true(str_eq(buf_str(&full), STR(PDF)));
    buf_free(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_update),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
