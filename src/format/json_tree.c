/* json_tree.c - json_tree.h; jansson reads. */
#include "json_tree.h"

#include <assert.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct json_node *new_node(struct arena *arena, enum json_kind kind)
{
    struct json_node *node = arena_alloc(arena, sizeof *node);
    node->kind = kind;
    return node;
}

struct json_node *json_tree_object(struct arena *arena)
{
    return new_node(arena, JSON_NODE_OBJECT);
}

struct json_node *json_tree_list(struct arena *arena)
{
    return new_node(arena, JSON_NODE_LIST);
}

struct json_node *json_tree_text(struct arena *arena, struct str text)
{
    struct json_node *node = new_node(arena, JSON_NODE_TEXT);
    node->text = arena_str(arena, text);
    return node;
}

struct json_node *json_tree_whole(struct arena *arena, int64_t value)
{
    struct json_node *node = new_node(arena, JSON_NODE_NUMBER);
    node->text = arena_printf(arena, "%" PRId64, value);
    return node;
}

struct json_node *json_tree_decimal(struct arena *arena, double value)
{
    if (!isfinite(value)) {
        return json_tree_nothing(arena);
    }
    char digits[32];
    for (int count = 15; count <= 17; count++) {
        snprintf(digits, sizeof digits, "%.*g", count, value);
        if (strtod(digits, NULL) == value) {
            break;
        }
    }
    struct json_node *node = new_node(arena, JSON_NODE_NUMBER);
    node->text = arena_str(arena, str_of(digits));
    return node;
}

struct json_node *json_tree_bool(struct arena *arena, bool value)
{
    struct json_node *node = new_node(arena, JSON_NODE_BOOL);
    node->truth = value;
    return node;
}

struct json_node *json_tree_nothing(struct arena *arena)
{
    return new_node(arena, JSON_NODE_NOTHING);
}

static void place(struct json_node *parent, struct json_node *value)
{
    assert(!value->is_placed && value != parent && parent->count < UINT32_MAX);
    value->is_placed = true;
    if (parent->last != NULL) {
        parent->last->next = value;
    } else {
        parent->first = value;
    }
    parent->last = value;
    parent->count++;
}

void json_tree_put(struct json_node *object, struct str key, struct json_node *value)
{
    uint32_t print = json_tree_print(key);
    assert(object->kind == JSON_NODE_OBJECT && object->count < JSON_TREE_MEMBERS_MAX);
    assert(json_tree_get(object, key, print) == NULL);
    value->key = key;
    value->key_print = print;
    place(object, value);
}

void json_tree_append(struct json_node *list, struct json_node *value)
{
    assert(list != NULL && list->kind == JSON_NODE_LIST);
    place(list, value);
}

void json_tree_put_text(struct arena *arena, struct json_node *object, struct str key,
                        struct str text)
{
    json_tree_put(object, key, json_tree_text(arena, text));
}

void json_tree_put_whole(struct arena *arena, struct json_node *object, struct str key,
                         int64_t value)
{
    json_tree_put(object, key, json_tree_whole(arena, value));
}

void json_tree_put_bool(struct arena *arena, struct json_node *object, struct str key, bool value)
{
    json_tree_put(object, key, json_tree_bool(arena, value));
}

void json_tree_write(const struct json_node *node, struct json_writer *json)
{
    switch (node->kind) {
    case JSON_NODE_NOTHING:
        json_write_nothing(json);
        return;
    case JSON_NODE_BOOL:
        json_write_bool(json, node->truth);
        return;
    case JSON_NODE_NUMBER:
        json_write_digits(json, node->text);
        return;
    case JSON_NODE_TEXT:
        json_write_text(json, node->text);
        return;
    case JSON_NODE_LIST:
        json_write_array(json);
        break;
    case JSON_NODE_OBJECT:
        json_write_object(json);
        break;
    }
    for (const struct json_node *child = node->first; child != NULL; child = child->next) {
        if (node->kind == JSON_NODE_OBJECT) {
            json_write_key(json, child->key);
        }
        json_tree_write(child, json);
    }
    json_write_close(json);
}

struct tree_reader {
    struct arena *arena;
    const char *file;
    struct err *err;
};

static int copy(struct tree_reader *reader, json_t *from, int depth, struct json_node **ret);

static int copy_object(struct tree_reader *reader, json_t *from, int depth, struct json_node *to)
{
    const char *key;
    json_t *value;
    if (json_object_size(from) > JSON_TREE_MEMBERS_MAX) {
        return err_at(reader->err, ERR_LIMIT, reader->file, 0, 0,
                      "an object has more than %d members", JSON_TREE_MEMBERS_MAX);
    }
    json_object_foreach(from, key, value)
    {
        struct json_node *child;
        int code = copy(reader, value, depth + 1, &child);
        if (code != 0) {
            return code;
        }
        json_tree_put(to, arena_str(reader->arena, str_of(key)), child);
    }
    return 0;
}

static int copy_list(struct tree_reader *reader, json_t *from, int depth, struct json_node *to)
{
    for (size_t i = 0; i < json_array_size(from); i++) {
        struct json_node *child;
        int code = copy(reader, json_array_get(from, i), depth + 1, &child);
        if (code != 0) {
            return code;
        }
        json_tree_append(to, child);
    }
    return 0;
}

static int copy(struct tree_reader *reader, json_t *from, int depth, struct json_node **ret)
{
    struct arena *arena = reader->arena;
    int code = 0;
    if (depth >= JSON_WRITER_DEPTH_MAX && (json_is_object(from) || json_is_array(from))) {
        return err_at(reader->err, ERR_LIMIT, reader->file, 0, 0, "is nested deeper than %d",
                      JSON_WRITER_DEPTH_MAX);
    }
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        *ret = json_tree_object(arena);
        code = copy_object(reader, from, depth, *ret);
        break;
    case JSON_ARRAY:
        *ret = json_tree_list(arena);
        code = copy_list(reader, from, depth, *ret);
        break;
    case JSON_STRING:
        *ret = json_tree_text(arena, str_make(json_string_value(from), json_string_length(from)));
        break;
    case JSON_INTEGER:
        *ret = json_tree_whole(arena, json_integer_value(from));
        break;
    case JSON_REAL:
        *ret = json_tree_decimal(arena, json_real_value(from));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        *ret = json_tree_bool(arena, json_is_true(from));
        break;
    case JSON_NULL:
        *ret = json_tree_nothing(arena);
        break;
    }
    return code;
}

int json_tree_read(struct arena *arena, struct str text, const char *file, struct json_node **ret,
                   struct err *err)
{
    if (text.len > JSON_TREE_BYTES_MAX) {
        return err_at(err, ERR_LIMIT, file, 0, 0, "has more than %d bytes", JSON_TREE_BYTES_MAX);
    }
    json_error_t error;
    json_t *read = json_loadb(text.ptr, text.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (read == NULL) {
        return err_at(err, ERR_INPUT, file, error.line > 0 ? (size_t)error.line : 0,
                      error.column > 0 ? (size_t)error.column : 0, "is not JSON");
    }
    struct tree_reader reader = {arena, file, err};
    struct json_node *root;
    int code = copy(&reader, read, 0, &root);
    json_decref(read);
    if (code == 0) {
        *ret = root;
    }
    return code;
}
