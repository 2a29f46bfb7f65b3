/* source_failure.h - why sources that had come due could not be taken in: the last reason of each,
 * until it is taken in. In memory: after a restart it is tried again within a minute. */
#ifndef CANTREF_WEB_SOURCE_FAILURE_H
#define CANTREF_WEB_SOURCE_FAILURE_H

#include "err.h"
#include "str.h"

#include <stdint.h>

struct source_failure {
    char *name;
    struct err err;
    int64_t at; /* seconds since 1970 */
};

/* struct source_failures - start from zero; source_failures_free. Under the turn. */
struct source_failures {
    struct source_failure *at;
    size_t count, capacity;
};

/* source_failure_put - it failed now, instead of what was known of it. source_failure_clear - it
 * was taken in. source_failure_of - NULL: none is known; the list's own. */
void source_failure_put(struct source_failures *list, struct str source, const struct err *err,
                        int64_t now);
void source_failure_clear(struct source_failures *list, struct str source);
const struct source_failure *source_failure_of(const struct source_failures *list,
                                               struct str source);
void source_failures_free(struct source_failures *list);

#endif
