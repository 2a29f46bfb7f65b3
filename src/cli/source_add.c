/* source_add.c - cantref source add and list, and what init --example adds. */
#include "source_add.h"

#include "inputs.h"
#include "json_writer.h"
#include "parallel.h"

#include <stdio.h>
#include <stdlib.h>

/* path_in_home - how a definition names the file: from the home when it is in it, so that the home
 * can be moved and shared; else in full. */
static struct str path_in_home(const struct home *home, const char *path, struct arena *arena)
{
    char *root = realpath(home->path, NULL);
    char *file = realpath(path, NULL);
    struct str shown = str_of(file != NULL ? file : path);
    if (root != NULL && file != NULL && str_starts(shown, str_of(root))) {
        struct str rest = str_slice(shown, strlen(root), shown.len);
        shown = str_starts(rest, STR("/")) ? str_slice(rest, 1, rest.len) : shown;
    }
    struct str copy = arena_str(arena, shown);
    free(root);
    free(file);
    return copy;
}

static int check_addition(const struct source_addition *addition, struct err *err)
{
    if (!source_name_fits(str_of(addition->name))) {
        return err_set(err, ERR_USAGE,
                       "a source can't be called \"%.70s\": use letters, digits, _ and -, at most "
                       "%d",
                       addition->name, SOURCE_NAME_MAX);
    }
    return strcmp(addition->path, "-") == 0
               ? err_set(err, ERR_USAGE,
                         "a source of a home needs a file, since it is read again: save standard "
                         "input to one")
               : 0;
}

static void say_added(const struct source_definition *d, const struct table *table, struct str why,
                      struct buf *said)
{
    size_t used = 0;
    for (size_t c = 0; c < d->mapping.column_count; c++) {
        used += d->mapping.columns[c].role != ROLE_IGNORE;
    }
    buf_printf(said, "Added %.*s: sources/%.*s.yaml\n", PRI(d->name), PRI(d->name));
    buf_printf(said, "  file      %.*s, %zu rows\n", PRI(d->connector.path), table->row_count);
    if (str_starts(d->connector.path, STR("/"))) {
        buf_add(said, STR("            outside the home: on another machine it is not there\n"));
    } else if (!home_path_is_private(d->connector.path)) {
        buf_add(said, STR("            git may keep it, and records are personal: move it to "
                          "extracts/ and change \"path\"\n"));
    }
    buf_printf(said, "  columns   %zu of %zu are used; the rows speak of %s\n", used,
               d->mapping.column_count, mapping_kind_name(d->mapping.kind));
    struct str key = d->key_count > 0 ? d->key[0] : STR("none");
    buf_printf(said, "  key       %.*s\n            %.*s\n", PRI(key), PRI(why));
    if (d->key_count == 0) {
        buf_printf(said,
                   "            a record is known by the content of its row, and by how many "
                   "such rows there are\n");
    }
    buf_printf(said, "  delivery  %s\n",
               d->delivery == DELIVERY_SNAPSHOT
                   ? "snapshot: each new file holds all records, and one that is gone is withdrawn"
                   : "changes: each new file holds what is new or changed");
    if (d->delivery == DELIVERY_CHANGES) {
        buf_printf(said,
                   "            no row tells yet that a record is gone: see \"deletion\" in "
                   "the file\n");
    }
}

static int add_one(const struct home *home, const struct source_addition *addition,
                   const struct source_wish *all, const struct table *table,
                   struct mapping *mapping, struct buf *said, struct err *err)
{
    struct arena arena = {0};
    struct buf why = {0};
    struct source_wish wish = *all;
    struct source_definition definition;
    wish.name = str_of(addition->name);
    wish.category = addition->category;
    wish.path = path_in_home(home, addition->path, &arena);
    int code = source_draft(table, mapping, &wish, &definition, &why, err);
    if (code == 0) {
        say_added(&definition, table, buf_str(&why),
                  said); /* once it is written nothing can fail */
        code = home_source_add(home, &definition, err);
        source_definition_free(&definition);
    }
    buf_free(&why);
    arena_free(&arena);
    return code;
}

int source_add(const struct home *home, const struct source_addition *additions, size_t count,
               const struct source_wish *wish, struct buf *said, struct err *err)
{
    struct arena arena = {0};
    struct inputs inputs = {0};
    char **specs = mem_must_array(count, sizeof *specs);
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        code = check_addition(&additions[i], err);
        struct str spec = arena_printf(&arena, "%s=%s", additions[i].name, additions[i].path);
        specs[i] = (char *)spec.ptr;
    }
    code = code ? code
                : inputs_read(specs, count, wish->reject_max, parallel_cores(), NULL, &inputs, err);
    code = code ? code : inputs_map(&inputs, NULL, err);
    for (size_t i = 0; i < count && code == 0; i++) {
        size_t t = 0; /* inputs are in the order of their names */
        while (!str_eq(inputs.tables[t].name, str_of(additions[i].name))) {
            t++;
        }
        code =
            add_one(home, &additions[i], wish, &inputs.tables[t], &inputs.mappings[t], said, err);
    }
    inputs_free(&inputs);
    mem_free(specs);
    arena_free(&arena);
    return code;
}

/* ---- list ---- */

static void list_json(const struct source_definition *definitions, size_t count)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("sources"));
    json_write_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct source_definition *d = &definitions[i];
        json_write_object(&json);
        json_write_key(&json, STR("source"));
        json_write_text(&json, d->name);
        json_write_key(&json, STR("connector"));
        json_write_text(&json, str_of(connector_kind_name(d->connector.kind)));
        json_write_key(&json, STR("delivery"));
        json_write_text(&json, str_of(source_delivery_name(d->delivery)));
        json_write_key(&json, STR("key"));
        json_write_array(&json);
        for (size_t k = 0; k < d->key_count; k++) {
            json_write_text(&json, d->key[k]);
        }
        json_write_close(&json);
        json_write_key(&json, STR("kind"));
        json_write_text(&json, str_of(mapping_kind_name(d->mapping.kind)));
        json_write_key(&json, STR("columns"));
        json_write_whole(&json, (int64_t)d->mapping.column_count);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

int source_list(const struct home *home, bool json, struct err *err)
{
    struct source_definition *definitions;
    size_t count;
    int code = home_sources(home, &definitions, &count, err);
    if (code != 0) {
        return code;
    }
    if (json) {
        list_json(definitions, count);
    } else if (count == 0) {
        printf("No sources yet. Add one: cantref source add NAME FILE\n");
    } else {
        int width = 6;
        for (size_t i = 0; i < count; i++) {
            width = (int)definitions[i].name.len > width ? (int)definitions[i].name.len : width;
        }
        printf("%-*s  %-9s  %-8s  %s\n", width, "source", "connector", "delivery", "about");
        for (size_t i = 0; i < count; i++) {
            const struct source_definition *d = &definitions[i];
            printf("%-*.*s  %-9s  %-8s  %s, %zu columns\n", width, PRI(d->name),
                   connector_kind_name(d->connector.kind), source_delivery_name(d->delivery),
                   mapping_kind_name(d->mapping.kind), d->mapping.column_count);
        }
    }
    home_sources_free(definitions, count);
    return 0;
}
