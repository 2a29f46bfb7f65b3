/* json_lines.c - jansson parses each line. It would turn numbers into machine numbers and lose
 * digits, so they are put in quotes first; the places of those quotes are kept to point at the
 * right column when a line is wrong. */
#include "json_lines.h"

#include <jansson.h>

bool json_lines_looks_like(struct str sample)
{
    sample = str_trim(sample);
    if (!str_starts(sample, STR("{"))) {
        return false;
    }
    struct str rest = str_trim(str_slice(sample, 1, sample.len));
    return rest.len > 0 && (rest.ptr[0] == '"' || rest.ptr[0] == '}');
}

void json_lines_open(struct json_lines_reader *reader, struct window window)
{
    *reader = (struct json_lines_reader){.window = window, .line = 1};
}

void json_lines_free(struct json_lines_reader *r)
{
    window_free(&r->window);
    buf_free(&r->quoted);
    buf_free(&r->path);
    mem_free(r->number_at);
    for (size_t i = 0; i < r->cell_capacity; i++) {
        buf_free(&r->cells[i].name);
        buf_free(&r->cells[i].text);
    }
    mem_free(r->cells);
    *r = (struct json_lines_reader){0};
}

static size_t digits(struct str s, size_t at)
{
    while (at < s.len && ascii_is_digit(s.ptr[at])) {
        at++;
    }
    return at;
}

/* number_length - of the JSON number at the start of s (RFC 8259 §6), or 0. */
static size_t number_length(struct str s)
{
    size_t at = s.len > 0 && s.ptr[0] == '-';
    size_t whole = digits(s, at);
    if (whole == at || (s.ptr[at] == '0' && whole > at + 1)) {
        return 0;
    }
    at = whole;
    if (at < s.len && s.ptr[at] == '.') {
        size_t end = digits(s, at + 1);
        if (end == at + 1) {
            return 0;
        }
        at = end;
    }
    if (at < s.len && (s.ptr[at] | 0x20) == 'e') {
        size_t sign = at + 1 < s.len && (s.ptr[at + 1] == '+' || s.ptr[at + 1] == '-');
        size_t end = digits(s, at + 1 + sign);
        if (end == at + 1 + sign) {
            return 0;
        }
        at = end;
    }
    return at;
}

/* string_length - of the JSON string at the start of s with its quotes, or to the end of s. */
static size_t string_length(struct str s)
{
    for (size_t at = 1; at < s.len; at++) {
        if (s.ptr[at] == '\\') {
            at++;
        } else if (s.ptr[at] == '"') {
            return at + 1;
        }
    }
    return s.len;
}

static bool ends_value(struct str s, size_t at)
{
    while (at < s.len && ascii_is_space(s.ptr[at])) {
        at++;
    }
    return at < s.len && (s.ptr[at] == ',' || s.ptr[at] == ']' || s.ptr[at] == '}');
}

/* quote_numbers - the line into r->quoted. Wrong numbers stay as they are, for jansson to refuse. A
 * number is only taken where a value may stand, so that {1: 2} does not become right. */
static void quote_numbers(struct json_lines_reader *r, struct str line)
{
    r->quoted.len = 0;
    r->number_count = 0;
    char before = 0; /* the last byte that is not white space */
    for (size_t at = 0; at < line.len;) {
        struct str rest = str_slice(line, at, line.len);
        char c = rest.ptr[0];
        size_t len = 1;
        size_t number = 0;
        if (c == '"') {
            len = string_length(rest);
        } else if (c == '-' || ascii_is_digit(c)) {
            /* After a comma it may stand for a key; a colon behind it gives that away. */
            number = strchr(":[,", before) != NULL && before != 0 ? number_length(rest) : 0;
            number = ends_value(rest, number) ? number : 0;
            len = number ? number : len;
        }
        if (number > 0) {
            void *ptr = r->number_at;
            mem_must_grow(&ptr, &r->number_capacity, r->number_count + 1, sizeof *r->number_at);
            r->number_at = ptr;
            r->number_at[r->number_count++] = r->quoted.len;
            buf_add_char(&r->quoted, '"');
        }
        buf_add(&r->quoted, str_slice(rest, 0, len));
        if (number > 0) {
            buf_add_char(&r->quoted, '"');
        }
        before = ascii_is_space(c) ? before : c;
        at += len;
    }
}

void json_quote_numbers(struct str text, struct buf *out)
{
    struct json_lines_reader r = {0};
    quote_numbers(&r, text);
    buf_add(out, buf_str(&r.quoted));
    buf_free(&r.quoted);
    mem_free(r.number_at);
}

/* column_of - from an offset in the line with quoted numbers back to a column of the line
 * itself. */
static size_t column_of(const struct json_lines_reader *r, size_t offset)
{
    size_t added = 0;
    for (size_t i = 0; i < r->number_count && r->number_at[i] < offset; i++) {
        added += 2;
    }
    return offset > added ? offset - added : 1;
}

static struct json_cell *cell_named(struct json_lines_reader *r, struct str name)
{
    for (size_t i = 0; i < r->count; i++) {
        if (str_eq(buf_str(&r->cells[i].name), name)) {
            return &r->cells[i];
        }
    }
    if (r->count == JSON_LINES_COLUMNS_MAX) {
        return NULL;
    }
    void *ptr = r->cells;
    mem_must_grow(&ptr, &r->cell_capacity, r->count + 1, sizeof *r->cells);
    r->cells = ptr;
    struct json_cell *cell = &r->cells[r->count++];
    cell->name.len = 0;
    cell->text.len = 0;
    buf_add(&cell->name, name);
    return cell;
}

static const char *add_scalar(struct json_lines_reader *r, struct str text)
{
    struct json_cell *cell = cell_named(r, buf_str(&r->path));
    if (cell == NULL) {
        return "has more columns than a table may have";
    }
    if (cell->text.len > 0 && text.len > 0) {
        buf_add(&cell->text, STR("; "));
    }
    buf_add(&cell->text, text);
    return NULL;
}

/* flatten - the cells of value, whose name so far is r->path. Returns NULL or what is wrong. */
static const char *flatten(struct json_lines_reader *r, json_t *value, int depth)
{
    if (depth > JSON_LINES_DEPTH_MAX) {
        return "is nested too deep";
    }
    const char *bad = NULL;
    size_t path_len = r->path.len;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        for (void *at = json_object_iter(value); at != NULL && bad == NULL;
             at = json_object_iter_next(value, at)) {
            if (depth > 0) {
                buf_add_char(&r->path, '.');
            }
            buf_add(&r->path, str_of(json_object_iter_key(at)));
            bad = flatten(r, json_object_iter_value(at), depth + 1);
            r->path.len = path_len;
        }
        return bad;
    case JSON_ARRAY:
        for (size_t i = 0; i < json_array_size(value) && bad == NULL; i++) {
            bad = flatten(r, json_array_get(value, i), depth + 1);
        }
        return bad;
    case JSON_STRING:
        return add_scalar(r, str_make(json_string_value(value), json_string_length(value)));
    case JSON_TRUE:
        return add_scalar(r, STR("true"));
    case JSON_FALSE:
        return add_scalar(r, STR("false"));
    default: /* null still makes its column */
        return add_scalar(r, STR(""));
    }
}

/* what_is_wrong - in our words: jansson's own quote the line, which is somebody's data. */
static const char *what_is_wrong(enum json_error_code code)
{
    switch (code) {
    case json_error_stack_overflow:
        return "is nested too deep";
    case json_error_premature_end_of_input:
        return "ends before its JSON does";
    case json_error_end_of_input_expected:
        return "has something after its JSON object";
    case json_error_invalid_utf8:
        return "has text that is not UTF-8";
    case json_error_duplicate_key:
        return "has a key twice";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "has a zero character";
    default:
        return "is not JSON from here on";
    }
}

static int parse_line(struct json_lines_reader *r, struct json_lines_row *row, struct err *err)
{
    json_error_t error = {0};
    r->count = 0;
    r->path.len = 0;
    quote_numbers(r, row->raw);
    json_t *value =
        json_loadb(r->quoted.ptr, r->quoted.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value == NULL) {
        enum json_error_code code = json_error_code(&error);
        if (code == json_error_out_of_memory || code == json_error_unknown) {
            return err_set(err, ERR_MEMORY, "out of memory while reading JSON");
        }
        row->bad = what_is_wrong(code);
        row->column = column_of(r, error.position > 0 ? (size_t)error.position : 1);
    } else if (!json_is_object(value)) {
        row->bad = "is not a JSON object";
        row->column = 1;
    } else {
        row->bad = flatten(r, value, 0);
        row->column = row->bad != NULL;
    }
    json_decref(value);
    row->cells = r->cells;
    row->count = row->bad == NULL ? r->count : 0;
    return 0;
}

int json_lines_next(struct json_lines_reader *r, struct json_lines_row *ret_row, bool *ret_found,
                    struct err *err)
{
    for (;;) {
        struct str unread = window_unread(&r->window);
        const char *end = unread.len > 0 ? memchr(unread.ptr, '\n', unread.len) : NULL;
        if (end == NULL && !r->window.ended) {
            int code = window_more(&r->window, err);
            if (code != 0) {
                if (code == ERR_LIMIT && err != NULL) {
                    err->line = r->line;
                }
                return code;
            }
            continue;
        }
        if (unread.len == 0) {
            *ret_found = false;
            return 0;
        }
        size_t len = end != NULL ? (size_t)(end - unread.ptr) : unread.len;
        struct str raw = str_slice(unread, 0, len);
        r->window.from += len + (end != NULL);
        size_t line = r->line++;
        if (str_trim(raw).len == 0) {
            continue;
        }
        if (raw.ptr[raw.len - 1] == '\r') {
            raw.len--;
        }
        *ret_row = (struct json_lines_row){.line = line, .raw = raw};
        *ret_found = true;
        return parse_line(r, ret_row, err);
    }
}
