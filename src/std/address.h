/* address.h - an address written in one to eight lines, taken apart. Pure; no allocation. */
#ifndef CANTREF_STD_ADDRESS_H
#define CANTREF_STD_ADDRESS_H

#include "postcode.h"
#include "text.h"

enum { ADDRESS_LINES_MAX = 8, ADDRESS_PART_MAX = 160 };

/* Parts as mention.h describes PREMISE, STREET, TOWN, POSTCODE; "" where not known. */
struct address {
    char premise[ADDRESS_PART_MAX];
    char street[ADDRESS_PART_MAX];
    char town[ADDRESS_PART_MAX];
    char postcode[POSTCODE_MAX];
};

/* address_parse - from lines in their order, of which any may be empty; one line may hold the whole
 * address, with or without commas. "FLAT 2, 12-14 MILL ST, LLANELLI SA15 1AA" → premise "flat 2
 * 12-14", street "mill street", town "llanelli", postcode "SA15 1AA". Returns false for no address
 * at all: placeholders, "no fixed abode", "dim cyfeiriad sefydlog", "c/o". */
bool address_parse(const struct str *lines, size_t line_count, struct address *ret);

/* address_from_parts - from columns of their own; each may be empty. `premise` may hold flat,
 * building and number. */
bool address_from_parts(struct str premise, struct str street, struct str town, struct str postcode,
                        struct address *ret);

/* address_is_no_fixed_abode - says that somebody has no address, in English or Welsh. */
bool address_is_no_fixed_abode(struct str text);

#endif
