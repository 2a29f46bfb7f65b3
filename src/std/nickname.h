/* nickname.h - given names that are used for one another: bill, will, william; siân, jane; ieuan,
 * evan, john. Pure. */
#ifndef CANTREF_STD_NICKNAME_H
#define CANTREF_STD_NICKNAME_H

#include "str.h"

/* nickname_group - a number > 0 that names share when one is commonly used for the other; 0 for any
 * other name. folded: as text_fold gives. A name may stand in several groups; `nth` = 0, 1, … lists
 * them until 0 comes back. */
int nickname_group(struct str folded, int nth);

/* nickname_of_group - the names of a group: nth = 0, 1, … lists them in byte order until the empty
 * one comes back. Cost: reads the table. */
struct str nickname_of_group(int group, int nth);

/* nickname_same - do they share a group? */
bool nickname_same(struct str folded_a, struct str folded_b);

/* nickname_table_is_sorted - for the test: the table can be searched. */
bool nickname_table_is_sorted(void);

#endif
