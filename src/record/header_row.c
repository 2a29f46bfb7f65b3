/* header_row.c - the evidence, column by column. */
#include "header_row.h"

enum { HEADER_CELL_BYTES_MAX = 64 };

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (ascii_is_digit(s.ptr[i])) {
            return true;
        }
    }
    return false;
}

/* Words, in any script: three bytes of letters at least. */
static bool has_words(struct str s)
{
    size_t letters = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        letters += c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return letters >= 3;
}

static bool has_at(struct str s)
{
    return s.len > 0 && memchr(s.ptr, '@', s.len) != NULL;
}

/* is_numbered_word - a name that counts: address1, line_2, Phone 10, "Cyfeiriad 1 / Address 1". It
 * begins with two letters, and each number in it has one or two digits. */
static bool is_numbered_word(struct str s)
{
    size_t digits = 0;
    if (s.len < 3 || has_digit(str_slice(s, 0, 2))) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        digits = ascii_is_digit(s.ptr[i]) ? digits + 1 : 0;
        if (digits > 2) {
            return false;
        }
    }
    return ascii_is_digit(s.ptr[s.len - 1]);
}

/* struct below - what the cells under the first one of a column are like. */
struct below {
    size_t filled;
    size_t with_digit;
    size_t with_at;
    size_t with_words;
    bool recurs;
};

static bool same_row(const struct row_cells *a, const struct row_cells *b)
{
    for (size_t c = 0; c < a->count && a->count == b->count; c++) {
        if (!str_eq(str_trim(a->cells[c]), str_trim(b->cells[c]))) {
            return false;
        }
    }
    return a->count == b->count;
}

static struct below look_below(const struct row_cells *rows, size_t count, size_t column)
{
    struct below below = {0};
    struct str first = str_trim(rows[0].cells[column]);
    for (size_t r = 1; r < count; r++) {
        struct str cell = column < rows[r].count ? str_trim(rows[r].cells[column]) : STR("");
        if (cell.len == 0) {
            continue;
        }
        below.filled++;
        below.with_digit += has_digit(cell);
        below.with_at += has_at(cell);
        below.with_words += has_words(cell);
        /* A header repeated as a whole, from tables put together, is no recurring value. */
        below.recurs = below.recurs || (str_eq(cell, first) && !same_row(&rows[0], &rows[r]));
    }
    return below;
}

/* is_complete - all cells are there and differ. The first may be empty: many programs leave the
 * column of row numbers without a name. */
static bool is_complete(const struct row_cells *row)
{
    bool unnamed = row->count > 1 && str_trim(row->cells[0]).len == 0;
    for (size_t a = unnamed; a < row->count; a++) {
        struct str cell = str_trim(row->cells[a]);
        for (size_t b = 0; b < a; b++) {
            if (str_eq(cell, str_trim(row->cells[b]))) {
                return false;
            }
        }
        if (cell.len == 0) {
            return false;
        }
    }
    return true;
}

bool header_row_is(const struct row_cells *rows, size_t count)
{
    size_t in_favour = 0;
    size_t against = 0;
    size_t empty = 0;
    for (size_t c = 0; c < rows[0].count; c++) {
        struct str cell = str_trim(rows[0].cells[c]);
        if (cell.len == 0) {
            empty++;
            continue;
        }
        struct below below = look_below(rows, count, c);
        bool digit = has_digit(cell);
        against += cell.len > HEADER_CELL_BYTES_MAX;
        against += below.recurs;
        if (has_at(cell)) {
            against++;
        } else {
            in_favour += below.with_at * 2 > below.filled;
        }
        if (digit && has_words(cell) && below.with_words * 10 < below.filled) {
            in_favour++; /* "Parent 1 Phone" over numbers */
        } else if (digit && !is_numbered_word(cell)) {
            against += below.with_digit * 2 >= below.filled;
        } else if (!digit) {
            in_favour += below.filled > 0 && below.with_digit * 10 >= below.filled * 9;
        }
    }
    against += empty * 2 > rows[0].count;
    if (in_favour != against) {
        return in_favour > against;
    }
    return against == 0 && is_complete(&rows[0]);
}
