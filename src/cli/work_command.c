/* work_command.c - cantref work: what is to be done by the engine itself. */
#include "command.h"

#include "case_job.h"
#include "case_work.h"
#include "json_writer.h"
#include "options.h"
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 1000, WAIT_STEP_MS = 100, WAITS_MAX = 64 };

static atomic_bool stopped;

static void stop(int signal)
{
    (void)signal;
    atomic_store(&stopped, true);
}

/* catch_signals - SIGTERM and SIGINT end it between two things that are done. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

/* struct work_job - one command. */
struct work_job {
    const char *start, *day;
    uint64_t workers, language;
    bool once, until_idle, json;
    struct progress progress;
};

static void draw(void *context, uint64_t done)
{
    progress_update(context, done, 0, "things");
}

static void print_figures(const struct work_job *job, const struct case_work_figures *f)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    bool welsh = job->language == ACCESS_WELSH;
    if (!job->json) {
        printf(welsh ? "achosion yr edrychwyd arnynt: %llu · danfoniadau a geisiwyd: %llu\n"
                     : "cases looked at: %llu · deliveries tried: %llu\n",
               (unsigned long long)f->looks, (unsigned long long)f->deliveries);
        if (f->held_up > 0) {
            printf(welsh ? "digwyddiadau’n aros am eu pecyn: %zu\n"
                         : "events that wait for their pack: %zu\n",
                   f->held_up);
        }
        return;
    }
    json_write_object(&json);
    json_put_whole(&json, "looks", (int64_t)f->looks);
    json_put_whole(&json, "deliveries", (int64_t)f->deliveries);
    json_put_whole(&json, "failures", (int64_t)f->failures);
    json_put_whole(&json, "held_up", (int64_t)f->held_up);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

/* work_once - the home is taken for as long as there is something to do, and no longer: other
 * commands have it in between. *ret_did: there was something. */
static int work_once(struct work_job *w, struct case_work_figures *ret, struct err *err)
{
    struct case_job job = case_job_begin("cantref work");
    const struct case_work_options options = {.workers = w->workers,
                                              .once = w->once,
                                              .stop = &stopped,
                                              .told = draw,
                                              .told_context = &w->progress};
    job.asked.start = w->start;
    job.day = w->day;
    job.language = w->language;
    int code = case_job_open(&job, false, err);
    w->progress = progress_begin();
    progress_step(&w->progress, "work");
    code = code ? code : case_work(&job.cases, &options, ret, err);
    progress_end(&w->progress);
    struct err said = *err;
    int status = case_job_close(&job, code, &said);
    return status == 0 ? 0 : code != 0 ? code : ERR_DB;
}

static void wait_a_while(void)
{
    for (int ms = 0; ms < WAIT_MS && !atomic_load(&stopped); ms += WAIT_STEP_MS) {
        usleep(WAIT_STEP_MS * 1000);
    }
}

/* is_wanted - without the home's lock, so that nobody waits for a look that finds nothing. */
static int is_wanted(const struct work_job *job, bool *ret, struct err *err)
{
    struct picture picture = {.home = {.lock_fd = -1}};
    const struct engine_now now = {.at = (int64_t)time(NULL), .day = calendar_today()};
    int code = picture_open_read(job->start, &picture, err);
    *ret = code == 0;
    code = code == 0 && picture.db != NULL ? case_work_wanted(picture.db, &now, ret, err) : code;
    picture_close(&picture);
    return code;
}

/* go_on - until somebody stops it; what fails is printed, and tried again, less and less often.
 * Returns what stands in the way of any work at all. */
static int go_on(struct work_job *job, struct err *err)
{
    unsigned waits = 1;
    while (!atomic_load(&stopped)) {
        struct case_work_figures figures;
        struct err failed = {0};
        bool wanted = false;
        int code = is_wanted(job, &wanted, err);
        if (code != 0 && code != ERR_CONFLICT) {
            err_print("cantref work", err);
            return code;
        }
        code = code == 0 && wanted ? work_once(job, &figures, &failed) : 0;
        waits = code == 0 ? 1 : waits < WAITS_MAX ? 2 * waits : waits;
        for (unsigned i = 0; i < waits && !atomic_load(&stopped); i++) {
            wait_a_while();
        }
    }
    return 0;
}

int work_command(const struct command *self, int argc, char **argv)
{
    static const char *const languages[] = {"en", "cy", NULL};
    struct work_job job = {.start = ".", .day = "", .workers = 1};
    const struct option_row rows[] = {
        OPTION_HOME(job.start),
        {"once", 0, OPTION_FLAG, "", "one round of all that is to be done now", .flag = &job.once},
        {"until-idle", 0, OPTION_FLAG, "", "until nothing is left to be done now",
         .flag = &job.until_idle},
        {"workers", 0, OPTION_WHOLE, "N", "deliveries at once (default: 1)", .number = &job.workers,
         .min = 1, .max = CASE_WORKERS_MAX},
        OPTION_DAY(job.day),
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)",
         .number = &job.language, .choices = languages},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    struct case_work_figures figures = {0};
    struct err err = {0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    catch_signals();
    if (!job.once && !job.until_idle) {
        return err_exit_status(go_on(&job, &err));
    }
    int code = work_once(&job, &figures, &err);
    print_figures(&job, &figures);
    return err_exit_status(code);
}
