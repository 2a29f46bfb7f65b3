/* output_folder.h - the folder with the results appears whole or not at all.
 *
 *   begin:   .linked.partial-4711/  beside the place where linked/ is to be
 *   commit:  its files and itself are synced, it is exchanged with an earlier run's linked/ in one
 *   step, that is deleted
 *   abandon: it is deleted; linked/ is as it was
 *
 * What is written is personal data: the folder has mode 0700, its files 0600. An existing folder is
 * replaced only if an earlier run made it (its manifest.json says "program": "cantref") or if it is
 * empty. */
#ifndef CANTREF_RECORD_OUTPUT_FOLDER_H
#define CANTREF_RECORD_OUTPUT_FOLDER_H

#include "err.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>

enum { OUTPUT_FILES_MAX = 64, OUTPUT_NAME_BYTES_MAX = 64 };

struct output_file {
    char name[OUTPUT_NAME_BYTES_MAX];
    FILE *stream; /* NULL once closed */
    int fd;
    int failed_errno;     /* of the first write that failed */
    size_t waiting_bytes; /* written, and the disk not yet asked to take them */
};

struct output_folder {
    char path[PATH_MAX]; /* where it is to be, no slash at the end */
    char partial[NAME_MAX + 1];
    int parent_fd; /* folder that holds both */
    int fd;        /* the partial folder */
    int file_count;
    struct output_file files[OUTPUT_FILES_MAX];
    volatile sig_atomic_t is_open; /* the partial folder exists */
};

/* output_folder_begin - make the partial folder. folder must not move in memory until commit or
 * abandon. Errors, nothing made then: ERR_CONFLICT a non-empty folder that no earlier run made, or
 * a file, is in the way; ERR_CREATE the parent is missing or can't be written to, or the name is
 * too long; ERR_IO no space left. */
int output_folder_begin(struct output_folder *folder, const char *path, struct err *err);

/* output_folder_open - a new file for writing; name has no slash, fewer than OUTPUT_NAME_BYTES_MAX
 * bytes. The stream is the folder's: never fclose it. Writes need not be checked one by one: a
 * failure is kept and reported at close or commit.
 * Errors: ERR_CONFLICT when the name was opened before, ERR_LIMIT more than OUTPUT_FILES_MAX files,
 *         ERR_IO. */
int output_folder_open(struct output_folder *folder, const char *name, FILE **ret_stream,
                       struct err *err);

/* output_folder_close - flush, sync and close one file. Errors: ERR_IO when any write to it failed
 * ("no space left"). */
int output_folder_close(struct output_folder *folder, FILE *stream, struct err *err);

/* output_folder_commit - close what is open and put the folder in its place. Afterwards nothing
 * partial is left, whether it succeeds or fails. Errors: ERR_IO; ERR_CONFLICT when something else
 * has come to stand in the place since begin. */
int output_folder_commit(struct output_folder *folder, struct err *err);

/* output_folder_abandon - delete the partial folder; nothing if there is none (a zeroed struct, or
 * after commit). */
void output_folder_abandon(struct output_folder *folder);

/* output_folder_abandon_at_once - the same from a signal handler or when memory is exhausted: it
 * calls only functions that are safe there, allocates nothing, leaves streams unclosed, and may
 * only be followed by _exit. */
void output_folder_abandon_at_once(struct output_folder *folder);

#endif
