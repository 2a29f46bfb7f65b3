/* pdf_end.c - the end of a PDF, its table of objects, and objects by it. */
#include "pdf_end.h"

enum { TAIL_BYTES = 64, ENTRY_BYTES = 20, OFFSET_DIGITS = 10 };

/* take - cut `expected` off the front of *rest. */
static bool take(struct str *rest, struct str expected)
{
    bool there = str_starts(*rest, expected);
    if (there) {
        *rest = str_slice(*rest, expected.len, rest->len);
    }
    return there;
}

/* take_number - of at least one digit. */
static bool take_number(struct str *rest, uint64_t *ret)
{
    size_t len = 0;
    while (len < rest->len && ascii_is_digit(rest->ptr[len])) {
        len++;
    }
    bool good = str_to_uint(str_slice(*rest, 0, len), UINT32_MAX, ret);
    *rest = str_slice(*rest, len, rest->len);
    return good;
}

bool pdf_reference(struct str text, struct str key, uint64_t *ret)
{
    ptrdiff_t at = str_find(text, key);
    if (at < 0) {
        return false;
    }
    struct str rest = str_slice(text, (size_t)at + key.len, text.len);
    return take_number(&rest, ret);
}

bool pdf_end_read(struct str pdf, struct pdf_end *ret)
{
    struct pdf_end end = {.whole = pdf};
    struct str tail = str_slice(pdf, pdf.len > TAIL_BYTES ? pdf.len - TAIL_BYTES : 0, pdf.len);
    uint64_t from;
    if (!pdf_reference(tail, STR("startxref\n"), &end.table) || end.table >= pdf.len) {
        return false;
    }
    struct str rest = str_slice(pdf, (size_t)end.table, pdf.len);
    if (!take(&rest, STR("xref\n")) || !take_number(&rest, &from) || from != 0 ||
        !take(&rest, STR(" ")) || !take_number(&rest, &end.size) || !take(&rest, STR("\n")) ||
        end.size > rest.len / ENTRY_BYTES) {
        return false;
    }
    end.first = pdf.len - rest.len;
    struct str trailer = str_slice(rest, (size_t)end.size * ENTRY_BYTES, rest.len);
    if (!take(&trailer, STR("trailer\n")) || !pdf_reference(trailer, STR("/Root "), &end.root) ||
        !pdf_reference(trailer, STR("/Info "), &end.info) || end.root >= end.size ||
        end.info >= end.size || end.root == end.info) {
        return false;
    }
    *ret = end;
    return true;
}

/* object_at - what stands between an object's number and its end, or its stream's. */
static bool object_at(const struct pdf_end *end, uint64_t number, struct str *ret)
{
    struct str entry = str_slice(end->whole, (size_t)(end->first + number * ENTRY_BYTES),
                                 (size_t)(end->first + number * ENTRY_BYTES) + OFFSET_DIGITS);
    uint64_t offset, named;
    if (number >= end->size || !str_to_uint(entry, end->whole.len, &offset)) {
        return false;
    }
    struct str rest = str_slice(end->whole, (size_t)offset, (size_t)end->table);
    if (!take_number(&rest, &named) || named != number || !take(&rest, STR(" 0 obj\n"))) {
        return false;
    }
    *ret = rest;
    return true;
}

bool pdf_dictionary(const struct pdf_end *end, uint64_t number, struct str *ret)
{
    struct str rest;
    if (!object_at(end, number, &rest) || !take(&rest, STR("<<"))) {
        return false;
    }
    ptrdiff_t to = str_find(rest, STR("\nendobj\n"));
    rest = str_slice(rest, 0, to < 0 ? 0 : (size_t)to);
    if (!str_ends(rest, STR(">>"))) {
        return false;
    }
    *ret = str_slice(rest, 0, rest.len - 2);
    return true;
}

bool pdf_stream(const struct pdf_end *end, uint64_t number, struct str *ret)
{
    struct str rest, length;
    uint64_t length_object, bytes;
    if (!object_at(end, number, &rest) || !take(&rest, STR("<< /Length ")) ||
        !take_number(&rest, &length_object) ||
        !take(&rest, STR(" 0 R\n   /Filter /FlateDecode\n>>\nstream\n")) ||
        !object_at(end, length_object, &length)) {
        return false;
    }
    length = str_trim(str_slice(length, 0, 32));
    if (!take_number(&length, &bytes) || !str_starts(str_trim(length), STR("endobj")) ||
        bytes > rest.len ||
        !str_starts(str_slice(rest, (size_t)bytes, rest.len), STR("\nendstream"))) {
        return false;
    }
    *ret = str_slice(rest, 0, (size_t)bytes);
    return true;
}
