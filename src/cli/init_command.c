/* init_command.c - cantref init DIR: make a council's home, with the example council in it if
 * wished. */
#include "command.h"

#include "example.h"
#include "options.h"
#include "source_add.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct init_job {
    const char *folder;
    const char *name; /* "": none given */
    bool example;
    uint64_t people;
    struct example_summary made;
};

/* council_of - the council that the home is to be of; its name is that of the folder when none was
 * given. */
static int council_of(const struct init_job *job, struct council *ret, struct err *err)
{
    struct council council = {.retention_days = RETENTION_DAYS_DEFAULT, .language_count = 1};
    struct str name = str_of(job->name);
    struct str folder = str_of(job->folder);
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/') {
        folder.len--;
    }
    for (size_t i = folder.len; i > 0 && name.len == 0; i--) {
        if (folder.ptr[i - 1] == '/') {
            folder = str_slice(folder, i, folder.len);
            break;
        }
    }
    bool nameless = str_eq(folder, STR(".")) || str_eq(folder, STR("..")) || folder.len == 0;
    council.name = name.len > 0 ? name : nameless ? STR("Our Council") : folder;
    if (job->example) {
        council.name = name.len > 0 ? name : STR("Example Council");
        council.name_welsh = STR("Cyngor Enghraifft");
        council.code = STR("W06999999");
        council.languages[council.language_count++] = COUNCIL_WELSH;
    }
    /* What is written must be read again: a name may hold a line end, or be too long. */
    struct buf text = {0};
    struct err_list errors = {0};
    struct council again;
    council_file_write(&text, &council);
    int code = council_file_parse(buf_str(&text), "council.yaml", &again, &errors);
    if (code == 0) {
        *ret = again;
    } else if (code == ERR_INPUT) {
        code = err_set(err, ERR_USAGE,
                       "the council's name must be one line of text, at most %d bytes: give one "
                       "with --name",
                       SETTING_TEXT_MAX);
    } else {
        code = err_list_first(&errors, err);
    }
    err_list_free(&errors);
    buf_free(&text);
    return code;
}

/* add_example - the example council's files under extracts/, a source for each. */
static int add_example(struct init_job *job, const struct home *home, struct buf *said,
                       struct err *err)
{
    struct arena arena = {0};
    struct source_addition additions[SYSTEM_COUNT];
    struct source_wish wish = {.key = STR(""),
                               .agreement = STR("made data of people who do not exist"),
                               .delivery = DELIVERY_SNAPSHOT,
                               .reject_max = REJECT_MAX_DEFAULT};
    struct str extracts = home_file(home, &arena, "extracts");
    struct progress progress = progress_begin();
    int code =
        example_make(extracts.ptr, job->people, EXAMPLE_SEED_DEFAULT, &progress, &job->made, err);
    progress_end(&progress);
    for (int i = 0; i < SYSTEM_COUNT; i++) {
        const char *name = export_styles[i].name;
        additions[i] =
            (struct source_addition){name, home_file(home, &arena, "extracts/%s.csv", name).ptr};
    }
    code = code ? code : source_add(home, additions, SYSTEM_COUNT, &wish, said, err);
    arena_free(&arena);
    return code;
}

static int make(struct init_job *job, struct buf *said, struct err *err)
{
    struct council council;
    struct home home;
    int code = council_of(job, &council, err);
    if (code != 0) {
        return code;
    }
    code = home_make(job->folder, &council, err);
    council_free(&council);
    if (code != 0 || !job->example) {
        return code;
    }
    code = home_open(job->folder, HOME_WRITE, &home, err);
    if (code == 0) {
        code = add_example(job, &home, said, err);
        /* Here the five sources are ingested and a model trained, once there is a store. */
        home_close(&home);
    }
    if (code != 0) {
        size_t len = strlen(err->message);
        snprintf(err->message + len, sizeof err->message - len,
                 "; %s is half made: remove it and run again", job->folder);
    }
    return code;
}

static void print_next(const char *folder)
{
    printf("\nNext:\n");
    if (strcmp(folder, ".") != 0) {
        printf("  cd %s\n", folder);
    }
}

static void print_made(const struct init_job *job, struct str said)
{
    printf(
        "Made a council's home in %s\n\n"
        "  council.yaml  which council it is of; read it and correct it\n"
        "  sources/      a file for each source, from which records come\n"
        "  data/ keys/   records and keys; git leaves these out\n",
        job->folder);
    if (job->example) {
        printf("  extracts/     %" PRIu64 " rows on %" PRIu64
               " people of the example council; none "
               "of them exists\n\n%.*s",
               job->made.rows_all, job->made.people, PRI(said));
        print_next(job->folder);
        printf("  cantref check\n  cantref status\n");
    } else {
        print_next(job->folder);
        printf("  cantref source add NAME FILE   for each system's file\n");
    }
}

int init_command(const struct command *self, int argc, char **argv)
{
    struct init_job job = {.name = "", .people = EXAMPLE_PEOPLE_DEFAULT};
    const struct option_row rows[] = {
        {"name", 0, OPTION_TEXT, "TEXT", "the council's name (default: that of DIR)",
         .text = &job.name},
        {"example", 0, OPTION_FLAG, "", "with the systems of a made council, as sources",
         .flag = &job.example},
        {"people", 0, OPTION_WHOLE, "N", "how many people the example has (default: 20000)",
         .number = &job.people, .min = 1, .max = EXAMPLE_PEOPLE_MAX},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "DIR"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    struct buf said = {0};
    job.folder = options.operands[0];
    int code = make(&job, &said, &err);
    if (code == 0) {
        print_made(&job, buf_str(&said));
    } else {
        err_print("cantref init", &err);
    }
    buf_free(&said);
    return err_exit_status(code);
}
