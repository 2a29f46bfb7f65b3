/* json_lines.h - JSON Lines: one object a line, each a row whose cells have names.
 *
 *   {"name": {"first": "Siân"}, "tel": ["1", "2"], "id": 100}
 *       ──►   name.first = Siân, tel = 1; 2, id = 100
 *
 * Objects inside are flattened (a.b); the values of an array are joined by "; ", and so is a name
 * that comes up again by flattening ([{"a":1},{"a":2}] gives a = 1; 2). true and false are text.
 * null, {} and [] give nothing. Numbers keep the digits they are written with: long identifiers and
 * 1.10 stay exact. A line that is not one object, has a key twice, is nested deeper than
 * JSON_LINES_DEPTH_MAX or gives more than JSON_LINES_COLUMNS_MAX cells is a bad row. Lines end in
 * LF; a line of white space is no row. */
#ifndef CANTREF_FORMAT_JSON_LINES_H
#define CANTREF_FORMAT_JSON_LINES_H

#include "memory.h"
#include "window.h"

enum { JSON_LINES_DEPTH_MAX = 32, JSON_LINES_COLUMNS_MAX = 4096 };

struct json_cell {
    struct buf name;
    struct buf text;
};

struct json_lines_reader {
    struct window window;
    size_t line;       /* of the next unread byte, from 1 */
    struct buf quoted; /* the line with its numbers in quotes */
    size_t *number_at; /* offsets in quoted of the quotes put in */
    size_t number_count;
    size_t number_capacity;
    struct json_cell *cells; /* kept from row to row for their memory */
    size_t cell_capacity;
    size_t count;
    struct buf path;
};

struct json_lines_row {
    const struct json_cell *cells; /* count of them, until the next call; names differ */
    size_t count;
    size_t line;
    size_t column; /* of the trouble, from 1, in bytes; 0 when the row is good */
    struct str raw;
    const char *bad; /* NULL, or what is wrong with it (never quotes the line) */
};

/* json_lines_looks_like - the sample begins with an object: { and then a quote or }. */
bool json_lines_looks_like(struct str sample);

/* json_quote_numbers - JSON text with its numbers in quotes, so that they keep their digits through
 * a parser, added to out. What is no JSON stays none. Cost: linear. */
void json_quote_numbers(struct str text, struct buf *out);

/* json_lines_open - read rows from an open window, which moves into the reader. json_lines_free
 * ends it. */
void json_lines_open(struct json_lines_reader *reader, struct window window);

/* json_lines_next - the next row; *ret_found is false at the end. A bad row is returned with
 * row->bad set.
 * Errors: those of the source; ERR_LIMIT for a line of more than ROW_BYTES_MAX bytes;
 * ERR_MEMORY. */
int json_lines_next(struct json_lines_reader *reader, struct json_lines_row *ret_row,
                    bool *ret_found, struct err *err);
void json_lines_free(struct json_lines_reader *reader);

#endif
