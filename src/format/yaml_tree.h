/* yaml_tree.h - a strict reading of YAML: a tree of maps, lists and text, each with its place in
 * the file. Refused, with line and column: aliases and anchors, tags, a key twice, keys that are
 * not text, a second document, nesting deeper than YAML_DEPTH_MAX, more than YAML_BYTES_MAX, text
 * that is not UTF-8. Scalars stay text; the getters below read them strictly (30 days is no
 * number). Columns count characters. Everything lives in the caller's arena. */
#ifndef CANTREF_FORMAT_YAML_TREE_H
#define CANTREF_FORMAT_YAML_TREE_H

#include "memory.h"

enum { YAML_DEPTH_MAX = 32, YAML_BYTES_MAX = 16 << 20 };

enum yaml_kind { YAML_MAP, YAML_LIST, YAML_TEXT };

struct yaml_node {
    enum yaml_kind kind;
    bool quoted;     /* text in quotes or a block: never a number or truth value */
    size_t line;     /* from 1 */
    size_t column;   /* from 1 */
    struct str text; /* of YAML_TEXT; "" for a value left out */
    struct str key;  /* in its map */
    size_t key_line;
    size_t key_column;
    size_t count;            /* members of a map or list */
    struct yaml_node *first; /* … in the order of the file */
    struct yaml_node *next;  /* sibling */
};

/* yaml_tree_parse - the one document in text. file names it in errors. An empty document is an
 * empty map.
 * Errors: ERR_INPUT, ERR_LIMIT with file:line:column, ERR_MEMORY; *ret_root is untouched then. */
int yaml_tree_parse(struct arena *arena, struct str text, const char *file,
                    struct yaml_node **ret_root, struct err *err);

/* yaml_map_get - the value of a key, or NULL when map is NULL, no map or has no such key. */
const struct yaml_node *yaml_map_get(const struct yaml_node *map, struct str key);

/* yaml_map_check - node is a map and has no keys but these. Errors: ERR_INPUT at the node or at the
 * first other key, naming those that there are. */
int yaml_map_check(const struct yaml_node *node, const char *file, const struct str *keys,
                   size_t key_count, struct err *err);

/* yaml_key_check - the same of one member of a map, for a reader that goes on after a mistake. */
int yaml_key_check(const struct yaml_node *member, const char *file, const struct str *keys,
                   size_t key_count, struct err *err);

/* yaml_get_… - the value of a node, strictly. Errors: ERR_INPUT at the node, saying what is wanted.
 * Whole numbers are digits with a minus before them if need be, between min and max; truth values
 * are true and false, unquoted; a share is digits with a point among them, 0 … 1. */
int yaml_get_text(const struct yaml_node *node, const char *file, struct str *ret, struct err *err);
int yaml_get_whole(const struct yaml_node *node, const char *file, int64_t min, int64_t max,
                   int64_t *ret, struct err *err);
int yaml_get_share(const struct yaml_node *node, const char *file, double *ret, struct err *err);
int yaml_get_bool(const struct yaml_node *node, const char *file, bool *ret, struct err *err);
int yaml_get_list(const struct yaml_node *node, const char *file,
                  const struct yaml_node **ret_first, struct err *err);

/* yaml_write_scalar - text so that every YAML reader takes it back as this text: in double quotes
 * unless it is plain letters and digits that can't be taken for anything else. Bytes that are not
 * UTF-8 become U+FFFD.
 * Errors: ERR_LIMIT at the buffer's maximum. */
int yaml_write_scalar(struct buf *out, struct str text);

#endif
