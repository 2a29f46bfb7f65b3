/* source_connector.h - where a source's records come from: the part `connector` of
 * sources/NAME.yaml.
 *
 *     kind: file     path                             one file, replaced by each new extract
 *     kind: folder   path, pattern                    extracts side by side; the newest that
 *                                                     fits the pattern, which may have * and ?
 *     kind: odbc     dsn or connection, query         a database, through its driver
 *                    password_file or password_environment
 *     kind: http     url                              a service that answers with JSON
 *                    items                            where the list stands in an answer, names
 *                                                     with dots; left out: the answer is the list
 *                    cursor_parameter, cursor         the parameter that asks for the next page,
 *                                                     and where an answer tells it
 *                    token_file or token_environment  sent as a bearer token
 *
 * Paths are within the home unless they begin with /. The file is kept in git, so nothing secret
 * may stand in it: passwords and tokens are in a file that git does not see, or in the
 * environment. */
#ifndef CANTREF_RECORD_SOURCE_CONNECTOR_H
#define CANTREF_RECORD_SOURCE_CONNECTOR_H

#include "settings.h"

enum connector_kind {
    CONNECTOR_FILE,
    CONNECTOR_FOLDER,
    CONNECTOR_ODBC,
    CONNECTOR_HTTP,
    CONNECTOR_KINDS
};

/* struct connector - "" for what is left out, or isn't of the kind. */
struct connector {
    enum connector_kind kind;
    struct str path;
    struct str pattern;
    struct str dsn;
    struct str connection;
    struct str query;
    struct str password_file;
    struct str password_environment;
    struct str url;
    struct str items;
    struct str cursor_parameter;
    struct str cursor;
    struct str token_file;
    struct str token_environment;
};

/* connector_kind_name - "file", "folder", "odbc", "http". */
const char *connector_kind_name(enum connector_kind kind);

/* connector_read - the connector at node. Each mistake is added to settings->errors: ret then holds
 * what could be read. */
void connector_read(struct settings *settings, const struct yaml_node *node, struct connector *ret);

/* connector_write - its lines, indented by two. Errors: ERR_LIMIT at out's maximum. */
int connector_write(struct buf *out, const struct connector *connector);

#endif
