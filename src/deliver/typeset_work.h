/* typeset_work.h - the typesetting child: a process of its own, since fonts and texts are what
 * attackers send. child_process.h says how it is started. Before it looks at the letter it gives up
 * what it could open (confine.h): it reads fonts, and writes its answer. */
#ifndef CANTREF_DELIVER_TYPESET_WORK_H
#define CANTREF_DELIVER_TYPESET_WORK_H

#include "letter_job.h"

/* typeset_work - do the job that is at CHILD_JOB_FD, and report. The process must end right after
 * it, without what libraries left to be done at an exit.
 * Returns an exit status: 0 it has reported; 64 it wasn't started by letter_typeset. */
int typeset_work(void);

#endif
