/* source_draft.c - choosing the key column. */
#include "source_draft.h"

#include <stdio.h>

enum { NO_COLUMN = -1 };

/* How well a column would tell records apart. */
struct key_count {
    size_t empty;    /* rows without a value */
    size_t repeated; /* rows whose value an earlier row has */
};

static struct key_count count_key(const struct table *table, size_t column)
{
    const struct column *c = &table->columns[column];
    struct key_count count = {0};
    bool *seen = mem_must_array(c->values.count, sizeof *seen);
    for (size_t r = 0; r < table->row_count; r++) {
        uint32_t id = c->ids[r];
        if (dictionary_text(&c->values, id).len == 0) {
            count.empty++;
        } else if (seen[id]) {
            count.repeated++;
        } else {
            seen[id] = true;
        }
    }
    mem_free(seen);
    return count;
}

/* can_be_named - may the definition name the column by this header? One with a line end can't be
 * written on a line. */
static bool can_be_named(struct str header)
{
    bool fits = header.len > 0 && header.len <= SETTING_TEXT_MAX;
    for (size_t i = 0; i < header.len; i++) {
        fits = fits && (unsigned char)header.ptr[i] >= ' ' && header.ptr[i] != 0x7f;
    }
    return fits;
}

/* choose - the first column that is the source's own number of the row, and is that in every
 * row. */
static int choose(const struct table *table, const struct mapping *mapping)
{
    for (size_t c = 0; c < mapping->column_count && table->row_count > 0; c++) {
        if (mapping->columns[c].role == ROLE_RECORD_ID && can_be_named(table->columns[c].header)) {
            struct key_count count = count_key(table, c);
            if (count.empty == 0 && count.repeated == 0) {
                return (int)c;
            }
        }
    }
    return NO_COLUMN;
}

/* take - the column wished for, if it can be the key. */
static int take(const struct table *table, const struct source_wish *wish, int *ret,
                struct err *err)
{
    size_t c = 0;
    while (c < table->column_count && !str_eq(table->columns[c].header, wish->key)) {
        c++;
    }
    if (c == table->column_count) {
        struct buf known = {.max = 300};
        for (size_t i = 0; i < table->column_count; i++) {
            if (buf_printf(&known, "%s%.*s", i > 0 ? ", " : "", PRI(table->columns[i].header)) !=
                0) {
                buf_printf(&known, " …");
                break;
            }
        }
        int code = err_set(err, ERR_INPUT, "no column \"%.*s\"; there are: %.*s", PRI(wish->key),
                           PRI(buf_str(&known))); /* not personal: headers */
        buf_free(&known);
        return code;
    }
    struct key_count count = count_key(table, c);
    if (count.empty > 0 || (count.repeated > 0 && wish->delivery == DELIVERY_SNAPSHOT)) {
        return err_set(err, ERR_INPUT,
                       "column \"%.*s\" can't be the key: %zu of %zu rows have no value there, and "
                       "%zu the same as an earlier row; name another, or leave --key out",
                       PRI(wish->key), count.empty, table->row_count,
                       count.repeated); /* not personal: a header */
    }
    *ret = (int)c;
    return 0;
}

static void explain(const struct table *table, const struct source_wish *wish, int column,
                    struct buf *out)
{
    if (column == NO_COLUMN) {
        buf_add(out, STR("no column is filled and different in every row and looks like the "
                         "system's own number"));
    } else if (wish->key.len > 0) {
        buf_add(out, STR("as you said"));
    } else {
        buf_printf(out,
                   "filled and different in all %zu rows, and it looks like the system's own "
                   "number",
                   table->row_count);
    }
}

int source_draft(const struct table *table, struct mapping *mapping, const struct source_wish *wish,
                 struct source_definition *ret, struct buf *ret_why, struct err *err)
{
    int column = NO_COLUMN, code = 0;
    if (wish->key.len > 0) {
        code = take(table, wish, &column, err);
    } else {
        column = choose(table, mapping);
    }
    if (code == 0 && column == NO_COLUMN && wish->delivery == DELIVERY_CHANGES) {
        code = err_set(err, ERR_INPUT,
                       "changes need a key, and no column could be chosen: name the column that "
                       "says which record a row changes, with --key");
    }
    if (code != 0) {
        return code;
    }
    explain(table, wish, column, ret_why);
    struct source_definition d = {.connector = {.kind = CONNECTOR_FILE},
                                  .delivery = wish->delivery,
                                  .shrink_max = SHRINK_MAX_DEFAULT,
                                  .reject_max = wish->reject_max};
    d.name = arena_str(&d.arena, wish->name);
    d.connector.path = arena_str(&d.arena, wish->path);
    d.agreement = arena_str(&d.arena, wish->agreement);
    d.category = wish->category;
    d.file = arena_str(&d.arena, STR(""));
    if (column != NO_COLUMN) {
        d.key[d.key_count++] = arena_str(&d.arena, table->columns[column].header);
    }
    d.mapping = *mapping;
    *mapping = (struct mapping){0};
    *ret = d;
    return 0;
}
