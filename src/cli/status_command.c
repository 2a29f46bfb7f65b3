/* status_command.c - cantref status: a home at a glance: its council, its sources and how fresh
 * they are.
 *
 *   gather   struct home_status, from the home's files   (figures of the store join it here)
 *   print    as lines for people, or as JSON */
#include "command.h"

#include "home.h"
#include "json_writer.h"
#include "options.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

enum { TIME_TEXT = 24 };

struct source_status {
    const struct source_definition *definition;
    bool is_file; /* it comes from a file; else the next two say nothing */
    bool is_there;
    uint64_t bytes;
    char changed[TIME_TEXT]; /* when the file last did, UTC; "" */
};

struct home_status {
    struct home home;
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
    struct tm utc;
    *ret = (struct source_status){.definition = d, .is_file = d->connector.kind == CONNECTOR_FILE};
    struct str path = home_file(home, &arena, "%.*s", PRI(d->connector.path));
    if (ret->is_file && stat(path.ptr, &status) == 0 && S_ISREG(status.st_mode)) {
        ret->is_there = true;
        ret->bytes = (uint64_t)status.st_size;
        if (gmtime_r(&status.st_mtime, &utc) != NULL) {
            strftime(ret->changed, sizeof ret->changed, "%Y-%m-%dT%H:%M:%SZ", &utc);
        }
    }
    arena_free(&arena);
}

static int gather(const char *start, struct home_status *ret, struct err *err)
{
    struct err_list errors = {0};
    int code = home_open(start, HOME_READ, &ret->home, err);
    if (code != 0) {
        return code;
    }
    home_council(&ret->home, &ret->council, &errors);
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    code = code ? code : home_sources(&ret->home, &ret->definitions, &ret->source_count, err);
    if (code != 0) {
        return code;
    }
    ret->sources = mem_must_array(ret->source_count, sizeof *ret->sources);
    for (size_t i = 0; i < ret->source_count; i++) {
        look_at_file(&ret->home, &ret->definitions[i], &ret->sources[i]);
    }
    return 0;
}

static void status_free(struct home_status *status)
{
    home_sources_free(status->definitions, status->source_count);
    mem_free(status->sources);
    council_free(&status->council);
    home_close(&status->home);
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

static void print_source(const struct source_status *source)
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
    printf("  key       %.*s\n", PRI(key));
    arena_free(&arena);
}

static void print_status(const struct home_status *status)
{
    const struct council *council = &status->council;
    printf("%.*s", PRI(council->name));
    if (council->name_welsh.len > 0) {
        printf(" · %.*s", PRI(council->name_welsh));
    }
    printf("\n%zu source%s\n", status->source_count, status->source_count == 1 ? "" : "s");
    for (size_t i = 0; i < status->source_count; i++) {
        print_source(&status->sources[i]);
    }
    if (status->source_count == 0) {
        printf("\nNext: cantref source add NAME FILE\n");
    }
}

static void source_json(struct json_writer *json, const struct source_status *source)
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
    json_write_close(json);
}

static void status_json(const struct home_status *status)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("home"));
    json_write_text(&json, str_of(status->home.path));
    json_write_key(&json, STR("council"));
    json_write_text(&json, status->council.name);
    json_write_key(&json, STR("sources"));
    json_write_array(&json);
    for (size_t i = 0; i < status->source_count; i++) {
        source_json(&json, &status->sources[i]);
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
    struct home_status status = {.home = {.lock_fd = -1}};
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
