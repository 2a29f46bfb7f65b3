/* pdf_update.c - the end of a PDF read, two of its objects written anew. */
#include "pdf_update.h"

enum { TAIL_BYTES = 64, ENTRY_BYTES = 20, OFFSET_DIGITS = 10 };

/* struct pdf_end - what the end of a PDF says. */
struct pdf_end {
    struct str whole;
    uint64_t table;      /* where the cross-reference table begins */
    uint64_t first;      /* where its first entry is */
    uint64_t size;       /* objects, numbered from 0 */
    uint64_t root, info; /* their numbers */
};

/* ---- reading ---- */

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

/* value_after - the number after the last `key` in text. */
static bool value_after(struct str text, struct str key, uint64_t *ret)
{
    ptrdiff_t at = str_find(text, key);
    if (at < 0) {
        return false;
    }
    struct str rest = str_slice(text, (size_t)at + key.len, text.len);
    return take_number(&rest, ret);
}

/* read_end - false: it isn't as cairo writes it. */
static bool read_end(struct str pdf, struct pdf_end *ret)
{
    struct pdf_end end = {.whole = pdf};
    struct str tail = str_slice(pdf, pdf.len > TAIL_BYTES ? pdf.len - TAIL_BYTES : 0, pdf.len);
    uint64_t from;
    if (!value_after(tail, STR("startxref\n"), &end.table) || end.table >= pdf.len) {
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
    if (!take(&trailer, STR("trailer\n")) || !value_after(trailer, STR("/Root "), &end.root) ||
        !value_after(trailer, STR("/Info "), &end.info) || end.root >= end.size ||
        end.info >= end.size || end.root == end.info) {
        return false;
    }
    *ret = end;
    return true;
}

/* dictionary_of - what is between << and >> of an object. */
static bool dictionary_of(const struct pdf_end *end, uint64_t number, struct str *ret)
{
    struct str entry = str_slice(end->whole, (size_t)(end->first + number * ENTRY_BYTES),
                                 (size_t)(end->first + number * ENTRY_BYTES) + OFFSET_DIGITS);
    uint64_t offset, named;
    if (!str_to_uint(entry, end->whole.len, &offset)) {
        return false;
    }
    struct str rest = str_slice(end->whole, (size_t)offset, (size_t)end->table);
    ptrdiff_t to = str_find(rest, STR("\nendobj\n"));
    if (to < 0) {
        return false;
    }
    rest = str_slice(rest, 0, (size_t)to);
    if (!take_number(&rest, &named) || named != number || !take(&rest, STR(" 0 obj\n<<")) ||
        !str_ends(rest, STR(">>"))) {
        return false;
    }
    *ret = str_slice(rest, 0, rest.len - 2);
    return true;
}

/* ---- writing ---- */

/* put_dates - a dictionary whose dates get the prefix that they should have. */
static void put_dates(struct buf *out, struct str dictionary)
{
    static const char *const keys[] = {"\n   /CreationDate (", "\n   /ModDate ("};
    while (dictionary.len > 0) {
        size_t next = dictionary.len;
        bool date = false;
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            ptrdiff_t at = str_find(dictionary, str_of(keys[i]));
            if (at >= 0 && (size_t)at + strlen(keys[i]) <= next) {
                next = (size_t)at + strlen(keys[i]);
                date = true;
            }
        }
        buf_add(out, str_slice(dictionary, 0, next));
        dictionary = str_slice(dictionary, next, dictionary.len);
        if (date && !str_starts(dictionary, STR("D:"))) {
            buf_add(out, STR("D:"));
        }
    }
}

/* put_update - the objects, and where they are. at: length of what stands before. */
static void put_update(struct buf *out, const struct pdf_end *end, struct str root, struct str info,
                       const struct pdf_catalogue *catalogue)
{
    size_t at = end->whole.len, info_at = at;
    buf_printf(out, "%llu 0 obj\n<<", (unsigned long long)end->info);
    put_dates(out, info);
    buf_add(out, STR(">>\nendobj\n"));
    size_t root_at = at + out->len;
    buf_printf(out, "%llu 0 obj\n<<", (unsigned long long)end->root);
    buf_add(out, root);
    buf_printf(out, "   /Lang (%.*s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\n",
               PRI(catalogue->language));
    buf_add(out, STR("endobj\n"));
    size_t table_at = at + out->len;
    buf_add(out, STR("xref\n0 1\n0000000000 65535 f \n"));
    const struct {
        uint64_t number;
        size_t at;
    } objects[] = {{end->info, info_at}, {end->root, root_at}};
    bool swap = end->root < end->info; /* in the order of their numbers */
    for (size_t i = 0; i < 2; i++) {
        buf_printf(out, "%llu 1\n%010zu 00000 n \n",
                   (unsigned long long)objects[swap ? 1 - i : i].number,
                   objects[swap ? 1 - i : i].at);
    }
    buf_printf(out, "trailer\n<< /Size %llu\n   /Root %llu 0 R\n   /Info %llu 0 R\n   /Prev %llu\n",
               (unsigned long long)end->size, (unsigned long long)end->root,
               (unsigned long long)end->info, (unsigned long long)end->table);
    buf_printf(out, ">>\nstartxref\n%zu\n%%%%EOF\n", table_at);
}

int pdf_update(struct buf *pdf, const struct pdf_catalogue *catalogue, struct err *err)
{
    struct pdf_end end;
    struct str root, info;
    struct buf update = {0};
    if (!read_end(buf_str(pdf), &end) || !dictionary_of(&end, end.root, &root) ||
        !dictionary_of(&end, end.info, &info) || str_find(root, STR("/Lang")) >= 0) {
        return err_set(err, ERR_IO, "the PDF isn't as the cairo of Debian 12 writes it");
    }
    put_update(&update, &end, root, info, catalogue);
    int code = buf_add(pdf, buf_str(&update));
    buf_free(&update);
    return code ? err_set(err, ERR_LIMIT, "the PDF is too large") : 0;
}
