/* marking.h - people sealed, restricted, objected for, held, and let go again; the picture follows
 * a seal within the same transaction (mark_store.h says what each means).
 *
 *   people_mark     all mentions of an entity, as they are now
 *   people_unmark   what was marked of an entity then
 *
 * A sealed person's records leave the picture as if their sources had withdrawn them, and come
 * back as if they had returned: who reads the feed of changes can't tell one from the other. */
#ifndef CANTREF_RECORD_MARKING_H
#define CANTREF_RECORD_MARKING_H

#include "mark_store.h"
#include "picture.h"

struct mark_order {
    enum mark_what what;
    struct str team, ground; /* of a seal */
    int64_t until;           /* of a hold: its last day, days since 1970 */
    struct str who, why;
};

struct marked {
    int64_t act; /* 0: nothing was done */
    size_t mentions;
    size_t hidden; /* records of which nobody is to be known of any more */
};

/* people_mark - by the id of an entity; of one that was merged into another, that one's.
 * Errors: ERR_NOTFOUND there is no such entity, or nobody is left of it; ERR_CONFLICT it is marked
 *         so already, a model's adoption was stopped; those of mark_add, stored_row_read,
 *         live_apply. Nothing is changed then. Threads: not from the writer's.
 * people_unmark - Errors: ERR_NOTFOUND there is no such entity, or it is not marked so. */
int people_mark(struct picture *picture, struct str entity, const struct mark_order *order,
                struct marked *ret, struct err *err);
int people_unmark(struct picture *picture, struct str entity, enum mark_what what, struct str who,
                  struct marked *ret, struct err *err);

/* seals_follow - the picture follows seals that were put back (kept_seal.h), of these records.
 * Within a transaction, whoever has the connection. */
int seals_follow(struct picture *picture, struct db *db, const struct whole_list *records,
                 int64_t now, struct err *err);

/* people_mark_team - the team that a seal of this entity names, added to ret; nothing: it isn't
 * sealed. *ret_act: the seal. For whoever has the connection. */
int people_mark_team(struct picture *picture, struct str entity, struct buf *ret, int64_t *ret_act,
                     struct err *err);

/* people_nobody - the one message for an entity that isn't there, nobody is left of, or nobody is
 * to know of: ERR_NOTFOUND. */
int people_nobody(struct str entity, struct err *err);

#endif
