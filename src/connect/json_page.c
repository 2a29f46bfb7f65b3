/* json_page.c - a page through jansson, its items written again, a line each. */
#include "json_page.h"

#include "json_lines.h"
#include "pack.h"

#include <jansson.h>
#include <stdlib.h>

/* at_path - what stands there, names with dots; NULL: nothing. "" is the whole. */
static json_t *at_path(json_t *root, struct str path)
{
    struct str name;
    while (root != NULL && str_next_token(&path, '.', &name)) {
        root = json_is_object(root) ? json_object_getn(root, name.ptr, name.len) : NULL;
    }
    return root;
}

/* has - does it give a cell of that name (json_lines.h)? What is in an array may. */
static bool has(json_t *item, struct str path)
{
    struct str name;
    json_t *at = item;
    while (json_is_object(at) && str_next_token(&path, '.', &name)) {
        at = json_object_getn(at, name.ptr, name.len);
    }
    return json_is_string(at) || json_is_boolean(at) || json_array_size(at) > 0;
}

static void add_columns(json_t *item, struct str columns)
{
    struct str name;
    while (unpack_text(&columns, &name)) {
        if (!has(item, name) && json_object_size(json_object_getn(item, name.ptr, name.len)) == 0) {
            json_object_setn_new(item, name.ptr, name.len, json_string(""));
        }
    }
}

static int write_items(struct json_pages *p, const json_t *items, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (!json_is_object(item)) {
            return err_set(err, ERR_INPUT,
                           "item %zu of a page isn't an object with names: see whether \"items\" "
                           "says where the records stand",
                           i + 1);
        }
        if (p->sink->rows == 0) {
            add_columns(item, p->columns);
        }
        char *line = json_dumps(item, JSON_COMPACT);
        if (line == NULL) {
            return err_set(err, ERR_MEMORY, "out of memory for an item");
        }
        code = row_sink_add(p->sink, str_of(line), err);
        code = code ? code : row_sink_add(p->sink, STR("\n"), err);
        p->sink->rows++;
        free(line); /* jansson's */
    }
    return code;
}

/* next_cursor - into p->cursor; empty when this was the last page. */
static int next_cursor(struct json_pages *p, json_t *page, struct err *err)
{
    struct str path = p->cursor_path;
    json_t *cursor = path.len > 0 ? at_path(page, path) : NULL;
    if (cursor == NULL || json_is_null(cursor) || json_is_false(cursor) ||
        (json_is_string(cursor) && json_string_length(cursor) == 0)) {
        p->cursor.len = 0;
        return 0;
    }
    if (!json_is_string(cursor)) {
        return err_set(err, ERR_INPUT, "the cursor of a page is neither text nor number");
    }
    struct str text = str_make(json_string_value(cursor), json_string_length(cursor));
    if (str_eq(text, buf_str(&p->cursor))) {
        return err_set(err, ERR_INPUT,
                       "a page has its own cursor as the next: it would never end; see whether "
                       "\"cursor\" and \"cursor_parameter\" are right");
    }
    p->cursor.len = 0;
    buf_add(&p->cursor, text);
    return 0;
}

int json_page_read(struct json_pages *p, struct str text, size_t *ret_items, struct err *err)
{
    struct str path = p->items;
    json_error_t wrong; /* its text quotes the page */
    p->quoted.len = 0;
    json_quote_numbers(text, &p->quoted);
    json_t *page =
        json_loadb(buf_str(&p->quoted).ptr, p->quoted.len, JSON_REJECT_DUPLICATES, &wrong);
    if (page == NULL) {
        return err_set(err, ERR_INPUT,
                       "what the service answered is no JSON (line %d): see what it "
                       "answers to this address",
                       wrong.line);
    }
    json_t *items = at_path(page, path);
    int code = 0;
    if (!json_is_array(items)) {
        code = err_set(err, ERR_INPUT,
                       path.len > 0 ? "a page has no list where \"items\" says"
                                    : "a page isn't a list: say with \"items\" "
                                      "where in it the records stand");
    }
    code = code ? code : write_items(p, items, err);
    code = code ? code : next_cursor(p, page, err);
    *ret_items = code == 0 ? json_array_size(items) : 0;
    json_decref(page);
    return code;
}

void json_pages_free(struct json_pages *p)
{
    buf_free(&p->quoted);
    buf_free(&p->cursor);
}
