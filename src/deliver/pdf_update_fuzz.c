/* pdf_update_fuzz.c - any bytes as a PDF: refused as they were, or kept and added to, so that the
 * end can be read again. */
#include "pdf_update.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pdf_catalogue catalogue = {.language = STR("cy-GB")};
    struct str given = str_make((const char *)data, size);
    struct buf pdf = {0};
    buf_add(&pdf, given);
    int code = pdf_update(&pdf, &catalogue, NULL);
    assert(code == 0 || str_eq(buf_str(&pdf), given));
    if (code == 0) {
        assert(str_eq(str_slice(buf_str(&pdf), 0, size), given));
        assert(str_find(str_slice(buf_str(&pdf), size, pdf.len), STR("/Lang (cy-GB)")) > 0);
        assert(pdf_update(&pdf, &catalogue, NULL) != 0);
    }
    buf_free(&pdf);
    return 0;
}
