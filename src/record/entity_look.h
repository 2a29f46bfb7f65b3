/* entity_look.h - looking at one entity of a home: by its id or by a row, with all that bears on
 * it, and how it came together. */
#ifndef CANTREF_RECORD_ENTITY_LOOK_H
#define CANTREF_RECORD_ENTITY_LOOK_H

#include "standing_run.h"

struct entity_about {
    int64_t entity; /* its number */
    char id[ENTITY_ID_TEXT_MAX];
    int kind;            /* enum mention_kind */
    int64_t made;        /* seconds since 1970 */
    int64_t merged_into; /* number of the entity; 0: none */
    int64_t record;      /* where not all sources are shown, its first mention (entity_shown.h) */
    int mention;
};

/* entity_find - by name: an id such as "P7K3Q9M2XH4TD", or SOURCE:ROW or SOURCE:ROW:MENTION as in
 * an exported entities.csv (without MENTION the row's first person, else its first mention). Where
 * not all sources are shown, an id is one of the purpose's (entity_shown.h).
 * Errors: ERR_USAGE neither; ERR_NOTFOUND nothing of that name. Cost of a row: reads all versions
 *         of the store's records. */
int entity_find(struct picture *picture, struct str name, struct entity_about *ret,
                struct err *err);

/* entity_by_number - by its number in the store. entity_follow - of one that was merged, the one
 * that it is now. */
int entity_by_number(struct db *db, int64_t entity, struct entity_about *ret, struct err *err);
int entity_follow(struct db *db, struct entity_about *about, struct err *err);

/* entity_read - a run over the records that bear on count entities (whole components; those at
 * their addresses), or over all records where that is not enough or whole is true. Only of all is
 * the run that of an export in everything: what was kept apart, and what is worth asking, rests on
 * pairs that no edge is kept of. Each is named; ret_mentions: the first of each. ret: starts
 * zeroed, standing_run_free it in any case.
 * Errors: those of standing_run_make and standing_run_name_one. */
int entity_read(struct picture *picture, const struct entity_about *const *entities, size_t count,
                bool whole, int threads, struct progress *progress, struct standing_run *ret,
                uint32_t *ret_mentions, struct err *err);

enum entity_happening {
    ENTITY_MADE,
    ENTITY_PARTED_FROM, /* it was part of `other` */
    ENTITY_TOOK_IN,     /* `other` was merged into it */
    ENTITY_ROW_JOINED,  /* at the row */
    ENTITY_ROW_LEFT,    /* likewise */
    ENTITY_LOST_PART,   /* `other` was parted from it */
    ENTITY_MERGED,      /* into `other` */
    ENTITY_NOBODY_LEFT
};

struct entity_moment {
    int64_t at;
    enum entity_happening what;
    char other[ENTITY_ID_TEXT_MAX]; /* an id; "" */
    struct str source;              /* of a row, in the arena */
    int64_t row;
};

/* entity_history - in the order of time, and of enum entity_happening within a second. Where not
 * all sources are shown, what became of the entity would tell of the others: since when each of its
 * records is known, only.
 * Out: *ret[*ret_count], to be freed with mem_free. Cost: reads the feed, and past memberships. */
int entity_history(const struct picture *picture, const struct entity_about *about,
                   struct arena *arena, struct entity_moment **ret, size_t *ret_count,
                   struct err *err);

#endif
