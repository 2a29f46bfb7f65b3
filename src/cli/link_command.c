/* link_command.c - cantref link FILE...: read, infer, build, link, write.
 *
 *   inputs_read ──► inputs_map ──► mention_table_build ──► run_learn_and_link ──► the output folder
 */
#define _GNU_SOURCE
#include "command.h"

#include "clock.h"
#include "decision_file.h"
#include "inputs.h"
#include "model_file.h"
#include "options.h"
#include "parallel.h"
#include "run_output.h"

#include <limits.h>
#include <unistd.h>

struct link_job {
    /* from the command line */
    const char *folder_path, *mapping_path, *model_path, *truth_path, *decisions_path;
    uint64_t threads, language;
    double reject_max, precision;
    bool json;
    /* the work */
    struct progress progress;
    struct run_output output;
    struct inputs inputs;
    struct run run;
    struct source_file truth;
    struct model_file *model;
    struct buf model_text; /* model.json as it will stand in the folder */
    char started[CLOCK_TEXT_MAX];
    char working_folder[PATH_MAX];
    double started_s;
};

/* The file is kept as it is, to stand in the new folder beside what it made. */
static int model_load(struct link_job *job, struct err *err)
{
    int code = model_file_read(job->model_path, &job->model, err);
    FILE *file = code == 0 ? fopen(job->model_path, "rb") : NULL;
    char piece[4096];
    size_t got;
    while (file != NULL && (got = fread(piece, 1, sizeof piece, file)) > 0) {
        buf_add(&job->model_text, str_make(piece, got));
    }
    if (file != NULL) {
        fclose(file);
    }
    return code;
}

static int model_mappings(struct link_job *job, struct err *err)
{
    size_t known = 0;
    int code = model_file_mappings(job->model, job->inputs.tables, job->inputs.count,
                                   job->inputs.mappings, &known, err);
    job->inputs.mapped = code == 0;
    return code;
}

static uint64_t columns_of(const struct inputs *inputs)
{
    uint64_t columns = 0;
    for (size_t i = 0; i < inputs->count; i++) {
        columns += inputs->tables[i].column_count;
    }
    return columns;
}

/* What the step of reading has done: each cell is written once as an id. */
static void tell_reading(struct link_job *job)
{
    uint64_t rows = 0, bytes = 0;
    for (size_t i = 0; i < job->inputs.count; i++) {
        const struct source_file *file = &job->inputs.files[i];
        rows += file->table.row_count;
        bytes += file->bytes + file->table.row_count * file->table.column_count * sizeof(uint32_t);
    }
    progress_work(&job->progress, rows, "rows", bytes);
}

/* What standardising has done: an id read and one written, for each field of each mention. */
static void tell_standardising(struct link_job *job)
{
    const struct mention_table *mentions = &job->inputs.mentions;
    progress_work(&job->progress, mentions->count, "mentions",
                  mentions->count * mentions->row_width * 2 * sizeof(uint32_t));
}

/* What the files are made of; and the settings of this command, for the manifest. */
static int write_output(struct link_job *job, struct err *err)
{
    struct run_output *o = &job->output;
    o->count = job->inputs.count;
    o->tables = job->inputs.tables;
    o->mappings = job->inputs.mappings;
    o->files = job->inputs.files;
    o->mentions = &job->inputs.mentions;
    o->run = &job->run;
    o->model = buf_str(&job->model_text);
    o->truth = job->truth_path != NULL ? &job->truth.table : NULL;
    run_output_set_number(o, "reject_max", job->reject_max);
    if (job->precision > 0) {
        run_output_set_number(o, "precision", job->precision);
    }
    if (getcwd(job->working_folder, sizeof job->working_folder) != NULL) {
        run_output_set_text(o, "working_folder", job->working_folder);
    }
    if (job->mapping_path != NULL) {
        run_output_set_text(o, "mapping", job->mapping_path);
    }
    if (job->model_path != NULL) {
        run_output_set_text(o, "model", job->model_path);
    }
    if (job->decisions_path != NULL) {
        run_output_set_text(o, "decisions", job->decisions_path);
    }
    return run_output_write(o, err);
}

static int link_files(struct link_job *job, char *const *specs, size_t count, struct err *err)
{
    int threads = (int)job->threads;
    int code = run_output_begin(&job->output, err);
    if (code == 0 && job->truth_path != NULL) {
        struct source_options options = {.reject_max = 0, .header = HEADER_YES};
        code = source_file_read(str_of(job->truth_path), &options, &job->truth, err);
    }
    if (code == 0 && job->model_path != NULL) {
        code = model_load(job, err);
    }
    progress_step(&job->progress, "Reading");
    code = code ? code
                : inputs_read(specs, count, job->reject_max, threads, &job->progress, &job->inputs,
                              err);
    if (code != 0) {
        return code;
    }
    tell_reading(job);
    progress_step(&job->progress, "Understanding columns");
    code = job->model != NULL && job->mapping_path == NULL
               ? model_mappings(job, err)
               : inputs_map(&job->inputs, job->mapping_path, err);
    progress_work(&job->progress, columns_of(&job->inputs), "columns", 0);
    progress_step(&job->progress, "Standardising");
    if (code == 0) {
        inputs_keep_texts(&job->inputs);
        code = mention_table_build(job->inputs.tables, job->inputs.mappings, job->inputs.count,
                                   threads, &job->inputs.mentions, err);
        tell_standardising(job);
    }
    if (code == 0 && job->decisions_path != NULL) {
        code = decision_file_read(job->decisions_path, job->inputs.tables, job->inputs.count,
                                  &job->inputs.mentions, err);
    }
    if (code == 0 && job->model != NULL) {
        code = model_bind(job->model, &job->inputs.mentions, &job->run, err);
        code =
            code ? code : run_link(&job->inputs.mentions, threads, &job->progress, &job->run, err);
    } else if (code == 0) {
        job->run.wanted_precision = job->precision;
        code = run_learn_and_link(&job->inputs.mentions, threads, &job->progress, &job->run, err);
    }
    return code ? code : write_output(job, err);
}

int link_command(const struct command *self, int argc, char **argv)
{
    struct link_job *job = mem_must_array(1, sizeof *job); /* megabytes: too large for a stack */
    job->folder_path = "linked";
    job->threads = (uint64_t)parallel_cores();
    job->reject_max = 0.01;
    const struct option_row rows[] = {
        {"output", 'o', OPTION_TEXT, "DIR", "folder to make (default: linked)",
         .text = &job->folder_path},
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &job->threads,
         .min = 1, .max = THREADS_MAX},
        {"mapping", 0, OPTION_TEXT, "FILE",
         "what the columns are, as cantref source infer prints it", .text = &job->mapping_path},
        {"model", 0, OPTION_TEXT, "FILE", "model.json of an earlier run: link in the same way",
         .text = &job->model_path},
        {"decisions", 0, OPTION_TEXT, "FILE",
         "what people decided, as decisions.csv of a run tells it; with --model",
         .text = &job->decisions_path},
        {"truth", 0, OPTION_TEXT, "FILE", "source,row,truth: say how much was right",
         .text = &job->truth_path},
        {"precision", 0, OPTION_SHARE, "SHARE",
         "share of links that must be right, as estimated (default: best F1)",
         .share = &job->precision},
        {"reject-max", 0, OPTION_SHARE, "SHARE", "rows that may be unreadable (default: 1%)",
         .share = &job->reject_max},
        {"language", 0, OPTION_CHOICE, "en|cy",
         "language of report.html and the summary (default: en)", .number = &job->language,
         .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output",
         .flag = &job->json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = SOURCES_MAX,
                              .operand_name = "FILE"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        mem_free(job);
        return status;
    }
    struct err err = {0};
    if (job->decisions_path != NULL && job->model_path == NULL) {
        err_set(&err, ERR_USAGE, "--decisions goes with --model: give both");
    } else if (job->precision > 0 && job->model_path != NULL) {
        err_set(&err, ERR_USAGE,
                "--precision and --model exclude one another: a model has its cut");
    }
    if (err.code != 0) {
        err_print("cantref link", &err);
        mem_free(job);
        return err_exit_status(err.code);
    }
    job->progress = progress_begin();
    job->started_s = clock_monotonic_s();
    clock_utc_text(job->started);
    job->output = (struct run_output){.folder_path = job->folder_path,
                                      .language = (enum language)job->language,
                                      .json = job->json,
                                      .threads = (int)job->threads,
                                      .progress = &job->progress,
                                      .started = job->started,
                                      .started_s = job->started_s};
    int code = link_files(job, options.operands, options.operand_count, &err);
    progress_end(&job->progress);
    run_output_end(&job->output);
    if (code != 0) {
        err_print("cantref link", &err);
    }
    run_free(&job->run);
    model_file_free(job->model);
    buf_free(&job->model_text);
    source_file_free(&job->truth);
    inputs_free(&job->inputs);
    mem_free(job);
    return err_exit_status(code);
}
