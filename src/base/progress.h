/* progress.h - one line on a terminal that says how far long work is; silent in a pipe. */
#ifndef CANTREF_BASE_PROGRESS_H
#define CANTREF_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown;       /* standard error is a terminal */
    const char *what; /* the step under way */
    double started_s;
    double drawn_s;
};

struct progress progress_begin(void);
/* progress_step - a new step begins; the old one's line is wiped. */
void progress_step(struct progress *progress, const char *what);
/* progress_update - done of total units (total 0: not known); draws at most ten times a second,
 * with rate and time left. */
void progress_update(struct progress *progress, uint64_t done, uint64_t total, const char *unit);
void progress_end(struct progress *progress);

#endif
