/* source_command.c - cantref source infer FILE...: what each column of each source is taken to be,
 * and why. */
#include "command.h"

#include "infer.h"
#include "json_writer.h"
#include "mapping_file.h"
#include "options.h"
#include "source_file.h"

#include <stdio.h>

static void column_json(struct json_writer *json, const struct mapping_column *column)
{
    json_write_object(json);
    json_write_key(json, STR("column"));
    json_write_text(json, column->header);
    json_write_key(json, STR("role"));
    json_write_text(json, str_of(role_table[column->role].name));
    json_write_key(json, STR("subject"));
    json_write_text(json, column->subject);
    if (column->role == ROLE_ATTRIBUTE) {
        json_write_key(json, STR("attribute"));
        json_write_text(json, column->attribute);
    }
    json_write_key(json, STR("understood"));
    json_write_decimal(json, column->understood, 4);
    json_write_key(json, STR("evidence"));
    json_write_text(json, column->evidence);
    json_write_close(json);
}

static void mappings_json(struct buf *out, const struct mapping *mappings, size_t count)
{
    struct json_writer json = {.out = out, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("sources"));
    json_write_array(&json);
    for (size_t m = 0; m < count; m++) {
        json_write_object(&json);
        json_write_key(&json, STR("source"));
        json_write_text(&json, mappings[m].source);
        json_write_key(&json, STR("kind"));
        json_write_text(&json, str_of(mapping_kind_name(mappings[m].kind)));
        json_write_key(&json, STR("latest_year"));
        json_write_whole(&json, mappings[m].latest_year);
        json_write_key(&json, STR("columns"));
        json_write_array(&json);
        for (size_t c = 0; c < mappings[m].column_count; c++) {
            column_json(&json, &mappings[m].columns[c]);
        }
        json_write_close(&json);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_close(&json);
    buf_add_char(out, '\n');
}

/* print_mappings - infer the mappings of tables that have been read, and print them. */
static int print_mappings(const struct table *tables, size_t count, bool json, struct err *err)
{
    struct mapping *mappings = mem_must_array(count, sizeof *mappings);
    struct buf out = {0};
    int code = infer_mappings(tables, count, mappings, err);
    if (code == 0) {
        if (json) {
            mappings_json(&out, mappings, count);
        } else {
            code = mapping_file_write(&out, mappings, count);
        }
        printf("%.*s", PRI(buf_str(&out)));
        for (size_t m = 0; m < count; m++) {
            mapping_free(&mappings[m]);
        }
    }
    buf_free(&out);
    mem_free(mappings);
    return code;
}

static int check_names(const struct source_file *files, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (str_eq(files[i].table.name, files[j].table.name)) {
                return err_set(err, ERR_USAGE,
                               "two sources are called \"%.*s\": name one of them NAME=FILE",
                               PRI(files[i].table.name)); /* not personal: a source */
            }
        }
    }
    return 0;
}

static int infer_files(char **paths, size_t count, bool json, struct err *err)
{
    struct source_file *files = mem_must_array(count, sizeof *files);
    struct table *tables = mem_must_array(count, sizeof *tables);
    size_t read = 0;
    int code = 0;
    while (read < count &&
           (code = source_file_read(str_of(paths[read]), NULL, &files[read], err)) == 0) {
        tables[read] = files[read].table;
        read++;
    }
    if (code == 0) {
        code = check_names(files, count, err);
    }
    if (code == 0) {
        code = print_mappings(tables, count, json, err);
    }
    for (size_t i = 0; i < read; i++) {
        source_file_free(&files[i]);
    }
    mem_free(tables);
    mem_free(files);
    return code;
}

int source_command(const struct command *self, int argc, char **argv)
{
    bool json = false;
    const struct option_row rows[] = {
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 2,
                              .operands_max = SOURCES_MAX + 1,
                              .operand_name = "infer FILE"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code = 0;
    if (!str_eq(str_of(options.operands[0]), STR("infer"))) {
        code = err_set(&err, ERR_USAGE, "unknown: source %s; there is \"source infer FILE...\"",
                       options.operands[0]);
    } else {
        code = infer_files(options.operands + 1, options.operand_count - 1, json, &err);
    }
    if (code != 0) {
        err_print("cantref source", &err);
    }
    return err_exit_status(code);
}
