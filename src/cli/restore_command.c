/* restore_command.c - cantref restore FILE DIR: a home's database and keys put back. */
#include "command.h"

#include "home_backup.h"
#include "json_writer.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>

static void print_restored(const char *folder, int64_t lost)
{
    printf("%s is whole again.\n", folder);
    if (lost > 0) {
        printf("%" PRId64
               " records could not be unsealed, since their keys are gone: they were\n"
               "erased, or are newer than the backup of the keys. They were dropped; what was not\n"
               "erased comes again with the next full extracts.\n",
               lost);
    }
    printf("\nNext: cantref ingest --all -C %s\n", folder);
}

static void restored_json(const char *folder, int64_t lost)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("restored"));
    json_write_text(&json, str_of(folder));
    json_write_key(&json, STR("records_dropped"));
    json_write_whole(&json, lost);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

int restore_command(const struct command *self, int argc, char **argv)
{
    const char *keys = NULL;
    bool json = false;
    const struct option_row rows[] = {
        {"keys", 0, OPTION_TEXT, "FILE", "the keys too, from this backup of them", .text = &keys},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "FILE or DIR"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int64_t lost = 0;
    const char *database = options.operand_count > 1 ? options.operands[0] : NULL;
    const char *folder = options.operands[options.operand_count - 1];
    int code = 0;
    if (database == NULL && keys == NULL) {
        code = err_set(&err, ERR_USAGE, "name a backup and the home: cantref restore FILE DIR");
    }
    code = code ? code : home_restore(folder, database, keys, &lost, &err);
    if (code != 0) {
        err_print("cantref restore", &err);
    } else if (json) {
        restored_json(folder, lost);
    } else {
        print_restored(folder, lost);
    }
    return err_exit_status(code);
}
