/* sandbox.h - core gives up what it will not need, for good: so that who finds a hole in it has
 * little of the machine.
 *
 *     options ─► sandbox_files ─► home opened, its threads started ─► front_start ─► socket listens
 *                files, rights                                         nginx           │
 *                                              serves ◄── sandbox_calls ◄──────────────┘
 *                                                         all threads
 *
 * sandbox_files, by the main thread before there is another: no new privileges, nobody may look
 * into the process or its core, limits on files and processes; and by Landlock, to the version that
 * the kernel has: the home and all below it, what is named besides, no other file; and no program
 * but this one and nginx.
 *
 * sandbox_calls, when all is open: of the kernel's calls those that core and its children need; any
 * other ends the process at once (decision 0036 has the list and how it was found). Children keep
 * to both, and to what they give up besides (confine.h). */
#ifndef CANTREF_WEB_SANDBOX_H
#define CANTREF_WEB_SANDBOX_H

#include "err.h"

struct sandbox {
    const char *home;         /* its folder: read and written */
    const char *const *read;  /* other files and folders to be read; NULL ends; NULL: none */
    const char *const *write; /* likewise, to be written too */
};

/* sandbox_files - Errors: ERR_IO the kernel refuses. Where it has no Landlock it goes on without:
 * *ret_landlock is its version, 0: none; to be said once. */
int sandbox_files(const struct sandbox *sandbox, int *ret_landlock, struct err *err);

/* sandbox_calls - of every thread of the process. Errors: ERR_IO the kernel refuses. */
int sandbox_calls(struct err *err);

#endif
