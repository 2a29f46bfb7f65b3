/* places.h - the made county: towns, localities, streets, dwellings and their postcodes.
 *
 *   locality (some 2,000 people)  ──►  a town, some 36 streets, a part of a postcode sector
 *   dwelling: number or name or flat  ──►  street, locality, town, postcode of some 15 neighbours
 *
 * Everything is a function of the seed and of the locality's number; nothing is stored but the
 * dwellings. Names are made up from Welsh and English words; some will also be the name of a real
 * place, but with a postcode of area CY none is a real address. */
#ifndef CANTREF_EXAMPLE_PLACES_H
#define CANTREF_EXAMPLE_PLACES_H

#include "random.h"

#include <stdbool.h>
#include <stdint.h>

enum { PLACE_TEXT_MAX = 64, LOCALITIES_MAX = 3500, UNITS_PER_LOCALITY = 130 };

/* The county as a whole. */
struct county {
    uint64_t seed;
    uint32_t locality_count; /* ≤ LOCALITIES_MAX */
    uint32_t district_count; /* postcode districts CY1 … */
};

struct dwelling {
    uint64_t serial; /* of the county */
    uint32_t locality;
    uint16_t street;    /* of the locality, from 0 */
    uint16_t unit;      /* postcode unit within the locality */
    uint16_t number;    /* house number; 0: the house has a name only */
    uint16_t flat;      /* 0: none */
    int16_t name;       /* house or building name, -1: none */
    char number_letter; /* 'A' or 0 */
    char band;          /* council tax band A … I */
};

/* An address in its parts; "" where it has none. */
struct address_parts {
    char flat[PLACE_TEXT_MAX];     /* "Flat 3" */
    char building[PLACE_TEXT_MAX]; /* "Llys Helyg", "Bryn Awel" */
    char number[PLACE_TEXT_MAX];   /* "12A" */
    char street[PLACE_TEXT_MAX];
    char locality[PLACE_TEXT_MAX];
    char town[PLACE_TEXT_MAX];
    char postcode[16];
};

struct county county_make(uint64_t seed, uint32_t locality_count);

/* dwellings_lay - `count` dwellings of one locality, street by street, into ret; serials from
 * first_serial. */
void dwellings_lay(const struct county *county, uint32_t locality, struct random *random,
                   uint64_t first_serial, struct dwelling *ret, uint32_t count);

/* dwelling_address - its parts; the other language's form of the street or town on request, where
 * there is one. */
void dwelling_address(const struct county *county, const struct dwelling *dwelling,
                      bool street_other, bool town_other, struct address_parts *ret);

/* street_shorten - "Station Road" → "Station Rd"; in place. */
void street_shorten(char *street);

/* postcode_damage - an inward letter, a digit, or a character that looks like another; the area
 * letters stay. */
void postcode_damage(struct random *random, char postcode[16]);

/* care_home_name - "Plas Helyg Residential Home"-like, of that locality. */
void care_home_name(const struct county *county, uint32_t locality, char ret[PLACE_TEXT_MAX]);

#endif
