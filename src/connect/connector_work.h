/* connector_work.h - the connector's child: a process of its own for what may hang, crash or
 * flood.
 *
 *   parent, which has keys and database          child, which has neither
 *     job in memory     ───────────────────►  0    drivers and services
 *     file in memory    ◄───────────────────  3    rows
 *     pipe              ◄───────────────────  4    begun; done, with what went wrong
 *
 * It is the program anew, so nothing of the parent's memory is in it; it inherits these files and
 * no other. It dumps no core, gains no rights, can't be looked into, and has a limit on memory and
 * on what it writes. The parent watches the clock, and kills it. */
#ifndef CANTREF_CONNECT_CONNECTOR_WORK_H
#define CANTREF_CONNECT_CONNECTOR_WORK_H

/* connector_work - do the job that is at CHILD_JOB_FD, and report. The process must end right after
 * it, without what drivers left to be done at an exit.
 * Returns an exit status: 0 it has reported; 64 it wasn't started by connector_fetch. */
int connector_work(void);

#endif
