/* address_words.h - what words in addresses mean. For address.c and its tests. Pure. */
#ifndef CANTREF_STD_ADDRESS_WORDS_H
#define CANTREF_STD_ADDRESS_WORDS_H

#include "str.h"

/* Bits of a word's meaning; a word may have several, and its place decides between them. */
enum address_word {
    TYPE = 1 << 0,       /* street, road: ends a street's name */
    WEAK = 1 << 1,       /* court, park: a street's or a building's */
    WHOLE = 1 << 2,      /* hauptstrasse: a street's name in one word */
    FRONT = 1 << 3,      /* heol, rue: begins a street's name */
    LATER = 1 << 4,      /* an abbreviation only behind a word of a name: dr, la */
    SAINT = 1 << 5,      /* st: street or saint */
    BUILDING = 1 << 6,   /* house, farm: ends a building's name */
    FLAT = 1 << 7,       /* flat, unit: part of a building; its number or letter follows */
    LEVEL = 1 << 8,      /* ground, top: which floor */
    FLOOR = 1 << 9,      /* floor */
    DIRECTION = 1 << 10, /* north: may follow a street's type */
    LABEL = 1 << 11,     /* no, rhif: before a number, says nothing */
    ARTICLE = 1 << 12,   /* y, the: the name goes on */
    AFTER = 1 << 13,     /* fawr, newydd: follows the word that it describes */
    BEFORE = 1 << 14,    /* old, great, st: belongs to the word behind it */
    BOX = 1 << 15,       /* po box */
    SITE = 1 << 16,      /* with BUILDING: streets are called after these, "station road" */
};

/* address_word_meaning - bits of enum address_word, 0 for any other word; *ret_written_out: what it
 * is short for, or the word. */
uint32_t address_word_meaning(struct str folded_word, struct str *ret_written_out);

/* address_is_county - a county's or country's name: "gwent", "tyne and wear", or any one word in
 * …shire. */
bool address_is_county(struct str folded);

/* For tests: the tables can be searched. */
bool address_words_are_sorted(void);

#endif
