/* ingest_command.c - cantref ingest NAME [FILE]: take a source's newest extract into the picture;
 * or those of all sources, or of those that are due. */
#include "command.h"

#include "clock.h"
#include "due.h"
#include "extract_take.h"
#include "json_writer.h"
#include "options.h"
#include "triggers_run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WAIT_MAX_S = 7 * 24 * 3600, SIZE_MAX_MIB = 1 << 20 };

struct ingest_job {
    const char *start;
    double shrink_max;
    bool json;
    struct fetch_limits limits;
    struct progress progress;
};

static void print_summary(struct str name, const struct ingest_summary *s)
{
    const struct extract_counts *c = &s->counts;
    bool short_time = s->seconds < 1;
    printf("%.*s: %lld rows in %.*f %s\n", PRI(name), (long long)c->rows, short_time ? 0 : 1,
           short_time ? s->seconds * 1000 : s->seconds, short_time ? "ms" : "s");
    printf("  %lld new, %lld changed, %lld gone, %lld as they were", (long long)c->added,
           (long long)c->changed, (long long)c->withdrawn, (long long)s->same);
    if (c->rejected > 0) {
        printf(", %lld rejected", (long long)c->rejected);
    }
    if (s->erased > 0) {
        printf(", %lld of people who were erased, left out", (long long)s->erased);
    }
    printf("\n");
}

static void summary_json(struct json_writer *json, struct str name, const struct ingest_summary *s)
{
    const struct {
        struct str name;
        int64_t value;
    } numbers[] = {
        {STR("rows"), s->counts.rows},
        {STR("added"), s->counts.added},
        {STR("changed"), s->counts.changed},
        {STR("withdrawn"), s->counts.withdrawn},
        {STR("same"), s->same},
        {STR("rejected"), s->counts.rejected},
        {STR("erased"), s->erased},
    };
    json_write_object(json);
    json_write_key(json, STR("source"));
    json_write_text(json, name);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        json_write_key(json, numbers[i].name);
        json_write_whole(json, numbers[i].value);
    }
    json_write_key(json, STR("seconds"));
    json_write_decimal(json, s->seconds, 3);
    json_write_close(json);
}

static int take_in(struct ingest_job *job, struct picture *p, struct str name, const char *given,
                   struct json_writer *json, struct err *err)
{
    struct source_definition definition;
    struct err_list errors = {0};
    struct ingest_summary summary;
    int code = home_source(&p->home, name, &definition, &errors);
    if (code != 0) {
        code = err_list_first(&errors, err);
        err_list_free(&errors);
        return code;
    }
    const struct extract_take_options options = {.path = given,
                                                 .shrink_max = job->shrink_max,
                                                 .limits = job->limits,
                                                 .progress = &job->progress};
    code = extract_take(p, &definition, &options, &summary, err);
    progress_end(&job->progress);
    if (code == 0 && job->json) {
        summary_json(json, name, &summary);
    } else if (code == 0) {
        print_summary(name, &summary);
    }
    source_definition_free(&definition);
    return code;
}

/* All sources of the home, in the order of their names. */
static int take_in_all(struct ingest_job *job, struct picture *p, struct json_writer *json,
                       struct err *err)
{
    struct arena arena = {0};
    struct err_list errors = {0};
    struct str *names = NULL;
    size_t count = 0;
    home_source_names(&p->home, &arena, &names, &count, &errors);
    int code = err_list_first(&errors, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = take_in(job, p, names[i], NULL, json, err);
    }
    if (code == 0 && count == 0) {
        code = err_set(err, ERR_USAGE, "this home has no sources: cantref source add NAME FILE");
    }
    err_list_free(&errors);
    arena_free(&arena);
    return code;
}

/* ---- what is due ---- */

/* find_due - looked up without the home's lock: mostly nothing is due. */
static int find_due(const char *start, struct due_list *ret, struct err *err)
{
    struct picture picture = {.home = {.lock_fd = -1}};
    int code = picture_open_read(start, &picture, err);
    code = code ? code : due_find(&picture.home, picture.db, (int64_t)time(NULL), ret, err);
    picture_close(&picture);
    return code;
}

/* take_in_due - one that fails is told of, and stops no other. Returns the code of the first. */
static int take_in_due(struct ingest_job *job, struct picture *p, struct due_list *list,
                       struct json_writer *json)
{
    int code = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct due_source *source = &list->at[i];
        if (source->due.is_due &&
            take_in(job, p, source->name, NULL, json, &source->failure) != 0) {
            char who[32 + SOURCE_NAME_MAX];
            snprintf(who, sizeof who, "cantref ingest --due: %.*s", PRI(source->name));
            progress_end(&job->progress);
            err_print(who, &source->failure);
            code = code ? code : source->failure.code;
        }
    }
    return code;
}

/* The sources that failed, and why; when the next of the others falls due. */
static void due_json(struct json_writer *json, const struct due_list *list)
{
    char at[CLOCK_TEXT_MAX];
    json_write_key(json, STR("failed"));
    json_write_array(json);
    for (size_t i = 0; i < list->count; i++) {
        const struct due_source *source = &list->at[i];
        if (source->failure.code != 0) {
            json_write_object(json);
            json_put_text(json, "source", source->name);
            json_put_text(json, "file", str_of(source->failure.file));
            json_put_text(json, "message", str_of(source->failure.message));
            json_write_close(json);
        }
    }
    json_write_close(json);
    json_write_key(json, STR("next"));
    if (list->next != 0) {
        json_write_text(json, str_of(clock_text(list->next, at)));
    } else {
        json_write_nothing(json);
    }
}

static void print_none_due(const struct due_list *list)
{
    char at[CLOCK_TEXT_MAX];
    clock_text(list->next, at);
    if (list->next == 0) {
        printf("Nothing is due: no source has a schedule.\n");
    } else {
        printf("Nothing is due. Next: %.*s, %.10s %.5s UTC.\n", PRI(list->next_name), at, at + 11);
    }
}

/* What the home's triggers propose because of it; the home is closed by then. A trigger that fails
 * is told, and what was ingested stays: the next run goes on. */
static void run_triggers(struct ingest_job *job, struct json_writer *json)
{
    int64_t proposed = 0;
    (void)triggers_run_after(job->start, &proposed);
    if (job->json) {
        json_put_whole(json, "events_proposed", proposed);
    } else if (proposed > 0) {
        printf("%lld life event%s proposed: cantref event list\n", (long long)proposed,
               proposed == 1 ? " is" : "s are");
    }
}

/* Prints; returns an exit status. */
static int ingest_due(struct ingest_job *job)
{
    struct due_list list = {0};
    struct picture picture = {.home = {.lock_fd = -1}};
    struct err err = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = find_due(job->start, &list, &err);
    if (code == 0 && list.due > 0) {
        code = picture_open(job->start, &picture, &err);
    }
    bool could_begin = code == 0;
    json_write_object(&json);
    json_write_key(&json, STR("ingested"));
    json_write_array(&json);
    if (code == 0 && list.due > 0) {
        code = take_in_due(job, &picture, &list, &json);
    } else if (code == 0 && !job->json) {
        print_none_due(&list);
    }
    json_write_close(&json);
    due_json(&json, &list);
    progress_end(&job->progress);
    picture_close(&picture);
    if (could_begin) { /* dates have their days without any extract, too */
        run_triggers(job, &json);
    }
    json_write_close(&json);
    if (!could_begin) {
        err_print("cantref ingest", &err);
    } else if (job->json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    buf_free(&text);
    due_list_free(&list);
    return err_exit_status(code);
}

int ingest_command(const struct command *self, int argc, char **argv)
{
    struct ingest_job job = {.start = ".", .shrink_max = -1, .limits = FETCH_LIMITS_DEFAULT};
    uint64_t size_mib = job.limits.bytes_max >> 20;
    bool all = false, due = false;
    const struct option_row rows[] = {
        OPTION_HOME(job.start),
        {"due", 0, OPTION_FLAG, "", "the sources that are due by their schedules", .flag = &due},
        {"all", 0, OPTION_FLAG, "", "every source of the home, from where its file says",
         .flag = &all},
        {"shrink-max", 0, OPTION_SHARE, "SHARE",
         "share of a snapshot's records that may be gone (default: the source's)",
         .share = &job.shrink_max},
        {"wait-max", 0, OPTION_WHOLE, "SECONDS",
         "wait so long for a database or service to begin (default: 300)",
         .number = &job.limits.wait_max_s, .min = 1, .max = WAIT_MAX_S},
        {"time-max", 0, OPTION_WHOLE, "SECONDS", "and so long for all its rows (default: 14400)",
         .number = &job.limits.time_max_s, .min = 1, .max = WAIT_MAX_S},
        {"size-max", 0, OPTION_WHOLE, "MIB", "and take so many MiB of rows (default: 2048)",
         .number = &size_mib, .min = 1, .max = SIZE_MAX_MIB},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_max = 2,
                              .operand_name = "NAME"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    struct picture picture = {.home = {.lock_fd = -1}};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = 0;
    if (all + due + (options.operand_count > 0) != 1) {
        code = err_set(&err, ERR_USAGE, "name a source, or --all, or --due");
    }
    job.limits.bytes_max = size_mib << 20;
    job.progress = progress_begin();
    if (code == 0 && due) {
        return ingest_due(&job);
    }
    code = code ? code : picture_open(job.start, &picture, &err);
    json_write_object(&json);
    json_write_key(&json, STR("ingested"));
    json_write_array(&json);
    if (code == 0 && all) {
        code = take_in_all(&job, &picture, &json, &err);
    } else if (code == 0) {
        const char *file = options.operand_count > 1 ? options.operands[1] : NULL;
        code = take_in(&job, &picture, str_of(options.operands[0]), file, &json, &err);
    }
    json_write_close(&json);
    progress_end(&job.progress);
    picture_close(&picture);
    if (code == 0) {
        run_triggers(&job, &json);
    }
    json_write_close(&json);
    if (code != 0) {
        err_print("cantref ingest", &err);
    } else if (job.json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    buf_free(&text);
    return err_exit_status(code);
}
