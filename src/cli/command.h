/* command.h - the commands of the program `cantref`: one row each in one table, in main.c.
 *
 * To add a command `merge`:
 *  1. write src/cli/merge_command.c with
 *     `int merge_command(const struct command *self, int argc, char **argv)`;
 *     it reads its options with options_parse (options.h);
 *  2. declare it at the end of this header and add the file to src/cli/meson.build;
 *  3. add its row to command_table in src/main.c, in the order in which a newcomer meets them;
 *  4. add a case to tests/cli/ (command line and what is expected).
 * `cantref` alone, `cantref help merge` and `cantref merge --help` then know it.
 *
 * What a command keeps to:
 *  - it returns an exit status (err_exit_status of an ERR_ code), never calls exit(), and prints
 *    an error as one line on standard error with err_print;
 *  - with --json it prints exactly one JSON object on standard output, all else on standard error;
 *  - it may leave standard output unflushed: command_main flushes it, and tells of a full disk or
 *    a closed pipe. */
#ifndef CANTREF_CLI_COMMAND_H
#define CANTREF_CLI_COMMAND_H

#include <stddef.h>

struct command;

/* command_run - do the work. argv[0] is the command's name, argv[argc] is NULL.
 * Returns an exit status of sysexits.h: 0, 64 usage, 65 bad data, 66 no input, 71 system, 73
 * can't create. */
typedef int command_run(const struct command *self, int argc, char **argv);

struct command {
    const char *name;
    command_run *run;
    const char *summary; /* what it does, on one line, for the list of commands */
    const char *usage;   /* what follows "cantref NAME", as "FILE... [-o DIR]"; or "" */
    const char *about;   /* paragraphs, lines ≤ 100 columns: what goes in, what comes out */
    const char *limits;  /* what it refuses, a line each; NULL when it has none */
    const char *example; /* command lines that work when typed, indented by two */
};

/* command_table - every command; defined in main.c. command_count - its rows. */
extern const struct command command_table[];
extern const size_t command_count;

/* command_find - the row of that name, or NULL. */
const struct command *command_find(const char *name);

/* command_main - the program: find argv[1] in the table, run it, flush standard output.
 * In:     argc, argv as main has them.
 * Out:    the exit status for main to return. No command: the list of commands, status 0.
 *         A command that isn't there: one line with those that are, 64. "--help" and "--version"
 *         are taken as the commands of those names.
 * Errors: 74 when standard output can't be written. When its reader has gone, the command still
 *         runs to its end (an output folder is whole) and the process then dies of SIGPIPE, as a
 *         shell expects. */
int command_main(int argc, char **argv);

/* connector_child - the program, started by connector_fetch as CONNECTOR_CHILD: no command, since
 * no person ever types it. Never returns. */
int connector_child(void);

/* egress_child - likewise, started by egress_ask as EGRESS_CHILD. Never returns. */
int egress_child(void);

/* front_child - likewise, started by front_start as FRONT_CHILD: it becomes nginx, or says why not
 * and returns an exit status. */
int front_child(int argc, char **argv);

/* typeset_child - likewise, started by letter_typeset as TYPESET_CHILD. Never returns. */
int typeset_child(void);

/* The commands, each in src/cli/NAME_command.c. */
command_run inbox_command, receive_command;
command_run break_glass_command, hold_command, object_command, rectify_command, requests_command,
    restrict_command, seal_command, subject_access_command;
command_run outbox_command, process_command, task_command, work_command;
command_run account_command, audit_command, backup_command, check_command, code_command,
    contact_command, deliver_command, duty_command, entity_command, erase_command, event_command,
    example_command, explain_command, export_command, feel_command, gateway_command, help_command,
    ingest_command, init_command, letter_command, link_command, measures_command, model_command,
    my_command, pack_command, purpose_command, restore_command, retention_command, serve_command,
    view_command, watch_command, find_command, review_command, simulate_command, source_command,
    staff_command, status_command, trigger_command, version_command;

#endif
