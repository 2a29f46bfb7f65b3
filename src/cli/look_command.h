/* look_command.h - what cantref entity does to look at one entity: show, history, explain. For the
 * entity command's table of actions. */
#ifndef CANTREF_CLI_LOOK_COMMAND_H
#define CANTREF_CLI_LOOK_COMMAND_H

#include "inquiry.h"
#include "language.h"
#include "picture.h"

struct look_job {
    struct inquiry *inquiry;
    struct picture *picture; /* the inquiry's */
    const char *svg_path;    /* of explain: NULL: no picture; "-": standard output */
    enum language language;
    bool json;
    int threads;
};

/* The actions, with what follows their name on the command line; each prints what it found. WHO: an
 * id or SOURCE:ROW.
 * Errors: ERR_USAGE for operands that are none; those of entity_find and entity_read. */
typedef int look_action(const struct look_job *job, char *const *operands, size_t count,
                        struct err *err);
look_action look_show_action;    /* WHO */
look_action look_history_action; /* WHO */
look_action look_explain_action; /* WHO [WHO] */

#endif
