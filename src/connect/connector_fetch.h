/* connector_fetch.h - a source's newest extract, from wherever its connector says: a file, the
 * newest of a folder, or rows of a database or service, fetched by a child process that has neither
 * keys nor the database (connector_work.h). Rows so fetched are in memory only, in a file without a
 * name: whatever happens, nothing of them is left on a disk. */
#ifndef CANTREF_CONNECT_CONNECTOR_FETCH_H
#define CANTREF_CONNECT_CONNECTOR_FETCH_H

#include "home.h"

/* struct fetch_limits - start from FETCH_LIMITS_DEFAULT. */
struct fetch_limits {
    uint64_t wait_max_s;       /* until the database or service has begun to answer */
    uint64_t time_max_s;       /* until all rows are there */
    uint64_t bytes_max;        /* of rows */
    uint64_t child_memory_max; /* bytes; the rows are not in them */
};
#define FETCH_LIMITS_DEFAULT                                                                       \
    ((struct fetch_limits){.wait_max_s = 300,                                                      \
                           .time_max_s = 4 * 3600,                                                 \
                           .bytes_max = UINT64_C(2048) << 20,                                      \
                           .child_memory_max = UINT64_C(1024) << 20})

/* struct fetched - an extract to be read. End with fetched_free; start from FETCHED_NONE. */
struct fetched {
    const char *path; /* of the file, or /proc/self/fd/N for rows in memory; in the arena */
    int fd;           /* -1: a file of the disk */
    bool empty;       /* the service answered, with no row: there is no file to read then */
    struct arena arena;
};
#define FETCHED_NONE ((struct fetched){.fd = -1})

/* connector_fetch - the newest extract of a source.
 * In:     definition: as the home has it. limits: of databases and services.
 * Out:    *ret, to be freed with fetched_free, whether it fails or not.
 * Errors: ERR_NOTFOUND no such folder, file, driver, database or service, or no password where the
 *         definition says; ERR_DENIED a password isn't taken, or others can read its file;
 *         ERR_INPUT the query, or what a service answered; ERR_LIMIT a limit is passed, of time
 *         included; ERR_IO a driver or server that crashed. err->file is the definition's file.
 *         Messages hold no row and no password.
 * Threads: any; the child is started without a copy of the caller's memory. */
int connector_fetch(const struct home *home, const struct source_definition *definition,
                    const struct fetch_limits *limits, struct fetched *ret, struct err *err);
void fetched_free(struct fetched *fetched);

#endif
