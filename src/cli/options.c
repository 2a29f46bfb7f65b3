/* options.c - reads options by their table, and prints the help from the same table. */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "str.h"

/* The options in one line, for the message about one that isn't there. */
static void options_known(const struct options *options, char *text, size_t size)
{
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < options->count && len < size; i++) {
        const struct option_row *row = &options->rows[i];
        if (row->letter) {
            len += (size_t)snprintf(text + len, size - len, "-%c, ", row->letter);
            if (len >= size) {
                break;
            }
        }
        len += (size_t)snprintf(text + len, size - len, "--%s, ", row->name);
    }
    if (len < size) {
        snprintf(text + len, size - len, "--help");
    }
}

static bool share_read(const char *text, double *ret)
{
    /* Plain digits only: strtod alone would also take "inf", "nan", " 1", "0x1" and "1e-2". */
    size_t len = strspn(text, "0123456789.");
    bool percent = text[len] == '%';
    char *end;
    double value = strtod(text, &end) / (percent ? 100 : 1);
    if (len == 0 || end != text + len || text[len + percent] != '\0' || value > 1) {
        return false;
    }
    *ret = value;
    return true;
}

static int choice_set(const struct option_row *row, const char *shown, const char *value,
                      struct err *err)
{
    char known[320] = "";
    size_t len = 0;
    for (size_t i = 0; row->choices[i] != NULL; i++) {
        if (strcmp(row->choices[i], value) == 0) {
            *row->number = i;
            return 0;
        }
    }
    for (size_t i = 0; row->choices[i] != NULL && len < sizeof known; i++) {
        len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", i == 0 ? "" : " or ",
                                row->choices[i]);
    }
    return err_set(err, ERR_USAGE, "%s takes %s, not \"%.40s\"", shown, known, value);
}

/* Give row its value; shown is how the option was written. */
static int option_set(const struct option_row *row, const char *shown, const char *value,
                      struct err *err)
{
    switch (row->kind) {
    case OPTION_FLAG:
        *row->flag = true;
        return 0;
    case OPTION_TEXT:
        if (value[0] == '\0') {
            return err_set(err, ERR_USAGE, "%s needs a value: %s %s", shown, shown,
                           row->value_name);
        }
        *row->text = value;
        return 0;
    case OPTION_TEXTS:
        if (value[0] == '\0' || row->texts->count == OPTION_TEXTS_MAX) {
            return err_set(err, ERR_USAGE, "%s needs a value, and is given at most %d times", shown,
                           OPTION_TEXTS_MAX);
        }
        row->texts->at[row->texts->count++] = value;
        return 0;
    case OPTION_WHOLE: {
        uint64_t number;
        if (!str_to_uint(str_of(value), row->max, &number) || number < row->min) {
            return err_set(err, ERR_USAGE,
                           "%s takes a whole number from %llu to %llu, not \"%.40s\"", shown,
                           (unsigned long long)row->min, (unsigned long long)row->max, value);
        }
        *row->number = number;
        return 0;
    }
    case OPTION_SHARE:
        if (!share_read(value, row->share)) {
            return err_set(err, ERR_USAGE,
                           "%s takes a share from 0 to 1 such as 0.01 or 1%%, not \"%.40s\"", shown,
                           value);
        }
        return 0;
    case OPTION_CHOICE:
        return choice_set(row, shown, value, err);
    }
    return err_set(err, ERR_USAGE, "%s can't be used", shown);
}

/* The row that an argument names, and the value that stands in the same argument (NULL: none). */
static const struct option_row *option_find(const struct options *options, const char *argument,
                                            const char **ret_value)
{
    bool is_long = argument[1] == '-';
    size_t name_len = is_long ? strcspn(argument + 2, "=") : 1;
    for (size_t i = 0; i < options->count; i++) {
        const struct option_row *row = &options->rows[i];
        if (is_long && strlen(row->name) == name_len &&
            strncmp(row->name, argument + 2, name_len) == 0) {
            *ret_value = argument[2 + name_len] == '=' ? argument + 3 + name_len : NULL;
            return row;
        }
        if (!is_long && row->letter == argument[1]) {
            *ret_value = argument[2] ? argument + 2 : NULL;
            return row;
        }
    }
    return NULL;
}

/* One option at argv[*index]; moves *index onto its value when that is an argument of its own. */
static int option_read(const struct options *options, int argc, char **argv, int *index,
                       struct err *err)
{
    const char *argument = argv[*index], *value = NULL;
    const struct option_row *row = option_find(options, argument, &value);
    if (row == NULL) {
        char known[360];
        options_known(options, known, sizeof known);
        return err_set(err, ERR_USAGE, "no option \"%.40s\"; there are: %s", argument, known);
    }
    char shown[64];
    if (argument[1] == '-') {
        snprintf(shown, sizeof shown, "--%s", row->name);
    } else {
        snprintf(shown, sizeof shown, "-%c", row->letter);
    }
    if (row->kind == OPTION_FLAG && value != NULL) {
        return err_set(err, ERR_USAGE, "%s takes no value", shown);
    }
    if (row->kind != OPTION_FLAG && value == NULL) {
        if (*index + 1 >= argc) {
            return err_set(err, ERR_USAGE, "%s needs a value: %s %s", shown, shown,
                           row->value_name);
        }
        value = argv[++*index];
    }
    return option_set(row, shown, value, err);
}

static int operands_check(const struct options *options, struct err *err)
{
    if (options->operand_count < options->operands_min) {
        return err_set(err, ERR_USAGE, "%s is missing", options->operand_name);
    }
    if (options->operand_count > options->operands_max) {
        const char *extra = options->operands[options->operands_max];
        if (options->operands_max == 0) {
            return err_set(err, ERR_USAGE, "\"%.40s\" is one word too many", extra);
        }
        return err_set(err, ERR_USAGE, "\"%.40s\" is one word too many: at most %zu %s", extra,
                       options->operands_max, options->operand_name);
    }
    return 0;
}

int options_read(struct options *options, int argc, char **argv, bool *ret_help, struct err *err)
{
    /* Operands move to the front of argv[1 …], over arguments that have been read already. */
    options->operands = argv + 1;
    options->operand_count = 0;
    *ret_help = false;
    bool only_operands = false;
    for (int i = 1; i < argc; i++) {
        char *argument = argv[i];
        if (only_operands || argument[0] != '-' || argument[1] == '\0') {
            options->operands[options->operand_count++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_operands = true;
        } else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            *ret_help = true;
            return 0;
        } else {
            int code = option_read(options, argc, argv, &i, err);
            if (code != 0) {
                return code;
            }
        }
    }
    return operands_check(options, err);
}

static void help_options(const struct options *options)
{
    printf("\nOptions:\n");
    for (size_t i = 0; i < options->count; i++) {
        const struct option_row *row = &options->rows[i];
        char letter[8] = "", shown[80];
        if (row->letter) {
            snprintf(letter, sizeof letter, "-%c, ", row->letter);
        }
        snprintf(shown, sizeof shown, "%s--%s%s%s", letter, row->name,
                 row->kind == OPTION_FLAG ? "" : " ",
                 row->kind == OPTION_FLAG ? "" : row->value_name);
        printf("  %-22s %s\n", shown, row->help);
    }
    printf("  %-22s %s\n", "-h, --help", "print this and stop");
}

void options_help(const struct command *self, const struct options *options)
{
    printf("cantref %s: %s\n\nUsage: cantref %s%s%s\n\n%s\n", self->name, self->summary, self->name,
           self->usage[0] ? " " : "", self->usage, self->about);
    help_options(options);
    if (self->limits != NULL) {
        printf("\nLimits:\n%s\n", self->limits);
    }
    printf("\nExample:\n%s\n", self->example);
}

bool options_parse(const struct command *self, struct options *options, int argc, char **argv,
                   int *ret_status)
{
    struct err err = {0};
    bool help = false;
    int code = options_read(options, argc, argv, &help, &err);
    if (code != 0) {
        char program[64];
        snprintf(program, sizeof program, "cantref %s", self->name);
        size_t len = strlen(err.message);
        snprintf(err.message + len, sizeof err.message - len, " (see: cantref help %s)",
                 self->name);
        err_print(program, &err);
        *ret_status = err_exit_status(code);
        return false;
    }
    if (help) {
        options_help(self, options);
        *ret_status = EX_OK;
        return false;
    }
    return true;
}
