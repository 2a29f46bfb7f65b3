/* erase_command.c - cantref erase ENTITY: a person erased from a home, for good. */
#include "command.h"

#include "rights_job.h"
#include "rights_mark.h"

#include <inttypes.h>
#include <stdio.h>

static void print_erased(const char *id, const struct erasure_summary *s, int64_t request)
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
    if (request != 0) {
        printf("Request %" PRId64 " is closed.\n", request);
    }
}

static void erased_json(const char *id, const struct erasure_summary *s, int64_t request)
{
    const struct {
        struct str name;
        int64_t value;
    } numbers[] = {
        {STR("records"), s->records},
        {STR("records_of_others_too"), s->shared},
        {STR("mentions_of_others_gone"), s->with_them},
        {STR("keys_forgotten"), s->keys},
        {STR("request_closed"), request},
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

int erase_command(const struct command *self, int argc, char **argv)
{
    struct rights_job job = RIGHTS_JOB("cantref erase");
    const struct option_row rows[] = {RIGHTS_OPTIONS(job)};
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
    struct erasure_summary summary;
    int64_t request = 0;
    const char *id = options.operands[0];
    int code = rights_begin(&job, ACT_RIGHTS, &err);
    code = code ? code : rights_erase(&job.act, id, &summary, &request, &err);
    if (code == 0 && job.json) {
        erased_json(id, &summary, request);
    } else if (code == 0) {
        print_erased(id, &summary, request);
    }
    return rights_finish(&job, code, &err);
}
