/* given_sex.h - which sex a given name implies, as the data itself tells it.
 *
 * Many systems record no sex, but a title ("MR J & MRS J HALL") or another system does. Where a
 * given name stands beside one and the same sex nearly always, in whatever language, a row that has
 * the name alone implies the sex: J HALL, MR, is JOHN and not JANE.
 */
#ifndef CANTREF_LINKAGE_GIVEN_SEX_H
#define CANTREF_LINKAGE_GIVEN_SEX_H

#include "mention.h"

/* struct given_sexes - the names that imply a sex, apart from the data set; kept with the model. */
struct given_sexes {
    size_t count;
    uint64_t *hash; /* of the given name, ascending */
    char *sex;      /* 'f', 'm' or 'x' */
};

/* given_sexes_learn - from all mentions of the table that have a given name in full and a sex.
 * Depends on contents alone. Errors: ERR_MEMORY. ret starts zeroed; free it in any case. Cost:
 * O(mentions + names × log(names)). */
int given_sexes_learn(const struct mention_table *table, struct given_sexes *ret);
void given_sexes_free(struct given_sexes *sexes);

/* given_sexes_apply - for another data set, or the same: (*ret)[value id of FIELD_GIVEN] is a value
 * id of FIELD_SEX, SEX_OF_NOBODY where nobody in the table is known to be of the sex that it
 * implies (it differs from all that are known), 0 where it implies none. The caller frees *ret.
 * Errors: ERR_MEMORY. Cost: O(names × log(names)). */
#define SEX_OF_NOBODY UINT32_MAX
int given_sexes_apply(const struct given_sexes *sexes, const struct mention_table *table,
                      uint32_t **ret);

#endif
