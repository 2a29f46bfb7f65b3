/* town.h - towns of Wales that have an English and a Welsh name: swansea, abertawe. Pure. */
#ifndef CANTREF_STD_TOWN_H
#define CANTREF_STD_TOWN_H

#include "str.h"

enum { TOWN_WORDS_MAX = 4 };

/* town_number - a number > 0 that the names of one town share, with or without a leading article
 * ("y fenni", "fenni"); 0 for any other text. folded: as text_fold gives, whole. Towns whose two
 * names fold to the same text have none: nothing needs to be known of them. */
int town_number(struct str folded);

/* town_table_is_sorted - for the test: the table can be searched. */
bool town_table_is_sorted(void);

#endif
