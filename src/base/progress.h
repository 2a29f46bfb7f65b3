/* progress.h - how far long work is, on one line of a terminal; and what each step of it took.
 *
 * progress_step ends the step before and begins another. A step that is begun again, for another
 * kind of mention, say, goes on where it was: there is one entry a name. */
#ifndef CANTREF_BASE_PROGRESS_H
#define CANTREF_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STEPS_MAX = 24 };

/* struct step - what a step took, and the work that it told of. */
struct step {
    const char *what;   /* the caller's; outlives the progress */
    double seconds;     /* by the clock */
    double processor_s; /* of all threads */
    uint64_t count;     /* of units; 0: not told */
    const char *unit;   /* "pairs" */
    uint64_t bytes;     /* of memory read and written at least, if each was touched once */
};

struct progress {
    bool shown;       /* standard error is a terminal */
    const char *what; /* the step under way */
    double started_s, processor_started_s;
    double drawn_s;
    struct step steps[STEPS_MAX];
    size_t step_count;
    size_t step; /* under way: its place + 1; 0: none */
};

struct progress progress_begin(void);
/* progress_step - a new step begins; the old one's line is wiped. what: a static text. The thread
 * that began the progress alone may begin steps. progress may be NULL in all but progress_end. */
void progress_step(struct progress *progress, const char *what);
/* progress_work - the step under way did count units more, over so many bytes. */
void progress_work(struct progress *progress, uint64_t count, const char *unit, uint64_t bytes);
/* progress_update - done of total units (total 0: not known); draws at most ten times a second,
 * with rate and time left. */
void progress_update(struct progress *progress, uint64_t done, uint64_t total, const char *unit);
/* progress_end - the last step ends, the line is wiped. May be called again. */
void progress_end(struct progress *progress);

#endif
