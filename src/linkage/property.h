/* property.h - which mentions are at the same property: by UPRN, else by canonical address. Exact,
 * no estimate: an address is a key. */
#ifndef CANTREF_LINKAGE_PROPERTY_H
#define CANTREF_LINKAGE_PROPERTY_H

#include "mention.h"

/* property_assign - the property of each mention that has an address.
 *   1. a UPRN names the property;
 *   2. an address (premise or street, with postcode or town) that has one UPRN anywhere in the data
 *   is that property;
 *   3. else the address itself is the property. One address with several UPRNs (flats without their
 *   number) stays a property of its own.
 * A postcode alone is no property, nor is a number without its street, but where a British postcode
 * stands for the street.
 * Out: *ret_property[mention] = 0 … *ret_count-1, or UINT32_MAX; (*ret_ids)[property]: from
 *      content, the same on every run. Both to be freed by the caller.
 * The same for any number of threads. Errors: ERR_MEMORY. Cost: O(mentions). */
int property_assign(const struct mention_table *table, int threads, uint32_t **ret_property,
                    uint64_t **ret_ids, size_t *ret_count);

/* property_keys - what property_assign goes by, for each mention by itself: its address's key and
 * its UPRN's, 0 where it has none. Two mentions are at one property if they have one UPRN; or one
 * address, of which no mention anywhere has another UPRN.
 * Out: ret_address, ret_uprn: room for a number a mention. Errors: ERR_MEMORY. Cost: O(mentions).
 */
int property_keys(const struct mention_table *table, uint64_t *ret_address, uint64_t *ret_uprn);

#endif
