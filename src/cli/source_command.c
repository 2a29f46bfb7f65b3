/* source_command.c - cantref source infer FILE...: what each column of each source is taken to be,
 * and why. */
#include "command.h"

#include "inputs.h"
#include "json_writer.h"
#include "mapping_file.h"
#include "options.h"
#include "parallel.h"

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

/* infer_files - read the sources, infer their mappings, print them. */
static int infer_files(char **paths, size_t count, bool json, struct err *err)
{
    struct inputs inputs = {0};
    struct buf out = {0};
    int code = inputs_read(paths, count, SOURCE_OPTIONS_DEFAULT.reject_max, parallel_cores(), NULL,
                           &inputs, err);
    code = code ? code : inputs_map(&inputs, NULL, err);
    if (code == 0 && json) {
        mappings_json(&out, inputs.mappings, inputs.count);
    } else if (code == 0) {
        code = mapping_file_write(&out, inputs.mappings, inputs.count);
    }
    fwrite(buf_str(&out).ptr, 1, out.len, stdout);
    buf_free(&out);
    inputs_free(&inputs);
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
