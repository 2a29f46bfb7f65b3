/* byte_source.h - where bytes come from: a file, memory, or another source that they pass through
 * on their way (decompress.h, encoding.h). Reading pulls; each step holds a bounded amount.
 *
 *   file ──► decompress ──► encoding ──► window ──► rows
 *
 * Errors of a source name no file (err->file is ""): whoever opened the chain knows the name and
 * fills it in. */
#ifndef CANTREF_FORMAT_BYTE_SOURCE_H
#define CANTREF_FORMAT_BYTE_SOURCE_H

#include "err.h"
#include "str.h"

struct byte_source {
    /* read - up to size (> 0) bytes into `into`; *ret_len is 0 only at the end, and stays 0 from
     * then on. */
    int (*read)(void *context, char *into, size_t size, size_t *ret_len, struct err *err);
    void *context;
};

/* byte_source_fill - read until `size` bytes are there or the source ends (*ret_len < size).
 * Errors: those of the source; bytes already read are lost then. */
int byte_source_fill(struct byte_source source, char *into, size_t size, size_t *ret_len,
                     struct err *err);

/* byte_source_fd - bytes of an open file descriptor. EINTR is retried. Errors: ERR_IO. *fd must
 * outlive the source. */
struct byte_source byte_source_fd(int *fd);

/* struct byte_memory - bytes in memory, given out at most `step` at a time (0: as many as fit). */
struct byte_memory {
    struct str rest;
    size_t step;
};
struct byte_source byte_source_memory(struct byte_memory *memory);

#endif
