/* society_lives.h - the second half of society_make. */
#ifndef CANTREF_EXAMPLE_SOCIETY_LIVES_H
#define CANTREF_EXAMPLE_SOCIETY_LIVES_H

#include "society.h"

/* society_live - gives the people of a fresh block their past: parents they left, partners they
 * parted from, moves, second languages and nicknames, and for a few their death. */
void society_live(struct society *society);

#endif
