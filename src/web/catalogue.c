/* catalogue.c - see catalogue.h. */
#include "catalogue.h"

#include "dictionary.h"
#include "encoding.h"

struct catalogue {
    struct dictionary english; /* ids from 1 */
    const char **welsh;        /* by id */
    size_t capacity;
    struct arena arena;
};

/* The part of an entry that texts in quotes now go on with. */
enum part { NO_PART, ENGLISH, WELSH };

struct reading {
    struct catalogue *catalogue;
    const char *file;
    size_t line;
    enum part part;
    size_t english_line;
    struct buf english, welsh;
    size_t count; /* entries of the file so far, the header too */
    struct err *err;
};

struct catalogue *catalogue_new(void)
{
    return mem_must_array(1, sizeof(struct catalogue));
}

void catalogue_free(struct catalogue *catalogue)
{
    if (catalogue != NULL) {
        dictionary_free(&catalogue->english);
        mem_free(catalogue->welsh);
        arena_free(&catalogue->arena);
        mem_free(catalogue);
    }
}

size_t catalogue_count(const struct catalogue *catalogue)
{
    return catalogue->english.count > 0 ? catalogue->english.count - 1 : 0;
}

const char *catalogue_find(const struct catalogue *catalogue, struct str english)
{
    uint32_t id = english.len > 0 ? dictionary_find(&catalogue->english, english) : 0;
    return id > 0 ? catalogue->welsh[id] : NULL;
}

static int refuse(const struct reading *r, size_t line, const char *what)
{
    return err_at(r->err, ERR_INPUT, r->file, line, 0, "%s", what);
}

static int keep(struct reading *r)
{
    struct catalogue *catalogue = r->catalogue;
    struct str english = buf_str(&r->english), welsh = buf_str(&r->welsh);
    const char *there = catalogue_find(catalogue, english);
    if (there != NULL) {
        return str_eq(str_of(there), welsh)
                   ? 0
                   : err_at(r->err, ERR_CONFLICT, r->file, r->english_line, 0,
                            "this text has another Welsh elsewhere: \"%.120s\"", there);
    }
    uint32_t id = 0;
    if (catalogue_count(catalogue) >= CATALOGUE_TEXTS_MAX) {
        return err_at(r->err, ERR_LIMIT, r->file, r->english_line, 0, "there are over %d texts",
                      CATALOGUE_TEXTS_MAX);
    }
    int code = dictionary_add(&catalogue->english, english, &id);
    if (code != 0) {
        return err_set(r->err, code, "the catalogue is too large");
    }
    mem_must_grow((void **)&catalogue->welsh, &catalogue->capacity, (size_t)id + 1,
                  sizeof *catalogue->welsh);
    catalogue->welsh[id] = arena_str(&catalogue->arena, welsh).ptr;
    return 0;
}

/* end_entry - at an empty line, the next msgid, or the end. */
static int end_entry(struct reading *r)
{
    int code = 0;
    if (r->part == ENGLISH) {
        code = refuse(r, r->english_line, "msgid without its msgstr");
    } else if (r->part == WELSH && r->english.len == 0) {
        /* gettext's header: what the file says of itself */
        code = r->count > 1 ? refuse(r, r->english_line, "the msgid is empty") : 0;
        if (code == 0 && str_find(buf_str(&r->welsh), STR("charset=UTF-8")) < 0) {
            code = refuse(r, r->english_line, "the header doesn't say charset=UTF-8");
        }
    } else if (r->part == WELSH && r->welsh.len == 0) {
        code = refuse(r, r->english_line, "the msgstr is empty: its Welsh is missing");
    } else if (r->part == WELSH) {
        code = keep(r);
    }
    r->part = NO_PART;
    r->english.len = 0;
    r->welsh.len = 0;
    return code;
}

/* read_quoted - "…" and nothing after it, put after what the part has. */
static int read_quoted(struct reading *r, struct str line)
{
    struct buf *out = r->part == ENGLISH ? &r->english : &r->welsh;
    if (line.len < 2 || line.ptr[0] != '"' || line.ptr[line.len - 1] != '"') {
        return refuse(r, r->line, "a text should stand between \" and \"");
    }
    for (size_t i = 1; i + 1 < line.len; i++) {
        char c = line.ptr[i];
        if (c == '\\') {
            i++;
            c = i + 1 >= line.len     ? '\0'
                : line.ptr[i] == 'n'  ? '\n'
                : line.ptr[i] == 't'  ? '\t'
                : line.ptr[i] == '"'  ? '"'
                : line.ptr[i] == '\\' ? '\\'
                                      : '\0';
            if (c == '\0') {
                return refuse(r, r->line, "only \\n, \\t, \\\" and \\\\ may stand after a \\");
            }
        } else if (c == '"' || (unsigned char)c < ' ') {
            return refuse(r, r->line, "\" in a text is written \\\", a tab \\t");
        }
        if (buf_add_char(out, c) != 0) {
            return err_at(r->err, ERR_LIMIT, r->file, r->line, 0, "a text is over %d bytes",
                          CATALOGUE_TEXT_BYTES_MAX);
        }
    }
    return 0;
}

static int read_comment(struct reading *r, struct str line)
{
    if (r->part == ENGLISH) {
        return refuse(r, r->line, "a comment between msgid and msgstr");
    }
    if (str_starts(line, STR("#~"))) {
        return refuse(r, r->line, "an entry that is no longer in use: take it away");
    }
    if (str_starts(line, STR("#,")) && str_find(line, STR("fuzzy")) >= 0) {
        return refuse(r, r->line, "a fuzzy entry: write its Welsh, and #. draft");
    }
    return end_entry(r);
}

static int read_line(struct reading *r, struct str line)
{
    static const struct str english = STR_INIT("msgid "), welsh = STR_INIT("msgstr ");
    if (line.len == 0) {
        return end_entry(r);
    }
    if (line.ptr[0] == '#') {
        return read_comment(r, line);
    }
    if (line.ptr[0] == '"') {
        return r->part == NO_PART ? refuse(r, r->line, "a text before its msgid or msgstr")
                                  : read_quoted(r, line);
    }
    if (str_starts(line, english)) {
        int code = end_entry(r);
        r->part = ENGLISH;
        r->english_line = r->line;
        r->count++;
        return code ? code : read_quoted(r, str_slice(line, english.len, line.len));
    }
    if (str_starts(line, welsh)) {
        if (r->part != ENGLISH) {
            return refuse(r, r->line, "msgstr without a msgid before it");
        }
        r->part = WELSH;
        return read_quoted(r, str_slice(line, welsh.len, line.len));
    }
    return refuse(r, r->line, "neither a comment nor msgid, msgstr or a text in quotes");
}

int catalogue_add(struct catalogue *catalogue, struct str text, const char *file, struct err *err)
{
    struct reading reading = {.catalogue = catalogue, .file = file, .err = err};
    reading.english.max = reading.welsh.max = CATALOGUE_TEXT_BYTES_MAX;
    if (text.len > CATALOGUE_FILE_BYTES_MAX) {
        return err_at(err, ERR_LIMIT, file, 0, 0, "it is over %d bytes", CATALOGUE_FILE_BYTES_MAX);
    }
    if (!utf8_valid(text) || memchr(text.ptr, '\0', text.len) != NULL) {
        return err_at(err, ERR_INPUT, file, 0, 0, "it is not UTF-8 text");
    }
    int code = 0;
    while (text.len > 0 && code == 0) {
        ptrdiff_t end = str_find(text, STR("\n"));
        size_t len = end < 0 ? text.len : (size_t)end;
        reading.line++;
        code = read_line(&reading, str_slice(text, 0, len));
        text = str_slice(text, len + 1, text.len);
    }
    code = code ? code : end_entry(&reading);
    buf_free(&reading.english);
    buf_free(&reading.welsh);
    return code;
}
