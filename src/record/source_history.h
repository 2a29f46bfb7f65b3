/* source_history.h - what came of a source, extract by extract, and how much of it is linked. */
#ifndef CANTREF_RECORD_SOURCE_HISTORY_H
#define CANTREF_RECORD_SOURCE_HISTORY_H

#include "record_store.h"

/* struct source_extract - one delivery; ended 0: it was stopped, or is under way, and its counts
 * say nothing. Times: seconds since 1970. */
struct source_extract {
    int64_t begun, ended;
    struct extract_counts counts;
};

/* source_extracts - called with each of a source's, the newest first, at most max. *ret_source: its
 * number; 0: nothing ever came of it. A row stands open while visit is called: it must have no job
 * done (writer.h). Errors: those of the store. */
typedef void source_extract_visit(void *context, const struct source_extract *extract);
int source_extracts(struct db *db, struct str name, size_t max, source_extract_visit *visit,
                    void *context, int64_t *ret_source, struct err *err);

/* struct source_linked - of a source, its mentions that are somebody's, and those of them whose
 * entity has a mention of another source, too. */
struct source_linked {
    struct str name;
    int64_t mentions, linked;
};
struct source_linked_list {
    struct source_linked *at;
    size_t count, capacity;
    struct arena arena;
};

/* source_linked_read - of all sources. Out: *ret, to be freed with source_linked_free in any case;
 * start from zero. Errors: those of the store. Cost: reads all memberships.
 * source_linked_of - of one by its name; NULL: there is nothing of it. */
int source_linked_read(struct db *db, struct source_linked_list *ret, struct err *err);
void source_linked_free(struct source_linked_list *list);
const struct source_linked *source_linked_of(const struct source_linked_list *list,
                                             struct str name);

#endif
