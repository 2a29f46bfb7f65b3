/* triggers_run.h - a home's triggers, run: by cantref trigger run, and at the end of each
 * ingest. */
#ifndef CANTREF_CLI_TRIGGERS_RUN_H
#define CANTREF_CLI_TRIGGERS_RUN_H

#include "memory.h"

/* triggers_run - all that are on, each by itself: one that fails is told on standard error, and
 * stops no other. In: start: the folder from which the home is looked for. json: NULL: a line for
 * each is printed. Returns an exit status. */
int triggers_run(const char *start, bool due_only, struct buf *json);

/* triggers_run_after - the same, silently, after an ingest into the home: nothing at all when none
 * is on. *ret_proposed: how many events were proposed. */
int triggers_run_after(const char *start, int64_t *ret_proposed);

#endif
