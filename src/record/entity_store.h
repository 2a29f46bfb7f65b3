/* entity_store.h - entities and who belongs to them: ids that survive merges and splits, the past,
 * and the feed of changes (tables entity, membership, membership_past, change).
 *
 * Which mentions belong together is worked out elsewhere and depends on no history; what they are
 * called does. Of entities that merge the oldest id stays and the others point to it. Of one that
 * splits the part whose mentions have had it longest keeps the id (of several, the one with most of
 * its mentions), and a part that had an id of its own before has it again: so a merge that is
 * undone leaves all ids as they were.
 *
 * An id is of one kind: a mention that speaks of something else than before leaves its entity. The
 * feed tells of an entity at most once a time what became of it; one that is parted has changed,
 * too. */
#ifndef CANTREF_RECORD_ENTITY_STORE_H
#define CANTREF_RECORD_ENTITY_STORE_H

#include "db.h"
#include "memory.h"

struct entity_member {
    int64_t record;
    int number;     /* of the mention within the record */
    int kind;       /* enum mention_kind */
    uint32_t group; /* equal: one entity */
};

/* entities_settle - members[count] now stand as their groups say; gone[] stand nowhere. Entities
 * that any of them belonged to must be there whole. members are put in the order of records.
 * Errors: those of the store. Cost: O(members × log(members)). */
int entities_settle(struct db *db, int64_t now, struct entity_member *members, size_t count,
                    const struct entity_member *gone, size_t gone_count, struct err *err);

/* entity_of - the number of a mention's entity, 0: none. */
int entity_of(struct db *db, int64_t record, int number, int64_t *ret, struct err *err);

/* entity_with_id - the number of an id, which was given before: as entity_named, or of a new entity
 * that nothing belongs to. */
int entity_with_id(struct db *db, struct str id, int kind, int64_t now, int64_t *ret,
                   struct err *err);

/* entity_named - the number of an id; of one that was merged into another, that one's; 0: none.
 * entity_id_of - its id, added to ret; nothing for 0. entity_members - visit its mentions, in the
 * order of records; a row stands open meanwhile: visit must have no job done (writer.h). */
int entity_named(struct db *db, struct str id, int64_t *ret, struct err *err);
int entity_id_of(struct db *db, int64_t entity, struct buf *ret, struct err *err);
int entity_members(struct db *db, int64_t entity,
                   int (*visit)(void *context, int64_t record, int number), void *context,
                   struct err *err);

/* change_add - one entry of the feed, in the transaction of what it tells of. */
int change_add(struct db *db, int64_t now, const char *subject, const char *what, int64_t number,
               int64_t other, struct err *err);

#endif
