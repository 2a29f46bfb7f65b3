/* decide_command.h - what cantref entity does by way of people's decisions: merge, split, undo,
 * decisions. For the entity command's table of actions. */
#ifndef CANTREF_CLI_DECIDE_COMMAND_H
#define CANTREF_CLI_DECIDE_COMMAND_H

#include "inquiry.h"

struct decide_job {
    struct inquiry *inquiry; /* that asked for the purpose */
    struct picture *picture; /* its own */
    const char *who;         /* NULL: the system's user */
    const char *why;         /* NULL: not said */
    bool json;
    int threads;
};

/* decide_who - who decides: as given, or the system's user. Errors: ERR_USAGE when there is none.
 */
int decide_who(const char *given, struct str *ret, struct err *err);

/* The actions, with what follows their name on the command line; each prints what it did.
 * Errors: ERR_USAGE for operands that are none; those of decide.h and decision_lines.h. */
typedef int decide_action(const struct decide_job *job, char *const *operands, size_t count,
                          struct err *err);
decide_action decide_merge_action; /* ID ID */
decide_action decide_split_action; /* ID SOURCE:ROW… */
decide_action decide_undo_action;  /* DECISION */
decide_action decide_list_action;

#endif
