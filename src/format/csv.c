/* csv.c - the reader works on whole rows inside the window. scan_row looks at the unread bytes once
 * and says: here is a row, or I need more bytes, or this quote never closes. When it needs more,
 * the window moves on or grows and the row is scanned again from its start; windows double, so this
 * at most doubles the work and keeps the scanner free of states. */
#include "csv.h"

#include <assert.h>

enum {
    SAMPLE_BYTES = 1 << 18, /* of the start of a table, to find the delimiter */
    SAMPLE_ROWS = 500,
    SWALLOW_BYTES = 1 << 16, /* of a quoted cell that are examined for swallowed rows */
    SWALLOW_DELIMITERS = 8,  /* in whole lines: fewer can be chance */
};

enum scan_result { SCAN_ROW, SCAN_EMPTY_LINE, SCAN_MORE, SCAN_UNCLOSED, SCAN_TOO_WIDE };

struct scan {
    const char *p; /* read to here */
    const char *end;
    bool last; /* nothing comes after end */
    size_t count;
    size_t lines;        /* line ends inside quotes so far */
    const char *opened;  /* the opening quote in question, NULL if none is */
    size_t opened_lines; /* lines before it */
    const char *row_end; /* before the line end */
};

static void set_delimiter(struct csv_reader *r, char delimiter)
{
    r->delimiter = delimiter;
    memset(r->stops, 0, sizeof r->stops);
    r->stops['\n'] = r->stops['\r'] = true;
    if (delimiter != 0) {
        r->stops[(unsigned char)delimiter] = true;
    }
}

/* to_stop - the first byte from p on that ends a cell. There is a newline at s->end. */
static const char *to_stop(const struct csv_reader *r, const char *p)
{
    while (!r->stops[(unsigned char)*p]) {
        p++;
    }
    return p;
}

static size_t count_lines(const char *from, const char *to)
{
    size_t lines = 0;
    for (const char *p = from; p < to; p++) {
        lines += *p == '\n' || (*p == '\r' && (p + 1 == to || p[1] != '\n'));
    }
    return lines;
}

/* swallows_rows - the inside of a quoted cell has whole lines, and each is a row by its number of
 * delimiters. A text of that shape by chance is rare: the lines together must have
 * SWALLOW_DELIMITERS, and the table three columns. */
static bool swallows_rows(const struct csv_reader *r, struct str inside)
{
    inside = str_slice(inside, 0, SWALLOW_BYTES);
    size_t delimiters = 0;
    size_t in_line = 0;
    bool whole = false; /* the line began inside */
    if (r->width < 3) {
        return false;
    }
    for (size_t i = 0; i < inside.len; i++) {
        if (inside.ptr[i] == r->delimiter) {
            in_line++;
        } else if (inside.ptr[i] == '\n' || inside.ptr[i] == '\r') {
            bool empty = i > 0 && (inside.ptr[i - 1] == '\n' || inside.ptr[i - 1] == '\r');
            if (whole && !empty && in_line != r->width - 1) {
                return false;
            }
            delimiters += whole ? in_line : 0;
            in_line = 0;
            whole = true;
        }
    }
    return delimiters >= SWALLOW_DELIMITERS;
}

/* add_copy - the cell inside+tail, doubled quotes of the inside made single, in the scratch space.
 * A row's copies are no longer than the row, so a scratch space as large as the window never moves
 * while its cells are in use. */
static struct str add_copy(struct csv_reader *r, struct str inside, struct str tail)
{
    if (r->scratch_capacity < r->window.capacity) {
        assert(r->scratch_len == 0);
        mem_free(r->scratch);
        r->scratch = mem_must_array(r->window.capacity, 1);
        r->scratch_capacity = r->window.capacity;
    }
    char *start = r->scratch + r->scratch_len;
    char *to = start;
    while (inside.len > 0) {
        const char *quote = memchr(inside.ptr, '"', inside.len);
        size_t len = quote != NULL ? (size_t)(quote - inside.ptr) + 1 : inside.len;
        memcpy(to, inside.ptr, len);
        to += len;
        inside = str_slice(inside, quote != NULL ? len + 1 : len, inside.len);
    }
    if (tail.len > 0) {
        memcpy(to, tail.ptr, tail.len);
        to += tail.len;
    }
    r->scratch_len += (size_t)(to - start);
    assert(r->scratch_len <= r->scratch_capacity);
    return str_make(start, (size_t)(to - start));
}

static bool is_blank(struct str s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] == ' ') {
        i++;
    }
    return i == s.len;
}

/* quote_at - the quote that opens the cell at s->p, or NULL. After spaces it opens a cell only if
 * it closes on this line and the cell ends there. (If the window ends first, the row does not: it
 * is scanned again.) */
static const char *quote_at(const struct csv_reader *r, const struct scan *s)
{
    const char *open = s->p;
    if (open < s->end && *open == '"') {
        return open;
    }
    while (open < s->end && *open == ' ') {
        open++;
    }
    if (open == s->p || open == s->end || *open != '"') {
        return NULL;
    }
    for (const char *p = open + 1; p < s->end && *p != '\n' && *p != '\r'; p++) {
        if (*p != '"') {
            continue;
        }
        if (p + 1 < s->end && p[1] == '"') {
            p++;
            continue;
        }
        const char *stop = to_stop(r, p + 1);
        return is_blank(str_make(p + 1, (size_t)(stop - p - 1))) ? open : NULL;
    }
    return NULL;
}

/* closing_quote - the quote that closes the cell opened before `from`; NULL if the input holds none
 * or what follows it, which decides whether it is one, isn't there yet. */
static const char *closing_quote(const struct scan *s, const char *from, bool *ret_doubled)
{
    *ret_doubled = false;
    for (const char *p = from; p < s->end;) {
        const char *quote = memchr(p, '"', (size_t)(s->end - p));
        if (quote == NULL || (quote + 1 == s->end && !s->last)) {
            return NULL;
        }
        if (quote + 1 == s->end || quote[1] != '"') {
            return quote;
        }
        *ret_doubled = true;
        p = quote + 2;
    }
    return NULL;
}

static enum scan_result scan_quoted(struct csv_reader *r, struct scan *s, const char *open,
                                    struct str *ret_cell)
{
    const char *from = open + 1;
    bool doubled;
    const char *close = closing_quote(s, from, &doubled);
    s->opened = open;
    s->opened_lines = s->lines;
    if (close == NULL) {
        struct str inside = str_make(from, (size_t)(s->end - from));
        bool swallows = inside.len >= SWALLOW_BYTES && swallows_rows(r, inside);
        return s->last || swallows ? SCAN_UNCLOSED : SCAN_MORE;
    }
    struct str inside = str_make(from, (size_t)(close - from));
    size_t lines = count_lines(from, close);
    const char *stop = to_stop(r, close + 1);
    struct str tail = str_make(close + 1, (size_t)(stop - close - 1));
    if (lines > 0 && (swallows_rows(r, inside) || (!is_blank(tail) && stop < s->end))) {
        return SCAN_UNCLOSED;
    }
    if (stop == s->end && !s->last) {
        return SCAN_MORE;
    }
    if (lines > 0 && !is_blank(tail)) {
        return SCAN_UNCLOSED;
    }
    tail = is_blank(tail) ? STR("") : tail;
    *ret_cell = doubled || tail.len > 0 ? add_copy(r, inside, tail) : inside;
    s->opened = lines > 0 ? open : NULL;
    s->lines += lines;
    s->p = stop;
    return SCAN_ROW;
}

/* pass_line_end - over CR, LF or CRLF at s->p; false if an LF may still come. */
static bool pass_line_end(struct scan *s)
{
    if (s->p == s->end) {
        return s->last;
    }
    if (*s->p == '\r') {
        if (s->p + 1 == s->end && !s->last) {
            return false;
        }
        s->p += s->p + 1 < s->end && s->p[1] == '\n';
    }
    s->p++;
    return true;
}

static enum scan_result scan_row(struct csv_reader *r, struct scan *s)
{
    const char *multi = NULL; /* the last quote that ran over a line end */
    size_t multi_lines = 0;
    r->scratch_len = 0;
    if (s->p < s->end && (*s->p == '\n' || *s->p == '\r')) {
        return pass_line_end(s) ? SCAN_EMPTY_LINE : SCAN_MORE;
    }
    for (;; s->p++) {
        struct str cell;
        const char *open = quote_at(r, s);
        if (open != NULL) {
            enum scan_result result = scan_quoted(r, s, open, &cell);
            if (result != SCAN_ROW) {
                return result;
            }
            multi = s->opened != NULL ? s->opened : multi;
            multi_lines = s->opened != NULL ? s->opened_lines : multi_lines;
        } else {
            const char *stop = to_stop(r, s->p);
            cell = str_make(s->p, (size_t)(stop - s->p));
            s->p = stop;
        }
        if (s->count == CSV_COLUMNS_MAX) {
            s->opened = multi;
            s->opened_lines = multi_lines;
            return multi != NULL ? SCAN_UNCLOSED : SCAN_TOO_WIDE;
        }
        r->cells[s->count++] = cell;
        s->opened = NULL;
        if (s->p == s->end || *s->p != r->delimiter) {
            s->row_end = s->p;
            return pass_line_end(s) ? SCAN_ROW : SCAN_MORE;
        }
    }
}

/* after_unclosed - move s->p behind the line in which the quote opened. False if that line has no
 * end here. */
static bool after_unclosed(struct scan *s)
{
    s->p = s->opened;
    while (s->p < s->end && *s->p != '\n' && *s->p != '\r') {
        s->p++;
    }
    s->row_end = s->p;
    return pass_line_end(s);
}

void csv_open(struct csv_reader *reader, struct window window, char delimiter)
{
    *reader = (struct csv_reader){.window = window, .line = 1};
    reader->cells = mem_must_array(CSV_COLUMNS_MAX, sizeof *reader->cells);
    set_delimiter(reader, delimiter);
}

static int too_wide(const struct csv_reader *r, struct err *err)
{
    return err_at(err, ERR_LIMIT, "", r->line, 0,
                  "a row has more than %d columns; leave out the columns that are not needed",
                  CSV_COLUMNS_MAX);
}

static int read_more(struct csv_reader *r, struct err *err)
{
    int code = window_more(&r->window, err);
    if (code == ERR_LIMIT && err != NULL) {
        err->line = r->line;
    }
    return code;
}

int csv_next(struct csv_reader *r, struct csv_row *ret_row, bool *ret_found, struct err *err)
{
    for (;;) {
        struct str unread = window_unread(&r->window);
        struct scan s = {.p = unread.ptr, .end = unread.ptr + unread.len, .last = r->window.ended};
        if (unread.len == 0 && s.last) {
            *ret_found = false;
            return 0;
        }
        enum scan_result result = unread.len == 0 ? SCAN_MORE : scan_row(r, &s);
        if (result == SCAN_TOO_WIDE) {
            return too_wide(r, err);
        }
        if (result == SCAN_MORE && s.opened != NULL && unread.len >= ROW_BYTES_MAX) {
            result = SCAN_UNCLOSED;
        }
        if (result == SCAN_MORE || (result == SCAN_UNCLOSED && !after_unclosed(&s))) {
            int code = read_more(r, err);
            if (code != 0) {
                return code;
            }
            continue;
        }
        size_t line = r->line;
        size_t bad_line = line + s.opened_lines;
        r->line = 1 + (result == SCAN_UNCLOSED ? bad_line : line + s.lines);
        r->window.from += (size_t)(s.p - unread.ptr);
        if (result == SCAN_EMPTY_LINE) {
            continue;
        }
        struct str raw = str_make(unread.ptr, (size_t)(s.row_end - unread.ptr));
        *ret_row = (struct csv_row){.cells = r->cells, .count = s.count, .line = line, .raw = raw};
        if (result == SCAN_UNCLOSED) {
            ret_row->count = 0;
            ret_row->line = bad_line;
            ret_row->bad = "a quote opens here and never closes";
        } else if (r->width == 0) {
            r->width = s.count;
        }
        *ret_found = true;
        return 0;
    }
}

void csv_free(struct csv_reader *reader)
{
    window_free(&reader->window);
    mem_free(reader->cells);
    mem_free(reader->scratch);
    *reader = (struct csv_reader){0};
}

/* struct shape - how regular the rows of a sample are under one delimiter. */
struct shape {
    size_t rows;
    size_t first;       /* cells of the first row */
    size_t like_first;  /* rows with as many */
    size_t like_second; /* rows with as many cells as the second: the first may be a title */
    size_t second;
};

static struct shape shape_of(struct csv_reader *r, struct str sample, bool ended)
{
    struct shape shape = {0};
    struct scan s = {.p = sample.ptr, .end = sample.ptr + sample.len, .last = ended};
    while (s.p < s.end && shape.rows < SAMPLE_ROWS) {
        s.count = 0;
        enum scan_result result = scan_row(r, &s);
        if (result == SCAN_UNCLOSED && after_unclosed(&s)) {
            continue;
        }
        if (result == SCAN_EMPTY_LINE) {
            continue;
        }
        if (result != SCAN_ROW && shape.rows > 0) {
            break;
        }
        shape.rows++;
        shape.first = shape.rows == 1 ? s.count : shape.first;
        shape.second = shape.rows == 2 ? s.count : shape.second;
        shape.like_first += s.count == shape.first;
        shape.like_second += s.count == shape.second;
        if (result != SCAN_ROW) {
            break;
        }
    }
    return shape;
}

/* Where two delimiters serve alike, the rarer in running text comes first. */
static const char delimiters[] = {'\t', '|', ';', ','};

/* better - a over b: shares compared crosswise, then the number of cells. */
static bool better(const struct shape *a, const struct shape *b)
{
    size_t left = a->like_first * b->rows;
    size_t right = b->like_first * a->rows;
    return b->rows == 0 || left > right || (left == right && a->first > b->first);
}

char csv_delimiter(struct str sample, bool ended)
{
    ended = ended && sample.len <= SAMPLE_BYTES;
    sample = str_slice(sample, 0, SAMPLE_BYTES);
    char *copy = mem_must_array(sample.len + 1, 1); /* with the newline that the scan relies on */
    memcpy(copy, sample.ptr, sample.len);
    copy[sample.len] = '\n';
    struct csv_reader reader;
    csv_open(&reader, (struct window){.capacity = sample.len + 1}, 0);
    struct shape best = {0};
    char found = 0;
    char title = 0;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        set_delimiter(&reader, delimiters[i]);
        struct shape shape = shape_of(&reader, str_make(copy, sample.len), ended);
        if (shape.first > 1 && better(&shape, &best)) {
            best = shape;
            found = delimiters[i];
        }
        /* A line of its own above the table: the rows are then refused, which is better than read
         * as one column. */
        if (shape.second > 1 && shape.like_second * 5 >= shape.rows * 4) {
            title = delimiters[i];
        }
    }
    csv_free(&reader);
    mem_free(copy);
    return found != 0 ? found : title;
}

/* Eight bytes, each with its top bit set where it is c; one after such a one may have it, too. */
static uint64_t bytes_equal(uint64_t bytes, unsigned char c)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t zero_where_equal = bytes ^ ones * c;
    return (zero_where_equal - ones) & ~zero_where_equal & ones << 7;
}

static bool has_special(const char *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return (bytes_equal(eight, ',') | bytes_equal(eight, '"') | bytes_equal(eight, '\n') |
            bytes_equal(eight, '\r')) != 0;
}

bool csv_is_plain(struct str cell)
{
    enum { EIGHT = 8 };
    bool special = cell.len > 0 && (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ');
    if (cell.len < EIGHT) {
        char few[EIGHT] = {0};
        for (size_t i = 0; i < cell.len; i++) {
            few[i] = cell.ptr[i];
        }
        return !special && !has_special(few);
    }
    for (size_t at = 0; at + EIGHT < cell.len && !special; at += EIGHT) {
        special = has_special(cell.ptr + at);
    }
    return !special && !has_special(cell.ptr + cell.len - EIGHT);
}

int csv_write_cell(struct buf *out, struct str cell)
{
    if (csv_is_plain(cell)) {
        return buf_add(out, cell);
    }
    int code = buf_add_char(out, '"');
    for (struct str rest = cell; rest.len > 0 && code == 0;) {
        const char *at = memchr(rest.ptr, '"', rest.len);
        size_t len = at != NULL ? (size_t)(at - rest.ptr) + 1 : rest.len;
        code = buf_add(out, str_slice(rest, 0, len));
        code = code == 0 && at != NULL ? buf_add_char(out, '"') : code;
        rest = str_slice(rest, len, rest.len);
    }
    return code ? code : buf_add_char(out, '"');
}

int csv_write_row(struct buf *out, const struct str *cells, size_t count)
{
    int code = count == 1 && cells[0].len == 0 ? buf_add(out, STR("\"\"")) : 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        code = i > 0 ? buf_add_char(out, ',') : 0;
        code = code ? code : csv_write_cell(out, cells[i]);
    }
    return code ? code : buf_add(out, STR("\r\n"));
}
