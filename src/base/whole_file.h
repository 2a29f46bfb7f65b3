/* whole_file.h - small files read and written whole: a reader finds the old bytes or the new ones,
 * never half of either, whenever the power goes.
 *
 *   write   .council.yaml.partial-4711   beside its place, synced
 *   rename  council.yaml                 in one step
 *   sync    the folder, so that the rename lasts */
#ifndef CANTREF_BASE_WHOLE_FILE_H
#define CANTREF_BASE_WHOLE_FILE_H

#include "memory.h"

#include <sys/types.h>

/* file_read_whole - what the file at path holds, added to ret (which has its own maximum, or grows
 * up to bytes_max when that is 0).
 * In:     what: what the file is, for messages: "the mapping file".
 * Errors: ERR_NOTFOUND it can't be opened, ERR_LIMIT it is longer than bytes_max, ERR_IO; err->file
 *         is the path; ret then holds part of it. Cost: linear. */
int file_read_whole(const char *path, const char *what, size_t bytes_max, struct buf *ret,
                    struct err *err) __attribute__((warn_unused_result));

/* file_replace - the file at path holds exactly text, with this mode less the umask; what stood
 * there before is gone. A symbolic link is replaced, not followed.
 * Errors: ERR_CREATE the folder is missing or can't be written to; ERR_IO the disk is full or
 *         failed. The file is then as it was, and nothing is left beside it; only when the sync of
 *         the folder itself fails may it already be the new one. Never tried again. */
int file_replace(const char *path, struct str text, mode_t mode, struct err *err)
    __attribute__((warn_unused_result));

/* file_write_all - all of text into an open file, whatever interrupts it. Returns 0, or errno. */
int file_write_all(int fd, struct str text) __attribute__((warn_unused_result));

/* file_write_error - one line for a path that could not be written: a full disk, a disk that
 * fails, or else whatever `code` says. In: number, as errno has it. Returns the code. */
int file_write_error(struct err *err, int code, const char *path, int number);

#endif
