/* connector_work.h - the connector's child: a process of its own for what may hang, crash or
 * flood, as child_process.h has it. It writes rows where its answer goes, and reports that they
 * have begun; then that it is done, with what went wrong. */
#ifndef CANTREF_CONNECT_CONNECTOR_WORK_H
#define CANTREF_CONNECT_CONNECTOR_WORK_H

/* connector_work - do the job that is at CHILD_JOB_FD, and report. The process must end right after
 * it, without what drivers left to be done at an exit.
 * Returns an exit status: 0 it has reported; 64 it wasn't started by connector_fetch. */
int connector_work(void);

#endif
