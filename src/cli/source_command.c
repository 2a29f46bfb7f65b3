/* source_command.c - cantref source infer FILE...: what each column of each source is taken to be,
 * and why; source add and list (source_add.h); source approve. */
#include "command.h"

#include "access_print.h"
#include "inputs.h"
#include "json_writer.h"
#include "mapping_file.h"
#include "options.h"
#include "parallel.h"
#include "source_add.h"

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

struct source_job {
    const char *home;
    const char *key;
    const char *agreement;
    uint64_t category;
    bool changes;
    bool json;
    char **operands; /* after the first */
    size_t operand_count;
};

static int run_infer(const struct source_job *job, struct err *err)
{
    return infer_files(job->operands, job->operand_count, job->json, err);
}

static int run_add(const struct source_job *job, struct err *err)
{
    struct home home;
    struct buf said = {0};
    struct source_addition addition = {job->operands[0], job->operands[1],
                                       (enum source_category)job->category};
    struct source_wish wish = {.key = str_of(job->key),
                               .agreement = str_of(job->agreement),
                               .delivery = job->changes ? DELIVERY_CHANGES : DELIVERY_SNAPSHOT,
                               .reject_max = REJECT_MAX_DEFAULT};
    int code = home_open(job->home, HOME_WRITE, &home, err);
    if (code != 0) {
        return code;
    }
    code = source_add(&home, &addition, 1, &wish, &said, err);
    if (code == 0) {
        printf(
            "%.*s\nNext: read the file, correct a role that is wrong, then run: cantref check\n"
            "No purpose uses it until two people have approved it: cantref source approve %s\n",
            PRI(buf_str(&said)), job->operands[0]);
    }
    buf_free(&said);
    home_close(&home);
    return code;
}

static int run_approve(const struct source_job *job, struct err *err)
{
    return access_approve_as_asker(job->home, APPROVAL_SOURCE, str_of(job->operands[0]), job->json,
                                   err);
}

static int run_list(const struct source_job *job, struct err *err)
{
    struct home home;
    int code = home_open(job->home, HOME_READ, &home, err);
    if (code == 0) {
        code = source_list(&home, job->json, err);
        home_close(&home);
    }
    return code;
}

static const struct {
    const char *word;
    int (*run)(const struct source_job *job, struct err *err);
    size_t operands_min, operands_max;
    const char *usage;
} actions[] = {
    {"infer", run_infer, 1, SOURCES_MAX, "infer FILE..."},
    {"add", run_add, 2, 2, "add NAME FILE"},
    {"list", run_list, 0, 0, "list"},
    {"approve", run_approve, 1, 1, "approve NAME"},
};
enum { ACTIONS = sizeof actions / sizeof actions[0] };

/* run - the action that the first operand names. */
static int run(struct source_job *job, struct err *err)
{
    const char *word = job->operands[0];
    for (int i = 0; i < ACTIONS; i++) {
        if (strcmp(actions[i].word, word) != 0) {
            continue;
        }
        job->operands++;
        job->operand_count--;
        if (job->operand_count < actions[i].operands_min ||
            job->operand_count > actions[i].operands_max) {
            return err_set(err, ERR_USAGE, "write: cantref source %s (see: cantref help source)",
                           actions[i].usage);
        }
        return actions[i].run(job, err);
    }
    return err_set(err, ERR_USAGE,
                   "unknown: source %.40s; there are \"source infer FILE...\", \"source add NAME "
                   "FILE\", \"source list\" and \"source approve NAME\"",
                   word);
}

int source_command(const struct command *self, int argc, char **argv)
{
    struct source_job job = {
        .home = ".", .key = "", .agreement = "", .category = SOURCE_CATEGORIES};
    const struct option_row rows[] = {
        OPTION_HOME(job.home),
        {"changes", 0, OPTION_FLAG, "", "add: each file holds what changed, not all records",
         .flag = &job.changes},
        {"key", 0, OPTION_TEXT, "COLUMN", "add: the column that tells records apart, for life",
         .text = &job.key},
        {"category", 0, OPTION_CHOICE, "WORD",
         "add: the service that it is of, such as council_tax", .number = &job.category,
         .choices = source_category_names},
        {"agreement", 0, OPTION_TEXT, "TEXT", "add: the data sharing agreement it is used under",
         .text = &job.agreement},
        {"json", 0, OPTION_FLAG, "",
         "infer, list, approve: print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = SOURCES_MAX + 1,
                              .operand_name = "infer, add, list or approve"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    job.operands = options.operands;
    job.operand_count = options.operand_count;
    struct err err = {0};
    int code = run(&job, &err);
    if (code != 0) {
        err_print("cantref source", &err);
    }
    return err_exit_status(code);
}
