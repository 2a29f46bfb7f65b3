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

/* struct confine_paths - files and folders that stay of use, each list ended by NULL, or NULL for
 * none. What isn't there doesn't matter. */
struct confine_paths {
    const char *const *read;
    const char *const *write; /* to be read, too; and what is below can be made and removed */
    const char *const *run;   /* programs: read, and started; the loaders are among them then */
};

/* confine_to_paths - Landlock alone, in the version that the kernel has: this thread and all that
 * it starts later, threads and programs. It sends no signal to a process that isn't confined with
 * it, nor does it reach such a one by an abstract socket, where the kernel can see to that.
 * Out:    *ret_version: Landlock's; 0: there is none, and nothing is confined.
 * Errors: ERR_IO the kernel refuses. */
int confine_to_paths(const struct confine_paths *paths, int *ret_version, struct err *err);

/* confine_to_reading - this thread and all that it starts.
 * In:     folders: that can still be read; NULL ends them. Those that aren't there don't matter.
 *         child_settle has been called (no new privileges).
 * Errors: ERR_IO the kernel refuses. */
int confine_to_reading(const char *const folders[], struct err *err);

/* confine_to_network - likewise, but it may talk over IPv4 and IPv6: not to sockets of this
 * machine's own programs, nor past the kernel's protocols. folders: files, too. */
int confine_to_network(const char *const folders[], struct err *err);

#endif
