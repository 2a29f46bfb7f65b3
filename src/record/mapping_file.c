/* mapping_file.c - mappings to YAML and back. */
#include "mapping_file.h"

#include "infer.h"
#include "whole_file.h"
#include "yaml_tree.h"

#include <stdio.h>

static const char *const date_orders[] = {
    [DATE_DAY_FIRST] = "day_first", [DATE_MONTH_FIRST] = "month_first"};
static const char *const name_orders[] = {
    [NAME_GIVEN_FIRST] = "given_first", [NAME_FAMILY_FIRST] = "family_first"};

/* ---- writing ---- */

static int write_text(struct buf *out, const char *key, struct str text)
{
    int code = buf_printf(out, "        %s: ", key);
    if (code == 0) {
        code = yaml_write_scalar(out, text);
    }
    return code == 0 ? buf_add_char(out, '\n') : code;
}

/* A comment has to stay on its line, whatever stands in a header that it names. */
static int write_comment(struct buf *out, struct str text)
{
    int code = buf_add(out, STR("      # "));
    for (size_t i = 0; i < text.len && code == 0; i++) {
        char c = text.ptr[i];
        bool plain = (c >= ' ' && c < 0x7f) ||
                     ((unsigned char)c >= 0xc3 && (unsigned char)c < 0xf5) ||
                     ((unsigned char)c >= 0x80 && (unsigned char)c < 0xc0 && i > 0 &&
                      (unsigned char)text.ptr[i - 1] >= 0xc3);
        code = buf_add_char(out, plain ? c : '?');
    }
    return code == 0 ? buf_add_char(out, '\n') : code;
}

static bool stands_alone(const struct mapping *mapping, const struct mapping_column *column)
{
    size_t same = 0;
    for (size_t c = 0; c < mapping->column_count; c++) {
        const struct mapping_column *other = &mapping->columns[c];
        same += other->role == column->role && str_eq(other->subject, column->subject);
    }
    return same == 1 || column->role == ROLE_IGNORE || column->role == ROLE_ATTRIBUTE;
}

static int write_column(struct buf *out, const struct mapping *mapping,
                        const struct mapping_column *column)
{
    int code = column->evidence.len > 0 ? write_comment(out, column->evidence) : 0;
    if (code == 0) {
        code = buf_add(out, STR("      - column: "));
    }
    if (code == 0) {
        code = yaml_write_scalar(out, column->header);
    }
    if (code == 0) {
        code = buf_printf(out, "\n        role: %s\n", role_table[column->role].name);
    }
    if (code == 0 && column->subject.len > 0) {
        code = write_text(out, "subject", column->subject);
    }
    if (code == 0 && role_is_date(column->role)) {
        code = write_text(out, "order", str_of(date_orders[column->date_order]));
    }
    if (code == 0 && column->role == ROLE_FULL_NAME) {
        code = write_text(out, "order", str_of(name_orders[column->name_order]));
    }
    if (code == 0 && !stands_alone(mapping, column)) {
        code = buf_printf(out, "        line: %d\n", column->line + 1);
    }
    if (code == 0 && column->role == ROLE_ATTRIBUTE) {
        code = write_text(out, "attribute", column->attribute);
    }
    if (code == 0 && column->role == ROLE_ATTRIBUTE && column->identifies) {
        code = buf_add(out, STR("        identifies: true\n"));
    }
    return code;
}

int mapping_file_write_source(struct buf *out, const struct mapping *mapping)
{
    int code = buf_printf(out, "    kind: %s\n    latest_year: %d\n    columns:%s\n",
                          mapping_kind_name(mapping->kind), mapping->latest_year,
                          mapping->column_count == 0 ? " []" : "");
    for (size_t c = 0; c < mapping->column_count && code == 0; c++) {
        code = write_column(out, mapping, &mapping->columns[c]);
    }
    return code;
}

int mapping_file_write_roles(struct buf *out)
{
    int code = buf_add(out, STR("# Roles:"));
    for (int role = 0; role < ROLES && code == 0; role++) {
        code = buf_printf(out, "%s%s", role % 8 == 7 ? "\n#        " : " ", role_table[role].name);
    }
    return code == 0 ? buf_add_char(out, '\n') : code;
}

int mapping_file_write(struct buf *out, const struct mapping *mappings, size_t count)
{
    int code = buf_add(
        out, STR("# What cantref took each column to be, and why. Correct a role, then give the\n"
                 "# file back with --mapping.\n"));
    code = code ? code : mapping_file_write_roles(out);
    if (code == 0) {
        code = buf_add(out, count > 0 ? STR("sources:\n") : STR("sources: []\n"));
    }
    for (size_t m = 0; m < count && code == 0; m++) {
        code = buf_add(out, STR("  - source: "));
        code = code ? code : yaml_write_scalar(out, mappings[m].source);
        code = code ? code : buf_add_char(out, '\n');
        code = code ? code : mapping_file_write_source(out, &mappings[m]);
    }
    return code;
}

/* ---- reading ---- */

struct reader {
    const char *file;
    const struct table *table;
    struct mapping *mapping;
    bool *named; /* columns of the table that the file has named */
    struct err *err;
    struct err_list *errors; /* where mistakes go, so that all are found; NULL: stop at the first */
};

/* noted - a mistake in the file, once it is kept, does not stop the reading. */
static int noted(const struct reader *reader, int code)
{
    if (code != ERR_INPUT || reader->errors == NULL) {
        return code;
    }
    err_list_add(reader->errors, reader->err);
    return 0;
}

static int fail(const struct reader *reader, const struct yaml_node *node, const char *what,
                struct str value, const char *hint)
{
    return err_at(reader->err, ERR_INPUT, reader->file, node->line, node->column, "%s \"%.*s\"%s%s",
                  what, (int)(value.len < 60 ? value.len : 60), value.ptr,
                  hint[0] != '\0' ? ": " : "", hint);
}

static int fail_role(const struct reader *reader, const struct yaml_node *node, struct str value)
{
    struct buf roles = {.max = 400};
    for (int role = 0; role < ROLES; role++) {
        buf_printf(&roles, "%s%s", role > 0 ? ", " : "roles are ", role_table[role].name);
    }
    buf_add_char(&roles, '\0');
    int code = fail(reader, node, "unknown role", value, roles.ptr);
    buf_free(&roles);
    return code;
}

/* find_column - the first column of that header that has not been named yet. */
static int find_column(const struct reader *reader, const struct yaml_node *node, size_t *ret)
{
    struct str header;
    int code = yaml_get_text(node, reader->file, &header, reader->err);
    if (code != 0) {
        return code;
    }
    bool seen = false;
    for (size_t c = 0; c < reader->mapping->column_count; c++) {
        if (str_eq(reader->mapping->columns[c].header, header)) {
            if (!reader->named[c]) {
                reader->named[c] = true;
                *ret = c;
                return 0;
            }
            seen = true;
        }
    }
    return seen ? fail(reader, node, "column named twice:", header, "take one of the two out")
                : fail(reader, node, "the source has no column", header,
                       "write it as in the file's header");
}

static int read_order(const struct reader *reader, const struct yaml_node *node,
                      struct mapping_column *column)
{
    struct str order;
    int code = node == NULL ? 0 : yaml_get_text(node, reader->file, &order, reader->err);
    if (node == NULL || code != 0) {
        return code;
    }
    for (int i = 0; i < 2; i++) {
        if (role_is_date(column->role) && str_eq(order, str_of(date_orders[i]))) {
            column->date_order = (enum date_order)i;
            return 0;
        }
        if (column->role == ROLE_FULL_NAME && str_eq(order, str_of(name_orders[i]))) {
            column->name_order = (enum name_order)i;
            return 0;
        }
    }
    return fail(reader, node, "unknown order", order,
                role_is_date(column->role)       ? "day_first or month_first"
                : column->role == ROLE_FULL_NAME ? "given_first or family_first"
                                                 : "only dates and full_name have one");
}

static int read_names(const struct reader *reader, const struct yaml_node *node,
                      struct mapping_column *column)
{
    const struct yaml_node *subject = yaml_map_get(node, STR("subject"));
    const struct yaml_node *attribute = yaml_map_get(node, STR("attribute"));
    struct str text = STR("");
    int code = subject == NULL ? 0 : yaml_get_text(subject, reader->file, &text, reader->err);
    if (code != 0) {
        return code;
    }
    column->subject = text.len == 0 ? STR("") : mapping_text(reader->mapping, "%.*s", PRI(text));
    text = STR("");
    code = attribute == NULL ? 0 : yaml_get_text(attribute, reader->file, &text, reader->err);
    if (code != 0) {
        return code;
    }
    if (attribute != NULL && column->role != ROLE_ATTRIBUTE) {
        return fail(reader, attribute, "only a column of role attribute has an attribute name, not",
                    text, "");
    }
    const struct yaml_node *identifies = yaml_map_get(node, STR("identifies"));
    if (identifies != NULL && column->role != ROLE_ATTRIBUTE) {
        return fail(reader, identifies, "only a column of role attribute can say",
                    STR("identifies"), "");
    }
    code = identifies == NULL
               ? 0
               : yaml_get_bool(identifies, reader->file, &column->identifies, reader->err);
    if (code == 0 && column->role == ROLE_ATTRIBUTE) {
        struct str name = text.len > 0 ? text : column->header;
        column->attribute = mapping_text(reader->mapping, "%.*s", PRI(name));
    }
    return code;
}

static bool taken(const struct mapping *mapping, const struct mapping_column *column)
{
    for (size_t c = 0; c < mapping->column_count; c++) {
        const struct mapping_column *other = &mapping->columns[c];
        if (other != column && other->role == column->role &&
            str_eq(other->subject, column->subject)) {
            return true;
        }
    }
    return false;
}

static int read_column(const struct reader *reader, const struct yaml_node *node)
{
    static const struct str keys[] = {
        STR_INIT("column"), STR_INIT("role"),      STR_INIT("subject"),   STR_INIT("order"),
        STR_INIT("line"),   STR_INIT("attribute"), STR_INIT("identifies")};
    int code = yaml_map_check(node, reader->file, keys, sizeof keys / sizeof *keys, reader->err);
    const struct yaml_node *name = yaml_map_get(node, STR("column"));
    const struct yaml_node *role_node = yaml_map_get(node, STR("role"));
    if (code == 0 && (name == NULL || role_node == NULL)) {
        return err_at(reader->err, ERR_INPUT, reader->file, node->line, node->column,
                      "a column needs \"column\" and \"role\"");
    }
    size_t c = 0;
    struct str role;
    if (code != 0 || (code = find_column(reader, name, &c)) != 0 ||
        (code = yaml_get_text(role_node, reader->file, &role, reader->err)) != 0) {
        return code;
    }
    struct mapping_column *column = &reader->mapping->columns[c];
    column->role = role_find(role);
    if (column->role == ROLES) {
        column->role = ROLE_IGNORE;
        return fail_role(reader, role_node, role);
    }
    const struct yaml_node *line = yaml_map_get(node, STR("line"));
    int64_t number = 1;
    if ((code = read_names(reader, node, column)) != 0 ||
        (code = read_order(reader, yaml_map_get(node, STR("order")), column)) != 0 ||
        (line != NULL &&
         (code = yaml_get_whole(line, reader->file, 1, COLUMNS_MAX, &number, reader->err)) != 0)) {
        return code;
    }
    column->line = (int)number - 1;
    column->evidence = STR("as the mapping file says");
    if (!(role_table[column->role].flags & ROLE_MANY) && taken(reader->mapping, column)) {
        return fail(
            reader, role_node, "a second column has the role", role,
            "a subject can have it once: give one of them another role, or a subject of its own");
    }
    return 0;
}

static int read_head(const struct reader *reader, const struct yaml_node *node)
{
    const struct yaml_node *kind = yaml_map_get(node, STR("kind"));
    const struct yaml_node *year = yaml_map_get(node, STR("latest_year"));
    struct str text;
    int64_t number;
    int code = kind == NULL ? 0 : yaml_get_text(kind, reader->file, &text, reader->err);
    if (code == 0 && kind != NULL) {
        reader->mapping->kind = mapping_kind_find(text);
        if (reader->mapping->kind == MAPPING_KINDS) {
            reader->mapping->kind = MAPPING_PEOPLE;
            return fail(reader, kind, "unknown kind", text,
                        "people, organisations, properties or things");
        }
    }
    if (code == 0 && year != NULL) {
        code = yaml_get_whole(year, reader->file, 1000, 2999, &number, reader->err);
        reader->mapping->latest_year = code == 0 ? (int)number : reader->mapping->latest_year;
    }
    return code;
}

static int read_source(const struct reader *reader, const struct yaml_node *node)
{
    const struct yaml_node *columns = yaml_map_get(node, STR("columns"));
    const struct yaml_node *first = NULL;
    int code = noted(reader, read_head(reader, node));
    if (code == 0 && columns == NULL) {
        return noted(reader, err_at(reader->err, ERR_INPUT, reader->file, node->line, node->column,
                                    "a source needs \"columns\""));
    }
    for (size_t c = 0; c < reader->mapping->column_count; c++) {
        struct mapping_column *column = &reader->mapping->columns[c];
        column->role = ROLE_IGNORE;
        column->line = 0;
        column->subject = column->attribute = STR("");
        column->identifies = false;
        column->evidence = STR("not in the mapping file");
        column->date_order = DATE_DAY_FIRST;
        column->name_order = NAME_GIVEN_FIRST;
    }
    if (code == 0) {
        code = noted(reader, yaml_get_list(columns, reader->file, &first, reader->err));
    }
    for (const struct yaml_node *column = first; column != NULL && code == 0;
         column = column->next) {
        code = noted(reader, read_column(reader, column));
    }
    return code == 0 && reader->mapping->exhausted
               ? err_set(reader->err, ERR_MEMORY, "out of memory")
               : code;
}

/* named_table - a table without rows that has the columns a mapping names, in its order. */
static struct table named_table(const struct yaml_node *node, struct str name, struct arena *arena)
{
    const struct yaml_node *columns = yaml_map_get(node, STR("columns"));
    size_t count = columns != NULL && columns->kind == YAML_LIST ? columns->count : 0;
    struct table table = {.name = name, .path = STR(""), .has_header = true};
    table.column_count = count < COLUMNS_MAX ? count : COLUMNS_MAX;
    table.columns = arena_alloc(arena, table.column_count * sizeof *table.columns + 1);
    const struct yaml_node *column = count > 0 ? columns->first : NULL;
    for (size_t c = 0; c < table.column_count; c++, column = column->next) {
        const struct yaml_node *header = yaml_map_get(column, STR("column"));
        bool given = header != NULL && header->kind == YAML_TEXT && header->text.len > 0;
        table.columns[c].header = given ? header->text : arena_printf(arena, "column %zu", c + 1);
    }
    return table;
}

int mapping_file_parse_source(const struct yaml_node *node, const char *file, struct str name,
                              const struct table *table, struct mapping *ret,
                              struct err_list *errors)
{
    static const struct str keys[] = {STR_INIT("kind"), STR_INIT("latest_year"),
                                      STR_INIT("columns")};
    struct err err = {0};
    struct arena arena = {0};
    size_t before = errors->count;
    struct table named = {0};
    struct mapping mapping;
    struct reader reader = {.file = file,
                            .table = table != NULL ? table : &named,
                            .mapping = &mapping,
                            .named = mem_must_array(COLUMNS_MAX, sizeof(bool)),
                            .err = &err,
                            .errors = errors};
    if (table == NULL) {
        named = named_table(node, name, &arena);
    }
    int code = mapping_begin(reader.table, &mapping);
    code = code
               ? err_set(&err, code, "out of memory")
               : noted(&reader, yaml_map_check(node, file, keys, sizeof keys / sizeof *keys, &err));
    if (code == 0 && node->kind == YAML_MAP) {
        code = read_source(&reader, node);
    }
    if (code != 0) {
        err_list_add(errors, &err);
    }
    mem_free(reader.named);
    arena_free(&arena);
    if (errors->count != before) {
        mapping_free(&mapping);
        return errors->count == before + 1 && code != 0 ? code : ERR_INPUT;
    }
    *ret = mapping;
    return 0;
}

static int read_sources(const struct yaml_node *root, const char *file, const struct table *tables,
                        size_t count, struct mapping *mappings, bool *named, struct err *err)
{
    static const struct str top[] = {STR_INIT("sources")};
    static const struct str keys[] = {STR_INIT("source"), STR_INIT("kind"), STR_INIT("latest_year"),
                                      STR_INIT("columns")};
    const struct yaml_node *source = NULL;
    int code = yaml_map_check(root, file, top, 1, err);
    const struct yaml_node *sources = yaml_map_get(root, STR("sources"));
    if (code == 0 && sources == NULL) {
        return err_at(err, ERR_INPUT, file, root->line, root->column,
                      "a mapping file needs \"sources\"");
    }
    if (code == 0) {
        code = yaml_get_list(sources, file, &source, err);
    }
    for (; source != NULL && code == 0; source = source->next) {
        code = yaml_map_check(source, file, keys, sizeof keys / sizeof *keys, err);
        const struct yaml_node *name_node = yaml_map_get(source, STR("source"));
        struct str name;
        if (code == 0 && name_node == NULL) {
            return err_at(err, ERR_INPUT, file, source->line, source->column,
                          "a source needs \"source\", its name");
        }
        if (code != 0 || (code = yaml_get_text(name_node, file, &name, err)) != 0) {
            return code;
        }
        size_t t = 0;
        while (t < count && !str_eq(tables[t].name, name)) {
            t++;
        }
        struct reader reader = {.file = file, .named = named, .err = err};
        if (t == count) {
            return fail(&reader, name_node, "no input is called", name,
                        "name it NAME=FILE on the command line, or take the source out");
        }
        for (const struct yaml_node *earlier = sources->first; earlier != source;
             earlier = earlier->next) {
            if (str_eq(yaml_map_get(earlier, STR("source"))->text, name)) {
                return fail(&reader, name_node, "source named twice:", name,
                            "take one of the two out");
            }
        }
        reader.table = &tables[t];
        reader.mapping = &mappings[t];
        memset(named, 0, COLUMNS_MAX * sizeof *named);
        code = read_source(&reader, source);
    }
    return code;
}

int mapping_file_parse(struct str text, const char *file, const struct table *tables, size_t count,
                       struct mapping *ret, struct err *err)
{
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    bool *named = mem_try_array(COLUMNS_MAX, sizeof *named);
    int code = named == NULL ? err_set(err, ERR_MEMORY, "out of memory")
                             : yaml_tree_parse(&arena, text, file, &root, err);
    if (code == 0) {
        code = infer_mappings(tables, count, ret, err);
        if (code == 0) {
            code = read_sources(root, file, tables, count, ret, named, err);
            for (size_t m = 0; m < count && code != 0; m++) {
                mapping_free(&ret[m]);
            }
        }
    }
    mem_free(named);
    arena_free(&arena);
    return code;
}

int mapping_file_read(const char *path, const struct table *tables, size_t count,
                      struct mapping *ret, struct err *err)
{
    struct buf text = {0};
    int code = file_read_whole(path, "the mapping file", YAML_BYTES_MAX, &text, err);
    if (code == 0) {
        code = mapping_file_parse(buf_str(&text), path, tables, count, ret, err);
    }
    buf_free(&text);
    return code;
}
