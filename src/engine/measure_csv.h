/* measure_csv.h - a table of a month (case_measures.h) as CSV: for whoever goes on with it in a
 * spreadsheet.
 *
 *     ,Told,Detected alone,All
 *     Bereavement,240,not shown,252
 *
 * Of a figure that is told to be so many at the least, "at least 20" stands. A cell that a
 * spreadsheet would take for a formula (one that begins with = + - @, a tab or a line end) has an
 * apostrophe before it. Source: OWASP, CSV Injection. */
#ifndef CANTREF_ENGINE_MEASURE_CSV_H
#define CANTREF_ENGINE_MEASURE_CSV_H

#include "access.h"
#include "json_tree.h"

/* measure_csv - added to out, with a byte order mark, which spreadsheets want.
 * In:     table: of `tables` of a month's tree. Pure. Errors: ERR_LIMIT at out's maximum. */
int measure_csv(const struct json_node *table, enum access_language language, struct buf *out);

/* measure_csv_cell - a cell as it may be written, in the arena or as it is. Pure. */
struct str measure_csv_cell(struct arena *arena, struct str text);

/* measure_member - a member of an object by its name; NULL: there is none.
 * measure_text - its text, or that of its language; "": there is none. measure_table_of - the table
 * of an id of all types (within: of one). */
const struct json_node *measure_member(const struct json_node *object, const char *name);
struct str measure_text(const struct json_node *object, const char *name,
                        enum access_language language);
/* measure_floor - of a row, what its cell in a column is said to be at least; NULL: nothing. */
const struct json_node *measure_floor(const struct json_node *row, const struct json_node *column);
const struct json_node *measure_table_of(const struct json_node *month, struct str id,
                                         struct str within);

#endif
