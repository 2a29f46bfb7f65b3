/* area_file.c - see area_file.h. */
#include "area_file.h"

#include "csv.h"
#include "identifier.h"
#include "postcode.h"
#include "whole_file.h"

#include <string.h>

enum { ERRORS_MAX = 100, KEY_TEXT_MAX = 64, FILE_BYTES_MAX = 512 << 20 };
enum { KEY = 1, WARD, WELSH, COLUMNS_OF_AREAS };
_Static_assert((int)KEY_TEXT_MAX >= (int)IDENTIFIER_MAX && (int)KEY_TEXT_MAX >= (int)POSTCODE_MAX,
               "room");

/* struct reading - one file, row by row. */
struct reading {
    struct area_file *areas;
    const char *file;
    struct err_list *errors;
    size_t column[COLUMNS_OF_AREAS]; /* where each stands; its count: it doesn't */
    size_t width;
    size_t mistakes;
    int code;
};

static void refuse(struct reading *r, int code, size_t line, size_t column, const char *what)
{
    struct err err;
    r->code = r->code ? r->code : code;
    if (r->mistakes++ < ERRORS_MAX) {
        err_at(&err, code, r->file, line, column, "%s", what);
        err_list_add(r->errors, &err);
    }
}

/* ---- the header ---- */

static bool is_column(struct reading *r, struct str name, size_t at)
{
    bool uprn = str_eq(name, STR("uprn"));
    int which = uprn || str_eq(name, STR("postcode")) ? KEY
                : str_eq(name, STR("ward"))           ? WARD
                : str_eq(name, STR("ward_welsh"))     ? WELSH
                                                      : 0;
    if (which == 0 || r->column[which] != SIZE_MAX) {
        return false;
    }
    r->areas->by_uprn = r->areas->by_uprn || uprn;
    r->column[which] = at;
    return true;
}

static void read_header(struct reading *r, const struct csv_row *row)
{
    for (int i = 0; i < COLUMNS_OF_AREAS; i++) {
        r->column[i] = SIZE_MAX;
    }
    r->width = row->count;
    for (size_t i = 0; i < row->count; i++) {
        if (!is_column(r, row->cells[i], i)) {
            refuse(r, ERR_INPUT, row->line, i + 1,
                   "the columns are: postcode or uprn, ward, and ward_welsh if it is known, each "
                   "once");
            return;
        }
    }
    if (r->column[KEY] == SIZE_MAX || r->column[WARD] == SIZE_MAX) {
        refuse(r, ERR_INPUT, row->line, 0,
               "a column is missing: postcode or uprn, and ward, are needed");
    }
}

/* ---- rows ---- */

static bool is_name(struct str text)
{
    bool right = text.len > 0 && text.len <= AREA_NAME_MAX && !str_eq(text, STR("?")) &&
                 text.ptr[0] != ' ' && text.ptr[text.len - 1] != ' ';
    for (size_t i = 0; right && i < text.len; i++) {
        right = (unsigned char)text.ptr[i] >= ' ' && text.ptr[i] != 127;
    }
    return right;
}

/* take_area - the place of the ward that a row names, which is added when it isn't there. Returns
 * NULL, or what is wrong. */
static const char *take_area(struct reading *r, struct str name, struct str welsh, uint32_t *ret)
{
    struct area_file *a = r->areas;
    uint32_t id = 0;
    bool has_welsh = r->column[WELSH] != SIZE_MAX && welsh.len > 0;
    if (!is_name(name) || (has_welsh && !is_name(welsh))) {
        return "a ward is called by one line of text, without spaces around it";
    }
    if (dictionary_add(&a->names, name, &id) != 0 || id > AREAS_MAX) {
        return "there are too many wards";
    }
    *ret = id - 1;
    if (id - 1 == a->count) {
        void *grown = a->areas;
        mem_must_grow(&grown, &a->area_capacity, a->count + 1, sizeof *a->areas);
        a->areas = grown;
        struct str kept = arena_str(&a->arena, name);
        a->areas[a->count++] = (struct area){kept, has_welsh ? arena_str(&a->arena, welsh) : kept};
    } else if (has_welsh && !str_eq(a->areas[id - 1].name_welsh, welsh)) {
        return "the ward has another Welsh name in a row above";
    }
    return NULL;
}

static const char *take_key(struct reading *r, struct str text, uint32_t area)
{
    struct area_file *a = r->areas;
    char made[KEY_TEXT_MAX] = "";
    uint32_t before = a->keys.count, id = 0;
    if (a->by_uprn ? !uprn_parse(text, made)
                   : !postcode_parse(text, made) || !postcode_is_british(str_of(made))) {
        return a->by_uprn ? "this is no UPRN: 1 to 12 digits" : "this is no postcode";
    }
    if (dictionary_add(&a->keys, str_of(made), &id) != 0 || id > AREA_KEYS_MAX) {
        return "there are too many rows";
    }
    if (before != 0 && id < before) {
        return "it stands in a row above";
    }
    void *grown = a->area_of;
    mem_must_grow(&grown, &a->capacity, (size_t)id + 1, sizeof *a->area_of);
    a->area_of = grown;
    a->area_of[id] = area;
    return NULL;
}

static void read_row(struct reading *r, const struct csv_row *row)
{
    uint32_t area = 0;
    if (row->bad != NULL || row->count != r->width) {
        refuse(r, ERR_INPUT, row->line, 0,
               row->bad != NULL ? row->bad : "the row has another number of cells than the header");
        return;
    }
    struct str welsh = r->column[WELSH] != SIZE_MAX ? row->cells[r->column[WELSH]] : STR("");
    const char *wrong = take_area(r, row->cells[r->column[WARD]], welsh, &area);
    if (wrong != NULL) {
        refuse(r, ERR_INPUT, row->line, r->column[WARD] + 1, wrong);
        return;
    }
    wrong = take_key(r, row->cells[r->column[KEY]], area);
    if (wrong != NULL) {
        refuse(r, ERR_INPUT, row->line, r->column[KEY] + 1, wrong);
    }
}

static void read_rows(struct reading *r, struct csv_reader *csv)
{
    struct err err;
    bool found = true;
    for (bool first = true; found; first = false) {
        struct csv_row row;
        int code = csv_next(csv, &row, &found, &err);
        if (code != 0) {
            refuse(r, code, csv->line, 0, err.message);
            return;
        }
        if (!found && first) {
            refuse(r, ERR_INPUT, 1, 0, "the file is empty: its first row names the columns");
        } else if (found && first) {
            read_header(r, &row);
            found = r->code == 0;
        } else if (found) {
            read_row(r, &row);
        }
    }
}

int area_file_parse(struct str text, const char *file, struct area_file *ret,
                    struct err_list *errors)
{
    struct byte_memory memory = {.rest = text};
    struct window window;
    struct csv_reader csv;
    struct reading reading = {.areas = ret, .file = file, .errors = errors};
    ret->there = true;
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        memory.rest = str_slice(text, 3, text.len);
    }
    char delimiter = csv_delimiter(memory.rest, true);
    window_open(&window, byte_source_memory(&memory), WINDOW_BYTES);
    csv_open(&csv, window, delimiter);
    read_rows(&reading, &csv);
    csv_free(&csv);
    return reading.code;
}

int area_file_read(const struct home *home, struct area_file *ret, struct err_list *errors)
{
    struct buf text = {0};
    struct arena arena = {0};
    struct err err;
    struct str path = home_file(home, &arena, "areas.csv");
    int code = file_read_whole(path.ptr, "the file of wards", FILE_BYTES_MAX, &text, &err);
    if (code == 0) {
        code = area_file_parse(buf_str(&text), "areas.csv", ret, errors);
    } else if (code == ERR_NOTFOUND) {
        code = 0;
    } else {
        err_list_add(errors, &err);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}

void area_file_free(struct area_file *a)
{
    dictionary_free(&a->keys);
    dictionary_free(&a->names);
    mem_free(a->area_of);
    mem_free(a->areas);
    arena_free(&a->arena);
    *a = (struct area_file){0};
}

const struct area *area_find(const struct area_file *a, struct str postcode, struct str uprn)
{
    char made[KEY_TEXT_MAX] = "";
    bool right = a->by_uprn ? uprn_parse(uprn, made) : postcode_parse(postcode, made);
    uint32_t id = right && a->keys.count > 0 ? dictionary_find(&a->keys, str_of(made)) : 0;
    return id != 0 ? &a->areas[a->area_of[id]] : NULL;
}
