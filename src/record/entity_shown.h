/* entity_shown.h - entities where not all sources of a home may be known of (picture->shown): who
 * is one there, and what they are called.
 *
 * The store's entities and their ids are of the picture of all sources; here they would tell what
 * the others join. So an entity is the cluster of a mention among the sources that are shown
 * (permitted.h), under the id that its purpose has for the first of it (purpose_id.h): the same in
 * find, view, exports, reviews and decisions. */
#ifndef CANTREF_RECORD_ENTITY_SHOWN_H
#define CANTREF_RECORD_ENTITY_SHOWN_H

#include "access.h"
#include "entity_look.h"
#include "permitted.h"
#include "purpose_id.h"

#define ENTITY_SHOWN_NOBODY "there is nobody of that id under this purpose"

/* entity_shown_find - the mention that an id of the purpose leads to.
 * Out:    *ret_record, *ret_number. *ret_is_id: the text is an id at all.
 * Errors: ERR_NOTFOUND nobody of that id stands in these sources; those of the store. */
int entity_shown_find(const struct picture *picture, struct str id, int64_t *ret_record,
                      int *ret_number, bool *ret_is_id, struct err *err);

/* entity_shown_about - the entity that a mention is in: its number is below 0 and none of the
 * store's, its record and number are those of the first of it; it was made when the first of its
 * records came to be known.
 * In:     view: of picture->shown; db: the one it reads.
 * Errors: as permitted_cluster. */
int entity_shown_about(const struct picture *picture, struct db *db, struct permitted *view,
                       int64_t record, int number, struct entity_about *ret, struct err *err);

/* entity_shown_id - of the entity whose first mention this is, into ret, which it returns. */
const char *entity_shown_id(const struct picture *picture, const uint8_t *identity, int number,
                            char ret[ENTITY_ID_TEXT_MAX]);

/* entity_shown_history - since when each of its records has been known, as entity_history does. */
int entity_shown_history(const struct picture *picture, const struct entity_about *about,
                         struct arena *arena, struct entity_moment **ret, size_t *ret_count,
                         struct err *err);

/* entity_whole_id - the store's own id of whomever a name leads to: an id of the store, one of any
 * purpose, or SOURCE:ROW. For what is done to a person in all sources, as a seal or an erasure is:
 * not to be shown. Who is sealed is found, too: whether the asker may know is the caller's to ask.
 * Out:    ret: the name itself, as far as there is room, when it leads to nobody.
 * Errors: those of the store. Cost: a look-up for each purpose and source. */
int entity_whole_id(const struct picture *picture, const struct access *access, struct str name,
                    char ret[ENTITY_ID_TEXT_MAX], struct err *err);

#endif
