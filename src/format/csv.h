/* csv.h - tables of text with a delimiter: RFC 4180 and what systems make of it.
 *
 *   - , ; | or tab between cells (found from a sample); lines end in LF, CRLF or CR, mixed if need
 *     be.
 *   - A cell that starts with a quote runs to its closing quote, over delimiters and line ends; ""
 *     inside is one quote. Text after the closing quote on the same line belongs to the cell: "a"b
 *     is ab. Spaces before a quote are left out if the quote closes on the same line and a
 *     delimiter follows.
 *   - A quote anywhere else is a quote: 6" pipe.
 *   - A quote that never closes must not swallow the rows after it. The row is bad, and reading
 *     goes on with the line after the one where the quote opened. A quote counts as unclosed when
 *       . the input ends, ROW_BYTES_MAX are passed, or the row gets more than COLUMNS_MAX cells by
 *         way of line ends in quotes;
 *       . it has run over a line end and what follows its closing quote is not the end of a cell
 *         (so the "closing" quote is the opening one of a later row);
 *       . it has swallowed whole lines that are all rows by their number of delimiters (csv.c,
 *         swallows_rows).
 *   - An empty line is no row. A line of spaces, of delimiters or of "" is one.
 *
 * Cells are slices of the window; only those with doubled quotes are copied. Nothing is trimmed. */
#ifndef CANTREF_FORMAT_CSV_H
#define CANTREF_FORMAT_CSV_H

#include "memory.h"
#include "window.h"

enum { CSV_COLUMNS_MAX = 4096 };

struct csv_reader {
    struct window window;
    char delimiter;    /* 0: one cell a line */
    size_t width;      /* cells of the first good row; 0 before it */
    size_t line;       /* of the next unread byte, from 1 */
    bool stops[256];   /* bytes that end an unquoted cell */
    struct str *cells; /* CSV_COLUMNS_MAX */
    char *scratch;     /* cells without their doubled quotes; as large as the window */
    size_t scratch_capacity;
    size_t scratch_len;
};

struct csv_row {
    const struct str *cells; /* count of them, until the next call */
    size_t count;            /* ≥ 1; 0 for a bad row */
    size_t line;             /* where it starts; for a bad row where its trouble starts */
    struct str raw;          /* as it stands in the input, without its line end */
    const char *bad;         /* NULL, or what is wrong with it */
};

/* csv_delimiter - the delimiter of the table that `sample` begins: the one for which most rows have
 * as many cells as the first. ended: the sample is all there is. Returns , ; | tab, or 0 for a
 * table of one column. */
char csv_delimiter(struct str sample, bool ended);

/* csv_open - read rows from an already open window (window_open), which moves into the reader.
 * delimiter as above. */
void csv_open(struct csv_reader *reader, struct window window, char delimiter);

/* csv_next - the next row. *ret_found is false at the end. A bad row is returned with row->bad set,
 * and reading can go on.
 * Errors: those of the source; ERR_LIMIT for a row of more than ROW_BYTES_MAX bytes or
 *         CSV_COLUMNS_MAX cells
 * (err->line is set). Cost: linear in the input; about a byte a cycle. */
int csv_next(struct csv_reader *reader, struct csv_row *ret_row, bool *ret_found, struct err *err);
void csv_free(struct csv_reader *reader);

/* csv_is_plain - has a cell no comma, quote or line end, nor a space at an end? Eight bytes at a
 * time.
 * csv_write_cell - add a cell, quoted if it is not plain.
 * csv_write_row - cells with commas between and CRLF after (RFC 4180). A row of one empty cell is
 * written "", as an empty line would be no row. Errors: ERR_LIMIT at the buffer's maximum. */
bool csv_is_plain(struct str cell);
int csv_write_cell(struct buf *out, struct str cell);
int csv_write_row(struct buf *out, const struct str *cells, size_t count);

#endif
