/* pdf_update.c - some objects of a PDF written anew, after its end. */
#include "pdf_update.h"

#include "pdf_artifact.h"
#include "pdf_end.h"

#include <stdlib.h>
#include <zlib.h>

enum { CONTENT_BYTES_MAX = 16 << 20, OBJECTS_MAX = 1024 };

/* struct update - what is added, and where in the whole file each object in it begins. */
struct update {
    struct pdf_end end;
    struct buf out;
    struct update_object {
        uint64_t number;
        size_t at;
    } objects[OBJECTS_MAX];
    size_t count;
};

/* begin_object - Returns false when there are too many. */
static bool begin_object(struct update *u, uint64_t number)
{
    if (u->count == OBJECTS_MAX) {
        return false;
    }
    u->objects[u->count++] = (struct update_object){number, u->end.whole.len + u->out.len};
    buf_printf(&u->out, "%llu 0 obj\n", (unsigned long long)number);
    return true;
}

/* ---- information, catalogue ---- */

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

static bool put_information(struct update *u)
{
    struct str info;
    if (!pdf_dictionary(&u->end, u->end.info, &info) || !begin_object(u, u->end.info)) {
        return false;
    }
    buf_add(&u->out, STR("<<"));
    put_dates(&u->out, info);
    buf_add(&u->out, STR(">>\nendobj\n"));
    return true;
}

static bool put_catalogue(struct update *u, const struct pdf_catalogue *catalogue)
{
    struct str root;
    if (!pdf_dictionary(&u->end, u->end.root, &root) || str_find(root, STR("/Lang")) >= 0 ||
        !begin_object(u, u->end.root)) {
        return false;
    }
    buf_add(&u->out, STR("<<"));
    buf_add(&u->out, root);
    buf_printf(&u->out, "   /Lang (%.*s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\n",
               PRI(catalogue->language));
    buf_add(&u->out, STR("endobj\n"));
    return true;
}

/* ---- what pages paint ---- */

/* inflate_all - Returns false when it is not what zlib wrote, or too long. */
static bool inflate_all(struct str packed, struct buf *ret)
{
    unsigned char piece[16384];
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)packed.ptr,
                       .avail_in = (unsigned)packed.len};
    int state = inflateInit(&stream) == Z_OK ? Z_OK : Z_STREAM_ERROR;
    while (state == Z_OK) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        state = inflate(&stream, Z_NO_FLUSH);
        size_t len = sizeof piece - stream.avail_out;
        if (buf_add(ret, str_make((const char *)piece, len)) != 0 || (len == 0 && state == Z_OK)) {
            state = Z_DATA_ERROR;
        }
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END;
}

static bool put_compressed(struct update *u, struct str content)
{
    uLongf len = compressBound(content.len);
    unsigned char *packed = mem_must_array(len, 1);
    bool good = compress(packed, &len, (const unsigned char *)content.ptr, content.len) == Z_OK;
    buf_printf(&u->out, "<< /Length %lu\n   /Filter /FlateDecode\n>>\nstream\n", len);
    buf_add(&u->out, str_make((const char *)packed, len));
    buf_add(&u->out, STR("\nendstream\nendobj\n"));
    mem_free(packed);
    return good;
}

/* put_content - what a page paints, marked. */
static bool put_content(struct update *u, uint64_t number)
{
    struct buf content = {.max = CONTENT_BYTES_MAX}, marked = {.max = CONTENT_BYTES_MAX};
    struct str packed;
    bool good = pdf_stream(&u->end, number, &packed) && inflate_all(packed, &content) &&
                pdf_mark_artifacts(buf_str(&content), &marked) == 0 && begin_object(u, number) &&
                put_compressed(u, buf_str(&marked));
    buf_free(&content);
    buf_free(&marked);
    return good;
}

static bool put_contents(struct update *u)
{
    for (uint64_t number = 1; number < u->end.size; number++) {
        struct str page;
        uint64_t content;
        if (pdf_dictionary(&u->end, number, &page) && str_starts(page, STR(" /Type /Page ")) &&
            (!pdf_reference(page, STR("/Contents "), &content) || !put_content(u, content))) {
            return false;
        }
    }
    return true;
}

/* ---- the end ---- */

static int by_number(const void *left, const void *right)
{
    uint64_t a = ((const struct update_object *)left)->number;
    uint64_t b = ((const struct update_object *)right)->number;
    return (a > b) - (a < b);
}

static void put_end(struct update *u)
{
    const struct pdf_end *end = &u->end;
    size_t table = end->whole.len + u->out.len;
    qsort(u->objects, u->count, sizeof u->objects[0], by_number);
    buf_add(&u->out, STR("xref\n0 1\n0000000000 65535 f \n"));
    for (size_t i = 0; i < u->count; i++) {
        buf_printf(&u->out, "%llu 1\n%010zu 00000 n \n", (unsigned long long)u->objects[i].number,
                   u->objects[i].at);
    }
    buf_printf(&u->out,
               "trailer\n<< /Size %llu\n   /Root %llu 0 R\n   /Info %llu 0 R\n   /Prev %llu\n>>\n",
               (unsigned long long)end->size, (unsigned long long)end->root,
               (unsigned long long)end->info, (unsigned long long)end->table);
    buf_printf(&u->out, "startxref\n%zu\n%%%%EOF\n", table);
}

int pdf_update(struct buf *pdf, const struct pdf_catalogue *catalogue, struct err *err)
{
    struct update *u = mem_must_array(1, sizeof *u);
    bool good = pdf_end_read(buf_str(pdf), &u->end) && put_information(u) &&
                put_catalogue(u, catalogue) && put_contents(u);
    int code = good ? 0 : err_set(err, ERR_IO, "the PDF isn't as the cairo of Debian 12 writes it");
    if (good) {
        put_end(u);
        code = buf_add(pdf, buf_str(&u->out));
        code = code ? err_set(err, ERR_LIMIT, "the PDF is too large") : 0;
    }
    buf_free(&u->out);
    mem_free(u);
    return code;
}
