/* live_feed.h - mentions that came and went in one change, and what the feed of changes says of
 * them. For live.c alone. */
#ifndef CANTREF_RECORD_LIVE_FEED_H
#define CANTREF_RECORD_LIVE_FEED_H

#include "entity_store.h"

/* struct member_list - start from zero; free `at` with mem_free. */
struct member_list {
    struct entity_member *at;
    size_t count, capacity;
};

/* member_add - at the end of the list; aborts when out of memory. */
/* member_add - one more, at the end. The place is good until the next is added. */
struct entity_member *member_add(struct member_list *list, int64_t record, int number, int kind,
                                 uint32_t group);

/* live_tell_mentions - an entry for each; those that went and came again have changed, and stay in
 * gone only if they are properties now. Errors: those of the store. */
int live_tell_mentions(struct db *db, int64_t now, struct member_list *gone,
                       const struct member_list *brought, struct err *err);

#endif
