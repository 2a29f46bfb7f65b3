/* sandbox.h - core gives up what it will not need, for good: so that who finds a hole in it has
 * little of the machine.
 *
 *     options ─► sandbox_files ─► home opened, its threads started ─► front_start ─► socket listens
 *                files, rights                                         nginx           │
 *                                              serves ◄── sandbox_calls ◄──────────────┘
 *                                                         all threads
 *
 * sandbox_files, by the main thread before there is another: no new privileges, nobody may look
 * into the process or its core, no more files open than it needs; and by Landlock, in the version
 * that the kernel has: the home and all below it, what is named besides, what the C library and the
 * children read of the system, no other file; and no program but this one and those named.
 *
 * sandbox_calls, when all is open: of the kernel's calls those that core and its children need; any
 * other ends the process at once (SIGSYS; the kernel logs which). Children keep to both, and to
 * what they give up besides (confine.h). Decision 0036 says how the list was found. */
#ifndef CANTREF_WEB_SANDBOX_H
#define CANTREF_WEB_SANDBOX_H

#include "err.h"

/* Lists end with NULL, and are NULL for none. What isn't there doesn't matter. */
struct sandbox {
    const char *home;         /* its folder: read and written */
    const char *const *read;  /* other files and folders to be read */
    const char *const *write; /* likewise, to be written too */
    const char *const *run;   /* programs besides this one: nginx, front_program */
};

/* sandbox_files - Out: *ret_landlock: Landlock's version, 0: the kernel has none, and it goes on
 * without; to be said once. Errors: ERR_IO the kernel refuses; ERR_LIMIT too many paths. */
int sandbox_files(const struct sandbox *sandbox, int *ret_landlock, struct err *err);

/* sandbox_calls - of every thread of the process. Errors: ERR_IO the kernel refuses. */
int sandbox_calls(struct err *err);

#endif
