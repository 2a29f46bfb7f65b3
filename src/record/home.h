/* home.h - a council's home: the folder that all else is in.
 *
 *     council.yaml        which council           kept in git, written by people
 *     sources/NAME.yaml   one source each         kept in git, written by people
 *     purposes/, gateways.yaml, staff.yaml, approvals.yaml
 *                         who may see what        likewise: home_access.h
 *     delivery.yaml       by whom letters, e-mail, notices leave: src/deliver/delivery_file.h
 *     watch.yaml          what is worth a question, if not as the program has it: watch_file.h
 *     .gitignore          names what follows
 *     data/               database, logs          mode 0700, personal
 *     keys/               keys, passwords         mode 0700, secret
 *     run/                sockets, lock           mode 0700, of running programs
 *     extracts/           files as systems export them, if they are kept here; personal
 *     print/              letters in batches, for whoever prints them; personal
 *
 * A folder with a council.yaml is a home. A fresh clone of its text has only what git keeps: the
 * rest is made when a program first opens it to write. Never two programs write to one home: they
 * take run/lock, which holds the number of the process that has it.
 *
 * Paths in a struct home are as the caller may print them: relative when `start` was. */
#ifndef CANTREF_RECORD_HOME_H
#define CANTREF_RECORD_HOME_H

#include "council_file.h"
#include "source_definition.h"

#include <limits.h>

enum home_use { HOME_READ, HOME_WRITE };

struct home {
    char path[PATH_MAX]; /* "." for the working folder */
    enum home_use use;
    int lock_fd; /* -1: not locked */
};

/* home_make - make a home at path: its folders, .gitignore before any of them, council.yaml last,
 * so that what was interrupted is no home yet and is made whole by making it again.
 * In:     path: new, or a folder without a home in it, such as a fresh git repository.
 * Errors: ERR_CONFLICT a home is there already, or data/ or keys/ with something in it; ERR_CREATE,
 *         ERR_IO. */
int home_make(const char *path, const struct council *council, struct err *err);

/* home_open - find the home that the folder `start` is in, looking upward from it as git does, and
 * for HOME_WRITE lock it and make the folders that are missing.
 * Out:    *ret, to be closed with home_close; untouched on failure.
 * Errors: ERR_NOTFOUND no home there or above; ERR_CONFLICT another program has it, with its
 *         process number; ERR_CREATE it can't be written to. */
int home_open(const char *start, enum home_use use, struct home *ret, struct err *err);
void home_close(struct home *home);

/* home_file - the path of something in the home, given as printf does; what begins with / stays as
 * it is. In the caller's arena, with a NUL after the end. */
struct str home_file(const struct home *home, struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* home_path_is_private - does git leave out what is at this path, as a definition names it: outside
 * the home, or in one of the folders that .gitignore names? */
bool home_path_is_private(struct str path);

/* home_council - read council.yaml. Out: *ret, to be freed with council_free; untouched on failure.
 * Errors: those of council_file_parse; ERR_NOTFOUND, ERR_IO; each is added to errors. */
int home_council(const struct home *home, struct council *ret, struct err_list *errors);

/* home_source_names - the names of the files in sources/, in byte order.
 * Out:    *ret_names in the arena, *ret_count: those that can be a source's.
 * Errors: others are each added to errors (what begins with a point or doesn't end in .yaml or .yml
 *         is none of ours). Returns the code of the first, with the names all the same. */
int home_source_names(const struct home *home, struct arena *arena, struct str **ret_names,
                      size_t *ret_count, struct err_list *errors);

/* home_source - the definition of one source. Out: *ret, to be freed with source_definition_free;
 * untouched on failure.
 * Errors: those of source_definition_parse; ERR_NOTFOUND there is none of that name; ERR_IO; each
 *         is added to errors. */
int home_source(const struct home *home, struct str name, struct source_definition *ret,
                struct err_list *errors);

/* home_sources - all definitions, in byte order of their names.
 * Out:    *ret[*ret_count], to be freed with home_sources_free; untouched on failure.
 * Errors: the first of any file; no definition is given then. */
int home_sources(const struct home *home, struct source_definition **ret, size_t *ret_count,
                 struct err *err);
void home_sources_free(struct source_definition *definitions, size_t count);

/* home_source_add - write sources/NAME.yaml for a source that is not there yet.
 * In:     home: open to write.
 * Errors: ERR_CONFLICT there is one; ERR_INPUT it could not be read again; ERR_CREATE, ERR_IO. */
int home_source_add(const struct home *home, const struct source_definition *definition,
                    struct err *err);

/* home_check_folders - what is wrong with the folders: a .gitignore that does not keep data/, keys/
 * and run/ out of git; data/ or keys/ that others can read. Each is added to errors. */
void home_check_folders(const struct home *home, struct err_list *errors);

#endif
