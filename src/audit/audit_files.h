/* audit_files.h - the files of a log: where they lie, and how they get there whole.
 *
 * A file is written in the work folder, synced, and renamed to its place; folders are synced when
 * all of a round are in place. A sync that fails is told apart, since nothing is known then. */
#ifndef CANTREF_AUDIT_AUDIT_FILES_H
#define CANTREF_AUDIT_AUDIT_FILES_H

#include "memory.h"

#include <limits.h>

enum {
    AUDIT_PATH_MAX = 80,     /* within the folder */
    AUDIT_ENTRIES_LEVEL = -1 /* the level of bundles, for paths */
};

struct audit_files {
    char log[PATH_MAX - 128];
    char work[PATH_MAX - 128];
    int lock_fd;         /* the log's folder, locked */
    bool is_sync_failed; /* the last error was a sync's */
    struct buf folders;  /* to be synced, each with a NUL after it */
};

/* audit_files_open - make the folders that are missing, lock the log's, remove unfinished files.
 * Errors: ERR_CONFLICT another program has it, ERR_CREATE, ERR_IO. */
int audit_files_open(struct audit_files *files, const char *log_folder, const char *work_folder,
                     struct err *err);
void audit_files_close(struct audit_files *files);

/* audit_tile_path - "tile/0/x001/234" or, with width < 256, "tile/0/x001/234.p/17".
 * audit_journal_path - "journal/512". Into ret, which is returned. */
const char *audit_tile_path(int level, uint64_t number, size_t width, char ret[AUDIT_PATH_MAX]);
const char *audit_journal_path(uint64_t first, char ret[AUDIT_PATH_MAX]);

/* struct audit_path - a path as the system takes it: audit_in_log of one within the folder,
 * audit_in_work of a name in the work folder. */
struct audit_path {
    char text[PATH_MAX];
};
struct audit_path audit_in_log(const struct audit_files *files, const char *path);
struct audit_path audit_in_work(const struct audit_files *files, const char *name);

/* audit_file_put - bytes at a path in the log, replacing what was there; folders on the way are
 * made. On disk after audit_files_sync.
 * Errors: ERR_IO, ERR_CREATE; is_sync_failed says when it was a sync. */
int audit_file_put(struct audit_files *files, const char *path, struct str bytes, struct err *err);
int audit_files_sync(struct audit_files *files, struct err *err);

/* audit_file_remove - one that is superseded, and its folder NNN.p when that is empty then. */
void audit_file_remove(struct audit_files *files, const char *path);

/* audit_file_read - all of a file, or `bytes` of it from `at` on, added to ret.
 * Errors: ERR_NOTFOUND, ERR_IO; ERR_INPUT when it is shorter, or longer than bytes_max. */
int audit_file_read(const struct audit_files *files, const char *path, size_t bytes_max,
                    struct buf *ret, struct err *err);
int audit_file_read_at(const struct audit_files *files, const char *path, uint64_t at, size_t bytes,
                       char *ret, struct err *err);

#endif
