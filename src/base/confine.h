/* confine.h - a process gives up what it will not need, for good: what it could open, whom it could
 * reach, what it could start. For children that read what may be hostile (child_process.h).
 *
 * Two locks of the kernel, the second where there is the first or not:
 *   Landlock   of all files only those in the folders named can be opened, and for reading alone
 *   seccomp    no socket (or none but the network's), no other program or process, no signal to
 *              one, nothing traced or loaded
 *
 * Linux has Landlock from 5.13 on, where it wasn't switched off; without it files can still be
 * read, though nothing of them can leave but by the answer. */
#ifndef CANTREF_BASE_CONFINE_H
#define CANTREF_BASE_CONFINE_H

#include "err.h"

/* confine_to_reading - this thread and all that it starts.
 * In:     folders: that can still be read; NULL ends them. Those that aren't there don't matter.
 *         child_settle has been called (no new privileges).
 * Errors: ERR_IO the kernel refuses. */
int confine_to_reading(const char *const folders[], struct err *err);

/* confine_to_network - likewise, but it may talk over IPv4 and IPv6: not to sockets of this
 * machine's own programs, nor past the kernel's protocols. folders: files, too. */
int confine_to_network(const char *const folders[], struct err *err);

#endif
