/* purpose_command.c - cantref purpose list | show | check | approve | ship. */
#include "command.h"

#include "access_print.h"
#include "clock.h"
#include "language.h"
#include "options.h"

#include <stdio.h>
#include <time.h>

struct purpose_job {
    const char *start;
    const char *id; /* NULL: none was named */
    enum access_language language;
    bool json;
};

static int open_home(const struct purpose_job *job, enum home_use use, struct home *home,
                     struct home_access *access, struct err *err)
{
    struct err_list errors = {0};
    int code = home_open(job->start, use, home, err);
    if (code == 0 && home_access_open(home, NULL, access, &errors) != 0) {
        code = err_list_first(&errors, err);
        home_close(home);
    }
    err_list_free(&errors);
    return code;
}

static int list(const struct purpose_job *job, struct err *err)
{
    struct home home;
    struct home_access access;
    int code = open_home(job, HOME_READ, &home, &access, err);
    if (code == 0) {
        access_print_purposes(&access.access, job->language, job->json);
        home_access_close(&access);
        home_close(&home);
    }
    return code;
}

static int show(const struct purpose_job *job, struct err *err)
{
    struct home home;
    struct home_access access;
    int code = open_home(job, HOME_READ, &home, &access, err);
    if (code != 0) {
        return code;
    }
    uint16_t place = access_purpose_find(&access.access, str_of(job->id));
    if (place == ACCESS_NONE) {
        code = err_set(err, ERR_NOTFOUND,
                       "there is no purpose \"%.64s\": cantref purpose list shows all", job->id);
    } else if (job->json) {
        access_purpose_json(&access.access, place);
    } else {
        access_print_purpose(&access.access, place, job->language);
    }
    home_access_close(&access);
    home_close(&home);
    return code;
}

static int check(const struct purpose_job *job, struct err *err)
{
    struct home home;
    struct home_access access;
    struct err_list errors = {0}, notes = {0};
    int code = home_open(job->start, HOME_READ, &home, err);
    if (code != 0) {
        return code;
    }
    if (home_access_open(&home, NULL, &access, &errors) == 0) {
        access_warn(&access.access, calendar_today(), &errors, &notes);
        home_access_close(&access);
    }
    access_print_findings(&errors, &notes, job->json);
    if (errors.count > 0) {
        code = err_set(err, ERR_INPUT, "%zu mistake%s to mend", errors.count,
                       errors.count == 1 ? "" : "s");
    }
    err_list_free(&errors);
    err_list_free(&notes);
    home_close(&home);
    return code;
}

static int approve(const struct purpose_job *job, struct err *err)
{
    return access_approve_as_asker(job->start, APPROVAL_PURPOSE, str_of(job->id), job->json, err);
}

static int ship(const struct purpose_job *job, struct err *err)
{
    struct picture picture = {.home = {.lock_fd = -1}};
    struct arena arena = {0};
    struct shipped_person person = {0};
    int code = staff_asker(&arena, &person.login, err);
    code = code ? code : picture_open(job->start, &picture, err);
    code = code ? code : home_access_make(&picture.home, picture.seal, &person, err);
    if (code == 0 && !job->json) {
        printf(
            "Wrote purposes/, gateways.yaml, staff.yaml and approvals.yaml.\n"
            "\nNext: read them, then run: cantref check\n");
    } else if (code == 0) {
        printf("{\n  \"written\": true\n}\n");
    }
    picture_close(&picture);
    arena_free(&arena);
    return code;
}

static const struct {
    const char *word;
    int (*run)(const struct purpose_job *job, struct err *err);
    bool takes_id;
} actions[] = {{"list", list, false},
               {"show", show, true},
               {"check", check, false},
               {"approve", approve, true},
               {"ship", ship, false}};

int purpose_command(const struct command *self, int argc, char **argv)
{
    struct purpose_job job = {.start = "."};
    uint64_t language = ACCESS_ENGLISH;
    const struct option_row rows[] = {
        OPTION_HOME(job.start),
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "list, show: en or cy (default: en)",
         .number = &language, .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code = ERR_USAGE;
    bool found = false;
    job.language = (enum access_language)language;
    job.id = options.operand_count > 1 ? options.operands[1] : NULL;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0] && !found; i++) {
        found = strcmp(actions[i].word, options.operands[0]) == 0 &&
                actions[i].takes_id == (job.id != NULL);
        code = found ? actions[i].run(&job, &err) : code;
    }
    if (!found) {
        code =
            err_set(&err, ERR_USAGE, "list, show NAME, check, approve NAME or ship, not \"%.40s\"",
                    options.operands[options.operand_count - 1]);
    }
    if (code != 0) {
        err_print("cantref purpose", &err);
    }
    return err_exit_status(code);
}
