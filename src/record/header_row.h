/* header_row.h - is the first row of a table its header, or already data? Decided by values alone,
 * so that it works in any
 * language: a header says what the cells below it are and so is not like them. */
#ifndef CANTREF_RECORD_HEADER_ROW_H
#define CANTREF_RECORD_HEADER_ROW_H

#include "str.h"

struct row_cells {
    const struct str *cells;
    size_t count;
};

/* header_row_is - rows[0] is a header to rows[1 … count-1] (a sample of the table's start; count ≥
 * 1). For it, column by column: the first cell has no digit where nearly all cells below have one
 * (dates, numbers, postcodes, identifiers); no @ where they are e-mail addresses. Against it: the
 * cell has digits or an @ as they do; it comes up again below; it is long; most cells of the row
 * are empty. When nothing speaks either way it is a header if all its cells are there and
 * differ. */
bool header_row_is(const struct row_cells *rows, size_t count);

#endif
