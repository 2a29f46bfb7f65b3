/* erase_command.c - cantref erase ENTITY: a person erased from a home, for good. */
#include "command.h"

#include "entity_shown.h"
#include "erasure.h"
#include "home_access.h"
#include "json_writer.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>

static void print_erased(const char *id, const struct erasure_summary *s)
{
    printf("%s is erased.\n", id);
    printf("  %" PRId64 " record%s of nobody else: nothing kept\n", s->records,
           s->records == 1 ? "" : "s");
    if (s->shared > 0) {
        printf("  %" PRId64 " record%s of others too: what is theirs was kept, and places\n",
               s->shared, s->shared == 1 ? "" : "s");
    }
    if (s->with_them > 0) {
        printf("  %" PRId64 " mention%s of others went too, named in the same cells\n",
               s->with_them, s->with_them == 1 ? "" : "s");
    }
    printf(
        "  %" PRId64
        " keys forgotten: no backup of the database opens them\n"
        "\nThe rows that spoke of them are not taken in again. Delete what can still name them:\n"
        "older backups of the keys, and the files in extracts/.\n",
        s->keys);
}

static void erased_json(const char *id, const struct erasure_summary *s)
{
    const struct {
        struct str name;
        int64_t value;
    } numbers[] = {
        {STR("records"), s->records},
        {STR("records_of_others_too"), s->shared},
        {STR("mentions_of_others_gone"), s->with_them},
        {STR("keys_forgotten"), s->keys},
    };
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("erased"));
    json_write_text(&json, str_of(id));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        json_write_key(&json, numbers[i].name);
        json_write_whole(&json, numbers[i].value);
    }
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int find_entity(const struct picture *picture, struct str name, char ret[ENTITY_ID_TEXT_MAX],
                       struct err *err)
{
    struct home_access access;
    struct err_list errors = {0};
    int code = home_access_open(&picture->home, picture->seal, &access, &errors);
    if (code != 0) {
        code = err_list_first(&errors, err);
    } else {
        code = entity_whole_id(picture, &access.access, name, ret, err);
        home_access_close(&access);
    }
    err_list_free(&errors);
    return code;
}

int erase_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
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
    struct picture picture = {.home = {.lock_fd = -1}};
    struct erasure_summary summary;
    char id[ENTITY_ID_TEXT_MAX];
    int code = picture_open(start, &picture, &err);
    code = code ? code : find_entity(&picture, str_of(options.operands[0]), id, &err);
    code = code ? code : entity_erase(&picture, str_of(id), &summary, &err);
    picture_close(&picture);
    if (code != 0) {
        err_print("cantref erase", &err);
    } else if (json) {
        erased_json(id, &summary);
    } else {
        print_erased(id, &summary);
    }
    return err_exit_status(code);
}
