/* run_output.c - describing a run, writing its files, clearing away when it can't be done. */
#define _GNU_SOURCE
#include "run_output.h"

#include "clock.h"
#include "csv.h"
#include "decision_file.h"
#include "html_report.h"
#include "mapping_file.h"
#include "model_file.h"
#include "parallel.h"
#include "report_files.h"
#include "report_json.h"
#include "summary.h"
#include "truth.h"

#include <assert.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { REJECTS_SHOWN = 10, OWN_SETTINGS = 3 };

/* The folder to clear away when a signal comes or memory runs out; no more than one
 * run is in a process. */
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
static void tell_readings(const struct run_output *o)
{
    for (size_t i = 0; o->files != NULL && i < o->count; i++) {
        const struct source_file *file = &o->files[i];
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

/* ---- what the report needs to know of the run */

struct report_facts {
    struct report_source *sources;
    struct report_setting settings[OWN_SETTINGS + RUN_OUTPUT_SETTINGS];
    struct report_version versions[2];
    char finished[CLOCK_TEXT_MAX];
};

void run_output_set_text(struct run_output *o, const char *name, const char *text)
{
    assert(o->setting_count < RUN_OUTPUT_SETTINGS);
    o->settings[o->setting_count++] =
        (struct report_setting){.name = name, .kind = SETTING_TEXT, .text = text};
}

void run_output_set_number(struct run_output *o, const char *name, double number)
{
    assert(o->setting_count < RUN_OUTPUT_SETTINGS);
    o->settings[o->setting_count++] =
        (struct report_setting){.name = name, .kind = SETTING_NUMBER, .number = number};
}

static void describe_files(const struct run_output *o, struct report_facts *facts)
{
    if (o->files == NULL) {
        return;
    }
    facts->sources = mem_must_array(o->count, sizeof *facts->sources);
    for (size_t i = 0; i < o->count; i++) {
        const struct source_file *file = &o->files[i];
        facts->sources[i] =
            (struct report_source){.sha256 = file->sha256,
                                   .bytes = file->bytes,
                                   .rejected = file->rejected_count,
                                   .format = file->format == SOURCE_CSV ? "CSV" : "JSON Lines",
                                   .encoding = encoding_name(file->encoding),
                                   .compression = decompress_name(file->compression),
                                   .delimiter = file->delimiter};
    }
}

static struct report_input describe(const struct run_output *o, struct report_facts *facts)
{
    const struct kind_model *people = &o->run->model.kinds[MENTION_PERSON];
    const struct report_setting own[OWN_SETTINGS] = {
        {.name = "threads", .kind = SETTING_NUMBER, .number = (double)o->threads},
        {.name = "cut", .kind = SETTING_NUMBER, .number = (double)people->cut / WEIGHT_ONE},
        {.name = "best_edges", .kind = SETTING_NUMBER, .number = people->k},
    };
    memcpy(facts->settings, own, sizeof own);
    memcpy(facts->settings + OWN_SETTINGS, o->settings, sizeof o->settings);
    describe_files(o, facts);
    clock_utc_text(facts->finished);
    facts->versions[0] = (struct report_version){"cantref", CANTREF_VERSION};
    facts->versions[1] = (struct report_version){"jansson", JANSSON_VERSION};
    return (struct report_input){.tables = o->tables,
                                 .mappings = o->mappings,
                                 .sources = facts->sources,
                                 .table_count = o->count,
                                 .mentions = o->mentions,
                                 .run = o->run,
                                 .entity_names = o->entity_names,
                                 .language = o->language,
                                 .folder = o->folder_path,
                                 .from_home = o->files == NULL,
                                 .threads = o->threads,
                                 .version = CANTREF_VERSION,
                                 .started = o->started,
                                 .finished = facts->finished,
                                 .seconds = clock_monotonic_s() - o->started_s,
                                 .peak_memory_bytes = clock_peak_memory_bytes(),
                                 .settings = facts->settings,
                                 .setting_count = OWN_SETTINGS + o->setting_count,
                                 .steps = o->progress->steps,
                                 .step_count = o->progress->step_count,
                                 .versions = facts->versions,
                                 .version_count = 2};
}

/* ---- the files */

typedef void file_writer(const struct run_output *o, const struct report *report,
                         const struct overview *overview, FILE *stream);

static void put(FILE *stream, struct buf *text)
{
    fwrite(buf_str(text).ptr, 1, text->len, stream);
    buf_free(text);
}

static void mapping_yaml(const struct run_output *o, const struct report *report,
                         const struct overview *overview, FILE *stream)
{
    struct buf text = {0};
    (void)report;
    (void)overview;
    mapping_file_write(&text, o->mappings, o->count);
    put(stream, &text);
}

/* What was learnt; or the model that was given, which stays what it is. */
static void model_json(const struct run_output *o, const struct report *report,
                       const struct overview *overview, FILE *stream)
{
    struct buf text = {0};
    (void)report;
    (void)overview;
    if (o->model.len > 0) {
        fwrite(o->model.ptr, 1, o->model.len, stream);
        return;
    }
    model_file_write(o->run, o->mappings, o->count, str_of(o->started), &text);
    put(stream, &text);
}

static void decisions_file(const struct run_output *o, const struct report *report,
                           const struct overview *overview, FILE *stream)
{
    struct buf text = {0};
    (void)report;
    (void)overview;
    decision_file_write(o->tables, o->mentions, &text);
    put(stream, &text);
}

static void rejected_file(const struct run_output *o, const struct report *report,
                          const struct overview *overview, FILE *stream)
{
    struct buf line = {0};
    (void)report;
    (void)overview;
    fputs("source,row,line,reason,text\n", stream);
    for (size_t i = 0; o->files != NULL && i < o->count; i++) {
        const struct source_file *file = &o->files[i];
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

static void report_html(const struct run_output *o, const struct report *report,
                        const struct overview *overview, FILE *stream)
{
    (void)o;
    html_report_write(report, overview, stream);
}

static void manifest_json(const struct run_output *o, const struct report *report,
                          const struct overview *overview, FILE *stream)
{
    struct buf text = {0};
    (void)o;
    manifest_write(report, overview, &text);
    put(stream, &text);
}

/* What a run leaves, the manifest last; to add a file: its writer and a row here. A writer that
 * needs the report alone stands in the report layer; one that needs more is above. */
static const struct {
    const char *name;
    void (*write_report)(const struct report *report, FILE *stream);
    file_writer *write;
} output_files[] = {
    {"entities.csv", entities_write, NULL},     {"links.csv", links_write, NULL},
    {"review.csv", review_write, NULL},         {"golden.csv", golden_write, NULL},
    {"households.csv", households_write, NULL}, {"properties.csv", properties_write, NULL},
    {"mapping.yaml", NULL, mapping_yaml},       {"rejected.csv", NULL, rejected_file},
    {"decisions.csv", NULL, decisions_file},    {"model.json", NULL, model_json},
    {"report.html", NULL, report_html},         {"manifest.json", NULL, manifest_json},
};

enum { OUTPUT_FILES = sizeof output_files / sizeof output_files[0] };

struct writing {
    const struct run_output *output;
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
            output_files[i].write(w->output, w->report, w->overview, w->streams[i]);
        }
    }
    return 0;
}

/* Records that wait for another model: of a home alone, and seldom. */
static int write_waiting(struct run_output *o, struct err *err)
{
    FILE *stream = NULL;
    int code = o->waiting.len > 0 ? output_folder_open(&o->folder, "waiting.csv", &stream, err) : 0;
    if (stream != NULL) {
        fwrite(o->waiting.ptr, 1, o->waiting.len, stream);
    }
    return code;
}

/* All files but the manifest, the last, which tells what they cost. Out: *ret_manifest, opened. */
static int write_files(struct run_output *o, const struct report *report,
                       const struct overview *overview, FILE **ret_manifest, struct err *err)
{
    struct writing w = {o, report, overview, {NULL}};
    int code = 0;
    for (size_t i = 0; code == 0 && i < OUTPUT_FILES; i++) {
        code = output_folder_open(&o->folder, output_files[i].name, &w.streams[i], err);
    }
    code = code ? code : write_waiting(o, err);
    if (code == 0) {
        parallel_for(o->threads, OUTPUT_FILES - 1, 1, write_body, &w);
        *ret_manifest = w.streams[OUTPUT_FILES - 1];
    }
    return code;
}

/* What is printed at the end. Made before the folder is put in its place, so that nothing can fail
 * after that but the printing. */
static struct buf make_outcome(const struct run_output *o, const struct report *report,
                               const struct overview *overview)
{
    struct buf text = {0};
    if (o->json) {
        summary_json_write(report, overview, &text);
    } else {
        summary_write(report, overview, &text);
    }
    return text;
}

/* The manifest last: it says what all took. Then the folder is put in its place. */
static int finish(struct run_output *o, struct report_input *input, struct report_facts *facts,
                  const struct report *report, const struct overview *overview, FILE *manifest,
                  struct err *err)
{
    input->step_count = o->progress->step_count;
    input->seconds = clock_monotonic_s() - o->started_s;
    input->peak_memory_bytes = clock_peak_memory_bytes();
    clock_utc_text(facts->finished);
    manifest_json(o, report, overview, manifest);
    struct buf outcome = make_outcome(o, report, overview);
    int code = output_folder_commit(&o->folder, err);
    if (code == 0) {
        tell_readings(o);
        fwrite(outcome.ptr, 1, outcome.len, stdout);
    }
    buf_free(&outcome);
    return code;
}

int run_output_write(struct run_output *o, struct err *err)
{
    struct report_facts facts = {0};
    struct truth_scores scores, people_scores;
    struct report report;
    struct overview overview;
    int code = 0;
    progress_step(o->progress, "Writing");
    run_drop_pairs(o->run);
    struct report_input input = describe(o, &facts);
    report_begin(&input, &report);
    if (o->truth != NULL) {
        code = truth_score(&report, o->truth, &scores, &people_scores, err);
        input.truth = code == 0 ? &scores : NULL;
        input.truth_people = code == 0 ? &people_scores : NULL;
    }
    overview_make(&report, &overview);
    FILE *manifest = NULL;
    code = code ? code : write_files(o, &report, &overview, &manifest, err);
    progress_work(o->progress, o->mentions->count, "mentions", 0);
    progress_end(o->progress);
    code = code ? code : finish(o, &input, &facts, &report, &overview, manifest, err);
    progress_end(o->progress);
    overview_free(&overview);
    report_free(&report);
    mem_free(facts.sources);
    return code;
}

int run_output_begin(struct run_output *o, struct err *err)
{
    open_folder = &o->folder;
    mem_on_exhausted(clear_away);
    signal(SIGINT, stop_on_signal);
    signal(SIGTERM, stop_on_signal);
    return output_folder_begin(&o->folder, o->folder_path, err);
}

void run_output_end(struct run_output *o)
{
    output_folder_abandon(&o->folder);
    open_folder = NULL;
}
