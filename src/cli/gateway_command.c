/* gateway_command.c - cantref gateway list | approve. */
#include "command.h"

#include "access_print.h"
#include "options.h"

#include <stdio.h>

static int list(const char *start, bool json, struct err *err)
{
    struct home home;
    struct home_access access;
    struct err_list errors = {0};
    int code = home_open(start, HOME_READ, &home, err);
    if (code != 0) {
        return code;
    }
    if (home_access_open(&home, NULL, &access, &errors) != 0) {
        code = err_list_first(&errors, err);
    } else {
        access_print_gateways(&access.access, json);
        home_access_close(&access);
    }
    err_list_free(&errors);
    home_close(&home);
    return code;
}

int gateway_command(const struct command *self, int argc, char **argv)
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
                              .operands_max = 2,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code;
    const char *word = options.operands[0];
    if (strcmp(word, "list") == 0 && options.operand_count == 1) {
        code = list(start, json, &err);
    } else if (strcmp(word, "approve") == 0 && options.operand_count == 2) {
        code = access_approve_as_asker(start, APPROVAL_GATEWAY, str_of(options.operands[1]), json,
                                       &err);
    } else {
        code = err_set(&err, ERR_USAGE, "list or approve NAME, not \"%.40s\"",
                       options.operands[options.operand_count - 1]);
    }
    if (code != 0) {
        err_print("cantref gateway", &err);
    }
    return err_exit_status(code);
}
