/* json_tree.h - a JSON value built in an arena: what a page or an answer says, apart from how it
 * looks. A template shows it as HTML (mustache.h); json_tree_write prints it as JSON.
 *
 *     struct json_node *page = json_tree_object(arena);
 *     json_tree_put_text(arena, page, STR("title"), STR("Tasks"));
 *     struct json_node *rows = json_tree_list(arena);
 *     json_tree_put(page, STR("rows"), rows);                     {"title": "Tasks", "rows": []}
 *
 * Members stay in the order in which they were put. An object has names that the code knows, at
 * most JSON_TREE_MEMBERS_MAX; what the data names is a list. A value has one place: a second put or
 * append of it, and a name twice in an object, are bugs and asserted. Everything lives as long as
 * the arena, and may be read by any number of threads once it is built. */
#ifndef CANTREF_FORMAT_JSON_TREE_H
#define CANTREF_FORMAT_JSON_TREE_H

#include "json_writer.h"

enum { JSON_TREE_MEMBERS_MAX = 256, JSON_TREE_BYTES_MAX = 16 << 20 };

enum json_kind {
    JSON_NODE_NOTHING,
    JSON_NODE_BOOL,
    JSON_NODE_NUMBER,
    JSON_NODE_TEXT,
    JSON_NODE_LIST,
    JSON_NODE_OBJECT
};

struct json_node {
    enum json_kind kind;
    uint32_t key_print; /* json_tree_print of the key */
    struct str key;     /* in its object */
    union {
        bool truth;
        struct str text; /* of a text; of a number, as JSON writes it */
        struct {
            struct json_node *first, *last; /* of a list or an object */
        };
    };
    struct json_node *next; /* after it in its list or object */
    uint32_t count;         /* of a list or an object */
    bool is_placed;
};

/* json_tree_object … json_tree_nothing - a new value, that stands nowhere yet. Text is copied; it
 * should be UTF-8 (what is not is shown as U+FFFD). json_tree_decimal: the fewest digits that read
 * back as the same number; not a number or infinite: nothing. */
struct json_node *json_tree_object(struct arena *arena);
struct json_node *json_tree_list(struct arena *arena);
struct json_node *json_tree_text(struct arena *arena, struct str text);
struct json_node *json_tree_whole(struct arena *arena, int64_t value);
struct json_node *json_tree_decimal(struct arena *arena, double value);
struct json_node *json_tree_bool(struct arena *arena, bool value);
struct json_node *json_tree_nothing(struct arena *arena);

/* json_tree_put - a value gets its place in an object. In: key, not copied: a literal, or text that
 * lives as long. Cost: O(members). json_tree_append - at the end of a list. */
void json_tree_put(struct json_node *object, struct str key, struct json_node *value);
void json_tree_append(struct json_node *list, struct json_node *value);

/* json_tree_put_… - a new value and its put in one. */
void json_tree_put_text(struct arena *arena, struct json_node *object, struct str key,
                        struct str text);
void json_tree_put_whole(struct arena *arena, struct json_node *object, struct str key,
                         int64_t value);
void json_tree_put_bool(struct arena *arena, struct json_node *object, struct str key, bool value);

/* json_tree_print - 32 bits of a name, by which most that differ are told apart at once. */
static inline uint32_t json_tree_print(struct str name)
{
    const unsigned char *bytes = (const unsigned char *)name.ptr;
    return name.len == 0
               ? 0
               : ((uint32_t)name.len & 255u) | (uint32_t)bytes[0] << 8 |
                     (uint32_t)bytes[name.len / 2] << 16 | (uint32_t)bytes[name.len - 1] << 24;
}

/* json_tree_get - a member by its name; NULL: there is none, or it is no object. print: its
 * json_tree_print. */
static inline const struct json_node *json_tree_get(const struct json_node *object, struct str name,
                                                    uint32_t print)
{
    if (object->kind != JSON_NODE_OBJECT) {
        return NULL;
    }
    const struct json_node *member = object->first;
    while (member != NULL && (member->key_print != print || !str_eq(member->key, name))) {
        member = member->next;
    }
    return member;
}

/* json_tree_write - as JSON, in the place where the writer is. It must not nest deeper than
 * JSON_WRITER_DEPTH_MAX (asserted). Errors: as the writer keeps them, in its code. */
void json_tree_write(const struct json_node *node, struct json_writer *json);

/* json_tree_read - the value that JSON text holds. Numbers with a point become the nearest double.
 * In:     file, for messages.
 * Errors: ERR_INPUT not JSON, or a name twice in an object; ERR_LIMIT more than JSON_TREE_BYTES_MAX
 *         or JSON_TREE_MEMBERS_MAX, or nested deeper than JSON_WRITER_DEPTH_MAX. *ret is untouched
 *         then. */
int json_tree_read(struct arena *arena, struct str text, const char *file, struct json_node **ret,
                   struct err *err) __attribute__((warn_unused_result));

#endif
