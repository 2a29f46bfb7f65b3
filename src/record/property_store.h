/* property_store.h - properties and households in the feed of changes.
 *
 *   property    what mentions are at: by UPRN, else by address, as property_assign has it
 *   household   the persons (entities) at a property, if there are any. Shared accommodation is one
 *               too, here: a token tells no family names (cantref entity show does)
 *
 * Both have the property's token as their number. The table `property` holds what was told last:
 * what a change may have touched is worked out anew and held against it, so that each entry is told
 * once and adding up the feed gives the table. */
#ifndef CANTREF_RECORD_PROPERTY_STORE_H
#define CANTREF_RECORD_PROPERTY_STORE_H

#include "live_parts.h"

/* places_of_record - tokens of the addresses and UPRNs that the record's mentions give, added to
 * places. Call it before mentions go, and after they came. */
int places_of_record(struct db *db, int64_t model, int64_t record, struct node_list *places,
                     struct err *err);

/* properties_settle - tell what has become of the properties at these places (grows by the UPRNs of
 * their addresses), in the transaction that changed mentions or memberships.
 * Errors: those of the store. Cost: O(places × mentions at each). */
int properties_settle(struct db *db, int64_t model, int64_t now, struct node_list *places,
                      struct err *err);

/* places_all - of all mentions under the model, and of what was told. */
int places_all(struct db *db, int64_t model, struct node_list *places, struct err *err);

#endif
