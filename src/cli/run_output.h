/* run_output.h - what a finished run leaves: the files of the output folder, and what is printed.
 * cantref link and cantref export share it.
 *
 *   run_output_begin    the partial folder; it goes when a signal comes or memory is exhausted
 *        … the run …
 *   run_output_write    the files, side by side; the folder in its place; the summary printed
 *   run_output_end      what is left of a run that failed is deleted
 */
#ifndef CANTREF_CLI_RUN_OUTPUT_H
#define CANTREF_CLI_RUN_OUTPUT_H

#include "output_folder.h"
#include "report.h"
#include "source_file.h"

enum { RUN_OUTPUT_SETTINGS = 8 };

/* struct run_output - filled by the caller; nothing is owned. It must not move in memory between
 * begin and end, and there is no more than one in a process. */
struct run_output {
    const char *folder_path;
    enum language language;
    bool json; /* the summary is one JSON object */
    int threads;
    struct progress *progress;
    const char *started;
    double started_s;
    size_t count;
    const struct table *tables; /* count of them, as of mappings and files */
    const struct mapping *mappings;
    const struct source_file *files; /* NULL: the tables aren't those of files */
    const struct mention_table *mentions;
    struct run *run;                          /* its pairs are let go */
    char (*entity_names)[ENTITY_ID_TEXT_MAX]; /* as of a report */
    struct str model;          /* model.json as it was given; "": what the run learnt is written */
    const struct table *truth; /* NULL: no answers were given */
    struct str waiting;        /* waiting.csv; "": none is made */
    struct report_setting settings[RUN_OUTPUT_SETTINGS]; /* of the command, for the manifest */
    size_t setting_count;
    /* its own */
    struct output_folder folder;
};

/* run_output_begin - at folder_path. Errors: those of output_folder_begin. */
int run_output_begin(struct run_output *output, struct err *err);

/* run_output_write - the folder appears whole or not at all; then the summary is printed.
 * Errors: those of truth_score, output_folder_open and output_folder_commit. */
int run_output_write(struct run_output *output, struct err *err);
void run_output_end(struct run_output *output);

/* run_output_set - one more setting: a text, or a number. */
void run_output_set_text(struct run_output *output, const char *name, const char *text);
void run_output_set_number(struct run_output *output, const char *name, double number);

#endif
