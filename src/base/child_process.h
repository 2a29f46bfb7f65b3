/* child_process.h - the program anew as a process of its own, for what may hang, crash or flood:
 * drivers, the network, typesetting. It has neither keys nor the database.
 *
 *   parent                                       child
 *     job in memory     ───────────────────►  0    CHILD_JOB_FD
 *     file in memory    ◄───────────────────  3    CHILD_ANSWER_FD
 *     pipe              ◄───────────────────  4    CHILD_REPORT_FD
 *
 * Nothing of the parent's memory is in it; it inherits these files and no other. It dumps no core,
 * gains no rights, can't be looked into, and has limits on memory and on what it writes. The parent
 * watches the clock, and kills it. What it is asked goes through memory, never through arguments or
 * the environment: there may be passwords in it. */
#ifndef CANTREF_BASE_CHILD_PROCESS_H
#define CANTREF_BASE_CHILD_PROCESS_H

#include "memory.h"

#include <sys/types.h>

/* The child's open files. Its standard output and error lead nowhere: drivers print. */
enum { CHILD_JOB_FD = 0, CHILD_ANSWER_FD = 3, CHILD_REPORT_FD = 4 };

/* ---- the parent ---- */

/* struct child_process - one under way. Begin with CHILD_PROCESS_NONE; end with
 * child_process_close. */
struct child_process {
    pid_t pid;  /* 0: none */
    int job;    /* -1: none; so are the others */
    int answer; /* what the child has written there, to be read when it is done */
    int report;
};
#define CHILD_PROCESS_NONE ((struct child_process){.job = -1, .answer = -1, .report = -1})

/* struct child_start - word: after the program's name, by which main knows the child; name: for
 * messages, "the connector"; environment: as execve takes it. */
struct child_start {
    const char *word, *name;
    struct str job;
    char *const *environment;
};

/* child_process_start - Errors: ERR_IO. Threads: any; nothing of the caller's memory is copied. */
int child_process_start(struct child_process *child, const struct child_start *start,
                        struct err *err);

/* child_process_report - wait until the child has reported, at most to a time of
 * clock_monotonic_s.
 * Out:    *ret: len bytes, when CHILD_REPORTED. A report is written at once, and is of at most
 *         PIPE_BUF bytes. What comes from the child is not trusted: look at it before use. */
enum child_word { CHILD_REPORTED, CHILD_LATE, CHILD_ENDED };
enum child_word child_process_report(struct child_process *child, double until_s, void *ret,
                                     size_t len);

/* child_process_end - it is gone after this, with all that it started. Returns its wait status.
 * child_process_died - the same for one that has ended by itself, or is about to. */
int child_process_end(struct child_process *child);
int child_process_died(struct child_process *child);

/* child_process_close - end it, and close what leads to it, but for `answer` when that is taken
 * over (set to -1). */
void child_process_close(struct child_process *child);

/* ---- the child ---- */

/* child_settle - before anything is read: gives up what it may not have. */
void child_settle(void);

/* child_read_job - what the parent asks, at most bytes_max, added to ret. Errors: ERR_INPUT. */
int child_read_job(size_t bytes_max, struct buf *ret);

/* child_bound - limits on memory (0: none; not held to under sanitizers) and on what it writes to a
 * file. */
void child_bound(uint64_t memory_max, uint64_t bytes_max);

/* child_report - Returns an exit status: 0, or 71 when nobody listens. */
int child_report(const void *report, size_t len);

#endif
