/* measure_csv.c - see measure_csv.h. */
#include "measure_csv.h"

#include "csv.h"

#include <string.h>

enum { CELLS_MAX = 300 };

const struct json_node *measure_member(const struct json_node *object, const char *name)
{
    struct str key = str_of(name);
    return json_tree_get(object, key, json_tree_print(key));
}

struct str measure_text(const struct json_node *object, const char *name,
                        enum access_language language)
{
    const struct json_node *member = measure_member(object, name);
    if (member != NULL && member->kind == JSON_NODE_OBJECT) {
        member = measure_member(member, language == ACCESS_WELSH ? "cy" : "en");
    }
    return member != NULL && member->kind == JSON_NODE_TEXT ? member->text : STR("");
}

const struct json_node *measure_table_of(const struct json_node *month, struct str id,
                                         struct str within)
{
    const struct json_node *tables = measure_member(month, "tables");
    for (const struct json_node *t = tables != NULL ? tables->first : NULL; t != NULL;
         t = t->next) {
        if (str_eq(measure_text(t, "id", ACCESS_ENGLISH), id) &&
            str_eq(measure_text(t, "within", ACCESS_ENGLISH), within)) {
            return t;
        }
    }
    return NULL;
}

const struct json_node *measure_floor(const struct json_node *row, const struct json_node *column)
{
    struct str of = measure_text(row, "at_least_of", ACCESS_ENGLISH);
    return of.len > 0 && str_eq(of, measure_text(column, "id", ACCESS_ENGLISH))
               ? measure_member(row, "at_least")
               : NULL;
}

struct str measure_csv_cell(struct arena *arena, struct str text)
{
    return text.len > 0 && memchr("=+-@\t\r\n", text.ptr[0], 7) != NULL
               ? arena_printf(arena, "'%.*s", PRI(text))
               : text;
}

/* struct line - cells of a row, until it is written. */
struct line {
    struct arena *arena;
    struct str cells[CELLS_MAX];
    size_t count;
    enum access_language language;
};

static void add(struct line *line, struct str text)
{
    if (line->count < CELLS_MAX) {
        line->cells[line->count++] = measure_csv_cell(line->arena, text);
    }
}

static void add_figure(struct line *line, const struct json_node *node,
                       const struct json_node *at_least)
{
    bool welsh = line->language == ACCESS_WELSH;
    bool shown = node != NULL && node->kind == JSON_NODE_NUMBER;
    add(line, shown ? node->text
              : at_least != NULL
                  ? arena_printf(line->arena, welsh ? "o leiaf %.*s" : "at least %.*s",
                                 PRI(at_least->text))
              : welsh ? STR("ni ddangosir")
                      : STR("not shown"));
}

static int write_line(struct line *line, struct buf *out)
{
    int code = csv_write_row(out, line->cells, line->count);
    line->count = 0;
    return code;
}

static int write_row(struct line *line, const struct json_node *columns, struct str title,
                     const struct json_node *row, struct buf *out)
{
    const struct json_node *column = columns->first;
    const struct json_node *cells = measure_member(row, "cells");
    add(line, title);
    for (const struct json_node *c = cells->first; c != NULL; c = c->next) {
        add_figure(line, c, measure_floor(row, column));
        column = column->next;
    }
    add_figure(line, measure_member(row, "all"), NULL);
    return write_line(line, out);
}

int measure_csv(const struct json_node *table, enum access_language language, struct buf *out)
{
    struct arena arena = {0};
    struct line *line = mem_must_array(1, sizeof *line);
    const struct json_node *columns = measure_member(table, "columns");
    const struct json_node *rows = measure_member(table, "rows");
    struct str all = language == ACCESS_WELSH ? STR("Oll") : STR("All");
    line->arena = &arena;
    line->language = language;
    int code = buf_add(out, STR("\xef\xbb\xbf"));
    add(line, STR(""));
    for (const struct json_node *c = columns->first; c != NULL; c = c->next) {
        add(line, measure_text(c, "title", language));
    }
    add(line, all);
    code = code ? code : write_line(line, out);
    for (const struct json_node *r = rows->first; code == 0 && r != NULL; r = r->next) {
        code = write_row(line, columns, measure_text(r, "title", language), r, out);
    }
    code = code ? code : write_row(line, columns, all, measure_member(table, "all"), out);
    mem_free(line);
    arena_free(&arena);
    return code;
}
