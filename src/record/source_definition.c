/* source_definition.c - a source's settings to YAML and back. */
#include "source_definition.h"

#include "mapping_file.h"

#include <stdio.h>

static const char *const delivery_names[] = {"snapshot", "changes", NULL};
static const char *const duplicates_names[] = {"possible", "free", NULL};
static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};

bool source_name_fits(struct str name)
{
    bool fits = name.len > 0 && name.len <= SOURCE_NAME_MAX && name.ptr[0] != '-';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        fits = fits && (ascii_is_alpha(c) || ascii_is_digit(c) || c == '_' || c == '-');
    }
    return fits;
}

const char *source_delivery_name(enum source_delivery delivery)
{
    return delivery_names[delivery];
}

const char *source_duplicates_name(enum source_duplicates duplicates)
{
    return duplicates_names[duplicates];
}

/* ---- schedules ---- */

void schedule_text(const struct source_schedule *schedule, char text[48])
{
    switch (schedule->kind) {
    case SCHEDULE_BY_HAND:
        snprintf(text, 48, "by hand");
        break;
    case SCHEDULE_HOURLY:
        snprintf(text, 48, "hourly");
        break;
    case SCHEDULE_DAILY:
        snprintf(text, 48, "daily at %02d:%02d", schedule->hour, schedule->minute);
        break;
    case SCHEDULE_WEEKLY:
        snprintf(text, 48, "weekly on %s at %02d:%02d", weekdays[schedule->weekday], schedule->hour,
                 schedule->minute);
        break;
    }
}

/* cut - take prefix off the front of *text, if it is there. */
static bool cut(struct str *text, struct str prefix)
{
    if (!str_starts(*text, prefix)) {
        return false;
    }
    *text = str_slice(*text, prefix.len, text->len);
    return true;
}

static bool time_parse(struct str text, struct source_schedule *ret)
{
    uint64_t hour, minute;
    if (text.len != 5 || text.ptr[2] != ':' || !str_to_uint(str_slice(text, 0, 2), 23, &hour) ||
        !str_to_uint(str_slice(text, 3, 5), 59, &minute)) {
        return false;
    }
    ret->hour = (int)hour;
    ret->minute = (int)minute;
    return true;
}

static bool schedule_parse(struct str text, struct source_schedule *ret)
{
    *ret = (struct source_schedule){0};
    if (str_eq(text, STR("by hand"))) {
        return true;
    }
    if (str_eq(text, STR("hourly"))) {
        ret->kind = SCHEDULE_HOURLY;
        return true;
    }
    if (cut(&text, STR("daily at "))) {
        ret->kind = SCHEDULE_DAILY;
        return time_parse(text, ret);
    }
    if (!cut(&text, STR("weekly on "))) {
        return false;
    }
    ret->kind = SCHEDULE_WEEKLY;
    for (int day = 0; weekdays[day] != NULL; day++) {
        if (cut(&text, str_of(weekdays[day]))) {
            ret->weekday = day;
            return cut(&text, STR(" at ")) && time_parse(text, ret);
        }
    }
    return false;
}

/* ---- writing ---- */

static int write_key(struct buf *out, const struct source_definition *d)
{
    if (d->key_count == 0) {
        return buf_add(out, STR("# key: COLUMN   whose value stays with a record for life. Without "
                                "one, a record is\n#               known by the content of its "
                                "row, and by how many such rows there are.\n"));
    }
    if (d->key_count == 1) {
        int code = buf_add(out, STR("# The column whose value stays with a record for life.\n"));
        return code ? code : setting_write(out, "key", d->key[0]);
    }
    int code = buf_add(out, STR("# The columns whose values together stay with a record for "
                                "life.\nkey:\n"));
    for (size_t k = 0; k < d->key_count && code == 0; k++) {
        code = buf_add(out, STR("  - "));
        code = code ? code : yaml_write_scalar(out, d->key[k]);
        code = code ? code : buf_add_char(out, '\n');
    }
    return code;
}

static int write_delivery(struct buf *out, const struct source_definition *d)
{
    if (d->delivery == DELIVERY_SNAPSHOT) {
        return buf_add(out, STR("# Each extract holds all records: one that is gone is withdrawn. "
                                "(Else: changes.)\ndelivery: snapshot\n"));
    }
    int code = buf_add(out, STR("# Each extract holds what is new or changed. (Else: snapshot.)\n"
                                "delivery: changes\n"));
    if (code == 0 && d->deletion_column.len == 0) {
        return buf_add(out, STR("# deletion:       which rows tell that a record is gone\n"
                                "#   column: Action\n#   value: D\n"));
    }
    code = code ? code : buf_add(out, STR("deletion:\n  "));
    code = code ? code : setting_write(out, "column", d->deletion_column);
    code = code ? code : buf_add(out, STR("  "));
    return code ? code : setting_write(out, "value", d->deletion_value);
}

static int write_rules(struct buf *out, const struct source_definition *d)
{
    char text[48];
    schedule_text(&d->schedule, text);
    int code = buf_printf(out,
                          "# free: never two records of one person. (Else: possible.)\n"
                          "duplicates: %s\n",
                          duplicates_names[d->duplicates]);
    if (code == 0 && d->category == SOURCE_CATEGORIES) {
        code = buf_add(out, STR("# category: council_tax   the service that it is of: purposes and "
                                "gateways go by it\n"));
    } else if (code == 0) {
        code = setting_write(out, "category", str_of(source_category_names[d->category]));
    }
    if (code == 0 && d->agreement.len == 0) {
        code = buf_add(out, STR("# agreement: the data sharing agreement under which the source is "
                                "used\n"));
    }
    code = code ? code : setting_write(out, "agreement", d->agreement);
    if (code == 0 && d->retention_days == 0) {
        code = buf_add(out, STR("# retention_days: 2555   kept so long after a record is gone; "
                                "left out: as council.yaml says\n"));
    } else if (code == 0) {
        code = buf_printf(out, "retention_days: %lld\n", (long long)d->retention_days);
    }
    code = code ? code
                : buf_add(out, STR("# by hand, hourly, daily at 02:30, weekly on monday at "
                                   "02:30\n"));
    code = code ? code : setting_write(out, "schedule", str_of(text));
    code = code ? code
                : buf_add(out, STR("# Shares: of records that may be gone at once, of rows that "
                                   "may be unreadable.\n"));
    code = code ? code : setting_write_share(out, "shrink_max", d->shrink_max);
    return code ? code : setting_write_share(out, "reject_max", d->reject_max);
}

int source_definition_write(struct buf *out, const struct source_definition *definition)
{
    int code = buf_add(out, STR("# Where a source's records come from and what they mean. cantref "
                                "check says whether\n# the file is right.\n"));
    code = code ? code : setting_write(out, "source", definition->name);
    code = code ? code : buf_add(out, STR("connector:\n"));
    code = code ? code : connector_write(out, &definition->connector);
    code = code ? code : write_key(out, definition);
    code = code ? code : write_delivery(out, definition);
    code = code ? code : write_rules(out, definition);
    code = code ? code
                : buf_add(out, STR("# What each column was taken to be, and why. Correct a role "
                                   "where it is wrong.\n"));
    code = code ? code : mapping_file_write_roles(out);
    code = code ? code : buf_add(out, STR("mapping:\n"));
    return code ? code : mapping_file_write_source(out, &definition->mapping);
}

/* ---- reading ---- */

static int read_name(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct source_definition *d = into; /* its name is what the file's name says */
    struct str text;
    int code = setting_text(settings, node, &text, err);
    if (code == 0 && !str_eq(text, d->name)) {
        return setting_refuse(settings, node, err,
                              "the file is called %.*s.yaml: write %.*s here, or rename the file",
                              PRI(d->name), PRI(d->name));
    }
    return code;
}

static int read_connector(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    (void)err; /* it keeps its own */
    connector_read(settings, node, &((struct source_definition *)into)->connector);
    return 0;
}

static int read_key(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    struct source_definition *d = into;
    const struct yaml_node *item = node->kind == YAML_LIST ? node->first : node;
    if (item == NULL || (node->kind == YAML_LIST && node->count > KEY_COLUMNS_MAX)) {
        return setting_refuse(settings, node, err, "1 to %d columns are wanted here",
                              KEY_COLUMNS_MAX);
    }
    int code = 0;
    for (; item != NULL && code == 0; item = node->kind == YAML_LIST ? item->next : NULL) {
        code = setting_text(settings, item, &d->key[d->key_count], err);
        d->key_count += code == 0;
    }
    return code;
}

static int read_delivery(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    int delivery = 0;
    int code = setting_choice(settings, node, delivery_names, &delivery, err);
    ((struct source_definition *)into)->delivery = (enum source_delivery)delivery;
    return code;
}

static int read_deletion_column(struct settings *settings, const struct yaml_node *node, void *into,
                                struct err *err)
{
    return setting_text(settings, node, &((struct source_definition *)into)->deletion_column, err);
}

static int read_deletion_value(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    return setting_text(settings, node, &((struct source_definition *)into)->deletion_value, err);
}

static int read_deletion(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("column"), SETTING_NEEDED, read_deletion_column},
        {STR_INIT("value"), SETTING_NEEDED, read_deletion_value},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, 2, into);
    return 0;
}

static int read_duplicates(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    int duplicates = 0;
    int code = setting_choice(settings, node, duplicates_names, &duplicates, err);
    ((struct source_definition *)into)->duplicates = (enum source_duplicates)duplicates;
    return code;
}

static int read_category(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    int category = SOURCE_CATEGORIES;
    int code = setting_choice(settings, node, source_category_names, &category, err);
    ((struct source_definition *)into)->category = (enum source_category)category;
    return code;
}

static int read_agreement(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return setting_text(settings, node, &((struct source_definition *)into)->agreement, err);
}

static int read_retention_days(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, RETENTION_DAYS_MAX,
                          &((struct source_definition *)into)->retention_days, err);
}

static int read_schedule(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    if (code == 0 && !schedule_parse(text, &((struct source_definition *)into)->schedule)) {
        return setting_refuse(settings, node, err,
                              "this is no schedule: write by hand, hourly, daily at 02:30, or "
                              "weekly on monday at 02:30");
    }
    return code;
}

static int read_shrink_max(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    return yaml_get_share(node, settings->file, &((struct source_definition *)into)->shrink_max,
                          err);
}

static int read_reject_max(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    return yaml_get_share(node, settings->file, &((struct source_definition *)into)->reject_max,
                          err);
}

static int read_mapping(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    struct source_definition *d = into;
    (void)err; /* it keeps its own */
    mapping_file_parse_source(node, settings->file, d->name, NULL, &d->mapping, settings->errors);
    return 0;
}

static const struct setting rows[] = {
    {STR_INIT("source"), SETTING_NEEDED, read_name},
    {STR_INIT("connector"), SETTING_NEEDED, read_connector},
    {STR_INIT("key"), 0, read_key},
    {STR_INIT("delivery"), SETTING_NEEDED, read_delivery},
    {STR_INIT("deletion"), 0, read_deletion},
    {STR_INIT("duplicates"), 0, read_duplicates},
    {STR_INIT("category"), 0, read_category},
    {STR_INIT("agreement"), 0, read_agreement},
    {STR_INIT("retention_days"), 0, read_retention_days},
    {STR_INIT("schedule"), 0, read_schedule},
    {STR_INIT("shrink_max"), 0, read_shrink_max},
    {STR_INIT("reject_max"), 0, read_reject_max},
    {STR_INIT("mapping"), SETTING_NEEDED, read_mapping},
};

/* ---- what must fit together ---- */

static bool has_column(const struct mapping *mapping, struct str header)
{
    bool found = false;
    for (size_t c = 0; c < mapping->column_count && !found; c++) {
        found = str_eq(mapping->columns[c].header, header);
    }
    return found;
}

static void refuse_column(struct settings *settings, const struct yaml_node *node,
                          struct str header, bool of_table)
{
    struct err err;
    setting_refuse(settings, node, &err,
                   "%s no column \"%.*s\": write it as in the file's header%s",
                   of_table ? "the source has" : "the mapping has", PRI(header),
                   of_table ? "" : ", or add it to the mapping (role: ignore)");
    err_list_add(settings->errors, &err);
}

/* check_columns - the columns that key and deletion name are among the mapping's, or the table's of
 * which it is. */
static void check_columns(const struct source_definition *d, const struct mapping *mapping,
                          bool of_table, struct settings *settings)
{
    const struct yaml_node *key = yaml_map_get(d->root, STR("key"));
    const struct yaml_node *item = key != NULL && key->kind == YAML_LIST ? key->first : key;
    for (size_t k = 0; k < d->key_count && item != NULL; k++, item = item->next) {
        if (!has_column(mapping, d->key[k])) {
            refuse_column(settings, item, d->key[k], of_table);
        }
    }
    const struct yaml_node *column =
        yaml_map_get(yaml_map_get(d->root, STR("deletion")), STR("column"));
    if (column != NULL && !has_column(mapping, d->deletion_column)) {
        refuse_column(settings, column, d->deletion_column, of_table);
    }
}

static void check_together(const struct source_definition *d, struct settings *settings)
{
    struct err err;
    const struct yaml_node *delivery = yaml_map_get(d->root, STR("delivery"));
    const struct yaml_node *deletion = yaml_map_get(d->root, STR("deletion"));
    if (d->delivery == DELIVERY_CHANGES && d->key_count == 0) {
        setting_refuse(settings, delivery, &err,
                       "changes can't be told apart without a key: add \"key\", the column that "
                       "says which record a row changes");
        err_list_add(settings->errors, &err);
    }
    if (d->delivery == DELIVERY_SNAPSHOT && deletion != NULL) {
        setting_refuse(settings, deletion, &err,
                       "only a source of changes tells deletions by a column: take this out, or "
                       "write delivery: changes");
        err_list_add(settings->errors, &err);
    }
    check_columns(d, &d->mapping, false, settings);
}

/* hash_content - of what the source is of, where it comes from and what its columns mean; when it
 * comes and how much of it may be wrong is its own department's. */
static void hash_content(struct source_definition *d)
{
    static const struct str keys[] = {STR_INIT("category"), STR_INIT("connector"),
                                      STR_INIT("mapping")};
    struct yaml_node approved = {.kind = YAML_MAP};
    struct yaml_node members[sizeof keys / sizeof keys[0]];
    struct yaml_node **end = &approved.first;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct yaml_node *node = yaml_map_get(d->root, keys[i]);
        if (node != NULL) {
            members[i] = *node;
            members[i].next = NULL;
            *end = &members[i];
            end = &members[i].next;
        }
    }
    definition_hash(&approved, d->content);
}

int source_definition_parse(struct str text, const char *file, struct str name,
                            struct source_definition *ret, struct err_list *errors)
{
    struct source_definition d = {.category = SOURCE_CATEGORIES,
                                  .shrink_max = SHRINK_MAX_DEFAULT,
                                  .reject_max = REJECT_MAX_DEFAULT};
    struct settings settings = {.file = file, .arena = &d.arena, .errors = errors};
    struct yaml_node *root = NULL;
    struct err err = {0};
    size_t before = errors->count;
    d.name = arena_str(&d.arena, name);
    d.file = arena_str(&d.arena, str_of(file));
    int code = yaml_tree_parse(&d.arena, text, file, &root, &err);
    d.root = root;
    if (code != 0) {
        err_list_add(errors, &err);
    } else {
        settings_read(&settings, root, rows, sizeof rows / sizeof rows[0], &d);
    }
    if (errors->count == before) {
        check_together(&d, &settings);
        hash_content(&d);
    }
    if (errors->count > before) {
        err_list_sort(errors, before);
        source_definition_free(&d);
        return code ? code : ERR_INPUT;
    }
    *ret = d;
    return 0;
}

int source_definition_map(const struct source_definition *definition, const struct table *table,
                          struct mapping *ret, struct err_list *errors)
{
    struct arena arena = {0};
    struct settings settings = {.file = definition->file.ptr, .arena = &arena, .errors = errors};
    struct mapping mapping = {0};
    size_t before = errors->count;
    int code = mapping_file_parse_source(yaml_map_get(definition->root, STR("mapping")),
                                         settings.file, definition->name, table, &mapping, errors);
    if (code == 0) {
        check_columns(definition, &mapping, true, &settings);
    }
    arena_free(&arena);
    if (errors->count > before) {
        err_list_sort(errors, before);
        mapping_free(&mapping);
        return code ? code : ERR_INPUT;
    }
    *ret = mapping;
    return 0;
}

void source_definition_free(struct source_definition *definition)
{
    mapping_free(&definition->mapping);
    arena_free(&definition->arena);
    *definition = (struct source_definition){0};
}
