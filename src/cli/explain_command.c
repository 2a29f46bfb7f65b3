/* explain_command.c - cantref explain DIR SOURCE:ROW [SOURCE:ROW]: the inputs read again, linked
 * with the model of the run, and one pair or one entity told. Nothing of the inputs is kept in DIR
 * but what its files say, so they must still be there, unchanged. */
#include "command.h"

#include "decision_file.h"
#include "explain.h"
#include "explanation_output.h"
#include "inputs.h"
#include "model_file.h"
#include "options.h"
#include "parallel.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct explain_job {
    const char *folder;
    const char *svg_path; /* "-": standard output; NULL: no picture */
    uint64_t language;
    bool json;
    json_t *manifest;
    struct inputs inputs;
    struct model_file *model;
    struct run run;
};

static void path_in(const struct explain_job *job, const char *name, char ret[PATH_MAX])
{
    snprintf(ret, PATH_MAX, "%s/%s", job->folder, name);
}

static int manifest_load(struct explain_job *job, struct err *err)
{
    char path[PATH_MAX];
    json_error_t trouble;
    path_in(job, "manifest.json", path);
    if (access(path, R_OK) != 0) {
        return err_set(err, ERR_NOTFOUND,
                       "%s has no manifest.json: name a folder that cantref link made",
                       job->folder);
    }
    job->manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &trouble);
    const char *program = json_string_value(json_object_get(job->manifest, "program"));
    if (program == NULL || strcmp(program, "cantref") != 0) {
        return err_at(err, ERR_INPUT, path, 0, 0,
                      "this is not the manifest of a run of cantref link");
    }
    if (json_object_get(json_object_get(job->manifest, "settings"), "home") != NULL) {
        return err_set(err, ERR_INPUT,
                       "%s was exported from a council's home: cantref entity explain, there, says "
                       "why its rows are the same",
                       job->folder);
    }
    return 0;
}

/* "NAME=PATH" of an input; a relative path is from the folder in which the run was started. */
static char *spec_of(const struct explain_job *job, const json_t *input, struct err *err)
{
    const char *name = json_string_value(json_object_get(input, "name"));
    const char *path = json_string_value(json_object_get(input, "path"));
    const char *from = json_string_value(
        json_object_get(json_object_get(job->manifest, "settings"), "working_folder"));
    if (name == NULL || path == NULL) {
        err_set(err, ERR_INPUT, "%s/manifest.json does not name the inputs of the run",
                job->folder);
        return NULL;
    }
    if (strcmp(path, "-") == 0) {
        err_set(err, ERR_NOTFOUND,
                "the source \"%s\" was standard input, which can't be read again: link from a file",
                name);
        return NULL;
    }
    size_t size = strlen(name) + strlen(path) + PATH_MAX;
    char *spec = mem_must_array(size, 1);
    snprintf(spec, size, "%s=%s%s%s", name, path[0] == '/' || from == NULL ? "" : from,
             path[0] == '/' || from == NULL ? "" : "/", path);
    return spec;
}

static int check_unchanged(const struct explain_job *job, const json_t *listed, struct err *err)
{
    size_t i;
    json_t *input;
    json_array_foreach(listed, i, input)
    {
        const char *name = json_string_value(json_object_get(input, "name"));
        const char *sha256 = json_string_value(json_object_get(input, "sha256"));
        for (size_t f = 0; f < job->inputs.count; f++) {
            const struct source_file *file = &job->inputs.files[f];
            if (str_eq(file->table.name, str_of(name)) &&
                (sha256 == NULL || strcmp(sha256, file->sha256) != 0)) {
                return err_set(err, ERR_CONFLICT,
                               "%.*s has changed since it was linked: run cantref link again",
                               PRI(file->table.path)); /* not personal: a file */
            }
        }
    }
    return 0;
}

static int inputs_again(struct explain_job *job, int threads, struct err *err)
{
    const json_t *listed = json_object_get(job->manifest, "inputs");
    size_t count = json_array_size(listed);
    char **specs = mem_must_array(count, sizeof *specs);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        specs[i] = spec_of(job, json_array_get(listed, i), err);
        code = specs[i] == NULL ? err->code : 0;
    }
    code = code ? code : inputs_read(specs, count, 1, threads, NULL, &job->inputs, err);
    code = code ? code : check_unchanged(job, listed, err);
    for (size_t i = 0; i < count; i++) {
        mem_free(specs[i]);
    }
    mem_free(specs);
    return code;
}

/* The run once more, as it was: the same mapping, model and decisions, so the same partition. */
static int link_again(struct explain_job *job, struct err *err)
{
    char path[PATH_MAX];
    int threads = parallel_cores();
    int code = manifest_load(job, err);
    code = code ? code : inputs_again(job, threads, err);
    path_in(job, "mapping.yaml", path);
    code = code ? code : inputs_map(&job->inputs, path, err);
    path_in(job, "model.json", path);
    code = code ? code : model_file_read(path, &job->model, err);
    if (code == 0) {
        inputs_keep_texts(&job->inputs);
        code = mention_table_build(job->inputs.tables, job->inputs.mappings, job->inputs.count,
                                   threads, &job->inputs.mentions, err);
    }
    path_in(job, "decisions.csv", path);
    if (code == 0 && access(path, F_OK) == 0) { /* runs of an older version have none */
        code = decision_file_read(path, job->inputs.tables, job->inputs.count,
                                  &job->inputs.mentions, err);
    }
    code = code ? code : model_bind(job->model, &job->inputs.mentions, &job->run, err);
    return code ? code : run_link(&job->inputs.mentions, threads, NULL, &job->run, err);
}

static int tell(struct explain_job *job, char **names, size_t count, struct err *err)
{
    struct report_input input = {.tables = job->inputs.tables,
                                 .mappings = job->inputs.mappings,
                                 .table_count = job->inputs.count,
                                 .mentions = &job->inputs.mentions,
                                 .run = &job->run,
                                 .language = (enum language)job->language,
                                 .folder = job->folder,
                                 .version = CANTREF_VERSION};
    struct report report;
    uint32_t mention[2];
    int code = 0;
    report_begin(&input, &report);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = mention_find(&report, str_of(names[i]), &mention[i], err);
    }
    if (code == 0) {
        code = explanation_tell(&report, mention, count == 2, job->json, job->svg_path, err);
    }
    report_free(&report);
    return code;
}

/* Is it SOURCE:ROW or SOURCE:ROW:MENTION? Told before minutes are spent on reading. */
static int check_form(const char *name, struct err *err)
{
    const char *colon = strchr(name, ':');
    const char *digits = colon == NULL ? NULL : colon + 1;
    if (digits == NULL || *digits < '1' || *digits > '9') {
        return err_set(err, ERR_USAGE,
                       "\"%.60s\" is not SOURCE:ROW: write people:17 for data row 17 of people",
                       name);
    }
    return 0;
}

int explain_command(const struct command *self, int argc, char **argv)
{
    bool json = false;
    const char *svg_path = NULL;
    uint64_t language = LANGUAGE_ENGLISH;
    const struct option_row rows[] = {
        {"svg", 0, OPTION_TEXT, "FILE", "draw it, too: an SVG picture; - is standard output",
         .text = &svg_path},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
        {"language", 0, OPTION_CHOICE, "en|cy", "language of the explanation (default: en)",
         .number = &language, .choices = language_codes},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 2,
                              .operands_max = 3,
                              .operand_name = "DIR and SOURCE:ROW"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct explain_job *job = mem_must_array(1, sizeof *job); /* megabytes: too large for a stack */
    struct err err = {0};
    int code = 0;
    job->folder = options.operands[0];
    job->language = language;
    job->json = json;
    job->svg_path = svg_path;
    code = explanation_check(json, svg_path, &err);
    for (size_t i = 1; code == 0 && i < options.operand_count; i++) {
        code = check_form(options.operands[i], &err);
    }
    code = code ? code : link_again(job, &err);
    code = code ? code : tell(job, options.operands + 1, options.operand_count - 1, &err);
    if (code != 0) {
        err_print("cantref explain", &err);
    }
    run_free(&job->run);
    model_file_free(job->model);
    inputs_free(&job->inputs);
    json_decref(job->manifest);
    mem_free(job);
    return err_exit_status(code);
}
