/* entity_command.c - cantref entity: the table of its actions. */
#include "command.h"

#include "decide_command.h"
#include "options.h"
#include "parallel.h"

#include <string.h>

static const struct {
    const char *name;
    decide_action *act;
} actions[] = {{"merge", decide_merge_action},
               {"split", decide_split_action},
               {"undo", decide_undo_action},
               {"decisions", decide_list_action}};

int entity_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    struct picture picture = {.home = {.lock_fd = -1}};
    struct decide_job job = {.picture = &picture};
    uint64_t threads = (uint64_t)parallel_cores();
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"why", 0, OPTION_TEXT, "TEXT", "the reason for a decision", .text = &job.why},
        {"as", 0, OPTION_TEXT, "NAME", "who decides (default: the system's user)",
         .text = &job.who},
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &threads,
         .min = 1, .max = THREADS_MAX},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = OPERANDS_MAX,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    decide_action *act = NULL;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        act = strcmp(actions[i].name, options.operands[0]) == 0 ? actions[i].act : act;
    }
    job.threads = (int)threads;
    int code = act == NULL
                   ? err_set(&err, ERR_USAGE, "merge, split, undo or decisions, not \"%.40s\"",
                             options.operands[0])
                   : 0;
    code = code ? code : picture_open(start, &picture, &err);
    code = code ? code : act(&job, options.operands + 1, options.operand_count - 1, &err);
    if (code != 0) {
        err_print("cantref entity", &err);
    }
    picture_close(&picture);
    return err_exit_status(code);
}
