/* table_test.h - tables for tests, written as lines with cells between bars. For tests only. */
#ifndef CANTREF_LINKAGE_TABLE_TEST_H
#define CANTREF_LINKAGE_TABLE_TEST_H

#include "memory.h"
#include "table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* table_begin - an empty table of that many columns. */
static inline struct table table_begin(const char *name, const char *const *headers, size_t columns)
{
    struct table table = {.name = str_of(name),
                          .path = STR("test"),
                          .has_header = headers != NULL,
                          .column_count = columns};
    static const char *const none[] = {"column 1",  "column 2",  "column 3",  "column 4",
                                       "column 5",  "column 6",  "column 7",  "column 8",
                                       "column 9",  "column 10", "column 11", "column 12",
                                       "column 13", "column 14", "column 15"};
    table.columns = mem_must_array(columns, sizeof *table.columns);
    for (size_t c = 0; c < columns; c++) {
        uint32_t id;
        table.columns[c].header = str_of(headers != NULL ? headers[c] : none[c]);
        assert_int_equal(dictionary_add(&table.columns[c].values, STR(""), &id), 0);
    }
    return table;
}

static inline void table_add_row(struct table *table, const struct str *cells)
{
    size_t row = table->row_count++;
    for (size_t c = 0; c < table->column_count; c++) {
        if ((row & (row + 1)) == 0) {
            table->columns[c].ids =
                realloc(table->columns[c].ids, (row + 1) * 2 * sizeof(uint32_t));
        }
        assert_int_equal(dictionary_add(&table->columns[c].values, str_trim(cells[c]),
                                        &table->columns[c].ids[row]),
                         0);
    }
}

static inline void table_end(struct table *table)
{
    for (size_t c = 0; c < table->column_count; c++) {
        dictionary_free(&table->columns[c].values);
        free(table->columns[c].ids);
    }
    mem_free(table->columns);
}

/* split_bars - the cells of one line; returns how many. */
static inline size_t split_bars(const char *line, struct str *ret, size_t max)
{
    size_t count = 0;
    for (const char *at = line;; at++) {
        size_t len = strcspn(at, "|");
        assert_true(count < max);
        ret[count++] = str_trim((struct str){at, len});
        at += len;
        if (*at == '\0') {
            return count;
        }
    }
}

/* table_of_lines - the first line holds the headers ("" for none). headers must outlive the table:
 * kept in *ret_text. */
static inline struct table table_of_lines(const char *name, const char *const *lines, size_t count,
                                          struct arena *arena)
{
    struct str cells[64];
    const char *headers[64];
    size_t columns = split_bars(lines[0][0] != '\0' || count == 1 ? lines[0] : lines[1], cells, 64);
    for (size_t c = 0; c < columns; c++) {
        headers[c] = arena_printf(arena, "%.*s", PRI(cells[c])).ptr;
    }
    struct table table = table_begin(name, lines[0][0] != '\0' ? headers : NULL, columns);
    for (size_t i = 1; i < count; i++) {
        assert_int_equal(split_bars(lines[i], cells, 64), columns);
        table_add_row(&table, cells);
    }
    return table;
}

#endif
