/* table.h - the rows of one source as they were received, column by column.
 *
 *   columns[c].ids[r] ──► columns[c].values (distinct cells, trimmed of spaces at both ends)
 *
 * Text is kept once for each distinct value of a column, so memory grows by four bytes a cell.
 * row_number[r] counts data rows from 1 as they stand in the file; it skips numbers where a row was
 * rejected. */
#ifndef CANTREF_LINKAGE_TABLE_H
#define CANTREF_LINKAGE_TABLE_H

#include "dictionary.h"

enum { COLUMNS_MAX = 4096, SOURCES_MAX = 1024 };

struct column {
    struct str header; /* as in the file, trimmed; "column 3" where there is none */
    struct dictionary values;
    uint32_t *ids; /* row_count of them; NULL: let go of, the cells read as empty */
};

struct table {
    struct str name; /* of the source: unique in a run */
    struct str path; /* as given, for messages; "-" for standard input */
    bool has_header;
    size_t column_count;
    struct column *columns;
    size_t row_count;
    uint32_t *row_number;
};

static inline struct str table_cell(const struct table *table, size_t row, size_t column)
{
    const struct column *c = &table->columns[column];
    return c->ids == NULL ? (struct str){"", 0} : dictionary_text(&c->values, c->ids[row]);
}

#endif
