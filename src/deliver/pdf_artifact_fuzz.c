/* pdf_artifact_fuzz.c - any bytes as what a page paints: refused, or the same bytes with marks that
 * begin and end in turn, and taken again with none added. */
#include "pdf_artifact.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str begin = STR_INIT("/Artifact BMC\n"), end = STR_INIT("EMC\n");
    struct str content = str_make((const char *)data, size);
    struct buf out = {0};
    if (str_find(content, STR("/Artifact BMC")) < 0 && pdf_mark_artifacts(content, &out) == 0) {
        /* Without the marks, what was given. */
        struct str rest = buf_str(&out);
        size_t at = 0;
        bool open = false, line_begins = true;
        while (rest.len > 0) {
            if (!open && line_begins && str_starts(rest, begin)) {
                rest = str_slice(rest, begin.len, rest.len);
                open = true;
            } else if (open && line_begins && str_starts(rest, end)) {
                rest = str_slice(rest, end.len, rest.len);
                open = false;
            } else {
                assert(at < size && rest.ptr[0] == content.ptr[at]);
                line_begins = rest.ptr[0] == '\n';
                at++;
                rest = str_slice(rest, 1, rest.len);
            }
        }
        assert(at == size && !open);
    }
    buf_free(&out);
    return 0;
}
