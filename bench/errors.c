/* errors.c - what `cantref link` gets wrong on tables whose truth is known, and why.
 *
 *   errors FILE... --truth truth.csv [--cases cases.csv] [--oracles] [--top N] [--json]
 *
 * The way of cantref link at default settings up to the partition, its pairs kept; then every error
 * is put to its cause. It shows values: for the example council and labelled data only. */
#include "findings.h"
#include "inputs.h"
#include "options.h"
#include "parallel.h"

#include <sysexits.h>

struct errors_job {
    const char *truth_path, *cases_path;
    uint64_t threads, top;
    bool json, oracles;
    struct inputs inputs;
    struct run run;
    struct source_file truth, cases;
    struct truth_labels things;
    uint32_t *label;
    struct pair_causes causes;
    struct findings findings;
};

static int link_inputs(struct errors_job *job, char *const *specs, size_t count, struct err *err)
{
    struct source_options exact = {.reject_max = 0, .header = HEADER_YES};
    int threads = (int)job->threads;
    int code = source_file_read(str_of(job->truth_path), &exact, &job->truth, err);
    if (code == 0 && job->cases_path != NULL) {
        code = source_file_read(str_of(job->cases_path), &exact, &job->cases, err);
    }
    code = code ? code
                : inputs_read(specs, count, SOURCE_OPTIONS_DEFAULT.reject_max, threads, NULL,
                              &job->inputs, err);
    code = code ? code : inputs_map(&job->inputs, NULL, err);
    code = code ? code
                : mention_table_build(job->inputs.tables, job->inputs.mappings, job->inputs.count,
                                      threads, &job->inputs.mentions, err);
    return code ? code : run_learn_and_link(&job->inputs.mentions, threads, NULL, &job->run, err);
}

static void label_mentions(struct errors_job *job)
{
    job->label = mem_must_array(job->inputs.mentions.count, sizeof *job->label);
    for (size_t i = 0; i < job->things.count; i++) {
        if (job->things.mention[i] != SIZE_MAX) {
            job->label[job->things.mention[i]] = job->things.label[i];
        }
    }
}

static int compare_with_truth(struct errors_job *job, const struct report *report, struct err *err)
{
    struct findings *f = &job->findings;
    int code = truth_read(report, &job->truth.table, &job->things, err);
    if (code != 0) {
        return code;
    }
    label_mentions(job);
    f->in = (struct labelled){.run = &job->run,
                              .linking = &job->run.linkings[MENTION_PERSON],
                              .model = &job->run.model.kinds[MENTION_PERSON],
                              .things = &job->things,
                              .label = job->label};
    if (f->in.linking->outcome.cluster == NULL) {
        return err_set(err, ERR_INPUT, "there are no people in these tables");
    }
    pair_causes_begin(f->in.linking, f->in.model, job->label, job->inputs.mentions.count,
                      &job->causes);
    code = error_tables_make(&f->in, &job->causes, &f->tables);
    if (code != 0) {
        return err_set(err, code, "the tables of errors have no room");
    }
    missed_keys_make(&f->in, f->tables.unmet, f->tables.unmet_count, &f->keys);
    f->level_count = level_truth_make(&f->in, &f->levels);
    f->oracles_asked = job->oracles;
    if (job->oracles && (code = oracles_ask(&f->in, (int)job->threads, f->oracles)) != 0) {
        return err_set(err, code, "the oracles have no room");
    }
    if (job->cases_path != NULL) {
        code = error_tables_add_hard(&f->in, &job->causes, report, &job->cases.table, f->oracles,
                                     &f->tables, err);
    }
    return code;
}

static const struct command errors_command = {
    .name = "errors",
    .summary = "what cantref link gets wrong, and why",
    .usage = "FILE... --truth FILE [options]",
    .about =
        "Links as cantref link does, and puts every error to its cause. Shows values: not for a\n"
        "council's own tables.",
    .example = "  errors roll.csv tax.csv --truth truth.csv --oracles"};

int main(int argc, char **argv)
{
    struct errors_job *job = mem_must_array(1, sizeof *job);
    job->threads = (uint64_t)parallel_cores();
    job->top = 20;
    const struct option_row rows[] = {
        {"truth", 0, OPTION_TEXT, "FILE", "source,row,truth or source,row,mention,person",
         .text = &job->truth_path},
        {"cases", 0, OPTION_TEXT, "FILE", "hard pairs, as cases.csv of an example council",
         .text = &job->cases_path},
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &job->threads,
         .min = 1, .max = THREADS_MAX},
        {"top", 0, OPTION_WHOLE, "N", "comparison patterns to show (default: 20)",
         .number = &job->top, .max = 1000000},
        {"oracles", 0, OPTION_FLAG, "", "say too how good it could be, were the truth known",
         .flag = &job->oracles},
        {"json", 0, OPTION_FLAG, "", "print one JSON object, without values", .flag = &job->json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = SOURCES_MAX,
                              .operand_name = "FILE"};
    struct err err = {0};
    int status;
    if (!options_parse(&errors_command, &options, argc, argv, &status)) {
        mem_free(job);
        return status;
    }
    struct report_input input = {0};
    struct report report = {0};
    int code = job->truth_path == NULL ? err_set(&err, ERR_USAGE, "--truth FILE is needed") : 0;
    code = code ? code : link_inputs(job, options.operands, options.operand_count, &err);
    if (code == 0) {
        input = (struct report_input){.tables = job->inputs.tables,
                                      .mappings = job->inputs.mappings,
                                      .table_count = job->inputs.count,
                                      .mentions = &job->inputs.mentions,
                                      .run = &job->run,
                                      .threads = 1};
        report_begin(&input, &report);
        code = compare_with_truth(job, &report, &err);
        report_free(&report);
    }
    if (code != 0) {
        err_print("errors", &err);
    } else if (job->json) {
        findings_write_json(&job->findings, job->top, stdout);
    } else {
        findings_write_text(&job->findings, job->top, stdout);
    }
    oracles_free(job->findings.oracles);
    mem_free(job->findings.levels);
    missed_keys_free(&job->findings.keys);
    error_tables_free(&job->findings.tables);
    pair_causes_free(&job->causes);
    truth_labels_free(&job->things);
    mem_free(job->label);
    run_free(&job->run);
    source_file_free(&job->truth);
    source_file_free(&job->cases);
    inputs_free(&job->inputs);
    mem_free(job);
    return err_exit_status(code);
}
