/* subject_access_command.c - cantref subject-access ENTITY -o DIR: all that is held of a person, in
 * a folder that a person reads before it goes out. */
#include "command.h"

#include "access_bundle.h"
#include "language.h"
#include "output_folder.h"
#include "rights_job.h"

#include <stdio.h>

struct access_job {
    struct rights_job rights;
    const char *id, *output, *received;
    struct access_bundle bundle;
    struct output_folder folder;
};

static int put_file(struct access_job *job, const char *name, const struct buf *text,
                    struct err *err)
{
    FILE *stream = NULL;
    int code = output_folder_open(&job->folder, name, &stream, err);
    if (code == 0) {
        fwrite(text->ptr, 1, text->len, stream);
        code = output_folder_close(&job->folder, stream, err);
    }
    return code;
}

static int write_all(struct access_job *job, struct err *err)
{
    int code = output_folder_begin(&job->folder, job->output, err);
    for (int i = 0; code == 0 && i < ACCESS_BUNDLE_FILES; i++) {
        code = put_file(job, access_bundle_names[i], &job->bundle.files[i], err);
    }
    code = code ? code : output_folder_commit(&job->folder, err);
    if (code != 0) {
        output_folder_abandon(&job->folder);
    }
    return code;
}

static void print_done(const struct access_job *job)
{
    char due[CALENDAR_TEXT_MAX];
    calendar_text(job->bundle.request.due, due);
    if (job->rights.json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "folder", str_of(job->output));
        json_put_whole(&json, "request", job->bundle.request.number);
        json_put_text(&json, "due", str_of(due));
        json_put_whole(&json, "records", (int64_t)job->bundle.held.records);
        json_put_whole(&json, "versions", (int64_t)job->bundle.held.count);
        json_put_whole(&json, "redacted", (int64_t)job->bundle.held.redacted);
        json_put_whole(&json, "to_read", (int64_t)job->bundle.held.to_read);
        json_write_close(&json);
        rights_print_json(&text);
        buf_free(&text);
        return;
    }
    printf(
        "%zu record%s in %zu version%s, in %s\n"
        "  %zu cell%s left out, since they are or may be about somebody else\n"
        "  %zu text%s to be read, since they may name somebody else\n"
        "Request %lld is due %s. Before it goes out a person reads %s/to-check.csv; then:\n"
        "cantref requests close %lld --outcome sent\n",
        job->bundle.held.records, job->bundle.held.records == 1 ? "" : "s", job->bundle.held.count,
        job->bundle.held.count == 1 ? "" : "s", job->output, job->bundle.held.redacted,
        job->bundle.held.redacted == 1 ? "" : "s", job->bundle.held.to_read,
        job->bundle.held.to_read == 1 ? "" : "s", (long long)job->bundle.request.number, due,
        job->output, (long long)job->bundle.request.number);
}

static int run(struct access_job *job, struct err *err)
{
    struct rights_job *r = &job->rights;
    int32_t received = 0;
    int code = rights_begin(r, ACT_RIGHTS, err);
    code = code ? code : rights_day(job->received, r->today, &received, err);
    code = code ? code
                : access_bundle_make(&r->act, job->id, received, (enum access_language)r->language,
                                     &job->bundle, err);
    return code ? code : write_all(job, err);
}

int subject_access_command(const struct command *self, int argc, char **argv)
{
    struct access_job job = {
        .rights = RIGHTS_JOB("cantref subject-access"), .output = "", .received = ""};
    const struct option_row rows[] = {
        {"output", 'o', OPTION_TEXT, "DIR", "folder to make", .text = &job.output},
        {"received", 0, OPTION_TEXT, "DATE", "the day on which it was asked for (default: today)",
         .text = &job.received},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "of the page: en or cy (default: en)",
         .number = &job.rights.language, .choices = language_codes},
        RIGHTS_OPTIONS(job.rights),
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "ENTITY"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    job.id = options.operands[0];
    int code = job.output[0] == '\0' ? err_set(&err, ERR_USAGE, "into which folder? -o DIR")
                                     : run(&job, &err);
    if (code == 0) {
        print_done(&job);
    }
    access_bundle_free(&job.bundle);
    return rights_finish(&job.rights, code, &err);
}
