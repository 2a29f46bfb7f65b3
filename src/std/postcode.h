/* postcode.h - British postcodes, and what stands for them elsewhere. Pure. */
#ifndef CANTREF_STD_POSTCODE_H
#define CANTREF_STD_POSTCODE_H

#include "str.h"

enum { POSTCODE_MAX = 16 };

/* postcode_parse - upper case, one space before the inward part: "sa151aa" → "SA15 1AA". Common
 * misreadings are mended where only one reading is a postcode (O/0, I/1, S/5 by position). Other
 * countries': upper case without spaces ("4011", "10115", "K1A0B1"). Returns false for placeholders
 * (ZZ99 9ZZ and such) and for text that is no postcode of any kind (no digit, or longer than 10).
 * Source: British Standard BS 7666 / Royal Mail PAF formats A9 9AA … AA9A 9AA. */
bool postcode_parse(struct str text, char ret[POSTCODE_MAX]);

bool postcode_is_british(struct str normalised);

/* postcode_district, postcode_sector, postcode_area - "SA15", "SA15 1", "SA" of a British one; for
 * others the first half of the characters, all but the last, the first. */
struct str postcode_area(struct str normalised);
struct str postcode_district(struct str normalised);
struct str postcode_sector(struct str normalised);

/* postcode_find - a British postcode at the end of (or alone within) an address line. Returns its
 * slice, empty if none. */
struct str postcode_find(struct str line);

#endif
