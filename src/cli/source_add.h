/* source_add.h - files become sources of a home: read together, mapped, written to sources/. */
#ifndef CANTREF_CLI_SOURCE_ADD_H
#define CANTREF_CLI_SOURCE_ADD_H

#include "home.h"
#include "source_draft.h"

struct source_addition {
    const char *name;
    const char *path; /* from the working folder */
    enum source_category category;
};

/* source_add - read the files, infer their mappings side by side, write a definition for each.
 * In:     home: open to write. wish: what holds for all; its name, path and category are not
 *         read.
 * Out:    said: what was chosen and why, for people, is added; meant for when all went well.
 * Errors: those of source_file_read, source_draft, home_source_add; ERR_USAGE a name that no source
 *         can have, or standard input. What was written before stays. */
int source_add(const struct home *home, const struct source_addition *additions, size_t count,
               const struct source_wish *wish, struct buf *said, struct err *err);

/* source_list - the sources of a home to standard output. Errors: those of home_sources. */
int source_list(const struct home *home, bool json, struct err *err);

#endif
