/* backup_command.c - cantref backup FILE: a sealed copy of a home's database, or of its keys. */
#include "command.h"

#include "home_backup.h"
#include "json_writer.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>

static void print_backup(const char *path, bool keys, uint64_t bytes)
{
    printf("%s: %s, %" PRIu64 " bytes, sealed, read again and found whole\n", path,
           keys ? "keys" : "database", bytes);
    if (keys) {
        printf(
            "It opens with keys/council.key. Keep it apart from backups of the database, and the\n"
            "newest ones only: an old one can bring back what was erased since.\n");
    } else {
        printf(
            "It opens with the home's keys: cantref backup --keys FILE copies these.\n"
            "The audit log is not in it, since an older log is never put back: copy data/log/,\n"
            "keys/log.pub, keys/log.key and keys/log/ as files, as often as you wish.\n");
    }
}

static void backup_json(const char *path, bool keys, uint64_t bytes)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("backup"));
    json_write_text(&json, str_of(path));
    json_write_key(&json, STR("of"));
    json_write_text(&json, keys ? STR("keys") : STR("database"));
    json_write_key(&json, STR("bytes"));
    json_write_whole(&json, (int64_t)bytes);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

int backup_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool keys = false;
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"keys", 0, OPTION_FLAG, "", "the keys of values, instead of the database", .flag = &keys},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "FILE"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    uint64_t bytes = 0;
    const char *path = options.operands[0];
    int code = home_backup(start, path, keys, &bytes, &err);
    if (code != 0) {
        err_print("cantref backup", &err);
    } else if (json) {
        backup_json(path, keys, bytes);
    } else {
        print_backup(path, keys, bytes);
    }
    return err_exit_status(code);
}
