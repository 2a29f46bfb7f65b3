/* phonetic.h - how a name sounds, roughly, as a short code: names that are heard alike share it.
 * Pure. */
#ifndef CANTREF_STD_PHONETIC_H
#define CANTREF_STD_PHONETIC_H

#include "str.h"

enum { PHONETIC_MAX = 12 };

/* phonetic_code - code of the first word of folded text into ret; "" when it has no letter. English
 * rules with Welsh additions (ll → l, dd → th; ff, f, ph and v alike; w and y as vowels; ch as
 * c), doubled letters once, vowels after the first letter dropped, a final s after a consonant too.
 * A word in another script: its first letters. */
void phonetic_code(struct str folded, char ret[PHONETIC_MAX]);

#endif
