/* status_command.c - cantref status: a home at a glance: its council, its sources and how fresh
 * they are.
 *
 *   gather   struct home_status, from the home's files and its store
 *   print    as lines for people, or as JSON */
#include "command.h"

#include "clock.h"
#include "due.h"
#include "figures.h"
#include "home.h"
#include "json_writer.h"
#include "options.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

struct source_status {
    const struct source_definition *definition;
    bool is_file; /* it comes from a file; else the next two say nothing */
    bool is_there;
    uint64_t bytes;
    char changed[CLOCK_TEXT_MAX]; /* when the file last did, UTC; "" */
    struct due due;
};

struct home_status {
    struct picture picture; /* to read; its database may be NULL */
    struct figures figures;
    struct council council;
    struct source_definition *definitions;
    struct source_status *sources;
    size_t source_count;
};

/* ---- gathering ---- */

static void look_at_file(const struct home *home, const struct source_definition *d,
                         struct source_status *ret)
{
    struct arena arena = {0};
    struct stat status;
    *ret = (struct source_status){.definition = d, .is_file = d->connector.kind == CONNECTOR_FILE};
    struct str path = home_file(home, &arena, "%.*s", PRI(d->connector.path));
    if (ret->is_file && stat(path.ptr, &status) == 0 && S_ISREG(status.st_mode)) {
        ret->is_there = true;
        ret->bytes = (uint64_t)status.st_size;
        clock_text(status.st_mtime, ret->changed);
    }
    arena_free(&arena);
}

static int gather(const char *start, struct home_status *ret, struct err *err)
{
    struct err_list errors = {0};
    int code = picture_open_read(start, &ret->picture, err);
    if (code != 0) {
        return code;
    }
    home_council(&ret->picture.home, &ret->council, &errors);
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    code =
        code ? code : home_sources(&ret->picture.home, &ret->definitions, &ret->source_count, err);
    if (code != 0) {
        return code;
    }
    ret->sources = mem_must_array(ret->source_count, sizeof *ret->sources);
    for (size_t i = 0; i < ret->source_count; i++) {
        int64_t succeeded = 0, now = (int64_t)time(NULL);
        look_at_file(&ret->picture.home, &ret->definitions[i], &ret->sources[i]);
        code = code
                   ? code
                   : due_succeeded(ret->picture.db, ret->definitions[i].name, now, &succeeded, err);
        ret->sources[i].due = due_tell(&ret->definitions[i].schedule, succeeded, now);
    }
    if (code != 0) {
        return code;
    }
    return ret->picture.db != NULL ? figures_read(&ret->picture, &ret->figures, err) : 0;
}

static void status_free(struct home_status *status)
{
    home_sources_free(status->definitions, status->source_count);
    mem_free(status->sources);
    council_free(&status->council);
    figures_free(&status->figures);
    picture_close(&status->picture);
}

/* ---- telling ---- */

static struct str shown_key(const struct source_definition *d, struct arena *arena)
{
    struct str text = d->key_count > 0 ? d->key[0] : STR("content of the row");
    for (size_t k = 1; k < d->key_count; k++) {
        text = arena_printf(arena, "%.*s, %.*s", PRI(text), PRI(d->key[k]));
    }
    return text;
}

static void print_ingested(const struct source_figures *f)
{
    char at[CLOCK_TEXT_MAX];
    if (f == NULL) {
        printf("  records   none yet: cantref ingest\n");
        return;
    }
    printf("  records   %lld\n", (long long)f->records);
    clock_text(f->ended != 0 ? f->ended : f->begun, at);
    printf("  ingested  %.10s %.5s UTC", at, at + 11);
    if (f->ended == 0) {
        printf(", and not finished: run it again\n");
        return;
    }
    printf(": %lld rows, %lld new, %lld changed, %lld gone", (long long)f->last.rows,
           (long long)f->last.added, (long long)f->last.changed, (long long)f->last.withdrawn);
    printf(f->last.rejected > 0 ? ", %lld rejected\n" : "\n", (long long)f->last.rejected);
}

/* Of a source that has a schedule. */
static void print_due(const struct due *due)
{
    char at[CLOCK_TEXT_MAX];
    if (due->next == 0) {
        return;
    }
    clock_text(due->since != 0 ? due->since : due->next, at);
    if (!due->is_due) {
        printf("  due       %.10s %.5s UTC\n", at, at + 11);
    } else if (due->since == 0) {
        printf("  due       now: cantref ingest --due\n");
    } else {
        printf("  due       since %.10s %.5s UTC%s: cantref ingest --due\n", at, at + 11,
               due->is_late ? ", late" : "");
    }
}

static void print_source(const struct source_status *source, const struct figures *figures)
{
    const struct source_definition *d = source->definition;
    struct arena arena = {0};
    char schedule[48];
    schedule_text(&d->schedule, schedule);
    struct str key = shown_key(d, &arena);
    printf("\n%.*s\n", PRI(d->name));
    if (!source->is_file) {
        printf("  from      %s\n", connector_kind_name(d->connector.kind));
    } else if (source->is_there) {
        printf("  from      %.*s, changed %.10s %.5s UTC\n", PRI(d->connector.path),
               source->changed, source->changed + 11);
    } else {
        printf("  from      %.*s, which is not there\n", PRI(d->connector.path));
    }
    printf("  delivery  %s, %s\n", source_delivery_name(d->delivery), schedule);
    print_due(&source->due);
    printf("  key       %.*s\n", PRI(key));
    print_ingested(figures_of(figures, d->name));
    arena_free(&arena);
}

/* Organisations, estates and rows of no known kind; those that name nobody aren't anybody. */
static int64_t count_others(const struct figures *f)
{
    return f->entities[MENTION_ORGANISATION] + f->entities[MENTION_ESTATE] +
           f->entities[MENTION_UNKNOWN];
}

static void print_figures(const struct figures *f)
{
    char at[CLOCK_TEXT_MAX];
    printf("%lld records, %.1f MB of database\n", (long long)f->records, (double)f->bytes / 1e6);
    if (f->has_model) {
        printf("%lld people and %lld others\n", (long long)f->entities[MENTION_PERSON],
               (long long)count_others(f));
        clock_text(f->model.adopted, at);
        printf("model %s, in use since %.10s %.5s UTC\n", f->model.name, at, at + 11);
    } else if (f->records > 0) {
        printf("no model in use, each row by itself: cantref model train, then adopt\n");
    }
}

static void print_waiting(const struct figures *f)
{
    for (size_t i = 0; i < f->waiting_count; i++) {
        printf(
            "%lld record%s wait%s, unlinked: a value of \"%.*s\" has become far more common than "
            "when the model was made: cantref model train, then adopt\n",
            (long long)f->waiting[i].records, f->waiting[i].records == 1 ? "" : "s",
            f->waiting[i].records == 1 ? "s" : "", PRI(f->waiting[i].key));
    }
}

static void print_status(const struct home_status *status)
{
    const struct council *council = &status->council;
    printf("%.*s", PRI(council->name));
    if (council->name_welsh.len > 0) {
        printf(" · %.*s", PRI(council->name_welsh));
    }
    printf("\n%zu source%s\n", status->source_count, status->source_count == 1 ? "" : "s");
    if (status->picture.db != NULL) {
        print_figures(&status->figures);
        print_waiting(&status->figures);
    }
    for (size_t i = 0; i < status->source_count; i++) {
        print_source(&status->sources[i], &status->figures);
    }
    if (status->source_count == 0) {
        printf("\nNext: cantref source add NAME FILE\n");
    }
}

static void time_json(struct json_writer *json, const char *key, int64_t seconds)
{
    char at[CLOCK_TEXT_MAX];
    json_write_key(json, str_of(key));
    if (seconds != 0) {
        json_write_text(json, str_of(clock_text(seconds, at)));
    } else {
        json_write_nothing(json);
    }
}

static void ingested_json(struct json_writer *json, const struct source_figures *f)
{
    json_put_whole(json, "records", f != NULL ? f->records : 0);
    json_write_key(json, STR("last_ingest"));
    if (f == NULL) {
        json_write_nothing(json);
        return;
    }
    json_write_object(json);
    time_json(json, "begun", f->begun);
    time_json(json, "ended", f->ended);
    if (f->ended != 0) {
        json_put_whole(json, "rows", f->last.rows);
        json_put_whole(json, "added", f->last.added);
        json_put_whole(json, "changed", f->last.changed);
        json_put_whole(json, "withdrawn", f->last.withdrawn);
        json_put_whole(json, "rejected", f->last.rejected);
    }
    json_write_close(json);
}

static void figures_json(struct json_writer *json, const struct figures *f)
{
    json_put_whole(json, "records", f->records);
    json_put_whole(json, "people", f->entities[MENTION_PERSON]);
    json_put_whole(json, "others", count_others(f));
    json_write_key(json, STR("model"));
    if (f->has_model) {
        json_write_object(json);
        json_write_key(json, STR("name"));
        json_write_text(json, str_of(f->model.name));
        time_json(json, "trained", f->model.trained);
        time_json(json, "adopted", f->model.adopted);
        json_write_close(json);
    } else {
        json_write_nothing(json);
    }
    json_write_key(json, STR("waiting"));
    json_write_array(json);
    for (size_t i = 0; i < f->waiting_count; i++) {
        json_write_object(json);
        json_write_key(json, STR("key"));
        json_write_text(json, f->waiting[i].key);
        json_put_whole(json, "records", f->waiting[i].records);
        json_write_close(json);
    }
    json_write_close(json);
    json_put_whole(json, "database_bytes", (int64_t)f->bytes);
    json_put_whole(json, "changes", f->changes);
}

static void source_json(struct json_writer *json, const struct source_status *source,
                        const struct figures *figures)
{
    const struct source_definition *d = source->definition;
    char schedule[48];
    schedule_text(&d->schedule, schedule);
    json_write_object(json);
    json_write_key(json, STR("source"));
    json_write_text(json, d->name);
    json_write_key(json, STR("connector"));
    json_write_text(json, str_of(connector_kind_name(d->connector.kind)));
    json_write_key(json, STR("delivery"));
    json_write_text(json, str_of(source_delivery_name(d->delivery)));
    json_write_key(json, STR("schedule"));
    json_write_text(json, str_of(schedule));
    json_put_bool(json, "due", source->due.is_due);
    json_put_bool(json, "late", source->due.is_late);
    time_json(json, "due_since", source->due.since);
    time_json(json, "due_next", source->due.next);
    json_write_key(json, STR("key"));
    json_write_array(json);
    for (size_t k = 0; k < d->key_count; k++) {
        json_write_text(json, d->key[k]);
    }
    json_write_close(json);
    if (source->is_file) {
        json_write_key(json, STR("file"));
        json_write_text(json, d->connector.path);
        json_write_key(json, STR("there"));
        json_write_bool(json, source->is_there);
    }
    if (source->is_there) {
        json_write_key(json, STR("bytes"));
        json_write_whole(json, (int64_t)source->bytes);
        json_write_key(json, STR("changed"));
        json_write_text(json, str_of(source->changed));
    }
    ingested_json(json, figures_of(figures, d->name));
    json_write_close(json);
}

static void status_json(const struct home_status *status)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("home"));
    json_write_text(&json, str_of(status->picture.home.path));
    json_write_key(&json, STR("council"));
    json_write_text(&json, status->council.name);
    figures_json(&json, &status->figures);
    json_write_key(&json, STR("sources"));
    json_write_array(&json);
    for (size_t i = 0; i < status->source_count; i++) {
        source_json(&json, &status->sources[i], &status->figures);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

int status_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    int exit_status;
    if (!options_parse(self, &options, argc, argv, &exit_status)) {
        return exit_status;
    }
    struct home_status status = {.picture = {.home = {.lock_fd = -1}}};
    struct err err = {0};
    int code = gather(start, &status, &err);
    if (code != 0) {
        err_print("cantref status", &err);
    } else if (json) {
        status_json(&status);
    } else {
        print_status(&status);
    }
    status_free(&status);
    return err_exit_status(code);
}
