/* household.h - who lives at a property, of the records that a look at an entity has read: how
 * many, since when, and whether these can be a household at all.
 *
 * Many people of many family names at one address are no family: HMOs, hostels, care homes, flats
 * that the address does not tell apart. From SHARED_PERSONS people of SHARED_FAMILY_NAMES family
 * names on it is said to be shared accommodation. The bound is simple, so that an officer can hold
 * it against what he sees; a large family of many names is told wrongly, and is listed all the
 * same. A row that says it held until a day before today (STAY) speaks of who lived there. */
#ifndef CANTREF_RECORD_HOUSEHOLD_H
#define CANTREF_RECORD_HOUSEHOLD_H

#include "standing_run.h"

enum { SHARED_PERSONS = 6, SHARED_FAMILY_NAMES = 4, SINCE_TEXT = 11 };

struct household {
    size_t persons;      /* entities that no row says have left */
    size_t family_names; /* different ones that rows give them there */
    bool shared;
    char since[SINCE_TEXT]; /* "2014-11-12": the earliest that a row about the entity says of itself
                               (a tenancy's beginning), else that the home knew it to say so */
    bool since_row;         /* a row says it itself */
    char until[SINCE_TEXT]; /* every row says that the entity has left: the last day; else "" */
};

/* household_at - the entity of the store, a person, at a property.
 * In:     members[count]: mentions at the property, of the run.
 * Errors: those of the store. Cost: O(count × log(count)), and a look-up a row of the entity. */
int household_at(const struct standing_run *run, struct db *db, const uint32_t *members,
                 size_t count, int64_t entity, struct household *ret, struct err *err);

#endif
