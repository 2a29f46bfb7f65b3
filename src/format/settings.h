/* settings.h - a map of settings read by a table of its keys; every mistake is told, not only the
 * first.
 *
 *     static const struct setting rows[] = {
 *         {STR_INIT("name"), SETTING_NEEDED, read_name},
 *         {STR_INIT("retention_days"), 0, read_retention},
 *     };
 *     settings_read(&settings, root, rows, 2, &council);
 *
 * Used for every file of settings in a home. A key that is not in the table, a value that is not
 * what its key takes, a key that is needed and missing: each is one error with its place. */
#ifndef CANTREF_FORMAT_SETTINGS_H
#define CANTREF_FORMAT_SETTINGS_H

#include "err_list.h"
#include "memory.h"
#include "yaml_tree.h"

enum { SETTING_TEXT_MAX = 1000, SETTING_QUERY_MAX = 100000 };

struct settings {
    const char *file;        /* named in errors */
    struct arena *arena;     /* texts live here; it outlives what is read */
    struct err_list *errors; /* each mistake is added */
};

/* setting_read - put the value at node into what settings_read was given. Returns 0 or the code of
 * *err, which settings_read keeps; what read part by part may keep errors by itself. */
typedef int setting_read(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err);

enum setting_flag { SETTING_NEEDED = 1 };

struct setting {
    struct str key;
    unsigned flags;
    setting_read *read;
};

enum { SETTINGS_MAX = 24 };

/* settings_read - every member of the map at node by its row, in the order of the rows.
 * In:     at most SETTINGS_MAX rows. Errors: into settings->errors. */
void settings_read(struct settings *settings, const struct yaml_node *node,
                   const struct setting *rows, size_t count, void *into);

/* settings_parse - a text of settings as a whole: its map read by rows into `into`, then, when
 * nothing was wrong, what must fit together (NULL: nothing), which adds its own mistakes. All are
 * in the order of the file then.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses. Returns the code of the first. */
typedef void settings_together(struct settings *settings, const struct yaml_node *root, void *into);
int settings_parse(struct settings *settings, struct str text, const struct setting *rows,
                   size_t count, settings_together *together, void *into);

/* setting_text - one line of text, not empty, without control characters, at most
 * SETTING_TEXT_MAX bytes. Errors: ERR_INPUT at node. */
int setting_text(struct settings *settings, const struct yaml_node *node, struct str *ret,
                 struct err *err);

/* setting_choice - one of the words choices[], which NULL ends; its place among them.
 * Errors: ERR_INPUT at node, naming the words. */
int setting_choice(struct settings *settings, const struct yaml_node *node,
                   const char *const *choices, int *ret, struct err *err);

/* setting_refuse - ERR_INPUT at node with a message of the caller's. */
int setting_refuse(struct settings *settings, const struct yaml_node *node, struct err *err,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* setting_write - "key: text" and a line end, as setting_text reads it; nothing for an empty text.
 * Errors: ERR_LIMIT at out's maximum. */
int setting_write(struct buf *out, const char *key, struct str text);

/* setting_write_share - "key: 0.2" and a line end, for shares of at most six decimals. */
int setting_write_share(struct buf *out, const char *key, double share);

#endif
