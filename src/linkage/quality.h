/* quality.h - how good the links are, told without labels. */
#ifndef CANTREF_LINKAGE_QUALITY_H
#define CANTREF_LINKAGE_QUALITY_H

#include "linking.h"

/* quality_tell - estimated pairwise precision and recall after resolving.
 * A pair within an entity is believed by the better of two witnesses: its own score, and how well
 * its two ends agree with the rest of the entity on average. Matches that resolving left apart are
 * the probabilities of the candidate pairs between entities. Pairs that no key brought together and
 * no entity closes are not counted: recall is of what blocking reaches.
 * Out: shares in 0 … 1; NaN where there are no pairs to tell from. Errors: ERR_MEMORY. Cost:
 *      O(pairs). */
int quality_tell(const struct linking *linking, const struct kind_model *model,
                 double *ret_precision, double *ret_recall);

#endif
