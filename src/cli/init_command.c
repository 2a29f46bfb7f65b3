/* init_command.c - cantref init DIR: make a council's home, with the example council in it if
 * wished. */
#include "command.h"

#include "delivery_file.h"
#include "example.h"
#include "home_access.h"
#include "ingest.h"
#include "model_store.h"
#include "options.h"
#include "parallel.h"
#include "source_add.h"
#include "whole_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const nations[] = {"england", "wales", NULL};

struct init_job {
    const char *folder;
    const char *name; /* "": none given */
    uint64_t nation;  /* a place in nations[], past its end: not said */
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
    council.nation = nations[job->nation] != NULL ? (enum nation)(job->nation + 1) : NATION_UNSAID;
    if (job->example) {
        council.name = name.len > 0 ? name : STR("Example Council");
        council.name_welsh = STR("Cyngor Enghraifft");
        council.code = STR("W06999999");
        council.nation = NATION_WALES;
        council.example = true;
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
    static const enum source_category categories[SYSTEM_COUNT] = {
        [SYSTEM_COUNCIL_TAX] = SOURCE_COUNCIL_TAX,
        [SYSTEM_ELECTORAL_ROLL] = SOURCE_ELECTORAL_REGISTER,
        [SYSTEM_SOCIAL_CARE] = SOURCE_ADULT_SOCIAL_CARE,
        [SYSTEM_SCHOOLS] = SOURCE_SCHOOLS,
        [SYSTEM_HOUSING] = SOURCE_HOUSING,
    };
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
        additions[i] = (struct source_addition){
            name, home_file(home, &arena, "extracts/%s.csv", name).ptr, categories[i]};
    }
    code = code ? code : source_add(home, additions, SYSTEM_COUNT, &wish, said, err);
    arena_free(&arena);
    return code;
}

/* write_example - the wards of the example council, and what a case of it saves: made up, too. */
static int write_example(const struct init_job *job, const struct home *home, struct err *err)
{
    static const char savings[] =
        "# What the council says that one case saves, and how it knows (cantref help measures).\n"
        "# Made up, as all of this council is.\n"
        "savings:\n"
        "  - saving: told_once\n"
        "    title: {en: \"A death told once\", cy: \"Dweud am farwolaeth unwaith\"}\n"
        "    pack: bereavement\n"
        "    of: {event: told}\n"
        "    hours_each: 2.5\n"
        "    basis: {en: \"Made up: 40 cases timed before and after\", "
        "cy: \"Dychmygol: amserwyd 40 o achosion cyn ac ar ôl\"}\n";
    struct arena arena = {0};
    struct buf areas = {0};
    int code = example_areas(job->people, EXAMPLE_SEED_DEFAULT, &areas);
    code = code ? err_set(err, code, "out of memory") : 0;
    code = code
               ? code
               : file_replace(home_file(home, &arena, "areas.csv").ptr, buf_str(&areas), 0644, err);
    code = code ? code
                : file_replace(home_file(home, &arena, "savings.yaml").ptr, str_of(savings), 0644,
                               err);
    buf_free(&areas);
    arena_free(&arena);
    return code;
}

/* ingest_example - the five files into the store. */
static int ingest_example(struct picture *picture, struct progress *progress, int64_t *ret_rows,
                          struct err *err)
{
    const struct ingest_options options = {.shrink_max = -1, .progress = progress};
    struct source_definition *definitions = NULL;
    size_t count = 0;
    int code = home_sources(&picture->home, &definitions, &count, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        const struct source_definition *d = &definitions[i];
        struct arena arena = {0};
        struct ingest_summary summary;
        struct str path = home_file(&picture->home, &arena, "%.*s", PRI(d->connector.path));
        code = ingest(picture, d, path.ptr, &options, &summary, err);
        *ret_rows += code == 0 ? summary.counts.added : 0;
        arena_free(&arena);
    }
    if (code == 0) {
        home_sources_free(definitions, count);
    }
    return code;
}

/* link_example - the files ingested, a model trained on them and adopted, as a council would. */
static int link_example(struct picture *picture, struct buf *said, struct err *err)
{
    struct progress progress = progress_begin();
    struct model_training training = {0};
    int64_t rows = 0;
    int threads = parallel_cores();
    int code = ingest_example(picture, &progress, &rows, err);
    if (code == 0 && rows > 0) {
        code = model_train(picture, threads, &progress, &training, err);
        code = code ? code : model_adopt(picture, NULL, threads, &progress, NULL, err);
    }
    progress_end(&progress);
    if (code == 0) {
        buf_printf(said, "\nIngested %lld records", (long long)rows);
        buf_printf(said, rows > 0 ? "; trained model %s on them and adopted it.\n" : ".\n",
                   training.version.name);
    }
    return code;
}

/* fill - keys and database, the example in them if wished, and who may see what. */
static int fill(const struct init_job *job, struct str login, struct buf *said, struct err *err)
{
    struct picture picture = {.home = {.lock_fd = -1}};
    const struct shipped_person person = {login, job->example, job->example};
    int code = picture_open(job->folder, &picture, err);
    code = code == 0 && job->example ? link_example(&picture, said, err) : code;
    code = code ? code : home_access_make(&picture.home, picture.seal, &person, err);
    code = code ? code : delivery_file_write_start(job->folder, job->example, err);
    picture_close(&picture);
    return code;
}

static int make(struct init_job *job, struct buf *said, struct err *err)
{
    struct council council;
    struct home home;
    struct arena arena = {0};
    struct str login;
    int code = staff_asker(&arena, &login, err);
    code = code ? code : council_of(job, &council, err);
    if (code != 0) {
        arena_free(&arena);
        return code;
    }
    code = home_make(job->folder, &council, err);
    council_free(&council);
    if (code != 0) {
        arena_free(&arena);
        return code;
    }
    code = home_open(job->folder, HOME_WRITE, &home, err);
    if (code == 0) {
        code = job->example ? add_example(job, &home, said, err) : 0;
        code = code || !job->example ? code : write_example(job, &home, err);
        home_close(&home);
        code = code ? code : fill(job, login, said, err);
    }
    arena_free(&arena);
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
        "  purposes/     what data is used for, under which law; gateways.yaml: what may be "
        "joined\n"
        "  staff.yaml    who may use which purpose; you are in it; approvals.yaml: who approved "
        "what\n"
        "  delivery.yaml by whom letters, e-mail and notices leave; cantref deliver check\n"
        "  data/ keys/   records and keys; git leaves these out\n",
        job->folder);
    if (job->example) {
        printf("  extracts/     %" PRIu64 " rows on %" PRIu64
               " people of the example council; none "
               "of them exists\n\n%.*s",
               job->made.rows_all, job->made.people, PRI(said));
        print_next(job->folder);
        printf(
            "  cantref check                  is all of it as it should be\n"
            "  cantref status                 what is there\n"
            "  cantref purpose list           what it may be used for\n"
            "  cantref entity show housing:1  who the first tenant is\n"
            "  cantref ingest housing         after extracts/housing.csv has changed\n");
    } else {
        print_next(job->folder);
        printf("  cantref source add NAME FILE   for each system's file\n");
    }
}

int init_command(const struct command *self, int argc, char **argv)
{
    struct init_job job = {.name = "",
                           .nation = sizeof nations / sizeof nations[0] - 1,
                           .people = EXAMPLE_PEOPLE_DEFAULT};
    const struct option_row rows[] = {
        {"name", 0, OPTION_TEXT, "TEXT", "the council's name (default: that of DIR)",
         .text = &job.name},
        {"nation", 0, OPTION_CHOICE, "NATION", "england or wales: whose law purposes rest on",
         .number = &job.nation, .choices = nations},
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
