/* export_command.c - cantref export: the picture in a home's store, as files.
 *
 *   standing_run_make ──► standing_run_name ──► the output folder of cantref link
 *   (records, linked)     (equal to the store)
 */
#include "command.h"

#include "clock.h"
#include "inquiry.h"
#include "options.h"
#include "parallel.h"
#include "run_output.h"
#include "standing_run.h"
#include "waiting_lines.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct export_job {
    const char *start, *folder_path;
    uint64_t threads, language;
    bool json;
    struct inquiry inquiry;
    struct inquiry_options asked;
    size_t left_out; /* sources that the purpose doesn't join */
    struct progress progress;
    struct run_output output;
    struct standing_run run;
    struct buf waiting; /* waiting.csv */
    size_t waiting_count;
    char started[CLOCK_TEXT_MAX];
};

/* The folder that path is to be made in, as realpath gives it; false when it isn't there. */
static bool parent_of(const char *path, char ret[PATH_MAX])
{
    char parent[PATH_MAX];
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    while (len > 0 && path[len - 1] != '/') {
        len--;
    }
    snprintf(parent, sizeof parent, "%.*s", (int)(len > 0 ? len : 1), len > 0 ? path : ".");
    return realpath(parent, ret) != NULL;
}

/* Within the home git would keep the files, but for the folders that it leaves out. */
static int check_place(const struct export_job *job, struct err *err)
{
    char home[PATH_MAX], parent[PATH_MAX];
    if (realpath(job->inquiry.picture.home.path, home) == NULL ||
        !parent_of(job->folder_path, parent)) {
        return 0; /* output_folder_begin says what is wrong */
    }
    size_t len = strlen(home);
    char within[PATH_MAX + 2];
    snprintf(within, sizeof within, "%s/", parent);
    if (strncmp(within, home, len) != 0 || within[len] != '/' ||
        home_path_is_private(str_of(within + len + 1))) {
        return 0;
    }
    return err_set(err, ERR_CONFLICT,
                   "%s is in the home, where git would keep personal data: name a folder outside",
                   job->folder_path);
}

static int export_picture(struct export_job *job, struct err *err)
{
    struct run_output *o = &job->output;
    struct standing_run *r = &job->run;
    struct picture *picture = &job->inquiry.picture;
    int code = inquiry_open(&job->asked, &job->inquiry, err);
    code = code ? code : inquiry_show_joined(&job->inquiry, &job->left_out, err);
    code = code ? code : check_place(job, err);
    code = code ? code : run_output_begin(o, err);
    code = code ? code
                : standing_run_make(picture, NULL, 0, (int)job->threads, &job->progress, r, err);
    if (code == 0) {
        code = picture->shown == NULL ? standing_run_name(r, picture->db, err)
                                      : standing_run_call(r, picture, err);
    }
    code = code ? code : waiting_lines_write(picture, &job->waiting, &job->waiting_count, err);
    code = code ? code : inquiry_tell_everybody(&job->inquiry, r->mentions.count, err);
    if (code == 0) {
        o->count = r->standing.count;
        o->tables = r->standing.tables;
        o->mappings = r->standing.mappings;
        o->mentions = &r->mentions;
        o->run = &r->run;
        o->entity_names = r->names;
        o->model = buf_str(&r->model);
        o->waiting = buf_str(&job->waiting);
        run_output_set_text(o, "home", picture->home.path);
        code = run_output_write(o, err);
    }
    return code;
}

int export_command(const struct command *self, int argc, char **argv)
{
    struct export_job *job = mem_must_array(1, sizeof *job); /* megabytes: too large for a stack */
    job->start = ".";
    job->threads = (uint64_t)parallel_cores();
    job->asked = (struct inquiry_options){.system = "cantref export",
                                          .purpose = INQUIRY_DATA_QUALITY,
                                          .case_reference = "",
                                          .break_glass = "",
                                          .day = calendar_today()};
    const struct option_row rows[] = {
        {"output", 'o', OPTION_TEXT, "DIR", "folder to make", .text = &job->folder_path},
        OPTION_HOME(job->start),
        OPTION_PURPOSE(job->asked.purpose),
        OPTION_CASE(job->asked.case_reference),
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &job->threads,
         .min = 1, .max = THREADS_MAX},
        {"language", 0, OPTION_CHOICE, "en|cy",
         "language of report.html and the summary (default: en)", .number = &job->language,
         .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output",
         .flag = &job->json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        mem_free(job);
        return status;
    }
    struct err err = {0};
    job->asked.start = job->start;
    job->asked.language = (enum access_language)job->language;
    job->progress = progress_begin();
    clock_utc_text(job->started);
    job->output = (struct run_output){.folder_path = job->folder_path,
                                      .language = (enum language)job->language,
                                      .json = job->json,
                                      .threads = (int)job->threads,
                                      .progress = &job->progress,
                                      .started = job->started,
                                      .started_s = clock_monotonic_s()};
    int code = job->folder_path == NULL
                   ? err_set(&err, ERR_USAGE, "name the folder to make: -o DIR")
                   : export_picture(job, &err);
    progress_end(&job->progress);
    run_output_end(&job->output);
    if (code == 0 && job->left_out > 0) {
        fprintf(stderr,
                "%zu source%s the purpose doesn't join %s left out: cantref purpose show %s\n",
                job->left_out, job->left_out == 1 ? " that" : "s that",
                job->left_out == 1 ? "is" : "are", job->asked.purpose);
    }
    if (code != 0) {
        err_print("cantref export", &err);
    } else if (job->waiting_count > 0) {
        fprintf(stderr,
                "%zu record%s wait%s for another model and %s in waiting.csv alone: cantref status "
                "tells why\n",
                job->waiting_count, job->waiting_count == 1 ? "" : "s",
                job->waiting_count == 1 ? "s" : "", job->waiting_count == 1 ? "is" : "are");
    }
    buf_free(&job->waiting);
    standing_run_free(&job->run);
    int closed = inquiry_close(&job->inquiry, code == 0 ? &err : NULL);
    if (code == 0 && closed != 0) {
        err_print("cantref export", &err);
        code = closed;
    }
    mem_free(job);
    return err_exit_status(code);
}
