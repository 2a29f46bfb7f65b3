/* source_connector.c - one table of what each kind of connector takes. */
#include "source_connector.h"

#include "secret_file.h"
#include "service_url.h"

#include <stdio.h>

static const char *const kind_names[] = {"file", "folder", "odbc", "http", NULL};

/* check - NULL, or what is wrong with a text and what to do. */
typedef const char *connector_check(struct str text);

struct connector_field {
    struct str key;
    unsigned kinds;  /* 1 << kind of those that have it */
    unsigned needed; /* … of those that can't do without */
    size_t offset;   /* of its struct str in struct connector */
    connector_check *check;
};

/* ---- what may not stand in a file that git keeps ---- */

static const char *check_connection(struct str text)
{
    static const char *const words[] = {"pwd", "password", "passwd", "secret", "token", NULL};
    return text_names_secret(text, words)
               ? "a password stands here, and this file is kept in git: take it out, and name a "
                 "file (password_file) or an environment variable (password_environment) that "
                 "holds it"
               : NULL;
}

static const char *check_dsn(struct str text)
{
    return memchr(text.ptr, '=', text.len) != NULL || memchr(text.ptr, ';', text.len) != NULL
               ? "a data source's name only is wanted here: write text with = and ; under "
                 "connection"
               : NULL;
}

static const char *check_environment(struct str text)
{
    bool fits = !ascii_is_digit(text.ptr[0]);
    for (size_t i = 0; i < text.len; i++) {
        fits = fits &&
               (ascii_is_alpha(text.ptr[i]) || ascii_is_digit(text.ptr[i]) || text.ptr[i] == '_');
    }
    return fits ? NULL
                : "the name of an environment variable is wanted here, not what it holds: letters, "
                  "digits and _";
}

static const char *check_pattern(struct str text)
{
    return memchr(text.ptr, '/', text.len) != NULL
               ? "a pattern is of file names only: put the folder into path"
               : NULL;
}

static const char *check_url(struct str text)
{
    static const char *const faults[] = {
        [SERVICE_URL_NONE] = "an address that begins with https:// is wanted here",
        [SERVICE_URL_SECRET] =
            "a password or token stands in this address, and this file is kept in git: take it "
            "out, and name a file (token_file) or an environment variable (token_environment) "
            "that holds it",
        [SERVICE_URL_BROKEN] =
            "this is no address of a service: write https://, its host, its path",
        [SERVICE_URL_OPEN] =
            "http:// sends records readably over the network: write https:// (http:// is for "
            "services on this machine)"};
    return faults[service_url_check(text)];
}

/* ---- the table ---- */

#define FIELD(name) STR_INIT(#name)
#define PLACE(name) offsetof(struct connector, name)
enum {
    FILES = 1 << CONNECTOR_FILE,
    FOLDERS = 1 << CONNECTOR_FOLDER,
    ODBC = 1 << CONNECTOR_ODBC,
    HTTP = 1 << CONNECTOR_HTTP
};

static const struct connector_field fields[] = {
    {FIELD(path), FILES | FOLDERS, FILES | FOLDERS, PLACE(path), NULL},
    {FIELD(pattern), FOLDERS, FOLDERS, PLACE(pattern), check_pattern},
    {FIELD(dsn), ODBC, 0, PLACE(dsn), check_dsn},
    {FIELD(connection), ODBC, 0, PLACE(connection), check_connection},
    {FIELD(query), ODBC, ODBC, PLACE(query), NULL},
    {FIELD(password_file), ODBC, 0, PLACE(password_file), secret_file_check},
    {FIELD(password_environment), ODBC, 0, PLACE(password_environment), check_environment},
    {FIELD(url), HTTP, HTTP, PLACE(url), check_url},
    {FIELD(items), HTTP, 0, PLACE(items), NULL},
    {FIELD(cursor_parameter), HTTP, 0, PLACE(cursor_parameter), NULL},
    {FIELD(cursor), HTTP, 0, PLACE(cursor), NULL},
    {FIELD(token_file), HTTP, 0, PLACE(token_file), secret_file_check},
    {FIELD(token_environment), HTTP, 0, PLACE(token_environment), check_environment},
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

static struct str *field_of(struct connector *connector, const struct connector_field *field)
{
    return (struct str *)(void *)((char *)connector + field->offset);
}

const char *connector_kind_name(enum connector_kind kind)
{
    return kind_names[kind];
}

/* ---- reading ---- */

/* read_query - text that may have several lines. */
static int read_query(struct settings *settings, const struct yaml_node *node, struct str *ret,
                      struct err *err)
{
    struct str text;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 && (str_trim(text).len == 0 || text.len > SETTING_QUERY_MAX ||
                      memchr(text.ptr, '\0', text.len) != NULL)) {
        return setting_refuse(settings, node, err, "a query of 1 to %d bytes is wanted here",
                              SETTING_QUERY_MAX);
    }
    if (code == 0) {
        *ret = arena_str(settings->arena, text);
    }
    return code;
}

static int read_field(struct settings *settings, const struct yaml_node *node,
                      const struct connector_field *field, struct connector *ret, struct err *err)
{
    struct str *to = field_of(ret, field);
    int code = field->offset == PLACE(query) ? read_query(settings, node, to, err)
                                             : setting_text(settings, node, to, err);
    const char *wrong = code == 0 && field->check != NULL ? field->check(*to) : NULL;
    return wrong != NULL ? setting_refuse(settings, node, err, "%s", wrong) : code;
}

/* read_kind - false, told, when it can't be known what else may stand there. */
static bool read_kind(struct settings *settings, const struct yaml_node *node,
                      struct connector *ret)
{
    struct err err;
    int kind = 0, code = 0;
    const struct yaml_node *value = yaml_map_get(node, STR("kind"));
    if (node->kind != YAML_MAP || value == NULL) {
        code = setting_refuse(settings, node, &err,
                              "a connector needs \"kind\": file, folder, odbc or http");
    } else {
        code = setting_choice(settings, value, kind_names, &kind, &err);
    }
    if (code != 0) {
        err_list_add(settings->errors, &err);
        return false;
    }
    ret->kind = (enum connector_kind)kind;
    return true;
}

static void check_pair(struct settings *settings, const struct yaml_node *node, const char *one,
                       const char *other, bool wrong, const char *what)
{
    struct err err;
    if (wrong) {
        setting_refuse(settings, node, &err, "%s \"%s\" %s \"%s\"", what, one,
                       str_eq(str_of(what), STR("this needs")) ? "or" : "and", other);
        err_list_add(settings->errors, &err);
    }
}

static void check_pairs(struct settings *settings, const struct yaml_node *node,
                        const struct connector *c)
{
    check_pair(settings, node, "dsn", "connection",
               c->kind == CONNECTOR_ODBC && c->dsn.len == 0 && c->connection.len == 0,
               "this needs");
    check_pair(settings, node, "dsn", "connection", c->dsn.len > 0 && c->connection.len > 0,
               "take one of the two out:");
    check_pair(settings, node, "password_file", "password_environment",
               c->password_file.len > 0 && c->password_environment.len > 0,
               "take one of the two out:");
    check_pair(settings, node, "token_file", "token_environment",
               c->token_file.len > 0 && c->token_environment.len > 0, "take one of the two out:");
    check_pair(settings, node, "cursor_parameter", "cursor",
               (c->cursor_parameter.len > 0) != (c->cursor.len > 0),
               "one is of no use without the other:");
}

void connector_read(struct settings *settings, const struct yaml_node *node, struct connector *ret)
{
    struct str keys[FIELDS + 1] = {STR_INIT("kind")};
    size_t key_count = 1;
    struct err err;
    size_t before = settings->errors->count;
    if (!read_kind(settings, node, ret)) {
        return;
    }
    for (int f = 0; f < FIELDS; f++) {
        const struct yaml_node *value = yaml_map_get(node, fields[f].key);
        int code = 0;
        if (!(fields[f].kinds & 1u << ret->kind)) {
            continue;
        }
        keys[key_count++] = fields[f].key;
        if (value != NULL) {
            code = read_field(settings, value, &fields[f], ret, &err);
        } else if (fields[f].needed & 1u << ret->kind) {
            code = setting_refuse(settings, node, &err,
                                  "a connector of kind %s needs \"%.*s\": add it",
                                  kind_names[ret->kind], PRI(fields[f].key));
        }
        if (code != 0) {
            err_list_add(settings->errors, &err);
        }
    }
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        if (yaml_key_check(member, settings->file, keys, key_count, &err) != 0) {
            err_list_add(settings->errors, &err);
        }
    }
    if (settings->errors->count == before) {
        check_pairs(settings, node, ret);
    }
}

/* ---- writing ---- */

int connector_write(struct buf *out, const struct connector *connector)
{
    int code = buf_printf(out, "  kind: %s\n", kind_names[connector->kind]);
    for (int f = 0; f < FIELDS && code == 0; f++) {
        struct str text =
            *(const struct str *)(const void *)((const char *)connector + fields[f].offset);
        if ((fields[f].kinds & 1u << connector->kind) && text.len > 0) {
            code = buf_add(out, STR("  "));
            code = code ? code : setting_write(out, fields[f].key.ptr, text);
        }
    }
    return code;
}
