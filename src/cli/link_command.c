/* link_command.c - cantref link FILE...: read, infer, build, link, write.
 *
 *   inputs_read ──► inputs_map ──► mention_table_build ──► run_learn_and_link ──► the output folder
 */
#define _GNU_SOURCE
#include "command.h"

#include "clock.h"
#include "csv.h"
#include "html_report.h"
#include "inputs.h"
#include "model_file.h"
#include "options.h"
#include "output_folder.h"
#include "parallel.h"
#include "report_files.h"
#include "report_json.h"
#include "summary.h"
#include "truth.h"

#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

enum { REJECTS_SHOWN = 10 };

struct link_job {
    /* from the command line */
    const char *folder_path, *mapping_path, *model_path, *truth_path;
    uint64_t threads, language;
    double reject_max, precision;
    bool json;
    /* the work */
    struct progress progress;
    struct output_folder folder;
    struct inputs inputs;
    struct run run;
    struct source_file truth;
    struct model_file *model;
    struct buf model_text; /* model.json as it will stand in the folder */
    struct truth_scores scores, people_scores;
    char started[21];
    double started_s;
};

/* The folder to clear away when a signal comes or memory runs out; no more than one job runs in a
 * process. */
static struct output_folder *open_folder;

static void clear_away(void)
{
    if (open_folder != NULL) {
        output_folder_abandon_at_once(open_folder);
    }
}

static void stop_on_signal(int number)
{
    clear_away();
    signal(number, SIG_DFL);
    raise(number);
}

/* What a person should know of how the files were read: a code page that was guessed, rows that
 * were left out. */
static void tell_readings(const struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const struct source_file *file = &inputs->files[i];
        if (file->encoding > ENCODING_UTF8_BOM) {
            fprintf(stderr, "%.*s: read as %s\n", PRI(file->table.path),
                    encoding_name(file->encoding)); /* not personal: a file */
        }
        for (size_t r = 0; r < file->rejected_count && r < REJECTS_SHOWN; r++) {
            fprintf(stderr, "%.*s:%zu: %.*s\n", PRI(file->table.path), file->rejected[r].line,
                    PRI(file->rejected[r].reason)); /* not personal: reasons hold no values */
        }
        if (file->rejected_count > REJECTS_SHOWN) {
            fprintf(stderr, "%.*s: and %zu more rows; all are in rejected.csv\n",
                    PRI(file->table.path),
                    file->rejected_count - REJECTS_SHOWN); /* not personal: a file */
        }
    }
}

/* ---- what the report needs to know of the job */

struct report_facts {
    struct report_source *sources;
    struct report_setting settings[10];
    struct report_version versions[2];
    char finished[21];
    char working_folder[PATH_MAX];
};

static struct report_input describe(struct link_job *job, struct report_facts *facts)
{
    struct inputs *inputs = &job->inputs;
    facts->sources = mem_must_array(inputs->count, sizeof *facts->sources);
    for (size_t i = 0; i < inputs->count; i++) {
        const struct source_file *file = &inputs->files[i];
        facts->sources[i] =
            (struct report_source){.sha256 = file->sha256,
                                   .bytes = file->bytes,
                                   .rejected = file->rejected_count,
                                   .format = file->format == SOURCE_CSV ? "CSV" : "JSON Lines",
                                   .encoding = encoding_name(file->encoding),
                                   .compression = decompress_name(file->compression),
                                   .delimiter = file->delimiter};
    }
    clock_utc_text(facts->finished);
    const struct kind_model *people = &job->run.model.kinds[MENTION_PERSON];
    size_t n = 0;
    facts->settings[n++] = (struct report_setting){
        .name = "threads", .kind = SETTING_NUMBER, .number = (double)job->threads};
    facts->settings[n++] = (struct report_setting){
        .name = "reject_max", .kind = SETTING_NUMBER, .number = job->reject_max};
    facts->settings[n++] = (struct report_setting){
        .name = "cut", .kind = SETTING_NUMBER, .number = (double)people->cut / WEIGHT_ONE};
    facts->settings[n++] =
        (struct report_setting){.name = "best_edges", .kind = SETTING_NUMBER, .number = people->k};
    if (job->precision > 0) {
        facts->settings[n++] = (struct report_setting){
            .name = "precision", .kind = SETTING_NUMBER, .number = job->precision};
    }
    if (getcwd(facts->working_folder, sizeof facts->working_folder) != NULL) {
        facts->settings[n++] = (struct report_setting){
            .name = "working_folder", .kind = SETTING_TEXT, .text = facts->working_folder};
    }
    if (job->mapping_path != NULL) {
        facts->settings[n++] = (struct report_setting){
            .name = "mapping", .kind = SETTING_TEXT, .text = job->mapping_path};
    }
    if (job->model_path != NULL) {
        facts->settings[n++] =
            (struct report_setting){.name = "model", .kind = SETTING_TEXT, .text = job->model_path};
    }
    facts->versions[0] = (struct report_version){"cantref", CANTREF_VERSION};
    facts->versions[1] = (struct report_version){"jansson", JANSSON_VERSION};
    return (struct report_input){.tables = inputs->tables,
                                 .mappings = inputs->mappings,
                                 .sources = facts->sources,
                                 .table_count = inputs->count,
                                 .mentions = &inputs->mentions,
                                 .run = &job->run,
                                 .language = (enum language)job->language,
                                 .folder = job->folder_path,
                                 .threads = (int)job->threads,
                                 .version = CANTREF_VERSION,
                                 .started = job->started,
                                 .finished = facts->finished,
                                 .seconds = clock_monotonic_s() - job->started_s,
                                 .peak_memory_bytes = clock_peak_memory_bytes(),
                                 .settings = facts->settings,
                                 .setting_count = n,
                                 .steps = job->progress.steps,
                                 .step_count = job->progress.step_count,
                                 .versions = facts->versions,
                                 .version_count = 2};
}

/* ---- the files */

typedef void file_writer(struct link_job *job, const struct report *report,
                         const struct overview *overview, FILE *stream);

static void put(FILE *stream, struct buf *text)
{
    fwrite(buf_str(text).ptr, 1, text->len, stream);
    buf_free(text);
}

static void mapping_yaml(struct link_job *job, const struct report *report,
                         const struct overview *overview, FILE *stream)
{
    struct buf text = {0};
    (void)report;
    (void)overview;
    mapping_file_write(&text, job->inputs.mappings, job->inputs.count);
    put(stream, &text);
}

/* What was learnt; or the model that was given, which stays what it is. */
static void model_json(struct link_job *job, const struct report *report,
                       const struct overview *overview, FILE *stream)
{
    (void)report;
    (void)overview;
    if (job->model == NULL) {
        model_file_write(&job->run, job->inputs.mappings, job->inputs.count, str_of(job->started),
                         &job->model_text);
    }
    put(stream, &job->model_text);
}

static void rejected_file(struct link_job *job, const struct report *report,
                          const struct overview *overview, FILE *stream)
{
    struct buf line = {0};
    (void)report;
    (void)overview;
    fputs("source,row,line,reason,text\n", stream);
    for (size_t i = 0; i < job->inputs.count; i++) {
        const struct source_file *file = &job->inputs.files[i];
        for (size_t r = 0; r < file->rejected_count; r++) {
            line.len = 0;
            csv_write_cell(&line, file->table.name);
            buf_printf(&line, ",%u,%zu,", file->rejected[r].row_number, file->rejected[r].line);
            csv_write_cell(&line, file->rejected[r].reason);
            buf_add_char(&line, ',');
            csv_write_cell(&line, file->rejected[r].raw);
            buf_add_char(&line, '\n');
            fwrite(line.ptr, 1, line.len, stream);
        }
    }
    buf_free(&line);
}

static void report_html(struct link_job *job, const struct report *report,
                        const struct overview *overview, FILE *stream)
{
    (void)job;
    html_report_write(report, overview, stream);
}

static void manifest_json(struct link_job *job, const struct report *report,
                          const struct overview *overview, FILE *stream)
{
    struct buf text = {0};
    (void)job;
    manifest_write(report, overview, &text);
    put(stream, &text);
}

/* What a run leaves, the manifest last; to add a file: its writer and a row here. A writer that
 * needs the report alone stands in the report layer; one that needs the job as well is above. */
static const struct {
    const char *name;
    void (*write_report)(const struct report *report, FILE *stream);
    file_writer *write;
} output_files[] = {
    {"entities.csv", entities_write, NULL},     {"links.csv", links_write, NULL},
    {"review.csv", review_write, NULL},         {"golden.csv", golden_write, NULL},
    {"households.csv", households_write, NULL}, {"properties.csv", properties_write, NULL},
    {"mapping.yaml", NULL, mapping_yaml},       {"rejected.csv", NULL, rejected_file},
    {"model.json", NULL, model_json},           {"report.html", NULL, report_html},
    {"manifest.json", NULL, manifest_json},
};

enum { OUTPUT_FILES = sizeof output_files / sizeof output_files[0] };

struct writing {
    struct link_job *job;
    const struct report *report;
    const struct overview *overview;
    FILE *streams[OUTPUT_FILES];
};

static int write_body(void *context, size_t from, size_t to, int thread)
{
    struct writing *w = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        if (output_files[i].write_report != NULL) {
            output_files[i].write_report(w->report, w->streams[i]);
        } else {
            output_files[i].write(w->job, w->report, w->overview, w->streams[i]);
        }
    }
    return 0;
}

/* All files but the manifest, the last, which tells what they cost. Out: *ret_manifest, opened. */
static int write_files(struct link_job *job, const struct report *report,
                       const struct overview *overview, FILE **ret_manifest, struct err *err)
{
    struct writing w = {job, report, overview, {NULL}};
    int code = 0;
    for (size_t i = 0; code == 0 && i < OUTPUT_FILES; i++) {
        code = output_folder_open(&job->folder, output_files[i].name, &w.streams[i], err);
    }
    if (code == 0) {
        parallel_for((int)job->threads, OUTPUT_FILES - 1, 1, write_body, &w);
        *ret_manifest = w.streams[OUTPUT_FILES - 1];
    }
    return code;
}

/* What is printed at the end. Made before the folder is put in its place, so that nothing can fail
 * after that but the printing. */
static struct buf make_outcome(const struct link_job *job, const struct report *report,
                               const struct overview *overview)
{
    struct buf text = {0};
    if (job->json) {
        summary_json_write(report, overview, &text);
    } else {
        summary_write(report, overview, &text);
    }
    return text;
}

static int report_outcome(struct link_job *job, struct err *err)
{
    struct report_facts facts = {0};
    struct report report;
    struct overview overview;
    int code = 0;
    progress_step(&job->progress, "Writing");
    run_drop_pairs(&job->run);
    struct report_input input = describe(job, &facts);
    report_begin(&input, &report);
    if (job->truth_path != NULL) {
        code = truth_score(&report, &job->truth.table, &job->scores, &job->people_scores, err);
        input.truth = code == 0 ? &job->scores : NULL;
        input.truth_people = code == 0 ? &job->people_scores : NULL;
    }
    overview_make(&report, &overview);
    FILE *manifest = NULL;
    struct buf outcome = {0};
    code = code ? code : write_files(job, &report, &overview, &manifest, err);
    progress_work(&job->progress, job->inputs.mentions.count, "mentions", 0);
    progress_end(&job->progress);
    input.step_count = job->progress.step_count;
    if (code == 0) {
        clock_utc_text(facts.finished);
        input.seconds = clock_monotonic_s() - job->started_s;
        input.peak_memory_bytes = clock_peak_memory_bytes();
        manifest_json(job, &report, &overview, manifest);
        outcome = make_outcome(job, &report, &overview);
        code = output_folder_commit(&job->folder, err);
    }
    progress_end(&job->progress);
    if (code == 0) {
        tell_readings(&job->inputs);
        fwrite(outcome.ptr, 1, outcome.len, stdout);
    }
    buf_free(&outcome);
    overview_free(&overview);
    report_free(&report);
    mem_free(facts.sources);
    return code;
}

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

static int link_files(struct link_job *job, char *const *specs, size_t count, struct err *err)
{
    int threads = (int)job->threads;
    int code = output_folder_begin(&job->folder, job->folder_path, err);
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
    if (code == 0 && job->model != NULL) {
        code = model_bind(job->model, &job->inputs.mentions, &job->run, err);
        code =
            code ? code : run_link(&job->inputs.mentions, threads, &job->progress, &job->run, err);
    } else if (code == 0) {
        job->run.wanted_precision = job->precision;
        code = run_learn_and_link(&job->inputs.mentions, threads, &job->progress, &job->run, err);
    }
    return code ? code : report_outcome(job, err);
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
    if (job->precision > 0 && job->model_path != NULL) {
        err_set(&err, ERR_USAGE,
                "--precision and --model exclude one another: a model has its cut");
        err_print("cantref link", &err);
        mem_free(job);
        return err_exit_status(ERR_USAGE);
    }
    job->progress = progress_begin();
    job->started_s = clock_monotonic_s();
    clock_utc_text(job->started);
    open_folder = &job->folder;
    mem_on_exhausted(clear_away);
    signal(SIGINT, stop_on_signal);
    signal(SIGTERM, stop_on_signal);
    int code = link_files(job, options.operands, options.operand_count, &err);
    progress_end(&job->progress);
    output_folder_abandon(&job->folder);
    open_folder = NULL;
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
