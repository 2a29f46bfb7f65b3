/* area_place.h - in which area a record's mention is, and no more of it: the address stays where it
 * is. For counting (case_measures.h). */
#ifndef CANTREF_RECORD_AREA_PLACE_H
#define CANTREF_RECORD_AREA_PLACE_H

#include "area_file.h"
#include "picture.h"
#include "postcode.h"

/* area_of_mention - the ward of the council's file that a mention's address lies in, or, without a
 * file, its postcode's sector.
 * In:     packed: room, which is overwritten; made: room for a sector.
 * Out:    *ret: in areas or made; "": not known, or what it says was erased.
 * Errors: those of the store. Cost: some 5 µs. */
int area_of_mention(struct picture *picture, const struct area_file *areas, int64_t record,
                    int number, struct buf *packed, char made[POSTCODE_MAX], struct str *ret,
                    struct err *err);

#endif
