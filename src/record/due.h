/* due.h - when a source's schedule says that it is to be ingested: what cantref ingest --due does,
 * and cantref status tells.
 *
 *     ──┴───────────●────────────┴───────────────┴───►   daily at 02:30, by the machine's time zone
 *      fell     succeeded      fell: due         next
 *
 * A source is due from the moment at which its schedule falls until an ingest that began then or
 * later succeeds; one that never did is due at once. Moments that were missed are made up for by
 * one ingest, not by several. A success that the clock now puts into the future does not count: it
 * was set wrong then, or is now. */
#ifndef CANTREF_RECORD_DUE_H
#define CANTREF_RECORD_DUE_H

#include "db.h"
#include "home.h"

/* So long after it fell due a source is late, in seconds. */
enum { DUE_LATE_S = 3600 };

/* struct due - times in seconds since 1970; 0: none. */
struct due {
    bool is_due, is_late;
    int64_t since; /* when it fell due; 0: it isn't, or never succeeded */
    int64_t next;  /* when its schedule falls next, after now; 0: by hand */
};

/* schedule_fell - the last moment, at or before now, at which the schedule falls; 0: by hand.
 * schedule_next - the first one after now. An hour that the clock skips in spring falls an hour
 * later; of one that it shows twice in autumn, one is taken. Cost: some µs. */
int64_t schedule_fell(const struct source_schedule *schedule, int64_t now);
int64_t schedule_next(const struct source_schedule *schedule, int64_t now);

/* due_tell - of a source whose last success began then (0: never had one). */
struct due due_tell(const struct source_schedule *schedule, int64_t succeeded, int64_t now);

/* due_succeeded - when the last extract of a source that was taken in to its end was begun, by now;
 * 0: none was. db NULL: a home without a database. Errors: those of the store. */
int due_succeeded(struct db *db, struct str source, int64_t now, int64_t *ret, struct err *err);

/* struct due_source - of a home, with what its schedule says; failure: of whoever takes it in. */
struct due_source {
    struct str name;
    struct due due;
    struct err failure; /* code 0: none */
};
struct due_list {
    struct due_source *at;
    size_t count, due;
    int64_t next; /* when the next of those that aren't falls due; 0: none does */
    struct str next_name;
    struct arena arena;
};

/* due_find - all sources of a home. db: with any connection; NULL: it has none.
 * Out:    *ret, to be freed with due_list_free in any case; start from zero.
 * Errors: those of home_sources, due_succeeded. */
int due_find(const struct home *home, struct db *db, int64_t now, struct due_list *ret,
             struct err *err);
void due_list_free(struct due_list *list);

#endif
