/* check_command.c - cantref check: is everything in a home as it should be? Every mistake, a line
 * each. */
#include "command.h"

#include "area_file.h"
#include "db.h"
#include "delivery_file.h"
#include "extract_folder.h"
#include "home_access.h"
#include "home_pack.h"
#include "json_writer.h"
#include "options.h"
#include "pack_purpose.h"
#include "saving.h"
#include "source_file.h"
#include "watch_file.h"
#include "whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

struct check {
    struct home home;
    struct err_list mistakes;
    struct err_list notes; /* what may be meant, but is worth a word */
    size_t files;          /* of settings that were read */
    size_t tables;         /* of sources that were read */
    size_t databases;      /* whose every page was read */
};

static void note(struct check *check, const char *file, const char *what)
{
    struct err err;
    err_at(&err, ERR_INPUT, file, 0, 0, "%s", what);
    err_list_add(&check->notes, &err);
}

/* check_table - the file of a source, if it is there: can it be read, and has it the columns? */
static void check_table(struct check *check, const struct source_definition *d)
{
    struct arena arena = {0};
    struct err err;
    struct stat status;
    struct source_file file;
    struct mapping mapping;
    struct source_options options = {.reject_max = d->reject_max};
    struct str path = home_file(&check->home, &arena, "%.*s", PRI(d->connector.path));
    const char *newest = "";
    if (d->connector.kind == CONNECTOR_FOLDER) {
        extract_folder_newest(path.ptr, d->connector.pattern, &arena, &newest, &err);
        path = str_of(newest);
    }
    if (stat(path.ptr, &status) != 0 && errno == ENOENT) {
        note(check, d->file.ptr, "the source's file is not there yet");
    } else if (source_file_read(path, &options, &file, &err) != 0) {
        err_list_add(&check->mistakes, &err);
    } else {
        check->tables++;
        if (source_definition_map(d, &file.table, &mapping, &check->mistakes) == 0) {
            mapping_free(&mapping);
        }
        source_file_free(&file);
    }
    arena_free(&arena);
}

static void check_source(struct check *check, struct str name)
{
    struct source_definition definition;
    check->files++;
    if (home_source(&check->home, name, &definition, &check->mistakes) != 0) {
        return;
    }
    if (definition.agreement.len == 0) {
        note(check, definition.file.ptr,
             "no agreement is named under which the source is used: add \"agreement\"");
    }
    if (definition.category == SOURCE_CATEGORIES) {
        note(check, definition.file.ptr,
             "no purpose finds the source by its service: add \"category\", such as council_tax");
    }
    if (definition.connector.path.len > 0 && !home_path_is_private(definition.connector.path)) {
        note(check, definition.file.ptr,
             "git may keep what \"path\" names, and records are personal: move it to extracts/");
    }
    if (definition.connector.kind == CONNECTOR_FILE ||
        definition.connector.kind == CONNECTOR_FOLDER) {
        check_table(check, &definition);
    }
    source_definition_free(&definition);
}

/* check_database - is it sound? Others may write to it meanwhile. None there is no mistake. */
static void check_database(struct check *check, const char *name)
{
    struct arena arena = {0};
    struct db *db = NULL;
    struct err err;
    int code = db_open(home_file(&check->home, &arena, "%s", name).ptr, DB_READ, &db, &err);
    if (code != ERR_NOTFOUND) {
        code = code ? code : db_check(db, &err);
        check->databases++;
        if (code != 0) {
            err_list_add(&check->mistakes, &err);
        }
    }
    db_close(db);
    arena_free(&arena);
}

static bool has_team(const struct staff *staff, struct str name)
{
    for (size_t d = 0; d < staff->department_count; d++) {
        if (names_have(&staff->departments[d].teams, name)) {
            return true;
        }
    }
    return false;
}

/* check_teams - is each of the pack's teams one of the home's? Tasks of one that is not are seen by
 * nobody who could do them. */
static void check_teams(struct check *check, const struct event_pack *pack,
                        const struct staff *staff)
{
    struct err err;
    struct str first = STR("");
    size_t missing = 0;
    for (size_t t = 0; t < pack->team_count; t++) {
        struct str name = pack->teams[t].here.len > 0 ? pack->teams[t].here : pack->teams[t].id;
        if (!has_team(staff, name)) {
            first = missing == 0 ? name : first;
            missing++;
        }
    }
    if (missing > 0) {
        err_at(&err, ERR_INPUT, pack->has_overlay ? pack->overlay_folder.where : "staff.yaml", 0, 0,
               "%zu team%s of the pack %.*s %s none of staff.yaml, such as %.*s, and information "
               "governance alone sees their tasks: say in overlays/%.*s/overlay.yaml, under teams, "
               "which of yours they are",
               missing, missing == 1 ? "" : "s", PRI(pack->id), missing == 1 ? "is" : "are",
               PRI(first), PRI(pack->id)); /* not personal: names */
        err_list_add(&check->notes, &err);
    }
}

/* check_facts - can what the pack looks at be known under its first purpose? */
static void check_facts(struct check *check, const struct event_pack *pack,
                        const struct access *access)
{
    struct err err;
    for (size_t p = 0; p < access->purpose_count; p++) {
        const struct purpose *purpose = &access->purposes[p];
        struct fact_names beyond = {0};
        if (!str_eq(pack->purposes.at[0], purpose->id)) {
            continue;
        }
        pack_facts_beyond(pack, purpose, &beyond);
        if (beyond.count > 0) {
            err_at(
                &err, ERR_INPUT, purpose->file.ptr, 0, 0,
                "%zu fact%s that the pack %.*s looks at can't be known under this purpose, such as "
                "%.*s: what hangs on them goes to a person",
                beyond.count, beyond.count == 1 ? "" : "s", PRI(pack->id),
                PRI(beyond.at[0])); /* not personal: names */
            err_list_add(&check->notes, &err);
        }
    }
}

/* check_packs - those that are the home's own, and the overlays on any. */
static void check_packs(struct check *check, const struct access *access)
{
    struct arena arena = {0};
    struct name_list names;
    home_pack_names(&check->home, &arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct event_pack pack;
        if (home_pack_open(&check->home, names.at[i], &pack, &check->mistakes) != 0) {
            continue;
        }
        check->files += pack.overlay_folder.count;
        check_facts(check, &pack, access);
        check_teams(check, &pack, &access->staff);
        if (pack.has_overlay && pack.overlay_version != pack.version) {
            note(check, pack.overlay_folder.where,
                 "the overlay was made for another version of the pack: read what changed (cantref "
                 "pack diff), and set pack_version");
        }
        event_pack_free(&pack);
    }
    arena_free(&arena);
}

/* check_access - purposes, gateways, staff and approvals; not while what they rest on is wrong. */
static void check_access(struct check *check)
{
    struct home_access access;
    check->files += 3;
    if (check->mistakes.count > 0 ||
        home_access_open(&check->home, NULL, &access, &check->mistakes) != 0) {
        return;
    }
    check->files += access.access.purpose_count;
    access_warn(&access.access, calendar_today(), &check->mistakes, &check->notes);
    check_packs(check, &access.access);
    home_access_close(&access);
}

/* check_watch - the rules of watching, when the home has any of its own. */
static void check_watch(struct check *check)
{
    struct watch_settings watch;
    if (watch_settings_read(check->home.path, &watch, &check->mistakes) == 0) {
        watch_settings_free(&watch);
    }
}

/* check_measures - areas.csv and savings.yaml, where the home has them. */
static void check_measures(struct check *check)
{
    struct area_file areas = {0};
    struct saving_list savings = {0};
    struct arena arena = {0};
    struct buf text = {0};
    struct err err;
    struct str path = home_file(&check->home, &arena, "savings.yaml");
    area_file_read(&check->home, &areas, &check->mistakes);
    check->files += areas.there;
    int code = file_read_whole(path.ptr, "the file of savings", SAVINGS_BYTES_MAX, &text, &err);
    if (code == 0) {
        check->files++;
        saving_list_parse(buf_str(&text), "savings.yaml", &savings, &check->mistakes);
    } else if (code != ERR_NOTFOUND) {
        err_list_add(&check->mistakes, &err);
    }
    saving_list_free(&savings);
    area_file_free(&areas);
    buf_free(&text);
    arena_free(&arena);
}

/* check_delivery - by whom things leave, when the home says. */
static void check_delivery(struct check *check)
{
    struct delivery_file file;
    if (delivery_file_read(&check->home, &file, &check->mistakes) == 0) {
        delivery_file_free(&file);
    }
}

static void check_all(struct check *check)
{
    struct arena arena = {0};
    struct council council;
    struct str *names;
    size_t count;
    check->files++;
    if (home_council(&check->home, &council, &check->mistakes) == 0) {
        council_free(&council);
    }
    home_check_folders(&check->home, &check->mistakes);
    home_source_names(&check->home, &arena, &names, &count, &check->mistakes);
    for (size_t i = 0; i < count; i++) {
        check_source(check, names[i]);
    }
    check_access(check);
    check_watch(check);
    check_delivery(check);
    check_measures(check);
    check_database(check, "data/cantref.db");
    check_database(check, "keys/values.db");
    arena_free(&arena);
}

/* ---- telling ---- */

static void print_list(const struct err_list *list, const char *before)
{
    for (size_t i = 0; i < list->kept; i++) {
        const struct err *err = &list->errors[i];
        printf("%s%s", before, err->file);
        if (err->line > 0) {
            printf("%s%zu", err->file[0] != '\0' ? ":" : "", err->line);
        }
        if (err->line > 0 && err->column > 0) {
            printf(":%zu", err->column);
        }
        printf("%s%s\n", err->file[0] != '\0' ? ": " : "", err->message);
    }
    if (list->count > list->kept) {
        printf("%s… and %zu more\n", before, list->count - list->kept);
    }
}

static void print_check(const struct check *check)
{
    print_list(&check->mistakes, "");
    print_list(&check->notes, "note: ");
    if (check->mistakes.count + check->notes.count > 0) {
        printf("\n");
    }
    printf("Checked %zu file%s of settings", check->files, check->files == 1 ? "" : "s");
    if (check->tables > 0) {
        printf(" and %zu table%s", check->tables, check->tables == 1 ? "" : "s");
    }
    if (check->mistakes.count == 0) {
        printf(": all is well.\n");
    } else {
        printf(": %zu mistake%s to mend.\n", check->mistakes.count,
               check->mistakes.count == 1 ? "" : "s");
    }
}

static void list_json(struct json_writer *json, const struct err_list *list)
{
    json_write_array(json);
    for (size_t i = 0; i < list->kept; i++) {
        const struct err *err = &list->errors[i];
        json_write_object(json);
        json_write_key(json, STR("file"));
        json_write_text(json, str_of(err->file));
        if (err->line > 0) {
            json_write_key(json, STR("line"));
            json_write_whole(json, (int64_t)err->line);
            json_write_key(json, STR("column"));
            json_write_whole(json, (int64_t)err->column);
        }
        json_write_key(json, STR("message"));
        json_write_text(json, str_of(err->message));
        json_write_close(json);
    }
    json_write_close(json);
}

static void check_json(const struct check *check)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("home"));
    json_write_text(&json, str_of(check->home.path));
    json_write_key(&json, STR("files"));
    json_write_whole(&json, (int64_t)check->files);
    json_write_key(&json, STR("tables"));
    json_write_whole(&json, (int64_t)check->tables);
    json_write_key(&json, STR("databases"));
    json_write_whole(&json, (int64_t)check->databases);
    json_write_key(&json, STR("mistake_count"));
    json_write_whole(&json, (int64_t)check->mistakes.count);
    json_write_key(&json, STR("mistakes"));
    list_json(&json, &check->mistakes);
    json_write_key(&json, STR("notes"));
    list_json(&json, &check->notes);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

int check_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct check check = {0};
    struct err err = {0};
    int code = home_open(start, HOME_READ, &check.home, &err);
    if (code != 0) {
        err_print("cantref check", &err);
        return err_exit_status(code);
    }
    check_all(&check);
    if (json) {
        check_json(&check);
    } else {
        print_check(&check);
    }
    code = check.mistakes.count > 0 ? ERR_INPUT : 0;
    home_close(&check.home);
    err_list_free(&check.mistakes);
    err_list_free(&check.notes);
    return err_exit_status(code);
}
