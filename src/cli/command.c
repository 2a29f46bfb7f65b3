/* command.c - from the words on the command line to a row of the table, and a proper end. */
#include "command.h"

#include "err.h"
#include "options.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(command_table[i].name, name) == 0) {
            return &command_table[i];
        }
    }
    return NULL;
}

static void command_list(void)
{
    for (size_t i = 0; i < command_count; i++) {
        printf("cantref %-14s %s\n", command_table[i].name, command_table[i].summary);
    }
}

static int command_unknown(const char *name)
{
    struct err err;
    char known[200] = "";
    size_t len = 0;
    for (size_t i = 0; i < command_count && len < sizeof known; i++) {
        len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", i ? ", " : "",
                                command_table[i].name);
    }
    err_set(&err, ERR_USAGE, "no command \"%.40s\"; there are: %s", name, known);
    err_print("cantref", &err);
    return EX_USAGE;
}

int help_command(const struct command *self, int argc, char **argv)
{
    struct options options = {.operands_max = 1, .operand_name = "COMMAND"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    if (options.operand_count == 0) {
        command_list();
        return EX_OK;
    }
    const struct command *command = command_find(options.operands[0]);
    if (command == NULL) {
        return command_unknown(options.operands[0]);
    }
    /* The command knows its options; it prints its own help. */
    char name[32], flag[] = "--help";
    snprintf(name, sizeof name, "%s", command->name);
    char *help_argv[] = {name, flag, NULL};
    return command->run(command, 2, help_argv);
}

int version_command(const struct command *self, int argc, char **argv)
{
    struct options options = {.operands_max = 0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    puts("cantref " CANTREF_VERSION);
    return EX_OK;
}

/* Flush standard output; what the command printed counts only when it has arrived. */
static int output_finish(int status)
{
    errno = 0;
    int failed = fflush(stdout) != 0 || ferror(stdout);
    if (!failed) {
        return status;
    }
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (errno == EPIPE || (poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR))) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    struct err err;
    err_set(&err, ERR_IO, "can't write standard output: %s", strerror(errno ? errno : EIO));
    err_print("cantref", &err);
    return status == EX_OK ? EX_IOERR : status;
}

int command_main(int argc, char **argv)
{
    /* A reader that goes away must not leave half an output folder behind: writes fail instead, and
     * output_finish ends the process as the shell expects once the command is done. */
    static char output_buffer[1 << 16]; /* so that printing never needs memory */
    setvbuf(stdout, output_buffer, _IOFBF, sizeof output_buffer);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file-size limit is told as "no space left", like a full disk */
    mallopt(M_MMAP_THRESHOLD,
            128 << 10); /* large arrays go back to the system when they are freed */
    if (argc < 2) {
        command_list();
        return output_finish(EX_OK);
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        name = "help";
    } else if (strcmp(name, "--version") == 0) {
        name = "version";
    }
    const struct command *command = command_find(name);
    if (command == NULL) {
        return command_unknown(name);
    }
    return output_finish(command->run(command, argc - 1, argv + 1));
}
