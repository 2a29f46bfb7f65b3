/* catalogue_fuzz.c - any bytes as a .po file: texts that are found again, or an error with a place;
 * and any text written as one is read back. */
#include "catalogue.h"

#include "encoding.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_quoted(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\') {
            buf_add_char(out, '\\');
        }
        buf_add(out, c == '\n'   ? STR("\\n\"\n\"")
                     : c == '\t' ? STR("\\t")
                                 : str_make(&text.ptr[i], 1));
    }
    buf_add(out, STR("\"\n"));
}

static bool can_be_written(struct str text)
{
    bool can = text.len > 0 && text.len <= CATALOGUE_TEXT_BYTES_MAX && utf8_valid(text);
    for (size_t i = 0; can && i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        can = c >= ' ' || c == '\n' || c == '\t';
    }
    return can;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make((const char *)data, size);
    struct catalogue *catalogue = catalogue_new();
    struct err err = {0};
    int code = catalogue_add(catalogue, text, "fuzzed", &err);
    assert(code == 0 || ((code == ERR_INPUT || code == ERR_CONFLICT || code == ERR_LIMIT) &&
                         err.message[0] != '\0'));
    assert(catalogue_count(catalogue) <= size / 2);
    catalogue_free(catalogue);
    if (can_be_written(text)) {
        struct buf file = {0};
        catalogue = catalogue_new();
        buf_add(&file, STR("msgid "));
        add_quoted(&file, text);
        buf_add(&file, STR("msgstr "));
        add_quoted(&file, text);
        code = catalogue_add(catalogue, buf_str(&file), "written", &err);
        assert(code == 0 && catalogue_count(catalogue) == 1);
        assert(str_eq(str_of(catalogue_find(catalogue, text)), text));
        buf_free(&file);
        catalogue_free(catalogue);
    }
    return 0;
}
