/* inputs.h - what link, explain and source begin with: files to tables to mappings to mentions. */
#ifndef CANTREF_CLI_INPUTS_H
#define CANTREF_CLI_INPUTS_H

#include "mapping_file.h"
#include "mention_build.h"
#include "source_file.h"

/* struct inputs - in the order of the sources' names, whatever order they were given in. */
struct inputs {
    size_t count;
    struct source_file *files;
    struct table *tables; /* of the files */
    struct mapping *mappings;
    bool mapped; /* mappings are filled */
    struct mention_table mentions;
};

/* inputs_read - read count sources ("PATH", "NAME=PATH", "-") on up to threads threads.
 * progress: shows the largest of them; NULL: none.
 * Out:    ret, to be freed with inputs_free in any case; start from zero.
 * Errors: those of source_file_read; ERR_USAGE when two sources have one name or standard input is
 *         named twice. */
int inputs_read(char *const *specs, size_t count, double reject_max, int threads,
                struct progress *progress, struct inputs *ret, struct err *err);

/* inputs_map - mappings: from the mapping file at path, inferred for sources that it does not name
 * and where path is NULL.
 * Errors: those of mapping_file_read and infer_mappings. */
int inputs_map(struct inputs *inputs, const char *path, struct err *err);

/* inputs_keep_texts - once columns are mapped: let go of all of the tables but the ids and texts of
 * columns that have a role. */
void inputs_keep_texts(struct inputs *inputs);

void inputs_free(struct inputs *inputs);

#endif
